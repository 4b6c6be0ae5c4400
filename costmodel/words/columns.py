"""What the columns of a result are: said once beside the result, and read by whatever shows it.

JSON, a DataFrame, a table in a terminal and one in a notebook are projections of the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from html import escape
from textwrap import fill
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from costmodel.files.extras import require
from costmodel.words.tables import html_table, table
from costmodel.words.text import Language, Text, check_language, number, probability

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "amount", "number", "points", "share", "rate", "count", "items", "rows"]
"""What a column holds. In JSON a share has six decimals, a rate all it has; `items` are listed there, else counted."""
Place = Literal["json", "frame"]
EVERYWHERE: tuple[Place, ...] = ("json", "frame")
AT_MOST, WIDTH = 15, 100
"""Rows and columns of a result that shows itself."""


class Column(NamedTuple):
    """A column: its key in JSON and name in a frame, what it holds, its heading, and where it stands.

    `of` reads it from a row and the result that has the row; the field that is called as the column, unless given.
    `rows` are the columns of rows inside a row; `{currency}` in a heading is the code of the result's.
    """

    id: str
    kind: Kind = "text"
    of: Callable[[Any, Any], Any] | None = None
    head: str = ""
    places: tuple[Place, ...] = EVERYWHERE
    rows: tuple[Column, ...] = ()

    def value(self, row: Any, result: Any) -> Any:
        """What stands in a row."""
        return getattr(row, self.id) if self.of is None else self.of(row, result)


def chosen(columns: Iterable[Column], ids: str) -> tuple[Column, ...]:
    """Some of the columns, by their ids with spaces between them, in that order."""
    known = {column.id: column for column in columns}
    return tuple(known[id_] for id_ in ids.split())


# ------------------------------------------------------------------ for programs


def as_json(row: Any, columns: Iterable[Column], result: Any = None) -> dict[str, Any]:
    """A row for JSON: amounts and quantities are decimal strings, shares and points numbers, texts English."""
    return {one.id: _plain(one.value(row, result), one, result) for one in columns if "json" in one.places}


def _plain(value: Any, column: Column, result: Any) -> Any:
    if column.kind == "rows":
        return [as_json(row, column.rows, result) for row in value]
    if isinstance(value, Decimal) and column.kind in ("amount", "number"):
        return format(value, "f")
    if isinstance(value, (Decimal, float)):
        return float(value) if column.kind == "rate" else round(float(value), 6)
    return value.en if isinstance(value, Text) else list(value) if isinstance(value, tuple) else value


def frame(
    rows: Iterable[Any], columns: Iterable[Column], result: Any = None, *, language: Language = "en"
) -> pd.DataFrame:
    """Rows as a tidy DataFrame: figures are floats, names in the language. Raises CostmodelError without pandas."""
    require("frames")
    import pandas as pd

    known = check_language(language)
    here = [column for column in columns if "frame" in column.places]
    cells = [[_cell(column.value(row, result), column, known) for column in here] for row in rows]
    return pd.DataFrame(cells, columns=[column.id for column in here])


def _cell(value: Any, column: Column, language: Language) -> Any:
    if column.kind == "items":
        return len(value)
    if isinstance(value, Text):
        return value.in_(language)
    return float(value) if isinstance(value, Decimal) else ", ".join(value) if isinstance(value, tuple) else value


# ------------------------------------------------------------------ for people


def _figure(value: Decimal) -> str:
    return number(value, "en")


def table_of(
    rows: Iterable[Any],
    columns: Sequence[Column],
    result: Any = None,
    *,
    currency: str = "",
    amount: Callable[[Decimal], str] = _figure,
    missing: str = "-",
    draw: Callable[..., str] = table,
) -> str:
    """Rows as a table in English, figures on the right; `amount` writes an amount, `missing` stands for no value."""
    right = [place for place, column in enumerate(columns) if column.kind != "text"]
    cells = [[_written(one.value(row, result), one.kind, amount, missing) for one in columns] for row in rows]
    return draw([column.head.format(currency=currency) for column in columns], cells, right=right)


def _written(value: Any, kind: Kind, amount: Callable[[Decimal], str], missing: str) -> str:
    if value is None:
        return missing
    if kind == "amount":
        return amount(value)
    if kind in ("number", "points"):
        return number(value, "en", decimals=1 if kind == "points" else None)
    if kind in ("share", "rate"):
        return probability(float(value), "en")
    if isinstance(value, tuple):
        return str(len(value)) if kind == "items" else ", ".join(value)
    return value.en if isinstance(value, Text) else str(value)


class Short(NamedTuple):
    """A result in short: what it is, its first rows, the decimals and currency of its amounts, and its totals."""

    title: str
    rows: Sequence[Any]
    columns: Sequence[Column]
    result: Any
    decimals: int
    currency: str
    totals: Iterable[tuple[str, Decimal]] = ()

    def text(self) -> str:
        """In a terminal."""
        return "\n".join([*(fill(words, WIDTH) for words in self._head()), "", self._drawn(table), *self._more()])

    def html(self) -> str:
        """In a notebook."""
        head, more = ("".join(f"<p>{escape(line)}</p>" for line in lines) for lines in (self._head(), self._more()))
        return head + self._drawn(html_table) + more

    def _drawn(self, draw: Callable[..., str]) -> str:
        shown = self.rows[:AT_MOST]
        return table_of(
            shown, self.columns, self.result, currency=self.currency, amount=self._amount, missing="", draw=draw
        )

    def _amount(self, value: Decimal) -> str:
        return number(value, "en", decimals=self.decimals)

    def _head(self) -> list[str]:
        totals = ", ".join(f"{name.replace('_', ' ')} {self._amount(value)}" for name, value in self.totals if value)
        return [self.title, f"{totals} {self.currency}"] if totals else [self.title]

    def _more(self) -> list[str]:
        more = len(self.rows) - AT_MOST
        return [f"and {more} more"] if more > 0 else []


class ShowsItself:
    """A result that shows itself in short, in a terminal and in a notebook."""

    def in_short(self) -> Short:
        """What is shown."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.in_short().text()

    def __str__(self) -> str:
        return self.in_short().text()

    def _repr_html_(self) -> str:
        return self.in_short().html()
