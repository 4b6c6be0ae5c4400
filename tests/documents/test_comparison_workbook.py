"""The comparison in Excel: the numbers of the comparison, live formulas that follow rate, weights, rule and costs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

import openpyxl
import pytest
from comparisons import COST, Make, card_with_costs, make, plain
from libreoffice import Office, office
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet
from typography import RULES

from costmodel.comparing.award import technical_share
from costmodel.comparing.comparison import Candidate, Comparison, compare
from costmodel.comparing.ownership import KINDS
from costmodel.comparing.statements import statements
from costmodel.documents.comparison.ranking_table import CLOSING, EVALUATED, LEFT_OUT, LIKE_FOR_LIKE, POINTS
from costmodel.documents.comparison.sheets import P10, PERCENTILES
from costmodel.documents.comparison.tco_sheet import BORNE, CUMULATIVE, DISCOUNTED, FACTORS, ONE_OFF, TOTAL, YEAR
from costmodel.documents.comparison.tco_sheet import CLOSING as CLOSING_OF_YEAR
from costmodel.documents.comparison.workbook import comparison_xlsx
from costmodel.documents.excel.sheets import probability_format
from costmodel.documents.workbook.make import to_xlsx
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.pricing import Pricing
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote, make_quote
from costmodel.words.text import Language, Text, rough

__all__ = ["make", "office", "plain"]

DAY = date(2026, 11, 24)
FORMULA_TEXT = ('=HYPERLINK("x")', "+1+1", "@SUM(A1)")
Say = Callable[[Comparison], tuple[Text, ...]]
OWN: dict[str, dict[str, Any]] = {
    "cost": {"weight": 2},
    "coverage": {"weight": 1},
    "=1+1": {
        "weight": 3,
        "scores": {
            "on_premise": 90,
            "cloud_native": 60,
            "modular_ris": 50,
            "hybrid": 80,
            "workstation_only": 40,
            "open_source": 20,
        },
    },
}
"""Criteria of a buyer's own, whose weights do not add up to 1."""


def weighted(award: str = "weighted", **more: Any) -> dict[str, Any]:
    """A file of weights."""
    return {"award": award, "criteria": OWN, **more}


@pytest.fixture(scope="module")
def cases(make: Make, plain: Comparison) -> dict[str, Comparison]:
    """Every shape of a comparison: horizons, rates, currencies, rules, bundles without a price, nobody ranked."""
    many = {**OWN, **{f"criterion {n}": {**OWN["=1+1"], "weight": n} for n in range(1, 21)}}
    bears = {"own_it_staff": Decimal(900_000), "power": Decimal("7.5"), "guarantees": Decimal("12345.67")}
    return {
        "plain": plain,
        "one year": make(years=1, discount_rate=Decimal("0.07")),
        "fifteen years": make("large", years=15, escalation=Decimal("0.03"), currency_drift=Decimal("0.025")),
        "no discount": make("small", discount_rate=Decimal(0), currency="EUR"),
        "negative rate": make(discount_rate=Decimal("-0.02"), duty_rate=Decimal("0.13")),
        "borne": make(prices=bears, answers={"warranty_months": 18}),
        "weighted": make(weights=weighted()),
        "threshold": make(weights=weighted("threshold", threshold=0.6)),
        "all alike": make(weights={"award": "weighted", "criteria": {"coverage": {"weight": 1}}}),
        "many criteria": make(weights={"award": "weighted", "criteria": many}),
        "price alone": make(weights={"award": "threshold", "criteria": {"cost": {"weight": 1}}}),
        "no price": make(answers={"modules": ["pacs"]}),
        "nobody": make(bundles=["modular_ris", "workstation_only"]),
    }


@pytest.fixture(scope="module")
def written(book: PriceBook, rates: RateTable) -> Callable[..., bytes]:
    def xlsx(comparison: Comparison, language: Language = "fr") -> bytes:
        return comparison_xlsx(comparison, statements(comparison), book, language=language)

    return xlsx


