"""What stands in place of a page after a fault of the app: what happened, what is safe, and the ways to go on."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from costmodel.files.faults import CostmodelError
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.price_panel import save_need, start_anew
from costmodel.ui.parts.words import error_text, plain
from costmodel.ui.state import session
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import STATE, price_book
from costmodel.words.text import Language


def show(reference: str, language: Language) -> None:
    """The fault by its reference; without words, where the facts cannot be read, what is wrong with them."""
    try:
        say = Wording(price_book(), language)
    except CostmodelError as error:
        st.error(error_text(error))
        return
    with st.container(width=640, key="fault"):
        st.title(say("ui.fault_title"))
        st.markdown(f"{say('ui.fault_text')}\n\n{say('ui.fault_remedy')}")
        with st.container(horizontal=True):
            st.button(say("ui.fault_go_on"), type="primary", key="fault.on")
            if STATE in st.session_state:  # who was not let in has no quote
                _ways(say)
        st.caption(plain(say("ui.fault_reference", reference=reference)))


def _ways(say: Wording) -> None:
    """The last step taken back, the need as a file, another quote."""
    nothing = not session.state().past
    st.button(say("ui.undo"), on_click=action(session.undo), disabled=nothing, key="fault.undo")
    with suppress(Exception):  # the draft may be what is at fault
        save_need(say, key="fault.save")
    st.button(say("ui.start_anew"), on_click=action(start_anew), key="fault.anew")
