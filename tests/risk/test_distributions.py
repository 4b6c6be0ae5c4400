"""One uncertain cost: what is fitted through P10, mode and P90, held against closed forms and SciPy's own."""

from __future__ import annotations

from math import exp, isclose, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import beta, lognorm, triang
from tries import tries

from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook
from costmodel.price_book.risk import DISTRIBUTIONS
from costmodel.risk.distributions import Distribution, fit, fixed

P = np.linspace(0.01, 0.99, 99)


def at(line: Distribution, probability: float) -> float:
    return float(line.quantile(np.array([probability]))[0])


def mode(line: Distribution) -> float:
    """The mode by its own formula: m = O + u (P − O) of a bounded one, shift + scale × exp(−σ²) of a lognormal."""
    return line.origin + line.scale * (exp(-(line.parameter**2)) if line.kind == "lognormal" else line.parameter)


def refused(low: float, likely: float, high: float, **how: str) -> str:
    with pytest.raises(InputError) as caught:
        fit(low, likely, high, **how)
    return str(caught.value)


# ------------------------------------------------------------------ P10, mode, P90


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_a_fit_returns_p10_mode_and_p90(kind: str) -> None:
    line = fit(80, 100, 140, kind=kind)
    assert line.kind == kind
    assert at(line, 0.1) == pytest.approx(80, rel=1e-9)
    assert mode(line) == pytest.approx(100, rel=1e-9)
    assert at(line, 0.9) == pytest.approx(140, rel=1e-9)


@given(
    st.floats(0.01, 1e10),
    st.floats(0.01, 0.99),
    st.floats(1.01, 5),
    st.sampled_from(DISTRIBUTIONS),
)
@tries(100)
def test_every_fit_returns_what_it_was_fitted_to(likely: float, down: float, up: float, kind: str) -> None:
    low, high = likely * down, likely * up
    try:
        line = fit(low, likely, high, kind=kind)
    except InputError:
        assume(False)
    assert at(line, 0.1) == pytest.approx(low, rel=1e-6)
    assert at(line, 0.9) == pytest.approx(high, rel=1e-6)
    if kind != "triangular" or 0 < line.parameter < 1:
        assert mode(line) == pytest.approx(likely, rel=1e-6)
    assert low < line.mean < high
    assert 0 < line.sd < high - low
    assert line.cdf(line.quantile(P)) == pytest.approx(P, abs=1e-9)
    assert np.all(np.diff(line.quantile(P)) > 0)


@given(st.floats(0.1, 1e8), st.floats(0.5, 0.99), st.floats(1.01, 2), st.sampled_from(DISTRIBUTIONS))
@tries(60)
def test_a_fit_in_another_currency_is_the_same_fit(likely: float, down: float, up: float, kind: str) -> None:
    try:
        line = fit(likely * down, likely, likely * up, kind=kind)
    except InputError:
        assume(False)
    tenfold = fit(10 * likely * down, 10 * likely, 10 * likely * up, kind=kind)
    assert tenfold.mean == pytest.approx(10 * line.mean, rel=1e-6)
    assert tenfold.sd == pytest.approx(10 * line.sd, rel=1e-6)


def test_mean_and_spread_of_a_triangle() -> None:
    """A cost of 80, 100, 160: mean (80 + 100 + 160) / 3 = 113.3, σ = √(5 200 / 18) = 17.0."""
    triangle = Distribution("triangular", 80, 80, 0.25)
    assert triangle.mean == pytest.approx((80 + 100 + 160) / 3)
    assert triangle.sd == pytest.approx(sqrt((80**2 + 100**2 + 160**2 - 80 * 100 - 80 * 160 - 100 * 160) / 18))
    assert triangle.sd == pytest.approx(sqrt(5200 / 18))


# ------------------------------------------------------------------ the classes


