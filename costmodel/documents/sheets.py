"""How a sheet of the workbook looks and is written: formats, columns, print set-up, and one cell at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from math import ceil
from types import MappingProxyType
from typing import Any
from unicodedata import combining, normalize

from costmodel.money import Currency
from costmodel.text import NBSP, Language, probability

ACCENT, TINT, INPUT, RULE, GREY, WARNING = "#1F4E5F", "#E3ECEF", "#FFF6D6", "#C9D3D8", "#4A5560", "#9C1C1C"
FONT, SIZE = "Arial", 9
DEFAULT = {"font_name": FONT, "font_size": 10}
"""The font that column widths are measured in: the same everywhere, where Calibri may be replaced by a wider one."""
A4 = 9
ACROSS, DOWN = 935, 465
"""What a landscape page holds: pixels across and points down, with room, as LibreOffice draws columns 5 % wider."""
LINE_HEIGHT, ROW_HEIGHT = 12, 15
EMS = 7 / 12
"""Ems of 9-point text in a unit of column width: a unit is 7 pixels, an em 12."""
MARGIN = 0.97
"""Share of a column that is counted on: programs measure text a little differently, and cut what does not fit."""
_LETTER = 0.56
_LETTERS = (
    (0.22, "ijl'’"),
    (0.28, " !,./:;I[]ft\u00a0\u202f"),
    (0.34, "()-r"),
    (0.50, "cksvxyz"),
    (0.61, "FTZ+−×="),
    (0.67, "ABEKPSVXY&"),
    (0.72, "CDHNRUw"),
    (0.78, "GOQ"),
    (0.84, "Mm"),
    (0.95, "W%œ…"),
)
"""Widths of Arial's letters in ems; the letters that are not here are about as wide as a figure."""
_WIDTHS = {letter: width for width, letters in _LETTERS for letter in letters}
_BOLD = 1.08
_ROW = {"valign": "top", "bottom": 1, "bottom_color": RULE}
_HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "text_wrap": True, "valign": "vcenter"}
_RIGHT = {"align": "right", "valign": "vcenter"}
_STRONG = {**_RIGHT, "bold": True, "top": 1, "top_color": ACCENT}
_PAYABLE = {**_RIGHT, "bold": True, "font_size": 11, "font_color": "#FFFFFF", "bg_color": ACCENT, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT, "valign": "vcenter"},
    "banner": {"bold": True, "font_color": ACCENT, "bg_color": TINT, "text_wrap": True, "valign": "vcenter"},
    "quiet": {"font_color": GREY, "valign": "top"},
    "note": {"font_color": GREY, "valign": "top", "text_wrap": True},
    "wrap": {"valign": "top", "text_wrap": True},
    "block": {"bold": True, "font_size": 11, "font_color": ACCENT, "bottom": 2, "bottom_color": ACCENT},
    "section": {"bold": True, "font_color": ACCENT, "bg_color": TINT, "valign": "top"},
    "section_right": {**_RIGHT, "bold": True, "font_color": ACCENT, "bg_color": TINT},
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
    "input": {**_RIGHT, **_ROW, "bg_color": INPUT, "locked": False},
    "choice": {**_ROW, "align": "left", "bg_color": INPUT, "locked": False},
    "label": _RIGHT,
    "label_strong": _STRONG,
    "label_payable": _PAYABLE,
}
_WRAPPED = frozenset(name for name, look in _STYLES.items() if look.get("text_wrap"))


