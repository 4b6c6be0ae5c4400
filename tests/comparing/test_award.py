"""Who is first: the lowest evaluated cost, points by visible weights, a technical threshold, and how firm that is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from costmodel.comparing.award import Judged, Judgement, check_bundles, judgement, points, ranking, score, stability
from costmodel.files.faults import InputError
from costmodel.files.records import validate
from costmodel.files.strict_yaml import load
from costmodel.price_book.book import PriceBook
from costmodel.price_book.evaluation import Weights, weights_of

D = Decimal
EXAMPLE = Path(__file__).parents[2] / "examples" / "weights.yaml"
ALL = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")
TWO = ("on_premise", "hybrid")
COSTS = (
    Judged("on_premise", D(400), D(1)),
    Judged("cloud_native", D(250), D("0.8")),
    Judged("open_source", D(200), D("0.5")),
)
"""Three bundles as a tender board has them: evaluated cost and share of the scope that is covered."""


def by(book: PriceBook, bundles: tuple[str, ...] = TWO, **file: Any) -> Judgement:
    """How bundles are judged by a weights file with these keys."""
    return judgement(book, validate(file, Weights, where="weights.yaml"), bundles=bundles)


def scores(book: PriceBook, judged: tuple[Judged, ...], how: Judgement) -> dict[str, Decimal]:
    found = points(judged, how)
    return {one.id: score(found[one.id], how) for one in judged}


# ------------------------------------------------------------------ lowest evaluated cost, and points


def test_by_default_the_lowest_evaluated_cost_is_first(book: PriceBook) -> None:
    how = judgement(book, None, bundles=ALL)
    assert how.award == "lowest_cost"
    assert ranking(COSTS, how) == ("open_source", "cloud_native", "on_premise")
    assert [(weight.id, weight.share) for weight in how.weights] == [("cost", D("0.7")), ("coverage", D("0.3"))]


def test_a_price_has_points_in_proportion_to_the_lowest_and_coverage_as_it_is(book: PriceBook) -> None:
    """100 × 200/400 = 50, 100 × 200/250 = 80, 100 × 200/200 = 100."""
    assert points(COSTS, judgement(book, None, bundles=ALL)) == {
        "on_premise": {"cost": 50, "coverage": 100},
        "cloud_native": {"cost": 80, "coverage": 80},
        "open_source": {"cost": 100, "coverage": 50},
    }


def test_weighted_points_by_hand(book: PriceBook) -> None:
    """0.4 × 50 + 0.6 × 100 = 80; 0.4 × 80 + 0.6 × 80 = 80; 0.4 × 100 + 0.6 × 50 = 70. Equal ones stay in order."""
    how = by(book, criteria={"cost": {"weight": 4}, "coverage": {"weight": 6}})
    assert scores(book, COSTS, how) == {"on_premise": 80, "cloud_native": 80, "open_source": 70}
    assert ranking(COSTS, how) == ("on_premise", "cloud_native", "open_source")


def test_a_criterion_of_the_buyers_own_can_turn_the_order(book: PriceBook) -> None:
    own = {"weight": D("0.6"), "scores": {"on_premise": 100, "cloud_native": 20, "open_source": 40}}
    how = by(book, tuple(own["scores"]), criteria={"cost": {"weight": D("0.4")}, "local_service": own})  # type: ignore[arg-type]
    assert scores(book, COSTS, how) == {"on_premise": 80, "cloud_native": 44, "open_source": 64}
    assert ranking(COSTS, how) == ("on_premise", "open_source", "cloud_native")
    assert how.weights[1].name.en == "local_service"


def test_a_cost_of_nothing_has_all_points(book: PriceBook) -> None:
    free = (Judged("open_source", D(0), D(1)), Judged("hybrid", D(10), D(1)))
    found = points(free, judgement(book, None, bundles=TWO))
    assert (found["open_source"]["cost"], found["hybrid"]["cost"]) == (D(100), D(0))


def test_the_example_file_is_one(book: PriceBook) -> None:
    how = judgement(book, load(EXAMPLE, Weights), bundles=ALL)
    assert (how.award, how.normalised) == ("weighted", None)
    assert [weight.share for weight in how.weights] == [D("0.6"), D("0.1"), D("0.3")]


# ------------------------------------------------------------------ threshold, then price


def test_only_who_reaches_the_technical_threshold_is_admitted_and_then_the_price_decides(book: PriceBook) -> None:
    criteria = {"cost": {"weight": 70}, "coverage": {"weight": 30}}
    assert ranking(COSTS, by(book, award="threshold", criteria=criteria)) == ("cloud_native", "on_premise")
    strict = by(book, award="threshold", threshold=1, criteria=criteria)
    assert (strict.threshold, ranking(COSTS, strict)) == (D(1), ("on_premise",))
    assert ranking(COSTS[1:], strict) == ()


def test_the_threshold_is_a_share_of_the_points_besides_cost(book: PriceBook) -> None:
    """Coverage 30 % and local service 10 % of all: 0.75 × 80 + 0.25 × 40 = 70 of 100."""
    own = {"weight": 10, "scores": {"on_premise": 0, "cloud_native": 40, "open_source": 100}}
    criteria = {"cost": {"weight": 60}, "coverage": {"weight": 30}, "local_service": own}
    how = by(book, ("cloud_native",), award="threshold", threshold=D("0.7"), criteria=criteria)
    assert ranking(COSTS, how) == ("cloud_native", "on_premise")


def test_where_only_the_price_counts_everyone_reaches_the_threshold(book: PriceBook) -> None:
    how = by(book, award="threshold", criteria={"cost": {"weight": 1}})
    assert ranking(COSTS, how) == ("open_source", "cloud_native", "on_premise")


# ------------------------------------------------------------------ weights of any sum


def test_weights_that_do_not_add_up_are_normalised_and_it_is_known_from_what(book: PriceBook) -> None:
    how = by(book, criteria={"cost": {"weight": 3}, "coverage": {"weight": 1}})
    assert ([weight.share for weight in how.weights], how.normalised) == ([D("0.75"), D("0.25")], D(4))


@pytest.mark.parametrize(("cost", "coverage"), [("0.7", "0.3"), ("70", "30")])
def test_weights_that_add_up_to_1_or_to_100_are_taken_as_they_are(book: PriceBook, cost: str, coverage: str) -> None:
    how = by(book, criteria={"cost": {"weight": D(cost)}, "coverage": {"weight": D(coverage)}})
    assert ([weight.share for weight in how.weights], how.normalised) == ([D("0.7"), D("0.3")], None)


# ------------------------------------------------------------------ weights at fault


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ({"cost": {"weight": 1}, "style": {"weight": 1}}, "criteria.style: has no points for on_premise, hybrid; give"),
        (
            {"cost": {"weight": 1}, "style": {"weight": 1, "scores": {"hybrid": 50}}},
            "criteria.style: has no points for on_premise; give 0 to 100 to each, or weight 0.",
        ),
        ({"cost": {"weight": 1, "scores": {"hybrid": 50}}}, "criteria.cost: is computed from price and scope; leave"),
        (
            {"style": {"weight": 1, "scores": {"on_premise": 1, "hybrid": 1, "hybird": 50}}},
            "criteria.style.scores: 'hybird' is not a bundle. Allowed: on_premise, cloud_native, modular_ris, hybrid, "
            "workstation_only, open_source. Nearest: 'hybrid'.",
        ),
        ({"cost": {"weight": 0}}, "criteria: have no weight above 0; give at least one of them a weight."),
        ({}, "criteria: have no weight above 0"),
    ],
)
def test_criteria_at_fault(book: PriceBook, criteria: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        by(book, criteria=criteria)
    assert message in str(error.value)


def test_every_fault_of_the_criteria_is_told_at_once(book: PriceBook) -> None:
    with pytest.raises(InputError) as error:
        by(book, criteria={"style": {"weight": 1}, "looks": {"weight": 1, "scores": {"hybird": 1}}})
    assert len(error.value.faults) == 3


def test_a_criterion_without_weight_needs_no_points(book: PriceBook) -> None:
    how = by(book, criteria={"cost": {"weight": 1}, "style": {"weight": 0}})
    assert points(COSTS, how)["open_source"] == {"cost": 100, "style": 0}
    assert ranking(COSTS, how)[0] == "open_source"


def test_a_criterion_without_weight_keeps_its_points_for_a_workbook_in_which_it_gets_one(book: PriceBook) -> None:
    style = {"weight": 0, "scores": {"on_premise": 80, "hybrid": 60}}
    how = by(book, criteria={"cost": {"weight": 1}, "style": style})
    found = points(COSTS, how)
    assert [found[one.id]["style"] for one in COSTS] == [80, 0, 0]
    assert all(score(found[one.id], how) == found[one.id]["cost"] for one in COSTS)


def test_a_criterion_of_ones_own_may_have_a_name(book: PriceBook) -> None:
    points_of = {"on_premise": 1, "hybrid": 2}
    own = {"weight": 1, "name": "Service après-vente", "scores": points_of}
    criteria = {"cost": {"weight": 1, "name": "Prix"}, "after_sales": own}
    how = by(book, criteria={**criteria, "style": {"weight": 1, "scores": points_of}})
    assert [(weight.id, weight.name.fr, weight.name.en) for weight in how.weights] == [
        ("cost", "Prix", "Prix"),
        ("after_sales", "Service après-vente", "Service après-vente"),
        ("style", "style", "style"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("criteria: {cost: {wieght: 1}}", "line 1: 'wieght' is not a known key. Allowed: weight, name, scores. "),
        ("award: cheapest\ncriteria: {cost: {weight: 1}}", "award: line 1: 'cheapest' is not allowed here"),
        ("criteria: {cost: {weight: -1}}", "criteria.cost.weight: line 1: input should be greater than or equal to 0"),
        ("criteria: {style: {weight: 1, scores: {hybrid: 101}}}", "input should be less than or equal to 100"),
        ("criteria: {style: {weight: 1, scores: {hybrid: -5}}}", "input should be greater than or equal to 0"),
        ("threshold: 70\ncriteria: {cost: {weight: 1}}", "threshold: line 1: input should be less than or equal to 1"),
        ("award: weighted", "criteria: line 1: is missing; it must be given."),
        ("treshold: 0.5\ncriteria: {cost: {weight: 1}}", "'treshold' is not a known key"),
    ],
)
def test_a_file_of_weights_at_fault(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(path, Weights)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


# ------------------------------------------------------------------ weights as plain values


def test_plain_values_are_read_as_the_file_is() -> None:
    values = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    assert weights_of(values) == load(EXAMPLE, Weights)
    assert weights_of(weights_of(values)) == weights_of(values), "what was read already is taken as it is"


@pytest.mark.parametrize("number", [60, 60.0, D(60), "60", "60.0"])
def test_a_number_may_be_written_in_every_way(number: object) -> None:
    found = weights_of({"criteria": {"cost": {"weight": number}, "style": {"weight": 1, "scores": {"hybrid": number}}}})
    assert (found.criteria[0].weight, found.criteria[1].scores[0].value) == (D(60), D(60))
    assert weights_of({"criteria": {"cost": {"weight": 0.1}}}).criteria[0].weight == D("0.1"), "as it prints"


def test_any_mapping_will_do() -> None:
    points_of = MappingProxyType({"hybrid": 50})
    frozen = MappingProxyType({"criteria": {"style": MappingProxyType({"weight": 1, "scores": points_of})}})
    assert weights_of(frozen).criteria[0].scores[0].id == "hybrid"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"cost": 60}, "weights: cost: 'cost' is not a known key. Allowed: award, threshold, criteria."),
        ({"criteria": {"cost": 60}}, "criteria.cost: is a bare '60'; write the weight with its name, {weight: 60}."),
        ({"criteria": {"cost": {"weight": "heavy"}}}, "criteria.cost.weight: 'heavy' is not a number"),
        ({"criteria": {"cost": {"weight": True}}}, "criteria.cost.weight: input should be a valid decimal"),
        ({"criteria": {"cost": {"weight": float("inf")}}}, "criteria.cost.weight: input should be a finite number"),
        ({"criteria": {"cost": {"weight": "1e999"}}}, "criteria.cost.weight: input should be less than or equal to"),
        ({"criteria": {"cost": {"wieght": 1}}}, "'wieght' is not a known key. Allowed: weight, name, scores."),
        ({"criteria": {"style": {"weight": 1, "scores": {"hybrid": 101}}}}, "criteria.style.scores.hybrid: input shou"),
        ([60, 40], "weights: must be a mapping of 'key: value' lines."),
    ],
)
def test_plain_values_at_fault(values: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        weights_of(values)
    assert message in str(error.value)
    with pytest.raises(InputError, match=r"^panel: "):
        weights_of(values, where="panel")


# ------------------------------------------------------------------ which bundles


def test_all_bundles_are_compared_or_the_ones_named_each_once() -> None:
    assert check_bundles((), ALL) == ALL
    assert check_bundles(("hybrid", "on_premise", "hybrid"), ALL) == ("hybrid", "on_premise")


@pytest.mark.parametrize("wanted", [("hybrid",), ("hybrid", "hybrid")])
def test_a_comparison_needs_two(wanted: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="only hybrid is named; a comparison needs two, such as on_premise,cloud"):
        check_bundles(wanted, ALL)


# ------------------------------------------------------------------ rank stability


def test_of_two_criteria_the_share_of_weights_by_hand(book: PriceBook) -> None:
    """A has 100 for cost and 50 for coverage, B 62.5 and 100: A leads where 37.5 w ≥ 50 (1 − w), so w ≥ 4/7."""
    judged = (Judged("a", D(100), D("0.5")), Judged("b", D(160), D(1)))
    how = judgement(book, None, bundles=TWO)
    firm = stability(judged, how, "a", draws=40_000, seed=1)
    assert firm == pytest.approx(3 / 7, abs=4 * (0.25 / 40_000) ** 0.5)
    assert firm + stability(judged, how, "b", draws=40_000, seed=1) == 1


def test_of_three_criteria_the_share_agrees_with_counting_all_weights_on_a_grid(book: PriceBook) -> None:
    own = {"weight": 1, "scores": {"on_premise": 30, "cloud_native": 60, "open_source": 0}}
    how = by(book, ALL[:2], criteria={"cost": {"weight": 1}, "coverage": {"weight": 1}, "service": own})
    found = points(COSTS, how)
    table = np.array([[float(value) for value in found[one.id].values()] for one in COSTS])
    steps = 300
    grid = [(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]
    first = (np.array(grid) @ table.T).argmax(1)
    for n, one in enumerate(COSTS):
        firm = stability(COSTS, how, one.id, draws=40_000, seed=2)
        assert firm == pytest.approx(np.mean(first == n), abs=0.012)


def test_the_same_seed_gives_the_same_share(book: PriceBook) -> None:
    how = judgement(book, None, bundles=ALL)
    found = [stability(COSTS, how, "open_source", draws=1000, seed=seed) for seed in (1, 1, 2)]
    assert found[0] == found[1] != found[2]


def test_a_single_bundle_and_one_that_is_best_at_everything_are_always_first(book: PriceBook) -> None:
    how = judgement(book, None, bundles=ALL)
    assert stability(COSTS[:1], how, "on_premise", draws=100, seed=1) == 1
    best = (Judged("best", D(100), D(1)), *COSTS)
    assert stability(best, how, "best", draws=100, seed=1) == 1
    assert stability((*best, best[0]._replace(id="as_good")), how, "best", draws=100, seed=1) == 1


def test_where_a_threshold_admits_only_those_that_reach_it_are_rivals(book: PriceBook) -> None:
    """By points B leads with half of all weights; by the rule B is out with every one, for it covers only 60 %."""
    judged = (Judged("a", D(100), D("0.8")), Judged("b", D(50), D("0.6")))
    how = by(book, award="threshold", threshold=D("0.7"), criteria={"cost": {"weight": 1}, "coverage": {"weight": 1}})
    assert ranking(judged, how) == ("a",)
    assert stability(judged, how, "a", draws=1000, seed=1) == 1
    assert 0 < stability(judged, how.model_copy(update={"award": "weighted"}), "a", draws=1000, seed=1) < 1


def test_with_a_threshold_each_draw_is_ranked_by_the_rule(book: PriceBook) -> None:
    """A is dearer than B, so A is first where B is not admitted: 0.9 w + 0.5 (1 − w) < 0.7, at w < 1/2."""
    judged = (Judged("on_premise", D(100), D(1)), Judged("cloud_native", D(50), D("0.9")))
    own = {"weight": 1, "scores": {"on_premise": 100, "cloud_native": 50}}
    criteria = {"coverage": {"weight": 1}, "service": own}
    how = by(book, ALL[:2], award="threshold", threshold=D("0.7"), criteria=criteria)
    firm = stability(judged, how, "on_premise", draws=40_000, seed=1)
    assert firm == pytest.approx(1 / 2, abs=4 * (0.25 / 40_000) ** 0.5)
    assert firm + stability(judged, how, "cloud_native", draws=40_000, seed=1) == 1


def test_with_a_threshold_and_no_technical_criterion_the_cheapest_is_always_first(book: PriceBook) -> None:
    how = by(book, award="threshold", criteria={"cost": {"weight": 1}})
    assert [stability(COSTS, how, one.id, draws=100, seed=1) for one in COSTS] == [0, 0, 1]


def test_where_the_lowest_cost_decides_the_share_is_that_of_points(book: PriceBook) -> None:
    criteria = {"cost": {"weight": 1}, "coverage": {"weight": 1}}
    lowest, weighted = (by(book, award=award, criteria=criteria) for award in ("lowest_cost", "weighted"))
    found = [stability(COSTS, how, "open_source", draws=1000, seed=1) for how in (lowest, weighted)]
    assert 0 < found[0] == found[1] < 1


def test_a_criterion_of_weight_0_is_in_no_draw(book: PriceBook) -> None:
    best = {"weight": 0, "scores": dict.fromkeys(ALL, 0) | {"on_premise": 100}}
    with_it = by(book, criteria={"cost": {"weight": 1}, "style": best})
    assert stability(COSTS, with_it, "open_source", draws=100, seed=1) == 1


# ------------------------------------------------------------------ what holds for all

COST = st.integers(1, 10**9).map(Decimal)
COVERED = st.integers(0, 40).map(lambda items: D(items) / 40)
FIELD = st.lists(st.tuples(COST, COVERED), min_size=2, max_size=6).map(
    lambda rows: tuple(Judged(f"b{n}", cost, covered) for n, (cost, covered) in enumerate(rows))
)
RULE = st.sampled_from(["lowest_cost", "weighted", "threshold"])


@given(judged=FIELD, award=RULE, factor=st.integers(2, 1000))
def test_another_currency_changes_no_order(
    book: PriceBook, judged: tuple[Judged, ...], award: str, factor: int
) -> None:
    how = by(book, award=award, criteria={"cost": {"weight": 7}, "coverage": {"weight": 3}})
    dearer = tuple(one._replace(cost=one.cost * factor) for one in judged)
    assert ranking(judged, how) == ranking(dearer, how)


@given(judged=FIELD, award=RULE)
def test_whoever_becomes_cheaper_is_never_ranked_lower(book: PriceBook, judged: tuple[Judged, ...], award: str) -> None:
    how = by(book, award=award, criteria={"cost": {"weight": 7}, "coverage": {"weight": 3}})
    before = ranking(judged, how)
    for n, one in enumerate(judged):
        after = ranking((*judged[:n], one._replace(cost=one.cost / 2), *judged[n + 1 :]), how)
        if one.id in before:
            assert after.index(one.id) <= before.index(one.id)


@given(judged=FIELD)
def test_scores_lie_between_0_and_100_and_the_lowest_cost_has_all_points_for_it(
    book: PriceBook, judged: tuple[Judged, ...]
) -> None:
    how = judgement(book, None, bundles=TWO)
    found = points(judged, how)
    assert all(0 <= score(found[one.id], how) <= 100 for one in judged)
    assert max(of["cost"] for of in found.values()) == 100
