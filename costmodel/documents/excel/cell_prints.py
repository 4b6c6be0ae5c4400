"""What a written cell held, in a few letters: by them a reader sees which cell of a workbook was changed."""

from __future__ import annotations

import re
from datetime import date
from zlib import crc32

FORMULA, INPUT = "f", "i"
"""Marks of a cell whose value follows from others, and of one that may be changed."""
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069]+")
"""Spaces and marks that programs may write otherwise when they save a workbook."""


def text_print(words: str) -> str:
    """The mark of a text; blanks and direction marks do not count."""
    return f"t{crc32(_UNSEEN.sub('', words).encode()):x}"


def number_print(value: float) -> str:
    """The mark of a number, to the digits that every program keeps."""
    return f"n{crc32(f'{value:.12g}'.encode()):x}"


def date_print(value: date) -> str:
    """The mark of a date."""
    return f"d{value.year:04}{value.month:02}{value.day:02}"
