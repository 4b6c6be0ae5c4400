"""A workbook read back: the same quote, or the one that its changed cells make; other changes are refused by cell."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from libreoffice import Office, office

from costmodel.cli.main import cli
from costmodel.documents.comparison.workbook import comparison_xlsx
from costmodel.documents.workbook.make import to_xlsx
from costmodel.documents.workbook.reader import from_xlsx, read_workbook
from costmodel.estimating.pricing import Pricing
from costmodel.files.faults import InputError
from costmodel.files.limits import WORKBOOK
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.quoting.need import estimate_need, load_need, load_seller, pricing_of, quote_need
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import Input, inputs, requote
from costmodel.quoting.terms import Adjustment, ExtraLine, LineTerms, Tax
from costmodel.words.text import LANGUAGES, Language

__all__ = ["office"]

EXAMPLES = Path(__file__).parents[2] / "examples"
NEEDS = ("regional_hospital", "district_clinic", "national_hospital", "full_need")
CURRENCIES = ("MRU", "USD", "EUR")
HOSTILE = (
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\ttab", "emoji 🏥🩻", "marks \u200f\u202e\u2066x\u2069",
    "&amp; <b>]]>", "_x0041_ _x000D_", "line\nbreak", "naïve “quotes” 'x'", "ar عربي 2026-041", "x" * 500,
)  # fmt: skip
Make = Callable[..., Quote]


@pytest.fixture(scope="module")
def make(book: PriceBook, rates: RateTable) -> Make:
    """A function that quotes an example for the customer."""
    seller = load_seller(EXAMPLES / "seller.yaml")

    def quote(name: str, language: Language = "fr", currency: str = "MRU", **terms: Any) -> Quote:
        need = load_need(EXAMPLES / f"{name}.yaml", book)
        if terms:
            request = need.request.model_copy(update={"terms": need.request.terms.model_copy(update=terms)})
            need = need.model_copy(update={"request": request})
        priced = estimate_need(need, pricing_of(need, book, rates=rates, currency=currency, seller=seller))
        return quote_need(need, priced, seller=seller, language=language).for_customer()

    return quote


def edited(content: bytes, cells: Mapping[str, Any]) -> bytes:
    """A workbook in which a person typed into named cells, or cells such as `Synthèse!A1`; nothing is recalculated."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for name, value in cells.items():
        sheet, _, place = name.rpartition("!")
        if not sheet:
            ((sheet, place),) = workbook.defined_names[name].destinations
        workbook[sheet][place.replace("$", "")].value = value
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A package with each part changed, or left out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in source.namelist():
            part = change(name, source.read(name))
            if part is not None:
                package.writestr(name, part)
    return target.getvalue()


def named(workbook: openpyxl.Workbook, name: str) -> Any:
    ((sheet, cell),) = workbook.defined_names[name].destinations
    return workbook[sheet][cell.replace("$", "")].value


def unit(value: object, decimals: int) -> Decimal:
    assert isinstance(value, (int, float)), value
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


# ------------------------------------------------------------------ the same quote


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NEEDS)
def test_a_workbook_gives_back_its_quote(
    make: Make, book: PriceBook, name: str, language: Language, currency: str
) -> None:
    quote = make(name, language, currency)
    read = read_workbook(to_xlsx(quote, book), book)
    assert read.quote == quote
    assert read.changes == ()


def test_the_workbook_of_a_command_is_read_with_its_comparison(tmp_path: Path) -> None:
    run = CliRunner().invoke
    made = run(cli, ["quote", str(EXAMPLES / "district_clinic.yaml"), "--out", str(tmp_path), "--json"])
    assert made.exit_code == 0, made.output
    path = json.loads(made.stdout)["files"]["xlsx"]
    read = run(cli, ["read", path, "--json"])
    assert read.exit_code == 0, read.output
    found = json.loads(read.stdout)
    assert found["totals"] == json.loads(made.stdout)["totals"]
    assert found["changes"] == []
    assert "No changed inputs." in run(cli, ["read", path]).output


