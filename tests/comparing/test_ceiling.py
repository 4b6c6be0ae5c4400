"""Within a budget: the fewest levers that reach it, nothing smaller does, and what each of them saves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from comparisons import pricing_out_of
from hypothesis import given
from hypothesis import strategies as st
from tries import tries

from costmodel.comparing.ceiling import Fit, Way, fit_to_budget
from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.scope import fitting_levers, gaps
from costmodel.estimating.spec import make_spec
from costmodel.files.faults import InputError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.risk.simulation import simulate

D = Decimal
DAY = date(2026, 11, 24)
LEVERS = ("phases", "refurbished_workstations", "thin_clients", "storage_tiers", "bulk_purchase", "negotiated_support")
Fitted = Callable[..., Fit]
Set = frozenset[str]


@pytest.fixture(scope="module")
def fitted(book: PriceBook, rates: RateTable) -> Fitted:
    """A function that fits a preset with answers into a ceiling, on the day of the examples."""

    def fit_of(
        ceiling: int | str, *bundles: str, preset: str = "medium", answers: dict[str, Any] | None = None, **how: Any
    ) -> Fit:
        spec = make_spec(book, answers or {}, preset=preset)
        pricing = pricing_out_of(how, book, rates)
        return fit_to_budget(spec, pricing, ceiling=D(ceiling), bundles=bundles, **how)

    return fit_of


@pytest.fixture(scope="module")
def by_force(book: PriceBook) -> dict[Set, tuple[Decimal, Decimal, Decimal]]:
    """Point estimate, P50 and P80 of a medium on_premise upgrade with every set of levers that fit each other."""
    bundle = book.bundle("on_premise")
    found = {}
    for count in range(len(LEVERS) + 1):
        for chosen in combinations(LEVERS, count):
            if {"refurbished_workstations", "thin_clients"} <= set(chosen):
                continue
            spec = make_spec(book, {"levers": list(chosen)}, preset="medium")
            assert fitting_levers(spec, bundle, book) == chosen
            simulation = simulate(estimate(spec, bundle, Pricing(book=book, on=DAY)))
            found[frozenset(chosen)] = (
                simulation.point_estimate, simulation.percentile(0.5), simulation.percentile(0.8),
            )  # fmt: skip
    return found


def levers(ways: tuple[Way, ...]) -> set[Set]:
    return {frozenset(way.levers) for way in ways}


def smallest(sets: set[Set]) -> set[Set]:
    """Those of which no smaller one is among them."""
    return {one for one in sets if not any(other < one for other in sets)}


# ------------------------------------------------------------------ the smallest sets of levers


def test_what_stays_within_the_budget_as_it_is_needs_no_lever(book: PriceBook, fitted: Fitted) -> None:
    """20 million ouguiyas hold every bundle at P80; what differs is what is lost."""
    found = fitted(20_000_000)
    assert [(way.bundle, way.reaches, way.levers) for way in found.ways] == [
        ("cloud_native", "p80", ()),
        ("open_source", "p80", ()),
        ("hybrid", "p80", ()),
        ("on_premise", "p80", ()),
        ("modular_ris", "p80", ()),
        ("workstation_only", "p80", ()),
    ]
    assert [len(way.gaps) for way in found.ways] == [0, 0, 0, 0, 9, 22]
    for way in found.ways:
        assert way.gaps == gaps(make_spec(book, {}, preset="medium"), book.bundle(way.bundle), book)


@pytest.mark.parametrize("ceiling", [4_150_000, 4_000_000, 5_990_000, 5_750_000, 5_600_000])
def test_the_sets_of_levers_are_the_smallest_and_no_other_set_that_reaches_is_without_one_of_them(
    fitted: Fitted, by_force: dict[Set, tuple[Decimal, Decimal, Decimal]], ceiling: int
) -> None:
    """Held against all 48 sets of levers that fit each other."""
    found = fitted(ceiling, "on_premise")
    at_p50, at_p80 = (smallest({one for one, costs in by_force.items() if costs[n] <= ceiling}) for n in (1, 2))
    assert levers(found.ways) == at_p50 | at_p80
    assert levers(found.reaching("p80")) == {one for one in at_p50 | at_p80 if by_force[one][2] <= ceiling}
    assert found.reaching("p50") == found.ways


def test_just_below_a_total_one_lever_is_enough_and_each_that_saves_is_offered(fitted: Fitted) -> None:
    """5,990,000 at P80: every lever but phases, which saves nothing, brings on_premise below it."""
    found = fitted(5_990_000, "on_premise")
    assert levers(found.reaching("p80")) == {frozenset({name}) for name in LEVERS[1:]}
    assert levers(found.ways) - levers(found.reaching("p80")) == {frozenset()}, "at P50 it fits as it is"


def test_where_nothing_reaches_the_ceiling_the_cheapest_set_of_each_bundle_is_told(
    fitted: Fitted, by_force: dict[Set, tuple[Decimal, Decimal, Decimal]]
) -> None:
    found = fitted(1000)
    assert found.reaching("p50") == ()
    assert len(found.ways) == len({way.bundle for way in found.ways}) == 6
    on_premise = next(way for way in found.ways if way.bundle == "on_premise")
    assert frozenset(on_premise.levers) == min(by_force, key=lambda one: by_force[one][1])
    assert (on_premise.reaches, on_premise.within) == (None, 0)


def test_levers_that_exclude_each_other_never_meet_and_what_does_not_fit_is_not_tried(fitted: Fitted) -> None:
    for way in fitted(1000).ways:
        assert not {"refurbished_workstations", "thin_clients"} <= set(way.levers)
        assert "phases" not in way.levers
        assert way.bundle != "modular_ris" or "bulk_purchase" not in way.levers


def test_the_needs_own_levers_stay_and_shut_out_what_they_exclude(fitted: Fitted) -> None:
    found = fitted(
        5_800_000, "on_premise", "modular_ris", answers={"levers": ["phases", "thin_clients", "bulk_purchase"]}
    )
    ways = [way for way in found.ways if way.bundle == "on_premise"]
    assert ways
    for way in ways:
        assert {"phases", "thin_clients", "bulk_purchase"} <= set(way.levers)
        assert "refurbished_workstations" not in way.levers
    modular = [way for way in found.ways if way.bundle == "modular_ris"]
    assert [way.levers for way in modular] == [("phases", "thin_clients")], "it has bulk purchase already"


# ------------------------------------------------------------------ what is lost, what is saved


def test_the_order_is_whether_it_reaches_then_gaps_then_levers_then_cost(fitted: Fitted) -> None:
    found = fitted(4_150_000)
    keys = [(way.reaches is None, len(way.gaps), len(way.levers), way.p50) for way in found.ways]
    assert keys == sorted(keys)
    assert len({way.reaches for way in found.ways}) > 1


def test_what_levers_on_different_parts_save_adds_up_to_the_difference(
    fitted: Fitted, by_force: dict[Set, tuple[Decimal, Decimal, Decimal]]
) -> None:
    """Refurbished workstations 97,919.49, storage tiers 67,882.25 and negotiated support 96,702.97 touch no other."""
    chosen = ["refurbished_workstations", "storage_tiers", "negotiated_support"]
    [way] = fitted(20_000_000, "on_premise", answers={"levers": chosen}).ways
    assert {saving.lever: saving.amount for saving in way.savings} == {
        "refurbished_workstations": D("97919.49"),
        "storage_tiers": D("67882.25"),
        "negotiated_support": D("96702.97"),
    }
    saved = sum(saving.amount for saving in way.savings)
    assert by_force[frozenset()][0] - way.point_estimate == pytest.approx(saved, abs=D("0.03"))


def test_of_two_levers_on_one_part_each_saves_what_it_saves_beside_the_other(
    fitted: Fitted, by_force: dict[Set, tuple[Decimal, Decimal, Decimal]]
) -> None:
    """Workstations 244,798.73: × 0.6 × 0.9. A tenth of 0.6 of them, and four tenths of 0.9 of them."""
    [way] = fitted(20_000_000, "on_premise", answers={"levers": ["refurbished_workstations", "bulk_purchase"]}).ways
    saved = {saving.lever: saving.amount for saving in way.savings}
    assert saved["bulk_purchase"] == pytest.approx(D("244798.73") * D("0.06"), abs=D("0.02"))
    assert saved["refurbished_workstations"] == pytest.approx(D("244798.73") * D("0.36"), abs=D("0.02"))
    assert sum(saved.values()) < by_force[frozenset()][0] - way.point_estimate


def test_a_lever_that_costs_more_saves_less_than_nothing(fitted: Fitted) -> None:
    """Phases: 5 % of the project management, 99,763.12, more."""
    [way] = fitted(20_000_000, "on_premise", answers={"levers": ["phases"]}).ways
    assert [saving.lever for saving in way.savings] == ["phases"]
    assert way.savings[0].amount == pytest.approx(D("-4988.16"), abs=D("0.01"))


# ------------------------------------------------------------------ tax, years, currency, modules


def test_a_budget_with_tax_holds_the_same_ways_at_16_percent_more(fitted: Fitted) -> None:
    without, with_tax = fitted(4_150_000), fitted(4_814_000, with_tax=True)
    assert (without.tax_rate, with_tax.tax_rate) == (None, D("0.16"))
    for one, two in zip(without.ways, with_tax.ways, strict=True):
        assert (one.bundle, one.levers, one.reaches) == (two.bundle, two.levers, two.reaches)
        assert two.within == pytest.approx(one.within, abs=1e-6)
        for name in ("point_estimate", "p50", "p80"):
            assert getattr(two, name) == round(getattr(one, name) * D("1.16"), 2)
        for saving, taxed in zip(one.savings, two.savings, strict=True):
            assert taxed.amount == pytest.approx(saving.amount * D("1.16"), abs=D("0.01"))


def test_more_contracted_years_cost_their_recurring_lines(book: PriceBook, fitted: Fitted) -> None:
    points = []
    for years in (0, 1, 3):
        [way] = fitted(50_000_000, "on_premise", years=years).ways
        points.append(way.point_estimate)
    priced = estimate(make_spec(book, {}, preset="medium"), book.bundle("on_premise"), Pricing(book=book, on=DAY))
    assert points == [priced.totals.one_off + years * priced.totals.annual for years in (0, 1, 3)]
    assert fitted(50_000_000, "on_premise").years == book.policy.contracted_years == 1


def test_in_another_currency_the_ways_are_the_same(fitted: Fitted) -> None:
    here, old = fitted(4_150_000), fitted(41_500_000, currency="MRO")
    dollars = fitted("103536.72", currency="USD")  # 4,150,000 / 40.0824
    assert (old.currency.code, dollars.currency.code) == ("MRO", "USD")
    for other in (old, dollars):
        assert [(way.bundle, way.levers, way.reaches) for way in other.ways] == [
            (way.bundle, way.levers, way.reaches) for way in here.ways
        ]


def test_a_bundle_that_brings_none_of_the_modules_is_named_as_absent(fitted: Fitted) -> None:
    found = fitted(20_000_000, answers={"modules": ["pacs"]})
    assert found.absent == ("modular_ris", "workstation_only")
    assert {way.bundle for way in found.ways} == {"on_premise", "cloud_native", "hybrid", "open_source"}


def test_the_chance_of_the_point_estimate_is_that_of_the_simulation_with_tax_and_without(
    book: PriceBook, fitted: Fitted, priced: Callable[..., Estimate]
) -> None:
    found = simulate(priced("medium"))
    for with_tax in (False, True):
        (way,) = fitted(20_000_000, "on_premise", with_tax=with_tax).ways
        assert way.within_point == found.probability_within(found.point_estimate) == pytest.approx(0.349, abs=0.001)


def test_as_a_frame_each_way_is_a_row(fitted: Fitted) -> None:
    found = fitted(4_600_000, "on_premise", "open_source", "cloud_native", years=2, with_tax=True)
    frame = found.to_frame()
    assert {way.reaches for way in found.ways} == {"p80", "p50", None}
    for (_, row), way in zip(frame.iterrows(), found.ways, strict=True):
        assert (row["bundle"], row["levers"], row["gaps"]) == (way.bundle, ", ".join(way.levers), len(way.gaps))
        assert [row[name] for name in ("point_estimate", "within_point_estimate", "p50", "p80", "within")] == [
            float(way.point_estimate), way.within_point, float(way.p50), float(way.p80), way.within,
        ]  # fmt: skip
        assert (row["currency"], row["with_tax"], row["years"]) == ("MRU", True, 2)
    assert list(frame["reaches"].dropna()) == [way.reaches for way in found.ways if way.reaches is not None]
    assert list(frame["reaches"].isna()) == [way.reaches is None for way in found.ways]


# ------------------------------------------------------------------ what holds for any ceiling


@tries(10)
@given(ceiling=st.integers(500_000, 1_300_000))
def test_what_is_said_to_reach_the_ceiling_does_and_a_higher_one_is_reached_too(fitted: Fitted, ceiling: int) -> None:
    found, higher = fitted(ceiling, "workstation_only"), fitted(ceiling + 100_000, "workstation_only")
    for way in found.ways:
        assert (way.reaches == "p80") == (way.p80 <= ceiling)
        assert (way.reaches is None) == (way.p50 > ceiling)
        assert (way.within >= 0.8) == (way.p80 <= ceiling) or way.p80 == pytest.approx(ceiling, rel=D("1e-6"))
        assert way.point_estimate < way.p50 < way.p80, "skewed to the high side"
    assert len(found.reaching("p50")) == 0 or len(higher.reaching("p50")) > 0
    assert len(found.reaching("p80")) == 0 or len(higher.reaching("p80")) > 0


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize("ceiling", ["0", "-1"])
def test_a_ceiling_that_is_none_is_refused(fitted: Fitted, ceiling: str) -> None:
    with pytest.raises(InputError, match=f"budget: {ceiling} is no ceiling; write an amount above 0"):
        fitted(ceiling)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"years": 16}, r"years: 16 is out of bounds. Allowed: 0 \(one-off prices alone\) to 15 contracted years"),
        ({"years": -1}, "years: -1 is out of bounds"),
        ({"currency": "GBP"}, "'GBP' is not a currency used here"),
    ],
)
def test_refused(fitted: Fitted, how: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        fitted(1_000_000, **how)


def test_an_unknown_bundle_is_refused_with_the_nearest_spelling(fitted: Fitted) -> None:
    with pytest.raises(InputError, match=r"bundles: 'hybird' is not a bundle.* Nearest: 'hybrid'"):
        fitted(1_000_000, "hybird")
