"""The estimate: every line of a bundle with low, likely and high, its basis, its class, and why it costs that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from costmodel.estimating.basis import Grounds, product, why_absent
from costmodel.estimating.cost_line import CostLine, PricedItem
from costmodel.estimating.formulas import CERS, OPTIONS, Addend, Inputs, inputs
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard, RateItem
from costmodel.estimating.scope import gaps, included, mandatory
from costmodel.estimating.spec import Spec
from costmodel.files.faults import CostmodelError, InputError, not_among, phrase, said, shorten
from costmodel.files.records import Record, Whole
from costmodel.money.currencies import Currency, unit_price
from costmodel.money.exchange import Conversion
from costmodel.price_book.book import PriceBook
from costmodel.price_book.cost_table import Row
from costmodel.price_book.facts import Bundle, EstimateClass
from costmodel.words.columns import Column, Short, ShowsItself, chosen, frame
from costmodel.words.text import Language

if TYPE_CHECKING:
    import pandas as pd


WORST = 5
"""The class of a line that rests on a preset."""

UNIT = "C62"
"""One, as UN/ECE Recommendation 20 codes it."""


class EstimateTotals(Record):
    """Sums of `likely`; the first year holds one-off lines and the first twelve months of recurring ones."""

    one_off: Decimal
    annual: Decimal
    first_year: Decimal


LINES = (
    Column("bundle", of=lambda _, priced: priced.bundle.id, places=("frame",)),
    Column("id"),
    Column("line", of=lambda line, priced: line.id + " (option)" * (line in priced.options), head="line", places=()),
    Column("item", of=lambda line, _: line.item_name.en + " / year" * line.recurring, places=()),
    Column("component"),
    Column("item_name"),
    Column("quantity", "number", places=("json",)),
    Column("unit", places=("json",)),
    Column("low", "amount", head="low"),
    Column("likely", "amount", head="likely"),
    Column("high", "amount", head="high ({currency})"),
    Column("currency", of=lambda _, priced: priced.currency.code, places=("frame",)),
    Column("recurring"),
    Column("option", of=lambda line, priced: line in priced.options, places=("frame",)),
    Column("estimate_class", head="class"),
    Column("basis", places=("json",)),
    Column("source"),
)
"""The columns of the lines; an option is one by the estimate that has it. `line` and `item` are for a terminal."""
PRINTED = "line item low likely high estimate_class"


class Absent(Record):
    """A line that was not made, and why."""

    id: str
    why: str


class Explanation(Record):
    """Why a line costs what it costs: fact, position, factors, result."""

    line: CostLine
    currency: str
    conversion: Conversion


class Estimate(ShowsItself, Record):
    """A need priced by a bundle, before any commercial term."""

    spec: Spec
    bundle: Bundle
    pricing: Annotated[Pricing, Whole(), Field(exclude=True, repr=False)]
    conversion: Conversion
    lines: tuple[CostLine, ...]
    options: tuple[CostLine, ...]
    absent: tuple[Absent, ...]
    estimate_class: EstimateClass
    totals: EstimateTotals
    included: tuple[str, ...]
    mandatory: tuple[str, ...]
    gaps: tuple[str, ...]
    questions: tuple[str, ...] = ()

    @property
    def book(self) -> PriceBook:
        """The facts that it was priced with."""
        return self.pricing.book

    @property
    def on(self) -> date:
        """The day that it was priced for."""
        return self.pricing.on

    @property
    def currency(self) -> Currency:
        """The currency of its amounts."""
        return self.pricing.money

    def line(self, id_: str) -> CostLine:
        """A line or option by its id. Raises InputError, which says why where the line was not made."""
        for line in (*self.lines, *self.options):
            if line.id == id_:
                return line
        for missing in self.absent:
            if missing.id == id_:
                raise InputError.one(id_, "", said("has no line in this estimate: {why}.", why=phrase(missing.why)))
        known = [line.id for line in (*self.lines, *self.options)]
        raise InputError.one("line", "", not_among(id_, known, what="a line of this estimate"))

    def explain(self, id_: str) -> Explanation:
        """Fact → position → factors → result of a line; multiplied out and rounded once it gives `likely`."""
        return Explanation.model_construct(line=self.line(id_), currency=self.currency.code, conversion=self.conversion)

    def unanswered(self) -> tuple[str, ...]:
        """The drivers behind class 5 lines that were not answered: what to ask for a better class."""
        worst = [line for line in self.lines if line.estimate_class == WORST]
        used = dict.fromkeys(name for line in worst for name in line.drivers)
        return tuple(name for name in used if name not in self.spec.answered)

    def to_frame(self, *, language: Language = "en") -> pd.DataFrame:
        """The lines as a tidy DataFrame, options marked, names in the language, the currency in a column."""
        return frame((*self.lines, *self.options), LINES, self, language=language)

    def in_short(self) -> Short:
        """Bundle, class, totals, and the lines with the options last."""
        code, decimals = self.currency.code, self.currency.printed_decimals
        title = f"Estimate of {self.bundle.id} on {self.on}, class {self.estimate_class.id}"
        rows = (*self.lines, *self.options)
        return Short(title, rows, chosen(LINES, PRINTED), self, decimals, code, self.totals)


def contracted_years(years: int | None, book: PriceBook) -> int:
    """The years that are contracted, the policy's unless given. Raises InputError for what no contract has."""
    contracted, most = book.policy.contracted_years if years is None else years, book.lifecycle.horizon_years.maximum
    if not 0 <= contracted <= most:
        what = said(
            "{value} is out of bounds. Allowed: 0 (one-off prices alone) to {most} contracted years.",
            value=shorten(contracted),
            most=most,
        )
        raise InputError.one("years", "", what)
    return contracted


