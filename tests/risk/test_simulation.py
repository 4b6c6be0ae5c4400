"""How sure a total is: the simulation of an estimate, its percentiles, its drivers, and what may happen to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import log, sqrt
from statistics import stdev
from typing import Any

import numpy as np
import pytest

from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError
from costmodel.money.currencies import Currency
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.risk import DISTRIBUTIONS, RiskEvent
from costmodel.risk.distributions import fit
from costmodel.risk.sampling import MAX_TRIALS
from costmodel.risk.simulation import (
    EXCHANGE,
    TRIALS,
    RiskLine,
    Simulation,
    payable_lines,
    risk_line,
    simulate,
    simulate_lines,
)
from costmodel.words.text import Text

Priced = Callable[..., Estimate]
PRESETS = ("small", "medium", "large")
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")
MRU = Currency(id="MRU", decimals=2, printed_decimals=2)


def d(words: object) -> Decimal:
    return Decimal(str(words))


def row(id_: str, low: object, likely: object, high: object, foreign: object = 0) -> RiskLine:
    return RiskLine(id_, Text.same(id_), d(low), d(likely), d(high), d(foreign))


def sure(*lines: RiskLine, book: PriceBook, **how: Any) -> Simulation:
    return simulate_lines(lines, book, currency=MRU, **how)


def share(found: Simulation, id_: str) -> float:
    return next(driver.share for driver in found.drivers if driver.id == id_)


def refused(make: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        make()
    return str(caught.value)


@pytest.fixture
def answered(priced: Priced, medium_drivers: dict[str, Decimal]) -> Estimate:
    """The medium preset with every driver answered: class 4."""
    return priced(answers=medium_drivers)


# ------------------------------------------------------------------ the presets


@pytest.mark.parametrize(
    ("preset", "point", "p10", "p50", "p80", "p90"),
    [
        ("small", "1324465.87", 772_000, 1_620_000, 2_300_000, 2_660_000),
        ("medium", "3454585.35", 1_990_000, 4_220_000, 6_010_000, 6_960_000),
        ("large", "9720176.63", 5_680_000, 11_900_000, 16_900_000, 19_500_000),
    ],
)
def test_the_presets(
    book: PriceBook, priced: Priced, preset: str, point: str, p10: int, p50: int, p80: int, p90: int
) -> None:
    """To three figures: a preset alone says little, and its P80 is 74 % above the point estimate."""
    found = simulate(priced(preset))
    assert str(found.point_estimate) == point
    for probability, amount in ((0.1, p10), (0.5, p50), (0.8, p80), (0.9, p90)):
        assert found.percentile(probability) == pytest.approx(amount, rel=0.005)
    assert found.contingency() == found.percentile(0.8) - found.point_estimate
    assert (found.trials, found.seed, found.sampling_error(0.8)) == (0, None, d(0)), "nothing was sampled"
    assert (found.correlation, found.confidence, found.remarks) == (0.6, 0.8, ())


@pytest.mark.parametrize("bundle", BUNDLES)
def test_every_bundle_can_be_simulated_over_the_contracted_years(book: PriceBook, priced: Priced, bundle: str) -> None:
    of = priced(bundle=bundle)
    found = simulate(of)
    assert found.point_estimate == of.totals.first_year
    assert [line.id for line in found.lines] == [line.id for line in of.lines]
    assert sum(driver.share for driver in found.drivers) == pytest.approx(1)


def totals_of(class_: str, book: PriceBook, priced: Priced) -> Simulation:
    """The medium preset's lines, all of one class."""
    fact = book.estimate_class(class_)
    lines = [
        row(line.id, line.likely * fact.line_low, line.likely, line.likely * fact.line_high) for line in priced().lines
    ]
    return sure(*lines, book=book)


