"""Native charts in Word: their figures, their order of elements, their words as data, and their frames."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st
from libreoffice import Office, office
from lxml import etree
from openpyxl import load_workbook
from tries import tries

from costmodel.documents.proposal.context import filling
from costmodel.documents.word.charts import PREFIX, ChartParts, range_bars, replace_charts, s_curve, tornado
from costmodel.documents.word.cost_charts import price_bars
from costmodel.documents.word.fill import render
from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError
from costmodel.files.folders import template_folder
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import make_quote
from costmodel.words.text import Language

__all__ = ["office"]

TEMPLATE = template_folder() / "proposal.docx"
NAMES = ("s_curve", "range_bars", "tornado")
POINTS = [(n / 100, Decimal(1_400_000 + 300 * n * n)) for n in range(1, 100)]
MARKS = [
    ("P50", Decimal(2_150_000), 0.5),
    ("P80", Decimal("3320000.44"), 0.8),
    ("Estimation de base", Decimal(1_880_000), 0.4),
]
LINES = [
    ("Licences PACS/RIS", Decimal(500_000), Decimal("900000.5"), Decimal(1_700_000)),
    ("Formation", Decimal(60_000), Decimal(90_000), Decimal(150_000)),
    ("Reprise des données", Decimal(90_000), Decimal(200_000), Decimal(700_000)),
]
SHARES = [("Formation", 0.07), ("Licences PACS/RIS", 0.625), ("Reprise des données", 0.305)]
HOSTILE = ["A & B <Co>", '"quoted"', "{{ 7*7 }}", "{% for x in y %}", '=HYPERLINK("x")', "</c:v>", "&amp;", "]]>"]
SPACES = {prefix: qn(f"{prefix}:x")[1:-2] for prefix in ("a", "c", "r", "w", "wp")}


def say_in(book: PriceBook, language: Language) -> Wording:
    return Wording(book, language)


@pytest.fixture(scope="module")
def french(book: PriceBook) -> Wording:
    return Wording(book, "fr")


@pytest.fixture(scope="module")
def english(book: PriceBook) -> Wording:
    return Wording(book, "en")


def curve(say: Wording, *, points: Any = POINTS, marks: Any = MARKS, **more: Any) -> ChartParts:
    words = {"amount": "Total", "probability": "Probabilité", "currency_code": "MRU", "description": "La courbe"}
    return s_curve(points, marks=marks, say=say, **words | more)


def bars(say: Wording, rows: Any = LINES, **more: Any) -> ChartParts:
    words: dict[str, Any] = {"amount": "Montant", "currency_code": "MRU", "description": "Les fourchettes"}
    return range_bars(rows, say=say, **words | {"heads": ("Basse", "Probable", "Haute")} | more)


def shares(say: Wording, rows: Any = SHARES, **more: Any) -> ChartParts:
    return tornado(rows, say=say, **{"share": "Part de la dispersion", "description": "La tornade"} | more)


def all_three(say: Wording) -> dict[str, ChartParts]:
    return {"s_curve": curve(say), "range_bars": bars(say), "tornado": shares(say)}


def tree(parts: ChartParts) -> Any:
    return etree.fromstring(parts.chart)


def find(parts: ChartParts, path: str) -> list[Any]:
    found: list[Any] = tree(parts).xpath(path, namespaces=SPACES)
    return found


def cached(parts: ChartParts, series: int, place: str) -> list[str]:
    """What a series shows: `c:cat`, `c:val`, `c:xVal` or `c:yVal`."""
    return find(parts, f"//c:ser[c:idx/@val={series}]/{place}//c:v/text()")


def labels(parts: ChartParts) -> list[list[str]]:
    """The lines of each label."""
    return [
        [text.strip("\u00a0") for text in found.xpath(".//a:t/text()", namespaces=SPACES)]
        for found in find(parts, "//c:dLbl")
    ]


def sheet(parts: ChartParts, *, formulas: bool = False) -> Any:
    return load_workbook(io.BytesIO(parts.workbook), data_only=not formulas)["chart"]


def titles(parts: ChartParts) -> list[str]:
    return find(parts, "//c:title//a:t/text()")


def code(parts: ChartParts, axis: str) -> str:
    return str(find(parts, f"//c:valAx[c:axPos/@val='{axis}']/c:numFmt/@formatCode")[0])


# ------------------------------------------------------------------ figures


def test_the_curve_shows_the_points_and_the_marks(french: Wording) -> None:
    parts = curve(french)
    assert [float(p) for p in cached(parts, 0, "c:yVal")] == [p for p, _ in POINTS]
    assert [Decimal(a) * 1000 for a in cached(parts, 0, "c:xVal")] == [a for _, a in POINTS]
    assert [Decimal(a) * 1000 for a in cached(parts, 1, "c:xVal")] == [a for _, a, _ in MARKS]
    assert [float(p) for p in cached(parts, 1, "c:yVal")] == [p for _, _, p in MARKS]
    narrow = "\u202f"
    assert labels(parts) == [
        ["P50", f"2{narrow}150{narrow}000\u00a0MRU"],
        ["P80", f"3{narrow}320{narrow}000\u00a0MRU"],
        ["Estimation de base", f"1{narrow}880{narrow}000\u00a0MRU"],
    ]


def test_a_curve_without_marks_is_a_curve(french: Wording) -> None:
    parts = curve(french, marks=[])
    assert len(find(parts, "//c:ser")) == 1
    assert sheet(parts).max_column == 2


def test_a_bar_runs_from_low_to_high_and_changes_at_the_likely_value(french: Wording) -> None:
    parts = bars(french)
    assert cached(parts, 0, "c:cat") == [name for name, *_ in LINES]  # in the order given, the first on top
    assert find(parts, "//c:catAx/c:scaling/c:orientation/@val") == ["maxMin"]
    assert find(parts, "//c:valAx/c:crosses/@val") == ["max"]  # so that the amounts stand below
    low, first, second = ([Decimal(v) * 1000 for v in cached(parts, n, "c:val")] for n in range(3))
    assert low == [row[1] for row in LINES]
    assert [a + b for a, b in zip(low, first, strict=True)] == [row[2] for row in LINES]
    assert [a + b + c for a, b, c in zip(low, first, second, strict=True)] == [row[3] for row in LINES]
    assert labels(parts)[:2] == [["500 – 900 – 1\u202f700"], ["60 – 90 – 150"]]


def test_the_workbook_of_the_bars_holds_low_likely_and_high_and_computes_the_rest(french: Wording) -> None:
    values = sheet(bars(french))
    assert [cell.value for cell in values[1]][1:4] == ["Basse", "Probable", "Haute"]
    assert [cell.value for cell in values[2]][:6] == ["Licences PACS/RIS", 500, 900.0005, 1700, 400.0005, 799.9995]
    formulas = sheet(bars(french), formulas=True)
    assert [formulas["E4"].value, formulas["F4"].value] == ["=C4-B4", "=D4-C4"]


def test_the_largest_share_is_on_top(french: Wording) -> None:
    parts = shares(french)
    assert cached(parts, 0, "c:cat") == ["Licences PACS/RIS", "Reprise des données", "Formation"]
    assert cached(parts, 0, "c:val") == ["0.625", "0.305", "0.07"]
    assert [row[:2] for row in sheet(parts).iter_rows(min_row=2, values_only=True)] == [
        ("Licences PACS/RIS", 0.625),
        ("Reprise des données", 0.305),
        ("Formation", 0.07),
    ]


def test_a_share_below_zero_has_room_on_its_side(english: Wording) -> None:
    parts = shares(english, [("A", 1.1), ("B", -0.1)])
    assert float(find(parts, "//c:valAx/c:scaling/c:min/@val")[0]) < -0.1
    assert find(parts, "//c:catAx/c:tickLblPos/@val") == ["low"]


@pytest.mark.parametrize("name", NAMES)
def test_the_chart_shows_what_its_workbook_holds(french: Wording, name: str) -> None:
    parts = all_three(french)[name]
    cells = sheet(parts)
    references = find(parts, "//c:strRef | //c:numRef")
    assert len(references) >= 3
    for reference in references:
        where = reference.findtext(qn("c:f")).removeprefix("chart!").replace("$", "")
        found = cells[where]
        there = [cell.value for (cell,) in found] if isinstance(found, tuple) else [found.value]
        shown = [v.text for v in reference.iter(qn("c:v"))]
        if reference.tag == qn("c:numRef"):
            assert [float(v) for v in shown] == [pytest.approx(float(v), rel=1e-15) for v in there]
        else:
            assert [v or "" for v in shown] == [v or "" for v in there]


@tries(30)
@example(rows=[[Decimal(0), Decimal(0), Decimal("0.01")]])  # far below the least step of a tick
@given(
    rows=st.lists(
        st.tuples(*[st.decimals(0, 10**10, places=2)] * 3).map(sorted).filter(lambda row: row[2] > 0),
        min_size=1,
        max_size=20,
    )
)
def test_every_amount_stands_inside_its_axis(french: Wording, rows: list[list[Decimal]]) -> None:
    parts = bars(french, [("Ligne", *row) for row in rows])
    least, most, step = (
        float(find(parts, f"//c:valAx/{path}/@val")[0])
        for path in ("c:scaling/c:min", "c:scaling/c:max", "c:majorUnit")
    )
    highest = max(row[2] for row in rows)
    shown = max(sum(float(cached(parts, n, "c:val")[k]) for n in range(3)) for k in range(len(rows)))
    unit = float(highest) / shown
    assert unit == pytest.approx(min((1, 1_000, 1_000_000), key=lambda u: abs(u - unit)))
    assert least == 0 < shown < most
    assert step == int(step)  # ticks are whole numbers, which every reader groups alike
    assert 2 <= most / step <= 14


# ------------------------------------------------------------------ axes


@pytest.mark.parametrize("small", [Decimal("0.01"), Decimal("0.4"), Decimal(1)])
def test_figures_below_the_least_step_of_an_axis_stand_on_one_with_two_ticks(french: Wording, small: Decimal) -> None:
    for parts in (
        bars(french, [("Ligne", Decimal(0), Decimal(0), small)]),
        shares(french, [("Ligne", float(small) / 100)]),
        shares(french, [("Ligne", -float(small) / 100)]),
        price_bars([("Ligne", small)], amount="Prix", currency_code="MRU", description="", say=french),
    ):
        least, most, step = (
            Decimal(find(parts, f"//c:valAx/{path}/@val")[0])
            for path in ("c:scaling/c:min", "c:scaling/c:max", "c:majorUnit")
        )
        assert most - least >= 2 * step


@pytest.mark.parametrize(
    ("high", "french_title", "english_title"),
    [
        (900, "Total, en MRU", "Total, in MRU"),
        (45_000, "Total, en milliers de MRU", "Total, in thousands of MRU"),
        (2_300_000, "Total, en milliers de MRU", "Total, in thousands of MRU"),
        (34_500_000, "Total, en millions de MRU", "Total, in millions of MRU"),
    ],
)
def test_the_title_of_an_axis_has_its_unit(
    french: Wording, english: Wording, high: int, french_title: str, english_title: str
) -> None:
    rows = [("A", Decimal(high) / 3, Decimal(high) / 2, Decimal(high))]
    assert titles(bars(french, rows, amount="Total")) == [french_title]
    assert titles(bars(english, rows, amount="Total")) == [english_title]


def test_numbers_are_grouped_as_the_language_does_it_on_every_computer(french: Wording, english: Wording) -> None:
    assert code(curve(french), "b") == '[>=1000000]#"\u202f"###"\u202f"##0;[>=1000]#"\u202f"##0;0'
    assert code(curve(english), "b") == '[>=1000000]#","###","##0;[>=1000]#","##0;0'
    assert code(curve(french), "l") == code(shares(french), "b") == '0"\u202f"%'
    assert code(curve(english), "l") == code(shares(english), "b") == "0%"
    assert find(shares(french), "//c:dLbls/c:numFmt/@formatCode") == ['0"\u202f"%']


def test_probability_goes_from_0_to_100_percent(french: Wording) -> None:
    scaling = find(curve(french), "//c:valAx[c:axPos/@val='l']/c:scaling")[0]
    assert [scaling.find(qn(f"c:{end}")).get("val") for end in ("min", "max")] == ["0.0", "1.0"]


def sides(parts: ChartParts) -> list[str]:
    return find(parts, "//c:dLbl/c:dLblPos/@val")


def test_labels_of_marks_keep_clear_of_the_curve_and_of_each_other(french: Wording) -> None:
    def marked(*heights: float) -> ChartParts:
        return curve(french, marks=[(f"P{h * 100:.0f}", Decimal(3_000_000 + int(h * 10**6)), h) for h in heights])

    assert sides(marked(0.5, 0.8, 0.2)) == ["l", "l", "r"]
    assert sides(marked(0.5, 0.8, 0.45)) == ["r", "l", "l"]  # two that are close: the lower one stands further left
    assert sides(marked(0.5, 0.8, 0.75)) == ["l", "r", "l"]


def test_no_legend_and_no_title_inside(french: Wording) -> None:
    """The document's caption names the chart, and the note below it says what its colours mean."""
    for parts in all_three(french).values():
        assert not find(parts, "//c:legend | /c:chartSpace/c:chart/c:title")
        assert find(parts, "//c:autoTitleDeleted/@val") == ["1"]


