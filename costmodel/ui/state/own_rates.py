"""Rates of one's own: joined to those at hand, and questioned where they are not credible."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from costmodel.files.faults import InputError, said
from costmodel.money.exchange import ExchangeRate, out_of_band
from costmodel.price_book.wording import Wording
from costmodel.ui.state import session
from costmodel.ui.state.offer import price_book
from costmodel.words.text import NBSP

DONE = "own_rates_done"
"""What was done last, to be said once."""
MOST = 1_000
"""Own rates of a session; the price is found among all of them at every change."""


def joined(own: Sequence[ExchangeRate], more: Sequence[ExchangeRate]) -> tuple[ExchangeRate, ...]:
    """Own rates with more of them, the newest first; one of the same pair, day and kind takes the other's place.

    Raises InputError where they become too many.
    """
    kept = {_what(rate): rate for rate in (*own, *more)}
    if len(kept) > MOST:
        raise InputError.one(
            "",
            "",
            said("{count:,} rates; at most {most:,} are kept. Leave out the older ones.", count=len(kept), most=MOST),
        )
    return tuple(sorted(kept.values(), key=lambda rate: rate.on, reverse=True))


def _what(rate: ExchangeRate) -> tuple[object, ...]:
    return frozenset((rate.from_, rate.to)), rate.on, rate.kind


def take(more: Sequence[ExchangeRate], done: str) -> None:
    """Put rates among those of this session, and say so on the next run."""
    session.set_rates(joined(session.state().own_rates, more))
    st.session_state[DONE] = done


def question(rate: ExchangeRate, say: Wording) -> str | None:
    """What to ask about a rate that is outside its band; None where it is credible."""
    found = out_of_band(rate, price_book().exchange.bands)
    if found is None:
        return None
    band, money = found.band, say.book.currencies
    given = f"1{NBSP}{rate.from_} = {say.number(rate.value)}{NBSP}{rate.to}"
    asked = say(
        "ui.rates_unlikely",
        rate=given,
        pair=f"1{NBSP}{band.from_}",
        low=say.number(band.low),
        high=say.number(band.high),
        currency=band.to,
    )
    old = found.slip == "high" and band.to == money.working_currency
    slip = "old" if old else found.slip
    return f"{asked} {say(f'ui.rates_slip_{slip}')}" if slip else asked
