"""The figures of a text, whatever language wrote them, so that tests can hold one language against another."""

from __future__ import annotations

import re
from decimal import Decimal

from costmodel.words.text import NARROW_NBSP, Language, bare


def unfilled(words: str) -> str:
    """A phrase without what is filled into it."""
    return re.sub(r"\{[^}]*\}", "", words)


def figures(words: str, language: Language) -> list[Decimal]:
    """Every number of a text in rising order; hours such as 8:00 count as 8, and an Arabic «150 ألف» as 150,000."""
    plain = re.sub(r":00\b", "", unfilled(bare(words)))
    if language == "en":
        plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    elif language == "fr":
        plain = plain.replace(NARROW_NBSP, "").replace(",", ".")
    else:
        plain = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", plain).replace(",", ".")
        plain = re.sub(r"(?<=\d) (?:ألف|آلاف)\b", "000", plain)
    return sorted(Decimal(digits) for digits in re.findall(r"\d+(?:\.\d+)?", plain))
