"""Charts hold the library's own numbers, print them as the language writes them, and run nothing that is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from costmodel import charts
from costmodel.charts import look
from costmodel.comparing.comparison import Comparison, compare
from costmodel.comparing.life_cycle import Horizon, life_cycle
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.sensitivity import DriverEffect, Swing, driver_effects, sweep, swings
from costmodel.estimating.spec import Spec, make_spec
from costmodel.files.faults import InputError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.evaluation import Weights
from costmodel.price_book.names import key_name, value_name
from costmodel.risk.simulation import RiskLine, Simulation, simulate, simulate_lines
from costmodel.words.text import LANGUAGES, NARROW_NBSP, NBSP, POP, RIGHT_TO_LEFT, Language, Text, bare

DAY = date(2026, 11, 24)
KINDS = (
    "range_bars", "s_curve", "tornado", "swing_tornado", "effects", "sweep_line", "sweep_bars",
    "cumulative_cash_flow", "tco_ranges", "score_bars",
)  # fmt: skip

Priced = Callable[..., Estimate]
Rows = list[dict[str, Any]]


def walk(spec: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every leaf of a specification with its path."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            yield from walk(value, (*path, key))
    elif isinstance(spec, list):
        for place, value in enumerate(spec):
            yield from walk(value, (*path, place))
    else:
        yield path, spec


def rows(chart: alt.LayerChart, field: str) -> Rows:
    """The rows of the data that have a field, each once."""
    return [row for data in chart.to_dict()["datasets"].values() for row in data if field in row]


def printed(chart: alt.LayerChart) -> list[str]:
    """Every line of text of a chart as it is drawn."""
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    texts = re.findall(r"<t(?:ext|span)[^>]*>([^<]+)<", svg)
    return [
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&") for text in texts
    ]


@pytest.fixture(scope="module")
def estimate(priced: Priced) -> Estimate:
    return priced("medium")


@pytest.fixture(scope="module")
def spec(book: PriceBook) -> Spec:
    return make_spec(book, {}, preset="medium")


@pytest.fixture(scope="module")
def simulation(book: PriceBook, estimate: Estimate) -> Simulation:
    return simulate(estimate)


@pytest.fixture(scope="module")
def comparison(book: PriceBook, spec: Spec) -> Comparison:
    return compare(spec, Pricing(book=book, on=DAY))


@pytest.fixture(scope="module")
def found_swings(book: PriceBook, estimate: Estimate) -> tuple[Swing, ...]:
    return swings(estimate)


@pytest.fixture(scope="module")
def found_effects(book: PriceBook, estimate: Estimate) -> tuple[DriverEffect, ...]:
    return driver_effects(estimate)


@pytest.fixture(scope="module")
def drawn(
    book: PriceBook,
    estimate: Estimate,
    simulation: Simulation,
    comparison: Comparison,
    found_swings: tuple[Swing, ...],
    found_effects: tuple[DriverEffect, ...],
) -> Callable[[str, Language], alt.LayerChart]:
    """A function that draws a kind of chart in a language."""

    def swept(driver: str, values: list[Any]) -> Any:
        return sweep(estimate, driver=driver, values=values)

    lives = [one.life for one in comparison.candidates if one.life]
    subjects: dict[str, tuple[Callable[..., alt.LayerChart], Any]] = {
        "range_bars": (charts.range_bars, estimate),
        "s_curve": (charts.s_curve, simulation),
        "tornado": (charts.tornado, simulation),
        "swing_tornado": (charts.swing_tornado, found_swings),
        "effects": (charts.swing_tornado, found_effects),
        "sweep_line": (charts.sweep_line, swept("annual_studies", [5_000, 60_000, 20_000])),
        "sweep_bars": (charts.sweep_line, swept("vendor_tier", ["value", "premium"])),
        "cumulative_cash_flow": (charts.cumulative_cash_flow, lives),
        "tco_ranges": (charts.tco_ranges, comparison),
        "score_bars": (charts.score_bars, comparison),
    }

    def draw(kind: str, language: Language) -> alt.LayerChart:
        chart, subject = subjects[kind]
        return chart(subject, book, language=language)

    return draw


Drawn = Callable[[str, Language], alt.LayerChart]
Read = Callable[[str, Language], list[str]]


@pytest.fixture(scope="module")
def read(drawn: Drawn) -> Read:
    """A function that draws a kind of chart and reads its texts, each chart once."""
    return cache(lambda kind, language: printed(drawn(kind, language)))


# ------------------------------------------------------------------ every chart


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_valid_and_holds_its_data(kind: str, drawn: Drawn) -> None:
    spec = drawn(kind, "en").to_dict(validate=True)
    leaves = list(walk(spec))
    assert not [path for path, _ in leaves if path[-1] == "url"]
    assert spec["datasets"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_drawn_as_a_picture(kind: str, drawn: Drawn) -> None:
    picture = vl_convert.vegalite_to_png(drawn(kind, "fr").to_dict())
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 8_000  # an empty plot of this size has some 2,000


TITLES = {
    "range_bars": ("Range of each line", "Fourchette de chaque ligne", "نطاق كل بند"),
    "s_curve": (
        "Probability that the total does not exceed an amount",
        "Probabilité que le total ne dépasse pas un montant",
        "احتمال ألا يتجاوز الإجمالي مبلغًا معينًا",
    ),
    "tornado": (
        "Share of each line in the spread of the total",
        "Part de chaque ligne dans la dispersion du total",
        "حصة كل بند من تشتت الإجمالي",
    ),
    "swing_tornado": (
        "How far each assumption moves the total",
        "Effet de chaque hypothèse sur le total",
        "أثر كل افتراض في الإجمالي",
    ),
    "effects": (
        "How far each driver moves the total",
        "Effet de chaque grandeur sur le total",
        "أثر كل محرك تكلفة في الإجمالي",
    ),
    "sweep_line": (
        "Total by “Studies a year”",
        f"Total selon «{NBSP}Examens par an{NBSP}»",
        "الإجمالي حسب «الفحوص في السنة»",
    ),
    "sweep_bars": (
        "Total by “Vendor level”",
        f"Total selon «{NBSP}Niveau de l’éditeur{NBSP}»",
        "الإجمالي حسب «فئة الشركة المنتجة»",
    ),
    "cumulative_cash_flow": (
        "Paid by the end of each year",
        "Cumul payé à la fin de chaque année",
        "مجموع المدفوع حتى نهاية كل سنة",
    ),
    "tco_ranges": (
        "Total cost of ownership over 5\u00a0years",
        "Coût total de possession sur 5\u00a0ans",
        "التكلفة الإجمالية للملكية (المدة: 5\u00a0سنوات)",
    ),
    "score_bars": ("Points by criterion", "Points par critère", "النقاط حسب المعيار"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_titles_stand_in_every_language(kind: str, read: Read) -> None:
    for language, title in zip(LANGUAGES, TITLES[kind], strict=True):
        assert title in map(bare, read(kind, language))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("tornado", "score_bars")])
def test_the_axis_of_amounts_names_its_currency(kind: str, read: Read) -> None:
    assert any(re.fullmatch(r"Cost, in (millions|thousands) of MRU", text) for text in read(kind, "en"))
    assert any(re.fullmatch(r"Coût, en (millions|milliers) de MRU", text) for text in read(kind, "fr"))
    assert any(re.fullmatch("التكلفة، (بملايين|بآلاف) MRU", bare(text)) for text in read(kind, "ar"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_number_is_printed_as_a_programmer_would(kind: str, read: Read) -> None:
    anywhere = r"\d[eE][+\d]|\d{4}|undefined|NaN|null"
    for language in LANGUAGES:
        unlike = r"\d,\d{3}|\b0\.|\.\d{1,2}\b" if language == "ar" else r"\d\.\d{3}"
        for text in read(kind, language):
            assert not re.search(f"{anywhere}|{unlike}", text), text


def test_french_ticks_are_grouped_by_a_thin_space(read: Read) -> None:
    assert f"60{NARROW_NBSP}000" in read("sweep_line", "fr")
    assert f"50{NARROW_NBSP}%" in read("s_curve", "fr")
    assert "60,000" in read("sweep_line", "en")


def test_arabic_ticks_are_grouped_by_a_point_and_hold_no_mark_of_direction(read: Read) -> None:
    assert "60.000" in read("sweep_line", "ar")
    assert "50%" in read("s_curve", "ar")


@pytest.mark.parametrize("kind", KINDS)
def test_every_arabic_line_reads_from_right_to_left(kind: str, read: Read) -> None:
    lines = [text for text in read(kind, "ar") if re.search("[\u0620-\u064a]", text)]
    assert len(lines) >= 3
    for line in lines:
        assert (line[0], line[-1]) == (RIGHT_TO_LEFT, POP), line
        assert isolates_are_closed(line), line


def isolates_are_closed(line: str) -> bool:
    """Whether every isolate of a line ends in it, and nothing else does."""
    depth = 0
    for letter in line:
        depth += (letter in "\u2066\u2067\u2068") - (letter == POP)
        if depth < 0:
            return False
    return depth == 0


def test_what_is_not_a_language_is_refused(book: PriceBook, estimate: Estimate) -> None:
    with pytest.raises(InputError, match=r"language: 'de' is not a language\. Allowed: en, fr, ar\."):
        charts.range_bars(estimate, book, language="de")  # type: ignore[arg-type]


# ------------------------------------------------------------------ range bars


def test_range_bars_are_the_lines_of_the_estimate(book: PriceBook, estimate: Estimate) -> None:
    found = {row["id"]: row for row in rows(charts.range_bars(estimate, book), "likely")}
    assert set(found) == {line.id for line in (*estimate.lines, *estimate.options)}
    for line in estimate.lines:
        row = found[line.id]
        assert (row["low"], row["likely"], row["high"]) == tuple(map(float, (line.low, line.likely, line.high)))


def test_the_dearest_line_is_on_top_and_options_stand_below_in_grey(book: PriceBook, estimate: Estimate) -> None:
    found = sorted(rows(charts.range_bars(estimate, book), "likely"), key=lambda row: row["row"])
    priced = [row["likely"] for row in found if not row["option"]]
    assert priced == sorted(priced, reverse=True)
    assert [row["option"] for row in found] == [False] * len(estimate.lines) + [True] * len(estimate.options)
    option = found[-1]
    assert option["item"] == "Annual hardware support: option, outside the total"
    assert option["lower"] == look.QUIET != found[0]["lower"]


def test_a_yearly_licence_says_so(book: PriceBook, priced: Priced) -> None:
    names = {
        row["id"]: row["item"] for row in rows(charts.range_bars(priced("medium", "cloud_native"), book), "likely")
    }
    assert names["licence.pacs_ris"] == f"PACS/RIS software licences (per{NBSP}year)"
    assert names["hardware"] == "Hardware (servers, storage, workstations)"


def test_amounts_in_dollars_have_a_unit_that_fits(book: PriceBook, priced: Priced) -> None:
    texts = printed(charts.range_bars(priced("small", currency="USD"), book))
    assert "Cost, in thousands of USD" in texts
    assert any(re.fullmatch(r"\d\.\d – \d\.\d – \d\.\d", text) for text in texts)


# ------------------------------------------------------------------ how sure


def test_the_s_curve_is_that_of_the_simulation(book: PriceBook, simulation: Simulation) -> None:
    chart = charts.s_curve(simulation, book)
    curve = [(row["probability"], row["cost"]) for row in rows(chart, "cost") if "label" not in row]
    assert curve == [(p, float(cost)) for p, cost in simulation.curve()]
    marks = {row["id"]: (row["probability"], row["cost"]) for row in rows(chart, "label")}
    point = simulation.point_estimate
    assert marks == {
        "P50": (0.5, float(simulation.percentile(0.5))),
        "P80": (0.8, float(simulation.percentile(0.8))),
        "point_estimate": (simulation.probability_within(point), float(point)),
    }


def test_marks_are_labelled_in_the_unit_of_the_axis(book: PriceBook, simulation: Simulation) -> None:
    texts = printed(charts.s_curve(simulation, book))
    assert simulation.point_estimate == Decimal("3454585.35")
    assert round(simulation.probability_within(simulation.point_estimate), 2) == 0.35
    assert "Point estimate: 3.45 (35%)" in texts
    added = f"{round(simulation.contingency(), -4):,.0f}{NBSP}MRU"
    assert f"Contingency up to P80: {added}. Correlation between lines: 0.6." in texts
    french = printed(charts.s_curve(simulation, book, language="fr"))
    assert f"Estimation de base{NBSP}: 3,45 (35{NARROW_NBSP}%)" in french


def test_the_s_curve_of_a_policy_has_its_own_percentile(book: PriceBook, estimate: Estimate) -> None:
    found = simulate(estimate, confidence=Decimal("0.9"))
    assert {row["id"] for row in rows(charts.s_curve(found, book), "label")} == {"P50", "P90", "point_estimate"}
    half = simulate(estimate, confidence=Decimal("0.5"))
    assert len(rows(charts.s_curve(half, book), "label")) == 2


def test_labels_of_marks_that_are_close_stand_apart(book: PriceBook, estimate: Estimate) -> None:
    found = simulate(estimate, confidence=Decimal("0.52"))
    below, above = (row for row in rows(charts.s_curve(found, book), "label") if row["id"] != "point_estimate")
    assert (below["below"], above["below"]) == (True, False)
    low = simulate(estimate, confidence=Decimal("0.02"))
    assert rows(charts.s_curve(low, book), "label")[0]["right"]  # no room on the left of the curve


def test_what_was_sampled_and_a_matrix_are_said(book: PriceBook, estimate: Estimate) -> None:
    found = simulate(estimate, events=book.risks, exchange=True, trials=2_000)
    assert any("Trials: 2,000." in text for text in printed(charts.s_curve(found, book)))
    size = len(estimate.lines)
    matrix = [[1.0 if a == b else 0.3 for a in range(size)] for b in range(size)]
    found = simulate(estimate, correlation=matrix, trials=2_000)
    assert any(
        "Correlation between lines by a matrix of its own." in text for text in printed(charts.s_curve(found, book))
    )


def test_the_tornado_holds_every_share_the_largest_on_top(book: PriceBook, estimate: Estimate) -> None:
    found = simulate(estimate, events=book.risks, exchange=True, trials=2_000)
    shown = sorted(rows(charts.tornado(found, book), "share"), key=lambda row: row["row"])
    assert [(row["id"], row["share"]) for row in shown] == [(one.id, one.share) for one in found.drivers]
    assert sum(row["share"] for row in shown) == pytest.approx(1)


def line(likely: int, *, low: int | None = None, high: int | None = None, name: str = "A line") -> RiskLine:
    three = (likely if low is None else low, likely, likely if high is None else high)
    return RiskLine("a", Text.same(name), *map(Decimal, three))


def test_a_single_certain_line_is_drawn(book: PriceBook) -> None:
    certain = simulate_lines([line(100_000)], book, currency=book.currencies.currency("MRU"))
    texts = printed(charts.s_curve(certain, book))
    assert {"P50: 0.10", "P80: 0.10", "Point estimate: 0.10 (100%)"} <= set(texts)
    for language in ("fr", "ar"):
        assert "0,15" in printed(charts.s_curve(certain, book, language=language))
    assert "0%" in printed(charts.tornado(certain, book))


def test_a_total_that_is_nearly_certain_keeps_its_figures(book: PriceBook) -> None:
    close = simulate_lines([line(123_456, low=123_400, high=123_500)], book, currency=book.currencies.currency("MRU"))
    assert any(text.startswith("P80: 0.1234") for text in printed(charts.s_curve(close, book)))


# ------------------------------------------------------------------ what moves a total


def test_swings_hold_the_totals_and_print_the_differences(book: PriceBook, found_swings: tuple[Swing, ...]) -> None:
    chart = charts.swing_tornado(found_swings, book, most=3)
    shown = sorted(rows(chart, "low"), key=lambda row: row["row"])
    assert [(row["id"], row["low"], row["total"], row["high"]) for row in shown] == [
        (one.id, float(one.low), float(one.total), float(one.high)) for one in found_swings[:3]
    ]
    widest = found_swings[0]
    assert shown[0]["up"] == f"+{round((widest.high - widest.total) / 1000)}"
    assert shown[0]["down"] == f"\u2212{round((widest.total - widest.low) / 1000)}"
    texts = printed(chart)
    assert f"Shown: the 3 widest of {len(found_swings)}." in texts
    assert f"Total: 3,450,000{NBSP}MRU" in texts


def test_every_driver_has_its_two_values(book: PriceBook, found_effects: tuple[DriverEffect, ...]) -> None:
    chart = charts.swing_tornado(found_effects, book)
    names = {row["id"]: row["item"] for row in rows(chart, "low")}
    assert names["annual_studies"] == "Studies a year: 26,250 to 43,750"
    assert len(names) == len(book.drivers)


def test_a_driver_at_its_end_has_one_side(book: PriceBook, found_effects: tuple[DriverEffect, ...]) -> None:
    sites = next(row for row in rows(charts.swing_tornado(found_effects, book), "low") if row["id"] == "sites")
    assert sites["down"] == ""
    assert sites["up"].startswith("+")


def test_swings_that_move_nothing_are_refused(book: PriceBook, found_swings: tuple[Swing, ...]) -> None:
    still = [one.model_copy(update={"low": one.total, "high": one.total}) for one in found_swings]
    for nothing in ([], still):
        with pytest.raises(InputError, match="holds nothing that moves the total"):
            charts.swing_tornado(nothing, book)


def test_a_sweep_over_numbers_is_a_line_in_their_order(book: PriceBook, estimate: Estimate) -> None:
    points = sweep(estimate, driver="sites", values=[4, 1, 2])
    found = rows(charts.sweep_line(points, book), "total")
    assert [(row["value"], row["total"]) for row in found] == sorted(
        (float(str(p.value)), float(p.total)) for p in points
    )


def test_a_sweep_over_words_is_bars_the_dearest_on_top(book: PriceBook, estimate: Estimate) -> None:
    points = sweep(
        estimate,
        driver="preset",
        values=["small", "large", "medium"],
    )
    found = sorted(rows(charts.sweep_line(points, book), "total"), key=lambda row: row["row"])
    assert [row["item"] for row in found] == ["Large facility", "Medium facility", "Small facility"]
    assert {row["id"]: row["total"] for row in found} == {str(p.value): float(p.total) for p in points}


def test_a_long_sweep_is_not_written_over(book: PriceBook, estimate: Estimate) -> None:
    points = sweep(estimate, driver="sites", values=range(1, 31))
    texts = printed(charts.sweep_line(points, book))
    assert 8 <= len([text for text in texts if re.fullmatch(r"\d\.\d\d", text)]) <= 14


def test_sweeps_of_two_things_do_not_share_a_line(book: PriceBook, estimate: Estimate) -> None:
    one = sweep(estimate, driver="sites", values=[1, 2])
    two = sweep(estimate, driver="modalities", values=[8])
    with pytest.raises(InputError, match="driver: differs: sites and modalities; one chart needs the same"):
        charts.sweep_line([*one, *two], book)
    with pytest.raises(InputError, match="has nothing to draw; give at least one"):
        charts.sweep_line([], book)


def test_keys_of_a_need_and_their_values_have_names(book: PriceBook, spec: Spec) -> None:
    for key in type(spec).model_fields:
        if key not in ("survey", "contract", "answered"):
            assert key_name(key, book).fr
            value = getattr(spec, key)
            assert value_name(key, value, book).fr
    assert value_name("modules", ("pacs", "ris"), book).fr == "PACS, RIS"
    assert value_name("levers", (), book).en == "none"
    assert value_name("mandatory", ("pacs.server_software",), book).en == "pacs.server_software"
    assert value_name("vendor_tier", "premium", book).fr == "éditeur haut de gamme"


# ------------------------------------------------------------------ bundles


def test_cash_flows_add_up_to_the_tco(book: PriceBook, comparison: Comparison) -> None:
    lives = {one.name.en: one.life for one in comparison.candidates if one.life}
    found = rows(charts.cumulative_cash_flow(list(lives.values()), book), "item")
    for name, life in lives.items():
        own = [(row["year"], row["paid"]) for row in found if row["item"] == name]
        assert own == [(year + 1, float(amount)) for year, amount in life.cumulative()]
        assert own[-1] == (5, float(life.tco))


def test_names_at_the_ends_of_lines_do_not_touch(book: PriceBook, comparison: Comparison) -> None:
    chart = charts.cumulative_cash_flow([one.life for one in comparison.candidates if one.life], book)
    ends = sorted(row["paid"] for row in rows(chart, "paid") if "item" not in row)
    highest = max(row["paid"] for row in rows(chart, "item"))
    pixels = [(b - a) / highest * look.HEIGHT for a, b in pairwise(ends)]
    assert min(pixels) >= 2 * look.LINE_HEIGHT


def test_one_bundle_over_one_year_is_drawn(book: PriceBook, estimate: Estimate) -> None:
    life = life_cycle(estimate, Horizon(years=1))
    texts = printed(charts.cumulative_cash_flow([life], book))
    assert {"On-premise upgrade, perpetual licences", f"{life.tco / 1_000_000:.2f}", "1"} <= set(texts)


def test_unequal_horizons_and_currencies_are_refused(book: PriceBook, priced: Priced, rates: RateTable) -> None:
    ours, short = (life_cycle(priced("small"), Horizon(years=years)) for years in (5, 3))
    dollars = life_cycle(priced("small", currency="USD"), Horizon(years=5))
    with pytest.raises(InputError, match="years: differs: 5 and 3; one chart needs the same"):
        charts.cumulative_cash_flow([ours, short], book)
    with pytest.raises(InputError, match="currency: differs: MRU and USD"):
        charts.cumulative_cash_flow([ours, dollars], book)
    with pytest.raises(InputError, match="has nothing to draw"):
        charts.cumulative_cash_flow([], book)


def test_ranges_are_those_of_the_comparison_and_gaps_are_grey(book: PriceBook, comparison: Comparison) -> None:
    found = {row["id"]: row for row in rows(charts.tco_ranges(comparison, book), "p50")}
    for one in comparison.candidates:
        assert one.spread is not None
        row = found[one.id]
        assert [row[name] for name in ("p10", "p50", "p80", "p90")] == [float(v) for _, v in one.spread]
        assert (row["middle"] == look.QUIET) == bool(one.gaps)
        assert f"left out: {len(one.gaps)}" in row["item"] or not one.gaps
    order = [row["p50"] for row in sorted(found.values(), key=lambda row: row["row"])]
    assert order == sorted(order, reverse=True)


def test_a_bundle_without_a_price_is_named(book: PriceBook) -> None:
    found = compare(make_spec(book, {"modules": ["pacs"]}, preset="small"), Pricing(book=book, on=DAY))
    without = [one for one in found.candidates if one.estimate is None]
    assert without
    chart = charts.tco_ranges(found, book)
    assert not {one.id for one in without} & {row["id"] for row in rows(chart, "p50")}
    assert any(without[0].name.en in text and "has no price here" in text for text in printed(chart))
    assert any("none of the modules asked for" in text for text in printed(charts.score_bars(found, book)))


def test_points_add_up_to_the_score_and_the_most_are_on_top(book: PriceBook, comparison: Comparison) -> None:
    chart = charts.score_bars(comparison, book)
    for one in comparison.candidates:
        parts = [row for row in rows(chart, "criterion") if row["id"] == one.id]
        assert sum(row["end"] - row["start"] for row in parts) == pytest.approx(float(one.score or 0))
        assert {row["points"] for row in parts} == {float(value) for _, value in one.points}
    shown = sorted((row for row in rows(chart, "score") if "criterion" not in row), key=lambda row: row["row"])
    assert [row["score"] for row in shown] == sorted((row["score"] for row in shown), reverse=True)
    assert shown[0]["item"].startswith("1. ")
    assert shown[-1]["label"].startswith("not ranked, required items left out: ")
    assert shown[-1]["ink"] == look.QUIET


def own_weights(book: PriceBook, names: Sequence[str] = ("References",)) -> Weights:
    """Weights of a buyer's own, by which only one bundle reaches the technical threshold."""
    scores = [{"id": bundle.id, "value": Decimal(100 if bundle.id == "hybrid" else 10)} for bundle in book.bundles]
    criteria = [{"id": name, "weight": Decimal(40) / len(names), "scores": scores} for name in names]
    criteria += [{"id": "cost", "weight": Decimal(50)}, {"id": "coverage", "weight": Decimal(10)}]
    keyed = {one.pop("id"): one for one in criteria}
    return Weights.model_validate({"award": "threshold", "threshold": Decimal("0.9"), "criteria": keyed})


