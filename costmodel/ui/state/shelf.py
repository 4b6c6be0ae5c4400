"""Where a browser's last draft, settings and language wait, so that a reload or a lost connection loses nothing.

They are kept in the server's memory under an id that only the same browser knows, those of the newest few hundred.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import streamlit as st

from costmodel.money.exchange import ExchangeRate
from costmodel.price_book.overrides import Overrides
from costmodel.quoting.terms import Seller
from costmodel.ui.state.draft import Draft
from costmodel.words.text import Language

MOST = 300
"""Owners for whom a thing is kept; what was not touched for longest goes first."""

_COOKIE = "_streamlit_xsrf"

PageSettings: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The settings of every page by their names, as far as they are not the usual ones."""
T = TypeVar("T")


class Kept(NamedTuple):
    """What waits for a browser: its draft, its seller, its own rates and its own facts."""

    draft: Draft
    seller: Seller | None
    own_rates: tuple[ExchangeRate, ...]
    overrides: Overrides | None = None


class Shelf(Generic[T]):
    """One thing for each owner; shared by all sessions of the server, so it has a lock."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def put(self, owner: str, kept: T) -> None:
        """Keep an owner's thing in place of the one before."""
        with self._lock:
            self._kept[owner] = kept
            self._kept.move_to_end(owner)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, owner: str) -> T | None:
        """An owner's last thing, which counts as touched."""
        with self._lock:
            if owner in self._kept:
                self._kept.move_to_end(owner)
            return self._kept.get(owner)


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf[Kept]:
    """The server's one shelf of drafts."""
    return Shelf()


@st.cache_resource(show_spinner=False)
def settings_shelf() -> Shelf[PageSettings]:
    """The server's one shelf of settings; apart from the drafts, so that one tab does not put its old draft back."""
    return Shelf()


@st.cache_resource(show_spinner=False)
def language_shelf() -> Shelf[Language]:
    """The server's one shelf of languages; apart, so that who is not let in pushes no draft off."""
    return Shelf()


def owner() -> str | None:
    """The id of whoever is at the browser: who signed in, else the browser itself; None where it is not known."""
    if getattr(st.user, "is_logged_in", False):
        return f"user {st.user.get('sub') or st.user.get('email')}"
    return browser()


def browser() -> str | None:
    """The id of this browser, whoever signed in: the secret behind its cookie; None where it sends none."""
    return browser_id(st.context.cookies.get(_COOKIE, ""))


def browser_id(cookie: str) -> str | None:
    """The secret of a cookie `2|mask|masked secret|time`, which the server masks anew on every page; None for another.

    Two browsers never have the same one, and a page of one browser always has.
    """
    parts = cookie.split("|")
    try:
        mask, masked = bytes.fromhex(parts[1]), bytes.fromhex(parts[2])
    except (IndexError, ValueError):
        return None
    if parts[0] != "2" or not mask or len(masked) < 16:
        return None
    return bytes(byte ^ mask[n % len(mask)] for n, byte in enumerate(masked)).hex()
