"""A fault of the app itself: written to the server's log, and told in place of the page with the ways to go on.

What the library refuses (CostmodelError) is no fault of the app; the pages tell that themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec

import streamlit as st

MET = "fault_met"
"""By what the fault is known that the next drawing of the page tells."""
P = ParamSpec("P")

_log = logging.getLogger("costmodel")


def action(do: Callable[P, None]) -> Callable[P, None]:
    """What a widget does when it is used; its fault is told by the page that follows, not by Streamlit's own box."""

    @wraps(do)
    def done(*args: P.args, **how: P.kwargs) -> None:
        try:
            do(*args, **how)
        except Exception as error:
            meet(error)

    return done


def meet(error: Exception) -> None:
    """Note a fault, for the next drawing of the page to tell."""
    st.session_state[MET] = noted(error)


def noted(error: Exception) -> str:
    """What a fault is known by, on the screen and in the log, to which it is written with its traceback."""
    reference = f"{type(error).__name__} {datetime.now():%Y-%m-%d %H:%M:%S}"
    _log.error("Fault of the app: %s", reference, exc_info=error)
    return reference


def met() -> str | None:
    """What the fault is known by that is to be told now, once."""
    reference: str | None = st.session_state.pop(MET, None)
    return reference
