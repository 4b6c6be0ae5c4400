"""Tables to read: figures on the right, names that wrap, a remark below a name; plain HTML, so that a reader's own
size of letters, keyboard and screen reader serve it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

STYLE = """
.stApp .sheet {overflow-x: auto; margin-bottom: 0.25rem;}
.stApp .sheet table {border-collapse: collapse; width: 100%; font-size: 0.875rem; line-height: 1.35;}
.stApp .sheet :is(th, td) {padding: 0.45rem 0.5rem; text-align: start; vertical-align: baseline; border: 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);}
.stApp .sheet thead th {font-weight: 600; font-size: 0.8125rem; vertical-align: bottom;
  border-bottom: 2px solid color-mix(in srgb, currentColor 45%, transparent);}
.stApp .sheet tbody th {font-weight: 400; min-width: 9rem;}
.stApp .sheet .end {text-align: end; font-variant-numeric: tabular-nums;}
.stApp .sheet td.end {white-space: nowrap;}
.stApp .sheet small {display: block; font-size: 0.8125rem; color: color-mix(in srgb, currentColor 75%, transparent);}
.stApp .sheet tr.first :is(th, td) {font-weight: 600; background: color-mix(in srgb, currentColor 7%, transparent);}
.stApp .sheet tr.first small {font-weight: 400;}
.stApp .sheet :is(tr.quiet > *, td.quiet) {color: color-mix(in srgb, currentColor 70%, transparent);}
@media (max-width: 900px) {
  .stApp .sheet table {font-size: 0.8125rem;}
  .stApp .sheet thead th {font-size: 0.75rem;}
  .stApp .sheet :is(th, td) {padding: 0.4rem 0.25rem;}
  .stApp .sheet tbody th {min-width: 7rem;}
}
"""
"""The look of the tables, for the style of the page."""


class Row(NamedTuple):
    """A row: its name, what stands below the name, its cells, and whether it is the first one or set apart."""

    name: str
    cells: Sequence[str]
    below: str = ""
    look: str = ""
    quiet: Collection[int] = ()


def show_table(caption: str, heads: Sequence[str], rows: Sequence[Row], *, before: int = 0) -> None:
    """A table whose rows have names; all other cells are figures. `before` of the cells stand left of the name."""
    st.html(table(caption, heads, rows, before=before))


def table(caption: str, heads: Sequence[str], rows: Sequence[Row], *, before: int = 0) -> str:
    """The HTML of `show_table`; every word of it is escaped."""
    top = "".join(
        f'<th scope="col"{"" if n == before else " class=end"}>{escape(head)}</th>' for n, head in enumerate(heads)
    )
    body = "".join(_row(row, before) for row in rows)
    label = escape(caption, quote=True)
    return (
        f'<div class="sheet" role="region" tabindex="0" aria-label="{label}"><table aria-label="{label}">'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Row, before: int) -> str:
    cells = [
        f'<td class="end{" quiet" if n in row.quiet else ""}">{escape(words)}</td>' for n, words in enumerate(row.cells)
    ]
    below = f"<small>{escape(row.below)}</small>" if row.below else ""
    name = f'<th scope="row">{escape(row.name)}{below}</th>'
    return f'<tr class="{row.look}">{"".join([*cells[:before], name, *cells[before:]])}</tr>'
