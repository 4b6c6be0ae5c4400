"""The page on which a quote is made, one section at a time."""

from __future__ import annotations

import streamlit as st

from costmodel.documents.content import Wording
from costmodel.ui import quote_bundle, quote_customer, quote_documents, quote_lines, quote_need, quote_terms

SECTIONS = {
    "customer": quote_customer.show,
    "need": quote_need.show,
    "bundle": quote_bundle.show,
    "lines": quote_lines.show,
    "terms": quote_terms.show,
    "documents": quote_documents.show,
}


def page(say: Wording) -> None:
    """The section that is chosen; only that one is computed."""
    st.title(say("ui.page_quote"))
    chosen = st.segmented_control(
        say("ui.section"),
        list(SECTIONS),
        default="customer",
        required=True,
        format_func=lambda name: say(f"ui.section_{name}"),
        key="section",
        label_visibility="collapsed",
        persist_state="session",
        width="stretch",
    )
    SECTIONS[chosen or "customer"](say)
