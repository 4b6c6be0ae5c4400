"""What each assumption and each driver does to an estimate."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from tries import tries

from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.sensitivity import (
    DriverEffect,
    SweepPoint,
    Swing,
    driver_effects,
    effects_frame,
    sweep,
    sweep_frame,
    swings,
    swings_frame,
)
from costmodel.estimating.spec import make_spec
from costmodel.files.faults import InputError
from costmodel.files.folders import data_folder
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book
from costmodel.quoting.quote import make_quote
from costmodel.quoting.terms import Terms
from costmodel.words.text import LANGUAGES

DAY = date(2026, 11, 24)
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")
PRESETS = ("small", "medium", "large")

Priced = Callable[..., Estimate]


def by_id(found: tuple[Swing, ...]) -> dict[str, Swing]:
    return {swing.id: swing for swing in found}


def width(swing: Swing) -> Decimal:
    return swing.high - swing.low


# ------------------------------------------------------------------ swings by hand


def test_the_support_rate_swings_the_support_line_from_15_to_25_percent(book: PriceBook, priced: Priced) -> None:
    """Support is 20 % of the licences' list value: a quarter less at 15 %, a quarter more at 25 %."""
    offer = priced("medium")
    support = offer.line("support").likely
    swing = by_id(swings(offer))["support: standard"]
    assert swing.total == offer.totals.first_year
    assert float(swing.low) == pytest.approx(float(swing.total - support / 4), abs=0.01)
    assert float(swing.high) == pytest.approx(float(swing.total + support / 4), abs=0.01)


def test_a_position_shifts_by_a_tenth_of_the_published_range(book: PriceBook, priced: Priced) -> None:
    """Migration is published from 0.5 to 5 million: a tenth of the way along is a factor of 10 ^ 0.1, 1.259."""
    offer = priced("medium")
    migration = float(offer.line("migration").likely)
    swing = by_id(swings(offer))["position: migration"]
    assert float(swing.high - swing.total) == pytest.approx(migration * (10**0.1 - 1), abs=0.01)
    assert float(swing.total - swing.low) == pytest.approx(migration * (1 - 10**-0.1), abs=0.01)


def test_a_vendor_acts_on_licences_and_on_their_support_at_once(book: PriceBook, priced: Priced) -> None:
    """A premium vendor is dearer by 1.3, plausibly by 1.15 to 1.6; the price of one of six is what is rounded."""
    offer = priced("medium", answers={"vendor_tier": "premium"})
    acted_on = sum(float(offer.line(id_).likely) for id_ in ("licence.pacs_ris", "licence.workstation", "support"))
    swing = by_id(swings(offer))["vendor_tier: premium: licence"]
    assert float(swing.high) == pytest.approx(float(swing.total) + acted_on * (1.6 / 1.3 - 1), abs=0.06)
    assert float(swing.low) == pytest.approx(float(swing.total) - acted_on * (1 - 1.15 / 1.3), abs=0.06)


def test_how_a_row_is_split_counts_only_where_a_part_is_left_out_or_changed(book: PriceBook, priced: Priced) -> None:
    """PACS and RIS add up to the published row: together they cost the same however it is split, a RIS alone not."""
    assert "parts: licence.pacs_ris" not in by_id(swings(priced("medium")))
    ris = priced("medium", answers={"modules": ["ris"]})
    swing = by_id(swings(ris))["parts: licence.pacs_ris"]
    moved = float(ris.line("licence.pacs_ris").likely + ris.line("support").likely) * 0.15 / 0.35
    assert float(swing.high - swing.total) == pytest.approx(moved, abs=0.02)
    assert float(swing.total - swing.low) == pytest.approx(moved, abs=0.02)


def test_one_condition_is_one_assumption_and_each_part_of_a_bundle_another(book: PriceBook, priced: Priced) -> None:
    answers = {"seller_location": "international", "customisation": "heavy"}
    found = set(by_id(swings(priced("medium", "hybrid", answers=answers))))
    assert "seller_location: international: implementation, training, project_management" in found
    assert {"customisation: heavy: implementation", "customisation: heavy: project_management"} <= found
    changed = ("hardware.servers", "implementation", "project_management")
    assert {f"bundle: hybrid: {part}" for part in changed} <= found
    alike = set(by_id(swings(priced("medium", "modular_ris"))))  # both × 0.7, each for its own reason
    assert {"bundle: modular_ris: training", "bundle: modular_ris: project_management"} <= alike