def read(content: bytes | Path, *, values: bool = True) -> openpyxl.Workbook:
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    return openpyxl.load_workbook(source, data_only=values)


def unit(value: object, decimals: int) -> Decimal:
    """A number of a cell to the minor unit."""
    assert isinstance(value, (int, float)), value
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def near(value: object, expected: Decimal) -> bool:
    assert isinstance(value, (int, float)), value
    return abs(value - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))


class Places(NamedTuple):
    """Rows of a workbook, found by what stands in its first column."""

    comparison: Worksheet
    tco: Worksheet
    costs: int
    weights: int
    ranks: int
    summary: int
    blocks: int


def places(workbook: openpyxl.Workbook, say: Wording) -> Places:
    """Where the tables are; rows count from 1."""
    comparison, tco = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"][-2:]

    def row(sheet: Worksheet, words: str, start: int = 1) -> int:
        return next(n for n in range(start, sheet.max_row + 1) if sheet.cell(n, 1).value == words)

    costs, weights = row(comparison, say("label.bundle")) + 1, row(comparison, say("comparison.weights"))
    summary = row(tco, say("label.bundle")) + 1
    blocks = row(tco, say("comparison.over_horizon")) - LONGEST - 1
    return Places(comparison, tco, costs, weights, weights + 2, summary, blocks)


def priced(comparison: Comparison) -> list[Candidate]:
    return [one for one in comparison.candidates if one.life is not None]


LONGEST = 15
"""The years of every bundle's block, whatever the horizon."""
BLOCK = LONGEST + 3
"""Rows of a bundle's block: a head, the years, their sums, and an empty one."""


def check_tco(at: Places, comparison: Comparison) -> None:
    """Every figure of the TCO sheet, to the last unit."""
    decimals, years = comparison.currency.decimals, comparison.years
    for n, one in enumerate(priced(comparison)):
        life, longest = one.life, one.longest
        assert life is not None
        assert longest is not None
        found = [unit(at.tco.cell(at.summary + n, column).value, decimals) for column in (2, 3, 4)]
        assert found == [life.tco, life.npv, life.equivalent_annual_cost]
        head = at.blocks + BLOCK * n
        rows = [[at.tco.cell(head + 1 + year, column).value for column in range(1, 11)] for year in range(LONGEST)]
        columns = list(zip(*rows, strict=True))
        assert columns[YEAR] == tuple(range(LONGEST))
        expected = [*(longest.by_year(kind) for kind in KINDS), longest.by_year(), longest.cumulative()]
        for column, series in zip(columns[ONE_OFF : CUMULATIVE + 1], expected, strict=True):
            assert [unit(value, decimals) for value in column] == [amount for _, amount in series]
        factors = [1 / (1 + comparison.discount_rate) ** year for year in range(LONGEST)]
        assert all(near(value, factor) for value, factor in zip(columns[FACTORS], factors, strict=True))
        present = [unit(value, decimals) for value in columns[DISCOUNTED]]
        assert present == [amount for _, amount in longest.discounted()]
        sums = [
            at.tco.cell(head + 1 + LONGEST, 1 + column).value
            for column in (ONE_OFF, TOTAL, DISCOUNTED, CLOSING_OF_YEAR)
        ]
        assert [unit(value, decimals) for value in sums[:3]] == [life.one_off, life.tco, life.npv]
        assert unit(sums[3], decimals) in (one.gap_cost, 0)
        assert longest.by_year()[:years] == life.by_year()


def check_costs(at: Places, comparison: Comparison, say: Wording) -> None:
    """Every cost on the Comparison sheet, to the last unit; a dash where there is none."""
    decimals = comparison.currency.decimals
    for n, one in enumerate(comparison.candidates):
        row = [cell.value for cell in at.comparison[at.costs + n]]
        assert row[0] == say.of(one.name)
        if one.life is None or one.spread is None:
            assert row[1 : P10 + 3] == ["–"] * 7
        else:
            life = one.life
            assert [unit(value, decimals) for value in row[1:5]] == [life.one_off, life.annual, life.tco, life.npv]
            assert row[P10 : P10 + 3] == [rough(getattr(one.spread, name)) for name in PERCENTILES]


