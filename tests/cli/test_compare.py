"""`costmodel compare`: bundles side by side, as a page, as JSON, and as a file."""

from __future__ import annotations

import io
import json
import os
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import command
import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document

from costmodel.cli.main import cli

ROOT = Path(__file__).parents[2]
NEED = ROOT / "examples" / "regional_hospital.yaml"
WEIGHTS = ROOT / "examples" / "weights.yaml"
GOLDEN = Path(__file__).parents[1] / "golden" / "compare_regional.txt"
DAY = ("--on", "2026-11-24")
MEDIUM = ("--preset", "medium", *DAY)
TWO = (*MEDIUM, "--bundles", "on_premise,cloud_native")
ALL = ["on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source"]
D = Decimal


run = partial(command.run, "compare")
read = partial(command.read, "compare")


@pytest.fixture(scope="module")
def regional() -> Any:
    return read(NEED)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "weights.yaml"
    path.write_text("criteria:\n  cost: {weight: 3}\n  coverage: {weight: 1}\n", encoding="utf-8")
    return path


# ------------------------------------------------------------------ JSON


def test_the_contract(regional: Any) -> None:
    assert set(regional) >= {
        "currency", "years", "discount_rate", "bundles", "p_cheaper", "rank_stability", "statements",
    }  # fmt: skip
    assert (regional["currency"], regional["years"], regional["discount_rate"]) == ("MRU", 5, 0.1)
    assert [bundle["id"] for bundle in regional["bundles"]] == ALL
    for bundle in regional["bundles"]:
        assert {"id", "one_off", "annual", "tco", "npv", "tco_p80", "gaps", "gap_cost", "score", "rank"} <= set(bundle)
        for amount in ("one_off", "annual", "tco", "npv", "tco_p80", "gap_cost"):
            assert isinstance(bundle[amount], str)
            assert D(bundle[amount]) >= 0
    assert len(regional["p_cheaper"]) == 15
    for pair in regional["p_cheaper"]:
        assert set(pair) == {"a", "b", "probability"}
        assert 0 <= pair["probability"] <= 1
    assert 0 <= regional["rank_stability"] <= 1
    assert all(isinstance(statement, str) for statement in regional["statements"])


def test_what_else_is_told(regional: Any) -> None:
    assert (regional["award"], regional["threshold"], regional["like_for_like"]) == ("lowest_cost", None, False)
    assert regional["weights"] == [{"id": "cost", "share": 0.7}, {"id": "coverage", "share": 0.3}]
    assert (regional["shared_correlation"], regional["seed"], regional["remarks"]) == (0.85, 1, [])
    assert {trial["changed"] for trial in regional["trials"]} == {"discount_rate", "horizon", "exchange"}
    assert set(regional["trials"][0]) == {"changed", "value", "winner"}
    cheapest = next(bundle for bundle in regional["bundles"] if bundle["rank"] == 1)
    spread = [D(cheapest[f"tco_{name}"]) for name in ("p10", "p50", "p80", "p90")]
    assert spread == sorted(spread)
    assert cheapest["points"] == {"cost": 100, "coverage": 100}
    assert cheapest["score"] == 100
    assert cheapest["unknown"] == ["own_it_staff", "power", "guarantees", "import_duty"]
    assert D(cheapest["equivalent_annual_cost"]) < D(cheapest["npv"])


def test_a_bundle_with_a_gap_has_rank_null_and_its_gaps_named(regional: Any) -> None:
    by_id = {bundle["id"]: bundle for bundle in regional["bundles"]}
    assert {id_: (bundle["rank"], len(bundle["gaps"])) for id_, bundle in by_id.items()} == {
        "on_premise": (3, 0),
        "cloud_native": (2, 0),
        "modular_ris": (None, 9),
        "hybrid": (4, 0),
        "workstation_only": (None, 22),
        "open_source": (1, 0),
    }
    modular = by_id["modular_ris"]
    assert modular["score"] is None
    assert "pacs.dicom" in modular["gaps"]
    once, yearly = (
        sum(D(n["amount"]) for n in modular["gap_lines"] if n["recurring"] is kind) for kind in (False, True)
    )
    assert D(modular["gap_cost"]) == once + 5 * yearly
    assert by_id["workstation_only"]["dropped_levers"] == ["storage_tiers"]


