"""A page of the app over a draft, without its frame, and the start page beside it."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from costmodel.ui.state.offer import STATE
from costmodel.ui.state.session import State


def _script() -> None:
    from importlib import import_module

    import streamlit as st

    from costmodel.price_book.wording import Wording
    from costmodel.ui.state.offer import price_book

    name = st.session_state["page"]
    module = import_module(f"costmodel.ui.pages.{name if name == 'start' else f'{name}.page'}")
    module.page(Wording(price_book(), st.session_state["language"]))


def page_of(name: str, language: str, draft: dict[str, Any]) -> AppTest:
    """The page of a name over the medium preset on premise and what the draft says, run once."""
    page = AppTest.from_function(_script, default_timeout=30)
    page.session_state["language"], page.session_state["page"] = language, name
    page.session_state[STATE] = State(draft={"preset": "medium", "bundle": "on_premise", **draft})
    return page.run()
