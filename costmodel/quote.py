"""The quote: an estimate on commercial terms, with EN 16931 totals, ready for documents.

A quote is complete in itself: it freezes its lines, rates, sources and texts, and loading it recomputes its
totals. What only the seller may know (`unit_cost`) is removed by `for_customer()`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from unicodedata import category

from pydantic import Field, model_validator

from costmodel.estimate import Estimate
from costmodel.exchange import Conversion, RateTable
from costmodel.facts import EstimateClass
from costmodel.faults import InputError, RateError
from costmodel.money import Currency
from costmodel.price_book import PriceBook
from costmodel.quote_lines import (
    CONTINGENCY,
    AppliedAdjustment,
    QuoteLine,
    Setting,
    contingency_share,
    document_adjustments,
    months_due,
    point_estimate,
    quote_lines,
)
from costmodel.schedule import Payment, Span, payments, timetable
from costmodel.spec import Survey
from costmodel.terms import Party, Seller, Terms, check_payment, terms_of_policy
from costmodel.text import Text, number_text, percent
from costmodel.totals import DocumentAmount, Sums, TaxAmount, Totals, net_amount, sums
from costmodel.yaml_file import Record

MAX_NUMBER = 60


class Budget(Record):
    """What to set aside for the payable lines: the point estimate, the contingency, and both with discounts and tax."""

    point_estimate: Decimal
    confidence: Decimal
    contingency_share: Decimal
    contingency: Decimal
    before_tax: Decimal
    recommended: Decimal
    low: Decimal
    high: Decimal
    stand_in: bool = True


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


class Quote(Record):
    """An offer: number, parties, lines, taxes, totals, schedule, and what they rest on."""

    number: Annotated[str, Field(min_length=1, max_length=MAX_NUMBER)]
    revision: int = 1
    kind: Literal["budgetary", "firm"]
    language: Literal["en", "fr", "ar"]
    currency: Currency
    issue_date: date
    valid_until: date
    seller: Seller | None
    buyer: Party | None
    customer_type: str
    use_cases: tuple[str, ...]
    bundle: str
    modules: tuple[str, ...]
    levers: tuple[str, ...]
    support_tier: str
    drivers: tuple[tuple[str, Decimal], ...]
    answered: tuple[str, ...]
    survey: Survey | None = None
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
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Quote:
        again = _sums(
            self.lines,
            self.discounts,
            self.charges,
            self.currency,
            prepaid=self.totals.prepaid,
            rounding=self.totals.rounding,
        )
        budget = _budget(
            self.lines,
            self.totals,
            self.currency,
            self.estimate_class,
            confidence=self.budget.confidence,
            share=self.budget.contingency_share,
        )
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

    def priced(self) -> tuple[QuoteLine, ...]:
        """The lines in the total."""
        return tuple(line for line in self.lines if line.kind == "line")

    def beside(self) -> tuple[QuoteLine, ...]:
        """The options and alternatives, outside the total."""
        return tuple(line for line in self.lines if line.kind != "line")

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
        """The quote without what only the seller may know: costs, and terms that are the seller's defaults."""
        seller = self.seller.model_copy(update={"terms": Terms()}) if self.seller else None
        lines = tuple(line.model_copy(update={"unit_cost": None}) for line in self.lines)
        return self.model_copy(update={"lines": lines, "seller": seller})


