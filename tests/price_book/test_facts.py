"""The facts, as someone who holds the source document would check them: every figure of its tables, exactly.

Prices are in old ouguiyas (MRO) as published; the source's order is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pytest
from pydantic import BaseModel

from costmodel.estimating.spec import Spec
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook, find
from costmodel.price_book.facts import ASSUMPTION, MODULES, Plausible, Sourced
from costmodel.words.text import LANGUAGES


def records(value: object, path: str) -> Iterator[tuple[str, BaseModel]]:
    """Every record of the price book with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from records(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from records(item, f"{path}.{getattr(item, 'id', position)}")


# ------------------------------------------------------------------ the cost table


@pytest.mark.parametrize(
    ("row", "low", "high", "unit", "recurring"),
    [
        ("licence.pacs_ris", 5_000_000, 50_000_000, "LS", False),
        ("licence.workstation", 200_000, 1_000_000, "C62", False),  # per unit
        ("implementation", 1_000_000, 10_000_000, "LS", False),
        ("migration", 500_000, 5_000_000, "LS", False),
        ("hardware", 2_000_000, 20_000_000, "LS", False),
        ("training", 300_000, 2_000_000, "LS", False),
        ("support", 1_000_000, 10_000_000, "ANN", True),  # annual
        ("project_management", 500_000, 5_000_000, "LS", False),
    ],
)
def test_the_eight_rows(book: PriceBook, row: str, low: int, high: int, unit: str, recurring: bool) -> None:
    fact = book.row(row)
    assert (fact.published_low, fact.published_high) == (Decimal(low), Decimal(high))
    assert fact.open_ended, "every row ends in a plus sign"
    assert (fact.currency, fact.unit, fact.recurring, fact.source) == ("MRO", unit, recurring, "source-document")


def test_the_rows_are_eight_in_the_order_of_the_table(book: PriceBook) -> None:
    assert [row.id for row in book.components.rows] == [
        "licence.pacs_ris",
        "licence.workstation",
        "implementation",
        "migration",
        "hardware",
        "training",
        "support",
        "project_management",
    ]
    assert len({row.component for row in book.components.rows}) == 7


@pytest.mark.parametrize(
    ("total", "low", "high", "open_ended"),
    [("small_medium", 10_000_000, 50_000_000, False), ("large", 50_000_000, 200_000_000, True)],
)
def test_the_two_totals(book: PriceBook, total: str, low: int, high: int, open_ended: bool) -> None:
    assert len(book.components.totals) == 2
    fact = find(book.components.totals, total, what="a total")
    assert (fact.published_low, fact.published_high) == (Decimal(low), Decimal(high))
    assert fact.open_ended == open_ended
    assert (fact.currency, fact.source) == ("MRO", "source-document")


def test_support_is_typically_15_to_25_percent_of_the_licence(book: PriceBook) -> None:
    tiers = {tier.id: tier.annual_share.value for tier in book.service_levels.tiers}
    assert tiers == {"business_hours": Decimal("0.15"), "standard": Decimal("0.20"), "on_site": Decimal("0.25")}
    standard = book.support_tier("standard")
    assert standard.annual_share.plausible == (Decimal("0.15"), Decimal("0.25"))
    note = book.row("support").note
    assert "15 to 25%" in note.en
    assert "15 à 25\u00a0%" in note.fr


# ------------------------------------------------------------------ service levels


@pytest.mark.parametrize(
    ("severity", "response", "resolution", "uptime"),
    [
        ("critical", (Decimal(15), "minute"), (Decimal(4), "business_hour"), "0.999"),
        ("major", (Decimal(30), "minute"), (Decimal(8), "business_hour"), "0.999"),
        ("minor", (Decimal(2), "business_hour"), (Decimal(2), "business_day"), "0.999"),
        ("request", (Decimal(4), "business_hour"), None, None),  # best effort, no uptime
    ],
)
def test_the_published_service_levels(
    book: PriceBook,
    severity: str,
    response: tuple[Decimal, str],
    resolution: tuple[Decimal, str] | None,
    uptime: str | None,
) -> None:
    tier = book.support_tier(book.service_levels.published_tier)
    assert (tier.id, tier.source) == ("standard", "source-document")
    level = find(tier.levels, severity, what="a severity")
    assert (level.response.value, level.response.unit) == response
    assert (level.resolution and (level.resolution.value, level.resolution.unit)) == resolution
    assert level.uptime == (uptime and Decimal(uptime))


def test_the_other_tiers_are_assumptions_and_the_lowest_is_slower(book: PriceBook) -> None:
    low, published, high = book.service_levels.tiers
    assert (low.source, high.source) == (ASSUMPTION, ASSUMPTION)
    assert [level.id for level in low.levels] == [severity.id for severity in book.service_levels.severities]
    assert high.levels == published.levels


def test_the_nine_definitions(book: PriceBook) -> None:
    assert [definition.id for definition in book.service_levels.definitions][:9] == [
        "upgrade_service",
        "critical_incident",
        "major_incident",
        "minor_incident",
        "uptime",
        "response_time",
        "resolution_time",
        "scheduled_downtime",
        "unscheduled_downtime",
    ]
    assert [severity.id for severity in book.service_levels.severities] == ["critical", "major", "minor", "request"]


# ------------------------------------------------------------------ scope of work


@pytest.mark.parametrize(
    ("category", "items", "module"),
    [
        ("pacs", 7, "pacs"),
        ("ris", 7, "ris"),
        ("workstations", 7, "workstations"),
        ("integration", 6, None),
        ("migration", 4, None),
        ("training", 4, None),
        ("documentation", 6, None),
        ("support", 3, None),
    ],
)
def test_the_eight_categories_of_the_scope_of_work(
    book: PriceBook, category: str, items: int, module: str | None
) -> None:
    assert len(book.scope_of_work) == 8
    fact = find(book.scope_of_work, category, what="a category")
    assert (len(fact.items), fact.module, fact.source) == (items, module, "source-document")
    assert fact.needs_legacy_data == (category == "migration")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("pacs.dicom", ("DICOM 3.0", "DICOM SR", "DICOM Part 14")),
        ("pacs.high_availability", ("RAID 6",)),
        ("pacs.storage_growth", ("{annual_archive_growth_tb}",)),
        ("pacs.encryption", ("TLS 1.2",)),
        ("pacs.authentication", ("LDAP", "Active Directory")),
        ("ris.hl7", ("HL7",)),
        ("workstations.monitors", ("3 MP",)),
        ("workstations.operating_system", ("Windows 10/11 Enterprise", "macOS")),
        ("integration.dicom_connectivity", ("DICOM",)),
        ("integration.hl7_interface", ("HL7",)),
    ],
)
def test_the_standards_that_the_scope_names(book: PriceBook, item: str, words: tuple[str, ...]) -> None:
    category, _, name = item.partition(".")
    text = find(find(book.scope_of_work, category, what="a category").items, name, what="an item").text
    for word in words:
        assert word in text.en
        assert word in text.fr


