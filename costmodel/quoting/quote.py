"""The quote: an estimate on commercial terms, with EN 16931 totals, ready for documents.

A quote freezes its need, lines, rates and notes; loading it recomputes its totals and refuses a change by hand.
Documents take the wording of scope, process and service levels from the price book at hand. What only the seller
may know (`unit_cost`) is removed by `for_customer()`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from costmodel.estimating.estimate import Estimate, months_due
from costmodel.estimating.scope import modules_of
from costmodel.estimating.spec import Spec
from costmodel.files.faults import InputError, RateError, said
from costmodel.files.records import Record
from costmodel.money.currencies import Currency
from costmodel.money.exchange import Conversion
from costmodel.price_book.book import PriceBook
from costmodel.price_book.changes import change_notes
from costmodel.price_book.facts import EstimateClass
from costmodel.quoting.adjustments import AppliedAdjustment
from costmodel.quoting.budget import Budget, Priced, contingency_line, make_budget, simulate_payable
from costmodel.quoting.columns import LINES, PRINTED
from costmodel.quoting.lines import (
    OnTerms,
    QuoteLine,
    document_adjustments,
    in_order,
    point_estimate,
    quote_lines,
)
from costmodel.quoting.number import MAX_NUMBER, Revision, check_number
from costmodel.quoting.schedule import Payment, Span, payments, timetable
from costmodel.quoting.terms import Party, Seller, Terms, check_payment, terms_of_policy
from costmodel.quoting.totals import DocumentAmount, Sums, TaxAmount, Totals, net_amount, sums
from costmodel.risk.simulation import Simulation
from costmodel.words.columns import Short, ShowsItself, chosen
from costmodel.words.text import Digits, Language, Text, day_text, number_text, percent_text

MAX_TOTAL = Decimal(10) ** 13


class LaterYear(Record):
    """What a recurring line costs a year after the contracted ones, before tax."""

    id: str
    item_name: Text
    annual_price: Decimal
    free_months: int = 0


class DisplayAmount(Record):
    """The payable amount in another currency, for information."""

    amount: Decimal
    currency: Currency
    conversion: Conversion


Format = Literal["costmodel.quote/1"]
"""The shape of a quote that is kept; another shape gets the next number."""


class Quote(ShowsItself, Record):
    """An offer: number, parties, lines, taxes, totals, schedule, and what they rest on.

    `max_rate_age_days` is the age that a rate of a contract amount may have; None where an older one was accepted.
    """

    format: Format = "costmodel.quote/1"
    number: Annotated[str, Field(min_length=1, max_length=MAX_NUMBER)]
    revision: Revision | None = None
    kind: Literal["budgetary", "firm"]
    language: Language
    digits: Digits = "western"
    currency: Currency
    issue_date: date
    valid_until: date
    max_rate_age_days: int | None = None
    seller: Seller | None
    buyer: Party | None
    spec: Spec
    bundle: str
    modules: tuple[str, ...]
    estimate_class: EstimateClass
    lines: tuple[QuoteLine, ...]
    discounts: tuple[AppliedAdjustment, ...] = ()
    charges: tuple[AppliedAdjustment, ...] = ()
    taxes: tuple[TaxAmount, ...]
    totals: Totals
    contracted_years: int
    later_years: tuple[LaterYear, ...] = ()
    payments: tuple[Payment, ...]
    timetable: tuple[Span, ...]
    budget: Budget
    conversion: Conversion
    display: tuple[DisplayAmount, ...] = ()
    included: tuple[str, ...]
    mandatory: tuple[str, ...]
    gaps: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    withholding: Text | None = None
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Quote:
        again = document_sums(
            self.lines,
            self.discounts,
            self.charges,
            self.currency,
            prepaid=self.totals.prepaid,
            rounding=self.totals.rounding,
        )
        budget = self.budget.again(Priced(self.lines, self.discounts, self.charges, self.totals), self.currency)
        unit, payable = Decimal(1).scaleb(-self.currency.decimals), self.totals.payable
        nets = [net_amount(line, unit) for line in self.lines]
        shown = [other.currency.round(other.conversion.apply(payable)) for other in self.display]
        if (
            (self.taxes, self.totals, self.budget) != (again.taxes, again.totals, budget)
            or nets != [line.net_amount for line in self.lines]
            or shown != [other.amount for other in self.display]
        ):
            raise ValueError("the amounts of this quote do not add up; it was changed by hand.")
        if sum(payment.amount for payment in self.payments) != payable:
            raise ValueError("the payment schedule of this quote does not add up to what is payable.")
        return self

    def in_short(self) -> Short:
        """Number, dates, totals and lines."""
        code, decimals = self.currency.code, self.currency.decimals
        title = f"{self.number}: {self.kind} offer, {self.issue_date} to {self.valid_until}"
        return Short(title, self.lines, chosen(LINES, PRINTED), self, decimals, code, self.totals)

    def priced(self) -> tuple[QuoteLine, ...]:
        """The lines in the total."""
        return tuple(line for line in self.lines if line.counts)

    def beside(self) -> tuple[QuoteLine, ...]:
        """The options and alternatives, outside the total."""
        return tuple(line for line in self.lines if not line.counts)

    def cost(self) -> Decimal | None:
        """What the seller pays for the lines in the total, where every one of them has a known cost."""
        costs = [
            line.unit_cost * line.quantity / line.base_quantity for line in self.priced() if line.unit_cost is not None
        ]
        return self.currency.round(sum(costs, Decimal(0))) if len(costs) == len(self.priced()) else None

    def margins(self) -> tuple[tuple[str, Decimal], ...]:
        """The seller's margin, as a share of price, of each line whose cost is known."""
        return tuple(
            (line.id, 1 - line.unit_cost * line.quantity / line.base_quantity / line.net_amount)
            for line in self.priced()
            if line.unit_cost is not None and line.net_amount > 0
        )

    def for_customer(self) -> Quote:
        """The quote without what only the seller may know: costs, terms that are its defaults, and files of its own."""
        own = {"terms": Terms(), "logo": None, "template": None}
        seller = self.seller.model_copy(update=own) if self.seller else None
        lines = tuple(line.model_copy(update={"unit_cost": None}) for line in self.lines)
        return self.model_copy(update={"lines": lines, "seller": seller})


