"""The total of correlated lines without sampling, held against closed forms, a convolution written here, and draws."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, triang
from tries import tries

from costmodel.price_book.book import PriceBook
from costmodel.price_book.risk import DISTRIBUTIONS
from costmodel.risk.distributions import NEVER, Distribution, fit, fixed
from costmodel.risk.exact import Total, exact_total
from costmodel.risk.sampling import one_factor

ROOT = Path(__file__).parents[2]
PERCENTILES = (0.1, 0.5, 0.8, 0.9)
TRIANGLE = Distribution("triangular", 80, 80, 0.25)
"""80 at least, 100 most probably, 160 at most."""


def percentiles(total: Total, *probabilities: float) -> list[float]:
    return [total.percentile(probability) for probability in probabilities or PERCENTILES]


def hospital(kind: str = "pert", *, low: float = 0.62, high: float = 1.59) -> list[Distribution]:
    """Ten lines of very different size at the bounds of class 4."""
    sizes = (5_000, 3_000, 1_500, 1_000, 800, 400, 300, 200, 100, 50)
    return [fit(low * size, size, high * size, kind=kind) for size in sizes]


@st.composite
def lines(draw: st.DrawFn) -> list[Distribution]:
    """One to seven lines of any kind and size that can be fitted, certain ones among them."""
    made = []
    for _ in range(draw(st.integers(1, 7))):
        likely = draw(st.floats(1, 1e6))
        down, up = draw(st.floats(0.65, 0.98)), draw(st.floats(1.05, 1.6))
        kind = draw(st.sampled_from([*DISTRIBUTIONS, "fixed"]))
        if kind == "lognormal":
            up = max(up, 2.2 - down)
        made.append(fixed(likely) if kind == "fixed" else fit(down * likely, likely, up * likely, kind=kind))
    return made


# ------------------------------------------------------------------ known results


def test_ten_independent_triangles() -> None:
    """80 to 160 with 100 most probable, ten times: nearly a bell, much narrower than ten times one."""
    total = exact_total([TRIANGLE] * 10, correlation=0)
    assert percentiles(total) == pytest.approx([1065, 1132, 1178, 1203], abs=0.6)


def test_ten_triangles_that_move_as_one() -> None:
    """Ten times one: P10 80 + √(0.1 × 80 × 20) = 92.65, P80 160 − √(0.2 × 80 × 60) = 129.02."""
    total = exact_total([TRIANGLE] * 10, correlation=1)
    assert percentiles(total) == pytest.approx([926.5, 1110.1, 1290.2, 1380.9], abs=0.06)


@given(lines(), st.sampled_from([0, 0.3, 0.6, 0.9, 1]))
@tries(30)
def test_means_add_up_at_any_correlation(made: list[Distribution], correlation: float) -> None:
    total = exact_total(made, correlation=correlation)
    assert total.mean == pytest.approx(sum(line.mean for line in made), rel=1e-12)
    above = np.trapezoid(1 - total.probabilities, total.costs)
    assert total.costs[0] + above == pytest.approx(total.mean, rel=1e-5)


@given(lines())
@tries(30)
def test_variances_of_independent_lines_add_up(made: list[Distribution]) -> None:
    total = exact_total(made, correlation=0)
    assert total.sd == pytest.approx(sqrt(sum(line.sd**2 for line in made)), rel=1e-9)


@given(lines())
@tries(30)
def test_percentiles_of_lines_that_move_as_one_add_up(made: list[Distribution]) -> None:
    total = exact_total(made, correlation=1)
    together = sum((line.quantile(np.array(PERCENTILES)) for line in made), np.zeros(len(PERCENTILES)))
    assert percentiles(total) == pytest.approx(list(together), rel=2e-5)


@given(lines(), st.floats(0, 1))
@tries(30)
def test_more_correlation_is_more_spread(made: list[Distribution], correlation: float) -> None:
    apart, somewhat, as_one = (exact_total(made, correlation=rho).sd for rho in (0, correlation, 1))
    assert apart * (1 - 1e-6) <= somewhat <= as_one * (1 + 1e-4)


@pytest.mark.parametrize("correlation", [0, 0.6, 1])
@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_one_line_alone_has_its_own_quantiles(kind: str, correlation: float) -> None:
    line = fit(80, 100, 140, kind=kind)
    total = exact_total([line], correlation=correlation)
    wanted = line.quantile(np.array([0.05, *PERCENTILES, 0.95]))
    assert percentiles(total, 0.05, *PERCENTILES, 0.95) == pytest.approx(list(wanted), rel=5e-5)
    assert total.sd == pytest.approx(line.sd, rel=1e-6)
    assert total.shares == pytest.approx([1])
    assert total.probability_within(100) == pytest.approx(line.cdf(np.array([100.0]))[0], abs=2e-4)


# ------------------------------------------------------------------ a convolution of our own


def convolved(made: Sequence[tuple[object, float, float]], *probabilities: float, points: int = 2**14) -> list[float]:
    """Percentiles of the sum of independent bounded costs: SciPy's densities on a fine grid, multiplied as spectra."""
    grid = sum(high - low for _, low, high in made) / (points - 2 * len(made))
    spectrum = np.ones(points // 2 + 1, dtype=np.complex128)
    for own, low, high in made:
        edges = low + grid * (np.arange(int((high - low) / grid) + 3) - 0.5)
        spectrum *= np.fft.rfft(np.diff(own.cdf(edges)), points)  # type: ignore[attr-defined]
    below = np.cumsum(np.fft.irfft(spectrum, points))
    costs = sum(low for _, low, _ in made) + grid * (np.arange(points) + 0.5)
    return [float(np.interp(probability, below, costs)) for probability in probabilities]


def scipys(line: Distribution) -> tuple[object, float, float]:
    u, low, width = line.parameter, line.origin, line.scale
    own = triang(u, low, width) if line.kind == "triangular" else beta(1 + 4 * u, 1 + 4 * (1 - u), low, width)
    return own, low, low + width


@pytest.mark.parametrize(
    "made",
    [
        [TRIANGLE] * 10,
        [TRIANGLE] * 2,
        hospital(),
        hospital("triangular"),
        hospital()[:3],
        hospital(low=0.452, high=2.17),
        [fit(60, 100, 200), fit(0.62, 1, 1.59), fit(800, 900, 910, kind="triangular")],
    ],
    ids=["ten alike", "two alike", "ten", "ten triangles", "three", "class 5", "three kinds"],
)
def test_independent_lines_are_their_convolution(made: list[Distribution]) -> None:
    total = exact_total(made, correlation=0)
    wanted = convolved([scipys(line) for line in made], 0.05, *PERCENTILES, 0.95)
    assert percentiles(total, 0.05, *PERCENTILES, 0.95) == pytest.approx(wanted, rel=5e-5)


# ------------------------------------------------------------------ drawn


@lru_cache
def drawn(correlation: float, kind: str) -> tuple[Total, object]:
    made = hospital(kind)
    return exact_total(made, correlation=correlation), one_factor(
        made, correlation=correlation, trials=1_000_000, seed=7
    )


@pytest.mark.parametrize("kind", ["pert", "lognormal"])
@pytest.mark.parametrize("correlation", [0, 0.3, 0.6, 0.9])
def test_a_million_draws_agree_within_four_standard_errors(correlation: float, kind: str) -> None:
    exact, sample = drawn(correlation, kind)
    for probability in (0.05, *PERCENTILES, 0.95):
        error = sample.sampling_error(probability)  # type: ignore[attr-defined]
        assert sample.percentile(probability) == pytest.approx(  # type: ignore[attr-defined]
            exact.percentile(probability), abs=4 * error
        )
    assert sample.mean == pytest.approx(exact.mean, abs=4 * exact.sd / 1000)  # type: ignore[attr-defined]
    assert sample.sd == pytest.approx(exact.sd, rel=0.005)  # type: ignore[attr-defined]
    assert sample.shares == pytest.approx(exact.shares, abs=0.01)  # type: ignore[attr-defined]


def test_leaving_a_correlation_of_0_6_out_would_take_about_two_fifths_of_the_spread() -> None:
    """The reason that the facts give for it."""
    made = hospital()
    left = exact_total(made, correlation=0).sd / exact_total(made, correlation=0.6).sd
    assert 1 - left == pytest.approx(0.4, abs=0.02)


# ------------------------------------------------------------------ how exact


@pytest.mark.parametrize("correlation", [0, 0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("count", [1, 2, 10])
@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_four_times_finer_changes_nothing_that_is_shown(kind: str, count: int, correlation: float) -> None:
    made = hospital(kind)[:count]
    usual, finer = (exact_total(made, correlation=correlation, fineness=fineness) for fineness in (1, 4))
    assert percentiles(usual) == pytest.approx(percentiles(finer), rel=5e-5)
    assert usual.sd == pytest.approx(finer.sd, rel=1e-4)


@given(lines(), st.floats(0, 1))
@tries(30)
def test_a_total_is_a_distribution(made: list[Distribution], correlation: float) -> None:
    total = exact_total(made, correlation=correlation)
    assert np.all(np.diff(total.probabilities) >= 0)
    assert np.all(np.diff(total.costs) >= 0)
    assert 0 <= total.probabilities[0] <= total.probabilities[-1] <= 1
    found = percentiles(total, *(n / 20 for n in range(1, 20)))
    assert all(below <= above for below, above in pairwise(found))
    for probability, cost in zip((n / 20 for n in range(1, 20)), found, strict=True):
        if total.sd:
            assert total.probability_within(cost) == pytest.approx(probability, abs=1e-6)
    assert total.probability_within(-1e12) == 0
    assert total.probability_within(0) <= NEVER, "only a lognormal reaches below nothing, and hardly ever"
    assert total.probability_within(1e12) == 1


@given(lines(), st.floats(0, 1))
@tries(30)
def test_shares_add_up_to_all_of_the_spread(made: list[Distribution], correlation: float) -> None:
    total = exact_total(made, correlation=correlation)
    assert sum(total.shares) == pytest.approx(1 if total.sd else 0, abs=1e-9)
    for line, share in zip(made, total.shares, strict=True):
        assert 0 <= share <= 1 + 1e-9
        assert (share == 0) == (line.kind == "fixed")


@given(lines(), st.floats(0, 0.95))
@tries(30)
def test_the_order_of_the_lines_does_not_matter(made: list[Distribution], correlation: float) -> None:
    one, other = exact_total(made, correlation=correlation), exact_total(made[::-1], correlation=correlation)
    assert percentiles(one) == pytest.approx(percentiles(other), rel=1e-9)
    assert one.shares == pytest.approx(other.shares[::-1], abs=1e-9)


# ------------------------------------------------------------------ certain and narrow lines


def test_certain_lines_only_move_the_total() -> None:
    made = hospital()
    alone, beside = exact_total(made, correlation=0.6), exact_total([fixed(1000), *made, fixed(0)], correlation=0.6)
    assert percentiles(beside) == pytest.approx([cost + 1000 for cost in percentiles(alone)], rel=1e-12)
    assert (beside.sd, beside.mean) == pytest.approx((alone.sd, alone.mean + 1000))
    assert beside.shares == pytest.approx((0, *alone.shares, 0))


def test_a_total_of_certain_lines_is_certain() -> None:
    total = exact_total([fixed(700), fixed(300)], correlation=0.6)
    assert percentiles(total, 0.01, 0.5, 0.99) == [1000, 1000, 1000]
    assert (total.mean, total.sd, total.shares) == (1000, 0, (0, 0))
    assert (total.probability_within(999.99), total.probability_within(1000)) == (0, 1)


@pytest.mark.parametrize("correlation", [0, 0.6, 0.95])
@pytest.mark.parametrize("width", [1e-9, 1e-6, 1e-3, 0.05])
def test_a_narrow_line_beside_a_wide_one(width: float, correlation: float) -> None:
    """Far narrower than a step of the grid, a line still counts with its own mean and spread."""
    wide = fit(62_000, 100_000, 159_000)
    narrow = fit(1000 * (1 - width), 1000, 1000 * (1 + 1.4 * width))
    alone, both = (exact_total(made, correlation=correlation) for made in ([wide], [wide, narrow]))
    assert both.mean == pytest.approx(wide.mean + narrow.mean, rel=1e-12)
    assert sum(both.shares) == pytest.approx(1)
    assert both.shares[1] < 0.01
    moved = [cost + narrow.mean for cost in percentiles(alone)]
    assert percentiles(both) == pytest.approx(moved, abs=2 * narrow.sd + 1e-4 * wide.sd)


@pytest.mark.parametrize("correlation", [0, 0.3])
def test_many_lines_are_no_less_exact(correlation: float) -> None:
    made = [fit(62, 100, 159)] * 25
    usual, finer = (exact_total(made, correlation=correlation, fineness=fineness) for fineness in (1, 4))
    assert percentiles(usual) == pytest.approx(percentiles(finer), rel=5e-5)
    if not correlation:
        assert usual.sd == pytest.approx(5 * made[0].sd)


@pytest.mark.parametrize("correlation", [0, 0.6, 0.875])
def test_a_lognormal_with_a_tail_a_hundred_times_its_spread(correlation: float) -> None:
    """Its tail takes up nearly all of the grid; the lines beside it still come out right."""
    made = [fit(6.95, 7, 10.5, kind="lognormal"), fit(0.6, 0.7, 1.2), fit(0.9, 1, 1.2)]
    usual, finer = (exact_total(made, correlation=correlation, fineness=fineness) for fineness in (1, 8))
    assert made[0].parameter > 1
    assert percentiles(usual) == pytest.approx(percentiles(finer), rel=5e-4)
    assert usual.sd == pytest.approx(finer.sd, rel=1e-3)


@pytest.mark.parametrize("correlation", [0.2, 0.6])
def test_lines_of_every_class_together(book: PriceBook, correlation: float) -> None:
    bounds = [(float(c.line_low), float(c.line_high)) for c in book.classes.classes]
    made = [fit(low * size, size, high * size) for size, (low, high) in zip((9, 5, 3, 2, 1), bounds, strict=True)]
    usual, finer = (exact_total(made, correlation=correlation, fineness=fineness) for fineness in (1, 4))
    assert percentiles(usual) == pytest.approx(percentiles(finer), rel=5e-5)


# ------------------------------------------------------------------ what is slow is not paid for


@pytest.mark.parametrize(
    "code",
    [
        "import costmodel",
        "import costmodel.cli.main",
        "import costmodel.risk.simulation, costmodel.quoting.quote",
        "from costmodel.cli.main import cli; cli(['--version'], standalone_mode=False)",
        "from costmodel.cli.main import cli; cli(['estimate', '--preset', 'medium'], standalone_mode=False)",
    ],
)
def test_heavy_libraries_are_only_imported_where_they_are_used(code: str) -> None:
    heavy = "{'scipy', 'pandas', 'altair', 'openpyxl', 'docx', 'xlsxwriter'}"
    check = f"{code}\nimport sys\nassert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr


def test_a_simulation_needs_no_scipy() -> None:
    check = (
        "from costmodel.risk.distributions import fit\nfrom costmodel.risk.exact import exact_total\n"
        "from costmodel.risk.sampling import one_factor\n"
        "lines = [fit(80, 100, 140, kind=kind) for kind in ('pert', 'triangular', 'lognormal')]\n"
        "exact_total(lines, correlation=0.6).percentile(0.8)\n"
        "one_factor(lines, correlation=0.6, trials=1_000, seed=1).percentile(0.8)\n"
        "import sys\nassert 'scipy' not in sys.modules"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
