"""How figures and tables are laid out in a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest
from textwrap import fill
from typing import Any, NamedTuple

from costmodel.words.text import number, rough

WIDTH = 100
WIDEST = Decimal(10) ** 7
"""From this amount on the columns hold thousands."""
HEADING_ROOM = 2
"""Spaces that a column leaves beside its heading, at least."""


class Scale(NamedTuple):
    """How amounts are shown so that a table fits: to three figures, in units or in thousands."""

    unit: int
    code: str

    @classmethod
    def of(cls, amounts: Iterable[Decimal], code: str) -> Scale:
        """The scale for a table of such amounts."""
        return cls(1000 if max(amounts, default=Decimal(0)) >= WIDEST else 1, code)

    def show(self, value: Decimal) -> str:
        """An amount in a column."""
        return figure(rough(value / self.unit), 0)

    @property
    def words(self) -> str:
        """What the columns hold."""
        return f"{'Thousands of ' if self.unit > 1 else ''}{self.code}, to three figures; --json has them exactly."


def figure(value: Decimal, decimals: int | None = None) -> str:
    """A number in English, with the decimals it has or the ones asked for."""
    return number(value, "en", decimals=decimals)


def years_words(years: int) -> str:
    """A number of years in English."""
    return f"{years} year{'s' * (years != 1)}"


def table(heading: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()) -> str:
    """A plain table; the columns named in `right` are aligned to the right. A cell may hold several lines."""
    cells = [[_lines(cell) for cell in row] for row in (heading, *rows)]
    widths = [
        max(_width(title) + HEADING_ROOM, *(_width(line) for row in cells for line in row[column]))
        for column, title in enumerate(heading)
    ]
    printed = []
    for row in cells:
        for parts in zip_longest(*row, fillvalue=""):
            spaces = [" " * (width - _width(part)) for width, part in zip(widths, parts, strict=True)]
            both = zip(parts, spaces, strict=True)
            printed.append([space + part if n in right else part + space for n, (part, space) in enumerate(both)])
    printed.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(parts).rstrip() for parts in printed)


def _lines(cell: Any) -> list[str]:
    return [line.strip() for line in str("" if cell is None else cell).splitlines()] or [""]


def _width(line: str) -> int:
    """Columns of a terminal: letters of East Asia take two, accents and marks of direction none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
    return len(line) + wide - sum(unicodedata.category(letter) in ("Mn", "Me", "Cf") for letter in line)


def left_out(bundle: str, gaps: Sequence[str]) -> str:
    """What a bundle leaves out."""
    words = f"{bundle} leaves out {len(gaps)} required item{'s' * (len(gaps) != 1)}: {', '.join(gaps)}"
    return fill(words, WIDTH, subsequent_indent="  ", break_on_hyphens=False) + "\n"


def point(words: str) -> str:
    """A sentence of a list."""
    return fill(words, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def short(value: Decimal | float) -> float:
    """A share or points as a number of no more than six decimals."""
    return round(float(value), 6)


def named(names: Sequence[str], amounts: Sequence[Decimal | None]) -> dict[str, str | None]:
    """Amounts for programs, each under its name."""
    return {name: None if amount is None else str(amount) for name, amount in zip(names, amounts, strict=True)}