def test_deliverables_have_ids_that_are_there_once(book: PriceBook) -> None:
    assert len(book.deliverables()) == len(set(book.deliverables())) == 44


# ------------------------------------------------------------------ process


@pytest.mark.parametrize(
    ("number", "stage", "responsible", "deliverables"),
    [
        (1, "inquiry", ("customer", "vendor_sales"), 1),
        (2, "survey", ("vendor_technical", "customer_it"), 2),
        (3, "proposal", ("vendor_sales", "vendor_technical"), 2),
        (4, "contract", ("vendor_management", "customer_management"), 2),
        (5, "preparation", ("vendor_technical", "customer_it"), 3),
        (6, "execution", ("vendor_technical",), 1),
        (7, "testing", ("vendor_qa", "customer_users"), 2),
        (8, "training", ("vendor_training", "vendor_support"), 2),
        (9, "handover", ("vendor_support", "project_manager"), 3),
        (10, "support", ("vendor_support",), 2),
    ],
)
def test_the_ten_stages(
    book: PriceBook, number: int, stage: str, responsible: tuple[str, ...], deliverables: int
) -> None:
    fact = book.process.stages[number - 1]
    assert (fact.number, fact.id, fact.responsible) == (number, stage, responsible)
    assert (len(fact.deliverables), fact.source) == (deliverables, "source-document")
    assert (fact.duration_share is not None) == (4 <= number <= 9), "from contract to handover"


