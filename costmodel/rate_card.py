"""Rate cards: a seller's own prices for lines of an estimate, from YAML, CSV or Excel.

One item is `line, item_name, quantity, unit, unit_price` with the price as `1200 USD`; `unit_cost` with either a
price or a `margin` (share of price) tells the seller's own cost, which never leaves in a customer's file.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from costmodel.faults import InputError, MoneyError, said, shorten
from costmodel.money import MAX_AMOUNT, CurrencyTable, Money
from costmodel.record import Line, Record, validate
from costmodel.table_file import Rows, csv_rows, records
from costmodel.yaml_file import read_bytes, read_yaml

COLUMNS = ("line", "item_name", "quantity", "unit", "unit_price", "unit_cost", "margin", "source")
MAX_ROWS = 2_000
MAX_SHEET_ROWS = 10_000
MAX_SHEET_COLUMNS = 100
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
MAX_SHEET_BYTES = 5_000_000
MAX_UNPACKED_BYTES = 20_000_000


class RateItem(Record):
    """A bottom-up price that replaces a line, alone or together with other items of the same line."""

    line: str
    item_name: Line
    quantity: Annotated[Decimal, Field(gt=0, le=MAX_AMOUNT)]
    unit: Annotated[Line, Field(max_length=20)] = "C62"
    unit_price: Money | None = None
    unit_cost: Money | None = None
    margin: Annotated[Decimal, Field(ge=0, lt=1)] | None = None
    source: Line = "rate card"

    @model_validator(mode="after")
    def _priced(self) -> RateItem:
        if (self.unit_price is None) == (self.margin is None):
            raise ValueError("needs either unit_price, or unit_cost with a margin.")
        if self.margin is not None and self.unit_cost is None:
            raise ValueError("a margin needs the unit_cost that it is added to.")
        for amount in (self.unit_price, self.unit_cost):
            if amount is not None and amount.amount < 0:
                raise ValueError("a price or cost cannot be negative.")
        if self.unit_price and self.unit_cost and self.unit_price.currency != self.unit_cost.currency:
            raise ValueError("unit_price and unit_cost must be in the same currency.")
        try:
            whole = self.quantity * self.price().amount
        except MoneyError as error:
            raise ValueError(error.args[0]) from None
        if whole > MAX_AMOUNT:
            raise ValueError(said("quantity × price is too large; at most {most:,} is allowed.", most=MAX_AMOUNT))
        return self

    def price(self) -> Money:
        """The unit price: as given, or the cost ÷ (1 − margin), not yet rounded."""
        known = self.unit_price or self.unit_cost
        if known is None:
            raise MoneyError("a rate-card item needs a price, or a cost with a margin.")
        return Money.of(known.amount / (1 - (self.margin or 0)), known.currency)


class RateCard(Record):
    """The items of a rate card."""

    items: tuple[RateItem, ...]

    @field_validator("items")
    @classmethod
    def _some(cls, items: tuple[RateItem, ...]) -> tuple[RateItem, ...]:
        if not 1 <= len(items) <= MAX_ROWS:
            raise ValueError(
                said("a rate card has 1 to {most:,} items; this one has {count:,}.", most=MAX_ROWS, count=len(items))
            )
        return items


def load_rate_card(path: Path, *, currencies: CurrencyTable) -> RateCard:
    """A rate card from YAML (`items:`), CSV or Excel (first sheet, one heading row).

    Raises InputError with the row, the column and what is allowed.
    """
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml", ".json"):
        value, lines = read_yaml(path)
    elif suffix in (".csv", ".xlsx"):
        rows = csv_rows(path) if suffix == ".csv" else _sheet(path)
        value, lines = records(rows, path=path, columns=COLUMNS, key="line", name="items", at_most=MAX_ROWS)
    else:
        raise InputError.one(str(path), "", "is not a rate card; allowed: .yaml, .csv, .xlsx.")
    return check_rate_card(
        validate(value, RateCard, where=str(path), lines=lines).items, currencies=currencies, where=str(path)
    )


def check_rate_card(items: Sequence[RateItem], *, currencies: CurrencyTable, where: str = "rate_card") -> RateCard:
    """The items as a rate card. Raises InputError for none, too many, and currencies that are not used here."""
    for item in items:
        for amount in (item.unit_price, item.unit_cost):
            if amount is not None:
                currencies.display_currency(amount.currency, where=f"{where}: {item.line}")
    return validate({"items": items}, RateCard, where=where)


def _sheet(path: Path) -> Rows:
    """The rows of the first sheet; a formula counts with the result that the file holds, and must have one."""
    content = read_bytes(path, at_most=MAX_SHEET_BYTES)
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if unpacked <= MAX_UNPACKED_BYTES:
            values, formulas = _cells(content, results=True), _cells(content, results=False)
    except Exception as error:  # openpyxl raises whatever it meets in a damaged file
        raise InputError.one(
            str(path), "", said("is not an Excel workbook (.xlsx): {error}.", error=shorten(error))
        ) from None
    if unpacked > MAX_UNPACKED_BYTES or len(values) > MAX_SHEET_ROWS:
        what: str = said(
            "has more than {most:,} rows or is far larger than it looks; delete empty rows and pictures.",
            most=MAX_SHEET_ROWS,
        )
        raise InputError.one(str(path), "", what)
    for number, row in enumerate(zip(values, formulas, strict=True), start=1):
        for column, (value, formula) in enumerate(zip_longest(*row), start=1):
            if value in ERRORS:
                raise InputError.one(
                    str(path),
                    said("row {row}, column {column}", row=number, column=column),
                    said("is the error {value}; mend the cell.", value=value),
                )
            if value is None and formula is not None:
                what = "is a formula without a result. Save the file in Excel or LibreOffice, or write the value."
                raise InputError.one(str(path), said("row {row}, column {column}", row=number, column=column), what)
    return enumerate(values, start=1)


def _cells(content: bytes, *, results: bool) -> list[tuple[Any, ...]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and input lists, which are not read
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=results)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong one, and cells beyond it would be lost
        rows = islice(sheet.iter_rows(values_only=True, max_col=MAX_SHEET_COLUMNS), MAX_SHEET_ROWS + 1)
        return [tuple(_cell(value) for value in row) for row in rows]


def _cell(value: object) -> object:
    """Excel's floats as the shortest decimal that shows them."""
    return Decimal(repr(value)) if isinstance(value, float) else value
