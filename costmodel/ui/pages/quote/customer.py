"""Who the offer is for and from: customer, number, day, language, and the seller, typed or as a file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from costmodel.files.faults import InputError
from costmodel.files.limits import TEXT
from costmodel.files.records import validate
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import seller_of
from costmodel.quoting.terms import Seller
from costmodel.ui.parts.fields import choice_field, text_field
from costmodel.ui.parts.words import LANGUAGE_NAMES, plain, refused
from costmodel.ui.state import session
from costmodel.ui.state.draft import value_at, with_value
from costmodel.ui.state.fault import action
from costmodel.words.text import LANGUAGES

MOST_LETTERS = 300
TYPED = "seller_typed"
"""What was typed of the seller."""
SELLER = ("name", "address", "tax_id", "phone")
"""What a seller types; a file says more."""
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
        languages: dict[str, str] = {language: LANGUAGE_NAMES[language] for language in LANGUAGES}
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
        on_change=action(_dated),
        args=(name,),
    )


def _dated(name: str) -> None:
    day: date | None = st.session_state[name]
    session.change(lambda draft: with_value(draft, ("issue_date",), day))


def _seller(say: Wording) -> None:
    """The seller: shown by name and taken away; or asked for in a few fields, or as a file that says more."""
    seller, typed = session.state().seller, st.session_state.get(TYPED)
    if seller is not None and typed is None:
        st.markdown(plain(seller.name))
        st.button(say("ui.remove_seller"), on_click=action(session.set_seller), args=(None,), key="remove_seller")
        return
    for field in SELLER:
        name = session.key(f"seller.{field}")
        st.text_input(
            say(f"ui.seller_{field}"), (typed or {}).get(field, ""), key=name, max_chars=MOST_LETTERS,
            on_change=action(_type_seller), args=(field, name),
        )  # fmt: skip
    name = session.key("seller")
    st.file_uploader(
        say("ui.seller_file"), type=["yaml", "yml"], key=name, on_change=action(_load_seller), args=(name,),
        max_upload_size=TEXT.megabytes, help=say("ui.seller_help"),
    )  # fmt: skip
    if fault := st.session_state.pop("seller_fault", None):
        st.error(refused(say("ui.own_refused"), fault, say))


def _type_seller(field: str, name: str) -> None:
    """A seller of what was typed so far; without a name it is none yet."""
    typed = {**(st.session_state.get(TYPED) or {}), field: st.session_state[name].strip()}
    given = {key: words for key, words in typed.items() if words}
    try:
        session.state().seller = validate(given, Seller, where="") if "name" in given else None
    except InputError as error:
        st.session_state["seller_fault"] = error
    st.session_state[TYPED] = typed if given else None
    session.change(lambda draft: draft)  # keeps the seller too, and the field that comes next keeps the cursor


def _load_seller(name: str) -> None:
    upload = st.session_state[name]
    if upload is None:
        return
    try:
        session.set_seller(seller_of(upload.getvalue(), where=upload.name))
        st.session_state[TYPED] = None
    except InputError as error:
        st.session_state["seller_fault"] = error
