"""What needs are priced with: the facts, the day, the currency, dated rates, and a seller's own prices."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.scope import AS_PUBLISHED
from costmodel.files.records import Day, Record, Whole
from costmodel.money.currencies import Currency
from costmodel.money.exchange import Conversion, RateTable
from costmodel.price_book.book import PriceBook


class Pricing(Record):
    """What needs are priced with. Every estimate keeps its own, so that what is made of it needs nothing else.

    `currency` is a code, the working currency where none is given; `rates` are needed for another one than MRU and
    MRO, or for a rate card in one. Where several bundles are priced, `rate_card` counts for `rate_card_bundle` alone.
    `accept_old_rate` takes a contract amount at a rate that is older than the terms allow.
    """

    book: Annotated[PriceBook, Whole(), Field(repr=False)]
    on: Day
    currency: str | None = None
    rates: Annotated[RateTable, Whole(), Field(repr=False)] = RateTable.model_construct(name="no rates", rates=())
    rate_card: Annotated[RateCard | None, Field(repr=False)] = None
    rate_card_bundle: str = AS_PUBLISHED
    accept_old_rate: bool = False

    @property
    def money(self) -> Currency:
        """The currency that is priced in. Raises InputError for one that is not used here."""
        currencies = self.book.currencies
        return currencies.display_currency(self.currency or currencies.working_currency)

    def conversion(self, from_: str, to: str | None = None) -> Conversion:
        """From one currency to another, or to the one priced in, on the day. Raises RateError without a rate."""
        return self.rates.find(from_, to or self.money.code, on=self.on, currencies=self.book.currencies)

    def of_bundle(self, bundle: str) -> Pricing:
        """As it is for one of several bundles: without a rate card that is another one's."""
        return self if bundle == self.rate_card_bundle else self.model_copy(update={"rate_card": None})
