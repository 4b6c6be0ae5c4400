"""Amounts in words: a table that a reader of each language can check, and words that say the number that they are of.

The parsers below read words back without the rules of the program; what they accept is vocabulary, and the tests of
spelling hold the agreement of numerals and nouns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from babel.core import Locale
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from costmodel.cli.main import cli
from costmodel.files.faults import InputError
from costmodel.files.strict_yaml import load
from costmodel.money.currencies import Currency, CurrencyTable
from costmodel.money.in_words import CURRENCIES, LARGEST, amount_in_words, amount_text
from costmodel.price_book.book import PriceBook
from costmodel.words.text import LANGUAGES, Language

ROOT = Path(__file__).parents[2]
TABLE = load(ROOT / "pricing_data" / "currencies.yaml", CurrencyTable)
MRU, MRO, USD, EUR = (TABLE.currency(code) for code in ("MRU", "MRO", "USD", "EUR"))
GROUP = st.sampled_from((0, 0, 0, 1, 2, 3, 8, 10, 11, 18, 21, 28, 71, 80, 81, 100, 101, 102, 180, 200, 300, 999))
WHOLE = st.one_of(
    st.integers(min_value=0, max_value=int(LARGEST)),
    st.integers(min_value=0, max_value=12).flatmap(lambda digits: st.integers(min_value=0, max_value=10**digits)),
    st.tuples(GROUP, GROUP, GROUP, GROUP).map(lambda groups: int("".join(f"{group:03}" for group in groups))),
)
"""Any amount; small ones as often as large ones; and those whose thousands are each a difficult number."""


def cases() -> Iterator[tuple[str, str, Language, str]]:
    lines = (Path(__file__).parents[1] / "cases" / "amount_words.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            amount, code, french, english, arabic = line.split("\t")
            yield amount, code, "fr", french
            yield amount, code, "en", english
            yield amount, code, "ar", arabic


CASES = tuple(cases())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table(language: Language) -> None:
    listed = [case for case in CASES if case[2] == language]
    assert len(listed) > 250
    made = [(a, c, language, amount_in_words(Decimal(a), TABLE.currency(c), language)) for a, c, _, _ in listed]
    assert made == listed


def test_no_amount_is_listed_twice_and_no_two_amounts_read_alike() -> None:
    assert len({case[:3] for case in CASES}) == len({case[2:] for case in CASES}) == len(CASES)


def test_every_currency_that_is_shown_has_words() -> None:
    assert set(CURRENCIES) == set(TABLE.display_currencies) >= set(TABLE.contract_currencies)


# ------------------------------------------------------------------ words back to numbers

ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
ENGLISH_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
FRENCH = {
    "zéro": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
}  # fmt: skip
FRENCH_SCALES = {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}
ARABIC = {
    word: number
    for number, words in {
        0: "صفر", 1: "واحد واحدة أحد إحدى", 2: "اثنان اثنا اثنتان اثنتا", 3: "ثلاث ثلاثة", 4: "أربع أربعة",
        5: "خمس خمسة", 6: "ست ستة", 7: "سبع سبعة", 8: "ثماني ثمانٍ ثمانية", 9: "تسع تسعة", 10: "عشر عشرة",
        20: "عشرون", 30: "ثلاثون", 40: "أربعون", 50: "خمسون", 60: "ستون", 70: "سبعون", 80: "ثمانون", 90: "تسعون",
        100: "مائة", 200: "مائتان مائتا", 300: "ثلاثمائة", 400: "أربعمائة", 500: "خمسمائة", 600: "ستمائة",
        700: "سبعمائة", 800: "ثمانمائة", 900: "تسعمائة",
    }.items()
    for word in words.split()
}  # fmt: skip
ARABIC_SCALES = {
    word: (count, scale)
    for scale, (single, dual) in {
        10**3: ("ألف ألفًا آلاف", "ألفان ألفا"),
        10**6: ("مليون مليونًا ملايين", "مليونان مليونا"),
        10**9: ("مليار مليارًا مليارات", "ملياران مليارا"),
    }.items()
    for count, words in ((1, single), (2, dual))
    for word in words.split()
}
ARABIC_NOUNS = {
    word: number
    for number, words in {
        0: "أوقية أوقيات أوقيةً قديمة قديمةً دولار دولارات دولارًا أمريكي أمريكية أمريكيًا يورو سنت سنتات سنتًا",
        2: "أوقيتان دولاران سنتان",
    }.items()
    for word in words.split()
} | {"قديمتان": 0, "أمريكيان": 0}


def english_number(words: str) -> int:
    total = group = 0
    for word in words.replace(",", "").replace("-", " ").split():
        if word == "and":
            continue
        if word == "hundred":
            group *= 100
        elif word in ENGLISH_SCALES:
            total, group = total + group * ENGLISH_SCALES[word], 0
        else:
            group += ENGLISH[word]
    return total + group


def french_number(words: str) -> int:
    """Each milliard, million and thousand multiplies what stands before it; *quatre-vingts* is four times twenty."""
    total = group = 0
    for word in words.replace("-", " ").split():
        if word == "et":
            continue
        if word in ("cent", "cents"):
            group = (group or 1) * 100
        elif word in FRENCH_SCALES:
            scale = FRENCH_SCALES[word]
            if not group and 0 < total < scale:  # mille milliards
                total *= scale
            else:
                total, group = total + (group or 1) * scale, 0
        elif word == "vingts" or (word == "vingt" and group % 100 == 4):
            group += 76
        else:
            group += FRENCH[word]
    return total + group


def arabic_number(words: str) -> int:
    """Addends begin with *and*; a scale multiplies the addends before it, or is one of them by itself."""
    total = group = 0
    for token in words.split():
        known = ARABIC | ARABIC_SCALES | ARABIC_NOUNS
        joined = token not in known
        word = token.removeprefix("و") if joined else token
        assert word in known, word
        if word in ARABIC_SCALES:
            count, scale = ARABIC_SCALES[word]
            if total and not group and not joined:  # ألف مليار
                total *= scale
            elif joined:
                total, group = total + group + count * scale, 0
            else:
                total, group = total + (group or count) * scale, 0
        elif word in ARABIC_NOUNS:
            group += ARABIC_NOUNS[word]
        elif word in ("عشر", "عشرة") and not joined and 0 < group % 100 < 10:
            group += 10
        else:
            group += ARABIC[word]
    return total + group


def without_noun(words: str) -> str:
    """English or French words without the currency's name."""
    name = r" (?:(?:d’|de )?(?:ouguiyas?(?: anciens?)?|dollars? des États-Unis|euros?)|(?:old )?ouguiyas?|US dollars?)"
    found = re.fullmatch(rf"(.+?){name}", words)
    assert found, words
    return found[1]


