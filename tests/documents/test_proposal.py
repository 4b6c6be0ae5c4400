"""The Word proposal: the numbers of the quote, every chapter, no costs of the seller, typed text as data."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Word
from docx.table import Table
from libreoffice import Office, office
from openpyxl import load_workbook

from costmodel.documents.proposal.context import filling
from costmodel.documents.proposal.make import to_docx
from costmodel.documents.word.fill import render
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.rate_card import RateCard, RateItem
from costmodel.files.faults import CostmodelError
from costmodel.files.folders import template_folder
from costmodel.money.currencies import Money
from costmodel.money.exchange import RateTable
from costmodel.money.in_words import LARGEST, amount_in_words
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.terms import Adjustment, Contingency, Credential, ExtraLine, LineTerms, Party, Seller, Tax, Terms
from costmodel.words.text import NARROW_NBSP, NBSP, Language, bare, rough

__all__ = ["office"]

DAY = date(2026, 11, 24)
COST = Decimal("8123.77")
Make = Callable[..., Quote]
CARD = RateCard.model_validate(
    {
        "items": [
            RateItem.model_validate(
                {
                    "line": "training",
                    "item_name": "Formation sur site",
                    "quantity": Decimal(5),
                    "unit": "DAY",
                    "unit_cost": {"amount": COST, "currency": "MRU"},
                    "margin": Decimal("0.2371"),
                    "source": "barème 2026",
                }
            )
        ]
    }
)
SELLER = Seller(
    name="Fournisseur Exemple SARL",
    city="Nouakchott",
    contact="Direction commerciale",
    bank="Banque exemple, IBAN MR00",
    credentials=(Credential(title="ISO 13485", issuer="Organisme", valid_until=date(2028, 5, 31)),),
)
BUYER = Party(name="Centre hospitalier régional", city="Kiffa", tax_id="11111111", contact="Direction")
HOSTILE = [
    "A & B <Co>",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{_{ 7 }_}",
    '=HYPERLINK("x")',
    "</w:t><w:br/>",
    "&amp;",
    "]]>",
]
HEADINGS = {
    "fr": "Synthèse | Compréhension du besoin | Solution proposée | Objectifs du projet | Étendue des prestations"
    " | Déroulement et calendrier | Prix | Base de l’estimation | Niveaux de service | Formation et réception"
    " | Le fournisseur et ses références | Conditions de l’offre | Acceptation",
    "en": "Executive summary | Understanding of the need | Proposed solution | Objectives of the project"
    " | Scope of work | Process and timetable | Price | Basis of the estimate | Service levels | Training and handover"
    " | The supplier and its references | Terms of the offer | Acceptance",
    "ar": "الملخص التنفيذي | فهم الاحتياجات | الحل المقترح | أهداف المشروع | نطاق الأعمال | سير المشروع والجدول الزمني"
    " | السعر | أساس التقدير | مستويات الخدمة | التدريب والاستلام | المورِّد ومراجعه | شروط العرض | القبول",
}
RICH = Terms(
    contracted_years=3,
    discounts=(Adjustment(label="Remise commerciale", share=Decimal("0.05")),),
    lines=(
        LineTerms(id="implementation", discounts=(Adjustment(label="Remise installation", share=Decimal("0.1")),)),
        LineTerms(id="hardware", tax=Tax(category="E", reason="Convention de financement")),
    ),
    extra_lines=(
        ExtraLine.model_validate(
            {
                "id": "cheaper_ws",
                "item_name": "Consoles reconditionnées",
                "kind": "alternative",
                "replaces": "hardware",
                "unit_price": {"amount": Decimal(420000), "currency": "MRU"},
                "unit_cost": {"amount": COST, "currency": "MRU"},
            }
        ),
    ),
)


@pytest.fixture(scope="module")
def make(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Make:
    def quote(preset: str = "medium", bundle: str = "on_premise", **more: Any) -> Quote:
        named = {name: more.pop(name) for name in ("currency", "answers", "card") if name in more}
        return make_quote(priced(preset, bundle, **named), **{"seller": SELLER, "buyer": BUYER} | more)

    return quote


@pytest.fixture(scope="module")
def rich(make: Make) -> Quote:
    return make(
        answers={"warranty_months": 6, "levers": ["storage_tiers"], "annual_studies": 42000}, terms=RICH, card=CARD
    )


def opened(docx: bytes) -> Word:
    return Document(io.BytesIO(docx))


def words(docx: bytes) -> str:
    """Every text of the body, headers and footers, in reading order."""
    made = []
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in sorted(package.namelist()):
            if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name):
                xml = package.read(name).decode()
                made += [
                    "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph))
                    for paragraph in re.split(r"</w:p>", xml)
                ]
    return "\n".join(made)


def visible(text: str) -> str:
    """An Arabic text as it is read: without marks of direction, and no-break spaces alike."""
    return bare(text).replace(NARROW_NBSP, NBSP)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def table_after(docx: bytes, caption: str) -> list[list[str]]:
    """The rows of the table below a caption."""
    word = opened(docx)
    seen = False
    for element in word.element.body.iterchildren():
        text = "".join(node.text or "" for node in element.iter() if node.tag.endswith("}t"))
        seen = seen or (element.tag.endswith("}p") and bare(text).endswith(f"– {bare(caption)}"))
        if seen and element.tag.endswith("}tbl"):
            return [[cell.text for cell in row.cells] for row in Table(element, word).rows]
    raise AssertionError(f"no table '{caption}'")


def amount(text: str) -> Decimal:
    """A printed French or English number."""
    plain = re.sub(r"[^\d.,−-]", "", text).replace("−", "-")
    if re.search(r",\d{2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return Decimal(plain.replace(",", ""))


def template(folder: Path, text: str) -> Path:
    """A Word template of one paragraph."""
    word = Document()
    word.add_paragraph(text)
    path = folder / "own.docx"
    word.save(str(path))
    return path


# ------------------------------------------------------------------ figures


def test_the_reason_of_the_correlation_names_no_file(book: PriceBook) -> None:
    """It is printed in the proposal, whose reader has no files of facts."""
    reason = book.risk.correlation.reason
    assert reason is not None
    assert ".yaml" not in f"{reason.en} {reason.fr} {reason.ar}"


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_totals_read_back_are_the_quotes(make: Make, book: PriceBook, language: str) -> None:
    quote = make(terms=RICH, card=CARD, language=language)
    say = Wording(book, quote.language)
    rows = table_after(to_docx(quote, book), say("proposal.caption_totals", currency="MRU"))
    read = {visible(name): amount(value) for name, value in rows}
    totals = quote.totals
    assert read == {
        visible(say("label.lines_net")): totals.lines_net,
        visible(say("label.discounts")): -totals.discounts,
        visible(say("label.tax_exclusive")): totals.tax_exclusive,
        visible(say("label.tax_total")): totals.tax,
        visible(say("label.tax_inclusive")): totals.tax_inclusive,
        visible(say("label.payable")): totals.payable,
    }


@pytest.mark.parametrize(
    ("language", "sentence", "note"),
    [
        ("fr", "Arrêté le présent devis à la somme de\u00a0: {}, toutes taxes comprises (TTC).", "cinq khoums"),
        ("en", "The total of this quotation, tax included, amounts to: {}.", "five khoums"),
        ("ar", "حُدِّد المبلغ الإجمالي لهذا العرض، شاملًا الضريبة، بما قدره: فقط {} لا غير.", "خمسة أخماس"),
    ],
)
def test_the_total_in_words_closes_the_offer(
    make: Make, book: PriceBook, language: Language, sentence: str, note: str
) -> None:
    for currency in ("MRU", "USD"):
        quote = make(language=language, currency=currency)
        amount = amount_in_words(quote.totals.tax_inclusive, quote.currency, language)
        paragraphs = [unescaped(line) for line in words(to_docx(quote, book)).split("\n")]
        assert paragraphs.count(sentence.format(amount)) == 1
        hundredths = currency == "MRU" and quote.totals.tax_inclusive % 1 != 0
        assert any(note in paragraph for paragraph in paragraphs) is hundredths


def test_a_total_too_large_for_words_stands_in_figures_alone(make: Make, book: PriceBook) -> None:
    line = ExtraLine(id="site", item_name="Site", unit_price=Money(amount=Decimal(2 * 10**12), currency="MRU"))
    quote = make(language="en", terms=Terms(extra_lines=(line,)))
    assert quote.totals.tax_inclusive > LARGEST
    assert "amounts to:" not in words(to_docx(quote, book))


def test_the_lines_add_up_to_the_sum_of_the_lines(rich: Quote, book: PriceBook) -> None:
    docx = to_docx(rich, book)
    once = table_after(docx, "Investissement initial, en MRU")
    again = table_after(docx, "Charges récurrentes sur 3\u00a0ans, en MRU")
    nets = [amount(row[-1]) for row in (*once[1:-1], *again[1:-1])]
    assert nets == [line.net_amount for line in rich.priced() if not line.recurring] + [
        line.net_amount for line in rich.priced() if line.recurring
    ]
    assert amount(once[-1][-1]) + amount(again[-1][-1]) == sum(nets) == rich.totals.lines_net


def test_the_taxes_add_up(rich: Quote, book: PriceBook) -> None:
    rows = table_after(to_docx(rich, book), "TVA par catégorie et par taux, en MRU")[1:]
    assert [amount(row[3]) for row in rows[:-1]] == [part.tax for part in rich.taxes]
    assert amount(rows[-1][2]) == rich.totals.tax_exclusive
    assert amount(rows[-1][3]) == rich.totals.tax
    assert "Convention de financement" in rows[1][0]


def test_the_payments_add_up_to_what_is_payable(rich: Quote, book: PriceBook) -> None:
    rows = table_after(to_docx(rich, book), "Échéances, en MRU")[1:]
    assert [amount(row[3]) for row in rows[:-1]] == [payment.amount for payment in rich.payments]
    assert sum(amount(row[3]) for row in rows[:-1]) == amount(rows[-1][3]) == rich.totals.payable


def test_the_days_of_the_stages_add_up_to_the_timetable(rich: Quote, book: PriceBook) -> None:
    rows = table_after(to_docx(rich, book), "Calendrier, en jours calendaires")[1:]
    days = [int(row[1]) for row in rows]
    assert days[:-1] == [span.days for span in rich.timetable]
    assert sum(days[:-1]) == days[-1] == 183


def test_every_bar_of_the_timetable_is_drawn_once(rich: Quote, book: PriceBook) -> None:
    rows = filling(rich, book).variables["timetable"]["rows"]
    for column in zip(*(row["bar"] for row in rows), strict=True):
        assert sum(colour != "FFFFFF" for colour in column) == 1


def test_the_summary_names_price_range_and_budget(rich: Quote, book: PriceBook) -> None:
    rows = dict(table_after(to_docx(rich, book), "L’essentiel du prix, en MRU"))
    assert amount(rows["Total HT"]) == rich.totals.tax_exclusive
    assert amount(rows["Total TTC"]) == rich.totals.tax_inclusive
    assert amount(rows["Budget recommandé (P80, TTC)"]) == rich.budget.recommended
    assert amount(rows["Provision pour aléas"]) == rich.budget.contingency
    low, high = rows["Fourchette du total avant remises et taxes"].split(" à ")
    assert (amount(low), amount(high)) == (rough(rich.budget.low), rough(rich.budget.high))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "avant remises et taxes"),
        ("en", "before discounts and tax"),
        ("ar", "قبل الخصومات والضريبة"),
    ],
)
def test_the_range_is_rough_and_says_before_what(make: Make, book: PriceBook, language: str, said: str) -> None:
    quote = make(answers={"annual_studies": 42000}, terms=RICH, language=language)
    say = Wording(book, quote.language)
    text = visible(words(to_docx(quote, book)))
    ends = [visible(say.rough(end, quote.currency)) for end in (quote.budget.low, quote.budget.high)]
    places = [line for line in text.splitlines() if all(end in line for end in ends)]
    assert len(places) == 5  # cover, footer, summary, class, simulation
    # in the summary's table the name stands in the other column
    assert sum(said.lower() in line.lower() for line in places) == 4
    assert visible(say("label.range")) in text
    assert not re.search(r"avant taxes|[^d] before tax", text)
    assert visible(say.amount(quote.budget.high, quote.currency)) not in text


def test_the_percentile_is_the_budgets(make: Make, book: PriceBook) -> None:
    quote = make()
    other = quote.model_copy(update={"budget": quote.budget.model_copy(update={"confidence": Decimal("0.9")})})
    summary = filling(other, book).variables["summary"]
    assert "le P90, a environ 90 chances sur 100" in summary["texts"][-1]
    assert [row["name"] for row in summary["rows"][-2:]] == [
        "P90, avant remises et taxes",
        "Budget recommandé (P90, TTC)",
    ]


def test_other_currencies_show_rate_day_source_and_age(rich: Quote, book: PriceBook) -> None:
    rows = table_after(to_docx(rich, book), "Net à payer dans d’autres devises")[1:]
    old, dollars = rows[0], rows[1]
    assert old[0].endswith("MRO\ncours légal jusqu’au 30 juin 2018")
    assert old[1] == "1\u00a0MRU\u00a0=\u00a010\u00a0MRO"
    assert amount(dollars[0]) == rich.display[1].amount
    assert re.fullmatch("1\u00a0USD\u00a0=\u00a0[0-9,]+\u00a0MRU", dollars[1])
    assert dollars[4] == str(rich.display[1].conversion.age_days())


def test_options_and_alternatives_stand_outside_the_total(rich: Quote, book: PriceBook) -> None:
    rows = table_after(to_docx(rich, book), "Options et variantes, en MRU")[1:]
    assert [amount(row[-1]) for row in rows] == [line.net_amount for line in rich.beside()]
    assert "remplace\u00a0: Matériel" in rows[-1][0]


def test_a_charged_contingency_is_a_line_of_the_offer(make: Make, book: PriceBook) -> None:
    quote = make(terms=Terms(contingency=Contingency()))
    rows = table_after(to_docx(quote, book), "Investissement initial, en MRU")
    assert rows[-2][0] == "Provision pour aléas"
    assert amount(rows[-1][-1]) == sum(line.net_amount for line in quote.priced() if not line.recurring)


# ------------------------------------------------------------------ chapters


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "modular_ris", "workstation_only", "open_source"])
def test_every_chapter_is_there_and_in_the_contents(make: Make, book: PriceBook, language: str, bundle: str) -> None:
    word = opened(to_docx(make(bundle=bundle, language=language), book))
    chapters = [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert chapters == HEADINGS[language].split(" | ")
    entries = [p.text for p in word.paragraphs if p.style is not None and p.style.name.lower() == "toc 1"]
    stop = "" if language == "ar" else "."
    assert entries == [f"{n}{stop}\t{chapter}\t" for n, chapter in enumerate(chapters, start=1)]


def test_each_entry_of_the_contents_leads_to_its_heading(rich: Quote, book: PriceBook) -> None:
    body = opened(to_docx(rich, book)).element.body
    xml = body.xml
    links = re.findall(r'<w:hyperlink w:anchor="(\w+)"', xml)
    assert links == re.findall(r"PAGEREF (\w+) ", xml)
    assert links == re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(_Toc\d+)"', xml)
    assert len(links) == len(set(links)) > 25


def test_tables_are_numbered_in_order(rich: Quote, book: PriceBook) -> None:
    numbers = [int(n) for n in re.findall(r"^Tableau (\d+) –", words(to_docx(rich, book)), flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 15


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "modular_ris"])
def test_a_targeted_update_does_not_promise_a_full_one(make: Make, book: PriceBook, language: str, bundle: str) -> None:
    answers = {"update_scope": "targeted", "use_cases": ["security_patches", "interoperability"]}
    quote = make(bundle=bundle, answers=answers, language=language)
    say, sold = Wording(book, quote.language), book.bundle(bundle)
    docx = to_docx(quote, book)
    text = visible(words(docx))
    promises = [sold.description, sold.solution, *sold.value_proposition, *sold.saving_strategies]
    assert [say.of(words_) for words_ in promises if visible(say.of(words_)) in text] == []
    modules = visible(filling(quote, book).variables["solution"]["modules"]).split(": ")[1][:-1]
    assert visible(say("targeted.subject", modules=modules)) in text
    assert visible(say("targeted.description")) in text
    assert opened(docx).core_properties.subject == bare(filling(quote, book).variables["document"]["subject"])
    for category in book.scope_of_work:
        assert (visible(say.of(category.description)) in text) == (
            category.module is None and category.id in text_ids(quote)
        )
    renewed = filling(quote, book).variables["solution"]["renewed"]
    assert len(renewed) == sum(id_.split(".")[0] in ("pacs", "ris", "workstations") for id_ in quote.included) > 0
    assert filling(make(bundle=bundle, language=language), book).variables["solution"]["renewed"] == []


def text_ids(quote: Quote) -> set[str]:
    """The categories of the scope of work that a quote prints."""
    return {id_.split(".")[0] for id_ in (*quote.included, *quote.mandatory)}


def test_quantities_and_their_units_agree(make: Make, book: PriceBook) -> None:
    quote = make(answers={"sites": 1, "interfaces": 1, "modalities": 2, "legacy_systems": 0, "duration_months": 1.5})
    for language, expected in (
        ("fr", {"Sites": "site", "Interfaces": "interface", "Modalités d’imagerie": "modalités"}),
        ("en", {"Legacy systems": "systems", "Duration": "months", "Modalities": "modalities", "Sites": "site"}),
    ):
        docx = to_docx(quote.model_copy(update={"language": language}), book)
        caption = {"fr": "Grandeurs qui déterminent le prix", "en": "Quantities that set the price"}[language]
        units = {row[0]: row[2] for row in table_after(docx, caption)}
        assert {name: units[name] for name in expected} == expected
    french = Wording(book, "fr")
    assert [french.measure(n, "ANN") for n in (0, 1, 3)] == ["0\u00a0an", "1\u00a0an", "3\u00a0ans"]
    assert french.measure(Decimal("1.5"), "DAY") == "1,5\u00a0jour"
    english = Wording(book, "en")
    assert [english.measure(n, "ANN") for n in (0, 1, 3)] == ["0\u00a0years", "1\u00a0year", "3\u00a0years"]
    assert english.measure(Decimal("1.5"), "DAY") == "1.5\u00a0days"
    assert french.unit("MTR", 2) == "MTR"


def test_a_rate_card_without_a_source_is_named_in_the_language(make: Make, book: PriceBook) -> None:
    item = CARD.items[0].model_copy(update={"source": "rate card"})
    rows = table_after(to_docx(make(card=RateCard(items=(item,))), book), "Base et source de chaque ligne")
    assert [row[1:] for row in rows if row[0] == "Formation sur site"] == [
        ["Barème du fournisseur (1\u00a0article).", "2", "Barème du fournisseur"]
    ]


def test_an_inquiry_has_no_uptime(make: Make, book: PriceBook) -> None:
    rows = table_after(to_docx(make(), book), "Prise en charge, rétablissement et disponibilité")
    assert rows[-1][1:] == ["4\u00a0heures ouvrées", "sans garantie de délai", "–"]


def test_two_needs_differ(make: Make, book: PriceBook) -> None:
    one, other = (
        filling(make(preset, bundle), book).variables
        for preset, bundle in (("small", "cloud_native"), ("large", "hybrid"))
    )
    for chapter in ("summary", "need", "solution", "timetable", "prices", "payment", "basis"):
        assert one[chapter] != other[chapter]
    for key in ("understanding", "drivers"):
        assert one["need"][key] != other["need"][key]
    assert one["solution"]["text"] != other["solution"]["text"]


def test_what_the_bundle_leaves_out_is_named(make: Make, book: PriceBook) -> None:
    quote = make("large", "modular_ris")
    docx = to_docx(quote, book)
    assert len(quote.gaps) == 9
    assert len(filling(quote, book).variables["solution"]["gaps"]) == 9
    rows = table_after(docx, "Livrables et exigences")
    assert sum(row[2] == "NON COMPRIS (obligatoire)" for row in rows) == 9
    assert "Connexion DICOM opérationnelle" in words(docx)


def test_without_gaps_the_proposal_says_so(make: Make, book: PriceBook) -> None:
    text = words(to_docx(make(), book))
    assert "La formule couvre tous les éléments obligatoires" in text
    assert "NON COMPRIS" not in text


def test_the_mark_of_a_budgetary_offer_is_on_every_page(make: Make, book: PriceBook) -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(make(), book))) as package:
        footers = [package.read(name).decode() for name in package.namelist() if name.startswith("word/footer")]
    assert sum("Offre budgétaire – classe 5" in footer for footer in footers) == 1  # all pages but the cover
    assert "OFFRE BUDGÉTAIRE" in words(to_docx(make(), book)).upper()


def test_a_firm_offer_is_not_marked_budgetary(make: Make, book: PriceBook, medium_drivers: dict[str, Decimal]) -> None:
    survey = {"on": date(2026, 11, 2), "by": "M. Ould Exemple"}
    answers = medium_drivers | {"survey": survey}
    quote = make(answers=answers)
    assert quote.kind == "firm"
    text = words(to_docx(quote, book))
    assert "Offre ferme" in text
    assert "budgétaire" not in text.lower()
    assert "Fourchette du total" not in text
    assert "Le site a été visité le 2 novembre 2026 par M. Ould Exemple." in text


def test_missing_parties_are_marked(make: Make, book: PriceBook) -> None:
    text = words(to_docx(make(seller=None, buyer=None), book))
    assert text.count("[à compléter] ……") >= 10
    assert "[client à compléter]" in text


def test_without_references_there_is_no_chapter_of_them(make: Make, book: PriceBook) -> None:
    for seller in (None, SELLER.model_copy(update={"credentials": ()})):
        word = opened(to_docx(make(seller=seller), book))
        chapters = [name for name in HEADINGS["fr"].split(" | ") if name != "Le fournisseur et ses références"]
        assert [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"] == chapters
        entries = [p.text for p in word.paragraphs if p.style is not None and p.style.name.lower() == "toc 1"]
        assert entries == [f"{n}.\t{chapter}\t" for n, chapter in enumerate(chapters, start=1)]
    presented = SELLER.model_copy(update={"credentials": (), "presentation": "Installateur depuis 2004."})
    text = words(to_docx(make(seller=presented), book))
    assert "Le fournisseur et ses références\nInstallateur depuis 2004." in text
    assert "présente les certificats" not in text


def test_only_the_sellers_own_credentials_are_printed(make: Make, book: PriceBook) -> None:
    rows = table_after(to_docx(make(), book), "Certificats et références")[1:]
    assert rows == [["ISO 13485", "Organisme", "–", "31 mai 2028"]]


def test_a_foreign_seller_prints_the_withholding_once(make: Make, book: PriceBook) -> None:
    seller = SELLER.model_copy(update={"resident": False})
    text = words(to_docx(make(seller=seller, currency="USD", language="en"), book))
    assert text.count("not resident in Mauritania") == 1
    assert re.search(r"1\u00a0USD\u00a0=\u00a0[\d.]+\u00a0MRU of \d+ \w+ 2026", text)


def test_the_terms_of_this_offer_are_printed(make: Make, book: PriceBook) -> None:
    text = words(to_docx(make(terms=Terms(conditions=("Livraison à Kiffa.",))), book))
    assert "Livraison à Kiffa." in text


# ------------------------------------------------------------------ what must not be there


def parts(docx: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            yield package.read(name).decode("utf-8", "ignore")


def test_no_cost_and_no_margin_in_any_part(rich: Quote, book: PriceBook) -> None:
    assert any(line.unit_cost == COST for line in rich.lines)
    for part in parts(to_docx(rich, book)):
        plain = re.sub(r"[\s\u00a0\u202f]", "", re.sub(r"<[^>]+>", "", part))
        assert not re.search(r"8[.,]?123[.,]77|23[.,]71", plain)
        assert "coût de revient" not in part
        assert "unit_cost" not in part


def test_no_trace_of_the_machine(rich: Quote, book: PriceBook) -> None:
    for part in parts(to_docx(rich, book)):
        assert str(Path.home()) not in part
        assert "python-docx" not in part
    about = opened(to_docx(rich, book)).core_properties
    assert (about.author, about.last_modified_by) == (SELLER.name, "")
    assert about.created.date() == about.modified.date() == DAY


@pytest.mark.parametrize("text", HOSTILE)
def test_typed_text_is_data(make: Make, book: PriceBook, text: str) -> None:
    hostile = f"X{text}Y"
    seller = SELLER.model_copy(
        update={"name": hostile, "presentation": hostile, "credentials": (Credential(title=hostile),), "bank": hostile}
    )
    terms = Terms(
        conditions=(hostile,),
        discounts=(Adjustment(label=hostile, share=Decimal("0.01")),),
        extra_lines=(
            ExtraLine.model_validate(
                {"id": "own", "item_name": hostile, "unit_price": {"amount": Decimal(1000), "currency": "MRU"}}
            ),
        ),
    )
    quote = make(seller=seller, buyer=Party(name=hostile), terms=terms, number="N & <1>")
    docx = to_docx(quote, book)
    assert unescaped(words(docx)).count(hostile) >= 10
    plain = to_docx(make(terms=terms.model_copy(update={"conditions": ("X",)})), book)
    assert len(opened(docx).tables) == len(opened(plain).tables)
    assert opened(docx).core_properties.author == hostile


def test_characters_that_xml_forbids_are_dropped(make: Make, book: PriceBook) -> None:
    seller = SELLER.model_copy(update={"name": "A\x00\x0b\x0cB\x1f\ufffe\nC\tD"})
    text = words(to_docx(make(seller=seller), book))
    assert "ABCD" in text, "a line break and a tab are Word's own"


# ------------------------------------------------------------------ templates


def test_an_undefined_variable_is_an_error_with_its_name(rich: Quote, book: PriceBook, tmp_path: Path) -> None:
    own = template(tmp_path, "{{ document.titel }}")
    with pytest.raises(CostmodelError, match=r"own\.docx: the template asks for what does not exist: .*'titel'"):
        to_docx(rich, book, template=own)


@pytest.mark.parametrize(
    "text", ["{{ document.title", "{% if %}", "{% for x in %}x{% endfor %}", "{{ title | nofilter }}"]
)
def test_a_broken_tag_is_an_error(rich: Quote, book: PriceBook, tmp_path: Path, text: str) -> None:
    with pytest.raises(CostmodelError, match=r"own\.docx: (a tag of the template is wrong|the template cannot be)"):
        to_docx(rich, book, template=template(tmp_path, text))


@pytest.mark.parametrize("text", ["{{ ''.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ document.__init__ }}"])
def test_the_inside_of_python_is_out_of_reach(rich: Quote, book: PriceBook, tmp_path: Path, text: str) -> None:
    with pytest.raises(CostmodelError, match=r"not allowed|does not exist"):
        to_docx(rich, book, template=template(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "{{ document.title | safe }}",
        "{{ document | attr('title') }}",
        "{{ range(9) }}",
        "{{ document.update({}) }}",
        "{{ 1/0 }}",
    ],
)
def test_raw_xml_globals_and_changes_are_refused(rich: Quote, book: PriceBook, tmp_path: Path, text: str) -> None:
    with pytest.raises(CostmodelError, match=r"own\.docx"):
        to_docx(rich, book, template=template(tmp_path, text))


def test_a_file_that_is_not_word_is_an_error(rich: Quote, book: PriceBook, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.docx"
    for content in (b"no Word file", b"PK\x05\x06" + bytes(18)):
        wrong.write_bytes(content)
        with pytest.raises(CostmodelError, match=r"wrong\.docx: is not a Word file"):
            to_docx(rich, book, template=wrong)
    with pytest.raises(CostmodelError, match="is not a Word file"):
        to_docx(rich, book, template=tmp_path / "none.docx")


def test_a_template_of_ones_own(rich: Quote, book: PriceBook, tmp_path: Path) -> None:
    own = template(tmp_path, "{{ label.payable }} {{ acceptance.closing }}")
    assert f"Net à payer {filling(rich, book).variables['acceptance']['closing']}" in words(
        to_docx(rich, book, template=own)
    )


@pytest.mark.parametrize("name", ["proposal", "comparison"])
def test_the_built_template_is_what_its_script_makes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    home = template_folder()
    monkeypatch.syspath_prepend(home)
    spec = importlib.util.spec_from_file_location(f"build_{name}", home / f"build_{name}.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    built, shipped = zipfile.ZipFile(io.BytesIO(script.build())), zipfile.ZipFile(home / f"{name}.docx")
    assert built.namelist() == shipped.namelist()
    for part in built.namelist():
        made, there = (package.read(part) for package in (built, shipped))
        assert cells_of(made) == cells_of(there) if part.endswith(".xlsx") else made == there, part


def cells_of(xlsx: bytes) -> list[tuple[object, ...]]:
    """The cells behind a chart; how a workbook is packed depends on the versions that packed it."""
    return list(load_workbook(io.BytesIO(xlsx)).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("name", ["proposal", "comparison"])
def test_the_template_has_no_author_and_no_text_of_one_language(name: str) -> None:
    word = Document(str(template_folder() / f"{name}.docx"))
    assert word.core_properties.author == ""
    fixed = {re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", "", p.text).strip(" .…–:/") for p in word.paragraphs}
    assert not any(re.search(r"[A-Za-z]{3}", text) for text in fixed)


def test_the_contents_are_written_in_a_template_saved_by_a_french_word(
    rich: Quote, book: PriceBook, tmp_path: Path
) -> None:
    """Its styles have French ids (Titre1, TM1) and the names that they have in every Word."""
    french = tmp_path / "proposition.docx"
    shipped = template_folder() / "proposal.docx"
    with zipfile.ZipFile(shipped) as old, zipfile.ZipFile(french, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name in ("word/document.xml", "word/styles.xml", "word/numbering.xml"):
                for ours, theirs in ((b"Heading", b"Titre"), (b"TOC", b"TM")):
                    part = re.sub(rb'(w:(?:val|styleId)=")' + ours + rb'(\d")', rb"\1" + theirs + rb"\2", part)
            new.writestr(name, part)
    found = [contents_of(to_docx(rich, book, template=path)) for path in (french, shipped)]
    assert found[0] == found[1]
    assert len(found[0]) > 25


def contents_of(docx: bytes) -> list[tuple[str, str]]:
    """The entries of the table of contents, each with the name of its style."""
    styled = [(p.style.name.lower(), p.text) for p in opened(docx).paragraphs if p.style is not None]
    return [(name, text) for name, text in styled if name in ("toc 1", "toc 2")]


def test_render_is_separate_from_its_variables(rich: Quote, book: PriceBook) -> None:
    variables, charts = filling(rich, book)
    assert words(render(variables, template_folder() / "proposal.docx", charts=charts)) == words(to_docx(rich, book))


# ------------------------------------------------------------------ form


def test_table_heads_repeat_and_rows_do_not_split(rich: Quote, book: PriceBook) -> None:
    word = opened(to_docx(rich, book))
    xml = word.element.body.xml
    assert xml.count("<w:tr>") + xml.count("<w:tr ") == xml.count("<w:cantSplit/>")
    assert xml.count("<w:tblHeader/>") > 12
    for table in word.tables:
        widths = [int(column.get(f"{{{column.nsmap['w']}}}w")) for column in table._tbl.tblGrid]
        assert sum(widths) <= 9412


@pytest.mark.libreoffice
@pytest.mark.skipif(
    shutil.which("pdftotext") is None and os.environ.get("CI") != "true", reason="needs pdftotext to read pages"
)
def test_libreoffice_computes_the_page_numbers_of_the_contents(
    rich: Quote, book: PriceBook, office: Office, tmp_path: Path
) -> None:
    source = tmp_path / "proposal.docx"
    source.write_bytes(to_docx(rich, book))
    pdf = office.convert(source, to="pdf")[0]
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.split("\f")
    entries = re.findall(r"^\s*\d+\.\s+(\S.*?)\.{3,}\s*(\d+)$", pages[1], flags=re.MULTILINE)
    assert [title for title, _ in entries] == HEADINGS["fr"].split(" | ")
    for title, page in entries:
        assert re.search(rf"^\s*\d+\.\s+{title}$", pages[int(page) - 1], flags=re.MULTILINE), title