def test_the_stages_are_ten_and_every_party_is_needed(book: PriceBook) -> None:
    assert len(book.process.stages) == 10
    assert {party for stage in book.process.stages for party in stage.responsible} == {
        party.id for party in book.process.parties
    }


# ------------------------------------------------------------------ lists


@pytest.mark.parametrize(
    ("table", "ids"),
    [
        (
            "bundles",
            ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source"),
        ),
        (
            "use_cases",
            (
                "security_patches",
                "new_features",
                "os_migration",
                "interoperability",
                "performance",
                "regulatory_compliance",
                "eol_replacement",
                "disaster_recovery",
            ),
        ),
        (
            "pricing_factors",
            (
                "scope",
                "vendor_licensing",
                "infrastructure",
                "workstations_users",
                "migration",
                "integration",
                "customisation",
                "implementation_effort",
                "training",
                "support",
                "seller_location",
                "project_management",
                "local_it",
            ),
        ),
        (
            "considerations",
            (
                "assess_needs",
                "phased_rollout",
                "cloud_solutions",
                "open_source",
                "refurbished_hardware",
                "negotiate_sla",
                "avoid_lock_in",
                "training_investment",
            ),
        ),
        (
            "objectives",
            (
                "pacs_speed",
                "ris_efficiency",
                "modality_compatibility",
                "security_compliance",
                "stable_platform",
                "short_interruptions",
                "training",
                "monitoring_maintenance",
            ),
        ),
        (
            "customer_types",
            (
                "public_hospital",
                "private_hospital",
                "specialty_clinic",
                "imaging_centre",
                "health_agency",
                "research_institution",
            ),
        ),
        (
            "levers",
            (
                "phases",
                "refurbished_workstations",
                "thin_clients",
                "storage_tiers",
                "bulk_purchase",
                "negotiated_support",
            ),
        ),
    ],
)
def test_the_lists_of_the_source_in_its_order(book: PriceBook, table: str, ids: tuple[str, ...]) -> None:
    assert tuple(item.id for item in getattr(book, table)) == ids


@pytest.mark.parametrize(
    ("customer", "departments", "needs"),
    [
        ("public_hospital", ("Radiology", "Cardiology", "Neurology", "Oncology", "Emergency", "Pathology"), 6),
        ("private_hospital", ("Radiology", "Cardiology", "Neurology", "Oncology", "Orthopaedics", "Surgery"), 6),
        ("specialty_clinic", ("The department", "Cardiac", "Neuroimaging", "Interventional"), 5),
        ("imaging_centre", ("Radiology", "Mammography", "Ultrasound", "CT and MRI"), 6),
        ("health_agency", ("National health information", "Public health surveillance"), 5),
    ],
)
def test_the_five_types_of_customer_and_their_departments(
    book: PriceBook, customer: str, departments: tuple[str, ...], needs: int
) -> None:
    fact = book.customer_type(customer)
    assert fact.source == "source-document"
    assert len(fact.departments) == len(departments)
    for department, begins in zip(fact.departments, departments, strict=True):
        assert department.en.startswith(begins)
    assert len(fact.needs) == needs


@pytest.mark.parametrize(
    ("bundle", "savings", "values", "licensing"),
    [
        ("cloud_native", 4, 5, "subscription"),
        ("modular_ris", 3, 3, "perpetual"),
        ("hybrid", 3, 3, "perpetual"),
        ("workstation_only", 3, 3, "perpetual"),
        ("open_source", 3, 4, "none"),
    ],
)
def test_the_five_options(book: PriceBook, bundle: str, savings: int, values: int, licensing: str) -> None:
    fact = book.bundle(bundle)
    assert len(fact.saving_strategies) == savings
    assert len(fact.value_proposition) == values
    assert fact.licensing == licensing


def test_the_bundle_of_the_published_table_multiplies_nothing(book: PriceBook) -> None:
    table = book.bundles[0]
    assert (table.id, table.multipliers, table.subscription, table.cloud_archive) == ("on_premise", (), None, None)
    assert table.modules == MODULES


