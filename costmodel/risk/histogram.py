"""Amounts without number, counted in bins as fine as they need to be.

A bin is an amount's leading bits as a 32-bit number: 1/32,768 of the amount wide or less, whatever its size, so that
nobody has to know beforehand where the amounts will lie.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LOW_BITS = 8
"""Bits of an amount's 32 that its bin ignores."""

ATOM = 0.01
"""A bin that holds more of the counted is one amount, such as the cost when no event happens."""


class Counts(NamedTuple):
    """How many amounts lie in each bin, from the bin `first` on."""

    first: int
    counts: NDArray[np.int64]

    def plus(self, other: Counts) -> Counts:
        """Both counts as one."""
        if not len(self.counts):
            return other
        first = min(self.first, other.first)
        end = max(self.first + len(self.counts), other.first + len(other.counts))
        both = np.zeros(end - first, np.int64)
        for one in (self, other):
            both[one.first - first : one.first - first + len(one.counts)] += one.counts
        return Counts(first, both)


def counted(amounts: NDArray[np.float32]) -> Counts:
    """Amounts from 0 on, counted; nothing below 0 is told apart."""
    bins = _bins(amounts)
    first = int(bins.min())
    return Counts(first, np.bincount(bins - first))


class Histogram(NamedTuple):
    """Counted amounts: how many lie `below` the lower edge of each bin, what was added to each before (`lift`)."""

    first: int
    below: NDArray[np.int64]
    lift: float
    low: float
    high: float

    @classmethod
    def of(cls, counts: Counts, *, lift: float, low: float, high: float) -> Histogram:
        """From counts, the lowest and the highest amount."""
        return cls(counts.first, np.concatenate(([0], np.cumsum(counts.counts))), lift, low, high)

    def quantile(self, probability: float) -> float:
        """The amount that is not exceeded by a share of the counted."""
        rank = probability * int(self.below[-1])
        above = max(int(np.searchsorted(self.below, rank)), 1)
        start, end = self._edge(above - 1), self._edge(above)
        part = (rank - self.below[above - 1]) / (self.below[above] - self.below[above - 1])
        return float(min(max(start + part * (end - start), self.low), self.high))

    def probability(self, amount: float) -> float:
        """The share of the counted that does not exceed an amount."""
        if amount >= self.high:
            return 1.0
        bin_ = int(_bins(np.array([amount + self.lift], dtype=np.float32))[0])
        here = min(bin_ - self.first, len(self.below) - 2)
        if amount < self.low or here < 0:
            return 0.0
        start, end = self._edge(here), self._edge(here + 1)
        count, all_ = self.below[here + 1] - self.below[here], self.below[-1]
        part = 1.0 if count > ATOM * all_ else min(max((amount - start) / (end - start), 0.0), 1.0)
        return float((self.below[here] + part * count) / all_)

    def _edge(self, number: int) -> float:
        bits = np.array([self.first + number], dtype=np.int32) << LOW_BITS
        return float(bits.view(np.float32)[0]) - self.lift


def _bins(amounts: NDArray[np.float32]) -> NDArray[np.int32]:
    return np.maximum(amounts, np.float32(0)).view(np.int32) >> LOW_BITS
