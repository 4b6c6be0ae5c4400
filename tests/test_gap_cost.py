"""What closing a gap of scope costs: the parts of the on-premise price that the missing items are paid with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from costmodel.bundles import gaps
from costmodel.estimate import Estimate, estimate
from costmodel.facts import Multiplier
from costmodel.gap_cost import gap_lines
from costmodel.price_book import PriceBook, find
from costmodel.rate_card import RateCard

Price = Callable[..., Estimate]
D = Decimal


def lacking(book: PriceBook, full: Estimate, own: Estimate | None, missing: tuple[str, ...] = ()) -> dict[str, Decimal]:
    """What is missing of each line."""
    return {line.id: line.amount for line in gap_lines(missing or (own.gaps if own else ()), full, own, book)}


# ------------------------------------------------------------------ by hand


def test_workstations_alone_lack_all_of_pacs_and_ris_and_the_rest_of_the_services(
    book: PriceBook, priced: Price
) -> None:
    """Both licences and the servers whole; of installation 75 %, of training 70 % and of the project 60 % are missing.

    Support is missing for the licences that are: 20 % of 1,705,620.88.
    """
    full, own = priced("medium"), priced("medium", "workstation_only")
    assert lacking(book, full, own) == {
        "licence.pacs_ris": D("1705620.88"),
        "implementation": D("170415.27"),  # 227,220.36 × 0.75
        "migration": D("135096.00"),
        "hardware": D("339411.25"),  # the servers; the workstations are there
        "training": D("61197.26"),  # 87,424.66 × 0.7
        "support": D("341124.18"),
        "project_management": D("59857.87"),  # 99,763.12 × 0.6
    }


def test_a_modular_ris_lacks_the_pacs_and_keeps_what_it_has(book: PriceBook, priced: Price) -> None:
    """Of the licence the PACS part; of the servers the four fifths that a RIS does not use; half of the installation.

    The RIS, its part of the servers and its workstations are its own.
    """
    full, own = priced("medium"), priced("medium", "modular_ris")
    servers = D("339411.25") - D("67882.25")
    assert lacking(book, full, own) == {
        "licence.pacs_ris": D("1108653.57"),
        "implementation": D("113610.18"),
        "migration": D("81057.60"),
        "hardware": servers,
        "training": D("26227.40"),
        "support": D("221730.71"),
        "project_management": D("29928.93"),
    }


def test_a_bundle_that_brings_nothing_lacks_the_whole_upgrade(book: PriceBook, priced: Price) -> None:
    full = priced("medium", answers={"modules": ["pacs"]})
    missing = gaps(full.spec, find(book.bundles, "modular_ris", what="a bundle"), book)
    assert lacking(book, full, None, missing) == {line.id: line.likely for line in full.lines}


def test_what_recurs_is_a_year_of_it(book: PriceBook, priced: Price) -> None:
    found = gap_lines(("support.monitoring",), priced("medium"), None, book)
    assert [(line.id, line.amount, line.recurring) for line in found] == [("support", D("386811.87"), True)]
    assert found[0].item_name.en == priced("medium").line("support").item_name.en


# ------------------------------------------------------------------ which parts an item is paid with


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("integration.load_test", {"implementation"}),
        ("migration.plan", {"migration"}),
        ("training.sessions", {"training"}),
        ("documentation.manuals", {"project_management"}),
        ("ris.hl7", {"licence.pacs_ris", "implementation", "training", "support", "project_management"}),
        (
            "workstations.monitors",
            {"licence.workstation", "hardware", "implementation", "training", "support", "project_management"},
        ),
    ],
)
def test_a_missing_item_is_paid_with_the_lines_of_its_category(
    book: PriceBook, priced: Price, item: str, lines: set[str]
) -> None:
    assert set(lacking(book, priced("medium"), None, (item,))) == lines


def test_two_missing_items_of_one_line_cost_it_once(book: PriceBook, priced: Price) -> None:
    full = priced("medium")
    one, two = (lacking(book, full, None, items) for items in (("ris.hl7",), ("ris.hl7", "ris.reporting")))
    assert one == two


def test_where_nothing_is_missing_nothing_is_to_be_paid(book: PriceBook, priced: Price) -> None:
    full = priced("medium")
    for bundle in ("on_premise", "cloud_native", "hybrid", "open_source"):
        own = priced("medium", bundle)
        assert own.gaps == ()
        assert lacking(book, full, own) == {}


# ------------------------------------------------------------------ never below zero


def test_a_line_that_costs_more_than_on_premise_leaves_nothing_to_pay(book: PriceBook, priced: Price) -> None:
    """A hybrid system's installation costs 1.15 × that of on_premise: an item missing from it adds nothing."""
    full, own = priced("medium"), priced("medium", "hybrid")
    assert own.line("implementation").likely > full.line("implementation").likely
    assert lacking(book, full, own, ("integration.load_test",)) == {}


def test_a_dear_part_does_not_pay_for_another_one(book: PriceBook, priced: Price) -> None:
    """Workstations at ten times the price make up for no server."""
    modular = find(book.bundles, "modular_ris", what="a bundle")
    golden = modular.model_copy(
        update={
            "multipliers": (
                *(m for m in modular.multipliers if m.id != "hardware.workstations"),
                Multiplier(id="hardware.workstations", value=D(10), plausible=(D(9), D(11))),
            )
        }
    )
    full = priced("medium")
    plain, dear = (estimate(full.spec, bundle, book, on=date(2026, 11, 24)) for bundle in (modular, golden))
    assert dear.line("hardware").likely > full.line("hardware").likely
    assert lacking(book, full, dear)["hardware"] == lacking(book, full, plain)["hardware"]


def test_less_than_the_smallest_coin_is_no_line(book: PriceBook, priced: Price) -> None:
    full, own = priced("medium"), priced("medium", "workstation_only")
    assert all(amount >= D("0.01") for amount in lacking(book, full, own).values())


# ------------------------------------------------------------------ rate cards and currencies


def test_a_line_from_a_rate_card_counts_whole_and_the_same_one_has_no_gap(book: PriceBook, priced: Price) -> None:
    item = {"line": "implementation", "item_name": "lot", "quantity": 1, "unit_price": "300_000 MRU", "source": "list"}
    card = RateCard.model_validate({"items": [item]})
    full, own = (priced("medium", bundle, card=card) for bundle in ("on_premise", "workstation_only"))
    assert lacking(book, full, None, ("integration.load_test",)) == {"implementation": 300_000}
    assert "implementation" not in lacking(book, full, own)


def test_in_another_currency_the_gap_is_the_same(book: PriceBook, priced: Price) -> None:
    pairs = [
        (priced("medium", currency=code), priced("medium", "modular_ris", currency=code))
        for code in ("MRU", "MRO", "USD")
    ]
    in_mru, in_mro, in_usd = (lacking(book, full, own) for full, own in pairs)
    for id_, amount in in_mru.items():
        assert in_mro[id_] == pytest.approx(10 * amount, abs=D("0.2"))
        assert in_usd[id_] == pytest.approx(pairs[2][0].conversion.apply(amount), abs=D("0.02"))