def test_the_parsers_read_what_people_write() -> None:
    assert english_number("two million, five hundred thousand") == 2_500_000
    assert french_number("quatre-vingt-onze mille deux cent quatre-vingts") == 91_280
    assert french_number("cent vingt-quatre mille vingt") == 124_020
    assert arabic_number("مليون ومائتان وخمسون ألف أوقية") == 1_250_000
    assert arabic_number("مائتا ألف وألفا أوقية وأوقيتان") == 202_002


@given(amount=WHOLE, currency=st.sampled_from((MRU, MRO, USD, EUR)))
def test_words_say_the_number_that_they_are_of(amount: int, currency: Currency) -> None:
    english, french, arabic = (amount_in_words(Decimal(amount), currency, language) for language in LANGUAGES)
    assert english_number(without_noun(english)) == amount
    assert french_number(without_noun(french)) == amount
    assert arabic_number(arabic) == amount


@given(amount=WHOLE, currency=st.sampled_from((MRU, MRO, USD, EUR)))
def test_words_are_words_with_one_space_between_them(amount: int, currency: Currency) -> None:
    for language in LANGUAGES:
        words = amount_in_words(Decimal(amount), currency, language)
        assert re.fullmatch(r"[^\W\d_]\S*(?: \S+)*", words), words
        assert not re.search(r"\d|(?<!d)’|'|\s,", words), words


