"""The Excel workbook: the same numbers as the quote, live formulas, nothing of the seller's costs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import Office, office

from costmodel.documents.excel.letter_widths import lines as lines_of
from costmodel.documents.excel.sheets import DARK, FADED, GREY, LIGHT, TINT, WARNING, Exact, literal
from costmodel.documents.workbook.make import to_xlsx
from costmodel.documents.workbook.price_sheet import ADJUSTED, BASE, ITEM, KEY, NET, NUMBER, PRICE, QUANTITY, TAX
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.rate_card import RateCard, RateItem
from costmodel.money.exchange import RateTable
from costmodel.money.in_words import amount_in_words
from costmodel.price_book.book import PriceBook
from costmodel.quoting.lines import QuoteLine
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.requote import inputs
from costmodel.quoting.terms import Adjustment, ExtraLine, LineTerms, Party, Seller, Tax, Terms
from costmodel.quoting.totals import Totals

__all__ = ["office"]

DAY = date(2026, 11, 24)
COST = Decimal("8123.77")
NAMES = ("lines_net", "tax_exclusive", "tax", "tax_inclusive", "payable")
"""Totals that stand above zero; each is the cell `total_…`."""
Make = Callable[..., Quote]
SHEETS = {
    "fr": "Synthèse | Bordereau des prix | Paiement et calendrier | Étendue des prestations | Niveaux de service"
    " | Hypothèses et sources | Taux de change",
    "en": "Summary | Price schedule | Payment and timetable | Scope of work | Service levels"
    " | Assumptions and sources | Exchange rates",
    "ar": "الملخص | جدول الأسعار | الدفع والجدول الزمني | نطاق الأعمال | مستويات الخدمة"
    " | الافتراضات والمصادر | أسعار الصرف",
}
AGREES = ("échéancier équilibré", "the payments add up", "مجموع الدفعات مطابق")
FORMULA_TEXT = ('=HYPERLINK("x")', "+1+1", "-2", "@SUM(A1)")


@pytest.fixture
def make(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Make:
    def quote(preset: str = "medium", bundle: str = "on_premise", **more: Any) -> Quote:
        named = {name: more.pop(name) for name in ("currency", "answers", "card") if name in more}
        return make_quote(priced(preset, bundle, **named), number="2026-041", **more)

    return quote


def item(name: str, quantity: str, unit: str, **price: Any) -> RateItem:
    return RateItem(line="training", item_name=name, quantity=Decimal(quantity), unit=unit, source="=1+1", **price)


def mru(amount: str) -> dict[str, Any]:
    return {"amount": Decimal(amount), "currency": "MRU"}


@pytest.fixture
def rich(make: Make) -> Quote:
    """Everything at once: a rate card, discounts, charges, three tax rates, options, an alternative, months."""
    card = RateCard(
        items=(
            item("Formation", "5", "DAY", unit_cost={"amount": COST, "currency": "MRU"}, margin=Decimal("0.25")),
            item("@SUM(A1)", "30", "C62", unit_price={"amount": Decimal("12.50"), "currency": "EUR"}),
        )
    )

    terms = Terms(
        contracted_years=3,
        discounts=(
            Adjustment(label="+1+1", share=Decimal("0.05")),
            Adjustment(label="Remise", amount=mru("10000")),
        ),
        charges=(Adjustment(label="Transport", share=Decimal("0.0125")),),
        lines=(
            LineTerms(
                id="implementation",
                discounts=(
                    Adjustment(label="-2", share=Decimal("0.1")),
                    Adjustment(label="Fidélité", amount=mru("500.55")),
                ),
                charges=(Adjustment(label="Nuit", share=Decimal("0.033")),),
            ),
            LineTerms(id="hardware", tax=Tax(category="E", reason="Convention de financement")),
            LineTerms(id="migration", tax=Tax(category="S", rate=Decimal("0.14"))),
        ),
        extra_lines=(
            ExtraLine(id="cable", item_name="Câbles", quantity=Decimal("2.5"), unit="MTR", unit_price=mru("33.335")),
            ExtraLine(id="link", item_name="Raccordement", kind="option", unit_price=mru("85000")),
            ExtraLine(id="used", item_name="Consoles", kind="alternative", replaces="hardware", unit_price=mru("4e5")),
        ),
        prepaid=mru("1000.01"),
        rounding=mru("0.02"),
        conditions=("-2",),
    )
    return make(
        answers={"warranty_months": 6, "levers": ["storage_tiers"], "vendor_tier": "premium"},
        card=card,
        terms=terms,
        seller=Seller(name="A & B <Co>", tax_id="00000000"),
        buyer=Party(name='=HYPERLINK("x")', city="Kiffa"),
    )


@pytest.fixture
def quotes(make: Make, rich: Quote, medium_drivers: dict[str, Decimal]) -> dict[str, Quote]:
    known = medium_drivers
    return {
        "rich": rich,
        "plain": make(),
        "dollars": make(
            "small", "cloud_native", currency="USD", language="en", seller=Seller(name="S", resident=False)
        ),
        "gap": make("large", "modular_ris"),
        "arabic": make("large", "hybrid", language="ar", currency="EUR"),
        "contingency": make(terms=Terms(contingency={"share": Decimal("0.1")})),
        "firm": make(answers={**known, "survey": {"on": date(2026, 11, 1), "by": "A. Sy"}}),
    }


def read(content: bytes | Path, *, values: bool = True) -> openpyxl.Workbook:
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    return openpyxl.load_workbook(source, data_only=values)


def cents(value: object, decimals: int = 2) -> Decimal:
    assert isinstance(value, (int, float)), value
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def named(workbook: openpyxl.Workbook) -> dict[str, Decimal]:
    found = {}
    for name in NAMES:
        ((sheet, cell),) = workbook.defined_names[f"total_{name}"].destinations
        found[name] = cents(workbook[sheet][cell].value)
    return found


def line_rows(workbook: openpyxl.Workbook) -> list[tuple[Any, ...]]:
    """The rows of lines: those that have a number."""
    return [row for row in workbook.worksheets[1].iter_rows(values_only=True) if isinstance(row[NUMBER], int)]


def in_order(quote: Quote) -> list[QuoteLine]:
    """The lines as the schedule prints them."""
    priced, beside = quote.priced(), quote.beside()
    rank = {"option": 0, "alternative": 1}
    return [*sorted(priced, key=lambda line: line.recurring), *sorted(beside, key=lambda line: rank[line.kind])]


def check_numbers(workbook: openpyxl.Workbook, quote: Quote) -> None:
    """Every figure of the quote, to the cent, and no cell in error."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "e", f"{sheet.title}!{cell.coordinate}: {cell.value}"
    assert named(workbook) == {name: getattr(quote.totals, name) for name in NAMES}
    rows = line_rows(workbook)
    assert len(rows) == len(quote.lines)
    for row, line in zip(rows, in_order(quote), strict=True):
        assert str(row[ITEM]).startswith(line.item_name.in_(quote.language))
        for column, value in ((QUANTITY, line.quantity), (PRICE, line.unit_price), (BASE, line.base_quantity)):
            assert Decimal(repr(row[column])) == value
        assert cents(row[NET]) == line.net_amount
        assert Decimal(repr(row[TAX])) == line.tax_rate
    cells = [row for row in workbook.worksheets[1].iter_rows(values_only=True) if not isinstance(row[NUMBER], int)]
    coded = [row for row in cells if row[KEY] and isinstance(row[ADJUSTED], (int, float))]
    taxes = coded[len(coded) - len(quote.taxes) :]
    expected = [(tax.tax_rate, tax.taxable, tax.tax) for tax in quote.taxes]
    assert [(Decimal(repr(row[QUANTITY])), cents(row[ADJUSTED]), cents(row[NET])) for row in taxes] == expected
    amounts = [cents(row[ADJUSTED]) for row in cells if isinstance(row[ADJUSTED], (int, float)) and not row[KEY]]
    discounted = [
        amount
        for line in in_order(quote)
        for amount in (*(-d.amount for d in line.discounts), *(c.amount for c in line.charges))
    ]
    assert amounts == discounted
    whole = [*(-discount.amount for discount in quote.discounts), *(charge.amount for charge in quote.charges)]
    assert [cents(row[NET]) for row in coded[: len(coded) - len(quote.taxes)] if row[NET]] == whole
    figures = [value for row in cells for value in (row[NET],) if isinstance(value, (int, float))]
    for year in quote.later_years:
        assert year.annual_price in map(cents, figures)
    summary = [row[1] for row in workbook.worksheets[0].iter_rows(values_only=True)]
    found = {cents(value) for value in summary if isinstance(value, (int, float))}
    wanted = {quote.totals.payable, *(shown.amount for shown in quote.display)}
    if quote.kind == "budgetary":
        budget = quote.budget
        wanted |= {budget.point_estimate, budget.contingency, budget.before_tax, budget.recommended}
        wanted |= {budget.low, budget.median, budget.high}
    assert wanted <= found
    due = list(workbook.worksheets[2].iter_rows(values_only=True))
    top = 3
    amounts = [cents(row[4]) for row in due[top : top + len(quote.payments)]]
    assert amounts == [payment.amount for payment in quote.payments]
    assert cents(due[top + len(quote.payments)][4]) == quote.totals.payable
    assert due[top + 2 + len(quote.payments)][4] in AGREES