def test_a_bundle_below_the_threshold_keeps_its_points_and_says_why(book: PriceBook, spec: Spec) -> None:
    found = compare(spec, Pricing(book=book, on=DAY), weights=own_weights(book))
    labels = {row["id"]: row["label"] for row in rows(charts.score_bars(found, book), "score")}
    assert re.fullmatch(r"\d\d\.\d", labels["hybrid"])
    assert re.fullmatch(r"\d\d\.\d, not ranked, below the threshold", labels["on_premise"])
    assert "References" in printed(charts.score_bars(found, book))


# ------------------------------------------------------------------ what a person types


TYPED = (
    'Archive "2026" \\ legacy',
    "It's datum.x + width",
    "datum['share'] * 1e9",
    '{"expr": "1 + 1"}',
    "{{ 7 * 7 }} ${7*7}",
    "=1+1",
    "<script>alert(1)</script>",
    "</text><image href='x'/>",
    "one\ntwo\x00three",
)
RUN = {"signal", "expr", "update", "test", "labelExpr", "filter", "calculate", "href", "url"}


def test_typed_words_are_printed_and_never_run(book: PriceBook, spec: Spec) -> None:
    lines = [line(100_000, low=80_000, high=150_000, name=words) for words in TYPED]
    simulation = simulate_lines(lines, book, currency=book.currencies.currency("MRU"))
    compared = compare(
        spec, Pricing(book=book, on=DAY), bundles=("hybrid", "on_premise"), weights=own_weights(book, TYPED)
    )
    for chart in (charts.tornado(simulation, book), charts.score_bars(compared, book)):
        spec_ = chart.to_dict()
        run = [
            value
            for path, value in walk(vl_convert.vegalite_to_vega(spec_))
            if isinstance(value, str) and RUN & set(path)
        ]
        texts = printed(chart)
        for words in TYPED:
            shown = look.shown(words)
            assert shown in texts
            assert not [expression for expression in run if shown in expression]
        assert "<script>alert" not in chart.to_html()
        assert vl_convert.vegalite_to_png(spec_).startswith(b"\x89PNG")


