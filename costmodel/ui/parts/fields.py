"""Input fields that write one value into the draft at its path, and read it from there after a jump.

A field keeps nothing itself: what was typed lies in the draft, so it survives a change of page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import streamlit as st

from costmodel.ui.state import session
from costmodel.ui.state.draft import value_at, with_value
from costmodel.ui.state.fault import action


def part_field(
    label: str, parts: Iterable[str], *, words: Callable[[str], str], key: str, width: Literal["content", "stretch"]
) -> str:
    """Which part of a page is shown; the first one to begin with."""
    names = list(parts)
    st.session_state.setdefault(key, names[0])
    chosen = st.segmented_control(
        label,
        names,
        required=True,
        format_func=words,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
        width=width,
    )
    return chosen or names[0]


def text_field(label: str, path: Sequence[str], *, lines: int = 1, most: int = 500, **more: Any) -> None:
    """A line of text, or several."""
    name = session.key(".".join(path))
    value = str(value_at(session.state().draft, path, ""))
    how = {
        "value": value,
        "key": name,
        "max_chars": most,
        "on_change": action(_typed),
        "args": (tuple(path), name),
        **more,
    }
    if lines > 1:
        st.text_area(label, height=28 * lines + 20, **how)
    else:
        st.text_input(label, **how)


def _typed(path: tuple[str, ...], name: str) -> None:
    words = st.session_state[name].strip()
    session.change(lambda draft: with_value(draft, path, words))


def number_field(
    label: str,
    path: Sequence[str],
    *,
    minimum: Decimal,
    maximum: Decimal,
    usual: Decimal | None,
    whole: bool,
    factor: int = 1,
    **more: Any,
) -> None:
    """A number between bounds; `factor` 100 shows a share as a percentage. `usual` stands where none was given."""
    name = session.key(".".join(path))
    given = value_at(session.state().draft, path, usual)
    value = None if given is None else Decimal(str(given)) * factor
    kind: Any = int if whole else float
    how: dict[str, Any] = {
        "min_value": kind(minimum * factor),
        "max_value": kind(maximum * factor),
        "value": None if value is None else kind(value),
        "key": name,
        "on_change": action(_counted),
        "args": (tuple(path), name, factor),
        **more,
    }
    if not whole:
        how |= {"step": _step(Decimal(1) if usual is None else Decimal(usual) * factor), "format": "%.12g"}
    st.number_input(label, **how)


def _step(value: Decimal) -> float:
    """A tenth of a value's order of magnitude."""
    return float(Decimal(10) ** (value.adjusted() - 1)) if value else 0.1


def _counted(path: tuple[str, ...], name: str, factor: int) -> None:
    typed = st.session_state[name]
    value = None if typed is None else Decimal(repr(typed)) / factor
    session.change(lambda draft: with_value(draft, path, value), jump=value is None)


def choice_field(
    label: str, path: Sequence[str], options: Mapping[str, str], *, usual: str, jump: bool = False, **more: Any
) -> None:
    """One of a few answers, each with its words; the usual one stands where none was given."""
    name = session.key(".".join(path))
    ids = list(options)
    value = value_at(session.state().draft, path, usual)
    st.selectbox(
        label,
        ids,
        index=ids.index(value) if value in ids else ids.index(usual),
        format_func=options.__getitem__,
        key=name,
        on_change=action(_chosen),
        args=(tuple(path), name, jump),
        **more,
    )


def _chosen(path: tuple[str, ...], name: str, jump: bool) -> None:
    value = st.session_state[name]
    session.change(lambda draft: with_value(draft, path, value), jump=jump)


def several_field(
    label: str, path: Sequence[str], options: Mapping[str, str], *, usual: Sequence[str], hint: str, **more: Any
) -> None:
    """Any of a few answers, each with its words, always in their order."""
    name = session.key(".".join(path))
    kept = [id_ for id_ in value_at(session.state().draft, path, usual) if id_ in options]
    st.multiselect(
        label,
        list(options),
        default=kept,
        format_func=options.__getitem__,
        key=name,
        placeholder=hint,
        on_change=action(_picked),
        args=(tuple(path), name, tuple(options), tuple(usual)),
        **more,
    )


def _picked(path: tuple[str, ...], name: str, options: tuple[str, ...], usual: tuple[str, ...]) -> None:
    value = [id_ for id_ in options if id_ in st.session_state[name]]
    kept = None if tuple(value) == usual else value
    session.change(lambda draft: with_value(draft, path, kept))