def test_every_number_is_the_quotes(quotes: dict[str, Quote], book: PriceBook) -> None:
    assert quotes["firm"].kind == "firm"
    assert len(quotes["rich"].taxes) == 3
    for quote in quotes.values():
        check_numbers(read(to_xlsx(quote, book)), quote)


@pytest.mark.parametrize("values", [True, False])
def test_the_summary_adds_up(rich: Quote, book: PriceBook, values: bool) -> None:
    """From the parts of the price, with what is subtracted below zero, to the total before tax and to the payable."""
    rows = list(read(to_xlsx(rich, book), values=values).worksheets[0].iter_rows(values_only=True))
    amounts = {row[0]: row[1] for row in rows[rows.index(next(row for row in rows if row[0] == "Montants")) + 1 :]}
    names = ("Investissement initial", "Charges récurrentes de la période contractée", "Remise totale")
    parts = [*names, "Frais supplémentaires", "Total HT", "Montant TVA", "Total TTC", "Acomptes versés", "Arrondi"]
    assert list(amounts)[:10] == [*parts, "Net à payer"]
    if not values:
        assert all(str(amounts[name]).startswith("='Bordereau des prix'!") for name in parts)
        return
    read_ = {name: cents(amounts[name]) for name in (*parts, "Net à payer")}
    assert read_["Remise totale"] == -rich.totals.discounts < 0
    assert sum(read_[name] for name in parts[:4]) == read_["Total HT"] == rich.totals.tax_exclusive
    assert sum(read_[name] for name in parts[6:]) == read_["Net à payer"] == rich.totals.payable


