"""How a sheet of the workbook looks and is written: formats, columns, print set-up, and one cell at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from costmodel.documents.excel.cell_prints import FORMULA, INPUT, date_print, number_print, text_print
from costmodel.documents.excel.input_cells import Inputs
from costmodel.documents.excel.letter_widths import lines
from costmodel.files.colour import ACCENT
from costmodel.files.faults import InputError, said
from costmodel.money.currencies import Currency
from costmodel.words.text import NBSP, POP, Digits, Language, bare, closed, isolated, probability
from costmodel.words.text import RIGHT_TO_LEFT as FROM_RIGHT

DARK = f"#{ACCENT}"
TINT, LIGHT, RULE, GREY, WARNING = "#E3ECEF", "#FFF6D6", "#C9D3D8", "#4A5560", "#9C1C1C"
FADED = "#5B6770"
"""Figures that do not count, still dark enough to be read."""
FONT, SIZE = "Arial", 9
DEFAULT = {"font_name": FONT, "font_size": 10}
"""The font that column widths are measured in: the same everywhere, where Calibri may be replaced by a wider one."""
GRID = {"visible": True, "line": {"color": "#D9DFE2", "width": 0.5}}
"""The lines behind a chart."""
A4 = 9
LANDSCAPE, PORTRAIT = (935, 465), (635, 700)
"""What a page holds: pixels across and points down, with room, as LibreOffice draws columns 5 % wider."""
LINE_HEIGHT, ROW_HEIGHT = 12, 15
MOST_HEIGHT = 409
"""The highest row that Excel draws, in points; a longer text is whole in its cell all the same."""
MOST_LETTERS = 32_767
"""What a cell holds, in the units in which Excel counts."""
_ROW = {"valign": "top", "bottom": 1, "bottom_color": RULE}
_HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": DARK, "text_wrap": True, "valign": "vcenter"}
_RIGHT = {"align": "right", "valign": "vcenter"}
_STRONG = {**_RIGHT, "bold": True, "top": 1, "top_color": ACCENT}
_PAYABLE = {**_RIGHT, "bold": True, "font_size": 11, "font_color": "#FFFFFF", "bg_color": DARK, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": DARK, "valign": "vcenter"},
    "banner": {"bold": True, "font_color": DARK, "bg_color": TINT, "text_wrap": True, "valign": "vcenter"},
    "quiet": {"font_color": GREY, "valign": "top"},
    "note": {"font_color": GREY, "valign": "top", "text_wrap": True},
    "wrap": {"valign": "top", "text_wrap": True},
    "block": {"bold": True, "font_size": 11, "font_color": DARK, "bottom": 2, "bottom_color": ACCENT},
    "section": {"bold": True, "font_color": DARK, "bg_color": TINT, "valign": "top"},
    "section_right": {**_RIGHT, "bold": True, "font_color": DARK, "bg_color": TINT},
    "head": _HEAD,
    "head_right": {**_HEAD, "align": "right"},
    "head_centre": {**_HEAD, "align": "center"},
    "text": {**_ROW, "text_wrap": True},
    "bold": {**_ROW, "text_wrap": True, "bold": True},
    "warning": {**_ROW, "text_wrap": True, "bold": True, "font_color": WARNING},
    "indented": {**_ROW, "text_wrap": True, "align": "left", "indent": 1, "font_color": GREY},
    "centre": {**_ROW, "align": "center"},
    "left": {**_ROW, "align": "left"},
    "figure": {**_RIGHT, **_ROW},
    "figure_bold": {**_RIGHT, **_ROW, "bold": True},
    "figure_quiet": {**_RIGHT, **_ROW, "italic": True, "font_color": GREY},
    "input": {**_RIGHT, **_ROW, "bg_color": LIGHT, "locked": False},
    "choice": {**_ROW, "align": "left", "bg_color": LIGHT, "locked": False},
    "fill": {**_ROW, "text_wrap": True, "bg_color": LIGHT, "locked": False},
    "words": {**_ROW, "text_wrap": True, "align": "left", "indent": 1},
    "closing": {"bold": True, "valign": "top", "text_wrap": True},
    "legend": {"valign": "top", "text_wrap": True, "bg_color": LIGHT, "bottom": 1, "bottom_color": RULE},
    "label": _RIGHT,
    "verdict": _RIGHT,
    "label_strong": _STRONG,
    "label_payable": _PAYABLE,
}
_WRAPPED = frozenset(name for name, look in _STYLES.items() if look.get("text_wrap"))


_BESIDE_FIGURES = frozenset(("label", "label_strong", "label_payable"))
"""Texts that stand right before a figure, at its side of their cell."""
_OVER_FIGURES = frozenset(("figure", "figure_bold", "figure_quiet", "head_right", "section_right", "input"))
INDIC = "[$-2000401]"
"""What turns the digits of a number format into Arabic-Indic ones, in Excel and in LibreOffice."""
RIGHT_TO_LEFT = 2
"""Excel's reading order of Arabic text."""


