"""Amounts in words, as the closing sentence of a quotation states them: English, French and Arabic.

An amount from zero to a million million is written exactly, to the hundredth:

    1 250 000.50 MRU   one million, two hundred and fifty thousand ouguiyas and 50/100
                       un million deux cent cinquante mille ouguiyas et 50/100
                       مليون ومائتان وخمسون ألف أوقية و50/100

An ouguiya has five khoums and no cents, so half an ouguiya is neither fifty cents nor fifty khoums: hundredths of an
ouguiya are a convention of accounts and are written as a fraction. Dollars and euros have cents, which are written in
words; the currency is named even where there are only cents, since many have them. The old ouguiya (MRO) is called
old, because it is a tenth of the new one, and is printed without decimals.

The rules of a language are functions and its nouns are tables, which someone who reads the language can check.
"""

# num2words has the cardinals of English and French right, and below a million million these agree with it; but it knows
# neither ouguiyas nor «un million d’…», counts in riyals in Arabic, and loads sixty languages for the rules of two.

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from costmodel.files.faults import InputError, not_among, phrase, said, shorten
from costmodel.money.currencies import Currency
from costmodel.words.text import LEFT_TO_RIGHT, POP, Language, Text

LARGEST = Decimal(10) ** 12
"""The largest amount that is put in words."""
THOUSAND, MILLION, MILLIARD = 10**3, 10**6, 10**9


class Noun(NamedTuple):
    """What is counted in English or French: one of it, and more."""

    one: str
    many: str


class ArabicNoun(NamedTuple):
    """What is counted in Arabic; an adjective agrees in each form."""

    feminine: bool
    single: str
    """Genitive singular, after 100, 200, 1,000 and every other number that ends in two zeros, and after zero."""
    one: str
    two: str
    few: str
    """Genitive plural, after 3 to 10."""
    many: str
    """Accusative singular, after 11 to 99."""


class Names(NamedTuple):
    """What is counted, in each language."""

    en: Noun
    fr: Noun
    ar: ArabicNoun


CURRENCIES = {
    "MRU": Names(
        Noun("ouguiya", "ouguiyas"),
        Noun("ouguiya", "ouguiyas"),  # masculine, as CLDR and the press agencies have it
        ArabicNoun(True, "أوقية", "أوقية واحدة", "أوقيتان", "أوقيات", "أوقيةً"),
    ),
    "MRO": Names(
        Noun("old ouguiya", "old ouguiyas"),
        Noun("ouguiya ancien", "ouguiyas anciens"),
        ArabicNoun(True, "أوقية قديمة", "أوقية قديمة واحدة", "أوقيتان قديمتان", "أوقيات قديمة", "أوقيةً قديمةً"),
    ),
    "USD": Names(
        Noun("US dollar", "US dollars"),
        Noun("dollar des États-Unis", "dollars des États-Unis"),
        ArabicNoun(False, "دولار أمريكي", "دولار أمريكي واحد", "دولاران أمريكيان", "دولارات أمريكية", "دولارًا أمريكيًا"),
    ),
    "EUR": Names(
        Noun("euro", "euros"),
        Noun("euro", "euros"),
        ArabicNoun(False, "يورو", "يورو واحد", "يورو اثنان", "يورو", "يورو"),  # invariable
    ),
}
_CENT = ArabicNoun(False, "سنت", "سنت واحد", "سنتان", "سنتات", "سنتًا")
CENTS = {
    "USD": Names(Noun("cent", "cents"), Noun("cent", "cents"), _CENT),
    "EUR": Names(Noun("cent", "cents"), Noun("centime", "centimes"), _CENT),
}
"""The minor units that are written in words; those of other currencies are a fraction."""
_AND = {"en": " and ", "fr": " et ", "ar": " و"}


def amount_in_words(amount: Decimal, currency: Currency, language: Language) -> str:
    """An amount in words, with its currency: `deux millions cinq cent mille ouguiyas`.

    Raises InputError for a currency without words, for what is below zero or above a million million, and for an
    amount that is finer than the currency is printed; words never round.
    """
    if currency.code not in CURRENCIES:
        what = "a currency that can be put in words"
        raise InputError.one("currency", "", not_among(currency.code, CURRENCIES, what=what))
    whole, minor = _parts(amount, currency)
    words = _counted(whole, CURRENCIES[currency.code], language)
    if not minor:
        return words
    if currency.code in CENTS:
        return words + _AND[language] + _counted(minor, CENTS[currency.code], language)
    fraction = f"{minor:0{currency.printed_decimals}}/{10**currency.printed_decimals}"
    return words + _fraction(fraction, language)


