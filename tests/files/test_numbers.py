"""Numbers as people type them: what is read, what is refused, and that what the product prints reads back alike."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from costmodel.files.faults import InputError
from costmodel.files.numbers import MAX_DIGITS, Settled, decimal_mark, exact, typed, unambiguous
from costmodel.files.records import Record, validate
from costmodel.files.strict_yaml import parse_json, parse_yaml
from costmodel.files.tables import read_table, records
from costmodel.files.yaml_writer import to_yaml
from costmodel.money.currencies import Money
from costmodel.words import text as words
from costmodel.words.text import LANGUAGES, Language, arabic_indic

Readings = Sequence[str]


@pytest.mark.parametrize(
    ("text", "readings", "unit"),
    [
        ("1250", ["1250"], ""),
        ("12.500", ["12500", "12.500"], ""),
        ("4,500 MRU", ["4500", "4.500"], "MRU"),
        ("-9.000", ["-9000", "-9.000"], ""),
        ("0.125", ["0.125"], ""),
        ("0,125", ["0.125"], ""),
        ("1250.500", ["1250.500"], ""),
        ("1 250,500", ["1250.500"], ""),
        ("1.250,500", ["1250.500"], ""),
        ("1.250.000", ["1250000"], ""),
        ("1,250,000.50", ["1250000.50"], ""),
        ("12.50", ["12.50"], ""),
        ("12,5", ["12.5"], ""),
        (",5", ["0.5"], ""),
        ("1'250.50", ["1250.50"], ""),
        ("1’250’000", ["1250000"], ""),
        ("1\u2009250\u202f%", ["1250"], "%"),
        ("٪\u00a0١٦", ["16"], "%"),
        ("١٢٬٥٠٠٫٧٥", ["12500.75"], ""),
        ("۱۲٫۵۰۰", ["12.500"], ""),
        ("١٢،٥٠٠", ["12500", "12.500"], ""),
        ("\u2212 3,5", ["-3.5"], ""),
        ("\u2066\u200f12 500 UM\u2069", ["12500"], "UM"),
        ("$1,250.50", ["1250.50"], "$"),
        ("-$5", ["-5"], "$"),
        ("1.5e3", ["1500"], ""),
    ],
)
def test_a_number_and_its_readings(text: str, readings: Readings, unit: str) -> None:
    found = typed(text)
    assert found is not None
    assert found.readings == tuple(map(Decimal, readings))
    assert found.unit == unit


@pytest.mark.parametrize(
    "text",
    ["", " ", "many", "12 50", "1,25,000", "1.250.00", "01.250.000", "1.250 000", "5.", "1..5", "--5", "5 %%", "½",
     "% 5 %", "$5€", "0x10", "12 500,00 MRU (x)", "9" * (MAX_DIGITS + 1), "1e9999", "\ud800" "5", ".", ","],
)  # fmt: skip
def test_a_text_that_is_no_number(text: str) -> None:
    assert typed(text) is None


# ------------------------------------------------------------------ what settles two readings


class Row(Record):
    """A row with numbers between bounds, and a text."""

    name: str = ""
    price: Money | None = None
    factor: Annotated[Decimal, Field(gt=0, le=10)] | None = None
    share: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    count: Annotated[int, Field(ge=1, le=50)] | None = None
    many: Annotated[int, Field(ge=1)] | None = None
    pair: tuple[Decimal, Decimal] | None = None


def read(**values: Any) -> Row:
    return validate(values, Row, where="row")


def refused(**values: Any) -> str:
    with pytest.raises(InputError) as error:
        read(**values)
    return str(error.value)


def test_the_bounds_of_a_field_settle_a_number() -> None:
    assert read(factor="1.125").factor == Decimal("1.125")
    assert read(share="1.000").share == 1
    assert read(share="12.500 %").share == Decimal("0.125")
    assert read(count="2.000").count == 2
    assert read(many="12.345").many == 12345, "a count has no decimals"


def test_where_nothing_settles_a_number_both_readings_are_named() -> None:
    assert refused(many="9.000") == "row: many: '9.000' has two readings; write 9000 or 9."
    assert refused(pair=["1.250", 2]) == "row: pair[0]: '1.250' has two readings; write 1250 or 1.25."
    assert refused(price="12.545 UM") == "row: price: '12.545 UM' has two readings; write 12545 UM or 12.5450 UM."


def test_a_number_of_the_wrong_kind() -> None:
    assert refused(many="12 MRU") == "row: many: '12 MRU' has a unit; write the number alone."
    assert refused(many="1,5").startswith("row: many: input should be a whole number")
    assert refused(share="150 %").startswith("row: share: input should be less than or equal to 1")


def test_a_text_field_keeps_what_was_typed() -> None:
    assert read(name="12.500").name == "12.500"
    assert read(name="50 %").name == "50 %"


CARD = "name;price;factor\n"


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        (("12.500 MRU", "1.250,50 MRU"), "12500"),
        (("12.500 MRU", "7,5 MRU"), "12500"),
        (("12.500 MRU", "1.250.000 MRU"), "12500"),
        (("12,500 MRU", "7,5 MRU"), "12.5"),
        (("12.500 MRU", "7.50 MRU"), "12.5"),
        (("12,500 MRU", "1,250,000 MRU"), "12500"),
    ],
)
def test_another_number_of_the_column_settles_it(tmp_path: Path, prices: tuple[str, str], expected: str) -> None:
    assert column(tmp_path, prices)[0].price == Money(amount=Decimal(expected), currency="MRU")


@pytest.mark.parametrize(
    "prices",
    [
        ("4,500 MRU", "5 200 MRU"),
        ("4,500 MRU", "4,600 MRU"),
        ("4,500 MRU", "7,5 MRU", "7.5 MRU"),
        ("4,500 MRU",),
    ],
)
def test_a_column_that_settles_nothing(tmp_path: Path, prices: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=r"'4,500 MRU' has two readings; write 4500 MRU or 4.5 MRU"):
        column(tmp_path, prices)


class Rows(Record):
    """Rows of a table."""

    rows: tuple[Row, ...]


def column(folder: Path, prices: Sequence[str]) -> tuple[Row, ...]:
    path = folder / "card.csv"
    path.write_text("name;price\n" + "".join(f"12,5 %;{price}\n" for price in prices), encoding="utf-8")
    value, lines = records(read_table(path), path=path, columns=("name", "price"), key="name", name="rows", at_most=9)
    return validate(value, Rows, where=str(path), lines=lines).rows


def test_the_mark_that_a_column_proves() -> None:
    assert decimal_mark(["12.500", "5 200", 3, None, "x"]) == ""
    assert decimal_mark(["12.500", "0,5"]) == ","
    assert decimal_mark(["0,5", "0.5"]) == ""


@pytest.mark.parametrize(("mark", "expected"), [(".", "12.5"), (",", "12500")])
def test_a_file_states_its_decimal_mark(mark: str, expected: str) -> None:
    value, _ = parse_yaml(f"decimal: '{mark}'\nprice: 12.500 MRU\npair: [12.500, 1.25]\n", where="row.yaml")
    row = validate(value, Row, where="row.yaml")
    assert row.price == Money(amount=Decimal(expected), currency="MRU")
    assert row.pair == (Decimal(expected), Decimal("1.25"))


def test_a_decimal_mark_that_is_none() -> None:
    with pytest.raises(InputError) as error:
        parse_yaml("decimal: comma\n", where="row.yaml")
    assert (
        str(error.value)
        == "row.yaml: decimal: line 1: 'comma' is no mark of decimals; write a point or a comma, in quotes."
    )


def test_a_settled_text_is_copied_with_its_mark() -> None:
    for again in (copy.copy(Settled("12.500", ".")), copy.deepcopy(Settled("12.500", "."))):
        assert (again, again.decimal) == ("12.500", ".")


def test_facts_and_json_are_exact() -> None:
    value, _ = parse_yaml("many: 9.000\n", where="facts.yaml", exact=True)
    assert value == {"many": 9}
    made = parse_json('{"price": {"amount": "12.500", "currency": "MRU"}, "pair": [12.500, "4,500"]}', where="x")
    row = validate(made, Row, where="x")
    assert row.price == Money(amount=Decimal("12.5"), currency="MRU")
    assert row.pair == (Decimal("12.5"), Decimal(4500))


# ------------------------------------------------------------------ numbers of other libraries


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(60000), 60000),
        (np.float64(0.1), Decimal("0.1")),
        (np.float32(0.1), Decimal("0.1")),
        (0.1, Decimal("0.1")),
        (Fraction(1, 8), Decimal("0.125")),
        (pd.Series([1.5])[0], Decimal("1.5")),
        (float("nan"), None),
        (Decimal("NaN"), None),
        (np.float64("nan"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (None, None),
        ("8%", "8%"),
    ],
)
def test_a_number_of_any_kind_is_exact(value: object, expected: object) -> None:
    assert exact(value) == expected


def test_fields_take_numbers_of_any_kind() -> None:
    assert read(
        factor=np.float64(1.125), share="8%", count=np.int64(3), many=Decimal(4), pair=(Fraction(1, 2), 0.25)
    ) == (read(factor=Decimal("1.125"), share=Decimal("0.08"), count=3, many=4, pair=(Decimal("0.5"), Decimal("0.25"))))
    assert read(factor=np.nan, share=pd.NA) == read()


# ------------------------------------------------------------------ what is printed reads back

numbers = (
    st.decimals(-(10**12), 10**12, places=3) | st.decimals(-(10**6), 10**6, places=2) | st.integers(-(10**9), 10**9)
)


def back(printed: str, expected: Decimal) -> None:
    """A number that is printed and typed back is the same, or has two readings of which it is one."""
    found = typed(printed)
    assert found is not None, printed
    assert expected in found.shares
    assert len(found.shares) == 1 or len(found.readings) == 2


@given(value=numbers, language=st.sampled_from(LANGUAGES), indic=st.booleans())
def test_an_amount_printed_in_any_language_reads_back_or_is_refused(
    value: Decimal | int, language: Language, indic: bool
) -> None:
    amount = Decimal(value)
    printed = words.money(amount, "MRU", language, decimals=3)
    plain = words.number(amount, language)
    for one in (printed, plain):
        back(arabic_indic(one) if indic and language == "ar" else one, amount)


@given(value=st.decimals(-2, 2, places=4), language=st.sampled_from(LANGUAGES), indic=st.booleans())
def test_a_percentage_printed_in_any_language_reads_back(value: Decimal, language: Language, indic: bool) -> None:
    printed = words.percent(value, language)
    back(arabic_indic(printed) if indic and language == "ar" else printed, value)


@given(value=numbers)
def test_what_the_product_writes_itself_has_one_reading(value: Decimal | int) -> None:
    number = Decimal(value)
    found = typed(unambiguous(number))
    assert found is not None
    assert found.readings == (number,)
    assert parse_yaml(to_yaml({"a": number}), where="")[0]["a"] == number
    assert Money.model_validate(str(Money(amount=number, currency="MRU"))).amount == number


@given(text=st.text("0123456789.,' -+%$€MRU\u00a0٫٬٠١٢", max_size=16))
def test_whatever_is_typed_is_a_number_or_is_none(text: str) -> None:
    found = typed(text)
    assert found is None or 1 <= len(found.readings) <= 2
    if found is not None and len(found.readings) == 2:
        assert found.readings[0] == 1000 * found.readings[1]
