"""Texts and formats: every text in English, French and Arabic, each as its language sets it, none that is not used."""

from __future__ import annotations

import ast
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from figures import figures, unfilled
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from typography import RULES

from costmodel.files.faults import InputError
from costmodel.files.folders import template_folder
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import (
    LANGUAGES,
    Counted,
    Forms,
    Language,
    Text,
    bare,
    check_language,
    day,
    decimal,
    isolated,
    listed,
    measured,
    money,
    number,
    number_text,
    percent,
    probability,
    punctuated,
    rough,
    signed_percent,
)

NBSP, NARROW = "\u00a0", "\u202f"
PACKAGE = Path(__file__).parents[2] / "costmodel"


def spaces(text: str) -> str:
    """Visible: ~ for a no-break space, _ for a narrow one."""
    return text.replace(NBSP, "~").replace(NARROW, "_")


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        ("0", None, "0", "0"),
        ("7", None, "7", "7"),
        ("999", None, "999", "999"),
        ("1000", None, "1,000", "1_000"),
        ("1234567.5", None, "1,234,567.5", "1_234_567,5"),
        ("1234567", 2, "1,234,567.00", "1_234_567,00"),
        ("0.1", None, "0.1", "0,1"),
        ("0.10", None, "0.1", "0,1"),
        ("1E+3", None, "1,000", "1_000"),
        ("42.195", 1, "42.2", "42,2"),
        # half up, never half to even
        ("0.125", 2, "0.13", "0,13"),
        ("0.135", 2, "0.14", "0,14"),
        ("2.5", 0, "3", "3"),
        ("0.5", 0, "1", "1"),
        ("0.49999", 0, "0", "0"),
        ("1.005", 2, "1.01", "1,01"),
        # below zero
        ("-0.125", 2, "-0.13", "-0,13"),
        ("-1234567", 0, "-1,234,567", "-1_234_567"),
        ("-0.001", 2, "0.00", "0,00"),
        ("-0", None, "0", "0"),
        # big and small
        ("1000000000000000", 2, "1,000,000,000,000,000.00", "1_000_000_000_000_000,00"),
        (
            "12345678901234567890123456789012345.125",
            2,
            "12,345,678,901,234,567,890,123,456,789,012,345.13",
            "12_345_678_901_234_567_890_123_456_789_012_345,13",
        ),
        ("0.0000000001", None, "0.0000000001", "0,0000000001"),
    ],
)
def test_numbers(value: str, decimals: int | None, english: str, french: str) -> None:
    assert number(Decimal(value), "en", decimals=decimals) == english
    assert spaces(number(Decimal(value), "fr", decimals=decimals)) == french


def test_a_whole_number_needs_no_decimal() -> None:
    assert number(42_000, "en") == "42,000"
    assert number_text(42_000) == Text(en="42,000", fr=f"42{NARROW}000", ar="\u206642.000\u2069")


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4), st.integers(0, 4))
def test_a_printed_number_reads_back_rounded_half_up(value: Decimal, decimals: int) -> None:
    half_up = int(abs(value) * 10**decimals + Decimal("0.5")) / Decimal(10**decimals)
    for language, point in (("en", "."), ("fr", ",")):
        shown = number(value, language, decimals=decimals)  # type: ignore[arg-type]
        read = Decimal(re.sub(rf"[^0-9{point}-]", "", shown).replace(",", "."))
        assert read == (half_up if value >= 0 else -half_up)
        assert not re.fullmatch(r"-[0.,]*", shown), "zero has no sign"


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        ("1234567", 2, "1,234,567.00~MRU", "1_234_567,00~MRU"),
        ("-1234.5", 2, "-1,234.50~MRU", "-1_234,50~MRU"),
        ("50000000", 0, "50,000,000~MRU", "50_000_000~MRU"),
        ("0.005", 2, "0.01~MRU", "0,01~MRU"),
    ],
)
def test_money_stays_on_one_line(value: str, decimals: int, english: str, french: str) -> None:
    assert spaces(money(Decimal(value), "MRU", "en", decimals=decimals)) == english
    assert spaces(money(Decimal(value), "MRU", "fr", decimals=decimals)) == french


