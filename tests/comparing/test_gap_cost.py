"""What closing a gap of scope costs: the parts of the on-premise price that the missing items are paid with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from costmodel.comparing.gap_cost import gap_lines, over_life
from costmodel.comparing.life_cycle import Horizon, life_cycle
from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.scope import gaps
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import Multiplier

Price = Callable[..., Estimate]
D = Decimal


def lacking(book: PriceBook, full: Estimate, own: Estimate | None, missing: tuple[str, ...] = ()) -> dict[str, Decimal]:
    """What is missing of each line."""
    return {line.id: line.amount for line in gap_lines(missing or (own.gaps if own else ()), full, own)}


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
    missing = gaps(full.spec, book.bundle("modular_ris"), book)
    assert lacking(book, full, None, missing) == {line.id: line.likely for line in full.lines}


def test_what_recurs_is_a_year_of_it(book: PriceBook, priced: Price) -> None:
    found = gap_lines(("support.monitoring",), priced("medium"), None)
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


def test_a_support_of_ones_own_is_there_though_it_is_priced_in_one_piece(book: PriceBook, priced: Price) -> None:
    """On premise support is 20 % of three licences, with open source one price: 341,124.18 of 386,811.87 are there."""
    full, own = priced("medium"), priced("medium", "open_source")
    assert lacking(book, full, own, ("support.monitoring",)) == {"support": D("45687.69")}
    card = {"line": "support", "item_name": "x", "quantity": 1, "unit_price": "300_000 MRU", "source": "list"}
    carded = priced("medium", "open_source", card=RateCard.model_validate({"items": [card]}))
    assert lacking(book, full, carded, ("support.monitoring",)) == {"support": D("86811.87")}


def test_a_bundles_own_price_of_a_rate_card_is_there_beside_the_published_one(book: PriceBook, priced: Price) -> None:
    """A RIS for 900,000 leaves the PACS missing, whatever the RIS costs; training for 50,000 counts in full."""
    full = priced("medium")
    ris = {"line": "licence.pacs_ris", "item_name": "RIS", "quantity": 1, "unit_price": "900_000 MRU", "source": "l"}
    course = {"line": "training", "item_name": "x", "quantity": 1, "unit_price": "50_000 MRU", "source": "list"}
    own = priced("medium", "modular_ris", card=RateCard.model_validate({"items": [ris, course]}))
    found = lacking(book, full, own)
    assert found["licence.pacs_ris"] == D("1108653.57")
    assert found["training"] == full.line("training").likely - 50_000


# ------------------------------------------------------------------ never below zero


def test_a_line_that_costs_more_than_on_premise_leaves_nothing_to_pay(book: PriceBook, priced: Price) -> None:
    """A hybrid system's installation costs 1.15 × that of on_premise: an item missing from it adds nothing."""
    full, own = priced("medium"), priced("medium", "hybrid")
    assert own.line("implementation").likely > full.line("implementation").likely
    assert lacking(book, full, own, ("integration.load_test",)) == {}


def test_a_dear_part_does_not_pay_for_another_one(book: PriceBook, priced: Price) -> None:
    """Workstations at ten times the price make up for no server."""
    modular = book.bundle("modular_ris")
    golden = modular.model_copy(
        update={
            "multipliers": (
                *(m for m in modular.multipliers if m.id != "hardware.workstations"),
                Multiplier(id="hardware.workstations", value=D(10), plausible=(D(9), D(11))),
            )
        }
    )
    full = priced("medium")
    plain, dear = (
        estimate(full.spec, bundle, Pricing(book=book, on=date(2026, 11, 24))) for bundle in (modular, golden)
    )
    assert dear.line("hardware").likely > full.line("hardware").likely
    assert lacking(book, full, dear)["hardware"] == lacking(book, full, plain)["hardware"]


def test_less_than_the_smallest_coin_is_no_line(book: PriceBook, priced: Price) -> None:
    full, own = priced("medium"), priced("medium", "workstation_only")
    assert all(amount >= D("0.01") for amount in lacking(book, full, own).values())


