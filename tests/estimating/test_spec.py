"""The need in cost drivers: presets, answers, bounds, and the words in which a wrong answer is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tries import tries

from costmodel.estimating.estimate import estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.spec import KEYS, Spec, make_spec
from costmodel.files.faults import InputError
from costmodel.files.strict_yaml import parse_yaml
from costmodel.files.yaml_writer import to_yaml
from costmodel.money.exchange import load_bundled
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import Amplitude, Driver
from costmodel.price_book.load import load_price_book
from costmodel.risk.simulation import simulate

BOOK = load_price_book()
DRIVERS = [driver.id for driver in BOOK.drivers]
AMPLITUDES = [amplitude.id for amplitude in BOOK.conditions.amplitudes]
CHOICES = [choice.id for choice in BOOK.conditions.choices]
QUANTITIES: tuple[Driver | Amplitude, ...] = (*BOOK.drivers, *BOOK.conditions.amplitudes)


def medium(**answers: Any) -> Spec:
    return make_spec(BOOK, answers, preset="medium")


def faults(answers: Mapping[str, Any], preset: str | None = "medium") -> list[str]:
    with pytest.raises(InputError) as error:
        make_spec(BOOK, answers, preset=preset)
    return [str(fault) for fault in error.value.faults]


# ------------------------------------------------------------------ presets and answers


@pytest.mark.parametrize("preset", ["small", "medium", "large"])
def test_a_preset_is_a_complete_need(preset: str) -> None:
    spec = make_spec(BOOK, {}, preset=preset)
    assert spec.preset == preset
    assert spec.answered == ()
    assert spec.modules == ("pacs", "ris", "workstations")
    assert spec.support_tier == "standard"
    assert spec.use_cases
    assert {getattr(spec, choice.id) for choice in BOOK.conditions.choices} == {
        choice.default for choice in BOOK.conditions.choices
    }


def test_answers_overlay_the_preset_and_are_remembered_in_the_order_of_the_drivers() -> None:
    spec = medium(sites=2, annual_studies=42_000, vendor_tier="premium", share_to_replace=Decimal("0.5"))
    assert (spec.sites, spec.annual_studies, spec.workstations) == (Decimal(2), Decimal(42_000), Decimal(6))
    assert spec.answered == ("annual_studies", "sites"), "conditions are no drivers"


def test_an_answer_that_repeats_the_preset_is_an_answer() -> None:
    assert medium(workstations=6).answered == ("workstations",)


def test_the_preset_may_be_one_of_the_answers_and_an_argument_goes_before_it() -> None:
    assert make_spec(BOOK, {"preset": "large"}).preset == "large"
    assert make_spec(BOOK, {"preset": "large"}, preset="small").preset == "small"


def test_without_a_preset_every_driver_is_answered_and_the_customer_named() -> None:
    given_ = {name: value for name, value in medium().values().items() if name in DRIVERS}
    spec = make_spec(BOOK, {**given_, "customer_type": "imaging_centre"})
    assert spec.preset is None
    assert spec.answered == tuple(DRIVERS)
    assert spec.use_cases == ()


@pytest.mark.parametrize("driver", DRIVERS)
def test_without_a_preset_each_missing_driver_is_told(driver: str) -> None:
    given_ = {name: value for name, value in medium().values().items() if name in DRIVERS and name != driver}
    assert faults({**given_, "customer_type": "imaging_centre"}, None) == [
        f"need: {driver}: is missing; answer it, or start from a preset (preset: small, medium or large)."
    ]


def test_nothing_at_all_is_told_driver_by_driver() -> None:
    told = faults({}, None)
    assert len(told) == len(DRIVERS) + 1
    assert told[-1] == ("need: customer_type: is missing; say which kind of customer it is, or start from a preset.")


def test_a_float_from_a_notebook_is_the_number_it_shows() -> None:
    assert medium(share_to_replace=0.1).share_to_replace == Decimal("0.1")
    assert medium(legacy_tb=14.5, sites=2.0).legacy_tb == Decimal("14.5")


# ------------------------------------------------------------------ round trip


@pytest.mark.parametrize("preset", ["small", "medium", "large"])
@pytest.mark.parametrize(
    "answers", [{}, {"sites": 2}, {"sites": 1, "legacy_tb": Decimal("12.545"), "customisation": "heavy"}]
)
def test_a_need_written_out_and_read_again_is_the_same_need(preset: str, answers: dict[str, Any]) -> None:
    spec = make_spec(BOOK, answers, preset=preset)
    assert make_spec(BOOK, spec.need()) == spec
    assert make_spec(BOOK, parse_yaml(to_yaml(spec.need()), where="need.yaml")[0]) == spec
    assert spec.answered == tuple(name for name in DRIVERS if name in answers)


def test_nothing_is_learned_by_writing_a_need_out() -> None:
    """Class 5 stays class 5, and the P80 stays where it is."""
    rates = load_bundled()
    pricing = Pricing(book=BOOK, on=date(2026, 11, 24), rates=rates)
    spec = make_spec(BOOK, {}, preset="medium")
    before, after = (estimate(one, "on_premise", pricing) for one in (spec, make_spec(BOOK, spec.need())))
    assert before.estimate_class.id == after.estimate_class.id == "5"
    assert simulate(before).percentile(0.8) == simulate(after).percentile(0.8)


def test_everything_of_a_need_is_written_out() -> None:
    spec = medium(
        modules=["ris", "workstations"],
        levers=["phases"],
        mandatory=["pacs"],
        not_mandatory=["training.materials"],
        escalation_share=Decimal("-0.05"),
        survey={"on": date(2026, 10, 12), "by": "A & B <Co>"},
        contract={"reference": "AO-7", "on": "2026-11-01"},
    )
    need = spec.need()
    assert set(spec.values()) == set(KEYS)
    assert set(need) == set(KEYS) - set(DRIVERS)
    assert need["survey"] == {"on": "2026-10-12", "by": "A & B <Co>"}
    assert need["escalation_share"] == Decimal("-0.05")
    assert make_spec(BOOK, need) == spec


@tries(50)
@given(
    st.fixed_dictionaries(
        {
            fact.id: st.integers(int(fact.minimum), int(fact.maximum))
            if fact.whole
            else st.decimals(fact.minimum, fact.maximum, places=3)
            for fact in QUANTITIES
        }
    )
)
def test_every_need_within_bounds_is_accepted_and_reads_back(answers: dict[str, Decimal]) -> None:
    spec = medium(**answers)
    assert all(getattr(spec, name) == value for name, value in answers.items())
    assert make_spec(BOOK, spec.need()) == spec


# ------------------------------------------------------------------ bounds


@pytest.mark.parametrize("fact", QUANTITIES, ids=lambda fact: fact.id)
def test_the_bounds_of_every_quantity(fact: Driver | Amplitude) -> None:
    step = Decimal(1) if fact.whole else Decimal("0.001")
    for inside in (fact.minimum, fact.minimum + step, fact.maximum - step, fact.maximum):
        assert getattr(medium(**{fact.id: inside}), fact.id) == inside
    allowed = f"Allowed: {fact.minimum} to {fact.maximum}" + (", whole numbers." if fact.whole else ".")
    for outside in (fact.minimum - step, fact.maximum + step):
        assert faults({fact.id: outside}) == [f"need: {fact.id}: {outside} is out of bounds. {allowed}"]


@pytest.mark.parametrize("fact", [fact for fact in QUANTITIES if fact.whole], ids=lambda fact: fact.id)
def test_whole_numbers(fact: Driver | Amplitude) -> None:
    allowed = f"Allowed: {fact.minimum} to {fact.maximum}, whole numbers."
    assert faults({fact.id: Decimal("1.5")}) == [f"need: {fact.id}: 1.5 is not a whole number. {allowed}"]
    assert getattr(medium(**{fact.id: Decimal("2.0")}), fact.id) == 2


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-5, "-5 is out of bounds."),
        (10**30, "1" + "0" * 30 + " is out of bounds."),
        (Decimal("1e999"), "1E+999 is out of bounds."),
        ("many", "'many' is not a number."),
        ("12 50", "'12 50' is not a number."),
        ("", "'' is not a number."),
        (True, "'True' is not a number."),
        ([3], "'[3]' is not a number."),
        ({"a": 1}, "'{'a': 1}' is not a number."),
        (float("inf"), "'Infinity' is not a number."),
        (Decimal("-Infinity"), "'-Infinity' is not a number."),
        (date(2026, 1, 1), "'2026-01-01' is not a number."),
        ("x" * 500, f"'{'x' * 59}…' is not a number."),
    ],
    ids=repr,
)
def test_what_is_no_value_of_a_driver(driver: str, value: object, words: str) -> None:
    [told] = faults({driver: value})
    assert told.startswith(f"need: {driver}: {words} Allowed: ")


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"annual_study": 5}, "'annual_study' is not a driver or condition of a need."),
        ({"annual_study": 5}, "Nearest: 'annual_studies'."),
        ({"answered": ["sites"]}, "'answered' is not a driver or condition of a need."),
        ({"vendor_tier": "premum"}, "vendor_tier: 'premum' is not an option here. Allowed: value, mid, premium."),
        ({"vendor_tier": "premum"}, "Nearest: 'premium'."),
        ({"vendor_tier": ["mid"]}, "vendor_tier: '['mid']' is not an option here."),
        ({"customisation": True}, "customisation: 'True' is not an option here. Allowed: none, some, heavy."),
        ({"customisation": False}, "customisation: 'False' is not an option here."),
        ({"support_tier": "gold"}, "support_tier: 'gold' is not a tier of support. Allowed: business_hours, standard,"),
        ({"customer_type": "hospital"}, "customer_type: 'hospital' is not a type of customer."),
        ({"levers": ["phase"]}, "levers: 'phase' is not a saving lever."),
        ({"levers": ["phase"]}, "Nearest: 'phases'."),
        ({"levers": ["phases", "phases"]}, "levers: names something twice; name each once."),
        ({"use_cases": ["performence"]}, "Nearest: 'performance'."),
        ({"use_cases": [5]}, "use_cases: '5' is not a use case."),
        ({"use_cases": {"performance": 1}}, "use_cases: must be a list, such as [security_patches]."),
        ({"modules": ["pac"]}, "modules: 'pac' is not a module. Allowed: pacs, ris, workstations. Nearest: 'pacs'."),
        ({"modules": []}, "modules: is empty; choose at least one of pacs, ris, workstations."),
        ({"mandatory": ["pacs.dicm"]}, "Nearest: 'pacs.dicom'."),
        ({"not_mandatory": ["trainings"]}, "not_mandatory: 'trainings' is not in the scope of work."),
        ({"survey": {"on": "2026-10-12"}}, "survey.by: is missing; it must be given."),
        ({"survey": {"on": "yesterday", "by": "x"}}, "survey.on: input should be a day such as 2026-11-24;"),
        ({"survey": {"on": "2026-10-12", "by": "x", "at": 3}}, "survey.at: 'at' is not a known key. Allowed: on, by."),
        (
            {"survey": {"on": 20261012, "by": "x"}},
            "survey.on: input should be a day such as 2026-11-24; got '20261012'.",
        ),
        ({"survey": {"on": 0, "by": "x"}}, "survey.on: input should be a day such as 2026-11-24; got '0'."),
        ({"survey": {"on": "2026-10-12", "by": ""}}, "survey.by: string should have at least 1 character; got ''."),
        ({"survey": True}, "survey: must be a mapping of 'key: value' lines."),
        ({"contract": {"reference": 12, "on": "2026-10-12"}}, "contract.reference: input should be text, in quotes;"),
    ],
)
def test_words_that_are_refused(answers: dict[str, Any], words: str) -> None:
    [told] = faults(answers)
    assert told.startswith("need: ")
    assert words in told


@pytest.mark.parametrize("preset", ["medum", "", "Medium", 5, ["medium"], {"a": 1}])
def test_an_unknown_preset(preset: object) -> None:
    with pytest.raises(InputError) as error:
        make_spec(BOOK, {"preset": preset})
    [fault] = error.value.faults
    assert fault.path == "preset"
    assert "is not a preset. Allowed: small, medium, large." in fault.what
    if preset in ("medum", "Medium"):
        assert "Nearest: 'medium'." in fault.what


def test_all_faults_at_once() -> None:
    told = faults(
        {
            "sties": 2,
            "annual_studies": -1,
            "workstations": "six",
            "vendor_tier": "cheap",
            "levers": ["phase"],
            "survey": {"by": ""},
            "contract": 3,
            "modules": [],
        }
    )
    assert len(told) == 9
    for words in (
        "'sties'",
        "annual_studies:",
        "workstations:",
        "vendor_tier:",
        "levers:",
        "survey.on:",
        "survey.by:",
        "contract:",
    ):
        assert any(words in fault for fault in told), words


def test_faults_name_where_they_were_made() -> None:
    with pytest.raises(InputError, match=r"^app: sites: 0 is out of bounds\. Allowed: 1 to 100, whole numbers\.$"):
        make_spec(BOOK, {"sites": 0}, preset="medium", where="app")


def test_a_spec_is_frozen_and_closed() -> None:
    spec = medium()
    with pytest.raises(ValueError, match="frozen"):
        spec.sites = Decimal(3)  # type: ignore[misc]
    with pytest.raises(ValueError, match="not permitted"):
        Spec.model_validate({**spec.model_dump(), "colour": "blue"})


def test_the_keys_of_a_need_are_the_fields_of_a_spec(book: PriceBook) -> None:
    assert set(KEYS) == set(Spec.model_fields) - {"answered"}
    assert book == BOOK


def test_one_word_may_stand_for_a_list(book: PriceBook) -> None:
    spec = make_spec(book, {"levers": "storage_tiers", "modules": "ris"}, preset="small")
    assert (spec.levers, spec.modules) == (("storage_tiers",), ("ris",))
