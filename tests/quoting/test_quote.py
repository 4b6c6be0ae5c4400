"""The quote: an estimate on commercial terms. Each rule of the design with figures that a salesman can check."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.spec import make_spec
from costmodel.files.faults import InputError, RateError
from costmodel.money.exchange import ExchangeRate, RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book
from costmodel.quoting.lines import QuoteLine
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.terms import Party, Seller, Terms
from costmodel.quoting.totals import TaxAmount

DAY = date(2026, 11, 24)
CENT = Decimal("0.01")
ZERO = Decimal(0)
BOOK = load_price_book()
PRESETS = [preset.id for preset in BOOK.presets]
BUNDLES = [bundle.id for bundle in BOOK.bundles]


def d(words: object) -> Decimal:
    return Decimal(str(words))


def cents(exact: Decimal) -> Decimal:
    return exact.quantize(CENT, ROUND_HALF_UP)


def rate(from_: str, to: str, value: str, on: date = DAY) -> ExchangeRate:
    return ExchangeRate(from_=from_, to=to, on=on, value=d(value), source="our bank")


ROUND_RATES = RateTable(name="rates", rates=(rate("USD", "MRU", "40"), rate("EUR", "MRU", "45")))
"""A dollar is 40 ouguiyas and a euro 45, so that amounts can be checked in the head."""


def priced(
    preset: str = "medium",
    bundle: str = "on_premise",
    *,
    currency: str = "MRU",
    on: date = DAY,
    rates: RateTable = ROUND_RATES,
    book: PriceBook = BOOK,
    card: list[dict[str, Any]] | None = None,
    **answers: Any,
) -> Estimate:
    return estimate(
        make_spec(BOOK, answers, preset=preset),
        BOOK.bundle(bundle),
        Pricing(
            book=book,
            on=on,
            currency=currency,
            rates=rates,
            rate_card=RateCard.model_validate({"items": card}) if card else None,
        ),
    )


NO_RATES = RateTable(name="no rates", rates=())


def quote(of: Estimate | None = None, *, rates: RateTable | None = ROUND_RATES, **named: Any) -> Quote:
    """A quote of the medium preset, or of an estimate; what is not an argument of make_quote is a term."""
    how = {key: named.pop(key) for key in ("seller", "buyer", "number", "language") if key in named}
    made = of or priced()
    accepted = {"rates": rates or NO_RATES, "accept_old_rate": named.pop("accept_old_rate", False)}
    made = made.model_copy(update={"pricing": made.pricing.model_copy(update=accepted)})
    return make_quote(made, terms=Terms.model_validate(named), **how)


def line(offer: Quote, id_: str) -> QuoteLine:
    return next(line for line in offer.lines if line.id == id_)


def extra(id_: str = "scanner_link", unit_price: str = "1000 MRU", **more: Any) -> dict[str, Any]:
    return {"id": id_, "item_name": "Raccordement d’un scanner", "unit_price": unit_price, **more}


def off(share: str | None = None, amount: str | None = None, label: str = "Remise") -> dict[str, Any]:
    return {"label": label, **({"share": share} if share else {"amount": amount})}


def refused(make: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        make()
    return str(caught.value)


# ------------------------------------------------------------------ lines and the estimate


@pytest.mark.parametrize("currency", ["MRU", "USD", "EUR"])
@pytest.mark.parametrize("bundle", BUNDLES)
@pytest.mark.parametrize("preset", PRESETS)
def test_unit_price_times_quantity_is_the_estimates_likely(preset: str, bundle: str, currency: str) -> None:
    of = priced(preset, bundle, currency=currency)
    offer = quote(of)
    assert [own.id for own in offer.lines] == [own.id for own in (*of.lines, *of.options)]
    for own in offer.lines:
        likely = of.line(own.id).likely
        assert cents(own.unit_price * own.quantity / own.base_quantity) == likely == own.net_amount, own.id
        assert own.quantity == of.line(own.id).quantity


def test_workstation_licences_are_priced_by_the_unit() -> None:
    licence = line(quote(), "licence.workstation")
    assert (licence.quantity, licence.unit) == (d(6), "C62")


@pytest.mark.parametrize("bundle", BUNDLES)
def test_the_point_estimate_is_the_sum_of_the_payable_lines(bundle: str) -> None:
    offer = quote(priced("large", bundle), contracted_years=3, extra_lines=[extra(), extra("other", kind="option")])
    payable = sum(cents(own.quantity * own.unit_price / own.base_quantity) for own in offer.priced())
    assert offer.budget.point_estimate == payable
    assert "other" not in [own.id for own in offer.priced()]


# ------------------------------------------------------------------ options and alternatives


def test_options_and_alternatives_stand_beside_the_total() -> None:
    plain = quote()
    offer = quote(
        extra_lines=[
            extra("second_scanner", "85000 MRU", kind="option"),
            extra("refurbished", "420000 MRU", kind="alternative", replaces="hardware"),
        ]
    )
    assert offer.totals == plain.totals
    assert offer.payments == plain.payments
    assert offer.budget == plain.budget
    assert [(own.id, own.kind, own.replaces) for own in offer.beside()] == [
        ("support.hardware", "option", None),
        ("second_scanner", "option", None),
        ("refurbished", "alternative", "hardware"),
    ]


def test_a_line_made_an_option_leaves_the_total() -> None:
    plain, offer = quote(), quote(lines=[{"id": "training", "option": True}])
    training = line(plain, "training").net_amount
    assert offer.totals.lines_net == plain.totals.lines_net - training
    assert offer.budget.point_estimate == plain.budget.point_estimate - training
    assert line(offer, "training").kind == "option"


def test_an_extra_line_is_in_the_total() -> None:
    plain, offer = quote(), quote(extra_lines=[extra(unit_price="12.50 MRU", quantity="30", unit="C62")])
    assert str(line(offer, "scanner_link").net_amount) == "375.00"
    assert offer.totals.lines_net == plain.totals.lines_net + 375


@pytest.mark.parametrize(
    ("extra_lines", "message"),
    [
        ([extra("training")], "terms: extra_lines: the id 'training' is taken; choose another."),
        ([extra("support.hardware")], "the id 'support.hardware' is taken"),
        ([extra("contingency")], "the id 'contingency' is taken"),
        ([extra("own"), extra("own")], "the id 'own' is taken"),
        ([extra(kind="alternative", replaces="hardwear")], "'hardwear' is not a line of this quote. Allowed: "),
        ([extra(kind="alternative", replaces="hardwear")], "Nearest: 'hardware'."),
        ([extra(kind="alternative", replaces="scanner_link")], "'scanner_link' is not a line of this quote."),
    ],
)
def test_an_extra_line_at_fault(extra_lines: list[dict[str, Any]], message: str) -> None:
    assert message in refused(lambda: quote(extra_lines=extra_lines))


def test_an_extra_line_does_not_take_the_name_of_a_line_that_was_split_or_left_out() -> None:
    item = {"line": "training", "item_name": "Formation", "quantity": 1, "unit_price": "1000 MRU"}
    assert "is taken" in refused(lambda: quote(priced(card=[item, item]), extra_lines=[extra("training")]))
    assert "is taken" in refused(lambda: quote(contracted_years=0, extra_lines=[extra("support")]))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (extra(kind="alternative"), "an alternative names the line that it replaces"),
        (extra(replaces="hardware"), "only an alternative does"),
        (extra(unit_price="-1 MRU"), "the unit price cannot be negative; grant a discount instead."),
        (extra(quantity=0), "greater than 0"),
    ],
)
def test_an_extra_line_that_cannot_be(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        quote(extra_lines=[wrong])


def test_terms_that_name_no_line() -> None:
    message = refused(lambda: quote(lines=[{"id": "trainning", "option": True}]))
    assert message.startswith("terms: lines: 'trainning' is not a line of this quote. Allowed: licence.pacs_ris, ")
    assert message.endswith("Nearest: 'training'.")


def test_terms_that_name_a_line_twice() -> None:
    with pytest.raises(ValidationError, match="lines names 'training' twice; put its terms together"):
        quote(lines=[{"id": "training"}, {"id": "training", "option": True}])


def test_a_quote_of_options_alone_is_none() -> None:
    every = [{"id": own.id, "option": True} for own in priced().lines]
    message = "terms: nothing is left to pay for: every line is an option or has no price."
    assert refused(lambda: quote(lines=every)) == message


# ------------------------------------------------------------------ contracted years and warranty


@pytest.mark.parametrize(
    ("years", "warranty", "quantity", "unit", "base"),
    [
        (0, 0, None, "", 1),
        (0, 24, None, "", 1),
        (1, 0, 1, "ANN", 1),
        (1, 6, 6, "MON", 12),
        (1, 12, None, "", 1),
        (1, 24, None, "", 1),
        (3, 0, 3, "ANN", 1),
        (3, 6, 30, "MON", 12),
        (3, 12, 2, "ANN", 1),
        (3, 24, 1, "ANN", 1),
    ],
)
def test_support_is_paid_for_the_contracted_months_after_the_warranty(
    years: int, warranty: int, quantity: int | None, unit: str, base: int
) -> None:
    of = priced(warranty_months=warranty)
    offer = quote(of, contracted_years=years)
    yearly = of.line("support").likely
    one_off = sum(own.likely for own in of.lines if not own.recurring)
    if quantity is None:
        assert "support" not in [own.id for own in offer.lines]
        assert offer.totals.lines_net == one_off
    else:
        support = line(offer, "support")
        assert (support.quantity, support.unit, support.base_quantity) == (d(quantity), unit, d(base))
        assert support.unit_price == yearly
        assert support.net_amount == cents(yearly * quantity / base)
        assert offer.totals.lines_net == one_off + support.net_amount
    (later,) = offer.later_years
    assert (later.id, later.annual_price, later.free_months) == ("support", yearly, warranty)


def test_an_option_by_the_year_is_shown_for_a_year() -> None:
    option = line(quote(contracted_years=3), "support.hardware")
    assert (option.quantity, option.unit, option.kind) == (d(1), "ANN", "option")


def test_a_subscription_is_paid_by_the_year() -> None:
    of = priced(bundle="cloud_native")
    offer = quote(of, contracted_years=3)
    licence = line(offer, "licence.pacs_ris")
    assert (licence.quantity, licence.unit, licence.recurring) == (d(3), "ANN", True)
    assert licence.net_amount == 3 * of.line("licence.pacs_ris").likely


# ------------------------------------------------------------------ discounts and charges


def test_discounts_and_charges_of_a_line() -> None:
    offer = quote(
        extra_lines=[extra()],
        lines=[{"id": "training", "discounts": [off("0.1"), off(amount="100 MRU")], "charges": [off("0.02")]}],
    )
    training = line(offer, "training")
    whole = training.unit_price
    assert [own.amount for own in training.discounts] == [cents(whole * d("0.1")), d("100.00")]
    assert [own.amount for own in training.charges] == [cents(whole * d("0.02"))]
    assert training.net_amount == whole - cents(whole * d("0.1")) - 100 + cents(whole * d("0.02"))


@pytest.mark.parametrize(
    ("amount", "in_mru"), [("100 MRU", "100.00"), ("1000 MRO", "100.00"), ("2.50 USD", "100.00"), ("3 EUR", "135.00")]
)
def test_an_amount_in_another_currency_counts_at_the_rate_of_the_day(amount: str, in_mru: str) -> None:
    offer = quote(lines=[{"id": "training", "discounts": [off(amount=amount)]}], discounts=[off(amount=amount)])
    assert str(line(offer, "training").discounts[0].amount) == in_mru
    assert str(offer.totals.discounts) == in_mru


def test_an_amount_that_conversion_makes_nothing_is_refused() -> None:
    message = "less than the smallest amount in EUR; price a larger unit."
    in_euros = priced(currency="EUR")
    assert message in refused(lambda: quote(in_euros, extra_lines=[extra(unit_price="0.10 MRU", quantity=2)]))
    item = {"line": "training", "item_name": "Page", "quantity": 2, "unit_price": "0.10 MRU"}
    assert message in refused(lambda: quote(priced(currency="EUR", card=[item])))


def test_a_document_discount_by_share_or_amount() -> None:
    net = quote().totals.lines_net
    for given, taken in ((off("0.05"), cents(net * d("0.05"))), (off(amount="5000 MRU"), d(5000))):
        totals = quote(discounts=[given]).totals
        assert totals.discounts == taken
        assert totals.tax_exclusive == net - taken
        assert totals.tax == cents((net - taken) * d("0.16"))


def test_a_document_discount_falls_on_every_tax_category_in_proportion() -> None:
    exempt = {"id": "hardware", "tax": {"category": "E", "reason": "Convention de financement"}}
    offer = quote(lines=[exempt], discounts=[off(amount="1000 MRU")], charges=[off("0.01")])
    hardware, whole = line(offer, "hardware").net_amount, offer.totals.lines_net
    by_category = {own.tax_category: own.amount for own in offer.discounts}
    assert by_category["E"] == pytest.approx(1000 * hardware / whole, abs=CENT)
    assert sum(by_category.values()) == 1000
    assert offer.totals.charges == cents(whole / 100)
    assert sum(own.taxable for own in offer.taxes) == offer.totals.tax_exclusive


def test_an_amount_off_a_line_of_several_items_is_split_and_adds_up() -> None:
    items = [
        {"line": "training", "item_name": f"Session {n}", "quantity": 1, "unit_price": "1000 MRU"} for n in (1, 2, 3)
    ]
    offer = quote(priced(card=items), lines=[{"id": "training", "discounts": [off(amount="100 MRU")]}])
    split = [own.discounts[0].amount for own in offer.lines if own.component == "training"]
    assert [str(part) for part in split] == ["33.34", "33.33", "33.33"]


@pytest.mark.parametrize(
    "terms",
    [
        {"lines": [{"id": "training", "discounts": [off(amount="90000000 MRU")]}]},
        {"lines": [{"id": "training", "discounts": [off("0.6"), off("0.6")]}]},
    ],
)
def test_a_discount_larger_than_its_line_is_refused(terms: dict[str, Any]) -> None:
    assert refused(lambda: quote(**terms)) == "terms: training: the discounts are larger than the line; lower them."


@pytest.mark.parametrize(
    "terms",
    [
        {"discounts": [off("0.6"), off("0.6")]},
        {"discounts": [off(amount="90000000 MRU")]},
        {"discounts": [off("0.6"), off("0.6")], "rounding": "90000000 MRU"},
        {"prepaid": "90000000 MRU"},
        {"rounding": "-90000000 MRU"},
    ],
)
def test_nothing_below_zero_is_left_to_pay(terms: dict[str, Any]) -> None:
    assert "MRU to pay; lower them." in refused(lambda: quote(**terms))


def test_a_line_and_a_document_can_be_given_away() -> None:
    free = quote(lines=[{"id": "training", "discounts": [off("1")]}])
    assert str(line(free, "training").net_amount) == "0.00"
    whole = quote(discounts=[off("1")])
    assert (str(whole.totals.payable), whole.payments) == ("0.00", ())


def test_a_discount_on_nothing_is_refused() -> None:
    gifts = [{"id": own.id, "discounts": [off("1")]} for own in priced().lines]
    assert "'Remise' applies to nothing" in refused(lambda: quote(lines=gifts, discounts=[off("0.1")]))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"label": "Remise"}, "needs either a share"),
        ({"label": "Remise", "share": "0.1", "amount": "5 MRU"}, "not both"),
        (off(amount="-5 MRU"), "the amount must be above zero"),
        (off("1.5"), "less than or equal to 1"),
        (off(amount="5"), "the amount 5 has no currency; write it as '5 MRU'"),
    ],
)
def test_a_discount_that_cannot_be(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        quote(discounts=[wrong])


def test_prepaid_and_rounding_change_only_what_is_payable() -> None:
    plain, offer = quote().totals, quote(prepaid="25 USD", rounding="-0.02 MRU").totals
    assert (str(offer.prepaid), str(offer.rounding)) == ("1000.00", "-0.02")
    assert offer.payable == plain.payable - 1000 - d("0.02")
    assert offer.tax_inclusive == plain.tax_inclusive


def test_prepaid_is_not_negative() -> None:
    with pytest.raises(ValidationError, match="prepaid cannot be negative"):
        quote(prepaid="-1 MRU")


# ------------------------------------------------------------------ tax


def test_vat_is_16_percent_of_the_whole() -> None:
    offer = quote()
    assert offer.taxes == (
        TaxAmount(
            tax_category="S",
            tax_rate=d("0.16"),
            taxable=offer.totals.lines_net,
            tax=cents(offer.totals.lines_net * d("0.16")),
        ),
    )


@pytest.mark.parametrize("category", ["Z", "G", "E", "O"])
def test_a_quote_without_vat(category: str) -> None:
    offer = quote(tax={"category": category, "reason": "Convention de financement"})
    assert offer.totals.tax == 0
    assert {(own.tax_category, own.tax_rate, own.tax_reason) for own in offer.priced()} == {
        (category, ZERO, "Convention de financement")
    }


def test_a_line_of_its_own_tax() -> None:
    offer = quote(
        lines=[{"id": "hardware", "tax": {"category": "E", "reason": "Convention"}}],
        extra_lines=[extra(tax={"category": "S", "rate": "0.18"})],
    )
    hardware = line(offer, "hardware")
    assert (hardware.tax_category, hardware.tax_reason) == ("E", "Convention")
    others = offer.totals.lines_net - hardware.net_amount - 1000
    assert {(part.tax_category, part.tax_rate): part.tax for part in offer.taxes} == {
        ("S", d("0.16")): cents(others * d("0.16")),
        ("E", ZERO): 0,
        ("S", d("0.18")): 180,
    }


@pytest.mark.parametrize(
    ("tax", "message"),
    [
        ({"category": "E"}, "category E needs the reason of the exemption"),
        ({"category": "O", "reason": ""}, "at least 1 character"),
        ({"category": "O"}, "category O needs the reason"),
        ({"category": "G", "rate": "0.16"}, "category G has no tax, so no rate; leave the rate out."),
        ({"category": "X"}, "'S', 'Z', 'E', 'G' or 'O'"),
        ({"category": "S", "rate": "16"}, "less than or equal to 1"),
    ],
)
def test_a_tax_that_cannot_be(tax: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        quote(tax=tax)


def test_the_rate_of_vat_is_the_one_in_force_on_the_day() -> None:
    now = next(rate for rate in BOOK.tax.rates if rate.category == "S")
    later = now.model_copy(update={"rate": d("0.18"), "from_": date(2027, 1, 1)})
    book = BOOK.model_copy(update={"tax": BOOK.tax.model_copy(update={"rates": (*BOOK.tax.rates, later)})})
    for day, expected in ((date(2026, 12, 31), "0.16"), (date(2027, 1, 1), "0.18")):
        assert make_quote(priced(on=day, book=book)).taxes[0].tax_rate == d(expected)


def test_no_rate_of_vat_before_the_first_one() -> None:
    assert "no rate of category S on 2017-12-31: the first one is of 2018-01-01" in refused(
        lambda: make_quote(priced(on=date(2017, 12, 31)))
    )


@pytest.mark.parametrize(("resident", "noted"), [(True, False), (False, True)])
def test_the_withholding_tax_is_noted_for_a_seller_from_abroad(resident: bool, noted: bool) -> None:
    offer = quote(seller=Seller(name="Fournisseur", resident=resident))
    note = offer.withholding
    assert (note is not None and "withhold 15% on the services" in note.en) is noted
    assert (note is not None and "retenir 15\u202f% sur les prestations" in note.fr) is noted
    assert offer.totals == quote().totals, "amounts are stated before any withholding"


# ------------------------------------------------------------------ dates, kinds, layers


@pytest.mark.parametrize(("days", "until"), [(None, "2027-02-22"), (30, "2026-12-24"), (730, "2028-11-23")])
def test_validity(days: int | None, until: str) -> None:
    assert quote(validity_days=days).valid_until == date.fromisoformat(until)


def test_validity_ends_within_the_calendar() -> None:
    assert "there is no calendar" in refused(lambda: make_quote(priced(on=date(9999, 12, 1))))


def of_class(class_: str) -> Estimate:
    found = BOOK.estimate_class(class_)
    return priced().model_copy(update={"estimate_class": found})


@pytest.mark.parametrize(
    ("class_", "kind"), [("5", "budgetary"), ("4", "budgetary"), ("3", "firm"), ("2", "firm"), ("1", "firm")]
)
def test_a_rough_estimate_makes_a_budgetary_quote_and_a_good_one_a_firm_quote(class_: str, kind: str) -> None:
    offer = quote(of_class(class_))
    assert (offer.kind, offer.estimate_class.id) == (kind, class_)


def test_a_preset_alone_is_class_5_and_a_need_with_every_driver_answered_class_4() -> None:
    drivers: dict[str, Any] = dict(BOOK.preset("medium").drivers)
    assert quote().estimate_class.id == "5"
    assert quote(priced(**drivers)).estimate_class.id == "4"


def test_the_needs_terms_go_before_the_sellers_and_those_before_the_policy() -> None:
    seller = Seller(name="Fournisseur", terms=Terms(validity_days=45, contracted_years=2))
    offer = quote(seller=seller, contracted_years=5)
    assert offer.valid_until == DAY + timedelta(days=45), "the seller's"
    assert offer.contracted_years == 5, "the need's"
    assert [part.share for part in offer.payments if part.share] == [part.share for part in BOOK.policy.payment]


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        (
            [("contract", "0.5"), ("handover", "0.4")],
            "terms: payment: the shares add up to 0.9; they must add up to 1.",
        ),
        ([("contract", "0.5"), ("handover", "0.6")], "the shares add up to 1.1; they must add up to 1."),
        ([], "the shares add up to 0; they must add up to 1."),
        ([("handovr", "1")], "'handovr' is not a stage of the process."),
        ([("handovr", "1")], "Nearest: 'handover'."),
    ],
)
def test_a_payment_schedule_that_does_not_add_up(shares: list[tuple[str, str]], message: str) -> None:
    parts = [{"stage": stage, "share": share} for stage, share in shares]
    assert message in refused(lambda: quote(payment=parts))


def test_a_payment_schedule_of_ones_own() -> None:
    parts = [{"stage": "contract", "share": "0.25"}, {"stage": "handover", "share": "0.75"}]
    offer = quote(payment=parts, contracted_years=0)
    assert [part.stage for part in offer.payments] == ["contract", "handover"]
    assert offer.payments[0].amount == pytest.approx(offer.totals.payable / 4, abs=CENT)


# ------------------------------------------------------------------ the budget


def test_the_recommended_budget_is_the_p80_with_discounts_and_tax() -> None:
    """With 10 % off and 16 % tax, a P80 of 6 010 000 makes 6 010 000 × 0.9 × 1.16 = 6 274 440."""
    budget = quote(discounts=[off("0.1")]).budget
    assert str(budget.point_estimate) == "3454585.35"
    assert (budget.confidence, str(budget.before_tax)) == (d("0.8"), "6010000.00")
    assert str(budget.contingency) == "2555414.65"
    assert budget.contingency_share == d("0.740")
    assert budget.recommended == pytest.approx(d("6274440"), abs=CENT)
    assert [str(amount) for amount in (budget.low, budget.median, budget.high)] == [
        "1990000.00",
        "4220000.00",
        "6960000.00",
    ]
    assert budget.within_point == d("0.349")


def test_the_budget_without_discounts_is_the_p80_with_tax() -> None:
    """6 010 000 × 1.16 = 6 971 600."""
    assert str(quote().budget.recommended) == "6971600.00"


@pytest.mark.parametrize(
    ("terms", "recommended"),
    [
        ({"discounts": [off(amount="300000 MRU")]}, "6623600.00"),  # (6 010 000 − 300 000) × 1.16
        ({"charges": [off(amount="300000 MRU")]}, "7319600.00"),
        ({"lines": [{"id": "hardware", "discounts": [off(amount="300000 MRU")]}]}, "6623600.00"),
        ({"lines": [{"id": "hardware", "charges": [off(amount="300000 MRU")]}]}, "7319600.00"),
        ({"contingency": {}, "discounts": [off(amount="300000 MRU")]}, "6623600.00"),
    ],
)
def test_an_amount_is_taken_off_or_added_once(terms: dict[str, Any], recommended: str) -> None:
    """300 000 MRU stay 300 000 MRU where the price comes out higher."""
    budget = quote(**terms).budget
    assert str(budget.before_tax) == "6010000.00"
    assert str(budget.recommended) == recommended


def test_a_share_is_of_what_an_amount_on_a_line_leaves_and_another_amount_is_beside_it() -> None:
    """(6 010 000 − 10 000) × 0.9 × 1.16 = 6 264 000; 6 010 000 × 0.9 × 1.16 − 10 000 × 1.16 = 6 262 840."""
    ten = [off(amount="10000 MRU")]
    on_a_line = quote(discounts=[off("0.1")], lines=[{"id": "hardware", "discounts": ten}]).budget
    assert on_a_line.recommended == pytest.approx(6_264_000, abs=d("0.02"))
    assert quote(discounts=[off("0.1"), *ten]).budget.recommended == pytest.approx(6_262_840, abs=d("0.02"))


def test_lines_of_two_tax_rates_are_taxed_at_what_they_come_to_together() -> None:
    """Without tax on the hardware of 584 209.98, the other 2 870 375.36 of 3 454 585.34 bear 16 %."""
    budget = quote(lines=[{"id": "hardware", "tax": {"category": "E", "reason": "Convention"}}]).budget
    rate = d("0.16") * d("2870375.36") / d("3454585.35")
    assert budget.recommended == cents(6_010_000 * (1 + rate))


def test_where_a_discount_takes_everything_the_budget_bears_the_tax_of_the_rest() -> None:
    """Nothing is payable of the point estimate; of the P80 2 555 414.66 are, with tax."""
    budget = quote(discounts=[off(amount="3454585.35 MRU")]).budget
    assert budget.recommended == cents(d("2555414.65") * d("1.16"))


@pytest.mark.parametrize("discounts", [[], [off("0.1")], [off(amount="100 MRU")]])
def test_a_contingency_that_is_charged_is_part_of_the_p80_and_not_on_top(discounts: list[dict[str, Any]]) -> None:
    offer = quote(discounts=discounts, contingency={})
    charged = line(offer, "contingency")
    assert (str(charged.net_amount), charged.kind, charged.quantity) == ("2555414.65", "line", d(1))
    assert str(offer.totals.lines_net) == "6010000.00"
    assert str(offer.budget.point_estimate) == "3454585.35"
    assert str(offer.budget.before_tax) == "6010000.00"
    assert offer.budget.recommended == offer.totals.tax_inclusive


NEEDS: dict[str, dict[str, Any]] = {
    "5": {},
    "4": {"answered": True},
    "3": {"answered": True, "survey": {"on": date(2026, 10, 1), "by": "M. Sidi"}},
    "2": {"card": True},
    "1": {"card": True, "contract": {"on": date(2026, 10, 1), "reference": "M-12"}},
}
"""What earns each class, for the medium preset."""


def earned(class_: str) -> Estimate:
    known = dict(NEEDS[class_])
    if known.pop("answered", False):
        known |= BOOK.preset("medium").drivers
    card = [
        {"line": own.id, "item_name": own.id, "quantity": 1, "unit_price": f"{own.likely} MRU"}
        for own in priced().lines
        if known.get("card")
    ]
    known.pop("card", None)
    of = priced(card=card or None, **known)
    assert of.estimate_class.id == class_
    return of


@pytest.mark.parametrize(
    ("class_", "p80", "share"),
    [
        ("5", "6010000.00", "0.740"),
        ("4", "4700000.00", "0.361"),
        ("3", "4200000.00", "0.216"),
        ("2", "3950000.00", "0.143"),
        ("1", "3830000.00", "0.109"),
    ],
)
def test_the_better_a_need_is_known_the_smaller_the_contingency(class_: str, p80: str, share: str) -> None:
    """The same 3 454 585.34 MRU, as a preset, answered, surveyed, from rate cards, under contract."""
    budget = quote(earned(class_)).budget
    assert str(budget.point_estimate) == "3454585.35"
    assert (str(budget.before_tax), str(budget.contingency_share)) == (p80, share)


@pytest.mark.parametrize("class_", NEEDS)
def test_a_charged_contingency_is_at_most_all_of_it(class_: str) -> None:
    of = earned(class_)
    plain, charged = quote(of), quote(of, contingency={"share": "0.05"})
    assert plain.budget == charged.budget.model_copy(update={"recommended": plain.budget.recommended})
    assert charged.budget.recommended == pytest.approx(plain.budget.recommended, abs=2 * CENT)
    assert "contingency" not in [own.id for own in plain.lines]
    assert line(charged, "contingency").net_amount == cents(charged.budget.point_estimate * d("0.05"))
    most = plain.budget.contingency_share - d("0.001")
    assert quote(of, contingency={"share": most}).budget.before_tax == plain.budget.before_tax
    with pytest.raises(InputError, match=r"is more than the 0\.\d+ that reach P80; charge at most that"):
        quote(of, contingency={"share": plain.budget.contingency_share + d("0.001")})


def every_other_line_an_option() -> list[dict[str, Any]]:
    return [{"id": own.id, "option": True} for own in priced().lines]


# ------------------------------------------------------------------ currencies


def test_what_is_payable_is_shown_in_other_currencies_with_rate_date_and_source() -> None:
    offer = quote(rates=RateTable(name="rates", rates=(rate("USD", "MRU", "40", on=date(2026, 11, 14)),)))
    shown = {own.currency.code: own for own in offer.display}
    assert list(shown) == ["MRO", "USD"]
    assert shown["MRO"].amount == offer.totals.payable * 10
    assert shown["MRO"].conversion.age_days() == 0
    assert shown["USD"].amount == cents(offer.totals.payable / 40)
    how = shown["USD"].conversion
    assert (how.value, how.dated, how.source, how.age_days()) == (d("0.025"), date(2026, 11, 14), "our bank", 10)
    assert [note.en for note in offer.notes if "EUR" in note.en] == [
        "No exchange rate is available for EUR on this date; the amount is not shown in that currency."
    ]


def test_a_quote_in_mru_needs_no_rate() -> None:
    offer = quote(rates=None)
    assert [own.currency.code for own in offer.display] == ["MRO"]
    assert sum("No exchange rate is available" in note.en for note in offer.notes) == 2


def test_a_quote_does_not_show_its_own_currency_again() -> None:
    offer = quote(priced(currency="USD"), display_currencies=["USD", "MRU"])
    assert [own.currency.code for own in offer.display] == ["MRU"]
    assert offer.display[0].amount == offer.totals.payable * 40


def test_a_currency_that_is_none() -> None:
    assert "'EURO' is not a currency used here" in refused(lambda: quote(display_currencies=["EURO"]))
    assert "'GBP' is not a currency used here" in refused(lambda: quote(prepaid="1 GBP"))


def test_old_ouguiyas_are_no_currency_of_a_contract() -> None:
    message = refused(lambda: quote(priced(currency="MRO")))
    assert "MRO was replaced by MRU on 2018-01-01 (10 MRO = 1 MRU) and cannot be the currency of a quote." in message


def old_rates(days: int) -> RateTable:
    return RateTable(name="rates", rates=(rate("USD", "MRU", "40", on=DAY - timedelta(days=days)),))


def stale(rates: RateTable, *, accept: bool) -> Iterator[Callable[[], Quote]]:
    """Every way in which a rate enters a contract: the currency, a discount, an extra line, a rate card."""
    item = {"line": "training", "item_name": "Formation", "quantity": 1, "unit_price": "25 USD"}
    in_dollars, carded = priced(currency="USD", rates=rates), priced(card=[item], rates=rates)
    yield lambda: quote(in_dollars, rates=rates, accept_old_rate=accept)
    yield lambda: quote(carded, rates=rates, accept_old_rate=accept)
    yield lambda: quote(rates=rates, accept_old_rate=accept, extra_lines=[extra(unit_price="25 USD")])
    yield lambda: quote(rates=rates, accept_old_rate=accept, discounts=[off(amount="25 USD")])
    yield lambda: quote(rates=rates, accept_old_rate=accept, prepaid="25 USD")


def test_a_rate_of_92_days_is_still_good_for_a_contract() -> None:
    assert all(make().totals.payable > 0 for make in stale(old_rates(92), accept=False))


def test_a_rate_of_93_days_is_refused_for_a_contract() -> None:
    for make in stale(old_rates(93), accept=False):
        with pytest.raises(RateError, match=r"93 days before 2026-11-24; a contract amount allows 92\..*--accept-rate"):
            make()


def test_a_rate_of_93_days_is_used_where_the_user_says_so() -> None:
    assert all(make().totals.payable > 0 for make in stale(old_rates(93), accept=True))


def test_a_quote_says_the_age_of_its_rate() -> None:
    offer = quote(priced(currency="USD", rates=old_rates(10)), rates=old_rates(10))
    assert any(note.en == "The exchange rate used is 10 days old on the day of the quotation." for note in offer.notes)


def test_an_amount_is_only_displayed_at_an_old_rate_with_its_age() -> None:
    offer = quote(rates=old_rates(93))
    assert [own.conversion.age_days() for own in offer.display if own.currency.code == "USD"] == [93]


def test_the_policy_can_allow_older_rates() -> None:
    assert quote(rates=old_rates(93), max_rate_age_days=93, prepaid="25 USD").totals.prepaid == 1000


def test_a_rate_that_is_missing_is_an_error() -> None:
    with pytest.raises(RateError, match="no rate from EUR to MRU on or before 2026-11-24"):
        quote(rates=old_rates(1), discounts=[off(amount="5 EUR")])


# ------------------------------------------------------------------ what only the seller may know

CARD = [
    {
        "line": "training",
        "item_name": "Formation sur site",
        "quantity": 5,
        "unit": "DAY",
        "unit_cost": "7500 MRU",
        "margin": "0.25",
    },
    {"line": "implementation", "item_name": "Installation", "quantity": 1, "unit_price": "80000 MRU"},
]
SELLER = Seller(name="Fournisseur", terms=Terms(contracted_years=2, contingency={"share": "0.123"}))


def rich(**named: Any) -> Quote:
    """A quote with something of everything."""
    terms: dict[str, Any] = {
        "discounts": [off("0.05")],
        "lines": [
            {"id": "implementation", "discounts": [off("0.1")], "charges": [off(amount="2 EUR")]},
            {"id": "hardware", "tax": {"category": "E", "reason": "Convention de financement"}},
        ],
        "extra_lines": [
            extra(unit_cost="10 USD", quantity=2),
            extra("other", kind="option", unit_cost="654.32 MRU"),
            extra("refurbished", kind="alternative", replaces="hardware"),
        ],
        "prepaid": "100 USD",
        "conditions": ["Transport compris."],
        "payment": [{"stage": "contract", "share": "0.4"}, {"stage": "handover", "share": "0.6"}],
        **named,
    }
    of = priced(card=CARD, warranty_months=6, survey={"on": date(2026, 10, 1), "by": "M. Sidi"})
    return quote(of, seller=SELLER, buyer=Party(name="A & B <Co>"), **terms)


def test_margins_are_known_to_the_seller() -> None:
    """Training: 5 days at 7 500 ÷ (1 − 0.25) = 10 000. The link: 2 × 1 000, costing 2 × 400."""
    offer = rich()
    assert str(line(offer, "training").unit_price) == "10000.00"
    assert dict(offer.margins()) == {"training": d("0.25"), "scanner_link": d("0.6")}
    assert offer.cost() is None, "not every line has a known cost"


def test_a_margin_is_what_a_discount_leaves_of_it() -> None:
    offer = rich(lines=[{"id": "training", "discounts": [off("0.2")]}])
    assert dict(offer.margins())["training"] == 1 - d(37500) / 40000


def test_a_cost_is_known_where_every_line_has_one() -> None:
    offer = quote(
        lines=every_other_line_an_option(),
        extra_lines=[extra(unit_cost="400 MRU", quantity=3), extra("own", unit_cost="10 USD")],
    )
    assert str(offer.cost()) == "1600.00"


def test_the_customers_copy_has_no_cost_and_no_term_of_the_seller() -> None:
    offer = rich()
    copy = offer.for_customer()
    assert all(own.unit_cost is None for own in copy.lines)
    assert (copy.margins(), copy.cost()) == ((), None)
    assert copy.seller is not None
    assert copy.seller.terms == Terms()
    words = copy.model_dump_json(exclude={"budget": {"curve"}})  # whose probabilities are any customer's to know
    for secret in ("7500", "654.32", "margin", "0.25", '"400.00"'):
        assert secret not in words, secret
    assert copy.totals == offer.totals
    assert copy.number == offer.number
    assert offer.seller == SELLER, "the seller's own is as it was"


# ------------------------------------------------------------------ kept as JSON


@pytest.mark.parametrize("bundle", BUNDLES)
@pytest.mark.parametrize("currency", ["MRU", "USD", "EUR"])
def test_a_quote_reads_back_what_it_writes(bundle: str, currency: str) -> None:
    offer = quote(priced("large", bundle, currency=currency, warranty_months=6), contracted_years=3)
    assert Quote.model_validate_json(offer.model_dump_json()) == offer


def test_a_rich_quote_and_its_customers_copy_read_back() -> None:
    offer = rich()
    for kept in (offer, offer.for_customer()):
        again = Quote.model_validate_json(kept.model_dump_json())
        assert again == kept
        assert again.model_dump_json() == kept.model_dump_json()


AMOUNTS = [
    ("lines", 0, "net_amount"),
    ("lines", 0, "unit_price"),
    ("lines", 0, "quantity"),
    ("lines", 0, "tax_rate"),
    ("lines", -1, "unit_price"),
    ("lines", -1, "net_amount"),
    ("lines", 2, "discounts", 0, "amount"),
    ("lines", 2, "charges", 0, "amount"),
    ("discounts", 0, "amount"),
    ("taxes", 0, "tax"),
    ("taxes", 0, "taxable"),
    *[("totals", name) for name in ("lines_net", "discounts", "charges", "tax_exclusive", "tax", "tax_inclusive")],
    *[("totals", name) for name in ("prepaid", "rounding", "payable")],
    *[("budget", name) for name in ("point_estimate", "contingency", "before_tax", "recommended")],
    *[("budget", name) for name in ("low", "median", "high", "confidence")],
    ("budget", "ranges", 0, "likely"),
    ("display", 0, "amount"),
    ("payments", 0, "amount"),
]


@pytest.fixture(scope="module")
def kept() -> str:
    return rich().model_dump_json()


@pytest.mark.parametrize("place", AMOUNTS, ids=lambda place: ".".join(map(str, place)))
def test_an_amount_changed_by_hand_is_refused(kept: str, place: tuple[str | int, ...]) -> None:
    values = json.loads(kept)
    inner = values
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = str(d(inner[place[-1]]) + CENT)
    with pytest.raises(ValidationError, match=r"of this quote do(es)? not add up"):
        Quote.model_validate_json(json.dumps(values))


def test_a_line_taken_out_or_made_an_option_by_hand_is_refused(kept: str) -> None:
    changes: tuple[Callable[[list[dict[str, Any]]], object], ...] = (
        lambda lines: lines.pop(0),
        lambda lines: lines[0].update(kind="option"),
        lambda lines: lines.clear(),
    )
    for change in changes:
        values = json.loads(kept)
        change(values["lines"])
        with pytest.raises(ValidationError, match="do not add up"):
            Quote.model_validate_json(json.dumps(values))


def test_payments_taken_out_by_hand_are_refused(kept: str) -> None:
    with pytest.raises(ValidationError, match="the payment schedule of this quote does not add up"):
        Quote.model_validate_json(json.dumps({**json.loads(kept), "payments": []}))


def test_a_key_that_is_unknown_is_refused(kept: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Quote.model_validate_json(json.dumps({**json.loads(kept), "margin": "0.2"}))


# ------------------------------------------------------------------ numbers


def test_a_draft_is_numbered_by_its_content() -> None:
    one = rich()
    assert one.number.startswith("DRAFT-")
    assert len(one.number) == len("DRAFT-") + 8
    assert rich().number == one.number
    assert quote(number="2026-041").number == "2026-041"


def test_a_draft_of_other_content_has_another_number() -> None:
    drafts = [
        quote(),
        quote(language="en"),
        quote(validity_days=89),
        quote(contracted_years=2),
        quote(prepaid="0.01 MRU"),
        quote(conditions=["Transport compris."]),
        quote(buyer=Party(name="Hôpital")),
        quote(buyer=Party(name="Hopital")),
        quote(seller=Seller(name="Fournisseur")),
        quote(seller=Seller(name="Fournisseur", phone="1")),
        quote(priced(on=DAY + timedelta(days=1))),
        quote(priced(sites=2)),
        quote(priced("small")),
        quote(rates=None),
        quote(extra_lines=[extra(kind="option")]),
        quote(extra_lines=[extra(kind="option", unit_cost="1 MRU")]),
    ]
    assert len({draft.number for draft in drafts}) == len(drafts)


@pytest.mark.parametrize("number", ["x" * 61, "a\nb", "a\x00b", "a\udcffb"])
def test_a_number_that_cannot_be_printed_is_refused(number: str) -> None:
    assert refused(lambda: quote(number=number)) == "number: must have at most 60 characters, on one line."


def test_shipped_facts_and_bundled_rates_make_a_quote(book: PriceBook, rates: RateTable) -> None:
    spec = make_spec(book, {}, preset="small")
    bundle = book.bundle("hybrid")
    of = estimate(spec, bundle, Pricing(book=book, on=DAY, currency="EUR", rates=rates))
    offer = make_quote(of)
    assert (offer.currency.code, offer.conversion.dated) == ("EUR", date(2026, 9, 29))
    assert [own.currency.code for own in offer.display] == ["MRU", "MRO", "USD"]


@pytest.mark.parametrize("kind", ["line", "option"])
def test_a_price_that_a_spreadsheet_cannot_keep_is_refused_even_beside_the_total(kind: str) -> None:
    """A cell has 15 to 16 digits: it would show 900,000,000,000,000.1 for the price of this option."""
    line = {
        "id": "z",
        "item_name": "Z",
        "kind": kind,
        "unit_price": {"amount": "900000000000000.07", "currency": "MRU"},
    }
    with pytest.raises(InputError, match=r"is above 10,000,000,000,000, more than a spreadsheet keeps exactly\."):
        quote(extra_lines=(line,))
