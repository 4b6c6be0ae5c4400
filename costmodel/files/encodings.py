"""Text out of bytes, by evidence: UTF-8, UTF-16 by its mark, else the encoding in which the text reads as a language.

Programs save French and Arabic text in Windows' encodings, in that of a French console (850) and in the Macintosh's.
Every letter and sign beyond ASCII is evidence for or against each: an accent inside a word, Arabic letters beside each
other, a sign that nobody types inside a word. Where two remain the text is refused, with a sample of each.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from costmodel.files.faults import InputError, not_among, said, shorten

CANDIDATES = {"cp1252": "cp1252", "cp1256": "cp1256", "cp850": "cp850", "macroman": "mac_roman"}
"""Encodings that are told apart by evidence, by the names that people know, with Python's."""
NAMED = {"utf-8": "utf-8-sig", "utf-16": "utf-16", **CANDIDATES}
"""Every encoding that may be named."""
LEAD = 1.0
"""How much more evidence the best encoding needs than the next one; less is doubt."""
SIGN = 0.5
"""What a sign, or a letter that is a word, says beside the 1 of a letter inside a word."""
_IMPOSSIBLE = float("-inf")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FRENCH = frozenset("éèêëàâçôûùîïœæÿÉÈÊËÀÂÇÔÛÙÎÏŒÆŸ")
_FOREIGN = frozenset("äöüñáíóúÄÖÜÑÁÍÓÚßåÅøØ")
_TYPED = frozenset("\u00a0\u202f«»’‘“”–—…€£°№²³µ½¼¾×·•±§©®™ªº÷")
_INSIDE = frozenset("’\u00a0\u202f")
"""Signs that stand between two letters of a word."""
_NEVER_FIRST = frozenset("ëïùûÿËÏÙÛŸ")
"""Accented letters that begin no French word."""
_UNUSUAL = re.compile(r"[àÀ](?=\w)|(?<![aeiouyAEIOUYéÉ])[ëïËÏ]|[ùÙ](?=\w)|[çÇ](?![aouAOUâûô])")
"""Accented letters where French has none: it says `là`, `maïs`, `où` and `reçu`."""
_ALONE = frozenset("àÀôÔ")
"""Accented letters that are words."""
_ARABIC = re.compile("[\u0621-\u063a\u0640-\u0652]")
_PREFIXED = re.compile("[وفلكـ]{1,2}[a-zA-Z]+|و?ال[a-zA-Z]+|بـ[a-zA-Z]+")
"""A Latin word behind the short words that Arabic writes together with the next one."""
_ARABIC_SIGNS = frozenset("،؛؟٪\u200c\u200d\u200e\u200f")
_BY_CHANCE = re.compile("[a-zA-Z][\u0180-\u05ff\u0700-\u07ff]|[\u0180-\u05ff\u0700-\u07ff][a-zA-Z]")
"""A letter of a far script beside a Latin one: two bytes of another encoding that may happen to be UTF-8."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_SIGN = re.compile(r"[^\x00-\x7f](?<![^\W\d_²³¹¼½¾ªº])")
_WORD = re.compile(r"[^\W\d_²³¹¼½¾ªº]+")
_LOWER, _UPPER = "a-zéèêëàâçôûùîïœæÿäöüñáíóúßåø", "A-ZÉÈÊËÀÂÇÔÛÙÎÏŒÆŸÄÖÜÑÁÍÓÚÅØ"
_CASES = re.compile(
    rf"[{_LOWER}](?![A-Z])[{_UPPER}]|(?![a-z])[{_LOWER}][{_UPPER}]{{2}}|[{_UPPER}](?![a-z])[{_LOWER}][{_UPPER}]"
    rf"|[{_UPPER}](?![A-Z])[{_UPPER}][{_LOWER}]"
)
"""An accented letter whose case is not that of the letters around it."""


def decoded(raw: bytes, where: str, encoding: str = "") -> str:
    """The text of bytes: UTF-8, UTF-16 by its mark, else in the `encoding` that is named, else by evidence.

    So one name settles the files that are in doubt, and leaves those beside them that are not. Raises InputError for
    an encoding that is not known or does not fit, and for doubt: with the candidates and the first line that differs,
    in each.
    """
    name = encoding.lower().replace("_", "-").replace("mac-roman", "macroman").replace("windows-", "cp")
    if name and name not in NAMED:
        raise InputError.one(where, "", not_among(encoding, NAMED, what="an encoding"))
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return _in(raw, codec, where, codec.removesuffix("-sig"))
    try:
        text = raw.decode("utf-8")
        chance = _BY_CHANCE.search(text)
        doubtful = raw.count(0) > len(raw) // 4 or (chance and max(map(_evidence, _readings(raw))) >= LEAD)
        if not doubtful:
            return text
        line = text.count("\n", 0, chance.start()) + 1 if chance else 1
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
    if name == "utf-16":  # without a mark
        return _in(raw, "utf-16-be" if raw[::2].count(0) > raw[1::2].count(0) else "utf-16-le", where, name)
    return _in(raw, NAMED[name], where, name) if name else _by_evidence(raw, where, line)


def _in(raw: bytes, codec: str, where: str, name: str) -> str:
    try:
        return raw.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = said("is not text in {encoding}. Save the file with the encoding UTF-8.", encoding=name)
        raise InputError.one(where, said("line {line}", line=line), what) from None


def _by_evidence(raw: bytes, where: str, line: int) -> str:
    if _CONTROL.search(raw) is not None:
        what = "is not text. Is it the right file? Text is read best when it is saved with the encoding UTF-8."
        raise InputError.one(where, said("line {line}", line=line), what)
    readings = _readings(raw)
    scores = {text: _evidence(text) for text in readings}
    ranked = sorted(readings, key=scores.__getitem__, reverse=True)
    possible = [text for text in ranked if scores[text] > _IMPOSSIBLE]
    best, next_best = ([scores[text] for text in possible] + [_IMPOSSIBLE] * 2)[:2]
    if best > 0 and best - next_best >= LEAD:
        return possible[0]
    samples = "; ".join(f"{readings[text]} '{_sample(text, line)}'" for text in possible or ranked)
    what = said(
        "is not UTF-8, and its letters do not tell which encoding it has: {samples}. Name the encoding, or save the "
        "file as UTF-8.",
        samples=samples,
    )
    raise InputError.one(where, said("line {line}", line=line), what)


def _readings(raw: bytes) -> dict[str, str]:
    """The texts that bytes can be, each with the encodings that make it."""
    readings: dict[str, str] = {}
    for name, codec in CANDIDATES.items():
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        readings[text] = f"{readings[text]}, {name}" if text in readings else name
    return readings


def _sample(text: str, line: int) -> str:
    return shorten(text.split("\n")[line - 1].strip("\r")[:100], 40)


def _evidence(text: str) -> float:
    """How much speaks for a text being what somebody wrote; minus infinity for what nobody writes.

    Each letter and sign speaks once, with the mean of its places: its tenth place says little that is new.
    """
    says: defaultdict[str, list[float]] = defaultdict(list)
    for letter, weight in chain(_of_words(text), _of_signs(text)):
        if weight == _IMPOSSIBLE:
            return weight
        says[letter].append(weight)
    return sum(sum(weights) / len(weights) for weights in says.values())


def _of_words(text: str) -> Iterator[tuple[str, float]]:
    known: set[tuple[str, bool, bool]] = set()
    for found in _WORD.finditer(text):
        if found[0].isascii():
            continue
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        word = (found[0], before.isdigit(), after.isdigit())
        if word not in known:
            known.add(word)
            for letter, weight in _of_word(*word):
                yield letter, weight
                if weight == _IMPOSSIBLE:
                    return


def _of_word(word: str, after_digit: bool, before_digit: bool) -> Iterator[tuple[str, float]]:
    arabic = _ARABIC.findall(word)
    if arabic and (len(arabic) == len(word) or _PREFIXED.fullmatch(word)):
        counts = len(arabic) == len(word) > 1 and not (after_digit or before_digit)
        yield from ((letter, 1.0 if counts else 0.0) for letter in arabic)
        return
    strange = {letter for letter in word if not letter.isascii()} - _FRENCH - _FOREIGN
    wrong = (len(word) > 1 and not re.search("[a-zA-Z]", word)) or re.search("[^a-zA-Z]{3}", word)
    if strange or wrong or after_digit or before_digit or _CASES.search(word):
        yield word, _IMPOSSIBLE
    for place, letter in enumerate(word):
        if not letter.isascii():
            yield letter, _of_letter(letter, word, place)


def _of_letter(letter: str, word: str, place: int) -> float:
    if len(word) == 1:
        return SIGN if letter in _ALONE else -SIGN if letter.islower() else 0.0
    if letter not in _FRENCH:
        return -1.0
    if place == 0 and letter in _NEVER_FIRST:
        return -1.0
    return 0.0 if _UNUSUAL.match(word, place) else 1.5 if letter in "éÉ" else 1.0


def _of_signs(text: str) -> Iterator[tuple[str, float]]:
    arabic = _ARABIC.search(text) is not None
    yield "«»", -float(abs(text.count("«") - text.count("»")))
    for found in _SIGN.finditer(text):
        letter, position = found[0], found.start()
        before, after = text[position - 1 : position], text[position + 1 : position + 2]
        if _ARABIC.match(letter):  # a mark over a letter
            yield letter, SIGN if _ARABIC.match(before) else _IMPOSSIBLE
        elif letter in _ARABIC_SIGNS:
            inside = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
            yield letter, SIGN if arabic and not inside else _IMPOSSIBLE
        elif letter not in _TYPED or (before.isalpha() and after.isalpha() and letter not in _INSIDE):
            yield letter, _IMPOSSIBLE
        else:
            beside = text[max(position - 2, 0) : position + 3]
            yield letter, 2 * SIGN if letter in "€£" and re.search("[0-9()]", beside) else SIGN
