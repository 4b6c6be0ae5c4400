"""The heading row of a table: which of its columns is which, in French, Arabic or English, however it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from costmodel.files.folders import data_folder
from costmodel.files.records import Line, Record
from costmodel.files.strict_yaml import load


class Words(Record):
    """What people call a column, in each language."""

    en: tuple[Line, ...]
    fr: tuple[Line, ...]
    ar: tuple[Line, ...]


class Headings(Record):
    """The file `headings.yaml`: the words for each column."""

    columns: dict[str, Words]


@lru_cache(maxsize=1)
def headings() -> Headings:
    """The words for columns that are shipped."""
    return load(data_folder() / "headings.yaml", Headings, exact=True)


def column_of(heading: str, columns: Sequence[str]) -> str:
    """The column of those at hand that a heading means; the heading itself where it means none of them."""
    meant = folded(heading)
    if meant in columns or not heading:
        return meant
    for column in columns:
        known = headings().columns.get(column)
        if known and meant in map(folded, (*known.en, *known.fr, *known.ar)):
            return column
    return heading


def folded(words: str) -> str:
    """Words without case, accents and Arabic vowels, their parts joined by underscores: `Prix unitaire` as one word."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter != "\u0640")
    return re.sub(r"\W+|_+", "_", letters.replace("\u0671", "\u0627")).strip("_")
