"""The total by Monte Carlo: what it must agree with, and what it refuses."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats
from tries import tries

from costmodel.files.faults import InputError
from costmodel.risk.copula import quantiles
from costmodel.risk.correlation import checked
from costmodel.risk.distributions import Distribution, fit, fixed
from costmodel.risk.histogram import Counts, Histogram, counted
from costmodel.risk.sampling import BLOCK, MAX_TRIALS, Event, Exchange, Sample, full_matrix, one_factor

TRIALS = 400_000
TRIANGLE = Distribution("triangular", 80, 80, 0.25)
"""Minimum 80, mode 100, maximum 160."""

PERTS = tuple(fit(80 + n, 100 + 2 * n, 150 + 5 * n) for n in range(10))
MIXED = (
    fit(80, 100, 150),
    fit(20, 40, 65),
    fit(60, 100, 220, kind="lognormal"),
    fit(20, 20, 90),
    TRIANGLE,
    fixed(70),
)


def sampled(lines: Sequence[Distribution], correlation: float = 0.0, *, seed: int = 1, **how: object) -> Sample:
    return one_factor(lines, correlation=correlation, seed=seed, **{"trials": TRIALS, **how})  # type: ignore[arg-type]


def same(one: Sample, other: Sample) -> bool:
    """To the last bit, and so to 1e-9."""
    return one[:-1] == other[:-1] and np.array_equal(one.histogram.below, other.histogram.below)


def near(value: float, error: float, *, errors: float = 4) -> object:
    return pytest.approx(value, abs=errors * error)


# Closed forms


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6, 1.0])
def test_means_add_whatever_the_correlation(correlation: float) -> None:
    sample = sampled(MIXED, correlation)
    assert sample.mean == near(sum(line.mean for line in MIXED), sample.sd / TRIALS**0.5)


def test_variances_of_independent_lines_add() -> None:
    expected = sum(line.sd**2 for line in MIXED) ** 0.5
    assert sampled(MIXED).sd == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("probability", [0.05, 0.1, 0.5, 0.8, 0.9, 0.99])
def test_percentiles_add_where_all_lines_move_as_one(probability: float) -> None:
    sample = sampled(MIXED, 1.0)
    expected = sum(float(line.quantile(np.array([probability]))[0]) for line in MIXED)
    assert sample.percentile(probability) == near(expected, sample.sampling_error(probability))


@pytest.mark.parametrize(("correlation", "expected"), [(0.0, (1065, 1132, 1178, 1203)), (1.0, (927, 1111, 1291, 1382))])
def test_ten_triangular_lines_never_reach_the_sum_of_their_highs(
    correlation: float, expected: tuple[float, ...]
) -> None:
    sample = sampled([TRIANGLE] * 10, correlation)
    for probability, amount in zip((0.1, 0.5, 0.8, 0.9), expected, strict=True):
        assert sample.percentile(probability) == near(amount, sample.sampling_error(probability) + 0.15)
    assert 800 < sample.min < sample.max < 1600


@pytest.mark.parametrize(
    ("line", "law"),
    [
        (Distribution("pert", 80, 80, 0.25), stats.beta(2, 4, loc=80, scale=80)),
        (Distribution("pert", 0, 10, 0.0), stats.beta(1, 5, scale=10)),
        (TRIANGLE, stats.triang(0.25, loc=80, scale=80)),
        (Distribution("lognormal", 5, 100, 0.5), stats.lognorm(0.5, loc=5, scale=100)),
    ],
)
def test_one_line_is_distributed_as_scipy_says(line: Distribution, law: stats.rv_continuous) -> None:
    sample = sampled([line], 0.6)
    assert sample.mean == near(law.mean(), law.std() / TRIALS**0.5)
    assert sample.sd == pytest.approx(law.std(), rel=0.01)
    for probability in (0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999):
        amount = law.ppf(probability)
        assert sample.percentile(probability) == near(amount, sample.sampling_error(probability))
        assert sample.probability_within(amount) == near(probability, (probability * (1 - probability) / TRIALS) ** 0.5)


def test_two_lines_are_rank_correlated_as_a_gaussian_copula_has_it() -> None:
    """The variance of a sum tells the covariance; for two uniform-like lines it is known by numerical integration."""
    one, other = fit(80, 100, 150), fit(20, 40, 65)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    for correlation in (0.3, 0.8):
        x, y = np.meshgrid(nodes, nodes)
        second = correlation * x + (1 - correlation**2) ** 0.5 * y
        values = one.quantile(stats.norm.cdf(x)) * other.quantile(stats.norm.cdf(second))
        covariance = float(weights @ values @ weights) - one.mean * other.mean
        expected = (one.sd**2 + other.sd**2 + 2 * covariance) ** 0.5
        assert sampled([one, other], correlation).sd == pytest.approx(expected, rel=0.006)


# Tables and bins


@pytest.mark.parametrize("line", MIXED[:4])
def test_a_table_of_quantiles_is_exact_to_a_millionth(line: Distribution) -> None:
    places = np.arange(0, 32_768, 7)
    expected = line.quantile(stats.norm.cdf((places - 16_384) * 15 / 32_768))
    inside = np.abs(places - 16_384) * 15 / 32_768 < 6
    assert quantiles(line)[places][inside] == pytest.approx(expected[inside], rel=1e-6)


@given(st.lists(st.floats(1, 2.0**20, width=32), min_size=1, max_size=300), st.floats(0, 1))
def test_a_quantile_of_counted_amounts_is_one_of_them_to_a_32_768th(amounts: list[float], probability: float) -> None:
    kept = np.sort(np.array(amounts, dtype=np.float32)).astype(float)
    histogram = Histogram.of(counted(kept.astype(np.float32)), lift=0.0, low=kept[0], high=kept[-1])
    rank = max(int(np.ceil(probability * len(kept))), 1)
    assert histogram.quantile(probability) == pytest.approx(kept[rank - 1], rel=1 / 32_768)
    assert histogram.probability(kept[rank - 1]) >= rank / len(kept) - 0.01


@given(st.lists(st.floats(1, 1e6, width=32), min_size=1), st.lists(st.floats(1, 1e6, width=32), min_size=1))
def test_counts_add(one: list[float], other: list[float]) -> None:
    first, second = np.array(one, dtype=np.float32), np.array(other, dtype=np.float32)
    both, together = counted(first).plus(counted(second)), counted(np.concatenate((first, second)))
    assert both.first == together.first
    assert np.array_equal(both.counts, together.counts)
    nothing = Counts(0, np.zeros(0, np.int64))
    assert nothing.plus(both) == both


def test_percentiles_rise() -> None:
    sample = sampled(PERTS, 0.6)
    amounts = [sample.percentile(n / 20) for n in range(1, 20)]
    assert amounts == sorted(set(amounts))


@tries(20)
@given(st.floats(0.01, 0.99))
def test_probability_within_undoes_the_percentile(probability: float) -> None:
    sample = one_factor(PERTS, correlation=0.6, trials=50_000, seed=3)
    assert sample.probability_within(sample.percentile(probability)) == pytest.approx(probability, abs=1e-4)


def test_the_ends_are_certain() -> None:
    sample = sampled(PERTS, 0.6, trials=1000)
    assert sample.percentile(0) == sample.min
    assert sample.percentile(1) == sample.max
    assert sample.probability_within(sample.max) == 1
    assert sample.probability_within(sample.min - 1) == sample.probability_within(-1e9) == 0
    assert sample.probability_within(1e12) == 1
    assert sample.sampling_error(0) == sample.sampling_error(1) == 0


# Shares


def test_shares_of_independent_lines_are_their_shares_of_the_variance() -> None:
    sample = sampled(MIXED)
    variances = np.array([line.sd**2 for line in MIXED])
    assert sample.shares == pytest.approx(variances / variances.sum(), abs=0.012)
    assert sample.share_trials == BLOCK == 65_536
    assert sum(sample.shares) == pytest.approx(1, abs=1e-12)


def test_equal_lines_have_equal_shares() -> None:
    assert sampled([TRIANGLE] * 4, 0.6).shares == pytest.approx([0.25] * 4, abs=0.004)


def test_lines_events_and_the_exchange_rate_share_the_variance() -> None:
    events = (Event(0.3, fit(20, 40, 90)), Event(0.0, fit(20, 40, 90)))
    sample = sampled(MIXED, 0.6, events=events, exchange=Exchange(0.1, [0.9] * len(MIXED)))
    assert sum(sample.shares) + sum(sample.event_shares) + sample.exchange_share == pytest.approx(1, abs=1e-9)
    assert sample.share_trials == TRIALS
    assert sample.event_shares[1] == 0
    assert min(*sample.shares[:-1], sample.event_shares[0], sample.exchange_share) > 0.01


# Correlation matrix


@pytest.mark.parametrize("correlation", [0.0, 0.6, 1.0])
def test_a_matrix_of_one_number_is_the_one_factor(correlation: float) -> None:
    matrix = np.full((len(MIXED), len(MIXED)), correlation)
    np.fill_diagonal(matrix, 1)
    full = full_matrix(MIXED, matrix=matrix, trials=TRIALS, seed=2)
    one = sampled(MIXED, correlation)
    assert full.sd == pytest.approx(one.sd, rel=0.01)
    for probability in (0.05, 0.1, 0.5, 0.8, 0.9, 0.95):
        error = one.sampling_error(probability) * 2**0.5
        assert full.percentile(probability) == near(one.percentile(probability), error)


def test_lines_that_move_against_each_other_cancel() -> None:
    """A symmetric line and its mirror image: their sum is certain."""
    line = Distribution("pert", 80, 40, 0.5)
    sample = full_matrix([line, line], matrix=[[1, -1], [-1, 1]], trials=TRIALS, seed=1)
    assert sample.percentile(0.01) == pytest.approx(200, abs=0.02)
    assert sample.percentile(0.99) == pytest.approx(200, abs=0.02)


def test_the_matrix_is_in_the_order_of_the_lines() -> None:
    """Only the two wide lines are correlated, with a certain one between them."""
    lines = (TRIANGLE, fixed(50), TRIANGLE, Distribution("triangular", 1, 1, 0.5))
    matrix: list[list[float]] = [[1, 0.3, 0.9, 0], [0.3, 1, 0.3, 0], [0.9, 0.3, 1, 0], [0, 0, 0, 1]]
    sample = full_matrix(lines, matrix=matrix, trials=TRIALS, seed=1)
    assert sample.sd == pytest.approx(sampled([TRIANGLE] * 2, 0.9).sd, rel=0.01)
    assert sample.shares == pytest.approx([0.5, 0, 0.5, 0], abs=0.005)


def test_an_impossible_matrix_must_be_repaired_first() -> None:
    impossible = [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
    with pytest.raises(InputError, match=r"no costs can be correlated like this; the nearest valid matrix is 0\.239"):
        full_matrix(MIXED[:3], matrix=impossible, trials=100, seed=1)
    repaired = checked(impossible, size=3).matrix
    assert full_matrix(MIXED[:3], matrix=repaired, trials=100, seed=1).trials == 100


# Events and exchange rate


@pytest.mark.parametrize("probability", [0.0, 0.05, 0.5, 1.0])
def test_an_event_adds_its_probability_times_its_impact(probability: float) -> None:
    impact = fit(200, 300, 500)
    sample = sampled(PERTS, 0.6, events=[Event(probability, impact)])
    expected = sum(line.mean for line in PERTS) + probability * impact.mean
    assert sample.mean == near(expected, sample.sd / TRIALS**0.5)
    second = probability * (impact.sd**2 + impact.mean**2) - (probability * impact.mean) ** 2
    assert sample.sd**2 == pytest.approx(sampled(PERTS, 0.6).sd ** 2 + second, rel=0.015)


def test_a_certain_cost_with_an_event_is_one_amount_or_the_other() -> None:
    sample = sampled([fixed(1000), fixed(234.56)], events=[Event(0.3, fixed(100))])
    assert sample.probability_within(1234.56) == near(0.7, (0.21 / TRIALS) ** 0.5)
    assert sample.probability_within(1234.55) == 0
    assert sample.percentile(0.6) == pytest.approx(1234.56, rel=3e-5)
    assert sample.percentile(0.8) == pytest.approx(1334.56, rel=3e-5)
    assert (sample.min, sample.max) == pytest.approx((1234.56, 1334.56))
    assert sample.event_shares == pytest.approx((1.0,))


def test_a_rare_and_dear_event_is_counted_as_finely_as_the_rest() -> None:
    sample = sampled(PERTS, 0.6, events=[Event(0.01, fixed(1e7))])
    alone = sampled(PERTS, 0.6)
    assert sample.percentile(0.5) == pytest.approx(alone.percentile(0.505), rel=0.002)
    assert sample.percentile(0.999) == pytest.approx(1e7 + alone.percentile(0.9), rel=1e-4)


def test_events_may_be_all_that_is_uncertain_or_all_there_is() -> None:
    for certain in (0.0, 1e-3, 1e6):
        sample = sampled([fixed(certain)], events=[Event(0.4, TRIANGLE), Event(0.4, fixed(1e6))])
        assert sample.mean == near(certain + 0.4 * (TRIANGLE.mean + 1e6), sample.sd / TRIALS**0.5)
        assert sample.probability_within(certain) == near(0.36, (0.36 * 0.64 / TRIALS) ** 0.5)
        assert len(sample.histogram.below) < 1_500_000


def test_a_line_that_may_be_below_nothing_is_counted_too() -> None:
    """A lognormal reaches below zero now and then; the exchange rate makes that larger."""
    line = Distribution("lognormal", -20, 70, 0.5)
    sample = sampled([line], exchange=Exchange(0.5, [1.0]))
    assert sample.min < 0
    assert sample.percentile(0) == sample.min
    assert sample.mean == near(line.mean, sample.sd / TRIALS**0.5)
    assert len(sample.histogram.below) < 500_000


def test_the_exchange_rate_leaves_the_mean_and_widens_the_spread() -> None:
    """Independent of the costs: Var(B·e) = Var(B) e^σ² + E[B]² (e^σ² − 1), B being the foreign part."""
    volatility, foreign = 0.2, 0.5
    sample = sampled([TRIANGLE], exchange=Exchange(volatility, [foreign]))
    assert sample.mean == near(TRIANGLE.mean, sample.sd / TRIALS**0.5)
    grown = foreign**2 * (TRIANGLE.sd**2 + TRIANGLE.mean**2) * (np.exp(volatility**2) - 1)
    assert sample.sd**2 == pytest.approx(TRIANGLE.sd**2 + grown, rel=0.01)
    assert sample.exchange_share == pytest.approx(grown / (TRIANGLE.sd**2 + grown), abs=0.01)


def test_the_exchange_rate_moves_certain_lines_too() -> None:
    sample = sampled([fixed(100), fixed(50)], exchange=Exchange(0.1, [1.0, 0.0]))
    law = stats.lognorm(0.1, loc=50, scale=100 * np.exp(-0.005))
    for probability in (0.1, 0.5, 0.9):
        assert sample.percentile(probability) == near(law.ppf(probability), sample.sampling_error(probability))
    assert sample.shares == (0, 0)
    assert sample.exchange_share == pytest.approx(1)


def test_an_exchange_rate_that_stands_still_changes_nothing() -> None:
    still = sampled(PERTS, 0.6, exchange=Exchange(0.0, [1.0] * 10))
    assert still.exchange_share == 0
    assert still.percentile(0.8) == pytest.approx(sampled(PERTS, 0.6).percentile(0.8), rel=1e-6)


# Certain lines and few trials


def test_certain_lines_make_a_certain_total() -> None:
    sample = sampled([fixed(100.1), fixed(0), fixed(23.4)], 0.6)
    assert sample.mean == sample.min == sample.max == sample.percentile(0.8) == sum((100.1, 0, 23.4))
    assert sample.sd == sample.sampling_error(0.8) == sum(sample.shares) == 0
    assert sample.probability_within(123.5) == 1
    assert sample.probability_within(123.4) == 0


def test_a_total_of_nothing_is_nothing() -> None:
    sample = sampled([fixed(0)])
    assert sample.mean == sample.sd == sample.percentile(0.5) == 0
    assert sample.probability_within(0) == 1
    assert sample.probability_within(-1) == 0


@pytest.mark.parametrize("trials", [1, 2, 3, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17])
def test_any_number_of_trials_is_drawn_exactly(trials: int) -> None:
    for sample in (
        sampled(MIXED, 0.6, trials=trials),
        sampled(MIXED, 0.6, trials=trials, events=[Event(0.5, TRIANGLE)]),
        full_matrix(MIXED, matrix=np.eye(6), trials=trials, seed=1),
    ):
        assert sample.trials == trials == sample.histogram.below[-1]
        assert sample.min <= sample.percentile(0.1) <= sample.mean <= sample.max
        assert sample.sampling_error(0.5) >= 0


# Seeds, threads and errors


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_threads() -> None:
    events, exchange = [Event(0.2, TRIANGLE)], Exchange(0.1, [0.5] * 6)
    drawn: tuple[dict[str, Any], ...] = ({}, {"events": events, "exchange": exchange})
    for how in drawn:
        one = sampled(MIXED, 0.6, trials=5 * BLOCK + 3, **how)
        for threads in (1, 2, 3, 9):
            assert same(one, sampled(MIXED, 0.6, trials=5 * BLOCK + 3, threads=threads, **how))
        assert not same(one, sampled(MIXED, 0.6, seed=2, trials=5 * BLOCK + 3, **how))
    matrix = np.full((6, 6), 0.5) + np.eye(6) / 2
    full = [full_matrix(MIXED, matrix=matrix, trials=3 * BLOCK, seed=7, threads=threads) for threads in (1, 2)]
    assert same(*full)


def test_a_seed_gives_these_numbers_for_good() -> None:
    """They stand in quotes; a change here is a change of every printed figure."""
    sample = one_factor([TRIANGLE] * 10, correlation=0.6, trials=100_000, seed=1)
    assert (sample.mean, sample.percentile(0.8)) == pytest.approx((1133.4999795642161, 1252.903125), rel=1e-9)


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_the_stated_error_is_how_far_seeds_differ(correlation: float) -> None:
    samples = [sampled(PERTS, correlation, seed=seed, trials=5_000) for seed in range(120)]
    for probability in (0.1, 0.5, 0.8, 0.95):
        seen = np.std([sample.percentile(probability) for sample in samples])
        stated = np.mean([sample.sampling_error(probability) for sample in samples])
        assert stated == pytest.approx(seen, rel=0.25)


def test_progress_is_told_after_each_block() -> None:
    told: list[int] = []
    sampled(PERTS, 0.6, trials=2 * BLOCK + 5, threads=2, progress=told.append)
    assert told == [BLOCK, 2 * BLOCK, 2 * BLOCK + 5]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_million_trials_of_ten_lines_take_less_than_20_mb(threads: int) -> None:
    sampled(PERTS, 0.6, trials=10)  # what is loaded once
    tracemalloc.start()
    try:
        sampled(PERTS, 0.6, trials=1_000_000, threads=threads)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20e6


def test_memory_does_not_grow_with_the_trials_whatever_is_drawn() -> None:
    peaks = []
    events, exchange = [Event(0.2, TRIANGLE), Event(1e-3, fixed(1e9))], Exchange(0.1, [0.5] * 10)
    for trials in (2 * BLOCK, 12 * BLOCK):
        tracemalloc.start()
        try:
            sampled(PERTS, 0.6, trials=trials, events=events, exchange=exchange)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0] < 33e6


# Bad input


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lines": ()}, "simulation: has no line; give one at least."),
        ({"trials": 0}, "trials: 0 is not allowed; write a whole number from 1 to 100,000,000, such as 100000."),
        ({"trials": -5}, "trials: -5 is not allowed; write a whole number from 1"),
        ({"trials": 1e5}, "trials: 100000.0 is not allowed; write a whole number"),
        (
            {"trials": 10**9},
            "trials: 1,000,000,000 would take some 1 min; at most 100,000,000 are allowed. Write fewer",
        ),
        ({"trials": 10**12}, "1,000,000,000,000 would take some 833 min"),
        ({"seed": -1}, "seed: -1 is not allowed; write a whole number from 0 on."),
        ({"threads": 0}, "threads: 0 is not allowed; write a whole number from 1 on."),
        (
            {"correlation": 1.1},
            "correlation: 1.1 is not a correlation of one common factor; write a number from 0 to 1.",
        ),
        ({"correlation": -0.2}, "correlation: -0.2 is not a correlation"),
        ({"correlation": float("nan")}, "correlation: nan is not a correlation"),
        (
            {"events": [Event(0.1, TRIANGLE), Event(30, TRIANGLE)]},
            "event 2: its probability 30 is not from 0 to 1; write 30 % as 0.3.",
        ),
        ({"exchange": Exchange(-0.1, [1] * 10)}, "exchange: volatility: -0.1 is not from 0 on; write 10 % as 0.1."),
        ({"exchange": Exchange(float("inf"), [1] * 10)}, "exchange: volatility: inf is not from 0 on"),
        ({"exchange": Exchange(0.1, [1] * 3)}, "exchange: shares: 3 for 10 lines; give each line one, 0 where"),
        ({"exchange": Exchange(0.1, [0] * 9 + [85])}, "exchange: shares: the share 85 of line 10 is not from 0 to 1"),
    ],
)
def test_what_cannot_be_sampled_is_refused(change: dict[str, object], words: str) -> None:
    asked: dict[str, object] = {"lines": PERTS, "correlation": 0.6, "trials": 100, "seed": 1, **change}
    with pytest.raises(InputError) as caught:
        one_factor(asked.pop("lines"), **asked)  # type: ignore[arg-type]
    assert words in str(caught.value)


def test_a_matrix_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(InputError, match="must be 10 rows of 10 numbers, one for each line; it is 2 × 2"):
        full_matrix(PERTS, matrix=np.eye(2), trials=100, seed=1)


@pytest.mark.parametrize("probability", [-0.1, 1.1, 80, float("nan")])
def test_a_percentile_outside_0_to_1_is_refused(probability: float) -> None:
    sample = sampled(PERTS, trials=10)
    with pytest.raises(InputError, match=r"is not a probability; write one from 0 to 1, such as 0\.8"):
        sample.percentile(probability)
    with pytest.raises(InputError):
        sample.sampling_error(probability)


def test_the_bound_itself_is_allowed() -> None:
    """Only told, not run: it is refused by nothing but the next number."""
    told: list[int] = []

    def stop(done: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sampled([TRIANGLE], trials=MAX_TRIALS, progress=stop)
    assert told == [BLOCK]


@tries(30)
@example([(100.0, 0.0, 0.0)], 0.6, 50)
@given(
    st.lists(st.tuples(st.floats(0.01, 1e9), st.floats(0, 1), st.floats(0, 3)), min_size=1, max_size=8),
    st.floats(0, 1),
    st.integers(1, 300),
)
def test_whatever_the_lines_the_numbers_are_in_order(
    amounts: list[tuple[float, float, float]], correlation: float, trials: int
) -> None:
    lines = [Distribution("pert", likely * (1 - down), likely * (down + up), 0.3) for likely, down, up in amounts]
    sample = one_factor(lines, correlation=correlation, trials=trials, seed=1, events=[Event(0.5, lines[0])])
    percentiles = [sample.percentile(n / 10) for n in range(11)]
    assert percentiles == sorted(percentiles)
    assert sample.min <= sample.mean * (1 + 1e-6)
    assert sample.mean <= sample.max * (1 + 1e-6)
    assert sample.min >= sum(line.origin for line in lines) * (1 - 1e-6)
    assert 0 <= sample.probability_within(sample.mean) <= 1
