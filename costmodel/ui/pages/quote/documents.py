"""The documents of the quote, made on a click: Word, Excel and JSON for the customer, a copy for the seller."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from costmodel.documents.pdf import libreoffice
from costmodel.documents.quote_files import Kind, compared, end_of, kinds_of, quote_files
from costmodel.files.faults import CostmodelError
from costmodel.files.output import file_name
from costmodel.price_book.reference import WHOLE_PROPOSAL, Profile
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.quote.forms import show_forms
from costmodel.ui.parts.price_panel import current_offer, margins_shown
from costmodel.ui.parts.words import refused
from costmodel.ui.state.offer import Offer, price_book
from costmodel.ui.state.settings import Fields

MADE = "documents"
MIME: dict[Kind, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class Plan(NamedTuple):
    """Which files are made: the proposal by a profile, perhaps as PDF too, the workbook perhaps with a comparison."""

    profile: Profile
    compared: bool
    pdf: bool


def show(say: Wording) -> None:
    """The section."""
    try:
        offer = current_offer()
    except CostmodelError:
        st.info(say("ui.lines_without_price"))
        return
    _missing(offer, say)
    plan = _asked(say)
    made, planned, files = st.session_state.get(MADE, (None, None, {}))
    ready = made == offer.quote and planned == plan
    if st.button(say("ui.make_documents"), type="secondary" if ready else "primary", key="make"):
        try:
            st.session_state[MADE] = (offer.quote, plan, _made(offer, plan, say))
        except CostmodelError as error:
            st.error(refused(say("ui.documents_refused"), error, say))
        else:
            st.rerun()  # the files come to the fore
    if not ready:
        return  # what was made is not what the screen says any more
    st.success(say("ui.documents_made"))
    name = file_name(offer.quote.number)
    shown = [kind for kind in MIME if kind in files]
    for column, kind in zip(st.columns(len(shown)), shown, strict=True):
        column.download_button(
            say(f"ui.download_{kind}"), files[kind], name + end_of(kind, plan.profile), MIME[kind], width="stretch",
            key=f"download_{kind}", on_click="ignore", type="primary" if kind == "docx" else "secondary",
            icon=":material/download:",
        )  # fmt: skip
    show_forms(offer.quote, price_book(), say)
    if margins_shown():
        st.download_button(
            say("ui.download_copy"),
            offer.quote.model_dump_json(indent=2).encode(),
            f"{name}-seller.json",
            MIME["json"],
            key="download_copy",
            on_click="ignore",
            help=say("ui.download_copy_help"),
        )


def _asked(say: Wording) -> Plan:
    """What the proposal is to hold, and which files go with it."""
    book = price_book()
    left, right = st.columns(2)
    chosen = Fields("documents", say.language).one_of(
        "profile",
        say("ui.profile"),
        [profile.id for profile in book.profiles],
        WHOLE_PROPOSAL,
        words=lambda id_: say.of(book.profile(id_).name),
        on=left,
    )
    profile = book.profile(chosen)
    left.caption(say.of(profile.use))
    with right:
        compared = pdf = False
        if profile.priced:
            compared = st.toggle(say("ui.with_comparison"), value=True, key="with_comparison", persist_state="session")
        if _can_print():
            pdf = st.toggle(say("ui.with_pdf"), key="with_pdf", persist_state="session")
    return Plan(profile, compared, pdf)


def _can_print() -> bool:
    """Whether this computer has LibreOffice."""
    try:
        return bool(libreoffice())
    except CostmodelError:
        return False


def _missing(offer: Offer, say: Wording) -> None:
    """What the proposal will leave to be completed."""
    quote = offer.quote
    open_ = [
        say(f"ui.missing_{name}")
        for name, value in (("seller", quote.seller), ("customer", quote.buyer))
        if value is None
    ]
    if quote.number.startswith("DRAFT"):
        open_.append(say("ui.missing_number"))
    if open_:
        st.info(say("ui.missing") + "\n\n" + "\n".join(f"- {words}" for words in open_))
    files = (quote.seller.logo, quote.seller.template) if quote.seller else ()
    if any(files):
        st.info(say("ui.files_left_out", files=", ".join(file for file in files if file)))
    if quote.gaps:
        st.warning(say("ui.gaps", count=len(quote.gaps)))


def _made(offer: Offer, plan: Plan, say: Wording) -> dict[Kind, bytes]:
    """The customer's files, each with its step on a progress bar."""
    book, kinds = price_book(), kinds_of(plan.profile, pdf=plan.pdf)
    bar = st.progress(0.0, say("ui.making_comparison") if plan.compared else say("ui.making_docx"))
    beside = None
    if plan.compared:
        beside = compared(offer.estimate)
    files = quote_files(
        offer.quote,
        book,
        plan.profile,
        pdf=plan.pdf,
        beside=beside,
        step=lambda kind: bar.progress(kinds.index(kind) / len(kinds), say(f"ui.making_{kind}")),
    )
    bar.empty()
    return files
