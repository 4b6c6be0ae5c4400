"""Rate cards: a seller's own prices in place of a line, from YAML, CSV or Excel."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import ValidationError

from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import COLUMNS, MAX_ROWS, RateCard, RateItem, load_rate_card
from costmodel.estimating.spec import make_spec
from costmodel.files.faults import InputError
from costmodel.money.currencies import Money
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book
from costmodel.quoting.quote import Quote, make_quote

DAY = date(2026, 11, 24)
BOOK = load_price_book()
HEADING = list(COLUMNS)
ROWS = [
    ["training", "Formation sur site", "5", "DAY", "", "7500 MRU", "0.25", "barème 2026"],
    ["training", "Supports imprimés, reliés", "30", "C62", "12.50 EUR", "", "", "barème 2026"],
    ["implementation", "Installation", "2.5", "DAY", "20000 MRU", "15000 MRU", "", "offre 17"],
]
GOOD = ["training", "Formation", "5", "DAY", "1200 MRU"]


def d(words: object) -> Decimal:
    return Decimal(str(words))


def as_csv(path: Path, rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def as_excel(path: Path, rows: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(path)
    return path


def as_yaml(path: Path, rows: list[list[Any]]) -> Path:
    heading, *items = rows
    lines = ["items:"]
    for row in items:
        given = [f"{name}: {cell!r}" for name, cell in zip(heading, row, strict=True) if cell != ""]
        lines.append("  - {" + ", ".join(given) + "}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


WRITERS: dict[str, Callable[[Path, list[list[Any]]], Path]] = {".yaml": as_yaml, ".csv": as_csv, ".xlsx": as_excel}


def card_of(tmp_path: Path, suffix: str, rows: list[list[Any]]) -> RateCard:
    return load_rate_card(WRITERS[suffix](tmp_path / f"card{suffix}", rows), currencies=BOOK.currencies)


def refused(tmp_path: Path, suffix: str, rows: list[list[Any]]) -> str:
    return message_of(WRITERS[suffix](tmp_path / f"card{suffix}", rows))


def message_of(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_rate_card(path, currencies=BOOK.currencies)
    return str(caught.value).replace(str(path), path.name)


def priced(card: RateCard, rates: RateTable, currency: str = "MRU", **answers: Any) -> Estimate:
    bundle = BOOK.bundle("on_premise")
    spec = make_spec(BOOK, answers, preset="medium")
    return estimate(spec, bundle, Pricing(book=BOOK, on=DAY, currency=currency, rates=rates, rate_card=card))


def quoted(card: RateCard, rates: RateTable, **how: Any) -> Quote:
    return make_quote(priced(card, rates, **how))


def item(**changes: Any) -> dict[str, Any]:
    own = {"line": "training", "item_name": "Formation", "quantity": 5, "unit_price": "1200 MRU", **changes}
    return {key: value for key, value in own.items() if value is not None}


def card(*items: dict[str, Any]) -> RateCard:
    return RateCard.model_validate({"items": items})


# ------------------------------------------------------------------ three files, one card


@pytest.mark.parametrize("currency", ["MRU", "USD"])
def test_the_same_card_gives_the_same_quote_from_each_kind_of_file(
    tmp_path: Path, rates: RateTable, currency: str
) -> None:
    cards = [card_of(tmp_path, suffix, [HEADING, *ROWS]) for suffix in WRITERS]
    assert cards[0] == cards[1] == cards[2]
    quotes = [quoted(own, rates, currency=currency) for own in cards]
    assert quotes[0] == quotes[1] == quotes[2]


def test_numbers_and_percentages_of_excel_are_read_as_they_are_typed(tmp_path: Path) -> None:
    rows = [["training", "Formation", 0.1, "DAY", None, "7500 MRU", 0.25], ["support", "Contrat", 2, "ANN", "9 USD"]]
    one, two = card_of(tmp_path, ".xlsx", [HEADING, *rows]).items
    assert (one.quantity, one.margin) == (d("0.1"), d("0.25"))
    assert two.quantity == 2


def test_columns_in_any_order_and_empty_rows_and_spaces_do_no_harm(tmp_path: Path) -> None:
    rows = [
        ["unit_price", "line", "quantity", "item_name"],
        ["", "", "", ""],
        [" 1200 MRU ", " training", "5 ", "x"],
        [],
    ]
    for suffix in (".csv", ".xlsx"):
        (read,) = card_of(tmp_path, suffix, rows).items
        assert (read.line, read.quantity, read.unit, read.item_name) == ("training", Decimal(5), "C62", "x")


def test_a_csv_file_as_excel_saves_it_with_a_mark_at_its_start(tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_bytes(b"\xef\xbb\xbfline,item_name,quantity,unit_price\r\ntraining,x,5,1200 MRU\r\n")
    assert len(load_rate_card(path, currencies=BOOK.currencies).items) == 1


def test_a_wrong_dimension_of_the_sheet_loses_no_column(tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda xml: xml.replace(b'<dimension ref="A1:H2"/>', b'<dimension ref="A1"/>'))
    (read,) = load_rate_card(path, currencies=BOOK.currencies).items
    assert str(read.unit_price) == "1200 MRU"


# ------------------------------------------------------------------ what it prices


def test_items_of_a_line_replace_it_and_add_up(rates: RateTable) -> None:
    """5 days at 7 500 ÷ (1 − 0.25) = 50 000, and 30 handouts at 12.50 EUR × 45.5365 = 569.20625 → 17 076.19."""
    own = priced(card(item(quantity=5, unit_price=None, unit_cost="7500 MRU", margin="0.25"), ROW_IN_EUROS), rates)
    training = own.line("training")
    assert [str(part.unit_price) for part in training.items] == ["10000.00", "569.2063"]
    assert str(training.likely) == "67076.19"
    assert training.estimate_class == 2


ROW_IN_EUROS = item(item_name="Supports imprimés", quantity=30, unit_price="12.50 EUR")


def test_items_of_a_line_are_lines_of_the_quote(rates: RateTable) -> None:
    offer = quoted(card(item(unit="DAY"), ROW_IN_EUROS), rates)
    made = [line for line in offer.lines if line.component == "training"]
    assert [(line.id, line.item_name.fr, line.quantity, line.unit, str(line.net_amount)) for line in made] == [
        ("training.1", "Formation", Decimal(5), "DAY", "6000.00"),
        ("training.2", "Supports imprimés", Decimal(30), "C62", "17076.19"),
    ]


def test_a_single_item_keeps_the_name_of_the_line(rates: RateTable) -> None:
    assert [line.id for line in quoted(card(item()), rates).lines if line.component == "training"] == ["training"]


def test_a_recurring_item_is_paid_for_the_contracted_months(rates: RateTable) -> None:
    offer = quoted(card(item(line="support", quantity=2, unit_price="6000 MRU")), rates, warranty_months=6)
    (support,) = [line for line in offer.priced() if line.component == "support"]
    assert (support.quantity, support.unit, support.base_quantity) == (Decimal(12), "MON", Decimal(12))
    assert str(support.net_amount) == "6000.00"


@pytest.mark.parametrize(
    ("cost", "margin", "price"),
    [
        ("7500 MRU", "0.25", "10000.00"),
        ("80 MRU", "0.2", "100.00"),
        ("100 MRU", "0", "100.00"),
        ("2 MRU", "1e-1", "2.222"),
    ],
)
def test_price_is_cost_by_one_less_margin(rates: RateTable, cost: str, margin: str, price: str) -> None:
    (part,) = priced(card(item(unit_price=None, unit_cost=cost, margin=margin)), rates).line("training").items
    assert str(part.unit_price) == price
    assert 1 - d(cost.removesuffix(" MRU")) / d(price) == pytest.approx(d(margin), abs=d("0.01"))


def test_the_margin_is_known_to_the_seller_and_absent_for_the_customer(rates: RateTable) -> None:
    offer = quoted(
        card(
            item(unit_price=None, unit_cost="7531 MRU", margin="0.2468"),
            item(line="implementation", unit_price="20000 MRU", unit_cost="15979 MRU"),
        ),
        rates,
    )
    margins = dict(offer.margins())
    assert margins["training"] == pytest.approx(d("0.2468"), abs=d("0.0001"))
    assert margins["implementation"] == 1 - d(15979) / 20000
    customer = offer.for_customer()
    assert customer.margins() == ()
    words = customer.model_dump_json()
    for secret in ("7531", "15979", "0.2468", "margin"):
        assert secret not in words, secret


# ------------------------------------------------------------------ faults


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({4: "cher"}, "items[1].unit_price: line 3: ", "'cher' is not an amount with its currency; write it as"),
        ({4: "1200"}, "items[1].unit_price: line 3: ", "the amount 1200 has no currency; write it as '1200 MRU'."),
        ({4: "12.500 MRU"}, "items[1].unit_price: line 3: ", "has two readings; write 12500 MRU or 12.5 MRU."),
        ({4: "-5 MRU"}, "items[1]: line 3: ", "a price or cost cannot be negative."),
        ({4: ""}, "items[1]: line 3: ", "needs either unit_price, or unit_cost with a margin."),
        ({4: "   "}, "items[1]: line 3: ", "needs either unit_price, or unit_cost with a margin."),
        ({5: "900 MRU", 4: ""}, "items[1]: line 3: ", "needs either unit_price, or unit_cost with a margin."),
        ({6: "0.2"}, "items[1]: line 3: ", "needs either unit_price, or unit_cost with a margin."),
        ({4: "", 6: "0.2"}, "items[1]: line 3: ", "a margin needs the unit_cost that it is added to."),
        ({5: "-900 MRU"}, "items[1]: line 3: ", "a price or cost cannot be negative."),
        ({5: "900 EUR"}, "items[1]: line 3: ", "must be in the same currency."),
        ({4: "", 5: "900 MRU", 6: "1"}, "items[1].margin: line 3: ", "less than 1"),
        ({4: "", 5: "900 MRU", 6: "-0.1"}, "items[1].margin: line 3: ", "greater than or equal to 0"),
        ({4: "", 5: "900 MRU", 6: "25"}, "items[1].margin: line 3: ", "less than 1"),
        ({2: "0"}, "items[1].quantity: line 3: ", "greater than 0"),
        ({2: "-1"}, "items[1].quantity: line 3: ", "greater than 0"),
        ({2: "cinq"}, "items[1].quantity: line 3: ", "cinq"),
        ({2: "NaN"}, "items[1].quantity: line 3: ", "'NaN' is not a number"),
        ({2: ""}, "items[1].quantity: line 3: ", "is missing"),
        ({0: ""}, "items[1].line: line 3: ", "is missing"),
        ({1: ""}, "items[1].item_name: line 3: ", "is missing"),
        ({2: "1000000000", 4: "1000000000 MRU"}, "items[1]: line 3: ", "quantity × price is too large"),
        ({4: "", 5: "900000000000000 MRU", 6: "0.9"}, "items[1]: line 3: ", "is too large"),
        ({8: "extra"}, "row 3: ", "'extra' is in a column without a heading."),
    ],
)
def test_a_fault_names_its_row_and_column(
    tmp_path: Path, suffix: str, changes: dict[int, str], place: str, message: str
) -> None:
    cells = [*GOOD, "", "", "", ""]
    for column, words in changes.items():
        cells[column] = words
    said = refused(tmp_path, suffix, [HEADING, GOOD, cells])
    assert said.startswith(f"card{suffix}: {place}")
    assert message in said
    assert "\n" not in said, "one fault, one sentence"


def test_a_number_without_its_currency_in_excel(tmp_path: Path) -> None:
    said = refused(tmp_path, ".xlsx", [HEADING, ["training", "x", 1, "DAY", 1200]])
    assert said == "card.xlsx: items[0].unit_price: line 2: the amount 1200 has no currency; write it as '1200 MRU'."


def test_every_fault_is_listed(tmp_path: Path) -> None:
    said = refused(tmp_path, ".csv", [HEADING, ["training", "x", "0", "", "5"], ["training", "", "1", "", "5 MRU"]])
    assert len(said.splitlines()) == 3


def test_an_unknown_currency(tmp_path: Path) -> None:
    said = refused(tmp_path, ".csv", [HEADING, ["training", "x", "1", "", "5 MRX"]])
    assert said.startswith("card.csv: training: 'MRX' is not a currency used here.")


def test_an_unknown_line(rates: RateTable) -> None:
    with pytest.raises(InputError, match=r"'trainning' is not a line that can be replaced\..*Nearest: 'training'"):
        priced(card(item(line="trainning")), rates)


@pytest.mark.parametrize("price", ["", None, "   ", 0, "0", "-"])
def test_an_empty_cell_is_never_a_price_of_zero(tmp_path: Path, price: object) -> None:
    for suffix in (".csv", ".xlsx"):
        refused(tmp_path, suffix, [HEADING, ["training", "x", "1", "DAY", price]])


# ------------------------------------------------------------------ files at fault


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize(
    ("heading", "found"),
    [
        (["line", "produit", "quantity"], "Found: line, produit, quantity."),
        (["item_name", "quantity"], "Found: item_name, quantity."),
        (["line", "unit_price", "unit_price"], "Found: line, unit_price, unit_price."),
    ],
)
def test_a_wrong_heading(tmp_path: Path, suffix: str, heading: list[str], found: str) -> None:
    said = refused(tmp_path, suffix, [heading, GOOD])
    assert said == f"card{suffix}: row 1: must name the columns {', '.join(COLUMNS)}, each once. {found}"


def test_a_csv_file_with_the_marks_and_the_encoding_of_windows(tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_bytes(
        "line;item_name;quantity;unit_price;unit_cost;margin\r\n"
        "training;Clé USB;1 000;12,50 €;;\r\n"
        "training;Formateur;3;;12,500 EUR;25 %\r\n"
        "training;Assistant;3;;1.012,50 EUR;25 %\r\n".encode("cp1252")
    )
    dongle, trainer, _ = load_rate_card(path, currencies=BOOK.currencies).items
    assert (dongle.item_name, dongle.quantity, str(dongle.price())) == ("Clé USB", Decimal(1000), "12.50 EUR")
    assert (trainer.margin, str(trainer.unit_cost)) == (Decimal("0.25"), "12.5000 EUR")


def test_an_amount_with_spaces_in_odd_places_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_text("line;item_name;quantity;unit_price\ntraining;x;1;12 50 EUR\n")
    assert "'12 50 EUR' is not an amount with its currency" in message_of(path)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_file_as_french_excel_saves_it(tmp_path: Path, separator: str) -> None:
    """Semicolons or tabs between the columns, decimal commas in the numbers."""
    path = tmp_path / "card.csv"
    rows = [("line", "item_name", "quantity", "unit_price"), ("training", "Formation, 2 jours", "2,5", "8 666,67 MRU")]
    path.write_text("\n".join(separator.join(row) for row in rows))
    (item,) = load_rate_card(path, currencies=BOOK.currencies).items
    assert (item.quantity, item.price(), item.item_name) == (
        Decimal("2.5"),
        Money(amount=Decimal("8666.67"), currency="MRU"),
        "Formation, 2 jours",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "row 1: must name the columns"),
        (b"\n\n", "row 1: must name the columns"),
        (b"line,item_name,quantity,unit_price\n", "items: a rate card has 1 to 2,000 items; this one has 0."),
        (
            b'line,item_name,quantity,unit_price\ntraining,"x,5,1200 MRU\ntraining,y,1,3 MRU\n',
            "a quote that is not closed",
        ),
        (b"line,item_name,quantity,unit_price\ntraining,Formation, sur site,5,1200 MRU\n", "column without a heading"),
        (b"line,item_name,quantity,unit_price\ntraining," + b"x" * 200_000 + b",5,1 MRU\n", "row 2: is not valid CSV"),
        (b"line,item_name,quantity,unit_price\ntraining,x\x00,5,1 MRU\n", "U+0000"),
        (b"x" * 1_000_001, "is larger than 1,000,000 bytes"),
    ],
)
def test_a_csv_file_at_fault(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "card.csv"
    path.write_bytes(content)
    assert message in message_of(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("items: []", "items: line 1: a rate card has 1 to 2,000 items; this one has 0."),
        ("item: []", "Nearest: 'items'."),
        ("items: [{line: training, item_name: x, quantity: 1, unit_price: 5}]", "the amount 5 has no currency"),
        ("items: [{line: training, item_name: x, quantity: 1, unit_price: }]", "needs either unit_price"),
        ("items: [{line: training, item_name: x, quantity: 1, unit_prize: 5 MRU}]", "Nearest: 'unit_price'."),
        ("", "'key: value' lines."),
    ],
)
def test_a_yaml_file_at_fault(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "card.yaml"
    path.write_text(content)
    assert message in message_of(path)


@pytest.mark.parametrize("suffix", list(WRITERS))
def test_a_card_of_3000_rows_is_too_long(tmp_path: Path, suffix: str) -> None:
    said = refused(tmp_path, suffix, [HEADING[:5], *[GOOD] * 3_000])
    assert f"{MAX_ROWS:,}" in said
    assert len(said) < 500


@pytest.mark.parametrize("suffix", list(WRITERS))
def test_a_card_of_2000_rows_is_read(tmp_path: Path, suffix: str) -> None:
    assert len(card_of(tmp_path, suffix, [HEADING[:5], *[GOOD] * MAX_ROWS]).items) == MAX_ROWS


@pytest.mark.parametrize("name", ["card.xlsx", "card.csv", "card.yaml"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    said = message_of(tmp_path / name)
    assert "does not exist" in said or "No such file" in said


@pytest.mark.parametrize("name", ["card.pdf", "card.xls", "card"])
def test_another_kind_of_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    assert message_of(tmp_path / name) == f"{name}: is not a rate card; allowed: .yaml, .csv, .xlsx."


# ------------------------------------------------------------------ Excel


def rewritten(tmp_path: Path, change: Callable[[bytes], bytes]) -> Path:
    """A workbook of one item, the XML of its sheet changed."""
    source = as_excel(tmp_path / "source.xlsx", [HEADING, ["training", "Formation", 5, "DAY", "1200 MRU"]])
    path = tmp_path / "card.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            changed = change(content) if part.filename == "xl/worksheets/sheet1.xml" else content
            assert changed != content or part.filename != "xl/worksheets/sheet1.xml"
            new.writestr(part.filename, changed)
    return path


QUANTITY = b'<c r="C2" t="n"><v>5</v></c>'


def test_a_formula_counts_with_the_result_that_excel_saved(tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda xml: xml.replace(QUANTITY, b'<c r="C2"><f>2*3.5</f><v>7</v></c>'))
    assert load_rate_card(path, currencies=BOOK.currencies).items[0].quantity == 7


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="C2"><f>2*3.5</f><v></v></c>',
        b'<c r="C2"><f>2*3.5</f></c>',
        b'<c r="C2"><f t="array" ref="C2">2*3.5</f></c>',
    ],
)
def test_a_formula_without_a_result_is_refused(tmp_path: Path, cell: bytes) -> None:
    said = message_of(rewritten(tmp_path, lambda xml: xml.replace(QUANTITY, cell)))
    assert said.startswith("card.xlsx: row 2, column C: is a formula without a result.")


def test_a_formula_with_an_empty_result_is_an_empty_cell(tmp_path: Path) -> None:
    cell = b'<c r="C2" t="str"><f>""</f><v></v></c>'
    said = message_of(rewritten(tmp_path, lambda xml: xml.replace(QUANTITY, cell)))
    assert said == "card.xlsx: items[0].quantity: line 2: is missing; it must be given."


def test_a_formula_that_failed_is_no_number(tmp_path: Path) -> None:
    cell = b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    said = message_of(rewritten(tmp_path, lambda xml: xml.replace(QUANTITY, cell)))
    assert said == "card.xlsx: row 2, column C: is the error #DIV/0!; mend the cell."


def test_a_row_of_formulas_without_results_is_not_skipped(tmp_path: Path) -> None:
    rows = [HEADING, GOOD, [f"={column}2" for column in "ABCDE"]]
    assert "row 3, column A: is a formula without a result" in refused(tmp_path, ".xlsx", rows)


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEADING)
    sheet.append(["training", "x", 5, "DAY", "1200 MRU"])
    sheet["B2"].value, sheet["B2"].data_type = "=2+2", "s"
    workbook.save(tmp_path / "card.xlsx")
    assert load_rate_card(tmp_path / "card.xlsx", currencies=BOOK.currencies).items[0].item_name == "=2+2"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 and nothing more"])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "card.xlsx"
    path.write_bytes(content)
    assert message_of(path).startswith("card.xlsx: is not an Excel workbook (.xlsx): ")


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_workbook_cut_short(tmp_path: Path, kept: float) -> None:
    whole = as_excel(tmp_path / "card.xlsx", [HEADING, GOOD]).read_bytes()
    (tmp_path / "card.xlsx").write_bytes(whole[: int(len(whole) * kept)])
    assert "is not an Excel workbook" in message_of(tmp_path / "card.xlsx")


@pytest.mark.parametrize("xml", [b"", b"garbage", b"<worksheet><sheetData><row"])
def test_a_workbook_with_a_damaged_sheet(tmp_path: Path, xml: bytes) -> None:
    assert "is not an Excel workbook" in message_of(rewritten(tmp_path, lambda _: xml))


def test_a_workbook_without_a_sheet_of_cells(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.create_chartsheet()
    workbook.save(tmp_path / "card.xlsx")
    assert "is not an Excel workbook" in message_of(tmp_path / "card.xlsx")


def test_a_workbook_that_unpacks_to_far_more_than_it_is(tmp_path: Path) -> None:
    path = rewritten(tmp_path, lambda xml: xml.replace(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>"))
    assert path.stat().st_size < 100_000
    assert "is far larger than it looks" in message_of(path)


def test_a_cell_far_down_the_sheet(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEADING)
    sheet.append(GOOD)
    sheet["XFD1048576"] = "?"
    workbook.save(tmp_path / "card.xlsx")
    assert "sheet 'Sheet': has a cell at XFD1048576, far beyond" in message_of(tmp_path / "card.xlsx")


# ------------------------------------------------------------------ an item by itself


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit_price": None}, "needs either unit_price, or unit_cost with a margin"),
        ({"unit_cost": "900 MRU", "margin": "0.1"}, "needs either unit_price, or unit_cost with a margin"),
        ({"unit_price": None, "margin": "0.1"}, "a margin needs the unit_cost"),
        ({"unit_price": {"amount": 5}}, "Field required"),
        ({"quantity": "1e16"}, "less than or equal to 1000000000000000"),
        ({"price": "5 MRU"}, "Extra inputs are not permitted"),
    ],
)
def test_an_item_that_cannot_be(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RateItem.model_validate(item(**changes))


def test_the_shipped_example_prices_a_line(book: PriceBook, rates: RateTable) -> None:
    read = load_rate_card(Path(__file__).parents[2] / "examples" / "rate_card.csv", currencies=book.currencies)
    own = priced(read, rates)
    assert {line.id for line in own.lines if line.items} == {part.line for part in read.items}
