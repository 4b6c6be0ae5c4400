"""The bare PERT held against SciPy's beta distribution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.special import betainc, betaincinv

from costmodel.risk import pert
from costmodel.risk.normal import probability_of

PLACES = np.linspace(0, 1, 1_001)
modes = st.floats(0, 1)


@given(modes)
@example(0.0)
@example(0.5)
@example(1.0)
def test_a_probability_is_scipys(mode: float) -> None:
    wanted = betainc(1 + 4 * mode, 5 - 4 * mode, PLACES)
    assert pert.probability(mode, PLACES) == pytest.approx(wanted, rel=3e-14, abs=1e-300)
    assert pert.probability(mode, np.array([0.0, 1.0])).tolist() == [0, 1]


@given(modes)
@example(0.0)
@example(1e-12)
@example(1.0)
def test_a_quantile_is_scipys_far_out_too(mode: float) -> None:
    """At the normal scores of a table of quantiles, −7.5 to 7.5: probabilities from 3 · 10⁻¹⁴."""
    probabilities = probability_of(np.linspace(-7.5, 7.5, 301))
    wanted = betaincinv(1 + 4 * mode, 5 - 4 * mode, probabilities)
    assert pert.quantile(mode, probabilities) == pytest.approx(wanted, rel=1e-12, abs=2e-15)


@given(modes, st.floats(1e-12, 1 - 1e-12))
def test_a_quantile_leads_back_to_its_probability(mode: float, probability: float) -> None:
    place = pert.quantile(mode, np.array([probability]))
    assert pert.probability(mode, place)[0] == pytest.approx(probability, rel=1e-11)


def test_nothing_and_certainty_are_the_ends() -> None:
    assert pert.quantile(0.3, np.array([0.0, 1.0])).tolist() == [0, 1]


@given(modes)
def test_the_interpolated_tenth_is_the_quantile(mode: float) -> None:
    assert pert.tenth(mode) == pytest.approx(float(betaincinv(1 + 4 * mode, 5 - 4 * mode, 0.1)), rel=2e-13)


def test_many_modes_at_once_are_each_alone() -> None:
    many = np.linspace(0, 1, 21)
    together = pert.quantile(many, 0.1)
    assert together.tolist() == [float(pert.quantile(mode, np.array([0.1]))[0]) for mode in many.tolist()]