def check_ranking(at: Places, comparison: Comparison, say: Wording) -> None:
    """Gaps, points, scores and ranks; what there is not stands as a dash, a rank as a blank."""
    decimals, by = comparison.currency.decimals, comparison.judgement
    after = POINTS + len(by.weights)
    for n, one in enumerate(comparison.candidates):
        row = [cell.value for cell in at.comparison[at.ranks + n]]
        assert row[LEFT_OUT] == len(one.gaps)
        assert unit(row[CLOSING], decimals) == one.gap_cost
        like, cost = row[LIKE_FOR_LIKE], row[EVALUATED]
        assert like == "–" if one.life is None else unit(like, decimals) == one.life.tco + one.gap_cost
        if one.score is None or one.life is None:
            assert [cost, *row[POINTS : after + 3]] == ["–"] * (len(by.weights) + 4)
        else:
            assert unit(cost, decimals) == one.life.npv
            pairs = zip(row[POINTS:after], by.weights, strict=True)
            assert all(near(value, dict(one.points)[weight.id]) for value, weight in pairs)
            assert near(row[after], one.score)
            assert near(row[after + 1], technical_share(dict(one.points), by))
        assert row[after + 3] in ((None, "") if one.rank is None else (one.rank,))
    weights = [at.comparison.cell(at.weights + 1, 1 + POINTS + n).value for n in range(len(by.weights))]
    assert all(near(value, weight.share) for value, weight in zip(weights, by.weights, strict=True))
    winner = at.comparison.cell(3, 2).value
    assert winner == (say.of(comparison.winner.name) if comparison.winner else "–")


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_number_is_the_comparisons(
    cases: dict[str, Comparison], written: Callable[..., bytes], book: PriceBook, language: Language
) -> None:
    say = Wording(book, language)
    assert cases["nobody"].winner is None
    assert cases["threshold"].winner != cases["weighted"].winner
    assert any(one.life is None for one in cases["no price"].candidates)
    for comparison in cases.values():
        at = places(read(written(comparison, language)), say)
        check_tco(at, comparison)
        check_costs(at, comparison, say)
        check_ranking(at, comparison, say)


def test_what_follows_from_the_inputs_is_a_formula(
    plain: Comparison, written: Callable[..., bytes], book: PriceBook
) -> None:
    at = places(read(written(plain), values=False), Wording(book, "fr"))
    after = POINTS + len(plain.judgement.weights)
    for n in range(len(plain.candidates)):
        linked = [at.comparison.cell(at.costs + n, column).value for column in (2, 4, 5)]
        assert all(re.fullmatch(r"='Coût total \(TCO\)'!\$[A-Z]+\$\d+", str(formula)) for formula in linked)
        row = [str(cell.value) for cell in at.comparison[at.ranks + n]]
        assert "100*MIN(" in row[POINTS]
        assert "SUMPRODUCT(" in row[after]
        assert "RANK(" in row[after + 3]
        assert row[CLOSING].startswith("='Coût total (TCO)'!$J$")
        summary = [str(at.tco.cell(at.summary + n, column).value) for column in (3, 4)]
        assert re.fullmatch(r"=ROUND\(I\d+,2\)", summary[0])
        assert re.fullmatch(r'=IFERROR\(ROUND\(-PMT\(\$B\$3,\$B\$4,I\d+,0,1\),2\),"–"\)', summary[1])


