"""The page of what prices rest on: the price book, exchange rates, and facts of one's own."""

from __future__ import annotations

import streamlit as st

from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices import book, own, rates
from costmodel.ui.parts.fields import part_field

SECTIONS = {
    "book": book.show,
    "rates": rates.show,
    "own": own.show,
}


def page(say: Wording) -> None:
    """The section that is chosen; only that one is computed."""
    st.title(say("ui.page_prices"))
    section = part_field(
        say("ui.section"), SECTIONS, words=lambda name: say(f"ui.prices_{name}"), key="prices.section", width="stretch"
    )
    if section != "own":
        own.remind(say)
    SECTIONS[section](say)
