"""What the buyer bears besides the offer, and the first cost delivered with all taxes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from costmodel.comparing.delivered import delivered
from costmodel.comparing.life_cycle import Horizon, LifeCycle, life_cycle
from costmodel.comparing.ownership import price_of, quantity
from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import CostmodelError, InputError
from costmodel.money.currencies import Money
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook, find
from costmodel.quoting.quote import make_quote

BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")
Price = Callable[..., Estimate]
D = Decimal


def borne(life: LifeCycle, id_: str) -> dict[int, Decimal]:
    return {flow.year: flow.amount for flow in life.flows if flow.id == id_ and flow.kind == "borne"}


def needs(book: PriceBook, estimate: Estimate) -> dict[str, str]:
    return {item.id: str(quantity(item, estimate)) for item in book.lifecycle.borne}


# ------------------------------------------------------------------ how much of it


@pytest.mark.parametrize(
    ("bundle", "staff", "link", "power"),
    [
        ("on_premise", "0.5", "0", "17500"),
        ("cloud_native", "0.2", "20", "2630"),  # 15 % of the servers
        ("modular_ris", "0.3", "0", "3500"),  # a RIS takes 20 % of the servers
        ("hybrid", "0.6", "8", "10500"),  # 60 % of the servers
        ("workstation_only", "0.15", "0", "0"),
        ("open_source", "1", "0", "17500"),
    ],
)
def test_what_each_bundle_makes_a_medium_hospital_bear(
    book: PriceBook, priced: Price, bundle: str, staff: str, link: str, power: str
) -> None:
    assert needs(book, priced("medium", bundle)) == {
        "own_it_staff": staff,
        "link": link,
        "power": power,
        "guarantees": "1",
        "hardware_support": "1",
    }


@pytest.mark.parametrize(
    ("preset", "staff", "link", "power"),
    [("small", "0.0694", "3.75", "961"), ("large", "0.479", "150", "8790")],
)
def test_quantities_follow_the_size_of_the_hospital(
    book: PriceBook, priced: Price, preset: str, staff: str, link: str, power: str
) -> None:
    """Staff with the studies ^ 0.6, bandwidth in proportion to the archive, power with its growth ^ 0.6."""
    known = needs(book, priced(preset, "cloud_native"))
    assert (known["own_it_staff"], known["link"], known["power"]) == (staff, link, power)


def test_without_a_pacs_no_images_travel_and_without_servers_none_draw_power(book: PriceBook, priced: Price) -> None:
    ris = needs(book, priced("medium", "cloud_native", answers={"modules": ["ris"]}))
    assert (ris["link"], ris["power"]) == ("0", "525")  # 17,500 × 15 % × 20 %
    stations = needs(book, priced("medium", answers={"modules": ["workstations"]}))
    assert stations["power"] == "0"
    still = needs(book, priced("medium", "cloud_native", answers={"annual_archive_growth_tb": D(0)}))
    assert (still["link"], still["power"]) == ("0", "0")


# ------------------------------------------------------------------ what is not known is not counted


def test_without_prices_only_what_is_known_enters_and_the_rest_is_named(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium", "cloud_native"))
    assert {flow.id for flow in life.flows if flow.kind == "borne"} == {"hardware_support", "statistical_tax"}
    assert [(cost.id, str(cost.annual_quantity), cost.unit.en, cost.falls) for cost in life.unknown] == [
        ("own_it_staff", "0.2", "full-time equivalents", "each_year"),
        ("link", "20", "Mbit/s of bandwidth", "each_year"),
        ("power", "2630", "kWh of electricity", "each_year"),
        ("guarantees", "1", "lump sum", "first_year"),
        ("import_duty", "251353.86", "MRU of imported goods", "each_purchase"),
    ]


@pytest.mark.parametrize("bundle", BUNDLES)
def test_everything_borne_is_either_priced_or_named(book: PriceBook, priced: Price, bundle: str) -> None:
    estimate = priced("medium", bundle)
    life = life_cycle(estimate, Horizon(prices={"power": D(6)}))
    needed = {id_ for id_, value in needs(book, estimate).items() if value != "0"} | {"statistical_tax", "import_duty"}
    in_total = {flow.id for flow in life.flows if flow.kind == "borne"}
    named = {cost.id for cost in life.unknown}
    assert in_total | named == needed
    assert not in_total & named


@pytest.mark.parametrize("bundle", BUNDLES)
def test_nothing_of_it_is_ever_in_the_quote(book: PriceBook, priced: Price, bundle: str) -> None:
    estimate = priced("medium", bundle)
    payable = {line.id for line in make_quote(estimate).lines if line.kind == "line"}
    borne_ids = {item.id for item in book.lifecycle.borne} | {item.line for item in book.lifecycle.borne}
    assert not payable & borne_ids
    offered = {flow.id for flow in life_cycle(estimate).flows if flow.kind in ("one_off", "recurring")}
    assert offered == {line.id for line in estimate.lines}


def test_a_price_of_zero_is_a_price(book: PriceBook, priced: Price) -> None:
    """Said by the user, it is counted as nothing; silence is not."""
    estimate = priced("medium")
    life = life_cycle(estimate, Horizon(prices={"own_it_staff": D(0), "hardware_support": D(0)}))
    assert "own_it_staff" not in {cost.id for cost in life.unknown}
    assert set(borne(life, "own_it_staff").values()) == set(borne(life, "hardware_support").values()) == {D(0)}
    assert life.tco == life_cycle(estimate).tco - 4 * D("46736.80")


# ------------------------------------------------------------------ priced


def test_quantity_times_price_enters_every_year(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium", "open_source"), Horizon(prices={"own_it_staff": D(480_000), "guarantees": D(9)}))
    assert borne(life, "own_it_staff") == dict.fromkeys(range(5), D("480000.00"))
    assert borne(life, "guarantees") == {0: D("9.00")}
    rising = life_cycle(priced("medium"), Horizon(prices={"own_it_staff": D(480_000)}, escalation=D("0.1")))
    assert borne(rising, "own_it_staff") == {year: round(240_000 * D("1.1") ** year, 2) for year in range(5)}


def test_a_price_in_dollars_is_converted_at_the_rate_of_the_day_and_drifts(
    book: PriceBook, priced: Price, rates: RateTable
) -> None:
    prices = {"own_it_staff": Money(amount=D(30_000), currency="USD")}
    life = life_cycle(priced("medium"), Horizon(prices=prices, currency_drift=D("0.03")))
    first = D("0.5") * 30_000 * D("40.0824")
    assert borne(life, "own_it_staff") == {year: round(first * D("1.03") ** year, 2) for year in range(5)}
    [remark] = life.remarks
    assert remark.en == (
        "Own IT staff: 30,000\u00a0USD, converted at the rate 40.0824\u00a0MRU of 29 September 2026 (currency-api)."
    )


def test_a_price_in_ouguiyas_shrinks_in_an_estimate_in_dollars(
    book: PriceBook, priced: Price, rates: RateTable
) -> None:
    estimate = priced("medium", currency="USD")
    prices = {"own_it_staff": Money(amount=D(600_000), currency="MRU")}
    staff = borne(life_cycle(estimate, Horizon(prices=prices, currency_drift=D("0.03"))), "own_it_staff")
    assert staff[4] == round(D("0.5") * 600_000 / D("40.0824") / D("1.03") ** 4, 2)


def test_old_ouguiyas_need_no_rate_and_no_remark(book: PriceBook, priced: Price) -> None:
    prices = {"own_it_staff": Money(amount=D(4_800_000), currency="MRO")}
    life = life_cycle(priced("medium"), Horizon(prices=prices))
    assert borne(life, "own_it_staff")[0] == D("240000.00")
    assert life.remarks == ()


def test_a_price_of_what_the_bundle_does_not_need_is_remarked(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium"), Horizon(prices={"link": D(1_000)}))
    assert borne(life, "link") == {}
    assert [remark.en for remark in life.remarks] == [
        "Internet link: a price was given, but this bundle needs none of it."
    ]


@pytest.mark.parametrize(
    ("months", "shares"),
    [
        (0, {1: 12, 2: 12, 3: 12, 4: 12}),
        (12, {1: 12, 2: 12, 3: 12, 4: 12}),
        (18, {1: 6, 2: 12, 3: 12, 4: 12}),
        (24, {2: 12, 3: 12, 4: 12}),
        (36, {3: 12, 4: 12}),
        (60, {}),
    ],
)
def test_hardware_is_supported_by_the_buyer_once_the_warranty_of_the_offer_is_over(
    book: PriceBook, priced: Price, months: int, shares: dict[int, int]
) -> None:
    """Makers cover the first year in any case; a warranty of 18 months leaves half of the second."""
    estimate = priced("medium", answers={"warranty_months": D(months)})
    year = estimate.line("support.hardware").likely
    for prices in ({}, {"hardware_support": year}):
        life = life_cycle(estimate, Horizon(prices=prices))
        assert borne(life, "hardware_support") == {
            n: (year * share / 12).quantize(D("0.01"), ROUND_HALF_UP) for n, share in shares.items()
        }


def test_hardware_support_follows_the_option_of_the_offer(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium", "hybrid")
    [option] = estimate.options
    assert borne(life_cycle(estimate), "hardware_support") == dict.fromkeys(range(1, 5), option.likely)
    own = life_cycle(estimate, Horizon(prices={"hardware_support": D(20_000)}))
    assert borne(own, "hardware_support") == dict.fromkeys(range(1, 5), D("20000.00"))
    none = priced("medium", answers={"share_to_replace": D(0)})
    assert borne(life_cycle(none), "hardware_support") == {}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1200000", D(1_200_000)),
        ("1 200 000.50", D("1200000.50")),
        ("30000 USD", Money(amount=D(30_000), currency="USD")),
    ],
)
def test_a_price_as_a_person_writes_it(words: str, expected: Money | Decimal) -> None:
    assert price_of(words, where="--bears x") == expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("many", "'many' is not an amount with its currency; write it as '250000 MRU'"),
        ("", "'' is not a number"),
        ("1,500", "'1,500' has two readings; write 1500 or 1.5."),
    ],
)
def test_a_price_that_cannot_be_read(words: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        price_of(words, where="--bears link")
    assert str(error.value).startswith("--bears link")
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("prices", "message"),
    [
        ({"staff": D(1)}, "'staff' is not something that the buyer bears. Allowed: own_it_staff, link, power,"),
        ({"power": D(-1)}, "prices: power: -1 MRU is below 0; a price is 0 or more."),
        ({"power": "half"}, "'half' is not a number"),
        ({"import_duty": D(1)}, "import_duty: is not a price but a rate on imported goods; give the duty_rate"),
        ({"statistical_tax": D(1)}, "statistical_tax: is not a price but a rate"),
        ({"power": Money(amount=D(1), currency="USD")}, "no rates: no rate from USD to MRU"),
        ({"power": Money(amount=D(1), currency="GBP")}, "'GBP' is not a currency used here"),
    ],
)
def test_a_price_at_fault_is_refused(book: PriceBook, priced: Price, prices: dict[str, Any], message: str) -> None:
    estimate = priced("medium")
    pricing = estimate.pricing.model_copy(update={"rates": RateTable(name="no rates", rates=())})
    without_rates = estimate.model_copy(update={"pricing": pricing})
    with pytest.raises(CostmodelError) as error:
        life_cycle(without_rates, Horizon(prices=prices))
    assert message in str(error.value)


# ------------------------------------------------------------------ import taxes and the first cost delivered


def test_import_taxes_fall_on_the_foreign_part_of_goods_whenever_they_are_bought(
    book: PriceBook, priced: Price
) -> None:
    """85 % of 584,209.98 in year 0, of 339,411.25 in year 5, of 208,078.92 in year 6."""
    life = life_cycle(priced("medium"), Horizon(years=7, duty_rate=D("0.13")))
    goods = {0: D("496578.48"), 5: D("339411.25") * D("0.85"), 6: D("208078.92") * D("0.85")}
    assert borne(life, "import_duty") == {year: round(value * D("0.13"), 2) for year, value in goods.items()}
    assert borne(life, "statistical_tax") == {year: round(value * D("0.01"), 2) for year, value in goods.items()}
    assert "import_duty" not in {cost.id for cost in life.unknown}


def test_delivered_with_all_taxes_by_hand(book: PriceBook, priced: Price) -> None:
    """One-off 3,067,773.48; goods 496,578.48 at the border: duty 13 % 64,555.20, statistical tax 1 % 4,965.78.

    VAT 16 % on 3,137,294.45 is 501,967.11; together 3,639,261.57.
    """
    first = delivered(priced("medium"), duty_rate=D("0.13"))
    assert (first.one_off, first.imported, first.statistical_tax, first.vat_rate) == (
        D("3067773.48"),
        D("496578.48"),
        D("4965.78"),
        D("0.16"),
    )
    [case] = first.cases
    assert (case.duty, case.vat, case.total) == (D("64555.20"), D("501967.11"), D("3639261.57"))


def test_without_a_rate_of_duty_the_two_ends_of_the_tariff_are_shown(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium")
    low, high = delivered(estimate).cases
    assert (low.duty_rate, high.duty_rate) == (D(0), D("0.20"))
    assert [low] == list(delivered(estimate, duty_rate=D(0)).cases)
    assert [high] == list(delivered(estimate, duty_rate=D("0.20")).cases)
    assert low.duty == 0
    assert low.total < high.total


def test_a_need_without_hardware_pays_no_duty_at_any_rate(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium", answers={"share_to_replace": D(0)})
    [case] = delivered(estimate).cases
    assert (case.duty, case.total) == (D(0), estimate.totals.one_off + case.vat)
    life = life_cycle(estimate)
    assert not {"import_duty", "statistical_tax"} & ({f.id for f in life.flows} | {c.id for c in life.unknown})


@pytest.mark.parametrize("rate", ["20", "-0.1", "1.01", "NaN"])
def test_a_rate_of_duty_that_is_no_share_is_refused(book: PriceBook, priced: Price, rate: str) -> None:
    with pytest.raises(InputError, match=r"out of bounds\. Allowed: 0 to 1; write 0.13 for 13%"):
        delivered(priced("medium"), duty_rate=D(rate))


def test_a_rate_that_is_no_tier_of_the_tariff_is_used_and_remarked(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium"), Horizon(duty_rate=D("0.10")))
    assert borne(life, "import_duty") == {0: D("49657.85")}
    assert [remark.en for remark in life.remarks] == [
        "The import duty of 10% is none of the tiers of the tariff: 0%, 5%, 13%, 20%."
    ]
    assert life_cycle(priced("medium"), Horizon(duty_rate=D("0.13"))).remarks == ()


# ------------------------------------------------------------------ the facts


def test_the_defaults_of_a_life(book: PriceBook) -> None:
    facts = book.lifecycle
    assert (facts.horizon_years.value, facts.horizon_years.minimum, facts.horizon_years.maximum) == (5, 1, 15)
    assert (facts.discount_rate.value, facts.escalation.value, facts.currency_drift.value) == (D("0.10"), D(0), D(0))
    ages = {refresh.id: (refresh.after_years.value, refresh.price_share.value) for refresh in facts.refresh}
    assert ages == {"hardware.servers": (D(5), D(1)), "hardware.workstations": (D(6), D("0.85"))}
    assert facts.import_duty.tiers == (D(0), D("0.05"), D("0.13"), D("0.20"))
    assert (facts.statistical_tax.rate, facts.statistical_tax.source) == (D("0.01"), "mauritania-tax")


def test_open_source_needs_the_most_own_staff_and_the_cloud_the_least_of_the_full_bundles(book: PriceBook) -> None:
    staff = {q.id: q.value for q in find(book.lifecycle.borne, "own_it_staff", what="an item").quantities}
    full = ("on_premise", "cloud_native", "hybrid", "open_source")
    assert max(staff, key=staff.__getitem__) == "open_source"
    assert min(full, key=staff.__getitem__) == "cloud_native"


def test_the_drift_of_the_last_years_is_what_the_reason_says(book: PriceBook, rates: RateTable) -> None:
    reason = book.lifecycle.currency_drift.reason
    assert reason is not None
    for currency, said in (("USD", "2.5%"), ("EUR", "3.1%")):
        monthly = {r.on.isoformat(): r.value for r in rates.rates if (r.from_, r.to) == (currency, "MRU")}
        grown = float(monthly["2026-09-01"] / monthly["2022-01-01"]) ** (12 / 56) - 1
        assert f"{grown:.1%}" == said
        assert said in reason.en