def months_due(years: int, free_months: int) -> int:
    """Months of a recurring line that are paid for in some years."""
    return max(0, 12 * years - free_months)


def first_months(yearly: Decimal, *, free_months: int, currency: Currency) -> Decimal:
    """What a yearly amount costs in the twelve months after go-live, after the free ones."""
    return currency.round(yearly * (12 - min(12, free_months)) / 12)


def estimate(spec: Spec, bundle: Bundle | str, pricing: Pricing) -> Estimate:
    """A need priced by a bundle: every line with low, likely and high in the currency of `pricing`.

    `spec` is the need, `bundle` one of the price book or its id. Raises InputError where bundle, modules or levers do
    not fit, and RateError where a rate is missing.
    """
    book, on = pricing.book, pricing.on
    bundle = book.bundle(bundle, where="bundle")
    for what, past in (("survey", spec.survey), ("contract", spec.contract)):
        if past is not None and past.on > on:
            raise InputError.one(
                what,
                "on",
                said("{day} is after {on}, the day of the estimate; it has not been yet.", day=past.on, on=on),
            )
    money = pricing.money
    conversion = pricing.conversion(book.currencies.working_currency)
    need = inputs(spec, bundle, book)
    carded = _by_line(pricing.rate_card, known=[id_ for id_, _ in (*CERS, *OPTIONS)])
    lines: list[CostLine] = []
    options: list[CostLine] = []
    absent: list[Absent] = []
    questions: list[str] = list(pricing.rate_card.notices) if pricing.rate_card else []
    for kept, formulas in ((lines, CERS), (options, OPTIONS)):
        for id_, cer in formulas:
            items = tuple(_priced(item, pricing) for item in carded.get(id_, ()))
            addends = cer(need)
            made = tuple(addend for addend in addends if addend.value > 0)
            model = conversion.apply(product(made))
            if items or money.round(model) > 0:  # less than the smallest unit is no line
                kept.append(
                    _line(id_, made, items, model=model, need=need, spec=spec, conversion=conversion, money=money)
                )
                questions += _questions(kept[-1], model, book)
            else:
                absent.append(Absent.model_construct(id=id_, why=why_absent(addends, need)))
    return Estimate.model_construct(
        spec=spec,
        bundle=bundle,
        pricing=pricing,
        conversion=conversion,
        lines=tuple(lines),
        options=tuple(options),
        absent=tuple(absent),
        estimate_class=book.estimate_class(_class_of(lines, book)),
        totals=_totals(lines, money),
        included=included(spec, bundle, book),
        mandatory=mandatory(spec, book),
        gaps=gaps(spec, bundle, book),
        questions=tuple(questions),
    )


def _line(
    id_: str,
    addends: tuple[Addend, ...],
    items: tuple[PricedItem, ...],
    *,
    model: Decimal,
    need: Inputs,
    spec: Spec,
    conversion: Conversion,
    money: Currency,
) -> CostLine:
    """A line of a rate card's items, or at what the model says, not yet rounded."""
    book, row, added = need.book, need.row(id_), need.added(id_)
    recurring = row.recurring or added is not None
    recurring = recurring or (row.component == "licence" and need.bundle.licensing == "subscription")
    counted = row.unit == UNIT and not recurring and not items
    quantity = spec.workstations if counted else Decimal(1)
    if items:
        likely = sum((money.round(item.item.quantity * item.unit_price) for item in items), Decimal(0))
    else:
        likely = at_unit_price(model, quantity, money)
    drivers = () if items else _drivers_of(addends)
    class_ = _line_class(drivers, bool(items), spec)
    bounds = book.estimate_class(class_)
    grounds = Grounds(
        id=id_,
        made_of=addends,
        need=need,
        conversion=conversion,
        items=len(items),
        price_of_one=_price_of_one(row, likely, spec),
    )
    return CostLine.model_construct(
        id=id_,
        component="support" if added else row.component,
        item_name=added.name if added else row.name,
        quantity=quantity,
        unit="ANN" if recurring else UNIT if counted else "LS",
        low=money.round(likely * bounds.line_low),
        likely=likely,
        high=money.round(likely * bounds.line_high),
        bounds=(bounds.line_low, bounds.line_high),
        recurring=recurring,
        free_months=int(spec.warranty_months) if id_ == "support" else 0,
        estimate_class=class_,
        drivers=drivers,
        source="; ".join(dict.fromkeys(item.item.source for item in items)) or row.source,
        foreign_share=(added or row).foreign_share.value,
        items=items,
        grounds=grounds,
    )


