"""What the formulas compute with: by the standard library for one number, by NumPy for an array of them.

So the price of one hospital needs no NumPy, and a million go through the same formulas.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

Number: TypeAlias = Any
"""A float or a NumPy array of floats."""


def single(*values: Number) -> bool:
    """Whether all values are plain numbers."""
    return all(isinstance(value, (int, float)) for value in values)


def log(value: Number) -> Number:
    """The natural logarithm."""
    if single(value):
        return math.log(value)
    import numpy as np

    return np.log(value)


def larger(one: Number, other: Number) -> Number:
    """The larger of two."""
    if single(one, other):
        return max(one, other)
    import numpy as np

    return np.maximum(one, other)


def smaller(one: Number, other: Number) -> Number:
    """The smaller of two."""
    return -larger(-one, -other)


def present(value: Number) -> Number:
    """1 where a value is above 0, else 0."""
    if single(value):
        return 1.0 if value > 0 else 0.0
    import numpy as np

    return np.where(value > 0, 1.0, 0.0)


def all_are(value: Number, wanted: float) -> bool:
    """Whether a value, or each of an array, is the one that is wanted."""
    found: bool = value == wanted if single(value) else (value == wanted).all()
    return found
