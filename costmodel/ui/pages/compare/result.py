"""What a comparison says: the first bundle, all side by side, how surely one is cheaper, and what each lacks."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import streamlit as st

from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.comparing.conventions import (
    conventions,
    is_no_difference,
    probability,
    unknown_costs,
    years_of,
)
from costmodel.estimating.scope import gap_sections
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.tables import Row, show_table
from costmodel.ui.parts.words import plain
from costmodel.ui.state import session
from costmodel.ui.state.draft import Draft, with_value
from costmodel.ui.state.fault import action
from costmodel.words.text import Text, number, rough
from costmodel.words.text import probability as written

NOTHING = "–"
AT_ONCE = 6
"""Sentences that are on the screen at once; the others wait in a box."""


def show_first(comparison: Comparison, chosen: str, say: Wording) -> None:
    """The bundle that is first, by which rule, and a button that takes it for the quote."""
    winner = comparison.winner
    if winner is None:
        st.warning(say("comparison.answer_none"))
        return
    with st.container(border=True):
        words, button = st.columns([3, 2], vertical_alignment="center", gap="large")
        with words:
            st.caption(say("comparison.first"))
            st.markdown(f"### {plain(say.of(winner.name))}")
            st.caption(
                say(
                    "ui.first_by",
                    rule=say(f"comparison.rule_{comparison.judgement.award}"),
                    years=years_of(comparison, say),
                    rate=say.percent(comparison.discount_rate),
                )
            )
        with button:
            _take_button(winner, chosen, "first", say, first=True)


def show_side_by_side(comparison: Comparison, say: Wording) -> None:
    """The bundles as rows, the first one on top; those without a rank last, with why."""
    st.subheader(say("ui.side_by_side", years=years_of(comparison, say)))
    heads = [
        say("comparison.rank"), say("label.bundle"), say("comparison.one_off"), say("comparison.annual"),
        say("comparison.tco"), say("comparison.percentile", percentile="P80"), say("comparison.npv_short"),
        say("comparison.left_out"), say("comparison.closing"), say("comparison.score"),
    ]  # fmt: skip
    others = sorted((one for one in comparison.candidates if one.rank is None), key=lambda one: len(one.gaps))
    rows = [_row(one, comparison, say) for one in (*comparison.ranked, *others)]
    show_table(say("ui.side_by_side", years=years_of(comparison, say)), heads, rows, before=1)
    st.caption(say("ui.side_by_side_note", currency=comparison.currency.code))


def _row(one: Candidate, comparison: Comparison, say: Wording) -> Row:
    life, spread = one.life, one.spread
    cells = (
        NOTHING if one.rank is None else say.number(one.rank),
        _whole(life.one_off if life else None, say),
        _whole(life.annual if life else None, say),
        _whole(life.tco if life else None, say),
        _whole(rough(spread.p80) if spread else None, say),
        _whole(life.npv if life else None, say),
        say.number(len(one.gaps)),
        _whole(one.gap_cost if one.gaps else None, say),
        NOTHING if one.score is None else number(one.score, say.language, decimals=1),
    )
    look = "first" if one.rank == 1 else "quiet" if one.rank is None else ""
    return Row(say.of(one.name), cells, below=why_unranked(one, comparison, say), look=look)


def why_unranked(one: Candidate, comparison: Comparison, say: Wording) -> str:
    """Why a bundle has no rank; nothing where it has one."""
    if one.rank is not None:
        return ""
    if one.estimate is None:
        return say("chart.no_module")
    if one.gaps:
        return say("chart.unranked", count=len(one.gaps))
    return say("ui.below_threshold", threshold=say.percent(comparison.judgement.threshold))


def _whole(value: Decimal | None, say: Wording) -> str:
    return NOTHING if value is None else number(value, say.language, decimals=0)


def _take_button(one: Candidate, chosen: str, place: str, say: Wording, *, first: bool = False) -> None:
    """The button that takes a bundle for the quote; it rests where the quote has it."""
    taken = one.id == chosen
    st.button(
        say("ui.taken_bundle" if taken else "ui.take_bundle"),
        on_click=action(_take),
        args=(one.id,),
        disabled=taken,
        type="primary" if first and not taken else "secondary",
        icon=":material/check:" if taken else None,
        key=f"compare.take.{place}",
        width="stretch" if first else "content",
    )


def _take(bundle: str) -> None:
    def update(draft: Draft) -> Draft:
        return with_value(draft, ("bundle",), bundle)

    session.change(update, jump=True)


# ------------------------------------------------------------------ how surely one is cheaper


def show_cheaper(comparison: Comparison, say: Wording) -> None:
    """How probable it is that the bundle on the left costs less than the one above."""
    priced = [one for one in (*comparison.ranked, *_unranked(comparison)) if one.spread is not None]
    if len(priced) < 2:
        return
    st.subheader(say("comparison.probabilities"))
    rows = []
    for left in priced:
        values = [probability(comparison, left.id, above.id) for above in priced]
        cells = [NOTHING if value is None else written(value, say.language) for value in values]
        same = [n for n, value in enumerate(values) if value is None or is_no_difference(value, say)]
        rows.append(Row(say.of(left.name), cells, quiet=same, look="quiet" if left.rank is None else ""))
    heads = [say("label.bundle"), *(say.of(one.name) for one in priced)]
    show_table(say("comparison.probabilities"), heads, rows)
    low, high = (say.percent(share) for share in say.book.risk.indistinguishable)
    st.caption(say("comparison.probabilities_note", low=low, high=high))


def _unranked(comparison: Comparison) -> list[Candidate]:
    return [one for one in comparison.candidates if one.rank is None]


# ------------------------------------------------------------------ bundle by bundle, and in words


def show_details(comparison: Comparison, chosen: str, say: Wording) -> None:
    """Each bundle: what it is, what it leaves out by name, what closing that costs, and a button that takes it."""
    st.subheader(say("ui.each_bundle"))
    for one in (*comparison.ranked, *_unranked(comparison)):
        rank = f"{say.number(one.rank)}. " if one.rank is not None else ""
        lacking = say("comparison.gaps_of", bundle=one.name, count=len(one.gaps)) if one.gaps else say.of(one.name)
        with st.expander(plain(rank + lacking)):
            st.markdown(say.of(say.book.bundle(one.id).description))
            if one.estimate is None:
                st.info(say("compare.no_module", bundle=one.name))
            elif not one.gaps:
                st.markdown(say("ui.no_gaps"))
            _lacking(one, comparison, say)
            if one.estimate is not None:
                _take_button(one, chosen, one.id, say)


def _lacking(one: Candidate, comparison: Comparison, say: Wording) -> None:
    for section in gap_sections(one.gaps, comparison.spec, say):
        items = "\n".join(f"- {plain(item)}" for item in section.items)
        st.markdown(f"**{plain(section.name)}**\n\n{items}")
    if one.gap_lines:
        heads = [say("comparison.closing_lines"), f"{say('label.net_amount')} ({comparison.currency.code})", ""]
        rows = [
            Row(
                say.of(line.item_name),
                [_whole(line.amount, say), say("comparison.a_year" if line.recurring else "comparison.once")],
            )
            for line in one.gap_lines
        ]
        total = say("comparison.closing_total", years=years_of(comparison, say))
        rows.append(Row(total, [_whole(one.gap_cost, say), ""], look="first"))
        show_table(say("comparison.closing_lines"), heads, rows)


def show_reading(comparison: Comparison, said: Iterable[Text], say: Wording) -> None:
    """The sentences that a reader takes away, what is in no total, and how to read the figures."""
    st.subheader(say("comparison.statements"))
    told = [f"- {plain(say.of(text))}" for text in said]
    st.markdown("\n".join(told[:AT_ONCE]))
    if more := told[AT_ONCE:]:
        with st.expander(say("ui.more_statements", count=len(more))):
            st.markdown("\n".join(more))
    unknown = unknown_costs(comparison)
    if unknown:
        with st.expander(say("comparison.unknown")):
            names = "\n".join(f"- {plain(say.of(cost.name))}" for cost in unknown)
            st.markdown(f"{names}\n\n{say('ui.enter_prices', place=say('ui.borne'))}")
    with st.expander(say("comparison.conventions")):
        words = [say("comparison.points_are"), *conventions(comparison, say)]
        st.markdown("\n".join(f"- {plain(text)}" for text in words))
