"""The estimating model: what a need costs, why, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tries import tries

from costmodel.estimating import numbers
from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.formulas import CERS, inputs, position
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.spec import make_spec
from costmodel.files.faults import InputError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook, find
from costmodel.risk.distributions import fit
from costmodel.risk.exact import exact_total

DAY = date(2026, 11, 24)
CASES = Path(__file__).parents[1] / "cases"
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")
PRESETS = ("small", "medium", "large")


def price(book: PriceBook, preset: str = "medium", bundle: str = "on_premise", **answers: Any) -> Estimate:
    known = {key: Decimal(str(value)) if isinstance(value, float) else value for key, value in answers.items()}
    spec = make_spec(book, known, preset=preset)
    return estimate(spec, book.bundle(bundle), Pricing(book=book, on=DAY))


def likely(priced: Estimate, line: str) -> Decimal:
    return priced.line(line).likely


# ------------------------------------------------------------------ calibration


@pytest.mark.parametrize("preset", PRESETS)
def test_the_presets_cost_what_a_calculator_says(book: PriceBook, preset: str) -> None:
    expected = yaml.safe_load((CASES / "presets_on_premise.yaml").read_text())[preset]
    priced = price(book, preset)
    for line, thousand_mro in expected.items():
        amount = priced.totals.first_year if line == "first_year" else likely(priced, line)
        assert round(amount * 10 / 1000) == pytest.approx(thousand_mro, abs=1), line


def test_first_year_totals_of_the_presets(book: PriceBook) -> None:
    millions_mro = {preset: price(book, preset).totals.first_year * 10 / 10**6 for preset in PRESETS}
    assert {preset: round(total, 1) for preset, total in millions_mro.items()} == {
        "small": Decimal("13.2"),
        "medium": Decimal("34.5"),
        "large": Decimal("97.2"),
    }


def between(book: PriceBook) -> st.SearchStrategy[dict[str, Any]]:
    """A need each of whose drivers lies somewhere between the small and the large preset."""
    small, large = (dict(book.preset(name).drivers) for name in ("small", "large"))
    whole = {driver.id: driver.whole for driver in book.drivers}
    return st.fixed_dictionaries(
        {
            name: st.integers(int(small[name]), int(large[name]))
            if whole[name]
            else st.decimals(small[name], large[name], places=2)
            for name in small
        }
    )


@given(data=st.data())
@tries(150)
def test_every_need_between_the_presets_lies_inside_the_published_totals(book: PriceBook, data: st.DataObject) -> None:
    """Up to 50 million MRO a facility counts as small to medium, above as large; 10 to 200 million in all."""
    small, large = book.components.totals
    total = price(book, "small", **data.draw(between(book))).totals.first_year * 10
    assert small.published_low <= total <= large.published_high


def test_presets_lie_in_the_total_of_their_size(book: PriceBook) -> None:
    small_medium, large = book.components.totals
    for preset, total in (("small", small_medium), ("medium", small_medium), ("large", large)):
        assert total.published_low <= price(book, preset).totals.first_year * 10 <= total.published_high


# ------------------------------------------------------------------ bundles


@pytest.mark.parametrize("bundle", [name for name in BUNDLES if name != "on_premise"])
def test_what_a_bundle_does_to_each_line(book: PriceBook, bundle: str) -> None:
    base, priced = price(book), price(book, bundle=bundle)
    for name, factor in yaml.safe_load((CASES / "bundles.yaml").read_text())[bundle].items():
        line, _, yearly = name.partition(" / ")
        if factor == "none":
            assert line in {absent.id for absent in priced.absent}
            continue
        assert float(likely(priced, line) / likely(base, line)) == pytest.approx(factor, rel=1e-6), name
        assert priced.line(line).recurring == (yearly == "year")


def servers_and_workstations(priced: Estimate) -> dict[str, float]:
    return {addend.part: float(addend.product) for addend in priced.line("hardware").addends}


@pytest.mark.parametrize(
    ("bundle", "servers", "workstations"),
    [("cloud_native", 0.15, 1), ("hybrid", 0.6, 1), ("modular_ris", 0.2, 0.9), ("workstation_only", None, 1)],
)
def test_what_a_bundle_does_to_the_hardware(
    book: PriceBook, bundle: str, servers: float | None, workstations: float
) -> None:
    base, changed = servers_and_workstations(price(book)), servers_and_workstations(price(book, bundle=bundle))
    assert changed["hardware.workstations"] / base["hardware.workstations"] == pytest.approx(workstations)
    if servers is None:
        assert "hardware.servers" not in changed
    else:
        assert changed["hardware.servers"] / base["hardware.servers"] == pytest.approx(servers)


def test_hybrid_adds_a_cloud_archive_of_a_tenth_of_the_servers_a_year(book: PriceBook) -> None:
    servers = servers_and_workstations(price(book))["hardware.servers"]
    archive = price(book, bundle="hybrid").line("support.cloud_archive")
    assert float(archive.likely) == pytest.approx(servers / 10, abs=0.01)
    assert archive.recurring
    assert archive.component == "support"


def test_open_source_pays_support_from_the_published_range_at_the_place_of_the_licence(book: PriceBook) -> None:
    position = price(book).line("licence.pacs_ris").addends[0].position
    support = likely(price(book, bundle="open_source"), "support")
    assert float(support) == pytest.approx(100_000 * 10 ** float(position), abs=0.01)


def test_support_is_a_fifth_of_the_licences_list_value(book: PriceBook) -> None:
    priced = price(book, vendor_tier="premium", update_scope="targeted")
    licences = likely(priced, "licence.pacs_ris") + likely(priced, "licence.workstation")
    assert float(likely(priced, "support")) == pytest.approx(float(licences) / 0.4 * 0.2, rel=1e-6)


@pytest.mark.parametrize(("tier", "share"), [("business_hours", 0.15), ("standard", 0.20), ("on_site", 0.25)])
def test_the_tier_of_support_is_its_published_share(book: PriceBook, tier: str, share: float) -> None:
    priced = price(book, support_tier=tier)
    licences = likely(priced, "licence.pacs_ris") + likely(priced, "licence.workstation")
    assert float(likely(priced, "support") / licences) == pytest.approx(share, rel=1e-6)


def test_no_support_is_due_in_the_warranty(book: PriceBook) -> None:
    for months, due in ((0, 1), (3, 0.75), (12, 0), (24, 0)):
        totals = price(book, warranty_months=months).totals
        assert float((totals.first_year - totals.one_off) / totals.annual) == pytest.approx(due, abs=1e-6)


def test_hardware_support_is_an_option_beside_the_lines(book: PriceBook) -> None:
    priced = price(book)
    (option,) = priced.options
    assert option.id == "support.hardware"
    assert float(option.likely) == pytest.approx(float(likely(priced, "hardware")) * 0.08, abs=0.01)
    assert option.id not in {line.id for line in priced.lines}


# ------------------------------------------------------------------ drivers, factors, levers

DRIVERS = {
    "annual_studies": "licence.pacs_ris",
    "concurrent_users": "licence.pacs_ris",
    "workstations": "licence.workstation",
    "workstation_tier_position": "licence.workstation",
    "interfaces": "implementation",
    "modalities": "implementation",
    "sites": "implementation",
    "legacy_tb": "migration",
    "legacy_systems": "migration",
    "annual_archive_growth_tb": "hardware",
    "trained_staff": "training",
    "duration_months": "project_management",
}


@pytest.mark.parametrize(("driver", "line"), DRIVERS.items())
def test_every_driver_moves_its_line_up(book: PriceBook, driver: str, line: str) -> None:
    small, large = (dict(book.preset(name).drivers)[driver] for name in ("small", "large"))
    steps = [small + (large - small) * step / 4 for step in range(5)]
    whole = book.driver(driver).whole
    answers: list[dict[str, Any]] = [{driver: int(step) if whole else step} for step in steps]
    values = [likely(price(book, **answer), line) for answer in answers]
    assert values == sorted(values)
    assert values[-1] / values[0] >= Decimal("1.05")


FACTORS = [
    ("scope", "licence.pacs_ris", {"update_scope": "targeted"}, {"update_scope": "full"}),
    ("scope", "implementation", {"update_scope": "targeted"}, {"update_scope": "full"}),
    ("scope", "licence.pacs_ris", {"modules": ["ris"]}, {"modules": ["pacs", "ris", "workstations"]}),
    ("vendor_licensing", "licence.pacs_ris", {"vendor_tier": "value"}, {"vendor_tier": "premium"}),
    ("vendor_licensing", "licence.workstation", {"vendor_tier": "value"}, {"vendor_tier": "premium"}),
    ("infrastructure", "hardware", {"share_to_replace": 0.2}, {"share_to_replace": 1}),
    ("workstations_users", "licence.workstation", {"workstations": 2}, {"workstations": 25}),
    ("workstations_users", "licence.pacs_ris", {"concurrent_users": 4}, {"concurrent_users": 80}),
    ("workstations_users", "implementation", {"workstations": 2}, {"workstations": 25}),
    ("migration", "migration", {"legacy_data": "dicom"}, {"legacy_data": "proprietary"}),
    ("migration", "migration", {"legacy_tb": 2}, {"legacy_tb": 80}),
    ("integration", "implementation", {"interfaces": 1}, {"interfaces": 8}),
    ("customisation", "implementation", {"customisation": "none"}, {"customisation": "heavy"}),
    ("customisation", "project_management", {"customisation": "none"}, {"customisation": "heavy"}),
    ("implementation_effort", "implementation", {"implementation_effort": "plain"}, {"implementation_effort": "hard"}),
    ("training", "training", {"training_intensity": "light"}, {"training_intensity": "intensive"}),
    ("training", "training", {"trained_staff": 8}, {"trained_staff": 110}),
    ("support", "support", {"support_tier": "business_hours"}, {"support_tier": "on_site"}),
    ("seller_location", "implementation", {"seller_location": "local"}, {"seller_location": "international"}),
    ("seller_location", "training", {"seller_location": "local"}, {"seller_location": "international"}),
    ("seller_location", "project_management", {"seller_location": "local"}, {"seller_location": "international"}),
    ("project_management", "project_management", {"duration_months": 3}, {"duration_months": 14}),
    ("project_management", "project_management", {"project_complexity": "usual"}, {"project_complexity": "high"}),
    ("local_it", "implementation", {"local_it": "good"}, {"local_it": "none"}),
    ("local_it", "training", {"local_it": "good"}, {"local_it": "none"}),
]


@pytest.mark.parametrize(("factor", "line", "cheap", "dear"), FACTORS)
def test_each_pricing_factor_moves_its_line_by_five_percent_or_more(
    book: PriceBook, factor: str, line: str, cheap: dict[str, Any], dear: dict[str, Any]
) -> None:
    fact = find(book.pricing_factors, factor, what="a pricing factor")
    assert set(cheap) <= set(fact.fields)
    assert likely(price(book, **dear), line) >= likely(price(book, **cheap), line) * Decimal("1.05")


def test_all_thirteen_pricing_factors_are_tested() -> None:
    assert len({factor for factor, *_ in FACTORS}) == 13


def test_it_training_is_priced_apart_from_medical_training(book: PriceBook) -> None:
    light, intensive = (price(book, it_training_intensity=level).line("training") for level in ("light", "intensive"))
    parts = [{addend.part: addend.product for addend in line.addends} for line in (light, intensive)]
    assert parts[0]["training.medical"] == parts[1]["training.medical"]
    assert parts[1]["training.it"] / parts[0]["training.it"] == pytest.approx(Decimal("1.3") / Decimal("0.8"))


@pytest.mark.parametrize(
    ("lever", "part", "factor"),
    [
        ("refurbished_workstations", "hardware.workstations", 0.6),
        ("thin_clients", "hardware.workstations", 0.7),
        ("bulk_purchase", "hardware.workstations", 0.9),
        ("storage_tiers", "hardware.servers", 0.8),
        ("phases", "project_management", 1.05),
        ("negotiated_support", "support", 0.75),
    ],
)
def test_what_a_saving_lever_does(book: PriceBook, lever: str, part: str, factor: float) -> None:
    line = part.split(".", maxsplit=1)[0]
    base, saved = price(book).line(line), price(book, levers=[lever]).line(line)
    pick = {addend.part: addend.product for addend in base.addends}, {a.part: a.product for a in saved.addends}
    if part in pick[0]:
        assert float(pick[1][part] / pick[0][part]) == pytest.approx(factor)
    else:
        assert float(saved.likely / base.likely) == pytest.approx(factor, rel=1e-6)


def test_escalation_raises_every_published_price(book: PriceBook) -> None:
    base, raised = price(book), price(book, escalation_share=Decimal("0.1"))
    for line in base.lines:
        assert float(likely(raised, line.id) / line.likely) == pytest.approx(1.1, rel=1e-6), line.id


def test_a_need_that_is_absent_makes_no_line_and_says_why(book: PriceBook) -> None:
    priced = price(book, legacy_tb=0, workstations=0, trained_staff=0, share_to_replace=0)
    assert {"migration", "licence.workstation", "hardware", "training"} <= {absent.id for absent in priced.absent}
    with pytest.raises(InputError, match=r"migration: has no line in this estimate: .*legacy_tb"):
        priced.explain("migration")


def test_beyond_the_large_end_the_price_goes_on_and_the_basis_says_so(book: PriceBook) -> None:
    line = price(book, "large", annual_studies=900_000, concurrent_users=400).line("licence.pacs_ris")
    assert line.addends[0].position > 1
    assert "Beyond the published range." in line.basis.en
    assert "Au-delà de la fourchette publiée." in line.basis.fr


def test_below_the_published_range_the_basis_says_so(book: PriceBook) -> None:
    assert (
        "Below the published range." in price(book, "small", update_scope="targeted").line("licence.pacs_ris").basis.en
    )


@given(data=st.data())
@tries(60)
def test_more_of_any_driver_is_never_cheaper(book: PriceBook, data: st.DataObject) -> None:
    need = data.draw(between(book))
    driver = data.draw(st.sampled_from(sorted(need)))
    more = {**need, driver: need[driver] * 2 if driver != "workstation_tier_position" else Decimal("0.6")}
    bundle = data.draw(st.sampled_from(BUNDLES))
    assert price(book, bundle=bundle, **more).totals.first_year >= price(book, bundle=bundle, **need).totals.first_year


# ------------------------------------------------------------------ explain


@pytest.mark.parametrize("currency", ["MRU", "MRO", "USD", "EUR"])
@pytest.mark.parametrize("bundle", BUNDLES)
def test_factors_multiplied_addends_summed_converted_and_the_price_of_one_rounded_give_likely(
    book: PriceBook, rates: RateTable, bundle: str, currency: str
) -> None:
    chosen = book.bundle(bundle)
    for preset in PRESETS:
        spec = make_spec(book, {"customisation": "heavy", "local_it": "none", "legacy_data": "mixed"}, preset=preset)
        priced = estimate(spec, chosen, Pricing(book=book, on=DAY, currency=currency, rates=rates))
        for line in (*priced.lines, *priced.options):
            total = Decimal(0)
            for addend in priced.explain(line.id).line.addends:
                product = Decimal(1)
                for factor in addend.factors:
                    product *= factor.value
                total += product
            for step in priced.conversion.steps:
                total = total * step.value if step.from_ == "MRU" else total / step.value
            assert priced.currency.round(total / line.quantity) * line.quantity == line.likely, line.id


def test_the_position_is_the_sum_of_its_terms(book: PriceBook) -> None:
    addend = price(book).line("implementation").addends[0]
    assert sum(term.share for term in addend.terms) == addend.position
    assert [term.driver for term in addend.terms] == ["interfaces", "modalities", "sites", "workstations"]
    assert sum(term.weight for term in addend.terms) == 1


def test_every_factor_names_its_source(book: PriceBook) -> None:
    known = {source.id for source in book.sources} | {"need", "design"}
    for bundle in BUNDLES:
        for line in price(book, bundle=bundle, vendor_tier="premium").lines:
            assert {factor.source for addend in line.addends for factor in addend.factors} <= known


def test_an_unknown_line_is_answered_with_the_nearest(book: PriceBook) -> None:
    with pytest.raises(InputError, match="Nearest: 'training'"):
        price(book).explain("trainning")


# ------------------------------------------------------------------ how sure

ANSWERS = dict(dict.fromkeys(DRIVERS))


def all_drivers(book: PriceBook) -> dict[str, Any]:
    return dict(book.preset("medium").drivers)


def test_low_likely_high_are_in_order(book: PriceBook) -> None:
    for bundle in BUNDLES:
        for line in price(book, bundle=bundle).lines:
            assert 0 < line.low < line.likely < line.high


def test_a_preset_is_class_5_and_answered_drivers_make_class_4(book: PriceBook) -> None:
    assert price(book).estimate_class.id == "5"
    assert price(book, **all_drivers(book)).estimate_class.id == "4"


def test_one_unanswered_driver_keeps_its_lines_in_class_5(book: PriceBook) -> None:
    answers = all_drivers(book)
    del answers["trained_staff"]
    priced = price(book, **answers)
    assert {line.id: line.estimate_class for line in priced.lines if line.estimate_class == 5} == {"training": 5}
    assert priced.estimate_class.id == "4", "training is less than 30 % of the value"


def test_class_5_holds_while_it_reaches_thirty_percent_of_the_value(book: PriceBook) -> None:
    answers = all_drivers(book)
    del answers["annual_studies"]
    assert price(book, **answers).estimate_class.id == "5", "licence and support are more than 30 % of the value"


def test_a_survey_makes_class_3(book: PriceBook) -> None:
    survey = {"on": date(2026, 10, 1), "by": "technical team"}
    assert price(book, **all_drivers(book), survey=survey).estimate_class.id == "3"
    assert price(book, survey=survey).estimate_class.id == "5", "a survey without answers earns nothing"


def test_a_survey_that_has_not_been_yet_is_refused(book: PriceBook) -> None:
    with pytest.raises(InputError, match="2027-11-30 is after 2026-11-24, the day of the estimate"):
        price(book, survey={"on": date(2027, 11, 30), "by": "technical team"})


def test_an_estimate_says_which_drivers_to_ask_for(book: PriceBook) -> None:
    answers = all_drivers(book)
    del answers["trained_staff"], answers["sites"]
    assert set(price(book, **answers).unanswered()) == {"trained_staff", "sites"}
    assert price(book, **all_drivers(book)).unanswered() == ()


def test_seventy_percent_of_rate_cards_make_class_2(book: PriceBook) -> None:
    """The rest may be class 5 while it stays within 30 % of the value."""
    spec = make_spec(book, {}, preset="medium")
    bundle = book.bundle("on_premise")
    rest = sum(line.likely for line in price(book).lines if line.id != "licence.pacs_ris")
    for share, class_ in (("0.70", "2"), ("0.69", "5")):
        amount = book.currencies.currency("MRU").round(rest * Decimal(share) / (1 - Decimal(share)) + Decimal("0.01"))
        card = RateCard.model_validate(
            {"items": [{"line": "licence.pacs_ris", "item_name": "x", "quantity": 1, "unit_price": f"{amount} MRU"}]}
        )
        assert estimate(spec, bundle, Pricing(book=book, on=DAY, rate_card=card)).estimate_class.id == class_


def test_a_range_that_is_not_open_ended_caps_the_position(book: PriceBook) -> None:
    row = book.row("migration")
    far = {"legacy_tb": 9_000.0, "legacy_systems": 40.0}
    assert sum(term.share for term in position(row.drivers, far, open_ended=True)) > 1
    assert sum(term.share for term in position(row.drivers, far, open_ended=False)) == pytest.approx(1)


def test_support_inside_its_published_range_is_not_called_below_it(book: PriceBook) -> None:
    assert "published range" not in price(book).line("support").basis.en


def test_every_assumed_factor_carries_the_range_in_which_it_is_plausible(book: PriceBook) -> None:
    for bundle in BUNDLES:
        for line in price(book, bundle=bundle, legacy_data="mixed", vendor_tier="premium").lines:
            for factor in (factor for addend in line.addends for factor in addend.factors):
                if factor.source == "assumption" and not factor.name.startswith("modules: share of the licence"):
                    assert factor.plausible is not None, factor.name
                    assert factor.plausible[0] <= factor.value <= factor.plausible[1]


def test_cers_take_arrays_and_give_the_same_numbers(book: PriceBook) -> None:
    """One set of formulas: a portfolio of three hospitals is priced like each of them."""
    for bundle in book.bundles:
        needs = [inputs(make_spec(book, {}, preset=preset), bundle, book) for preset in PRESETS]
        together = needs[0]._replace(
            drivers={name: np.array([need.drivers[name] for need in needs]) for name in needs[0].drivers}
        )
        for _, cer in CERS:
            alone = [sum(addend.value for addend in cer(need)) for need in needs]
            at_once = sum((addend.value for addend in cer(together)), np.zeros(3))
            np.testing.assert_allclose(at_once, alone, rtol=1e-12)


def test_totals_of_several_lines_return_the_bounds_of_their_class(book: PriceBook) -> None:
    """At a correlation of 0.6, P10 and P90 of a total are the class bounds within 3 points, by two ways to them.

    Without sampling as the product does it, and drawn here with SciPy's own beta distribution.
    """
    from scipy.optimize import least_squares
    from scipy.stats import beta, norm

    correlation = float(book.risk.correlation.value)
    generator = np.random.default_rng(20261124)
    common = generator.standard_normal((100_000, 1))
    lines = [line.likely for line in price(book).lines]
    for weights in ([1, 1, 1], [1] * 9, [float(value) for value in lines]):
        own = generator.standard_normal((100_000, len(weights)))
        scores = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
        for class_ in book.classes.classes:
            low, high = float(class_.line_low), float(class_.line_high)

            def misfit(ends: np.ndarray, low: float = low, high: float = high) -> list[float]:
                width = ends[1] - ends[0]
                a, b = 1 + 4 * (1 - ends[0]) / width, 1 + 4 * (ends[1] - 1) / width
                return [ends[0] + width * beta.ppf(q, a, b) - goal for q, goal in ((0.1, low), (0.9, high))]

            start, end = least_squares(misfit, [low / 2, high * 1.5], bounds=([0, 1], [1, 10])).x
            a, b = 1 + 4 * (1 - start) / (end - start), 1 + 4 * (end - 1) / (end - start)
            grid = np.linspace(-5, 5, 2_001)
            draws = np.interp(scores, grid, start + (end - start) * beta.ppf(norm.cdf(grid), a, b))
            drawn = np.percentile(draws @ np.array(weights) / sum(weights), [10, 80, 90])
            total = exact_total([fit(low * w, w, high * w) for w in weights], correlation=correlation)
            exact = [total.percentile(probability) / sum(weights) for probability in (0.1, 0.8, 0.9)]
            assert drawn == pytest.approx(exact, abs=0.01)
            p10, _, p90 = exact
            assert p90 == pytest.approx(float(class_.total_high), abs=0.035 if class_.id == "5" else 0.03)
            assert p10 == pytest.approx(float(class_.total_low), abs=0.035 if class_.id == "5" else 0.03)


@pytest.mark.parametrize(("price_of_one", "asked"), [("90_000 MRU", False), ("900_000 MRU", True), ("9_000 MRU", True)])
def test_a_rate_card_ten_times_off_the_model_is_questioned(book: PriceBook, price_of_one: str, asked: bool) -> None:
    """Training of the medium preset costs about 87,000 MRU: 900,000 may be in old ouguiyas."""
    card = RateCard.model_validate({"items": [{"line": "training", "item_name": "x", "quantity": 1,
                                               "unit_price": price_of_one}]})  # fmt: skip
    spec = make_spec(book, {}, preset="medium")
    priced = estimate(spec, book.bundle("on_premise"), Pricing(book=book, on=DAY, rate_card=card))
    assert any("Is it in new ouguiyas (MRU), not in old ones?" in question for question in priced.questions) == asked


def test_as_a_frame_lines_and_options_stand_with_their_currency_and_names_in_a_language(book: PriceBook) -> None:
    priced = price(book)
    english, french = priced.to_frame(), priced.to_frame(language="fr")
    lines = (*priced.lines, *priced.options)
    assert list(english["id"]) == [line.id for line in lines]
    assert list(english["option"]) == [False] * len(priced.lines) + [True] * len(priced.options)
    assert set(english["currency"]) == {"MRU"}
    assert list(english["likely"]) == [float(line.likely) for line in lines]
    assert list(english["item_name"]) == [line.item_name.en for line in lines]
    assert list(french["item_name"]) == [line.item_name.fr for line in lines]
    assert french.drop(columns="item_name").equals(english.drop(columns="item_name"))
    with pytest.raises(InputError, match="language: 'de' is not a language"):
        priced.to_frame(language="de")  # type: ignore[arg-type]


def test_a_line_below_the_smallest_coin_is_not_made(book: PriceBook) -> None:
    priced = price(book, share_to_replace=Decimal("0.0000000001"), workstations=0)
    assert "hardware" not in {line.id for line in priced.lines}
    with pytest.raises(InputError, match="less than the smallest unit of the currency"):
        priced.line("hardware")


# ------------------------------------------------------------------ what is made when it is asked for


def test_what_a_line_rests_on_counts_when_lines_are_compared(book: PriceBook) -> None:
    """Two lines of the same figures differ where their words or factors do."""
    one, again = price(book).line("implementation"), price(book).line("implementation")
    assert one == again
    assert one.grounds is not again.grounds
    other = one.model_copy(update={"grounds": replace(one.grounds, id="training")})
    assert (other.likely, one.likely) == (one.likely, other.likely)
    assert other != one


def test_a_number_and_an_array_of_it_are_computed_alike() -> None:
    values = [0.0, 0.25, 1.0, 3.5, 1e6]
    array = np.array(values)
    assert [numbers.log(value) for value in values[1:]] == pytest.approx(numbers.log(array[1:]), rel=1e-15)
    for function in (numbers.larger, numbers.smaller):
        assert [function(1.0, value) for value in values] == function(1.0, array).tolist()
    assert [numbers.present(value) for value in values] == numbers.present(array).tolist() == [0, 1, 1, 1, 1]
    assert numbers.all_are(1.0, 1)
    assert not numbers.all_are(array, 1)
    assert numbers.all_are(np.ones(3), 1)


def test_without_their_module_workstations_move_no_line(book: PriceBook) -> None:
    spec = make_spec(book, {"modules": ["pacs", "ris"]}, preset="medium")
    assert inputs(spec, book.bundle("on_premise"), book).drivers["workstations"] == 0
    assert inputs(make_spec(book, {}, preset="medium"), book.bundle("on_premise"), book).drivers["workstations"] == 6


def test_a_position_may_be_off_by_its_shift_either_way(book: PriceBook) -> None:
    need = inputs(make_spec(book, {}, preset="medium"), book.bundle("on_premise"), book)
    row, addend = book.row("training"), dict(CERS)["training"](need)[0]
    (moved,) = [factor for factor in addend.factors if factor.name.endswith("^ position")]
    ratio, place = float(row.published_high / row.published_low), sum(term.share for term in addend.terms)
    shift = float(row.position.plausible_shift)
    assert moved.plausible == pytest.approx((ratio ** (place - shift), ratio ** (place + shift)))


def test_what_is_not_asked_for_is_no_factor(book: PriceBook) -> None:
    need = inputs(make_spec(book, {}, preset="medium"), book.bundle("on_premise"), book)
    names = [factor.name for _, cer in CERS for addend in cer(need) for factor in addend.factors]
    assert not [name for name in names if name.startswith(("escalation", "modules:"))]


def test_half_of_the_workstations_is_priced_as_half_their_number(book: PriceBook) -> None:
    def addend(**answers: Any) -> float:
        need = inputs(make_spec(book, answers, preset="medium"), book.bundle("on_premise"), book)
        return float(dict(CERS)["hardware"](need)[1].value)

    assert addend(workstations=8, share_to_replace=Decimal("0.5")) == pytest.approx(addend(workstations=4))
    assert addend(workstations=8) > addend(workstations=4)


def test_an_archive_that_does_not_grow_needs_no_servers(book: PriceBook) -> None:
    spec = make_spec(book, {"annual_archive_growth_tb": 0}, preset="medium")
    servers = dict(CERS)["hardware"](inputs(spec, book.bundle("on_premise"), book))[0]
    assert (servers.part, servers.value) == ("hardware.servers", 0)


def test_support_rests_on_the_list_value_whatever_is_updated(book: PriceBook, priced: Any) -> None:
    targeted = {"update_scope": "targeted", "use_cases": ["security_patches"]}
    assert priced("medium", answers=targeted).line("support").likely == priced("medium").line("support").likely


def test_support_of_open_source_is_that_of_the_modules_that_are_asked_for(book: PriceBook) -> None:
    def support(*modules: str) -> float:
        need = inputs(make_spec(book, {"modules": list(modules)}, preset="medium"), book.bundle("open_source"), book)
        return float(dict(CERS)["support"](need)[0].value)

    whole = support("pacs", "ris", "workstations")
    shares = {part.id: float(part.of_row) for part in book.row("licence.pacs_ris").parts}
    assert support("pacs", "workstations") == pytest.approx(whole * shares["licence.pacs"])
    assert support("ris", "workstations") == pytest.approx(whole * shares["licence.ris"])
