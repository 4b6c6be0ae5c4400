"""Numbers in the cells of a table, which are text: shown in the screen's language, and read as people type them.

A cell of Streamlit's own for numbers multiplies what is pasted into it, or drops it without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import streamlit as st

from costmodel.files.faults import CostmodelError, Fault, InputError, said, shorten
from costmodel.files.numbers import PERCENT, currency_of, exact, not_a_number, only_reading, typed, unambiguous
from costmodel.money.currencies import Currency, decimal_of
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.words import refused
from costmodel.words.text import bare

FAULTS = "cell_faults"
"""What was refused, until the next drawing of the page has told it."""
Read = TypeVar("Read")


def number_column(label: str, *, width: int, **more: Any) -> Any:
    """A column of numbers as text, set at the right like all numbers."""
    return st.column_config.TextColumn(label, width=width, alignment="right", max_chars=40, **more)


def shown(value: Decimal | None, say: Wording, *, money: Currency | None = None) -> str:
    """A number of a cell as the language writes it, so that it reads back alike: nothing else may stand in a cell."""
    if value is None:
        return ""
    words = bare(say.bare(value, money) if money else say.number(value))
    found = typed(words)
    if found is not None and found.readings == (value,):
        return words
    plain = unambiguous(value)
    return plain if say.language == "en" else plain.replace(".", ",")


def price_in(cell: object, *, currency: str, where: str) -> Decimal:
    """A price of a cell, in the quote's currency whether it says so or not. Raises InputError, naming the row."""
    number = typed(cell) if isinstance(cell, str) else None
    if number is not None and number.unit:
        if currency_of(number.unit) != currency:
            what = said(
                "'{value}' is not in {currency}, the currency of the quote.", value=shorten(cell), currency=currency
            )
            raise InputError.one(where, "", what)
        try:
            value = only_reading(number)
        except ValueError as error:
            raise InputError.one(where, "", error.args[0]) from None
    else:
        value = _number(cell, where=where)
    if value < 0:
        raise InputError.one(where, "", said("{price} is below 0; a price is 0 or more.", price=shorten(cell)))
    return value


def quantity_in(cell: object, *, where: str) -> Decimal:
    """A quantity of a cell, above 0. Raises InputError, naming the row."""
    value = _number(cell, where=where)
    if value <= 0:
        raise InputError.one(where, "", said("{value} is no quantity; write a number above 0.", value=shorten(cell)))
    return value


def percent_in(cell: object, *, where: str) -> Decimal:
    """A percentage of a cell, with or without its sign, as the share that it is. Raises InputError, naming the row."""
    number = typed(cell) if isinstance(cell, str) else None
    signed = number is not None and number.unit == PERCENT
    value = decimal_of(cell, where=where) if signed else _number(cell, where=where, high=Decimal(100)) / 100
    if not 0 <= value <= 1:
        raise InputError.one(where, "", said("{value} is no percentage; write 0 to 100.", value=shorten(cell)))
    return value


def _number(cell: object, *, where: str, high: Decimal | None = None) -> Decimal:
    if cell is None or cell == "":
        raise InputError.one(where, "", not_a_number(""))
    number = typed(cell) if isinstance(cell, str) else None
    if number is not None and number.unit:
        raise InputError.one(where, "", said("'{value}' has a unit; write the number alone.", value=shorten(cell)))
    return decimal_of(exact(cell), where=where, low=Decimal(0), high=high)


def taken(read: Callable[[], Read], faults: list[Fault]) -> Read | None:
    """What a cell holds, or None where it is refused, which is noted."""
    try:
        return read()
    except InputError as error:
        faults += error.faults
        return None


def to_echo(cells: Sequence[object]) -> bool:
    """Whether what was typed must be shown as it was understood: it has more than digits, or fewer than it seems."""
    return any(isinstance(cell, str) and not cell.isdigit() for cell in cells)


def note(faults: Sequence[Fault]) -> None:
    """Keep what was refused for the page that follows."""
    st.session_state[FAULTS] = tuple(faults)


def tell(say: Wording) -> None:
    """Tell what was refused, once; the cells show what they held before."""
    if faults := st.session_state.pop(FAULTS, ()):
        error: CostmodelError = InputError(faults)
        st.error(refused(say("ui.cells_refused"), error, say))
