"""How sure a total is: the distribution of the sum of correlated lines, its percentiles and what makes it wide.

A line's low, likely and high are P10, mode and P90. With one factor that all lines share the total is computed
exactly; a full matrix, event risks and the exchange rate are sampled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import isfinite, sqrt
from numbers import Real
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.estimate import Estimate, contracted_years, months_due
from costmodel.estimating.scope import names_part
from costmodel.files.faults import InputError, not_among
from costmodel.money.currencies import Currency
from costmodel.price_book.book import PriceBook
from costmodel.price_book.risk import DISTRIBUTIONS, RiskEvent
from costmodel.risk.chances import correlation_of, probability_of
from costmodel.risk.correlation import checked
from costmodel.risk.distributions import Distribution, fit
from costmodel.risk.exact import Total, exact_total
from costmodel.risk.sampling import Event, Exchange, Sample, full_matrix, one_factor
from costmodel.words.columns import Column, Short, frame
from costmodel.words.text import Language, Text, decimal, number_text

if TYPE_CHECKING:
    import pandas as pd

TRIALS = 200_000
"""Trials where sampling is needed and no number is given."""

SHOWN = (0.1, 0.5, 0.8, 0.9, 0.95)
"""The percentiles that are listed."""

EXCHANGE = "exchange"
"""The id of the exchange rate among what drives the spread."""


class _How(TypedDict):
    """What any sampling is told."""

    trials: int
    seed: int
    events: Sequence[Event]
    exchange: Exchange | None
    threads: int
    progress: Callable[[int], None] | None


class RiskLine(NamedTuple):
    """A cost that is not certain: P10, mode and P90, and the share of it that is paid in another currency."""

    id: str
    name: Text
    low: Decimal
    likely: Decimal
    high: Decimal
    foreign_share: Decimal = Decimal(0)

    def times(self, factor: Decimal) -> RiskLine:
        """The line with all three amounts multiplied."""
        return self._replace(low=self.low * factor, likely=self.likely * factor, high=self.high * factor)


class Driver(NamedTuple):
    """What makes the total uncertain: a line, an event or the exchange rate, with its share of the variance."""

    id: str
    name: Text
    share: float


DRIVERS = (
    Column("id", head="what makes it wide"),
    Column("name", places=("frame",)),
    Column("share", "share", head="share"),
)
CURVE = (
    Column("probability", "rate", lambda point, _: point[0]),
    Column("cost", "amount", lambda point, _: point[1]),
    Column("currency", of=lambda _, found: found.currency.code),
)
SUMMARY = (
    Column("statistic", of=lambda row, _: row[0], head="statistic"),
    Column("value", "amount", lambda row, _: row[1], head="{currency}"),
    Column("currency", of=lambda row, found: found.currency.code if isinstance(row[1], Decimal) else None),
)
FITTED = (
    Column("id", of=lambda row, _: row[0].id, head="fitted"),
    Column("kind", of=lambda row, _: row[1].kind),
    Column("minimum", "amount", lambda row, _: row[2][0], head="minimum"),
    Column("mode", "amount", lambda row, _: row[2][1], head="mode"),
    Column("maximum", "amount", lambda row, _: row[2][2], head="maximum ({currency})"),
)
"""The columns of what drives a total, of its percentiles, of its statistics, and of the lines as fitted."""


class Simulation(NamedTuple):
    """The distribution of a total, in one currency; amounts are rounded to its minor unit when they are asked for."""

    currency: Currency
    lines: tuple[RiskLine, ...]
    fitted: tuple[Distribution, ...]
    total: Total | Sample
    drivers: tuple[Driver, ...]
    correlation: float | None
    confidence: float
    trials: int
    seed: int | None
    remarks: tuple[Text, ...]

    @property
    def point_estimate(self) -> Decimal:
        """The sum of the likely values."""
        return sum((line.likely for line in self.lines), Decimal(0))

    @property
    def sum_of_lows(self) -> Decimal:
        """The lows added up: less than P10, since not all lines are low together."""
        return sum((line.low for line in self.lines), Decimal(0))

    @property
    def sum_of_highs(self) -> Decimal:
        """The highs added up: more than P90, since not all lines are high together."""
        return sum((line.high for line in self.lines), Decimal(0))

    @property
    def mean(self) -> Decimal:
        """The expected cost."""
        return self.currency.from_float(self.total.mean)

    @property
    def sd(self) -> Decimal:
        """The standard deviation."""
        return self.currency.from_float(self.total.sd)

    def percentile(self, probability: float | Decimal) -> Decimal:
        """The cost that is not exceeded with a probability. Raises InputError unless it lies between 0 and 1."""
        return self.currency.from_float(self.total.percentile(probability_of(probability, "percentile")))

    def probability_within(self, amount: Decimal) -> float:
        """The probability that the cost stays within an amount."""
        return self.total.probability_within(float(amount))

    def contingency(self, probability: float | Decimal | None = None) -> Decimal:
        """What is to be added to the point estimate to reach a percentile, the policy's unless given."""
        return self.percentile(self.confidence if probability is None else probability) - self.point_estimate

    def sampling_error(self, probability: float) -> Decimal:
        """The standard error of a percentile; zero where nothing was sampled."""
        error = self.total.sampling_error(probability) if isinstance(self.total, Sample) else 0.0
        return self.currency.from_float(error)

    def ends(self) -> tuple[tuple[Decimal, Decimal, Decimal | None], ...]:
        """Minimum, mode and maximum of each line as fitted; no maximum of a lognormal, whose minimum is its shift."""
        money = self.currency
        return tuple(
            (
                money.from_float(fitted.origin),
                line.likely,
                money.from_float(fitted.maximum) if isfinite(fitted.maximum) else None,
            )
            for line, fitted in zip(self.lines, self.fitted, strict=True)
        )

    def as_fitted(self) -> tuple[tuple[RiskLine, Distribution, tuple[Decimal, Decimal, Decimal | None]], ...]:
        """Each line with its distribution and where that ends."""
        return tuple(zip(self.lines, self.fitted, self.ends(), strict=True))

    def curve(self, steps: int = 100) -> tuple[tuple[float, Decimal], ...]:
        """The S-curve: probabilities in even steps, each with the cost that it does not exceed."""
        return tuple((n / steps, self.percentile(n / steps)) for n in range(1, steps))

    def to_frame(self) -> pd.DataFrame:
        """The percentiles P1 to P99 as a tidy DataFrame, the currency in a column."""
        return frame(self.curve(), CURVE, self)

    def summary(self) -> tuple[tuple[str, Decimal], ...]:
        """The statistics by name; `contingency` leads from the point estimate to the percentile of `confidence`."""
        percentiles = sorted({*SHOWN, self.confidence})
        return (
            ("point_estimate", self.point_estimate),
            ("mean", self.mean),
            ("sd", self.sd),
            *((f"p{100 * share:g}", self.percentile(share)) for share in percentiles),
            ("contingency", self.contingency()),
            ("sum_of_lows", self.sum_of_lows),
            ("sum_of_highs", self.sum_of_highs),
        )

    def summary_frame(self) -> pd.DataFrame:
        """The statistics as a tidy DataFrame, the currency in a column; a probability has none."""
        within = self.probability_within(self.point_estimate)
        return frame((*self.summary(), ("within_point_estimate", within)), SUMMARY, self)

    def drivers_frame(self, *, language: Language = "en") -> pd.DataFrame:
        """What makes the total uncertain as a tidy DataFrame, the largest share first, names in the language."""
        return frame(self.drivers, DRIVERS, self, language=language)

    def in_short(self) -> Short:
        """How it was found, and the statistics."""
        how = f"{self.trials:,} trials" if self.trials else "computed exactly"
        title = f"Simulation of {len(self.lines)} lines, {how}"
        return Short(title, self.summary(), SUMMARY[:2], self, self.currency.printed_decimals, self.currency.code)

    def __repr__(self) -> str:
        return self.in_short().text()

    def _repr_html_(self) -> str:
        return self.in_short().html()


