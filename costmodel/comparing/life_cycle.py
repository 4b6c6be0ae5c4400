"""The life of a system: yearly cash flows of a bundle, total cost of ownership, NPV and equivalent annual cost.

One-off prices fall in year 0. Recurring fees fall at the start of each service year, years 0 … N−1, less the months
that are free. Hardware is bought again at the start of the year that is its age, where that is below N. Amounts are
costs, positive and before VAT; year 0 is not discounted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from costmodel.comparing.delivered import check_duty, duty_remarks, imported_goods
from costmodel.comparing.discounting import equivalent_annual, factor, npv
from costmodel.comparing.ownership import KINDS, CashFlow, Outlook, UnknownCost, besides
from costmodel.estimating.basis import exact
from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.formulas import CERS, inputs
from costmodel.files import numbers
from costmodel.files.faults import Fault, InputError, said, shorten, together
from costmodel.files.records import Record
from costmodel.money.currencies import Currency, Money, decimal_of
from costmodel.price_book.book import PriceBook
from costmodel.price_book.life import Refresh
from costmodel.words.columns import Column, Short, ShowsItself, frame
from costmodel.words.text import Text, measured, percent_text

if TYPE_CHECKING:
    import pandas as pd

Rate: TypeAlias = Decimal | float | int
"""A fraction a year; a float is read as the decimal that it prints as."""


class Horizon(NamedTuple):
    """How far a system's life is looked at and what the years bring; what is None comes from the facts.

    `years` of service; the rates are fractions a year, the duty one of the value of imported goods. `prices` are unit
    prices of what the buyer bears, by id: a Decimal is in the currency of the estimate.
    """

    years: int | None = None
    discount_rate: Rate | None = None
    escalation: Rate | None = None
    currency_drift: Rate | None = None
    duty_rate: Rate | None = None
    prices: Mapping[str, Money | Decimal] = MappingProxyType({})


COSTS = (
    Column("one_off", "amount", head="one-off"),
    Column("annual", "amount", head="annual"),
    Column("tco", "amount", head="TCO"),
    Column("npv", "amount", head="NPV"),
    Column("equivalent_annual_cost", "amount", places=("json",)),
)
FLOWS = (
    Column("bundle", of=lambda _, life: life.bundle),
    Column("year", "count"),
    Column("id"),
    Column("kind"),
    Column("amount", "amount"),
    Column("discounted", "amount", lambda flow, life: flow.amount * factor(life.discount_rate, flow.year)),
    Column("currency", of=lambda _, life: life.currency.code),
)


def _nth(place: int) -> Callable[[tuple[int, Sequence[Decimal]], Any], Decimal]:
    """Reads an amount of a year."""
    return lambda row, _: row[1][place]


YEARS = (
    Column("year", "count", lambda row, _: row[0], head="year"),
    *(
        Column(name, "amount", _nth(place), head=name.replace("_", "-"))
        for place, name in enumerate((*KINDS, "total", "cumulative", "discounted"))
    ),
)
"""The columns of what a life costs in all, of its flows, and of its years."""


class LifeCycle(ShowsItself, Record):
    """What a bundle costs over its life. `one_off` and `annual` are the offer's, at today's prices.

    `unknown` costs have no price and are in no total. `conventions` and `remarks` say how to read the figures.
    """

    bundle: str
    currency: Currency
    on: date
    years: int
    discount_rate: Decimal
    escalation: Decimal = Decimal(0)
    currency_drift: Decimal = Decimal(0)
    duty_rate: Decimal | None = None
    one_off: Decimal
    annual: Decimal
    flows: tuple[CashFlow, ...]
    unknown: tuple[UnknownCost, ...] = ()
    conventions: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()

    @property
    def tco(self) -> Decimal:
        """The total cost of ownership: the sum of the flows."""
        return sum((flow.amount for flow in self.flows), self.currency.round(Decimal(0)))

    @property
    def npv(self) -> Decimal:
        """The flows discounted, added up and rounded once. Excel's `=B0+NPV(rate,B1:B4)` with year 0 in B0."""
        return self.currency.round(npv([amount for _, amount in self.by_year()], self.discount_rate))

    @property
    def equivalent_annual_cost(self) -> Decimal:
        """The equal payment at the start of each year that has the same NPV."""
        total = npv([amount for _, amount in self.by_year()], self.discount_rate)
        return self.currency.round(equivalent_annual(total, self.discount_rate, self.years))

    def by_year(self, kind: str | None = None) -> tuple[tuple[int, Decimal], ...]:
        """What each year costs, of all kinds or of one."""
        sums = [self.currency.round(Decimal(0))] * self.years
        for flow in self.flows:
            if kind in (None, flow.kind):
                sums[flow.year] += flow.amount
        return tuple(enumerate(sums))

    def cumulative(self) -> tuple[tuple[int, Decimal], ...]:
        """What has been paid by the end of each year: entry n−1 is the TCO of n years of service."""
        paid = Decimal(0)
        reached = []
        for year, amount in self.by_year():
            paid += amount
            reached.append((year, paid))
        return tuple(reached)

    def discounted(self) -> tuple[tuple[int, Decimal], ...]:
        """What each year costs in money of year 0, each rounded; the NPV is rounded once, from exact values."""
        return tuple(
            (year, self.currency.round(amount * factor(self.discount_rate, year))) for year, amount in self.by_year()
        )

    def yearly(self) -> tuple[tuple[int, tuple[Decimal, ...]], ...]:
        """Each year with what it costs of each kind, in the order of `KINDS`, in all, cumulated and discounted."""
        columns = [*(self.by_year(kind) for kind in KINDS), self.by_year(), self.cumulative(), self.discounted()]
        rows = zip(*([amount for _, amount in column] for column in columns), strict=True)
        return tuple(enumerate(rows))

    def line_multiples(self, *, discounted: bool = False) -> tuple[tuple[str, Decimal], ...]:
        """How often the `likely` of each line of the offer is in the TCO, or in the NPV, fees and refresh included.

        What the buyer bears is not in them: it is `tco` less Σ multiple × likely.
        """
        times: dict[str, Decimal] = {}
        for flow in self.flows:
            if flow.line is not None:
                weight = factor(self.discount_rate, flow.year) if discounted else Decimal(1)
                times[flow.line] = times.get(flow.line, Decimal(0)) + flow.times * weight
        return tuple(times.items())

    def to_frame(self) -> pd.DataFrame:
        """The flows as a tidy DataFrame, the currency in a column."""
        return frame(self.flows, FLOWS, self)

    def in_short(self) -> Short:
        """TCO and NPV, and the years."""
        title, totals = f"Life of {self.bundle} over {self.years} years", (("TCO", self.tco), ("NPV", self.npv))
        return Short(title, self.yearly(), YEARS, self, 0, self.currency.code, totals)


