"""Text in English, French and Arabic, and the only place that formats numbers, money and dates.

French and Arabic follow the formats of Mauritania (`fr_MR`, `ar_MR`). Babel rounds half to even, so every
value is rounded half up before it is formatted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Literal, get_args

from babel.dates import format_date
from babel.numbers import format_decimal

from costmodel.faults import CostmodelError, InputError, not_among
from costmodel.record import LongText, Record

Language = Literal["en", "fr", "ar"]
Separator = Literal[": ", "; ", ", ", " × "]
Bound = Literal["<", "", ">"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
READY: tuple[Language, ...] = ("en", "fr")
"""Languages whose texts are complete."""
_LOCALES = {"en": "en_GB", "fr": "fr_MR", "ar": "ar_MR"}
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
NBSP = "\u00a0"
NARROW_NBSP = "\u202f"


class Text(Record):
    """One text in the product's languages; Arabic may still be missing."""

    en: LongText
    fr: LongText
    ar: LongText | None = None

    def in_(self, language: Language) -> str:
        """The text in one language. A text that does not exist is an error, never blank."""
        text: str | None = getattr(self, language)
        if text is None:
            raise CostmodelError(
                f"The text '{self.en}' does not exist in '{language}'. Use one of: {', '.join(READY)}."
            )
        return text

    def joined(self, other: Text, separator: Separator = ": ") -> Text:
        """This text, a separator and the other one, with the space that the language puts before a colon."""
        return Text.of(lambda language: self.in_(language) + punctuated(separator, language) + other.in_(language))

    @classmethod
    def of(cls, write: Callable[[Language], str]) -> Text:
        """A text written by a function of the language, in every language that is ready."""
        return cls(**{language: write(language) for language in READY})

    @classmethod
    def same(cls, words: str) -> Text:
        """What a person typed: the same words in every language."""
        return cls(en=words, fr=words, ar=words)


def punctuated(separator: str, language: Language) -> str:
    """A separator as the language sets it: French puts a no-break space before a colon or semicolon."""
    return NBSP + separator if language == "fr" and separator[0] in ":;" else separator


def listed(texts: Iterable[Text], separator: Separator = "; ") -> Text:
    """Several texts in one sentence."""
    items = tuple(texts)
    return Text.of(lambda language: punctuated(separator, language).join(item.in_(language) for item in items))


def number_text(value: Decimal | int, *, decimals: int | None = None) -> Text:
    """A number as each language writes it."""
    return Text.of(lambda language: number(value, language, decimals=decimals))


def percent_text(share: Decimal) -> Text:
    """A share as a percentage in each language."""
    return Text.of(lambda language: percent(share, language))


def day_text(value: date) -> Text:
    """A date in full in each language."""
    return Text.of(lambda language: day(value, language))


def check_language(language: str, *, where: str = "language") -> Language:
    """The language, if its texts are complete. Raises InputError naming the ones that are."""
    for known in READY:
        if language == known:
            return known
    if language in LANGUAGES:
        raise InputError.one(
            where,
            "",
            f"documents in '{language}' (Arabic) are not available yet: its texts do not exist. Use fr or en.",
        )
    raise InputError.one(where, "", not_among(language, READY, what="a language"))


def number(value: Decimal | int, language: Language, *, decimals: int | None = None, at_least: int = 0) -> str:
    """A number as the language writes it; `decimals` fixes the places, None keeps those it has, and `at_least`."""
    exact = Decimal(value)
    with localcontext(_WIDE):
        places = max(at_least, -int(exact.normalize().as_tuple().exponent)) if decimals is None else decimals
        rounded = exact.quantize(Decimal(1).scaleb(-places)) or Decimal(0)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(rounded, format=pattern, locale=_LOCALES[language])


def money(value: Decimal, code: str, language: Language, *, decimals: int) -> str:
    """An amount with its currency code, kept on one line: `1 234 567,00 MRU`."""
    return f"{number(value, language, decimals=decimals)}{NBSP}{code}"


def decimal(value: float, places: int) -> Decimal:
    """A float as the decimal that it prints as when it is rounded to so many places."""
    return Decimal(repr(round(float(value), places)))


def rough(value: Decimal, *, digits: int = 3) -> Decimal:
    """A value rounded half up to its first digits, and to a whole number: 2 562 317.44 is 2 560 000."""
    with localcontext(_WIDE):
        return value.quantize(Decimal(1).scaleb(max(0, value.adjusted() - digits + 1)))


def plural(quantity: Decimal | int, language: Language) -> bool:
    """Whether the noun after a quantity is plural: in French from 2 on, in English unless it is 1."""
    count = abs(Decimal(quantity))
    return count >= 2 if language == "fr" else count != 1


def percent(share: Decimal, language: Language, *, decimals: int | None = None) -> str:
    """A share as a percentage, with the decimals it has or the ones asked for: 0.16 is `16 %` in French, else `16%`."""
    figure = number(share * 100, language, decimals=decimals)
    return figure + (f"{NARROW_NBSP}%" if language == "fr" else "%")


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
    return sign + space + percent(share, language, decimals=places)


def signed_percent(share: Decimal, language: Language) -> str:
    """A share with its sign: −0.3 is `−30 %`."""
    sign = "\u2212" if share < 0 else "+"
    return sign + percent(abs(share), language)


def day(value: date, language: Language) -> str:
    """A date in full: `24 novembre 2026`, and `1er octobre 2026` as French writes the first."""
    written = format_date(value, format="long", locale=_LOCALES[language])
    return "1er" + written[1:] if language == "fr" and value.day == 1 else written
