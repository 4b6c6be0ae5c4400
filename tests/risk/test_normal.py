"""The normal distribution held against SciPy's, whose own error is of the same size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from costmodel.risk.normal import probability_of, score_of

SCORES = np.linspace(-9, 9, 100_001)


def test_probabilities_are_scipys_far_out_too() -> None:
    assert probability_of(SCORES) == pytest.approx(ndtr(SCORES), rel=2e-14, abs=0)
    far = np.linspace(-37, -9, 1_001)
    assert probability_of(far) == pytest.approx(ndtr(far), rel=5e-13, abs=0)
    assert np.max(np.abs(probability_of(SCORES) - ndtr(SCORES))) < 5e-16


def test_a_probability_rises_with_its_score() -> None:
    """As far as two scores so close together differ in double precision at all."""
    assert np.min(np.diff(probability_of(SCORES))) > -3e-16
    assert np.all(np.diff(probability_of(np.linspace(-9, 7, 10_001))) > 0)


@given(st.floats(-30, 30))
def test_both_sides_of_a_score_add_up_to_one(score: float) -> None:
    assert float(probability_of(score) + probability_of(-score)) == pytest.approx(1, abs=3e-16)


def test_nothing_lies_beyond_infinity() -> None:
    assert probability_of(np.array([-np.inf, -40.0, 0.0, 40.0, np.inf])).tolist() == [0, 0, 0.5, 1, 1]
    assert score_of(np.array([0.0, 0.5, 1.0])).tolist() == [-math.inf, 0, math.inf]


def test_scores_are_scipys() -> None:
    probabilities = np.concatenate([np.geomspace(1e-300, 0.4, 2_000), np.linspace(1e-4, 1 - 1e-4, 2_001)])
    assert score_of(probabilities) == pytest.approx(ndtri(probabilities), rel=2e-14, abs=2e-15)


@given(st.floats(-8, 5))
def test_a_score_comes_back(score: float) -> None:
    assert float(score_of(probability_of(score))) == pytest.approx(score, rel=1e-9, abs=1e-9)


def test_the_shape_of_what_is_asked_is_kept() -> None:
    asked = np.array([[0.1, 0.5, 0.9], [0.2, 0.3, 0.4]])
    assert probability_of(score_of(asked)) == pytest.approx(asked, abs=1e-15)
    assert score_of(0.9).shape == ()
