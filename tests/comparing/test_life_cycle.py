"""The life of a system: what falls in which year, and that TCO, NPV, IRR and equivalent annual cost are right.

NPV and IRR are checked against numpy-financial and against LibreOffice, which recalculates the formulas.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy_financial as npf
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import Office, office

from costmodel.comparing.discounting import equivalent_annual, irr, npv
from costmodel.comparing.life_cycle import Horizon, LifeCycle, life_cycle
from costmodel.estimating.estimate import Estimate, months_due
from costmodel.estimating.rate_card import RateCard
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook

__all__ = ["office"]
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")
Price = Callable[..., Estimate]
D = Decimal


def offer(life: LifeCycle) -> Decimal:
    """What the offer alone comes to: without what the buyer bears besides."""
    return sum((flow.amount for flow in life.flows if flow.kind != "borne"), D(0))


def paid(life: LifeCycle, id_: str) -> dict[int, Decimal]:
    return {flow.year: flow.amount for flow in life.flows if flow.id == id_}


# ------------------------------------------------------------------ what falls in which year


def test_a_medium_hospital_on_premise_over_five_years_by_hand(book: PriceBook, priced: Price) -> None:
    """One-off 3,067,773; support 386,812 in each of five years; hardware support 46,737 from the second year on."""
    estimate = priced("medium")
    life = life_cycle(estimate)
    assert (life.years, life.discount_rate, life.currency.code) == (5, D("0.10"), "MRU")
    assert (life.one_off, life.annual) == (estimate.totals.one_off, estimate.totals.annual)
    assert life.by_year("one_off") == ((0, life.one_off), *((year, D("0.00")) for year in range(1, 5)))
    assert life.by_year("recurring") == tuple((year, D("386811.87")) for year in range(5))
    assert paid(life, "hardware_support") == dict.fromkeys(range(1, 5), D("46736.80"))
    assert paid(life, "statistical_tax") == {0: D("4965.78")}  # 1 % of 85 % of 584,209.98
    assert life.tco == life.one_off + 5 * D("386811.87") + 4 * D("46736.80") + D("4965.78")
    later = D("386811.87") + D("46736.80")
    by_hand = life.one_off + D("386811.87") + D("4965.78") + sum(later / D("1.1") ** year for year in range(1, 5))
    assert life.npv == round(by_hand, 2)


def test_a_subscription_is_paid_in_every_year_of_service(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium", "cloud_native")
    life = life_cycle(estimate, Horizon(years=3))
    yearly = estimate.line("licence.pacs_ris").likely
    assert paid(life, "licence.pacs_ris") == {0: yearly, 1: yearly, 2: yearly}
    assert life.annual == estimate.totals.annual


@pytest.mark.parametrize(("years", "bought"), [(5, 0), (6, 1), (10, 1), (11, 2), (15, 2)])
def test_servers_are_bought_again_in_year_5_only_when_the_horizon_is_above_5(
    book: PriceBook, priced: Price, years: int, bought: int
) -> None:
    again = paid(life_cycle(priced("medium"), Horizon(years=years)), "hardware.servers")
    assert list(again) == [5, 10][:bought]
    assert set(again.values()) <= {D("339411.25")}  # the price of today: storage is cheaper, but there is more of it


def test_workstations_are_bought_again_in_year_6_at_85_percent(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium")
    assert paid(life_cycle(estimate, Horizon(years=6)), "hardware.workstations") == {}
    life = life_cycle(estimate, Horizon(years=13))
    assert paid(life, "hardware.workstations") == dict.fromkeys((6, 12), D("208078.92"))  # 0.85 × 244,798.73
    [flow, *_] = [flow for flow in life.flows if flow.kind == "refresh"]
    assert (flow.item_name.en, flow.item_name.fr) == (
        "Refresh: Servers and storage",
        "Renouvellement\u00a0: Serveurs et stockage",
    )


def test_a_bundle_that_puts_few_servers_on_site_buys_few_again(book: PriceBook, priced: Price) -> None:
    whole = paid(life_cycle(priced("medium"), Horizon(years=6)), "hardware.servers")[5]
    cloud = paid(life_cycle(priced("medium", "cloud_native"), Horizon(years=6)), "hardware.servers")[5]
    assert cloud == round(whole * D("0.15"), 2)
    assert paid(life_cycle(priced("medium", "workstation_only"), Horizon(years=15)), "hardware.servers") == {}


def card(amount: str) -> RateCard:
    item = {"line": "hardware", "item_name": "lot", "quantity": 1, "unit_price": amount, "source": "list"}
    return RateCard.model_validate({"items": [item]})


def test_hardware_from_a_rate_card_splits_as_the_published_prices_would(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium", card=card("1_000_000 MRU")), Horizon(years=7))
    servers, workstations = paid(life, "hardware.servers")[5], paid(life, "hardware.workstations")[6]
    assert servers == round(1_000_000 * D("339411.25") / D("584209.98"), 2)
    assert servers + workstations / D("0.85") == pytest.approx(D(1_000_000), abs=D("0.02"))


def test_a_rate_card_where_the_model_replaces_nothing_splits_60_to_40(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium", answers={"share_to_replace": D(0)}, card=card("1_000_000 MRU"))
    life = life_cycle(estimate, Horizon(years=7))
    assert paid(life, "hardware.servers") == {5: D("600000.00")}
    assert paid(life, "hardware.workstations") == {6: D("340000.00")}


@pytest.mark.parametrize(
    ("months", "support"),
    [(0, [1, 1, 1]), (3, ["0.75", 1, 1]), (12, [0, 1, 1]), (18, [0, "0.5", 1]), (36, [0, 0, 0]), (60, [0, 0, 0])],
)
def test_months_of_warranty_are_not_paid_for(book: PriceBook, priced: Price, months: int, support: list[Any]) -> None:
    estimate = priced("medium", answers={"warranty_months": D(months)})
    life = life_cycle(estimate, Horizon(years=3))
    yearly = estimate.line("support").likely
    assert life.by_year("recurring") == tuple(
        (year, round(yearly * D(str(share)), 2)) for year, share in enumerate(support)
    )
    assert dict(life.line_multiples())["support"] * 12 == months_due(3, months), "as the quote counts them"


def test_fees_escalate_from_the_second_year_on(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium"), Horizon(escalation=D("0.05")))
    fees = paid(life, "support")
    assert fees == {year: round(D("386811.87") * D("1.05") ** year, 2) for year in range(5)}
    assert paid(life, "hardware_support")[1] == round(D("46736.80") * D("1.05"), 2)
    assert life.one_off == life_cycle(priced("medium")).one_off
    sixth = paid(life_cycle(priced("medium"), Horizon(years=6, escalation=D("0.05"))), "hardware.servers")
    assert sixth == {5: D("339411.25")}, "escalation is of fees; hardware has its own share"


def test_in_ouguiyas_the_foreign_share_grows_with_the_currency(book: PriceBook, priced: Price) -> None:
    """30 % of the support is foreign; at 4 % a year it costs 30 % × 1.04² + 70 % in year 2."""
    life = life_cycle(priced("medium"), Horizon(currency_drift=D("0.04")))
    assert paid(life, "support")[2] == round(D("386811.87") * (D("0.3") * D("1.04") ** 2 + D("0.7")), 2)
    assert paid(life, "support")[0] == D("386811.87")


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_in_foreign_currency_the_local_share_shrinks(book: PriceBook, priced: Price, currency: str) -> None:
    estimate = priced("medium", currency=currency)
    life = life_cycle(estimate, Horizon(currency_drift=D("0.04")))
    yearly = estimate.line("support").likely
    assert paid(life, "support")[2] == round(yearly * (D("0.3") + D("0.7") / D("1.04") ** 2), 2)


def test_drift_moves_what_is_bought_again(book: PriceBook, priced: Price) -> None:
    """85 % of the hardware is foreign, and the import taxes follow its value in ouguiyas."""
    life = life_cycle(priced("medium"), Horizon(years=6, currency_drift=D("0.03"), duty_rate=D("0.13")))
    grown = D("1.03") ** 5
    assert paid(life, "hardware.servers")[5] == round(D("339411.25") * (D("0.15") + D("0.85") * grown), 2)
    duty = D("339411.25") * D("0.85") * grown * D("0.13")
    assert paid(life, "import_duty")[5] == pytest.approx(duty, abs=D("0.01"))


def test_old_ouguiyas_are_ten_times_new_ones(book: PriceBook, priced: Price) -> None:
    new = life_cycle(priced("medium"), Horizon(years=10, currency_drift=D("0.02")))
    old = life_cycle(priced("medium", currency="MRO"), Horizon(years=10, currency_drift=D("0.02")))
    assert old.tco == pytest.approx(new.tco * 10, abs=D(3))


# ------------------------------------------------------------------ identities


@pytest.mark.parametrize("bundle", BUNDLES)
@pytest.mark.parametrize("years", [1, 5, 12])
def test_the_flows_add_up_in_every_direction(book: PriceBook, priced: Price, bundle: str, years: int) -> None:
    life = life_cycle(priced("large", bundle), Horizon(years=years, prices={"own_it_staff": D(900_000)}))
    assert life.tco == sum(flow.amount for flow in life.flows) == sum(amount for _, amount in life.by_year())
    assert life.cumulative()[-1] == (years - 1, life.tco)
    assert [year for year, _ in life.by_year()] == list(range(years))
    kinds = ("one_off", "recurring", "refresh", "borne")
    assert sum(amount for kind in kinds for _, amount in life.by_year(kind)) == life.tco
    assert sum(amount for _, amount in life.discounted()) == pytest.approx(life.npv, abs=D("0.005") * years)


def test_paid_after_n_years_is_the_tco_of_n_years(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium", "hybrid")
    long = life_cycle(estimate, Horizon(years=15, escalation=D("0.02"))).cumulative()
    for years in (1, 4, 5, 6, 7, 11, 15):
        assert long[years - 1][1] == life_cycle(estimate, Horizon(years=years, escalation=D("0.02"))).tco


@pytest.mark.parametrize("bundle", BUNDLES)
def test_at_a_rate_of_zero_the_npv_is_the_tco(book: PriceBook, priced: Price, bundle: str) -> None:
    life = life_cycle(priced("medium", bundle), Horizon(discount_rate=D(0), years=7))
    assert life.npv == life.tco
    assert life.equivalent_annual_cost == round(life.tco / 7, 2)


def test_a_higher_rate_gives_a_lower_npv(book: PriceBook, priced: Price) -> None:
    npvs = [life_cycle(priced("medium"), Horizon(discount_rate=D(rate) / 100)).npv for rate in (-5, 0, 5, 10, 15, 100)]
    assert all(one > two for one, two in pairwise(npvs))


@given(
    fee=st.decimals(1, 10**9, places=2),
    rate=st.decimals("-0.9", 1, places=3),
    years=st.integers(1, 15),
)
def test_the_equivalent_annual_cost_of_a_yearly_fee_is_the_fee(fee: Decimal, rate: Decimal, years: int) -> None:
    assert round(equivalent_annual(npv([fee] * years, rate), rate, years), 2) == fee


@pytest.mark.parametrize("bundle", BUNDLES)
@pytest.mark.parametrize(
    "horizon", [Horizon(years=13), Horizon(years=13, escalation=D("0.03"), currency_drift=D("0.02"))]
)
def test_multiples_times_likely_give_the_offer_over_its_life(
    book: PriceBook, priced: Price, bundle: str, horizon: Horizon
) -> None:
    """So that a simulation of the lines is one of the TCO; each flow is rounded once, hence the tolerance."""
    estimate = priced("medium", bundle, answers={"warranty_months": D(15)})
    life = life_cycle(estimate, horizon)
    known = {line.id: line.likely for line in estimate.lines}
    assert [id_ for id_, _ in life.line_multiples()] == list(known)
    total = sum(multiple * known[id_] for id_, multiple in life.line_multiples())
    assert total == pytest.approx(offer(life), abs=D("0.01") * len(life.flows))
    today = sum(multiple * known[id_] for id_, multiple in life.line_multiples(discounted=True))
    borne = npv([amount for _, amount in life.by_year("borne")], life.discount_rate)
    assert today + borne == pytest.approx(life.npv, abs=D("0.01") * len(life.flows))


def test_a_line_paid_once_counts_once(book: PriceBook, priced: Price) -> None:
    multiples = dict(life_cycle(priced("medium")).line_multiples())
    assert (multiples["training"], multiples["support"], multiples["hardware"]) == (D(1), D(5), D(1))
    ten = dict(life_cycle(priced("medium"), Horizon(years=10)).line_multiples())
    assert ten["hardware"] == pytest.approx((584_210 + 339_411 + D("0.85") * 244_799) / 584_210, abs=D("0.00001"))


def test_the_frame_is_tidy_and_adds_up(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium", "cloud_native", currency="EUR"), Horizon(years=8))
    frame = life.to_frame()
    assert list(frame.columns) == ["bundle", "year", "id", "kind", "amount", "discounted", "currency"]
    assert set(frame["currency"]) == {"EUR"}
    assert set(frame["bundle"]) == {"cloud_native"}
    assert frame["amount"].sum() == pytest.approx(float(life.tco))
    assert frame["discounted"].sum() == pytest.approx(float(life.npv), abs=0.01)
    empty = life.model_copy(update={"flows": ()})
    assert list(empty.to_frame().columns) == list(frame.columns)
    assert (empty.tco, empty.npv) == (D(0), D(0))


# ------------------------------------------------------------------ against other programs


@given(
    amounts=st.lists(st.decimals(-(10**8), 10**8, places=2), min_size=1, max_size=15),
    rate=st.decimals("-0.5", 1, places=4),
)
def test_npv_is_numpy_financials(amounts: list[Decimal], rate: Decimal) -> None:
    theirs = npf.npv(float(rate), [float(amount) for amount in amounts])
    assert float(npv(amounts, rate)) == pytest.approx(theirs, rel=1e-9, abs=1e-3)


@given(first=st.integers(1_000, 10**7), later=st.lists(st.integers(0, 10**6), min_size=1, max_size=14))
def test_irr_is_numpy_financials_where_there_is_one(first: int, later: list[int]) -> None:
    if sum(later) < 1_000:
        later = [*later, 1_000]
    amounts = [D(first), *(-D(value) for value in later)]
    found = irr(amounts)
    assert abs(npv(amounts, found)) < D(first) * D("0.000001") * (1 / (1 + found)) ** len(later) + 1
    theirs = npf.irr([float(amount) for amount in amounts])
    assert float(found) == pytest.approx(float(theirs), rel=1e-6, abs=1e-6)
    assert irr([-amount for amount in amounts]) == found, "either option may be the first"


def polynomial(*roots: str) -> list[Decimal]:
    """Amounts whose NPV is 0 where 1 / (1 + rate) is one of the roots."""
    amounts = [D(1)]
    for root in roots:
        amounts = [D(root) * one - two for one, two in zip([*amounts, D(0)], [D(0), *amounts], strict=True)]
    return amounts


def test_the_only_rate_is_found_although_the_sign_changes_three_times() -> None:
    amounts = [D("-0.8"), D(1), D("-0.8"), D(1)]  # (x − 0.8)(x² + 1)
    assert irr(amounts) == D("0.25")


@given(roots=st.lists(st.integers(1, 40), min_size=3, max_size=3), pairs=st.integers(0, 4), zeros=st.integers(0, 2))
def test_a_rate_is_given_only_where_it_is_the_only_one(roots: list[int], pairs: int, zeros: int) -> None:
    """Amounts made from their rates: three roots, and pairs of complex ones that are no rates."""
    amounts = polynomial(*(str(D(root) / 16) for root in roots))
    for _ in range(pairs):  # × (x² + 1)
        amounts = [one + two for one, two in zip([*amounts, D(0), D(0)], [D(0), D(0), *amounts], strict=True)]
    amounts = [D(0)] * zeros + amounts
    if len(set(roots)) == 1:
        assert irr(amounts) == pytest.approx(16 / D(roots[0]) - 1, abs=D("0.000001"))
    else:
        with pytest.raises(InputError, match="compare their NPVs"):
            irr(amounts)


@pytest.mark.parametrize("roots", [("0.5", "0.8"), ("0.5", "0.8", "0.9"), ("0.5", "0.5"), ("0.5", "0.5", "0.8", "0.8")])
def test_several_rates_are_refused(roots: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=rf"change sign {len(roots)} times, so no single rate .* compare their NPVs"):
        irr(polynomial(*roots))


@pytest.mark.parametrize("amounts", [[], [0, 0], [5], [1, 0, 2], [-1, -2]])
def test_without_a_change_of_sign_there_is_no_rate(amounts: list[int]) -> None:
    with pytest.raises(InputError, match="all of one sign: one option is cheaper in every year"):
        irr([D(amount) for amount in amounts])


@pytest.mark.libreoffice
def test_npv_irr_and_equivalent_annual_cost_are_the_spreadsheets(
    book: PriceBook, priced: Price, office: Office, tmp_path: Path
) -> None:
    """NPV with year 0 outside it, IRR of the difference to the cloud, PMT at the start of the year."""
    lives = [
        life_cycle(priced("medium", bundle), Horizon(years=5, discount_rate=rate, escalation=D("0.02")))
        for bundle in ("on_premise", "open_source")
        for rate in (D("0.10"), D("0.04"), D("-0.02"))
    ]
    cloud = life_cycle(priced("medium", "cloud_native"), Horizon(years=5, escalation=D("0.02")))
    guesses = {"on_premise": 0, "open_source": 2}
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet()
    for row, life in enumerate(lives, start=1):
        sheet.write_number(row - 1, 0, float(life.discount_rate))
        for (year, amount), (_, other) in zip(life.by_year(), cloud.by_year(), strict=True):
            sheet.write_number(row - 1, 1 + year, float(amount))
            sheet.write_number(row - 1, 7 + year, float(amount - other))
        sheet.write_number(row - 1, 12, guesses[life.bundle])
        sheet.write_formula(row - 1, 13, f"=B{row}+NPV(A{row},C{row}:F{row})")
        sheet.write_formula(row - 1, 14, f"=-PMT(A{row},5,N{row},0,1)")
        sheet.write_formula(row - 1, 15, f"=IRR(H{row}:L{row},M{row})")
    workbook.close()
    (tmp_path / "flows.xlsx").write_bytes(stream.getvalue())
    [converted] = office.convert(tmp_path / "flows.xlsx", to="xlsx")
    rows = openpyxl.load_workbook(converted, data_only=True).worksheets[0].iter_rows(values_only=True)
    for life, calculated in zip(lives, rows, strict=True):
        difference = [one - two for (_, one), (_, two) in zip(life.by_year(), cloud.by_year(), strict=True)]
        assert round(D(repr(calculated[13])), 2) == life.npv
        assert round(D(repr(calculated[14])), 2) == life.equivalent_annual_cost
        assert calculated[15] == pytest.approx(float(irr(difference)), abs=1e-9)


# ------------------------------------------------------------------ bad input, and what is said


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"years": 0}, "years: 0 is out of bounds. Allowed: 1 to 15, whole numbers."),
        ({"years": 16}, "years: 16 is out of bounds. Allowed: 1 to 15, whole numbers."),
        ({"years": 2.5}, "years: 2.5 is out of bounds. Allowed: 1 to 15, whole numbers."),
        ({"years": True}, "years: True is out of bounds."),
        ({"discount_rate": D(-1)}, "discount_rate: -1 is out of bounds. Allowed: above -1, up to 1"),
        ({"discount_rate": 10}, "discount_rate: 10 is out of bounds. Allowed: above -1, up to 1; write 0.10 for 10%."),
        ({"discount_rate": float("nan")}, "horizon: 'nan' is not a number"),
        ({"escalation": D("-1.5")}, "escalation: -1.5 is out of bounds."),
        ({"currency_drift": D(4)}, "currency_drift: 4 is out of bounds."),
        ({"duty_rate": D(20)}, "duty_rate: 20 is out of bounds. Allowed: 0 to 1; write 0.13 for 13%."),
        ({"duty_rate": D("-0.05")}, "duty_rate: -0.05 is out of bounds."),
    ],
)
def test_figures_out_of_bounds_are_refused(book: PriceBook, priced: Price, figures: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as error:
        life_cycle(priced("medium"), Horizon(**figures))
    assert words in str(error.value)


def test_every_figure_at_fault_is_named_at_once(book: PriceBook, priced: Price) -> None:
    with pytest.raises(InputError) as error:
        life_cycle(priced("medium"), Horizon(years=99, discount_rate=D(-2), duty_rate=D(5)))
    assert [fault.where for fault in error.value.faults] == ["years", "discount_rate", "duty_rate"]


def test_a_negative_rate_is_allowed_and_said(book: PriceBook, priced: Price) -> None:
    life = life_cycle(priced("medium"), Horizon(discount_rate=D("-0.02")))
    assert life.npv > life.tco
    assert [remark.en for remark in life.remarks] == [
        "The discount rate is negative (-2%): later costs weigh more than those of today."
    ]
    assert life_cycle(priced("medium")).remarks == ()


def test_a_rate_may_be_a_float_and_is_read_as_it_prints(book: PriceBook, priced: Price) -> None:
    estimate = priced("medium")
    assert life_cycle(estimate, Horizon(discount_rate=0.1)) == life_cycle(estimate, Horizon(discount_rate=D("0.1")))


@pytest.mark.parametrize("rate", ["-1", "-3", "NaN"])
def test_npv_refuses_a_rate_that_makes_no_sense(rate: str) -> None:
    with pytest.raises(InputError, match=r"out of bounds. Allowed: above -1"):
        npv([D(1), D(1)], D(rate))


def test_the_conventions_are_said_in_every_language(book: PriceBook, priced: Price) -> None:
    convention, change = life_cycle(priced("medium"), Horizon(escalation=D("0.02"))).conventions
    assert "year 0 + NPV(rate, later years)" in convention.en
    assert "année 0 + VAN(taux\u00a0; années suivantes)" in convention.fr
    assert "السنة 0 مضافًا إليها ناتج الدالة NPV بمعدل الخصم على السنوات اللاحقة" in convention.ar
    assert "rise by 2% a year, foreign currencies by 0% a year" in change.en
