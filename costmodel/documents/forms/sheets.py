"""A tender form as an Excel workbook: live formulas with their values, protected except for what may be filled in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter

from costmodel.documents.excel.input_cells import Inputs
from costmodel.documents.excel.page_marks import one_line, page_marks
from costmodel.documents.excel.sheets import (
    DEFAULT,
    ROW_HEIGHT,
    Sheet,
    Styles,
    amount_format,
    cell_name,
    column_name,
    literal,
    price_format,
    quoted,
)
from costmodel.documents.forms.form import Cell, Ending, Fact, Figure, Fill, Form, Part, Row, Said, Shape, Table
from costmodel.price_book.wording import Wording
from costmodel.words.text import bare

WIDTHS: dict[Shape, tuple[float, ...]] = {
    "unit_prices": (6, 46, 12, 20, 52),
    "quantities": (6, 50, 12, 9, 18, 20),
    "grand": (6, 46, 24, 20, 20, 20),
    "summary": (6, 50, 14, 22, 22),
    "supply": (7, 44, 11, 9, 17, 17, 19, 19),
    "recurrent": (8, 50, 10, 22, 22),
    "origin": (60, 16),
    "matrix": (7, 66, 13, 21, 40),
}
CENTRED: dict[Shape, tuple[int, ...]] = {
    "unit_prices": (0,),
    "quantities": (0,),
    "grand": (0,),
    "summary": (0, 2),
    "supply": (0, 2),
    "recurrent": (0, 2),
    "origin": (1,),
    "matrix": (0,),
}
LANDSCAPE: tuple[Shape, ...] = ("unit_prices", "grand", "supply", "matrix")
MOST_ARGUMENTS = 250
SIGNATURE_ROWS = 5
ONE_PAGE = 52
"""Rows up to which a sheet is printed on a single page."""
_NAME = re.compile(r"\{(sum )?([^}]*)\}")
_PLAIN_NAME = re.compile(r"[a-z_]+")


class Place(NamedTuple):
    """Where a figure stands, counted from 0."""

    sheet: Sheet
    row: int
    column: int


class Waiting(NamedTuple):
    """A formula that is written once every figure has its place."""

    at: Place
    formula: str
    value: float | str
    look: Any


def form_xlsx(form: Form, say: Wording, *, on: date) -> bytes:
    """The form as a workbook; equal forms give equal bytes."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": dict(DEFAULT)})
    title = one_line(bare(f"{form.title} {form.number}"))
    workbook.set_properties({"title": title, "created": datetime(on.year, on.month, on.day)})
    _Book(workbook, form, say).write()
    workbook.close()
    return target.getvalue()


