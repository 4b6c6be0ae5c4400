"""Words that come from people or from errors, made safe for a page that reads Markdown."""

from __future__ import annotations

import re

from costmodel.faults import CostmodelError
from costmodel.text import Language

LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "fr": "Français", "ar": "العربية"}
"""Each language by its own name."""

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
"""All punctuation of ASCII, which Markdown lets a backslash take the meaning of."""


def plain(text: str) -> str:
    """A text as it stands, whatever Markdown, HTML or formula it looks like."""
    return _MARKUP.sub(r"\\\1", text)


def error_text(error: CostmodelError) -> str:
    """An error's message, one paragraph a fault."""
    return "\n\n".join(plain(line) for line in str(error).splitlines() if line.strip())