def make_quote(
    estimate: Estimate,
    book: PriceBook,
    *,
    terms: Terms = Terms(),
    seller: Seller | None = None,
    buyer: Party | None = None,
    number: str | None = None,
    language: Literal["en", "fr", "ar"] = "fr",
    rates: RateTable | None = None,
    accept_old_rate: bool = False,
) -> Quote:
    """An estimate on terms, dated the estimate's day.

    The contract currency is the estimate's. Raises InputError for terms that do not fit, RateError for a rate
    that is missing or, without `accept_old_rate`, older than the policy allows.
    """
    layers = terms_of_policy(book.policy).then(seller.terms if seller else Terms()).then(terms)
    money = book.currencies.contract_currency(estimate.currency.code)
    table = rates or RateTable(name="no rates", rates=())
    setting = Setting(estimate, book, layers, table, accept_old_rate)
    check_payment(layers.payment or (), book)
    lines = quote_lines(setting)
    discounts = document_adjustments(layers.discounts or (), lines, setting)
    charges = document_adjustments(layers.charges or (), lines, setting)
    prepaid, rounding = setting.amount(layers.prepaid), setting.amount(layers.rounding)
    computed = _sums(lines, discounts, charges, money, prepaid=prepaid, rounding=rounding)
    payable = computed.totals.payable
    left = min(payable, computed.totals.tax_exclusive)
    if left < 0:
        raise InputError.one("terms", "", f"discounts and prepaid leave {left} {money.code} to pay; lower them.")
    if not point_estimate(lines, money):
        raise InputError.one("terms", "", "nothing is left to pay for: every line is an option or has no price.")
    if number and (len(number) > MAX_NUMBER or any(category(letter) in ("Cc", "Cs") for letter in number)):
        raise InputError.one("number", "", f"must have at most {MAX_NUMBER} characters, on one line.")
    spec, class_ = estimate.spec, estimate.estimate_class
    display, missing = _display(payable, setting)
    quote = Quote(
        number=number or "DRAFT",
        kind="firm" if class_.firm else "budgetary",
        language=language,
        currency=money,
        issue_date=estimate.on,
        valid_until=_valid_until(estimate.on, layers.validity_days or 0),
        seller=seller,
        buyer=buyer,
        customer_type=spec.customer_type,
        use_cases=spec.use_cases,
        bundle=estimate.bundle.id,
        modules=tuple(module for module in spec.modules if module in estimate.bundle.modules),
        levers=spec.levers,
        support_tier=spec.support_tier,
        drivers=tuple((driver.id, getattr(spec, driver.id)) for driver in book.drivers),
        answered=spec.answered,
        survey=spec.survey,
        estimate_class=class_,
        lines=lines,
        discounts=discounts,
        charges=charges,
        taxes=computed.taxes,
        totals=computed.totals,
        contracted_years=layers.contracted_years or 0,
        later_years=tuple(
            LaterYear(id=line.id, item_name=line.item_name, annual_price=line.likely, free_months=line.free_months)
            for line in estimate.lines
            if line.recurring and not any(own.id == line.id and own.option for own in layers.lines or ())
        ),
        payments=payments(
            payable,
            one_off=sum((_with_tax(line) for line in lines if line.kind == "line" and not line.recurring), Decimal(0)),
            recurring=_periods(lines, setting),
            parts=layers.payment or (),
            decimals=money.decimals,
            book=book,
        ),
        timetable=timetable(spec.duration_months, book),
        budget=_budget(
            lines,
            computed.totals,
            money,
            class_,
            confidence=book.policy.confidence,
            share=contingency_share(setting),
        ),
        conversion=estimate.conversion,
        display=display,
        included=estimate.included,
        mandatory=estimate.mandatory,
        gaps=estimate.gaps,
        conditions=layers.conditions or (),
        notes=(*_notes(setting, seller), *missing),
    )
    return quote if number else quote.model_copy(update={"number": f"DRAFT-{_fingerprint(quote)}"})


