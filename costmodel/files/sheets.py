"""The first visible sheet of an Excel file as the rows of texts that a CSV of it would hold, every number exact.

What is hidden (sheets, rows, columns, cells whose format shows nothing) is not read, and named. A number keeps the
percent sign or the currency of its format; a formula counts with the result that the file holds, and must have one.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from costmodel.files.archives import OversizedError, opened
from costmodel.files.days import plain_day
from costmodel.files.faults import InputError, Message, said, shorten
from costmodel.files.limits import TABLE
from costmodel.files.numbers import PERCENT, Settled, currency_of
from costmodel.files.sheet_claims import Claims, Place, SheetClaims, check_claims, letters, reference

ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
DIGITS = 15
"""Digits that Excel keeps of a number; what stands behind them in a file is the rest of a calculation."""
OF_THE_COMPUTER = (5, 6, 7, 8, 42, 44)
"""Excel's own formats of amounts: their currency is that of the computer, unless the file writes them out."""
_BRACKET = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|([$€£¥])')
_CARRIAGE_RETURN = "_x000D_"
"""How Excel writes a carriage return inside a cell."""


class _Sheet(NamedTuple):
    """A sheet that holds something: its cells, and what it claims."""

    cells: Any
    claims: SheetClaims

    @property
    def title(self) -> str:
        return str(self.cells.title)

    @property
    def visible(self) -> bool:
        return bool(self.cells.sheet_state == "visible")


def read_sheet(content: bytes, path: Path) -> tuple[list[tuple[int, list[Any]]], list[Message]]:
    """The rows of the first visible sheet with their numbers, and what was left out. Raises InputError."""
    where = str(path)
    try:
        with opened(content, TABLE) as package:
            claims = check_claims(package, where=where)
        sheets, any_shown = _sheets(content, claims)
        shown = [sheet for sheet in sheets if sheet.visible]
        if not any_shown:
            raise InputError.one(where, "", "has no visible sheet; show the one with the table.")
        if not shown:
            return [], list(_other_sheets(sheets, None))
        unseen: list[str] = []
        rows = list(_rows(shown[0], _Reading(where, _currency_in(claims), unseen)))
    except OversizedError:
        what = "is far larger than it looks; copy the table alone into a new file."
        raise InputError.one(where, "", what) from None
    except InputError:
        raise
    except Exception as error:  # openpyxl raises whatever it meets in a damaged file
        raise InputError.one(
            where, "", said("is not an Excel workbook (.xlsx): {error}.", error=shorten(error))
        ) from None
    return rows, [*_other_sheets(sheets, shown[0]), *_hidden(shown[0], unseen)]


def _sheets(content: bytes, claims: Claims) -> tuple[list[_Sheet], bool]:
    """The sheets that hold something, and whether any sheet is shown; their cells are not read yet."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and input lists, which are not read
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False, read_only=True)
    read_only: list[Any] = [*book.worksheets]
    found = [_Sheet(sheet, claims.sheets[sheet._worksheet_path]) for sheet in read_only]
    return [one for one in found if one.claims.last.row], any(one.visible for one in found)


class _Reading(NamedTuple):
    """How cells are read: the file they stand in, the currency of a format, and the list of cells that show nothing."""

    where: str
    currency_in: Callable[[str], str]
    unseen: list[str]


def _rows(sheet: _Sheet, how: _Reading) -> Iterator[tuple[int, list[Any]]]:
    claims = sheet.claims
    sheet.cells.reset_dimensions()
    rows = sheet.cells.iter_rows(max_row=claims.last.row, max_col=claims.last.column)
    for number, row in enumerate(rows, start=1):
        if number not in claims.hidden_rows:
            texts = [
                None if column in claims.hidden_columns else _text(cell, Place(column, number), claims, how)
                for column, cell in enumerate(row, start=1)
            ]
            if any(text is not None for text in texts):
                yield number, texts


def _text(cell: Any, at: Place, claims: SheetClaims, how: _Reading) -> Any:
    """What a CSV of the sheet would hold for a cell; None for an empty one."""
    value = cell.value
    if value in ERRORS:
        raise InputError.one(how.where, _place(at), said("is the error {value}; mend the cell.", value=value))
    if at in claims.unsolved:
        what = "is a formula without a result. Save the file in Excel or LibreOffice, or write the value."
        raise InputError.one(how.where, _place(at), what)
    if value is None:
        return None
    form = str(cell.number_format)
    if _shows_nothing(form, text=isinstance(value, str)):
        how.unseen.append(reference(at))
        return None
    value = plain_day(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(value, form, how.currency_in(form))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value).replace(_CARRIAGE_RETURN, "")


def _place(at: Place) -> Message:
    return said("row {row}, column {column}", row=at.row, column=letters(at.column))


def _shows_nothing(form: str, *, text: bool) -> bool:
    """Whether a format has a section for a value that prints nothing of it, such as `;;;`."""
    sections = form.split(";")
    return len(sections) >= (4 if text else 3) and not any(section.strip() for section in sections)


def _currency_in(claims: Claims) -> Callable[[str], str]:
    """What names the currency of a format of this file."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    unknown = {BUILTIN_FORMATS[number] for number in OF_THE_COMPUTER} - claims.formats
    return lambda form: "" if form in unknown else currency_in(form)


def _number(value: float, form: str, unit: str) -> Settled:
    """A number as a text of its own format's kind: a percentage, an amount with its currency, or bare."""
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{DIGITS}g}")
    if "%" in _QUOTED.sub("", form):
        return Settled(f"{_plain(number * 100)} {PERCENT}", ".")
    if re.fullmatch("0{2,}", form):  # a code such as 007
        return Settled(f"{number:0{len(form)}.0f}" if number == int(number) else _plain(number), ".")
    return Settled(f"{_plain(number)} {unit}" if unit else _plain(number), ".")


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def currency_in(form: str) -> str:
    """The currency that a number format prints beside a number; empty where it prints none."""
    first = form.partition(";")[0]
    for mark in _BRACKET.findall(first):
        if code := currency_of(mark.strip()):
            return code
    rest = _BRACKET.sub("", first)
    words = "".join(a or b or c for a, b, c in _QUOTED.findall(rest))
    return next((code for word in words.split() if (code := currency_of(word))), "")


def _other_sheets(sheets: Sequence[_Sheet], chosen: _Sheet | None) -> Iterator[Message]:
    rest = [sheet for sheet in sheets if sheet is not chosen]
    hidden = [sheet.title for sheet in rest if not sheet.visible]
    shown = [sheet.title for sheet in rest if sheet.visible]
    for names, template in (
        (hidden, "hidden sheets were not read: {names}. Show the one that is meant."),
        (shown, "the sheet '{chosen}' was read, and these were not: {names}. Is it the right one?"),
    ):
        if names:
            yield said(template, names=shorten(", ".join(names), 120), chosen=shorten(chosen.title if chosen else ""))


def _hidden(sheet: _Sheet, unseen: Iterable[str]) -> Iterator[Message]:
    claims = sheet.claims
    if claims.hidden_rows:
        rows = shorten(", ".join(map(str, sorted(claims.hidden_rows))), 120)
        yield said("hidden rows were not read: {rows}. Show them if they are meant.", rows=rows)
    if claims.hidden_columns:
        columns = shorten(", ".join(map(letters, sorted(claims.hidden_columns))), 120)
        yield said("hidden columns were not read: {columns}. Show them if they are meant.", columns=columns)
    if cells := list(unseen):
        yield said(
            "cells whose format shows nothing were not read: {cells}. Show them if they are meant.",
            cells=shorten(", ".join(cells), 120),
        )
