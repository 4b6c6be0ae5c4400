"""Tender forms: what a commission reads in Excel and in Word is the quote, to the last minor unit."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import Office, office
from openpyxl import load_workbook

from costmodel.cli.main import cli
from costmodel.documents.forms.costs import Costs, costs_of
from costmodel.documents.forms.form import Figure, Fill, Form, Said
from costmodel.documents.forms.kinds import FORMS
from costmodel.documents.forms.make import form_of, to_form
from costmodel.documents.forms.prices import numbered
from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError, RateError
from costmodel.files.folders import template_folder
from costmodel.money.currencies import Currency
from costmodel.money.exchange import RateTable
from costmodel.money.in_words import price_in_words
from costmodel.price_book.book import PriceBook
from costmodel.price_book.requirements import Requirement
from costmodel.price_book.wording import Wording
from costmodel.quoting.compliance import load_answers, matrix
from costmodel.quoting.need import estimate_need, load_need, need_of, pricing_of, quote_need, seller_of
from costmodel.quoting.quote import Quote
from costmodel.quoting.two_currencies import Price, in_two_currencies, pair_of
from costmodel.ui.pages.quote.forms import forms_archive
from costmodel.words.text import LANGUAGES, Language, bare, country

__all__ = ["office"]

EXAMPLES = Path(__file__).parents[2] / "examples"
NEED = EXAMPLES / "regional_hospital.yaml"
GOLDEN = Path(__file__).parents[1] / "golden" / "forms_regional.tsv"
SELLER = """
name: Société A & B <SARL>
city: Nouakchott
tax_id: "00012345"
bank: Banque, IBAN MR00 0000
signatory: La directrice
"""
RICH = {
    "preset": "medium",
    "issue_date": date(2026, 11, 24),
    "number": "2026-041",
    "customer": {"name": "Hôpital =1+1 & fils", "city": "Kiffa"},
    "warranty_months": 18,
    "terms": {
        "contracted_years": 3,
        "lines": [{"id": "training", "discounts": [{"label": "Remise formation", "share": "0.05"}]}],
        "discounts": [{"label": "Remise commerciale", "share": "0.03"}, {"label": "Geste", "amount": "1234.57 MRU"}],
        "charges": [{"label": "Transport", "amount": "777.77 MRU"}],
        "extra_lines": [
            {"id": "exempt", "item_name": "Écran", "quantity": 7, "unit": "C62", "unit_price": "333.33 MRU",
             "tax": {"category": "E", "reason": "don"}},
            {"id": "more", "item_name": "Option @SUM", "kind": "option", "unit_price": "1000 MRU"},
        ],
        "prepaid": "5000 MRU",
        "rounding": "7.13 MRU",
    },
}  # fmt: skip
Made = Callable[..., Quote]


@pytest.fixture(scope="module")
def made(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Made:
    """A function that quotes a need, the rich one unless said otherwise."""
    known: dict[str, Quote] = {}

    def quote_of(values: dict[str, Any] = RICH, *, language: Language = "fr", **how: Any) -> Quote:
        key = repr((values, language, how))
        if key not in known:
            known[key] = fresh(values, language, how)
        return known[key]

    def fresh(values: dict[str, Any], language: Language, how: dict[str, Any]) -> Quote:
        need = need_of({"issue_date": date(2026, 11, 24), "bundle": "on_premise", **values}, book)
        seller = seller_of(SELLER, where="seller")
        estimate = estimate_need(need, pricing_of(need, book, rates=rates, seller=seller, **how))
        return quote_need(need, estimate, language=language, seller=seller)

    return quote_of


@pytest.fixture(scope="module")
def rich(made: Made) -> Quote:
    return made()


@pytest.fixture(scope="module")
def plain(made: Made) -> Quote:
    """A quote of one tax, without discounts."""
    return made({"preset": "medium", "number": "2026-041"})


def cells(xlsx: bytes, *, values: bool = True) -> Iterator[Any]:
    book = load_workbook(io.BytesIO(xlsx), data_only=values)
    return (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


def named(xlsx: bytes, name: str) -> Decimal:
    """The value of a defined name."""
    book = load_workbook(io.BytesIO(xlsx), data_only=True)
    (sheet, cell), = book.defined_names[name].destinations  # fmt: skip
    return Decimal(repr(book[sheet][cell].value)).quantize(Decimal("0.01"))


def rows(docx: bytes) -> list[list[str]]:
    """Every row of every table, each cell once, its paragraphs on lines, without marks of direction."""

    def text(cell: Any) -> str:
        lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.iterfind(qn("w:p")))
        return bare("\n".join(lines))

    return [
        [text(cell) for cell in row.iterfind(qn("w:tc"))]
        for row in Document(io.BytesIO(docx)).element.body.iter(qn("w:tr"))
    ]


def read(text: str, language: Language) -> Decimal:
    """A printed figure as a number."""
    plain = bare(text).replace("\u202f", "").replace("\u00a0", "").replace("\u2212", "-")
    plain = plain.replace(",", "") if language == "en" else plain.replace(".", "").replace(",", ".")
    return Decimal(plain)


def figures(form: Form) -> dict[str, Figure]:
    return {
        cell.name: cell
        for part in form.parts for table in part.tables for row in table.rows for cell in row.cells
        if isinstance(cell, Figure) and cell.name
    }  # fmt: skip


# ------------------------------------------------------------------ totals


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["dqe", "proforma"])
def test_totals_in_excel_and_word_are_the_quotes(form: str, language: Language, made: Made, book: PriceBook) -> None:
    quote = made(language=language)
    xlsx, docx = to_form(quote, book, form, "xlsx"), to_form(quote, book, form, "docx")
    say = Wording(book, language)
    table = {row[0]: row[-1] for row in rows(docx) if row}
    for name in ("tax_exclusive", "tax_inclusive", "payable"):
        total = getattr(quote.totals, name)
        assert named(xlsx, name) == total
        assert read(table[bare(say(f"label.{name}"))], language) == total


def test_every_line_is_quantity_times_price_rounded_once(rich: Quote, book: PriceBook) -> None:
    found = numbered(rich.priced(), rich, Wording(book, "fr"))
    assert any(one.line.discounts for one in found)
    assert any(one.line.base_quantity != 1 for one in found)
    for one in found:
        assert rich.currency.round(one.line.quantity * one.price) == one.line.net_amount


def test_the_example_is_read_back_line_by_line(plain: Quote, book: PriceBook) -> None:
    found = [row for row in rows(to_form(plain, book, "dqe", "docx")) if len(row) == 6 and row[0].isdigit()]
    priced = [line for line in plain.priced() if not line.recurring] + [
        line for line in plain.priced() if line.recurring
    ]
    for row, line in zip(found, priced, strict=False):
        assert row[1] == line.item_name.fr
        assert read(row[3], "fr") == line.quantity
        assert read(row[4], "fr") == line.unit_price
        assert read(row[5], "fr") == line.net_amount
    assert [row[0] for row in found] == [str(n) for n in range(1, len(found) + 1)]


def test_the_tax_row_says_its_rate(plain: Quote, book: PriceBook) -> None:
    table = {row[0]: row[-1] for row in rows(to_form(plain, book, "dqe", "docx"))}
    assert read(table["TVA (16\u202f%)"], "fr") == plain.totals.tax


def test_options_stand_beside_the_total_and_not_in_a_proforma_invoice(rich: Quote, book: PriceBook) -> None:
    assert any("Option @SUM" in row for row in rows(to_form(rich, book, "dqe", "docx")))
    assert not any("Option @SUM" in row for row in rows(to_form(rich, book, "proforma", "docx")))
    assert any("Option @SUM" in row for row in rows(to_form(rich, book, "bpu", "docx")))


def test_the_proforma_invoice_names_the_bank_and_what_is_payable(rich: Quote, book: PriceBook) -> None:
    table = {row[0]: row[-1] for row in rows(to_form(rich, book, "proforma", "docx"))}
    assert table["Coordonnées bancaires"] == "Banque, IBAN MR00 0000"
    assert table["Facture pro forma n°"] == "2026-041"
    assert read(table["Net à payer"], "fr") == rich.totals.payable != rich.totals.tax_inclusive


@pytest.mark.parametrize(
    ("form", "language", "words"),
    [
        ("dqe", "fr", "Arrêté le présent devis quantitatif et estimatif à la somme de\u00a0: "),
        ("proforma", "fr", "Arrêtée la présente facture pro forma à la somme de\u00a0: "),
        ("dqe", "en", "The total of this priced bill of quantities, tax included, amounts to: "),
        ("proforma", "ar", "حُدِّد المبلغ الإجمالي لهذه الفاتورة الشكلية، شاملًا الضريبة، بما قدره: فقط "),
    ],
)
def test_the_total_closes_the_form_in_words(
    form: str, language: Language, words: str, made: Made, book: PriceBook
) -> None:
    quote = made({"preset": "medium"}, language=language)
    said = price_in_words(quote.totals.tax_inclusive, quote.currency, language)
    text = [bare(p.text) for p in Document(io.BytesIO(to_form(quote, book, form, "docx"))).paragraphs]
    assert any(line.startswith(words + bare(said)) for line in text)
    xlsx = [cell.value for cell in cells(to_form(quote, book, form, "xlsx")) if isinstance(cell.value, str)]
    assert any(bare(value).startswith(words + bare(said)) for value in xlsx)


# ------------------------------------------------------------------ unit prices in words


@pytest.mark.parametrize(
    ("price", "code", "english", "french", "arabic"),
    [
        ("2500", "MRU", "two thousand, five hundred ouguiyas", "deux mille cinq cents ouguiyas",
         "ألفان وخمسمائة أوقية"),
        ("38073.078", "MRU", "thirty-eight thousand and seventy-three ouguiyas and 78/1000",
         "trente-huit mille soixante-treize ouguiyas et 78/1000", "ثمانية وثلاثون ألفًا وثلاث وسبعون أوقيةً و78/1000"),
        ("12.5", "EUR", "twelve euros and fifty cents", "douze euros et cinquante centimes",
         "اثنا عشر يورو وخمسون سنتًا"),
        ("12.3456", "EUR", "twelve euros and 3456/10000", "douze euros et 3456/10000", "اثنا عشر يورو و3456/10000"),
        ("0", "MRU", "zero ouguiyas", "zéro ouguiya", "صفر أوقية"),
    ],
)  # fmt: skip
def test_prices_in_words(price: str, code: str, english: str, french: str, arabic: str, book: PriceBook) -> None:
    money = book.currencies.currency(code)
    said = [bare(price_in_words(Decimal(price), money, language)) for language in LANGUAGES]
    assert said == [english, french, arabic]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_unit_price_schedule_says_each_price_in_figures_and_in_words(
    language: Language, made: Made, book: PriceBook
) -> None:
    quote = made(language=language)
    found = [row for row in rows(to_form(quote, book, "bpu", "docx")) if len(row) == 5 and row[0].isdigit()]
    assert len(found) == len(quote.lines)
    for row in found:
        words = bare(price_in_words(read(row[3], language), quote.currency, language))
        assert row[4] == words[0].upper() + words[1:]


# ------------------------------------------------------------------ World Bank price schedules


def split(quote: Quote, book: PriceBook, foreign: str | None = None) -> Costs:
    return costs_of(quote, pair_of(quote, book, foreign=foreign))


@pytest.mark.parametrize(("currency", "foreign"), [("MRU", None), ("MRU", "EUR"), ("EUR", None), ("USD", "USD")])
@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "hybrid"])
def test_both_currencies_together_are_the_quote(
    currency: str, foreign: str | None, bundle: str, made: Made, book: PriceBook
) -> None:
    quote = made({**RICH, "bundle": bundle}, currency=currency)
    costs = split(quote, book, foreign)
    pair = costs.pair
    whole = Decimal(0)
    for phases in (("once", "warranty"), ("after",)):
        local, abroad, equivalent = costs.total(*phases)
        other = abroad if pair.own == pair.local else local
        mine = local if pair.own == pair.local else abroad
        assert equivalent == pair.equivalent(other)
        assert mine + equivalent == sum(due.amount for due in costs.of(*phases))
        whole += mine + equivalent
    assert whole == quote.totals.tax_exclusive
    for due in costs.dues:
        mine = due.part.local if pair.own == pair.local else due.part.foreign
        assert mine + due.part.equivalent == due.amount
        assert mine * due.amount >= 0, "no part has another sign than its price"


def test_the_foreign_part_follows_the_foreign_share(plain: Quote, book: PriceBook) -> None:
    costs = split(plain, book)
    for due in costs.of("once"):
        assert due.foreign_share is not None
        wished = due.amount * due.foreign_share
        assert 0 <= wished - due.part.equivalent < Decimal(1) * due.quantity * 40 / 100 + 1


@given(
    st.lists(
        st.tuples(st.decimals(0, 10**7, places=2), st.decimals(0, 1, places=2), st.integers(1, 40)),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_any_prices_split_exactly(plain: Quote, book: PriceBook, given: list[tuple[Decimal, Decimal, int]]) -> None:
    pair = pair_of(plain, book, foreign="EUR")
    prices = [Price(amount, share, Decimal(count)) for amount, share, count in given]
    parts = in_two_currencies(prices, pair)
    assert [part.local + part.equivalent for part in parts] == [price.amount for price in prices]
    assert sum(part.equivalent for part in parts) == pair.equivalent(sum((part.foreign for part in parts), Decimal(0)))
    for part, price in zip(parts, prices, strict=True):
        assert part.local >= 0
        assert part.foreign == pair.foreign.round(part.foreign)
        assert part.foreign >= 0
        assert part.foreign <= pair.conversion.apply(price.amount * price.foreign_share)


def test_what_recurs_after_the_warranty_is_outside_the_evaluated_total(made: Made, book: PriceBook) -> None:
    """Eighteen months of warranty, three years contracted: support is free in them, a subscription is not."""
    costs = split(made({**RICH, "bundle": "hybrid"}), book)
    months = {(due.id, due.phase, due.year): due.months for due in costs.dues if due.months}
    assert months == {
        ("support", "after", 2): 6,
        ("support", "after", 3): 12,
        ("support.cloud_archive", "warranty", 1): 12,
        ("support.cloud_archive", "warranty", 2): 6,
        ("support.cloud_archive", "after", 2): 6,
        ("support.cloud_archive", "after", 3): 12,
    }


def test_without_a_warranty_nothing_that_recurs_is_evaluated(plain: Quote, book: PriceBook) -> None:
    costs = split(plain, book)
    assert not costs.of("warranty")
    once = sum(line.net_amount for line in plain.priced() if not line.recurring)
    local, _, equivalent = costs.total("once", "warranty")
    assert local + equivalent == once < plain.totals.tax_exclusive
    text = "\n".join(p.text for p in Document(io.BytesIO(to_form(plain, book, "world_bank", "docx"))).paragraphs)
    assert "L’offre ne comporte pas de période de garantie" in text
    assert "Aucun coût récurrent pendant la garantie." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_six_tables_of_the_world_bank_are_there(language: Language, made: Made, book: PriceBook) -> None:
    quote = made({**RICH, "bundle": "hybrid"}, language=language)
    say = Wording(book, language)
    names = ("grand", "supply_summary", "recurrent_summary", "supply", "recurrent", "later", "origin")
    titles = [bare(say(f"form.{name}")) for name in names]
    word = Document(io.BytesIO(to_form(quote, book, "world_bank", "docx")))
    assert [bare(p.text) for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"] == titles
    sheets = load_workbook(io.BytesIO(to_form(quote, book, "world_bank", "xlsx")))
    assert [bare(str(sheet["A1"].value)).partition(" – ")[0] for sheet in sheets] == titles
    assert all(bool(sheet.sheet_view.rightToLeft) == (language == "ar") for sheet in sheets)


def test_the_grand_summary_is_read_back(made: Made, book: PriceBook) -> None:
    quote = made({**RICH, "bundle": "hybrid"})
    costs = split(quote, book, "EUR")
    docx = to_form(quote, book, "world_bank", "docx", foreign_currency="EUR")
    table: dict[str, list[str]] = {}
    for row in rows(docx):
        table.setdefault(row[0] or row[-1 if len(row) == 1 else 1], row)
    evaluated, after = costs.total("once", "warranty"), costs.total("after")
    for name, part in (
        ("Total évalué, HT", evaluated),
        ("Coûts récurrents contractés après la garantie", after),
    ):
        found = [read(text, "fr") for text in table[name][-3:]]
        assert found == [part.local, part.foreign, part.local + part.equivalent]
    assert read(table["Total du devis HT"][-1], "fr") == quote.totals.tax_exclusive
    assert read(table["Total TTC"][-1], "fr") == quote.totals.tax_inclusive
    xlsx = to_form(quote, book, "world_bank", "xlsx", foreign_currency="EUR")
    assert named(xlsx, "quotation") == quote.totals.tax_exclusive


def test_origins_are_codes_with_their_countries(plain: Quote, book: PriceBook) -> None:
    docx = to_form(plain, book, "world_bank", "docx", origins={"hardware": "DE", "training": "MR"})
    found = rows(docx)
    assert ["Allemagne", "DE"] in found
    assert ["Mauritanie", "MR"] in found
    assert any("DE" in row and "Matériel (serveurs, stockage, consoles)" in row for row in found)


@pytest.mark.parametrize("code", ["ZZ", "EU", "419", "", "fr", "XX"])
def test_what_is_no_country_is_refused(code: str, plain: Quote, book: PriceBook) -> None:
    assert country(code, "en") is None
    with pytest.raises(InputError, match="is not a country of ISO 3166; write its two letters, such as MR or FR"):
        to_form(plain, book, "world_bank", "xlsx", origins={"hardware": code})


def test_an_origin_names_a_line(plain: Quote, book: PriceBook) -> None:
    with pytest.raises(InputError, match=r"'harware' is not a line that is supplied once.*Nearest: 'hardware'"):
        to_form(plain, book, "world_bank", "xlsx", origins={"harware": "DE"})


@pytest.mark.parametrize(
    ("currency", "foreign", "words"),
    [
        ("MRU", "MRO", "MRO is the country's own currency"),
        ("MRU", "GBP", r"the quote holds no rate to GBP; name it in the terms: display_currencies: \[GBP\]"),
        ("EUR", "USD", "a quote in EUR has its foreign part in EUR; leave USD out, or quote in MRU"),
    ],
)
def test_a_foreign_currency_that_does_not_fit_is_refused(
    currency: str, foreign: str, words: str, made: Made, book: PriceBook
) -> None:
    quote = made({"preset": "medium"}, currency=currency)
    with pytest.raises(InputError, match=words):
        pair_of(quote, book, foreign=foreign)


def test_an_old_rate_is_refused_unless_it_was_accepted(made: Made, book: PriceBook) -> None:
    quote = made({"preset": "medium", "issue_date": date(2027, 6, 1)})
    with pytest.raises(RateError, match="a contract amount allows 92"):
        to_form(quote, book, "world_bank", "xlsx")
    day = date(2027, 6, 1)
    assert to_form(made({"preset": "medium", "issue_date": day}, accept_old_rate=True), book, "world_bank", "xlsx")


def test_a_rate_that_the_terms_allow_is_taken_by_the_form_too(made: Made, book: PriceBook) -> None:
    quote = made({"preset": "medium", "issue_date": date(2027, 6, 1), "terms": {"max_rate_age_days": 365}})
    assert to_form(quote, book, "world_bank", "xlsx")


# ------------------------------------------------------------------ the compliance matrix


def test_the_matrix_has_every_requirement(plain: Quote, book: PriceBook) -> None:
    sections = matrix(plain, book)
    ids = [line.id for section in sections for line in section.lines]
    assert ids == [*book.deliverables(), *(one.id for one in book.requirements.requirements)]
    assert len(ids) == 44 + 120
    found = [row for row in rows(to_form(plain, book, "compliance", "docx")) if len(row) == 5]
    assert len(found) == 2 + 44 + 120, "with the heads of two tables"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_is_in_the_language(language: Language, made: Made, book: PriceBook) -> None:
    quote = made({"preset": "medium"}, language=language)
    texts = {row[1] for row in rows(to_form(quote, book, "compliance", "docx")) if len(row) == 5}
    values = {bare(str(cell.value)) for cell in cells(to_form(quote, book, "compliance", "xlsx"))}
    for one in book.requirements.requirements:
        text = bare(one.text.in_(language))
        assert text in texts
        assert text in values


def test_only_a_deliverable_that_is_the_same_thing_answers_a_requirement(plain: Quote, book: PriceBook) -> None:
    lines = {line.id: line for section in matrix(plain, book) for line in section.lines}
    answered = [one.id for one in book.requirements.requirements if lines[one.id].answer != "open"]
    assert answered == [one.id for one in book.requirements.requirements if one.deliverable]
    assert lines["R02"].answer == "compliant"
    assert lines["R02"].proof == lines["ris.scheduling"].text


@pytest.mark.parametrize(
    ("values", "id_", "answer"),
    [
        ({"bundle": "on_premise"}, "ris.scheduling", "included"),
        ({"bundle": "workstation_only"}, "ris.scheduling", "not_included"),
        ({"bundle": "workstation_only"}, "R02", "not_compliant"),
        ({"terms": {"lines": [{"id": "training", "option": True}]}}, "training.end_users", "option"),
        ({"terms": {"contracted_years": 0}}, "support.monitoring", "option"),
        ({"terms": {"contracted_years": 1}, "warranty_months": 12}, "support.monitoring", "included"),
    ],
)
def test_the_bundle_answers_for_the_scope_of_work(
    values: dict[str, Any], id_: str, answer: str, made: Made, book: PriceBook
) -> None:
    quote = made({"preset": "medium", **values})
    assert {line.id: line.answer for section in matrix(quote, book) for line in section.lines}[id_] == answer


def test_a_seller_answers_in_a_file(plain: Quote, book: PriceBook, tmp_path: Path) -> None:
    table = tmp_path / "answers.csv"
    table.write_text(
        "id;answer;remark\nD01;compliant;Voir annexe 3\nD10;partial;\npacs.dicom;;Annexe 4\n", encoding="utf-8"
    )
    yaml = tmp_path / "answers.yaml"
    yaml.write_text(
        "answers:\n  D01: {answer: compliant, remark: Voir annexe 3}\n  D10: {answer: partial}\n"
        "  pacs.dicom: {remark: Annexe 4}\n",
        encoding="utf-8",
    )
    assert load_answers(table, book) == load_answers(yaml, book)
    found = {row[0]: row for row in rows(to_form(plain, book, "compliance", "docx", answers=load_answers(table, book)))}
    assert found["D01"][3:] == ["Conforme", "Voir annexe 3"]
    assert found["D10"][3:] == ["Partiellement conforme", ""]
    assert found["D02"][3:] == ["À répondre", ""]
    assert found["2"][3:] == ["Compris", "Annexe 4"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,answer\nD99,compliant\n", "'D99' is not a requirement."),
        ("id,answer\nD01,yes\n", "'yes' is not allowed here."),
        ("id,answer\nD01,compliant\nD01,partial\n", "'D01' is answered 2 times"),
        ("id,answer\npacs.dicom,compliant\n", "the bundle answers for the scope of work; give a remark alone"),
        ("question,answer\nD01,compliant\n", "must name the columns id, answer, remark"),
    ],
)
def test_answers_that_do_not_fit_are_refused(content: str, words: str, book: PriceBook, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_answers(path, book)
    assert words in str(error.value)


def test_weak_requirements_were_mended(book: PriceBook) -> None:
    """None names another country, a vendor's habit or two sources at once."""
    words = re.compile(r"\(France|\bone (vendor|case|source)|\basked\)|chosen over", re.IGNORECASE)
    asked: Sequence[Requirement] = book.requirements.requirements
    assert [one.id for one in asked if words.search(one.text.en)] == []
    assert {one.level for one in asked} == {level.id for level in book.requirements.levels}


