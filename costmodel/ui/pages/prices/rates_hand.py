"""A rate typed in: from, to, value, day and source, with a question where it is not credible."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from costmodel.files.faults import CostmodelError
from costmodel.files.records import validate
from costmodel.money.exchange import ExchangeRate
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.words import plain, refused
from costmodel.ui.state import session
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import price_book
from costmodel.ui.state.own_rates import question, take

MOST_LETTERS = 200


def show(say: Wording) -> None:
    """The fields, the question, and the button."""
    book = price_book()
    home = book.currencies.working_currency
    codes = [*(code for code in book.currencies.display_currencies if not book.currencies.at_home(code)), home]
    columns = st.columns([1, 1.4, 1, 1.4, 2.2], vertical_alignment="bottom")
    from_ = columns[0].selectbox(say("ui.rates_from"), codes, key="rates.from", persist_state="session")
    value = columns[1].number_input(
        say("ui.rates_value"),
        min_value=0.0,
        value=None,
        step=0.1,
        format="%.6g",
        key="rates.value",
        placeholder=say.number(Decimal("40.25")),
    )
    others = [code for code in reversed(codes) if code != from_]
    to = columns[2].selectbox(say("ui.rates_to"), others, key=f"rates.to.{from_}", persist_state="session")
    on = columns[3].date_input(
        say("ui.rates_day"), value=session.today(), max_value=session.today(), format="DD/MM/YYYY", key="rates.day"
    )
    source = columns[4].text_input(
        say("label.source"), key="rates.source", max_chars=MOST_LETTERS, placeholder=say("ui.rates_source_example")
    )
    given = {"from": from_, "to": to, "on": on, "value": value, "source": source}
    rate = rate_of(given) if value and source.strip() else None
    asked = question(rate, say) if isinstance(rate, ExchangeRate) else None
    sure = True
    if asked:
        st.warning(plain(asked))
        sure = st.checkbox(say("ui.rates_sure"), key=f"rates.sure.{from_}.{to}.{value}")
    if isinstance(rate, CostmodelError):
        st.error(refused(say("ui.rate_refused"), rate, say, remedy=say("ui.rate_refused_remedy")))
    ready = isinstance(rate, ExchangeRate) and sure
    left, right = st.columns([1, 3], vertical_alignment="center")
    left.button(
        say("ui.rates_use"),
        key="rates.use",
        type="primary",
        disabled=not ready,
        on_click=action(_use),
        args=(rate, say),
        width="stretch",
    )
    if rate is None:
        right.caption(say("ui.rates_incomplete"))


def rate_of(given: dict[str, object]) -> ExchangeRate | CostmodelError:
    """A rate as it was typed, or what is wrong with it."""
    value = given["value"]
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    try:
        return validate({**given, "value": exact, "kind": "spot"}, ExchangeRate, where="")
    except CostmodelError as error:
        return error


def _use(rate: ExchangeRate, say: Wording) -> None:
    """Take the rate, and clear what would be typed anew."""
    take((rate,), plain(say("ui.rates_taken", count=1)))
    st.session_state["rates.value"] = None