def test_which_assumptions_an_ordinary_offer_rests_on(book: PriceBook, priced: Priced) -> None:
    assert [swing.id for swing in swings(priced("medium"))] == [
        "position: licence.pacs_ris",
        "position: hardware",
        "support: standard",
        "position: implementation",
        "position: licence.workstation",
        "position: migration",
        "position: project_management",
        "position: training",
        "parts: hardware",
    ]


# ------------------------------------------------------------------ the same as changing the price book

Path_ = tuple[str, ...]
CASES: list[tuple[str, str, dict[str, Any], str, dict[Path_, tuple[float, float]]]] = [
    # what, bundle, answers, swing; file and path of each fact with its value at the low and at the high end
    (
        "condition",
        "on_premise",
        {"vendor_tier": "premium"},
        "vendor_tier: premium: licence",
        {
            ("conditions", "choices", "vendor_tier", "options", "premium", "multipliers", "licence", "value"): (
                1.15,
                1.6,
            )
        },
    ),
    (
        "condition on three parts",
        "hybrid",
        {"seller_location": "regional"},
        "seller_location: regional: implementation, training, project_management",
        {
            ("conditions", "choices", "seller_location", "options", "regional", "multipliers", part, "value"): (
                1.05,
                1.2,
            )
            for part in ("implementation", "training", "project_management")
        },
    ),
    (
        "targeted update, which support does not know",
        "on_premise",
        {"update_scope": "targeted"},
        "update_scope: targeted: licence",
        {
            ("conditions", "choices", "update_scope", "options", "targeted", "multipliers", "licence", "value"): (
                0.25,
                0.6,
            )
        },
    ),
    (
        "bundle",
        "hybrid",
        {},
        "bundle: hybrid: hardware.servers",
        {("bundles", "hybrid", "multipliers", "hardware.servers", "value"): (0.45, 0.75)},
    ),
    (
        "bundle without licences",
        "open_source",
        {"trained_it_share": 0.3},
        "bundle: open_source: training",
        {("bundles", "open_source", "multipliers", "training", "value"): (1.2, 1.7)},
    ),
    (
        "lever",
        "on_premise",
        {"levers": ["thin_clients"]},
        "lever: thin_clients: hardware.workstations",
        {("levers", "thin_clients", "multipliers", "hardware.workstations", "value"): (0.55, 0.85)},
    ),
    (
        "support",
        "on_premise",
        {"support_tier": "on_site", "warranty_months": 3},
        "support: on_site",
        {("service_levels", "tiers", "on_site", "annual_share", "value"): (0.2, 0.3)},
    ),
    (
        "support at the price of the tier below",
        "on_premise",
        {"levers": ["negotiated_support"]},
        "support: business_hours",
        {("service_levels", "tiers", "business_hours", "annual_share", "value"): (0.12, 0.18)},
    ),
    (
        "support in proportion to the published tier, which dearer makes cheaper",
        "open_source",
        {"support_tier": "on_site"},
        "support: standard",
        {("service_levels", "tiers", "standard", "annual_share", "value"): (0.25, 0.15)},
    ),
    (
        "subscription",
        "cloud_native",
        {},
        "subscription: cloud_native",
        {("bundles", "cloud_native", "subscription", "value"): (0.3, 0.55)},
    ),
    (
        "cloud archive",
        "hybrid",
        {},
        "cloud_archive: hybrid",
        {("bundles", "hybrid", "cloud_archive", "value"): (0.06, 0.15)},
    ),
    (
        "position",
        "on_premise",
        {},
        "position: training",
        {
            ("components", "rows", "training", "published_low"): (
                300_000 * (20 / 3) ** -0.1,
                300_000 * (20 / 3) ** 0.1,
            ),
            ("components", "rows", "training", "published_high"): (
                2_000_000 * (20 / 3) ** -0.1,
                2_000_000 * (20 / 3) ** 0.1,
            ),
        },
    ),
    (
        "parts of the hardware",
        "cloud_native",
        {},
        "parts: hardware",
        {
            ("components", "rows", "hardware", "parts", "hardware.servers", "share", "value"): (0.75, 0.45),
            ("components", "rows", "hardware", "parts", "hardware.workstations", "share", "value"): (0.25, 0.55),
        },
    ),
    (
        "parts of a licence that is free, which support still reads",
        "open_source",
        {"modules": ["ris"]},
        "parts: licence.pacs_ris",
        {
            ("components", "rows", "licence.pacs_ris", "parts", "licence.pacs", "share", "value"): (0.8, 0.5),
            ("components", "rows", "licence.pacs_ris", "parts", "licence.ris", "share", "value"): (0.2, 0.5),
        },
    ),
    (
        "modules",
        "modular_ris",
        {},
        "modules: migration",
        {
            ("components", "rows", "migration", "parts", "migration", "module_shares", "shares", "pacs", "value"): (
                0.75,
                0.4,
            ),
            ("components", "rows", "migration", "parts", "migration", "module_shares", "shares", "ris", "value"): (
                0.25,
                0.6,
            ),
        },
    ),
]


