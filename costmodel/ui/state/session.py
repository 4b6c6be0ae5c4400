"""What one browser session holds: the draft with its history, the seller, own rates and own facts.

Everything lies under one key of the session's state; nothing here is shared between sessions. A draft is never
changed in place, so that history and shelf may hold it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from costmodel.money.exchange import ExchangeRate
from costmodel.price_book.overrides import Overrides
from costmodel.quoting.terms import Seller
from costmodel.ui.state.draft import Draft, new_draft
from costmodel.ui.state.offer import STATE as KEY
from costmodel.ui.state.offer import price_book
from costmodel.ui.state.shelf import Kept, owner, shelf

MOST_STEPS = 100
"""Changes that can be taken back."""


@dataclass
class State:
    """The state of one session; `generation` is part of every widget's key, so that after a jump it reads anew."""

    draft: Draft
    seller: Seller | None = None
    own_rates: tuple[ExchangeRate, ...] = ()
    overrides: Overrides | None = None
    past: list[Draft] = field(default_factory=list)
    future: list[Draft] = field(default_factory=list)
    generation: int = 0
    restored: bool = False
    margin_shown: bool = False
    tables: dict[str, Any] = field(default_factory=dict)


def state() -> State:
    """This session's state; a new session goes on with what its browser had last."""
    if KEY not in st.session_state:
        mine = owner()
        kept = shelf().take(mine) if mine else None
        if kept is None:
            st.session_state[KEY] = State(draft=new_draft(price_book()))
        else:
            st.session_state[KEY] = State(kept.draft, kept.seller, kept.own_rates, kept.overrides, restored=True)
    found: State = st.session_state[KEY]
    return found


def change(update: Callable[[Draft], Draft], *, jump: bool = False) -> None:
    """Change the draft and remember the one before; after a `jump` all widgets read it anew."""
    now = state()
    made = update(now.draft)
    if made != now.draft:
        now.past = [*now.past[-MOST_STEPS:], now.draft]
        now.future = []
        now.draft = made
    _moved(now, jump=jump)


def undo() -> None:
    """Take the last change back."""
    _step(state().past, state().future)


def redo() -> None:
    """Make the change that was taken back last once more."""
    _step(state().future, state().past)


def _step(from_: list[Draft], back: list[Draft]) -> None:
    """To the last draft of one pile; the one of now goes on the other."""
    now = state()
    if from_:
        back.append(now.draft)
        now.draft = from_.pop()
        _moved(now, jump=True)


def set_seller(seller: Seller | None) -> None:
    """The seller's own file, or none."""
    state().seller = seller
    _moved(state(), jump=True)


def set_rates(rates: tuple[ExchangeRate, ...]) -> None:
    """The rates that were typed in or fetched."""
    state().own_rates = rates
    _moved(state(), jump=False)


def set_overrides(overrides: Overrides | None) -> None:
    """The facts that take the place of shipped ones in this session, or none."""
    state().overrides = overrides
    _moved(state(), jump=True)


def read_anew() -> None:
    """Make all widgets read the draft anew: in another language they would go on to show the words before."""
    state().generation += 1


def key(name: str) -> str:
    """A widget's key: another one after every jump."""
    return f"{name}#{state().generation}"


def today() -> date:
    """The day of the quote; no figure of the app knows another clock."""
    return date.today()


def _moved(now: State, *, jump: bool) -> None:
    now.generation += jump
    now.restored = False
    if mine := owner():
        shelf().put(mine, Kept(now.draft, now.seller, now.own_rates, now.overrides))
