"""Tables with a heading row, as spreadsheets save them: Excel, and CSV with commas, semicolons or tabs.

Texts stay as they were typed, for their fields to read; where the numbers of a column prove which mark their decimals
have, the others of the column are read by it. A file that is not UTF-8 is read as Windows-1252, which is what those
programs save.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from costmodel.files.extras import require
from costmodel.files.faults import InputError, said, shorten, together
from costmodel.files.limits import TABLE
from costmodel.files.numbers import decimal_mark, settled
from costmodel.files.records import Path_
from costmodel.files.strict_yaml import read_bytes, read_text

Rows = Iterator[tuple[int, Sequence[Any]]]
"""Rows of cells, each with its number in the file."""
MAX_SHEET_ROWS = 10_000
MAX_SHEET_COLUMNS = 100
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


def csv_rows(path: Path) -> Rows:
    """The rows of a CSV file. Raises InputError for a file that is not one."""
    text = read_text(path, or_else="cp1252")
    heading = text.lstrip("\r\n").partition("\n")[0]
    separator = next((mark for mark in ";\t" if mark in heading), ",")  # French numbers have commas of their own
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        what = said(
            "is not valid CSV: {error}. Look for a quote that is not closed, or save the file again.", error=error
        )
        raise InputError.one(str(path), said("row {row}", row=reader.line_num), what) from None


def sheet_rows(path: Path) -> Rows:
    """The rows of the first sheet; a formula counts with the result that the file holds, and must have one."""
    require("documents")
    from costmodel.files.archives import OversizedError, opened

    content = read_bytes(path, at_most=TABLE.packed)
    too_much = False
    try:
        with opened(content, TABLE):
            values, formulas = _cells(content, results=True), _cells(content, results=False)
    except OversizedError:
        values, too_much = [], True
    except Exception as error:  # openpyxl raises whatever it meets in a damaged file
        raise InputError.one(
            str(path), "", said("is not an Excel workbook (.xlsx): {error}.", error=shorten(error))
        ) from None
    if too_much or len(values) > MAX_SHEET_ROWS:
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
    return {name: _settled(items, names)}, lines


def _settled(items: list[dict[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows with the texts of each column settled by the decimal mark that its other numbers prove."""
    for column in columns:
        if mark := decimal_mark(row[column] for row in items if column in row):
            for row in items:
                if column in row:
                    row[column] = settled(row[column], mark)
    return items
