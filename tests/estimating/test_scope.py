"""What a bundle covers and lacks for a need, which modules it brings, and which saving levers fit it."""

from __future__ import annotations

from typing import Any

import pytest

from costmodel.estimating.scope import covered, expand, gaps, included, levers_of, mandatory, modules_of, names_part
from costmodel.estimating.spec import Spec, make_spec
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import Bundle

WHOLE = ("on_premise", "cloud_native", "hybrid", "open_source")
"""Bundles that cover the whole scope of work."""
PACS = (
    "pacs.server_software",
    "pacs.dicom",
    "pacs.high_availability",
    "pacs.storage_growth",
    "pacs.integration",
    "pacs.encryption",
    "pacs.authentication",
)
RIS = (
    "ris.software",
    "ris.reporting",
    "ris.scheduling",
    "ris.pacs_link",
    "ris.hl7",
    "ris.access_control",
    "ris.web_client",
)
MIGRATION = ("migration.plan", "migration.validation", "migration.data_loss", "migration.legacy_archive")


def need(book: PriceBook, **answers: Any) -> Spec:
    return make_spec(book, answers, preset="medium")


def bundle(book: PriceBook, id_: str) -> Bundle:
    return book.bundle(id_)


# ------------------------------------------------------------------ scope


@pytest.mark.parametrize(
    ("key", "part", "named"),
    [
        ("licence", "licence.pacs", True),
        ("licence", "licence", True),
        ("licence.pacs", "licence.pacs", True),
        ("licence.pacs", "licence.pacs_ris", False),
        ("licence.pacs", "licence", False),
        ("pac", "pacs.dicom", False),
    ],
)
def test_a_name_stands_for_everything_below_it(key: str, part: str, named: bool) -> None:
    assert names_part(key, part) is named


def test_a_category_stands_for_its_items_in_the_order_of_the_book(book: PriceBook) -> None:
    assert expand(["migration", "pacs.dicom"], book) == ("pacs.dicom", *MIGRATION)
    assert expand([], book) == ()


@pytest.mark.parametrize("id_", WHOLE)
def test_bundles_that_cover_everything_have_no_gap(book: PriceBook, id_: str) -> None:
    assert covered(bundle(book, id_), book) == book.deliverables()
    assert gaps(need(book), bundle(book, id_), book) == ()


@pytest.mark.parametrize(
    ("id_", "lacking"),
    [
        ("modular_ris", (*PACS, "integration.dicom_connectivity", "migration.legacy_archive")),
        (
            "workstation_only",
            (
                *PACS,
                *RIS,
                "integration.dicom_connectivity",
                "integration.hl7_interface",
                "integration.load_test",
                "integration.penetration_test",
                *MIGRATION,
            ),
        ),
    ],
)
def test_what_the_smaller_bundles_lack(book: PriceBook, id_: str, lacking: tuple[str, ...]) -> None:
    assert gaps(need(book), bundle(book, id_), book) == lacking
    assert set(covered(bundle(book, id_), book)) == set(book.deliverables()) - set(lacking)


def test_what_a_bundle_covers_is_brought_by_its_modules(book: PriceBook) -> None:
    """A bundle without the PACS cannot deliver an item of the PACS."""
    of_module = {
        f"{category.id}.{item.id}": category.module for category in book.scope_of_work for item in category.items
    }
    for each in book.bundles:
        assert {of_module[item] for item in covered(each, book)} <= {None, *each.modules}, each.id


# ------------------------------------------------------------------ what is mandatory


@pytest.mark.parametrize(
    ("answers", "left_out"),
    [
        ({}, ()),
        ({"legacy_tb": 0}, MIGRATION),
        ({"modules": ["ris", "workstations"]}, PACS),
        ({"modules": ["pacs", "workstations"]}, RIS),
        ({"modules": ["workstations"], "legacy_tb": 0}, (*PACS, *RIS, *MIGRATION)),
        ({"not_mandatory": ["training.materials"]}, ("training.materials",)),
        ({"not_mandatory": ["migration"]}, MIGRATION),
        ({"legacy_tb": 0, "mandatory": ["migration.plan"]}, MIGRATION[1:]),
        ({"legacy_tb": 0, "mandatory": ["migration"]}, ()),
        (
            {"modules": ["ris", "workstations"], "mandatory": ["pacs.dicom"]},
            tuple(p for p in PACS if p != "pacs.dicom"),
        ),
        ({"mandatory": ["pacs"], "not_mandatory": ["pacs"]}, PACS),
        ({"mandatory": ["pacs.dicom"], "not_mandatory": ["pacs"]}, PACS),
    ],
    ids=str,
)
def test_what_is_mandatory(book: PriceBook, answers: dict[str, Any], left_out: tuple[str, ...]) -> None:
    expected = tuple(item for item in book.deliverables() if item not in left_out)
    assert mandatory(need(book, **answers), book) == expected


