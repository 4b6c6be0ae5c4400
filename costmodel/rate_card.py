"""Rate cards: a seller's own prices for lines of an estimate, from YAML, CSV or Excel.

One item is `line, item_name, quantity, unit, unit_price` with the price as `1200 USD`; `unit_cost` with either a
price or a `margin` (share of price) tells the seller's own cost, which never leaves in a customer's file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from costmodel.faults import InputError, MoneyError, shorten
from costmodel.money import MAX_AMOUNT, CurrencyTable, Money
from costmodel.yaml_file import Record, parse_yaml, read_text, validate

COLUMNS = ("line", "item_name", "quantity", "unit", "unit_price", "unit_cost", "margin", "source")
MAX_ROWS = 2_000


class RateItem(Record):
    """A bottom-up price that replaces a line, alone or together with other items of the same line."""

    line: str
    item_name: Annotated[str, Field(min_length=1, max_length=500)]
    quantity: Annotated[Decimal, Field(gt=0, le=MAX_AMOUNT)]
    unit: Annotated[str, Field(min_length=1, max_length=20)] = "C62"
    unit_price: Money | None = None
    unit_cost: Money | None = None
    margin: Annotated[Decimal, Field(ge=0, lt=1)] | None = None
    source: str = "rate card"

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
        return self

    def price(self) -> Money:
        """The unit price: as given, or the cost ÷ (1 − margin), not yet rounded."""
        if self.unit_price is not None:
            return self.unit_price
        cost, margin = self.unit_cost, self.margin
        if cost is None or margin is None:
            raise MoneyError("a rate-card item needs a price, or a cost with a margin.")
        return Money(amount=cost.amount / (1 - margin), currency=cost.currency)


class RateCard(Record):
    """The items of a rate card."""

    items: Annotated[tuple[RateItem, ...], Field(min_length=1, max_length=MAX_ROWS)]


def load_rate_card(path: Path, *, currencies: CurrencyTable) -> RateCard:
    """A rate card from YAML (`items:`), CSV or Excel (first sheet, one heading row).

    Raises InputError with the row, the column and what is allowed.
    """
    suffix = path.suffix.lower()
    lines: dict[tuple[str | int, ...], int] = {}
    if suffix in (".yaml", ".yml", ".json"):
        value, lines = parse_yaml(read_text(path), where=str(path))
    elif suffix == ".csv":
        value = _items(csv.reader(io.StringIO(read_text(path))), path, lines)
    elif suffix == ".xlsx":
        value = _items(_sheet(path), path, lines)
    else:
        raise InputError.one(str(path), "", "is not a rate card; allowed: .yaml, .csv, .xlsx.")
    card = validate(value, RateCard, where=str(path), lines=lines)
    for item in card.items:
        for amount in (item.unit_price, item.unit_cost):
            if amount is not None:
                currencies.display_currency(amount.currency, where=f"{path}: {item.line}")
    return card


def _items(rows: Iterator[Any], path: Path, lines: dict[tuple[str | int, ...], int]) -> dict[str, Any]:
    heading = [str(cell or "").strip() for cell in next(rows, [])]
    unknown = [name for name in heading if name and name not in COLUMNS]
    if "line" not in heading or unknown:
        found = f"Found: {shorten(', '.join(heading), 120)}." if heading else "The file is empty."
        raise InputError.one(str(path), "row 1", f"must name the columns {', '.join(COLUMNS)}. {found}")
    items: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=2):
        cells = {name: cell for name, cell in zip(heading, row, strict=False) if name and cell not in (None, "")}
        if not cells:
            continue
        if len(items) >= MAX_ROWS:
            raise InputError.one(str(path), f"row {number}", f"is one too many; at most {MAX_ROWS} items are read.")
        lines[("items", len(items))] = number
        items.append({name: cell.strip() if isinstance(cell, str) else cell for name, cell in cells.items()})
    return {"items": items}


def _sheet(path: Path) -> Iterator[tuple[Any, ...]]:
    import zipfile

    import openpyxl

    if path.is_file() and path.stat().st_size > 5_000_000:
        raise InputError.one(str(path), "", "is larger than 5 MB. Is it the right file?")
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [tuple(_cell(value) for value in row) for row in workbook.worksheets[0].iter_rows(values_only=True)]
    except FileNotFoundError:
        raise InputError.one(str(path), "", "does not exist.") from None
    except (OSError, KeyError, ValueError, IndexError, zipfile.BadZipFile) as error:
        raise InputError.one(str(path), "", f"is not an Excel workbook (.xlsx): {shorten(error)}.") from None
    return iter(rows)


def _cell(value: object) -> object:
    """Excel's floats as the shortest decimal that shows them."""
    return Decimal(repr(value)) if isinstance(value, float) else value
