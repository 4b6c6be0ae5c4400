"""What a line rests on: its factors made exact, the fact behind it, and its basis in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import prod
from typing import Any

from costmodel.estimating.formulas import NEEDED, Addend, Inputs
from costmodel.files.faults import said
from costmodel.files.records import Record
from costmodel.money.exchange import Conversion
from costmodel.price_book.book import PriceBook
from costmodel.words.text import Text, listed, measured, number_text, percent_text


class ExplainedFactor(Record):
    """A factor of a product, exact."""

    name: str
    value: Decimal
    source: str
    plausible: tuple[Decimal, Decimal] | None = None
    label: Text | None = None


class ExplainedTerm(Record):
    """A driver's share of a position."""

    driver: str
    value: Decimal
    low_end: Decimal
    high_end: Decimal
    weight: Decimal
    form: str
    share: Decimal


class ExplainedAddend(Record):
    """A part of a line: its position and the factors that multiply to it."""

    part: str
    position: Decimal
    terms: tuple[ExplainedTerm, ...]
    factors: tuple[ExplainedFactor, ...]

    @property
    def product(self) -> Decimal:
        """The factors multiplied, in MRU, not rounded."""
        return prod((factor.value for factor in self.factors), start=Decimal(1))


def explained(addend: Addend) -> ExplainedAddend:
    """An addend with every number exact; that the need exists goes without saying once a line is made."""
    return ExplainedAddend(
        part=addend.part,
        position=sum((exact(term.share) for term in addend.terms), Decimal(0)),
        terms=tuple(
            ExplainedTerm(
                driver=term.driver,
                value=exact(term.value),
                low_end=exact(term.low_end),
                high_end=exact(term.high_end),
                weight=exact(term.weight),
                form=term.form,
                share=exact(term.share),
            )
            for term in addend.terms
        ),
        factors=tuple(
            ExplainedFactor(
                name=f.name,
                value=exact(f.value),
                source=f.source,
                plausible=(exact(f.plausible[0]), exact(f.plausible[1])) if f.plausible else None,
                label=f.label,
            )
            for f in addend.factors
            if not (f.name.startswith(NEEDED) and f.value == 1)
        ),
    )


def exact(value: Any) -> Decimal:
    """A float as the shortest decimal that is it, without a trailing `.0`."""
    exact = Decimal(repr(float(value)))
    whole = exact.to_integral_value()
    return whole if exact == whole else exact


def fact(id_: str, need: Inputs) -> str:
    """The published fact behind a line, in its own currency and by law in the working one."""
    row = need.row(id_)
    low = need.book.currencies.by_law(row.published_low, row.currency)
    high = need.book.currencies.by_law(row.published_high, row.currency)
    plus = "+" if row.open_ended else ""
    return (
        f"{row.id}: published {row.published_low:,} to {row.published_high:,}{plus} {row.currency} ({row.source}), "
        f"which is {low:,f} to {high:,f}{plus} {need.book.currencies.working_currency} by law"
    )


def why_absent(addends: tuple[Addend, ...], need: Inputs) -> str:
    """Why a line was not made."""
    if not addends:
        return said("the bundle '{bundle}' has none", bundle=need.bundle.id)
    if any(addend.value > 0 for addend in addends):
        return "it comes to less than the smallest unit of the currency"
    zero = dict.fromkeys(factor.name for addend in addends for factor in addend.factors if factor.value == 0)
    return said("zero because of {factors}", factors=", ".join(zero))


@dataclass(frozen=True, eq=False)
class Grounds:
    """What a line rests on; words and exact numbers are made when they are asked for, since few are.

    `items` is the number of rate-card items that replace the line; `price_of_one` is set against the published range.
    """

    id: str
    made_of: tuple[Addend, ...]
    need: Inputs
    conversion: Conversion
    items: int
    price_of_one: Decimal

    @cached_property
    def addends(self) -> tuple[ExplainedAddend, ...]:
        """The parts of the line with every number exact; none where a rate card replaces it."""
        return () if self.items else tuple(explained(addend) for addend in self.made_of)

    @cached_property
    def fact(self) -> str:
        """The published fact behind the line."""
        return fact(self.id, self.need)

    @cached_property
    def basis(self) -> Text:
        """What the line rests on, in words for the reader of a document."""
        return _basis(self)

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, Grounds) or self._figures() != other._figures():
            return self is other  # words are only made where nothing else tells two lines apart
        return self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._figures())

    def _figures(self) -> tuple[object, ...]:
        return self.id, self.items, self.price_of_one

    def _told(self) -> tuple[object, ...]:
        return self.fact, self.basis, self.addends


def product(addends: tuple[Addend, ...]) -> Decimal:
    """The exact factors of each addend multiplied, the addends summed: a line's price in MRU, not rounded."""
    products = (prod((exact(factor.value) for factor in one.factors), start=Decimal(1)) for one in addends)
    return sum(products, Decimal(0))


def _basis(of: Grounds) -> Text:
    id_, need, conversion, addends = of.id, of.need, of.conversion, of.addends
    book, row = need.book, need.row(id_)
    low = conversion.apply(book.currencies.by_law(row.published_low, row.currency))
    high = conversion.apply(book.currencies.by_law(row.published_high, row.currency))
    sentences: list[Text] = []
    if of.items:
        sentences.append(book.say("basis.rate_card", items=measured(of.items, book.unit("item", of.items))))
    elif (share := _yearly_share(id_, need)) is not None:
        key = "support.range" if id_ == "support" and need.bundle.licensing == "none" else id_
        sentences.append(book.say(f"basis.{key}", share=percent_text(share)))
    else:
        sentences.append(
            book.say(
                "basis.published",
                low=number_text(low, decimals=0),
                high=number_text(high, decimals=0),
                plus="+" if row.open_ended else "",
                currency=conversion.to,
                drivers=_drivers(addends, book),
            )
        )
    labels = {f.label: f.value for addend in addends for f in addend.factors if f.label is not None}
    if labels:
        effects = [label.joined(number_text(value), " × ") for label, value in labels.items()]
        sentences.append(book.say("basis.adjusted", effects=listed(effects)))
    if need.added(id_) is None and not low <= of.price_of_one <= high:
        sentences.append(book.say("basis.below_range" if of.price_of_one < low else "basis.above_range"))
    return Text.of(lambda language: " ".join(sentence.in_(language) for sentence in sentences))


def _yearly_share(id_: str, need: Inputs) -> Decimal | None:
    """The share of another line that a support line is, if it is one."""
    if id_ == "support":
        return need.support_tier.annual_share.value
    if id_ == "support.cloud_archive" and need.bundle.cloud_archive is not None:
        return need.bundle.cloud_archive.value
    return need.book.components.hardware_support.value if id_ == "support.hardware" else None


def _drivers(addends: tuple[ExplainedAddend, ...], book: PriceBook) -> Text:
    terms = {term.driver: term.value for addend in addends for term in addend.terms}
    return listed(
        (book.driver(name).name.joined(number_text(value)) for name, value in terms.items()),
        separator="; ",
    )