def years_text(count: int | Decimal, book: PriceBook) -> Text:
    """A number of years in words."""
    return measured(count, book.unit("ANN", count))


def life_cycle(estimate: Estimate, horizon: Horizon = Horizon()) -> LifeCycle:
    """The cash flows of a priced need over its life.

    `estimate` is the priced need, `horizon` how far and at which rates it is looked ahead. Raises InputError with
    every figure of the horizon that is out of bounds, RateError for a price in a currency whose rate is missing.
    """
    book = estimate.book
    outlook = _outlook(estimate, horizon)
    money = estimate.currency
    offered = [flow for line in estimate.lines for flow in _line_flows(line, outlook, money)]
    again = list(_refreshes(estimate, outlook))
    imported = {0: imported_goods(estimate)}
    for flow in again:
        imported[flow.year] = imported.get(flow.year, Decimal(0)) + flow.amount * flow.foreign_share
    own = besides(estimate, outlook, imported=imported, prices=horizon.prices)
    flows = (*offered, *again, *own.flows)
    remarks = [*duty_remarks(outlook.duty_rate, book), *own.remarks]
    if outlook.discount_rate < 0:
        remarks.insert(0, book.say("life.negative_rate", rate=percent_text(outlook.discount_rate)))
    return LifeCycle(
        bundle=estimate.bundle.id,
        currency=money,
        on=estimate.on,
        years=outlook.years,
        discount_rate=outlook.discount_rate,
        escalation=outlook.escalation,
        currency_drift=outlook.currency_drift,
        duty_rate=outlook.duty_rate,
        one_off=estimate.totals.one_off,
        annual=estimate.totals.annual,
        flows=tuple(sorted(flows, key=lambda flow: flow.year)),
        unknown=own.unknown,
        conventions=(
            book.say("life.conventions"),
            book.say(
                "life.rates_of_change",
                escalation=percent_text(outlook.escalation),
                drift=percent_text(outlook.currency_drift),
            ),
        ),
        remarks=tuple(remarks),
    )


