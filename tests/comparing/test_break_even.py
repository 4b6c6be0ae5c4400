"""Break-even statements: how long which bundle is the cheaper, and what an unknown price may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from costmodel.comparing.break_even import break_even, break_even_price, price_in_words
from costmodel.comparing.life_cycle import Horizon, LifeCycle, life_cycle
from costmodel.comparing.ownership import CashFlow
from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook
from costmodel.words.text import Text

Price = Callable[..., Estimate]
D = Decimal
NBSP = "\u00a0"


def paying(book: PriceBook, bundle: str, *amounts: int) -> LifeCycle:
    """A bundle that costs so much in each year."""
    flows = tuple(
        CashFlow(year=year, id="fee", item_name=Text.same("fee"), kind="recurring", amount=D(amount))
        for year, amount in enumerate(amounts)
    )
    return LifeCycle(
        bundle=bundle,
        currency=book.currencies.currency("MRU"),
        on=date(2026, 11, 24),
        years=len(amounts),
        discount_rate=D("0.1"),
        one_off=D(0),
        annual=D(0),
        flows=flows,
    )


# ------------------------------------------------------------------ years


def test_the_cloud_is_cheaper_for_a_while_and_then_on_premise_is(book: PriceBook, priced: Price) -> None:
    lives = [life_cycle(priced("medium", bundle), Horizon(years=15)) for bundle in ("on_premise", "cloud_native")]
    found = break_even(*lives)
    assert (found.year, [(span.first, span.last, span.cheaper) for span in found.spans]) == (
        7,
        [(1, 7, "cloud_native"), (8, 15, "on_premise")],
    )
    said = found.in_words(book)
    assert said.en == (
        "Before discounting and on known costs, “Cloud-native PACS/RIS suite” is cheaper up to 7\u00a0years of service; "
        "from 8\u00a0years on, “On-premise upgrade, perpetual licences” is."
    )
    assert said.fr.startswith(
        "Avant actualisation et à coûts connus, la formule «\u00a0Suite PACS/RIS entièrement en nuage (cloud)\u00a0» est moins chère"
    )
    assert "jusqu’à 7\u00a0ans de service\u00a0; à partir de 8\u00a0ans, c’est la formule" in said.fr
    assert found.spans == break_even(*reversed(lives)).spans, "either may be named first"


def test_the_years_are_those_of_the_total_cost_of_ownership(book: PriceBook, priced: Price) -> None:
    for years, cheaper in ((7, "cloud_native"), (8, "on_premise")):
        tco = {b: life_cycle(priced("medium", b), Horizon(years=years)).tco for b in ("on_premise", "cloud_native")}
        assert min(tco, key=tco.__getitem__) == cheaper


def test_one_bundle_may_be_cheaper_in_every_year(book: PriceBook) -> None:
    found = break_even(paying(book, "hybrid", 9, 9, 9), paying(book, "open_source", 5, 5, 5))
    assert found.year is None
    assert found.in_words(book).en == (
        "Before discounting and on known costs, “Open-source RIS/PACS with professional support” costs less than "
        "“Hybrid PACS (on-premise core, cloud archive)” over any period of service up to 3\u00a0years."
    )
    assert found.in_words(book).fr == (
        f"Avant actualisation et à coûts connus, la formule «{NBSP}RIS/PACS libre (open source) avec support "
        f"professionnel{NBSP}» coûte moins que la formule «{NBSP}PACS hybride (cœur sur site, archivage en nuage){NBSP}» quelle que soit la durée "
        f"de service, jusqu’à 3{NBSP}ans."
    )


def test_after_one_year_the_words_are_singular(book: PriceBook) -> None:
    said = break_even(paying(book, "hybrid", 1, 9), paying(book, "open_source", 5, 2)).in_words(book)
    assert "cheaper up to 1\u00a0year of service; from 2\u00a0years on" in said.en
    assert "jusqu’à 1\u00a0an de service\u00a0; à partir de 2\u00a0ans" in said.fr


def test_the_cheaper_one_may_change_more_than_once_or_tie(book: PriceBook) -> None:
    found = break_even(paying(book, "hybrid", 1, 5, 0, 6), paying(book, "on_premise", 2, 2, 2, 2))
    assert [(span.first, span.last, span.cheaper) for span in found.spans] == [
        (1, 1, "hybrid"),
        (2, 2, "on_premise"),
        (3, 3, None),
        (4, 4, "on_premise"),
    ]
    assert found.year is None
    assert found.in_words(book).en == (
        "Whether “Hybrid PACS (on-premise core, cloud archive)” or “On-premise upgrade, perpetual licences” is cheaper "
        "before discounting and on known costs depends on the years of service. 1: “Hybrid PACS (on-premise core, "
        "cloud archive)”; 2: “On-premise upgrade, perpetual licences”; 3: the same cost; 4: “On-premise upgrade, perpetual licences”."
    )


def test_a_long_span_is_written_from_first_to_last(book: PriceBook) -> None:
    found = break_even(paying(book, "hybrid", 1, 1, 5, 0), paying(book, "on_premise", 2, 2, 1, 4))
    assert "1–2: “Hybrid" in found.in_words(book).en


def test_both_may_cost_the_same(book: PriceBook) -> None:
    found = break_even(paying(book, "hybrid", 1, 2), paying(book, "on_premise", 1, 2))
    assert found.in_words(book).en == (
        "On known costs, “Hybrid PACS (on-premise core, cloud archive)” and “On-premise upgrade, perpetual licences” "
        "cost the same over any period of service."
    )


def test_lives_that_are_not_counted_alike_are_not_compared(book: PriceBook, priced: Price) -> None:
    one = life_cycle(priced("medium"), Horizon(years=5))
    two = life_cycle(priced("medium", "hybrid", currency="USD"), Horizon(years=7, discount_rate=D("0.08")))
    with pytest.raises(InputError) as error:
        break_even(one, two)
    assert str(error.value).splitlines() == [
        "break-even: years: the horizon of on_premise is 5 and that of hybrid 7; compute both with the same.",
        "break-even: currency: the currency of on_premise is MRU and that of hybrid USD; compute both with the same.",
        "break-even: discount_rate: the discount rate of on_premise is 0.10 and that of hybrid 0.08; "
        "compute both with the same.",
    ]
    with pytest.raises(InputError, match="the import duty of on_premise is None"):
        break_even_price(one, life_cycle(priced("medium", "hybrid"), Horizon(duty_rate=D("0.05"))), "power")


# ------------------------------------------------------------------ prices


@pytest.mark.parametrize(
    ("a", "b", "id_"),
    [
        ("open_source", "cloud_native", "own_it_staff"),
        ("open_source", "on_premise", "own_it_staff"),
        ("on_premise", "cloud_native", "link"),
        ("hybrid", "on_premise", "power"),
    ],
)
@pytest.mark.parametrize("years", [5, 12])
def test_at_the_price_both_npvs_are_equal(book: PriceBook, priced: Price, a: str, b: str, id_: str, years: int) -> None:
    estimates = priced("medium", a), priced("medium", b)
    horizon = Horizon(years=years, escalation=D("0.03"))
    open_lives = [life_cycle(estimate, horizon) for estimate in estimates]
    price = break_even_price(open_lives[0], open_lives[1], id_)
    if price is None:
        apart = open_lives[0].npv - open_lives[1].npv
        more = open_lives[0].unknown, open_lives[1].unknown
        quantities = [sum((c.discounted_quantity for c in costs if c.id == id_), D(0)) for costs in more]
        assert (apart > 0) == (quantities[0] > quantities[1]), "the one that needs more is dearer as it is"
        return
    one, two = (life_cycle(estimate, horizon._replace(prices={id_: price})) for estimate in estimates)
    quantities = [sum((c.discounted_quantity for c in life.unknown if c.id == id_), D(0)) for life in open_lives]
    rounding = D("0.005") * abs(quantities[0] - quantities[1]) + D("0.05")
    assert one.npv == pytest.approx(two.npv, abs=rounding), "the price is rounded to the minor unit"


def test_open_source_stays_cheaper_while_own_staff_costs_less_than_so_much(book: PriceBook, priced: Price) -> None:
    a, b = (life_cycle(priced("medium", bundle)) for bundle in ("open_source", "cloud_native"))
    price = break_even_price(a, b, "own_it_staff")
    assert price == break_even_price(b, a, "own_it_staff")
    assert price == D("341122.61")
    said = price_in_words(a, b, "own_it_staff", book)
    assert said == price_in_words(b, a, "own_it_staff", book)
    assert said.en == (
        "“Open-source RIS/PACS with professional support” stays cheaper than “Cloud-native PACS/RIS suite” over "
        "5\u00a0years while “Own IT staff” costs less than about 341,000\u00a0MRU per full-time equivalent and year, "
        "leaving aside other costs without a price."
    )
    assert said.fr.endswith(
        "coûte moins de 341\u202f000\u00a0MRU environ par équivalent temps plein et par an, hors autres coûts inconnus."
    )


@pytest.mark.parametrize(
    ("currency", "shown"), [("MRU", "18.40\u00a0MRU"), ("USD", "0.46\u00a0USD"), ("MRO", "184\u00a0MRO")]
)
def test_a_price_is_told_to_three_figures_in_what_its_currency_has(
    book: PriceBook, priced: Price, currency: str, shown: str
) -> None:
    a, b = (life_cycle(priced("medium", bundle, currency=currency)) for bundle in ("open_source", "cloud_native"))
    assert f"costs less than about {shown} per kWh of electricity" in price_in_words(a, b, "power", book).en


def test_where_the_one_that_needs_more_is_dearer_already_no_price_helps(book: PriceBook, priced: Price) -> None:
    a, b = (life_cycle(priced("medium", bundle)) for bundle in ("on_premise", "hybrid"))
    assert break_even_price(a, b, "link") is None
    assert price_in_words(a, b, "link", book).en == (
        "“On-premise upgrade, perpetual licences” is cheaper than “Hybrid PACS (on-premise core, cloud archive)” over "
        "5\u00a0years, whatever “Internet link” costs, leaving aside other costs without a price."
    )


def test_what_both_need_alike_does_not_tell_them_apart(book: PriceBook, priced: Price) -> None:
    a, b = (life_cycle(priced("medium", bundle)) for bundle in ("on_premise", "open_source"))
    assert break_even_price(a, b, "power") is None
    assert price_in_words(a, b, "power", book).en == (
        "“Power and cooling of the servers” does not tell “On-premise upgrade, perpetual licences” from “Open-source "
        "RIS/PACS with professional support”: both need as much of it."
    )


def test_the_price_of_the_import_duty_is_a_rate(book: PriceBook, priced: Price) -> None:
    estimates = priced("medium"), priced("medium", "hybrid")
    a, b = (life_cycle(estimate, Horizon(years=7)) for estimate in estimates)
    a5, b5 = (life_cycle(estimate) for estimate in estimates)
    rate = break_even_price(a5, b5, "import_duty")
    assert rate == D("0.1234")
    assert price_in_words(a5, b5, "import_duty", book).en == (
        "“On-premise upgrade, perpetual licences” stays cheaper than “Hybrid PACS (on-premise core, cloud archive)” "
        "over 5\u00a0years while the import duty is below about 12.3%, leaving aside other costs without a price."
    )
    one, two = (life_cycle(estimate, Horizon(duty_rate=rate)) for estimate in estimates)
    assert one.npv == pytest.approx(two.npv, abs=D(20))
    assert break_even_price(a, b, "import_duty") is None


def test_a_duty_beyond_the_tariff_is_said_as_every_duty(book: PriceBook, priced: Price) -> None:
    a, b = (life_cycle(priced("medium", bundle)) for bundle in ("open_source", "cloud_native"))
    assert price_in_words(a, b, "import_duty", book).en == (
        "“Open-source RIS/PACS with professional support” is cheaper than “Cloud-native PACS/RIS suite” over "
        "5\u00a0years at every import duty of the tariff, up to 20%, leaving aside other costs without a price."
    )


def test_a_cost_that_has_a_price_or_does_not_exist_is_refused(book: PriceBook, priced: Price) -> None:
    a, b = (
        life_cycle(priced("medium", bundle), Horizon(prices={"power": D(6)})) for bundle in ("on_premise", "hybrid")
    )
    with pytest.raises(InputError, match="power: has a price already"):
        break_even_price(a, b, "power")
    with pytest.raises(InputError, match="'staff' is not an unknown cost of these bundles"):
        price_in_words(a, b, "staff", book)
