"""Rates fetched from a source: a package's tables or a live service, within a time-out."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

import streamlit as st

from costmodel.files.faults import sentences, together
from costmodel.files.folders import data_folder
from costmodel.money.exchange import ExchangeRate
from costmodel.money.rate_sources import OTHERWISE, rates_from, sources_of
from costmodel.price_book.messages import sentence_in
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.words import plain
from costmodel.ui.state import session
from costmodel.ui.state.offer import price_book
from costmodel.ui.state.own_rates import take
from costmodel.ui.state.settings import Fields

TIMEOUT = 4.0
"""Seconds for one question to a service; a source asks up to three."""
FAULT = "rates_fetch_fault"


def show(say: Wording) -> None:
    """Source, day and button; then what came of it."""
    columns = st.columns([3, 1.5, 1.5], vertical_alignment="bottom")
    sources = list(sources_of(TIMEOUT))
    source = Fields("rates", say.language).one_of(
        "fetch_source",
        say("label.source"),
        sources,
        sources[0],
        words=lambda name: say(f"ui.rates_at_{name}"),
        on=columns[0],
    )
    day = columns[1].date_input(
        say("ui.rates_day"),
        value=session.today(),
        max_value=session.today(),
        format="DD/MM/YYYY",
        key="rates.fetch_day",
    )
    if columns[2].button(say("ui.rates_fetch_now"), key="rates.fetch", type="primary", width="stretch") and source:
        with st.spinner(say("ui.rates_fetching")):
            found, why = fetched(source, day)
        if found:
            take(found, plain(say("ui.rates_taken", count=say.number(len(found)))))
        else:
            st.session_state[FAULT] = why
        st.rerun()
    if why := st.session_state.pop(FAULT, None):
        st.warning(f"**{say('ui.rates_not_fetched')}**\n\n{say('ui.rates_not_fetched_remedy')}")
        st.caption(plain(say.shown(sentence_in(why, say.language, say.book))))


def fetched(source: str, day: date) -> tuple[tuple[ExchangeRate, ...], str]:
    """The rates of a source for a day; or none, and why."""
    book = price_book()
    table, notices = rates_from(
        source,
        on=day,
        folder=data_folder(),
        currencies=book.currencies,
        bands=book.exchange.bands,
        timeout=TIMEOUT,
    )
    found = tuple(rate for rate in table.rates if rate.source == source)
    known = [one for notice in notices for one in sentences(notice)]
    return found, together(*takewhile(lambda one: one != OTHERWISE, known))
