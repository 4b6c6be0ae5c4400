"""The page of what prices rest on: the price book, exchange rates, and facts of one's own."""

from __future__ import annotations

import streamlit as st

from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices import book, own, rates

SECTIONS = {
    "book": book.show,
    "rates": rates.show,
    "own": own.show,
}


def page(say: Wording) -> None:
    """The section that is chosen; only that one is computed."""
    st.title(say("ui.page_prices"))
    chosen = st.segmented_control(
        say("ui.section"),
        list(SECTIONS),
        default="book",
        required=True,
        format_func=lambda name: say(f"ui.prices_{name}"),
        key="prices.section",
        label_visibility="collapsed",
        persist_state="session",
        width="stretch",
    )
    section = chosen or "book"
    if section != "own":
        own.remind(say)
    SECTIONS[section](say)
