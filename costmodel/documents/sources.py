"""The sources that a document rests on, each once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from costmodel.files.faults import InputError
from costmodel.price_book.facts import STANDARD
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


class SourceRow(NamedTuple):
    """A source that the quote rests on."""

    id: str
    title: str
    looked_up: str
    grade: str
    note: str


def sources(quote: Quote, say: Wording) -> tuple[SourceRow, ...]:
    """The sources behind the quote, each once: prices, classes, tax, and the rates it froze."""
    tax = say.book.tax_rate(STANDARD, quote.issue_date).source
    used = ["source-document", "assumption", quote.estimate_class.source, "en-16931", tax]
    for conversion in (quote.conversion, *(shown.conversion for shown in quote.display)):
        used += [step.source for step in conversion.steps]
    return source_rows(used, say)


def source_rows(used: Iterable[str], say: Wording) -> tuple[SourceRow, ...]:
    """Sources by their ids, each once."""
    rows = []
    for id_ in dict.fromkeys(used):
        try:
            source = say.book.source(id_)
        except InputError:
            continue  # a rate's own words for its source are printed with the rate
        rows.append(
            SourceRow(
                source.id,
                say.of(source.title),
                say.day(source.looked_up_on),
                source.grade,
                say.of(source.note) if source.note else "",
            )
        )
    return tuple(rows)
