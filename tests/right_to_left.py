"""Starts the app with Arabic letters in place of its French ones, to see that a page reads from right to left.

For tests only, until the Arabic texts exist: `streamlit run tests/right_to_left.py`, then `?lang=ar`.
"""

from __future__ import annotations

import re

import costmodel.text
from costmodel.text import Language, Text

LATIN = "abcdefghijklmnopqrstuvwxyz"
ARABIC = "ابجدهوزحطيكلمنسعفصقرشتثخذض"
ALIKE = str.maketrans(dict(zip(LATIN + LATIN.upper(), ARABIC * 2, strict=True)))
read = Text.in_


def pseudo(text: Text, language: Language) -> str:
    """The Arabic text, or the French one in Arabic letters; what stands in braces is left as it is."""
    if language != "ar" or text.ar is not None:
        return read(text, language)
    return "".join(
        part if part.startswith("{") else part.translate(ALIKE) for part in re.split(r"(\{[^}]*\})", text.fr)
    )


if __name__ == "__main__":
    if "ar" not in costmodel.text.READY:  # a script runs anew for every page, a module stays as it is
        costmodel.text.READY = (*costmodel.text.READY, "ar")
        Text.in_ = pseudo  # type: ignore[method-assign]
    from costmodel.ui.main import main

    main()
