"""What the sheets of an Excel file claim to hold, counted before any of it is read into memory.

A file of some kilobytes can claim a million empty cells, one cell at the far end of the sheet, a merged range over all
of its rows or a million formats; what reads it whole would take minutes and all memory. What is seen on the way is
kept: which rows and columns are hidden, and which formulas have no result.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from xml.parsers import expat

from costmodel.files.faults import InputError, said, shorten

MAX_CELLS = 50_000
MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_BESIDE = {"worksheet": 20_000, "sst": 200_000, "styleSheet": 25_000}
"""Elements of a part that are no cells and no rows, by its root."""
MAX_ELEMENTS = 20_000
"""Elements of any other part, such as names or notes."""
MAX_COPIED = 5_000_000
"""Letters of formulas that are written once and copied to many cells."""
_CHUNK = 1 << 16
_PER_SHEET = 20
"""Elements that a sheet in the list of sheets counts as."""
_PER_RANGE = 8
"""Letters of a list of ranges that count as one more element."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CONTENT = ("v", "f", "is")
_NO = ("0", "false", "")


class Place(NamedTuple):
    """A cell by the numbers of its column and its row."""

    column: int
    row: int


class SheetClaims(NamedTuple):
    """What a sheet claims: its last cell that holds something, what of it is hidden, formulas without a result.

    Hidden rows and columns are those that hold something.
    """

    last: Place
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    unsolved: frozenset[Place]


class Claims(NamedTuple):
    """What a file claims: its sheets by their parts, and the number formats that it writes out itself."""

    sheets: Mapping[str, SheetClaims]
    formats: frozenset[str]


class _Budget:
    """The cells, and the letters of copied formulas, that a file may still claim."""

    def __init__(self) -> None:
        self.cells, self.copied = MAX_CELLS, MAX_COPIED


