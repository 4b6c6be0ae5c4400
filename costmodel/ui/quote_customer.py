"""Who the offer is for and from: customer, number, day, language of the proposal, and the seller's own file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from costmodel.documents.content import Wording
from costmodel.faults import InputError
from costmodel.need import seller_of
from costmodel.text import READY
from costmodel.ui import session
from costmodel.ui.draft import value_at, with_value
from costmodel.ui.fields import choice_field, text_field
from costmodel.ui.words import LANGUAGE_NAMES, error_text, plain

MAX_UPLOAD_MB = 1
CONTACT = ("name", "address", "city", "country", "tax_id", "contact", "email", "phone")


def show(say: Wording) -> None:
    """The section."""
    left, right = st.columns(2)
    with left:
        st.subheader(say("label.buyer"))
        for field in CONTACT:
            text_field(say(f"label.{field}"), ("customer", field))
    with right:
        st.subheader(say("ui.offer"))
        text_field(say("label.number"), ("number",), most=60, help=say("ui.number_help"))
        _day(say)
        languages: dict[str, str] = {language: LANGUAGE_NAMES[language] for language in READY}
        choice_field(say("ui.proposal_language"), ("language",), languages, usual="fr")
        st.subheader(say("label.seller"))
        _seller(say)


def _day(say: Wording) -> None:
    name = session.key("issue_date")
    given = value_at(session.state().draft, ("issue_date",), None)
    st.date_input(
        say("label.issue_date"),
        value=given or session.today(),
        format="DD/MM/YYYY",
        key=name,
        on_change=_dated,
        args=(name,),
    )


def _dated(name: str) -> None:
    day: date | None = st.session_state[name]
    session.change(lambda draft: with_value(draft, ("issue_date",), day))


def _seller(say: Wording) -> None:
    """The seller's own file: shown by name, taken in or taken away."""
    seller = session.state().seller
    if seller is not None:
        st.markdown(plain(seller.name))
        st.button(say("ui.remove_seller"), on_click=session.set_seller, args=(None,), key="remove_seller")
        return
    st.caption(say("ui.seller_help"))
    name = session.key("seller")
    st.file_uploader(
        say("ui.seller_file"), type=["yaml", "yml"], key=name, on_change=_load_seller, args=(name,),
        max_upload_size=MAX_UPLOAD_MB,
    )  # fmt: skip
    if fault := st.session_state.pop("seller_fault", None):
        st.error(fault)


def _load_seller(name: str) -> None:
    upload = st.session_state[name]
    if upload is None:
        return
    try:
        session.set_seller(seller_of(upload.getvalue(), where=upload.name))
    except InputError as error:
        st.session_state["seller_fault"] = error_text(error)
