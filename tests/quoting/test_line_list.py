"""A plain list of lines: added up, with tax in its prices or without, credited and corrected, and compared."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.files.faults import InputError, MoneyError
from costmodel.files.records import validate
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book
from costmodel.quoting.line_list import LineList, PlainLine
from costmodel.quoting.totals import DocumentAmount, Sums, sums

MRU = load_price_book().currencies.currency("MRU")
CENT = Decimal("0.01")


def d(words: object) -> Decimal:
    return Decimal(str(words))


ITEM = {"item_name": "Training", "quantity": 2, "unit_price": "1500.00", "tax_category": "S", "tax_percent": 16}


def listed(**changes: Any) -> LineList:
    """A list of one line, changed."""
    own = {key: value for key, value in {**ITEM, **changes}.items() if value is not None}
    return validate({"currency": "MRU", "lines": [own]}, LineList, where="lines.json")


def said(**changes: Any) -> str:
    """The one sentence that is said of a list at fault."""
    with pytest.raises(InputError) as caught:
        listed(**changes)
    (fault,) = caught.value.faults
    return str(fault)


def test_a_list_is_added_up(book: PriceBook) -> None:
    result = listed(quantity=3, base_quantity=2, discounts=["10"], charges=["2.50"]).sums(
        book.currencies.currency("MRU")
    )
    assert [str(net) for net in result.net_amounts] == ["2242.50"]
    assert str(result.totals.payable) == "2601.30"


def test_discounts_and_charges_are_rounded_to_the_minor_unit_before_they_are_taken(book: PriceBook) -> None:
    whole = validate(
        {
            "currency": "MRU",
            "lines": [{**ITEM, "discounts": ["0.005"]}],
            "discounts": [{"amount": "0.125", "tax_category": "S", "tax_percent": 16}],
            "prepaid": "0.005",
            "rounding": "-0.005",
        },
        LineList,
        where="lines.json",
    )
    totals = whole.sums(book.currencies.currency("MRU")).totals
    assert str(totals.lines_net) == "2999.99"
    assert (str(totals.discounts), str(totals.prepaid), str(totals.rounding)) == ("0.13", "0.01", "-0.01")


def test_tax_percent_and_tax_rate_say_the_same(book: PriceBook) -> None:
    money = book.currencies.currency("MRU")
    by_rate = listed(tax_percent=None, tax_rate="0.16").sums(money)
    assert by_rate == listed(tax_percent=16).sums(money)
    assert str(by_rate.taxes[0].tax_rate) == "0.16"


@pytest.mark.parametrize("changes", [{"tax_rate": "0.16"}, {"tax_percent": None}])
def test_the_rate_of_tax_is_given_once(changes: dict[str, Any]) -> None:
    assert said(**changes) == "lines.json: lines[0]: needs either tax_percent (16) or tax_rate (0.16)."


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"quantity": "many"}, "lines[0].quantity", "many"),
        ({"quantity": True}, "lines[0].quantity", "True"),
        ({"quantity": [2]}, "lines[0].quantity", "2"),
        ({"unit_price": "NaN"}, "lines[0].unit_price", "'NaN' is not a number"),
        ({"unit_price": "-Infinity"}, "lines[0].unit_price", "'-Infinity' is not a number"),
        ({"unit_price": Decimal("NaN")}, "lines[0].unit_price", "valid decimal"),
        ({"quantity": "1e16"}, "lines[0].quantity", "less than or equal to 1000000000000000"),
        ({"unit_price": "1e99"}, "lines[0].unit_price", "less than or equal to 1000000000000000"),
        ({"unit_price": "-1"}, "lines[0].unit_price", "to credit a line, make its quantity negative."),
        ({"base_quantity": 0}, "lines[0].base_quantity", "greater than 0"),
        ({"base_quantity": -1}, "lines[0].base_quantity", "greater than 0"),
        ({"tax_percent": 116}, "lines[0].tax_percent", "less than or equal to 100"),
        ({"tax_percent": -1}, "lines[0].tax_percent", "greater than or equal to 0"),
        ({"item_name": ""}, "lines[0].item_name", "1 character"),
        ({"quantity": None}, "lines[0].quantity", "is missing"),
        ({"base_quantty": 6}, "lines[0].base_quantty", "Nearest: 'base_quantity'."),
        ({"tax_percents": 16}, "lines[0].tax_percents", "Nearest: 'tax_percent'."),
    ],
)
def test_a_value_at_fault_is_named_with_its_line(changes: dict[str, Any], place: str, message: str) -> None:
    sentence = said(**changes)
    assert sentence.startswith(f"lines.json: {place}: ")
    assert message in sentence


def test_a_list_needs_a_line() -> None:
    with pytest.raises(InputError) as caught:
        validate({"currency": "MRU", "lines": []}, LineList, where="lines.json")
    assert str(caught.value) == "lines.json: lines: the list has no line; give at least one."


@pytest.mark.parametrize(
    "changes",
    [{"quantity": "1e15", "unit_price": "1e15"}, {"base_quantity": "1e-999"}, {"quantity": "-2", "unit_price": "1e15"}],
)
def test_a_product_that_is_too_large_is_no_amount(book: PriceBook, changes: dict[str, Any]) -> None:
    with pytest.raises(MoneyError, match="is too large; at most 1,000,000,000,000,000 is allowed"):
        listed(**changes).sums(book.currencies.currency("MRU"))


@pytest.mark.parametrize(
    ("quantity", "price", "payable"),
    [
        (1, "999999999999999.99", "999999999999999.99"),
        ("1e15", "0.999999999999999999999999", "1000000000000000.00"),
    ],
)
def test_the_largest_amounts_are_exact(book: PriceBook, quantity: object, price: str, payable: str) -> None:
    result = listed(quantity=quantity, unit_price=price, tax_percent=0).sums(book.currencies.currency("MRU"))
    assert str(result.totals.payable) == payable


def test_a_list_is_added_up_as_its_lines_and_amounts_are(book: PriceBook) -> None:
    """Each amount is rounded first and taxed in its own category, which the totals by category show."""
    given = {
        "currency": "MRU",
        "lines": [
            {"item_name": "A", "quantity": 2, "unit_price": "100", "tax_category": "S", "tax_percent": 16,
             "charges": ["0.005"]},
            {"item_name": "B", "quantity": 1, "unit_price": "50", "tax_category": "E", "tax_percent": 0},
        ],
        "discounts": [{"amount": Decimal("10.004"), "tax_category": "E", "tax_percent": 0}],
        "charges": [{"amount": Decimal("20.005"), "tax_category": "S", "tax_percent": 16}],
    }  # fmt: skip
    made = validate(given, LineList, where="lines.json").sums(book.currencies.currency("MRU"))
    expected = sums(
        [
            PlainLine(d(2), d(100), "S", d("0.16"), charge_amounts=(d("0.01"),)),
            PlainLine(d(1), d(50), "E", d(0)),
        ],
        decimals=2,
        discounts=[DocumentAmount(d(10), "E", d(0))],
        charges=[DocumentAmount(d("20.01"), "S", d("0.16"))],
    )
    assert made == expected
    assert [(tax.tax_category, tax.taxable) for tax in made.taxes] == [("S", d("220.02")), ("E", d(40))]


# ------------------------------------------------------------------ credits, corrections, what a document states

STATING: dict[str, Any] = {
    "currency": "MRU",
    "lines": [{"item_name": "a", "quantity": 3, "unit_price": "100", "tax_category": "S", "tax_percent": 16}],
}


def stating(book: PriceBook, line: Mapping[str, Any] = {}, **more: Any) -> tuple[str, list[tuple[str, str, str]]]:
    """What is payable, and every difference as text."""
    made = {**STATING, "lines": [{**STATING["lines"][0], **line}], **more}
    whole = validate(made, LineList, where="lines.json")
    found = whole.sums(book.currencies.currency("MRU"))
    return str(found.totals.payable), [
        (one.where, f"{one.stated:f}", f"{one.right:f}")
        for one in whole.differences(found, book.currencies.currency("MRU"))
    ]


def test_a_credit_note_and_its_corrections(book: PriceBook) -> None:
    assert stating(book, {"quantity": -3})[0] == "-348.00"
    assert stating(book, {"discounts": ["-10"], "charges": ["-4"]})[0] == "354.96"
    charge = {"amount": "-50", "tax_category": "S", "tax_percent": 16}
    assert stating(book, charges=[charge], discounts=[charge])[0] == "348.00"
    assert stating(book, charges=[charge])[0] == "290.00"


def test_what_a_document_states_stands_beside_what_is_right(book: PriceBook) -> None:
    assert stating(book, {"net_amount": "300.00"}, payable="348", tax="48.00")[1] == []
    assert stating(book, {"net_amount": "310"}, payable="348.01", lines_net="300")[1] == [
        ("lines[0].net_amount", "310", "300.00"),
        ("payable", "348.01", "348.00"),
    ]


def test_prices_with_tax_by_choice(book: PriceBook) -> None:
    """Three at 116 are 348 with tax, 300 without it; a discount of 11.60 with tax takes 10 away."""
    assert stating(book, {"unit_price": "116"}, prices="tax_inclusive", lines_net="300.00")[0] == "348.00"
    assert stating(book, {"unit_price": "116", "discounts": ["11.60"]}, prices="tax_inclusive")[0] == "336.40"


# ------------------------------------------------------------------ what is true of every list with tax in its prices

CENTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
RATES = st.sampled_from([16, 14, 5, 0, "19.6"])


def whole_list(rows: list[tuple[Decimal, Any, int]], *, sign: int = 1, **more: Any) -> tuple[LineList, Sums]:
    """Lines of a quantity of either sign at a price of one cent and more, and a discount on each rate."""
    lines = [
        {"item_name": "x", "quantity": sign * quantity, "unit_price": abs(price), "tax_category": "S",
         "tax_percent": percent}
        for price, percent, quantity in rows
    ]  # fmt: skip
    off = [{"amount": sign * d("0.37"), "tax_category": "S", "tax_percent": rows[0][1]}]
    given = {"currency": "MRU", "prices": "tax_inclusive", "lines": lines, "discounts": off, **more}
    made = validate(given, LineList, where="lines.json")
    return made, made.sums(MRU)


@given(rows=st.lists(st.tuples(CENTS, RATES, st.integers(-9, 9)), min_size=1, max_size=8))
def test_prices_with_tax_add_up_to_the_total_with_tax(rows: list[tuple[Decimal, Any, int]]) -> None:
    made, found = whole_list(rows)
    total = found.totals
    assert total.tax_inclusive == sum(abs(price) * quantity for price, _, quantity in rows) - d("0.37")
    assert total.lines_net == sum(found.net_amounts)
    assert total.lines_net - total.discounts + total.charges == total.tax_exclusive
    assert total.tax_exclusive == sum(tax.taxable for tax in found.taxes)
    for tax in found.taxes:
        assert abs(tax.taxable * tax.tax_rate - tax.tax) <= CENT
    for line, net in zip(made.lines, found.net_amounts, strict=True):
        exact = line.quantity * line.unit_price / (1 + line.key[1])
        assert abs(exact - net) <= CENT


@given(rows=st.lists(st.tuples(CENTS, RATES, st.integers(-9, 9)), min_size=1, max_size=8))
def test_a_credit_note_is_its_invoice_with_the_other_sign(rows: list[tuple[Decimal, Any, int]]) -> None:
    for prices in ("tax_inclusive", "tax_exclusive"):
        _, one = whole_list(rows, prices=prices)
        _, other = whole_list(rows, sign=-1, prices=prices)
        assert [-net for net in one.net_amounts] == list(other.net_amounts)
        assert [-value for _, value in one.totals] == [value for _, value in other.totals]
        assert not any(str(value).startswith("-0.00") for found in (one, other) for _, value in found.totals)


@given(nets=st.lists(st.tuples(CENTS.map(abs), RATES), min_size=1, max_size=6))
def test_prices_that_are_exact_with_tax_give_back_what_they_were_without(nets: list[tuple[Decimal, Any]]) -> None:
    """Hundreds with their tax: nothing is left to round."""
    rows = [(net * 1000 * (1 + d(percent) / 100), percent, 1) for net, percent in nets]
    made, found = whole_list(rows, discounts=[])
    assert list(found.net_amounts) == [net * 1000 for net, _ in nets]
    assert made.differences(found, MRU) == ()


def test_what_is_left_of_a_rate_goes_to_the_largest_remainders() -> None:
    """Three at 33.33 with 16 % are 99.99: 86.20 and 13.79; 28.7328 each, and the two cents that are missing."""
    rows = [(d("33.33"), 16, 1)] * 3
    _, found = whole_list(rows, discounts=[])
    assert [str(net) for net in found.net_amounts] == ["28.74", "28.73", "28.73"]
    assert (str(found.totals.tax), str(found.totals.tax_inclusive)) == ("13.79", "99.99")


def test_every_amount_that_a_quotation_states_is_compared() -> None:
    rows = [(d(116), 16, 3)]
    stated: dict[str, Any] = {
        "lines_net": "301", "discounts_total": "1", "charges_total": "2", "tax_exclusive": "3", "tax": "4",
        "tax_inclusive": "5", "payable": "6",
        "taxes": [{"tax_category": "S", "tax_rate": "0.16", "taxable": "7", "tax": "48.00"},
                  {"tax_category": "E", "tax_percent": 0, "tax": "8"}],
    }  # fmt: skip
    made, found = whole_list(rows, discounts=[], **stated)
    assert [(one.where, str(one.right)) for one in made.differences(found, MRU)] == [
        ("taxes[0].taxable", "300.00"),
        ("taxes[1].tax", "0.00"),
        ("lines_net", "300.00"),
        ("discounts_total", "0.00"),
        ("charges_total", "0.00"),
        ("tax_exclusive", "300.00"),
        ("tax", "48.00"),
        ("tax_inclusive", "348.00"),
        ("payable", "348.00"),
    ]
