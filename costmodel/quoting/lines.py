"""The lines of a quote: an estimate's lines, options and a seller's own lines, on commercial terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.estimate import Estimate, months_due
from costmodel.files.faults import InputError, not_among, said
from costmodel.files.records import Record
from costmodel.money.currencies import Currency, Money, allocate, unit_price
from costmodel.money.exchange import Conversion, check_age
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import STANDARD
from costmodel.quoting.adjustments import AppliedAdjustment, over_taxes, share_of
from costmodel.quoting.terms import Adjustment, ExtraLine, LineTerms, Tax, Terms
from costmodel.quoting.totals import net_amount, with_tax
from costmodel.words.text import Text

Kind = Literal["line", "option", "alternative"]
CONTINGENCY = "contingency"
"""The id of the line that charges it."""


class QuoteLine(Record):
    """A priced line; `net_amount` follows from the rest (BT-131). Options and alternatives are outside the total."""

    id: str
    component: str
    item_name: Text
    kind: Kind
    replaces: str | None = None
    quantity: Decimal
    unit: str
    base_quantity: Decimal = Decimal(1)
    unit_price: Decimal
    discounts: tuple[AppliedAdjustment, ...] = ()
    charges: tuple[AppliedAdjustment, ...] = ()
    net_amount: Decimal
    tax_category: str
    tax_rate: Decimal
    tax_reason: str | None = None
    recurring: bool = False
    cost_line: str | None = None
    free_months: int = 0
    estimate_class: int | None = None
    basis: Text | None = None
    source: str
    foreign_share: Decimal | None = None
    unit_cost: Decimal | None = None
    description: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is in the total; options and alternatives are not."""
        return self.kind == "line"

    @property
    def with_tax(self) -> Decimal:
        """The net amount with its tax, not rounded."""
        return with_tax(self.net_amount, self.tax_rate)

    @property
    def discount_amounts(self) -> tuple[Decimal, ...]:
        """The amounts of the discounts."""
        return tuple(discount.amount for discount in self.discounts)

    @property
    def charge_amounts(self) -> tuple[Decimal, ...]:
        """The amounts of the charges."""
        return tuple(charge.amount for charge in self.charges)

    def gross(self, money: Currency) -> Decimal:
        """The line before its discounts and charges."""
        bare = self.model_copy(update={"discounts": (), "charges": ()})
        return net_amount(bare, Decimal(1).scaleb(-money.decimals))


class Period(NamedTuple):
    """How long a recurring line is paid for: whole years, or months where a warranty cuts into one."""

    quantity: Decimal
    unit: str
    base_quantity: Decimal


class _Part(NamedTuple):
    """What one line of a quote is made of: a whole cost line, or an item of a rate card in its place."""

    id: str
    item_name: Text
    quantity: Decimal
    unit: str
    price: Decimal
    cost: Decimal | None
    source: str


class OnTerms(NamedTuple):
    """An estimate on commercial terms: what every line of one quote is made with."""

    estimate: Estimate
    terms: Terms

    @property
    def book(self) -> PriceBook:
        """The facts of the estimate."""
        return self.estimate.book

    @property
    def currency(self) -> Currency:
        """The currency of the quote."""
        return self.estimate.currency

    def amount(self, money: Money | None) -> Decimal:
        """An amount in the quote's currency, at the rate of its day; zero where none is given."""
        target = self.currency
        if money is None:
            return target.round(Decimal(0))
        self.book.currencies.display_currency(money.currency)
        conversion = self.estimate.pricing.conversion(money.currency)
        self.check(conversion)
        amount = target.round(conversion.apply(money.amount))
        refuse_vanished(money, amount, target)
        return amount

    def price(self, typed: Money, quantity: Decimal) -> Decimal:
        """A price of one in the quote's currency, with the decimals that it was typed with; its line is rounded."""
        self.book.currencies.display_currency(typed.currency)
        conversion = self.estimate.pricing.conversion(typed.currency)
        self.check(conversion)
        price = conversion.unit_price(typed.amount, quantity, self.currency)
        refuse_vanished(typed, self.currency.round(quantity * price), self.currency)
        return price

    def check(self, conversion: Conversion) -> None:
        """Refuse a contract amount at a rate that is too old, unless the user accepted it."""
        if not self.estimate.pricing.accept_old_rate:
            check_age(conversion, max_days=self.terms.max_rate_age_days or 0)

    def tax(self, tax: Tax | None) -> tuple[str, Decimal, str | None]:
        """Category, rate and reason: the line's own tax, or the quote's; the rate in force where none is given."""
        chosen = tax or self.terms.tax or Tax(category=STANDARD)
        rate = chosen.rate
        if rate is None:
            rate = self.book.tax_rate(chosen.category, self.estimate.on).rate
        return chosen.category, rate, chosen.reason


