"""How wide words are in a cell, so that a row is as high as its text needs."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from unicodedata import combining, normalize

EMS = 7 / 12
"""Ems of 9-point text in a unit of column width: a unit is 7 pixels, an em 12."""
MARGIN = 0.97
"""Share of a column that is counted on: programs measure text a little differently, and cut what does not fit."""
_LETTER = 0.56
_LETTERS = (
    (0.0, "\u2066\u2067\u2068\u2069"),
    (0.22, "ijl'’"),
    (0.28, " !,./:;I[]ft\u00a0\u202f"),
    (0.34, "()-r"),
    (0.50, "cksvxyz"),
    (0.61, "FTZ+−×="),
    (0.67, "ABEKPSVXY&"),
    (0.72, "CDHNRUw"),
    (0.78, "GOQ"),
    (0.84, "Mm"),
    (0.95, "W%œ…"),
    (0.30, "اة،؛"),
    (0.44, "ءبتثنهيلىئؤ؟"),
    (0.52, "درزوعغذ"),
    (0.64, "فقكم"),
    (0.74, "جحخ"),
    (0.86, "طظ"),
    (0.98, "سشصض"),
)
"""Widths of letters in ems, Arabic ones as they are on average where they join; others are as wide as a figure."""
_WIDTHS = {letter: width for width, letters in _LETTERS for letter in letters}
_BOLD = 1.08
WIDEST = 1.0


@lru_cache(maxsize=8_192)
def _ems(word: str, bold: bool) -> float:
    """How wide a word is; an accent adds nothing to its letter. The words of a workbook repeat, hence the cache."""
    plain = (letter for letter in normalize("NFD", word) if not combining(letter))
    return sum(_WIDTHS.get(letter, _LETTER) for letter in plain) * (_BOLD if bold else 1)


def lines(words: str, width: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column width: as many words in each as fit, and a longer word over several."""
    room = width * EMS * MARGIN
    if "\n" not in words and len(words) * WIDEST < room:
        return 1
    count = 0
    for paragraph in words.split("\n"):
        left = 0.0
        for word in paragraph.split(" "):
            wide = _ems(word, bold)
            if wide > left:
                needed = max(1, ceil(wide / room))
                count += needed
                left = needed * room
            left -= wide + _WIDTHS[" "]
    return max(1, count)