class Styles:
    """The formats of a workbook, each built once; figures stay right-aligned in Arabic, so that decimals line up."""

    def __init__(self, workbook: Any, language: Language, digits: Digits = "western") -> None:
        self._workbook = workbook
        self.mirrored = language == "ar"
        self._indic = digits == "arabic_indic" and self.mirrored
        self._made: dict[tuple[str, str], Any] = {}

    def __call__(self, name: str, number_format: str = "") -> Any:
        """The format of a style, with a number format where the cell holds a number."""
        key = (name, number_format)
        made = self._made.get(key)
        if made is None:
            look = {"font_name": FONT, "font_size": SIZE, **_STYLES[name]}
            if number_format:
                look["num_format"] = _in_indic(number_format) if self._indic else number_format
            if self.mirrored:
                look |= _mirrored(name, look, number=bool(number_format))
            made = self._made[key] = self._workbook.add_format(look)
        return made

    def faded(self) -> Any:
        """What a conditional format changes in a cell that does not count."""
        made = self._made.get(("faded", ""))
        if made is None:
            made = self._made["faded", ""] = self._workbook.add_format({"font_color": FADED, "italic": True})
        return made


_ALLOWED = {"format_columns": True, "format_rows": True}
"""What protection leaves to a person besides the inputs."""


def _mirrored(name: str, look: Mapping[str, Any], *, number: bool) -> dict[str, Any]:
    """What an Arabic sheet has instead: words begin at the right."""
    align = look.get("align", "")
    if number:
        return {"align": "right"} if align == "left" else {}
    if align != "center" and name not in _OVER_FIGURES:
        align = "left" if name in _BESIDE_FIGURES else "right"
    return {"align": align, "reading_order": RIGHT_TO_LEFT} | ({"indent": 1} if name in _BESIDE_FIGURES else {})


def _in_indic(number_format: str) -> str:
    """A number format in Arabic-Indic digits; one that says its words under a condition stays as it is."""
    if "[" in number_format:
        return number_format
    return ";".join(INDIC + section for section in number_format.split(";"))


def amount_format(currency: Currency) -> str:
    """The number format of amounts."""
    return "#,##0" + _places(currency.printed_decimals)


def price_format(price: Decimal, currency: Currency) -> str:
    """The number format of a unit price: at least the currency's decimals, further ones where there are."""
    fixed = max(1, currency.decimals)
    further = -int(price.normalize().as_tuple().exponent) - fixed
    return "#,##0" + _places(fixed) + "#" * max(2, further)


def share_format(share: Decimal, language: Language, *, least: int = 1) -> str:
    """The number format of a share; French keeps a no-break space before the sign."""
    places = max(least, -int((share * 100).normalize().as_tuple().exponent))
    return "0" + _places(places) + (NBSP if language == "fr" else "") + "%"


def probability_format(chance: float, language: Language) -> str:
    """The number format of a probability; one that is not certain is shown as below 1 or above 99 %, as in a text."""
    whole = share_format(Decimal(1), language, least=0)
    if chance in (0, 1):
        return whole
    low, high = (probability(nearly, language) for nearly in (0.001, 0.999))
    return f'[<0.005]"{low}";[>=0.995]"{high}";{whole}'


def date_format(language: Language) -> str:
    """The number format of dates."""
    return "dd/mm/yyyy" if language == "fr" else "yyyy-mm-dd"


def _places(decimals: int) -> str:
    return "." + "0" * decimals if decimals else ""


