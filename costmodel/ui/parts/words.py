"""Words that come from people or from errors, made safe for a page that reads Markdown."""

from __future__ import annotations

import re

from costmodel.files.faults import CostmodelError, RateError
from costmodel.price_book.messages import in_language
from costmodel.price_book.wording import Wording
from costmodel.words.text import Language

LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "fr": "Français", "ar": "العربية"}
"""Each language by its own name."""

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
"""All punctuation of ASCII, which Markdown lets a backslash take the meaning of."""
_OPTIONS = re.compile(r"(?<=[.?\u061f] )[^.]*(?<![^\s\u2066\u2068])--[a-z][^.]*[.]")
"""A sentence that names an option of the command line."""


def plain(text: str) -> str:
    """A text as it stands, whatever Markdown, HTML or formula it looks like."""
    return _MARKUP.sub(r"\\\1", text)


def error_text(error: CostmodelError, say: Wording | None = None) -> str:
    """An error's message, one paragraph a fault, without the remedies of the command line; in English without `say`."""
    told = in_language(error, say.language, say.book) if say else str(error)
    if isinstance(error, RateError):
        told = _OPTIONS.sub("", told)
    return "\n\n".join(plain(line.strip()) for line in told.splitlines() if line.strip())


def refused(title: str, error: CostmodelError, say: Wording, *, remedy: str = "") -> str:
    """What cannot be done, what to do about it in the app where that is known, and the library's own words."""
    if isinstance(error, RateError):
        remedy = remedy or say("ui.rate_remedy")
    parts = (f"**{title}**", remedy, error_text(error, say))
    return "\n\n".join(part for part in parts if part)
