"""The price book as sheets to read: rows of words in a language, each with its source, its day and its reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias, get_args

from annotated_types import Le
from pydantic import BaseModel

from costmodel.estimating.scope import part_name
from costmodel.money.currencies import Share
from costmodel.price_book.facts import ASSUMPTION, Figure, Multiplier, Plausible, Sourced
from costmodel.price_book.wording import Wording
from costmodel.words.text import Counted, Text, punctuated

KINDS = ("published", "standard", "law", "market_data", "assumption")
"""Kinds of source; phrases name them."""
NOTHING = "–"
Form: TypeAlias = Callable[[Any, Wording], str]


class Head(NamedTuple):
    """A column: what stands over it, whether it holds figures, and how wide it is."""

    words: str
    figures: bool = False
    width: int = 150


class Line(NamedTuple):
    """A row: its cells, and the fact that it shows where it is one."""

    cells: tuple[str, ...]
    fact: Sourced | None = None


class Sheet(NamedTuple):
    """A subject of the price book: columns, rows, the kind of each row's source, and what to know of the whole."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    note: str = ""


class Column(NamedTuple):
    """A column of records: the field that it shows, the phrase over it, and how, where its type does not say that."""

    field: str
    phrase: str
    width: int
    form: Form | None = None


def sheet_of_records(records: Sequence[Sourced], columns: Sequence[Column], say: Wording, *, note: str = "") -> Sheet:
    """A sheet with a row for each record."""
    lines = [Line(cells_of(record, columns, say), record) for record in records]
    return sheet_of(heads_of(records[0], columns, say), lines, say, note=note)


def cells_of(record: BaseModel, columns: Sequence[Column], say: Wording) -> tuple[str, ...]:
    """What a record has in each column."""
    return tuple(of_field(record, column.field, say, column.form) for column in columns)


def heads_of(record: BaseModel, columns: Sequence[Column], say: Wording) -> list[Head]:
    """What stands over the columns; numbers and ranges of numbers are figures."""

    def figures(value: object) -> bool:
        first = value[0] if isinstance(value, tuple) else value
        return isinstance(first, (int, Decimal)) and not isinstance(first, bool)

    return [Head(say(one.phrase), figures(getattr(record, one.field)), one.width) for one in columns]


def lines_of(
    record: Sourced, phrases: str, say: Wording, *, without: Collection[str] = (), **forms: Form
) -> list[Line]:
    """A row for each field of a record, named by the phrase of the field."""
    fields = [name for name in type(record).model_fields if name not in (*Sourced.model_fields, *without)]
    return [Line((say(f"{phrases}{name}"), of_field(record, name, say, forms.get(name))), record) for name in fields]


def figures_of(record: BaseModel, say: Wording, *, numbers: Collection[str] = ()) -> list[Line]:
    """A row for each figure of a record: shares, but for those that are plain numbers."""
    names = [name for name, field in type(record).model_fields.items() if field.annotation is Figure]
    figures: dict[str, Figure] = {name: getattr(record, name) for name in names}
    return [
        Line((say(f"ui.book_fact_{name}"), *figure(value, say, share=name not in numbers)), value)
        for name, value in figures.items()
    ]


def sheet_of(heads: Sequence[Head], lines: Iterable[Line], say: Wording, *, note: str = "") -> Sheet:
    """A sheet; where its rows are facts, with the columns of their source. A cell that a row lacks holds nothing."""
    made = [Line((*cells, *[NOTHING] * (len(heads) - len(cells))), fact) for cells, fact in lines]
    if all(line.fact is None for line in made):
        return Sheet(tuple(heads), tuple(line.cells for line in made), tuple("" for _ in made), note)
    sources = {source.id: source for source in say.book.sources}
    kinds, rows = [], []
    for cells, fact in made:
        source = sources[fact.source] if fact else sources[ASSUMPTION]
        kind = source.kind.replace(" ", "_")
        reason = say.reason(fact) if fact else ""
        dated = say("ui.book_dated", source=source.title, day=say.day(source.looked_up_on))
        kinds.append(kind)
        rows.append((*cells, say(f"ui.book_source_{kind}"), reason, dated))
    more = [
        Head(say("label.kind"), width=110),
        Head(say("label.reason"), width=560),
        Head(say("label.source"), width=270),
    ]
    if not any(row[-2] for row in rows):
        del more[1]
        rows = [(*row[:-2], row[-1]) for row in rows]
    return Sheet((*heads, *more), tuple(rows), tuple(kinds), note)


# ------------------------------------------------------------------ cells


def of_field(record: BaseModel, field: str, say: Wording, form: Form | None = None) -> str:
    """A field of a record in words, by its type: a share in percent, a day in full."""
    value, declared = getattr(record, field), type(record).model_fields[field]
    if form is not None:
        return form(value, say)
    kinds = get_args(declared.annotation)
    share = Le(1) in declared.metadata or Share in kinds or getattr(record, "is_share", False)
    if isinstance(value, tuple) and kinds == 2 * kinds[:1]:
        return from_to(value, say, share=share)
    return _shown(value, say, share=share)


def _shown(value: Any, say: Wording, *, share: bool) -> str:
    match value:
        case None:
            made = ""
        case Text():
            made = say.of(value)
        case Counted():
            made = say.of(value.several())
        case date():
            made = say.day(value)
        case int() | Decimal():
            made = say.percent(Decimal(value)) if share else say.number(value)
        case (str(), *_):
            made = ", ".join(value)
        case tuple():
            made = punctuated("; ", say.language).join(_shown(one, say, share=share) for one in value)
        case _:
            made = str(value)
    return made


def from_to(ends: tuple[Decimal, Decimal], say: Wording, *, share: bool = False) -> str:
    """From one number to another, or from one share to another."""
    low, high = (say.percent(end) if share else say.number(end) for end in ends)
    return say("label.from_to", low=low, high=high)


def figure(value: Plausible, say: Wording, *, share: bool = True) -> tuple[str, str]:
    """A figure and its plausible range."""
    return (say.percent(value.value) if share else say.number(value.value)), from_to(value.plausible, say, share=share)


def factors(multipliers: Iterable[Multiplier], say: Wording) -> Iterator[tuple[str, str, str]]:
    """What each multiplier acts on, its factor and its plausible range; one row of nothing where there is none."""
    found = [
        (say.of(part_name(one.id, say.book)), f"× {say.number(one.value)}", from_to(one.plausible, say))
        for one in multipliers
    ]
    yield from found or [(NOTHING, NOTHING, NOTHING)]


def factor_heads(first: Sequence[Head], say: Wording) -> list[Head]:
    """The columns of `factors`, after those that name what has them."""
    return [
        *first,
        Head(say("ui.book_acts_on"), width=230),
        Head(say("ui.book_factor"), figures=True, width=90),
        Head(say("label.plausible_range"), figures=True, width=130),
    ]


def figure_heads(say: Wording) -> list[Head]:
    """The columns of a name and of `figure`."""
    return [
        Head(say("label.item"), width=380),
        Head(say("ui.book_value"), figures=True, width=110),
        Head(say("label.plausible_range"), figures=True, width=150),
    ]
