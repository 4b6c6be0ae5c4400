"""The library's charts on a page, in the colours of its theme, drawn once for each content.

The library draws on white; on a dark page every one of its colours has another one that can be read there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from costmodel.charts import look
from costmodel.files import colour

if TYPE_CHECKING:
    import altair as alt

FONT = '"Source Sans", Arial, sans-serif'
"""The letters of the page, which the server brings along."""
PAPER = "white"
DARK_PAPER = "#12191c"
"""The background of the dark theme."""
ON_DARK = {
    PAPER: DARK_PAPER,
    look.INK: "#e8eef0",
    look.QUIET: "#a7b4b9",
    look.FAINT: "#46555b",
    look.DARK: f"#{colour.ON_DARK.lower()}",
    look.LIGHT: "#35606e",
    look.SIGNAL: "#f2985f",
    "#e6e6e6": "#2c383d",
    "#b36b00": "#e3a94f",
    "#3f8fb5": "#a9c8ff",
    "#96330f": "#f08b6b",
    "#66761c": "#bccb6a",
    "#7d4a92": "#d0a3e3",
}
"""Each colour of the library's charts as it is on a dark page."""
WORDS = ("domain", "text", "title", "subtitle", "description")
"""Keys below which there are words, never colours."""


def show_chart(
    draw: Callable[[], alt.LayerChart], *, key: str, content: str, width: Literal["stretch", "content"] = "stretch"
) -> None:
    """A chart that `draw` makes, kept by its `content`. Raises the errors of `draw`."""
    dark = st.context.theme.type == "dark"
    st.vega_lite_chart(spec=_spec(key, content, dark, draw), theme=None, width=width, key=key)


@st.cache_data(show_spinner=False, max_entries=200, ttl=3600)
def _spec(key: str, content: str, dark: bool, _draw: Callable[[], alt.LayerChart]) -> dict[str, Any]:
    import pandas  # noqa: F401  (altair looks for it and fails on one that another session is just loading)

    spec: dict[str, Any] = _draw().to_dict()
    made: dict[str, Any] = on_dark(spec) if dark else spec
    made["config"]["background"] = "transparent"
    made["config"]["font"] = FONT
    made["autosize"] = {"type": "fit-x", "contains": "padding"}  # the height of a row is that of its words
    return made


def on_dark(node: Any) -> Any:
    """A chart's specification with its colours for a dark page; its data keep every word that is no colour."""
    if isinstance(node, dict):
        return {
            key: value
            if key in WORDS and not isinstance(value, dict)
            else _rows(value)
            if key == "values"
            else on_dark(value)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [on_dark(item) for item in node]
    return ON_DARK.get(node, node) if isinstance(node, str) else node


def _rows(rows: Any) -> Any:
    """Rows of data: only what is wholly a number of a colour is one."""
    return [
        {key: ON_DARK.get(cell, cell) if _colour(cell) else cell for key, cell in row.items()}
        if isinstance(row, dict)
        else row
        for row in rows
    ]


def _colour(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith("#")