# ------------------------------------------------------------------ empty forms, and what must not be there


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_form_has_no_price_no_answer_and_no_seller(
    form: str, language: Language, made: Made, book: PriceBook
) -> None:
    quote = made(language=language)
    content = form_of(quote, Wording(book, language), form, empty=True)
    for part in content.parts:
        for table in part.tables:
            for row in table.rows:
                for cell in row.cells:
                    assert not isinstance(cell, Said)
                    assert not isinstance(cell, Fill) or cell.words == ""
                    assert (
                        not isinstance(cell, Figure) or cell.value is None or cell.name.startswith(("quantity", "sub."))
                    )
    for kind in ("xlsx", "docx"):
        made_ = to_form(quote, book, form, kind, empty=True)
        if kind == "docx":
            shown = " ".join(" ".join(row) for row in rows(made_))
        else:
            shown = " ".join(str(cell.value) for cell in cells(made_))
        assert "SARL" not in shown
        assert "Remise commerciale" not in shown
        for amount in (quote.totals.tax_inclusive, quote.totals.tax_exclusive):
            assert str(amount) not in shown
            assert bare(Wording(book, language).bare(amount, quote.currency)) not in shown


def test_a_bidder_chooses_among_the_answers(plain: Quote, book: PriceBook) -> None:
    sheet = load_workbook(io.BytesIO(to_form(plain, book, "compliance", "xlsx", empty=True))).worksheets[1]
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists == {'"Conforme,Partiellement conforme,En option,Non conforme"'}


