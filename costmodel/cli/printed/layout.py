"""How figures and tables are laid out in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from textwrap import fill
from typing import NamedTuple

from costmodel.files.records import Record
from costmodel.words.text import number, rough

WIDTH = 100
WIDEST = Decimal(10) ** 7
"""From this amount on the columns hold thousands."""


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


def left_out(bundle: str, gaps: Sequence[str]) -> str:
    """What a bundle leaves out."""
    words = f"{bundle} leaves out {len(gaps)} required item{'s' * (len(gaps) != 1)}: {', '.join(gaps)}"
    return fill(words, WIDTH, subsequent_indent="  ", break_on_hyphens=False) + "\n"


def point(words: str) -> str:
    """A sentence of a list."""
    return fill(words, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def totals_lines(totals: Record, currency: str, *, width: int, decimals: int) -> list[str]:
    """Totals below each other, the names as wide as `width`."""
    return [f"{name.replace('_', ' '):>{width}}  {figure(value, decimals):>18} {currency}" for name, value in totals]


def named(totals: Record) -> dict[str, str]:
    """Totals for programs, each under its name."""
    return {name: str(value) for name, value in totals}