def _outlook(estimate: Estimate, horizon: Horizon) -> Outlook:
    facts, bounds = estimate.book.lifecycle, estimate.book.lifecycle.horizon_years
    faults: list[Fault] = []
    chosen = bounds.value if horizon.years is None else numbers.exact(horizon.years)
    if isinstance(chosen, bool) or not isinstance(chosen, int) or not bounds.minimum <= chosen <= bounds.maximum:
        allowed = said("Allowed: {low} to {high}, whole numbers.", low=bounds.minimum, high=bounds.maximum)
        faults.append(Fault("years", "", together(said("{value} is out of bounds.", value=shorten(chosen)), allowed)))
    known: dict[str, Decimal] = {}
    for name in ("discount_rate", "escalation", "currency_drift"):
        given: Rate | None = getattr(horizon, name)
        known[name] = getattr(facts, name).value if given is None else _exact_rate(given)
        if not (known[name].is_finite() and -1 < known[name] <= 1):
            what = said(
                "{value} is out of bounds. Allowed: above -1, up to 1; write {share} for {percent}.",
                value=shorten(given),
                share="0.10",
                percent="10%",
            )
            faults.append(Fault(name, "", what))
    duty = None if horizon.duty_rate is None else _exact_rate(horizon.duty_rate)
    try:
        check_duty(duty)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)
    return Outlook(
        years=chosen, duty_rate=duty, at_home=estimate.book.currencies.at_home(estimate.currency.code), **known
    )


def _exact_rate(given: Rate) -> Decimal:
    return decimal_of(given, where="horizon")


def _line_flows(line: CostLine, outlook: Outlook, money: Currency) -> Iterator[CashFlow]:
    """A line of the offer: once in year 0, or in every year, at nothing while its months are free."""
    if not line.recurring:
        yield _flow(line, 0, Decimal(1), outlook, money)
        return
    for year in range(outlook.years):
        months = 12 - min(12, max(0, line.free_months - 12 * year))
        times = outlook.fees(year) * outlook.exchange(line.foreign_share, year) * months / 12
        yield _flow(line, year, times, outlook, money)


def _flow(line: CostLine, year: int, times: Decimal, outlook: Outlook, money: Currency) -> CashFlow:
    return CashFlow(
        year=year,
        id=line.id,
        item_name=line.item_name,
        kind="recurring" if line.recurring else "one_off",
        amount=money.round(line.likely * times),
        foreign_share=outlook.abroad(line.foreign_share, year),
        line=line.id,
        times=times,
    )


def _refreshes(estimate: Estimate, outlook: Outlook) -> Iterator[CashFlow]:
    """Parts that are bought again within the horizon."""
    book = estimate.book
    due = {refresh.id: refresh for refresh in book.lifecycle.refresh}
    for line in (line for line in estimate.lines if not line.recurring):
        row = next((row for row in book.components.rows if row.id == line.id), None)
        parts = [part for part in row.parts if part.id in due] if row else []
        shares = part_shares(line, estimate) if parts else {}
        for part in parts:
            name = book.say("life.refresh", part=part.name)
            for year, times in _ages(due[part.id], shares.get(part.id, Decimal(0)), line, outlook):
                amount = estimate.currency.round(line.likely * times)
                if amount:
                    yield CashFlow(
                        year=year,
                        id=part.id,
                        item_name=name,
                        kind="refresh",
                        amount=amount,
                        foreign_share=outlook.abroad(line.foreign_share, year),
                        line=line.id,
                        times=times,
                    )


def _ages(refresh: Refresh, share: Decimal, line: CostLine, outlook: Outlook) -> Iterator[tuple[int, Decimal]]:
    """The years in which a part is bought again, and how often the line's price that is."""
    age = int(refresh.after_years.value)
    for year in range(age, outlook.years, age):
        yield year, share * refresh.price_share.value * outlook.exchange(line.foreign_share, year)


def part_shares(line: CostLine, estimate: Estimate) -> dict[str, Decimal]:
    """How a line's price splits into its parts: as priced; for a rate card, as the published prices would."""
    book = estimate.book
    parts = [(addend.part, addend.product) for addend in line.addends]
    if not parts:
        need = inputs(estimate.spec, estimate.bundle, book)
        parts = [(addend.part, exact(addend.value)) for addend in dict(CERS)[line.id](need)]
    if not any(value for _, value in parts):
        row = next((row for row in book.components.rows if row.id == line.id), None)
        parts = [(part.id, part.of_row) for part in row.parts] if row else [(line.id, Decimal(1))]
    whole = sum((value for _, value in parts), Decimal(0))
    return {part: value / whole for part, value in parts}