def edited(folder: Path, changes: dict[Path_, float]) -> PriceBook:
    """The shipped price book with some of its facts changed in their files."""
    shutil.copytree(data_folder(), folder)
    for (file, *path, last), value in changes.items():
        name = folder / f"{file}.yaml"
        facts = yaml.safe_load(name.read_text(encoding="utf-8"))
        place = facts
        for key in path:
            place = place[key]
        assert last in place
        place[last] = value
        name.write_text(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_price_book(folder)


@pytest.mark.parametrize(("what", "bundle", "answers", "swing", "facts"), CASES, ids=[case[0] for case in CASES])
def test_a_swing_is_what_the_estimate_says_when_the_fact_is_changed_in_its_file(
    what: str,
    bundle: str,
    answers: dict[str, Any],
    swing: str,
    facts: dict[Path_, tuple[float, float]],
    book: PriceBook,
    priced: Priced,
    tmp_path: Path,
) -> None:
    found = by_id(swings(priced("large", bundle, answers=answers)))[swing]
    for end, expected in enumerate((found.low, found.high)):
        changed = edited(tmp_path / str(end), {path: values[end] for path, values in facts.items()})
        spec = make_spec(changed, answers, preset="large")
        again = estimate(spec, changed.bundle(bundle), Pricing(book=changed, on=DAY))
        assert again.totals.first_year == expected, what


# ------------------------------------------------------------------ what every swing keeps to


@st.composite
def needs(draw: st.DrawFn, book: PriceBook) -> dict[str, Any]:
    """Any answers to the conditions, any chosen modules, and sometimes a lever."""
    answers: dict[str, Any] = {
        choice.id: draw(st.sampled_from([option.id for option in choice.options])) for choice in book.conditions.choices
    }
    answers["support_tier"] = draw(st.sampled_from([tier.id for tier in book.service_levels.tiers]))
    answers["modules"] = draw(st.lists(st.sampled_from(("pacs", "ris", "workstations")), min_size=1, unique=True))
    answers["warranty_months"] = draw(st.integers(0, 30))
    lever = draw(st.sampled_from([None, *(lever.id for lever in book.levers)]))
    return {**answers, "levers": [lever] if lever else []}


@given(data=st.data(), preset=st.sampled_from(PRESETS), bundle=st.sampled_from(BUNDLES), years=st.integers(0, 4))
@tries(40)
def test_every_swing_lies_around_the_total_widest_first(
    book: PriceBook, priced: Priced, data: st.DataObject, preset: str, bundle: str, years: int
) -> None:
    answers = data.draw(needs(book))
    try:
        offer = priced(preset, bundle, answers=answers)
    except InputError:
        assume(False)
    found = swings(offer, years=years)
    assert found
    assert len(by_id(found)) == len(found)
    assert [width(swing) for swing in found] == sorted(map(width, found), reverse=True)
    for swing in found:
        assert swing.low <= swing.total <= swing.high, swing.id
        assert swing.low < swing.high, swing.id
    if years and not answers["warranty_months"]:
        addends = [addend for line in offer.lines for addend in line.addends]
        chosen = {f.name for a in addends for f in a.factors if f.label and f.plausible and len(set(f.plausible)) == 2}
        assert chosen <= {swing.id.rpartition(": ")[0] for swing in found}


@pytest.mark.parametrize("bundle", BUNDLES)
def test_names_read_as_a_customer_would_in_every_language(book: PriceBook, priced: Priced, bundle: str) -> None:
    answers = {"customisation": "heavy", "seller_location": "international", "training_intensity": "light"}
    for swing in swings(priced("large", bundle, answers=answers)):
        for language in LANGUAGES:
            name = swing.name.in_(language)
            assert not {"_", "{", "^"} & set(name), name
            assert ".." not in name
            assert name[0].isupper() or "\u0620" <= name[0] <= "\u064a", name
    names = [swing.name for swing in swings(priced("large", bundle, answers=answers))]
    assert {len({name.in_(language) for name in names}) for language in LANGUAGES} == {len(names)}


@pytest.mark.parametrize(
    ("id_", "en", "fr"),
    [
        ("position: migration", "Position in the published range: Data migration", None),
        (
            "parts: hardware",
            "Split of the published price: Servers and storage, Workstations",
            "Répartition du prix publié\u00a0: Serveurs et stockage, Consoles",
        ),
        ("support: standard", "Yearly support rate: Standard", "Taux annuel du support\u00a0: Standard"),
        (
            "seller_location: regional: implementation, training, project_management",
            "Seller’s location: regional",
            None,
        ),
        (
            "customisation: some: project_management",
            "Project management, with “Customisation: some”",
            "Gestion de projet, avec «\u00a0Développements spécifiques\u00a0: quelques-uns\u00a0»",
        ),
        (
            "bundle: hybrid: hardware.servers",
            "Servers and storage, with “Hybrid PACS (on-premise core, cloud archive)”",
            "Serveurs et stockage, avec «\u00a0PACS hybride (cœur sur site, archivage en nuage)\u00a0»",
        ),
        ("lever: phases: project_management", "Phased rollout", "Déploiement par étapes"),
        ("cloud_archive: hybrid", "Cloud archive a year, as a share of the on-premise servers", None),
    ],
)
def test_names_of_assumptions(book: PriceBook, priced: Priced, id_: str, en: str, fr: str | None) -> None:
    answers = {"seller_location": "regional", "customisation": "some", "levers": ["phases"]}
    name = by_id(swings(priced("medium", "hybrid", answers=answers)))[id_].name
    assert name.en == en
    assert fr is None or name.fr == fr


# ------------------------------------------------------------------ what is payable


@pytest.mark.parametrize("years", [1, 2, 3])
@pytest.mark.parametrize("free", [0, 3, 18])
@pytest.mark.parametrize("bundle", ["on_premise", "hybrid", "cloud_native"])
def test_the_total_is_the_quotes_before_discounts_and_tax(
    book: PriceBook, priced: Priced, bundle: str, free: int, years: int
) -> None:
    offer = priced("medium", bundle, answers={"warranty_months": free})
    quote = make_quote(offer, terms=Terms(contracted_years=years))
    assert {swing.total for swing in swings(offer, years=years)} == {quote.totals.tax_exclusive}


def test_options_are_no_part_of_it(book: PriceBook, priced: Priced) -> None:
    offer = priced("medium")
    assert [option.id for option in offer.options] == ["support.hardware"]
    without = offer.model_copy(update={"options": ()})
    assert swings(offer) == swings(without)


def test_support_that_is_free_for_the_contracted_years_does_not_swing(book: PriceBook, priced: Priced) -> None:
    offer = priced("medium", answers={"warranty_months": 12})
    assert "support: standard" not in by_id(swings(offer, years=1))
    assert "support: standard" in by_id(swings(offer, years=2))


def test_a_line_that_is_absent_moves_nothing(book: PriceBook, priced: Priced) -> None:
    found = by_id(swings(priced("medium", answers={"legacy_tb": 0, "legacy_data": "proprietary"})))
    assert not [id_ for id_ in found if "migration" in id_ or "legacy_data" in id_]


def test_a_line_from_a_rate_card_rests_on_no_assumption(book: PriceBook, priced: Priced) -> None:
    item = {"line": "implementation", "item_name": "Installation", "quantity": 40, "unit_price": "9000 MRU"}
    card = RateCard.model_validate({"items": [item]})
    offer = priced("medium", card=card)
    found = by_id(swings(offer))
    assert "position: implementation" not in found
    assert found["position: migration"].total == offer.totals.first_year


def test_every_currency_gives_the_same_ranking(book: PriceBook, priced: Priced) -> None:
    ranked = {code: swings(priced("medium", "hybrid", currency=code)) for code in ("MRU", "MRO", "USD")}
    assert len({tuple(swing.id for swing in found) for found in ranked.values()}) == 1
    for mru, mro, usd in zip(*ranked.values(), strict=True):
        assert [mru.currency, mro.currency, usd.currency] == ["MRU", "MRO", "USD"]
        assert float(mro.high) == pytest.approx(float(mru.high * 10), abs=1)
        assert float(usd.high / usd.total) == pytest.approx(float(mru.high / mru.total), rel=1e-6)


def test_years_below_zero_are_refused(book: PriceBook, priced: Priced) -> None:
    with pytest.raises(InputError, match=r"^years: -1 is out of bounds\. Allowed: 0 \(one-off prices alone\) to 15 "):
        swings(priced("medium"), years=-1)


# ------------------------------------------------------------------ drivers


def effects(
    book: PriceBook,
    preset: str = "medium",
    bundle: str = "on_premise",
    *,
    change: Decimal | None = None,
    **answers: Any,
) -> dict[str, DriverEffect]:
    spec = make_spec(book, answers, preset=preset)
    found = driver_effects(estimate(spec, book.bundle(bundle), Pricing(book=book, on=DAY)), change=change)
    assert [effect.high - effect.low for effect in found] == sorted((e.high - e.low for e in found), reverse=True)
    return {effect.id: effect for effect in found}


def test_every_driver_moves_an_on_premise_offer(book: PriceBook) -> None:
    found = effects(book)
    assert set(found) == {driver.id for driver in book.drivers}
    for effect in found.values():
        assert effect.low <= effect.total <= effect.high
        assert effect.low < effect.high, effect.id


def test_a_driver_that_a_bundle_does_not_use_moves_nothing(book: PriceBook) -> None:
    """Without PACS and RIS nobody counts studies or users; there is nothing to migrate."""
    found = effects(book, bundle="workstation_only")
    still = {effect.id for effect in found.values() if effect.low == effect.high}
    assert still == {
        "annual_studies",
        "concurrent_users",
        "legacy_tb",
        "legacy_systems",
        "annual_archive_growth_tb",
    }


@pytest.mark.parametrize(
    ("driver", "value", "low", "high"),
    [
        ("annual_studies", 35_000, "26250", "43750"),
        ("legacy_tb", 12, "9", "15"),
        ("interfaces", 3, "2", "4"),  # 2.25 and 3.75, rounded away from 3
        ("sites", 1, "1", "2"),  # never below 1
        ("workstation_tier_position", 1, "0.75", "1"),  # never above 1
        ("legacy_systems", 1, "0", "2"),
        ("legacy_tb", 0, "0", "0"),  # a quarter of nothing
    ],
)
def test_unless_told_otherwise_drivers_change_by_a_quarter_inside_their_bounds(
    book: PriceBook, driver: str, value: int, low: str, high: str
) -> None:
    answers: dict[str, Any] = {driver: value}
    effect = effects(book, **answers)[driver]
    assert (effect.low_value, effect.value, effect.high_value) == (Decimal(low), Decimal(value), Decimal(high))


def test_an_effect_is_the_difference_between_two_estimates(book: PriceBook, priced: Priced) -> None:
    effect = effects(book)["workstations"]
    assert (effect.low_value, effect.high_value) == (Decimal(4), Decimal(8))
    assert effect.total == priced("medium").totals.first_year
    assert effect.low == priced("medium", answers={"workstations": 4}).totals.first_year
    assert effect.high == priced("medium", answers={"workstations": 8}).totals.first_year


def test_taking_all_of_a_driver_away_leaves_the_line_out(book: PriceBook, priced: Priced) -> None:
    effect = effects(book, change=Decimal(1))["legacy_tb"]
    assert effect.low == priced("medium", answers={"legacy_tb": 0}).totals.first_year


def test_a_price_from_a_rate_card_does_not_follow_the_drivers(book: PriceBook) -> None:
    item = {"line": "migration", "item_name": "Migration", "quantity": 1, "unit_price": "90000 MRU"}
    found = driver_effects(
        estimate(
            make_spec(book, {}, preset="medium"),
            book.bundle("on_premise"),
            Pricing(book=book, on=DAY, rate_card=RateCard.model_validate({"items": [item]})),
        )
    )
    (data,) = (effect for effect in found if effect.id == "legacy_tb")
    assert data.low == data.total == data.high


def test_a_longer_contract_makes_the_licences_drivers_weigh_more(book: PriceBook, rates: RateTable) -> None:
    """Support is a share of the licences: each further year adds to what a study more costs."""
    spec, bundle = make_spec(book, {}, preset="medium"), book.bundle("on_premise")
    widths = []
    for years in (1, 5):
        found = driver_effects(
            estimate(spec, bundle, Pricing(book=book, on=DAY, currency="USD", rates=rates)), years=years
        )
        assert {effect.currency for effect in found} == {"USD"}
        widths.append({effect.id: effect.high - effect.low for effect in found})
    assert float(widths[1]["annual_studies"] / widths[0]["annual_studies"]) == pytest.approx(2 / 1.2, rel=1e-6)
    assert widths[1]["trained_staff"] == widths[0]["trained_staff"]


@pytest.mark.parametrize("change", ["0", "-0.1", "1.01"])
def test_a_change_that_is_no_share_is_refused(book: PriceBook, change: str) -> None:
    with pytest.raises(InputError) as error:
        effects(book, change=Decimal(change))
    assert str(error.value) == f"change: {change} is out of bounds. Allowed: above 0, at most 1, such as 0.25."


# ------------------------------------------------------------------ sweeps


def swept(
    book: PriceBook, driver: str, values: Any, *, bundle: str = "on_premise", **how: Any
) -> tuple[SweepPoint, ...]:
    spec = make_spec(book, how.pop("answers", {}), preset="medium")
    chosen = book.bundle(bundle)
    named = {key: how.pop(key) for key in ("currency", "rates", "rate_card") if key in how}
    return sweep(estimate(spec, chosen, Pricing(book=book, on=DAY, **named)), driver=driver, values=values, **how)


@given(data=st.data(), bundle=st.sampled_from(BUNDLES))
@tries(20)
def test_more_is_never_cheaper(book: PriceBook, data: st.DataObject, bundle: str) -> None:
    driver = data.draw(st.sampled_from(book.drivers))
    numbers = st.integers(int(driver.minimum), int(driver.maximum))
    values = sorted(data.draw(st.lists(numbers, min_size=2, max_size=4)))
    points = swept(book, driver.id, values, bundle=bundle)
    assert [point.value for point in points] == values
    assert [point.total for point in points] == sorted(point.total for point in points)


def test_a_sweep_gives_what_an_estimate_gives(book: PriceBook, priced: Priced) -> None:
    one, five = swept(book, "sites", [1, 5], years=3)
    totals = priced("medium", answers={"sites": 5}).totals
    assert one.total < five.total
    assert (five.one_off, five.annual) == (totals.one_off, totals.annual)
    assert five.total == totals.one_off + 3 * totals.annual


def test_months_of_warranty_lower_what_is_payable_and_not_the_yearly_price(book: PriceBook) -> None:
    none, half = swept(book, "warranty_months", [0, 6])
    assert none.annual == half.annual
    assert float(none.total - half.total) == pytest.approx(float(none.annual / 2), abs=0.01)


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("vendor_tier", ["value", "mid", "premium"]),
        ("share_to_replace", [0, 0.5, 1]),
        ("modules", [["workstations"], ["ris", "workstations"], ["pacs", "ris", "workstations"]]),
        ("levers", [["refurbished_workstations"], "thin_clients", []]),
        ("preset", ["small", "medium", "large"]),
    ],
)
def test_conditions_and_presets_are_swept_from_cheap_to_dear(
    book: PriceBook, condition: str, values: list[Any]
) -> None:
    totals = [point.total for point in swept(book, condition, values)]
    assert totals == sorted(totals)
    assert totals[0] < totals[-1]


