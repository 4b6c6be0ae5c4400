"""Tables of plain text and of HTML, from cells that are written already."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from html import escape
from itertools import zip_longest
from typing import Any

HEADING_ROOM = 2
"""Spaces that a column leaves beside its heading, at least."""


def table(heading: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Collection[int] = ()) -> str:
    """A plain table; the columns named in `right` are aligned to the right. A cell may hold several lines."""
    cells = [[_lines(cell) for cell in row] for row in (heading, *rows)]
    widths = [
        max(_width(title) + HEADING_ROOM, *(_width(line) for row in cells for line in row[column]))
        for column, title in enumerate(heading)
    ]
    printed = []
    for row in cells:
        for parts in zip_longest(*row, fillvalue=""):
            spaces = [" " * (width - _width(part)) for width, part in zip(widths, parts, strict=True)]
            both = zip(parts, spaces, strict=True)
            printed.append([space + part if n in right else part + space for n, (part, space) in enumerate(both)])
    printed.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(parts).rstrip() for parts in printed)


def _lines(cell: Any) -> list[str]:
    return [line.strip() for line in str("" if cell is None else cell).splitlines()] or [""]


def _width(line: str) -> int:
    """Columns of a terminal: letters of East Asia take two, accents and marks of direction none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
    return len(line) + wide - sum(unicodedata.category(letter) in ("Mn", "Me", "Cf") for letter in line)


def html_table(heading: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> str:
    """The same as HTML, every word of it escaped."""

    def row(cells: Sequence[str], tag: str) -> str:
        sides = ("right" if n in right else "left" for n in range(len(cells)))
        both = zip(cells, sides, strict=True)
        return "".join(f'<{tag} style="text-align: {side}">{escape(cell)}</{tag}>' for cell, side in both)

    body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in rows)
    return f"<table><thead><tr>{row(heading, 'th')}</tr></thead><tbody>{body}</tbody></table>"
