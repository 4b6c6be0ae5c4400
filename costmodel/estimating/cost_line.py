"""A line of an estimate: what it costs, and what that rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from costmodel.estimating.basis import ExplainedAddend, Grounds
from costmodel.estimating.rate_card import RateItem
from costmodel.files.records import Record, Whole
from costmodel.money.exchange import Conversion
from costmodel.price_book.facts import Component
from costmodel.words.text import Text


class PricedItem(Record):
    """A rate-card item in the estimate's currency."""

    item: RateItem
    unit_price: Decimal
    unit_cost: Decimal | None
    conversion: Conversion


class CostLine(Record):
    """One costed row: low, likely, high are P10, mode and P90 in the estimate's currency, a year where recurring."""

    id: str
    component: Component
    item_name: Text
    quantity: Decimal
    unit: str
    low: Decimal
    likely: Decimal
    high: Decimal
    bounds: tuple[Decimal, Decimal]
    recurring: bool
    free_months: int = 0
    estimate_class: int
    drivers: tuple[str, ...] = ()
    source: str
    foreign_share: Decimal
    items: tuple[PricedItem, ...] = ()
    grounds: Annotated[Grounds, Whole(), Field(exclude=True, repr=False)]

    @property
    def fact(self) -> str:
        """The published fact behind the line, in its own currency and by law in the working one."""
        return self.grounds.fact

    @property
    def basis(self) -> Text:
        """What the line rests on, in words for the reader of a document."""
        return self.grounds.basis

    @property
    def addends(self) -> tuple[ExplainedAddend, ...]:
        """The parts of the line, each with its position and factors; none where a rate card replaces it."""
        return self.grounds.addends
