"""Errors in the language of whoever reads them: the English message is the key of `pricing_data/messages.yaml`."""

from __future__ import annotations

import re
from datetime import date
from numbers import Number
from string import Formatter

from costmodel.files.faults import MAX_SHOWN, CostmodelError, Fault, InputError, Message, more
from costmodel.money.currencies import Money
from costmodel.price_book.book import PriceBook
from costmodel.words.text import LEFT_TO_RIGHT, POP, Language, bare, day, isolated, punctuated, respelt

_BLANK = re.compile(r"\{([a-z_0-9]+)[^{}]*\}")
_FOREIGN = re.compile(
    r"(?:--|[\[#'])?[A-Za-z0-9](?:[^\u0600-\u06ff\u060c\u061b\u061f\u00ab\u00bb()\u2066-\u2069]*[A-Za-z0-9%\]'/\u2026])?"
)
"""A piece of another script inside Arabic words: `rates[0].rate`, `--on`, `250000 MRU`."""
_PART = r"(?:\{[a-z_]+\}|[0-9]+)"
_WHOLE = re.compile(
    rf"{_PART}(?: {_PART})* = {_PART}(?: {_PART})*|\{{[a-z_]+\}} \{{currency\}}|[a-z][a-z -]*\{{code\}}"
)
"""What is read from left to right as a whole: an equation, an amount with its currency, a command with its value."""


def key(template: str) -> str:
    """A template without the formats of its values, as `messages.yaml` holds it."""
    return _BLANK.sub(r"{\1}", template)


def in_language(error: CostmodelError, language: Language, book: PriceBook) -> str:
    """Every fault of an error on a line of its own: where, and what to do; English where no words are known."""
    return str(error) if language == "en" else _Speech(language, book).of(error)


def sentence_in(words: str, language: Language, book: PriceBook) -> str:
    """A message that is no error, such as a notice."""
    return words if language == "en" else _Speech(language, book).sentence(words)


def _left_to_right(found: re.Match[str]) -> str:
    return f"{LEFT_TO_RIGHT}{found[0]}{POP}"


class _Speech:
    """One of the other languages."""

    def __init__(self, language: Language, book: PriceBook) -> None:
        self.language = language
        self.book = book

    def of(self, error: BaseException) -> str:
        if isinstance(error, InputError):
            lines = [self.fault(fault) for fault in error.faults[:MAX_SHOWN]]
            left_out = len(error.faults) - MAX_SHOWN
            return "\n".join([*lines, self.sentence(more(left_out))] if left_out > 0 else lines)
        told = error.args[0] if error.args else ""
        return self.sentence(told) if isinstance(told, str) else str(error)

    def fault(self, fault: Fault) -> str:
        """The place, as it is typed or as the language counts lines, and the sentence."""
        places = [self.value(place, "") for place in (fault.where, fault.path) if place]
        return punctuated(": ", self.language).join([*places, self.sentence(fault.what)])

    def sentence(self, words: str) -> str:
        """A message, or a text that is its own template."""
        template, values = (words.template, words.values) if isinstance(words, Message) else ("", {})
        template = template or re.sub(r"[{}]", r"\g<0>\g<0>", words)
        formats = {name: how or "" for _, name, how, _ in Formatter().parse(template) if name is not None}
        shown = {name: self.value(values[name], how) for name, how in formats.items()}
        known = self.book.message(key(template))
        words = known.in_(self.language) if known else template
        arabic = self.language == "ar"
        if known and arabic:
            words = _WHOLE.sub(_left_to_right, words)
        pieces = [(literal, name) for literal, name, _, _ in Formatter().parse(words)]
        if known and arabic:
            pieces = [(_FOREIGN.sub(_left_to_right, literal), name) for literal, name in pieces]
        made = "".join(literal + (shown[name] if name is not None else "") for literal, name in pieces)
        english = not known and any(re.search("[a-z]", literal) for literal, _ in pieces)
        return f"{LEFT_TO_RIGHT}{made}{POP}" if english and arabic else made

    def value(self, value: object, how: str) -> str:
        """What stands in a message: another one, a figure, a day, or words as they were typed."""
        if isinstance(value, Message):
            return self.sentence(value)
        if isinstance(value, BaseException):
            return self.of(value)
        if isinstance(value, date):
            return day(value, self.language)
        if isinstance(value, (Number, Money)) and not isinstance(value, bool):
            return respelt(format(value, how), self.language)
        typed = bare(format(value, how))
        return isolated(typed) if typed and self.language == "ar" else typed
