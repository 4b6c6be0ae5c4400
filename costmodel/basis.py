"""What a line rests on: its factors made exact, the fact behind it, and its basis in words."""

from __future__ import annotations

from decimal import Decimal
from math import prod
from typing import Any

from costmodel.components import NEEDED, Addend, Inputs
from costmodel.exchange import Conversion
from costmodel.price_book import PriceBook, find
from costmodel.text import Text, listed, number_text
from costmodel.yaml_file import Record

ROW_OF = {"support.cloud_archive": "hardware", "support.hardware": "hardware"}
"""The published row behind lines that have none of their own."""


class ExplainedFactor(Record):
    """A factor of a product, exact."""

    name: str
    value: Decimal
    source: str
    label: Text | None = None


class ExplainedTerm(Record):
    """A driver's share of a position."""

    driver: str
    value: Decimal
    low_end: Decimal
    high_end: Decimal
    weight: Decimal
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
                share=exact(term.share),
            )
            for term in addend.terms
        ),
        factors=tuple(
            ExplainedFactor(name=f.name, value=exact(f.value), source=f.source, label=f.label)
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
    row = need.row(ROW_OF.get(id_, id_))
    low = need.book.currencies.by_law(row.published_low, row.currency)
    high = need.book.currencies.by_law(row.published_high, row.currency)
    plus = "+" if row.open_ended else ""
    return (
        f"{row.id}: published {row.published_low:,} to {row.published_high:,}{plus} {row.currency} ({row.source}), "
        f"which is {low:,f} to {high:,f}{plus} {need.book.currencies.working_currency} by law"
    )


def why_absent(id_: str, addends: tuple[Addend, ...], need: Inputs) -> str:
    """Why a line was not made."""
    zero = dict.fromkeys(factor.name for addend in addends for factor in addend.factors if factor.value == 0)
    if zero:
        return "zero because of " + ", ".join(zero)
    return f"the bundle '{need.bundle.id}' has none"


def basis(
    id_: str,
    addends: tuple[ExplainedAddend, ...],
    items: int,
    need: Inputs,
    likely: Decimal,
    conversion: Conversion,
) -> Text:
    """What the line rests on, in words for the reader of a document."""
    book = need.book
    if items:
        return book.say("basis.rate_card", items=items)
    row = need.row(ROW_OF.get(id_, id_))
    low = conversion.apply(book.currencies.by_law(row.published_low, row.currency))
    high = conversion.apply(book.currencies.by_law(row.published_high, row.currency))
    sentences: list[Text] = []
    if id_ in ("support.hardware", "support.cloud_archive", "support"):
        share = need.support_share
        if id_ != "support":
            figure = need.bundle.cloud_archive if id_ == "support.cloud_archive" else None
            share = float((figure or book.components.hardware_support).value)
        key = "support.range" if id_ == "support" and need.bundle.licensing == "none" else id_
        sentences.append(book.say(f"basis.{key}", share=number_text(exact(share) * 100)))
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
    units = sum((f.value for addend in addends for f in addend.factors if f.name == "workstations"), Decimal(0))
    compared = likely / units if units else likely
    if id_ not in ("support.hardware", "support.cloud_archive") and not low <= compared <= high:
        sentences.append(book.say("basis.below_range" if compared < low else "basis.above_range"))
    return Text.of(lambda language: " ".join(sentence.in_(language) for sentence in sentences))


def _drivers(addends: tuple[ExplainedAddend, ...], book: PriceBook) -> Text:
    terms = {term.driver: term.value for addend in addends for term in addend.terms}
    return listed(
        (find(book.drivers, name, what="a driver").name.joined(number_text(value)) for name, value in terms.items()),
        separator="; ",
    )