def refuse_vanished(money: Money, amount: Decimal, target: Currency) -> None:
    """Refuse an amount that conversion and rounding turn into nothing."""
    if money.amount and not amount:
        raise InputError.one(
            "terms",
            "",
            said(
                "{money} is less than the smallest amount in {currency}; price a larger unit.",
                money=money,
                currency=target.code,
            ),
        )


def quote_lines(at: OnTerms) -> tuple[QuoteLine, ...]:
    """Every line of a quote: in the total first, then options and alternatives.

    Raises InputError for terms that name a line that does not exist, or discounts larger than their line.
    """
    estimate, terms = at.estimate, at.terms
    known = [line.id for line in (*estimate.lines, *estimate.options)]
    special = {own.id: own for own in terms.lines or ()}
    for id_ in special:
        if id_ not in known:
            raise InputError.one("terms", "lines", not_among(id_, known, what="a line of this quote"))
    at.check(estimate.conversion)
    made: list[QuoteLine] = []
    for line in (*estimate.lines, *estimate.options):
        optional = line in estimate.options
        made += _from_cost_line(line, special.get(line.id, LineTerms(id=line.id)), at, optional=optional)
    ids = {line.id for line in made}
    taken = {*ids, *known, CONTINGENCY}
    for extra in terms.extra_lines or ():
        if extra.id in taken:
            raise InputError.one("terms", "extra_lines", said("the id '{id}' is taken; choose another.", id=extra.id))
        if extra.replaces is not None and extra.replaces not in ids:
            raise InputError.one("terms", "replaces", not_among(extra.replaces, ids, what="a line of this quote"))
        ids.add(extra.id)
        taken.add(extra.id)
        made.append(_from_extra(extra, at))
    return in_order(made)


def in_order(lines: Iterable[QuoteLine]) -> tuple[QuoteLine, ...]:
    """The lines in the total first, then options and alternatives."""
    return tuple(sorted(lines, key=lambda line: not line.counts))


