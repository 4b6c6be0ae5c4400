"""Why a line costs what it costs: the fact, the basis in words, and every factor with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import streamlit as st

from costmodel.estimating.basis import ExplainedFactor
from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.scope import part_name
from costmodel.price_book.names import key_name
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.tables import Row, show_table
from costmodel.ui.state.offer import Offer

PLACES = Decimal("0.0001")
PHRASES: Mapping[str, str] = {
    "published_low in MRU": "ui.factor_low",
    "(published_high / published_low) ^ position": "ui.factor_position",
    "share of the row": "ui.factor_row_share",
    "share of the staff": "ui.factor_staff_share",
    "modules": "ui.factor_modules",
    "subscription": "ui.book_subscription",
    "cloud archive": "ui.book_cloud_archive",
    "support": "ui.factor_support",
    "hardware support": "ui.factor_hardware_support",
    "tier": "ui.factor_tier",
}
"""The factors of the model without a name of the price book, by their names up to the colon."""
OF_THE_NEED = ("need", "design")
KEYS: Mapping[str, str] = {"escalation of the published price": "escalation_share"}
"""Factors that are a key of the need by another name."""


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
    rows = list(_factors(line, say))
    if rows:
        show_table(say("ui.why"), [say("ui.why_factor"), say("ui.why_value")], rows)
        st.caption(say("ui.why_product"))


def _factors(line: CostLine, say: Wording) -> Iterator[Row]:
    """The factors of each part of a line, below the part's name where there are several parts."""
    for addend in line.addends:
        if len(line.addends) > 1:
            yield Row(say.of(part_name(addend.part, say.book)), [""], look="part")
        for factor in addend.factors:
            value = say.number(factor.value.quantize(PLACES).normalize())
            yield Row(factor_name(factor, say), [value], below=_source(factor.source, say))


def factor_name(factor: ExplainedFactor, say: Wording) -> str:
    """What a factor is called: as the price book names it, as a key of the need, or by a phrase."""
    if factor.label is not None:
        return say.of(factor.label)
    name = factor.name.partition(":")[0]
    if name in PHRASES:
        return say(PHRASES[name])
    try:
        return say.of(key_name(KEYS.get(name, name), say.book))
    except KeyError:  # a factor that only the command line names
        return factor.name


def _source(id_: str, say: Wording) -> str:
    """Where a factor comes from; nothing for what the need itself says."""
    return "" if id_ in OF_THE_NEED else say.source(id_)
