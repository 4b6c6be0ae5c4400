"""Why a line costs what it costs: the fact, the basis in words, and every factor with its source."""

from __future__ import annotations

import streamlit as st

from costmodel.documents.content import Wording
from costmodel.faults import InputError
from costmodel.text import Text
from costmodel.ui.offer import Offer


def show_why(offer: Offer, say: Wording) -> None:
    """The lines by name, and the explanation of the one that is chosen."""
    st.subheader(say("ui.why"))
    lines = {line.id: line for line in (*offer.estimate.lines, *offer.estimate.options)}
    chosen = st.selectbox(
        say("ui.why_line"), list(lines), format_func=lambda id_: say.of(lines[id_].item_name), persist_state="session",
        key=f"why_{say.language}",
    )  # fmt: skip
    if chosen is None:
        return
    line, money = lines[chosen], offer.quote.currency
    st.markdown(f"{say.of(line.basis)}")
    shown = [say.bare(value, money) for value in (line.low, line.likely, line.high)]
    st.caption(say("ui.why_range", low=shown[0], likely=shown[1], high=shown[2], number=line.estimate_class))
    rows = [
        {
            "part": addend.part,
            "factor": _name(factor.name, factor.label, say),
            "value": say.number(factor.value.quantize(factor.value.__class__("0.0001"))),
            "source": _source(factor.source, say),
        }
        for addend in line.addends
        for factor in addend.factors
    ]
    if rows:
        columns = {
            "part": st.column_config.TextColumn(say("ui.why_part")),
            "factor": st.column_config.TextColumn(say("ui.why_factor"), width="large"),
            "value": st.column_config.TextColumn(say("ui.why_value"), alignment="right"),
            "source": st.column_config.TextColumn(say("label.source"), width="large"),
        }
        st.dataframe(rows, column_config=columns, hide_index=True, width="stretch")


def _name(name: str, label: Text | None, say: Wording) -> str:
    return say.of(label) if label is not None else name


def _source(id_: str, say: Wording) -> str:
    try:
        return say.source(id_)
    except InputError:
        return id_