@pytest.mark.parametrize("form", FORMS)
def test_no_cost_or_margin_of_the_seller_is_in_a_form(form: str, made: Made, book: PriceBook) -> None:
    secret = {
        **RICH,
        "terms": {"extra_lines": [{"id": "x", "item_name": "X", "unit_price": "2000 MRU", "unit_cost": "1371.31 MRU"}]},
    }
    quote = made(secret)
    assert quote.lines[-1].unit_cost or any(line.unit_cost for line in quote.lines)
    shown = " ".join(str(cell.value) for cell in cells(to_form(quote, book, form, "xlsx"), values=False))
    assert "1371" not in shown
    assert "1371" not in " ".join(" ".join(row) for row in rows(to_form(quote, book, form, "docx"))).replace(
        "\u202f", ""
    )


@pytest.mark.parametrize("form", FORMS)
def test_text_that_looks_like_a_formula_stays_text(form: str, rich: Quote, book: PriceBook) -> None:
    found = [cell for cell in cells(to_form(rich, book, form, "xlsx"), values=False) if "=1+1" in str(cell.value)]
    assert found
    assert all(cell.data_type == "s" for cell in found)
    assert any("Hôpital =1+1 & fils, Kiffa" in row for row in rows(to_form(rich, book, form, "docx")))


