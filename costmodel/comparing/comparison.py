"""Bundles side by side for one need: equal horizon, gaps of scope named and priced, cost, points, rank, and how sure.

All amounts are costs before tax, in the currency of the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from costmodel.comparing.award import Judged, Judgement, check_bundles, judgement, points, ranking, score, stability
from costmodel.comparing.cheaper import probability_cheaper
from costmodel.comparing.discounting import factor
from costmodel.comparing.gap_cost import GapLine, gap_lines, over_life
from costmodel.comparing.life_cycle import COSTS, Horizon, LifeCycle, life_cycle
from costmodel.comparing.ownership import CashFlow
from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.scope import AS_PUBLISHED, covered, fitting_levers, gaps, mandatory
from costmodel.estimating.spec import Spec
from costmodel.files.faults import InputError, said
from costmodel.files.records import Record, Whole
from costmodel.money.currencies import Currency
from costmodel.price_book.book import PriceBook, find
from costmodel.price_book.evaluation import Weights, weights_of
from costmodel.price_book.facts import Bundle
from costmodel.risk.exact import Total
from costmodel.risk.simulation import RiskLine, risk_line, simulate_lines
from costmodel.words.columns import Column, Short, ShowsItself, chosen, frame
from costmodel.words.text import Language, Text

if TYPE_CHECKING:
    import pandas as pd


class Range(Record):
    """What a TCO may come to: P10, P50, P80 and P90."""

    p10: Decimal
    p50: Decimal
    p80: Decimal
    p90: Decimal


class Candidate(Record):
    """A bundle in a comparison. Without an estimate it brings no module that the need asks for, and has no price.

    `gap_cost` is what closing its gaps would add to the TCO; `coverage` the share of the need's scope, what it
    waives included, 0 to 1; `rank` is None where something mandatory is left out or the award rule does not admit it.
    """

    id: str
    name: Text
    estimate: Annotated[Estimate, Whole()] | None
    life: LifeCycle | None
    longest: LifeCycle | None
    spread: Range | None
    gaps: tuple[str, ...]
    gap_lines: tuple[GapLine, ...]
    gap_cost: Decimal
    coverage: Decimal
    points: tuple[tuple[str, Decimal], ...] = ()
    score: Decimal | None = None
    rank: int | None = None
    dropped_levers: tuple[str, ...] = ()


class Cheaper(Record):
    """How probable it is that the TCO of `a` is below that of `b`."""

    a: str
    b: str
    probability: float


class Trial(Record):
    """Who is first when one thing is changed: a discount rate, a horizon in years, or a move of foreign currencies."""

    changed: str
    value: Decimal
    winner: str


def _of(part: str, name: str) -> Callable[[Candidate, Any], Any]:
    """Reads a figure of a candidate's part, none where it has no price."""
    return lambda one, _: None if getattr(one, part) is None else getattr(getattr(one, part), name)


GAP_LINES = (
    Column("id"),
    Column("amount", "amount"),
    Column("recurring"),
)
CANDIDATES = (
    Column("id", head="bundle", places=("json",)),
    Column("bundle", of=lambda one, _: one.id, places=("frame",)),
    Column("name", places=("json",)),
    *(column._replace(of=_of("life", column.id)) for column in COSTS),
    *(Column(f"tco_{name}", "amount", _of("spread", name), f"TCO {name.upper()}") for name in Range.model_fields),
    Column("unknown", "items", lambda one, _: _ids(one.life.unknown) if one.life else (), places=("json",)),
    Column("gaps", "items", head="gaps"),
    Column("gap_cost", "amount"),
    Column("gap_lines", "rows", places=("json",), rows=GAP_LINES),
    Column("coverage", "share"),
    Column("points", of=lambda one, _: {id_: round(float(value), 6) for id_, value in one.points}, places=("json",)),
    Column("score", "points", head="score"),
    Column("rank", "count", head="rank"),
    Column("dropped_levers", "items", places=("json",)),
    Column("years", "count", lambda _, comparison: comparison.years, places=("frame",)),
    Column("currency", of=lambda _, comparison: comparison.currency.code, places=("frame",)),
)
CLOSING = (
    Column("bundle", of=lambda row, _: row[0]),
    Column("line", of=lambda row, _: row[1].id),
    Column("name", of=lambda row, _: row[1].item_name),
    Column("amount", "amount", lambda row, _: row[1].amount),
    Column("recurring", of=lambda row, _: row[1].recurring),
    Column("currency", of=lambda _, comparison: comparison.currency.code),
)
SIDE_BY_SIDE = "id one_off annual tco tco_p80 npv gaps score rank"
"""The columns that a table has room for."""
PAIRS = (Column("a"), Column("b"), Column("probability", "rate"))
TRIALS = (Column("changed"), Column("value", "rate"), Column("winner"))
"""The columns of the bundles, of what closing their gaps costs, of pairs, and of what was changed on trial."""