@pytest.mark.parametrize("class_", ["4", "3", "2", "1"])
def test_a_total_returns_the_bounds_of_its_class(book: PriceBook, priced: Priced, class_: str) -> None:
    fact, found = book.estimate_class(class_), totals_of(class_, book, priced)
    for probability, bound in ((0.1, fact.total_low), (0.9, fact.total_high)):
        assert found.percentile(probability) / found.point_estimate == pytest.approx(bound, abs=d("0.03"))


def test_a_total_of_class_5_reaches_twice_the_point_estimate_and_falls_to_42_percent_less(
    book: PriceBook, priced: Priced
) -> None:
    """AACE says −50 %, but no line can cost less than nothing."""
    found = totals_of("5", book, priced)
    assert found.percentile(0.9) / found.point_estimate == pytest.approx(d(2), abs=d("0.03"))
    assert found.percentile(0.1) / found.point_estimate == pytest.approx(d("0.58"), abs=d("0.01"))


def test_the_better_a_need_is_known_the_surer_its_total(book: PriceBook, priced: Priced, answered: Estimate) -> None:
    preset, known = simulate(priced()), simulate(answered)
    assert known.point_estimate == preset.point_estimate
    assert known.contingency() < preset.contingency() / 2
    assert known.probability_within(known.point_estimate) > preset.probability_within(preset.point_estimate)


# ------------------------------------------------------------------ what is simulated


def test_more_years_hold_more_of_what_recurs(book: PriceBook, priced: Priced) -> None:
    of = priced()
    yearly = of.line("support").likely
    one, three, none = (simulate(of, years=years) for years in (1, 3, 0))
    assert three.point_estimate == one.point_estimate + 2 * yearly
    assert none.point_estimate == of.totals.one_off
    assert share(three, "support") > share(one, "support")
    assert "support" not in [line.id for line in none.lines]


def test_a_warranty_frees_its_months(book: PriceBook, priced: Priced) -> None:
    of = priced(answers={"warranty_months": 6})
    (support,) = (line for line in payable_lines(of, years=2) if line.id == "support")
    assert support.likely == of.currency.round(of.line("support").likely * 18 / 12)
    assert simulate(of).point_estimate == of.totals.first_year
    all_free = priced(answers={"warranty_months": 24})
    assert "support" not in [line.id for line in payable_lines(all_free, years=2)]


def test_an_option_is_not_in_the_total(book: PriceBook, priced: Priced) -> None:
    of = priced()
    assert {line.id for line in of.options} & {line.id for line in simulate(of).lines} == set()


@pytest.mark.parametrize("years", [-1, 16, 10**30])
def test_years_that_no_contract_has_are_refused(book: PriceBook, priced: Priced, years: int) -> None:
    message = refused(lambda: simulate(priced(), years=years))
    assert message == f"years: {years} is out of bounds. Allowed: 0 (one-off prices alone) to 15 contracted years."


def test_a_line_keeps_its_low_likely_and_high(priced: Priced) -> None:
    line = priced().line("hardware")
    found = risk_line(line)
    assert (found.low, found.likely, found.high) == (line.low, line.likely, line.high)
    assert found.foreign_share == line.foreign_share == d("0.85")
    assert found.times(d(2)).high == 2 * line.high


def test_a_single_line_is_its_own_total(book: PriceBook) -> None:
    found = sure(row("training", 80, 100, 140), book=book)
    assert [found.percentile(p) for p in (0.1, 0.9)] == pytest.approx([80, 140], abs=d("0.02"))
    assert found.drivers[0].id == "training"
    assert found.drivers[0].share == pytest.approx(1)


def test_lines_without_width_make_a_certain_total(book: PriceBook) -> None:
    found = sure(row("a", 100, 100, 100), row("b", 50, 50, 50), book=book)
    assert {found.percentile(p) for p in (0.01, 0.5, 0.99)} == {150}
    assert (found.mean, found.sd, found.contingency(), found.probability_within(d(150))) == (d(150), d(0), d(0), 1)
    assert [driver.share for driver in found.drivers] == [0, 0]