def _period(months: int) -> Period:
    if months % 12 == 0:
        return Period(Decimal(months // 12), "ANN", Decimal(1))
    return Period(Decimal(months), "MON", Decimal(12))


def _from_cost_line(line: CostLine, own: LineTerms, at: OnTerms, *, optional: bool) -> Iterator[QuoteLine]:
    money = at.currency
    kind: Kind = "option" if optional or own.option else "line"
    months = months_due(at.terms.contracted_years or 0, line.free_months)
    if line.recurring and kind == "option":
        months = 12
    if line.recurring and months == 0:
        return
    category, rate, reason = at.tax(own.tax)
    period = _period(months) if line.recurring else Period(Decimal(1), "", Decimal(1))
    if line.items:
        parts = [
            _Part(
                id=f"{line.id}.{n}" if len(line.items) > 1 else line.id,
                item_name=Text.same(priced.item.item_name),
                quantity=priced.item.quantity,
                unit=priced.item.unit,
                price=priced.unit_price,
                cost=priced.unit_cost,
                source=priced.item.source,
            )
            for n, priced in enumerate(line.items, start=1)
        ]
        for priced in line.items:
            at.check(priced.conversion)
            refuse_vanished(priced.item.price(), money.round(priced.item.quantity * priced.unit_price), money)
    else:
        price = unit_price(line.likely, line.quantity, money.decimals)
        parts = [_Part(line.id, line.item_name, line.quantity, line.unit, price, None, line.source)]
    bases = [money.round(part.quantity * period.quantity * part.price / period.base_quantity) for part in parts]
    discounts = _applied(own.discounts, bases, (category, rate), at)
    charges = _applied(own.charges, bases, (category, rate), at)
    for part, discounted, charged in zip(parts, discounts, charges, strict=True):
        yield _finished(
            QuoteLine(
                id=part.id,
                component=line.component,
                item_name=part.item_name,
                kind=kind,
                quantity=part.quantity * period.quantity,
                unit=period.unit or part.unit,
                base_quantity=period.base_quantity,
                unit_price=part.price,
                discounts=discounted,
                charges=charged,
                net_amount=Decimal(0),
                tax_category=category,
                tax_rate=rate,
                tax_reason=reason,
                recurring=line.recurring,
                cost_line=line.id,
                free_months=line.free_months,
                estimate_class=line.estimate_class,
                basis=line.basis,
                source=part.source,
                foreign_share=line.foreign_share,
                unit_cost=part.cost,
                description=own.description,
            ),
            at,
        )


def _from_extra(extra: ExtraLine, at: OnTerms) -> QuoteLine:
    category, rate, reason = at.tax(extra.tax)
    price = at.price(extra.unit_price, extra.quantity)
    bases = [at.currency.round(extra.quantity * price)]
    (discounts,) = _applied(extra.discounts, bases, (category, rate), at)
    (charges,) = _applied(extra.charges, bases, (category, rate), at)
    return _finished(
        QuoteLine(
            id=extra.id,
            component="extra",
            item_name=Text.same(extra.item_name),
            kind=extra.kind,
            replaces=extra.replaces,
            quantity=extra.quantity,
            unit=extra.unit,
            unit_price=price,
            discounts=discounts,
            charges=charges,
            net_amount=Decimal(0),
            tax_category=category,
            tax_rate=rate,
            tax_reason=reason,
            source="seller",
            unit_cost=at.price(extra.unit_cost, extra.quantity) if extra.unit_cost else None,
            description=extra.description,
        ),
        at,
    )


def _finished(line: QuoteLine, at: OnTerms) -> QuoteLine:
    """The line with its net amount (BT-131)."""
    net = net_amount(line, Decimal(1).scaleb(-at.currency.decimals))
    if net < 0:
        raise InputError.one("terms", line.id, "the discounts are larger than the line; lower them.")
    return line.model_copy(update={"net_amount": net})


def payable_lines(lines: Iterable[QuoteLine]) -> tuple[QuoteLine, ...]:
    """The lines in the total without the contingency, which is a part of what they may come to."""
    return tuple(line for line in lines if line.counts and line.id != CONTINGENCY)


def point_estimate(lines: Iterable[QuoteLine], money: Currency) -> Decimal:
    """The payable lines before discounts, tax and contingency."""
    return sum((line.gross(money) for line in payable_lines(lines)), Decimal(0))


def _applied(
    adjustments: Iterable[Adjustment], bases: Sequence[Decimal], tax: tuple[str, Decimal], at: OnTerms
) -> list[tuple[AppliedAdjustment, ...]]:
    """Adjustments of a line as amounts, for each of its items; an amount is split over them in proportion."""
    money, before = at.currency, Decimal(0)
    applied: list[tuple[AppliedAdjustment, ...]] = [()] * len(bases)
    for adjustment in adjustments:
        if adjustment.share is not None:
            amounts = tuple(share_of(base, adjustment.share, before=before, money=money) for base in bases)
            before += adjustment.share
        else:
            weights = bases if any(bases) else [Decimal(1)] * len(bases)
            amounts = allocate(at.amount(adjustment.amount), weights, decimals=money.decimals)
        for n, amount in enumerate(amounts):
            made = AppliedAdjustment(
                label=Text.same(adjustment.label),
                share=adjustment.share,
                amount=amount,
                tax_category=tax[0],
                tax_rate=tax[1],
            )
            applied[n] = (*applied[n], made)
    return applied


def nets_by_tax(lines: Iterable[QuoteLine]) -> dict[tuple[str, Decimal], Decimal]:
    """The net amounts of the lines in the total, by tax category and rate."""
    nets: dict[tuple[str, Decimal], Decimal] = {}
    for line in lines:
        if line.counts:
            key = (line.tax_category, line.tax_rate)
            nets[key] = nets.get(key, Decimal(0)) + line.net_amount
    return nets


def document_adjustments(
    adjustments: Iterable[Adjustment], lines: Sequence[QuoteLine], at: OnTerms
) -> tuple[AppliedAdjustment, ...]:
    """Adjustments of the whole document, split over its tax categories in proportion to their net amounts."""
    nets = nets_by_tax(lines)
    given = tuple(adjustments)
    if given and not sum(nets.values(), Decimal(0)):
        what = said(
            "'{label}' applies to nothing: the lines are discounted to zero.",
            label=given[0].label,
        )
        raise InputError.one("terms", "", what)
    wholes = [(one.share, at.amount(one.amount)) for one in given]
    return tuple(
        AppliedAdjustment(
            label=Text.same(adjustment.label),
            share=adjustment.share,
            amount=part,
            tax_category=category,
            tax_rate=rate,
        )
        for adjustment, parts in zip(given, over_taxes(wholes, nets, at.currency), strict=True)
        for (category, rate), part in parts.items()
        if part
    )
