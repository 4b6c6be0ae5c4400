"""Tables: CSV and Excel give the same rows or the same refusal, what is hidden is named, and limits hold."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS

from costmodel.estimating.rate_card import COLUMNS, RateCard, load_rate_card
from costmodel.files.faults import InputError
from costmodel.files.headings import column_of, headings
from costmodel.files.sheets import currency_in
from costmodel.files.tables import read_table, records
from costmodel.price_book.load import load_price_book
from costmodel.quoting.compliance import COLUMNS as ANSWERS

CURRENCIES = load_price_book().currencies
HEADING = ["line", "item_name", "quantity", "unit", "unit_price"]


def excel(path: Path, rows: Sequence[Any], change: Callable[[Any], None] = lambda _: None) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    change(workbook)
    workbook.save(path)
    return path


def text(path: Path, rows: Sequence[Sequence[str]], *, separator: str = ";") -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(rows)
    return path


def card(path: Path) -> RateCard:
    return load_rate_card(path, currencies=CURRENCIES)


# ------------------------------------------------------------------ both files alike

TYPED = st.sampled_from(
    ["12", "2,5", "2.5", "1 250", "1.250", "0,125", "1'000", "25 %", "x", "", "٣", "1e3", "-1", "4,500", "1.250,50"]
)
PRICE = st.builds(
    lambda number, unit: f"{number}{unit}", TYPED, st.sampled_from([" MRU", " €", "UM", " $", "", " x", "\u00a0EUR"])
)
NAMES = st.sampled_from(["50 %", "12.500", "Câble", "24/11/2026", "=A1", "تدريب", "1/2", "007"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(NAMES, TYPED, PRICE), min_size=1, max_size=4))
def test_the_same_texts_are_the_same_lines_or_the_same_refusal(
    tmp_path: Path, rows: list[tuple[str, str, str]]
) -> None:
    cells = [HEADING, *(["training", name, quantity, "DAY", price] for name, quantity, price in rows)]

    def typed(workbook: Any) -> None:
        for row in workbook.worksheets[0].iter_rows():
            for cell in row:
                if cell.value is not None:
                    cell.data_type = "s"

    told: list[object] = []
    for path in (text(tmp_path / "card.csv", cells), excel(tmp_path / "card.xlsx", cells, typed)):
        try:
            told.append(card(path).items)
        except InputError as error:
            told.append(str(error).replace(str(path), "card"))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("value", "form", "words", "price"),
    [
        (6500.5, '# ##0.00 "MRU"', "6500.5 MRU", Decimal("6500.5")),
        (6500.5, "#,##0.00 [$€-40C]", "6500.5 EUR", Decimal("6500.5")),
        (12.5, '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-', "12.5 EUR", Decimal("12.5")),
        (12.5, '"$"#,##0.00', "12.5 USD", Decimal("12.5")),
        (12.345, "#,##0.000\\ [$UM]", "12.345 MRU", Decimal("12.345")),
        (4500, "[$MRU] #,##0", "4500 MRU", Decimal(4500)),
    ],
)
def test_the_currency_of_a_number_is_that_of_its_format(
    tmp_path: Path, value: float, form: str, words: str, price: Decimal
) -> None:
    def formatted(workbook: Any) -> None:
        workbook.worksheets[0]["E2"].number_format = form

    path = excel(tmp_path / "card.xlsx", [HEADING, ["training", "x", 2, "DAY", value]], formatted)
    assert read_table(path).rows[1][1][4] == words
    (item,) = card(path).items
    assert item.unit_price is not None
    assert item.unit_price.amount == price


@pytest.mark.parametrize("form", ["General", "0.00", "[$-40C]#,##0.00", '0 "jours"', "0%", "@", "[Red]0"])
def test_a_format_without_a_currency(form: str) -> None:
    assert currency_in(form) == ""


def test_an_amount_in_the_currency_of_the_computer_has_none(tmp_path: Path) -> None:
    """Excel's own format of amounts prints another currency on each computer, unless the file writes it out."""
    own = BUILTIN_FORMATS[7]

    def formatted(workbook: Any) -> None:
        workbook.worksheets[0]["E2"].number_format = own

    path = excel(tmp_path / "card.xlsx", [HEADING, ["training", "x", 2, "DAY", 12.5]], formatted)
    assert read_table(path).rows[1][1][4] == "12.5"
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    written = f'<numFmts><numFmt numFmtId="7" formatCode="{own.replace(chr(34), "&quot;")}"/></numFmts><fonts'
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'<numFmts count="0"/>', b"").replace(b"<numFmts/>", b"")
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"<fonts", written.encode(), 1)
    with zipfile.ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    assert read_table(path).rows[1][1][4] == "12.5 USD"