def test_gaps_follow_what_is_mandatory(book: PriceBook) -> None:
    modular = bundle(book, "modular_ris")
    assert gaps(need(book, modules=["ris", "workstations"]), modular, book) == (
        "integration.dicom_connectivity",
        "migration.legacy_archive",
    )
    spec = need(
        book,
        modules=["ris", "workstations"],
        not_mandatory=["integration.dicom_connectivity", "migration.legacy_archive"],
    )
    assert gaps(spec, modular, book) == ()
    assert gaps(need(book, modules=["ris"], mandatory=["pacs.encryption"]), modular, book)[0] == "pacs.encryption"


COMMON = ("integration", "training", "documentation", "support")
"""Categories that no single module brings."""


@pytest.mark.parametrize(
    ("use_cases", "modules", "of_modules"),
    [
        ([], ["pacs", "ris", "workstations"], ()),
        (["disaster_recovery"], ["pacs", "ris", "workstations"], ("pacs.high_availability",)),
        (["disaster_recovery"], ["ris", "workstations"], ()),
        (
            ["security_patches", "os_migration"],
            ["pacs", "ris", "workstations"],
            (
                "pacs.encryption",
                "pacs.authentication",
                "ris.access_control",
                "workstations.operating_system",
                "workstations.standard_configuration",
            ),
        ),
        (["security_patches", "os_migration"], ["ris"], ("ris.access_control",)),
    ],
)
def test_a_targeted_update_renews_what_the_use_cases_call_for(
    book: PriceBook, use_cases: list[str], modules: list[str], of_modules: tuple[str, ...]
) -> None:
    spec = need(book, update_scope="targeted", use_cases=use_cases, modules=modules, legacy_tb=0)
    assert mandatory(spec, book) == expand([*of_modules, *COMMON], book)
    assert included(spec, bundle(book, "on_premise"), book) == mandatory(spec, book)


# ------------------------------------------------------------------ what an offer includes


@pytest.mark.parametrize("id_", WHOLE)
def test_an_offer_includes_what_the_need_requires_and_no_more(book: PriceBook, id_: str) -> None:
    for answers in ({}, {"modules": ["ris"]}, {"legacy_tb": 0}, {"update_scope": "targeted"}):
        spec = need(book, **answers)
        assert included(spec, bundle(book, id_), book) == mandatory(spec, book)


def test_what_the_need_waives_is_still_included(book: PriceBook) -> None:
    spec = need(book, not_mandatory=["training.materials"])
    assert "training.materials" in included(spec, bundle(book, "on_premise"), book)


def test_what_the_need_adds_is_included_where_the_bundle_covers_it(book: PriceBook) -> None:
    spec = need(book, modules=["ris"], mandatory=["pacs.dicom", "workstations.monitors"])
    assert "pacs.dicom" in included(spec, bundle(book, "hybrid"), book)
    assert "workstations.monitors" in included(spec, bundle(book, "modular_ris"), book)
    assert "pacs.dicom" not in included(spec, bundle(book, "modular_ris"), book)
    assert gaps(spec, bundle(book, "modular_ris"), book)[0] == "pacs.dicom"


@pytest.mark.parametrize(
    "answers", [{}, {"modules": ["ris", "workstations"]}, {"legacy_tb": 0}, {"mandatory": ["pacs"]}]
)
def test_included_and_gaps_make_up_what_is_mandatory(book: PriceBook, answers: dict[str, Any]) -> None:
    for each in book.bundles:
        spec = need(book, **answers)
        if not set(spec.modules) & set(each.modules):
            continue
        offered, lacking = included(spec, each, book), gaps(spec, each, book)
        assert not set(offered) & set(lacking)
        assert set(mandatory(spec, book)) <= {*offered, *lacking}


# ------------------------------------------------------------------ modules