def test_only_inputs_are_unlocked(plain: Comparison, written: Callable[..., bytes], book: PriceBook) -> None:
    at = places(read(written(plain), values=False), Wording(book, "fr"))
    unlocked = [
        [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
        for sheet in (at.comparison, at.tco)
    ]
    weights = [f"{chr(65 + POINTS + n)}{at.weights}" for n in range(2)]
    assert unlocked[0] == ["B4", "C4", "D4", "E4", "F4", "B5", *weights]
    borne = [f"E{at.blocks + BLOCK * n + 1 + year}" for n in range(6) for year in range(LONGEST)]
    assert unlocked[1] == ["B3", "B4", *borne]
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in (at.comparison, at.tco))


def different(one: openpyxl.Workbook, other: openpyxl.Workbook) -> list[str]:
    """The cells whose values are not the same in two workbooks."""
    found = []
    for sheet in one.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                a, b = (
                    value if value != "" else None for value in (cell.value, other[sheet.title][cell.coordinate].value)
                )
                same = (
                    near(b, Decimal(repr(a))) if isinstance(a, (int, float)) and isinstance(b, (int, float)) else a == b
                )
                if not same:
                    found.append(f"{sheet.title}!{cell.coordinate}: {a} {b}")
    return found


@pytest.mark.libreoffice
def test_a_spreadsheet_recalculates_every_cell_to_the_value_it_has(
    cases: dict[str, Comparison], written: Callable[..., bytes], office: Office, tmp_path: Path
) -> None:
    made = []
    for n, comparison in enumerate(cases.values()):
        made.append(tmp_path / f"{n}.xlsx")
        made[-1].write_bytes(written(comparison, ("en", "fr", "ar")[n % 3]))
    for path, again in zip(made, office.convert(*made, to="xlsx"), strict=True):
        assert different(read(path), read(again)) == []


class Change(NamedTuple):
    """A workbook before, what a person changes in it, and the comparison that then has to stand there."""

    before: Comparison
    edit: Callable[[Places], None]
    after: Comparison


def weighing(rule: str) -> Callable[[Places], None]:
    """Chooses an award rule, a threshold of 0.55, and the weights 2, 1 and 3, which do not add up to 1."""

    def edit(at: Places) -> None:
        at.comparison["B4"], at.comparison["B5"] = rule, 0.55
        for column, weight in enumerate((2, 1, 3), start=1 + POINTS):
            at.comparison.cell(at.weights, column).value = weight

    return edit


def bearing(comparison: Comparison) -> Callable[[Places], None]:
    """Enters what the buyers of a comparison bear."""

    def edit(at: Places) -> None:
        for n, one in enumerate(priced(comparison)):
            for year, amount in one.longest.by_year("borne") if one.longest else ():
                at.tco.cell(at.blocks + BLOCK * n + 1 + year, 1 + BORNE).value = float(amount)

    return edit


def discounting(at: Places) -> None:
    at.tco["B3"] = 0.035


def lasting(years: int) -> Callable[[Places], None]:
    """Chooses another horizon."""

    def edit(at: Places) -> None:
        at.tco["B4"] = years

    return edit