def _ids(records: Iterable[Any]) -> tuple[str, ...]:
    return tuple(record.id for record in records)


class Comparison(ShowsItself, Record):
    """Bundles side by side. `seed` drew the weights of `rank_stability`; `shared` is how far totals move together."""

    spec: Spec
    pricing: Annotated[Pricing, Whole(), Field(exclude=True, repr=False)]
    years: int
    discount_rate: Decimal
    judgement: Judgement
    candidates: tuple[Candidate, ...]
    p_cheaper: tuple[Cheaper, ...]
    shared: Decimal
    rank_stability: float | None
    trials: tuple[Trial, ...]
    seed: int

    @property
    def currency(self) -> Currency:
        """The currency of its amounts."""
        return self.pricing.money

    @property
    def on(self) -> date:
        """The day that it is for."""
        return self.pricing.on

    def candidate(self, id_: str) -> Candidate:
        """A bundle of the comparison by its id. Raises InputError with the nearest spelling."""
        return find(self.candidates, id_, what="a bundle of this comparison")

    @property
    def ranked(self) -> tuple[Candidate, ...]:
        """The bundles that have a rank, the first one first."""
        return tuple(sorted((c for c in self.candidates if c.rank is not None), key=lambda c: c.rank or 0))

    @property
    def winner(self) -> Candidate | None:
        """The first one; None where no bundle meets the need."""
        return next(iter(self.ranked), None)

    @property
    def like_for_like(self) -> bool:
        """Whether all bundles cover everything that the need requires."""
        return not any(candidate.gaps for candidate in self.candidates)

    def lives(self) -> tuple[LifeCycle, ...]:
        """The lives of the bundles that have a rank, the first one first."""
        return tuple(one.life for one in self.ranked if one.life is not None)

    def to_frame(self) -> pd.DataFrame:
        """The bundles as a tidy DataFrame, the currency in a column; `rank` is Int64, missing where there is none."""
        return frame(self.candidates, CANDIDATES, self).astype({"rank": "Int64"})

    def gaps_frame(self, *, language: Language = "en") -> pd.DataFrame:
        """What closing each bundle's gaps costs, line by line, a year of it where it recurs, as a tidy DataFrame."""
        rows = ((one.id, gap) for one in self.candidates for gap in one.gap_lines)
        return frame(rows, CLOSING, self, language=language)

    def pairs_frame(self) -> pd.DataFrame:
        """How probable it is that the TCO of `a` is below that of `b`, every pair once, as a tidy DataFrame."""
        return frame(self.p_cheaper, PAIRS)

    def trials_frame(self) -> pd.DataFrame:
        """Who is first at other discount rates, horizons and exchange rates, as a tidy DataFrame."""
        return frame(self.trials, TRIALS)

    def in_short(self) -> Short:
        """Who is first, and the bundles by rank."""
        first = self.winner.id if self.winner else "none, each leaves out something required"
        title = (
            f"Comparison of {len(self.candidates)} bundles over {self.years} years ({self.currency.code}): "
            f"first is {first}"
        )
        rows = (*self.ranked, *(one for one in self.candidates if one.rank is None))
        return Short(title, rows, chosen(CANDIDATES, SIDE_BY_SIDE), self, 0, self.currency.code)


