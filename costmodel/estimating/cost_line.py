"""A line of an estimate: what it costs, and what that rests on."""

from __future__ import annotations

from decimal import Decimal

from pydantic import PrivateAttr

from costmodel.estimating.basis import ExplainedAddend, Grounds
from costmodel.estimating.rate_card import RateItem
from costmodel.files.records import Record
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
    _grounds: Grounds = PrivateAttr()

    @property
    def fact(self) -> str:
        """The published fact behind the line, in its own currency and by law in the working one."""
        return self._grounds.fact

    @property
    def basis(self) -> Text:
        """What the line rests on, in words for the reader of a document."""
        return self._grounds.basis

    @property
    def addends(self) -> tuple[ExplainedAddend, ...]:
        """The parts of the line, each with its position and factors; none where a rate card replaces it."""
        return self._grounds.addends

    def resting_on(self, grounds: Grounds) -> CostLine:
        """The line, once it is made, with what it rests on."""
        self._grounds = grounds
        return self
