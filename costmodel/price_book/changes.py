"""What a user's own facts change, in words: for a quote's notes, a comparison's remarks, and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from costmodel.files.faults import shorten
from costmodel.price_book.book import PriceBook
from costmodel.price_book.overrides import ChangedFact
from costmodel.words.text import Text, day_text, listed, number_text

LONGEST = 1_500
"""Letters of changed facts in one note; what is more goes into another one."""


def change_notes(book: PriceBook) -> tuple[Text, ...]:
    """The notes that say which facts of the book are a user's own; none for the shipped book."""
    notes = []
    for (source, on), facts in groupby(book.changed, key=lambda fact: (fact.source, fact.on)):
        for some in _portions([_change(fact, book) for fact in facts]):
            words: dict[str, Text | str] = {"source": shorten(source, 200), "day": day_text(on), "facts": listed(some)}
            notes.append(book.say("note.own_facts", **words))
    return tuple(notes)


def _change(fact: ChangedFact, book: PriceBook) -> Text:
    """Where a fact stands, its shipped and its own value."""
    before, after = value_text(fact.shipped, book), value_text(fact.own, book)
    return book.say("note.own_fact", path=f"{fact.file}.{fact.path}", shipped=before, own=after)


def _portions(texts: Iterable[Text]) -> Iterator[list[Text]]:
    """Texts in portions that are each short enough for one note."""
    portion: list[Text] = []
    for text in texts:
        if portion and sum(len(one.fr) for one in (*portion, text)) > LONGEST:
            yield portion
            portion = []
        portion.append(text)
    if portion:
        yield portion


def value_text(value: Any, book: PriceBook) -> Text:
    """A value of a file of facts as each language writes it; a long text is cut."""
    match value:
        case bool():
            made = book.say("label.yes" if value else "label.no")
        case int() | Decimal():
            made = number_text(value)
        case date():
            made = day_text(value)
        case [int() | Decimal() as low, int() | Decimal() as high]:
            made = book.say("label.from_to", low=number_text(low), high=number_text(high))
        case [_, *_]:
            made = listed((value_text(item, book) for item in value), ", ")
        case str() if value.strip():
            made = book.say("compare.quoted", name=shorten(value))
        case _:
            made = Text.same("\u2013")
    return made