def test_the_rest_of_a_calculation_is_no_decimal_and_a_code_keeps_its_zeros(tmp_path: Path) -> None:
    def formatted(workbook: Any) -> None:
        workbook.worksheets[0]["B2"].number_format = "000"

    row = ["training", 7, 0.1 + 0.2, "DAY", 1250.1 * 3]
    table = read_table(excel(tmp_path / "card.xlsx", [HEADING, row], formatted))
    assert list(table.rows[1][1]) == ["training", "007", "0.3", "DAY", "3750.3"]


def test_a_number_of_excel_is_exact_and_a_percentage_is_a_share(tmp_path: Path) -> None:
    def formatted(workbook: Any) -> None:
        workbook.worksheets[0]["F2"].number_format = "0%"
        workbook.worksheets[0]["B2"].number_format = "0 %"

    rows: list[list[Any]] = [
        [*HEADING, "margin", "unit_cost"],
        ["training", 0.5, 12.545, "DAY", None, 0.25, "6500 MRU"],
    ]
    (item,) = card(excel(tmp_path / "card.xlsx", rows, formatted)).items
    assert (item.item_name, item.quantity, item.margin) == ("50 %", Decimal("12.545"), Decimal("0.25"))


# ------------------------------------------------------------------ what is hidden


def test_what_is_hidden_is_not_read_and_is_named(tmp_path: Path) -> None:
    def hide(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["F"].hidden = True
        old = workbook.create_sheet("Ancien", 0)
        old.append(HEADING)
        old.sheet_state = "veryHidden"
        workbook.create_sheet("Notes").append(["à voir"])

    rows = [
        [*HEADING, "unit_cost"],
        ["training", "Formation", 12, "DAY", "6500 MRU", "5000 MRU"],
        ["training", "ANCIEN", 1],
    ]
    read = card(excel(tmp_path / "card.xlsx", rows, hide))
    assert [item.item_name for item in read.items] == ["Formation"]
    assert read.items[0].unit_cost is None
    assert read.notices == (
        "card.xlsx: hidden sheets were not read: Ancien. Show the one that is meant.",
        "card.xlsx: the sheet 'Sheet' was read, and these were not: Notes. Is it the right one?",
        "card.xlsx: hidden rows were not read: 3. Show them if they are meant.",
        "card.xlsx: hidden columns were not read: F. Show them if they are meant.",
    )


def test_a_workbook_that_shows_nothing(tmp_path: Path) -> None:
    def hide(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'state="visible"', b'state="hidden"')

    with pytest.raises(InputError, match="has no visible sheet; show the one with the table"):
        read_table(package(tmp_path / "card.xlsx", hide))


@pytest.mark.parametrize(
    ("sheet", "notice"),
    [
        ('<sheetData><row r="1">{a}</row><row r="2" ht="0">{b}</row></sheetData>', "hidden rows were not read: 2."),
        (
            '<cols><col min="2" max="3" width="0"/></cols><sheetData><row r="1">{a}{b1}</row></sheetData>',
            "hidden columns were not read: B.",
        ),
        ('<sheetData><row r="1">{a}</row><row r="2" hidden="1"/></sheetData>', ""),
    ],
)
def test_what_has_no_size_is_hidden_and_what_holds_nothing_is_not_named(
    tmp_path: Path, sheet: str, notice: str
) -> None:
    words = sheet.format(a=CELL.format("A1"), b=CELL.format("A2"), b1=CELL.format("B1"))
    table = read_table(bomb(tmp_path / "card.xlsx", words))
    assert [[cell for cell in cells if cell] for _, cells in table.rows] == [["x"]]
    assert [told.partition(" Show")[0] for told in table.notices] == ([notice] if notice else [])


def test_a_cell_whose_format_shows_nothing_is_not_read(tmp_path: Path) -> None:
    def form(workbook: Any) -> None:
        workbook.worksheets[0]["E2"].number_format = ";;;"

    table = read_table(excel(tmp_path / "card.xlsx", [HEADING, ["training", "x", 2, "DAY", 900]], form))
    assert list(table.rows[1][1]) == ["training", "x", "2", "DAY", None]
    assert table.notices == ("cells whose format shows nothing were not read: E2. Show them if they are meant.",)


def test_a_heading_that_is_hidden_is_told_of(tmp_path: Path) -> None:
    def hide(workbook: Any) -> None:
        workbook.worksheets[0].column_dimensions["A"].hidden = True

    with pytest.raises(InputError, match=r"hidden columns were not read: A\. Show them if they are meant\."):
        card(excel(tmp_path / "card.xlsx", [HEADING, ["training", "x", 2, "DAY", "5 MRU"]], hide))


# ------------------------------------------------------------------ headings


@pytest.mark.parametrize(
    "names",
    [
        ["LINE", "Item name", "QUANTITY", "Unit", "unit-price"],
        ["Ligne", "Désignation", "Quantité", "Unité", "Prix unitaire"],
        ["poste", "DESIGNATION", "qté", "unite", "P.U."],
        ["البند", "التسمية", "الكمية", "الوحدة", "سعر الوحدة"],
    ],
)
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_headings_of_three_languages(tmp_path: Path, names: list[str], separator: str) -> None:
    if separator == "," and "P.U." in names:
        names = [name.replace("P.U.", "prix") for name in names]
    path = text(tmp_path / "card.csv", [names, ["training", "x", "2", "DAY", "5 MRU"]], separator=separator)
    (item,) = card(path).items
    assert (item.item_name, item.quantity, str(item.unit_price)) == ("x", Decimal(2), "5 MRU")


def test_every_column_of_a_table_has_words_in_three_languages() -> None:
    from costmodel.money.exchange import COLUMNS as RATES

    assert set(headings().columns) == {*COLUMNS, *RATES, *ANSWERS}
    for columns in (COLUMNS, RATES, ANSWERS):
        for column in columns:
            known = headings().columns[column]
            for word in (*known.en, *known.fr, *known.ar):
                assert column_of(word.upper(), columns) == column, word


@pytest.mark.parametrize("line", ["sep=;", "SEP=;\r", '"sep=;"'])
def test_a_line_that_names_the_separator(tmp_path: Path, line: str) -> None:
    path = tmp_path / "card.csv"
    path.write_text(f"{line}\nline;item_name;quantity;unit;unit_price\ntraining;a,b;2;DAY;5 MRU\n", encoding="utf-8")
    assert card(path).items[0].item_name == "a,b"
    path.write_text(f"{line}\nline;item_name;quantity;unit;unit_price\ntraining;a;x;DAY;5 MRU\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 3: 'x' is not a number"):
        card(path)


def test_days_of_a_column_settle_each_other(tmp_path: Path) -> None:
    path = text(tmp_path / "rates.csv", [["on", "from"], ["03/04/2026", "USD"], ["24/11/2026", "EUR"]])
    value, _ = records(read_table(path), path=path, columns=("on", "from"), key="from", name="rates", at_most=9)
    assert [row["on"] for row in value["rates"]] == ["2026-04-03", "2026-11-24"]


# ------------------------------------------------------------------ limits


SHEET = "xl/worksheets/sheet1.xml"


def package(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """An Excel file with parts of one's own making."""
    excel(path, [HEADING])
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def sheet_of(words: str) -> bytes:
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{words}</worksheet>'.encode()


def bomb(path: Path, sheet: str) -> Path:
    """An Excel file with a sheet of one's own making."""
    return package(path, lambda parts: parts.update({SHEET: sheet_of(sheet)}))


def inside(part: str, tag: str, words: str) -> Callable[[dict[str, bytes]], None]:
    """A change that writes words behind the start of a tag."""

    def change(parts: dict[str, bytes]) -> None:
        start = parts[part].index(b">", parts[part].index(f"<{tag}".encode())) + 1
        parts[part] = parts[part][:start] + words.encode() + parts[part][start:]

    return change


def cells(words: str, after: str = "") -> Callable[[dict[str, bytes]], None]:
    """A change to a sheet with these cells, and what stands after them."""
    return lambda parts: parts.update({SHEET: sheet_of(f"<sheetData>{words}</sheetData>{after}")})


def under_another_name(parts: dict[str, bytes]) -> None:
    del parts[SHEET]
    parts["xl/worksheets/sheet1.dat"] = sheet_of(
        '<sheetData><row r="1">' + '<c r="A1"/>' * 99_999 + "</row></sheetData>"
    )
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"sheet1.xml", b"sheet1.dat")


CELL = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
CELLS = "sheet 'Sheet': claims more than 50,000 cells and rows"
RULES = "sheet 'Sheet': holds more than 20,000 formats, names or rules"
COPIED = f'<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A9999">{"B1+" * 20_000}1</f></c></row>'
COPIES = "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/></c></row>' for n in range(2, 9_999))
BOMBS: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "a million empty cells": (cells('<row r="1">' + '<c r="A1" s="0"/>' * 1_000_000 + "</row>"), CELLS),
    "a million empty rows": (cells('<row r="1"/>' * 1_000_000), CELLS),
    "a cell at the far end": (
        cells(f'<row r="1048576">{CELL.format("XFD1048576")}</row>'),
        "sheet 'Sheet': has a cell at XFD1048576, far beyond 10,000 rows and 200 columns",
    ),
    "a far cell that does not say where it is": (
        cells('<row r="1048576"><c><v>1</v></c></row>'),
        "sheet 'Sheet': has a cell at A1048576, far beyond",
    ),
    "a merged column": (cells("", '<mergeCells><mergeCell ref="A1:B1048576"/></mergeCells>'), CELLS),
    "a link over the sheet": (cells("", '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'), CELLS),
    "a list of ranges": (
        cells("", f'<dataValidations><dataValidation sqref="{"A1 " * 300_000}"/></dataValidations>'),
        RULES,
    ),
    "rules without end": (cells("", '<conditionalFormatting sqref="A1"/>' * 200_000), RULES),
    "a sheet of another name": (under_another_name, CELLS),
    "styles": (
        inside("xl/styles.xml", "cellXfs", '<xf numFmtId="0"/>' * 300_000),
        "sheet 'xl/styles.xml': holds more than 25,000 formats, names or rules",
    ),
    "shared texts": (
        lambda parts: parts.update({"xl/sharedStrings.xml": f"{STRINGS}{'<si><t/></si>' * 999_999}</sst>".encode()}),
        "sheet 'xl/sharedStrings.xml': holds more than 200,000",
    ),
    "a sheet many times": (
        inside("xl/workbook.xml", "sheets", '<sheet xmlns:r="r" name="x" sheetId="1" r:id="rId1"/>' * 60_000),
        "sheet 'xl/workbook.xml': holds more than 20,000",
    ),
    "a copied formula": (cells(COPIED + COPIES), "sheet 'Sheet': copies long formulas to very many cells"),
}


