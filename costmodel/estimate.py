"""The estimate: every line of a bundle with low, likely and high, its basis, its class, and why it costs that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import prod
from typing import TYPE_CHECKING, Any

from costmodel.bundles import gaps, mandatory
from costmodel.components import CERS, Addend, Inputs, hardware_support, inputs
from costmodel.exchange import Conversion, RateTable
from costmodel.facts import Bundle, Component, EstimateClass
from costmodel.faults import CostmodelError, InputError, not_among
from costmodel.money import Currency
from costmodel.price_book import PriceBook, find
from costmodel.rate_card import RateCard, RateItem
from costmodel.spec import Spec
from costmodel.text import Text, listed, number_text
from costmodel.yaml_file import Record

if TYPE_CHECKING:
    import pandas as pd


class ExplainedFactor(Record):
    """A factor of a product, exact."""

    name: str
    value: Decimal
    source: str
    label: Text | None = None


class ExplainedTerm(Record):
    """A driver's share of a position."""

    driver: str
    value: Decimal
    low_end: Decimal
    high_end: Decimal
    weight: Decimal
    share: Decimal


class ExplainedAddend(Record):
    """A part of a line: its position and the factors that multiply to it."""

    part: str
    position: Decimal
    terms: tuple[ExplainedTerm, ...]
    factors: tuple[ExplainedFactor, ...]

    @property
    def product(self) -> Decimal:
        """The factors multiplied, in MRU, not rounded."""
        return prod((factor.value for factor in self.factors), start=Decimal(1))


class PricedItem(Record):
    """A rate-card item in the estimate's currency."""

    item: RateItem
    unit_price: Decimal
    unit_cost: Decimal | None
    conversion: Conversion


class CostLine(Record):
    """One costed row: low, likely, high are P10, mode and P90 in the estimate's currency, a year where recurring."""

    id: str
    component: Component
    item_name: Text
    quantity: Decimal
    unit: str
    low: Decimal
    likely: Decimal
    high: Decimal
    recurring: bool
    free_months: int = 0
    estimate_class: int
    basis: Text
    source: str
    foreign_share: Decimal
    addends: tuple[ExplainedAddend, ...] = ()
    items: tuple[PricedItem, ...] = ()


class EstimateTotals(Record):
    """Sums of `likely`; the first year holds one-off lines and the first twelve months of recurring ones."""

    one_off: Decimal
    annual: Decimal
    first_year: Decimal


class Absent(Record):
    """A line that was not made, and why."""

    id: str
    why: str


class Explanation(Record):
    """Why a line costs what it costs: fact, position, factors, result."""

    line: CostLine
    currency: str
    fact: str
    conversion: Conversion


class Estimate(Record):
    """A need priced by a bundle, before any commercial term."""

    spec: Spec
    bundle: Bundle
    currency: Currency
    on: date
    conversion: Conversion
    lines: tuple[CostLine, ...]
    options: tuple[CostLine, ...]
    absent: tuple[Absent, ...]
    estimate_class: EstimateClass
    totals: EstimateTotals
    mandatory: tuple[str, ...]
    gaps: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]

    def line(self, id_: str) -> CostLine:
        """A line or option by its id. Raises InputError, which says why where the line was not made."""
        for line in (*self.lines, *self.options):
            if line.id == id_:
                return line
        for missing in self.absent:
            if missing.id == id_:
                raise InputError.one(id_, "", f"has no line in this estimate: {missing.why}.")
        known = [line.id for line in (*self.lines, *self.options)]
        raise InputError.one("line", "", not_among(id_, known, what="a line of this estimate"))

    def explain(self, id_: str) -> Explanation:
        """Fact → position → factors → result of a line; multiplied out and rounded once it gives `likely`."""
        line = self.line(id_)
        fact = dict(self.facts).get(id_, "")
        return Explanation(line=line, currency=self.currency.code, fact=fact, conversion=self.conversion)

    def to_frame(self) -> pd.DataFrame:
        """The lines as a tidy DataFrame, options marked, the currency in a column."""
        import pandas as pd

        rows = [
            {
                "id": line.id,
                "component": line.component,
                "item_name": line.item_name.en,
                "low": float(line.low),
                "likely": float(line.likely),
                "high": float(line.high),
                "currency": self.currency.code,
                "recurring": line.recurring,
                "option": line in self.options,
                "estimate_class": line.estimate_class,
                "source": line.source,
            }
            for line in (*self.lines, *self.options)
        ]
        return pd.DataFrame(rows)


def first_months(yearly: Decimal, *, free_months: int, currency: Currency) -> Decimal:
    """What a yearly amount costs in the twelve months after go-live, after the free ones."""
    return currency.round(yearly * (12 - min(12, free_months)) / 12)


