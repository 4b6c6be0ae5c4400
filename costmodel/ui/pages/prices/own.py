"""Facts of one's own, from a file: what they change in this session, and which facts there are to change."""

from __future__ import annotations

from datetime import date

import streamlit as st

from costmodel.files.faults import InputError
from costmodel.files.limits import TEXT
from costmodel.files.yaml_writer import to_yaml
from costmodel.price_book.book import PriceBook, subjects
from costmodel.price_book.changes import value_text
from costmodel.price_book.overrides import FIXED, Overrides, facts_of, overrides_of
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices.book import show_sheet
from costmodel.ui.pages.prices.sheets import Head, Sheet
from costmodel.ui.parts.price_panel import own_facts_words
from costmodel.ui.parts.words import plain, refused
from costmodel.ui.state import session
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import book_with, price_book

FAULT = "own_facts_fault"
EXAMPLE = (
    ("components", "rows.training.published_low"),
    ("components", "rows.training.published_high"),
    ("service_levels", "tiers.standard.annual_share.value"),
    ("tax", "rates[0].rate"),
    ("policy", "validity_days"),
)
"""Facts that the example file holds, with their shipped values."""


def remind(say: Wording) -> None:
    """On the other sections: that some of the facts are one's own."""
    if own := own_facts_words(say):
        st.info(own)


def show(say: Wording) -> None:
    """What is changed, or how to change something; then every fact by its path."""
    st.markdown(say("ui.own_is"))
    own = session.state().overrides
    if own is None:
        _ask(say)
    else:
        _changes(own, price_book(), say)
    st.subheader(say("ui.own_paths"))
    _paths(say)


def _ask(say: Wording) -> None:
    """The upload of a file, with an example to start from."""
    name = session.key("own_facts")
    left, right = st.columns([3, 2], gap="large")
    left.file_uploader(
        say("ui.own_file"),
        type=["yaml", "yml"],
        key=name,
        on_change=action(_load),
        args=(name,),
        max_upload_size=TEXT.megabytes,
    )
    right.caption(say("ui.own_example_is"))
    right.download_button(
        say("ui.own_example"),
        example(session.today(), say),
        file_name="facts.yaml",
        mime="application/yaml",
        key="own_facts_example",
        on_click="ignore",
        icon=":material/download:",
    )
    if fault := st.session_state.pop(FAULT, None):
        st.error(refused(say("ui.own_refused"), fault, say))


def _load(name: str) -> None:
    """A file of own facts for this session; a faulty one changes nothing."""
    upload = st.session_state[name]
    if upload is None:
        return
    try:
        own = overrides_of(upload.getvalue(), where=upload.name)
        book_with(own)
    except InputError as error:
        st.session_state[FAULT] = error
        return
    session.set_overrides(own)


def _changes(own: Overrides, book: PriceBook, say: Wording) -> None:
    """What is changed, each with its shipped and its own value, and the way back."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    told = say("ui.own_from", file=plain(own.where), source=plain(own.source), day=say.day(own.on))
    left.markdown(told)
    right.button(
        say("ui.own_remove"), on_click=action(session.set_overrides), args=(None,), key="own_remove", width="stretch"
    )
    if not book.changed:
        st.warning(say("ui.own_nothing"))
        return
    rows = tuple(
        (f"{fact.file}.{fact.path}", say.of(value_text(fact.shipped, book)), say.of(value_text(fact.own, book)))
        for fact in book.changed
    )
    heads = (
        Head(say("ui.own_path"), width=380),
        Head(say("ui.own_shipped"), figures=True, width=150),
        Head(say("ui.own_own"), figures=True, width=150),
    )
    show_sheet(say("ui.prices_own"), Sheet(heads, rows, ()), say)
    st.caption(say("ui.own_said"))


def _paths(say: Wording) -> None:
    """The facts of one file by their paths, as an own file names them."""
    files = [name for name in subjects() if name not in FIXED]
    chosen = st.selectbox(
        say("ui.own_files"),
        files,
        index=files.index("components"),
        format_func=lambda name: f"{name}.yaml",
        key="own_facts_of",
        persist_state="session",
        width=400,
    )
    book = price_book()
    listed = ((path, value) for path, value in facts_of(chosen or files[0]) if not _words(value))
    rows = tuple((path, say.of(value_text(value, book))) for path, value in listed)
    if not rows:
        st.caption(say("ui.own_no_figures"))
        return
    heads = (Head(say("ui.own_path"), width=450), Head(say("ui.own_shipped"), figures=True, width=160))
    show_sheet(say("ui.own_paths"), Sheet(heads, rows, ()), say)


def _words(value: object) -> bool:
    """Whether a value is a text, or a list with texts."""
    return isinstance(value, str) or (isinstance(value, list) and any(isinstance(item, str) for item in value))


def example(on: date, say: Wording) -> str:
    """An example of such a file, which changes nothing until its values are changed."""
    facts: dict[str, dict[str, object]] = {}
    for file, path in EXAMPLE:
        facts.setdefault(file, {})[path] = dict(facts_of(file))[path]
    lines = "".join(f"# {line}\n" for line in say("ui.own_example_head").split(" | "))
    head = to_yaml({"source": say("ui.own_example_source")})
    return f"{lines}{head}on: {on}\n{to_yaml({'facts': facts})}"
