"""Text in English, French and Arabic, and the only place that formats numbers, money and dates.

French and Arabic follow the formats of Mauritania (`fr_MR`, `ar_MR`). Babel rounds half to even, so every
value is rounded half up before it is formatted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Literal, get_args

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.plural import PluralRule

from costmodel.files.faults import InputError, not_among
from costmodel.files.records import NOT_TEXT, LongText, Record

Language = Literal["en", "fr", "ar"]
Separator = Literal[": ", "; ", ", ", " × "]
Digits = Literal["western", "arabic_indic"]
Bound = Literal["<", "", ">"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_LOCALES = {"en": "en_GB", "fr": "fr_MR", "ar": "ar_MR"}
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG, POP = "\u2066", "\u2067", "\u2068", "\u2069"
"""Isolates: what stands between one of the first three and the last keeps its order inside Arabic text."""
_NO_COUNTRIES = ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")
"""Codes of two letters that CLDR knows beside those of countries."""
_TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", POP)
"""What turns the direction of a text, with what ends it."""
_PLAIN = re.compile("[^\u202a-\u202e\u2066-\u2069]*", re.DOTALL)
_FOREIGN = re.compile("[A-Za-z0-9\u00c0-\u024f]")
_ARABIC = re.compile("[\u0620-\u065f\u066e-\u06d5\u06fa-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_FIGURE = re.compile(f"[{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}][^{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}{FIRST_STRONG}{POP}]*{POP}")
_NUMBERS = re.compile(
    f"({_FIGURE.pattern})"
    rf"|([A-Za-z][\w./+-]*(?:[ {NBSP}][\d.,/-]*\d)?)"
    f"|({FIRST_STRONG}[^{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}{FIRST_STRONG}{POP}]*{POP})"
    r"|(\d+(?:[.,/:]\d+)*%?)"
)
"""A figure or date, a Latin name with its number, what a person typed, and a number in the words of a phrase."""
_UNMARKED = dict.fromkeys(map(ord, (LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG, POP)))
_ARABIC_INDIC = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٬٫٪")
_LOOSE_INDIC = str.maketrans("0123456789,%", "٠١٢٣٤٥٦٧٨٩٫٪")


class Text(Record):
    """One text in every language of the product; none may be missing."""

    en: LongText
    fr: LongText
    ar: LongText

    def in_(self, language: Language) -> str:
        """The text in one language."""
        words: str = getattr(self, language)
        return words

    def joined(self, other: Text, separator: Separator = ": ") -> Text:
        """This text, a separator and the other one, with the space that the language puts before a colon."""
        return Text.of(lambda language: self.in_(language) + punctuated(separator, language) + other.in_(language))

    @classmethod
    def of(cls, write: Callable[[Language], str]) -> Text:
        """A text written by a function of the language, in every language."""
        return cls(**{language: write(language) for language in LANGUAGES})

    @classmethod
    def same(cls, words: str) -> Text:
        """What a person typed: the same words in every language, in Arabic text as one piece."""
        if not _PLAIN.fullmatch(words):
            words = closed(words)
        return cls(en=words, fr=words, ar=isolated(words))


class Forms(Record):
    """A noun in one language by the CLDR category of the number before it; `other` stands in for those left out."""

    one: LongText | None = None
    two: LongText | None = None
    few: LongText | None = None
    many: LongText | None = None
    other: LongText


class Counted(Record):
    """A noun that follows a number, in every form that the number asks for: a study, two studies."""

    en: Forms
    fr: Forms
    ar: Forms

    def after(self, quantity: Decimal | int) -> Text:
        """The noun as it stands after a number."""

        def write(language: Language) -> str:
            forms = self._forms(language)
            found: str | None = getattr(forms, plural_form(quantity, language), None)
            return found or forms.other

        return Text.of(write)

    def several(self) -> Text:
        """The noun without a number, as the head of a column says it."""
        return Text.of(lambda language: self._forms(language).few or self._forms(language).other)

    def _forms(self, language: Language) -> Forms:
        forms: Forms = getattr(self, language)
        return forms


def punctuated(separator: str, language: Language) -> str:
    """A separator as the language sets it: French puts a no-break space before : and ;, Arabic has its own , and ;."""
    if language == "ar":
        return separator.replace(";", "؛").replace(",", "،")
    return NBSP + separator if language == "fr" and separator[0] in ":;" else separator


def one_line(words: str) -> str:
    """Words on one line, without what no document can hold."""
    return " ".join(NOT_TEXT.sub("", words).splitlines())


def isolated(words: str) -> str:
    """Words that stand in Arabic text as one piece, so that a reference keeps its order; Arabic ones need nothing."""
    if not _FOREIGN.search(words) or words[0] in (LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG):
        return words
    return FIRST_STRONG + words + POP


def has_arabic(words: str) -> bool:
    """Whether there are Arabic letters in words."""
    return _ARABIC.search(words) is not None


def closed(words: str) -> str:
    """Words after which the text goes on in its own direction, whatever turned it inside of them (UAX #9)."""
    left: list[str] = []
    for letter in words:
        if letter in _TURNS:
            left.append(_TURNS[letter])
        elif letter in left and (letter == POP or left[-1] == letter):
            while left.pop() != letter:
                pass
    return words + "".join(reversed(left))


def bare(words: str) -> str:
    """Words without the marks that keep pieces of them in order."""
    return words.translate(_UNMARKED)


def arabic_indic(words: str) -> str:
    """Arabic words with the figures and dates in them in Arabic-Indic digits; references and names stay as they are.

    A name is Latin, with the number behind it: `RAID 6`, `2026-041` as a person typed it. The Arabic sign of
    percentages stands on the left of its figure, which is to say behind it.
    """

    def indic(found: re.Match[str]) -> str:
        figure, name, typed, loose = found.groups()
        if figure:
            turned: str = figure.translate(_ARABIC_INDIC)
            return turned.replace(LEFT_TO_RIGHT, RIGHT_TO_LEFT) if "٪" in turned else turned
        if typed and has_arabic(typed):
            return FIRST_STRONG + arabic_indic(typed[1:-1]) + POP
        if typed and len(typed) < 6 and typed[1:-1].isdigit():  # a number that was counted, not a reference
            return typed.translate(_ARABIC_INDIC)
        return name or typed or loose.translate(_LOOSE_INDIC)

    return _NUMBERS.sub(indic, words)


def country(code: str, language: Language) -> str | None:
    """The name of a country by its code of ISO 3166 (two letters); None where there is none."""
    known = len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    name: str | None = Locale.parse(_LOCALES[language]).territories.get(code) if known else None
    return name


def _figure(written: str, language: Language) -> str:
    """A figure that keeps its order inside Arabic text."""
    return LEFT_TO_RIGHT + written + POP if language == "ar" else written


def listed(texts: Iterable[Text], separator: Separator = "; ") -> Text:
    """Several texts in one sentence."""
    items = tuple(texts)
    return Text.of(lambda language: punctuated(separator, language).join(item.in_(language) for item in items))


def number_text(value: Decimal | int, *, decimals: int | None = None) -> Text:
    """A number as each language writes it."""
    return Text.of(lambda language: number(value, language, decimals=decimals))


def measured(quantity: Decimal | int, noun: Text) -> Text:
    """A quantity and the noun after it, kept on one line; Arabic says one and two by the noun itself."""

    def write(language: Language) -> str:
        words = noun.in_(language)
        alone = _alone(quantity, words) if language == "ar" else ""
        return alone or f"{number(quantity, language)}{NBSP}{words}"

    return Text.of(write)


def _alone(quantity: Decimal | int, noun: str) -> str:
    """An Arabic noun that says its own number, as *one year* and *two years* do; nothing where it does not."""
    head = noun.split(maxsplit=1)[0]
    if quantity == 1 and has_arabic(noun):
        return f"{noun}{NBSP}{'واحدة' if head.endswith('ة') else 'واحد'}"
    return noun if quantity == 2 and head.endswith(("ان", "ا")) else ""


def percent_text(share: Decimal) -> Text:
    """A share as a percentage in each language."""
    return Text.of(lambda language: percent(share, language))


def day_text(value: date) -> Text:
    """A date in full in each language."""
    return Text.of(lambda language: day(value, language))


def check_language(language: str, *, where: str = "language") -> Language:
    """The language, if it is one of the product's. Raises InputError naming those that are."""
    for known in LANGUAGES:
        if language == known:
            return known
    raise InputError.one(where, "", not_among(language, LANGUAGES, what="a language"))


def number(value: Decimal | int, language: Language, *, decimals: int | None = None, at_least: int = 0) -> str:
    """A number as the language writes it; `decimals` fixes the places, None keeps those it has, and `at_least`."""
    return _figure(_number(value, language, decimals, at_least), language)


@lru_cache(maxsize=4_096)
def _number(value: Decimal | int, language: Language, decimals: int | None = None, at_least: int = 0) -> str:
    exact = Decimal(value)
    with localcontext(_WIDE):
        places = max(at_least, -int(exact.normalize().as_tuple().exponent)) if decimals is None else decimals
        rounded = exact.quantize(Decimal(1).scaleb(-places)) or Decimal(0)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(rounded, format=pattern, locale=_LOCALES[language], numbering_system="latn")


def respelt(figure: str, language: Language) -> str:
    """A figure as English writes it, with the language's own marks: `1,234.5` is `1 234,5`, `1234.5` is `1234,5`."""
    comma, point = {"en": (",", "."), "fr": (NARROW_NBSP, ","), "ar": (".", ",")}[language]
    return _figure(figure.translate({ord(","): comma, ord("."): point}), language)


def money(value: Decimal, code: str, language: Language, *, decimals: int) -> str:
    """An amount with its currency code, kept on one line: `1 234 567,00 MRU`."""
    return _figure(f"{_number(value, language, decimals)}{NBSP}{code}", language)


def decimal(value: float, places: int) -> Decimal:
    """A float as the decimal that it prints as when it is rounded to so many places."""
    return Decimal(repr(round(float(value), places)))


def rough(value: Decimal, *, digits: int = 3) -> Decimal:
    """A value rounded half up to its first digits, and to a whole number: 2 562 317.44 is 2 560 000."""
    with localcontext(_WIDE):
        return value.quantize(Decimal(1).scaleb(max(0, value.adjusted() - digits + 1)))


def plural_form(quantity: Decimal | int, language: Language) -> str:
    """The CLDR category of a quantity: `one` is up to 1.9 in French, in English 1 alone; Arabic has six of them."""
    form: str = _plural_rule(language)(Decimal(quantity).normalize())
    return form


@lru_cache
def _plural_rule(language: Language) -> PluralRule:
    return Locale.parse(_LOCALES[language]).plural_form


def percent(share: Decimal, language: Language, *, decimals: int | None = None) -> str:
    """A share as a percentage, with the decimals it has or the ones asked for: 0.16 is `16 %` in French, else `16%`."""
    return _figure(_percent(share, language, decimals), language)


def _percent(share: Decimal, language: Language, decimals: int | None = None) -> str:
    return _number(share * 100, language, decimals) + (f"{NARROW_NBSP}%" if language == "fr" else "%")


def bounded(chance: float, *, places: int = 0) -> tuple[Bound, Decimal]:
    """A probability to so many places of a percent: what may or may not happen is never 0 or 1, but below or above."""
    least, shown = Decimal(1).scaleb(-2 - places), decimal(chance, 2 + places)
    if chance < 1 and shown >= 1:
        return ">", 1 - least
    return ("<", least) if chance > 0 and shown <= 0 else ("", shown)


def probability(chance: float, language: Language, *, places: int = 0) -> str:
    """A probability as a percentage: `34%`, and `<1%` or `>99%` for what is nearly certain not to be, or to be."""
    sign, share = bounded(chance, places=places)
    space = NARROW_NBSP if sign and language == "fr" else ""
    return _figure(sign + space + _percent(share, language, places), language)


def signed_percent(share: Decimal, language: Language) -> str:
    """A share with its sign: −0.3 is `−30 %`."""
    sign = "\u2212" if share < 0 else "+"
    return _figure(sign + _percent(abs(share), language), language)


def day(value: date, language: Language) -> str:
    """A date in full: `24 novembre 2026`, and `1er octobre 2026` as French writes the first."""
    written = format_date(value, format="long", locale=_LOCALES[language])
    if language == "ar":
        return RIGHT_TO_LEFT + written + POP
    return "1er" + written[1:] if language == "fr" and value.day == 1 else written