def test_few_bars_do_not_grow_thick_and_many_get_a_taller_frame(french: Wording) -> None:
    few, many = (bars(french, LINES[:1] * count) for count in (1, 14))
    gaps = [int(find(parts, "//c:gapWidth/@val")[0]) for parts in (few, many)]
    assert gaps == [500, 60]
    assert few.least_height < many.least_height == 720_000 + 14 * 237_600
    assert bars(french, LINES * 100).least_height < 24 * 360_000  # a page


# ------------------------------------------------------------------ XML

TEXT = ["layout", "tx", "numFmt", "spPr", "txPr", "dLblPos"]
SHOWN = [f"show{part}" for part in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")]
AXIS = ["axId", "scaling", "delete", "axPos", "majorGridlines", "title", "numFmt", "majorTickMark", "minorTickMark"]
AXIS += ["tickLblPos", "spPr", "txPr", "crossAx", "crosses"]
SERIES = ["idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dLbls", "errBars", "cat", "val", "xVal", "yVal"]
SCHEMA: dict[str, list[str]] = {
    "chartSpace": ["date1904", "roundedCorners", "chart", "spPr", "txPr", "externalData"],
    "chart": ["title", "autoTitleDeleted", "plotArea", "legend", "plotVisOnly", "dispBlanksAs"],
    "plotArea": ["layout", "scatterChart", "barChart", "catAx", "valAx", "spPr"],
    "scatterChart": ["scatterStyle", "varyColors", "ser", "dLbls", "axId"],
    "barChart": ["barDir", "grouping", "varyColors", "ser", "dLbls", "gapWidth", "overlap", "axId"],
    "ser": [*SERIES, "smooth"],
    "marker": ["symbol", "size", "spPr"],
    "dLbls": ["dLbl", "numFmt", "spPr", "txPr", "dLblPos", *SHOWN],
    "dLbl": ["idx", *TEXT, *SHOWN],
    "errBars": ["errDir", "errBarType", "errValType", "noEndCap", "plus", "minus", "val", "spPr"],
    "catAx": [*AXIS, "auto", "lblAlgn", "lblOffset", "tickLblSkip", "tickMarkSkip", "noMultiLvlLbl"],
    "valAx": [*AXIS, "crossBetween", "majorUnit", "minorUnit"],
    "scaling": ["logBase", "orientation", "max", "min"],
    "title": ["tx", "layout", "overlay", "spPr", "txPr"],
    "majorGridlines": ["spPr"],
    "tx": ["strRef", "rich"],
    "cat": ["strRef"],
    "val": ["numRef"],
    "xVal": ["numRef"],
    "yVal": ["numRef"],
    "strRef": ["f", "strCache"],
    "numRef": ["f", "numCache"],
    "strCache": ["ptCount", "pt"],
    "numCache": ["formatCode", "ptCount", "pt"],
    "pt": ["v"],
    "externalData": ["autoUpdate"],
    "rich": ["bodyPr", "lstStyle", "p"],
    "txPr": ["bodyPr", "lstStyle", "p"],
    "spPr": ["noFill", "solidFill", "ln"],
    "ln": ["noFill", "solidFill", "prstDash", "round"],
    "p": ["pPr", "r"],
    "pPr": ["defRPr"],
    "r": ["rPr", "t"],
    "rPr": ["solidFill", "latin", "cs"],
    "defRPr": ["solidFill", "latin", "cs"],
    "solidFill": ["srgbClr"],
}
"""The children of each element in the order of ECMA-376, as far as these charts use them; Word refuses another."""


@pytest.mark.parametrize("name", NAMES)
def test_elements_stand_in_the_order_of_the_standard(french: Wording, name: str) -> None:
    root = tree(all_three(french)[name])
    for parent in root.iter():
        here = etree.QName(parent).localname
        if len(parent):
            inside = [etree.QName(child).localname for child in parent]
            assert set(inside) <= set(SCHEMA[here]), here
            assert inside == sorted(inside, key=SCHEMA[here].index), here


@pytest.mark.parametrize("name", NAMES)
def test_labels_stand_only_where_word_allows_them(french: Wording, name: str) -> None:
    """A stacked bar has no outer end: Word calls the file damaged."""
    allowed = {"s_curve": {"l", "r"}, "range_bars": {"inBase"}, "tornado": {"outEnd"}}
    assert set(find(all_three(french)[name], "//c:dLblPos/@val")) <= allowed[name]


@pytest.mark.parametrize("name", NAMES)
def test_axes_refer_to_each_other(french: Wording, name: str) -> None:
    parts = all_three(french)[name]
    used = find(parts, "//c:scatterChart/c:axId/@val | //c:barChart/c:axId/@val")
    axes = {
        axis.find(qn("c:axId")).get("val"): axis.find(qn("c:crossAx")).get("val")
        for axis in find(parts, "//c:valAx | //c:catAx")
    }
    assert sorted(used) == sorted(axes) == sorted(axes.values())
    assert all(axes[axes[id_]] == id_ != axes[id_] for id_ in axes)


@pytest.mark.parametrize("name", NAMES)
def test_equal_figures_give_equal_bytes(book: PriceBook, name: str) -> None:
    one, other = (all_three(say_in(book, "fr"))[name] for _ in range(2))
    assert one == other
    assert one != all_three(say_in(book, "en"))[name]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_data(french: Wording, words: str) -> None:
    curved = curve(french, amount=words, probability=words, marks=[(words, *MARKS[0][1:])])
    assert titles(curved) == [f"{words}, en milliers de MRU", words]
    assert labels(curved)[0][0] == words
    ranged = bars(french, [(words, *LINES[0][1:])], heads=(words, words, words))
    assert cached(ranged, 0, "c:cat") == [words]
    drawn = shares(french, [(words, 1.0)], share=words)
    assert titles(drawn) == [words]
    for parts, where in ((curved, "C2"), (ranged, "A2"), (ranged, "B1"), (drawn, "A2"), (drawn, "B1")):
        cell = sheet(parts, formulas=True)[where]
        assert (cell.value, cell.data_type) == (words, "s")


def test_what_xml_cannot_hold_is_dropped_and_a_long_name_cut(french: Wording) -> None:
    parts = shares(french, [("A\x00\x0b\nB\ufffe", 0.6), ("x" * 400, 0.4)])
    assert cached(parts, 0, "c:cat") == ["A B", "x" * 63 + "…"]


# ------------------------------------------------------------------ what cannot be drawn


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([], "s_curve: points: must be two or more that rise"),
        ([(0.1, Decimal(5))], "must be two or more"),
        ([(0.1, Decimal(5)), (0.9, Decimal(5))], "must be two or more that rise in probability and amount"),
        ([(0.9, Decimal(5)), (0.1, Decimal(6))], "must be two or more that rise"),
        ([(0.1, Decimal(6)), (0.9, Decimal(5))], "must be two or more that rise"),
        ([(0.1, Decimal(5)), (1.5, Decimal(6))], r"holds 1\.5; only finite numbers to 1 can be drawn"),
        ([(0.1, Decimal("NaN")), (0.5, Decimal(6))], "holds NaN; only finite numbers can be drawn"),
    ],
)
def test_points_that_are_no_curve_are_refused(french: Wording, points: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        curve(french, points=points)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "range_bars: rows: must hold an amount above zero"),
        ([("A", Decimal(0), Decimal(0), Decimal(0))], "must hold an amount above zero"),
        ([("A", Decimal(-1), Decimal(0), Decimal(3))], "holds -1; only finite numbers from 0 can be drawn"),
        ([("Formation", Decimal(3), Decimal(2), Decimal(4))], "Formation: must have low ≤ likely ≤ high; got 3, 2, 4"),
    ],
)
def test_ranges_that_are_none_are_refused(french: Wording, rows: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        bars(french, rows)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "tornado: rows: must hold a share other than zero"),
        ([("A", 0.0)], "must hold a share other than zero"),
        ([("A", float("inf"))], "holds inf; only finite numbers can be drawn"),
    ],
)
def test_shares_that_are_none_are_refused(french: Wording, rows: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        shares(french, rows)


# ------------------------------------------------------------------ frames of a document


def template() -> Any:
    """The shipped template, not rendered: it has a frame for each chart."""
    return Document(str(TEMPLATE))


def frames(document: Any) -> dict[str, Any]:
    charts = (next(chart.iterancestors(qn("wp:inline"))) for chart in document.element.body.iter(qn("c:chart")))
    return {frame.find(qn("wp:docPr")).get("name").removeprefix(PREFIX): frame for frame in charts}


def saved(document: Any) -> zipfile.ZipFile:
    made = io.BytesIO()
    document.save(made)
    return zipfile.ZipFile(made)


def charts_in(package: zipfile.ZipFile) -> dict[str, tuple[bytes, bytes]]:
    """The charts of a saved document by their alternative text: chart and workbook, as its relationships lead."""
    document = Document(package.fp)
    found = {}
    for frame in frames(document).values():
        part = document.part.related_parts[next(frame.iter(qn("c:chart"))).get(qn("r:id"))]
        inside = etree.fromstring(part.blob).find(qn("c:externalData")).get(qn("r:id"))
        found[frame.find(qn("wp:docPr")).get("descr")] = (part.blob, part.related_parts[inside].blob)
    return found


def chart_files(package: zipfile.ZipFile) -> list[str]:
    return [name for name in package.namelist() if re.search("/charts/|/embeddings/", name)]


def test_the_template_shows_a_chart_in_each_frame() -> None:
    document = template()
    assert tuple(frames(document)) == ("price_bars", "cumulative", *NAMES)
    for name, (chart, workbook) in charts_in(saved(document)).items():
        assert name.startswith(PREFIX)
        assert len(etree.fromstring(chart).findall(f".//{qn('c:pt')}")) > 10
        assert load_workbook(io.BytesIO(workbook))["chart"].max_row > 3


def test_charts_take_the_place_of_those_in_the_frames(french: Wording) -> None:
    document, made = template(), all_three(french)
    sizes = {name: frame.find(qn("wp:extent")).attrib for name, frame in frames(document).items()}
    replace_charts(document, made)
    assert charts_in(saved(document)) == {parts.description: (parts.chart, parts.workbook) for parts in made.values()}
    left = {name: frame.find(qn("wp:extent")).attrib for name, frame in frames(document).items()}
    assert left == {name: sizes[name] for name in NAMES}
    assert len(chart_files(saved(document))) == 9  # of each a chart, its relationships, its workbook


def test_a_frame_without_data_goes_with_its_paragraph(french: Wording) -> None:
    document = template()
    before = len(document.paragraphs)
    replace_charts(document, {"tornado": shares(french)})
    assert tuple(frames(document)) == ("tornado",)
    assert len(document.paragraphs) == before - 4
    assert len(chart_files(saved(document))) == 3


def test_without_any_data_nothing_of_the_charts_is_left() -> None:
    document = template()
    replace_charts(document, {})
    assert chart_files(saved(document)) == []
    assert b"drawingml.chart" not in saved(document).read("[Content_Types].xml")


def test_what_stands_beside_a_frame_stays(french: Wording) -> None:
    document = template()
    found = frames(document)
    text = next(found["s_curve"].iterancestors(qn("w:p")))
    text.append(deepcopy(document.paragraphs[1].runs[0]._r))
    cell = document.tables[0].rows[0].cells[0]._tc
    for old in list(cell.iter(qn("w:p"))):
        cell.remove(old)
    cell.append(next(found["tornado"].iterancestors(qn("w:p"))))
    replace_charts(document, {"range_bars": bars(french)})
    assert text.getparent() is not None
    assert text.findall(f".//{qn('w:drawing')}") == []
    assert len(cell.findall(qn("w:p"))) == 1  # Word calls a cell without a paragraph damaged


def test_a_chart_that_the_template_lacks_is_not_shown(french: Wording) -> None:
    document = template()
    run = next(frames(document)["s_curve"].iterancestors(qn("w:r")))
    run.getparent().remove(run)  # a user deleted it
    replace_charts(document, all_three(french) | {"unknown": shares(french)})
    assert sorted(charts_in(saved(document))) == ["La tornade", "Les fourchettes"]
    assert len(chart_files(saved(document))) == 6


@pytest.mark.parametrize("lost", [["name"], ["descr"], ["name", "descr"]])
def test_a_frame_is_known_by_what_the_program_that_saved_the_template_kept(french: Wording, lost: list[str]) -> None:
    """Word renames a chart that is copied; LibreOffice keeps neither name nor text, but the placeholder."""
    document = template()
    properties = frames(document)["s_curve"].find(qn("wp:docPr"))
    for kind in lost:
        properties.set(kind, "Graphique 3")
    replace_charts(document, {"s_curve": curve(french)})
    assert list(charts_in(saved(document))) == ["La courbe"]


def test_other_charts_and_pictures_are_left_alone(french: Wording) -> None:
    document = template()
    found = frames(document)
    for kind in ("name", "descr"):
        found["tornado"].find(qn("wp:docPr")).set(kind, "Ventes par an")
    sales = document.part.related_parts[next(found["tornado"].iter(qn("c:chart"))).get(qn("r:id"))]
    sales._blob = sales.blob.replace(b"chart:tornado", b"Ventes")
    next(found["range_bars"].iter(qn("c:chart"))).getparent().append(OxmlElement("a:ext"))
    chart = next(found["range_bars"].iter(qn("c:chart")))
    chart.getparent().remove(chart)
    before = charts_of(document)
    replace_charts(document, {"s_curve": curve(french), "range_bars": bars(french)})
    assert charts_of(document) == before - {f"/word/charts/chart{n}.xml" for n in (1, 2, 4)}  # nothing refers to them
    assert found["tornado"].find(qn("wp:docPr")).get("descr") == "Ventes par an"
    assert found["range_bars"].getparent() is not None


def charts_of(document: Any) -> set[str]:
    return {str(part.partname) for part in document.part.package.iter_parts() if "/charts/" in str(part.partname)}


def test_a_frame_grows_where_its_bars_need_it_and_never_shrinks(french: Wording) -> None:
    document = template()
    replace_charts(document, {"range_bars": bars(french, LINES * 5), "tornado": shares(french)})
    heights = {name: int(frame.find(qn("wp:extent")).get("cy")) for name, frame in frames(document).items()}
    assert heights["range_bars"] == 720_000 + 15 * 237_600
    assert heights["tornado"] == 7.2 * 360_000


def test_the_alternative_text_is_data_on_one_line(french: Wording) -> None:
    document = template()
    replace_charts(document, {"s_curve": curve(french, description='{{ 7*7 }} & <x>\n"\x00')})
    assert list(charts_in(saved(document))) == ['{{ 7*7 }} & <x> "']


# ------------------------------------------------------------------ the proposal


@pytest.fixture(scope="module")
def variables(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> dict[str, Any]:
    return filling(make_quote(priced()), book).variables


def shown(variables: dict[str, Any], *names: str) -> dict[str, Any]:
    told = {"texts": ["Le total reste incertain."]} | {name: name in names for name in NAMES}
    return variables | {"charts": told, "prices": variables["prices"] | {"bars": False}}


def captions(docx: bytes) -> list[str]:
    """The captions with their numbers."""
    found = [p for p in Document(io.BytesIO(docx)).paragraphs if p.style is not None and p.style.name == "Caption"]
    return ["".join(text.text or "" for text in p._p.iter(qn("w:t"))) for p in found]


def test_the_proposal_shows_the_charts_with_numbered_captions(variables: dict[str, Any], french: Wording) -> None:
    docx = render(shown(variables, *NAMES), TEMPLATE, charts=all_three(french))
    named = [caption for caption in captions(docx) if caption.startswith("Graphique")]
    assert named == [
        "Graphique 1 – Probabilité que le total ne dépasse pas un montant",
        "Graphique 2 – Fourchette de chaque ligne",
        "Graphique 3 – Part de chaque ligne dans la dispersion du total",
    ]
    tables = [caption for caption in captions(docx) if caption.startswith("Tableau")]
    assert [int(caption.split()[1]) for caption in tables] == list(range(1, len(tables) + 1))
    assert list(charts_in(zipfile.ZipFile(io.BytesIO(docx)))) == ["La courbe", "Les fourchettes", "La tornade"]
    text = "\n".join(p.text for p in Document(io.BytesIO(docx)).paragraphs)
    assert "Ce que le total peut atteindre\nLe total reste incertain.\n" in text
    assert "Plus la part d’une ligne est grande" in text


def test_the_proposal_leaves_out_what_there_is_no_chart_for(variables: dict[str, Any], french: Wording) -> None:
    docx = render(shown(variables, "tornado"), TEMPLATE, charts={"tornado": shares(french)})
    assert [caption for caption in captions(docx) if caption.startswith("Graphique")] == [
        "Graphique 1 – Part de chaque ligne dans la dispersion du total"
    ]
    assert list(charts_in(zipfile.ZipFile(io.BytesIO(docx)))) == ["La tornade"]


def test_a_proposal_without_charts_has_no_trace_of_them(variables: dict[str, Any]) -> None:
    docx = render(shown(variables) | {"charts": {}}, TEMPLATE)
    assert chart_files(zipfile.ZipFile(io.BytesIO(docx))) == []
    assert not any(caption.startswith("Graphique") for caption in captions(docx))


@pytest.mark.libreoffice
@pytest.mark.skipif(
    shutil.which("pdftotext") is None and os.environ.get("CI") != "true", reason="needs pdftotext to read pages"
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_libreoffice_draws_the_charts(book: PriceBook, office: Office, tmp_path: Path, language: Language) -> None:
    document = template()
    say = say_in(book, language)
    replace_charts(document, all_three(say))
    source = tmp_path / "charts.docx"
    document.save(str(source))
    pdf = office.convert(source, to="pdf")[0]
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    text = re.sub(r"[ \u00a0\u202f]+", " ", done.stdout)
    unit = {"fr": "en milliers de MRU", "en": "in thousands of MRU"}[language]
    group, percent = {"fr": (" ", " %"), "en": (",", "%")}[language]
    for words in (f"Total, {unit}", f"Montant, {unit}", "Part de la dispersion", "Licences PACS/RIS", "P80"):
        assert words in text
    assert f"3{group}320{group}000 MRU" in text
    assert f"1{group}500 2{group}000 2{group}500" in text  # the axis of the curve
    assert f"500 – 900 – 1{group}700" in text
    assert re.search(f"Licences PACS/RIS 6[23]{percent}", text)
