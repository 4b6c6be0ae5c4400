"""Settings of a page that are no part of the need: kept through a change of page and of language and through a reload,
until put back.

A field shows its words in one language only, so every language has its own field; the value is kept beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from costmodel.ui.state.fault import action
from costmodel.ui.state.shelf import PageSettings, owner, settings_shelf
from costmodel.words.text import Language

KEPT = "settings"
T = TypeVar("T")


class Fields(NamedTuple):
    """The fields of one page in one language."""

    page: str
    language: Language

    def key(self, name: str) -> str:
        """The key of a field: another one in every language, and after the settings were put back."""
        return f"{self.page}.{name}#{st.session_state.get(self._count, 0)}.{self.language}"

    def last(self, name: str, usual: T) -> T:
        """What a field held last, or the usual value."""
        found: T = self._kept.get(name, usual)
        return found

    def keep(self, name: str, value: T, usual: T | None = None) -> T:
        """The value, which is kept unless it is the usual one, so that another usual one takes its place."""
        others = {key: kept for key, kept in self._kept.items() if key != name}
        made = others if value == usual else {**others, name: value}
        if made != self._kept:
            _put({**_settings(), self.page: made})
        return value

    def one_of(
        self,
        name: str,
        label: str,
        options: Sequence[T],
        usual: T,
        *,
        words: Callable[[T], str],
        on: Any = st,
        **more: Any,
    ) -> T:
        """One of a list, kept; `on` is where the field stands. What the list has no more gives way to the usual one."""
        last = self.last(name, usual)
        chosen: T = on.selectbox(
            label,
            options,
            index=options.index(last if last in options else usual),
            format_func=words,
            key=self.key(name),
            **more,
        )
        return self.keep(name, chosen, usual)

    def slider(
        self,
        name: str,
        label: str,
        usual: Decimal,
        steps: Iterable[Decimal],
        *,
        words: Callable[[Decimal], str],
        help: str | None = None,  # noqa: A002  (as Streamlit calls it)
    ) -> Decimal:
        """A share or number on a slider, kept; the usual value and the last one are steps too."""
        last = self.last(name, usual)
        stops = sorted({usual, last, *steps})
        chosen = st.select_slider(label, stops, last, format_func=words, key=self.key(name), help=help)
        return self.keep(name, chosen, usual)

    def amount(self, name: str, label: str, *, placeholder: str, help: str | None = None) -> Decimal | None:  # noqa: A002
        """An amount from 0, kept; None where nothing is typed."""
        typed = st.number_input(
            label,
            min_value=0.0,
            value=self.last(name, None),
            format="%.12g",
            key=self.key(name),
            placeholder=placeholder,
            help=help,
        )
        self.keep(name, typed)
        return None if typed is None else Decimal(repr(typed))

    def toggle(self, name: str, label: str, **more: Any) -> bool:
        """A switch, kept; off unless it was switched on."""
        return self.keep(name, st.toggle(label, self.last(name, False), key=self.key(name), **more), False)

    def button_to_forget(self, label: str) -> None:
        """The button that puts every setting of the page back."""
        st.button(
            label, on_click=action(self.forget), key=f"{self.page}.again", type="tertiary", icon=":material/undo:"
        )

    def forget(self) -> None:
        """Put every setting of the page back to the usual one."""
        _put({**_settings(), self.page: {}})
        st.session_state[self._count] = st.session_state.get(self._count, 0) + 1

    @property
    def _count(self) -> str:
        return f"{self.page}_resets"

    @property
    def _kept(self) -> Mapping[str, Any]:
        return _settings().get(self.page, {})


def _settings() -> PageSettings:
    """The settings of this session; a new session goes on with those that its browser had last."""
    if KEPT not in st.session_state:
        mine = owner()
        st.session_state[KEPT] = (settings_shelf().take(mine) if mine else None) or {}
    found: PageSettings = st.session_state[KEPT]
    return found


def _put(made: PageSettings) -> None:
    st.session_state[KEPT] = made
    if mine := owner():
        settings_shelf().put(mine, made)