def test_two_lines_of_the_same_name_have_a_bar_each(book: PriceBook) -> None:
    lines = [line(100_000, low=80_000, high=150_000), line(50_000, low=40_000, high=90_000)]
    found = simulate_lines(lines, book, currency=book.currencies.currency("MRU"))
    texts = printed(charts.tornado(found, book))
    assert texts.count("A line") == 2


# ------------------------------------------------------------------ words and places


@given(st.text(max_size=200))
def test_names_fit_on_two_lines(words: str) -> None:
    lines = look.wrapped(words)
    assert 1 <= len(lines) <= 2
    assert all(len(line) <= 46 for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == look.shown(words).replace(" ", "")


def test_a_name_is_broken_where_both_lines_are_about_as_long() -> None:
    words = "Position in the published range: Hardware (servers, storage, workstations)"
    assert look.wrapped(words) == ["Position in the published range: Hardware", "(servers, storage, workstations)"]


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=8), st.floats(min_value=0.1, max_value=20))
def test_labels_are_apart_in_the_order_of_their_values(values: list[float], least: float) -> None:
    places = look.apart(values, least)
    order = sorted(range(len(values)), key=lambda n: values[n])
    for lower, upper in pairwise(order):
        assert places[upper] - places[lower] >= least * (1 - 1e-9)
    assert all(place >= 0 for place in places)


def test_labels_that_do_not_meet_stay_at_their_values() -> None:
    assert look.apart([50.0, 10.0, 90.0], 20) == [50.0, 10.0, 90.0]
    assert look.apart([50.0, 52.0], 20) == [41.0, 61.0]


@pytest.mark.parametrize(
    ("amounts", "unit", "written"),
    [
        ((3_450_000, 5_130_000), "millions", "3.45"),
        ((26_000, 2_980_000), "thousands", "2,980"),
        ((26_000, 298_000_000), "millions", "298"),
        ((82, 14_600), "ones", "14,600"),
        ((15_700, 27_100), "thousands", "27.1"),
        ((0, 0), "ones", "0.00"),
    ],
)
def test_the_unit_keeps_the_smallest_amount_and_the_largest_short(
    amounts: tuple[int, int], unit: str, written: str
) -> None:
    found = look.unit_of(map(Decimal, amounts))
    assert found.name == unit
    assert found.write(Decimal(amounts[1] if unit != "millions" or amounts[0] < 10**6 else amounts[0]), "en") == written
