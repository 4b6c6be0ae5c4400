"""What a document is about: the modules that are renewed, whole or for what the use cases call for."""

from __future__ import annotations

from collections.abc import Iterable

from costmodel.price_book.wording import Wording
from costmodel.words.text import punctuated


def module_names(modules: Iterable[str], say: Wording) -> str:
    """Modules in a row."""
    return punctuated(", ", say.language).join(say(f"proposal.module_{module}") for module in modules)


def subject_of(modules: Iterable[str], say: Wording, *, targeted: bool) -> str:
    """What a document is about: new modules, or their targeted update."""
    return say("targeted.subject" if targeted else "proposal.subject", modules=module_names(modules, say))
