"""Rate cards: a seller's own prices for lines of an estimate, from YAML, CSV or Excel.

One item is `line, item_name, quantity, unit, unit_price` with the price as `1200 USD`; `unit_cost` with either a
price or a `margin` (share of price) tells the seller's own cost, which never leaves in a customer's file.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from costmodel.files.faults import InputError, MoneyError, said
from costmodel.files.records import Line, Record, validate
from costmodel.files.strict_yaml import read_yaml
from costmodel.files.tables import SUFFIXES, read_table, records
from costmodel.money.currencies import MAX_AMOUNT, CurrencyTable, Money

COLUMNS = ("line", "item_name", "quantity", "unit", "unit_price", "unit_cost", "margin", "source")
MAX_ROWS = 2_000


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
    """The items of a rate card; `notices` tell what of its file was not read, such as hidden rows."""

    items: tuple[RateItem, ...]
    notices: Annotated[tuple[str, ...], Field(exclude=True)] = ()

    @field_validator("items")
    @classmethod
    def _some(cls, items: tuple[RateItem, ...]) -> tuple[RateItem, ...]:
        if not 1 <= len(items) <= MAX_ROWS:
            raise ValueError(
                said("a rate card has 1 to {most:,} items; this one has {count:,}.", most=MAX_ROWS, count=len(items))
            )
        return items


def load_rate_card(path: Path, *, currencies: CurrencyTable, encoding: str = "") -> RateCard:
    """A rate card from a file: YAML (`items:`), CSV or Excel (first visible sheet, one heading row).

    `path` is the file, `currencies` those that a price may be in, `encoding` that of a text file where it is not told
    by evidence. Raises InputError with the row, the column and what is allowed.
    """
    suffix = path.suffix.lower()
    notices: tuple[str, ...] = ()
    if suffix in (".yaml", ".yml", ".json"):
        value, lines = read_yaml(path, exact=suffix == ".json", encoding=encoding)
    elif suffix in SUFFIXES:
        table = read_table(path, encoding=encoding)
        notices = tuple(said("{where}: {what}", where=path.name, what=notice) for notice in table.notices)
        value, lines = records(table, path=path, columns=COLUMNS, key="line", name="items", at_most=MAX_ROWS)
    else:
        raise InputError.one(str(path), "", "is not a rate card; allowed: .yaml, .csv, .xlsx.")
    card = validate(value, RateCard, where=str(path), lines=lines)
    return check_rate_card(card.items, currencies=currencies, where=str(path)).model_copy(update={"notices": notices})


def check_rate_card(items: Sequence[RateItem], *, currencies: CurrencyTable, where: str = "rate_card") -> RateCard:
    """The items as a rate card. Raises InputError for none, too many, and currencies that are not used here."""
    for item in items:
        for amount in (item.unit_price, item.unit_cost):
            if amount is not None:
                currencies.display_currency(amount.currency, where=f"{where}: {item.line}")
    return validate({"items": items}, RateCard, where=where)