def test_no_line_at_all_is_refused(book: PriceBook) -> None:
    assert refused(lambda: sure(book=book)) == "simulation: has no line; an estimate needs at least one."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (row("training", 120, 100, 140), "training: low 120.0, likely 100.0, high 140.0: they must be in this order"),
        (row("training", 80, 100, 90), "training: low 80.0, likely 100.0, high 90.0: they must be in this order"),
        (row("training", -80, 100, 140), "they must be in this order, from 0 on; put them right."),
    ],
)
def test_a_line_out_of_order_is_refused(book: PriceBook, line: RiskLine, words: str) -> None:
    assert words in refused(lambda: sure(row("hardware", 1, 2, 4), line, book=book))


# ------------------------------------------------------------------ what is asked of a simulation


def test_the_probability_of_staying_within_a_budget(book: PriceBook, priced: Priced) -> None:
    found = simulate(priced())
    for probability in (0.1, 0.35, 0.5, 0.8, 0.95):
        assert found.probability_within(found.percentile(probability)) == pytest.approx(probability, abs=1e-4)
    assert found.probability_within(found.point_estimate) == pytest.approx(0.349, abs=0.001)
    assert (found.probability_within(d(0)), found.probability_within(d(10) ** 9)) == (0, 1)


def test_the_contingency_to_a_percentile(book: PriceBook, priced: Priced) -> None:
    found = simulate(priced(), confidence=d("0.9"))
    assert found.contingency() == found.contingency(0.9) == found.percentile(0.9) - found.point_estimate
    assert found.contingency(d("0.5")) == found.percentile(0.5) - found.point_estimate
    assert found.contingency(0.1) < 0, "P10 is below the point estimate"


@pytest.mark.parametrize("wrong", [0, 1, -0.1, 80, float("nan"), Decimal("NaN"), Decimal(1)])
def test_a_percentile_outside_0_to_1_is_refused(book: PriceBook, priced: Priced, wrong: float) -> None:
    found = simulate(priced())
    words = "is not a probability; write one between 0 and 1, such as 0.8."
    assert words in refused(lambda: found.percentile(wrong))
    assert words in refused(lambda: found.contingency(wrong))
    assert refused(lambda: simulate(priced(), confidence=wrong)).startswith("confidence: ")  # type: ignore[arg-type]


def test_sums_of_lows_and_highs_lie_outside_p10_and_p90(book: PriceBook, priced: Priced) -> None:
    """Not all lines are low together, and not all high."""
    found = simulate(priced())
    assert found.sum_of_lows == sum(line.low for line in found.lines) < found.percentile(0.1)
    assert found.sum_of_highs == sum(line.high for line in found.lines) > found.percentile(0.9)
    together = simulate(priced(), correlation=1)
    assert together.percentile(0.1) == pytest.approx(found.sum_of_lows, rel=d("0.0001"))
    assert together.percentile(0.9) == pytest.approx(found.sum_of_highs, rel=d("0.0001"))


def test_amounts_are_money(book: PriceBook, priced: Priced) -> None:
    for code, decimals in (("MRU", 2), ("MRO", 1), ("USD", 2)):
        found = simulate(priced(currency=code))
        for amount in (found.mean, found.sd, found.percentile(0.8), found.contingency(), found.sampling_error(0.8)):
            assert amount.as_tuple().exponent == -decimals


def test_a_simulation_in_old_ouguiyas_is_ten_times_the_one_in_new(book: PriceBook, priced: Priced) -> None:
    new, old = (simulate(priced(currency=code)) for code in ("MRU", "MRO"))
    assert old.percentile(0.8) == pytest.approx(10 * new.percentile(0.8), abs=1)
    assert old.drivers == tuple(
        one._replace(share=pytest.approx(other.share, abs=1e-6))  # type: ignore[arg-type]
        for one, other in zip(old.drivers, new.drivers, strict=True)
    )


