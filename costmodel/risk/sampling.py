"""The total of correlated lines by Monte Carlo: event risks, an exchange rate, any correlation matrix.

Trials come in blocks, each with random numbers of its own, so that the result does not depend on the threads. Only the
blocks in work are kept, and the totals are counted: memory is the same for any number of trials, below 1 MB a line and
a few MB besides for each thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import ceil, exp, isfinite, pi, sqrt
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.random import SFC64, Generator, SeedSequence

from costmodel.files.faults import InputError, said, shorten
from costmodel.risk.copula import Copula, Singles, any_matrix, by_word, common_factor, quantiles, words
from costmodel.risk.correlation import checked
from costmodel.risk.distributions import Distribution
from costmodel.risk.histogram import Counts, Histogram, counted
from costmodel.risk.normal import Floats, score_of

MAX_TRIALS = 100_000_000
"""More would tell nothing: the error of a percentile is then far below that of any assumption."""

SECONDS = 5e-9
"""What a line or an event takes in one trial, about."""

BLOCK = 65_536
"""Trials that are drawn together, with random numbers of their own: few enough for the processor's cache, enough for
two threads to pay, and for the shares of plain lines to come from the first block alone."""


class Event(NamedTuple):
    """What happens with a probability, independent of all else, and then adds its impact to the total."""

    probability: float
    impact: Distribution


class Exchange(NamedTuple):
    """An exchange rate that moves by exp(σW − σ²/2), W standard normal: `volatility` σ, and each line's share in it."""

    volatility: float
    shares: Sequence[float]


class Sample(NamedTuple):
    """Totals of `trials` trials.

    `shares`, `event_shares` and `exchange_share` are each part's covariance with the total over the total's variance,
    from the first `share_trials` trials: all of them where something may happen besides the lines, 65,536 where not.
    They add up to 1, or are all 0 for a total that is certain.
    """

    trials: int
    mean: float
    sd: float
    min: float
    max: float
    shares: tuple[float, ...]
    event_shares: tuple[float, ...]
    exchange_share: float
    share_trials: int
    histogram: Histogram

    def percentile(self, probability: float) -> float:
        """The total that is not exceeded with a probability from 0 to 1; within 0.003 % of what was drawn."""
        if not 0 <= probability <= 1:
            what = said(
                "{value} is not a probability; write one from 0 to 1, such as {example}.",
                value=shorten(probability),
                example="0.8",
            )
            raise InputError.one("percentile", "", what)
        return self.histogram.quantile(probability)

    def probability_within(self, amount: float) -> float:
        """The share of the trials whose total does not exceed an amount."""
        return self.histogram.probability(amount)

    def sampling_error(self, probability: float) -> float:
        """The standard error of a percentile, √(p(1−p)/n) over the density there; 0 at either end, where none is."""
        middle = self.percentile(probability)
        if not self.min < middle < self.max:
            return 0.0
        # The density is the slope of the S-curve over Bofinger's width (1975), which stays clear of either end.
        score = float(score_of(probability))
        normal = exp(-(score**2) / 2) / sqrt(2 * pi)
        width = (4.5 * normal**4 / ((2 * score**2 + 1) ** 2 * self.trials)) ** 0.2
        width = min(width, probability / 2, (1 - probability) / 2)
        slope = (self.percentile(probability + width) - self.percentile(probability - width)) / (2 * width)
        return float(sqrt(probability * (1 - probability) / self.trials) * slope)