class _Book:
    """What the sheets share while they are written."""

    def __init__(self, workbook: Any, form: Form, say: Wording) -> None:
        self.workbook, self.form, self.say = workbook, form, say
        self.styles, self.inputs = Styles(workbook, say.language, say.digits), Inputs(workbook, say)
        self.places: dict[str, Place] = {}
        self.waiting: list[Waiting] = []
        self.empty = any(fact.name == say("form.bidder") for fact in form.facts)

    def write(self) -> None:
        """Every sheet from the top down, then the formulas, which may call what stands further down."""
        form, parts = self.form, self.form.parts
        marks = page_marks(self.say, header=(form.title, f"{self.say('form.number')} {form.number}"), footer=form.mark)
        for position, part in enumerate(parts):
            shape = part.tables[0].shape if part.tables else "summary"
            sheet = Sheet(
                self.workbook, self.styles, part.name, inputs=self.inputs, widths=WIDTHS[shape],
                landscape=shape in LANDSCAPE, marks=marks,
            )  # fmt: skip
            self._part(sheet, part, first=position == 0)
            if position == len(parts) - 1 and self.form.ending is not None:
                self._ending(sheet, self.form.ending)
        for one in self.waiting:
            formula = _NAME.sub(lambda found, one=one: self._called(found, one.at), one.formula)  # type: ignore[misc]
            one.at.sheet.raw.write_formula(one.at.row, one.at.column, f"={formula}", one.look, one.value)
        for name, place in self.places.items():
            if _PLAIN_NAME.fullmatch(name):
                self.workbook.define_name(name, f"={place.sheet.at(place.column, place.row)}")

    def _part(self, sheet: Sheet, part: Part, *, first: bool) -> None:
        sheet.title(f"{part.title} – {self.form.number}" if not first else part.title)
        if first:
            for fact in self.form.facts:
                self._fact(sheet, fact)
            sheet.next()
        for note in (*part.notes, *((self.say("form.inputs"),) if first else ())):
            sheet.wide(note, "note")
        for position, table in enumerate(part.tables):
            if position or first or part.notes:
                sheet.next()
            self._table(sheet, table, first=position == 0)

    def _fact(self, sheet: Sheet, fact: Fact) -> None:
        sheet.raw.merge_range(sheet.row, 0, sheet.row, 1, "", sheet.styles("bold"))
        sheet.raw.write_string(sheet.row, 0, fact.name, sheet.styles("bold"))
        blank = self.empty and not fact.text
        sheet.wide(fact.text, "fill" if blank else "warning" if fact.missing else "text", first=2)

    def _table(self, sheet: Sheet, table: Table, *, first: bool) -> None:
        if table.title:
            sheet.text(0, table.title, "block")
            for column in range(1, sheet.width):
                sheet.text(column, "", "block")
            sheet.next()
        figures = [
            column for row in table.rows for column, cell in self._placed(row, sheet) if isinstance(cell, Figure)
        ]
        sheet.head(table.heads, right=tuple(set(figures)), centre=(*CENTRED[table.shape], *self._said(table)))
        if first:
            sheet.raw.repeat_rows(sheet.row - 1)
        for row in table.rows:
            if row.kind == "band":
                sheet.band(row.label)
            elif row.kind == "line":
                self._line(sheet, row, CENTRED[table.shape])
            else:
                self._total(sheet, row)

    def _said(self, table: Table) -> set[int]:
        """The columns of words that belong to a figure beside them."""
        return {n for row in table.rows for n, cell in enumerate(row.cells) if isinstance(cell, Said)}

    def _placed(self, row: Row, sheet: Sheet) -> Iterator[tuple[int, Cell]]:
        """The cells with their columns: those of a total stand at the end."""
        first = 0 if row.kind == "line" else sheet.width - len(row.cells)
        return ((first + n, cell) for n, cell in enumerate(row.cells))

    def _line(self, sheet: Sheet, row: Row, centred: Sequence[int]) -> None:
        for column, cell in self._placed(row, sheet):
            if isinstance(cell, str):
                words = "\n".join((cell, *row.notes)) if column == 1 else cell
                apart = isinstance(row.cells[column - 1], str) and column > 1  # a text right after a text
                sheet.text(column, words, "centre" if column in centred else "words" if apart else "text")
            elif isinstance(cell, Figure):
                self._figure(sheet, column, cell, "figure")
            elif isinstance(cell, Said):
                sheet.text(column, cell.words, "words")
                same = f"ROUND({{{cell.of}}}-{cell.value:f},8)=0"
                formula = f"IF({same},{literal(cell.words)},{literal(cell.otherwise)})"
                self._wait(sheet, column, formula, cell.words, "words")
            else:
                self._fill(sheet, column, cell)
        sheet.next()

    def _fill(self, sheet: Sheet, column: int, cell: Fill) -> None:
        sheet.text(column, cell.words, "fill")
        if cell.among:
            among = list(dict.fromkeys(cell.among))
            sheet.raw.data_validation(sheet.row, column, sheet.row, column, {"validate": "list", "source": among})

    def _figure(self, sheet: Sheet, column: int, figure: Figure, look: str) -> None:
        value, row = figure.value, sheet.row
        kind = "amount" if figure.currency else "rate" if figure.name.startswith("rate.") else "quantity"
        below = value is not None and value < 0  # a deduction is not changed here
        shown = "General" if figure.currency is None else amount_format(figure.currency)
        if figure.price and figure.currency is not None and value is not None:
            shown = price_format(value, figure.currency)
        if figure.name:
            self.places[figure.name] = Place(sheet, row, column)
        if figure.formula:
            if value is None:  # nothing is shown until prices are filled in
                shown = f"{shown};-{shown};"
            self._wait(sheet, column, figure.formula, float(value or 0), look, shown)
        elif value is None:
            sheet.raw.write_blank(row, column, None, sheet.styles("input", shown))
            self.inputs.add(sheet.raw, row, column, kind, rules={})
        elif figure.open and not below:
            sheet.input(column, value, shown, kind)
        else:
            sheet.number(column, value, shown, look)

    def _total(self, sheet: Sheet, row: Row) -> None:
        look = "label_strong" if row.kind == "strong" else "label"
        before = sheet.width - len(row.cells)
        for column in range(before):
            sheet.text(column, "", look)
        if before > 1:
            sheet.raw.merge_range(sheet.row, 0, sheet.row, before - 1, "", sheet.styles(look))
        sheet.raw.write_string(sheet.row, 0, row.label, sheet.styles(look))
        for column, cell in self._placed(row, sheet):
            if isinstance(cell, Figure):
                self._figure(sheet, column, cell, look)
            else:
                sheet.text(column, "", look)
        sheet.next(ROW_HEIGHT + 2)

    def _ending(self, sheet: Sheet, ending: Ending) -> None:
        """The total in words while it is the one of the form, then place, date and signature."""
        say = self.say
        sheet.next()
        if ending.closing is not None:
            sentence = ending.closing.sentence
            same = f"ROUND({{{ending.of}}}-{ending.value:f},8)=0"
            row = sheet.row
            sheet.wide(sentence, "closing")
            at, sheet.row = sheet.row, row
            self._wait(
                sheet, 0, f"IF({same},{literal(sentence)},{quoted(say('form.total_changed'))})", sentence, "closing"
            )
            sheet.row = at
            if ending.closing.note:
                sheet.wide(ending.closing.note, "note")
        elif ending.blank:
            sheet.wide(ending.blank, "fill")
        sheet.next()
        half = max(1, sheet.width // 2)
        sheet.wide(ending.place, "fill")
        sheet.wide(ending.signer, "bold")
        sheet.wide(say("form.signature"), "note")
        top = sheet.row
        sheet.raw.merge_range(top, 0, top + SIGNATURE_ROWS - 1, half, "", sheet.styles("fill"))
        for _ in range(SIGNATURE_ROWS):
            sheet.next()
        if sheet.row <= ONE_PAGE:
            sheet.raw.fit_to_pages(1, 1)

    def _wait(
        self, sheet: Sheet, column: int, formula: str, value: float | str, look: str, number_format: str = ""
    ) -> None:
        made = sheet.styles(look, number_format)
        self.waiting.append(Waiting(Place(sheet, sheet.row, column), formula, value, made))

    def _called(self, found: re.Match[str], at: Place) -> str:
        """The cells that a name of a formula stands for."""
        names = found[2].split()
        if not found[1]:
            return self._address(self.places[names[0]], at)
        ranges = list(self._ranges([self.places[name] for name in names], at))
        while len(ranges) > MOST_ARGUMENTS:
            ranges = [f"SUM({','.join(ranges[n : n + MOST_ARGUMENTS])})" for n in range(0, len(ranges), MOST_ARGUMENTS)]
        return f"SUM({','.join(ranges)})"

    def _ranges(self, places: Iterable[Place], at: Place) -> Iterator[str]:
        """Places that follow each other as one range."""
        run: list[Place] = []
        for place in places:
            if run and (place.sheet, place.column, place.row) != (run[-1].sheet, run[-1].column, run[-1].row + 1):
                yield self._range(run, at)
                run = []
            run.append(place)
        if run:
            yield self._range(run, at)

    def _range(self, run: Sequence[Place], at: Place) -> str:
        first = self._address(run[0], at)
        return first if len(run) == 1 else f"{first}:{column_name(run[-1].column)}{run[-1].row + 1}"

    def _address(self, place: Place, at: Place) -> str:
        """A cell as another one calls it: by the name of its sheet where that is another one."""
        name = cell_name(place.row, place.column)
        if place.sheet is at.sheet:
            return name
        sheet = place.sheet.name.replace("'", "''")
        return f"'{sheet}'!{name}"