def make_quote(
    estimate: Estimate,
    *,
    terms: Terms = Terms(),
    seller: Seller | None = None,
    buyer: Party | None = None,
    number: str | None = None,
    revision: int | None = None,
    language: Language = "fr",
    digits: Digits = "western",
) -> Quote:
    """An estimate on terms, dated the day of the `estimate` and in its currency.

    `terms` go before those of the `seller`, the seller's before the policy's; `buyer` is who it is for. Without a
    `number` the quote is a draft, named by a hash of its content; a `revision` is the giver's to count. Documents are
    in `language`, Arabic ones in `digits`.
    Raises InputError for terms that do not fit, RateError for a rate that is missing or older than the terms allow,
    unless the estimate's pricing accepts old ones.
    """
    book, spec, class_ = estimate.book, estimate.spec, estimate.estimate_class
    layers = terms_of_policy(book.policy).then(seller.terms if seller else Terms()).then(terms)
    money = book.currencies.contract_currency(estimate.currency.code)
    at = OnTerms(estimate, layers)
    check_payment(layers.payment or (), book)
    check_number(number)
    lines, found = _all_lines(at)
    priced, taxes = _added_up(lines, at)
    payable = priced.totals.payable
    display, missing = _display(payable, at)
    quote = Quote(
        number=number or "DRAFT",
        revision=revision,
        kind="firm" if class_.firm else "budgetary",
        language=language,
        digits=digits,
        currency=money,
        issue_date=estimate.on,
        valid_until=_valid_until(estimate.on, layers.validity_days or 0),
        max_rate_age_days=None if estimate.pricing.accept_old_rate else layers.max_rate_age_days or 0,
        seller=seller,
        buyer=buyer,
        spec=spec,
        bundle=estimate.bundle.id,
        modules=modules_of(spec, estimate.bundle),
        estimate_class=class_,
        lines=lines,
        discounts=priced.discounts,
        charges=priced.charges,
        taxes=taxes,
        totals=priced.totals,
        contracted_years=layers.contracted_years or 0,
        later_years=_later_years(at),
        payments=payments(
            payable,
            one_off=one_off_with_tax(lines),
            recurring=periods(lines, layers.contracted_years or 0, book),
            parts=layers.payment or (),
            decimals=money.decimals,
            book=book,
        ),
        timetable=timetable(spec.duration_months, book),
        budget=make_budget(found, priced, book),
        conversion=estimate.conversion,
        display=display,
        included=estimate.included,
        mandatory=estimate.mandatory,
        gaps=estimate.gaps,
        conditions=layers.conditions or (),
        withholding=_withholding(book, seller),
        notes=(*_notes(at, lines), *missing),
    )
    return quote if number else quote.model_copy(update={"number": f"DRAFT-{_fingerprint(quote)}"})


def _all_lines(at: OnTerms) -> tuple[tuple[QuoteLine, ...], Simulation]:
    """The lines, with the contingency where the terms charge it, and what the payable ones may cost."""
    lines = quote_lines(at)
    if not point_estimate(lines, at.currency):
        raise InputError.one("terms", "", "nothing is left to pay for: every line is an option or has no price.")
    found = simulate_payable(lines, at)
    charged = contingency_line(found, at)
    return (lines if charged is None else in_order((*lines, charged))), found


def _added_up(lines: tuple[QuoteLine, ...], at: OnTerms) -> tuple[Priced, tuple[TaxAmount, ...]]:
    """The lines with the discounts, charges and totals of the document, and its taxes."""
    money, terms = at.currency, at.terms
    discounts = document_adjustments(terms.discounts or (), lines, at)
    charges = document_adjustments(terms.charges or (), lines, at)
    prepaid, rounding = at.amount(terms.prepaid), at.amount(terms.rounding)
    computed = document_sums(lines, discounts, charges, money, prepaid=prepaid, rounding=rounding)
    _check_size(lines, computed.totals)
    left = min(computed.totals.payable, computed.totals.tax_exclusive)
    if left < 0:
        what = said("discounts and prepaid leave {left} {currency} to pay; lower them.", left=left, currency=money.code)
        raise InputError.one("terms", "", what)
    return Priced(lines, discounts, charges, computed.totals), computed.taxes


