"""What notebooks hold means at the front door what it says: scalars of NumPy and pandas, ids and objects, gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import costmodel as cm

BOOK = cm.load_price_book()
RATES = cm.load_bundled()
PRICING = cm.Pricing(book=BOOK, on=date(2026, 11, 24), rates=RATES)
SPEC = cm.make_spec(BOOK, {}, preset="medium")
PRICED = cm.estimate(SPEC, BOOK.bundle("on_premise"), PRICING)


@pytest.mark.parametrize(
    "studies", [60_000, 60_000.0, Decimal(60_000), np.int64(60_000), np.float64(60_000), Fraction(60_000), "60 000"]
)
def test_a_number_of_any_kind_answers_a_driver(studies: Any) -> None:
    spec = cm.make_spec(BOOK, {"annual_studies": studies}, preset="medium")
    assert (spec.annual_studies, spec.answered) == (Decimal(60_000), ("annual_studies",))


@pytest.mark.parametrize("nothing", [None, float("nan"), np.nan, pd.NA, pd.NaT, Decimal("NaN")])
def test_what_is_missing_is_not_answered(nothing: Any) -> None:
    assert cm.make_spec(BOOK, {"annual_studies": nothing, "customisation": nothing}, preset="medium") == SPEC


@pytest.mark.parametrize("share", ["8%", "8 %", "٨٪", 0.08, np.float32(0.08), Fraction(2, 25)])
def test_a_share_of_any_kind(share: Any) -> None:
    assert cm.make_spec(BOOK, {"escalation_share": share}, preset="medium").escalation_share == Decimal("0.08")


@pytest.mark.parametrize(
    "on", [date(2026, 11, 24), "2026-11-24", "24/11/2026", pd.Timestamp("2026-11-24"), np.datetime64("2026-11-24")]
)
def test_a_day_of_any_kind(on: Any) -> None:
    assert cm.Pricing(book=BOOK, on=on, rates=RATES).on == date(2026, 11, 24)


def test_ids_and_objects_are_taken_alike() -> None:
    bundle, preset, lever = BOOK.bundle("hybrid"), BOOK.preset("medium"), BOOK.lever("phases")
    assert cm.make_spec(BOOK, {"levers": [lever]}, preset=preset) == cm.make_spec(
        BOOK, {"levers": "phases"}, preset="medium"
    )
    assert cm.estimate(SPEC, "hybrid", PRICING).totals == cm.estimate(SPEC, bundle, PRICING).totals
    assert cm.gaps(SPEC, "hybrid", BOOK) == cm.gaps(SPEC, bundle, BOOK)
    two: list[Any] = [bundle, "on_premise"]
    assert (
        cm.compare(SPEC, PRICING, bundles=two).winner
        == cm.compare(SPEC, PRICING, bundles=["hybrid", "on_premise"]).winner
    )
    by_object = cm.fit_to_budget(SPEC, PRICING, ceiling=4_000_000, bundles=[bundle])
    assert by_object == cm.fit_to_budget(SPEC, PRICING, ceiling=Decimal(4_000_000), bundles=["hybrid"])


@pytest.mark.parametrize("ceiling", [4_000_000, 4e6, Decimal(4_000_000), np.int64(4_000_000), "4 000 000", "4,000,000"])
def test_an_amount_of_any_kind(ceiling: Any) -> None:
    assert cm.fit_to_budget(SPEC, PRICING, ceiling=ceiling, bundles=["hybrid"]).ceiling == 4_000_000


def test_rates_and_probabilities_of_any_kind() -> None:
    seven: Any = np.int64(7)
    eight: Any = "8%"
    eighty: Any = "80 %"
    usual = cm.life_cycle(PRICED, cm.Horizon(years=7, discount_rate=Decimal("0.08")))
    assert cm.life_cycle(PRICED, cm.Horizon(years=seven, discount_rate=eight)).npv == usual.npv
    assert cm.life_cycle(PRICED, cm.Horizon(years=7, discount_rate=np.float64(0.08))).npv == usual.npv
    found = cm.simulate(PRICED, correlation=np.float64(0.6))
    assert found.percentile(np.float64(0.8)) == found.percentile(eighty) == found.percentile(Decimal("0.8"))


WRONG: list[Callable[[Any], Any]] = [
    lambda value: cm.make_spec(BOOK, {"annual_studies": value}, preset="medium"),
    lambda value: cm.make_spec(BOOK, {"levers": value}, preset="medium"),
    lambda value: cm.make_spec(BOOK, {}, preset=value),
    lambda value: cm.estimate(SPEC, value, PRICING),
    lambda value: cm.gaps(SPEC, value, BOOK),
    lambda value: cm.compare(SPEC, PRICING, bundles=[value, "hybrid"]),
    lambda value: cm.fit_to_budget(SPEC, PRICING, ceiling=value),
    lambda value: cm.fit_to_budget(SPEC, PRICING, ceiling=1, bundles=[value]),
    lambda value: cm.life_cycle(PRICED, cm.Horizon(discount_rate=value)),
    lambda value: cm.life_cycle(PRICED, cm.Horizon(years=value)),
    lambda value: cm.simulate(PRICED, correlation=value),
    lambda value: cm.simulate(PRICED, confidence=value),
    lambda value: cm.simulate(PRICED).percentile(value),
    lambda value: cm.sweep(PRICED, driver="sites", values=[value]),
]


@pytest.mark.parametrize("value", ["", "nonsense", [], {}, object, True, b"x", float("inf"), "12.500.00"], ids=str)
@pytest.mark.parametrize("call", range(len(WRONG)))
def test_nonsense_is_refused_in_words(call: int, value: Any) -> None:
    """Some of it has a meaning somewhere; what has none is told, and no other error leaves the library."""
    try:
        WRONG[call](value)
    except cm.CostmodelError as error:
        told = str(error)
    else:
        told = "read"
    assert told.strip()