def one_factor(
    lines: Sequence[Distribution],
    *,
    correlation: float,
    trials: int,
    seed: int,
    threads: int = 1,
    events: Sequence[Event] = (),
    exchange: Exchange | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sample:
    """The total of lines of which any two have the same correlation, 0 to 1: the one-factor Gaussian copula.

    The same seed gives the same numbers with any number of threads; `progress` is told the trials done after each
    block. Raises InputError for what is not a number of trials, a seed, a correlation, an event or an exchange.
    """
    _check(lines, trials, seed, threads, events, exchange)
    if not 0 <= correlation <= 1:
        what = said(
            "{value} is not a correlation of one common factor; write a number from 0 to 1.",
            value=shorten(correlation),
        )
        raise InputError.one("correlation", "", what)
    moving = sum(line.kind != "fixed" for line in lines)
    copula = common_factor(moving, correlation)
    return _sample(lines, copula, trials, seed, threads=threads, events=events, exchange=exchange, progress=progress)


def full_matrix(
    lines: Sequence[Distribution],
    *,
    matrix: Sequence[Sequence[float]] | Floats,
    trials: int,
    seed: int,
    threads: int = 1,
    events: Sequence[Event] = (),
    exchange: Exchange | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sample:
    """The total of lines whose normal scores have a correlation matrix, in the order of the lines.

    As `one_factor`. Raises InputError for a matrix that is no valid one; `correlation.checked` repairs it.
    """
    _check(lines, trials, seed, threads, events, exchange)
    valid = checked(matrix, size=len(lines))
    if valid.repaired:
        what = said(
            "no costs can be correlated like this; the nearest valid matrix is {distance:.3g} away. Repair it.",
            distance=valid.moved,
        )
        raise InputError.one("correlation", "", what)
    moving = [number for number, line in enumerate(lines) if line.kind != "fixed"]
    copula = any_matrix(valid.matrix[np.ix_(moving, moving)])
    return _sample(lines, copula, trials, seed, threads=threads, events=events, exchange=exchange, progress=progress)


class _Plan(NamedTuple):
    """All that a block needs; tables hold quantiles less their mean, `counted_from` is added to a total to count it."""

    copula: Copula
    tables: tuple[Singles, ...]
    events: tuple[tuple[float, Singles], ...]
    volatility: float | None
    exposures: Singles
    exposed: float
    counted_from: float
    floor: float
    trials: int
    seed: int

    @property
    def parts(self) -> int:
        """What has a share: lines, events and the exchange rate."""
        return len(self.tables) + len(self.events) + (self.volatility is not None)


class _Block(NamedTuple):
    """The centred totals of one block: counted, summed, squared, and with each part (of `shared` trials, or none)."""

    counts: Counts
    trials: int
    sum: float
    squares: float
    low: float
    high: float
    shared: int
    sums: Floats
    products: Floats


def _sample(
    lines: Sequence[Distribution],
    copula: Copula,
    trials: int,
    seed: int,
    *,
    threads: int,
    events: Sequence[Event],
    exchange: Exchange | None,
    progress: Callable[[int], None] | None,
) -> Sample:
    """All blocks of a plan, put together in their order."""
    moving = [number for number, line in enumerate(lines) if line.kind != "fixed"]
    mean = sum(line.mean for line in lines)
    tables = [quantiles(line) for line in lines]
    impacts = [quantiles(event.impact) for event in events]
    # Bins are ever finer towards zero: totals are lifted clear of it, but not so far that they lose digits.
    usual = abs(mean) or abs(sum(event.probability * event.impact.mean for event in events))
    lowest = sum(float(table[0]) for table in tables) + sum(min(float(table[0]), 0.0) for table in impacts)
    lift = max(0.0, usual / 8 - lowest)
    plan = _Plan(
        copula=copula,
        tables=tuple((tables[n] - lines[n].mean).astype(np.float32) for n in moving),
        events=tuple((event.probability, by_word(table)) for event, table in zip(events, impacts, strict=True)),
        volatility=exchange.volatility if exchange else None,
        exposures=np.array([exchange.shares[n] for n in moving] if exchange else [], dtype=np.float32),
        exposed=sum(share * line.mean for share, line in zip(exchange.shares, lines, strict=True)) if exchange else 0.0,
        counted_from=mean + lift,
        floor=usual / 16,
        trials=trials,
        seed=seed,
    )
    counts = Counts(0, np.zeros(0, np.int64))
    done, total, squares, shared = 0, 0.0, 0.0, 0
    low, high = np.inf, -np.inf
    sums, products = np.zeros((2, plan.parts))
    for block in _in_order(partial(_block, plan), ceil(trials / BLOCK), threads):
        counts = counts.plus(block.counts)
        done, total, squares = done + block.trials, total + block.sum, squares + block.squares
        low, high = min(low, block.low), max(high, block.high)
        shared, sums, products = shared + block.shared, sums + block.sums, products + block.products
        if progress is not None:
            progress(done)
    off = total / trials
    covariances = products / shared - sums / shared * (sums.sum() / shared)
    spread = covariances.sum()
    shares = iter((covariances / spread if spread > 0 else np.zeros(plan.parts)).tolist())
    return Sample(
        trials=trials,
        mean=mean + off,
        sd=sqrt(max(squares / trials - off**2, 0.0)),
        min=mean + low,
        max=mean + high,
        shares=tuple(0.0 if line.kind == "fixed" else next(shares) for line in lines),
        event_shares=tuple(next(shares) for _ in events),
        exchange_share=next(shares, 0.0),
        share_trials=shared,
        histogram=Histogram.of(counts, lift=lift, low=mean + low, high=mean + high),
    )


def _block(plan: _Plan, number: int) -> _Block:
    """One block: lines, events and the exchange rate drawn one after the other and added up."""
    bits = SFC64(SeedSequence(plan.seed, spawn_key=(number,)))
    size = min(BLOCK, plan.trials - number * BLOCK)
    lines, extra = len(plan.tables), plan.parts - len(plan.tables)
    shared = bool(extra) or number == 0
    parts = np.empty((plan.parts if shared else 1, size), np.float32)
    total = np.zeros(size, np.float32)
    for n, (table, places) in enumerate(zip(plan.tables, plan.copula(bits, size), strict=True)):
        part = parts[n if shared else 0]
        np.take(table, places, out=part, mode="wrap")
        np.add(total, part, out=total)
    if extra:
        _happen(plan, bits, parts)
        for part in parts[lines:]:
            np.add(total, part, out=total)
    sums, products = np.zeros((2, plan.parts))
    if shared:
        sums, products = parts.sum(axis=1, dtype=float), np.einsum("ik,k->i", parts, total, dtype=float)
    exact = total.astype(float)
    return _Block(
        counts=counted(np.maximum(total + np.float32(plan.counted_from), np.float32(plan.floor))),
        trials=size,
        sum=float(exact.sum()),
        squares=float(np.square(exact).sum()),  # not a dot product, whose threads would be in the way of ours
        low=float(total.min()),
        high=float(total.max()),
        shared=size if shared else 0,
        sums=sums,
        products=products,
    )


def _happen(plan: _Plan, bits: SFC64, parts: Singles) -> None:
    """Events and the move of the exchange rate, each in its row after the lines."""
    random, lines, size = Generator(bits), len(plan.tables), parts.shape[1]
    for part, (probability, impacts) in zip(parts[lines:], plan.events, strict=False):
        hits = np.flatnonzero(random.random(size) < probability)
        part.fill(0)
        part[hits] = impacts[words(bits, len(hits))]
    if plan.volatility is not None:
        move = random.standard_normal(size, dtype=np.float32) * plan.volatility - plan.volatility**2 / 2
        exposed = np.einsum("i,ik->k", plan.exposures, parts[:lines]) + plan.exposed
        parts[-1] = np.expm1(move) * exposed


def _in_order(work: Callable[[int], _Block], count: int, threads: int) -> Iterator[_Block]:
    """The blocks in their order, a few at a time in work."""
    if threads == 1:
        yield from map(work, range(count))
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = deque(pool.submit(work, number) for number in range(min(count, 2 * threads)))
        for number in range(len(waiting), count + len(waiting)):
            yield waiting.popleft().result()
            if number < count:
                waiting.append(pool.submit(work, number))


def _check(
    lines: Sequence[Distribution],
    trials: int,
    seed: int,
    threads: int,
    events: Sequence[Event],
    exchange: Exchange | None,
) -> None:
    """Raise InputError for what cannot be sampled."""
    if not lines:
        raise InputError.one("simulation", "", "has no line; give one at least.")
    _whole("trials", trials, said("from 1 to {most:,}, such as 100000", most=MAX_TRIALS), least=1)
    if trials > MAX_TRIALS:
        minutes = trials * (len(lines) + len(events)) * SECONDS / 60
        raise InputError.one(
            "trials",
            "",
            said(
                "{trials:,} would take some {minutes:,.0f} min; at most {most:,} are allowed. Write "
                "fewer: a hundred times the trials make a percentile only ten times as sure.",
                trials=trials,
                minutes=max(minutes, 1),
                most=MAX_TRIALS,
            ),
        )
    _whole("seed", seed, said("from 0 on"), least=0)
    _whole("threads", threads, said("from 1 on"), least=1)
    for number, event in enumerate(events, start=1):
        if not 0 <= event.probability <= 1:
            what = said(
                "its probability {value} is not from 0 to 1; write {percent} as {share}.",
                value=shorten(event.probability),
                percent="30 %",
                share="0.3",
            )
            raise InputError.one(f"event {number}", "", what)
    if exchange is None:
        return
    if not (isfinite(exchange.volatility) and exchange.volatility >= 0):
        what = said(
            "{value} is not from 0 on; write {percent} as {share}.",
            value=shorten(exchange.volatility),
            percent="10 %",
            share="0.1",
        )
        raise InputError.one("exchange", "volatility", what)
    if len(exchange.shares) != len(lines):
        what = said(
            "{given} for {lines} lines; give each line one, 0 where the rate does not touch it.",
            given=len(exchange.shares),
            lines=len(lines),
        )
        raise InputError.one("exchange", "shares", what)
    for number, share in enumerate(exchange.shares, start=1):
        if not 0 <= share <= 1:
            what = said(
                "the share {value} of line {line} is not from 0 to 1; write {percent} as {share}.",
                value=shorten(share),
                line=number,
                percent="85 %",
                share="0.85",
            )
            raise InputError.one("exchange", "shares", what)


def _whole(what: str, value: int, allowed: str, *, least: int) -> None:
    if not isinstance(value, Integral) or value < least:
        raise InputError.one(
            what,
            "",
            said("{value} is not allowed; write a whole number {allowed}.", value=shorten(value), allowed=allowed),
        )