def compare(
    spec: Spec,
    pricing: Pricing,
    *,
    bundles: Sequence[str | Bundle] = (),
    horizon: Horizon = Horizon(),
    weights: Weights | Mapping[str, Any] | None = None,
    seed: int = 1,
) -> Comparison:
    """All bundles, or the ones named, for one need over one horizon.

    `spec` is the need, `pricing` what it is priced with, `bundles` the ids of two or more, `horizon` how far and at
    which rates it is looked ahead. Levers that do not fit a bundle are left out there and named; a rate card prices
    lines of its own bundle alone. `weights` say how the first one is found, as a file of weights holds them, else the
    facts do; `seed` draws the weights by which the first one's rank is tried. Raises InputError for fewer than two
    bundles, figures out of bounds, and weights that do not fit.
    """
    book = pricing.book
    at_hand = {one.id: one for one in bundles if isinstance(one, Bundle)}
    named = [one.id if isinstance(one, Bundle) else str(one) for one in bundles]
    chosen = check_bundles(named, [*(bundle.id for bundle in book.bundles), *at_hand])
    picked = [at_hand[id_] if id_ in at_hand else book.bundle(id_, where="bundles") for id_ in chosen]
    judged_by = judgement(book, None if weights is None else weights_of(weights), bundles=chosen)
    full = _priced(spec, book.bundle(AS_PUBLISHED), pricing)
    if full is None:
        raise InputError.one(
            "modules", "", said("the bundle '{bundle}' brings none of them; choose others.", bundle=AS_PUBLISHED)
        )
    whole = life_cycle(full, horizon)
    found = [_candidate(spec, bundle, pricing, full=full, whole=whole, horizon=horizon) for bundle in picked]
    candidates = _awarded([candidate for candidate, _ in found], judged_by)
    totals = {candidate.id: total for candidate, total in found if total is not None}
    shared = book.risk.shared_between_bundles.value
    winner = next((candidate for candidate in candidates if candidate.rank == 1), None)
    judged = _judged(candidates)
    return Comparison(
        spec=spec,
        pricing=pricing,
        years=whole.years,
        discount_rate=whole.discount_rate,
        judgement=judged_by,
        candidates=candidates,
        p_cheaper=tuple(_pairs(totals, shared=float(shared))),
        shared=shared,
        rank_stability=stability(judged, judged_by, winner.id, draws=book.evaluation.tried.weight_draws, seed=seed)
        if winner
        else None,
        trials=tuple(_trials(candidates, judged_by, book, whole)) if winner else (),
        seed=seed,
    )


def _priced(spec: Spec, bundle: Bundle, pricing: Pricing) -> Estimate | None:
    """A bundle's estimate with the levers that fit it; None where it brings none of the modules."""
    if not set(spec.modules) & set(bundle.modules):
        return None
    kept = fitting_levers(spec, bundle, pricing.book)
    return estimate(spec.model_copy(update={"levers": kept}), bundle, pricing.of_bundle(bundle.id))


def _candidate(
    spec: Spec, bundle: Bundle, pricing: Pricing, *, full: Estimate, whole: LifeCycle, horizon: Horizon
) -> tuple[Candidate, Total | None]:
    """A bundle beside the full one and its life."""
    book = pricing.book
    priced = full if bundle.id == full.bundle.id else _priced(spec, bundle, pricing)
    missing = gaps(spec, bundle, book)
    wanted = mandatory(spec.model_copy(update={"not_mandatory": ()}), book)  # what is waived is still worth points
    lacking = gap_lines(missing, full, priced)
    life = longest = spread = total = None
    if priced is not None:
        life = whole if priced is full else life_cycle(priced, horizon)
        longest = life_cycle(priced, horizon._replace(years=book.lifecycle.horizon_years.maximum))
        total = _spread(priced, life)
        spread = Range(**{name: _at(total, name, priced.currency) for name in Range.model_fields})
    candidate = Candidate(
        id=bundle.id,
        name=bundle.name,
        estimate=priced,
        life=life,
        longest=longest,
        spread=spread,
        gaps=missing,
        gap_lines=lacking,
        gap_cost=over_life(lacking, whole),
        coverage=Decimal(len(set(covered(bundle, book)) & set(wanted))) / len(wanted) if wanted else Decimal(1),
        dropped_levers=tuple(name for name in spec.levers if priced and name not in priced.spec.levers),
    )
    return candidate, total