def test_the_figures_are_those_of_tco_bundle_by_bundle(regional: Any) -> None:
    for bundle in regional["bundles"][:2]:
        words = ["tco", str(NEED), "--bundle", bundle["id"], "--json"]
        alone = json.loads(CliRunner().invoke(cli, words).stdout)
        for amount in ("one_off", "annual", "tco", "npv", "equivalent_annual_cost"):
            assert bundle[amount] == alone[amount]


def test_a_bundle_without_a_price_has_null_amounts() -> None:
    found = read(*MEDIUM, "--set", "modules=[pacs]", "--bundles", "on_premise,modular_ris")
    on_premise, modular = found["bundles"]
    assert {modular[name] for name in ("one_off", "annual", "tco", "npv", "tco_p80", "score", "rank")} == {None}
    assert D(modular["gap_cost"]) > 0
    assert on_premise["rank"] == 1
    assert found["p_cheaper"] == []


def test_where_nothing_meets_the_need_there_is_no_stability() -> None:
    found = read(*MEDIUM, "--bundles", "modular_ris,workstation_only")
    assert (found["rank_stability"], found["trials"]) == (None, [])
    assert found["statements"][-1].startswith("No bundle compared meets every mandatory item")


def test_every_figure_can_be_set() -> None:
    words = ("--years", "8", "--discount-rate", "0.08", "--escalation", "0.02", "--currency-drift", "0.03")
    found = read(*TWO, *words, "--duty-rate", "0.13", "--bears", "own_it_staff=1200000", "--bears", "link=0.5 USD")
    assert (found["years"], found["discount_rate"]) == (8, 0.08)
    plain = read(*TWO, "--years", "8")
    assert D(found["bundles"][1]["tco"]) > D(plain["bundles"][1]["tco"])
    assert found["bundles"][0]["unknown"] == ["power", "guarantees"]


def test_a_need_may_say_the_currency_and_the_command_says_another(tmp_path: Path) -> None:
    need = tmp_path / "need.yaml"
    need.write_text("preset: small\nissue_date: 2026-11-24\ncurrency: EUR\n", encoding="utf-8")
    assert read(need)["currency"] == "EUR"
    assert read(need, "--currency", "MRO")["currency"] == "MRO"


def test_own_weights(weights: Path) -> None:
    found = read(*TWO, "--weights", weights)
    assert (found["award"], [weight["share"] for weight in found["weights"]]) == ("weighted", [0.75, 0.25])
    assert "The weights add up to 4; they are brought to 100% in proportion." in found["statements"]


def test_the_example_of_weights_prefers_what_works_without_internet() -> None:
    found = read(*MEDIUM, "--weights", WEIGHTS)
    assert {bundle["id"]: bundle["rank"] for bundle in found["bundles"]} == {
        "on_premise": 2,
        "cloud_native": 4,
        "modular_ris": None,
        "hybrid": 3,
        "workstation_only": None,
        "open_source": 1,
    }


def test_the_same_seed_prints_the_same() -> None:
    words = (*MEDIUM, "--weights", WEIGHTS, "--bundles", "open_source,on_premise")
    one, same, other = (read(*words, "--seed", seed) for seed in (3, 3, 4))
    assert one == same
    assert (one["seed"], other["seed"]) == (3, 4)


def test_a_threshold_is_told(tmp_path: Path) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text("award: threshold\nthreshold: 0.8\ncriteria: {cost: {weight: 70}, coverage: {weight: 30}}\n")
    assert read(*TWO, "--weights", path)["threshold"] == 0.8
    assert "Technical threshold: 80% of the points besides cost" in run(*TWO, "--weights", path).stdout


# ------------------------------------------------------------------ the page


def test_what_is_printed() -> None:
    """Change the golden with `COSTMODEL_GOLDEN=write make test` and read the difference like a reader."""
    printed = run(NEED).stdout
    if os.environ.get("COSTMODEL_GOLDEN") == "write":
        GOLDEN.write_text(printed, encoding="utf-8")
    assert printed == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("--preset", "small", "--currency", "EUR"),
        ("--preset", "large", "--currency", "MRO", "--years", "15", "--duty-rate", "0.2"),
        ("--preset", "medium", "--weights", WEIGHTS),
        ("--preset", "medium", "--set", "modules=[pacs]"),
    ],
)
def test_the_page_fits_a_hundred_columns(words: tuple[object, ...]) -> None:
    assert max(len(line) for line in run(*words, *DAY).stdout.splitlines()) <= 100


