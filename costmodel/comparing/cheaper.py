"""How probable it is that one of two uncertain totals is the lower one."""

from __future__ import annotations

from math import sqrt

import numpy as np

from costmodel.risk.exact import Total
from costmodel.risk.normal import probability_of, score_of

REACH, STEPS = 6.0, 1201
"""The normal scores over which is integrated."""


def probability_cheaper(a: Total, b: Total, *, shared: float) -> float:
    """P(A < B) where the normal scores of both totals have a correlation of `shared`, 0 to 1; a tie counts half.

    Given B's score, A's is normal with mean shared × score and variance 1 − shared².
    """
    if not (a.sd or b.sd):
        return float(a.costs[0] < b.costs[0]) + float(a.costs[0] == b.costs[0]) / 2
    if not a.sd:  # a certain total is a jump, which no sum over the other's scores meets exactly
        return 1.0 - probability_cheaper(b, a, shared=shared)
    if not b.sd:
        shared = 0.0  # what is certain moves with nothing
    scores = np.linspace(-REACH, REACH, STEPS)
    weights = np.exp(-(scores**2) / 2)
    of_b = np.interp(probability_of(scores), b.probabilities, b.costs)
    if shared == 1:  # both move as one
        of_a = np.interp(probability_of(scores), a.probabilities, a.costs)
        below = (of_a < of_b) + (of_a == of_b) / 2
    else:
        place = np.interp(of_b, a.costs, a.probabilities, left=0.0, right=1.0)
        below = probability_of((score_of(place) - shared * scores) / sqrt(1 - shared**2))
    return float(weights @ below / weights.sum())
