"""Within a budget: which bundles, with which saving levers, stay below a ceiling, and what is given up for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

from costmodel.estimating.estimate import Estimate, contracted_years, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.scope import fitting_levers
from costmodel.estimating.spec import Spec
from costmodel.files.faults import InputError, said, shorten
from costmodel.files.records import Record
from costmodel.money.currencies import Currency, decimal_of
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import STANDARD, Bundle
from costmodel.quoting.totals import with_tax
from costmodel.risk.simulation import Simulation, payable_lines, simulate
from costmodel.words.columns import Column, Short, ShowsItself, chosen, frame
from costmodel.words.text import number

if TYPE_CHECKING:
    import pandas as pd

Reach = Literal["p80", "p50"]
SUREST_FIRST: tuple[Reach, ...] = ("p80", "p50")


class Saving(Record):
    """What one lever saves of the point estimate where it is the only one to be left out."""

    lever: str
    amount: Decimal


class Way(Record):
    """A bundle with saving levers: point estimate, P50 and P80 of the payable total, with tax where the ceiling has it.

    `reaches` is the surest percentile that stays within the ceiling, None where none does; `within` is the probability
    of staying within it, `within_point` that of not exceeding the point estimate.
    """

    bundle: str
    levers: tuple[str, ...]
    savings: tuple[Saving, ...]
    gaps: tuple[str, ...]
    point_estimate: Decimal
    p50: Decimal
    p80: Decimal
    within_point: float
    within: float
    reaches: Reach | None


SAVINGS = (Column("lever"), Column("amount", "amount"))
WAYS = (
    Column("bundle", head="bundle"),
    Column("levers"),
    Column("added", "count", lambda way, _: len(way.levers), head="levers", places=()),
    Column("savings", "rows", places=("json",), rows=SAVINGS),
    Column("gaps", "items", head="gaps"),
    Column("point_estimate", "amount", head="point"),
    Column("p50", "amount", head="P50"),
    Column("p80", "amount", head="P80"),
    Column("within_point_estimate", "share", lambda way, _: way.within_point),
    Column("within", "rate", head="prob"),
    Column("reaches", head="reach"),
    Column("with_tax", of=lambda _, fit: fit.tax_rate is not None, places=("frame",)),
    Column("years", "count", lambda _, fit: fit.years, places=("frame",)),
    Column("currency", of=lambda _, fit: fit.currency.code, places=("frame",)),
)
"""The columns of the ways."""
SHORTLY = "reaches bundle added gaps point_estimate p50 p80 within"


class Fit(ShowsItself, Record):
    """The ways to meet a need within a ceiling: those that reach it first, by what is lost (scope, then levers).

    `absent` are bundles that bring no module that the need asks for; `questions` are about a rate card.
    """

    ceiling: Decimal
    currency: Currency
    tax_rate: Decimal | None
    years: int
    ways: tuple[Way, ...]
    absent: tuple[str, ...]
    questions: tuple[str, ...] = ()

    def reaching(self, percentile: Reach) -> tuple[Way, ...]:
        """The ways that reach the ceiling at P50 (which those at P80 do too) or at P80."""
        enough = ("p80",) if percentile == "p80" else ("p80", "p50")
        return tuple(way for way in self.ways if way.reaches in enough)

    def to_frame(self) -> pd.DataFrame:
        """The ways as a tidy DataFrame, one a row, the currency in a column."""
        return frame(self.ways, WAYS, self)

    def in_short(self) -> Short:
        """The budget, and the ways by what is lost."""
        title = f"Within {number(self.ceiling, 'en')} {self.currency.code}: {len(self.reaching('p50'))} ways reach it"
        return Short(title, self.ways, chosen(WAYS, SHORTLY), self, 0, self.currency.code)


class _Ceiling(NamedTuple):
    """What every way is held against: the need, what it is priced with, and the ceiling with its years and tax."""

    spec: Spec
    pricing: Pricing
    years: int
    amount: Decimal
    tax_rate: Decimal | None


def fit_to_budget(
    spec: Spec,
    pricing: Pricing,
    *,
    ceiling: Decimal | float,
    bundles: Sequence[str | Bundle] = (),
    with_tax: bool = False,
    years: int | None = None,
) -> Fit:
    """Which bundles and levers keep the payable total of some years within a ceiling, at P80 and at P50.

    `spec` is the need and `pricing` what it is priced with; `ceiling` is an amount in its currency. `bundles` are ids,
    all of them where none is named. The need's own levers stay where they fit; others join in the smallest sets that
    reach the ceiling. `years` are the contracted ones, the policy's unless given; `with_tax`: the ceiling holds VAT at
    the standard rate. Raises InputError for a ceiling that is not above 0.
    """
    book, money = pricing.book, pricing.money
    ceiling = decimal_of(ceiling, where="budget")
    if ceiling <= 0:
        raise InputError.one(
            "budget", "", said("{ceiling} is no ceiling; write an amount above 0.", ceiling=shorten(ceiling))
        )
    tax_rate = book.tax_rate(STANDARD, pricing.on).rate if with_tax else None
    asked = _Ceiling(spec, pricing, contracted_years(years, book), ceiling, tax_rate)
    picked = list({found.id: found for id_ in bundles if (found := book.bundle(id_, where="bundles"))}.values())
    ways: list[Way] = []
    questions: list[str] = []
    absent = []
    for bundle in picked or book.bundles:
        if set(spec.modules) & set(bundle.modules):
            prices = _Prices(bundle, asked)
            ways += _ways(prices)
            questions += prices.priced(prices.own).questions
        else:
            absent.append(bundle.id)
    return Fit(
        ceiling=ceiling,
        currency=money,
        tax_rate=asked.tax_rate,
        years=asked.years,
        ways=tuple(sorted(ways, key=lambda way: (way.reaches is None, len(way.gaps), len(way.levers), way.p50))),
        absent=tuple(absent),
        questions=tuple(dict.fromkeys(questions)),
    )


def _ways(prices: _Prices) -> Iterator[Way]:
    """The smallest sets of levers that reach the ceiling at P80, and at P50 where those at P80 take more; the cheapest
    set where none does."""
    own = prices.own
    if prices.reaches(own, "p80"):
        yield _way(own, prices)
        return
    useful = [name for name in _others(prices) if prices.point(own | {name}) < prices.point(own)]
    sets = [own | names for names in _compatible(useful, prices.asked.pricing.book)]
    fullest = [levers for levers in sets if not any(levers < more for more in sets)]  # each lever more saves more
    reached = [percentile for percentile in SUREST_FIRST if any(prices.reaches(one, percentile) for one in fullest)]
    if not reached:
        yield _way(min(fullest, key=lambda levers: prices.at(levers, "p50")), prices)
    told: set[frozenset[str]] = set()
    for percentile in reached:
        smallest: list[frozenset[str]] = []
        for levers in sets:  # the smaller ones first
            if not any(kept <= levers for kept in smallest) and prices.reaches(levers, percentile):
                smallest.append(levers)
        for levers in smallest:
            if levers not in told:
                told.add(levers)
                yield _way(levers, prices)


def _others(prices: _Prices) -> tuple[str, ...]:
    """The levers that may join the need's own."""
    own, book = prices.own, prices.asked.pricing.book
    excluded = {name for lever in book.levers if lever.id in own for name in lever.excludes}
    names = tuple(lever.id for lever in book.levers if lever.id not in own | excluded)
    return fitting_levers(prices.asked.spec.model_copy(update={"levers": names}), prices.bundle, book)


