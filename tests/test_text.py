"""Texts and formats: every text in French and English, each as its language sets it, and none that is not used."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from costmodel.faults import CostmodelError, InputError
from costmodel.folders import template_folder
from costmodel.price_book import PriceBook
from costmodel.text import (
    READY,
    Language,
    Text,
    check_language,
    day,
    decimal,
    listed,
    money,
    number,
    number_text,
    percent,
    plural,
    probability,
    punctuated,
    rough,
    signed_percent,
)

NBSP, NARROW = "\u00a0", "\u202f"
PACKAGE = Path(__file__).parents[1] / "costmodel"


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
    assert number_text(42_000) == Text(en="42,000", fr=f"42{NARROW}000")


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
    [("0", True, False), ("0.5", True, False), ("1", False, False), ("1.5", True, False), ("2", True, True)],
)
def test_what_is_plural(quantity: str, english: bool, french: bool) -> None:
    assert plural(Decimal(quantity), "en") is english
    assert plural(Decimal(quantity), "fr") is french
    assert plural(-Decimal(quantity), "fr") is french


# ------------------------------------------------------------------ languages


@pytest.mark.parametrize("language", ["en", "fr"])
def test_languages_that_are_ready(language: Language) -> None:
    assert check_language(language) == language


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "language: documents in 'ar' (Arabic) are not available yet: its texts do not exist. Use fr or en."),
        ("de", "language: 'de' is not a language. Allowed: en, fr."),
        ("FR", "language: 'FR' is not a language. Allowed: en, fr. Nearest: 'fr'."),
        ("fra", "language: 'fra' is not a language. Allowed: en, fr. Nearest: 'fr'."),
        ("", "language: '' is not a language. Allowed: en, fr."),
    ],
)
def test_languages_that_are_refused(language: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        check_language(language)
    assert str(error.value) == words


def test_a_text_that_does_not_exist_is_an_error_never_blank() -> None:
    with pytest.raises(CostmodelError, match=r"'Training' does not exist in 'ar'. Use one of: en, fr."):
        Text(en="Training", fr="Formation").in_("ar")
    assert Text(en="Training", fr="Formation", ar="تدريب").in_("ar") == "تدريب"


def test_what_a_person_typed_is_the_same_in_every_language() -> None:
    assert {Text.same("A & B <Co>").in_(language) for language in ("en", "fr", "ar")} == {"A & B <Co>"}


def test_french_puts_a_space_before_a_colon() -> None:
    tax, rate = Text(en="VAT", fr="TVA"), Text(en="16%", fr="16 %")
    assert tax.joined(rate) == Text(en="VAT: 16%", fr=f"TVA{NBSP}: 16 %")
    assert listed([tax, rate]) == Text(en="VAT; 16%", fr=f"TVA{NBSP}; 16 %")
    assert listed([tax, rate], ", ") == Text(en="VAT, 16%", fr="TVA, 16 %")
    assert listed([tax]) == tax
    assert punctuated(" × ", "fr") == " × "


# ------------------------------------------------------------------ the texts of the data


def texts(value: object, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path, value
    if isinstance(value, BaseModel):
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


SAME = {
    # abbreviations and names
    "PACS",
    "RIS",
    "DICOM",
    "currency-api (fawazahmed0)",
    # the same word in both languages
    "Code",
    "Conditions",
    "Date",
    "Dates",
    "Interfaces",
    "interface",
    "interfaces",
    "minute",
    "minutes",
    "Page",
    "Sites",
    "site",
    "sites",
    "Source",
    "Sources",
    "Standard",
    "Total",
    "export",
    "position",
}
"""Words that French and English spell alike."""


def test_french_is_not_english_left_standing(all_texts: tuple[tuple[str, Text], ...]) -> None:
    alike = {text.en for _, text in all_texts if text.en == text.fr}
    assert alike - SAME == set()


def test_every_text_is_complete_in_every_language_that_is_ready(all_texts: tuple[tuple[str, Text], ...]) -> None:
    for path, text in all_texts:
        for language in READY:
            assert text.in_(language).strip(), path


RULES = (
    ("two spaces", r"[ \u00a0\u202f]{2}", READY),
    ("a space at the start or end, or a line break", r"^\s|\s$|\n", READY),
    ("a straight apostrophe", r"\w'\w", READY),
    ("a straight quotation mark", r'"', READY),
    ("a space before a comma or full stop", r"\s[,.](?!\w)", READY),
    ("no no-break space before : ; ! ? %", r"(?<![\u00a0\u202f])[:;!?%]", ("fr",)),
    ("no no-break space inside « »", r"«(?!\u00a0)|(?<!\u00a0)»", ("fr",)),
    ("digits grouped by a space that breaks", r"\d \d{3}\b", READY),
    ("digits grouped by a comma", r"\d,\d{3}\b", ("fr",)),
    ("a decimal point", r"(?<!\bDICOM )(?<!\bTLS )\b\d+\.\d", ("fr",)),
    ("a space before : ; ! ? %", r"\s[:;!?%]", ("en",)),
)


@pytest.mark.parametrize(("what", "pattern", "languages"), RULES, ids=[rule[0] for rule in RULES])
def test_typography(
    what: str, pattern: str, languages: tuple[Language, ...], all_texts: tuple[tuple[str, Text], ...]
) -> None:
    wrong = [
        f"{path}: {text.in_(language)}"
        for path, text in all_texts
        for language in languages
        if re.search(pattern, text.in_(language))
    ]
    assert not wrong, f"{what}: {wrong[:5]}"


def placeholders(words: str) -> list[str]:
    return sorted(set(re.findall(r"\{([^}]*)\}", words)))


def test_languages_agree_on_placeholders(all_texts: tuple[tuple[str, Text], ...]) -> None:
    for path, text in all_texts:
        assert placeholders(text.en) == placeholders(text.fr), path
        assert all(re.fullmatch("[a-z_]+", name) for name in placeholders(text.en)), path
        assert text.en.count("{") == text.en.count("}"), path


def figures(words: str, language: Language) -> list[Decimal]:
    words = re.sub(r"\{[^}]*\}|:00\b", "", words)
    plain = words.replace(NARROW, "").replace(",", ".") if language == "fr" else re.sub(r"(?<=\d),(?=\d{3})", "", words)
    return sorted(Decimal(digits) for digits in re.findall(r"\d+(?:\.\d+)?", plain))


def test_languages_agree_on_figures(all_texts: tuple[tuple[str, Text], ...]) -> None:
    for path, text in all_texts:
        assert figures(text.en, "en") == figures(text.fr, "fr"), path


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


NAMED_BY_DATA = ("unit.", "basis.support")
"""Phrases that a unit or a line's id names at run time."""


class Uses:
    """What the program's source and templates say: their strings, and the patterns of their f-strings."""

    def __init__(self) -> None:
        self.strings: set[str] = set()
        self.patterns: set[str] = set()
        self.said: set[str] = set()
        for path in (*PACKAGE.rglob("*.py"), *template_folder().glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                self._note(node)
        for template in template_folder().glob("*.docx"):
            with zipfile.ZipFile(template) as parts:
                for name in parts.namelist():
                    if name.endswith(".xml"):
                        self.strings |= set(re.findall(r"\{[{%](.*?)[}%]\}", parts.read(name).decode()))

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.strings.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [re.escape(p.value) if isinstance(p, ast.Constant) else "(.+)" for p in node.values]
            if parts[0] != "(.+)":
                self.patterns.add("".join(parts))
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called == "say" and isinstance(node.args[0].value, str):
                self.said.add(node.args[0].value)

    def uses(self, id_: str) -> bool:
        """Whether a phrase is named: whole in a string, or by an f-string whose variable part is one of the strings."""
        words = {id_, id_.replace("proposal.caption_", "caption.")}
        if any(
            re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", string) for word in words for string in self.strings
        ):
            return True
        found = [match for pattern in self.patterns if (match := re.fullmatch(pattern, id_))]
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
