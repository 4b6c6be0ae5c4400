"""Text of French and Arabic programs: the words as they were typed, or a refusal that names the encodings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.files.encodings import CANDIDATES, decoded
from costmodel.files.faults import InputError
from costmodel.files.strict_yaml import read_text, read_yaml
from costmodel.price_book.load import load_price_book

WORDS = (
    "Journées", "vérifiées", "à côté", "barème", "RÉSEAU", "ÉCRAN", "Élève", "câblage", "reçu", "goût", "créée",
    "l’écran", "« été »", "12,50 €", "n° 3", "m²", "½ journée", "Hôpital régional", "Formation – 2 jours", "Nouâdhibou",
    "تدريب", "تدريب الأطباء", "الخادم والتخزين", "باب",
)  # fmt: skip


def can_hold(text: str, encoding: str) -> bool:
    return text.encode(encoding, "ignore").decode(encoding) == text


def read_or_refused(raw: bytes) -> str:
    try:
        return decoded(raw, "card.csv")
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("encoding", CANDIDATES.values())
@pytest.mark.parametrize("word", WORDS)
def test_words_are_as_typed_or_refused(word: str, encoding: str) -> None:
    text = f"line;item_name;source\r\ntraining;{word};x\r\n"
    if can_hold(text, encoding):
        name = next(name for name, codec in CANDIDATES.items() if codec == encoding)
        told = read_or_refused(text.encode(encoding))
        assert told == text or ("letters do not tell which encoding" in told and name in told and word in told)


@given(words=st.lists(st.sampled_from(WORDS), min_size=3, max_size=8), encoding=st.sampled_from([*CANDIDATES.values()]))
def test_several_words_are_never_other_words(words: list[str], encoding: str) -> None:
    text = "item_name\n" + "\n".join(words)
    if can_hold(text, encoding):
        told = read_or_refused(text.encode(encoding))
        assert told == text or "letters do not tell which encoding" in told


PHRASES = load_price_book().texts
LINES = {
    "fr": [re.sub(r"\{[^}]*\}", "12", phrase.fr) for phrase in PHRASES],
    "ar": [re.sub(r"\{[^}]*\}", "12", phrase.ar) for phrase in PHRASES],
}


@settings(deadline=None)
@given(data=st.data(), encoding=st.sampled_from([*CANDIDATES.values()]))
def test_a_file_of_four_lines_is_read_or_refused_whole(data: st.DataObject, encoding: str) -> None:
    language = data.draw(st.sampled_from(["fr", "ar"] if encoding == "cp1256" else ["fr"]))
    lines = data.draw(st.lists(st.sampled_from(LINES[language]), min_size=4, max_size=8))
    text = "item_name\n" + "\n".join(lines).encode(encoding, "ignore").decode(encoding)
    told = read_or_refused(text.encode(encoding))
    assert told == text or "letters do not tell which encoding" in told


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Journées;12".encode("cp1252"), "Journées;12"),
        ("Journées - vérifiées à côté".encode("cp850"), "Journées - vérifiées à côté"),
        ("Journées vérifiées".encode("mac_roman"), "Journées vérifiées"),
        ("تدريب".encode("cp1256"), "تدريب"),
        ("Journées".encode("utf-16"), "Journées"),
        ("\ufeffJournées".encode("utf-16-be"), "Journées"),
        ("\ufeffJournées".encode(), "Journées"),
        ("l’écran".encode("mac_roman"), "l’écran"),
        (b"plain", "plain"),
    ],
)
def test_a_text_says_its_encoding(raw: bytes, text: str) -> None:
    assert decoded(raw, "card.csv") == text


def test_a_doubt_shows_a_sample_in_each_encoding() -> None:
    with pytest.raises(InputError) as error:
        decoded("a\nNoël;\n".encode("mac_roman"), "card.csv")
    assert str(error.value) == (
        "card.csv: line 2: is not UTF-8, and its letters do not tell which encoding it has: cp850 'Noæl;'; macroman "
        "'Noël;'. Name the encoding, or save the file as UTF-8."
    )


@pytest.mark.parametrize("name", ["macroman", "MacRoman", "mac_roman"])
def test_a_named_encoding_settles_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / "need.yaml"
    path.write_bytes("ville: Île\n".encode("mac_roman"))
    assert read_text(path, encoding=name) == "ville: Île\n"
    assert read_yaml(path, encoding=name)[0] == {"ville": "Île"}


def test_a_named_encoding_leaves_what_is_not_in_doubt() -> None:
    """One --encoding stands for a need in UTF-8 and for the card of another program that it names."""
    for text in ("Journées", "\ufeffJournées"):
        assert decoded(text.encode(), "need.yaml", "macroman") == "Journées"
    assert decoded("Journées".encode("utf-16"), "card.csv", "macroman") == "Journées"
    assert decoded("Journées".encode("utf-16-le"), "card.csv", "utf-16") == "Journées"
    assert decoded("Journées".encode("utf-16-be"), "card.csv", "UTF-16") == "Journées"


@pytest.mark.parametrize("text", ["QUALITÉ\u00a0:", "LIBERTÉ…"])
def test_two_bytes_that_happen_to_be_utf_8(text: str) -> None:
    text.encode("cp1252").decode("utf-8")
    assert decoded(text.encode("cp1252"), "card.csv") == text


@pytest.mark.parametrize("text", ["ɓaawo ɗiɗi", "5 kΩ", "București", "λx", "Привет", "东西"])
def test_utf_8_of_other_languages_stays(text: str) -> None:
    assert decoded(text.encode(), "card.csv") == text


def test_an_encoding_that_is_not_known() -> None:
    with pytest.raises(InputError) as error:
        decoded(b"", "card.csv", "cp1253")
    assert str(error.value) == (
        "card.csv: 'cp1253' is not an encoding. Allowed: utf-8, utf-16, cp1252, cp1256, cp850, macroman. Nearest: "
        "'cp1252'."
    )


def test_a_named_encoding_that_does_not_fit() -> None:
    with pytest.raises(InputError, match=r"card\.csv: line 2: is not text in utf-8\."):
        decoded(b"a\n\xe9", "card.csv", "utf-8")
