"""Distributions of one cost: a PERT, triangular or lognormal through P10, mode and P90."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, sqrt
from typing import Literal, NamedTuple

import numpy as np

from costmodel.files.faults import InputError, not_among, said, shorten
from costmodel.price_book.risk import DISTRIBUTIONS, DistributionKind
from costmodel.risk import pert
from costmodel.risk.normal import Floats, probability_of, score_of

TAIL = 0.1
"""The probability below `low` and above `high`: they are P10 and P90 by definition."""

NEVER = 1e-3
"""A fit is refused where it would let a cost fall below nothing more often than this."""

LEAST_SIGMA = 1e-4
"""A lognormal that leans less than with this σ is a normal distribution in all but name, and is refused."""

ROUNDING = 1e-9
"""A minimum this close below zero, as a share of `likely`, is zero."""


class Shape(NamedTuple):
    """A distribution on a scale of its own: X = origin + scale × shape."""

    mode: float
    low: float
    high: float


class Distribution(NamedTuple):
    """A cost as a random quantity, in the unit of its `low`, `likely` and `high`.

    `origin` is the minimum of a bounded distribution, the shift of a lognormal; `parameter` is the mode's place
    between minimum and maximum, or the lognormal's σ. `fixed` has no width.
    """

    kind: DistributionKind | Literal["fixed"]
    origin: float
    scale: float
    parameter: float

    @property
    def maximum(self) -> float:
        """The largest possible cost; infinite for a lognormal."""
        return inf if self.kind == "lognormal" else self.origin + self.scale

    @property
    def mean(self) -> float:
        """The expected cost: (O + 4M + P) / 6 of a PERT, (O + M + P) / 3 of a triangle."""
        match self.kind:
            case "pert":
                inner = (1 + pert.WEIGHT * self.parameter) / (2 + pert.WEIGHT)
            case "triangular":
                inner = (1 + self.parameter) / 3
            case "lognormal":
                inner = exp(self.parameter**2 / 2)
            case _:
                inner = 0.0
        return self.origin + self.scale * inner

    @property
    def sd(self) -> float:
        """The standard deviation: √((μ−O)(P−μ)/7) of a PERT, √((O²+M²+P²−OM−OP−MP)/18) of a triangle."""
        u = self.parameter
        match self.kind:
            case "pert":
                mean = (1 + pert.WEIGHT * u) / (2 + pert.WEIGHT)
                inner = sqrt(mean * (1 - mean) / (3 + pert.WEIGHT))
            case "triangular":
                inner = sqrt((1 + u * u - u) / 18)
            case "lognormal":
                inner = exp(u * u / 2) * sqrt(exp(u * u) - 1)
            case _:
                inner = 0.0
        return self.scale * inner

    def cdf(self, cost: Floats) -> Floats:
        """The probability that the cost is not exceeded."""
        if self.kind == "fixed":
            return np.where(cost >= self.origin, 1.0, 0.0)
        y = (cost - self.origin) / self.scale
        u = self.parameter
        if self.kind == "lognormal":
            return probability_of(np.log(np.maximum(y, np.finfo(float).tiny)) / u)
        y = np.clip(y, 0.0, 1.0)
        if self.kind == "pert":
            return pert.probability(u, y)
        below = np.minimum(y, u) ** 2 / u if u > 0 else y
        above = 1 - (1 - np.maximum(y, u)) ** 2 / (1 - u) if u < 1 else y
        return np.where(y <= u, below, above)

    def quantile(self, probability: Floats) -> Floats:
        """The cost that is not exceeded with a probability between 0 and 1."""
        if self.kind == "fixed":
            return np.full(np.shape(probability), self.origin)
        return self.origin + self.scale * _quantile(self.kind, self.parameter, probability)


def fixed(cost: float) -> Distribution:
    """A cost that is certain."""
    return Distribution("fixed", cost, 0.0, 0.0)


def fit(low: float, likely: float, high: float, *, kind: str = "pert", what: str = "line") -> Distribution:
    """The distribution whose P10, mode and P90 are `low`, `likely` and `high`; a certain cost where all are equal.

    Raises InputError, naming `what`, where they are not in order or where the fit would let a cost be below nothing.
    """
    if kind not in DISTRIBUTIONS:
        raise InputError.one("distribution", "", not_among(kind, DISTRIBUTIONS, what="a distribution"))
    if not (0 <= low <= likely <= high < inf):
        shown = said(
            "low {low}, likely {likely}, high {high}", low=shorten(low), likely=shorten(likely), high=shorten(high)
        )
        raise InputError.one(
            what, "", said("{shown}: they must be in this order, from 0 on; put them right.", shown=shown)
        )
    if low == high:
        return fixed(likely)
    kept: DistributionKind = kind
    leans = high - likely > likely - low
    parameter = _parameter(kept, likely - low, high - likely) if leans or kept != "lognormal" else 0.0
    if kept == "lognormal" and parameter <= LEAST_SIGMA:
        raise InputError.one(what, "", _refused(kind, "it leans to the right, and this line does not"))
    shape = _shape(kept, parameter)
    scale = (high - low) / (shape.high - shape.low)
    made = Distribution(kept, likely - scale * shape.mode, scale, parameter)
    below_nothing = made.cdf(np.zeros(1))[0] if kept == "lognormal" else float(made.origin < -ROUNDING * likely)
    if below_nothing > NEVER:
        below = said(
            "through {low:,.2f}, {likely:,.2f} and {high:,.2f} (P10, mode, P90) it would fall below nothing",
            low=low,
            likely=likely,
            high=high,
        )
        raise InputError.one(what, "", _refused(kind, below))
    return made


def _refused(kind: str, why: str) -> str:
    others = ", ".join(other for other in DISTRIBUTIONS if other != kind)
    return said(
        "the {kind} distribution cannot fit: {why}. Choose another ({others}), or raise low.",
        kind=kind,
        why=why,
        others=others,
    )


def _parameter(kind: DistributionKind, down: float, up: float) -> float:
    """The parameter at which the shape's distances from P10 to mode and from mode to P90 are as `down` to `up`."""

    def lean(parameter: float) -> float:
        shape = _shape(kind, parameter)
        return ((shape.high - shape.mode) * down - (shape.mode - shape.low) * up) / (shape.high - shape.low)

    # A bounded shape leans less to the right the further right its mode lies, a lognormal more the larger its σ.
    if kind == "lognormal":
        return _root(lambda sigma: -lean(sigma), LEAST_SIGMA, float(score_of(1 - TAIL)))
    return _root(lean, 0.0, 1.0)


