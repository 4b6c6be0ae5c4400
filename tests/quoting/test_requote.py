"""A quote with changed figures: the same rules, from the changed quantity to the last payment."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tries import tries

from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.requote import inputs, printed_lines, requote
from costmodel.quoting.terms import Adjustment, ExtraLine, LineTerms, Tax, Terms

Make = Callable[..., Quote]


@pytest.fixture(scope="module")
def make(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Make:
    def quote(preset: str = "medium", bundle: str = "on_premise", currency: str = "MRU", **terms: Any) -> Quote:
        return make_quote(priced(preset, bundle, currency=currency), terms=Terms(**terms))

    return quote


@pytest.fixture(scope="module")
def rich(make: Make) -> Quote:
    """Two tax rates, discounts of a line and of the whole, an option, prepaid."""
    volume = (
        Adjustment(label="Volume", share=Decimal("0.1")),
        Adjustment.model_validate({"label": "Geste", "amount": "500 MRU"}),
    )
    return make(
        contracted_years=3,
        lines=(
            LineTerms(id="licence.workstation", discounts=volume),
            LineTerms(id="hardware", tax=Tax(category="E", reason="Convention")),
        ),
        extra_lines=(ExtraLine.model_validate({"id": "own", "item_name": "Dosimétrie", "unit_price": "1000 MRU",
                                               "kind": "option"}),),
        discounts=(Adjustment(label="Remise", share=Decimal("0.05")),),
        prepaid={"amount": Decimal(1000), "currency": "MRU"},
    )  # fmt: skip


def test_nothing_changed_gives_the_same_quote(make: Make, rich: Quote, book: PriceBook) -> None:
    for quote in (rich, make(), make("large", "hybrid", "EUR")):
        assert requote(quote, {}, book) == quote
        assert requote(quote, {one.name: one.value for one in inputs(quote)}, book) == quote


def test_a_quantity_changes_its_line_and_what_follows(rich: Quote, book: PriceBook) -> None:
    """Six consoles become nine: the share of the discount applies to nine, the amount stays."""
    number = 1 + [line.id for line in printed_lines(rich)].index("licence.workstation")
    again = requote(rich, {f"quantity_{number}": Decimal(9)}, book)
    before, line = (next(one for one in q.lines if one.id == "licence.workstation") for q in (rich, again))
    gross = before.unit_price * 9
    assert [one.amount for one in line.discounts] == [again.currency.round(gross / 10), 500]
    assert line.net_amount == again.currency.round(gross) - sum(one.amount for one in line.discounts)
    assert again.totals.lines_net - rich.totals.lines_net == line.net_amount - before.net_amount
    assert sum(payment.amount for payment in again.payments) == again.totals.payable
    share = again.budget.point_estimate / rich.budget.point_estimate
    assert again.budget.median == pytest.approx(rich.budget.median * share, rel=Decimal("0.005"))


def test_an_option_moves_nothing_but_its_own_amount(rich: Quote, book: PriceBook) -> None:
    number = 1 + [line.id for line in printed_lines(rich)].index("own")
    again = requote(rich, {f"quantity_{number}": Decimal(4)}, book)
    assert next(line for line in again.lines if line.id == "own").net_amount == 4000
    assert again.totals == rich.totals


def test_a_tax_rate_changes_every_line_of_its_code(rich: Quote, book: PriceBook) -> None:
    again = requote(rich, {"tax_rate": Decimal("0.14")}, book)
    assert {line.tax_rate for line in again.lines if line.tax_category == "S"} == {Decimal("0.14")}
    assert again.totals.tax_exclusive == rich.totals.tax_exclusive
    standard = next(tax for tax in again.taxes if tax.tax_category == "S")
    assert standard.tax == again.currency.round(standard.taxable * Decimal("0.14"))


def test_the_last_stage_takes_the_rest_of_the_payments(make: Make, book: PriceBook) -> None:
    again = requote(make(), {"payment_share_1": Decimal("0.25")}, book)
    shares = [payment.share for payment in again.payments if payment.share is not None]
    assert sum(shares) == 1
    assert shares[0] == Decimal("0.25")


def test_an_exchange_rate_changes_only_the_amount_that_is_shown_for_information(make: Make, book: PriceBook) -> None:
    quote = make()
    again = requote(quote, {"rate_USD_MRU": Decimal(50)}, book)
    shown = {one.currency.code: one.amount for one in again.display}
    assert shown["USD"] == again.currency.round(quote.totals.payable / 50)
    assert again.totals == quote.totals
    assert requote(again, {"rate_USD_MRU": inputs_of(quote)["rate_USD_MRU"]}, book) == quote


def inputs_of(quote: Quote) -> dict[str, Decimal]:
    return {one.name: one.value for one in inputs(quote)}


def test_the_timetable_moves_with_its_durations(make: Make, book: PriceBook) -> None:
    again = requote(make(), {"days_1": Decimal(100)}, book)
    assert [again.timetable[0].last_day, again.timetable[1].first_day] == [100, 101]


@settings(tries(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    quantities=st.lists(st.decimals(0, 500, places=2), min_size=3, max_size=3),
    discount=st.decimals(0, 1, places=4),
    tax=st.decimals("0.01", "0.4", places=3),
)
def test_any_quote_adds_up(
    rich: Quote, book: PriceBook, quantities: list[Decimal], discount: Decimal, tax: Decimal
) -> None:
    changes = {f"quantity_{number}": value for number, value in enumerate(quantities, start=1)}
    try:
        again = requote(rich, {**changes, "discount_1": discount, "tax_rate": tax}, book)
    except InputError as error:
        if "lower them" not in str(error):  # a discount may leave less than nothing
            raise
        return
    totals = again.totals
    assert sum(payment.amount for payment in again.payments) == totals.payable
    assert totals.tax_exclusive == totals.lines_net - totals.discounts
    assert totals.discounts == again.currency.round(totals.lines_net * discount)
    assert sum(line.likely for line in again.budget.ranges) == again.budget.point_estimate


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity_99": 1}, "'quantity_99' is not a figure that may be changed"),
        ({"quantity_1": "-1", "tax_rate": 2}, "quantity_1: -1 is out of bounds"),
        ({"discount_1": "1.01"}, "Allowed: 0 to 1; 0.05 is 5 %"),
        ({"rate_USD_MRU": 0}, "Allowed: above 0"),
        ({"days_1": "0.5"}, "Allowed: whole days, 1 to 3,660"),
        ({"payment_share_1": "0.5", "payment_share_2": "0.6"}, "the shares add up to"),
    ],
)
def test_a_figure_out_of_bounds_is_named(rich: Quote, book: PriceBook, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        requote(rich, {name: Decimal(value) for name, value in changes.items()}, book)
    assert words in str(caught.value)


def test_nothing_left_to_pay_is_no_quote(make: Make, book: PriceBook) -> None:
    quote = make()
    nothing = {one.name: Decimal(0) for one in inputs(quote) if one.kind == "quantity"}
    with pytest.raises(InputError, match="nothing is left to pay for"):
        requote(quote, nothing, book)


def test_two_codes_keep_two_rates(make: Make, book: PriceBook) -> None:
    quote = make(lines=(LineTerms(id="migration", tax=Tax(category="S", rate=Decimal("0.14"))),))
    assert {"tax_rate", "tax_rate_2"} <= set(inputs_of(quote))
    with pytest.raises(InputError, match="two tax rates are the same now"):
        requote(quote, {"tax_rate_2": Decimal("0.16")}, book)