def estimate(
    spec: Spec,
    bundle: Bundle,
    book: PriceBook,
    *,
    on: date,
    currency: str = "MRU",
    rates: RateTable | None = None,
    rate_card: RateCard | None = None,
) -> Estimate:
    """A need priced by a bundle on a day.

    `rates` are needed for another currency than MRU and MRO, or for a rate card in one. Raises InputError where
    bundle, modules or levers do not fit, and RateError where a rate is missing.
    """
    money = book.currencies.display_currency(currency)
    table = rates or RateTable(name="no rates", rates=())
    conversion = table.find(book.currencies.working_currency, currency, on=on, currencies=book.currencies)
    need = inputs(spec, bundle, book)
    lines: list[CostLine] = []
    absent: list[Absent] = []
    facts: list[tuple[str, str]] = []
    carded = _by_line(rate_card, known=[id_ for id_, _ in CERS])
    for id_, cer in CERS:
        items = tuple(_priced(item, money, table, book, on) for item in carded.get(id_, ()))
        addends = cer(need)
        made = tuple(addend for addend in addends if addend.value > 0)
        facts.append((id_, _fact(id_, need)))
        if items or made:
            lines.append(_line(id_, made, items, need, spec, money, conversion))
        else:
            absent.append(Absent(id=id_, why=_why_absent(id_, addends, need)))
    options = []
    support = tuple(addend for addend in hardware_support(need) if addend.value > 0)
    if support:
        options.append(_line("support.hardware", support, (), need, spec, money, conversion))
        facts.append(("support.hardware", _fact("hardware", need)))
    return Estimate(
        spec=spec,
        bundle=bundle,
        currency=money,
        on=on,
        conversion=conversion,
        lines=tuple(lines),
        options=tuple(options),
        absent=tuple(absent),
        estimate_class=find(book.classes.classes, str(_class_of(lines, book)), what="a class"),
        totals=_totals(lines, money),
        mandatory=mandatory(spec, book),
        gaps=gaps(spec, bundle, book),
        facts=tuple(facts),
    )


def _line(
    id_: str,
    addends: tuple[Addend, ...],
    items: tuple[PricedItem, ...],
    need: Inputs,
    spec: Spec,
    money: Currency,
    conversion: Conversion,
) -> CostLine:
    book = need.book
    row_id = {"support.cloud_archive": "hardware", "support.hardware": "hardware"}.get(id_, id_)
    row = need.row(row_id)
    recurring = row.recurring or id_ in ("support.cloud_archive", "support.hardware")
    recurring = recurring or (row.component == "licence" and need.bundle.licensing == "subscription")
    explained = () if items else tuple(_explained(addend) for addend in addends)
    if items:
        likely = sum((money.round(item.item.quantity * item.unit_price) for item in items), Decimal(0))
    else:
        likely = money.round(conversion.apply(sum((addend.product for addend in explained), Decimal(0))))
    class_ = _line_class(id_, addends, bool(items), need, spec)
    bounds = find(book.classes.classes, str(class_), what="a class")
    counted = id_ == "licence.workstation" and not recurring and not items
    names = {
        "support.cloud_archive": book.components.cloud_archive_name,
        "support.hardware": book.components.hardware_support_name,
    }
    return CostLine(
        id=id_,
        component="support" if id_ in names else row.component,
        item_name=names.get(id_, row.name),
        quantity=spec.workstations if counted else Decimal(1),
        unit="ANN" if recurring else row.unit if counted or row.unit != "C62" else "LS",
        low=money.round(likely * bounds.line_low),
        likely=likely,
        high=money.round(likely * bounds.line_high),
        recurring=recurring,
        free_months=int(spec.warranty_months) if id_ == "support" else 0,
        estimate_class=class_,
        basis=_basis(id_, explained, items, need, likely, conversion),
        source="; ".join(dict.fromkeys(item.item.source for item in items)) or row.source,
        foreign_share=row.foreign_share.value,
        addends=explained,
        items=items,
    )


def _explained(addend: Addend) -> ExplainedAddend:
    return ExplainedAddend(
        part=addend.part,
        position=sum((_exact(term.share) for term in addend.terms), Decimal(0)),
        terms=tuple(
            ExplainedTerm(
                driver=term.driver,
                value=_exact(term.value),
                low_end=_exact(term.low_end),
                high_end=_exact(term.high_end),
                weight=_exact(term.weight),
                share=_exact(term.share),
            )
            for term in addend.terms
        ),
        factors=tuple(
            ExplainedFactor(name=f.name, value=_exact(f.value), source=f.source, label=f.label) for f in addend.factors
        ),
    )


def _exact(value: Any) -> Decimal:
    """A float as the shortest decimal that is it, without a trailing `.0`."""
    exact = Decimal(repr(float(value)))
    whole = exact.to_integral_value()
    return whole if exact == whole else exact


# ------------------------------------------------------------------ rate cards


def _by_line(card: RateCard | None, *, known: Sequence[str]) -> dict[str, list[RateItem]]:
    lines: dict[str, list[RateItem]] = {}
    for item in card.items if card else ():
        if item.line not in known:
            raise InputError.one("rate card", "line", not_among(item.line, known, what="a line that can be replaced"))
        lines.setdefault(item.line, []).append(item)
    return lines


