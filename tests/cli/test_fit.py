"""`costmodel fit`: what stays within a budget, as a page and as JSON."""

from __future__ import annotations

import os
from decimal import Decimal
from functools import partial
from pathlib import Path

import command
import pytest

ROOT = Path(__file__).parents[2]
NEED = ROOT / "examples" / "regional_hospital.yaml"
GOLDEN = Path(__file__).parents[1] / "golden" / "fit_regional.txt"
DAY = ("--on", "2026-11-24")
MEDIUM = ("--preset", "medium", *DAY)
ONE = (*MEDIUM, "--bundles", "workstation_only")
D = Decimal


run = partial(command.run, "fit")
read = partial(command.read, "fit")


# ------------------------------------------------------------------ JSON


def test_the_contract() -> None:
    found = read(*MEDIUM, "--budget", "4150000")
    assert (found["currency"], found["budget"], found["tax_rate"], found["years"], found["absent"]) == (
        "MRU", "4150000", None, 1, [],
    )  # fmt: skip
    for way in found["ways"]:
        assert set(way) == {
            "bundle", "reaches", "levers", "savings", "gaps", "point_estimate", "within_point_estimate", "p50",
            "p80", "within",
        }  # fmt: skip
        assert way["reaches"] in ("p80", "p50", None)
        assert D(way["point_estimate"]) < D(way["p50"]) < D(way["p80"])
        assert [saving["lever"] for saving in way["savings"]] == way["levers"]
        assert 0 <= way["within"] <= 1
        assert 0.3 < way["within_point_estimate"] < 0.5, "costs have more room upwards"
    assert {way["reaches"] for way in found["ways"]} == {"p80", "p50"}


def test_a_need_keeps_its_own_levers() -> None:
    ways = read(NEED, "--budget", "20000000")["ways"]
    assert {way["bundle"]: way["levers"] for way in ways}["on_premise"] == ["storage_tiers"]
    assert {way["bundle"]: way["levers"] for way in ways}["workstation_only"] == []


@pytest.mark.parametrize(
    ("budget", "currency", "amount"),
    [
        ("3000000", "MRU", "3000000"),
        ("3 000 000 MRU", "MRU", "3000000"),
        ("30 000 000 MRO", "MRO", "30000000"),
        ("75000 USD", "USD", "75000"),
        ("68000.50 EUR", "EUR", "68000.50"),
    ],
)
def test_the_currency_of_the_budget_is_the_one_that_is_priced_in(budget: str, currency: str, amount: str) -> None:
    found = read(*ONE, "--budget", budget)
    assert (found["currency"], found["budget"]) == (currency, amount)
    assert {way["reaches"] for way in found["ways"]} == {"p80"}


def test_a_budget_without_currency_is_in_that_of_the_need(tmp_path: Path) -> None:
    need = tmp_path / "need.yaml"
    need.write_text("preset: medium\nissue_date: 2026-11-24\ncurrency: EUR\n", encoding="utf-8")
    words = (need, "--bundles", "workstation_only", "--budget", "68000")
    assert read(*words)["currency"] == "EUR"
    assert read(*words, "--currency", "USD")["currency"] == "USD"
    assert read(*words[:-1], "68000 MRU")["currency"] == "MRU", "the budget goes before the need"


def test_with_tax_and_over_years() -> None:
    plain, taxed, longer = (
        read(*ONE, "--budget", "2000000", *more) for more in ((), ("--with-tax",), ("--years", "3"))
    )
    assert (taxed["tax_rate"], longer["years"]) == (0.16, 3)
    points = [D(found["ways"][0]["point_estimate"]) for found in (plain, taxed, longer)]
    assert points[1] == pytest.approx(points[0] * D("1.16"), abs=D("0.01"))
    assert points[2] > points[0]


# ------------------------------------------------------------------ the page


def test_what_is_printed() -> None:
    """Change the golden with `COSTMODEL_GOLDEN=write make test` and read the difference like a reader."""
    printed = run(NEED, "--budget", "4 500 000 MRU", "--with-tax").stdout
    if os.environ.get("COSTMODEL_GOLDEN") == "write":
        GOLDEN.write_text(printed, encoding="utf-8")
    assert printed == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("--preset", "large", "--budget", "90000000 MRO"),
        ("--preset", "medium", "--budget", "4150000 MRU"),
        ("--preset", "small", "--budget", "999999 MRU", "--with-tax"),
    ],
)
def test_the_page_fits_a_hundred_columns(words: tuple[str, ...]) -> None:
    assert max(len(line) for line in run(*words, *DAY).stdout.splitlines()) <= 100