def test_the_budget_says_that_it_was_simulated_unless_all_is_certain(make: Make, book: PriceBook) -> None:
    own = ExtraLine.model_validate({"id": "own", "item_name": "Forfait", "unit_price": "1000 MRU"})
    options = tuple(LineTerms(id=line.id, option=True) for line in make().priced())
    simulated, certain = make(), make(terms=Terms(extra_lines=(own,), lines=options))
    assert certain.budget.certain
    for quote, said in ((simulated, True), (certain, False)):
        rows = read(to_xlsx(quote, book)).worksheets[0].iter_rows(values_only=True)
        words = " ".join(str(row[0]) for row in rows)
        assert ("D’après une simulation de toutes les lignes à payer" in words) == said


def test_the_schedule_shows_what_is_subtracted_below_zero(rich: Quote, book: PriceBook) -> None:
    rows = read(to_xlsx(rich, book)).worksheets[1].iter_rows(values_only=True)
    found = {row[ADJUSTED]: row[NET] for row in rows if isinstance(row[ADJUSTED], str)}
    assert cents(found["Remise totale"]) == -rich.totals.discounts
    assert cents(found["Acomptes versés"]) == -rich.totals.prepaid


def test_the_stages_have_the_numbers_of_the_proposal(make: Make, book: PriceBook) -> None:
    rows = list(read(to_xlsx(make(), book)).worksheets[2].iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if row[1] == "Calendrier") + 1
    assert [row[0] for row in rows[start : start + 6]] == [4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 10, 1),
        ("Formation", 10, 1),
        ("Hypothèse de calcul (sans source publiée)", 40, 1),
        ("Hypothèse de calcul (sans source publiée)", 20, 2),
        ("un\ndeux", 20, 2),
        ("m" * 60, 10, 9),
    ],
)
def test_a_row_is_as_high_as_its_text_needs(words: str, width: float, lines: int) -> None:
    assert lines_of(words, width) == lines