# ------------------------------------------------------------------ over a life


def closing(book: PriceBook, full: Estimate, own: Estimate, *, years: int) -> dict[str, Decimal]:
    """What each missing line comes to over a life."""
    life = life_cycle(full, Horizon(years=years))
    return {line.id: over_life([line], life) for line in gap_lines(own.gaps, full, own)}


def test_over_five_years_once_or_every_year(book: PriceBook, priced: Price) -> None:
    full, own = priced("medium"), priced("medium", "modular_ris")
    once = lacking(book, full, own)
    assert closing(book, full, own, years=5) == {**once, "support": 5 * once["support"]}


@pytest.mark.parametrize(("years", "times"), [(5, 1), (6, 2), (10, 2), (11, 3), (15, 3)])
def test_missing_servers_are_bought_again_as_servers_are(
    book: PriceBook, priced: Price, years: int, times: int
) -> None:
    """A modular RIS lacks servers alone: they are bought every five years, whatever the age of workstations."""
    full, own = priced("medium"), priced("medium", "modular_ris")
    missing = D("339411.25") - D("67882.25")
    assert closing(book, full, own, years=years)["hardware"] == pytest.approx(times * missing, abs=D("0.02"))


def test_a_price_of_a_rate_card_for_all_hardware_splits_as_the_published_prices_do(
    book: PriceBook, priced: Price
) -> None:
    """600,000 × 339,411.25 / 584,209.98 are servers: less the 67,882.25 that a RIS has itself, now and in year 5."""
    item = {"line": "hardware", "item_name": "lot", "quantity": 1, "unit_price": "600_000 MRU", "source": "list"}
    full = priced("medium", card=RateCard.model_validate({"items": [item]}))
    own = priced("medium", "modular_ris")
    missing = 600_000 * D("339411.25") / D("584209.98") - D("67882.25")
    assert lacking(book, full, own)["hardware"] == pytest.approx(missing, abs=D("0.02"))
    assert closing(book, full, own, years=8)["hardware"] == pytest.approx(2 * missing, abs=D("0.05"))


def test_licences_from_a_rate_card_are_missing_in_the_part_that_is_not_delivered(
    book: PriceBook, priced: Price
) -> None:
    """65 % of the licence is the PACS, which a modular RIS leaves out."""
    item = {"line": "licence.pacs_ris", "item_name": "x", "quantity": 1, "unit_price": "2_000_000 MRU", "source": "l"}
    full = priced("medium", card=RateCard.model_validate({"items": [item]}))
    assert lacking(book, full, priced("medium", "modular_ris"))["licence.pacs_ris"] == 1_300_000


# ------------------------------------------------------------------ rate cards and currencies


def test_a_line_from_a_rate_card_counts_whole_and_the_same_one_has_no_gap(book: PriceBook, priced: Price) -> None:
    item = {"line": "implementation", "item_name": "lot", "quantity": 1, "unit_price": "300_000 MRU", "source": "list"}
    card = RateCard.model_validate({"items": [item]})
    full, own = (priced("medium", bundle, card=card) for bundle in ("on_premise", "workstation_only"))
    assert lacking(book, full, None, ("integration.load_test",)) == {"implementation": 300_000}
    assert "implementation" not in lacking(book, full, own)
    plain = priced("medium", "workstation_only")
    left = 300_000 - plain.line("implementation").likely
    assert lacking(book, full, plain)["implementation"] == left, "what it has itself is there, card or not"


def test_in_another_currency_the_gap_is_the_same(book: PriceBook, priced: Price) -> None:
    pairs = [
        (priced("medium", currency=code), priced("medium", "modular_ris", currency=code))
        for code in ("MRU", "MRO", "USD")
    ]
    in_mru, in_mro, in_usd = (lacking(book, full, own) for full, own in pairs)
    for id_, amount in in_mru.items():
        assert in_mro[id_] == pytest.approx(10 * amount, abs=D("0.2"))
        assert in_usd[id_] == pytest.approx(pairs[2][0].conversion.apply(amount), abs=D("0.02"))
