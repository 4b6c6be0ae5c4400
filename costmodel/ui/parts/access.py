"""Who may see what: on this computer everybody is a seller, over a network only who signs in and is on the list."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import streamlit as st

from costmodel.files.faults import InputError
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.words import error_text, plain
from costmodel.ui.state.access_rules import Role, Rules, confirmed, outsider, rules_of
from costmodel.ui.state.fault import action


def role() -> Role:
    """The role of whoever looks at the page; the one that sees less for who was not let in."""
    try:
        rules = _rules()
    except InputError:
        return "buyer"
    if rules is not None:
        return rules.role_of(st.user) or "buyer"
    return "seller" if _outsider() is None else "buyer"


def guard(say: Wording) -> None:
    """Let in who may see the app; tell everybody else how to go on, and draw nothing more."""
    try:
        rules = _rules()
    except InputError as error:
        _closed(error_text(error, say), say)
    if rules is None:
        if name := _outsider():
            _closed(f"{say('ui.closed', address=plain(name))}\n\n{say('ui.closed_remedy')}", say)
    elif not st.user.get("is_logged_in"):
        _sign_in(say)
    elif rules.role_of(st.user) is None:
        _turn_away(say)


def account(say: Wording) -> None:
    """Who is signed in, and the way out; nothing on this computer alone."""
    if st.user.get("is_logged_in"):
        st.caption(f"{plain(_who())} · {say(f'ui.role_{role()}')}")
        st.button(say("ui.sign_out"), on_click=action(st.logout), width="stretch", key="sign_out")


def _rules() -> Rules | None:
    """The rules as the files have them now, so that a change counts at once."""
    return rules_of(Path(name) for name in st.get_option("secrets.files"))


def _outsider() -> str | None:
    return outsider(st.get_option("server.address"), st.context.headers)


def _who() -> str:
    return str(st.user.get("email") or st.user.get("name") or _account())


def _account() -> str:
    return str(st.user.get("sub") or "–")


# ------------------------------------------------------------------ what is shown instead of the app


def _closed(reason: str, say: Wording) -> NoReturn:
    with st.container(width=640):
        st.title(say("ui.closed_title"))
        st.markdown(reason)
    st.stop()


def _sign_in(say: Wording) -> NoReturn:
    with st.container(width=640):
        st.title(say("ui.sign_in_title"))
        st.markdown(say("ui.sign_in_text"))
        st.button(say("ui.sign_in"), on_click=action(st.login), type="primary", key="sign_in")
    st.stop()


def _turn_away(say: Wording) -> NoReturn:
    """A person who signed in and is not let in: why, and what to do."""
    reason = "ui.not_listed" if confirmed(st.user) else "ui.not_confirmed"
    with st.container(width=640):
        st.title(say("ui.not_listed_title"))
        st.markdown(say(reason, who=plain(_who()), account=plain(_account())))
        st.button(say("ui.sign_out"), on_click=action(st.logout), key="sign_out")
    st.stop()