def test_a_total_is_a_formula(rich: Quote, book: PriceBook) -> None:
    workbook = read(to_xlsx(rich, book), values=False)
    prices = workbook.worksheets[1]
    for name in NAMES:
        ((sheet, cell),) = workbook.defined_names[f"total_{name}"].destinations
        assert sheet == prices.title
        assert str(prices[cell].value).startswith("=")
    nets = [row[NET].value for row in prices.iter_rows() if isinstance(row[NUMBER].value, int)]
    assert all(str(net).startswith("=ROUND(") for net in nets)


def closings(workbook: openpyxl.Workbook) -> list[str]:
    """What the price schedule says of its total in words."""
    said = [str(row[0]) for row in workbook.worksheets[1].iter_rows(values_only=True)]
    begin = ("Arrêté", "The total of", "حُدِّد", "Le total a été", "The total has", "تغيّر")
    return [words for words in said if words.startswith(begin)]


def closing_of(quote: Quote) -> str:
    amount = amount_in_words(quote.totals.tax_inclusive, quote.currency, quote.language)
    if quote.language == "en":
        return f"The total of this quotation, tax included, amounts to: {amount}."
    if quote.language == "ar":
        return f"حُدِّد المبلغ الإجمالي لهذا العرض، شاملًا الضريبة، بما قدره: فقط {amount} لا غير."
    return f"Arrêté le présent devis à la somme de\u00a0: {amount}, toutes taxes comprises (TTC)."


def test_the_total_in_words_is_the_quotes(quotes: dict[str, Quote], book: PriceBook) -> None:
    for quote in quotes.values():
        assert closings(read(to_xlsx(quote, book))) == [closing_of(quote)]


def test_a_text_in_a_formula_may_be_longer_than_excel_takes_at_once() -> None:
    long = 'a"b' * 200
    parts = re.findall(r'"((?:[^"]|"")*)"', literal(long))
    assert "".join(parts).replace('""', '"') == long
    assert max(len(part.replace('""', '"')) for part in parts) <= 255
    assert literal("") == '""'


@pytest.mark.libreoffice
def test_recalculated_numbers_are_the_quotes(
    quotes: dict[str, Quote], book: PriceBook, office: Office, tmp_path: Path
) -> None:
    paths = []
    for name, quote in quotes.items():
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(to_xlsx(quote, book))
    for quote, path in zip(quotes.values(), office.convert(*paths, to="xlsx"), strict=True):
        check_numbers(read(path), quote)
        assert closings(read(path)) == [closing_of(quote)]


def test_text_that_looks_like_a_formula_stays_text(rich: Quote, book: PriceBook) -> None:
    workbook = read(to_xlsx(rich, book), values=False)
    texts = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    for words in FORMULA_TEXT:
        assert any(words in str(cell.value) for cell in texts), words
    sources = [cell.value for cell in texts if cell.value == "=1+1"]
    assert sources, "the seller's own source"


def test_the_package_has_no_cost_and_no_margin(rich: Quote, book: PriceBook) -> None:
    assert any(line.unit_cost == COST for line in rich.lines)
    content = to_xlsx(rich, book)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            part = re.sub(r"<pageMargins[^>]*>", "", package.read(name).decode())
            assert "8123" not in part, name
            assert not re.search(r"\bmarges?\b|\bmargins?\b|unit_cost", part, re.IGNORECASE), name
            assert 'state="hidden"' not in part
    workbook = read(content)
    named_cells = {*(f"total_{name}" for name in Totals.model_fields), *(one.name for one in inputs(rich))}
    assert set(workbook.defined_names) == named_cells
    assert workbook.properties.creator in (None, "")