@pytest.mark.parametrize(
    ("provider", "criteria", "benefits"),
    [
        ("hospitals_clinics", 4, 3),
        ("specialist_physicians", 4, 3),
        ("general_practitioners", 4, 3),
        ("diagnostic_laboratories", 4, 3),
    ],
)
def test_the_four_types_of_provider(book: PriceBook, provider: str, criteria: int, benefits: int) -> None:
    assert len(book.credentials.provider_types) == 4
    assert len(book.credentials.reasons) == 5
    fact = find(book.credentials.provider_types, provider, what="a provider")
    assert (len(fact.criteria), len(fact.benefits)) == (criteria, benefits)


def test_the_regulations_that_the_source_names(book: PriceBook) -> None:
    objective = find(book.objectives, "security_compliance", what="an objective").text
    benefit = find(book.use_cases, "security_patches", what="a use case").benefit
    for text in (objective, benefit):
        assert "HIPAA" in text.en
        assert "HIPAA" in text.fr
        assert "GDPR" in text.en
        assert "RGPD" in text.fr


# ------------------------------------------------------------------ sources and reasons


def test_every_fact_has_a_source_that_exists(book: PriceBook) -> None:
    known = {source.id for source in book.sources}
    sourced = [(path, record) for path, record in records(book, "") if "source" in type(record).model_fields]
    assert len(sourced) > 100
    for path, record in sourced:
        assert record.source in known, path  # type: ignore[attr-defined]


def test_every_assumption_has_a_reason_in_every_language(book: PriceBook) -> None:
    assumed = [
        (path, record)
        for path, record in records(book, "")
        if isinstance(record, Sourced) and record.source == ASSUMPTION
    ]
    assert len(assumed) > 50
    for path, record in assumed:
        assert record.reason is not None, path
        assert all(len(record.reason.in_(language)) > 20 for language in LANGUAGES), path


def test_every_number_that_multiplies_has_a_plausible_range_around_it(book: PriceBook) -> None:
    factors = [(path, record) for path, record in records(book, "") if isinstance(record, Plausible)]
    assert len(factors) > 50
    for path, record in factors:
        low, high = record.plausible
        assert 0 <= low <= record.value <= high, path
        assert low < high or high == 0, path


def test_every_source_is_used_and_dated(book: PriceBook, rates: RateTable) -> None:
    used = {record.source for _, record in records(book, "") if hasattr(record, "source")}
    used |= {rate.source for rate in rates.rates}
    assert {source.id for source in book.sources} - used == set()
    assert [source.id for source in book.sources if source.kind == "assumption"] == [ASSUMPTION]
    assert book.source("source-document").grade == "C"


# ------------------------------------------------------------------ facts and fields


def test_every_field_of_a_pricing_factor_is_a_field_of_a_need(book: PriceBook) -> None:
    for factor in book.pricing_factors:
        assert factor.fields, factor.id
        assert set(factor.fields) <= set(Spec.model_fields), factor.id
        assert factor.source == "source-document"


def test_drivers_and_conditions_are_the_fields_of_a_need_and_all_of_them(book: PriceBook) -> None:
    drivers = [driver.id for driver in book.drivers]
    choices = [choice.id for choice in book.conditions.choices]
    amplitudes = [amplitude.id for amplitude in book.conditions.amplitudes]
    fields = list(Spec.model_fields)
    assert set(drivers) | set(choices) | set(amplitudes) <= set(fields)
    others = set(fields) - set(drivers) - set(choices) - set(amplitudes)
    assert others == {
        "preset",
        "customer_type",
        "use_cases",
        "modules",
        "support_tier",
        "levers",
        "mandatory",
        "not_mandatory",
        "survey",
        "contract",
        "answered",
    }
    assert drivers == [field for field in fields if field in drivers], "in one order"


def test_every_driver_moves_a_row_or_counts_licences(book: PriceBook) -> None:
    moved = {scale.id for row in book.components.rows for scale in row.drivers}
    moved |= {scale.id for row in book.components.rows for part in row.parts for scale in part.drivers}
    assert moved == {driver.id for driver in book.drivers}