@pytest.mark.parametrize(
    ("share", "english", "french", "signed"),
    [
        ("0.16", "16%", "16_%", "+16_%"),
        ("0.125", "12.5%", "12,5_%", "+12,5_%"),
        ("1", "100%", "100_%", "+100_%"),
        ("0.999", "99.9%", "99,9_%", "+99,9_%"),
        ("0.001", "0.1%", "0,1_%", "+0,1_%"),
        ("-0.3", "-30%", "-30_%", "−30_%"),
        ("12", "1,200%", "1_200_%", "+1_200_%"),
    ],
)
def test_percent(share: str, english: str, french: str, signed: str) -> None:
    assert percent(Decimal(share), "en") == english
    assert spaces(percent(Decimal(share), "fr")) == french
    assert spaces(signed_percent(Decimal(share), "fr")) == signed


@pytest.mark.parametrize(
    ("on", "english", "french"),
    [
        (date(2026, 11, 24), "24 November 2026", "24 novembre 2026"),
        (date(2026, 1, 1), "1 January 2026", "1er janvier 2026"),
        (date(2027, 8, 31), "31 August 2027", "31 août 2027"),
        (date(2028, 2, 29), "29 February 2028", "29 février 2028"),
    ],
)
def test_days(on: date, english: str, french: str) -> None:
    assert day(on, "en") == english
    assert day(on, "fr") == french


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2562317.44", "2560000"),
        ("5485000", "5490000"),
        ("999600", "1000000"),
        ("12345", "12300"),
        ("123.5", "124"),
        ("64.2", "64"),
        ("0.5", "1"),
        ("0", "0"),
        ("-2562317.44", "-2560000"),
    ],
)
def test_a_rough_value_has_three_figures_and_no_decimals(value: str, expected: str) -> None:
    assert rough(Decimal(value)) == Decimal(expected)
    assert number(rough(Decimal(value)), "en").replace(",", "") == expected


@pytest.mark.parametrize(
    ("quantity", "english", "french"),
    [
        ("0", "0~studies", "0~examen"),
        ("0.5", "0.5~studies", "0,5~examen"),
        ("1", "1~study", "1~examen"),
        ("1.00", "1~study", "1~examen"),
        ("1.5", "1.5~studies", "1,5~examen"),
        ("2", "2~studies", "2~examens"),
        ("1000000", "1,000,000~studies", "1_000_000~examens"),
    ],
)
def test_a_noun_agrees_with_its_number(quantity: str, english: str, french: str) -> None:
    study = Counted(
        en=Forms(one="study", other="studies"), fr=Forms(one="examen", other="examens"), ar=Forms(other="فحص")
    )
    shown = measured(Decimal(quantity), study.after(Decimal(quantity)))
    assert (spaces(shown.en), spaces(shown.fr)) == (english, french)


# ------------------------------------------------------------------ Arabic


def marks(text: str) -> str:
    """Visible: < > around a figure, [ ] around a date, ( ) around what may be either, ~ for a no-break space."""
    return text.translate(str.maketrans("\u2066\u2067\u2068\u2069\u00a0", "<[({~".replace("{", ">")))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (number(Decimal("1234567.5"), "ar"), "<1.234.567,5>"),
        (number(-1000, "ar"), "<-1.000>"),
        (money(Decimal("1234567.005"), "MRU", "ar", decimals=2), "<1.234.567,01~MRU>"),
        (percent(Decimal("0.125"), "ar"), "<12,5%>"),
        (signed_percent(Decimal("-0.3"), "ar"), "<−30%>"),
        (probability(0.0001, "ar"), "<<1%>"),
        (day(date(2026, 11, 24), "ar"), "[24 نوفمبر 2026>"),
    ],
)
def test_figures_keep_their_order_inside_arabic_text(written: str, shown: str) -> None:
    assert marks(written) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2026-041", "(2026-041>"),
        ("Centre hospitalier n° 2", "(Centre hospitalier n° 2>"),
        ("مستشفى الصداقة", "مستشفى الصداقة"),
        ("مستشفى الصداقة PACS", "(مستشفى الصداقة PACS>"),
        ("…", "…"),
    ],
)
def test_what_was_typed_stands_in_arabic_text_as_one_piece(typed: str, shown: str) -> None:
    assert marks(Text.same(typed).in_("ar")) == shown
    assert Text.same(typed).fr == typed
    assert isolated(isolated(typed)) == isolated(typed)
    assert bare(isolated(typed)) == typed


