"""A quote's workbook read back: the same quote, or the one that its changed inputs make."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from costmodel.documents.excel.cell_prints import FORMULA, INPUT, date_print, number_print, text_print
from costmodel.documents.workbook.carried_quote import FORMAT, MARK, NAME, carried, cells_of
from costmodel.files.archives import OversizedError, opened
from costmodel.files.faults import Fault, InputError, shorten
from costmodel.files.limits import WORKBOOK
from costmodel.files.sheet_claims import check_claims
from costmodel.files.strict_yaml import read_bytes
from costmodel.price_book.book import PriceBook
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import Input, inputs, requote
from costmodel.quoting.saved import parse_quote

CLOSE = Decimal("1e-12")
"""How far, in proportion, a number that was saved by a program may be from the one that was written."""
TOTAL = "total_payable"
MAX_ROWS = 10_000
REMEDY = "Give a workbook that costmodel wrote and that was saved as .xlsx."


class Change(NamedTuple):
    """An input that was changed: its name, the value that was written, and the one in its cell."""

    name: str
    written: Decimal
    read: Decimal


class Read(NamedTuple):
    """A quote as it stands in a workbook, and what of it was changed since it was written."""

    quote: Quote
    changes: tuple[Change, ...]


def from_xlsx(source: Path | bytes, book: PriceBook, *, where: str = "workbook") -> Quote:
    """The quote in a workbook, as the customer may see it, with the inputs as they stand in its cells.

    `source` is a file or its content, `book` the facts by which it is computed anew, `where` what errors call a
    content. Every other cell must hold what was written. Raises InputError with every cell that does not, and for a
    file that is no workbook of a quote.
    """
    return read_workbook(source, book, where=where).quote


def read_workbook(source: Path | bytes, book: PriceBook, *, where: str = "workbook") -> Read:
    """As `from_xlsx`, with what was changed."""
    if isinstance(source, Path):
        where, source = str(source), read_bytes(source, at_most=WORKBOOK.packed)
    _check_package(source, where)
    workbook = _loaded(source, where, results=False)
    held = _held(workbook, where)
    written = _quote(held.pop("quote", ""), where)
    faults = [fault for name, cells in held.items() for fault in _differences(workbook, name, cells, where)]
    if faults:
        raise InputError(faults)
    changes = dict(_changes(workbook, written, where))
    try:
        quote = requote(written, {name: now for name, (_, now) in changes.items()}, book) if changes else written
    except InputError as error:
        raise InputError([fault._replace(where=where, path=fault.where) for fault in error.faults]) from None
    _check_total(_loaded(source, where, results=True), quote, where)
    return Read(quote, tuple(Change(name, was, now) for name, (was, now) in changes.items()))


def _check_total(workbook: Any, quote: Quote, where: str) -> None:
    """Refuse a workbook that shows another total than its inputs make; one without results shows none."""
    sheet, place, shown = _named(workbook, TOTAL, where)
    money, payable = quote.currency, quote.totals.payable
    if isinstance(shown, (int, float)) and money.round(Decimal(repr(shown))) != payable:
        what = (
            f"shows {shown} {money.code} to pay, but its inputs make {payable}. Recalculate the workbook and save it; "
            "if that does not help, a formula was changed."
        )
        raise InputError.one(where, f"{sheet}!{place}", what)


def _check_package(content: bytes, where: str) -> None:
    """Refuse what is no plain workbook before any of it is read."""
    if len(content) > WORKBOOK.packed:
        raise InputError.one(where, "", f"has more than {WORKBOOK.packed:,} bytes. {REMEDY}")
    try:
        with opened(content, WORKBOOK) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise InputError.one(where, "", f"holds macros, which are never read. {REMEDY}")
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    head = package.read(part)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise InputError.one(where, part.filename, f"declares entities, which are never read. {REMEDY}")
            check_claims(package, where=where)
    except InputError:
        raise
    except OversizedError as error:
        raise InputError.one(where, "", f"{error}. {REMEDY}") from None
    except Exception as error:  # a damaged package fails in many ways
        raise InputError.one(where, "", f"is not an Excel workbook (.xlsx): {shorten(error)}. {REMEDY}") from None


def _loaded(content: bytes, where: str, *, results: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is not read: validation, charts, styles
            return openpyxl.load_workbook(io.BytesIO(content), keep_links=False, data_only=results)
    except Exception as error:  # openpyxl raises whatever it meets in a damaged file
        raise InputError.one(where, "", f"is not an Excel workbook (.xlsx): {shorten(error)}. {REMEDY}") from None


def _held(workbook: Any, where: str) -> dict[str, str]:
    """What the unseen sheet holds: the quote, and the cells of each sheet."""
    if NAME in workbook.sheetnames:
        if workbook[NAME].max_row > MAX_ROWS:  # a row's number alone would make a million empty ones
            raise InputError.one(where, "", f"is far larger than it looks. {REMEDY}")
        rows = list(workbook[NAME].iter_rows(min_col=1, max_col=2, values_only=True))
        if rows and rows[0][0] == MARK:
            if rows[0][1] != FORMAT:
                what = (
                    f"was written in form {shorten(rows[0][1])}; this version reads form {FORMAT}. Take the version of "
                    "costmodel that wrote it, or have the workbook written again."
                )
                raise InputError.one(where, "", what)
            return carried(rows[1:])
    raise InputError.one(where, "", f"is not a workbook of a quote by costmodel. {REMEDY}")


def _quote(words: str, where: str) -> Quote:
    try:
        return parse_quote(words, where=where)
    except InputError as error:
        fault = error.faults[0]
        if fault.path == "format":
            raise
        what = f"the quote in it was changed by hand: {shorten(fault._replace(where=''))} {REMEDY}"
        raise InputError.one(where, NAME, what) from None


def _differences(workbook: Any, name: str, cells: str, where: str) -> Iterator[Fault]:
    """The cells of a sheet that do not hold what was written."""
    if name not in workbook.sheetnames:
        yield Fault(where, name, f"the sheet is missing. {REMEDY}")
        return
    written = dict(cells_of(cells))
    for row in workbook[name].iter_rows():
        for cell in row:
            mark = written.pop(cell.coordinate, "")
            if mark != INPUT and _mark(cell) != mark:
                found = "it is empty" if cell.value is None else f"it holds '{shorten(cell.value, 40)}'"
                what = f"was changed: {found}. Only cells with the light background may be changed; put it back."
                yield Fault(where, f"{name}!{cell.coordinate}", what)
    for coordinate, mark in written.items():
        if mark != INPUT:
            yield Fault(where, f"{name}!{coordinate}", "was emptied. Put back what it held.")


def _mark(cell: Any) -> str:
    """The mark of what a cell holds; none for an empty one."""
    value = cell.value
    if value is None or value == "":
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, str):
        return text_print(value)
    if isinstance(value, (datetime, date)):
        return date_print(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_print(float(value))
    return "?"


def _changes(workbook: Any, quote: Quote, where: str) -> Iterator[tuple[str, tuple[Decimal, Decimal]]]:
    """The inputs whose cells hold another figure than the quote: by their names, both figures."""
    faults: list[Fault] = []
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for one in inputs(quote):
        try:
            value = _value(workbook, one, where)
        except InputError as error:
            faults += error.faults
            continue
        if abs(value - one.value) > CLOSE * max(Decimal(1), abs(one.value)):
            found[one.name] = (one.value, value)
    if faults:
        raise InputError(faults)
    yield from found.items()


def _value(workbook: Any, one: Input, where: str) -> Decimal:
    """The figure in the cell that has the input's name."""
    sheet, place, value = _named(workbook, one.name, where)
    if value is None:
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        what = f"must be a number; it holds '{shorten(value, 40)}'. Write a number, not text or a formula."
        raise InputError.one(where, f"{sheet}!{place}", what)
    return Decimal(repr(value))


def _named(workbook: Any, name: str, where: str) -> tuple[str, str, object]:
    """The sheet, the cell and the content of the cell that has a name."""
    try:
        ((sheet, place),) = workbook.defined_names[name].destinations
        place = place.replace("$", "")
        return sheet, place, workbook[sheet][place].value
    except Exception:  # a name that is gone, or that names no single cell
        raise InputError.one(where, name, f"the cell of this name is missing. {REMEDY}") from None
