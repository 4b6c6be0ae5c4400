"""The start page: what to do, in three sentences, and the ways in."""

from __future__ import annotations

import streamlit as st

from costmodel.price_book.wording import Wording
from costmodel.ui.pages import PAGES
from costmodel.ui.parts.price_panel import subject
from costmodel.ui.state import session
from costmodel.ui.state.draft import Draft, new_draft
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import price_book

WAYS = tuple(name for name in PAGES if name not in ("start", "prices"))
"""The pages of the work itself; the facts that it rests on stand below them."""
SENTENCES = ("first", "second", "third")
"""What to do, in three sentences."""


def page(say: Wording) -> None:
    """The page."""
    st.title(say("ui.start_title"))
    if session.state().restored:
        _restored(session.state().draft, say)
    with st.container(width=720):
        st.markdown("\n".join(f"{n}. {say(f'ui.start_{name}')}" for n, name in enumerate(SENTENCES, start=1)))
    for column, name in zip(st.columns(len(WAYS)), WAYS, strict=True):
        with column.container(border=True, height="stretch", key=f"start-{name}"):
            _link(name, say)
            st.caption(say(f"ui.start_{name}"))
    with st.container(horizontal=True, vertical_alignment="center", key="sources"):
        st.caption(say("ui.start_sources"), width="content")
        _link("prices", say)


def _link(name: str, say: Wording) -> None:
    """A link to one of the app's pages."""
    page_of_app = st.Page(_nothing, title=say(f"ui.page_{name}"), url_path=name)
    st.page_link(page_of_app, query_params={"lang": say.language})


def _nothing() -> None:
    """What a link's page would draw; the navigation has the real one under the same address."""


def _restored(draft: Draft, say: Wording) -> None:
    """What was there before the page was loaded anew, and the way to leave it behind."""
    with st.container(border=True):
        said, anew = st.columns([3, 1], vertical_alignment="center")
        said.markdown(say("ui.start_restored", what=subject(draft, say)))
        anew.button(say("ui.start_anew"), on_click=action(_anew), width="stretch", key="start_anew")


def _anew() -> None:
    session.change(lambda _: new_draft(price_book()), jump=True)