class Styles:
    """The formats of a workbook, each built once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str], Any] = {}

    def __call__(self, name: str, number_format: str = "") -> Any:
        """The format of a style, with a number format where the cell holds a number."""
        key = (name, number_format)
        made = self._made.get(key)
        if made is None:
            look = {"font_name": FONT, "font_size": SIZE, **_STYLES[name]}
            if number_format:
                look["num_format"] = number_format
            made = self._made[key] = self._workbook.add_format(look)
        return made


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


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


class Exact(float):
    """A float that is written with every digit that it needs; XlsxWriter cuts at 16, which turns 94.32 into less."""

    def __format__(self, spec: str) -> str:
        """The shortest form that reads back as the same float, whatever the spec."""
        return repr(float(self)).removesuffix(".0")


@lru_cache(maxsize=8_192)
def _ems(word: str, bold: bool) -> float:
    """How wide a word is; an accent adds nothing to its letter. The words of a workbook repeat, hence the cache."""
    plain = (letter for letter in normalize("NFD", word) if not combining(letter))
    return sum(_WIDTHS.get(letter, _LETTER) for letter in plain) * (_BOLD if bold else 1)


def _lines(words: str, width: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column width: as many words in each as fit, and a longer word over several."""
    room = width * EMS * MARGIN
    if "\n" not in words and len(words) < room:
        return 1  # no letter is wider than an em
    lines = 0
    for paragraph in words.split("\n"):
        left = 0.0
        for word in paragraph.split(" "):
            wide = _ems(word, bold)
            if wide > left:
                needed = max(1, ceil(wide / room))
                lines += needed
                left = needed * room
            left -= wide + _WIDTHS[" "]
    return max(1, lines)


class Sheet:
    """A worksheet that is written from the top down; `row` is the next free row."""

    def __init__(
        self,
        workbook: Any,
        styles: Styles,
        name: str,
        *,
        widths: Sequence[float],
        landscape: bool = False,
        marks: tuple[str, str],
    ) -> None:
        self.name = name
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
            self.raw.write_string(self.row, column, words, self.styles(style))
            if style in _WRAPPED:
                bold = bool(_STYLES[style].get("bold"))
                self._lines = max(self._lines, _lines(words, self.widths[column], bold=bold))
        else:
            self.raw.write_blank(self.row, column, None, self.styles(style))

    def number(self, column: int, value: Decimal | int, number_format: str, style: str = "figure") -> None:
        """A number; the one place where a Decimal becomes a float."""
        self.raw.write_number(self.row, column, Exact(value), self.styles(style, number_format))

    def formula(
        self, column: int, formula: str, value: Decimal | int | str, number_format: str, style: str = "figure"
    ) -> None:
        """A formula with the value that it has."""
        cached = value if isinstance(value, str) else float(value)
        self.raw.write_formula(self.row, column, formula, self.styles(style, number_format), cached)

    def date(self, column: int, value: date, number_format: str, style: str = "left") -> None:
        """A date."""
        self.raw.write_datetime(self.row, column, value, self.styles(style, number_format))

    def next(self, height: float = ROW_HEIGHT) -> None:
        """Goes to the next row; the one left behind is as high as its longest text needs."""
        height += LINE_HEIGHT * (self._lines - 1)
        self.raw.set_row(self.row, height)
        self._heights[self.row] = height
        self._lines = 1
        self.row += 1

    def title(self, words: str, note: str = "") -> None:
        """The sheet's title, and a note under it."""
        self.text(0, words, "title")
        self.next(30)
        if note:
            self.text(0, note, "quiet")
            self.next()

    def wide(self, words: str, style: str, *, first: int = 0) -> None:
        """A text from a column to the last one."""
        beside = self._lines
        self.raw.merge_range(self.row, first, self.row, self.width - 1, "", self.styles(style))
        self.text(first, words, style)
        bold = bool(_STYLES[style].get("bold"))
        self._lines = max(beside, _lines(words, sum(self.widths[first:]), bold=bold))
        self.next()

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

    def freeze(self, *, repeat: bool = True) -> None:
        """Keeps the rows written so far in view, and repeats the last of them on every printed page."""
        self.raw.freeze_panes(self.row, 0)
        if repeat:
            self.raw.repeat_rows(self.row - 1)

    def paged(self, blocks: Sequence[int]) -> None:
        """Prints landscape pages as wide as the sheet, and begins a new one before a block that would break over two.

        `blocks` are the first rows of blocks; what is longer than two thirds of a page flows on. Call it last. Pages
        are scaled, not fitted, for programs ignore breaks where pages are fitted.
        """
        scale = min(100, int(100 * ACROSS / sum(round(width * 7) + 5 for width in self.widths)))
        page, used = DOWN * 100 / scale, sum(self._heights.get(row, ROW_HEIGHT) for row in range(blocks[0]))
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