@pytest.mark.parametrize(
    ("class_", "minimum", "maximum"),
    [("5", 0.0011, 3.5843), ("4", 0.2906, 2.2444), ("3", 0.5497, 1.7433), ("2", 0.6476, 1.4925), ("1", 0.7543, 1.3731)],
)
def test_ends_of_a_line_of_each_class(book: PriceBook, class_: str, minimum: float, maximum: float) -> None:
    """Around a likely value of 1; no line can cost less than nothing."""
    fact = book.estimate_class(class_)
    line = fit(float(fact.line_low), 1, float(fact.line_high))
    assert (line.origin, line.maximum) == pytest.approx((minimum, maximum), abs=5e-5)
    assert line.origin >= 0


@pytest.mark.parametrize(
    ("low", "high", "minimum", "maximum"),
    [(0.5, 2.0, 0.0854, 3.1889), (0.7, 1.5, 0.4437, 2.0659), (0.8, 1.3, 0.6253, 1.6295)],
)
def test_ends_of_a_line_at_the_bounds_of_a_total(low: float, high: float, minimum: float, maximum: float) -> None:
    """AACE's bounds of classes 5, 4 and 3 for a total, as if they were one line's: found before, by other means."""
    line = fit(low, 1, high)
    assert (line.origin, line.maximum) == pytest.approx((minimum, maximum), abs=5e-5)


@pytest.mark.parametrize("kind", ["triangular", "lognormal"])
def test_class_5_is_too_wide_for_a_triangle_or_a_lognormal(book: PriceBook, kind: str) -> None:
    fact = book.estimate_class("5")
    message = refused(float(fact.line_low), 1, float(fact.line_high), kind=kind, what="training")
    assert message.startswith(f"training: the {kind} distribution cannot fit: through 0.45, 1.00 and 2.17 (P10, mode,")
    assert "it would fall below nothing. Choose another (pert, " in message
    assert message.endswith("or raise low.")


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
@pytest.mark.parametrize("class_", ["4", "3", "2", "1"])
def test_the_other_classes_take_any_distribution(book: PriceBook, class_: str, kind: str) -> None:
    fact = book.estimate_class(class_)
    line = fit(float(fact.line_low), 1, float(fact.line_high), kind=kind)
    assert line.cdf(np.zeros(1))[0] <= 1e-3


# ------------------------------------------------------------------ mean and standard deviation


def test_the_spread_of_a_pert_is_not_a_sixth_of_its_range() -> None:
    """80, 100, 160: mean (80 + 400 + 160) / 6 = 106.7, σ = √(26.67 × 53.33 / 7) = 14.25, not 80 / 6 = 13.3."""
    line = Distribution("pert", 80, 80, 0.25)
    assert line.mean == pytest.approx((80 + 4 * 100 + 160) / 6)
    assert line.sd == pytest.approx(sqrt((line.mean - 80) * (160 - line.mean) / 7))
    assert line.sd == pytest.approx(14.25, abs=0.01)
    assert not isclose(line.sd, (160 - 80) / 6, rel_tol=0.05)


@given(st.floats(0, 1), st.floats(-100, 100), st.floats(0.1, 100))
def test_a_pert_is_scipys_beta(parameter: float, origin: float, scale: float) -> None:
    ours = Distribution("pert", origin, scale, parameter)
    theirs = beta(1 + 4 * parameter, 1 + 4 * (1 - parameter), origin, scale)
    agrees(ours, theirs)


@given(st.floats(0, 1), st.floats(-100, 100), st.floats(0.1, 100))
def test_a_triangle_is_scipys(parameter: float, origin: float, scale: float) -> None:
    agrees(Distribution("triangular", origin, scale, parameter), triang(parameter, origin, scale))


@given(st.floats(0.01, 1.2), st.floats(-100, 100), st.floats(0.1, 100))
def test_a_lognormal_is_scipys(parameter: float, origin: float, scale: float) -> None:
    agrees(Distribution("lognormal", origin, scale, parameter), lognorm(parameter, origin, scale))