def test_every_sheet_prints_on_a4_and_keeps_its_headings(quotes: dict[str, Quote], book: PriceBook) -> None:
    for quote in quotes.values():
        workbook = read(to_xlsx(quote, book))
        *shown, kept = workbook.worksheets
        assert [sheet.title for sheet in shown] == SHEETS[quote.language].split(" | ")
        assert (kept.title, kept.sheet_state) == ("costmodel", "veryHidden")
        arabic = quote.language == "ar"
        for sheet in shown:
            assert sheet.page_setup.paperSize == 9
            setup = sheet.sheet_properties.pageSetUpPr
            assert (setup is not None and setup.fitToPage) or sheet.page_setup.scale
            assert sheet.freeze_panes
            start, end = (("left", "right"), ("right", "left"))[arabic]
            assert "2026-041" in getattr(sheet.oddHeader, start).text
            assert "&P" in getattr(sheet.oddFooter, end).text.replace("&[Page]", "&P")
            assert bool(getattr(sheet.oddFooter, start).text) == (quote.kind == "budgetary")
            assert bool(sheet.sheet_view.rightToLeft) == arabic
        assert all(sheet.print_title_rows for sheet in shown[1:])
        assert workbook.worksheets[1].page_setup.orientation == "landscape"
        assert workbook.properties.created.date() == quote.issue_date
        assert "2026-041" in str(workbook.properties.title)


def test_dates_are_dates_in_the_format_of_the_language(quotes: dict[str, Quote], book: PriceBook) -> None:
    for quote in quotes.values():
        cells = [row[1] for row in read(to_xlsx(quote, book)).worksheets[0].iter_rows()]
        dates = [(cell.value.date(), cell.number_format) for cell in cells if isinstance(cell.value, datetime)]
        assert [written for written, _ in dates] == [quote.issue_date, quote.valid_until]
        assert dates[0][1] == ("dd/mm/yyyy" if quote.language == "fr" else "yyyy-mm-dd")


def test_equal_quotes_give_equal_bytes(rich: Quote, book: PriceBook) -> None:
    assert to_xlsx(rich, book) == to_xlsx(rich.for_customer(), book)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only"])
def test_no_text_is_missing(make: Make, book: PriceBook, bundle: str, language: str) -> None:
    workbook = read(to_xlsx(make("small", bundle, language=language, currency="EUR"), book))
    for sheet in workbook.worksheets[:-1]:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value is None or "{" not in str(cell.value)
                assert not re.fullmatch(r"(label|workbook)\.\w+", str(cell.value))


def test_a_quote_without_parties_says_what_to_complete(make: Make, book: PriceBook) -> None:
    cells = [cell for row in read(to_xlsx(make(), book)).worksheets[0].iter_rows(values_only=True) for cell in row]
    assert cells.count("à compléter") == 2
    assert cells[cells.index("à compléter") - 1] == "Nom"


def test_a_targeted_update_is_named(make: Make, book: PriceBook) -> None:
    workbook = read(to_xlsx(make(answers={"update_scope": "targeted", "use_cases": ["security_patches"]}), book))
    cells = [cell for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "Mise à niveau sur site, licences perpétuelles – Mise à jour ciblée" in cells
    assert any("Seuls les éléments ci-dessous sont renouvelés" in str(cell) for cell in cells)


def test_a_unit_price_keeps_its_decimals(rich: Quote, book: PriceBook) -> None:
    rows = read(to_xlsx(rich, book)).worksheets[1].iter_rows()
    cable = next(row for row in rows if row[ITEM].value == "Câbles")
    assert cable[PRICE].number_format == "#,##0.00##"
    assert cable[PRICE].value == 33.335  # as it was typed
    assert cable[QUANTITY].value == 2.5


@given(st.decimals(min_value=0, max_value=10**13, places=2))
def test_a_number_in_a_cell_is_exact(amount: Decimal) -> None:
    assert Decimal(f"{Exact(amount):.16G}") == amount


# ------------------------------------------------------------------ what may be changed, and how it is said


def unlocked(sheet: Any) -> set[str]:
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_only_named_inputs_may_be_changed_and_each_says_what_it_accepts(
    rich: Quote, book: PriceBook, language: str
) -> None:
    quote = rich.model_copy(update={"language": language})
    workbook = read(to_xlsx(quote, book), values=False)
    places: dict[str, set[str]] = {}
    for one in inputs(quote):
        ((sheet, cell),) = workbook.defined_names[one.name].destinations
        places.setdefault(sheet, set()).add(cell.replace("$", ""))
    for sheet in workbook.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert unlocked(sheet) == places.get(sheet.title, set()), sheet.title
        rules = sheet.data_validations.dataValidation
        assert {cell for rule in rules for cell in str(rule.sqref).split()} == places.get(sheet.title, set())
        for rule in rules:
            assert rule.showErrorMessage
            assert 0 < len(rule.prompt) <= 255
            assert rule.prompt == rule.error
            assert 0 < len(rule.promptTitle) <= 32
            assert bool(re.search("[\u0620-\u064a]", rule.prompt)) == (language == "ar")
        for cell in unlocked(sheet):
            assert sheet[cell].fill.fgColor.rgb == f"FF{LIGHT[1:]}"


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#000000", LIGHT), (FADED, LIGHT), (FADED, "#FFFFFF"), (GREY, "#FFFFFF"), (WARNING, "#FFFFFF"),
        ("#FFFFFF", DARK), (DARK, TINT), (DARK, "#FFFFFF"),
    ],
)  # fmt: skip
def test_colours_are_told_apart(ink: str, paper: str) -> None:
    """Contrast of 4.5 to 1 or more (WCAG 2.1, 1.4.3)."""
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_price_by_component_adds_up_and_has_a_chart(rich: Quote, book: PriceBook) -> None:
    rows = list(read(to_xlsx(rich, book)).worksheets[0].iter_rows(values_only=True))
    top = 1 + next(n for n, row in enumerate(rows) if row[0] == "Prix par composante")
    parts = list(takewhile(lambda row: row[1] is not None, rows[top:]))
    assert sum(cents(row[1]) for row in parts) == rich.totals.lines_net
    assert sum(float(str(row[2])) for row in parts) == pytest.approx(1)
    with zipfile.ZipFile(io.BytesIO(to_xlsx(rich, book))) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert f"<c:f>Synthèse!$B${top + 1}:$B${top + len(parts)}</c:f>" in chart