def amount_text(amount: Decimal, currency: Currency) -> Text:
    """An amount in words in every language."""
    return Text.of(lambda language: amount_in_words(amount, currency, language))


def price_in_words(price: Decimal, currency: Currency, language: Language) -> str:
    """A unit price in words; decimals beyond the minor unit, which words cannot say, are written as a fraction.

    Raises InputError as `amount_in_words`.
    """
    places = -int(price.normalize().as_tuple().exponent)
    if places <= currency.printed_decimals:
        return amount_in_words(price, currency, language)
    whole = int(price)
    fraction = f"{int((price - whole).scaleb(places))}/{10**places}"
    return amount_in_words(Decimal(whole), currency, language) + _fraction(fraction, language)


def _fraction(written: str, language: Language) -> str:
    """A fraction after the words, in one piece inside Arabic ones."""
    return _AND[language] + (LEFT_TO_RIGHT + written + POP if language == "ar" else written)


def _parts(amount: Decimal, currency: Currency) -> tuple[int, int]:
    """The whole units of an amount, and its minor units."""
    shown = f"{shorten(amount)} {currency.code}"
    if not amount.is_finite():
        raise InputError.one(
            "amount", "", said("{shown} is not an amount; write digits with a decimal point.", shown=shown)
        )
    if amount < 0:
        what = said(
            "{shown} is below zero; give the amount without its sign, and say in the text what it is.", shown=shown
        )
        raise InputError.one("amount", "", what)
    if amount > LARGEST:
        what = said(
            "{shown} is too large to be put in words; at most {most:,} is allowed. Write it in figures.",
            shown=shown,
            most=LARGEST,
        )
        raise InputError.one("amount", "", what)
    places = currency.printed_decimals
    exact = amount.quantize(Decimal(1).scaleb(-places))
    if exact != amount:
        finest = said("has at most {places} decimals", places=places) if places else "has no decimals"
        what = said(
            "{shown}: an amount in {currency} {finest}; round it first, for words never do.",
            shown=shown,
            currency=currency.code,
            finest=phrase(finest),
        )
        raise InputError.one("amount", "", what)
    whole = int(exact)
    return whole, int((exact - whole).scaleb(places))


def _counted(n: int, names: Names, language: Language) -> str:
    """A number of things in words."""
    if language == "en":
        return f"{_english(n)} {names.en.one if n == 1 else names.en.many}"
    if language == "fr":
        return _french(n) + _of(n, names.fr)
    return _arabic(n, names.ar)


# ------------------------------------------------------------------ English

_ENGLISH = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_SCALES = (
    (MILLIARD * THOUSAND, "trillion"), (MILLIARD, "billion"), (MILLION, "million"), (THOUSAND, "thousand"),
    (100, "hundred"),
)  # fmt: skip