def agrees(ours: Distribution, theirs: object) -> None:
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-8, abs=1e-8)  # type: ignore[attr-defined]
    assert ours.sd == pytest.approx(theirs.std(), rel=1e-6)  # type: ignore[attr-defined]
    costs = theirs.ppf(P)  # type: ignore[attr-defined]
    assert ours.quantile(P) == pytest.approx(costs, rel=1e-7, abs=1e-7 * ours.scale)
    assert ours.cdf(costs) == pytest.approx(P, abs=1e-7)


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_the_mode_is_where_scipys_density_is_highest(kind: str) -> None:
    line = fit(80, 100, 140, kind=kind)
    u, origin, scale = line.parameter, line.origin, line.scale
    density = {
        "pert": beta(1 + 4 * u, 1 + 4 * (1 - u), origin, scale),
        "triangular": triang(u, origin, scale),
        "lognormal": lognorm(u, origin, scale),
    }[kind].pdf
    found = minimize_scalar(lambda cost: -density(cost), bounds=(81, 139), method="bounded", options={"xatol": 1e-6})
    assert found.x == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_nothing_lies_outside_the_ends(kind: str) -> None:
    line = fit(80, 100, 140, kind=kind)
    assert line.cdf(np.array([line.origin - 1, line.origin, 1e6])) == pytest.approx([0, 0, 1])
    assert line.maximum == (float("inf") if kind == "lognormal" else line.origin + line.scale)


# ------------------------------------------------------------------ what cannot be


def test_a_cost_without_width_is_certain() -> None:
    line = fit(100, 100, 100)
    assert line == fixed(100)
    assert (line.mean, line.sd, line.origin, line.maximum) == (100, 0, 100, 100)
    assert list(line.quantile(np.array([0.1, 0.9]))) == [100, 100]
    assert list(line.cdf(np.array([99.9, 100, 100.1]))) == [0, 1, 1]


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_a_cost_of_nothing_is_certain(kind: str) -> None:
    assert fit(0, 0, 0, kind=kind) == fixed(0)


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 3), st.sampled_from(DISTRIBUTIONS))
def test_amounts_out_of_order_or_below_nothing_are_refused(amounts: tuple[float, float, float], kind: str) -> None:
    assume(not 0 <= amounts[0] <= amounts[1] <= amounts[2])
    assert "they must be in this order, from 0 on; put them right." in refused(*amounts, kind=kind)


@pytest.mark.parametrize(
    ("low", "likely", "high", "words"),
    [
        (120, 100, 160, "training: low 120, likely 100, high 160: they must be in this order, from 0 on; put them"),
        (80, 100, 90, "training: low 80, likely 100, high 90: they must be in this order"),
        (-1, 100, 160, "training: low -1, likely 100, high 160: they must be in this order, from 0 on"),
        (80, 100, float("inf"), "training: low 80, likely 100, high inf: they must be in this order"),
        (float("nan"), 100, 160, "training: low nan, likely 100, high 160: they must be in this order"),
    ],
)
def test_a_refusal_names_the_line_and_its_amounts(low: float, likely: float, high: float, words: str) -> None:
    assert refused(low, likely, high, what="training").startswith(words)


@pytest.mark.parametrize(("low", "high"), [(80, 110), (80, 120), (80, 100)])
def test_a_lognormal_leans_to_the_right(low: float, high: float) -> None:
    assert refused(low, 100, high, kind="lognormal", what="hardware") == (
        "hardware: the lognormal distribution cannot fit: it leans to the right, and this line does not. "
        "Choose another (pert, triangular), or raise low."
    )


def test_a_distribution_that_is_none_has_a_nearest_spelling() -> None:
    message = refused(80, 100, 140, kind="trianguler")
    assert message == (
        "distribution: 'trianguler' is not a distribution. Allowed: pert, triangular, lognormal. Nearest: 'triangular'."
    )