def test_a_workbook_that_was_saved_elsewhere_long_ago_is_still_read(book: PriceBook) -> None:
    """The example that the README reads: three inputs were changed, and LibreOffice saved it."""
    read = read_workbook(EXAMPLES / "returned.xlsx", book)
    assert [(one.name, one.written, one.read) for one in read.changes] == [
        ("quantity_2", 6, 8),
        ("tax_rate", Decimal("0.16"), Decimal("0.14")),
        ("payment_share_1", Decimal("0.3"), Decimal("0.25")),
    ]
    assert read.quote.totals.payable == requote(read.quote, {}, book).totals.payable


# ------------------------------------------------------------------ changed inputs


def test_what_was_typed_into_inputs_is_read(make: Make, book: PriceBook, tmp_path: Path) -> None:
    quote = make("full_need")
    typed = {"quantity_2": 9, "discount_1": 0.05, "tax_rate": 0.14, "line_charge_3_1": 20000, "days_1": 30}
    typed |= {"payment_share_1": 0.3, "rate_USD_MRU": 41.5}
    content = edited(to_xlsx(quote, book), typed)
    read = read_workbook(content, book)
    again = read.quote
    assert {one.name for one in read.changes} == set(typed)
    assert next(line for line in again.lines if line.id == "licence.workstation").quantity == 9
    assert [discount.share for discount in again.discounts] == [Decimal("0.05")] * 2
    assert {tax.tax_category: tax.tax_rate for tax in again.taxes} == {"S": Decimal("0.14"), "E": 0}
    assert [payment.share for payment in again.payments[:4]] == [Decimal(n) / 10 for n in (3, 4, 3, 0)]
    dollars = next(shown for shown in again.display if shown.currency.code == "USD")
    assert dollars.amount == dollars.currency.round(again.totals.payable / Decimal("41.5"))
    assert again.timetable[1].first_day == 31
    path = tmp_path / "changed.xlsx"
    path.write_bytes(content)
    printed = CliRunner().invoke(cli, ["read", str(path)]).output
    assert "quantity_2: 7 → 9" in printed
    assert "7 changed inputs." in printed


def allowed(rng: random.Random, one: Input) -> Decimal:
    """A value that the cell of an input accepts."""
    values = {
        "quantity": rng.choice([0, 1, 2, 3, 7, 11, 40]) + Decimal(rng.randint(0, 1) * rng.randint(0, 99)) / 100,
        "share": Decimal(rng.randint(0, 6000)) / 10000,
        "tax_rate": Decimal(rng.randint(1, 3000)) / 10000,
        "amount": Decimal(rng.randint(0, 200_000)) / 100,
        "rate": one.value * rng.randint(50, 200) / 100,
        "payment_share": Decimal(rng.randint(0, 33)) / 100,
        "days": Decimal(rng.randint(1, 400)),
    }
    return values[one.kind]


def errors(workbook: openpyxl.Workbook) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]


def figures(workbook: openpyxl.Workbook, sheet: int, columns: int) -> list[list[float]]:
    """The rows of figures of a sheet; zeros and the empty cells beside them are left out, and numbers of rows."""
    found = []
    for row in workbook.worksheets[sheet].iter_rows(max_col=columns, values_only=True):
        numbers = [round(value, 6) for value in row[1:] if isinstance(value, (int, float)) and value]
        found += [numbers] if numbers else []
    return found


def check(recalculated: Path, quote: Quote, book: PriceBook) -> None:
    """Every figure that LibreOffice computes is the one of the quote's own workbook, to the last unit."""
    workbook = openpyxl.load_workbook(recalculated, data_only=True)
    assert errors(workbook) == []
    decimals = quote.currency.decimals
    for name, value in quote.totals:
        sign = -1 if name in ("discounts", "prepaid") else 1
        assert unit(named(workbook, f"total_{name}"), decimals) == sign * value, name
    expected = openpyxl.load_workbook(io.BytesIO(to_xlsx(quote, book)), data_only=True)
    for sheet, columns in ((0, 3), (1, 10), (2, 5)):
        rows, others = figures(workbook, sheet, columns), figures(expected, sheet, columns)
        assert all(row == pytest.approx(other, rel=1e-9) for row, other in zip(rows, others, strict=True)), sheet
    assert not {"échéancier à revoir", "the payments do not add up"} & {
        cell for row in workbook.worksheets[2].iter_rows(values_only=True) for cell in row
    }


