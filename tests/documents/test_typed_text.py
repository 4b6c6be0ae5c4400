"""What a person typed stands in every document as it was typed: line breaks, bullets and tabs kept, markup as text."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from costmodel.documents.proposal.make import to_docx
from costmodel.documents.workbook.make import to_xlsx
from costmodel.money.exchange import load_bundled
from costmodel.price_book.book import PriceBook
from costmodel.quoting.need import estimate_need, need_of, pricing_of, quote_need
from costmodel.quoting.quote import Quote
from costmodel.words.text import LANGUAGES, Language, bare

KIT = 'Kit de migration, comprenant :\n- câbles & connecteurs <5 m\n- licence "A"\t(tabulation)\n• puce collée de Word'
ADAPTER = "Adaptateur\u200bDICOM\u00a0→\u202fHL7 ½ “smart” ’quote’ {% if x %}"
NAME = "Hôpital <Mère & Enfant> {{ 7*7 }} 🏥 “Espoir”"
ADDRESS = "Îlot 12\nBP 345 — 2ᵉ étage"
CONDITION = "Première ligne\nDeuxième ligne :\n\t• point un\n\t• point deux"
DESCRIPTION = "Livré en deux fois\n{{ prix }} & <b>gras</b>"
NEED: dict[str, Any] = {
    "number": "C/004 & <bis>",
    "issue_date": date(2026, 11, 24),
    "customer": {"name": NAME, "address": ADDRESS + "\n", "city": "Atar"},
    "bundle": "on_premise",
    "preset": "small",
    "terms": {
        "extra_lines": [
            {"id": "kit", "item_name": KIT, "unit_price": "15000 MRU", "description": DESCRIPTION},
            {"id": "z", "item_name": ADAPTER, "kind": "option", "quantity": 3, "unit": "C62", "unit_price": "100 MRU"},
        ],
        "conditions": [CONDITION],
    },
}


@pytest.fixture(scope="module", params=LANGUAGES)
def offer(request: pytest.FixtureRequest, book: PriceBook) -> Quote:
    language: Language = request.param
    need = need_of(NEED, book)
    return quote_need(need, estimate_need(need, pricing_of(need, book, rates=load_bundled())), language=language)


def of_word(content: bytes) -> Iterator[str]:
    """Each paragraph of the body with its breaks and tabs."""
    for paragraph in Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        text = ""
        for piece in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
            if piece.tag == qn("w:t"):
                text += piece.text or ""
            elif piece.getparent().tag == qn("w:r"):
                text += "\n" if piece.tag == qn("w:br") else "\t"
        yield bare(text).replace("\u00a0", "\u202f")  # Word's Arabic text has its no-break spaces narrow


def test_word_keeps_what_was_typed(offer: Quote, book: PriceBook) -> None:
    paragraphs = list(of_word(to_docx(offer, book)))
    for words in (KIT, ADAPTER, NAME, CONDITION, DESCRIPTION):
        assert any(words.replace("\u00a0", "\u202f") in paragraph for paragraph in paragraphs), words
    assert any(ADDRESS in paragraph for paragraph in paragraphs)


def test_excel_keeps_what_was_typed(offer: Quote, book: PriceBook) -> None:
    sheets = load_workbook(io.BytesIO(to_xlsx(offer, book)))
    cells = [
        bare(cell.value)
        for sheet in sheets.worksheets
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    for words in (KIT, ADAPTER, NAME, CONDITION, DESCRIPTION):
        assert any(words in cell for cell in cells), words
    assert any(ADDRESS in cell for cell in cells)


def test_the_same_offer_is_the_same_bytes_at_any_time(
    offer: Quote, book: PriceBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = to_docx(offer, book), to_xlsx(offer, book)
    later = time.localtime(time.time() + 90_000)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert (to_docx(offer, book), to_xlsx(offer, book)) == made