def test_a_sweep_over_presets_keeps_what_was_answered(book: PriceBook, priced: Priced) -> None:
    answers = {"sites": 4, "vendor_tier": "premium"}
    small, large = swept(book, "preset", ["small", "large"], answers=answers)
    assert small.total == priced("small", answers=answers).totals.first_year
    assert large.total == priced("large", answers=answers).totals.first_year


def test_a_surveyed_need_can_be_swept(book: PriceBook) -> None:
    survey = {"on": "2026-10-01", "by": "A. Ba"}
    (point,) = swept(book, "sites", [2], answers={"survey": survey})
    assert point == swept(book, "sites", [2])[0]


def test_numbers_of_numpy_are_numbers(book: PriceBook) -> None:
    assert swept(book, "sites", np.array([1, 2])) == swept(book, "sites", [1, 2])
    assert swept(book, "legacy_tb", np.linspace(1, 2, 3)) == swept(book, "legacy_tb", [1.0, 1.5, 2.0])


@pytest.mark.parametrize(
    ("driver", "values", "words"),
    [
        ("site", [1], ["sweep: 'site' is not a driver or condition of a need.", "Nearest: 'sites'."]),
        ("survey", [1], ["sweep: 'survey' is not a driver or condition of a need."]),
        ("sites", [], ["sweep: sites: has no values; give at least one."]),
        (
            "sites",
            [0, 2, 101, 1.5],
            [
                "need: sites: 0 is out of bounds. Allowed: 1 to 100, whole numbers.",
                "need: sites: 101 is out of bounds. Allowed: 1 to 100, whole numbers.",
                "need: sites: 1.5 is not a whole number. Allowed: 1 to 100, whole numbers.",
            ],
        ),
        ("vendor_tier", ["premum"], ["need: vendor_tier: 'premum' is not an option here.", "Nearest: 'premium'."]),
        ("preset", ["smal"], ["need: preset: 'smal' is not a preset.", "Nearest: 'small'."]),
    ],
)
def test_what_cannot_be_swept(book: PriceBook, driver: str, values: list[Any], words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        swept(book, driver, values)
    for word in words:
        assert word in str(error.value)


# ------------------------------------------------------------------ frames


def test_swings_as_a_frame(book: PriceBook, priced: Priced, rates: RateTable) -> None:
    found = swings(priced("medium", currency="EUR"))
    frame = swings_frame(found, language="fr")
    assert list(frame.columns) == ["id", "name", "low", "high", "total", "currency"]
    assert set(frame["currency"]) == {"EUR"}
    assert frame["name"][0] == found[0].name.fr
    assert list(frame["low"]) == [float(swing.low) for swing in found]


def test_effects_as_a_frame(book: PriceBook) -> None:
    frame = effects_frame(tuple(effects(book).values())).set_index("id")
    assert frame.loc["sites", "name"] == "Sites"
    assert tuple(frame.loc["sites", ["low_value", "value", "high_value"]]) == (1, 1, 2)
    assert frame["low"].dtype == frame["high_value"].dtype == float
    assert len(frame) == len(book.drivers)


def test_sweeps_as_a_frame(book: PriceBook) -> None:
    frame = sweep_frame((*swept(book, "sites", [1, 2]), *swept(book, "levers", [["thin_clients", "phases"]])))
    assert list(frame.columns) == ["driver", "value", "one_off", "annual", "total", "currency"]
    assert list(frame["driver"]) == ["sites", "sites", "levers"]
    assert list(frame["value"]) == [1.0, 2.0, "thin_clients, phases"]


def test_an_offer_without_assumptions_makes_an_empty_frame() -> None:
    assert list(swings_frame(()).columns) == ["id", "name", "low", "high", "total", "currency"]
