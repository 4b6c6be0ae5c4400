"""The bare PERT on 0 to 1: a beta distribution of α = 1 + 4u and β = 6 − α about its mode u.

Up to one half its probability is xᵅ times a power series, I(x; α, β) = xᵅ / B(α, β) · Σ (1−β)ₙ xⁿ / (n! (α+n)) (DLMF
8.17.7); above, it is one minus that of the mirrored distribution.
"""

from __future__ import annotations

from functools import lru_cache
from math import gamma, pi
from typing import Any

import numpy as np

from costmodel.risk.normal import Floats, series

WEIGHT = 4
"""How often the mode counts beside either end in a PERT mean, (O + 4M + P) / 6."""

TERMS = 46
"""Terms of the power series; at one half, where it converges slowest, the next one is below 10⁻¹⁶ of the first."""

NEAR = 1e-6
"""A step of the logarithm after which the next, by cubic convergence, is nothing in double precision."""

NODES = 44
"""Modes at which a P10 is computed; between them it is interpolated to 10⁻¹⁵."""

LEAST = 1e-300
HALF = np.log(0.5)


def probability(mode: float, place: Floats) -> Floats:
    """The probability that a place from 0 to 1 is not exceeded."""
    below, above = np.minimum(place, 0.5), np.minimum(1 - place, 0.5)
    alpha, beta = _powers(mode)
    from_left = below**alpha * series(_coefficients(mode), below)
    from_right = above**beta * series(_coefficients(1 - mode), above)
    return np.asarray(np.where(place <= 0.5, from_left, 1 - from_right))


def quantile(mode: float | Floats, asked: Floats | float) -> Floats:
    """The place that is not exceeded with a probability from 0 to 1."""
    wanted = np.asarray(asked, dtype=float)
    half = 0.5 ** _powers(mode)[0] * series(_coefficients(mode), np.asarray(0.5))
    from_left = _up_to_half(mode, np.minimum(wanted, half))
    from_right = _up_to_half(1 - mode, np.minimum(1 - wanted, 1 - half))
    return np.asarray(np.where(wanted <= half, from_left, 1 - from_right))


def tenth(mode: float) -> float:
    """The P10 about a mode from 0 to 1, by its Chebyshev series (Clenshaw's rule)."""
    twice, last, before = 2 * (2 * mode - 1), 0.0, 0.0
    first, *others = _tenths()
    for coefficient in reversed(others):
        last, before = coefficient + twice * last - before, last
    return first + twice / 2 * last - before


@lru_cache(maxsize=1)
def _tenths() -> tuple[float, ...]:
    """The Chebyshev series of the P10 over the modes."""
    angles = (np.arange(NODES) + 0.5) * (pi / NODES)
    found = quantile((1 + np.cos(angles)) / 2, 0.1)
    sums = [2 / NODES * float(np.sum(found * np.cos(n * angles))) for n in range(NODES)]
    return (sums[0] / 2, *sums[1:])


def _powers(mode: Any) -> tuple[Any, Any]:
    return 1 + WEIGHT * mode, 1 + WEIGHT * (1 - mode)


def _up_to_half(mode: float | Floats, asked: Floats) -> Floats:
    """The places of probabilities that lie up to one half, by Halley's rule on logarithms, where they are convex."""
    alpha, beta = _powers(mode)
    coefficients = _coefficients(mode)
    first, goal = coefficients[0], np.log(np.maximum(asked, LEAST))
    at = (goal - np.log(first)) / alpha  # as if the series had this term alone: never too far right
    for _ in range(10):
        place = np.exp(at)
        rest = series(coefficients, place)
        slope = (1 - place) ** (beta - 1) * (alpha * first) / rest
        step = (alpha * at + np.log(rest) - goal) / slope
        step /= 1 - step * (alpha - (beta - 1) * place / (1 - place) - slope) / 2
        at = np.minimum(at - step, HALF)
        if np.max(np.abs(step), initial=0.0) < NEAR:
            break
    return np.where(asked > 0, np.exp(at), 0.0)


def _coefficients(mode: Any) -> tuple[Any, ...]:
    alpha, beta = _powers(mode)
    found, next_ = [], 1 / _beta(alpha)
    for n in range(TERMS):
        found.append(next_ / (alpha + n))
        next_ = next_ * ((n + 1 - beta) / (n + 1))
    return tuple(found)


def _beta(alpha: Any) -> Any:
    """B(α, 6 − α) = Γ(α) Γ(6 − α) / Γ(6)."""
    whole = WEIGHT + 2
    if np.ndim(alpha) == 0:
        return gamma(alpha) * gamma(whole - alpha) / gamma(whole)
    return np.array([_beta(one) for one in alpha.ravel().tolist()]).reshape(alpha.shape)