def _root(falling: Callable[[float], float], left: float, right: float) -> float:
    """Where a falling function crosses zero, by the Illinois method; the nearer end where it does not."""
    at_left, at_right = falling(left), falling(right)
    if at_left <= 0 or at_right >= 0:
        return left if at_left <= 0 else right
    last = 0
    for _ in range(100):
        middle = (left * at_right - right * at_left) / (at_right - at_left)
        value = falling(middle)
        if value == 0 or right - left < 1e-15:
            return middle
        if value > 0:
            left, at_left = middle, value
            at_right = at_right / 2 if last == 1 else at_right
            last = 1
        else:
            right, at_right = middle, value
            at_left = at_left / 2 if last == -1 else at_left
            last = -1
    return middle


def _shape(kind: DistributionKind, parameter: float) -> Shape:
    """Mode, P10 and P90 of the bare shape."""
    if kind == "pert":  # asked ten times a fit
        return Shape(parameter, pert.tenth(parameter), 1 - pert.tenth(1 - parameter))
    low, high = _quantile(kind, parameter, np.array([TAIL, 1 - TAIL]))
    return Shape(exp(-(parameter**2)) if kind == "lognormal" else parameter, float(low), float(high))


def _quantile(kind: DistributionKind, parameter: float, probability: Floats) -> Floats:
    p, u = probability, parameter
    if kind == "lognormal":
        return np.asarray(np.exp(u * score_of(p)))
    if kind == "pert":
        return pert.quantile(u, p)
    return np.where(p <= u, np.sqrt(u * p), 1 - np.sqrt((1 - u) * (1 - p)))
