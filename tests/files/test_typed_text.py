"""What a person types into a text field of a need is printed as typed, or refused with its place; nothing is lost."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import pytest
from click.testing import CliRunner
from docx import Document
from libreoffice import Office, office

from costmodel.cli.main import cli
from costmodel.documents.proposal.make import to_docx
from costmodel.files.yaml_writer import to_yaml
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.quoting.need import estimate_need, need_of, pricing_of, quote_need
from costmodel.words.text import closed

__all__ = ["office"]

TYPED = {
    "markup": "A & B < C > D \"E\" 'F' &amp; &#65; <w:br/>",
    "end_of_data": "a ]]> b <![CDATA[c]]>",
    "tags": "{{ 7*7 }} {% for x in y %} {# n #} {_{ 7 }_} {%p if x %} }} %}",
    "formula": "=1+1 @SUM(A1) +cmd|' /C calc'!A0 -2+3",
    "emoji": "Hôpital 🏥 👩🏽‍⚕️ 🇲🇷 – ½ © ﷺ",
    "arabic": "المستشفى الجهوي (كيفه) 2026-041",
    "direction_marks": "abc\u200f def\u200e ghi",
    "turned": "abc\u202edef",
    "spaces": "a\u00a0b\u202fc",
    "quotes": "l’hôpital « régional » “x” \\ / | ` ~ ^ $ % #",
    "long": "Centre " * 70,
}
FIELDS = 14
"""Places that a need gives to texts, and the seller's file too."""


def typed_need(text: str) -> dict[str, Any]:
    """A need with the text in every field that takes one, each with a number so that none can stand in for another."""
    n = iter(range(1, FIELDS + 1))

    def typed() -> str:
        return f"F{next(n):02d} {text}"

    customer = {key: typed() for key in ("name", "address", "city", "country", "tax_id", "contact", "email", "phone")}
    return {
        "number": "N-1",
        "issue_date": date(2026, 11, 24),
        "preset": "medium",
        "customer": customer,
        "survey": {"on": date(2026, 11, 2), "by": typed()},
        "terms": {
            "tax": {"category": "E", "reason": typed()},
            "discounts": [{"label": typed(), "share": Decimal("0.01")}],
            "extra_lines": [{"id": "own", "item_name": typed(), "unit": "LS", "unit_price": "1000 MRU"}],
            "charges": [{"label": typed(), "amount": "10 MRU"}],
            "conditions": [typed()],
        },
    }


def proposal(values: dict[str, Any], book: PriceBook, rates: RateTable, language: str = "fr") -> bytes:
    """The Word proposal of a need."""
    need = need_of(values, book)
    offer = quote_need(need, estimate_need(need, pricing_of(need, book, rates=rates)), language=language)
    return to_docx(offer, book)


def refused(folder: Path, content: str) -> str:
    """What the command says of a need file that it does not take."""
    path = folder / "need.yaml"
    path.write_text(content, encoding="utf-8")
    words = ["quote", str(path), "--out", str(folder / "out")]
    result = CliRunner().invoke(cli, words, prog_name="costmodel")
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert not (folder / "out").exists()
    return result.stderr


def words_of(docx: bytes) -> str:
    """The text of a Word file by paragraphs, without the marks that keep pieces of Arabic in order."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        xml = package.read("word/document.xml").decode()
    paragraphs = ("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", piece)) for piece in xml.split("</w:p>"))
    entities = {"&quot;": '"', "&#39;": "'", "&#123;": "{", "&#125;": "}"}
    return re.sub("[\u2066-\u2069]", "", unescape("\n".join(paragraphs), entities))


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", TYPED)
def test_every_text_field_is_printed_as_typed(book: PriceBook, rates: RateTable, name: str, language: str) -> None:
    text = TYPED[name].strip()
    docx = proposal(typed_need(text), book, rates, language)
    printed = words_of(docx)
    if language == "ar":  # where Latin words are set with the narrow one of the no-break spaces
        printed, text = printed.replace("\u00a0", "\u202f"), text.replace("\u00a0", "\u202f")
    assert [n for n in range(1, FIELDS + 1) if f"F{n:02d} {text}" not in printed] == []
    assert len(Document(io.BytesIO(docx)).tables) > 15


@pytest.mark.parametrize("field", ["name", "address", "contact"])
def test_what_is_too_long_is_refused_with_its_place(tmp_path: Path, field: str) -> None:
    values = typed_need("x")
    values["customer"][field] = "N" * 10_000
    said = refused(tmp_path, to_yaml(values))
    assert f"customer.{field}: line " in said
    assert "500 characters" in said


@pytest.mark.parametrize(
    ("character", "code"), [("\\0", "0000"), ("\\a", "0007"), ("\\x1B", "001B"), ("\\uFFFE", "FFFE")]
)
def test_what_no_document_can_hold_is_refused_with_its_place(tmp_path: Path, character: str, code: str) -> None:
    said = refused(tmp_path, f'preset: medium\nissue_date: 2026-11-24\ncustomer: {{name: "A{character}B"}}\n')
    assert f"customer.name: line 3: holds U+{code}, which is not a character of text; remove it." in said


def test_a_text_that_turns_the_direction_ends_with_itself() -> None:
    """The amount after a customer's name must not be read backwards."""
    assert closed("abc\u202edef") == "abc\u202edef\u202c"
    assert closed("a\u2067b\u202ec") == "a\u2067b\u202ec\u202c\u2069"
    assert closed("a\u202eb\u202c c") == "a\u202eb\u202c c"
    assert closed("plain \u200f text") == "plain \u200f text"


@pytest.mark.libreoffice
def test_a_proposal_with_all_of_it_opens(book: PriceBook, rates: RateTable, office: Office, tmp_path: Path) -> None:
    text = " ".join(TYPED[name].strip() for name in TYPED if name != "long")
    source = tmp_path / "offer.docx"
    source.write_bytes(proposal(typed_need(text), book, rates))
    read = office.convert(source, to="txt")[0].read_text(encoding="utf-8-sig")
    for name in ("markup", "end_of_data", "tags", "formula", "emoji", "arabic"):
        assert read.count(TYPED[name].strip()) >= FIELDS, name