def _check_size(lines: Iterable[QuoteLine], totals: Totals) -> None:
    """Refuse amounts that a spreadsheet does not keep exactly."""
    if max(totals.payable, totals.lines_net) > MAX_TOTAL:
        what: str = said("the total is above {most:,}, more than a spreadsheet keeps exactly.", most=MAX_TOTAL)
        raise InputError.one("terms", "", what)
    large = next((line for line in lines if max(line.net_amount, line.unit_price) > MAX_TOTAL), None)
    if large is not None:
        what = said("'{line}' is above {most:,}, more than a spreadsheet keeps exactly.", line=large.id, most=MAX_TOTAL)
        raise InputError.one("terms", "", what)


def _later_years(at: OnTerms) -> tuple[LaterYear, ...]:
    """What the recurring lines that are no options cost a year after the contracted ones."""
    optional = {own.id for own in at.terms.lines or () if own.option}
    return tuple(
        LaterYear(id=line.id, item_name=line.item_name, annual_price=line.likely, free_months=line.free_months)
        for line in at.estimate.lines
        if line.recurring and line.id not in optional
    )


def _valid_until(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise InputError.one(
            "issue_date", "", said("{days} days after {day} there is no calendar.", days=days, day=day)
        ) from None


def one_off_with_tax(lines: Iterable[QuoteLine]) -> Decimal:
    """What the one-off lines in the total cost, tax included."""
    return sum((line.with_tax for line in lines if line.counts and not line.recurring), Decimal(0))


def periods(lines: Sequence[QuoteLine], years: int, book: PriceBook) -> list[tuple[Text, Decimal]]:
    """Each contracted year of the recurring lines with its amount, tax included."""
    found = []
    for year in range(1, years + 1):
        amount = Decimal(0)
        for line in lines:
            if line.counts and line.recurring:
                free = line.free_months
                due = months_due(year, free) - months_due(year - 1, free)
                amount += line.with_tax * due / months_due(years, free)
        found.append((book.say("payment.year", year=year), amount))
    return found


def _display(payable: Decimal, at: OnTerms) -> tuple[tuple[DisplayAmount, ...], tuple[Text, ...]]:
    """The payable amount in the other currencies, and a note for each whose rate is missing."""
    shown, missing = [], []
    book = at.book
    for code in at.terms.display_currencies or ():
        currency = book.currencies.display_currency(code)
        if code == at.currency.code:
            continue
        try:
            how = at.estimate.pricing.conversion(at.currency.code, code)
        except RateError:
            missing.append(book.say("note.no_rate", currency=code))
            continue
        shown.append(DisplayAmount(amount=currency.round(how.apply(payable)), currency=currency, conversion=how))
    return tuple(shown), tuple(missing)


def _notes(at: OnTerms, lines: Sequence[QuoteLine]) -> tuple[Text, ...]:
    """What a reader must know beside the figures."""
    book, priced = at.book, at.estimate
    notes = [
        book.say(
            "note.law",
            old=old.id,
            new=old.replaced.by,
            units=str(old.replaced.units),
            until=day_text(old.replaced.legal_tender_until),
        )
        for old in book.currencies.replaced
        if old.replaced is not None
    ]
    if book.components.price_date.reason is not None:
        notes.append(book.components.price_date.reason)
    if priced.spec.escalation_share:
        notes.append(book.say("note.escalation", share=percent_text(priced.spec.escalation_share)))
    else:
        notes.append(book.say("note.no_escalation"))
    notes.append(book.say("note.range"))
    if any(line.tax_category == "E" for line in lines):
        notes.append(book.tax.unconfirmed)
    if priced.conversion.age_days() > 0:
        notes.append(book.say("note.rate_age", days=number_text(priced.conversion.age_days())))
    return (*change_notes(book), *notes)


def _withholding(book: PriceBook, seller: Seller | None) -> Text | None:
    """What the buyer may have to withhold from a seller who is not resident."""
    if seller is None or seller.resident:
        return None
    rate, note = percent_text(book.tax.withholding.rate), book.tax.withholding.note
    return Text.of(lambda language: note.in_(language).format(rate=rate.in_(language)))


def _fingerprint(quote: Quote) -> str:
    content = json.dumps(quote.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:8].upper()


def document_sums(
    lines: Sequence[QuoteLine],
    discounts: Iterable[AppliedAdjustment],
    charges: Iterable[AppliedAdjustment],
    money: Currency,
    *,
    prepaid: Decimal,
    rounding: Decimal,
) -> Sums:
    """The taxes and totals of a quote's lines in the total, discounts and charges."""
    return sums(
        [line for line in lines if line.counts],
        decimals=money.decimals,
        discounts=[DocumentAmount(d.amount, d.tax_category, d.tax_rate) for d in discounts],
        charges=[DocumentAmount(c.amount, c.tax_category, c.tax_rate) for c in charges],
        prepaid=prepaid,
        rounding=rounding,
    )
