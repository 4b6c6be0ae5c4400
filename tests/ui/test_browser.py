"""The app as a person uses it, in a real browser: nothing typed is lost, nobody sees another's, the files are right."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from browser import Open, Table, choose, go, moved, priced, settled, shown, take, turn, upload, write
from playwright.sync_api import Page

from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import estimate_need, load_need, pricing_of, quote_need
from costmodel.quoting.quote import Quote
from costmodel.words.text import Language

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "examples"
START = "4,007,319.01"
"""The price of the medium preset in full, to which every new quote opens."""
SECTIONS = {
    "en": {"Customer": "Offer", "Need": "Facility", "Solution": "Savings", "Lines": "Why this price",
           "Terms": "Payment", "Files": "Make the proposal"},
    "fr": {"Client": "Offre", "Besoin": "Établissement", "Solution retenue": "Économies", "Lignes": "Pourquoi ce prix",
           "Conditions": "Paiement", "Fichiers": "Créer la proposition"},
}  # fmt: skip


def library_quote(need: bytes, folder: Path, book: PriceBook, rates: RateTable, like: Quote) -> Quote:
    """What the library makes of a saved need, on the day of another quote."""
    path = folder / "need.yaml"
    path.write_bytes(need)
    read = load_need(path, book)
    priced = estimate_need(read, pricing_of(read, book, rates=rates, today=like.issue_date))
    return quote_need(read, priced)


def words_of(document: bytes) -> Iterator[str]:
    """Every paragraph of a Word document, those of its tables included."""
    for element in docx.Document(io.BytesIO(document)).element.body.iter():
        if element.tag.endswith("}p"):
            yield "".join(part.text or "" for part in element.iter() if part.tag.endswith("}t"))


def amounts_of(workbook: bytes) -> set[Decimal]:
    """Every number of a workbook, to two decimals."""
    sheets = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True).worksheets
    cells = (value for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row)
    return {Decimal(str(value)).quantize(Decimal("0.01")) for value in cells if isinstance(value, (int, float))}


# ------------------------------------------------------------------ a whole quote


def test_a_whole_quote_from_the_empty_page_to_its_files(
    visit: Open, tmp_path: Path, book: PriceBook, rates: RateTable
) -> None:
    page = visit("?lang=en")
    turn(page, "New quote")
    page.get_by_label("Name", exact=True).wait_for()
    write(page, "Name", "Hôpital <b>Sud</b> & *Fils*")
    write(page, "City", "Kiffa")
    write(page, "Quotation no.", "2026-077")
    go(page, "Need", "Facility")
    price = shown(page)
    assert price == START
    write(page, "Studies a year", "42000")
    price = moved(page, price)
    choose(page, "Format of the legacy data", "mixed")
    price = moved(page, price)
    go(page, "Solution", "Savings")
    choose(page, "Bundle", "Hybrid PACS (on-premise core, cloud archive)")
    price = moved(page, price)
    go(page, "Lines", "Why this price")
    Table(page, 0).write(1, "Unit price", "31250.5")
    price = moved(page, price)
    Table(page, 0).write(2, "Discount (%)", "12.5")
    price = moved(page, price)
    Table(page, 1).add("Câblage du site")
    Table(page, 1).write(0, "Unit price", "48000.25")
    price = moved(page, price)
    go(page, "Terms", "Payment")
    write(page, "Discount (%)", "3")
    price = moved(page, price)
    choose(page, "Category", "Exempt from VAT")
    page.get_by_text("There is no price yet.").wait_for()
    write(page, "Reason for it", "Convention de financement n° 7")
    page.get_by_text("There is no price yet.").wait_for(state="hidden")
    settled(page)
    go(page, "Files", "Make the proposal")
    page.get_by_role("button", name="Make the proposal").click()
    page.get_by_text("The files are ready.").wait_for()
    name, word = take(page, "Word proposal")
    workbook, json = take(page, "Excel workbook")[1], take(page, "JSON data")[1]
    page.get_by_text("Save or load the need").click()
    need_name, need = take(page, "Save the need")

    quote = Quote.model_validate_json(json)
    assert quote == library_quote(need, tmp_path, book, rates, quote).for_customer()
    assert (name, need_name, quote.number) == ("2026-077.docx", "2026-077.yaml", "2026-077")
    assert quote.buyer is not None
    assert (quote.buyer.name, quote.bundle, quote.spec.annual_studies) == (
        "Hôpital <b>Sud</b> & *Fils*",
        "hybrid",
        Decimal(42000),
    )
    lines = {line.id: line for line in quote.lines}
    assert lines["licence.workstation"].unit_price == Decimal("31250.50")
    assert [discount.share for discount in lines["implementation"].discounts] == [Decimal("0.125")]
    assert lines["own.1"].net_amount == Decimal("48000.25")
    assert [discount.share for discount in quote.discounts] == [Decimal("0.03")]
    assert {line.tax_category for line in quote.lines} == {"E"}

    totals, say = quote.totals, Wording(book, "fr")
    assert shown(page) == Wording(book, "en").bare(totals.payable, quote.currency)
    told = "\n".join(words_of(word))
    for value in (totals.payable, *(line.net_amount for line in quote.lines if line.kind == "line")):
        assert say.bare(value, quote.currency) in told
    assert "Hôpital <b>Sud</b> & *Fils*" in told
    assert "Convention de financement n° 7" in told
    assert {totals.payable, totals.lines_net, *(line.net_amount for line in quote.lines)} <= amounts_of(workbook)


def test_what_was_made_goes_when_the_quote_changes(visit: Open) -> None:
    page = visit()
    go(page, "Files", "Make the proposal")
    page.get_by_text("Compare all bundles in the workbook").click()
    page.get_by_role("button", name="Make the proposal").click()
    page.get_by_text("The files are ready.").wait_for()
    go(page, "Terms", "Payment")
    write(page, "Discount (%)", "3")
    moved(page, START)
    go(page, "Files", "Make the proposal")
    assert page.get_by_text("The files are ready.").count() == 0
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("The files are ready.").wait_for()


# ------------------------------------------------------------------ languages


def test_the_language_changes_the_whole_screen_and_stays_in_the_address(visit: Open, book: PriceBook) -> None:
    page = visit("quote?lang=en")
    switches: tuple[tuple[Language, Language, str], ...] = (("en", "fr", "Français"), ("fr", "en", "English"))
    for language, other, switch in switches:
        foreign = {
            text.in_(other) for text in book.texts if text.in_("en") != text.in_("fr") and "{" not in text.en
        } - {text.in_(language) for text in book.texts}
        for section, sign in SECTIONS[language].items():
            go(page, section, sign)
            lines = {line.strip() for line in page.locator("body").inner_text().splitlines()}
            assert not lines & foreign, f"{section} in {language}"
            assert not re.search(r"\bui\.|\{\w+\}", page.locator("body").inner_text())
        page.get_by_role("radio", name=switch).click()
        page.wait_for_url(f"**/quote?lang={other}")
    turn(page, "Start")
    page.wait_for_url("**/?lang=en")
    page.reload()
    settled(page)
    assert page.url.endswith("/?lang=en")
    assert shown(page) == START


def test_a_language_that_is_not_there_opens_in_french(visit: Open) -> None:
    page = visit("quote?lang=de")
    page.wait_for_url("**/quote?lang=fr")
    assert page.get_by_role("heading", name="Nouveau devis").count() == 1


def test_a_list_shows_its_choice_in_the_new_language(visit: Open) -> None:
    page = visit()
    go(page, "Need", "Facility")
    assert page.get_by_label("Start from", exact=True).input_value() == "Medium facility"
    page.get_by_role("radio", name="Français").click()
    page.get_by_label("Point de départ", exact=True).wait_for()
    assert page.get_by_label("Point de départ", exact=True).input_value() == "Établissement moyen"


# ------------------------------------------------------------------ nothing is lost


def test_a_need_is_saved_and_loaded(visit: Open, tmp_path: Path) -> None:
    first, second = visit(), visit()
    write(first, "Name", "Clinique A")
    go(first, "Need", "Facility")
    write(first, "Reading workstations", "9")
    price = moved(first, START)
    first.get_by_text("Save or load the need").click()
    name, need = take(first, "Save the need")
    assert name == "Clinique-A.yaml"
    second.get_by_text("Save or load the need").click()
    upload(second, ".stSidebar", {"name": name, "buffer": need})
    assert moved(second, START) == price
    assert second.get_by_label("Name", exact=True).input_value() == "Clinique A"
    second.get_by_role("button", name="Start anew").click()
    assert moved(second, price) == START


def test_an_example_is_loaded_as_the_command_line_reads_it(visit: Open, book: PriceBook, rates: RateTable) -> None:
    page = visit()
    page.get_by_text("Save or load the need").click()
    upload(page, ".stSidebar", EXAMPLES / "regional_hospital.yaml")
    need = load_need(EXAMPLES / "regional_hospital.yaml", book)
    quote = quote_need(need, estimate_need(need, pricing_of(need, book, rates=rates)))
    assert moved(page, START) == Wording(book, "en").bare(quote.totals.payable, quote.currency)


def test_a_reload_in_mid_work_loses_nothing_and_nobody_else_sees_it(visit: Open) -> None:
    mine, other = visit(), visit()
    write(mine, "Name", "Hôpital secret")
    go(mine, "Need", "Facility")
    write(mine, "Sites", "3")
    price = moved(mine, START)
    assert mine.url.endswith("/quote?lang=en"), "the address holds the language alone"
    mine.reload()
    settled(mine)
    assert shown(mine) == price
    assert mine.get_by_label("Name", exact=True).input_value() == "Hôpital secret"
    assert mine.get_by_text("Your last draft was taken up again.").count() == 1
    other.reload()
    settled(other)
    for stranger in (other, visit()):
        assert shown(stranger) == START
        assert stranger.get_by_label("Name", exact=True).input_value() == ""
        assert "Hôpital secret" not in stranger.content()


def test_settings_survive_a_reload_and_nobody_else_has_them(visit: Open) -> None:
    mine, other = visit("compare?lang=en"), visit("compare?lang=en")
    mine.get_by_text("Weights of the criteria").click()
    mine.get_by_role("button", name="Add a criterion").click()
    write(mine, "Criterion of your own", "Works offline")
    mine.get_by_text("Works offline").first.wait_for(state="attached")
    settled(mine)
    Table(mine, 0).write(0, "Works offline", "80")
    Table(mine, 0).write(1, "Works offline", "35")
    settled(mine)
    mine.get_by_role("slider", name="Years of service").press("ArrowRight")
    mine.get_by_role("heading", name="Side by side over 6").wait_for()
    settled(mine)
    for page, years in ((mine, 6), (other, 5), (mine, 6)):
        page.reload()
        settled(page)
        page.get_by_role("heading", name=f"Side by side over {years}").wait_for()
        assert page.get_by_role("slider", name="Years of service").input_value() == str(years)
        page.get_by_text("Weights of the criteria").click()
        assert page.get_by_label("Criterion of your own", exact=True).count() == (page is mine)
    assert mine.get_by_label("Criterion of your own", exact=True).input_value() == "Works offline"
    for row, points in enumerate(("80", "35")):
        Table(mine, 0).says(row, "Works offline", points)
    mine.get_by_role("button", name="Usual settings").click()
    mine.get_by_role("heading", name="Side by side over 5").wait_for()
    settled(mine)
    mine.reload()
    settled(mine)
    mine.get_by_role("heading", name="Side by side over 5").wait_for()


def test_two_browsers_work_side_by_side(visit: Open) -> None:
    one, other = visit(), visit()
    for page in (one, other):
        go(page, "Need", "Facility")
    prices = {one: START, other: START}
    for page, value in ((one, "2"), (other, "3"), (one, "4"), (other, "5")):
        write(page, "Sites", value)
        prices[page] = moved(page, prices[page])
    assert len({START, *prices.values()}) == 3
    assert {page: shown(page) for page in prices} == prices


def test_changes_are_undone_and_made_again(visit: Open) -> None:
    page = visit()
    go(page, "Terms", "Payment")
    label, prices = "Contracted years of recurring services", [START]
    for value in ("2", "4"):
        write(page, label, value)
        prices.append(moved(page, prices[-1]))
    for button, wanted, value in (("Undo", 1, "2"), ("Undo", 0, "1"), ("Redo", 1, "2"), ("Redo", 2, "4")):
        page.get_by_role("button", name=button).click()
        priced(page, prices[wanted])
        assert page.get_by_label(label, exact=True).input_value() == value
    assert page.get_by_role("button", name="Redo").is_disabled()


def test_what_was_typed_survives_other_sections_and_pages(visit: Open) -> None:
    page = visit()
    write(page, "Address", "Route 7")
    choose(page, "Language of the proposal", "English")
    go(page, "Terms", "Payment")
    Table(page, 0).write(3, "%", "20")
    page.get_by_text("There is no price yet.").wait_for()
    Table(page, 0).write(0, "%", "20")
    page.get_by_text("There is no price yet.").wait_for(state="hidden")
    page.get_by_text("Charge the contingency as a line").click()
    price = moved(page, START)
    turn(page, "Start")
    turn(page, "New quote")
    page.locator(".stMain").get_by_text("Payment", exact=True).wait_for()
    assert shown(page) == price
    for row, share in enumerate(("20", "30", "30", "20")):
        Table(page, 0).says(row, "%", share)
    assert page.get_by_role("switch", name="Charge the contingency as a line").is_checked()
    go(page, "Customer", "Offer")
    assert page.get_by_label("Address", exact=True).input_value() == "Route 7"
    assert page.get_by_label("Language of the proposal", exact=True).input_value() == "English"


# ------------------------------------------------------------------ tables that are edited


def test_two_quick_edits_of_a_table_both_survive(visit: Open) -> None:
    page = visit()
    go(page, "Lines", "Why this price")
    table = Table(page, 0)
    table.write(0, "Unit price", "1000000")
    table.write(1, "Discount (%)", "10")
    priced(page, "3,162,299.92")
    for amount in ("1\u202f000\u202f000,00", "205\u202f594,63"):
        page.locator(".sheet").get_by_text(amount, exact=True).first.wait_for()
    table.write(2, "Qty", "2")
    price = moved(page, "3,162,299.92")
    for row, own in enumerate(("true", "false", "true", "false")):
        table.says(row, "Own price", own)
    table.tick(0, "Own price")
    price = moved(page, price)
    table.says(0, "Unit price", "1,705,620.88")  # the model's price again
    go(page, "Need", "Facility")
    write(page, "Sites", "2")
    moved(page, price)
    go(page, "Lines", "Why this price")
    Table(page, 0).says(1, "Discount (%)", "10")
    Table(page, 0).says(2, "Qty", "2")
    shown_now = Table(page, 0).cell(7, "Unit price").text_content()
    assert shown_now != "99,763.12", "the table shows the price of the need as it is now"


def test_lines_of_ones_own_survive_each_other(visit: Open) -> None:
    page = visit()
    go(page, "Lines", "Why this price")
    table = Table(page, 1)
    table.add("Câblage")
    table.write(0, "Unit price", "50000")
    table.add("Onduleur")
    table.write(1, "Unit price", "1234.5")
    table.write(0, "Qty", "2")
    priced(page, "4,124,751.03")
    page.get_by_role("radio", name="Français").click()
    page.locator(".stMain").get_by_text("Pourquoi ce prix", exact=True).wait_for()
    settled(page)
    Table(page, 1).write(1, "Qté", "3")
    priced(page, "4\u202f127\u202f615,07")
    for row, cells in enumerate((("Câblage", "2", "50\u202f000,00"), ("Onduleur", "3", "1\u202f234,50"))):
        for head, words in zip(("Désignation", "Qté", "P.U.\u00a0HT"), cells, strict=True):
            Table(page, 1).says(row, head, words)


def test_an_alternative_may_be_typed_step_by_step(visit: Open) -> None:
    page = visit()
    go(page, "Lines", "Why this price")
    table = Table(page, 1)
    table.add("Formation à distance")
    table.pick(0, "Kind", "alternative")
    page.get_by_text("Formation à distance (en option)").wait_for(state="attached")
    table.pick(0, "In place of", "Training")
    page.get_by_text("Formation à distance (variante)").wait_for(state="attached")
    assert shown(page) == START


# ------------------------------------------------------------------ what is not meant for everybody

COSTS = re.compile(r"16.?543|\bcosts?\b|\bmargin\b", re.IGNORECASE)


def words_on(page: Page) -> str:
    """Everything that the main part of the page says, cells of tables included, to the eye and to programs."""
    return " ".join(page.locator(".stMain *:not(style):not(:has(*))").all_text_contents())


def test_no_cost_and_no_margin_is_on_a_screen_that_is_turned_to_the_customer(visit: Open, tmp_path: Path) -> None:
    need = tmp_path / "need.yaml"
    need.write_text(
        "preset: medium\nrate_card:\n"
        "  - {line: training, item_name: Cours, quantity: 4, unit_price: 21000 MRU, unit_cost: 16543.21 MRU}\n",
        encoding="utf-8",
    )
    page = visit()
    page.get_by_text("Save or load the need").click()
    upload(page, ".stSidebar", need)
    moved(page, START)
    go(page, "Lines", "Why this price")
    assert not COSTS.search(words_on(page))
    page.get_by_text("Seller’s view").click()
    page.get_by_text("21,22").first.wait_for(state="attached")
    Table(page, 0).says(5, "Your cost", "16,543.21")
    page.get_by_text("Seller’s view").click()
    page.get_by_text("21,22").first.wait_for(state="detached")
    settled(page)
    assert not COSTS.search(words_on(page))
    Table(page, 0).write(5, "Unit price", "22000")
    page.get_by_text("Seller’s view").click()
    Table(page, 0).says(5, "Your cost", "16,543.21")  # a price that was changed keeps its cost


# ------------------------------------------------------------------ what people upload and type

FAULTY = "preset: medum\nbundle: hybird\nannual_studies: -5\ncolour: <img src=x onerror=alert(1)>\n"
NEEDS = (
    ("need.yaml", bytes(range(256)) * 20, ["is not text"]),
    ("need.yaml", b"preset: !!python/object/apply:os.system [echo]\n", ["tag"]),
    ("<b>x</b>.yaml", FAULTY.encode(), ["<b>x</b>.yaml", "'hybrid'", "annual_studies", "'colour'"]),
    ("need.yml", b"- preset: medium\n", ["must be a mapping"]),
    ("need.yaml", b"rate_card: card.csv\npreset: small\n", ["card.csv, that is not at hand"]),
    ("need.yaml", b"# " + b"x" * 1_100_000, ["1.0MB or smaller"]),
    ("need.png", b"\x89PNG", ["files are not allowed"]),
)


def test_an_upload_of_rubbish_says_what_is_wrong_and_changes_nothing(visit: Open) -> None:
    page = visit()
    page.get_by_text("Save or load the need").click()
    side = page.get_by_test_id("stSidebar")
    for name, content, words in NEEDS:
        upload(page, ".stSidebar", {"name": name, "buffer": content})
        for word in words:
            side.get_by_text(word).first.wait_for()
        settled(page)
        assert shown(page) == START
        assert page.get_by_role("button", name="Undo").is_disabled()
        assert page.locator('img[src=x], [data-testid="stException"]').count() == 0


CARDS = (
    ("card.xlsx", b"PK\x03\x04 not a workbook", "card.xlsx: is not an Excel workbook"),
    ("card.csv", b"a;b\n1;2\n", "row 1: must name the columns"),
    ("card.csv", b"line,item_name,quantity,unit_price\nroof,Roof,1,5 MRU\n", "'roof' is not a line"),
)


def test_a_rate_card_that_is_none_says_what_is_wrong(visit: Open) -> None:
    page = visit()
    go(page, "Lines", "Why this price")
    page.get_by_text("Rate card as a file").click()
    for name, content, words in CARDS:
        upload(page, ".stMain", {"name": name, "buffer": content})
        page.locator(".stMain").get_by_text(words).first.wait_for()
        settled(page)
        assert shown(page) == START
        assert "/tmp" not in page.locator("body").inner_text()
        assert page.locator('[data-testid="stException"]').count() == 0


def test_what_a_seller_is_called_stands_as_it_was_typed(visit: Open) -> None:
    name = "**A** & <b>B</b> $x^2$ :red[C] # 1. `D` [E](http://f) ~~G~~ &amp; \\ _H_ www.i.mr | 100 %"
    page = visit()
    upload(page, ".stMain", {"name": "seller.yaml", "buffer": f"name: '{name}'\n".encode()})
    page.get_by_role("button", name="Remove", exact=True).wait_for()
    assert name in page.locator(".stMain").inner_text().splitlines()


def test_the_page_works_by_keyboard_alone(visit: Open) -> None:
    page = visit()
    page.get_by_role("radio", name="Customer").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.locator(".stMain").get_by_text("Facility", exact=True).wait_for()
    page.get_by_label("Studies a year", exact=True).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert moved(page, START) != START


@pytest.mark.parametrize("locale", ["fr-FR", "ar", "en-US"])
def test_what_is_pasted_and_typed_is_read_as_it_is_meant_in_any_browser(visit: Open, locale: str) -> None:
    """A column for numbers made 234 of a pasted 23,4, and 235 of 23,5 typed in a browser of another language."""
    page = visit(locale=locale, permissions=["clipboard-read", "clipboard-write"])
    go(page, "Lines", "Why this price")
    table = Table(page, 0)
    table.write(0, "Unit price", "23,4")
    table.says(0, "Unit price", "23.40")
    table.select(1, "Unit price")
    page.evaluate("navigator.clipboard.writeText('1 250,50 MRU')")
    page.keyboard.press("Control+v")
    table.says(1, "Unit price", "1,250.50")
    table.write(2, "Unit price", "12.500")
    page.get_by_text("has two readings").first.wait_for()
    table.says(2, "Unit price", "227,220.36")
