"""The price book, one subject at a time, as a table that can be searched."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from costmodel.documents.content import Wording
from costmodel.ui import cost_sheets, market_sheets
from costmodel.ui.price_sheets import KINDS, Sheet
from costmodel.ui.words import plain

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
ROW, HEADING, MOST = 66, 36, 10
"""Heights of a row with room for three lines, which lets words wrap, and of the heading; rows seen at once."""
LOW_ROW, MORE = 36, 16
"""The same for rows of one line."""


def show(say: Wording) -> None:
    """The subject that is chosen; only that one is made."""
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    subject = left.selectbox(
        say("ui.book_subject"),
        list(SUBJECTS),
        format_func=lambda name: say(f"ui.book_{name}"),
        key="prices.subject",
        persist_state="session",
    )
    name = subject or "cost_table"
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
    show_sheet(Sheet(sheet.heads, tuple(rows), (), sheet.note), key=f"prices.sheet.{name}")
    counted = say("ui.book_rows", count=say.number(len(rows)), all=say.number(len(sheet.rows)))
    st.caption(f"{counted} {say('ui.book_search')}")
    if sheet.note:
        st.caption(plain(sheet.note))


def show_sheet(sheet: Sheet, *, key: str, low: bool = False) -> None:
    """A sheet as a table: figures stand on the right, long words wrap unless the rows are low."""
    columns = {
        f"c{n}": st.column_config.TextColumn(
            head.words, width=head.width, alignment="right" if head.figures else "left"
        )
        for n, head in enumerate(sheet.heads)
    }
    rows = [{f"c{n}": cell for n, cell in enumerate(row)} for row in sheet.rows]
    height, most = (LOW_ROW, MORE) if low else (ROW, MOST)
    st.dataframe(
        rows,
        column_config=columns,
        hide_index=True,
        row_height=height,
        height=HEADING + height * max(1, min(len(rows), most)) + 2,
        width="stretch",
        key=key,
    )
