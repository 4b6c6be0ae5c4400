"""The first visible sheet of an Excel file as the rows of texts that a CSV of it would hold, every number exact.

What is hidden (sheets, rows, columns) is not read, and named. A number keeps the percent sign or the currency of its
format; a formula counts with the result that the file holds, and must have one.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from costmodel.files.archives import OversizedError, opened
from costmodel.files.days import plain_day
from costmodel.files.faults import InputError, Message, said, shorten
from costmodel.files.limits import TABLE
from costmodel.files.numbers import PERCENT, Settled, currency_of, unambiguous
from costmodel.files.sheet_claims import check_claims

ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
_BRACKET = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|([$€£¥])')


def read_sheet(content: bytes, path: Path) -> tuple[list[tuple[int, list[Any]]], list[Message]]:
    """The rows of the first visible sheet with their numbers, and what was left out. Raises InputError."""
    where = str(path)
    try:
        with opened(content, TABLE) as package:
            check_claims(package, where=where)
        formulas, values = _sheets(content, results=False), _sheets(content, results=True)
    except OversizedError:
        what = "is far larger than it looks; copy the table alone into a new file."
        raise InputError.one(where, "", what) from None
    except InputError:
        raise
    except Exception as error:  # openpyxl raises whatever it meets in a damaged file
        raise InputError.one(
            where, "", said("is not an Excel workbook (.xlsx): {error}.", error=shorten(error))
        ) from None
    shown = [sheet for sheet in values if sheet.sheet_state == "visible"]
    if not shown:
        raise InputError.one(where, "", "has no visible sheet; show the one with the table.")
    chosen = next((sheet for sheet in shown if _filled(sheet)), shown[0])
    written = formulas[values.index(chosen)]
    rows = list(_rows(chosen, written, where))
    return rows, [*_other_sheets(values, chosen), *_hidden(chosen)]


def _sheets(content: bytes, *, results: bool) -> list[Any]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and input lists, which are not read
        return list(openpyxl.load_workbook(io.BytesIO(content), data_only=results, keep_links=False).worksheets)


def _filled(sheet: Any) -> bool:
    return any(cell.value is not None for row in _grid(sheet) for cell in row)


def _grid(sheet: Any) -> Iterator[list[Any]]:
    """The cells that are there, a row at a time, whatever size the sheet says it has."""
    cells = sorted(sheet._cells.items())
    for _, row in groupby(cells, key=lambda item: item[0][0]):
        yield [cell for _, cell in row]


def _rows(sheet: Any, formulas: Any, where: str) -> Iterator[tuple[int, list[Any]]]:
    columns = _hidden_columns(sheet)
    for row in _grid(sheet):
        number = row[0].row
        if sheet.row_dimensions[number].hidden:
            continue
        texts: list[Any] = [None] * row[-1].column
        for cell in row:
            if cell.column not in columns:
                texts[cell.column - 1] = _text(cell, formulas, where)
        yield number, texts


def _text(cell: Any, formulas: Any, where: str) -> Any:
    """What a CSV of the sheet would hold for a cell; None for an empty one."""
    value = cell.value
    place = said("row {row}, column {column}", row=cell.row, column=cell.column)
    if value in ERRORS:
        raise InputError.one(where, place, said("is the error {value}; mend the cell.", value=value))
    if value is None:
        if formulas.cell(cell.row, cell.column).value is not None:
            what = "is a formula without a result. Save the file in Excel or LibreOffice, or write the value."
            raise InputError.one(where, place, what)
        return None
    value = plain_day(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(Decimal(repr(value)), str(cell.number_format))
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _number(value: Decimal, form: str) -> Settled:
    """A number as a text of its own format's kind: a percentage, an amount with its currency, or bare."""
    if "%" in _QUOTED.sub("", form):
        return Settled(f"{unambiguous(value * 100)} {PERCENT}", ".")
    unit = currency_in(form)
    return Settled(f"{unambiguous(value)} {unit}" if unit else unambiguous(value), ".")


def currency_in(form: str) -> str:
    """The currency that a number format prints beside a number; empty where it prints none."""
    first = form.partition(";")[0]
    for mark in _BRACKET.findall(first):
        if code := currency_of(mark.strip()):
            return code
    rest = _BRACKET.sub("", first)
    words = "".join(a or b or c for a, b, c in _QUOTED.findall(rest))
    return next((code for word in words.split() if (code := currency_of(word))), "")


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    for column in sheet.column_dimensions.values():
        if column.hidden:
            hidden.update(range(column.min or 0, (column.max or 0) + 1))
    return hidden


def _other_sheets(sheets: Sequence[Any], chosen: Any) -> Iterator[Message]:
    rest = [sheet for sheet in sheets if sheet is not chosen and _filled(sheet)]
    hidden = [sheet.title for sheet in rest if sheet.sheet_state != "visible"]
    shown = [sheet.title for sheet in rest if sheet.sheet_state == "visible"]
    for names, template in (
        (hidden, "hidden sheets were not read: {names}. Show the one that is meant."),
        (shown, "the sheet '{chosen}' was read, and these were not: {names}. Is it the right one?"),
    ):
        if names:
            yield said(template, names=shorten(", ".join(names), 120), chosen=shorten(chosen.title))


def _hidden(sheet: Any) -> Iterator[Message]:
    columns = _hidden_columns(sheet)
    rows: list[int] = []
    filled: set[str] = set()
    for row in _grid(sheet):
        if sheet.row_dimensions[row[0].row].hidden and any(cell.value is not None for cell in row):
            rows.append(row[0].row)
        filled.update(cell.column_letter for cell in row if cell.column in columns and cell.value is not None)
    if rows:
        yield said(
            "hidden rows were not read: {rows}. Show them if they are meant.",
            rows=shorten(", ".join(map(str, rows)), 120),
        )
    if filled:
        yield said(
            "hidden columns were not read: {columns}. Show them if they are meant.",
            columns=shorten(", ".join(sorted(filled)), 120),
        )
