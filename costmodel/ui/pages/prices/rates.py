"""Exchange rates: their history, those in force, and newer ones of one's own: typed in, fetched or from a file."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from costmodel.charts import rate_history
from costmodel.money.exchange import ExchangeRate, RateTable
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices import rates_fetch, rates_file, rates_hand
from costmodel.ui.parts.fields import part_field
from costmodel.ui.parts.picture import show_chart
from costmodel.ui.parts.tables import Row, show_table
from costmodel.ui.parts.words import plain
from costmodel.ui.state import session
from costmodel.ui.state.draft import value_at
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import own_facts, price_book, rate_table
from costmodel.ui.state.own_rates import DONE
from costmodel.words.text import NBSP

WAYS = {"hand": rates_hand.show, "fetch": rates_fetch.show, "file": rates_file.show}
MOST_LISTED = 12
"""Own rates that have a button each; more of them are removed together."""


def show(say: Wording) -> None:
    """The section."""
    own = session.state().own_rates
    table = rate_table(own)
    day = quote_day()
    content = repr((own, own_facts(), say.language))
    show_chart(partial(rate_history, table, price_book(), language=say.language), key="prices.rates", content=content)
    st.subheader(say("ui.rates_in_force", day=say.day(day)))
    _in_force(table, day, say)
    st.subheader(say("ui.rates_newer"))
    if done := st.session_state.pop(DONE, None):
        st.success(done)
    way = part_field(
        say("ui.rates_way"), WAYS, words=lambda name: say(f"ui.rates_{name}"), key="prices.way", width="content"
    )
    WAYS[way](say)
    st.subheader(say("ui.rates_own"))
    _own(own, say)


def quote_day() -> date:
    """The day that the quote is for: its own, else today."""
    given: date | None = value_at(session.state().draft, ("issue_date",), None)
    return given or session.today()


def words_of(rate: ExchangeRate, say: Wording) -> str:
    """A rate as a sentence: 1 USD = 40.08 MRU."""
    return f"1{NBSP}{rate.from_} = {say.number(rate.value)}{NBSP}{rate.to}"


def _in_force(table: RateTable, day: date, say: Wording) -> None:
    """The rate that wins for each pair on a day, with its date, its age and its source."""
    known = table.latest(day)
    if not known:
        st.info(say("ui.rates_none", day=say.day(day)))
        return
    own = session.state().own_rates
    rows = [
        Row(
            name=words_of(rate, say),
            cells=(say.day(rate.on), say.number((day - rate.on).days), say(f"workbook.rate.{rate.kind}")),
            below=say.rate_source(rate) + (f" · {say('ui.rates_yours')}" if rate in own else ""),
        )
        for rate in known
    ]
    heads = (say("label.rate"), say("label.date"), say("label.age"), say("label.kind"))
    show_table(say("ui.prices_rates"), heads, rows)
    oldest = max((day - rate.on).days for rate in known)
    limit = price_book().policy.max_rate_age_days
    if oldest > limit:
        st.warning(say("ui.rates_old", days=say.number(oldest), limit=say.number(limit)))
    else:
        st.caption(say("ui.rates_limit", limit=say.number(limit)))


def _own(own: tuple[ExchangeRate, ...], say: Wording) -> None:
    """The rates of this session, each with a button that removes it."""
    if not own:
        st.caption(say("ui.rates_no_own"))
        return
    st.caption(say("ui.rates_win"))
    for n, rate in enumerate(own[:MOST_LISTED]):
        left, right = st.columns([5, 1], vertical_alignment="center")
        told = (
            f"{words_of(rate, say)}, {say.day(rate.on)} ({say(f'workbook.rate.{rate.kind}')}). {say.rate_source(rate)}"
        )
        left.markdown(plain(told))
        right.button(
            say("ui.rates_remove"), key=f"own_rate.{n}", on_click=action(_remove), args=(rate,), width="stretch"
        )
    if len(own) > MOST_LISTED:
        st.caption(say("ui.rates_more", count=say.number(len(own) - MOST_LISTED)))
    if len(own) > 1:
        st.button(say("ui.rates_remove_all"), key="own_rates_none", on_click=action(session.set_rates), args=((),))


def _remove(rate: ExchangeRate) -> None:
    session.set_rates(tuple(kept for kept in session.state().own_rates if kept != rate))
