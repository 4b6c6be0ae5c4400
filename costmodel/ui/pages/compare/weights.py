"""The weights of the criteria, and criteria of the buyer's own with points for every bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import streamlit as st

from costmodel.comparing.award import POINTS, judgement
from costmodel.files.faults import InputError
from costmodel.price_book.evaluation import Award, Weights, weights_of
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.words import plain, refused
from costmodel.ui.state.fault import action
from costmodel.ui.state.settings import Fields
from costmodel.words.text import listed, percent_text

OWN, COUNTER, TABLE = "own", "own_counter", "own_points"
"""The settings that hold the ids of own criteria, the last id that was given, and the table of their points."""
NOTHING = "–"
MOST = 6
LONGEST = 60
TENTH = Decimal("0.001")

Points: TypeAlias = Mapping[str, Mapping[str, float]]
"""The points of bundles by own criterion."""


class Own(NamedTuple):
    """A criterion of the buyer's own as it stands on the page."""

    id: str
    name: str
    weight: int


def ask_weights(
    fields: Fields, *, rule: Award, threshold: Decimal | None, bundles: Sequence[str], say: Wording
) -> Weights | None:
    """The sliders and the table of points; None where they say nothing that can be counted, which is then told."""
    with st.expander(say("ui.weights")):
        if rule == "lowest_cost":
            st.caption(say("ui.weights_inform"))
        criteria: dict[str, dict[str, Any]] = _shipped(fields, say)
        own = _own(fields, say)
        points = _points(fields, own, bundles, say) if own else {}
        for criterion in own:
            if told := _unfit(criterion, criteria, points.get(criterion.id, {}), bundles, say):
                st.warning(told)
            else:
                scores = {id_: Decimal(repr(value)) for id_, value in points.get(criterion.id, {}).items()}
                criteria[criterion.name] = {"weight": criterion.weight, "scores": scores}
        asked = {"award": rule, "criteria": criteria} | ({} if threshold is None else {"threshold": threshold})
        try:
            weights = weights_of(asked)
            _told_sum(weights, bundles, say)
        except InputError as error:
            fault = error
        else:
            return weights
    st.error(refused(say("ui.weights_refused"), fault, say))
    return None


def _shipped(fields: Fields, say: Wording) -> dict[str, dict[str, Any]]:
    """A slider for each criterion of the price book, as many points as it has percent there."""
    columns = st.columns(2, gap="large")
    weights = {}
    for n, criterion in enumerate(say.book.evaluation.criteria):
        with columns[n % 2]:
            name, usual = f"weight.{criterion.id}", int(criterion.weight * POINTS)
            weight = st.slider(
                say.of(criterion.name),
                0,
                int(POINTS),
                fields.last(name, usual),
                key=fields.key(name),
                help=say.reason(criterion) or None,
            )
            weights[criterion.id] = {"weight": fields.keep(name, weight, usual)}
    return weights


def _told_sum(weights: Weights, bundles: Sequence[str], say: Wording) -> None:
    """What the weights add up to, and each one's share of it."""
    by = judgement(say.book, weights, bundles=bundles)
    whole = "ui.weights_whole" if by.normalised is None else "compare.normalised"
    total = say(whole, total=say.number(POINTS if by.normalised is None else by.normalised))
    shares = say.of(listed(weight.name.joined(percent_text(weight.share.quantize(TENTH))) for weight in by.weights))
    st.caption(f"{plain(total)} {plain(shares)}{plain('.')}")


# ------------------------------------------------------------------ criteria of one's own


def _own(fields: Fields, say: Wording) -> tuple[Own, ...]:
    """A row for each criterion of the buyer's own: its name, its weight, and a way to take it out."""
    ids: tuple[str, ...] = fields.last(OWN, ())
    made = []
    for n, id_ in enumerate(ids, start=1):
        named, weighed, out = st.columns([4, 5, 1], vertical_alignment="bottom")
        usual = say("ui.criterion_number", number=n)
        typed = named.text_input(
            say("ui.criterion"),
            fields.last(f"name.{id_}", ""),
            placeholder=usual,
            max_chars=LONGEST,
            key=fields.key(f"name.{id_}"),
        )
        weight = weighed.slider(
            say("ui.weight"), 0, int(POINTS), fields.last(f"own.{id_}", 0), key=fields.key(f"own.{id_}")
        )
        out.button(
            "",
            icon=":material/delete:",
            help=say("ui.remove_criterion"),
            on_click=action(_without),
            args=(fields, id_),
            key=fields.key(f"out.{id_}"),
        )
        fields.keep(f"name.{id_}", typed)
        fields.keep(f"own.{id_}", weight)
        made.append(Own(id_, " ".join(typed.split()) or usual, weight))
    st.button(
        say("ui.add_criterion"),
        icon=":material/add:",
        on_click=action(_added),
        args=(fields,),
        disabled=len(ids) >= MOST,
        key=fields.key("add"),
    )
    return tuple(made)


