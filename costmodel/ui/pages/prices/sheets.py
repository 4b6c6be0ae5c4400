"""The price book as sheets to read: rows of words in a language, each with its source, its day and its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from costmodel.estimating.scope import part_name
from costmodel.price_book.facts import ASSUMPTION, Multiplier, Plausible, Sourced
from costmodel.price_book.wording import Wording

KINDS = ("published", "standard", "law", "market_data", "assumption")
"""Kinds of source; phrases name them."""
NOTHING = "–"


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


def sheet_of(heads: Sequence[Head], lines: Iterable[Line], say: Wording, *, note: str = "") -> Sheet:
    """A sheet; where its rows are facts, with the columns of their source."""
    made = tuple(lines)
    if all(line.fact is None for line in made):
        return Sheet(tuple(heads), tuple(line.cells for line in made), tuple("" for _ in made), note)
    sources = {source.id: source for source in say.book.sources}
    kinds, rows = [], []
    for cells, fact in made:
        source = sources[fact.source] if fact else sources[ASSUMPTION]
        kind = source.kind.replace(" ", "_")
        reason = say.of(fact.reason) if fact and fact.reason else ""
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