def _english(n: int) -> str:
    """A cardinal as British English writes it: a comma between thousands, `and` before the last two digits."""
    for scale, name in _ENGLISH_SCALES:
        if n >= scale:
            rest = n % scale
            between = " and " if rest < 100 else ", "
            return f"{_english(n // scale)} {name}" + (between + _english(rest) if rest else "")
    if n < 20:
        return _ENGLISH[n]
    return _ENGLISH_TENS[n // 10] + (f"-{_ENGLISH[n % 10]}" if n % 10 else "")


# ------------------------------------------------------------------ French

_FRENCH = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def _french(n: int) -> str:
    """A cardinal, with hyphens below 100 as tradition has them. *Million* and *milliard* are nouns, *mille* is not."""
    words = []
    for scale, name in ((MILLIARD, "milliard"), (MILLION, "million")):
        count, n = divmod(n, scale)
        if count:
            words.append(f"{_french(count)} {name}{'s' if count > 1 else ''}")
    thousands, rest = divmod(n, THOUSAND)
    if thousands:
        words.append("mille" if thousands == 1 else f"{_french_hundreds(thousands, last=False)} mille")
    if rest or not words:
        words.append(_french_hundreds(rest))
    return " ".join(words)


def _french_hundreds(n: int, *, last: bool = True) -> str:
    """0 to 999; *cents* and *quatre-vingts* have their s only where no numeral follows (`last`)."""
    hundreds, rest = divmod(n, 100)
    if not hundreds:
        return _french_tens(rest, last=last)
    words = "cent" if hundreds == 1 else f"{_FRENCH[hundreds]} cent"
    if rest:
        return f"{words} {_french_tens(rest, last=last)}"
    return words + ("s" if hundreds > 1 and last else "")


def _french_tens(n: int, *, last: bool) -> str:
    if n < 20:
        return _FRENCH[n]
    base = n - n % (20 if n >= 60 else 10)
    unit, words = n - base, _FRENCH_TENS[base]
    if not unit:
        return words + ("s" if base == 80 and last else "")
    return words + (" et " if unit in (1, 11) and base != 80 else "-") + _FRENCH[unit]


def _of(n: int, noun: Noun) -> str:
    """The noun after its number, singular below two: ` d’ouguiyas` after an exact million or milliard."""
    name = noun.one if n < 2 else noun.many
    if not n or n % MILLION:
        return f" {name}"
    return f" d’{name}" if name[0] in "aeiou" else f" de {name}"


# ------------------------------------------------------------------ Arabic

_FOR_FEMININE = ("", "", "", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر")
_FOR_MASCULINE = ("", "", "", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
"""From 3 to 10 a numeral has the gender that its noun has not."""
_TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
_HUNDREDS = (
    "", "مائة", "مائتان", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة", "سبعمائة", "ثمانمائة", "تسعمائة",
)  # fmt: skip
_BOUND_200 = "مائتا"


class Scale(NamedTuple):
    """A scale word as a noun that is counted, and its dual as it stands directly before another noun."""

    value: int
    noun: ArabicNoun
    bound_two: str

    def before_noun(self) -> ArabicNoun:
        """The scale directly before a noun: its dual loses the nūn, its accusative the tanwīn."""
        return self.noun._replace(two=self.bound_two, many=self.noun.single)


_SCALES = (
    Scale(MILLIARD, ArabicNoun(False, "مليار", "مليار", "ملياران", "مليارات", "مليارًا"), "مليارا"),
    Scale(MILLION, ArabicNoun(False, "مليون", "مليون", "مليونان", "ملايين", "مليونًا"), "مليونا"),
    Scale(THOUSAND, ArabicNoun(False, "ألف", "ألف", "ألفان", "آلاف", "ألفًا"), "ألفا"),
)


def _arabic(n: int, noun: ArabicNoun) -> str:
    """A number of things in the nominative; the last two digits decide on the form of the noun.

    One and two are said by the noun itself, so that it is repeated after hundreds: مائة أوقية وأوقيتان.
    """
    tail = n % 100
    above = n - tail
    if not n:
        return f"صفر {noun.single}"
    if not tail:
        return f"{_hundreds_and_above(above, before_noun=True)} {noun.single}"
    if tail <= 2:
        last = noun.one if tail == 1 else noun.two
        return _joined([_arabic(above, noun), last] if above else [last])
    last = f"{_arabic_tail(tail, feminine=noun.feminine)} {noun.few if tail <= 10 else noun.many}"
    return _joined([_hundreds_and_above(above, before_noun=False), last] if above else [last])


def _hundreds_and_above(n: int, *, before_noun: bool) -> str:
    """A number that ends in two zeros, alone or directly before a noun."""
    return _joined(_addends(n, before_noun=before_noun))


def _addends(n: int, *, before_noun: bool) -> Iterator[str]:
    for scale in _SCALES:
        count, n = divmod(n, scale.value)
        if count:
            yield _arabic(count, scale.before_noun() if before_noun and not n else scale.noun)
    if n:
        yield _BOUND_200 if before_noun and n == 200 else _HUNDREDS[n // 100]


def _arabic_tail(n: int, *, feminine: bool) -> str:
    """3 to 99 before a noun."""
    units = _FOR_FEMININE if feminine else _FOR_MASCULINE
    if n <= 10:
        return units[n]
    tens, unit = divmod(n, 10)
    if tens == 1:
        first = {1: "إحدى" if feminine else "أحد", 2: "اثنتا" if feminine else "اثنا"}.get(unit, units[unit])
        return f"{first} {'عشرة' if feminine else 'عشر'}"
    if not unit:
        return _TENS[tens]
    if feminine:
        first = {1: "إحدى", 2: "اثنتان", 8: "ثمانٍ"}.get(unit, units[unit])
    else:
        first = {1: "واحد", 2: "اثنان"}.get(unit, units[unit])
    return _joined([first, _TENS[tens]])


def _joined(words: Iterable[str]) -> str:
    """Addends with *and*, after which Arabic has no space."""
    return _AND["ar"].join(words)
