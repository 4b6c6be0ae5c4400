"""The totals of a document by the rules of EN 16931, each by its clause."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tries import tries

from costmodel.files.faults import MoneyError
from costmodel.money.currencies import MAX_AMOUNT
from costmodel.quoting.line_list import PlainLine
from costmodel.quoting.totals import (
    DocumentAmount,
    Sums,
    TaxAmount,
    Totals,
    net_amount,
    sums,
    with_tax,
)

CENT = Decimal("0.01")
VAT = Decimal("0.16")


def d(words: object) -> Decimal:
    return Decimal(str(words))


def line(
    quantity: object,
    unit_price: object,
    *,
    category: str = "S",
    rate: object = VAT,
    base: object = 1,
    discounts: tuple[object, ...] = (),
    charges: tuple[object, ...] = (),
) -> PlainLine:
    return PlainLine(
        d(quantity), d(unit_price), category, d(rate), d(base), tuple(map(d, discounts)), tuple(map(d, charges))
    )


def on_all(amount: object, category: str = "S", rate: object = VAT) -> DocumentAmount:
    return DocumentAmount(d(amount), category, d(rate))


# ------------------------------------------------------------------ a line


@pytest.mark.parametrize(
    ("priced", "net"),
    [
        (line(3, "19.99"), "59.97"),
        (line(0, "19.99"), "0.00"),
        (line(-2, "150"), "-300.00"),
        (line(12, "9.95", base=6), "19.90"),
        (line(5, 100, base=12), "41.67"),
        (line(2, 500, discounts=(50, "12.34")), "937.66"),
        (line(2, 500, charges=(50, "12.34")), "1062.34"),
        (line(2, 500, discounts=(100,), charges=(25,)), "925.00"),
        (line(12, "9.95", base=6, discounts=("0.90",), charges=("1.00",)), "20.00"),
        (line("0.5", "0.25"), "0.13"),
        (line("0.5", "0.27"), "0.14"),
        (line("-0.5", "0.25"), "-0.13"),
        (line("0.5", "0.2499"), "0.12"),
    ],
)
def test_bt_131_net_is_quantity_times_price_by_base_quantity_less_discounts_plus_charges(
    priced: PlainLine, net: str
) -> None:
    assert str(net_amount(priced, CENT)) == net


@pytest.mark.parametrize(
    ("quantity", "price", "base"),
    [("1", "0.12499999999999999999999999999999999", 1), ("0.12499999999999999999999999999999999", "3", 3)],
)
def test_a_long_number_is_rounded_once(quantity: str, price: str, base: int) -> None:
    """0.1249… is 0.12: were it cut to 28 digits first, it would be 0.125, and then 0.13."""
    assert str(net_amount(line(quantity, price, base=base), CENT)) == "0.12"


def test_nothing_has_no_sign() -> None:
    result = sums([line("-0.1", "0.01"), line("-0.01", 1)], decimals=2)
    assert [str(net) for net in result.net_amounts] == ["0.00", "-0.01"]
    assert str(result.totals.tax) == "0.00"


@pytest.mark.parametrize(("decimals", "net"), [(0, "3000"), (2, "3000.02"), (3, "3000.015"), (4, "3000.0150")])
def test_amounts_have_the_decimals_of_their_currency(decimals: int, net: str) -> None:
    result = sums([line(2, "1500.0075")], decimals=decimals)
    assert str(result.net_amounts[0]) == net
    assert {-int(value.as_tuple().exponent) for _, value in result.totals} == {decimals}


@pytest.mark.parametrize(
    ("decimals", "price", "net", "tax"),
    [
        (0, "1234.5", "1235", "198"),
        (0, "-1234.5", "-1235", "-198"),
        (3, "0.0625", "0.063", "0.010"),
        (4, "0.00005", "0.0001", "0.0000"),
    ],
)
def test_half_is_rounded_away_from_zero_in_every_currency(decimals: int, price: str, net: str, tax: str) -> None:
    result = sums([line(1, price)], decimals=decimals)
    assert (str(result.net_amounts[0]), str(result.totals.tax)) == (net, tax)


# ------------------------------------------------------------------ the document


def test_a_document_by_every_clause() -> None:
    result = sums(
        [
            line(10, "1250.00", discounts=(500,)),
            line(3, "333.333"),
            line(2, 4000, category="E", rate=0),
            line(-1, 200),
        ],
        decimals=2,
        discounts=[on_all(600), on_all(400, "E", 0)],
        charges=[on_all(150)],
        prepaid=d(5000),
        rounding=d("-0.05"),
    )
    assert [str(net) for net in result.net_amounts] == ["12000.00", "1000.00", "8000.00", "-200.00"]
    assert result.taxes == (
        TaxAmount(tax_category="S", tax_rate=VAT, taxable=d("12350.00"), tax=d("1976.00")),  # BR-CO-17
        TaxAmount(tax_category="E", tax_rate=d(0), taxable=d("7600.00"), tax=d("0.00")),
    )
    assert result.totals == Totals(
        lines_net=d("20800.00"),  # BR-CO-10
        discounts=d("1000.00"),  # BR-CO-11
        charges=d("150.00"),  # BR-CO-12
        tax_exclusive=d("19950.00"),  # BR-CO-13
        tax=d("1976.00"),  # BR-CO-14
        tax_inclusive=d("21926.00"),  # BR-CO-15
        prepaid=d("5000.00"),
        rounding=d("-0.05"),
        payable=d("16925.95"),  # BR-CO-16
    )


def test_br_co_10_rounded_lines_are_added_and_not_rounded_again() -> None:
    """Three lines of 0.335: rounded one by one 0.34 × 3 = 1.02, and not 1.005 → 1.01."""
    assert str(sums([line(1, "0.335")] * 3, decimals=2).totals.lines_net) == "1.02"


def test_br_co_17_tax_is_computed_on_the_sum_of_a_category_not_line_by_line() -> None:
    """Three lines of 0.33: 0.99 × 16 % = 0.1584 → 0.16, and not 3 × 0.05."""
    (part,) = sums([line(1, "0.33")] * 3, decimals=2).taxes
    assert (str(part.taxable), str(part.tax)) == ("0.99", "0.16")


def test_br_co_14_rounded_taxes_are_added_and_not_rounded_again() -> None:
    """0.03 × 16 % = 0.0048 → 0.00 and 0.03 × 18 % = 0.0054 → 0.01."""
    result = sums([line(1, "0.03"), line(1, "0.03", rate="0.18")], decimals=2)
    assert [str(part.tax) for part in result.taxes] == ["0.00", "0.01"]
    assert str(result.totals.tax) == "0.01"


@pytest.mark.parametrize(
    ("net", "rate", "tax"), [("0.03125", "0.16", "0.00"), ("3.125", "0.2", "0.63"), ("-3.125", "0.2", "-0.63")]
)
def test_br_co_17_tax_is_rounded_half_up(net: str, rate: str, tax: str) -> None:
    assert str(sums([line(1, net, rate=rate)], decimals=2).taxes[0].tax) == tax


def test_one_category_with_two_rates_is_taxed_apart() -> None:
    result = sums([line(1, 100), line(1, 100, rate="0.18"), line(1, 50, rate="0.160")], decimals=2)
    assert [(part.tax_rate, str(part.taxable), str(part.tax)) for part in result.taxes] == [
        (VAT, "150.00", "24.00"),
        (d("0.18"), "100.00", "18.00"),
    ]


@pytest.mark.parametrize(
    ("discount", "taxable"),
    [
        (on_all(30), ["70.00", "100.00", "100.00"]),
        (on_all(30, "S", "0.18"), ["100.00", "70.00", "100.00"]),
        (on_all(30, "E", 0), ["100.00", "100.00", "70.00"]),
    ],
)
def test_a_document_discount_reduces_the_base_of_its_own_category_and_rate(
    discount: DocumentAmount, taxable: list[str]
) -> None:
    lines = [line(1, 100), line(1, 100, rate="0.18"), line(1, 100, category="E", rate=0)]
    assert [str(part.taxable) for part in sums(lines, decimals=2, discounts=[discount]).taxes] == taxable


def test_a_document_charge_raises_the_base_of_its_own_category() -> None:
    result = sums([line(1, 100), line(1, 100, category="E", rate=0)], decimals=2, charges=[on_all(25)])
    assert [str(part.taxable) for part in result.taxes] == ["125.00", "100.00"]
    assert str(result.totals.tax) == "20.00"


def test_a_credit_note_is_its_document_with_a_minus() -> None:
    bought, returned = sums([line(3, "0.335")], decimals=2), sums([line(-3, "0.335")], decimals=2)
    assert returned.totals.payable == -bought.totals.payable


@pytest.mark.parametrize(("prepaid", "rounding", "payable"), [("100", "0", "16.00"), ("0", "0.04", "116.04")])
def test_br_co_16_payable_is_the_total_less_prepaid_plus_rounding(prepaid: str, rounding: str, payable: str) -> None:
    result = sums([line(1, 100)], decimals=2, prepaid=d(prepaid), rounding=d(rounding))
    assert str(result.totals.payable) == payable


def test_an_empty_document_is_zero() -> None:
    assert {str(value) for _, value in sums([], decimals=2).totals} == {"0.00"}


# ------------------------------------------------------------------ against an independent computation


def half_up(exact: Fraction, decimals: int) -> Fraction:
    """Half away from zero, on fractions."""
    units = abs(exact) * 10**decimals
    whole = (2 * units.numerator + units.denominator) // (2 * units.denominator)
    return (1 if exact >= 0 else -1) * Fraction(whole, 10**decimals)


def amounts(decimals: int, *, least: int = 0) -> st.SearchStrategy[Decimal]:
    return st.integers(least, 10**9).map(lambda units: Decimal(units).scaleb(-decimals))


CATEGORIES = st.sampled_from([("S", VAT), ("S", d("0.18")), ("Z", d(0)), ("E", d(0)), ("S", d("0.055"))])
QUANTITIES = st.decimals(-10_000, 10_000, places=3)
PRICES = st.decimals(0, 10**7, places=4)
BASES = st.sampled_from([d(1), d(12), d(7), d("0.5")])


@st.composite
def documents(draw: st.DrawFn, *, most: int = 12) -> tuple[int, dict[str, Any]]:
    decimals = draw(st.sampled_from([0, 2, 3, 4]))
    few = st.lists(amounts(decimals), max_size=2).map(tuple)
    lines = st.tuples(QUANTITIES, PRICES, CATEGORIES, BASES, few, few).map(
        lambda of: PlainLine(of[0], of[1], *of[2], *of[3:])
    )
    whole = st.lists(st.tuples(amounts(decimals), CATEGORIES).map(lambda of: DocumentAmount(of[0], *of[1])), max_size=3)
    return decimals, {
        "lines": draw(st.lists(lines, max_size=most)),
        "discounts": draw(whole),
        "charges": draw(whole),
        "prepaid": draw(amounts(decimals)),
        "rounding": draw(amounts(decimals, least=-(10**9))),
    }


def assert_as_by_fractions(decimals: int, of: Mapping[str, Any], result: Sums) -> None:
    nets: list[Fraction] = []
    taxable: dict[tuple[str, Fraction], Fraction] = {}
    for priced in of["lines"]:
        exact = Fraction(priced.quantity) * Fraction(priced.unit_price) / Fraction(priced.base_quantity)
        exact += sum(map(Fraction, priced.charge_amounts)) - sum(map(Fraction, priced.discount_amounts))
        nets.append(half_up(exact, decimals))
        key = (priced.tax_category, Fraction(priced.tax_rate))
        taxable[key] = taxable.get(key, Fraction(0)) + nets[-1]
    for sign, many in ((-1, of["discounts"]), (1, of["charges"])):
        for amount in many:
            key = (amount.tax_category, Fraction(amount.tax_rate))
            taxable[key] = taxable.get(key, Fraction(0)) + sign * Fraction(amount.amount)
    taxes = {key: half_up(base * key[1], decimals) for key, base in taxable.items()}
    discounts, charges = (sum(Fraction(a.amount) for a in of[name]) for name in ("discounts", "charges"))
    exclusive = sum(nets) - discounts + charges
    inclusive = exclusive + sum(taxes.values())
    assert [Fraction(net) for net in result.net_amounts] == nets
    assert {(p.tax_category, Fraction(p.tax_rate)): (Fraction(p.taxable), Fraction(p.tax)) for p in result.taxes} == {
        key: (taxable[key], taxes[key]) for key in taxable
    }
    totals = result.totals
    assert Fraction(totals.lines_net) == sum(nets), "BR-CO-10"
    assert (Fraction(totals.discounts), Fraction(totals.charges)) == (discounts, charges), "BR-CO-11, BR-CO-12"
    assert Fraction(totals.tax_exclusive) == exclusive, "BR-CO-13"
    assert Fraction(totals.tax) == sum(taxes.values()), "BR-CO-14"
    assert Fraction(totals.tax_inclusive) == inclusive, "BR-CO-15"
    assert Fraction(totals.payable) == inclusive - Fraction(of["prepaid"]) + Fraction(of["rounding"]), "BR-CO-16"


@given(documents())
@tries(150)
def test_every_identity_holds_for_any_document(document: tuple[int, dict[str, Any]]) -> None:
    decimals, of = document
    assert_as_by_fractions(decimals, of, sums(of["lines"], decimals=decimals, **{k: of[k] for k in of if k != "lines"}))


def test_sixty_lines_add_up() -> None:
    lines = [
        line(n % 7 + 1, d("1234.565") + n, rate=VAT if n % 3 else d("0.18"), base=1 + n % 4, discounts=(n,))
        for n in range(60)
    ]
    off = [on_all("99.99")]
    of = {"lines": lines, "discounts": off, "charges": [], "prepaid": d(0), "rounding": d(0)}
    assert_as_by_fractions(2, of, sums(lines, decimals=2, discounts=off))


def test_an_amount_with_tax() -> None:
    assert with_tax(d(100), VAT) == d(116)


@pytest.mark.parametrize("price", [MAX_AMOUNT, -MAX_AMOUNT])
def test_a_line_may_be_as_large_as_an_amount_may_be_and_no_larger(price: Decimal) -> None:
    line = PlainLine(quantity=Decimal(1), unit_price=price, tax_category="S", tax_rate=Decimal("0.16"))
    assert net_amount(line, Decimal("0.01")) == price
    with pytest.raises(MoneyError) as error:
        net_amount(line._replace(quantity=Decimal(2)), Decimal("0.01"))
    assert str(error.value) == f"a line of 2 × {price} is too large; at most 1,000,000,000,000,000 is allowed."
