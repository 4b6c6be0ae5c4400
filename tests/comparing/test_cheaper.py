"""The probability that one total is below another: against closed forms, against sampling, and what holds for all."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import norm

from costmodel.comparing.cheaper import probability_cheaper
from costmodel.risk.distributions import fit
from costmodel.risk.exact import Total, exact_total

PAIRS = 1_000_000
SIGMAS = 4 * sqrt(0.25 / PAIRS)
SHARED = (0.0, 0.3, 0.7, 0.95, 1.0)


def total(*lines: tuple[float, float, float], correlation: float = 0.6) -> Total:
    """The total of lines by their low, likely and high."""
    return exact_total([fit(*line, kind="pert", what="line") for line in lines], correlation=correlation)


def normal(mean: float, sd: float) -> Total:
    """A normally distributed total, which no estimate has, for closed forms."""
    scores = np.linspace(-7, 7, 4001)
    return Total(mean + sd * scores, ndtr(scores), mean, sd, (1.0,))


def moved(one: Total, by: float) -> Total:
    return one._replace(costs=one.costs + by, mean=one.mean + by)


ON_PREMISE = total((80, 100, 150), (10, 20, 40))
CLOUD = total((70, 95, 160), (10, 20, 40))
NARROW = total((95, 100, 115), (18, 20, 26))
CERTAIN = total((130, 130, 130))


# ------------------------------------------------------------------ closed forms


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.7, 0.95])
@pytest.mark.parametrize(("gap", "sd_a", "sd_b"), [(0, 10, 10), (5, 10, 10), (12, 10, 4), (-8, 3, 20)])
def test_normal_totals_in_closed_form(gap: float, sd_a: float, sd_b: float, shared: float) -> None:
    """B − A is normal with mean `gap` and variance σa² + σb² − 2 ρ σa σb."""
    spread = sqrt(sd_a**2 + sd_b**2 - 2 * shared * sd_a * sd_b)
    found = probability_cheaper(normal(100, sd_a), normal(100 + gap, sd_b), shared=shared)
    assert found == pytest.approx(norm.cdf(gap / spread), abs=2e-5)


def test_totals_that_move_as_one_are_compared_percentile_by_percentile() -> None:
    """A lies below B from the score at which 100 + 4 z = 102 + 8 z on, z = −1/2."""
    found = probability_cheaper(normal(100, 4), normal(102, 8), shared=1.0)
    assert found == pytest.approx(1 - norm.cdf(-0.5), abs=0.002)
    assert probability_cheaper(normal(100, 5), normal(101, 5), shared=1.0) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("shared", SHARED)
def test_two_alike_are_even(shared: float) -> None:
    for one in (ON_PREMISE, CERTAIN, normal(100, 10)):
        assert probability_cheaper(one, one, shared=shared) == pytest.approx(0.5, abs=1e-5)


# ------------------------------------------------------------------ totals that are certain


@pytest.mark.parametrize("shared", SHARED)
def test_between_two_certain_totals_there_is_no_doubt(shared: float) -> None:
    dearer = moved(CERTAIN, 1)
    assert probability_cheaper(CERTAIN, dearer, shared=shared) == 1
    assert probability_cheaper(dearer, CERTAIN, shared=shared) == 0
    assert probability_cheaper(CERTAIN, CERTAIN, shared=shared) == 0.5


@pytest.mark.parametrize("shared", SHARED)
def test_beside_a_certain_total_only_the_other_one_counts(shared: float) -> None:
    below = ON_PREMISE.probability_within(130)
    assert 0.4 < below < 0.6
    assert probability_cheaper(ON_PREMISE, CERTAIN, shared=shared) == pytest.approx(below, abs=1e-9)
    assert probability_cheaper(CERTAIN, ON_PREMISE, shared=shared) == pytest.approx(1 - below, abs=1e-9)


def test_out_of_reach_is_certain() -> None:
    assert probability_cheaper(moved(CERTAIN, -1000), ON_PREMISE, shared=0.7) == pytest.approx(1, abs=1e-12)
    assert probability_cheaper(moved(ON_PREMISE, 1000), ON_PREMISE, shared=0.7) == pytest.approx(0, abs=1e-12)


# ------------------------------------------------------------------ sampling


@pytest.mark.parametrize("shared", SHARED)
@pytest.mark.parametrize(
    ("a", "b"), [(ON_PREMISE, CLOUD), (CLOUD, NARROW), (NARROW, CERTAIN)], ids=["similar", "wide", "certain"]
)
def test_a_million_pairs_of_normal_scores_agree(a: Total, b: Total, shared: float) -> None:
    generator = np.random.Generator(np.random.SFC64(7))
    common, own = generator.standard_normal((2, PAIRS))
    scores = (common, shared * common + sqrt(1 - shared**2) * own)
    costs = [np.interp(ndtr(score), one.probabilities, one.costs) for score, one in zip(scores, (a, b), strict=True)]
    sampled = np.mean(costs[0] < costs[1]) + np.mean(costs[0] == costs[1]) / 2
    assert probability_cheaper(a, b, shared=shared) == pytest.approx(sampled, abs=SIGMAS + 0.001 * (shared == 1))


# ------------------------------------------------------------------ what holds for all

CORRELATION = st.floats(0, 0.99)
GAP = st.floats(-60, 60)


@given(shared=CORRELATION, gap=GAP)
def test_one_of_the_two_is_cheaper(shared: float, gap: float) -> None:
    a, b = ON_PREMISE, moved(CLOUD, gap)
    there = probability_cheaper(a, b, shared=shared)
    assert 0 <= there <= 1
    assert there + probability_cheaper(b, a, shared=shared) == pytest.approx(1, abs=1e-5)


@given(shared=CORRELATION, gap=GAP, more=st.floats(0.1, 40))
def test_the_dearer_the_other_the_more_probable(shared: float, gap: float, more: float) -> None:
    near, far = (probability_cheaper(ON_PREMISE, moved(CLOUD, shift), shared=shared) for shift in (gap, gap + more))
    assert near <= far + 1e-12


def test_the_more_two_bundles_share_the_clearer_the_difference() -> None:
    found = [probability_cheaper(ON_PREMISE, moved(ON_PREMISE, 10), shared=shared) for shared in SHARED]
    assert found == sorted(found)
    assert found[0] == pytest.approx(0.6, abs=0.03)
    assert found[-1] == pytest.approx(1, abs=1e-12)
