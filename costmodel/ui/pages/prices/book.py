"""The price book, one subject at a time, as a table with what is long below its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices import cost_sheets, market_sheets
from costmodel.ui.pages.prices.sheets import KINDS, Sheet
from costmodel.ui.parts.tables import Row, show_table
from costmodel.ui.parts.words import plain
from costmodel.ui.state.settings import Fields
from costmodel.words.text import punctuated

SUBJECTS: dict[str, Callable[[Wording], Sheet]] = {
    "cost_table": cost_sheets.cost_table,
    "places": cost_sheets.places,
    "shares": cost_sheets.shares,
    "drivers": cost_sheets.drivers,
    "presets": cost_sheets.presets,
    "conditions": cost_sheets.conditions,
    "amplitudes": cost_sheets.amplitudes,
    "bundles": cost_sheets.bundles,
    "levers": cost_sheets.levers,
    "support": cost_sheets.support,
    "pricing_factors": cost_sheets.pricing_factors,
    "classes": market_sheets.classes,
    "certainty": market_sheets.certainty,
    "risks": market_sheets.risks,
    "life": market_sheets.life,
    "choosing": market_sheets.choosing,
    "tax": market_sheets.tax,
    "policy": market_sheets.policy,
    "sources": market_sheets.sources,
}
WIDE = 240
"""A column that is at least as wide holds sentences, which stand below their row."""
MANY = 16
"""Rows from which on a table scrolls below its heads."""


def show(say: Wording) -> None:
    """The subject that is chosen; only that one is made."""
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    name = Fields("prices", say.language).one_of(
        "subject",
        say("ui.book_subject"),
        list(SUBJECTS),
        "cost_table",
        words=lambda name: say(f"ui.book_{name}"),
        on=left,
    )
    sheet = SUBJECTS[name](say)
    st.markdown(say(f"ui.book_{name}_is"))
    known = [kind for kind in KINDS if kind in sheet.kinds]
    chosen: list[str] = []
    if len(known) > 1:
        chosen = right.pills(
            say("ui.book_kinds"),
            known,
            selection_mode="multi",
            format_func=lambda kind: say(f"ui.book_source_{kind}"),
            key=f"prices.kinds.{name}",
            persist_state="session",
        )
    rows = [row for row, kind in zip(sheet.rows, sheet.kinds, strict=True) if not chosen or kind in chosen]
    show_sheet(say(f"ui.book_{name}"), Sheet(sheet.heads, tuple(rows), (), sheet.note), say)
    if len(known) > 1:
        st.caption(say("ui.book_rows", count=say.number(len(rows)), all=say.number(len(sheet.rows))))
    if sheet.note:
        st.caption(plain(sheet.note))


def show_sheet(caption: str, sheet: Sheet, say: Wording) -> None:
    """A sheet as a table: figures on the right, sentences below their row, or once where all rows say the same."""
    heads, rows = sheet.heads, sheet.rows
    long = [n for n, head in enumerate(heads) if n and head.width >= WIDE]
    alike = [n for n in long if len({row[n] for row in rows}) == 1 < len(rows)]
    short = [n for n in range(1, len(heads)) if n not in long]
    made = [
        Row(row[0], [row[n] for n in short], note=_sentences(row[n] for n in long if n not in alike)) for row in rows
    ]
    words = [place for place, n in enumerate(short) if not heads[n].figures]
    show_table(caption, [heads[n].words for n in (0, *short)], made, words=words, long=len(rows) > MANY)
    for n in alike:
        st.caption(plain(f"{heads[n].words}{punctuated(': ', say.language)}{rows[0][n]}."))


def _sentences(parts: Iterable[str]) -> str:
    """What stands below a row, one after the other, each with its end."""
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in parts if part)
