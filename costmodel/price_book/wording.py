"""The product's voice: its texts, and the formats of figures, dates and amounts, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from costmodel.money.currencies import Currency
from costmodel.money.exchange import Conversion, ExchangeRate
from costmodel.money.simulated import Simulated
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import Sourced
from costmodel.price_book.reference import Duration
from costmodel.words.text import (
    NBSP,
    Digits,
    Language,
    Text,
    arabic_indic,
    day,
    has_arabic,
    listed,
    measured,
    money,
    number,
    percent,
    punctuated,
    rough,
)

_OWN_SOURCES = {"seller": "seller", "policy": "policy", "rate card": "rate_card"}
"""What a quote itself names as the source of a line."""


class Wording:
    """The product's texts and formats in one language, and in Arabic-Indic digits where Arabic asks for them."""

    def __init__(self, book: PriceBook, language: Language, *, digits: Digits = "western") -> None:
        self.book = book
        self.language = language
        self.digits = digits if language == "ar" else "western"

    def __call__(self, id_: str, **values: Text | str | int) -> str:
        """A phrase of `texts.yaml`."""
        return self.of(self.book.say(id_, **values))

    def phrases(self, prefix: str) -> dict[str, str]:
        """The phrases of a prefix that need no filling in, by the rest of their ids."""
        made = {phrase.id.removeprefix(prefix): phrase for phrase in self.book.texts if phrase.id.startswith(prefix)}
        return {id_: self.of(phrase) for id_, phrase in made.items() if "{" not in phrase.en}

    def of(self, text: Text) -> str:
        """A text in the language."""
        return self.shown(text.in_(self.language))

    def reason(self, fact: Sourced) -> str:
        """Why a fact is taken to be so; empty where it does not say."""
        return self.of(fact.reason) if fact.reason else ""

    def series(self, words: Iterable[str]) -> str:
        """Several words in one sentence."""
        return self.of(listed(Text.same(word) for word in words))

    def shown(self, words: str) -> str:
        """Words with their figures in the digits that were asked for."""
        return arabic_indic(words) if self.digits == "arabic_indic" else words

    def typed(self, parts: Iterable[str | None]) -> str:
        """What a person typed in several fields, in one line, with the comma of its own letters."""
        given = [part for part in parts if part]
        arabic = self.language == "ar" and any(map(has_arabic, given))
        return (punctuated(", ", "ar") if arabic else ", ").join(given)

    def unit(self, code: str, quantity: Decimal | int) -> str:
        """A unit's name after a quantity; a code that the product does not know is printed as typed."""
        return self.of(self.book.unit(code, quantity))

    def measure(self, quantity: Decimal | int, code: str) -> str:
        """A quantity with its unit."""
        return self.of(measured(quantity, self.book.unit(code, quantity)))

    def amount(self, value: Decimal, currency: Currency) -> str:
        """An amount with its currency code."""
        return self.shown(money(value, currency.code, self.language, decimals=currency.printed_decimals))

    def rough(self, value: Decimal, currency: Currency) -> str:
        """An amount with its currency code to three significant figures, for the ends of a range."""
        return self.shown(money(rough(value), currency.code, self.language, decimals=0))

    def simulated(self, value: Simulated, currency: Currency) -> str:
        """A simulated amount with its currency code: without decimals where it was rounded to three figures."""
        decimals = 0 if value.rounded else currency.printed_decimals
        return self.shown(money(value.amount, currency.code, self.language, decimals=decimals))

    def figure(self, value: Decimal) -> str:
        """A simulated amount without its currency."""
        return self.shown(number(value, self.language))

    def range(self, low: Decimal, high: Decimal, currency: Currency) -> str:
        """From one amount to another, both rough."""
        return self("label.from_to", low=self.rough(low, currency), high=self.rough(high, currency))

    def bare(self, value: Decimal, currency: Currency) -> str:
        """An amount without its currency, for a column that names it; further decimals of a unit price are kept."""
        return self.shown(number(value, self.language, at_least=currency.printed_decimals))

    def number(self, value: Decimal | int) -> str:
        """A plain number."""
        return self.shown(number(value, self.language))

    def percent(self, share: Decimal) -> str:
        """A share as a percentage."""
        return self.shown(percent(share, self.language))

    def percentile(self, share: Decimal) -> str:
        """A confidence as its percentile: 0.8 is `P80`."""
        return self.of(Text.same(f"P{number(share * 100, 'en')}"))

    def day(self, value: date) -> str:
        """A date in full."""
        return self.shown(day(value, self.language))

    def source(self, id_: str) -> str:
        """A source's title: one of the price book, one of the quote itself, or what the user's file says."""
        titles = {source.id: source.title for source in self.book.sources}
        if id_ in titles:
            return self.of(titles[id_])
        return self(f"label.source.{_OWN_SOURCES[id_]}") if id_ in _OWN_SOURCES else id_

    def rate_source(self, step: ExchangeRate) -> str:
        """Where a rate comes from: the law, a source of the price book, or what the user's file says."""
        return self("label.law") if step.kind == "law" else self.source(step.source)

    def rates(self, conversion: Conversion) -> list[str]:
        """A conversion's rates as they were published."""
        steps = conversion.steps
        return [f"1{NBSP}{step.from_}{NBSP}={NBSP}{self.number(step.value)}{NBSP}{step.to}" for step in steps]

    def rate_sources(self, conversion: Conversion) -> str:
        """Where a conversion's rates come from, each source once."""
        return self.series(dict.fromkeys(self.rate_source(step) for step in conversion.steps))

    def duration(self, duration: Duration) -> str:
        """A time with its unit."""
        return self.measure(duration.value, duration.unit)