def table(page: str) -> list[list[str]]:
    lines = page.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("---")) + 1
    end = next(n for n, line in enumerate(lines) if "to three figures" in line)
    return [line.split() for line in lines[start:end]]


def test_the_first_is_on_top_and_who_has_no_rank_below() -> None:
    rows = table(run(*MEDIUM).stdout)
    assert [(row[0], row[-3], row[-1]) for row in rows] == [
        ("open_source", "0", "1"),
        ("cloud_native", "0", "2"),
        ("on_premise", "0", "3"),
        ("hybrid", "0", "4"),
        ("modular_ris", "9", "-"),
        ("workstation_only", "22", "-"),
    ]
    assert rows[2][1:6] == ["3,070,000", "387,000", "5,190,000", "8,880,000", "4,830,000"]


def test_large_amounts_are_told_in_thousands() -> None:
    page = run("--preset", "large", "--currency", "MRO", *DAY).stdout
    assert "Thousands of MRO, to three figures; --json has them exactly." in page
    exact = read("--preset", "large", "--currency", "MRO", *DAY)["bundles"][0]["tco"]
    shown = next(row[3] for row in table(page) if row[0] == "on_premise")
    assert D(shown.replace(",", "")) * 1000 == pytest.approx(D(exact), rel=D("0.005"))


def test_gaps_are_named_and_what_is_in_no_total_too() -> None:
    page = run(*MEDIUM).stdout
    assert "\nmodular_ris leaves out 9 required items: pacs.server_software, pacs.dicom" in page
    assert "Give it with --bears ID=AMOUNT (own_it_staff, power, guarantees,\n  link) and --duty-rate.\n" in page
    assert "- In no total, since the price is not known, although the bundles need different amounts: “Own IT" in page
    words = [word for id_ in ("own_it_staff", "power", "guarantees", "link") for word in ("--bears", f"{id_}=1")]
    assert "no total" not in run(*TWO, "--duty-rate", "0.05", *words).stdout


def test_a_bundle_without_a_price_has_dashes() -> None:
    rows = table(run(*MEDIUM, "--set", "modules=[pacs]").stdout)
    assert rows[-2][1:] == ["-"] * 5 + ["9", "-", "-"]


def test_where_points_decide_weights_and_points_are_visible() -> None:
    page = run(*MEDIUM, "--weights", WEIGHTS).stdout
    assert "Weights: cost 60%, coverage 10%, Fonctionne sans Internet 30%" in page
    assert "Points of cloud_native: cost 72.0, coverage 100.0, Fonctionne sans Internet 20.0" in page
    assert "Weights:" not in run(*MEDIUM).stdout


def test_remarks_go_to_standard_error_once() -> None:
    result = run(*TWO, "--discount-rate=-0.01", "--duty-rate", "0.1", "--bears", "power=0.2 USD")
    assert [line.split(":")[1] for line in result.stderr.splitlines()] == [
        " The discount rate is negative (-1%)",
        " The import duty of 10% is none of the tiers of the tariff",
        " Power and cooling of the servers",
    ]
    assert "Note:" not in result.stdout


def test_a_price_far_off_is_questioned_once(tmp_path: Path) -> None:
    need = tmp_path / "need.yaml"
    need.write_text("preset: medium\nissue_date: 2026-11-24\nrate_card: card.csv\n", encoding="utf-8")
    card = "line,item_name,quantity,unit,unit_price,source\nmigration,lot,1,C62,9000000 MRU,list\n"
    (tmp_path / "card.csv").write_text(card, encoding="utf-8")
    words = run(need, "--bundles", "on_premise,hybrid,cloud_native").stderr
    assert words.count("Question: migration: the rate card says 9,000,000.00 MRU") == 1


# ------------------------------------------------------------------ files


def test_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "out" / "comparison.xlsx"
    page = run(*TWO, "--out", path).stdout
    assert page.endswith(f"\n  {path}\n")
    book = openpyxl.load_workbook(path)
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    assert any("Suite PACS/RIS entièrement en nuage (cloud)" in text for text in texts), "a need is French by default"