def test_arabic_indic_digits_are_those_of_figures_and_dates_alone(book: PriceBook) -> None:
    indic = Wording(book, "ar", digits="arabic_indic")
    assert bare(indic.number(Decimal("1234567.5"))) == "١٬٢٣٤٬٥٦٧٫٥"
    assert bare(indic.percent(Decimal("0.16"))) == "١٦٪"
    assert bare(indic.day(date(2026, 11, 24))) == "٢٤ نوفمبر ٢٠٢٦"
    assert bare(indic.of(Text.same("2026-041"))) == "2026-041"
    assert Wording(book, "fr", digits="arabic_indic").number(12) == "12"


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "<0>~سنة"),
        (1, "سنة~واحدة"),
        (2, "سنتان"),
        (3, "<3>~سنوات"),
        (10, "<10>~سنوات"),
        (11, "<11>~سنةً"),
        (99, "<99>~سنةً"),
        (100, "<100>~سنة"),
        (103, "<103>~سنوات"),
    ],
)
def test_an_arabic_noun_has_the_form_of_its_number(count: int, shown: str, book: PriceBook) -> None:
    assert marks(measured(count, book.unit("ANN", count)).in_("ar")) == shown


@pytest.mark.parametrize(
    ("count", "unit", "shown"),
    [
        (1, "DAY", "يوم~واحد"),
        (2, "DAY", "يومان"),
        (1, "business_hour", "ساعة عمل~واحدة"),
        (2, "business_hour", "ساعتا عمل"),
        (2, "KGM", "<2>~(KGM>"),
    ],
)
def test_one_and_two_are_said_by_the_noun_itself(count: int, unit: str, shown: str, book: PriceBook) -> None:
    assert marks(measured(count, book.unit(unit, count)).in_("ar")) == shown


def test_separators_of_arabic() -> None:
    assert punctuated("; ", "ar") == "؛ "
    assert punctuated(", ", "ar") == "، "
    assert punctuated(": ", "ar") == ": "


