"""Rates from a file: read as data, shown before they are used, and questioned where they are not credible."""

from __future__ import annotations

import streamlit as st

from costmodel.files.faults import CostmodelError
from costmodel.files.limits import TEXT
from costmodel.money.exchange import ExchangeRate, load_rate_file
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices.book import show_sheet
from costmodel.ui.pages.prices.sheets import Head, Sheet
from costmodel.ui.parts.upload import Upload, as_file
from costmodel.ui.parts.words import plain, refused
from costmodel.ui.state import session
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import price_book
from costmodel.ui.state.own_rates import joined, question, take

MOST_QUESTIONS = 5
"""Questions that are asked one by one."""


def show(say: Wording) -> None:
    """The upload, what is in it, and the button that takes it."""
    st.caption(say("ui.rates_file_is"))
    name = session.key("rates_file")
    upload = st.file_uploader(
        say("ui.rates_file_label"),
        type=["csv", "yaml", "yml"],
        key=name,
        max_upload_size=TEXT.megabytes,
    )
    if upload is None:
        return
    try:
        rates = rates_in(upload)
        joined(session.state().own_rates, rates)
    except CostmodelError as error:
        st.error(refused(say("ui.rates_file_refused"), error, say, remedy=say("ui.rate_refused_remedy")))
        return
    heads = (
        Head(say("label.date"), width=170),
        Head(say("ui.rates_from"), width=90),
        Head(say("ui.rates_to"), width=90),
        Head(say("ui.rates_value"), figures=True, width=120),
        Head(say("label.kind"), width=110),
        Head(say("label.source"), width=200),
    )
    rows = tuple(
        (say.day(rate.on), rate.from_, rate.to, say.number(rate.value), say(f"workbook.rate.{rate.kind}"), rate.source)
        for rate in rates
    )
    show_sheet(say("ui.rates_file_label"), Sheet(heads, rows, ()), say)
    asked = [words for rate in rates if (words := question(rate, say))]
    sure = True
    if asked:
        more = [say("ui.rates_more_questions", count=say.number(len(asked) - MOST_QUESTIONS))]
        shown = [*asked[:MOST_QUESTIONS], *(more if len(asked) > MOST_QUESTIONS else [])]
        st.warning("\n\n".join(plain(words) for words in shown))
        sure = st.checkbox(say("ui.rates_all_sure"), key=f"{name}.sure.{len(rates)}.{len(asked)}")
    done = plain(say("ui.rates_taken", count=say.number(len(rates))))
    st.button(
        say("ui.rates_use"),
        key="rates.use_file",
        type="primary",
        disabled=not sure,
        on_click=action(take),
        args=(rates, done),
    )


def rates_in(upload: Upload) -> tuple[ExchangeRate, ...]:
    """The rates of an upload, their bands not yet asked for. Raises InputError or RateError with the remedy."""
    with as_file(upload) as path:
        return load_rate_file(path, currencies=price_book().currencies, bands=()).rates