class _Part:
    """One part as it is read: counted, and refused as soon as it claims too much."""

    def __init__(self, where: str, name: str, budget: _Budget) -> None:
        self.where, self.name, self.budget = where, name, budget
        self.root = ""
        self.elements = 0
        self.formats: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.root = self.root or name
        self.count(_PER_SHEET if name == "sheet" else 1 + len(attributes.get("sqref", "")) // _PER_RANGE)
        if name == "numFmt":
            self.formats.add(attributes.get("formatCode", ""))

    def count(self, elements: int) -> None:
        most = MAX_BESIDE.get(self.root, MAX_ELEMENTS)
        self.elements += elements
        if self.elements > most:
            raise self.refused(
                said(
                    "holds more than {most:,} formats, names or rules; copy the table alone into a new file.", most=most
                )
            )

    def spend(self, cells: int) -> None:
        self.budget.cells -= cells
        if self.budget.cells < 0:
            raise self.refused(
                said(
                    "claims more than {most:,} cells and rows, though most may be empty or merged; copy the table "
                    "alone into a new file.",
                    most=MAX_CELLS,
                )
            )

    def refused(self, what: str) -> InputError:
        return InputError.one(self.where, said("sheet '{name}'", name=shorten(self.name)), what)


class _Sheet(_Part):
    """A part that is a sheet: where its cells are, what of them is hidden and which formulas have no result."""

    def __init__(self, where: str, name: str, budget: _Budget) -> None:
        super().__init__(where, name, budget)
        self.root = "worksheet"
        self.at, self.last = Place(0, 0), Place(0, 0)
        self.hidden: set[int] = set()
        self.is_hidden = False
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.unsolved: set[Place] = set()
        self.inside = ""
        self.kind = ""
        self.formula = self.solved = False
        self.shared: dict[str, int] = {}
        self.sharing = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.spend(1)
            self.at = Place(0, _number(attributes.get("r"), self.at.row + 1))
            self.is_hidden = _hidden(attributes, "ht")
        elif name == "c":
            self.spend(1)
            given = attributes.get("r")
            self.at = place(given) if given else Place(self.at.column + 1, self.at.row)
            self.kind, self.formula, self.solved = attributes.get("t", ""), False, False
        elif name in _CONTENT:
            self.content(name, attributes)
        elif name in ("mergeCell", "hyperlink"):
            self.count(1)
            self.range(attributes.get("ref", ""))
        elif name == "col":
            self.count(1)
            first, last = _number(attributes.get("min"), 1), _number(attributes.get("max"), 0)
            if _hidden(attributes, "width"):
                self.hidden.update(range(first, min(last, MAX_COLUMNS) + 1))
        else:
            super().start(name, attributes)

    def content(self, name: str, attributes: dict[str, str]) -> None:
        self.near()
        self.inside = name
        if name == "f":
            self.formula = True
            self.sharing = attributes.get("si", "") if attributes.get("t") == "shared" else ""
            self.budget.copied -= self.shared.get(self.sharing, 0)
            if self.budget.copied < 0:
                raise self.refused("copies long formulas to very many cells; copy the values alone into a new file.")
        elif name == "is" or self.kind == "str":
            self.solved = True

    def text(self, words: str) -> None:
        if self.inside == "v" and words.strip():
            self.solved = True
        elif self.inside == "f" and self.sharing:
            self.shared[self.sharing] = self.shared.get(self.sharing, 0) + len(words)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in _CONTENT:
            self.inside = ""
        elif name == "c":
            if self.formula and not self.solved:
                self.unsolved.add(self.at)
            elif self.solved:
                if self.is_hidden:
                    self.rows.add(self.at.row)
                if self.at.column in self.hidden:
                    self.columns.add(self.at.column)

    def near(self) -> None:
        column, row = self.at
        self.last = Place(max(self.last.column, column), max(self.last.row, row))
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise self.refused(
                said(
                    "has a cell at {cell}, far beyond {rows:,} rows and {columns} columns; delete it and save the file "
                    "again.",
                    cell=reference(self.at),
                    rows=MAX_ROWS,
                    columns=MAX_COLUMNS,
                )
            )

    def range(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        (left, top), (right, bottom) = place(first), place(last or first)
        self.spend((abs(right - left) + 1) * (abs(bottom - top) + 1))

    def claims(self) -> SheetClaims:
        return SheetClaims(self.last, frozenset(self.rows), frozenset(self.columns), frozenset(self.unsolved))


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def _hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Whether a row or a column is hidden, or has no size."""
    shown = attributes.get(size, "1")
    return attributes.get("hidden", "0") not in _NO or re.fullmatch(r"0+(\.0*)?", shown) is not None


def place(reference: str) -> Place:
    """The column and row of a reference such as `XFD1048576`; those of no cell for one that is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return Place(0, 0)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return Place(column, int(found[2]))


def reference(at: Place) -> str:
    """The reference of a cell, such as `C12`."""
    return f"{letters(at.column)}{at.row}"


def letters(column: int) -> str:
    """The letters of a column by its number."""
    name = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def check_claims(package: zipfile.ZipFile, *, where: str) -> Claims:
    """What an Excel file claims, or a refusal where that is more than may be read, or a cell is far away from others.

    Raises InputError naming the part, and whatever `zipfile` and the parser of XML raise for a damaged file.
    """
    budget = _Budget()
    names = _names(package)
    sheets: dict[str, SheetClaims] = {}
    formats: set[str] = set()
    for entry in package.infolist():
        part = _read(package, entry, where, names.get(entry.filename, entry.filename), budget)
        formats |= part.formats
        if isinstance(part, _Sheet):
            sheets[entry.filename] = part.claims()
    return Claims(sheets, frozenset(formats))


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str, name: str, budget: _Budget) -> _Part:
    """A part of any name that is XML, read to its end; pictures and the like only to where they are seen to be none."""
    part: _Part = _Part(where, name, budget)
    parser = _parser()

    def first(tag: str, attributes: dict[str, str]) -> None:
        nonlocal part
        if tag.rpartition(":")[2] == "worksheet":
            part = sheet = _Sheet(where, name, budget)
            parser.EndElementHandler, parser.CharacterDataHandler = sheet.end, sheet.text
        parser.StartElementHandler = part.start
        part.start(tag, attributes)

    parser.StartElementHandler = first
    try:
        for chunk in _chunks(package, entry):
            parser.Parse(chunk)
    except expat.ExpatError:
        if part.root or entry.filename.lower().endswith((".xml", ".rels")):
            raise
    return part


def _parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


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
            parser = _parser()
            parser.StartElementHandler = read
            for chunk in _chunks(package, package.getinfo(part)):
                parser.Parse(chunk)
    return {parts[key]: name for key, name in sheets if key in parts}


def _no_doctype(*_: object) -> None:
    raise ValueError("a part declares entities")


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