# ------------------------------------------------------------------ languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_that_are_ready(language: Language) -> None:
    assert check_language(language) == language


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "language: 'de' is not a language. Allowed: en, fr, ar."),
        ("FR", "language: 'FR' is not a language. Allowed: en, fr, ar. Nearest: 'fr'."),
        ("fra", "language: 'fra' is not a language. Allowed: en, fr, ar. Nearest: 'fr'."),
        ("", "language: '' is not a language. Allowed: en, fr, ar."),
    ],
)
def test_languages_that_are_refused(language: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        check_language(language)
    assert str(error.value) == words


def test_a_text_without_one_of_its_languages_is_refused() -> None:
    with pytest.raises(ValidationError, match="ar\n  Field required"):
        Text(en="Training", fr="Formation")  # type: ignore[call-arg]
    assert Text(en="Training", fr="Formation", ar="التدريب").in_("ar") == "التدريب"


def test_what_a_person_typed_is_the_same_in_every_language() -> None:
    assert {bare(Text.same("A & B <Co>").in_(language)) for language in LANGUAGES} == {"A & B <Co>"}


def test_french_puts_a_space_before_a_colon() -> None:
    tax, rate = Text(en="VAT", fr="TVA", ar="الضريبة"), Text(en="16%", fr="16 %", ar="16%")
    assert tax.joined(rate) == Text(en="VAT: 16%", fr=f"TVA{NBSP}: 16 %", ar="الضريبة: 16%")
    assert listed([tax, rate]) == Text(en="VAT; 16%", fr=f"TVA{NBSP}; 16 %", ar="الضريبة؛ 16%")
    assert listed([tax, rate], ", ") == Text(en="VAT, 16%", fr="TVA, 16 %", ar="الضريبة، 16%")
    assert listed([tax]) == tax
    assert punctuated(" × ", "fr") == " × "


# ------------------------------------------------------------------ the texts of the data


def texts(value: object, path: str) -> Iterator[tuple[str, Text]]:
    """Every text below a value with its path, and every noun as it stands after numbers of each kind."""
    if isinstance(value, Text):
        yield path, value
    if isinstance(value, Counted):
        for number_before in (0, 1, 2, 3, 11, 100, Decimal("1.5")):
            yield f"{path}.{number_before}", value.after(number_before)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from texts(item, f"{path}.{getattr(item, 'id', position)}")


@pytest.fixture(scope="module")
def all_texts(book: PriceBook) -> tuple[tuple[str, Text], ...]:
    return tuple(texts(book, ""))


def test_there_are_many_texts(all_texts: tuple[tuple[str, Text], ...]) -> None:
    assert len(all_texts) > 500
    assert len(all_texts) == len(dict(all_texts))


NAMES = {"PACS", "RIS", "currency-api (fawazahmed0)"}
"""Abbreviations and names, which every language leaves as they are."""
COGNATES = {
    "fr": NAMES | {
        "Code", "DICOM", "Date", "Interfaces", "Page", "Sites", "Source", "Sources", "Standard", "Total", "export",
        # nouns after a number
        "interface", "interfaces", "minute", "minutes", "site", "sites",
    },
    "ar": NAMES,
}  # fmt: skip
"""What French or Arabic writes as English does, and rightly so."""


@pytest.mark.parametrize("language", COGNATES)
def test_no_translation_equals_its_english_by_accident(
    language: Language, all_texts: tuple[tuple[str, Text], ...]
) -> None:
    alike = {text.en for _, text in all_texts if text.in_(language) == text.en}
    assert {words for words in alike if re.search("[A-Za-z]", unfilled(words))} == COGNATES[language]


def test_every_text_is_complete_in_every_language(all_texts: tuple[tuple[str, Text], ...]) -> None:
    for path, text in all_texts:
        for language in LANGUAGES:
            assert text.in_(language).strip(), path


@pytest.mark.parametrize(("what", "pattern", "languages"), RULES, ids=[rule[0] for rule in RULES])
def test_typography(
    what: str, pattern: str, languages: tuple[Language, ...], all_texts: tuple[tuple[str, Text], ...]
) -> None:
    wrong = [
        f"{path}: {text.in_(language)}"
        for path, text in all_texts
        for language in languages
        if re.search(pattern, text.in_(language)) and not (language == "en" and path.startswith("messages."))
    ]
    assert not wrong, f"{what}: {wrong[:5]}"


def placeholders(words: str) -> list[str]:
    return sorted(set(re.findall(r"\{([^}]*)\}", words)))


def test_languages_agree_on_placeholders(all_texts: tuple[tuple[str, Text], ...]) -> None:
    for path, text in all_texts:
        assert placeholders(text.en) == placeholders(text.fr) == placeholders(text.ar), path
        assert all(re.fullmatch("[a-z_]+", name) for name in placeholders(text.en)), path
        assert text.en.count("{") == text.en.count("}"), path


IN_WORDS = {
    "texts.note.range": (10, 90),
    "texts.ui.book_class_bounds": (10, 90),  # «the tenth and the ninetieth percentile»
    "texts.compare.gap": (1,),  # «one»
}
"""Figures of English and French that Arabic says in words."""


@pytest.mark.parametrize(
    ("written", "figure"),
    [("1.234", "1234"), ("1.234.567,5", "1234567.5"), ("3,25", "3.25"), ("DICOM 3.0", "3.0"), ("150 ألف", "150000")],
)
def test_a_figure_in_arabic(written: str, figure: str) -> None:
    assert figures(written, "ar") == [Decimal(figure)]


def test_languages_agree_on_figures(all_texts: tuple[tuple[str, Text], ...]) -> None:
    assert set(IN_WORDS) <= set(dict(all_texts))
    for path, text in all_texts:
        assert figures(text.en, "en") == figures(text.fr, "fr"), path
        assert figures(text.en, "en") == sorted([*figures(text.ar, "ar"), *map(Decimal, IN_WORDS.get(path, ()))]), path


# ------------------------------------------------------------------ the glossary


class Term(NamedTuple):
    """A term in each language; each has its alternatives."""

    en: tuple[str, ...]
    fr: tuple[str, ...]
    ar: tuple[str, ...]


def glossary() -> list[Term]:
    """The terms of `cases/glossary.tsv`."""
    lines = (Path(__file__).parents[1] / "cases" / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Term(*(tuple(cell.split(" / ")) for cell in row)) for row in rows]


def without_marks(words: str) -> str:
    """Words in small letters without accents and vowel signs."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(letter)
    )


def says(words: str, terms: tuple[str, ...], language: Language) -> bool:
    """Whether a text has one of the terms, inflected as it may be, with at most one word between two of its words."""
    between = r"\W+" if language == "en" else r"(?:\W+\w+)?\W+"
    patterns = (
        between.join(INFLECTED[language](word) for word in re.findall(r"\w+", without_marks(term))) for term in terms
    )
    return any(re.search(pattern, without_marks(words)) for pattern in patterns)


def english(word: str) -> str:
    return rf"(?<![\w-]){word}(?:e?s)?(?![\w-])"


def french(word: str) -> str:
    stem = re.sub("(?:e|s|x|es|al|aux)$", "", word) if len(word) > 3 else word
    return rf"\b{stem}\w{{0,4}}\b" if len(word) > 3 else rf"\b{word}\b"


def arabic(word: str) -> str:
    stem = re.sub("(?:ات|ة)$", "", word)
    return rf"\b[وف]?[بكل]?(?:ال|ل)?{stem}[اتةيهنموك]{{0,4}}\b"


INFLECTED: dict[Language, Callable[[str], str]] = {"en": english, "fr": french, "ar": arabic}
"""The pattern of a word with its endings and, in Arabic, what is written onto its front."""


@pytest.mark.parametrize(
    ("words", "term", "language", "said"),
    [
        ("Two bundles", "bundle", "en", True),
        ("A bundled price", "bundle", "en", False),
        ("les hôpitaux publics", "hôpitaux publics", "fr", True),
        ("à l’échéancier", "échéancier", "fr", True),
        ("les données à reprendre", "reprise des données", "fr", False),
        ("وبالتراخيص", "تراخيص", "ar", True),
        ("للعميل", "عميل", "ar", True),
        ("النطاق المنشور", "نطاق منشور", "ar", True),
        ("صافي القيمة", "قيمة حالية", "ar", False),
    ],
)
def test_a_term_is_found_in_its_inflections(words: str, term: str, language: Language, said: bool) -> None:
    assert says(words, (term,), language) is said


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.en[0])
def test_a_term_is_translated_as_the_glossary_says(term: Term, all_texts: tuple[tuple[str, Text], ...]) -> None:
    found = [(path, text) for path, text in all_texts if says(unfilled(text.en), term.en, "en")]
    assert found, f"{term.en} stands in no text"
    assert [(path, text.fr) for path, text in found if not says(text.fr, term.fr, "fr")] == []
    assert [(path, text.ar) for path, text in found if not says(text.ar, term.ar, "ar")] == []


# ------------------------------------------------------------------ probabilities


@pytest.mark.parametrize(
    ("chance", "places", "english", "french"),
    [
        (0.349, 0, "35%", "35\u202f%"),
        (0.349, 1, "34.9%", "34,9\u202f%"),
        (0.8, 1, "80.0%", "80,0\u202f%"),
        (0.0, 0, "0%", "0\u202f%"),
        (1.0, 0, "100%", "100\u202f%"),
        (0.0049, 0, "<1%", "<\u202f1\u202f%"),
        (0.0051, 0, "1%", "1\u202f%"),
        (0.9951, 0, ">99%", ">\u202f99\u202f%"),
        (0.9949, 0, "99%", "99\u202f%"),
        (0.00049, 1, "<0.1%", "<\u202f0,1\u202f%"),
        (0.99951, 1, ">99.9%", ">\u202f99,9\u202f%"),
        (1e-300, 1, "<0.1%", "<\u202f0,1\u202f%"),
        (1 - 2**-53, 0, ">99%", ">\u202f99\u202f%"),
    ],
)
def test_only_what_is_certain_is_0_or_100_percent(chance: float, places: int, english: str, french: str) -> None:
    assert probability(chance, "en", places=places) == english
    assert probability(chance, "fr", places=places) == french


def test_a_float_is_the_decimal_that_it_prints_as() -> None:
    shown = [str(decimal(value, 3)) for value in (0.1, 0.12349, np.float64(2) / 3, 1)]
    assert shown == ["0.1", "0.123", "0.667", "1.0"]


# ------------------------------------------------------------------ phrases that are used


NAMED_BY_DATA = ("basis.support",)
"""Phrases that a line's id names at run time."""


class Uses:
    """What the program's source and templates say: their strings, the fields of records, the patterns of f-strings."""

    def __init__(self) -> None:
        self.strings: set[str] = set()
        self.patterns: set[re.Pattern[str]] = set()
        self.said: set[str] = set()
        for path in (*PACKAGE.rglob("*.py"), *template_folder().glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                self._note(node)
        for template in template_folder().glob("*.docx"):
            with zipfile.ZipFile(template) as parts:
                for name in parts.namelist():
                    if name.endswith(".xml"):
                        self.strings |= set(re.findall(r"\{[{%](.*?)[}%]\}", parts.read(name).decode()))
        self.names = {name for string in self.strings for name in re.findall(r"[\w.]+", string)}

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.strings.add(node.value)
            if re.fullmatch(r"[a-z]+\.[a-z_]+_", node.value):  # the field of a record follows
                self.patterns.add(re.compile(f"{re.escape(node.value)}(.+)"))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self.strings.add(node.target.id)
        elif isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "(.+)" for p in node.values]
            if parts[0] != "(.+)":
                self.patterns.add(re.compile("".join(parts)))
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called == "say" and isinstance(node.args[0].value, str):
                self.said.add(node.args[0].value)

    def uses(self, id_: str) -> bool:
        """Whether a phrase is named: whole in a string, or by an f-string whose variable part is one of the strings."""
        if {id_, id_.replace("proposal.caption_", "caption.")} & self.names:
            return True
        found = [match for pattern in self.patterns if (match := pattern.fullmatch(id_))]
        return any(all(part in self.strings for part in match.groups()) for match in found)


@pytest.fixture(scope="module")
def source() -> Uses:
    return Uses()


def test_every_phrase_that_is_said_exists(book: PriceBook, source: Uses) -> None:
    assert source.said - {phrase.id for phrase in book.texts} == set()
    assert len(source.said) > 20


def test_every_phrase_is_used(book: PriceBook, source: Uses) -> None:
    known = [phrase.id for phrase in book.texts if not phrase.id.startswith(NAMED_BY_DATA)]
    assert [id_ for id_ in known if not source.uses(id_)] == []