def test_the_curve_rises_through_the_percentiles(book: PriceBook, priced: Priced) -> None:
    found = simulate(priced())
    curve = found.curve()
    assert len(curve) == 99
    assert all(below[1] < above[1] for below, above in pairwise(curve))
    assert dict(curve)[0.8] == found.percentile(0.8)
    assert [probability for probability, _ in found.curve(steps=4)] == [0.25, 0.5, 0.75]


def test_frames_are_tidy_and_name_the_currency(book: PriceBook, priced: Priced) -> None:
    found = simulate(priced(currency="EUR"))
    frame, drivers = found.to_frame(), found.drivers_frame()
    assert list(frame) == ["probability", "cost", "currency"]
    assert (len(frame), set(frame["currency"])) == (99, {"EUR"})
    assert frame["cost"].is_monotonic_increasing
    assert list(drivers) == ["id", "name", "share"]
    assert drivers["share"].is_monotonic_decreasing
    assert drivers["id"][0] == "licence.pacs_ris"
    assert found.drivers_frame(language="fr")["name"][0] == found.drivers[0].name.fr != drivers["name"][0]
    with pytest.raises(InputError, match=r"'de' is not a language\. Allowed: en, fr"):
        found.drivers_frame(language="de")  # type: ignore[arg-type]


def test_the_summary_is_tidy_and_a_probability_has_no_currency(book: PriceBook, priced: Priced) -> None:
    found = simulate(priced(currency="EUR"), confidence=d("0.85"))
    frame = found.summary_frame()
    assert list(frame) == ["statistic", "value", "currency"]
    values = dict(zip(frame["statistic"], frame["value"], strict=True))
    assert list(values) == [
        "point_estimate", "mean", "sd", "p10", "p50", "p80", "p85", "p90", "p95", "contingency", "sum_of_lows",
        "sum_of_highs", "within_point_estimate",
    ]  # fmt: skip
    assert values["p85"] == float(found.percentile(d("0.85")))
    assert values["point_estimate"] + values["contingency"] == pytest.approx(values["p85"], abs=0.01)
    assert values["within_point_estimate"] == found.probability_within(found.point_estimate)
    assert list(frame["currency"].dropna()) == ["EUR"] * 12
    assert frame.set_index("statistic")["currency"].isna()["within_point_estimate"]
    assert "p85" not in set(simulate(priced()).summary_frame()["statistic"]), "the policy asks for P80"


# ------------------------------------------------------------------ distributions


def test_each_line_can_have_its_own_distribution(book: PriceBook, answered: Estimate) -> None:
    found = simulate(answered, distribution={"training": "lognormal", "hardware": "triangular"})
    kinds = {line.id: fitted.kind for line, fitted in zip(found.lines, found.fitted, strict=True)}
    assert (kinds.pop("training"), kinds.pop("hardware")) == ("lognormal", "triangular")
    assert set(kinds.values()) == {"pert"}


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_all_lines_can_have_one_distribution(book: PriceBook, answered: Estimate, kind: str) -> None:
    found = simulate(answered, distribution=kind)
    assert {fitted.kind for fitted in found.fitted} == {kind}
    assert found.percentile(0.8) == pytest.approx(simulate(answered).percentile(0.8), rel=d("0.02"))


def test_a_distribution_that_cannot_fit_names_the_line(book: PriceBook, priced: Priced) -> None:
    message = refused(lambda: simulate(priced(), distribution={"training": "lognormal"}))
    assert message.startswith("training: the lognormal distribution cannot fit: through 39,")
    assert "it would fall below nothing. Choose another (pert, triangular), or raise low." in message


def test_a_distribution_or_a_line_misspelt_is_refused(book: PriceBook, priced: Priced) -> None:
    assert "Nearest: 'lognormal'." in refused(lambda: simulate(priced(), distribution="log-normal"))
    message = refused(lambda: simulate(priced(), distribution={"trainning": "pert"}))
    assert message.startswith("distribution: 'trainning' is not a line of this estimate.")
    assert message.endswith("Nearest: 'training'.")


# ------------------------------------------------------------------ correlation