def test_each_way_shows_its_levers_what_they_save_and_how_probable_it_is() -> None:
    page = run(*MEDIUM, "--bundles", "on_premise", "--budget", "5990000").stdout
    assert "Within 5,990,000 MRU before VAT: one-off lines and the recurring lines of 1 year" in page
    lines = [line.split() for line in page.splitlines()]
    place = lines.index(["+", "refurbished_workstations", "97,900"])
    assert lines[place - 1] == ["P80", "on_premise", "0", "3,360,000", "35%", "4,100,000", "5,850,000", "82%"]
    assert "- refurbished_workstations saves 97,900 MRU: Certified refurbished workstations are bought" in page


def test_where_nothing_fits_the_least_of_each_bundle_is_told() -> None:
    page = run(*ONE, "--budget", "1000").stdout
    assert "Nothing stays within 1,000 MRU, even at P50. The least that each bundle comes to:" in page
    assert [line.split()[:2] for line in page.splitlines() if line.startswith("no ")] == [["no", "workstation_only"]]


def test_gaps_are_named_and_absent_bundles_too() -> None:
    page = run(*MEDIUM, "--set", "modules=[pacs,ris]", "--budget", "20000000").stdout
    assert "\nmodular_ris leaves out 9 required items: pacs.server_software" in page
    assert "workstation_only brings none of the modules that the need asks for." in page


def test_a_lever_that_costs_more_is_said_to_add() -> None:
    page = run(*ONE, "--set", "levers=[phases]", "--budget", "2000000").stdout
    assert "- phases adds 2,000 MRU: Modules or sites are upgraded one after another." in page


@pytest.mark.parametrize(
    ("budget", "shown"), [(100, "0%"), (95_000, "<1%"), (784_400, "50%"), (1_800_000, ">99%"), (9_000_000, "100%")]
)
def test_a_probability_near_certainty_is_no_certainty(budget: int, shown: str) -> None:
    rows = [row.split() for row in run(*ONE, "--budget", budget).stdout.splitlines()]
    assert [row[-1] for row in rows if "workstation_only" in row and row[0] in ("no", "P50", "P80")] == [shown]


def test_a_price_far_off_is_questioned_once(tmp_path: Path) -> None:
    need = tmp_path / "need.yaml"
    need.write_text("preset: medium\nissue_date: 2026-11-24\nrate_card: card.csv\n", encoding="utf-8")
    card = "line,item_name,quantity,unit,unit_price,source\nmigration,lot,1,C62,9000000 MRU,list\n"
    (tmp_path / "card.csv").write_text(card, encoding="utf-8")
    words = run(need, "--bundles", "on_premise,hybrid", "--budget", "50000000").stderr
    assert words.count("Question: migration: the rate card says 9,000,000.00 MRU") == 1


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--budget", "0"), "budget: 0 is no ceiling; write an amount above 0."),
        (("--budget=-5 USD",), "budget: -5 is no ceiling"),
        (("--budget", "300,000"), "--budget: '300,000' has two readings; write 300000 or 300."),
        (("--budget", "a lot"), "'a lot' is not an amount with its currency; write it as '250000 MRU'."),
        (("--budget", "3000000 GBP"), "'GBP' is not a currency used here"),
        (("--budget", "1000", "--bundles", "hybird"), "Nearest: 'hybrid'"),
        (("--budget", "1000", "--years", "16"), "years: 16 is out of bounds. Allowed: 0 (one-off prices alone) to 15"),
    ],
)
def test_refused(words: tuple[str, ...], message: str) -> None:
    assert message in run(*MEDIUM, *words, code=1).stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (MEDIUM, "Missing option '--budget'"),
        (("--budget", "1000"), "Give a need file (such as examples/regional_hospital.yaml) or --preset"),
        (
            (*MEDIUM, "--budget", "75000 USD", "--currency", "MRU"),
            "--budget is in USD and --currency says MRU; give one of the two.",
        ),
        ((*MEDIUM, "--budget", "1000", "--bundles", ",hybrid"), "write ids with commas"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], message: str) -> None:
    assert message in run(*words, code=2).stderr
