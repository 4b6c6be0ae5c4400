"""The scope of work: what is included, and what the need requires beyond it."""

from __future__ import annotations

from typing import NamedTuple

from costmodel.estimating.scope import drivers_in_words
from costmodel.price_book.facts import Module
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


class ScopeLine(NamedTuple):
    """An item of the scope of work as the bundle has it."""

    text: str
    kind: str
    included: bool
    mandatory: bool
    motives: tuple[str, ...]


class ScopeSection(NamedTuple):
    """A category of the scope of work."""

    name: str
    description: str
    module: Module | None
    lines: tuple[ScopeLine, ...]


def scope(quote: Quote, say: Wording) -> tuple[ScopeSection, ...]:
    """The scope of work: what the bundle includes, and what the need requires beyond it."""
    book, drivers = say.book, drivers_in_words(quote.spec, say)
    sections = []
    for category in book.scope_of_work:
        lines = []
        for item in category.items:
            id_ = f"{category.id}.{item.id}"
            if id_ not in quote.included and id_ not in quote.mandatory:
                continue
            motives = tuple(
                say.of(use_case.name)
                for use_case in book.use_cases
                if use_case.id in quote.spec.use_cases and id_ in use_case.deliverables
            )
            text = say.of(item.text).format(**drivers)
            lines.append(ScopeLine(text, item.kind, id_ in quote.included, id_ in quote.mandatory, motives))
        if lines:
            part = quote.spec.targeted and category.module is not None
            description = say("targeted.scope") if part else say.of(category.description)
            sections.append(ScopeSection(say.of(category.name), description, category.module, tuple(lines)))
    return tuple(sections)