@given(whole=WHOLE.filter(lambda whole: whole < LARGEST), minor=st.integers(min_value=1, max_value=99))
def test_minor_units_follow_the_whole_ones(whole: int, minor: int) -> None:
    amount = whole + Decimal(minor) / 100
    shapes = {"en": " and {}", "fr": " et {}", "ar": " و\u2066{}\u2069"}
    for language in LANGUAGES:
        said = amount_in_words(Decimal(whole), MRU, language)
        assert amount_in_words(amount, MRU, language) == said + shapes[language].format(f"{minor:02}/100")
    for currency, cent in ((USD, "cent"), (EUR, "centime")):
        ends = []
        for language in LANGUAGES:
            said = amount_in_words(Decimal(whole), currency, language)
            assert amount_in_words(amount, currency, language).startswith(said)
            ends.append(amount_in_words(amount, currency, language).removeprefix(said))
        english, french, arabic = ends
        many = "s" * (minor > 1)
        assert english_number(english.removeprefix(" and ").removesuffix(f" cent{many}")) == minor
        assert french_number(french.removeprefix(" et ").removesuffix(f" {cent}{many}")) == minor
        assert arabic_number(arabic.removeprefix(" و")) == minor


# ------------------------------------------------------------------ spelling

NUMERAL = "|".join(word for word in FRENCH if word != "zéro")


@given(amount=WHOLE)
def test_french_spelling(amount: int) -> None:
    words = amount_in_words(Decimal(amount), MRU, "fr")
    assert not re.search(rf"(?:cents|vingts)[ -](?:{NUMERAL}|cent|mille)\b", words), "no s before a numeral or mille"
    assert not re.search(
        r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf) cent (?:millions|milliards|d’|ouguiya)", words
    ), "an s where nothing follows"
    assert not re.search(r"quatre-vingt (?!mille)", words), "an s where nothing follows"
    assert not re.search(r"\bmilles|(?:^|mille |millions? |milliards? )un (?:cent|mille)\b", words)
    assert not re.search(r"(?<!\bun) (?:million|milliard)\b", words), "singular after un alone"
    assert (" d’ouguiyas" in words) == (amount > 0 and amount % 10**6 == 0)
    assert words.endswith("ouguiyas" if amount > 1 else "ouguiya")


@given(amount=WHOLE)
def test_arabic_nouns_agree_as_cldr_counts(amount: int) -> None:
    """The last two digits decide; CLDR's categories of Arabic plurals are an independent witness."""
    category = Locale("ar").plural_form(amount)
    endings = {
        "zero": ("صفر أوقية", "صفر دولار أمريكي"),
        "one": ("أوقية واحدة", "دولار أمريكي واحد"),
        "two": ("أوقيتان", "دولاران أمريكيان"),
        "few": ("أوقيات", "دولارات أمريكية"),
        "many": ("أوقيةً", "دولارًا أمريكيًا"),
        "other": (
            (" أوقية", " دولار أمريكي"),
            (" أوقية وأوقية واحدة", " دولار أمريكي ودولار أمريكي واحد"),
            (" أوقية وأوقيتان", " دولار أمريكي ودولاران أمريكيان"),
        )[min(amount % 100, 2)],
    }
    for currency, ending in zip((MRU, USD), endings[category], strict=True):
        assert amount_in_words(Decimal(amount), currency, "ar").endswith(ending)


@given(amount=WHOLE)
def test_arabic_numerals_from_3_to_10_have_the_other_gender(amount: int) -> None:
    for currency, noun, feminine in ((MRU, "أوقيات", False), (USD, "دولارات", True), (EUR, "يورو", True)):
        words = amount_in_words(Decimal(amount), currency, "ar")
        if 3 <= amount % 100 <= 10:
            numeral = re.search(rf"(\S+) {noun}", words)
            assert numeral
            assert numeral[1].endswith("ة") is feminine, words
        for scale in re.findall(r"(\S+) (?:آلاف|ملايين|مليارات)", words):
            assert scale.endswith("ة"), "scale words are masculine"


@given(amount=WHOLE)
def test_arabic_loses_its_nun_and_tanwin_only_before_a_noun(amount: int) -> None:
    words = amount_in_words(Decimal(amount), MRU, "ar")
    noun = "(?:أوقية|ألف|مليون|مليار)(?: |$)"
    assert not re.search(rf"(?:مائتان|ألفان|مليونان|ملياران|ألفًا|مليونًا|مليارًا) {noun}", words)
    assert not re.search(rf"(?:مائتا|ألفا|مليونا|مليارا) (?!{noun})", words)
    assert not re.search(r"عشر ألف و|ون ألف و", words), "with tanwīn where an addend follows"
    assert " و " not in words, "no space after و"
    assert "مئة" not in words, "مائة throughout"


