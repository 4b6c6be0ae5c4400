"""The standard normal distribution: from scores to probabilities and back. SciPy is loaded when it is first asked."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


def probability_of(scores: Floats | float) -> Floats:
    """Φ: the probability that a score is not exceeded."""
    from scipy.special import ndtr

    return np.asarray(ndtr(scores))


def score_of(probabilities: Floats | float) -> Floats:
    """Φ⁻¹: the score that is not exceeded with a probability; infinite at 0 and 1."""
    from scipy.special import ndtri

    return np.asarray(ndtri(probabilities))