@pytest.mark.parametrize("what", BOMBS)
def test_what_a_file_claims_is_counted_before_it_is_read(tmp_path: Path, what: str) -> None:
    change, words = BOMBS[what]
    path = package(tmp_path / "card.xlsx", change)
    assert path.stat().st_size < 300_000
    seconds, megabytes, told = measured(path)
    assert words in told
    assert megabytes < 300
    assert seconds < 4, "two seconds, and twice that where other tests run beside it"


def measured(path: Path) -> tuple[float, int, str]:
    """The time, the memory and the refusal of reading a table in a process of its own."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom costmodel.files.tables import read_table\n"
        "try: print(len(read_table(Path(sys.argv[1])).rows))\nexcept Exception as error: print(error)\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1000)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    told, megabytes = done.stdout.rsplit("\n", 2)[:2]
    return time.perf_counter() - start, int(megabytes), told


def test_columns_without_end_and_empty_cells_far_away_cost_nothing(tmp_path: Path) -> None:
    columns = '<cols><col min="2" max="2000000000" hidden="1"/></cols>'
    empty = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 20_000))
    path = bomb(tmp_path / "card.xlsx", f'{columns}<sheetData><row r="1">{CELL.format("A1")}</row>{empty}</sheetData>')
    seconds, megabytes, told = measured(path)
    assert (told, megabytes < 300, seconds < 4) == ("1", True, True)


def test_a_far_cell_that_holds_nothing_is_no_fault(tmp_path: Path) -> None:
    rows = '<row r="1">' + "".join(CELL.format(f"{letter}1") for letter in "AB") + "</row>"
    path = bomb(tmp_path / "card.xlsx", f'<sheetData>{rows}<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
    assert [list(cells) for _, cells in read_table(path).rows if any(cells)] == [["x", "x"]]


def test_a_row_of_too_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_text("," * 900_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"row 1: has more than 200 columns\. Is it the right file\?"):
        read_table(path)
