"""In which order the words of an Arabic line are read: what runs from right to left, and what does not.

A figure, a reference or Latin words inside Arabic text keep their order where they stand in a piece of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from costmodel.words.text import FIRST_STRONG, LEFT_TO_RIGHT, NARROW_NBSP, NBSP, POP, RIGHT_TO_LEFT, bare, has_arabic

_LATIN = "A-Za-z\u00c0-\u024f"
_HAS_INDIC = re.compile("[٠-٩]")
_HAS_LATIN = re.compile(f"[{_LATIN}]")
MARK = re.compile(f"[{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}{FIRST_STRONG}{POP}]")
_PLAIN = re.compile(f"[^{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}{FIRST_STRONG}{POP}{_LATIN}0-9٠-٩]*")
_ORDINAL = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_BETWEEN = f"(?:[ {NBSP}{NARROW_NBSP}./@:+_%&'’#=×–−-]|,(?=[0-9]))"
_WORDS = f"[+~<>≤≥−]?[{_LATIN}0-9]+(?:{_BETWEEN}[{_LATIN}0-9]+)*[%+]?"
_FOREIGN = re.compile(rf"(\({_WORDS}\)|{_WORDS})")
"""Latin words and figures in one piece, such as `ISO 13485:2016`, `24/7`, `80-100%` or `(TVA)`."""
_MONEY = re.compile(
    rf"[{LEFT_TO_RIGHT}{FIRST_STRONG}]?([0-9][0-9.,]*){POP}?(\+?[ {NBSP}])[{LEFT_TO_RIGHT}{FIRST_STRONG}]?([A-Z]{{3}})"
    rf"(?:{POP}|\b)"
)
"""A figure and the code of its currency, which a phrase may have put together from two pieces."""
_SIGN = re.compile(f"([−+±<>≤≥]){LEFT_TO_RIGHT}")
"""A sign that was put before a figure."""


def pieces(words: str) -> Iterator[tuple[bool, str]]:
    """A text in pieces that read alike, each with whether it reads from right to left.

    Marks around figures and names are kept for those alone that read from left to right: LibreOffice goes by them.
    """
    if _PLAIN.fullmatch(words):
        if words:
            yield True, words
        return
    held, reading = "", True
    for native, piece in _read(words):
        if native is not reading and held:
            yield reading, held
            held = ""
        reading = native
        held += piece
    if held:
        yield reading, held


def _read(words: str) -> Iterator[tuple[bool, str]]:
    """As `pieces`, neighbours not yet joined."""
    if words.isdigit():
        yield _is_native(words), words
        return
    words = _SIGN.sub(rf"{LEFT_TO_RIGHT}\1", _MONEY.sub(rf"{LEFT_TO_RIGHT}\1\2\3{POP}", words))
    around, at = [], 0
    for start, end in _isolates(words):
        around.append((words[at:start], words[start], words[start + 1 : end]))
        at = end + 1
    around.append((words[at:], "", ""))
    if not _is_native(words) and any(_HAS_LATIN.search(loose) for loose, _, _ in around):
        yield _foreign(words)
        return
    for loose, mark, isolated in around:
        yield from _told_apart(loose)
        if mark == RIGHT_TO_LEFT or _is_native(isolated):
            yield from _read(isolated)  # it reads as the text around it: a mark would do nothing but nest the levels
        elif isolated:
            yield _foreign(isolated)


def _is_native(words: str) -> bool:
    """Whether words are Arabic by their letters or digits."""
    return has_arabic(words) or _HAS_INDIC.search(words) is not None


def _foreign(words: str) -> tuple[bool, str]:
    """Words that read from left to right, in one piece.

    The narrow space keeps them on one line; at a no-break space LibreOffice cuts lines inside the word behind it.
    """
    return False, f"{LEFT_TO_RIGHT}{bare(words).replace(NBSP, NARROW_NBSP)}{POP}"


def _isolates(words: str) -> Iterator[tuple[int, int]]:
    """Where the outermost isolates begin and end."""
    depth, start = 0, 0
    for mark in MARK.finditer(words):
        if mark[0] != POP:
            start = start if depth else mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, mark.start()
    if depth:
        yield start, len(words)


def _told_apart(words: str) -> Iterator[tuple[bool, str]]:
    """Words without marks, what is foreign in them apart; a word or number alone reads well where it stands."""
    for n, piece in enumerate(_FOREIGN.split(words)):
        if n % 2 and not piece.isalnum() and not _ORDINAL.fullmatch(piece):
            yield _foreign(piece)
        elif piece:
            yield True, bare(piece)