def _priced(item: RateItem, money: Currency, rates: RateTable, book: PriceBook, on: date) -> PricedItem:
    price = item.price()
    conversion = rates.find(price.currency, money.code, on=on, currencies=book.currencies)
    cost = None if item.unit_cost is None else money.round(conversion.apply(item.unit_cost.amount))
    unit_price = money.round(conversion.apply(price.amount))
    return PricedItem(item=item, unit_price=unit_price, unit_cost=cost, conversion=conversion)


# ------------------------------------------------------------------ how sure


def _line_class(id_: str, addends: Iterable[Addend], from_card: bool, need: Inputs, spec: Spec) -> int:
    if from_card:
        return 1 if spec.contract else 2
    used = {term.driver for addend in addends for term in addend.terms}
    used |= {"workstations"} if any(addend.part == "licence.workstation" for addend in addends) else set()
    if not used <= set(spec.answered):
        return 5
    return 3 if spec.survey else 4


def _class_of(lines: Sequence[CostLine], book: PriceBook) -> int:
    """The lowest quality that at least the threshold of the value still has."""
    value = sum((line.likely for line in lines), Decimal(0))
    if value == 0:
        raise CostmodelError("nothing is left to price: every line of this need is zero. Check modules and drivers.")
    worst_first = sorted({line.estimate_class for line in lines}, reverse=True)
    for class_ in worst_first:
        reached = sum((line.likely for line in lines if line.estimate_class >= class_), Decimal(0))
        if reached >= book.classes.threshold.value * value:
            return class_
    return worst_first[-1]


def _totals(lines: Sequence[CostLine], money: Currency) -> EstimateTotals:
    one_off = sum((line.likely for line in lines if not line.recurring), Decimal(0))
    annual = sum((line.likely for line in lines if line.recurring), Decimal(0))
    first = sum(
        (first_months(line.likely, free_months=line.free_months, currency=money) for line in lines if line.recurring),
        Decimal(0),
    )
    return EstimateTotals(one_off=money.round(one_off), annual=money.round(annual), first_year=money.round(one_off + first))


# ------------------------------------------------------------------ basis


def _fact(id_: str, need: Inputs) -> str:
    row = need.row({"support.cloud_archive": "hardware"}.get(id_, id_))
    low = need.book.currencies.by_law(row.published_low, row.currency)
    high = need.book.currencies.by_law(row.published_high, row.currency)
    plus = "+" if row.open_ended else ""
    return (
        f"{row.id}: published {row.published_low:,} to {row.published_high:,}{plus} {row.currency} ({row.source}), "
        f"which is {low:,f} to {high:,f}{plus} {need.book.currencies.working_currency} by law"
    )


def _why_absent(id_: str, addends: tuple[Addend, ...], need: Inputs) -> str:
    zero = dict.fromkeys(factor.name for addend in addends for factor in addend.factors if factor.value == 0)
    if zero:
        return "zero because of " + ", ".join(zero)
    return f"the bundle '{need.bundle.id}' has none"


def _basis(
    id_: str,
    addends: tuple[ExplainedAddend, ...],
    items: tuple[PricedItem, ...],
    need: Inputs,
    likely: Decimal,
    conversion: Conversion,
) -> Text:
    """What the line rests on, in words for the reader of a document."""
    book = need.book
    if items:
        return book.say("basis.rate_card", items=len(items))
    row = need.row({"support.cloud_archive": "hardware", "support.hardware": "hardware"}.get(id_, id_))
    low = conversion.apply(book.currencies.by_law(row.published_low, row.currency))
    high = conversion.apply(book.currencies.by_law(row.published_high, row.currency))
    sentences: list[Text] = []
    if id_ in ("support.hardware", "support.cloud_archive", "support"):
        share = need.support_share
        if id_ != "support":
            figure = need.bundle.cloud_archive if id_ == "support.cloud_archive" else None
            share = float((figure or book.components.hardware_support).value)
        key = "support.range" if id_ == "support" and need.bundle.licensing == "none" else id_
        sentences.append(book.say(f"basis.{key}", share=number_text(_exact(share) * 100)))
    else:
        sentences.append(
            book.say(
                "basis.published",
                low=number_text(low, decimals=0),
                high=number_text(high, decimals=0),
                plus="+" if row.open_ended else "",
                currency=conversion.to,
                drivers=_drivers(addends, book),
            )
        )
    labels = {f.label: f.value for addend in addends for f in addend.factors if f.label is not None}
    if labels:
        effects = [label.joined(number_text(value), " × ") for label, value in labels.items()]
        sentences.append(book.say("basis.adjusted", effects=listed(effects)))
    units = sum((f.value for addend in addends for f in addend.factors if f.name == "workstations"), Decimal(0))
    compared = likely / units if units else likely
    if id_ not in ("support.hardware", "support.cloud_archive") and not low <= compared <= high:
        sentences.append(book.say("basis.below_range" if compared < low else "basis.above_range"))
    return Text.of(lambda language: " ".join(sentence.in_(language) for sentence in sentences))


def _drivers(addends: tuple[ExplainedAddend, ...], book: PriceBook) -> Text:
    terms = {term.driver: term.value for addend in addends for term in addend.terms}
    return listed(
        (find(book.drivers, name, what="a driver").name.joined(number_text(value)) for name, value in terms.items()),
        separator="; ",
    )