# ------------------------------------------------------------------ what cannot be put in words


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("-1", MRU, "amount: -1 MRU is below zero; give the amount without its sign"),
        ("-0.01", EUR, "amount: -0.01 EUR is below zero"),
        ("1000000000000.01", MRU, "is too large to be put in words; at most 1,000,000,000,000 is allowed. Write it in"),
        ("1E+999999", USD, "amount: 1E+999999 USD is too large"),
        ("1.005", USD, "amount: 1.005 USD: an amount in USD has at most 2 decimals; round it first"),
        ("1." + "0" * 40 + "1", EUR, "has at most 2 decimals"),
        ("10.5", MRO, "amount: 10.5 MRO: an amount in MRO has no decimals; round it first"),
        ("NaN", MRU, "amount: NaN MRU is not an amount; write digits with a decimal point."),
        ("Infinity", MRU, "amount: Infinity MRU is not an amount"),
        ("5", TABLE.currency("XOF"), "currency: 'XOF' is not a currency that can be put in words. Allowed: MRU, MRO,"),
    ],
)
def test_what_is_refused(amount: str, currency: Currency, said: str) -> None:
    for language in LANGUAGES:
        with pytest.raises(InputError, match=re.escape(said)):
            amount_in_words(Decimal(amount), currency, language)


def test_the_way_an_amount_is_written_makes_no_difference() -> None:
    for written in ("1000000", "1000000.00", "1E+6", "1000000." + "0" * 40):
        assert amount_in_words(Decimal(written), MRU, "fr") == "un million d’ouguiyas"
    assert amount_in_words(Decimal("-0.00"), MRU, "fr") == "zéro ouguiya"


# ------------------------------------------------------------------ the closing sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The total of this quotation, tax included, amounts to: two million ouguiyas."),
        (
            "fr",
            "Arrêté le présent devis à la somme de\u00a0: deux millions d’ouguiyas, toutes taxes comprises (TTC).",
        ),
        ("ar", "حُدِّد المبلغ الإجمالي لهذا العرض، شاملًا الضريبة، بما قدره: فقط مليونا أوقية لا غير."),
    ],
)
def test_the_closing_sentence(book: PriceBook, language: Language, sentence: str) -> None:
    assert book.say("words.closing", amount=amount_text(Decimal(2_000_000), MRU)).in_(language) == sentence


# ------------------------------------------------------------------ the command


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["words", *words], prog_name="costmodel")
    assert result.exit_code == code, result.output
    return result


def test_the_command_prints_the_words_in_french_unless_told_otherwise() -> None:
    assert run("1250000.50", "MRU").stdout == "un million deux cent cinquante mille ouguiyas et 50/100\n"
    assert run("2 000", "usd", "--language", "en").stdout == "two thousand US dollars\n"


def test_the_command_gives_json_in_every_language() -> None:
    said = {
        language: json.loads(run("1000000", "MRU", "--language", language, "--json").stdout) for language in LANGUAGES
    }
    assert said == {
        "en": {"text": "one million ouguiyas"},
        "fr": {"text": "un million d’ouguiyas"},
        "ar": {"text": "مليون أوقية"},
    }


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-5", "MRU"), 1, "Error: amount: -5 MRU is below zero"),
        (("1e13", "MRU"), 1, "at most 1,000,000,000,000 is allowed"),
        (("five", "MRU"), 1, "Error: AMOUNT: 'five' is not a number; write digits, such as 1250.50."),
        (("5", "GBP"), 1, "Allowed: MRU, MRO, USD, EUR."),
        (("5", "MRV"), 1, "is not a currency of ISO 4217"),
        (("5", "MRU", "--language", "es"), 1, "Error: --language: 'es' is not a language. Allowed: en, fr, ar."),
        (("5", "MRU", "--langage", "fr"), 2, "Got unexpected extra arguments (--langage fr)"),
        (("5",), 2, "Missing argument 'CURRENCY'"),
    ],
)
def test_the_command_says_how_to_mend_what_it_refuses(words: tuple[str, ...], code: int, said: str) -> None:
    result = run(*words, code=code)
    assert said in result.stderr
    assert not result.stdout