def _added(fields: Fields) -> None:
    """One more, with an id that none had before."""
    count = fields.keep(COUNTER, fields.last(COUNTER, 0) + 1)
    fields.keep(OWN, (*fields.last(OWN, ()), str(count)))


def _without(fields: Fields, id_: str) -> None:
    ids: tuple[str, ...] = fields.last(OWN, ())
    fields.keep(OWN, tuple(own for own in ids if own != id_))


def _unfit(
    criterion: Own, taken: Mapping[str, Any], points: Mapping[str, float], bundles: Sequence[str], say: Wording
) -> str:
    """Why a criterion does not count yet; nothing where it does, or where it has no weight."""
    if criterion.name in taken:
        return say("ui.criterion_twice", name=plain(criterion.name))
    missing = [id_ for id_ in bundles if id_ not in points]
    if not criterion.weight or not missing:
        return ""
    names = listed((bundle.name for bundle in say.book.bundles if bundle.id in missing), ", ")
    return say("ui.criterion_without_points", name=plain(criterion.name), bundles=plain(say.of(names)))


# ------------------------------------------------------------------ their points


class Kept(NamedTuple):
    """A table of points that is being edited: its key, the points that it began with, and as they are now."""

    widget: str
    began: Points
    now: Points


def _points(fields: Fields, own: Sequence[Own], bundles: Sequence[str], say: Wording) -> Points:
    """The points of every bundle by every own criterion, in one table; what is typed is kept beside the table."""
    import pandas as pd

    names = {bundle.id: say.of(bundle.name) for bundle in say.book.bundles if bundle.id in bundles}
    widget = fields.key(repr((TABLE, own_names(own), tuple(names.items()))))
    kept = fields.last(TABLE, Kept("", {}, {}))
    if kept.widget != widget or widget not in st.session_state:
        kept = fields.keep(TABLE, Kept(widget, kept.now, kept.now))
    frame = pd.DataFrame(
        {one.id: [kept.began.get(one.id, {}).get(bundle) for bundle in names] for one in own},
        index=list(names.values()),
        dtype="float",
    )
    columns: dict[str, Any] = {"_index": st.column_config.TextColumn(say("label.bundle"), disabled=True)}
    columns |= {
        one.id: st.column_config.NumberColumn(
            one.name, min_value=0.0, max_value=float(POINTS), step=1.0, help=say("ui.points_help")
        )
        for one in own
    }
    st.caption(say("ui.points_help"))
    st.data_editor(
        frame,
        key=widget,
        column_config=columns,
        placeholder=NOTHING,
        width="stretch",
        on_change=action(_edited),
        args=(fields, widget, tuple(names)),
    )
    return {one.id: kept.now.get(one.id, {}) for one in own}


def own_names(own: Sequence[Own]) -> tuple[tuple[str, str], ...]:
    """What makes a table of points another one: its criteria and what they are called."""
    return tuple((one.id, one.name) for one in own)


def _edited(fields: Fields, widget: str, bundles: Sequence[str]) -> None:
    kept = fields.last(TABLE, Kept("", {}, {}))
    now = with_edits(kept.began, st.session_state[widget]["edited_rows"], bundles)
    fields.keep(TABLE, kept._replace(now={**kept.now, **now}))


def with_edits(began: Points, edits: Mapping[int, Mapping[str, float | None]], bundles: Sequence[str]) -> Points:
    """The points with everything that was edited since the table began; a cell made empty has none."""
    made = {criterion: dict(points) for criterion, points in began.items()}
    for row, cells in edits.items():
        for criterion, value in cells.items():
            own = made.setdefault(criterion, {})
            if value is None:
                own.pop(bundles[row], None)
            else:
                own[bundles[row]] = value
    return made
