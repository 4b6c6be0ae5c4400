"""Which costs the lines take in a trial: correlated normal scores, as places in tables of the lines' quantiles.

Gaussian copula: X = Q(Φ(z)), the normal scores z of the lines being correlated. 16 random bits look up a score, and the
score looks up the nearest cost in a table, so that nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import ceil, sqrt
from typing import TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import SFC64
from numpy.typing import NDArray

from costmodel.risk.correlation import factor
from costmodel.risk.distributions import Distribution
from costmodel.risk.normal import Floats, probability_of, score_of

Singles: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]
Copula: TypeAlias = Callable[[SFC64, int], Iterator[Places]]
"""From a source of random words and a number of trials to the places of one line after the other in its table.

The same array each time; it is to be used before the next is asked for.
"""

WORDS = 65_536
"""Normal scores that 16 random bits choose from."""

REACH = 7.5
"""The normal score at which a table ends; no sum of two common scores and one own reaches it."""

STEPS = 32_768
STEP = 2 * REACH / STEPS
MIDDLE = STEPS // 2
"""Steps of a table, as many as a signed 16-bit number can tell, their width in scores, and the place of score 0."""

NODES = 256
"""Quantiles that are computed for a table where they are slow; a cubic through four of them gives the rest."""


def common_factor(lines: int, correlation: float) -> Copula:
    """Places of lines that share one factor: z = √ρ Z + √(1−ρ) ε. All is in steps, so that it only takes adding."""
    own = np.rint(_scores() * (sqrt(1 - correlation) / STEP)).astype(np.int16)
    common = (_scores() * (sqrt(correlation / 2) / STEP)).astype(np.float32)

    def places(bits: SFC64, size: int) -> Iterator[Places]:
        wide, near, centre = np.empty(size, np.intp), np.empty(size, np.int16), np.full(size, MIDDLE, np.int16)
        if correlation:  # two scores make one that is finer than 16 bits
            one, other = np.empty((2, size), np.float32)
            _draw(common, bits, wide, one)
            _draw(common, bits, wide, other)
            np.add(one, other, out=one)
            np.add(one, np.float32(MIDDLE + 0.5), out=one)
            np.copyto(centre, one, casting="unsafe")
        for _ in range(lines):
            _draw(own, bits, wide, near)
            np.add(near, centre, out=near)
            np.copyto(wide, near)
            yield wide

    return places


def any_matrix(matrix: Floats) -> Copula:
    """Places of lines whose scores have a correlation matrix: z = L ε with L Lᵀ the matrix."""
    root = (factor(matrix) / STEP).astype(np.float32) if len(matrix) else np.empty((0, 0), np.float32)
    scores = _scores().astype(np.float32)

    def places(bits: SFC64, size: int) -> Iterator[Places]:
        wide, score, own = np.empty(size, np.intp), np.empty(size, np.float32), np.empty((len(root), size), np.float32)
        for row in own:
            _draw(scores, bits, wide, row)
        for weights in root:
            # Not by the linear algebra library, whose last digits differ from machine to machine.
            np.einsum("j,jk->k", weights, own, out=score)
            np.add(score, np.float32(MIDDLE + 0.5), out=score)
            np.clip(score, 0, STEPS - 1, out=score)
            np.copyto(wide, score, casting="unsafe")
            yield wide

    return places


def quantiles(line: Distribution) -> Floats:
    """A line's table: its quantiles at even steps of the normal score."""
    if line.kind != "pert":
        return line.quantile(_probabilities(np.arange(STEPS)))
    # A beta quantile is slow but smooth: each four neighbours give those between (Lagrange).
    wide = STEPS // NODES
    nodes = line.quantile(_probabilities(np.arange(-1, NODES + 2) * wide))
    t = np.arange(wide) / wide
    cubic = np.array(
        [
            -t * (t - 1) * (t - 2) / 6,
            (t + 1) * (t - 1) * (t - 2) / 2,
            -(t + 1) * t * (t - 2) / 2,
            (t + 1) * t * (t - 1) / 6,
        ]
    )
    return np.asarray((sliding_window_view(nodes, 4)[:NODES] @ cubic).ravel())


def by_word(table: Floats) -> Singles:
    """A table of a cost that is correlated with nothing, to be looked up by 16 random bits."""
    return table[np.rint(_scores() / STEP + MIDDLE).astype(np.intp)].astype(np.float32)


def words(bits: SFC64, count: int) -> NDArray[np.uint16]:
    """16 random bits, as often as they are asked for."""
    return bits.random_raw(ceil(count / 4)).view(np.uint16)[:count]


def _draw(table: NDArray[np.int16] | Singles, bits: SFC64, wide: Places, out: NDArray[np.int16] | Singles) -> None:
    """A random entry of a table for each trial; `wide` holds the words as `take` needs them, lest it makes a copy."""
    np.copyto(wide, words(bits, len(wide)))
    np.take(table, wide, out=out, mode="wrap")


@lru_cache(maxsize=1)
def _scores() -> Floats:
    """The normal scores of WORDS equal parts of probability, scaled to a variance of exactly 1."""
    scores = score_of((np.arange(WORDS) + 0.5) / WORDS)
    scores /= np.sqrt(np.mean(scores**2))
    scores.setflags(write=False)
    return scores


def _probabilities(places: NDArray[np.int_]) -> Floats:
    return probability_of(np.asarray((places - MIDDLE) * STEP, dtype=float))