@pytest.mark.parametrize(
    ("id_", "wanted", "brought"),
    [
        ("on_premise", ["pacs", "ris", "workstations"], ("pacs", "ris", "workstations")),
        ("on_premise", ["ris"], ("ris",)),
        ("modular_ris", ["pacs", "ris", "workstations"], ("ris", "workstations")),
        ("modular_ris", ["workstations", "pacs"], ("workstations",)),
        ("workstation_only", ["pacs", "ris", "workstations"], ("workstations",)),
    ],
)
def test_a_bundle_brings_the_modules_that_both_have(
    book: PriceBook, id_: str, wanted: list[str], brought: tuple[str, ...]
) -> None:
    assert modules_of(need(book, modules=wanted), bundle(book, id_)) == brought


@pytest.mark.parametrize(
    ("id_", "wanted", "words"),
    [
        (
            "workstation_only",
            ["pacs", "ris"],
            "modules: the bundle 'workstation_only' brings workstations and the need asks for pacs, ris; "
            "choose another bundle or other modules.",
        ),
        (
            "modular_ris",
            ["pacs"],
            "modules: the bundle 'modular_ris' brings ris, workstations and the need asks for pacs; "
            "choose another bundle or other modules.",
        ),
    ],
)
def test_a_bundle_without_any_of_the_modules_is_refused(
    book: PriceBook, id_: str, wanted: list[str], words: str
) -> None:
    with pytest.raises(InputError) as error:
        modules_of(need(book, modules=wanted), bundle(book, id_))
    assert str(error.value) == words


# ------------------------------------------------------------------ levers

FIT = {
    "phases": ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source"),
    "refurbished_workstations": (
        "on_premise",
        "cloud_native",
        "modular_ris",
        "hybrid",
        "workstation_only",
        "open_source",
    ),
    "thin_clients": ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source"),
    "storage_tiers": ("on_premise", "cloud_native", "modular_ris", "hybrid", "open_source"),
    "bulk_purchase": ("on_premise", "cloud_native", "hybrid", "workstation_only", "open_source"),
    "negotiated_support": ("on_premise", "modular_ris", "hybrid", "workstation_only", "open_source"),
}


@pytest.mark.parametrize("lever", FIT)
def test_the_bundles_that_a_lever_fits(book: PriceBook, lever: str) -> None:
    spec = need(book, levers=[lever])
    fitting = []
    for each in book.bundles:
        try:
            assert [chosen.id for chosen in levers_of(spec, each, book)] == [lever]
            fitting.append(each.id)
        except InputError:
            continue
    assert tuple(fitting) == FIT[lever]


def test_no_lever_is_chosen_unless_the_need_says_so(book: PriceBook) -> None:
    assert levers_of(need(book), bundle(book, "on_premise"), book) == ()


@pytest.mark.parametrize(
    ("id_", "answers", "words"),
    [
        (
            "modular_ris",
            {"levers": ["bulk_purchase"]},
            ["levers: 'bulk_purchase' is already in the bundle 'modular_ris' or does not fit it; leave it."],
        ),
        (
            "workstation_only",
            {"levers": ["storage_tiers"]},
            ["levers: 'storage_tiers' changes nothing in the bundle 'workstation_only'; leave it."],
        ),
        (
            "cloud_native",
            {"levers": ["negotiated_support"]},
            ["levers: 'negotiated_support' changes nothing in the bundle 'cloud_native'; leave it."],
        ),
        (
            "on_premise",
            {"levers": ["thin_clients"], "modules": ["pacs", "ris"]},
            ["levers: 'thin_clients' changes nothing in the bundle 'on_premise'; leave it."],
        ),
        (
            "on_premise",
            {"levers": ["negotiated_support"], "support_tier": "business_hours"},
            ["levers: 'negotiated_support' needs a tier of support above 'business_hours'; leave it."],
        ),
        (
            "on_premise",
            {"levers": ["thin_clients", "refurbished_workstations"]},
            ["levers: 'refurbished_workstations' and 'thin_clients' exclude each other; keep one."],
        ),
        (
            "workstation_only",
            {"levers": ["storage_tiers", "refurbished_workstations", "thin_clients", "phases"]},
            [
                "levers: 'storage_tiers' changes nothing in the bundle 'workstation_only'; leave it.",
                "levers: 'refurbished_workstations' and 'thin_clients' exclude each other; keep one.",
            ],
        ),
    ],
)
def test_levers_that_do_not_fit(book: PriceBook, id_: str, answers: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        levers_of(need(book, **answers), bundle(book, id_), book)
    assert str(error.value).splitlines() == words


def test_levers_exclude_each_other_both_ways(book: PriceBook) -> None:
    for lever in book.levers:
        for other in lever.excludes:
            assert lever.id in book.lever(other).excludes
