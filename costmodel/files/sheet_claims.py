"""What the sheets of an Excel file claim to hold, counted before any of it is read into memory.

A file of some kilobytes can claim a million empty cells, one cell at the far end of the sheet or a merged range over
all of its rows; what reads it whole would take minutes and all memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

from costmodel.files.faults import InputError, said, shorten

MAX_CELLS = 50_000
MAX_ROWS = 10_000
MAX_COLUMNS = 200
_CHUNK = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CONTENT = ("v", "f", "is")


class _EndError(Exception):
    """Enough was read of a part."""


class _Counter:
    """Counts the cells, rows and merged cells of a part, if it is a sheet, and refuses it as soon as they are many."""

    def __init__(self, where: str, name: str, budget: Budget) -> None:
        self.where, self.name, self.budget = where, name, budget
        self.root, self.cell = "", ""
        self.row = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self.root:
            self.root = name
            if name != "worksheet":
                raise _EndError
        elif name == "c":
            self.budget.spend(1, self)
            self.cell = attributes.get("r", "")
        elif name == "row":
            self.budget.spend(1, self)
        elif name in _CONTENT and self.cell:
            self._near(self.cell)
            self.cell = ""
        elif name == "mergeCell":
            self._merged(attributes.get("ref", ""))

    def _near(self, reference: str) -> None:
        column, row = place(reference)
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise self.refused(
                said(
                    "has a cell at {cell}, far beyond {rows:,} rows and {columns} columns; delete it and save the file "
                    "again.",
                    cell=shorten(reference),
                    rows=MAX_ROWS,
                    columns=MAX_COLUMNS,
                )
            )

    def _merged(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (left, top), (right, bottom) = place(first), place(last or first)
        self.budget.spend((abs(right - left) + 1) * (abs(bottom - top) + 1), self)

    def refused(self, what: str) -> InputError:
        return InputError.one(self.where, said("sheet '{name}'", name=shorten(self.name)), what)


class Budget:
    """The cells that a file may still claim."""

    def __init__(self) -> None:
        self.left = MAX_CELLS

    def spend(self, cells: int, counter: _Counter) -> None:
        """Count cells. Raises InputError when there are more than may be read."""
        self.left -= cells
        if self.left < 0:
            raise counter.refused(
                said(
                    "claims more than {most:,} cells and rows, though most may be empty or merged; copy the table "
                    "alone into a new file.",
                    most=MAX_CELLS,
                )
            )


class Place(NamedTuple):
    """A cell by the numbers of its column and its row."""

    column: int
    row: int


def place(reference: str) -> Place:
    """The column and row of a reference such as `XFD1048576`; those of no cell for one that is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return Place(0, 0)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return Place(column, int(found[2]))


def check_claims(package: zipfile.ZipFile, *, where: str) -> None:
    """Refuse an Excel file whose sheets claim more cells than may be read, or one far away from the others.

    Raises InputError naming the part, and whatever `zipfile` and the parser of XML raise for a damaged file.
    """
    budget = Budget()
    names = _names(package)
    for entry in package.infolist():
        if entry.filename.lower().endswith(".xml"):
            counter = _Counter(where, names.get(entry.filename, entry.filename), budget)
            parser = expat.ParserCreate()
            parser.StartElementHandler = counter.start
            parser.StartDoctypeDeclHandler = _no_doctype
            try:
                for chunk in _chunks(package, entry):
                    parser.Parse(chunk)
            except _EndError:
                continue


def _names(package: zipfile.ZipFile) -> dict[str, str]:
    """The names of the sheets by their parts, where the workbook's own list says them."""
    parts: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, found: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            parts[found.get("Id", "")] = "xl/" + found.get("Target", "").removeprefix("/xl/")

    def sheet(tag: str, found: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            key = next((value for name, value in found.items() if name.endswith(":id")), "")
            sheets.append((key, found.get("name", "")))

    for part, read in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in package.namelist():
            parser = expat.ParserCreate()
            parser.StartElementHandler = read
            parser.StartDoctypeDeclHandler = _no_doctype
            for chunk in _chunks(package, package.getinfo(part)):
                parser.Parse(chunk)
    return {parts[key]: name for key, name in sheets if key in parts}


def _no_doctype(*_: object) -> None:
    raise ValueError("a part declares entities")


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