def changes_of(quote: Quote, book: PriceBook, rng: random.Random, count: int) -> dict[str, Decimal]:
    """So many allowed changes that leave something to pay for."""
    while True:
        changes = {one.name: allowed(rng, one) for one in rng.sample(inputs(quote), count)}
        try:
            requote(quote, changes, book)
        except InputError:
            continue
        return changes


@pytest.mark.libreoffice
def test_ten_changes_give_what_costmodel_gives_and_are_read_back(
    make: Make, book: PriceBook, office: Office, tmp_path: Path
) -> None:
    """Seeded, for every example, in other languages and currencies; LibreOffice recalculates, costmodel quotes anew."""
    cases = []
    for seed in range(3):
        for place, name in enumerate(NEEDS):
            quote = make(name, LANGUAGES[(seed + place) % 3], CURRENCIES[seed])
            changes = changes_of(quote, book, random.Random(f"{seed} {name}"), 10)
            path = tmp_path / f"{name}_{seed}.xlsx"
            path.write_bytes(edited(to_xlsx(quote, book), {key: float(value) for key, value in changes.items()}))
            cases.append((path, requote(quote, changes, book)))
    for path, (_, expected) in zip(office.convert(*(path for path, _ in cases), to="xlsx"), cases, strict=True):
        check(path, expected, book)
        assert from_xlsx(path, book) == expected, path.name


@pytest.mark.libreoffice
def test_splits_over_three_rates_follow_as_the_library_splits(
    make: Make, book: PriceBook, office: Office, tmp_path: Path
) -> None:
    """Discounts and charges on the whole, as shares and as amounts, go to the largest remainders in the sheet too."""
    lines = (
        LineTerms(id="hardware", tax=Tax(category="E", reason="Convention")),
        LineTerms(
            id="migration",
            tax=Tax(category="S", rate=Decimal("0.14")),
            discounts=tuple(Adjustment(label=label, share=Decimal("0.125")) for label in "EFG"),
        ),
    )
    terms = {
        "lines": lines,
        "discounts": (
            Adjustment(label="A", share=Decimal("0.0333")),
            Adjustment.model_validate({"label": "B", "amount": "1000.01 MRU"}),
            Adjustment(label="D", share=Decimal("0.0333")),
        ),
        "charges": (Adjustment(label="C", share=Decimal("0.01")), Adjustment(label="H", share=Decimal("0.005"))),
    }
    quote = make("regional_hospital", **terms)
    assert len(quote.taxes) == 3
    cases = []
    for seed in range(6):
        rng = random.Random(seed)
        changes = changes_of(quote, book, rng, 8)
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(edited(to_xlsx(quote, book), {key: float(value) for key, value in changes.items()}))
        cases.append((path, requote(quote, changes, book)))
    for path, (_, expected) in zip(office.convert(*(path for path, _ in cases), to="xlsx"), cases, strict=True):
        check(path, expected, book)
        assert from_xlsx(path, book) == expected