def _valid_until(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise InputError.one("issue_date", "", f"{days} days after {day} there is no calendar.") from None


def _with_tax(line: QuoteLine) -> Decimal:
    return line.net_amount * (1 + line.tax_rate)


def _periods(lines: Sequence[QuoteLine], setting: Setting) -> list[tuple[Text, Decimal]]:
    """Each contracted year of the recurring lines with its amount, tax included."""
    free = {line.id: line.free_months for line in setting.estimate.lines}
    years = setting.terms.contracted_years or 0
    periods = []
    for year in range(1, years + 1):
        amount = Decimal(0)
        for line in lines:
            if line.kind == "line" and line.recurring:
                named = [id_ for id_ in free if line.id == id_ or line.id.startswith(f"{id_}.")]
                origin = max(named, key=len)  # support.cloud_archive is a line of its own, not an item of support
                whole = months_due(years, free[origin])
                due = months_due(year, free[origin]) - months_due(year - 1, free[origin])
                amount += _with_tax(line) * due / whole
        periods.append((setting.book.say("payment.year", year=year), amount))
    return periods


def _budget(
    lines: Sequence[QuoteLine],
    totals: Totals,
    money: Currency,
    class_: EstimateClass,
    *,
    confidence: Decimal,
    share: Decimal,
) -> Budget:
    """The P80 of the payable lines, and with the quote's discounts and tax; the class's share stands in for it."""
    point = point_estimate(lines, money)
    contingency = money.round(point * share)
    charged = sum((line.net_amount for line in lines if line.id == CONTINGENCY), Decimal(0))
    to_payable = totals.tax_inclusive / (point + charged) if point else Decimal(0)
    return Budget(
        point_estimate=point,
        confidence=confidence,
        contingency_share=share,
        contingency=contingency,
        before_tax=point + contingency,
        recommended=money.round((point + contingency) * to_payable),
        low=money.round(point * class_.total_low),
        high=money.round(point * class_.total_high),
    )


def _display(payable: Decimal, setting: Setting) -> tuple[tuple[DisplayAmount, ...], tuple[Text, ...]]:
    """The payable amount in the other currencies, and a note for each whose rate is missing."""
    shown, missing = [], []
    book, at = setting.book, setting.estimate
    for code in setting.terms.display_currencies or ():
        currency = book.currencies.display_currency(code)
        if code == at.currency.code:
            continue
        try:
            how = setting.rates.find(at.currency.code, code, on=at.on, currencies=book.currencies)
        except RateError:
            missing.append(book.say("note.no_rate", currency=code))
            continue
        shown.append(DisplayAmount(amount=currency.round(how.apply(payable)), currency=currency, conversion=how))
    return tuple(shown), tuple(missing)


def _notes(setting: Setting, seller: Seller | None) -> tuple[Text, ...]:
    """What a reader must know beside the figures."""
    book, at = setting.book, setting.estimate
    notes = [book.say("note.mro"), book.components.price_date.reason or book.say("note.mro")]
    if at.spec.escalation_share:
        share = at.spec.escalation_share
        notes.append(book.say("note.escalation", share=Text.of(lambda language: percent(share, language))))
    else:
        notes.append(book.say("note.no_escalation"))
    notes.append(book.say("note.range"))
    if seller is not None and not seller.resident:
        rate = book.tax.withholding.rate
        note = book.tax.withholding.note
        notes.append(Text.of(lambda language: note.in_(language).format(rate=percent(rate, language))))
    if at.conversion.age_days() > 0:
        notes.append(book.say("note.rate_age", days=number_text(at.conversion.age_days())))
    return tuple(notes)


def _fingerprint(quote: Quote) -> str:
    content = json.dumps(quote.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:8].upper()


def _sums(
    lines: Sequence[QuoteLine],
    discounts: Iterable[AppliedAdjustment],
    charges: Iterable[AppliedAdjustment],
    money: Currency,
    *,
    prepaid: Decimal,
    rounding: Decimal,
) -> Sums:
    return sums(
        [line for line in lines if line.kind == "line"],
        decimals=money.decimals,
        discounts=[DocumentAmount(d.amount, d.tax_category, d.tax_rate) for d in discounts],
        charges=[DocumentAmount(c.amount, c.tax_category, c.tax_rate) for c in charges],
        prepaid=prepaid,
        rounding=rounding,
    )
