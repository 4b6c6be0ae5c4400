"""The quote inside its workbook: a sheet that no program shows, by which the workbook can be read back.

It holds the quote as the customer may see it, and what every cell held when it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from costmodel.documents.excel.sheets import Sheet, cell_name
from costmodel.quoting.quote import Quote

NAME, MARK, FORMAT = "costmodel", "costmodel workbook", 1
"""The name of the sheet, what its first cell says, and the number of this way of writing it."""
CHUNK = 30_000
"""Letters in a cell; it holds a few more."""
_NOT_THE_CUSTOMERS = {"lines": {"__all__": {"unit_cost"}}}


def carry(workbook: Any, quote: Quote, sheets: Iterable[Sheet]) -> None:
    """Adds the sheet; `quote` is the customer's."""
    raw = workbook.add_worksheet(NAME)
    raw.very_hidden()
    raw.protect()
    rows: list[tuple[str, str]] = [("quote", quote.model_dump_json(exclude=_NOT_THE_CUSTOMERS))]
    for sheet in sheets:
        cells = ";".join(f"{cell_name(row, column)}={mark}" for (row, column), mark in sheet.prints.items())
        rows.append((sheet.name, cells))
    raw.write_string(0, 0, MARK)
    raw.write_number(0, 1, FORMAT)
    place = 0
    for key, words in rows:
        for start in range(0, max(1, len(words)), CHUNK):
            place += 1
            raw.write_string(place, 0, key)
            raw.write_string(place, 1, words[start : start + CHUNK])


def carried(rows: Iterable[tuple[object, object]]) -> dict[str, str]:
    """What the sheet's rows below the first hold, by their key, in their order."""
    found: dict[str, str] = {}
    for key, words in rows:
        if isinstance(key, str) and isinstance(words, str):
            found[key] = found.get(key, "") + words
    return found


def cells_of(words: str) -> Iterator[tuple[str, str]]:
    """The cells of a sheet, each with the mark of what it held."""
    for piece in words.split(";"):
        cell, _, mark = piece.partition("=")
        if mark:
            yield cell, mark
