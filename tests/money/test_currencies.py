"""Amounts in a named currency: how they are read, added, rounded and split."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from costmodel.files.faults import InputError, MoneyError
from costmodel.files.strict_yaml import load
from costmodel.money.currencies import MAX_AMOUNT, Currency, CurrencyTable, Money, allocate, decimal_of

CURRENCIES = load(Path(__file__).parents[2] / "pricing_data" / "currencies.yaml", CurrencyTable)


def money(words: object) -> Money:
    return Money.model_validate(words)


def refused(words: object) -> str:
    """What is said about an amount that cannot be read."""
    with pytest.raises(ValidationError) as caught:
        money(words)
    (fault,) = caught.value.errors(include_url=False)
    return fault["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("250000 MRU", "250000", "MRU"),
        ("250000MRU", "250000", "MRU"),
        ("  250000 MRU ", "250000", "MRU"),
        ("MRU 250000", "250000", "MRU"),
        ("250000 mru", "250000", "MRU"),
        ("250.000.000 MRU", "250000000", "MRU"),
        ("1.250,50 MRU", "1250.50", "MRU"),
        ("1'250.50 UM", "1250.50", "MRU"),
        ("12,5 €", "12.5", "EUR"),
        ("$ 12.5", "12.5", "USD"),
        ("US$ 12.5", "12.5", "USD"),
        ("\u2066١٢٬٥٠٠٫٠٠\u00a0أوقية\u2069", "12500.00", "MRU"),
        ("12 500 أوقية قديمة", "12500", "MRO"),
        ("250 000 MRU", "250000", "MRU"),
        ("250_000 MRU", "250000", "MRU"),
        ("250\u00a0000.5 MRU", "250000.5", "MRU"),
        ("250\u202f000\u00a0MRU", "250000", "MRU"),
        ("-12.50 EUR", "-12.50", "EUR"),
        ("+0.005 USD", "0.005", "USD"),
        ("13200000 MRO", "13200000", "MRO"),
        ({"amount": Decimal(7), "currency": "MRU"}, "7", "MRU"),
    ],
)
def test_an_amount_is_read_with_its_currency(words: object, amount: str, currency: str) -> None:
    read = money(words)
    assert (str(read.amount), read.currency) == (amount, currency)
    assert money(str(read)) == read, "it reads back what it prints"


@pytest.mark.parametrize("number", [250000, Decimal(250000), 0, "250000", "1 250,50"])
def test_a_number_without_a_currency_is_no_amount(number: object) -> None:
    assert refused(number) == f"the amount {number} has no currency; write it as '{number} MRU'."


@pytest.mark.parametrize(
    "words", ["MRU", "12 50 MRU", "1.250.00 MRU", "1,5 % MRU", "250000 dinars", "many MRU", "5 MRU EUR", ""]
)
def test_words_that_are_no_amount(words: str) -> None:
    assert refused(words) == f"'{words}' is not an amount with its currency; write it as '250000 MRU'."


def test_an_amount_has_a_limit() -> None:
    assert money(f"{MAX_AMOUNT} MRU").amount == MAX_AMOUNT
    assert refused(f"{MAX_AMOUNT + 1} MRU") == "Input should be less than or equal to 1000000000000000"
    assert refused(f"-{MAX_AMOUNT + 1} MRU") == "Input should be greater than or equal to -1000000000000000"


def test_amounts_of_one_currency_add_up() -> None:
    assert money("10.25 USD") + money("0.75 USD") == money("11.00 USD")
    assert money("10.25 USD") - money("11 USD") == money("-0.75 USD")


def test_amounts_of_two_currencies_do_not() -> None:
    with pytest.raises(MoneyError) as caught:
        money("10 USD") + money("10 EUR")
    assert str(caught.value) == "cannot add USD and EUR; convert one first."
    with pytest.raises(MoneyError) as caught:
        money("10 MRU") - money("10 MRO")
    assert str(caught.value) == "cannot subtract MRU and MRO; convert one first."


def test_a_sum_that_becomes_too_large() -> None:
    with pytest.raises(MoneyError) as caught:
        money(f"{MAX_AMOUNT} MRU") + money("1000000000000000 MRU")
    assert str(caught.value) == "2.00000e+15 MRU is too large; at most 1,000,000,000,000,000 is allowed."
    with pytest.raises(MoneyError, match="is too large"):
        money(f"-{MAX_AMOUNT} MRU") - money("0.01 MRU")


def test_an_amount_does_not_change() -> None:
    amount = money("10 USD")
    with pytest.raises(ValidationError, match="frozen"):
        amount.currency = "EUR"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("code", "value", "rounded"),
    [
        ("MRU", "0.125", "0.13"),
        ("MRU", "0.135", "0.14"),
        ("MRU", "0.1249999", "0.12"),
        ("MRU", "-0.125", "-0.13"),
        ("MRU", "-0.1249999", "-0.12"),
        ("MRU", "2.675", "2.68"),
        ("MRU", "7", "7.00"),
        ("USD", "1.005", "1.01"),
        ("EUR", "-1.005", "-1.01"),
        ("MRO", "12345.65", "12345.7"),
        ("MRO", "12345.6", "12345.6"),
        ("MRO", "-0.05", "-0.1"),
        ("XOF", "0.5", "1"),
        ("XOF", "2.5", "3"),
        ("TND", "0.0005", "0.001"),
        ("CLF", "0.00005", "0.0001"),
    ],
)
def test_half_is_rounded_away_from_zero_at_the_minor_unit(code: str, value: str, rounded: str) -> None:
    assert str(CURRENCIES.currency(code).round(Decimal(value))) == rounded


@pytest.mark.parametrize(
    ("value", "rounded"), [(0.1 + 0.2, "0.30"), (2.675, "2.68"), (1e6, "1000000.00"), (-0.005, "-0.01")]
)
def test_a_float_becomes_money_by_its_shortest_decimal_form(value: float, rounded: str) -> None:
    assert str(CURRENCIES.currency("MRU").from_float(value)) == rounded


def test_the_old_ouguiya_keeps_one_decimal_and_is_printed_with_none() -> None:
    old, new = CURRENCIES.currency("MRO"), CURRENCIES.currency("MRU")
    assert (old.decimals, old.printed_decimals) == (1, 0)
    assert (new.decimals, new.printed_decimals, new.replaced) == (2, 2, None)
    assert old.replaced is not None
    assert (old.replaced.units, old.replaced.by, old.replaced.on) == (Decimal(10), "MRU", date(2018, 1, 1))
    assert old.replaced.legal_tender_until == date(2018, 6, 30)


@pytest.mark.parametrize(
    ("code", "nearest"), [("USB", "USD"), ("usd", "USD"), ("MRUU", "MRU"), ("EURO", "EUR"), ("XOFF", "XOF")]
)
def test_an_unknown_currency_with_the_nearest_spelling(code: str, nearest: str) -> None:
    with pytest.raises(InputError) as caught:
        CURRENCIES.currency(code, where="need.yaml: budget")
    message = str(caught.value)
    assert message.startswith(
        f"need.yaml: budget: '{code}' is not a currency of ISO 4217. Allowed: MRU, MRO, USD, EUR, "
    )
    assert message.endswith(f" in all). Nearest: '{nearest}'.")


@pytest.mark.parametrize("code", ["MRU", "USD", "EUR"])
def test_the_currencies_of_a_quote(code: str) -> None:
    assert CURRENCIES.contract_currency(code).code == code


def test_the_old_ouguiya_is_refused_for_a_quote() -> None:
    with pytest.raises(InputError) as caught:
        CURRENCIES.contract_currency("MRO", where="quote: currency")
    assert str(caught.value) == (
        "quote: currency: MRO was replaced by MRU on 2018-01-01 (10 MRO = 1 MRU) and cannot be the currency of a "
        "quote. Use MRU, USD, EUR; 'costmodel estimate --currency MRO' shows MRO beside it."
    )
    assert CURRENCIES.display_currency("MRO").code == "MRO"


@pytest.mark.parametrize("code", ["GBP", "XXX"])
def test_other_currencies_are_neither_quoted_nor_shown(code: str) -> None:
    with pytest.raises(InputError) as caught:
        CURRENCIES.contract_currency(code)
    assert str(caught.value) == f"currency: '{code}' is not a currency of a quote. Allowed: MRU, USD, EUR."
    with pytest.raises(InputError) as caught:
        CURRENCIES.display_currency(code)
    assert str(caught.value) == f"currency: '{code}' is not a currency used here. Allowed: MRU, MRO, USD, EUR."


def test_each_code_is_there_once() -> None:
    codes = [code for group in CURRENCIES.minor_units for code in group.codes]
    assert len(codes) == len(set(codes))
    assert not {old.id for old in CURRENCIES.replaced} & set(codes)


@pytest.mark.parametrize(
    ("value", "expected"), [("12.50", "12.50"), (" 7 ", "7"), (7, "7"), (Decimal("0.1"), "0.1"), ("-3", "-3")]
)
def test_a_number_from_text(value: object, expected: str) -> None:
    assert str(decimal_of(value, where="cell B2")) == expected


@pytest.mark.parametrize("value", ["", "seven", "1,5,", "Infinity", None, True, [1], "5 MRU"])
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(InputError) as caught:
        decimal_of(value, where="cell B2")
    assert str(caught.value) == f"cell B2: '{value}' is not a number; write digits, such as 1250.50."


def test_the_largest_number_is_allowed() -> None:
    assert decimal_of("1000000000000000", where="cell B2") == MAX_AMOUNT


@pytest.mark.parametrize(
    ("code", "home"), [("MRU", True), ("MRO", True), ("EUR", False), ("USD", False), ("XYZ", False)]
)
def test_the_working_currency_and_the_one_that_it_replaced_are_at_home(code: str, home: bool) -> None:
    assert CURRENCIES.at_home(code) is home


def test_a_number_that_is_too_large() -> None:
    with pytest.raises(InputError) as caught:
        decimal_of("1e16", where="cell B2")
    assert str(caught.value) == "cell B2: '1e16' is too large; at most 1,000,000,000,000,000 is allowed."


@pytest.mark.parametrize(
    ("total", "weights", "decimals", "parts"),
    [
        # 100 / 3 = 33.333…: one cent is left over, all fractions are equal, so the first part gets it
        ("100", ["1", "1", "1"], 2, ["33.34", "33.33", "33.33"]),
        # two cents are left over
        ("0.05", ["1", "1", "1"], 2, ["0.02", "0.02", "0.01"]),
        # 10 × 1/6 = 1.66…, 10 × 2/6 = 3.33…, 10 × 3/6 = 5: the one left over goes to the fraction .66…
        ("10", ["1", "2", "3"], 0, ["2", "3", "5"]),
        # 30 % at signature, 60 % at go-live, 10 % after the warranty; 370.365, 740.73, 123.455: the first half wins
        ("1234.55", ["0.3", "0.6", "0.1"], 2, ["370.37", "740.73", "123.45"]),
        # a discount of 999.99 over lines of 40 000, 25 000 and 0; 615.378…, 384.611…
        ("999.99", ["40000", "25000", "0"], 2, ["615.38", "384.61", "0.00"]),
        # a credit is split as the same charge would be
        ("-100", ["1", "1", "1"], 2, ["-33.34", "-33.33", "-33.33"]),
        ("-10", ["1", "2", "3"], 0, ["-2", "-3", "-5"]),
        # fewer units than parts
        ("0.01", ["1", "1", "1"], 2, ["0.01", "0.00", "0.00"]),
        ("0", ["1", "2"], 2, ["0.00", "0.00"]),
        # one part is all of it; old ouguiyas keep one decimal
        ("7.7", ["3"], 1, ["7.7"]),
        ("0.1", ["1", "9"], 1, ["0.0", "0.1"]),
    ],
)
def test_a_total_is_split_and_what_is_left_goes_to_the_largest_fractions(
    total: str, weights: list[str], decimals: int, parts: list[str]
) -> None:
    split = allocate(Decimal(total), [Decimal(weight) for weight in weights], decimals=decimals)
    assert [str(part) for part in split] == parts


@pytest.mark.parametrize("weights", [[], ["0"], ["0", "0"], ["1", "-1"], ["2", "-1"], ["-1"]])
def test_weights_that_cannot_be_split_over(weights: list[str]) -> None:
    with pytest.raises(MoneyError) as caught:
        allocate(Decimal(100), [Decimal(weight) for weight in weights], decimals=2)
    assert str(caught.value) == "a total can only be split over weights that are not negative and not all zero."


largest = MAX_AMOUNT * 100
totals = st.integers(-int(largest), int(largest)).map(lambda units: Decimal(units).scaleb(-2))
weight_lists = st.lists(st.decimals(0, 10**9, allow_nan=False, places=6), min_size=1, max_size=30).filter(any)


@given(total=totals, weights=weight_lists)
def test_the_parts_always_add_up(total: Decimal, weights: list[Decimal]) -> None:
    parts = allocate(total, weights, decimals=2)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert all(part * total >= 0 for part in parts), "no part has the other sign"
    assert all(part == Currency(id="MRU", decimals=2, printed_decimals=2).round(part) for part in parts)


@given(total=totals, weights=weight_lists)
def test_a_part_is_less_than_one_minor_unit_off_its_share(total: Decimal, weights: list[Decimal]) -> None:
    whole = sum(weights)
    for part, weight in zip(allocate(total, weights, decimals=2), weights, strict=True):
        assert abs(part - total * weight / whole) <= Decimal("0.01")
        assert weight != 0 or part == 0


@given(total=totals, weights=weight_lists)
def test_a_credit_mirrors_a_charge(total: Decimal, weights: list[Decimal]) -> None:
    mirrored = allocate(-total, weights, decimals=2)
    assert tuple(-part for part in mirrored) == allocate(total, weights, decimals=2)


@given(amounts=st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20))
def test_sums_of_money_are_exact(amounts: list[int]) -> None:
    total = Money(amount=Decimal(0), currency="MRU")
    for cents in amounts:
        total += Money(amount=Decimal(cents).scaleb(-2), currency="MRU")
    assert total.amount * 100 == sum(amounts)


@pytest.mark.parametrize(
    "text",
    [
        "1000",
        "1 000",
        "1\u00a0000",
        "1\u202f000",
        "1\u2009000",
        "1_000",
        " 1000 ",
        "1e3",
        "+1000",
        "1'000",
        "1’000",
        "1.000,00",
        "١٠٠٠",
        "۱٬۰۰۰",
        "100 000 %",
        "\uff11000",
    ],
)
def test_a_number_as_people_write_it(text: str) -> None:
    assert decimal_of(text, where="AMOUNT") == 1000


@pytest.mark.parametrize(
    "text", ["1.00,50", "1,00,000", "1__0", "12 50", "1.000 000", "01 000", "0x10", "-", "", "nan", "½", "1/2", "5."]
)
def test_a_number_that_can_be_misread_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"is not a number; write digits, such as 1250.50"):
        decimal_of(text, where="AMOUNT")


def test_a_float_is_money_by_its_shortest_decimal() -> None:
    assert Money(amount=0.1, currency="MRU") == Money(amount=Decimal("0.1"), currency="MRU")


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("12.500", "12500", "12.5"),
        ("4,500", "4500", "4.5"),
        ("-1,000", "-1000", "-1"),
        ("12.545", "12545", "12.5450"),
        ("\u0661,\u0662\u0665\u0660", "1250", "1.25"),
    ],
)
def test_a_number_with_two_readings_is_refused_with_both(text: str, first: str, second: str) -> None:
    with pytest.raises(InputError) as error:
        decimal_of(text, where="AMOUNT")
    assert str(error.value) == f"AMOUNT: '{text}' has two readings; write {first} or {second}."
    assert [decimal_of(one, where="") for one in (first, second)] == [Decimal(first), Decimal(second)]


def test_bounds_settle_a_number_with_two_readings() -> None:
    assert decimal_of("39.951", where="", low=Decimal(30), high=Decimal(45)) == Decimal("39.951")
    assert decimal_of("39.951", where="", low=Decimal(1000)) == 39951


@pytest.mark.parametrize("code", ["EUR", "USD"])
def test_a_currency_that_no_law_binds_to_the_ouguiya_needs_a_rate(code: str) -> None:
    with pytest.raises(MoneyError) as error:
        CURRENCIES.by_law(Decimal(5), code)
    assert str(error.value) == f"{code} has no legal relation to MRU; convert it at a dated rate."


def test_the_largest_amount_is_still_one() -> None:
    assert Money.of(MAX_AMOUNT, "MRU").amount == MAX_AMOUNT
    with pytest.raises(MoneyError):
        Money.of(MAX_AMOUNT + 1, "MRU")


def test_half_of_the_smallest_unit_is_rounded_up_before_it_is_split() -> None:
    assert allocate(Decimal("0.005"), [Decimal(1)], decimals=2) == (Decimal("0.01"),)
    assert allocate(Decimal("0.025"), [Decimal(1), Decimal(1)], decimals=2) == (Decimal("0.02"), Decimal("0.01"))
