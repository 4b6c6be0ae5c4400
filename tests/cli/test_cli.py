"""The command contract: what each command prints, and how it fails."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import click
import pytest
from command import fails, read, run

from costmodel.cli.commands import HOMES

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
GOLDEN = Path(__file__).parents[1] / "golden"
NEED = EXAMPLES / "regional_hospital.yaml"
DAY = ("--on", "2026-11-24")


@pytest.fixture
def need(tmp_path: Path) -> Path:
    path = tmp_path / "need.yaml"
    path.write_text("preset: medium\nissue_date: 2026-11-24\ncustomer: A & B <Co>\n", encoding="utf-8")
    return path


# ------------------------------------------------------------------ facts

PUBLISHED = {
    "licence.pacs_ris": ("licence", "5000000", "50000000"),
    "licence.workstation": ("licence", "200000", "1000000"),
    "implementation": ("implementation", "1000000", "10000000"),
    "migration": ("migration", "500000", "5000000"),
    "hardware": ("hardware", "2000000", "20000000"),
    "training": ("training", "300000", "2000000"),
    "support": ("support", "1000000", "10000000"),
    "project_management": ("project_management", "500000", "5000000"),
}


def test_prices_are_the_published_table() -> None:
    prices = read("prices")
    assert {
        line["id"]: (line["component"], line["published_low"], line["published_high"]) for line in prices["lines"]
    } == (PUBLISHED)
    for line in prices["lines"]:
        assert (line["currency"], line["open_ended"], line["source"]) == ("MRO", True, "source-document")
        assert set(line) == {
            "id", "component", "published_low", "published_high", "open_ended", "unit", "currency", "source",
        }  # fmt: skip
    assert prices["totals"] == [
        {"id": "small_medium", "published_low": "10000000", "published_high": "50000000", "open_ended": False,
         "currency": "MRO"},
        {"id": "large", "published_low": "50000000", "published_high": "200000000", "open_ended": True,
         "currency": "MRO"},
    ]  # fmt: skip


def test_presets_are_complete_needs_that_price_as_they_are(tmp_path: Path) -> None:
    for name, need in read("presets").items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps(need))
        alone, preset = read("estimate", path, *DAY), read("estimate", "--preset", name, *DAY)
        assert alone["totals"] == preset["totals"]
        assert (alone["estimate_class"], preset["estimate_class"]) == (4, 5)


def test_bundles_say_what_they_cover() -> None:
    bundles = {bundle["id"]: bundle for bundle in read("bundles")["bundles"]}
    assert list(bundles) == ["on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source"]
    assert "pacs.dicom" in bundles["hybrid"]["covers"]
    assert "pacs.dicom" not in bundles["modular_ris"]["covers"]


def test_rates_of_a_day() -> None:
    rates = read("rates", *DAY)["rates"]
    dollar = next(rate for rate in rates if (rate["from"], rate["to"]) == ("USD", "MRU"))
    assert (dollar["value"], dollar["on"], dollar["source"]) == ("40.0824", "2026-09-29", "currency-api")
    assert len(read("rates", "--all", *DAY)["rates"]) == 323


@pytest.mark.parametrize("subject", json.loads(json.dumps(run("facts").stdout.split())))
def test_every_table_of_facts_can_be_read(subject: str) -> None:
    assert json.loads(run("facts", subject).stdout)


def test_figures_of_the_other_tables_are_found_through_the_command_line() -> None:
    levels = json.loads(run("facts", "service_levels").stdout)
    (standard,) = (tier for tier in levels["tiers"] if tier["id"] == "standard")
    critical = standard["levels"][0]
    assert critical == {
        "id": "critical",
        "response": {"value": "15", "unit": "minute"},
        "resolution": {"value": "4", "unit": "business_hour"},
        "uptime": "0.999",
    }
    assert len(json.loads(run("facts", "pricing_factors").stdout)) == 13


@pytest.mark.parametrize(
    ("words", "amount", "rate"),
    [
        (("1000", "MRO", "MRU"), "100.00", "0.1"),
        (("1234567.89", "MRU", "MRO"), "12345678.9", "10"),
        (("100", "USD", "MRU"), "4008.24", "40.0824"),
        (("4008.24", "MRU", "USD"), "100.00", "0.02494860587"),
        (("100", "EUR", "MRU"), "4553.65", "45.5365"),
        (("100", "eur", "mru"), "4553.65", "45.5365"),
        (("-12.5", "MRU", "MRU"), "-12.50", "1"),
    ],
)
def test_convert(words: tuple[str, ...], amount: str, rate: str) -> None:
    result = json.loads(run("convert", "--json", *DAY, "--", *words).stdout)
    assert (result["amount"], result["currency"], result["rate"]) == (amount, words[2].upper(), rate)
    assert set(result) == {"amount", "currency", "rate", "on", "source"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x", "USD", "MRU"), "'x' is not a number"),
        (("1", "USB", "MRU"), "Nearest: 'USD'"),
        (("12.500", "USD", "MRU"), "'12.500' has two readings; write 12500 or 12.5."),
        (("1", "GBP", "MRU"), "no rate from GBP to MRU"),
        (("1", "USD", "MRU", "--on", "2017-06-01"), "The first one is of 2018-01-01"),
        (("1e40", "USD", "MRU"), "too large"),
        (("nan", "USD", "MRU"), "is not a number"),
    ],
)
def test_convert_refuses(words: tuple[str, ...], message: str) -> None:
    assert message in fails("convert", *words)


# ------------------------------------------------------------------ estimate and explain


def test_estimate_contract() -> None:
    priced = read("estimate", NEED)
    assert (priced["currency"], priced["bundle"], priced["estimate_class"]) == ("MRU", "on_premise", 4)
    assert {line["id"] for line in priced["lines"]} == set(PUBLISHED)
    for line in priced["lines"]:
        assert {"id", "component", "item_name", "quantity", "unit", "low", "likely", "high", "recurring", "basis",
                "source"} <= set(line)  # fmt: skip
        assert Decimal(line["low"]) < Decimal(line["likely"]) < Decimal(line["high"])
    one_off = sum(Decimal(line["likely"]) for line in priced["lines"] if not line["recurring"])
    annual = sum(Decimal(line["likely"]) for line in priced["lines"] if line["recurring"])
    assert priced["totals"] == {"one_off": str(one_off), "annual": str(annual), "first_year": str(one_off + annual)}


@pytest.mark.parametrize("currency", ["MRU", "MRO", "USD", "EUR"])
@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "open_source"])
def test_estimate_in_every_currency(bundle: str, currency: str) -> None:
    priced = read("estimate", "--preset", "small", "--bundle", bundle, "--currency", currency, *DAY)
    assert priced["currency"] == currency


def test_set_answers_a_driver() -> None:
    more = read("estimate", "--preset", "small", "--set", "sites=3", "--set", "vendor_tier=premium", *DAY)
    less = read("estimate", "--preset", "small", *DAY)
    assert Decimal(more["totals"]["one_off"]) > Decimal(less["totals"]["one_off"])


def test_explain_multiplied_out_returns_likely() -> None:
    for line, part in (("hardware", 2), ("licence.pacs_ris", 2), ("training", 2), ("migration", 1)):
        why = read("explain", NEED, line)
        assert len(why["addends"]) == part
        total = Decimal(0)
        for addend in why["addends"]:
            product = Decimal(1)
            for factor in addend["factors"]:
                product *= Decimal(factor["value"])
            total += product
        assert f"{total:.2f}" == why["likely"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--preset", "medum"), "Nearest: 'medium'"),
        (("--preset", "medium", "--bundle", "hybird"), "Nearest: 'hybrid'"),
        (("--preset", "medium", "--currency", "USB"), "Nearest: 'USD'"),
        (("--preset", "medium", "--set", "site=2"), "Nearest: 'sites'"),
        (("--preset", "medium", "--set", "sites=-1"), "-1 is out of bounds. Allowed: 1 to 100"),
        (("--preset", "medium", "--set", "sites=1.5"), "not a whole number"),
        (("--preset", "medium", "--set", "annual_studies=1000000000000"), "out of bounds"),
        (("--preset", "medium", "--set", "sites=many"), "'many' is not a number"),
        (("--preset", "medium", "--set", "levers=[bulk_purchase]", "--bundle", "modular_ris"), "bulk_purchase"),
        (("no-such-file.yaml",), "No such file"),
    ],
)
def test_estimate_refuses(words: tuple[str, ...], message: str) -> None:
    assert message in fails("estimate", *words, *DAY)


@pytest.mark.parametrize("words", [("estimate",), ("estimate", "--preset", "small", "--set", "sites"), ("nonsense",),
                                   ("estimate", "--preset", "small", "--on", "tomorrow"), ("quote",)])  # fmt: skip
def test_wrong_usage_exits_with_2(words: tuple[str, ...]) -> None:
    fails(*words, code=2)


# ------------------------------------------------------------------ quote


def test_quote_contract(need: Path, tmp_path: Path) -> None:
    offer = read("quote", need, "--out", tmp_path / "out", "--seller", EXAMPLES / "seller.yaml", "--number", "2026-7")
    assert (offer["number"], offer["currency"]) == ("2026-7", "MRU")
    assert list(offer["totals"]) == [
        "lines_net", "discounts", "charges", "tax_exclusive", "tax", "tax_inclusive", "prepaid", "rounding", "payable",
    ]  # fmt: skip
    assert set(offer["files"]) == {"docx", "xlsx", "json"}
    for path in offer["files"].values():
        assert Path(path).stat().st_size > 1_000
    saved = json.loads(Path(offer["files"]["json"]).read_text(encoding="utf-8"))
    assert saved["totals"] == offer["totals"]
    assert saved["buyer"]["name"] == "A & B <Co>"


def test_the_totals_of_a_quote_are_those_of_the_estimate_and_the_tax(need: Path, tmp_path: Path) -> None:
    offer, priced = read("quote", need, "--out", tmp_path / "out"), read("estimate", need)
    assert offer["totals"]["lines_net"] == priced["totals"]["first_year"]
    assert Decimal(offer["totals"]["payable"]) == round(Decimal(priced["totals"]["first_year"]) * Decimal("1.16"), 2)


def test_a_seller_copy_never_takes_the_place_of_a_customer_s_file(need: Path, tmp_path: Path) -> None:
    words = ("quote", need, "--number", "7", "--out", tmp_path / "out", "--seller-copy", tmp_path / "out/../out/7.json")
    assert "is named for two files" in fails(*words)
    assert not (tmp_path / "out").exists()


def test_a_seller_from_abroad_is_asked_about_travel(need: Path, tmp_path: Path) -> None:
    (tmp_path / "seller.yaml").write_text("name: Intégrateur\nresident: false\n", encoding="utf-8")
    result = run("quote", need, "--seller", tmp_path / "seller.yaml", "--out", tmp_path / "out")
    assert "Should it be regional or international?" in result.stderr


def test_without_a_number_the_quote_is_a_draft_named_by_its_content(need: Path, tmp_path: Path) -> None:
    first = read("quote", need, "--out", tmp_path / "1")["number"]
    assert first.startswith("DRAFT-")
    assert read("quote", need, "--out", tmp_path / "2")["number"] == first
    assert read("quote", need, "--out", tmp_path / "3", "--set", "sites=2")["number"] != first


@pytest.mark.parametrize(("currency", "language"), [("USD", "en"), ("EUR", "fr"), ("MRU", "en"), ("MRU", "ar")])
def test_quote_in_currency_and_language(need: Path, tmp_path: Path, currency: str, language: str) -> None:
    offer = read("quote", need, "--currency", currency, "--language", language, "--out", tmp_path / "out")
    assert offer["currency"] == currency


@pytest.mark.parametrize("example", ["regional_hospital", "district_clinic", "national_hospital", "full_need"])
def test_every_example_makes_a_proposal(example: str, tmp_path: Path) -> None:
    result = run("quote", EXAMPLES / f"{example}.yaml", "--seller", EXAMPLES / "seller.yaml", "--out", tmp_path)
    assert result.stdout.count(str(tmp_path)) == 3


def test_the_margin_is_printed_for_the_seller_and_in_no_customer_file(tmp_path: Path) -> None:
    copy = tmp_path / "seller" / "copy.json"
    result = run("quote", EXAMPLES / "national_hospital.yaml", "--out", tmp_path, "--seller-copy", copy)
    assert "margin on training.1: 25% of price" in result.stdout
    assert '"unit_cost": "6500.00"' in copy.read_text()
    customer = (tmp_path / "2026-043.json").read_text()
    assert "6500" not in customer
    assert '"unit_cost": "' not in customer


def test_a_file_already_there_is_kept_unless_forced(need: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    files = read("quote", need, "--out", out)["files"]
    Path(files["docx"]).write_text("mine")
    assert "is already there and was kept" in fails("quote", need, "--out", out)
    assert Path(files["docx"]).read_text() == "mine"
    read("quote", need, "--out", out, "--force")
    assert Path(files["docx"]).read_bytes()[:2] == b"PK"


def test_a_folder_that_cannot_be_written_leaves_nothing(need: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in fails("quote", need, "--out", tmp_path / "file" / "out")


@pytest.mark.parametrize("number", ["../../etc/passwd", "/tmp/x", "a/b\\c", "=HYPERLINK(1)", "n° 12"])
def test_a_number_never_leaves_the_folder(need: Path, tmp_path: Path, number: str) -> None:
    offer = read("quote", need, "--out", tmp_path / "out", "--number", number)
    assert offer["number"] == number
    assert {Path(path).parent for path in offer["files"].values()} == {tmp_path / "out"}


def rates_file(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "rates.csv"
    path.write_text("\n".join(("on,from,to,value,source", *rows)) + "\n")
    return path


def test_a_quote_at_a_rate_of_the_users(need: Path, tmp_path: Path) -> None:
    rates = rates_file(tmp_path, "2026-11-20,USD,MRU,40.00,our bank")
    offer = read("quote", need, "--currency", "USD", "--rates", rates, "--out", tmp_path)
    net = Decimal(read("estimate", need)["totals"]["first_year"]) / 40
    assert Decimal(offer["totals"]["lines_net"]) == pytest.approx(net, abs=Decimal("0.05"))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2026-11-20,EUR,MRU,45.5,bank", "no rate from MRU to USD"),
        ("2026-06-01,USD,MRU,39.9,bank", "176 days before 2026-11-24; a contract amount allows 92"),
        ("2026-11-20,MRU,USD,40.1,bank", "upside down"),
        ("2026-11-20,USD,MRU,401.2,bank", "ten times too high"),
        ("2026-11-20,USD,MRU,4.01,bank", "ten times too low"),
        ("2026-11-20,USD,MRO,401,bank", "10 MRO = 1 MRU by law"),
        ("2026-11-20,USD,MRU,forty,bank", "forty"),
        ("2026-11-20,USD,MRU,0,bank", "greater than 0"),
    ],
)
def test_a_rate_at_fault_is_refused_with_its_remedy(need: Path, tmp_path: Path, row: str, message: str) -> None:
    rates = rates_file(tmp_path, row)
    assert message in fails("quote", need, "--currency", "USD", "--rates", rates, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_stale_rate_is_used_when_the_user_says_so(need: Path, tmp_path: Path) -> None:
    rates = rates_file(tmp_path, "2026-06-01,USD,MRU,39.9,bank")
    read("quote", need, "--currency", "USD", "--rates", rates, "--accept-rate", "--out", tmp_path / "out")


def test_a_quote_in_mru_needs_no_rate(need: Path, tmp_path: Path) -> None:
    rates = rates_file(tmp_path, "2026-11-20,EUR,USD,1.14,bank")
    assert read("quote", need, "--rates", rates, "--out", tmp_path / "out")["currency"] == "MRU"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--currency", "MRO"), "was replaced by MRU"),
        (("--currency", "XYZ"), "is not a currency of a quote"),
        (("--language", "de"), "'de' is not a language"),
        (("--bundle", "cloud"), "is not a bundle"),
        (("--seller", "no-seller.yaml"), "No such file"),
    ],
)
def test_quote_refuses(need: Path, tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    assert message in fails("quote", need, "--out", tmp_path / "out", *words)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"preset: medium\npreset: small\n", "preset: line 2: the key is there twice"),
        ("preset: medium\ncustomer: \xb9\xa4\n".encode("latin-1"), "line 2: is not UTF-8, and its letters do not tell"),
        (b"x: 1\n" * 2_000_000, "is larger than 1,000,000 bytes"),
        (b"a: &a [1]\nb: [*a, *a]\n", "anchor or alias"),
        (
            b"preset: medium\nterms: {discounts: [{label: x, amount: 5000}]}\n",
            "has no currency; write it as '5000 MRU'",
        ),
        (b"preset: medium\ncurrency: MRO\n", "was replaced by MRU"),
        (b"preset: medium\nannual_study: 3\n", "line 2: 'annual_study' is not a key of a need"),
        (b"- a\n", "must be a mapping"),
        (b"\x00\xff", "line 1: is not text"),
        (b"", "must be a mapping"),
    ],
)
def test_a_need_at_fault(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "need.yaml"
    path.write_bytes(content)
    assert message in fails("quote", path, "--out", tmp_path / "out", *DAY)


# ------------------------------------------------------------------ totals and check

LINES = {
    "currency": "MRU",
    "lines": [
        {"item_name": "Licences", "quantity": 3, "unit_price": "1000.005", "tax_category": "S", "tax_percent": 16},
        {"item_name": "Export", "quantity": "-1", "unit_price": 200, "tax_category": "G", "tax_rate": 0},
    ],
    "discounts": [{"amount": "100", "tax_category": "S", "tax_rate": "0.16"}],
    "prepaid": "50",
}


def test_totals_contract(tmp_path: Path) -> None:
    path = tmp_path / "lines.json"
    path.write_text(json.dumps(LINES))
    expected = {
        "currency": "MRU",
        "lines": [{"net_amount": "3000.02"}, {"net_amount": "-200.00"}],
        "taxes": [
            {"tax_category": "S", "tax_rate": "0.16", "taxable": "2900.02", "tax": "464.00"},
            {"tax_category": "G", "tax_rate": "0", "taxable": "-200.00", "tax": "0.00"},
        ],
        "totals": {
            "lines_net": "2800.02", "discounts": "100.00", "charges": "0.00", "tax_exclusive": "2700.02",
            "tax": "464.00", "tax_inclusive": "3164.02", "prepaid": "50.00", "rounding": "0.00", "payable": "3114.02",
        },
    }  # fmt: skip
    assert read("totals", path) == expected
    assert read("totals", "-", stdin=json.dumps(LINES)) == expected


@pytest.mark.parametrize(
    ("currency", "net"), [("JPY", "3000"), ("KWD", "3000.015"), ("EUR", "3000.02"), ("CLF", "3000.0150")]
)
def test_totals_in_any_currency(currency: str, net: str) -> None:
    assert read("totals", "-", stdin=json.dumps({**LINES, "currency": currency}))["lines"][0]["net_amount"] == net


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not valid JSON"),
        ('{"currency": "MRU", "currency": "USD", "lines": []}', "the key is there twice"),
        ('{"currency": "MRU", "lines": [{"item_name": "x", "quantity": NaN, "unit_price": 1}]}', "NaN"),
        ('{"currency": "XXX", "lines": []}', "lines"),
        (json.dumps({**LINES, "currency": "ZZZ"}), "'ZZZ' is not a currency"),
        (json.dumps({**LINES, "line": []}), "Nearest: 'lines'"),
        (json.dumps(LINES).replace('"tax_percent": 16', '"tax": 16'), "tax_percent"),
        ("[" * 100_000, "is not valid JSON"),
    ],
)
def test_totals_refuses(content: str, message: str) -> None:
    assert message in run("totals", "-", code=1, stdin=content).stderr


def test_check_lists_the_faults_of_every_file(tmp_path: Path) -> None:
    assert "no fault" in run("check").stdout
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "pricing_data", folder)
    path = folder / "components.yaml"
    path.write_text(path.read_text().replace("open_ended: true", "open_end: true", 1))
    (folder / "tax.yaml").unlink()
    message = fails("check", folder)
    assert "components.yaml: rows.licence.pacs_ris.open_end" in message
    assert "Nearest: 'open_ended'" in message
    assert "tax.yaml: cannot be read" in message


def test_check_finds_a_driver_that_no_need_can_say(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "pricing_data", tmp_path / "data"))
    drivers, presets = folder / "drivers.yaml", folder / "presets.yaml"
    sites = re.search(r"^sites:\n(?:  .*\n)+", drivers.read_text(), re.M)
    assert sites is not None
    drivers.write_text(drivers.read_text() + sites[0].replace("sites:", "reading_rooms:", 1))
    presets.write_text(presets.read_text().replace("    sites:", "    reading_rooms: 1\n    sites:"))
    message = fails("check", folder)
    assert f"{drivers}: reading_rooms: 'reading_rooms' is not a driver or condition of a need." in message


# ------------------------------------------------------------------ printed pages

PAGES = {
    "prices": ("prices",),
    "estimate_regional": ("estimate", NEED),
    "estimate_clinic": ("estimate", EXAMPLES / "district_clinic.yaml"),
    "estimate_gap_mro": ("estimate", "--preset", "large", "--bundle", "modular_ris", "--currency", "MRO", *DAY),
    "explain_hardware": ("explain", NEED, "hardware"),
    "explain_rate_card": ("explain", EXAMPLES / "national_hospital.yaml", "training"),
    "bundles": ("bundles",),
    "drivers": ("drivers",),
    "help": ("--help",),
    "help_quote": ("quote", "--help"),
}


@pytest.mark.parametrize("page", PAGES)
def test_what_is_printed(page: str) -> None:
    """Change the golden with `COSTMODEL_GOLDEN=write make test` and read the difference like a reader."""
    printed, golden = run(*PAGES[page]).stdout, GOLDEN / f"{page}.txt"
    if os.environ.get("COSTMODEL_GOLDEN") == "write":
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")


def test_no_page_is_wider_than_a_terminal() -> None:
    for page in GOLDEN.glob("*.txt"):
        assert max(len(line) for line in page.read_text(encoding="utf-8").splitlines()) <= 120, page.name


def test_the_program_itself() -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "costmodel", "estimate", "--preset", "tiny"],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: need: preset: 'tiny' is not a preset.")


def test_a_fault_of_the_program_itself_shows_no_traceback(tmp_path: Path) -> None:
    code = (
        "import costmodel.cli.commands.facts as facts, costmodel.cli.main as cli\n"
        "def broken(): raise KeyError('lost')\n"
        "facts.price_book = broken\n"
        "import sys; sys.argv = ['costmodel', 'prices']\n"
        "cli.main()\n"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: a fault of costmodel itself (KeyError: 'lost').")
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------ a quick start


def test_every_command_is_listed_with_its_home() -> None:
    """A command is imported when it is asked for, so the list of them is kept apart from their modules."""
    folder = ROOT / "costmodel" / "cli" / "commands"
    assert sorted(HOMES) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    for home, names in HOMES.items():
        module = import_module(f"costmodel.cli.commands.{home}")
        own = {name: value for name, value in vars(module).items() if isinstance(value, click.Command)}
        inside = {name for value in own.values() if isinstance(value, click.Group) for name in value.commands}
        assert sorted(own.keys() - inside) == sorted(names)
        assert all(getattr(module, name).name == name for name in names)


@pytest.mark.parametrize(
    ("words", "left_alone"),
    [
        (["--version"], "pydantic yaml babel numpy costmodel.cli.shared"),
        (["convert", "100", "USD", "MRU", "--on", "2026-11-24"], "yaml babel numpy zipfile costmodel.price_book.book"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_imports_only_what_it_uses(words: list[str], left_alone: str, tmp_path: Path) -> None:
    """The second time, when the facts are kept."""
    code = (
        f"from costmodel.cli.main import cli\ncli({words}, standalone_mode=False)\n"
        f"import sys; print([name for name in {left_alone.split()} if name in sys.modules])"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines()[-1] == "[]"
