"""The header and the footer of a sheet's pages, and words for what takes a single line."""

from __future__ import annotations

from costmodel.price_book.wording import Wording
from costmodel.words.text import FIRST_STRONG, LEFT_TO_RIGHT, POP, RIGHT_TO_LEFT, bare

FONT = '&8&"Arial,Regular"'
"""The size comes first: after it, a text that begins with a figure would be read as part of it."""
_KEPT = {FIRST_STRONG, LEFT_TO_RIGHT, RIGHT_TO_LEFT, POP, "\u00a0", "\u202f"}
MOST = 255
"""Letters that Excel takes in a header or footer."""


def page_marks(say: Wording, *, header: tuple[str, str], footer: str) -> tuple[str, str]:
    """Header and footer: two texts above, one below beside the page number; from the right in Arabic."""
    first, second, below = (_mark(words) for words in (*header, footer))
    page = bare(say("workbook.page", page="&P", pages="&N"))
    if say.language == "ar":
        first, second, below, page = (
            RIGHT_TO_LEFT + words + POP if words else "" for words in (second, first, page, below)
        )
    top = f"&L{FONT}{first}&R{FONT}{second}"
    bottom = f"&L{FONT}{below}&R{FONT}{page}"
    return top[:MOST], bottom[:MOST]


def one_line(words: str) -> str:
    """Words without line breaks and control characters, which the properties of a file cannot hold."""
    return "".join(letter if letter.isprintable() else " " for letter in words)


def _mark(words: str) -> str:
    """Words on one line, with the sign that begins a code doubled; marks of direction are kept."""
    return "".join(letter if letter.isprintable() or letter in _KEPT else " " for letter in words).replace("&", "&&")
