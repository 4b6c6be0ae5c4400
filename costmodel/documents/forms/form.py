"""What a tender form is made of, before it is Excel or Word: parts with tables, and figures with live formulas."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from costmodel.documents.closing import Closing
from costmodel.money.currencies import Currency
from costmodel.price_book.wording import Wording

FormFormat = Literal["xlsx", "docx"]
FORMATS: tuple[FormFormat, ...] = get_args(FormFormat)

Shape = Literal["unit_prices", "quantities", "grand", "summary", "supply", "recurrent", "yearly", "origin", "matrix"]
RowKind = Literal["band", "line", "total", "strong"]
ZERO = Decimal(0)
MINUS = "\u2212"


class Figure(NamedTuple):
    """A number; other figures call it by its `name`, and `formula` says how Excel computes it from them.

    In a formula `{net.3}` is the cell of a figure and `{sum net.1 net.2}` the sum of several. A figure of no value is
    to be filled in; an `open` one may be changed. `price` keeps decimals beyond those of the currency.
    """

    value: Decimal | None
    currency: Currency | None = None
    name: str = ""
    formula: str = ""
    open: bool = False
    price: bool = False


class Said(NamedTuple):
    """Words that hold while figures have certain values; `otherwise` stands in their place when one is changed."""

    words: str
    otherwise: str
    of: str
    value: Decimal


class Fill(NamedTuple):
    """Words to be filled in or changed; `among` the only ones that are allowed, where there are any."""

    words: str = ""
    among: tuple[str, ...] = ()


Cell = str | Figure | Said | Fill


class Row(NamedTuple):
    """A row of a table: a band of its label alone, a line of cells, or a total with its label before the cells."""

    kind: RowKind
    cells: tuple[Cell, ...] = ()
    label: str = ""
    notes: tuple[str, ...] = ()


class Table(NamedTuple):
    """A table of a shape that the writers know; `heads` are those of its columns."""

    shape: Shape
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str = ""


class Part(NamedTuple):
    """A sheet in Excel, a chapter in Word; all of its tables have one shape."""

    name: str
    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


class Fact(NamedTuple):
    """A line of the head of a form; what is missing is marked."""

    name: str
    text: str
    missing: bool = False


class Ending(NamedTuple):
    """How a form closes: its total in words, while the figure called `of` has the value, and who signs."""

    closing: Closing | None
    of: str
    value: Decimal
    place: str
    signer: str
    blank: str = ""


class Form(NamedTuple):
    """A tender form in one language."""

    id: str
    title: str
    number: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    ending: Ending | None
    mark: str = ""


def line(*cells: Cell, notes: Iterable[str] = ()) -> Row:
    """A line of cells."""
    return Row("line", cells, notes=tuple(notes))


def band(label: str) -> Row:
    """A heading inside a table."""
    return Row("band", label=label)


def total(label: str, *cells: Cell, strong: bool = False) -> Row:
    """A total: the cells are those after the label, to the last column."""
    return Row("strong" if strong else "total", cells, label)


def sum_of(names: Iterable[str]) -> str:
    """The formula of a sum of figures; zero of none."""
    wanted = " ".join(names)
    return f"{{sum {wanted}}}" if wanted else "0"


def figure_text(figure: Figure, say: Wording) -> str:
    """A figure as a text shows it; one that is to be filled in is empty."""
    if figure.value is None:
        return ""
    if figure.currency is None:
        return say.number(figure.value)
    return say.bare(figure.value, figure.currency).replace("-", MINUS)