def test_as_a_workbook_in_arabic(tmp_path: Path) -> None:
    path = tmp_path / "comparison.xlsx"
    run(*TWO, "--out", path, "--language", "ar")
    book = openpyxl.load_workbook(path)
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    assert any("منظومة PACS/RIS سحابية بالكامل" in text for text in texts)


def test_as_a_report_in_english(tmp_path: Path) -> None:
    path = tmp_path / "comparison.DOCX"
    found = read(*TWO, "--out", path, "--language", "en")
    document = Document(io.BytesIO(path.read_bytes()))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert found["statements"][1] in words


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "comparison.xlsx"
    path.write_bytes(b"mine")
    assert "is already there and was kept" in run(*TWO, "--out", path, code=1).stderr
    assert path.read_bytes() == b"mine"
    run(*TWO, "--out", path, "--force")
    assert path.read_bytes()[:2] == b"PK"


def test_what_was_read_is_never_written_over(tmp_path: Path, weights: Path) -> None:
    as_sheet = weights.rename(tmp_path / "weights.xlsx")
    message = run(*TWO, "--weights", as_sheet, "--out", as_sheet, "--force", code=1).stderr
    assert "is named for two files, or is one that is read" in message
    assert as_sheet.read_text().startswith("criteria:")


def test_nothing_is_written_where_the_comparison_fails(tmp_path: Path) -> None:
    path = tmp_path / "comparison.xlsx"
    run(*TWO, "--years", "99", "--out", path, code=1)
    assert "'de' is not a language" in run(*TWO, "--language", "de", "--out", path, code=1).stderr
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--years", "16"), "years: 16 is out of bounds. Allowed: 1 to 15, whole numbers."),
        (("--years", "0"), "years: 0 is out of bounds."),
        (("--discount-rate=-1",), "discount_rate: -1 is out of bounds. Allowed: above -1"),
        (("--discount-rate", "ten"), "--discount-rate: 'ten' is not a number"),
        (("--bundles", "hybrid"), "bundles: only hybrid is named; a comparison needs two, such as on_premise,cloud"),
        (("--bundles", "hybird,on_premise"), "bundles: 'hybird' is not a bundle."),
        (("--bundles", "hybird,on_premise"), "Nearest: 'hybrid'."),
        (("--bears", "staff=1"), "'staff' is not something that the buyer bears"),
        (("--currency", "GBP"), "'GBP' is not a currency used here"),
        (("--weights", "nowhere.yaml"), "nowhere.yaml: cannot be read: No such file or directory"),
        (("--out", "c.xlsx", "--language", "de"), "language: 'de' is not a language"),
    ],
)
def test_refused(words: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in run(*MEDIUM, *words, code=1).stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("criteria: {cost: {weight: 1}, style: {weight: 1}}", "criteria.style: has no points for on_premise, cloud"),
        ("criteria: {cost: {weight: -1}}", "criteria.cost.weight: line 1: input should be greater than or equal to 0"),
        ("criteria: {cost: {wait: 1}}", "'wait' is not a known key. Allowed: weight, name, scores. Nearest: 'weight'."),
        ("criteria: {s: {weight: 1, scores: {hybird: 1}}}", "Nearest: 'hybrid'."),
        ("- cost", "must be a mapping"),
    ],
)
def test_weights_at_fault(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text(text, encoding="utf-8")
    assert message in run(*TWO, "--weights", path, code=1).stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Give a need file (such as examples/regional_hospital.yaml) or --preset"),
        ((*MEDIUM, "--bundles", "on_premise,,hybrid"), "write ids with commas, such as on_premise,cloud_native."),
        ((*MEDIUM, "--bundles", ""), "write ids with commas"),
        (
            (*MEDIUM, "--out", "comparison.pdf"),
            "--out comparison.pdf: a comparison is written as Excel or Word; end the",
        ),
        ((*MEDIUM, "--out", "comparison"), "end the name .xlsx or .docx."),
        ((*MEDIUM, "--language", "fr"), "--language is that of a file; give --out FILE.xlsx or FILE.docx too."),
        ((*MEDIUM, "--seed", "-1"), "-1 is not in the range x>=0"),
        ((*MEDIUM, "--years", "five"), "'five' is not a valid integer"),
        ((*MEDIUM, "--bears", "link"), "write it as ID=AMOUNT"),
        ((*MEDIUM, "--bundle", "hybrid"), "No such option"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], message: str) -> None:
    assert message in run(*words, code=2).stderr
