"""When things happen and when they fall due: parts always add up to the whole."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.estimating.estimate import estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.spec import make_spec
from costmodel.money.exchange import RateTable
from costmodel.price_book.facts import PaymentPart
from costmodel.price_book.load import load_price_book
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.schedule import Payment, payments, timetable
from costmodel.quoting.terms import Terms
from costmodel.words.text import Text

BOOK = load_price_book()
POLICY = BOOK.policy.payment


def d(words: object) -> Decimal:
    return Decimal(str(words))


# ------------------------------------------------------------------ the timetable


@given(st.integers(2, 120).map(lambda halves: Decimal(halves) / 2))
def test_the_days_of_the_stages_add_up_to_the_duration(months: Decimal) -> None:
    days = int((months * 365 / 12).quantize(Decimal(1), ROUND_HALF_UP))
    spans = timetable(months, BOOK)
    assert sum(span.days for span in spans) == days
    assert [span.first_day for span in spans] == [1, *(span.last_day + 1 for span in spans[:-1])]
    assert spans[-1].last_day == days
    assert all(span.last_day - span.first_day + 1 == span.days > 0 for span in spans)


@pytest.mark.parametrize(
    ("months", "days"),
    [
        ("1", [5, 6, 9, 4, 3, 3]),  # 30 days: 4.5, 6, 9, 4.5, 3, 3; the day left over goes to the earlier half
        ("6", [28, 37, 55, 27, 18, 18]),  # 183 days: 27.45, 36.6, 54.9, 27.45, 18.3, 18.3
        ("12", [55, 73, 110, 55, 36, 36]),  # 365 days: 54.75, 73, 109.5, 54.75, 36.5, 36.5
        ("1.5", [7, 9, 14, 7, 5, 4]),  # 46 days: 6.9, 9.2, 13.8, 6.9, 4.6, 4.6
    ],
)
def test_a_project_in_days(months: str, days: list[int]) -> None:
    spans = timetable(d(months), BOOK)
    assert [span.stage for span in spans] == ["contract", "preparation", "execution", "testing", "training", "handover"]
    assert [span.days for span in spans] == days


# ------------------------------------------------------------------ the payment schedule


def due(
    payable: object,
    *,
    one_off: object = 0,
    years: tuple[object, ...] = (),
    parts: tuple[PaymentPart, ...] = POLICY,
    decimals: int = 2,
) -> tuple[Payment, ...]:
    recurring = [(Text.same(f"year {year}"), d(amount)) for year, amount in enumerate(years, start=1)]
    return payments(d(payable), one_off=d(one_off), recurring=recurring, parts=parts, decimals=decimals, book=BOOK)


def amounts(schedule: tuple[Payment, ...]) -> list[tuple[str, str]]:
    return [(part.stage, str(part.amount)) for part in schedule]


def test_one_off_work_is_due_by_the_policys_shares() -> None:
    assert amounts(due("1000", one_off=1000)) == [
        ("contract", "300.00"),
        ("execution", "300.00"),
        ("testing", "300.00"),
        ("handover", "100.00"),
    ]
    assert [part.share for part in due("1000", one_off=1000)] == [part.share for part in POLICY]


def test_recurring_services_are_due_year_by_year_with_continuing_support() -> None:
    schedule = due("300", years=(60, 120, 120))
    assert amounts(schedule) == [("support", "60.00"), ("support", "120.00"), ("support", "120.00")]
    assert [(part.share, part.label.en) for part in schedule] == [(None, f"year {n}") for n in (1, 2, 3)]


def test_both_share_what_is_payable_in_proportion() -> None:
    """1160 payable of 1000 one-off and 160 a year; half of it prepaid halves every part."""
    assert [str(part.amount) for part in due("1160", one_off=1000, years=(160,))] == [
        "300.00", "300.00", "300.00", "100.00", "160.00",
    ]  # fmt: skip
    assert [str(part.amount) for part in due("580", one_off=1000, years=(160,))] == [
        "150.00", "150.00", "150.00", "50.00", "80.00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("payable", "decimals", "parts"),
    [
        ("0.01", 2, ["0.01", "0.00", "0.00", "0.00"]),
        ("0.05", 2, ["0.02", "0.02", "0.01", "0.00"]),
        ("1000.03", 2, ["300.01", "300.01", "300.01", "100.00"]),
        ("1003", 0, ["301", "301", "301", "100"]),
        ("1.001", 3, ["0.301", "0.300", "0.300", "0.100"]),
    ],
)
def test_the_smallest_units_left_over_go_to_the_largest_fractions(
    payable: str, decimals: int, parts: list[str]
) -> None:
    assert [str(part.amount) for part in due(payable, one_off=1, decimals=decimals)] == parts


def test_a_year_within_the_warranty_is_not_due() -> None:
    assert amounts(due("120", years=(0, 120))) == [("support", "120.00")]


@pytest.mark.parametrize("given", [{"payable": 0, "one_off": 100}, {"payable": 0}])
def test_where_nothing_is_payable_nothing_is_due(given: dict[str, Any]) -> None:
    assert due(**given) == ()


MONEY = st.integers(0, 10**13).map(lambda cents: Decimal(cents) / 100)
SHARES = st.lists(st.integers(1, 1000), min_size=1, max_size=6)


@given(st.integers(1, 10**13), MONEY, st.lists(MONEY, max_size=5), SHARES, st.sampled_from([0, 2, 3]))
def test_the_parts_add_up_to_what_is_payable(
    units: int, one_off: Decimal, years: list[Decimal], shares: list[int], decimals: int
) -> None:
    payable = Decimal(units).scaleb(-decimals)
    whole = sum(shares)
    parts = tuple(PaymentPart(stage="contract", share=Decimal(share) / whole) for share in shares)
    schedule = due(payable, one_off=one_off, years=tuple(years), parts=parts, decimals=decimals)
    if one_off or any(years):
        assert sum(part.amount for part in schedule) == payable
        assert all(part.amount >= 0 for part in schedule)
        assert len(schedule) == len(parts) * bool(one_off) + sum(map(bool, years))
    else:
        assert schedule == ()


# ------------------------------------------------------------------ in a quote


def quote(rates: RateTable, bundle: str = "on_premise", *, years: int = 1, warranty: int = 0) -> Quote:
    spec = make_spec(BOOK, {"warranty_months": warranty}, preset="medium")
    priced = estimate(spec, BOOK.bundle(bundle), Pricing(book=BOOK, on=date(2026, 11, 24)))
    return make_quote(priced, terms=Terms(contracted_years=years))


@pytest.mark.parametrize(
    ("years", "warranty", "months"),
    [
        (0, 0, []),
        (1, 0, [12]),
        (3, 0, [12, 12, 12]),
        (1, 6, [6]),
        (1, 12, []),
        (3, 6, [6, 12, 12]),
        (3, 12, [12, 12]),
        (3, 18, [6, 12]),
        (3, 24, [12]),
    ],
)
def test_the_warranty_comes_off_the_first_contracted_months(
    rates: RateTable, years: int, warranty: int, months: list[int]
) -> None:
    offer = quote(rates, years=years, warranty=warranty)
    support = [part for part in offer.payments if part.stage == "support"]
    paid = [line for line in offer.priced() if line.id == "support"]
    assert sum(part.amount for part in offer.payments) == offer.totals.payable
    assert len(support) == len(months)
    assert len(paid) == bool(months)
    if paid:
        a_month = paid[0].net_amount * (1 + paid[0].tax_rate) / sum(months)
        for part, due_months in zip(support, months, strict=True):
            assert part.amount == pytest.approx(a_month * due_months, abs=Decimal("0.01"))


@pytest.mark.parametrize(("years", "warranty"), [(1, 12), (1, 6), (3, 24), (3, 6)])
def test_a_warranty_on_support_leaves_the_cloud_archive_due_from_its_first_month(
    rates: RateTable, years: int, warranty: int
) -> None:
    """`support.cloud_archive` is a line of its own, not a part of `support`."""
    offer = quote(rates, "hybrid", years=years, warranty=warranty)
    archive = next(line for line in offer.priced() if line.id == "support.cloud_archive")
    by_year = [part.amount for part in offer.payments if part.stage == "support"]
    support = sum(line.net_amount * (1 + line.tax_rate) for line in offer.priced() if line.id == "support")
    first_months = max(0, 12 - warranty) / Decimal(max(1, 12 * years - warranty))
    expected = archive.net_amount * (1 + archive.tax_rate) / years + support * first_months
    assert by_year[0] == pytest.approx(expected, abs=Decimal("0.01"))
    assert sum(part.amount for part in offer.payments) == offer.totals.payable


@pytest.mark.parametrize("bundle", [bundle.id for bundle in BOOK.bundles])
def test_every_bundle_has_a_schedule_that_adds_up(rates: RateTable, bundle: str) -> None:
    for years, warranty in ((0, 0), (1, 12), (3, 6), (5, 24)):
        offer = quote(rates, bundle, years=years, warranty=warranty)
        assert sum(part.amount for part in offer.payments) == offer.totals.payable