# ------------------------------------------------------------------ Arabic


@pytest.fixture
def arabic(rich: Quote) -> Quote:
    return rich.model_copy(update={"language": "ar"})


def test_arabic_sheets_read_from_the_right(arabic: Quote, book: PriceBook) -> None:
    """Sheets, words and charts; figures stay right-aligned, so that their decimals line up."""
    content = to_xlsx(arabic, book)
    workbook = read(content)
    for sheet in workbook.worksheets[:-1]:
        assert sheet.sheet_view.rightToLeft
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str) and cell.data_type == "s":
                assert cell.alignment.readingOrder == 2, f"{sheet.title}!{cell.coordinate}"
            elif isinstance(cell.value, (int, float)):
                assert cell.alignment.horizontal in ("right", "center")
                assert cell.alignment.readingOrder != 2
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert chart.count('<c:orientation val="maxMin"/>') == 2


def test_marks_of_direction_stand_in_texts_alone(arabic: Quote, book: PriceBook) -> None:
    """Never where they would change what is compared: names of sheets and cells, formulas, properties, validation."""
    workbook = read(to_xlsx(arabic, book), values=False)
    marks = re.compile("[\u2066-\u2069]")
    assert marks.search(str(workbook.worksheets[0]["A1"].value))
    assert not any(marks.search(name) for name in (*workbook.sheetnames, *workbook.defined_names))
    assert not marks.search(str(workbook.properties.title))
    for sheet in workbook.worksheets[:-1]:
        for rule in sheet.data_validations.dataValidation:
            assert not marks.search(f"{rule.formula1}{rule.prompt}{rule.promptTitle}")
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            assert not marks.search(re.sub('"[^"]*"', "", str(cell.value))), cell.coordinate


def test_arabic_indic_digits_where_they_are_asked_for(arabic: Quote, book: PriceBook) -> None:
    formats = [
        {
            cell.number_format
            for sheet in read(to_xlsx(quote, book)).worksheets[:-1]
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, (int, float))
        }
        for quote in (arabic, arabic.model_copy(update={"digits": "arabic_indic"}))
    ]
    assert not any("[$-" in one for one in formats[0])
    assert all(one.startswith("[$-2000401]") for one in formats[1])


def test_an_arabic_text_takes_the_lines_that_it_needs() -> None:
    assert lines_of("ترحيل البيانات", 20) == 1
    assert lines_of("ترحيل البيانات واختبارها ثم تسليمها إلى المستشفى", 20) >= 2
    marked = "\u2068PACS\u2069 نظام"
    assert lines_of(marked, 12) == lines_of("PACS نظام", 12)
