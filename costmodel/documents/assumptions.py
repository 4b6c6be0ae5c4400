"""What a quote assumes: each assumption behind its figures, why it was made, and how far it may be off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from costmodel.estimating.scope import names_part, part_name
from costmodel.price_book.book import PriceBook, find
from costmodel.price_book.facts import Multiplier, Sourced
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.words.text import percent_text, punctuated


class AssumptionRow(NamedTuple):
    """What was assumed, why, and how far it may be off."""

    subject: str
    reason: str
    plausible: str
    source: str


def assumptions(quote: Quote, say: Wording) -> tuple[AssumptionRow, ...]:
    """Every assumption behind the quote's figures, with its reason and the range in which it is plausible."""
    return (*_of_prices(quote, say), *_of_certainty(quote, say))


def _of_prices(quote: Quote, say: Wording) -> Iterator[AssumptionRow]:
    """What the prices rest on: rows, conditions, bundle, levers."""
    book, spec = say.book, quote.spec
    bundle = book.bundle(quote.bundle, where="quote")
    published = {row.source for row in book.components.rows}
    modelled = {line.cost_line for line in quote.lines if line.cost_line and line.source in published}
    parts = _parts(modelled, book)
    for row in book.components.rows:
        if row.id in modelled and (row.drivers or any(part.drivers for part in row.parts)):
            yield _row(say.of(row.name), row.position, "", say)
    if "support" in modelled and bundle.licensing == "none":
        support_row = book.row("support")
        yield _row(say.of(support_row.name), support_row.position, "", say)
    if {"hardware", "support.cloud_archive"} & modelled:
        share = find(book.conditions.amplitudes, "share_to_replace", what="a condition")
        yield _row(say.of(share.name.joined(percent_text(spec.share_to_replace))), share, "", say)
    for choice in book.conditions.choices:
        option = find(choice.options, getattr(spec, choice.id), what="an option")
        touched = [m for m in option.multipliers if any(names_part(m.id, part) for part in parts)]
        if touched:
            yield _row(say.of(choice.name.joined(option.name)), choice, _multipliers(touched, say), say)
    for figure in (bundle.subscription, bundle.cloud_archive):
        if figure is not None:
            yield _row(say.of(bundle.name), figure, _range(figure.plausible, say, share=True), say)
    touched = [m for m in bundle.multipliers if any(names_part(m.id, part) for part in parts)]
    if touched and bundle.reason is not None:
        yield _row(say.of(bundle.name), bundle, _multipliers(touched, say), say)
    for id_ in spec.levers:
        lever = book.lever(id_)
        yield _row(say.of(lever.name), lever, _multipliers(lever.multipliers, say), say)
    if any(line.id == "support.hardware" for line in quote.lines):
        support = book.components.hardware_support
        name = say.of(book.added_line("support.hardware").name)
        yield _row(name, support, _range(support.plausible, say, share=True), say)


def _of_certainty(quote: Quote, say: Wording) -> Iterator[AssumptionRow]:
    """What the range of the total rests on: the class, and how far the lines move together."""
    class_, correlation = quote.estimate_class, say.book.risk.correlation
    if class_.reason is not None:
        yield _row(say.of(class_.name), class_, "", say)
    if not quote.budget.certain and quote.budget.correlation == correlation.value:
        name = say("label.correlation", value=say.number(correlation.value))
        yield _row(name, correlation, _range(correlation.plausible, say), say)


def _parts(lines: Iterable[str], book: PriceBook) -> set[str]:
    """The parts of the price behind some lines."""
    chosen = set(lines)
    return {id_ for row in book.components.rows if row.id in chosen for part in row.parts for id_ in part.ids}


def _multipliers(multipliers: Iterable[Multiplier], say: Wording) -> str:
    """What is multiplied, by what, and within which bounds."""
    parts = ((say.of(part_name(one.id, say.book)), one) for one in multipliers)
    shown = (f"{part} × {say.number(one.value)} ({_range(one.plausible, say)})" for part, one in parts)
    return punctuated("; ", say.language).join(shown)


def _row(subject: str, fact: Sourced, plausible: str, say: Wording) -> AssumptionRow:
    reason = say.reason(fact)
    source = say.book.source(fact.source)
    return AssumptionRow(subject, reason, plausible, say.of(source.title))


def _range(plausible: tuple[Decimal, Decimal], say: Wording, *, share: bool = False) -> str:
    low, high = (say.percent(value) if share else say.number(value) for value in plausible)
    return say("label.plausible", low=low, high=high)