def simulate(
    estimate: Estimate,
    *,
    trials: int | None = None,
    seed: int = 1,
    correlation: float | Decimal | Sequence[Sequence[float]] | pd.DataFrame | None = None,
    distribution: str | Mapping[str, str] | None = None,
    events: Sequence[RiskEvent] = (),
    exchange: bool = False,
    years: int | None = None,
    confidence: Decimal | None = None,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Simulation:
    """How sure the payable total of an `estimate` is: one-off lines and the recurring ones of some years.

    Without `trials` it is computed exactly where it can be; `trials`, `events` of the register or `exchange`, the move
    of the rate, sample it with `seed` on some `threads`, and `progress` hears how many are done. `correlation` is the
    one between any two lines, or a matrix in the order of the lines; `distribution` is one kind for all lines or one
    for each line named, the rest keeping the policy's. `years` are the contracted ones and `confidence` the policy's
    percentile unless given. Raises InputError where a distribution cannot fit a line, saying which and why.
    """
    return simulate_lines(
        payable_lines(estimate, years=contracted_years(years, estimate.book)),
        estimate.book,
        currency=estimate.currency,
        years_to_payment=estimate.spec.duration_months / 12,
        trials=trials,
        seed=seed,
        correlation=correlation,
        distribution=distribution,
        events=events,
        exchange=exchange,
        confidence=confidence,
        threads=threads,
        progress=progress,
    )


def payable_lines(estimate: Estimate, *, years: int) -> tuple[RiskLine, ...]:
    """The lines that are payable over some contracted years, recurring ones for the months that are due."""
    made = []
    for line in estimate.lines:
        months = months_due(years, line.free_months) if line.recurring else 12
        if months:
            due = risk_line(line).times(Decimal(months) / 12)
            low, likely, high = (estimate.currency.round(amount) for amount in (due.low, due.likely, due.high))
            made.append(due._replace(low=low, likely=likely, high=high))
    return tuple(made)


def risk_line(line: CostLine) -> RiskLine:
    """A costed row as an uncertain cost, a year of it where it recurs."""
    return RiskLine(line.id, line.item_name, line.low, line.likely, line.high, line.foreign_share)


def simulate_lines(
    lines: Sequence[RiskLine],
    book: PriceBook,
    *,
    currency: Currency,
    years_to_payment: Decimal = Decimal(1),
    trials: int | None = None,
    seed: int = 1,
    correlation: float | Decimal | Sequence[Sequence[float]] | pd.DataFrame | None = None,
    distribution: str | Mapping[str, str] | None = None,
    events: Sequence[RiskEvent] = (),
    exchange: bool = False,
    confidence: Decimal | None = None,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Simulation:
    """As `simulate`, for any lines; `years_to_payment` is how long the exchange rate may move."""
    facts, sure = book.risk, probability_of(book.policy.confidence if confidence is None else confidence, "confidence")
    if not lines:
        raise InputError.one("simulation", "", "has no line; an estimate needs at least one.")
    kinds = _kinds(lines, distribution, facts.distribution)
    fitted = tuple(
        fit(float(line.low), float(line.likely), float(line.high), kind=kind, what=line.id)
        for line, kind in zip(lines, kinds, strict=True)
    )
    wanted = facts.correlation.value if correlation is None else correlation
    here = book.currencies.at_home(currency.code)
    at_home = [risk for risk in events if here or not risk.foreign_part]
    found = [(risk, _event(risk, lines)) for risk in at_home]
    happening = [(risk, event) for risk, event in found if event is not None]
    remarks = [book.say("risk.impossible_event", risk=risk.name) for risk, event in found if event is None]
    remarks += [
        book.say("risk.event_abroad", risk=risk.name, currency=currency.code) for risk in events if risk not in at_home
    ]
    moving = _exchange(lines, book, currency, years_to_payment) if exchange else None
    how: _How = {
        "trials": TRIALS if trials is None else trials,
        "seed": seed,
        "events": [event for _, event in happening],
        "exchange": moving,
        "threads": threads,
        "progress": progress,
    }
    one_number: float | None = None
    total: Total | Sample
    if isinstance(wanted, (str, Real, Decimal)):
        one_number = correlation_of(wanted)
        if trials is None and not happening and moving is None:
            total = exact_total(fitted, correlation=one_number)
        else:
            total = one_factor(fitted, correlation=one_number, **how)
    else:
        repaired = checked(wanted, size=len(lines), labels=[line.id for line in lines])
        if repaired.repaired:
            remarks.append(book.say("risk.matrix_repaired", moved=number_text(decimal(repaired.moved, 4))))
        total = full_matrix(fitted, matrix=repaired.matrix, **how)
    drivers = [Driver(line.id, line.name, share) for line, share in zip(lines, total.shares, strict=True)]
    if isinstance(total, Sample):
        shares = zip(happening, total.event_shares, strict=True)
        drivers += [Driver(risk.id, risk.name, share) for (risk, _), share in shares]
        if moving is not None:
            drivers.append(Driver(EXCHANGE, book.say("risk.exchange"), total.exchange_share))
    return Simulation(
        currency=currency,
        lines=tuple(lines),
        fitted=fitted,
        total=total,
        drivers=tuple(sorted(drivers, key=lambda one: -one.share)),
        correlation=one_number,
        confidence=sure,
        trials=total.trials if isinstance(total, Sample) else 0,
        seed=seed if isinstance(total, Sample) else None,
        remarks=tuple(remarks),
    )


def _kinds(lines: Sequence[RiskLine], chosen: str | Mapping[str, str] | None, usual: str) -> list[str]:
    """The kind of distribution of each line."""
    if chosen is None or isinstance(chosen, str):
        return [chosen or usual] * len(lines)
    known = [line.id for line in lines]
    for id_ in chosen:
        if id_ not in known:
            raise InputError.one("distribution", "", not_among(id_, known, what="a line of this estimate"))
    return [chosen.get(id_, usual) for id_ in known]


def _event(risk: RiskEvent, lines: Sequence[RiskLine]) -> Event | None:
    """A risk as an event on these lines; None where none of them is there."""
    base = sum(
        line.likely * (line.foreign_share if risk.foreign_part else 1)
        for line in lines
        if any(names_part(name, line.id) for name in risk.lines)
    )
    if not base:
        return None
    impact = (float(base * share) for share in (risk.impact_low, risk.impact_likely, risk.impact_high))
    low, likely, high = impact
    return Event(float(risk.probability), fit(low, likely, high, kind=DISTRIBUTIONS[0], what=risk.id))


def _exchange(lines: Sequence[RiskLine], book: PriceBook, currency: Currency, years: Decimal) -> Exchange:
    """How the rate moves until payment: the foreign part in ouguiyas, the local part in another currency."""
    home = book.currencies.at_home(currency.code)
    code = book.risk.foreign_currency if home else currency.code
    volatility = book.volatility(code, where="exchange")
    shares = [float(line.foreign_share if home else 1 - line.foreign_share) for line in lines]
    return Exchange(float(volatility.value) * sqrt(float(years)), shares)