@pytest.mark.libreoffice
def test_changed_inputs_give_what_costmodel_gives(
    make: Make, plain: Comparison, written: Callable[..., bytes], book: PriceBook, office: Office, tmp_path: Path
) -> None:
    """Another discount rate; another rule and other weights; costs that the buyer bears."""
    say = Wording(book, "fr")
    weights = {name: {**given, "weight": weight} for (name, given), weight in zip(OWN.items(), (8, 1, 1), strict=True)}
    other = make(weights={"award": "lowest_cost", "criteria": weights})
    borne = make(prices={"own_it_staff": Decimal(2_000_000), "power": Decimal(4)})
    changes = {
        "rate": Change(plain, discounting, make(discount_rate=Decimal("0.035"))),
        "weights": Change(other, weighing(say("comparison.rule_weighted")), make(weights=weighted())),
        "threshold": Change(
            other, weighing(say("comparison.rule_threshold")), make(weights=weighted("threshold", threshold=0.55))
        ),
        "borne": Change(plain, bearing(borne), borne),
        "shorter": Change(plain, lasting(1), make(years=1)),
        "longer": Change(plain, lasting(12), make(years=12)),
    }
    sources = []
    for name, change in changes.items():
        workbook = read(written(change.before), values=False)
        change.edit(places(workbook, say))
        sources.append(tmp_path / f"{name}.xlsx")
        workbook.save(sources[-1])
    assert plain.winner != borne.winner
    assert [one.rank for one in other.candidates] != [one.rank for one in changes["weights"].after.candidates]
    for path, (_, _, expected) in zip(office.convert(*sources, to="xlsx"), changes.values(), strict=True):
        at = places(read(path), say)
        check_tco(at, expected)
        check_ranking(at, expected, say)
        asked = expected.years == plain.years
        p10 = [at.comparison.cell(at.costs + n, 1 + P10).value for n in range(len(plain.candidates))]
        assert all(isinstance(value, (int, float)) == asked for value in p10)
        assert (at.tco["A1"].value == "Coût total de possession (TCO) sur 5\u00a0ans") == asked


# ------------------------------------------------------------------ what the sheets say


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_gap_is_named_with_its_bundle(
    plain: Comparison, written: Callable[..., bytes], book: PriceBook, language: Language
) -> None:
    say = Wording(book, language)
    sheet = read(written(plain, language)).worksheets[0]
    items = [row[1].value for row in sheet.iter_rows() if isinstance(row[1].value, str)]
    bands = [cell.value for cell in sheet["A"]]
    drivers = {driver.id: say.number(getattr(plain.spec, driver.id)) for driver in book.drivers}
    texts = {f"{c.id}.{i.id}": say.of(i.text).format(**drivers) for c in book.scope_of_work for i in c.items}
    for one in plain.candidates:
        band = say("comparison.gaps_of", bundle=say.of(one.name), count=len(one.gaps))
        assert (band in bands) == bool(one.gaps)
        for gap in one.gaps:
            assert items.count(texts[gap]) >= 1
    assert sum(len(one.gaps) for one in plain.candidates) == 31


def test_without_gaps_the_sheet_says_so(make: Make, written: Callable[..., bytes]) -> None:
    sheet = read(written(make(bundles=["on_premise", "hybrid"]))).worksheets[0]
    assert "Chaque formule comparée couvre tout ce que le besoin exige." in [cell.value for cell in sheet["A"]]


def test_probabilities_stand_both_ways_and_those_that_tell_nothing_are_grey(
    plain: Comparison, written: Callable[..., bytes], book: PriceBook
) -> None:
    sheet = read(written(plain)).worksheets[0]
    names = [Wording(book, "fr").of(one.name) for one in plain.candidates]
    head = next(row for row in sheet.iter_rows() if [cell.value for cell in row][1 : 1 + len(names)] == names)
    top = (head[0].row or 0) + 1
    ids = [one.id for one in plain.candidates]
    for pair in plain.p_cheaper:
        a, b = ids.index(pair.a), ids.index(pair.b)
        there, back = sheet.cell(top + a, 2 + b), sheet.cell(top + b, 2 + a)
        assert near(there.value, Decimal(repr(pair.probability)))
        assert near(back.value, Decimal(repr(1 - pair.probability)))
        assert bool(there.font.italic) == (0.4 <= pair.probability <= 0.6) == bool(back.font.italic)
    assert [sheet.cell(top + n, 2 + n).value for n in range(len(ids))] == ["–"] * len(ids)