@pytest.mark.parametrize("form", FORMS)
def test_sheets_are_protected_but_for_inputs_and_print_on_a4(form: str, rich: Quote, book: PriceBook) -> None:
    for sheet in load_workbook(io.BytesIO(to_form(rich, book, form, "xlsx"))):
        assert sheet.protection.sheet
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert cell.protection.locked, f"{sheet.title}!{cell.coordinate}"


@pytest.mark.parametrize("form", FORMS)
def test_equal_quotes_give_equal_workbooks(form: str, rich: Quote, book: PriceBook) -> None:
    assert to_form(rich, book, form, "xlsx") == to_form(rich, book, form, "xlsx")


@pytest.mark.parametrize(
    ("form", "kind", "words"),
    [
        (
            "bpx",
            "xlsx",
            "form: 'bpx' is not a form. Allowed: bpu, dqe, proforma, world_bank, compliance. Nearest: 'bpu'.",
        ),
        ("bpu", "pdf", "format: 'pdf' is not a format of a form. Allowed: xlsx, docx."),
    ],
)
def test_unknown_forms_are_refused(form: str, kind: str, words: str, plain: Quote, book: PriceBook) -> None:
    with pytest.raises(InputError) as error:
        to_form(plain, book, form, kind)
    assert str(error.value) == words