def test_the_ends_of_every_scale_are_values_that_a_need_may_have(book: PriceBook) -> None:
    bounds = {driver.id: (driver.minimum, driver.maximum) for driver in book.drivers}
    for row in book.components.rows:
        for scale in (*row.drivers, *(scale for part in row.parts for scale in part.drivers)):
            low, high = bounds[scale.id]
            assert low <= scale.low_end < scale.high_end <= high, f"{row.id}: {scale.id}"


@pytest.mark.parametrize(
    ("driver", "small", "medium", "large"),
    [
        ("annual_studies", "6000", "35000", "150000"),
        ("concurrent_users", "4", "20", "80"),
        ("workstations", "2", "6", "25"),
        ("workstation_tier_position", "0.25", "0.4", "0.6"),
        ("interfaces", "1", "3", "8"),
        ("modalities", "3", "8", "24"),
        ("sites", "1", "1", "3"),
        ("legacy_tb", "2", "12", "80"),
        ("legacy_systems", "1", "1", "2"),
        ("annual_archive_growth_tb", "1.5", "8", "60"),
        ("trained_staff", "8", "30", "110"),
        ("duration_months", "3", "6", "14"),
    ],
)
def test_the_three_presets(book: PriceBook, driver: str, small: str, medium: str, large: str) -> None:
    assert [preset.id for preset in book.presets] == ["small", "medium", "large"]
    values = [dict(preset.drivers)[driver] for preset in book.presets]
    assert values == [Decimal(small), Decimal(medium), Decimal(large)]


@pytest.mark.parametrize("choice", ["update_scope", "customisation", "seller_location", "local_it", "vendor_tier"])
def test_a_default_multiplies_nothing(book: PriceBook, choice: str) -> None:
    fact = find(book.conditions.choices, choice, what="a choice")
    assert find(fact.options, fact.default, what="an option").multipliers == ()


def test_every_default_is_neutral(book: PriceBook) -> None:
    for choice in book.conditions.choices:
        assert find(choice.options, choice.default, what="an option").multipliers == (), choice.id
        assert len(choice.options) >= 2, choice.id


def test_half_of_the_excess_of_customisation_goes_to_project_management(book: PriceBook) -> None:
    for option in find(book.conditions.choices, "customisation", what="a choice").options:
        by_part = {multiplier.id: multiplier.value for multiplier in option.multipliers}
        if by_part:
            assert by_part["project_management"] - 1 == (by_part["implementation"] - 1) / 2


def test_classes_narrow_from_5_to_1(book: PriceBook) -> None:
    classes = book.classes.classes
    assert [class_.id for class_ in classes] == ["5", "4", "3", "2", "1"]
    assert [class_.firm for class_ in classes] == [False, False, True, True, True]
    for looser, tighter in pairwise(classes):
        assert looser.line_low < tighter.line_low
        assert looser.line_high > tighter.line_high
        assert looser.total_low < tighter.total_low
        assert looser.total_high > tighter.total_high
    for class_ in classes:
        assert class_.line_low < class_.total_low or class_.id == "5"
        assert class_.line_high > class_.total_high


# ------------------------------------------------------------------ money and law


def test_ten_old_ouguiyas_are_one_new_one(book: PriceBook) -> None:
    [old] = book.currencies.replaced
    assert old.replaced is not None
    assert (old.id, old.replaced.by, old.replaced.units) == ("MRO", "MRU", Decimal(10))
    assert book.currencies.by_law(Decimal(50_000_000), "MRO") == 5_000_000


def test_the_commercial_defaults(book: PriceBook) -> None:
    policy = book.policy
    assert (policy.currency, policy.validity_days, policy.contracted_years) == ("MRU", 90, 1)
    assert (policy.max_rate_age_days, policy.confidence) == (92, Decimal("0.8"))
    assert [(part.stage, str(part.share)) for part in policy.payment] == [
        ("contract", "0.3"),
        ("execution", "0.3"),
        ("testing", "0.3"),
        ("handover", "0.1"),
    ]


def test_vat_is_16_percent_and_the_withholding_on_non_residents_15(book: PriceBook) -> None:
    [standard] = [rate for rate in book.tax.rates if rate.category == "S"]
    assert (standard.rate, book.tax.withholding.rate) == (Decimal("0.16"), Decimal("0.15"))
    assert {rate.rate for rate in book.tax.rates if rate.category != "S"} == {0}
