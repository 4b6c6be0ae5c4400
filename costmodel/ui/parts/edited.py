"""Tables that are edited: what a table began with stays with it for as long as it is on the screen.

Rows that may be added and deleted lose every second edit when they are fed back what was typed in them, so the frame
does not change under the reader's hands; it is made anew when the table comes onto the screen again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import streamlit as st

from costmodel.files.numbers import unambiguous
from costmodel.ui.state import session


class Begun(NamedTuple):
    """What a table began with: what it is about, its frame, and the value that each row stands for."""

    about: Hashable
    frame: Any
    values: Sequence[Any]


class Typed(NamedTuple):
    """A row as it was left: the value that it began as, None for a row that was added, and what was typed in it."""

    value: Any
    cells: Mapping[str, Any]


def begun(table: str, key: str, about: Hashable, make: Callable[[], tuple[Any, Sequence[Any]]]) -> Begun:
    """What the table of a widget's key began with; made anew where it is not on the screen or is about other things."""
    tables = session.state().tables
    before = tables.get(table)
    if before is None or before.about != (key, about) or key not in st.session_state:
        tables[table] = Begun((key, about), *make())
    kept: Begun = tables[table]
    return kept


def typed(table: str, key: str) -> list[Typed]:
    """The rows that are left, the added ones last."""
    values, edits = session.state().tables[table].values, st.session_state[key]
    rows = [
        Typed(value, edits["edited_rows"].get(number, {}))
        for number, value in enumerate(values)
        if number not in edits["deleted_rows"]
    ]
    return rows + [Typed(None, cells) for cells in edits["added_rows"]]


def decimal_of(value: Decimal | float) -> Decimal:
    """A number of a cell, by its shortest decimal form."""
    return Decimal(str(value)).normalize()


def amount_of(value: Decimal | float, currency: str) -> str:
    """A number of a cell as an amount of a need file."""
    return f"{unambiguous(decimal_of(value))} {currency}"