def test_the_mark_of_a_budgetary_quote_is_on_every_page(plain: Quote, book: PriceBook) -> None:
    word = Document(io.BytesIO(to_form(plain, book, "dqe", "docx")))
    assert "Offre budgétaire" in word.sections[0].footer.paragraphs[0].text
    assert "Offre budgétaire" not in Document(
        io.BytesIO(to_form(plain, book, "dqe", "docx", empty=True))
    ).sections[0].footer.paragraphs[0].text  # fmt: skip


# ------------------------------------------------------------------ the command and the app


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["forms", *map(str, words)], prog_name="costmodel")
    assert result.exit_code == code, result.output + str(result.exception)
    return result


def test_the_command_writes_every_form_in_both_formats(tmp_path: Path) -> None:
    told = json.loads(run(NEED, "--out", tmp_path, "--language", "en", "--json").stdout)
    assert set(told) == {"number", "currency", "totals", "files"}
    assert set(told["files"]) == {f"{form}.{kind}" for form in FORMS for kind in ("xlsx", "docx")}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"2026-041-{form}.{kind}" for form in FORMS for kind in ("xlsx", "docx")
    )
    assert named((tmp_path / "2026-041-dqe.xlsx").read_bytes(), "tax_inclusive") == Decimal(
        told["totals"]["tax_inclusive"]
    )


