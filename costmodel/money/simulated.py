"""Amounts out of a simulation, and to how many figures they are printed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from costmodel.words.text import rough

FINE_ENOUGH = 4
"""Steps of three figures that a standard deviation must hold before they are fine enough to print it by."""


class Simulated(NamedTuple):
    """A simulated amount as it is printed: rounded to three figures, or exact where its spread is small for that."""

    amount: Decimal
    rounded: bool

    @classmethod
    def of(cls, amount: Decimal, sd: Decimal) -> Simulated:
        """An amount of a total with a standard deviation, which says how fine it must be told."""
        step = Decimal(1).scaleb(max(0, amount.adjusted() - 2))
        if step * FINE_ENOUGH <= sd:
            return cls(rough(amount).quantize(amount), rounded=True)
        return cls(amount, rounded=False)


def shown(amount: Decimal, sd: Decimal) -> Decimal:
    """The figure alone of a simulated amount as it is printed."""
    return Simulated.of(amount, sd).amount