@pytest.mark.parametrize(
    ("language", "low", "high"), [("en", "<1%", ">99%"), ("fr", "<\u202f1\u202f%", ">\u202f99\u202f%")]
)
def test_what_is_nearly_certain_is_never_shown_as_0_or_100_percent(
    plain: Comparison, written: Callable[..., bytes], book: PriceBook, language: Language, low: str, high: str
) -> None:
    """The number format of such a cell shows the bound; the cell holds the figure."""
    formats = {
        cell.number_format
        for row in read(written(plain, language)).worksheets[0].iter_rows()
        for cell in row
        if cell.number_format.startswith("[<")
    }
    percents = "0%" if language == "en" else "0\u00a0%"
    assert formats == {f'[<0.005]"{low}";[>=0.995]"{high}";{percents}'}
    assert probability_format(1.0, language) == probability_format(0.0, language) == percents


@pytest.mark.parametrize("language", ["fr", "en"])
def test_statements_and_conventions_are_there(
    plain: Comparison, written: Callable[..., bytes], book: PriceBook, rates: RateTable, language: Language
) -> None:
    cells = [cell.value for cell in read(written(plain, language)).worksheets[0]["A"]]
    said = [text.in_(language) for text in statements(plain)]
    assert [cell for cell in cells if cell in said] == said
    before = Wording(book, language)("comparison.before")
    assert "remises du fournisseur" in before or "seller’s terms and discounts" in before
    assert before in cells
    assert len(said) > 10


def test_costs_whose_price_is_unknown_are_listed_with_their_quantities(
    plain: Comparison, written: Callable[..., bytes]
) -> None:
    rows = list(read(written(plain)).worksheets[1].iter_rows(values_only=True))
    staff = next(row for row in rows if str(row[0]).startswith("Personnel informatique interne – équivalents"))
    link = next(row for row in rows if str(row[0]).startswith("Liaison Internet"))
    assert staff[1:7] == (0.5, 0.2, 0.3, 0.6, 0.15, 1)
    assert link[1:7] == ("–", 20, "–", 8, "–", "–")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_typography(cases: dict[str, Comparison], written: Callable[..., bytes], language: Language) -> None:
    for comparison in cases.values():
        for sheet in read(written(comparison, language)).worksheets:
            texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
            assert not [text for text in texts if "{" in text or re.match(r"(label|comparison)\.", text)]
            for what, pattern, languages in RULES:
                own = [text for text in texts if text not in FORMULA_TEXT and "=1+1" not in text]
                wrong = [text for text in own if language in languages and re.search(pattern, text)]
                assert not wrong, f"{what}: {wrong[:3]}"


# ------------------------------------------------------------------ form


def printed(margin: HeaderFooterItem | None, side: Literal["left", "right"]) -> str:
    """What a header or footer says on one of its sides."""
    part = getattr(margin, side)
    assert isinstance(part.text, str)
    return part.text


@pytest.mark.parametrize("years", [1, 5, 15])
def test_pages_are_as_wide_as_the_sheet_and_no_block_breaks(
    make: Make, written: Callable[..., bytes], years: int
) -> None:
    workbook = read(written(make(years=years)))
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        widths = [dimension.width or 0 for dimension in sheet.column_dimensions.values()]
        spans = [(d.max or 1) - (d.min or 1) + 1 for d in sheet.column_dimensions.values()]
        pixels = sum(7 * width * span for width, span in zip(widths, spans, strict=True))
        assert pixels * (sheet.page_setup.scale or 100) / 100 < 1026
        assert sheet.freeze_panes
        assert "formules" in printed(sheet.oddHeader, "left")
        assert "24 novembre 2026" in printed(sheet.oddHeader, "right")
        assert "avant les conditions et remises" in printed(sheet.oddFooter, "left")
    tco = workbook.worksheets[1]
    heads = [cell.row - 1 for cell in tco["A"] if cell.value == 0]
    page = 487 / (tco.page_setup.scale or 100) * 100
    breaks = [brk.id for brk in tco.row_breaks.brk]
    for first, last in zip([0, *breaks], [*breaks, tco.max_row], strict=True):
        height = sum((tco.row_dimensions[n].height or 15) for n in range(first + 1, last + 1))
        assert height <= page
        assert all(not first <= head - 1 < last or head + BLOCK - 2 <= last for head in heads)