def test_the_command_writes_chosen_forms_for_bidders(tmp_path: Path) -> None:
    run(NEED, "--out", tmp_path, "--form", "dqe", "--form", "bpu", "--format", "xlsx", "--empty", "--language", "ar")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-041-bpu-empty.xlsx", "2026-041-dqe-empty.xlsx"]


def test_the_command_takes_answers_origins_and_a_currency(tmp_path: Path) -> None:
    answers = EXAMPLES / "answers.csv"
    how = ("--answers", answers, "--origin", "hardware=de", "--foreign-currency", "EUR", "--format", "docx")
    run(NEED, "--out", tmp_path, "--form", "world_bank", "--form", "compliance", *how)
    schedules = rows((tmp_path / "2026-041-world_bank.docx").read_bytes())
    assert ["Allemagne", "DE"] in schedules
    assert any("Monnaie étrangère (EUR)" in row for row in schedules)
    matrix_ = {row[0]: row for row in rows((tmp_path / "2026-041-compliance.docx").read_bytes())}
    assert matrix_["D01"][3:] == ["Conforme", "Déclaration de conformité DICOM jointe"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--form", "bill"), 1, "'bill' is not a form. Allowed: bpu, dqe, proforma, world_bank, compliance."),
        (("--format", "pdf"), 2, "--format pdf: write xlsx, docx or both."),
        (("--origin", "hardware"), 2, "--origin hardware: write it as LINE=CODE, such as hardware=DE."),
        (("--origin", "hardware=DE", "--origin", "hardware=FR"), 2, "--origin hardware is given twice; give it once."),
        (("--foreign-currency", ""), 2, "An option is empty"),
        (("--answers", "none.csv"), 1, "none.csv: cannot be read"),
    ],
)
def test_what_the_command_refuses(words: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    result = run(NEED, "--out", tmp_path, *words, code=code)
    assert said in result.stderr
    assert not list(tmp_path.iterdir()), "nothing was written"


def test_the_command_keeps_what_is_there(tmp_path: Path) -> None:
    how = (NEED, "--out", tmp_path, "--form", "bpu", "--format", "xlsx")
    run(*how)
    assert "is already there" in run(*how, code=1).stderr
    run(*how, "--force")


def test_the_app_offers_all_forms_in_one_archive(plain: Quote, book: PriceBook) -> None:
    archive = zipfile.ZipFile(io.BytesIO(forms_archive(plain, book, FORMS)))
    assert archive.namelist() == [f"2026-041-{form}.{kind}" for form in FORMS for kind in ("xlsx", "docx")]
    assert archive.read("2026-041-bpu.xlsx") == to_form(plain, book, "bpu", "xlsx")


def test_the_forms_of_the_example_read_as_they_did(book: PriceBook, rates: RateTable) -> None:
    """Change the golden with `COSTMODEL_GOLDEN=write make test` and read the difference like a commission."""
    need = load_need(NEED, book)
    estimate = estimate_need(need, pricing_of(need, book, rates=rates))
    quote = quote_need(need, estimate, language="fr")
    lines = []
    for form in FORMS[:-1]:
        for row in rows(to_form(quote, book, form, "docx", foreign_currency="EUR")):
            lines.append("\t".join([form, *(cell.replace("\n", " / ") for cell in row)]))
    text = "\n".join(lines) + "\n"
    if os.environ.get("COSTMODEL_GOLDEN") == "write":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


# ------------------------------------------------------------------ the templates


@pytest.mark.parametrize("name", ["form", "price_schedules"])
def test_a_template_is_what_its_script_makes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(template_folder())
    script = importlib.import_module("build_form")
    built = zipfile.ZipFile(io.BytesIO(script.build(*script.TEMPLATES[name])))
    shipped = zipfile.ZipFile(template_folder() / f"{name}.docx")
    assert {part: built.read(part) for part in built.namelist()} == {
        part: shipped.read(part) for part in shipped.namelist()
    }


@pytest.mark.parametrize("name", ["form", "price_schedules"])
def test_a_template_has_no_text_of_one_language(name: str) -> None:
    with zipfile.ZipFile(template_folder() / f"{name}.docx") as parts:
        shown = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", parts.read("word/document.xml").decode())
    fixed = {re.sub(r"{{.*?}}|{%.*?%}", "", text).strip() for text in shown}
    assert not any(re.search("[A-Za-z]", text) for text in fixed)


# ------------------------------------------------------------------ an independent reader


@pytest.mark.libreoffice
def test_every_formula_recalculates_to_its_value(made: Made, book: PriceBook, office: Office, tmp_path: Path) -> None:
    quotes = {"rich": made(), "hybrid": made({**RICH, "bundle": "hybrid"}), "euro": made(currency="EUR")}
    files = []
    for name, quote in quotes.items():
        for form in FORMS:
            files.append(tmp_path / f"{name}_{form}.xlsx")
            files[-1].write_bytes(to_form(quote, book, form, "xlsx"))
    again = office.convert(*files, to="xlsx")
    for before, after in zip(files, again, strict=True):
        for one, other in zip(cells(before.read_bytes()), cells(after.read_bytes()), strict=True):
            assert not (isinstance(other.value, str) and other.value.startswith("#")), (before.name, other.coordinate)
            if isinstance(one.value, (int, float)):
                assert other.value == pytest.approx(one.value, abs=1e-6), (before.name, one.coordinate)


@pytest.mark.libreoffice
def test_a_changed_price_changes_the_total_and_takes_back_the_words(
    plain: Quote, book: PriceBook, office: Office, tmp_path: Path
) -> None:
    sheets = load_workbook(io.BytesIO(to_form(plain, book, "dqe", "xlsx")))
    sheet = sheets.worksheets[0]
    price = next(
        cell for row in sheet.iter_rows() for cell in row if cell.column == 5 and isinstance(cell.value, float)
    )
    quantity = sheet.cell(price.row, 4)
    assert isinstance(price.value, float)
    price.value += 1000
    changed = tmp_path / "changed.xlsx"
    sheets.save(changed)
    again = office.convert(changed, to="xlsx")[0].read_bytes()
    net = plain.totals.tax_exclusive + 1000 * Decimal(str(quantity.value))
    assert named(again, "tax_exclusive") == net
    assert named(again, "tax_inclusive") == net + plain.currency.round(net * Decimal("0.16"))
    values = {str(cell.value) for cell in cells(again)}
    assert "Total modifié\u00a0: à réécrire en toutes lettres." in values
    assert not any(value.startswith("Arrêté") for value in values)


@pytest.mark.libreoffice
def test_an_empty_form_filled_in_by_a_bidder_adds_up(
    plain: Quote, book: PriceBook, office: Office, tmp_path: Path
) -> None:
    sheets = load_workbook(io.BytesIO(to_form(plain, book, "dqe", "xlsx", empty=True)))
    sheet = sheets.worksheets[0]
    expected = Decimal(0)
    for row in range(1, sheet.max_row + 1):
        formula = str(sheet.cell(row, 6).value)
        if formula.startswith("=ROUND(D") and expected < 10_000_000:
            sheet.cell(row, 5).value = 1000
            expected += 1000 * Decimal(str(sheet.cell(row, 4).value))
    option = sum(1000 * line.quantity for line in plain.beside())
    path = tmp_path / "bid.xlsx"
    sheets.save(path)
    again = office.convert(path, to="xlsx")[0].read_bytes()
    assert named(again, "tax_exclusive") == expected - option


def test_a_total_too_large_for_words_is_left_in_figures(book: PriceBook) -> None:
    money = Currency(id="MRU", decimals=2, printed_decimals=2)
    with pytest.raises(InputError):
        price_in_words(Decimal(10) ** 12 + 1, money, "fr")


@pytest.mark.parametrize("form", ["bpu", "dqe", "world_bank"])
def test_figures_of_excel_are_in_the_digits_that_were_asked_for(form: str, plain: Quote, book: PriceBook) -> None:
    made = to_form(plain, book, form, "xlsx", language="ar", digits="arabic_indic")
    formats = {cell.number_format for cell in cells(made) if isinstance(cell.value, (int, float))}
    assert formats
    assert all(one.startswith("[$-2000401]") for one in formats), formats