def test_correlation_moves_the_p80_by_ten_percent(book: PriceBook, priced: Priced) -> None:
    apart, usual, high = (simulate(priced(), correlation=rho) for rho in (0, None, 0.9))
    assert apart.percentile(0.8) < usual.percentile(0.8) < high.percentile(0.8)
    assert usual.percentile(0.8) / apart.percentile(0.8) > d("1.08")
    assert apart.mean == usual.mean == high.mean


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan"), Decimal("1.5"), True])
def test_a_correlation_outside_0_to_1_is_refused(book: PriceBook, priced: Priced, wrong: float) -> None:
    message = refused(lambda: simulate(priced(), correlation=wrong))
    assert "is not a correlation of one common factor; write a number from 0 to 1, or a matrix." in message


def matrix(size: int, rho: float) -> list[list[float]]:
    return [[1 if row == column else rho for column in range(size)] for row in range(size)]


@pytest.mark.parametrize("rho", [0, 0.6])
def test_a_matrix_of_one_correlation_is_the_common_factor(book: PriceBook, priced: Priced, rho: float) -> None:
    of = priced()
    exact = simulate(of, correlation=rho)
    sampled = simulate(of, correlation=matrix(len(of.lines), rho), seed=3)
    assert (sampled.trials, sampled.seed, sampled.correlation) == (TRIALS, 3, None)
    for probability in (0.1, 0.5, 0.8, 0.9):
        error = sampled.sampling_error(probability)
        assert sampled.percentile(probability) == pytest.approx(exact.percentile(probability), abs=4 * error)
    assert share(sampled, "hardware") == pytest.approx(share(exact, "hardware"), abs=0.01)
    assert sampled.remarks == ()


def test_a_numpy_matrix_will_do(book: PriceBook) -> None:
    lines = row("a", 80, 100, 140), row("b", 80, 100, 140)
    opposite = sure(*lines, book=book, correlation=np.array([[1, -0.9], [-0.9, 1]]))
    assert opposite.sd < sure(*lines, book=book, correlation=0).sd / 2