def at_unit_price(model: Decimal, quantity: Decimal, money: Currency) -> Decimal:
    """What the model says for a quantity, at a price of one that can be paid: that is rounded, and the rest follows."""
    return money.round(money.round(model / quantity) * quantity) if quantity else money.round(model)


def _price_of_one(row: Row, likely: Decimal, spec: Spec) -> Decimal:
    """What the published range of a row is to be compared with: the price of one where it is published so."""
    return likely / spec.workstations if row.unit == UNIT and spec.workstations else likely


# ------------------------------------------------------------------ rate cards


def _by_line(card: RateCard | None, *, known: Sequence[str]) -> dict[str, list[RateItem]]:
    lines: dict[str, list[RateItem]] = {}
    for item in card.items if card else ():
        if item.line not in known:
            raise InputError.one("rate card", "line", not_among(item.line, known, what="a line that can be replaced"))
        lines.setdefault(item.line, []).append(item)
    return lines


def _priced(item: RateItem, pricing: Pricing) -> PricedItem:
    price, money = item.price(), pricing.money
    conversion = pricing.conversion(price.currency)
    cost = None if item.unit_cost is None else conversion.unit_price(item.unit_cost.amount, item.quantity, money)
    if item.unit_price is None:  # out of a cost and a margin, with any number of decimals
        whole = money.round(item.quantity * conversion.apply(price.amount))
        one = unit_price(whole, item.quantity, money.decimals)
    else:
        one = conversion.unit_price(price.amount, item.quantity, money)
    if price.amount and not money.round(item.quantity * one):
        what = said(
            "'{item}' comes to less than the smallest amount in {currency}; price a larger unit.",
            item=item.item_name,
            currency=money.code,
        )
        raise InputError.one("rate card", item.line, what)
    return PricedItem.model_construct(item=item, unit_price=one, unit_cost=cost, conversion=conversion)


def _questions(line: CostLine, model: Decimal, book: PriceBook) -> list[str]:
    """Whether a rate card is so far from the model that its currency or scale must be questioned."""
    ratio = book.policy.questioned_ratio
    if not line.items or not model or model / ratio < line.likely < model * ratio:
        return []
    code = line.items[0].conversion.to
    told = f"{line.id}: the rate card says {line.likely:,f} {code}, the published prices {model:,.2f}."
    working = book.currencies.working_currency
    if any(item.item.price().currency == working for item in line.items):
        return [f"{told} Is it in new ouguiyas ({working}), not in old ones?"]
    return [f"{told} Is it in the right currency?"]


# ------------------------------------------------------------------ how sure


def _drivers_of(addends: Iterable[Addend]) -> tuple[str, ...]:
    """The drivers that a line rests on: those of its positions, and the number of what is priced by the piece."""
    parts = tuple(addends)
    used = [term.driver for addend in parts for term in addend.terms]
    used += ["workstations" for addend in parts if addend.part == "licence.workstation"]
    return tuple(dict.fromkeys(used))


def _line_class(drivers: Iterable[str], from_card: bool, spec: Spec) -> int:
    if from_card:
        return 1 if spec.contract else 2
    if not set(drivers) <= set(spec.answered):
        return WORST
    return 3 if spec.survey else 4


def _class_of(lines: Sequence[CostLine], book: PriceBook) -> int:
    """The lowest quality that more than the threshold of the value still has, so that 70 % of rate cards are enough."""
    value = sum((line.likely for line in lines), Decimal(0))
    if value == 0:
        raise CostmodelError("nothing is left to price: every line of this need is zero. Check modules and drivers.")
    worst_first = sorted({line.estimate_class for line in lines}, reverse=True)
    for class_ in worst_first:
        reached = sum((line.likely for line in lines if line.estimate_class >= class_), Decimal(0))
        if reached > book.classes.threshold.value * value:
            return class_
    return worst_first[-1]


def _totals(lines: Sequence[CostLine], money: Currency) -> EstimateTotals:
    one_off = sum((line.likely for line in lines if not line.recurring), Decimal(0))
    annual = sum((line.likely for line in lines if line.recurring), Decimal(0))
    first = sum(
        (first_months(line.likely, free_months=line.free_months, currency=money) for line in lines if line.recurring),
        Decimal(0),
    )
    return EstimateTotals.model_construct(
        one_off=money.round(one_off), annual=money.round(annual), first_year=money.round(one_off + first)
    )