@pytest.mark.libreoffice
def test_no_cell_shows_an_error_at_the_ends_of_what_is_allowed(
    make: Make, book: PriceBook, office: Office, tmp_path: Path
) -> None:
    """All quantities 0, all shares 0 or 1, empty cells, tiny and large rates."""
    quote = make("full_need", "en")
    ends: dict[str, dict[str, Any]] = {
        "nothing": {one.name: 0 for one in inputs(quote) if one.kind in ("quantity", "share", "amount")},
        "all": {one.name: 1 for one in inputs(quote) if one.kind in ("share", "tax_rate")} | {"payment_share_1": 1},
        "empty": {one.name: None for one in inputs(quote)},
        "large": {one.name: 1e9 for one in inputs(quote) if one.kind in ("quantity", "rate")},
        "tiny": {one.name: 1e-9 for one in inputs(quote) if one.kind in ("quantity", "rate")},
    }
    paths = []
    for name, typed in ends.items():
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(edited(to_xlsx(quote, book), typed))
    for path in office.convert(*paths, to="xlsx"):
        assert errors(openpyxl.load_workbook(path, data_only=True)) == [], path.name


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"quantity_1": -1}, "quantity_1: -1 is out of bounds. Allowed: 0 or more."),
        ({"tax_rate": 0}, "tax_rate: 0 is out of bounds. Allowed: above 0, up to 1"),
        ({"days_1": 2.5}, "whole days"),
        ({"quantity_2": "seven"}, "must be a number; it holds 'seven'"),
        ({"quantity_2": "=1+1"}, "must be a number; it holds '=1+1'"),
        ({"payment_share_1": 0.9}, "the shares add up to"),
    ],
)
def test_a_value_that_no_quote_can_have_is_refused(
    make: Make, book: PriceBook, typed: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=re.escape(words)) as caught:
        from_xlsx(edited(to_xlsx(make("regional_hospital"), book), typed), book)
    assert len(caught.value.faults) == 1
    assert str(caught.value).startswith("workbook: ")


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("Synthèse!A1", "Devis n° 2026-999", "was changed: it holds 'Devis n° 2026-999'"),
        ("Bordereau des prix!B5", "Autre chose", "Only cells with the light background may be changed"),
        ("Bordereau des prix!E5", 1, "was changed: it holds '1'"),
        ("Bordereau des prix!H5", 1000, "was changed: it holds '1000'"),
        ("Paiement et calendrier!B4", None, "was changed: it is empty"),
        ("Synthèse!F30", "un mot ajouté", "was changed: it holds 'un mot ajouté'"),
        ("total_payable", 1, "was changed: it holds '1'"),
    ],
)
def test_a_changed_cell_that_is_no_input_is_named(
    make: Make, book: PriceBook, cell: str, value: Any, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        from_xlsx(edited(to_xlsx(make("regional_hospital"), book), {cell: value}), book)
    (fault,) = caught.value.faults
    assert "!" not in cell or fault.path == cell
    assert words in fault.what


def test_a_total_that_its_inputs_do_not_make_is_refused(make: Make, book: PriceBook) -> None:
    """A formula that was changed shows in the result that a spreadsheet kept."""
    quote = make("regional_hospital")
    payable = str(quote.totals.payable).encode()

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<v>" + payable + b"</v>", b"<v>1.5</v>") if name.endswith("sheet2.xml") else part

    with pytest.raises(InputError, match=r"shows 1\.5 MRU to pay, but its inputs make"):
        from_xlsx(repacked(to_xlsx(quote, book), change), book)


def broken(content: bytes, comparison: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Files that are no workbook of a quote, with the words that say so."""
    yield "empty", b"", "is not an Excel workbook"
    yield "text", b"number;price\n1;2\n", "is not an Excel workbook"
    yield "rubbish", random.Random(1).randbytes(4_000), "is not an Excel workbook"
    yield "cut", content[: len(content) // 2], "is not an Excel workbook"
    yield "another program", comparison, "is not a workbook of a quote by costmodel"

    def macro(name: str, part: bytes) -> bytes:
        return part

    stream = io.BytesIO(repacked(content, macro))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    yield "macros", stream.getvalue(), "holds macros, which are never read"
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.bin", bytes(WORKBOOK.unfolded + 1))
    yield "bomb", stream.getvalue(), "is far larger than it looks"
    lol = b'<!DOCTYPE x [<!ENTITY a "lol">]>'

    def entities(name: str, part: bytes) -> bytes:
        return part.replace(b"<worksheet", lol + b"<worksheet", 1) if name.endswith("sheet1.xml") else part

    yield "entities", repacked(content, entities), "declares entities, which are never read"

    def without(name: str, part: bytes) -> bytes | None:
        return None if name.endswith("sheet3.xml") else part

    yield "a part missing", repacked(content, without), "the sheet is missing"

    def later(name: str, part: bytes) -> bytes:
        return part.replace(b'<c r="B1"><v>1</v>', b'<c r="B1"><v>2</v>') if name.endswith("sheet8.xml") else part

    yield "a later form", repacked(content, later), "was written in form 2; this version reads form 1"

    def another(name: str, part: bytes) -> bytes:
        return part.replace(b"costmodel.quote/1", b"costmodel.quote/2") if name.endswith("sharedStrings.xml") else part

    yield (
        "a later quote",
        repacked(content, another),
        "and this version of costmodel reads costmodel.quote/1 alone. Take",
    )

    def by_hand(name: str, part: bytes) -> bytes:
        return part.replace(b'"prepaid":"0.00"', b'"prepaid":"1.00"') if name.endswith("sharedStrings.xml") else part

    yield "the quote changed by hand", repacked(content, by_hand), "the quote in it was changed by hand"


def test_a_file_that_is_no_workbook_of_a_quote_gives_one_clear_error(
    make: Make, book: PriceBook, rates: RateTable, tmp_path: Path
) -> None:
    from costmodel.comparing.comparison import compare

    quote = make("regional_hospital")
    content = to_xlsx(quote, book)
    comparison = compare(
        quote.spec, Pricing(book=book, on=date(2026, 11, 24), rates=rates), bundles=["on_premise", "hybrid"]
    )
    for name, file, words in broken(content, comparison_xlsx(comparison, (), book, language="fr")):
        with pytest.raises(InputError) as caught:
            from_xlsx(file, book, where="file.xlsx")
        (fault,) = caught.value.faults
        assert fault.where == "file.xlsx", name
        assert words in fault.what, (name, fault.what)
    missing = CliRunner().invoke(cli, ["read", str(tmp_path / "none.xlsx")])
    assert missing.exit_code == 1
    assert "Traceback" not in missing.output


# ------------------------------------------------------------------ texts that a person typed


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_texts_and_come_back_whole(make: Make, book: PriceBook, language: Language) -> None:
    """In the names of lines, labels, reasons, conditions and the customer: no formula, nothing lost."""
    extra = tuple(
        ExtraLine.model_validate({"id": f"own{n}", "item_name": words, "unit_price": "10 MRU"})
        for n, words in enumerate(HOSTILE)
    )
    discounts = tuple(Adjustment(label=words, share=Decimal("0.001")) for words in HOSTILE)
    terms = {"extra_lines": extra, "discounts": discounts, "conditions": (*HOSTILE, "y" * 5_000)}
    quote = make("regional_hospital", language, **terms)
    quote = quote.model_copy(update={"buyer": quote.buyer.model_copy(update={"name": HOSTILE[0]})})  # type: ignore[union-attr]
    content = to_xlsx(quote, book)
    assert from_xlsx(content, book) == quote
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
    texts = "\n".join(str(cell.value) for cell in cells if cell.data_type == "s")
    for words in (*HOSTILE, "y" * 5_000):
        assert words.strip() in texts, words
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert not [formula for formula in formulas if "cmd" in formula or "1+1" in formula]
    assert not [cell for cell in cells if cell.hyperlink]


def test_a_text_that_no_cell_holds_is_refused_with_its_place(make: Make, book: PriceBook) -> None:
    reasons = [f"{n} " + "z" * 4_900 for n in range(8)]
    ids = ["licence.pacs_ris", "licence.workstation", "implementation", "migration", "hardware", "training"]
    ids += ["project_management", "support"]
    lines = tuple(
        LineTerms(id=id_, tax=Tax(category="E", reason=words)) for id_, words in zip(ids, reasons, strict=True)
    )
    with pytest.raises(InputError, match=r"Bordereau des prix!B\d+: a text of 39,\d+ characters does not fit"):
        to_xlsx(make("regional_hospital", lines=lines), book)


def test_libreoffice_is_there_in_ci() -> None:
    """The tests above that recalculate are skipped where it is not installed, never in CI."""
    import os

    assert shutil.which("soffice") or os.environ.get("CI") != "true"


def test_a_row_far_down_the_unseen_sheet_is_refused_at_once(make: Make, book: PriceBook) -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx(make("district_clinic"), book))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = max((name for name in parts if name.startswith("xl/worksheets/sheet")), key=lambda n: int(n[19:-4]))
    parts[sheet] = parts[sheet].replace(b'<row r="2"', b'<row r="99999999999"').replace(b'r="B2"', b'r="B99999999999"')
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    with pytest.raises(InputError, match="is far larger than it looks"):
        from_xlsx(target.getvalue(), book)
