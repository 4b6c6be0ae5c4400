"""From a draft to figures: what the pages show, computed by the library once for each state of the draft."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import streamlit as st

from costmodel.estimating.estimate import Estimate
from costmodel.files.folders import cache_folder
from costmodel.money.exchange import ExchangeRate, RateTable, load_bundled
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book
from costmodel.price_book.overrides import Overrides
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import Need, estimate_need, need_of, pricing_of, quote_need
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Seller
from costmodel.ui.state.draft import Draft, from_file, new_draft, to_file
from costmodel.words.text import LANGUAGES


class Offer(NamedTuple):
    """A draft priced: the need as read, its estimate and its quote."""

    need: Need
    estimate: Estimate
    quote: Quote


STATE = "costmodel"
"""Where a session keeps its state; session.py has the rest of it."""


def price_book() -> PriceBook:
    """The facts of this session: the shipped ones, or its own in their place.

    What is computed from them and cached has `own_facts()` in its key.
    """
    return book_with(own_facts())


def own_facts() -> Overrides | None:
    """The facts that this session puts in place of shipped ones."""
    state = st.session_state.get(STATE)
    own: Overrides | None = None if state is None else state.overrides
    return own


def book_with(overrides: Overrides | None) -> PriceBook:
    """The shipped facts with own ones in their place, read once and frozen. Raises InputError with every fault."""
    return _shipped() if overrides is None else _changed(overrides)


@st.cache_resource(show_spinner=False)
def _shipped() -> PriceBook:
    return load_price_book(cache=cache_folder(os.environ, system=sys.platform))


@st.cache_resource(show_spinner=False, max_entries=20, ttl=3600, hash_funcs={Overrides: repr})
def _changed(overrides: Overrides) -> PriceBook:
    return load_price_book(overrides=overrides)


@st.cache_resource(show_spinner=False)
def bundled_rates() -> RateTable:
    """The shipped exchange rates."""
    return load_bundled()


def rate_table(own: Sequence[ExchangeRate]) -> RateTable:
    """The shipped rates with those that were typed in or fetched, which win on their day."""
    table = bundled_rates()
    return RateTable(name=table.name, rates=(*own, *table.rates)) if own else table


def usual_currency(seller: Seller | None) -> str:
    """The currency of a quote that names none."""
    return (seller.currency if seller else None) or price_book().policy.currency


def proposal_wording(draft: Draft) -> Wording:
    """The words of the proposal, whatever the language of the screen."""
    asked = draft.get("language", "fr")
    return Wording(price_book(), asked if asked in LANGUAGES else "fr")


def need_of_draft(draft: Draft, *, where: str = "need") -> Need:
    """The need of a draft. Raises InputError with every fault."""
    return need_of(_complete(draft), price_book(), where=where)


def offer_of(
    draft: Draft, *, today: date, seller: Seller | None = None, own_rates: Sequence[ExchangeRate] = ()
) -> Offer:
    """The draft priced and quoted. Raises CostmodelError with what is to be mended."""
    return _offer(to_file(_complete(draft)), today, seller, tuple(own_rates), own_facts())


def load_ahead(today: date) -> None:
    """Read the facts and price what a new session begins with, so that the first page finds both done."""
    _offer(to_file(new_draft(_shipped())), today, None, (), None)


def _complete(draft: Draft) -> Draft:
    """The draft without a customer whose name is still to come, and a survey whose day or surveyor is."""
    open_ = [
        key
        for key, needed in (("customer", ("name",)), ("survey", ("on", "by")))
        if isinstance(draft.get(key), Mapping) and any(draft[key].get(part) is None for part in needed)
    ]
    return {key: value for key, value in draft.items() if key not in open_} if open_ else draft


@st.cache_resource(
    show_spinner=False, max_entries=200, ttl=3600, hash_funcs={Seller: repr, ExchangeRate: repr, Overrides: repr}
)
def _offer(
    draft: str, today: date, seller: Seller | None, own_rates: tuple[ExchangeRate, ...], overrides: Overrides | None
) -> Offer:
    book, rates = book_with(overrides), rate_table(own_rates)
    need = need_of(from_file(draft, where="need"), book)
    priced = estimate_need(need, pricing_of(need, book, rates=rates, today=today, seller=seller))
    return Offer(need, priced, quote_need(need, priced, seller=seller))
