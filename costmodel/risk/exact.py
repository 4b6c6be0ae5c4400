"""The total of correlated lines without sampling: given the common factor the lines are independent.

One-factor Gaussian copula: X = Q(Φ(√ρ Z + √(1−ρ) ε)), Z common to all lines, ε a line's own. For each value of Z the
conditional distributions of the lines are convolved by multiplying their Fourier transforms; the average over Z is
taken there too, so that one inverse transform gives the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from costmodel.risk.distributions import Distribution
from costmodel.risk.normal import Floats, probability_of, score_of

POINTS = 1024
"""Points of the grid on which costs are convolved, at least."""

REACH = 7.0
"""How far the common factor is integrated either way, in standard deviations."""

STEP = 1.0
"""Step of that integral, in widths of what varies with the factor; the error falls with exp(−2π² / step²)."""

SAME = 0.9999
"""From this correlation on the lines move as one."""

TAIL = 1e-9
"""The part of an unbounded distribution that is left out at either end."""

BATCH = 64
"""Values of the factor that are handled together, which bounds the memory."""

FINE = 256
"""Points on which each line's mean at a value of the factor is found, at least."""

STEPS_OF_SPREAD = 48
"""Steps of the grid in the standard deviation of the total of independent lines, at least."""

ROOM = 4
"""Points of the grid for each line, at least, however narrow."""


class Total(NamedTuple):
    """The distribution of a total: costs with the probability that each is not exceeded, and what makes it wide.

    `shares` are each line's covariance with the total over the total's variance; they add up to 1 (0 for a total
    that is certain).
    """

    costs: Floats
    probabilities: Floats
    mean: float
    sd: float
    shares: tuple[float, ...]

    def percentile(self, probability: float) -> float:
        """The cost that is not exceeded with this probability, strictly between 0 and 1."""
        return float(np.interp(probability, self.probabilities, self.costs))

    def probability_within(self, cost: float) -> float:
        """The probability that a cost is not exceeded."""
        return float(np.interp(cost, self.costs, self.probabilities, left=0.0, right=1.0))


class _Span(NamedTuple):
    """Where a line lies: its end points."""

    line: Distribution
    start: float
    width: float


class _Steps(NamedTuple):
    """The steps of a line's own: the normal scores of their edges, their middles from the start in steps of the grid.

    `split` of them make a step of the grid; all of them where the line is narrower than that.
    """

    scores: Floats
    places: Floats
    split: int


def exact_total(lines: Sequence[Distribution], *, correlation: float, fineness: int = 1) -> Total:
    """The total of lines of which any two have the same correlation, 0 to 1.

    `fineness` refines the grid and the integral over the factor; the default is exact to 0.005 %.
    """
    mean = sum(line.mean for line in lines)
    certain = sum(line.origin for line in lines if line.kind == "fixed")
    spans = [_span(line) for line in lines if line.kind != "fixed"]
    if not spans:
        return Total(np.full(2, certain), np.array([0.0, 1.0]), mean, 0.0, (0.0,) * len(lines))
    points = fineness * _points(spans)
    if correlation >= SAME:
        scores = np.linspace(-REACH, REACH, points)
        weights, probabilities = _weights(scores), probability_of(scores)
        means = np.array([span.line.quantile(probabilities) for span in spans])
        costs = means.sum(0)
    else:
        factor = _factor(spans, correlation, fineness)
        weights = _weights(factor)
        grid = sum(span.width for span in spans) / (points - 2 * len(spans) - 2)
        masses, means = _convolved(spans, factor, weights, correlation, grid, points)
        costs = sum(span.start for span in spans) + grid * np.arange(points)
        probabilities = np.clip(np.maximum.accumulate(np.cumsum(masses)), 0.0, 1.0)
    covariances = (means * weights) @ means.T - np.outer(means @ weights, means @ weights)
    np.fill_diagonal(covariances, [span.line.sd**2 for span in spans])
    with_total = covariances.sum(1)
    sd = sqrt(float(with_total.sum()))
    if correlation < SAME:  # what is shared between points spreads by that; take it out again
        on_grid = float(masses @ costs)
        spread = sqrt(float(masses @ (costs - on_grid) ** 2) + grid**2 / 12)
        costs = mean - certain + (costs + grid / 2 - on_grid) * sd / spread
    shares = iter(with_total / sd**2)
    return Total(
        costs + certain,
        probabilities,
        mean,
        sd,
        tuple(0.0 if line.kind == "fixed" else float(next(shares)) for line in lines),
    )


