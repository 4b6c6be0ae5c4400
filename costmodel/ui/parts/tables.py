"""Tables to read: figures on the right, names that wrap, a remark below a name or a whole row; plain HTML, so that a
reader's own size of letters, search, keyboard and screen reader serve it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from costmodel.words.text import Language

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
.stApp .sheet td:not(.end) {min-width: 5rem;}
.stApp .sheet small {display: block; font-size: 0.8125rem; color: color-mix(in srgb, currentColor 75%, transparent);}
.stApp .sheet tr.first :is(th, td) {font-weight: 600; background: color-mix(in srgb, currentColor 7%, transparent);}
.stApp .sheet tr.first small {font-weight: 400;}
.stApp .sheet tr.total :is(th, td) {font-weight: 600;}
.stApp .sheet tr.part th {font-weight: 600; padding-top: 0.7rem;}
.stApp .sheet tr.noted > * {border-bottom: 0; padding-bottom: 0.1rem;}
.stApp .sheet tr.note td {padding-top: 0;}
.stApp .sheet.long {max-height: 35.4rem; overflow-y: auto; border-radius: 0.3rem;
  border: 1px solid color-mix(in srgb, currentColor 25%, transparent);}
.stApp .sheet.long thead th {position: sticky; top: 0; background: light-dark(#ffffff, #12191c);}
.stApp .sheet.long th {overflow-wrap: anywhere;}
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
    """A row: its name, its cells, what stands below the name or below the whole row, and how it looks.

    `look` is `first`, `quiet`, `total`, or `part` for a row that heads others; `quiet` names cells that are set apart.
    """

    name: str
    cells: Sequence[str]
    below: str = ""
    look: str = ""
    quiet: Collection[int] = ()
    note: str = ""


def show_table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    *,
    before: int = 0,
    words: Collection[int] = (),
    long: bool = False,
    language: Language | None = None,
) -> None:
    """A table whose rows have names; all other cells are figures but those of the columns `words`.

    `before` of the cells stand left of the name. A `long` one scrolls below its heads.
    A `language` is said where it is not that of the screen: it turns the table its way.
    """
    st.html(table(caption, heads, rows, before=before, words=words, long=long, language=language))


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    *,
    before: int = 0,
    words: Collection[int] = (),
    long: bool = False,
    language: Language | None = None,
) -> str:
    """The HTML of `show_table`; every word of it is escaped."""
    left = {before, *(n + (n >= before) for n in words)}
    top = "".join(
        f'<th scope="col"{"" if n in left else " class=end"}>{escape(head)}</th>' for n, head in enumerate(heads)
    )
    body = "".join(_row(row, before, words) for row in rows)
    label = escape(caption, quote=True)
    spoken = f' lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' if language else ""
    return (
        f'<div class="sheet{" long" if long else ""}" role="region" tabindex="0" aria-label="{label}"{spoken}>'
        f'<table aria-label="{label}"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(row: Row, before: int, left: Collection[int]) -> str:
    cells = [
        f'<td class="{"" if n in left else "end"}{" quiet" if n in row.quiet else ""}">{escape(words)}</td>'
        for n, words in enumerate(row.cells)
    ]
    below = f"<small>{escape(row.below)}</small>" if row.below else ""
    name = f'<th scope="row">{escape(row.name)}{below}</th>'
    note = f'<tr class="note"><td colspan="{len(row.cells) + 1}"><small>{escape(row.note)}</small></td></tr>'
    look = f"{row.look} noted".strip() if row.note else row.look
    made = f'<tr class="{look}">{"".join([*cells[:before], name, *cells[before:]])}</tr>'
    return made + note if row.note else made