def _spread(priced: Estimate, life: LifeCycle) -> Total:
    """What the TCO may come to: every line as often as it is paid, and what the buyer bears, which is certain."""
    book = priced.book
    times = dict(life.line_multiples())
    lines = [risk_line(line).times(times[line.id]) for line in priced.lines if line.id in times]
    borne = sum((flow.amount for flow in life.flows if flow.line is None), Decimal(0))
    if borne:
        lines.append(RiskLine("borne", book.say("life.borne"), borne, borne, borne))
    found = simulate_lines(lines, book, currency=priced.currency).total
    assert isinstance(found, Total)  # noqa: S101  (one factor and no events: nothing is sampled)
    return found


def _at(total: Total, name: str, money: Currency) -> Decimal:
    return money.from_float(total.percentile(int(name[1:]) / 100))


def _judged(candidates: Iterable[Candidate]) -> list[Judged]:
    """The bundles that meet every mandatory item, by their NPV."""
    return [Judged(c.id, c.life.npv, c.coverage) for c in candidates if c.life is not None and not c.gaps]


def _awarded(candidates: Sequence[Candidate], by: Judgement) -> tuple[Candidate, ...]:
    """The candidates with their points and ranks."""
    judged = _judged(candidates)
    found = points(judged, by)
    order = ranking(judged, by)
    made = []
    for candidate in candidates:
        own = found.get(candidate.id)
        update = {
            "points": tuple(own.items()) if own else (),
            "score": score(own, by) if own else None,
            "rank": order.index(candidate.id) + 1 if candidate.id in order else None,
        }
        made.append(candidate.model_copy(update=update))
    return tuple(made)


def _pairs(totals: Mapping[str, Total], *, shared: float) -> Iterator[Cheaper]:
    """Every pair once, in the order of the bundles."""
    names = list(totals)
    for n, a in enumerate(names):
        for b in names[n + 1 :]:
            yield Cheaper(a=a, b=b, probability=probability_cheaper(totals[a], totals[b], shared=shared))


# ------------------------------------------------------------------ what the ranking is tried with


def _trials(candidates: Sequence[Candidate], by: Judgement, book: PriceBook, life: LifeCycle) -> Iterator[Trial]:
    """Who is first at other discount rates, horizons and exchange rates, one of them changed at a time."""
    facts, home = book.evaluation.tried, book.currencies.at_home(life.currency.code)
    usual = {"discount_rate": life.discount_rate, "horizon": Decimal(life.years), "exchange": Decimal(0)}
    tried = (
        ("discount_rate", facts.discount_rates),
        ("horizon", facts.horizons),
        ("exchange", facts.exchange_moves),
    )
    flows = {c.id: c.longest.flows for c in candidates if c.longest is not None and not c.gaps}
    for changed, values in tried:
        for value in values:
            at = {**usual, changed: Decimal(value)}
            judged = [Judged(c.id, _cost(flows[c.id], at, home), c.coverage) for c in candidates if c.id in flows]
            order = ranking(judged, by)
            if order:
                yield Trial(changed=changed, value=Decimal(value), winner=order[0])


def _cost(flows: Iterable[CashFlow], at: Mapping[str, Decimal], home: bool) -> Decimal:
    """The NPV at a discount rate and horizon, foreign currencies having moved by a share against the ouguiya."""
    total, dearer = Decimal(0), 1 + at["exchange"]
    for flow in flows:
        if flow.year < at["horizon"]:
            abroad = flow.foreign_share
            moved = 1 - abroad + abroad * dearer if home else abroad + (1 - abroad) / dearer
            total += flow.amount * moved * factor(at["discount_rate"], flow.year)
    return total
