"""The app's frame: language, navigation, the price at the side, and one page at a time."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st

from costmodel import __version__
from costmodel.price_book.wording import Wording
from costmodel.ui.pages import PAGES
from costmodel.ui.parts import access, fault_page, price_panel
from costmodel.ui.parts.style import page_style
from costmodel.ui.parts.words import LANGUAGE_NAMES
from costmodel.ui.state import fault, session, shelf
from costmodel.ui.state.offer import price_book
from costmodel.words.text import LANGUAGES, Language

MARK = str(Path(__file__).parent / "assets" / "mark.svg")
ABOUT = f"costmodel {__version__}"


def main() -> None:
    """Draw the app for one run of one session; a fault of its own is told in place of the page."""
    st.set_page_config(page_title="costmodel", page_icon=MARK, layout="wide", menu_items={"About": ABOUT})
    st.logo(MARK, size="large")
    language = _language()
    told = fault.met()
    try:
        _frame(language, told)
    except Exception as error:  # what stops or reruns a page is none, and passes
        if told is None:
            fault.meet(error)
            st.rerun()  # without what was drawn of the page
        fault_page.show(fault.noted(error), language)  # it is the frame that fails


def _frame(language: Language, told: str | None) -> None:
    """The frame with the page that is asked for, or with the fault that is to be told."""
    say = Wording(price_book(), language)
    page_style(say)
    access.guard(say)
    session.state()  # a browser may bring facts of its own back
    say = Wording(price_book(), language)
    chosen = st.navigation(
        [
            st.Page(partial(_draw, module, say), title=say(f"ui.page_{name}"), url_path=name, default=name == "start")
            for name, module in PAGES.items()
        ],
        position="top",
    )
    price_panel.strip(say)
    with st.sidebar:
        price_panel.show(say)
        access.account(say)
    if told is None:
        chosen.run()
    else:
        fault_page.show(told, language)


def _draw(module: str, say: Wording) -> None:
    """Draw a page; its module is loaded when somebody first asks for it, so that the first page comes sooner."""
    import_module(f"costmodel.ui.pages.{module}").page(say)


def _language() -> Language:
    """The language of the screen, kept in the address by its code: `?lang=en`.

    A widget that is bound to the address would write its label there, and a link to a page would lose it. Where the
    address says none, as after signing in or out, it is the language that the browser had last.
    """
    here = shelf.browser()
    if "lang" not in st.session_state:
        asked = st.query_params.get("lang") or (shelf.language_shelf().take(here) if here else None)
        st.session_state["lang"] = asked if asked in LANGUAGES else "fr"
    with st.sidebar:
        chosen = st.segmented_control(
            "Language / Langue",
            LANGUAGES,
            required=True,
            format_func=LANGUAGE_NAMES.__getitem__,
            key="lang",
            on_change=fault.action(session.read_anew),
            label_visibility="collapsed",
        )
    language: Language = chosen or "fr"
    if st.query_params.get("lang") != language:
        st.query_params["lang"] = language
    if here:
        shelf.language_shelf().put(here, language)
    return language
