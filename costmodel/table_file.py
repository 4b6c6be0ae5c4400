"""Tables with a heading row, as spreadsheets save them: CSV with commas, semicolons or tabs.

Where semicolons or tabs separate the columns, numbers are read as French spreadsheets write them: `1 250,50`,
`25 %`, `610,50 €`. A file that is not UTF-8 is read as Windows-1252, which is what those programs save.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from costmodel.faults import InputError, said, shorten, together
from costmodel.record import Path_
from costmodel.yaml_file import read_text

Rows = Iterator[tuple[int, Sequence[Any]]]
"""Rows of cells, each with its number in the file."""
_FRENCH = re.compile(
    r"\s*([-+]?(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+))(?:,([0-9]+))?[ \u00a0\u202f]*(%|€|[A-Z]{3})?\s*"
)


def csv_rows(path: Path) -> Rows:
    """The rows of a CSV file. Raises InputError for a file that is not one."""
    text = read_text(path, or_else="cp1252")
    heading = text.lstrip("\r\n").partition("\n")[0]
    separator = next((mark for mark in ";\t" if mark in heading), ",")  # French numbers have commas of their own
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row if separator == "," else [_plain_number(cell) for cell in row]
    except csv.Error as error:
        what = said(
            "is not valid CSV: {error}. Look for a quote that is not closed, or save the file again.", error=error
        )
        raise InputError.one(str(path), said("row {row}", row=reader.line_num), what) from None


def _plain_number(cell: str) -> str:
    """A cell as French spreadsheets write numbers, with a decimal point; any other cell as it is."""
    match = _FRENCH.fullmatch(cell)
    if match is None:
        return cell
    whole, decimals, mark = match.groups()
    plain = re.sub(r"[ \u00a0\u202f]", "", whole) + (f".{decimals}" if decimals else "")
    if mark == "%":
        return str(Decimal(plain) / 100)
    return f"{plain} {'EUR' if mark == '€' else mark}" if mark else plain


def records(
    rows: Rows, *, path: Path, columns: Sequence[str], key: str, name: str, at_most: int
) -> tuple[dict[str, Any], dict[Path_, int]]:
    """The rows below the heading as a list of mappings called `name`, and the row number of each.

    Empty rows and cells are left out. Raises InputError with the row for a heading that lacks `key`, an unknown
    column, a cell outside the columns, or more than `at_most` rows.
    """
    heading = [str(cell or "").strip() for cell in next(rows, (1, ()))[1]]
    names = [column for column in heading if column]
    if key not in names or set(names) - set(columns) or len(set(names)) < len(names):
        wanted = said("must name the columns {columns}, each once.", columns=", ".join(columns))
        found = said("Found: {names}.", names=shorten(", ".join(names), 120)) if names else "The first row is empty."
        raise InputError.one(
            str(path),
            said("row {row}", row=1),
            together(wanted, found),
        )
    items: list[dict[str, Any]] = []
    lines: dict[Path_, int] = {}
    for number, row in rows:
        cells = [cell.strip() if isinstance(cell, str) else cell for cell in row]
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
    return {name: items}, lines
