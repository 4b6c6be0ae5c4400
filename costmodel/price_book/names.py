"""What the keys of a need and their values are called: names for a chart, a form or a table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from costmodel.price_book.book import Identified, PriceBook, find
from costmodel.words.text import Text, listed, number_text


def key_name(key: str, book: PriceBook) -> Text:
    """What a key of a need is called."""
    named = {driver.id: driver.name for driver in book.drivers}
    named |= {choice.id: choice.name for choice in book.conditions.choices}
    named |= {amplitude.id: amplitude.name for amplitude in book.conditions.amplitudes}
    return named[key] if key in named else book.say(f"need.{key}")


def value_name(key: str, value: Decimal | str | tuple[str, ...], book: PriceBook) -> Text:
    """What a value of a key is called: a number, an option's name, or the names of a list."""
    if isinstance(value, Decimal):
        return number_text(value)
    words = (value,) if isinstance(value, str) else value
    return listed((_word_name(key, word, book) for word in words), ", ") if words else book.say("need.none")


def _word_name(key: str, word: str, book: PriceBook) -> Text:
    if key == "modules":
        return book.say(f"proposal.module_{word}")
    choices: dict[str, Iterable[Identified]] = {choice.id: choice.options for choice in book.conditions.choices}
    choices |= {
        "preset": book.presets,
        "customer_type": book.customer_types,
        "use_cases": book.use_cases,
        "levers": book.levers,
        "support_tier": book.service_levels.tiers,
    }
    if key not in choices:
        return Text.same(word)
    name = getattr(find(choices[key], word, what="a value"), "name", None)
    return name if isinstance(name, Text) else Text.same(word)
