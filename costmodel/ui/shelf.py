"""Where a browser's last draft waits, so that a reload or a lost connection loses nothing.

Drafts are kept in the server's memory under an id that only the same browser knows, the newest few hundred of them.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

import streamlit as st

from costmodel.exchange import ExchangeRate
from costmodel.overrides import Overrides
from costmodel.terms import Seller
from costmodel.ui.draft import Draft

MOST = 300
"""Drafts that are kept; the one that was not touched for longest goes first."""

_COOKIE = "_streamlit_xsrf"


class Kept(NamedTuple):
    """What waits for a browser: its draft, its seller, its own rates and its own facts."""

    draft: Draft
    seller: Seller | None
    own_rates: tuple[ExchangeRate, ...]
    overrides: Overrides | None = None


class Shelf:
    """Drafts by the browser that they belong to; shared by all sessions of the server, so it has a lock."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def put(self, owner: str, kept: Kept) -> None:
        """Keep a browser's draft in place of the one before."""
        with self._lock:
            self._kept[owner] = kept
            self._kept.move_to_end(owner)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, owner: str) -> Kept | None:
        """A browser's last draft, which counts as touched."""
        with self._lock:
            if owner in self._kept:
                self._kept.move_to_end(owner)
            return self._kept.get(owner)


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """The server's one shelf."""
    return Shelf()


def owner() -> str | None:
    """The id of this browser: who signed in, else the secret behind its cookie; None where it sends none."""
    if getattr(st.user, "is_logged_in", False):
        return f"user {st.user.get('sub') or st.user.get('email')}"
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
