"""The standard normal distribution: from scores to probabilities and back.

Φ(−y) is the density times Mills' ratio, which is as smooth as 1 / (y + 4): times y + 4 it is a polynomial in
(y − 4) / (y + 4) from y = 0 to infinity (the way of Schonfelder, 1978, for the error function). The coefficients are
those of its Chebyshev series in powers, computed with 50 digits; what is left out is below 1 part in 10¹⁵.
"""

from __future__ import annotations

from math import inf
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

CENTRE = 4.0
FARTHEST = 40.0
"""The score from which on a probability is 0 in double precision."""

MILLS = (
    0.7552851304157514,
    -0.607896641971893,
    0.3871374007422266,
    -0.1865218579595787,
    0.06039657489036092,
    -0.007540188968891619,
    -0.0034796923566515025,
    0.0016308184854735856,
    0.00013334420916014778,
    -0.00023109513778728935,
    -1.907676030719098e-06,
    3.514560235904452e-05,
    7.146021531267462e-07,
    -5.922893777541928e-06,
    -6.249551077565178e-07,
    1.026984070143193e-06,
    2.647337281979868e-07,
    -1.622316320853567e-07,
    -7.878360342693638e-08,
    1.9569608939974048e-08,
    1.60673869573294e-08,
    -1.277235143295772e-09,
    -1.6886576966786735e-09,
)
"""Mills' ratio / √2π × (y + CENTRE) in powers of (y − CENTRE) / (y + CENTRE), the lowest first."""


def probability_of(scores: Floats | float) -> Floats:
    """Φ: the probability that a score is not exceeded."""
    below = np.asarray(scores, dtype=float)
    far = np.minimum(np.abs(below), FARTHEST)
    beyond = series(MILLS, (far - CENTRE) / (far + CENTRE))
    beyond *= np.exp(far * far * -0.5)
    beyond /= far + CENTRE
    return np.where(below > 0, 1 - beyond, beyond)


def score_of(probabilities: Floats | float) -> Floats:
    """Φ⁻¹: the score that is not exceeded with a probability; infinite at 0 and 1."""
    asked = np.asarray(probabilities, dtype=float)
    score = NormalDist().inv_cdf
    found = [score(one) if 0 < one < 1 else inf if one else -inf for one in asked.ravel().tolist()]
    return np.array(found).reshape(asked.shape)


def series(coefficients: tuple[Floats | float, ...], at: Floats) -> Floats:
    """A polynomial by Horner's rule, its lowest coefficient first."""
    found = 0 * at + coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        found *= at
        found += coefficient
    return found