def _compatible(names: Sequence[str], book: PriceBook) -> list[frozenset[str]]:
    """Every set of levers of which none excludes another, the smaller ones first."""
    excludes = {lever.id: set(lever.excludes) for lever in book.levers}
    return [
        frozenset(chosen)
        for count in range(len(names) + 1)
        for chosen in combinations(names, count)
        if not any(excludes[name] & set(chosen) for name in chosen)
    ]


class _Prices:
    """What one bundle costs with each set of levers, every set priced once; `own` are the need's that fit it."""

    def __init__(self, bundle: Bundle, asked: _Ceiling) -> None:
        self.bundle, self.asked = bundle, asked
        self.own = frozenset(fitting_levers(asked.spec, bundle, asked.pricing.book))
        self._priced: dict[frozenset[str], Estimate] = {}
        self._found: dict[frozenset[str], Simulation] = {}

    def priced(self, levers: frozenset[str]) -> Estimate:
        """The estimate with these levers alone."""
        if levers not in self._priced:
            spec, pricing = self.asked.spec, self.asked.pricing
            ordered = tuple(lever.id for lever in pricing.book.levers if lever.id in levers)
            changed = spec.model_copy(update={"levers": ordered})
            self._priced[levers] = estimate(changed, self.bundle, pricing.of_bundle(self.bundle.id))
        return self._priced[levers]

    def found(self, levers: frozenset[str]) -> Simulation:
        """How sure that is, before tax."""
        if levers not in self._found:
            self._found[levers] = simulate(self.priced(levers), years=self.asked.years)
        return self._found[levers]

    def point(self, levers: frozenset[str]) -> Decimal:
        """The point estimate of the payable total, before tax."""
        lines = payable_lines(self.priced(levers), years=self.asked.years)
        return sum((line.likely for line in lines), Decimal(0))

    def at(self, levers: frozenset[str], percentile: Reach) -> Decimal:
        """A percentile of the payable total, before tax."""
        return self.found(levers).percentile(int(percentile[1:]) / 100)

    def taxed(self, amount: Decimal) -> Decimal:
        """An amount with tax, where the ceiling has it."""
        return self.asked.pricing.money.round(with_tax(amount, self.asked.tax_rate or Decimal(0)))

    def reaches(self, levers: frozenset[str], percentile: Reach) -> bool:
        """Whether a percentile stays within the ceiling."""
        return self.taxed(self.at(levers, percentile)) <= self.asked.amount


def _way(levers: frozenset[str], prices: _Prices) -> Way:
    """The way as it is told, with what each lever saves."""
    found, asked = prices.found(levers), prices.asked
    ordered = prices.priced(levers).spec.levers
    saved = {name: prices.point(levers - {name}) - prices.point(levers) for name in ordered}
    return Way(
        bundle=prices.bundle.id,
        levers=ordered,
        savings=tuple(Saving(lever=name, amount=prices.taxed(amount)) for name, amount in saved.items()),
        gaps=prices.priced(levers).gaps,
        point_estimate=prices.taxed(found.point_estimate),
        p50=prices.taxed(prices.at(levers, "p50")),
        p80=prices.taxed(prices.at(levers, "p80")),
        within_point=found.probability_within(found.point_estimate),
        within=found.probability_within(asked.amount / with_tax(Decimal(1), asked.tax_rate or Decimal(0))),
        reaches=next((percentile for percentile in SUREST_FIRST if prices.reaches(levers, percentile)), None),
    )