def column_name(column: int) -> str:
    """`H` of a column that counts from 0, `AA` after `Z`; no sheet has more than two letters."""
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def cell_name(row: int, column: int) -> str:
    """`H12` of a row and a column that both count from 0."""
    return f"{column_name(column)}{row + 1}"


def in_order(words: str, language: Language) -> str:
    """Words that are read from right to left in Arabic wherever they stand: a chart's labels know no direction."""
    return FROM_RIGHT + words + POP if language == "ar" else words


def typed(words: str, language: Language) -> str:
    """What a person typed; in Arabic as one piece that turns nothing beside it."""
    return isolated(closed(words)) if language == "ar" else words


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text of any length inside a formula, where a string has at most 255 characters."""
    return "&".join(quoted(text[start : start + 250]) for start in range(0, max(1, len(text)), 250))


class Exact(float):
    """A float that is written with every digit that it needs; XlsxWriter cuts at 16, which turns 94.32 into less."""

    def __format__(self, spec: str) -> str:
        """The shortest form that reads back as the same float, whatever the spec."""
        return repr(float(self)).removesuffix(".0")


class Sheet:
    """A worksheet that is written from the top down; `row` is the next free row, `prints` what each cell held.

    Only inputs can be changed, until the protection, which has no password, is taken off.
    """

    def __init__(
        self,
        workbook: Any,
        styles: Styles,
        name: str,
        *,
        inputs: Inputs,
        widths: Sequence[float],
        landscape: bool = False,
        marks: tuple[str, str],
    ) -> None:
        self.name = name = bare(name)
        self.inputs = inputs
        self.prints: dict[tuple[int, int], str] = {}
        self.row = 0
        self.widths = widths
        self.width = len(widths)
        self._lines = 1
        self._heights: dict[int, float] = {}
        self.styles = styles
        self.raw = raw = workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            raw.set_column(column, column, width)
        raw.hide_gridlines(2)
        if styles.mirrored:
            raw.right_to_left()
        raw.protect("", dict(_ALLOWED))
        raw.set_paper(A4)
        if landscape:
            raw.set_landscape()
        raw.fit_to_pages(1, 0)
        raw.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.75)
        raw.set_header(marks[0])
        raw.set_footer(marks[1])

    def text(self, column: int, words: str, style: str = "text") -> None:
        """A text, never read as a formula; an empty one leaves the cell formatted."""
        if words:
            if len(words) > MOST_LETTERS // 2:
                self._refuse_too_long(words, column)
            self.raw.write_string(self.row, column, words, self.styles(style))
            self.prints[self.row, column] = text_print(words)
            if style in _WRAPPED:
                bold = bool(_STYLES[style].get("bold"))
                self._lines = max(self._lines, lines(words, self.widths[column], bold=bold))
        else:
            self.raw.write_blank(self.row, column, None, self.styles(style))

    def _refuse_too_long(self, words: str, column: int) -> None:
        units = len(words.encode("utf-16-le")) // 2
        if units > MOST_LETTERS:
            where = f"{self.name}!{cell_name(self.row, column)}"
            what = said(
                "a text of {count:,} characters does not fit: a cell holds {most:,}. Shorten it.",
                count=units,
                most=MOST_LETTERS,
            )
            raise InputError.one(where, "", what)

    def number(self, column: int, value: Decimal | int, number_format: str, style: str = "figure") -> None:
        """A number; the one place where a Decimal becomes a float."""
        exact = Exact(value)
        self.raw.write_number(self.row, column, exact, self.styles(style, number_format))
        self.prints[self.row, column] = number_print(float(exact))

    def input(
        self,
        column: int,
        value: Decimal | int,
        number_format: str,
        kind: str,
        *,
        name: str = "",
        rules: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """A number that may be changed, under a name where it has one; `rules` go before those of its kind."""
        self.raw.write_number(self.row, column, Exact(value), self.styles("input", number_format))
        self.prints[self.row, column] = INPUT
        self.inputs.add(self.raw, self.row, column, kind, name=name, place=self.at(column), rules=rules)

    def formula(
        self, column: int, formula: str, value: Decimal | int | str, number_format: str, style: str = "figure"
    ) -> None:
        """A formula with the value that it has."""
        cached = value if isinstance(value, str) else float(value)
        self.raw.write_formula(self.row, column, formula, self.styles(style, number_format), cached)
        self.prints[self.row, column] = FORMULA

    def date(self, column: int, value: date, number_format: str, style: str = "left") -> None:
        """A date."""
        self.raw.write_datetime(self.row, column, value, self.styles(style, number_format))
        self.prints[self.row, column] = date_print(value)

    def next(self, height: float = ROW_HEIGHT) -> None:
        """Goes to the next row; the one left behind is as high as its longest text needs."""
        height = min(MOST_HEIGHT, height + LINE_HEIGHT * (self._lines - 1))
        self.raw.set_row(self.row, height)
        self._heights[self.row] = height
        self._lines = 1
        self.row += 1

    def title(self, words: str, note: str = "", *, legend: str = "") -> None:
        """The sheet's title, a note under it, and a legend on the colour of the cells that may be changed."""
        self.text(0, words, "title")
        self.next(30)
        if note:
            self.text(0, note, "quiet")
            self.next()
        if legend:
            self.wide(legend, "legend")

    def wide(self, words: str, style: str, *, first: int = 0) -> None:
        """A text from a column to the last one."""
        beside = self._lines
        self.raw.merge_range(self.row, first, self.row, self.width - 1, "", self.styles(style))
        self.text(first, words, style)
        bold = bool(_STYLES[style].get("bold"))
        self._lines = max(beside, lines(words, sum(self.widths[first:]), bold=bold))
        self.next()

    def wide_formula(self, formula: str, words: str, style: str) -> None:
        """A formula whose value is a text, from the first column to the last one."""
        row = self.row
        self.wide(words, style)
        self.raw.write_formula(row, 0, formula, self.styles(style), words)
        self.prints[row, 0] = FORMULA

    def band(self, words: str, style: str = "section", *, right: Mapping[int, str] = MappingProxyType({})) -> None:
        """A band over all columns with a text in its first, and words over columns of figures."""
        self.text(0, words, style)
        for column in range(1, self.width):
            self.text(column, right.get(column, ""), f"{style}_right" if column in right else style)
        self.next()

    def head(self, words: Iterable[str], *, right: Sequence[int] = (), centre: Sequence[int] = ()) -> None:
        """The headings of columns."""
        for column, word in enumerate(words):
            style = "head_right" if column in right else "head_centre" if column in centre else "head"
            self.text(column, word, style)
        self.next(ROW_HEIGHT + 3)

    def line(self, words: Iterable[str], style: str = "text") -> None:
        """A row of texts."""
        for column, word in enumerate(words):
            self.text(column, word, style)
        self.next()

    def faded(self, row: int, column: int, last_row: int, last_column: int, rule: dict[str, Any]) -> None:
        """Grey figures where a rule holds."""
        look = self.styles.faded()
        self.raw.conditional_format(row, column, last_row, last_column, {**rule, "format": look})

    def freeze(self, *, repeat: bool = True) -> None:
        """Keeps the rows written so far in view, and repeats the last of them on every printed page."""
        self.raw.freeze_panes(self.row, 0)
        if repeat:
            self.raw.repeat_rows(self.row - 1)

    def paged(self, blocks: Sequence[int], *, landscape: bool = True) -> None:
        """Prints pages as wide as the sheet, and begins a new one before a block that would break over two.

        `blocks` are the first rows of blocks; what is longer than two thirds of a page flows on. Call it last. Pages
        are scaled, not fitted, for programs ignore breaks where pages are fitted.
        """
        across, down = LANDSCAPE if landscape else PORTRAIT
        scale = min(100, int(100 * across / sum(round(width * 7) + 5 for width in self.widths)))
        page, used = down * 100 / scale, sum(self._heights.get(row, ROW_HEIGHT) for row in range(blocks[0]))
        breaks = []
        for first, after in pairwise((*blocks, self.row)):
            height = sum(self._heights.get(row, ROW_HEIGHT) for row in range(first, after))
            if used + height > page and height <= page * 2 / 3:
                breaks.append(first)
                used = 0
            used = (used + height) % page
        self.raw.set_print_scale(scale)
        self.raw.set_h_pagebreaks(breaks)

    def at(self, column: int, row: int | None = None) -> str:
        """The absolute address of a cell, for other sheets: `'Prix'!$H$12`."""
        sheet = self.name.replace("'", "''")
        return f"'{sheet}'!${column_name(column)}${(self.row if row is None else row) + 1}"