def test_a_matrix_that_cannot_exist_is_repaired_and_said(book: PriceBook) -> None:
    """A goes with B and B with C, but A not with C."""
    lines = [row(id_, 80, 100, 140) for id_ in "abc"]
    found = sure(*lines, book=book, correlation=[[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    (remark,) = found.remarks
    assert remark.en == (
        "The correlation matrix cannot exist as it stands; the nearest one that can was used, "
        "with entries moved by up to 0.2393."
    )
    assert "0,2393" in remark.fr


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([[1, 0.5], [0.5, 1]], "correlation: must be 3 rows of 3 numbers, one for each line; it is 2 × 2."),
        ([[1, 2, 0], [2, 1, 0], [0, 0, 1]], "row 1, column 2: 2 is outside −1 to 1; write 60 % as 0.6."),
        ("half", "'half' is not a number"),
    ],
)
def test_what_is_no_matrix_is_refused(book: PriceBook, wrong: Any, words: str) -> None:
    lines = [row(id_, 80, 100, 140) for id_ in "abc"]
    assert words in refused(lambda: sure(*lines, book=book, correlation=wrong))


# ------------------------------------------------------------------ sampling


def test_sampling_agrees_with_what_is_exact(book: PriceBook, priced: Priced) -> None:
    exact, sampled = simulate(priced()), simulate(priced(), trials=500_000)
    for probability in (0.1, 0.5, 0.8, 0.95):
        assert sampled.sampling_error(probability) > 0
        assert sampled.percentile(probability) == pytest.approx(
            exact.percentile(probability), abs=4 * sampled.sampling_error(probability)
        )
    assert [one.id for one in sampled.drivers][:4] == [one.id for one in exact.drivers][:4]


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(book: PriceBook, priced: Priced) -> None:
    def run(seed: int, threads: int = 1) -> list[float]:
        found = simulate(priced(), trials=150_000, seed=seed, events=book.risks, exchange=True, threads=threads)
        return [found.total.mean, found.total.sd, *(found.total.percentile(p) for p in (0.1, 0.5, 0.8, 0.9))]

    assert run(7) == pytest.approx(run(7), rel=1e-9)
    assert run(7) == pytest.approx(run(7, threads=2), rel=1e-9)
    assert all(one != other for one, other in zip(run(7), run(8), strict=True))


def test_a_matrix_gives_the_same_numbers_with_two_threads(book: PriceBook, priced: Priced) -> None:
    of = priced()
    given = matrix(len(of.lines), 0.4)
    one, two = (simulate(of, correlation=given, trials=150_000, threads=threads) for threads in (1, 2))
    assert one.percentile(0.8) == two.percentile(0.8)


def test_more_trials_make_a_percentile_surer(book: PriceBook, priced: Priced) -> None:
    few, many = (simulate(priced(), trials=trials) for trials in (10_000, 1_000_000))
    assert few.sampling_error(0.8) == pytest.approx(10 * many.sampling_error(0.8), rel=d("0.3"))


@pytest.mark.parametrize("how", [{}, {"correlation": matrix(8, 0.3)}], ids=["one number", "matrix"])
def test_no_trials_or_too_many_are_refused(book: PriceBook, priced: Priced, how: dict[str, Any]) -> None:
    of = priced()
    assert len(of.lines) == 8
    assert refused(lambda: simulate(of, trials=0, **how)).startswith("trials: 0 is not allowed; write a whole")
    message = refused(lambda: simulate(of, trials=10**9, **how))
    assert message.startswith("trials: 1,000,000,000 would take some ")
    assert f"at most {MAX_TRIALS:,} are allowed." in message


def test_progress_is_told(book: PriceBook, priced: Priced) -> None:
    told: list[int] = []
    simulate(priced(), trials=300_000, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 300_000
    assert len(told) > 2


# ------------------------------------------------------------------ what may happen


def test_the_register_names_the_risks_of_such_projects(book: PriceBook) -> None:
    assert [risk.id for risk in book.risks] == [
        "legacy_archive",
        "import_delay",
        "power_or_network",
        "staff_turnover",
        "currency_move",
    ]


@pytest.mark.parametrize("number", range(5))
def test_every_risk_of_the_register_fits_and_touches_a_line(book: PriceBook, priced: Priced, number: int) -> None:
    risk = book.risks[number]
    plain, found = simulate(priced(), trials=TRIALS), simulate(priced(), events=[risk])
    assert found.remarks == ()
    assert 0 < share(found, risk.id) < 0.05
    assert found.mean > plain.mean
    assert found.point_estimate == plain.point_estimate, "a risk is no line"


def test_what_a_risk_adds_to_the_mean(book: PriceBook, priced: Priced) -> None:
    """Migration, at 30 %: the mean of a PERT through 15, 30, 80 % of it."""
    risk = book.risk_event("legacy_archive")
    of = priced()
    migration = float(of.line("migration").likely)
    impact = fit(migration * 0.15, migration * 0.3, migration * 0.8).mean
    plain, found = simulate(of, trials=1_000_000), simulate(of, trials=1_000_000, events=[risk])
    assert float(found.mean - plain.mean) == pytest.approx(0.3 * impact, rel=0.15)


def test_a_risk_that_touches_no_line_is_not_counted_and_said(book: PriceBook, priced: Priced) -> None:
    of = priced(answers={"legacy_tb": 0})
    found = simulate(of, events=book.risks)
    assert [remark.en for remark in found.remarks] == [
        "“Legacy archive worse than surveyed” touches no line of this estimate and is not counted."
    ]
    assert "legacy_archive" not in [driver.id for driver in found.drivers]
    alone = simulate(of, events=[book.risks[0]])
    assert (alone.trials, len(alone.remarks)) == (0, 1), "nothing is left to sample"


def test_a_risk_on_the_foreign_part_counts_only_that(book: PriceBook) -> None:
    risk = book.risk_event("currency_move")
    at_home, abroad = row("training", 80, 100, 140, 0), row("hardware", 80, 100, 140, 1)
    plain = sure(at_home, abroad, book=book, trials=TRIALS)
    found = sure(at_home, abroad, book=book, events=[risk])
    impact = float(risk.probability) * fit(*(float(100 * part) for part in impacts(risk))).mean
    assert float(found.mean - plain.mean) == pytest.approx(impact, abs=0.05)
    assert len(sure(at_home, book=book, events=[risk]).remarks) == 1, "nothing is paid abroad"


@pytest.mark.parametrize("code", ["USD", "EUR"])
def test_a_fall_of_the_ouguiya_makes_nothing_dearer_in_the_currency_that_is_paid_abroad(
    book: PriceBook, priced: Priced, code: str
) -> None:
    risk = book.risk_event("currency_move")
    of = priced(currency=code)
    plain, found = simulate(of), simulate(of, events=[risk])
    assert (found.mean, found.trials) == (plain.mean, 0), "nothing is left to sample"
    assert [remark.en for remark in found.remarks] == [
        "“Sudden move of the currency” makes what is paid abroad dearer in ouguiyas alone; "
        f"in {code} it is not counted."
    ]
    others = simulate(of, events=book.risks, trials=TRIALS)
    assert "currency_move" not in [driver.id for driver in others.drivers]
    assert len(others.drivers) == len(of.lines) + len(book.risks) - 1


def test_in_old_ouguiyas_a_fall_of_the_ouguiya_counts_as_in_new_ones(book: PriceBook, priced: Priced) -> None:
    risk = book.risk_event("currency_move")
    new, old = (simulate(priced(currency=code), events=[risk], trials=TRIALS) for code in ("MRU", "MRO"))
    assert old.remarks == ()
    assert old.mean == pytest.approx(10 * new.mean, rel=d("0.0001"))


def impacts(risk: RiskEvent) -> tuple[Decimal, Decimal, Decimal]:
    return risk.impact_low, risk.impact_likely, risk.impact_high


def test_a_certain_event_moves_the_total_and_an_impossible_one_does_not(book: PriceBook) -> None:
    risk = book.risk_event("import_delay")
    line = row("implementation", 100, 100, 100)
    never, always = (
        sure(line, book=book, events=[risk.model_copy(update={"probability": d(chance)})]) for chance in (0, 1)
    )
    assert (never.mean, never.sd) == (d(100), d(0))
    assert always.percentile(0.01) > 100
    assert share(always, "import_delay") == pytest.approx(1)


@pytest.mark.parametrize("wrong", ["-0.1", "1.1", "30"])
def test_the_probability_of_a_risk_is_from_0_to_1(book: PriceBook, wrong: str) -> None:
    risk = book.risks[0].model_copy(update={"probability": d(wrong)})
    line = row("migration", 80, 100, 140)
    message = refused(lambda: sure(line, book=book, events=[risk]))
    assert message == f"event 1: its probability {float(wrong)} is not from 0 to 1; write 30 % as 0.3."


# ------------------------------------------------------------------ the exchange rate


def test_the_rate_moves_the_foreign_part_of_a_price_in_ouguiyas(book: PriceBook) -> None:
    """A certain cost that is all paid abroad, a year ahead: its spread is the dollar's volatility."""
    found = sure(row("hardware", 1000, 1000, 1000, 1), book=book, exchange=True, trials=1_000_000)
    volatility = float(book.volatility("USD").value)
    assert float(found.sd / found.mean) == pytest.approx(volatility, rel=0.02)
    assert float(found.mean) == pytest.approx(1000, rel=0.001)
    assert share(found, EXCHANGE) == pytest.approx(1)
    at_home = sure(row("training", 1000, 1000, 1000, 0), book=book, exchange=True)
    assert at_home.sd == 0


def test_the_rate_moves_the_local_part_of_a_price_in_euros(book: PriceBook) -> None:
    euro = book.currencies.currency("EUR")
    local, foreign = row("training", 1000, 1000, 1000, 0), row("hardware", 1000, 1000, 1000, 1)
    found = simulate_lines([local], book, currency=euro, exchange=True, trials=1_000_000)
    volatility = float(book.volatility("EUR").value)
    assert float(found.sd / found.mean) == pytest.approx(volatility, rel=0.02)
    assert simulate_lines([foreign], book, currency=euro, exchange=True).sd == 0


@pytest.mark.parametrize("currency", ["MRU", "MRO", "USD", "EUR"])
def test_every_currency_of_an_estimate_has_its_exchange_risk(book: PriceBook, priced: Priced, currency: str) -> None:
    found = simulate(priced(currency=currency), exchange=True)
    assert 0 < share(found, EXCHANGE) < 0.02
    assert next(one for one in found.drivers if one.id == EXCHANGE).name.en == "Exchange rate until payment"


def test_old_ouguiyas_have_the_exchange_risk_of_new_ones(book: PriceBook, priced: Priced) -> None:
    new, old = (simulate(priced(currency=code), exchange=True) for code in ("MRU", "MRO"))
    assert share(old, EXCHANGE) == pytest.approx(share(new, EXCHANGE), rel=1e-3)


def test_a_longer_project_bears_more_of_the_exchange_rate(book: PriceBook) -> None:
    line = row("hardware", 1000, 1000, 1000, 1)
    quarter, year = (
        sure(line, book=book, exchange=True, years_to_payment=d(years), trials=1_000_000) for years in ("0.25", "1")
    )
    assert float(year.sd / quarter.sd) == pytest.approx(2, rel=0.02)


def test_a_currency_of_unknown_volatility_is_refused(book: PriceBook) -> None:
    yen = book.currencies.currency("JPY")
    line = row("hardware", 1000, 1000, 1000)
    message = refused(lambda: simulate_lines([line], book, currency=yen, exchange=True))
    assert message.startswith("exchange: 'JPY' is not a currency whose volatility is known. Allowed: USD, EUR.")


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_a_volatility_is_that_of_the_bundled_rates(book: PriceBook, rates: RateTable, currency: str) -> None:
    """The standard deviation of the monthly changes of January 2022 to September 2026, for a year."""
    months = [
        float(rate.value)
        for rate in sorted(rates.rates, key=lambda rate: rate.on)
        if (rate.from_, rate.to, rate.source) == (currency, "MRU", "hmrc")
        and date(2022, 1, 1) <= rate.on <= date(2026, 9, 1)
    ]
    assert len(months) == 57
    changes = [log(after / before) for before, after in pairwise(months)]
    fact = book.volatility(currency)
    assert float(fact.value) == pytest.approx(stdev(changes) * sqrt(12), abs=0.005)


def test_a_labelled_matrix_is_read_by_its_labels(book: PriceBook, priced: Priced) -> None:
    import pandas as pd

    offer = priced()
    ids = [line.id for line in offer.lines]
    rng = np.random.default_rng(5)
    loose = rng.uniform(0.2, 0.9, len(ids))
    square = np.outer(loose, loose)
    np.fill_diagonal(square, 1.0)
    table = pd.DataFrame(square, ids, ids)
    mixed = list(reversed(ids))
    in_order, other = (
        simulate(offer, correlation=one, trials=20_000).percentile(0.8) for one in (table, table.loc[mixed, mixed])
    )
    assert in_order == other == simulate(offer, correlation=table.to_numpy().tolist(), trials=20_000).percentile(0.8)
    wrong = table.rename(columns={ids[0]: "trainning"})
    assert "'trainning' is not a line of this estimate." in refused(lambda: simulate(offer, correlation=wrong))
    short = table.drop(columns=ids[0])
    assert f"must name each line once, as a row and as a column: {ids[0]}." in refused(
        lambda: simulate(offer, correlation=short)
    )
