"""Text out of bytes, by evidence: UTF-8, UTF-16 by its mark, else the encoding in which the text reads as a language.

Programs save French and Arabic text in Windows' encodings, in that of a French console (850) and in the Macintosh's.
Every letter and sign beyond ASCII is evidence for or against each: an accent inside a word, Arabic letters beside each
other, a sign that nobody types inside a word. Where two remain the text is refused, with a sample of each.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from costmodel.files.faults import InputError, not_among, said, shorten

CANDIDATES = {"cp1252": "cp1252", "cp1256": "cp1256", "cp850": "cp850", "macroman": "mac_roman"}
"""Encodings that are told apart by evidence, by the names that people know, with Python's."""
NAMED = {"utf-8": "utf-8-sig", "utf-16": "utf-16", **CANDIDATES}
"""Every encoding that may be named."""
LEAD = 1.0
"""How much more evidence the best encoding needs than the next one; less is doubt."""
_IMPOSSIBLE = float("-inf")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FRENCH = frozenset("éèêëàâçôûùîïœæÿÉÈÊËÀÂÇÔÛÙÎÏŒÆŸ")
_COMMON = frozenset("éèêàçÉÈÀÇ")
_FOREIGN = frozenset("äöüñáíóúÄÖÜÑÁÍÓÚßåÅøØ")
_TYPED = frozenset("\u00a0\u202f«»’‘“”–—…€£°№²³µ½¼¾×·•±§©®™ªº÷")
_INSIDE = frozenset("’\u00a0\u202f")
"""Signs that stand between two letters of a word."""
_ALONE = frozenset("àÀôÔ")
"""Accented letters that are words."""
_ARABIC = re.compile("[\u0621-\u063a\u0640-\u0652]")
_ARABIC_SIGNS = frozenset("،؛؟٪\u200c\u200d\u200e\u200f")
_BY_CHANCE = re.compile("[a-zA-Z][\u0250-\u036f\u0530-\u05ff\u0700-\u07ff][a-zA-Z]")
"""A letter of a far script inside a Latin word: two bytes of another encoding that happen to be UTF-8."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_WORD = re.compile(r"[^\W\d_²³¹¼½¾ªº]+")
_LOWER, _UPPER = "a-zéèêëàâçôûùîïœæÿäöüñáíóúßåø", "A-ZÉÈÊËÀÂÇÔÛÙÎÏŒÆŸÄÖÜÑÁÍÓÚÅØ"
_CASES = re.compile(
    rf"[{_LOWER}](?![A-Z])[{_UPPER}]|(?![a-z])[{_LOWER}][{_UPPER}]{{2}}|[{_UPPER}](?![a-z])[{_LOWER}][{_UPPER}]"
    rf"|[{_UPPER}](?![A-Z])[{_UPPER}][{_LOWER}]"
)
"""An accented letter whose case is not that of the letters around it."""


def decoded(raw: bytes, where: str, encoding: str = "") -> str:
    """The text of bytes, in the `encoding` that is named or else by evidence.

    Raises InputError for an encoding that is not known or does not fit, and for doubt: with the candidates and the
    first line that differs, in each.
    """
    if encoding:
        name = encoding.lower().replace("_", "-").replace("mac-roman", "macroman").replace("windows-", "cp")
        if name not in NAMED:
            raise InputError.one(where, "", not_among(encoding, NAMED, what="an encoding"))
        return _in(raw, NAMED[name], where, name)
    for mark, marked in _MARKS:
        if raw.startswith(mark):
            return _in(raw, marked, where, marked.removesuffix("-sig"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _by_evidence(raw, where, raw[: error.start].count(b"\n") + 1)
    chance = _BY_CHANCE.search(text)
    return _by_evidence(raw, where, text.count("\n", 0, chance.start()) + 1) if chance else text


def _in(raw: bytes, codec: str, where: str, name: str) -> str:
    try:
        return raw.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = said("is not text in {encoding}. Save the file with the encoding UTF-8.", encoding=name)
        raise InputError.one(where, said("line {line}", line=line), what) from None


def _by_evidence(raw: bytes, where: str, line: int) -> str:
    readings: dict[str, str] = {}
    for name, codec in CANDIDATES.items():
        try:
            readings.setdefault(raw.decode(codec), name)
        except UnicodeDecodeError:
            continue
    scores = {text: _evidence(text) for text in readings}
    ranked = sorted(readings, key=scores.__getitem__, reverse=True)
    possible = [text for text in ranked if scores[text] > _IMPOSSIBLE]
    binary = _CONTROL.search(raw) is not None
    sure = len(possible) == 1 or (len(possible) > 1 and scores[possible[0]] - scores[possible[1]] >= LEAD)
    if sure and not binary:
        return possible[0]
    if binary:
        what = "is not text. Is it the right file? Text is read best when it is saved with the encoding UTF-8."
        raise InputError.one(where, said("line {line}", line=line), what)
    samples = "; ".join(f"{readings[text]} '{_sample(text, line)}'" for text in possible or ranked)
    what = said(
        "is not UTF-8, and its letters do not tell which encoding it has: {samples}. Name the encoding, or save the "
        "file as UTF-8.",
        samples=samples,
    )
    raise InputError.one(where, said("line {line}", line=line), what)


def _sample(text: str, line: int) -> str:
    return shorten(text.split("\n")[line - 1].strip("\r"), 40)


def _evidence(text: str) -> float:
    """How much speaks for a text being what somebody wrote; minus infinity for what nobody writes."""
    total = 0.0
    for word in _WORD.finditer(text):
        if not word[0].isascii():
            total += _of_word(word[0], text[word.start() - 1 : word.start()], text[word.end() : word.end() + 1])
    return total + sum(_of_signs(text))


def _of_word(word: str, before: str, after: str) -> float:
    arabic = len(_ARABIC.findall(word))
    if arabic:
        whole = arabic == len(word) and not (before.isdigit() and after.isdigit())
        return float(arabic if arabic > 1 else 0) if whole else _IMPOSSIBLE
    strange = [letter for letter in word if not letter.isascii() and letter not in _FRENCH]
    if set(strange) - _FOREIGN or (len(word) == 1 and word not in _ALONE) or before.isdigit() or after.isdigit():
        return _IMPOSSIBLE
    if _CASES.search(word) or (len(word) > 1 and not re.search("[a-zA-Z]", word)) or re.search("[^a-zA-Z]{3}", word):
        return _IMPOSSIBLE
    weights = (1.5 if letter in _COMMON else 1.0 if letter in _FRENCH else -1.0 for letter in word if letter > "\x7f")
    return sum(weights)


def _of_signs(text: str) -> Iterator[float]:
    arabic = _ARABIC.search(text) is not None
    yield -float(abs(text.count("«") - text.count("»")))
    for position, letter in enumerate(text):
        if letter <= "\x7f" or _WORD.match(letter):
            continue
        before, after = text[position - 1 : position], text[position + 1 : position + 2]
        if _ARABIC.match(letter):  # a mark over a letter
            yield 0.5 if _ARABIC.match(before) else _IMPOSSIBLE
        elif letter in _ARABIC_SIGNS:
            yield 0.5 if arabic else _IMPOSSIBLE
        elif letter not in _TYPED or (before.isalpha() and after.isalpha() and letter not in _INSIDE):
            yield _IMPOSSIBLE
        else:
            yield 0.5
