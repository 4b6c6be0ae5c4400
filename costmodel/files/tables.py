"""Tables with a heading row, as spreadsheets save them: Excel, and CSV with commas, semicolons or tabs.

Both give the same texts as they were typed, for their fields to read; where the numbers or days of a column prove how
they are written, the others of the column are read alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from costmodel.files.days import in_order, order_of, typed_day
from costmodel.files.extras import require
from costmodel.files.faults import InputError, Message, said, shorten, together
from costmodel.files.headings import column_of
from costmodel.files.limits import TABLE
from costmodel.files.numbers import Settled, decimal_mark, settled
from costmodel.files.records import Path_
from costmodel.files.strict_yaml import read_bytes, read_text

SUFFIXES = (".csv", ".xlsx")
MAX_COLUMNS = 200
_SEPARATORS = {"sep=;": ";", "sep=,": ",", "sep=\t": "\t", "sep=\\t": "\t"}


class Table(NamedTuple):
    """Rows of cells, each with its number in the file, and what of the file was left out."""

    rows: Sequence[tuple[int, Sequence[Any]]]
    notices: tuple[Message, ...] = ()


def read_table(path: Path, *, encoding: str = "") -> Table:
    """The rows of a CSV file, in an `encoding` that is named or told by evidence, or of an Excel file's first sheet.

    Raises InputError for a file that is neither.
    """
    if path.suffix.lower() == ".xlsx":
        require("documents")
        from costmodel.files.sheets import read_sheet

        rows, notices = read_sheet(read_bytes(path, at_most=TABLE.packed), path)
        return Table(rows, tuple(notices))
    return Table(tuple(_csv_rows(read_text(path, encoding=encoding), str(path))))


def _csv_rows(text: str, where: str) -> Iterator[tuple[int, Sequence[str]]]:
    text = text.lstrip("\ufeff\r\n")
    first, _, rest = text.partition("\n")
    said_so = _SEPARATORS.get(first.strip('\r "').lower())
    skipped = 1 if said_so else 0
    text = rest if said_so else text
    heading = text.partition("\n")[0]
    separator = said_so or next((mark for mark in ";\t" if mark in heading), ",")  # French numbers have commas
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if len(row) > MAX_COLUMNS:
                what = said("has more than {most} columns. Is it the right file?", most=MAX_COLUMNS)
                raise InputError.one(where, said("row {row}", row=reader.line_num + skipped), what)
            yield reader.line_num + skipped, row
    except csv.Error as error:
        what = said(
            "is not valid CSV: {error}. Look for a quote that is not closed, or save the file again.", error=error
        )
        raise InputError.one(where, said("row {row}", row=reader.line_num + skipped), what) from None


def records(
    table: Table, *, path: Path, columns: Sequence[str], key: str, name: str, at_most: int
) -> tuple[dict[str, Any], dict[Path_, int]]:
    """The rows below the heading as a list of mappings called `name`, and the row number of each.

    Headings are understood in three languages. Empty rows and cells are left out. Raises InputError with the row for a
    heading that lacks `key`, an unknown column, a cell outside the columns, or more than `at_most` rows.
    """
    rows = iter(table.rows)
    number, first = next(rows, (1, ()))
    heading = [column_of(str(cell or "").strip(), columns) for cell in first]
    names = [column for column in heading if column]
    if key not in names or set(names) - set(columns) or len(set(names)) < len(names):
        wanted = said("must name the columns {columns}, each once.", columns=", ".join(columns))
        found = said("Found: {names}.", names=shorten(", ".join(names), 120)) if names else "The first row is empty."
        raise InputError.one(str(path), said("row {row}", row=number), together(wanted, found, *table.notices))
    items: list[dict[str, Any]] = []
    lines: dict[Path_, int] = {}
    for number, row in rows:
        cells = [_stripped(cell) for cell in row]
        given = {position: cell for position, cell in enumerate(cells) if cell not in (None, "")}
        if not given:
            continue
        for position, cell in given.items():
            if position >= len(heading) or not heading[position]:
                what = said(
                    "'{cell}' is in a column without a heading. A cell with a comma in it needs quotes.",
                    cell=shorten(cell),
                )
                raise InputError.one(str(path), said("row {row}", row=number), what)
        if len(items) >= at_most:
            raise InputError.one(
                str(path),
                said("row {row}", row=number),
                said("is one too many; at most {most:,} rows are read.", most=at_most),
            )
        lines[name, len(items)] = number
        items.append({heading[position]: cell for position, cell in given.items()})
    return {name: _as_proved(items, names)}, lines


def _stripped(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) and not isinstance(cell, Settled) else cell


def _as_proved(items: list[dict[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows with the texts of each column read as its other numbers or days prove that they are written."""
    for column in columns:
        texts = [row[column] for row in items if type(row.get(column)) is str]
        mark, order = decimal_mark(texts), order_of(texts)
        for row in items:
            text = row.get(column)
            if type(text) is not str:
                continue
            if mark:
                row[column] = settled(text, mark)
            elif order and (day := typed_day(text)) is not None and (one := in_order(day, order)) is not None:
                row[column] = one.isoformat()
    return items