def _span(line: Distribution) -> _Span:
    if line.kind != "lognormal":
        return _Span(line, line.origin, line.scale)
    low, high = line.quantile(np.array([TAIL, 1 - TAIL]))
    return _Span(line, float(low), float(high - low))


def _points(spans: Sequence[_Span]) -> int:
    """Points of the grid, a power of two: more for a lognormal, whose long tail leaves few to the rest."""
    spread = float(np.linalg.norm([span.line.sd for span in spans]))
    steps = ceil(STEPS_OF_SPREAD * sum(span.width for span in spans) / spread)
    return 2 ** (max(POINTS, steps, ROOM * len(spans)) - 1).bit_length()  # type: ignore[no-any-return]


def _factor(spans: Sequence[_Span], correlation: float, fineness: int) -> Floats:
    """Values of the common factor, close enough for the total's spread at a given factor; one where there is none."""
    if not correlation:
        return np.zeros(1)
    spreads = np.array([span.line.sd for span in spans])
    width = sqrt((1 - correlation) / correlation) * float(np.linalg.norm(spreads) / spreads.sum())
    return np.linspace(-REACH, REACH, 2 * ceil(fineness * REACH / min(1.0, STEP * width)) + 1)


def _weights(scores: Floats) -> Floats:
    """The standard normal density on even steps, adding up to 1."""
    density: Floats = np.exp(-(scores**2) / 2)
    return np.asarray(density / density.sum())


def _convolved(
    spans: Sequence[_Span], factor: Floats, weights: Floats, correlation: float, grid: float, points: int
) -> tuple[Floats, Floats]:
    """The masses of the total on the grid, and each line's mean at each value of the factor."""
    spectrum = np.zeros(points // 2 + 1, dtype=complex)
    means = np.empty((len(spans), len(factor)))
    lines = [_steps(span, grid) for span in spans]
    for first in range(0, len(factor), BATCH):
        batch = slice(first, first + BATCH)
        product = np.ones((len(factor[batch]), points // 2 + 1), dtype=complex)
        for n, line in enumerate(lines):
            fine = _conditional_masses(line.scores, factor[batch], correlation)
            means[n, batch] = spans[n].start + grid * (fine @ line.places)
            product *= np.fft.rfft(_on_grid(fine, line), points)
        spectrum += weights[batch] @ product
    return np.fft.irfft(spectrum, points), means


def _steps(span: _Span, grid: float) -> _Steps:
    """Steps that hold all of a line's mass."""
    if span.width < grid:
        split = FINE
        edges = np.arange(split + 1) / split * span.width / grid
    else:
        split = ceil(FINE * grid / span.width)
        edges = np.arange(split * ceil(span.width / grid) + 1) / split
    below = span.line.cdf(span.start + grid * edges)
    below[0], below[-1] = 0.0, 1.0
    return _Steps(score_of(below), (edges[1:] + edges[:-1]) / 2, split)


def _on_grid(fine: Floats, line: _Steps) -> Floats:
    """Masses of a line's steps on the grid: each is shared between the points before and after it, by nearness."""
    steps = fine.reshape(len(fine), -1, line.split)
    after = steps @ line.places[: line.split]
    masses = np.zeros((len(fine), steps.shape[1] + 1))
    masses[:, :-1] = steps.sum(2) - after
    masses[:, 1:] += after
    return masses


def _conditional_masses(scores: Floats, factor: Floats, correlation: float) -> Floats:
    """Each step's mass (columns) at each value of the factor (rows)."""
    own = (scores - sqrt(correlation) * factor[:, None]) / sqrt(1 - correlation)
    return np.diff(probability_of(own))
