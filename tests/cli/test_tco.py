"""`costmodel tco`: what a bundle costs over its life, as a page and as JSON."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from functools import partial
from pathlib import Path

import command
import pytest
from click.testing import CliRunner

from costmodel.cli.main import cli

ROOT = Path(__file__).parents[2]
NEED = ROOT / "examples" / "regional_hospital.yaml"
GOLDEN = Path(__file__).parents[1] / "golden" / "tco_regional.txt"
DAY = ("--on", "2026-11-24")
MEDIUM = ("--preset", "medium", *DAY)
AMOUNTS = ("one_off", "recurring", "refresh", "borne", "total", "cumulative", "discounted")


run = partial(command.run, "tco")
read = partial(command.read, "tco")


# ------------------------------------------------------------------ JSON


def test_the_contract() -> None:
    life = read(NEED)
    assert set(life) == {
        "currency", "bundle", "years", "discount_rate", "escalation", "currency_drift", "one_off", "annual", "tco",
        "npv", "equivalent_annual_cost", "by_year", "delivered", "unknown", "remarks",
    }  # fmt: skip
    assert (life["currency"], life["bundle"], life["years"], life["discount_rate"]) == ("MRU", "on_premise", 5, 0.1)
    assert [set(year) for year in life["by_year"]] == [{"year", *AMOUNTS}] * 5
    assert all(isinstance(year[name], str) for year in life["by_year"] for name in AMOUNTS)
    assert [year["year"] for year in life["by_year"]] == [0, 1, 2, 3, 4]
    assert life["remarks"] == []


def test_the_figures_are_those_of_the_estimate_and_add_up() -> None:
    life = read(NEED)
    priced = json.loads(CliRunner().invoke(cli, ["estimate", str(NEED), "--json"]).stdout)
    assert (life["one_off"], life["annual"]) == (priced["totals"]["one_off"], priced["totals"]["annual"])
    assert life["by_year"][0]["one_off"] == life["one_off"]
    assert {year["recurring"] for year in life["by_year"]} == {life["annual"]}
    total = Decimal(0)
    for year in life["by_year"]:
        amounts = {name: Decimal(year[name]) for name in AMOUNTS}
        assert amounts["total"] == sum(amounts[name] for name in AMOUNTS[:4])
        total += amounts["total"]
        assert amounts["cumulative"] == total
        assert amounts["discounted"] == round(amounts["total"] / Decimal("1.1") ** year["year"], 2)
    assert Decimal(life["tco"]) == total
    assert Decimal(life["npv"]) == pytest.approx(
        sum(Decimal(y["discounted"]) for y in life["by_year"]), abs=Decimal("0.03")
    )


def test_the_delivered_first_cost_is_a_range_until_the_duty_is_given() -> None:
    low, high = read(*MEDIUM)["delivered"]["cases"]
    assert (low["duty_rate"], high["duty_rate"]) == (0, 0.2)
    given = read(*MEDIUM, "--duty-rate", "0.13")
    [case] = given["delivered"]["cases"]
    assert Decimal(low["total"]) < Decimal(case["total"]) < Decimal(high["total"])
    assert "import_duty" not in {cost["id"] for cost in given["unknown"]}


def test_what_has_no_price_is_named_with_its_quantity() -> None:
    assert read(*MEDIUM, "--bundle", "hybrid")["unknown"][:2] == [
        {"id": "own_it_staff", "name": "Own IT staff", "unit": "full-time equivalents", "quantity": "0.6",
         "falls": "each_year"},
        {"id": "link", "name": "Internet link", "unit": "Mbit/s of bandwidth", "quantity": "8", "falls": "each_year"},
    ]  # fmt: skip


def test_what_the_buyer_bears_enters_at_the_prices_given() -> None:
    words = ("--bears", "own_it_staff=1 200 000", "--bears", "power=0.2 USD", "--bears", "guarantees=50000")
    without, life = read(*MEDIUM), read(*MEDIUM, *words)
    more = Decimal(life["tco"]) - Decimal(without["tco"])
    assert more == 5 * (600_000 + 17_500 * round(Decimal("0.2") * Decimal("40.0824"), 5)) + 50_000
    assert [cost["id"] for cost in life["unknown"]] == ["import_duty"]
    assert life["remarks"] == [
        "Power and cooling of the servers: 0.2\u00a0USD, converted at the rate 40.0824\u00a0MRU of 29 September 2026 "
        "(currency-api)."
    ]


@pytest.mark.parametrize("currency", ["MRO", "USD", "EUR"])
def test_in_any_currency(currency: str) -> None:
    life = read(*MEDIUM, "--currency", currency, "--years", "10")
    assert (life["currency"], len(life["by_year"])) == (currency, 10)


def test_every_figure_can_be_set() -> None:
    words = ("--years", "7", "--discount-rate", "0.08", "--escalation", "0.03", "--currency-drift", "0.025")
    life = read(*MEDIUM, *words)
    assert (life["years"], life["discount_rate"], life["escalation"], life["currency_drift"]) == (7, 0.08, 0.03, 0.025)
    assert Decimal(life["tco"]) > Decimal(read(*MEDIUM, "--years", "7")["tco"])


# ------------------------------------------------------------------ the page


def test_what_is_printed() -> None:
    """Change the golden with `COSTMODEL_GOLDEN=write make test` and read the difference like a reader."""
    printed = run(NEED).stdout
    if os.environ.get("COSTMODEL_GOLDEN") == "write":
        GOLDEN.write_text(printed, encoding="utf-8")
    assert printed == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "workstation_only"])
def test_the_page_fits_a_hundred_columns(bundle: str) -> None:
    words = ("--preset", "large", "--currency", "MRO", "--years", "15", "--bundle", bundle, *DAY)
    page = run(*words, "--escalation", "0.05", "--bears", "own_it_staff=1000000 MRU").stdout
    assert max(len(line) for line in page.splitlines()) <= 100
    assert "at each purchase" in page


def test_where_everything_has_a_price_nothing_is_left_out() -> None:
    words = [f"{id_}=1" for id_ in ("own_it_staff", "power", "guarantees")]
    page = run(*MEDIUM, "--duty-rate", "0.05", *(word for pair in words for word in ("--bears", pair))).stdout
    assert "Not in the total" not in page
    assert "duty 5%" in page


def test_remarks_go_to_standard_error() -> None:
    result = run(*MEDIUM, "--discount-rate=-0.01", "--duty-rate", "0.1")
    assert result.stderr.splitlines() == [
        "Note: The discount rate is negative (-1%): later costs weigh more than those of today.",
        "Note: The import duty of 10% is none of the tiers of the tariff: 0%, 5%, 13%, 20%.",
    ]
    assert "Note:" not in result.stdout


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--years", "16"), "years: 16 is out of bounds. Allowed: 1 to 15, whole numbers."),
        (("--years", "0"), "years: 0 is out of bounds."),
        (
            ("--discount-rate", "10"),
            "discount_rate: 10 is out of bounds. Allowed: above -1, up to 1; write 0.10 for 10%",
        ),
        (("--discount-rate=-1",), "discount_rate: -1 is out of bounds"),
        (("--discount-rate", "10 MRU"), "--discount-rate: '10 MRU' is not a number"),
        (("--duty-rate", "13"), "duty_rate: 13 is out of bounds. Allowed: 0 to 1; write 0.13 for 13%."),
        (("--bears", "own_staff=1"), "Nearest: 'own_it_staff'"),
        (("--bears", "link=cheap"), "--bears link: price: 'cheap' is not an amount with its currency"),
        (("--bears", "link=1 GBP"), "'GBP' is not a currency used here"),
        (("--bears", "link=-1", "--bundle", "hybrid"), "-1 MRU is below 0"),
        (("--bears", "import_duty=0.2"), "give the duty_rate, such as --duty-rate 0.13"),
        (("--bundle", "hybird"), "Nearest: 'hybrid'"),
    ],
)
def test_refused(words: tuple[str, ...], message: str) -> None:
    assert message in run(*MEDIUM, *words, code=1).stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Give a need file (such as examples/regional_hospital.yaml) or --preset"),
        ((*MEDIUM, "--years", "five"), "'five' is not a valid integer"),
        ((*MEDIUM, "--bears", "link"), "write it as ID=AMOUNT"),
        ((*MEDIUM, "--bears", "=5"), "write it as ID=AMOUNT"),
        ((*MEDIUM, "--bears", "link=5", "--bears", "link=6"), "--bears link is given twice; give it once."),
    ],
)
def test_wrong_usage(words: tuple[str, ...], message: str) -> None:
    assert message in run(*words, code=2).stderr