def test_the_chart_shows_the_cumulative_cost_of_every_bundle(
    plain: Comparison, written: Callable[..., bytes], book: PriceBook
) -> None:
    content = written(plain)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    at = places(read(content), Wording(book, "fr"))
    rows = [at.blocks + BLOCK * n for n in range(6)]
    values = re.findall(r"<c:val><c:numRef><c:f>'Coût total \(TCO\)'!\$G\$(\d+):\$G\$(\d+)</c:f>", chart)
    assert values == [(str(row + 1), str(row + LONGEST)) for row in rows]
    assert all(at.tco.cell(row, 7).value == "Coût cumulé" for row in rows)


def test_equal_comparisons_give_equal_bytes(make: Make, plain: Comparison, written: Callable[..., bytes]) -> None:
    assert written(plain) == written(make())


def test_what_a_person_typed_never_becomes_a_formula(make: Make, written: Callable[..., bytes]) -> None:
    """Own criteria stand above their points; names of lines could be a person's too."""
    comparison = make(weights=weighted())
    *before, last, after = comparison.candidates
    lines = zip(last.gap_lines[:3], FORMULA_TEXT, strict=True)
    typed = tuple(line.model_copy(update={"item_name": Text.same(name)}) for line, name in lines)
    candidates = (*before, last.model_copy(update={"gap_lines": typed}), after)
    comparison = comparison.model_copy(update={"candidates": candidates})
    texts = [
        cell.value
        for sheet in read(written(comparison), values=False).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s"
    ]
    assert set(FORMULA_TEXT) < set(texts)
    assert "Points\u00a0: =1+1" in texts
    formulas = [
        str(cell.value)
        for sheet in read(written(comparison), values=False).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 100
    assert not [formula for formula in formulas if "HYPERLINK" in formula or "1+1" in formula]


# ------------------------------------------------------------------ in the workbook of a quote


@pytest.fixture(scope="module")
def secret(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> tuple[Quote, Comparison]:
    """A quote whose rate card holds the seller's costs, and the comparison from the same card."""
    card = card_with_costs()
    offer = make_quote(priced(card=card), number="2026-041")
    return offer, compare(offer.spec, Pricing(book=book, on=DAY, rates=rates, rate_card=card))


def test_a_quotes_workbook_gets_both_sheets_at_its_end(secret: tuple[Quote, Comparison], book: PriceBook) -> None:
    offer, comparison = secret
    alone, whole = read(to_xlsx(offer, book)), read(to_xlsx(offer, book, comparison=comparison))
    assert alone.sheetnames[-1] == "costmodel"
    assert whole.sheetnames == [*alone.sheetnames[:-1], "Comparaison", "Coût total (TCO)", "costmodel"]
    for sheet in alone.worksheets:
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert cells == [[cell.value for cell in row] for row in whole[sheet.title].iter_rows()]
    say = Wording(book, "fr")
    at = places(whole, say)
    check_tco(at, comparison)
    check_costs(at, comparison, say)
    check_ranking(at, comparison, say)
    assert "2026-041" in printed(at.tco.oddHeader, "left")
    assert "Ce que disent les chiffres" not in [cell.value for cell in at.comparison["A"]]


def test_the_comparison_holds_nothing_that_only_the_seller_may_know(
    secret: tuple[Quote, Comparison], book: PriceBook
) -> None:
    offer, comparison = secret
    assert any(line.unit_cost == COST for line in offer.lines)
    said = statements(comparison)
    for content in (
        to_xlsx(offer, book, comparison=comparison, statements=said),
        comparison_xlsx(comparison, said, book, language="fr"),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                part = re.sub(r"<pageMargins[^>]*>", "", package.read(name).decode())
                assert "8123" not in part, name
                assert "2371" not in part, name
                assert not re.search(r"\bmarges?\b|\bmargins?\b|unit_cost", part, re.IGNORECASE), name
