"""The TCO sheet: what each bundle costs in each year, discounted at a rate that may be changed, and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from costmodel.comparison import Candidate, Comparison
from costmodel.discounting import factor
from costmodel.documents.comparison_content import lives, unknown_costs, years_of
from costmodel.documents.content import Wording
from costmodel.documents.sheets import (
    FONT,
    ROW_HEIGHT,
    SIZE,
    Sheet,
    amount_format,
    cell_name,
    column_name,
    share_format,
)
from costmodel.lifecycle import LifeCycle
from costmodel.ownership import KINDS

LABEL = 46
"""Width of the column of names."""
LONG = 8
"""Years from which amounts are shown in whole units, so that all of them stand on one page."""
CHART_ROWS, PIXELS, CHART_WIDTH = 15, 20, 930
"""Rows that the chart takes, the height of one, and its width, in pixels."""
_LINES = (
    ("#1F4E5F", "solid", "circle"),
    ("#C8642B", "dash", "square"),
    ("#6B8E23", "round_dot", "triangle"),
    ("#7A4E8A", "dash_dot", "diamond"),
    ("#8C8C8C", "long_dash", "x"),
    ("#2C7FB8", "solid", "star"),
)
"""Colour, dash and mark of the lines of the chart: told apart in black and white too."""


class Places(NamedTuple):
    """Where another sheet finds a bundle's TCO, its NPV and its one-off costs."""

    tco: str
    npv: str
    one_off: str


class _Block(NamedTuple):
    """The rows of a bundle's block, counted from 0."""

    candidate: Candidate
    life: LifeCycle
    head: int

    def row(self, name: str) -> int:
        return self.head + 1 + (*KINDS, "total", "cumulative", "factor", "discounted").index(name)


def widths(comparison: Comparison) -> tuple[float, ...]:
    """The widths of the sheet's columns: names, the years and their total, or more where there are many bundles."""
    bundles = sum(1 for _ in lives(comparison))
    columns = max(comparison.years + 1, bundles, 3)
    return (LABEL, *[_figure_width(comparison)] * columns)


def write_tco(workbook: Any, sheet: Sheet, comparison: Comparison, say: Wording) -> dict[str, Places]:
    """Writes the sheet and says where each bundle's results are."""
    return _TcoSheet(workbook, sheet, comparison, say).write()


def _figure_width(comparison: Comparison) -> float:
    highest = max((life.tco for _, life in lives(comparison)), default=Decimal(0))
    return max(12, len(f"{highest:,.0f}") + 2 + (0 if comparison.years >= LONG else comparison.currency.decimals))


class _TcoSheet:
    """The state of the sheet while it is written."""

    def __init__(self, workbook: Any, sheet: Sheet, comparison: Comparison, say: Wording) -> None:
        self.workbook = workbook
        self.sheet, self.comparison, self.say = sheet, comparison, say
        self.years = comparison.years
        self.decimals = comparison.currency.decimals
        whole = amount_format(comparison.currency) if self.years < LONG else "#,##0"
        self.money = f'{whole};-{whole};"–"'
        self.rate = self.horizon = ""

    def write(self) -> dict[str, Places]:
        """The inputs, a summary, the chart, and a block for each bundle."""
        sheet, say, comparison = self.sheet, self.say, self.comparison
        title = say("comparison.tco_title", years=years_of(comparison, say))
        sheet.title(title, say("comparison.tco_inputs", currency=comparison.currency.code))
        self._inputs()
        found = list(lives(comparison))
        top = sheet.row + 1
        sheet.row = top + len(found) + 2
        chart_row = sheet.row
        for _ in range(CHART_ROWS + 1):
            sheet.next()
        blocks = [self._block(candidate, life) for candidate, life in found]
        below = sheet.row
        self._unknown()
        end, sheet.row = sheet.row, top
        self._summary(blocks)
        sheet.row = end
        self._chart(chart_row, blocks)
        sheet.paged([*(block.head for block in blocks), below])
        return {
            block.candidate.id: Places(
                tco=sheet.at(1, top + 1 + position),
                npv=sheet.at(2, top + 1 + position),
                one_off=sheet.at(self.years + 1, block.row("one_off")),
            )
            for position, block in enumerate(blocks)
        }

    def _inputs(self) -> None:
        """The discount rate, which may be changed, and the years, which may not."""
        sheet, say, rate = self.sheet, self.say, self.comparison.discount_rate
        for words, value, number_format, style in (
            (say("comparison.discount_rate"), rate, share_format(rate, say.language), "input"),
            (say("comparison.horizon"), self.years, "0", "figure"),
        ):
            sheet.text(0, words)
            sheet.number(1, value, number_format, style)
            sheet.next()
        self.rate, self.horizon = (f"$B${row}" for row in (sheet.row - 1, sheet.row))
        sheet.freeze(repeat=False)

    def _summary(self, blocks: Sequence[_Block]) -> None:
        """TCO, NPV and equivalent annual cost of each bundle."""
        sheet, say = self.sheet, self.say
        names = (say("label.bundle"), say("comparison.tco"), say("comparison.npv"), say("comparison.annual_cost"))
        sheet.head(names, right=(1, 2, 3))
        for block in blocks:
            total, discounted = block.row("total"), block.row("discounted")
            last = self.years + 1
            later = f"+NPV({self.rate},{cell_name(total, 2)}:{cell_name(total, self.years)})" if self.years > 1 else ""
            npv = f"=ROUND({cell_name(total, 1)}{later},{self.decimals})"
            whole = cell_name(discounted, last)
            equal = f"=ROUND(-PMT({self.rate},{self.horizon},{whole},0,1),{self.decimals})"
            sheet.text(0, self.say.of(block.candidate.name))
            sheet.formula(1, f"={cell_name(total, last)}", block.life.tco, self.money)
            sheet.formula(2, npv, block.life.npv, self.money)
            sheet.formula(3, equal, block.life.equivalent_annual_cost, self.money)
            sheet.next()

    def _block(self, candidate: Candidate, life: LifeCycle) -> _Block:
        """A bundle: the years across, the kinds of cost down, then the sums, also in money of year 0."""
        sheet, say = self.sheet, self.say
        block = _Block(candidate, life, sheet.row)
        sheet.text(0, say.of(candidate.name), "head")
        for year in range(self.years):
            sheet.number(year + 1, year, f'"{say("comparison.year")} "0', "head_right")
        sheet.text(self.years + 1, say("label.total"), "head_right")
        sheet.next(ROW_HEIGHT + 3)
        for kind in KINDS:
            values = [amount for _, amount in life.by_year(kind)]
            sheet.text(0, say(f"comparison.{kind}"))
            for year, value in enumerate(values):
                sheet.number(year + 1, value, self.money, "input" if kind == "borne" else "figure")
            self._total(values)
            sheet.next()
        self._sums(block)
        sheet.next()
        return block

    def _total(self, values: Sequence[Decimal], style: str = "figure") -> None:
        """The sum of a row of years."""
        row = self.sheet.row
        years = f"{cell_name(row, 1)}:{cell_name(row, self.years)}"
        self.sheet.formula(self.years + 1, f"=SUM({years})", sum(values, Decimal(0)), self.money, style)

    def _sums(self, block: _Block) -> None:
        """The yearly totals and what follows from them."""
        sheet, say, life, rate = self.sheet, self.say, block.life, self.comparison.discount_rate
        totals = [amount for _, amount in life.by_year()]
        cumulative = [amount for _, amount in life.cumulative()]
        factors = [factor(rate, year) for year in range(self.years)]
        present = [total * factor for total, factor in zip(totals, factors, strict=True)]
        first, last = block.row(KINDS[0]), block.row(KINDS[-1])
        for name, values, number_format, formula in (
            ("total", totals, self.money, "=SUM({column}{first}:{column}{last})"),
            ("cumulative", cumulative, self.money, "={before}{total}"),
            ("factor", factors, "0.0000", "=1/(1+{rate})^{column}${head}"),
            ("discounted", present, self.money, "={total}*{factor}"),
        ):
            strong = name == "total"
            sheet.text(0, say(f"comparison.{name}"), "bold" if strong else "text")
            for year, value in enumerate(values):
                column = column_name(year + 1)
                before = f"{cell_name(sheet.row, year)}+" if year else ""
                written = formula.format(
                    column=column,
                    first=first + 1,
                    last=last + 1,
                    before=before,
                    total=cell_name(block.row("total"), year + 1),
                    factor=cell_name(block.row("factor"), year + 1),
                    rate=self.rate,
                    head=block.head + 1,
                )
                sheet.formula(year + 1, written, value, number_format, "figure_bold" if strong else "figure")
            if name in ("total", "discounted"):
                self._total(values, "figure_bold" if strong else "figure")
            else:
                sheet.text(self.years + 1, "", "figure")
            sheet.next()

    def _unknown(self) -> None:
        """What is in no total because its price is not known: the quantity of each bundle."""
        sheet, say = self.sheet, self.say
        costs, found = unknown_costs(self.comparison), list(lives(self.comparison))
        if not costs:
            return
        sheet.band(say("comparison.unknown"), "block")
        sheet.wide(say("comparison.unknown_note", row=say("comparison.borne")), "note")
        names = [say.of(candidate.name) for candidate, _ in found]
        numbers = range(1, len(found) + 1)
        sheet.head([say("comparison.quantity"), *names], right=numbers)
        for cost in costs:
            sheet.text(0, f"{say.of(cost.name)} – {say.of(cost.unit)}, {say(f'comparison.{cost.falls}')}")
            for column, (_, life) in zip(numbers, found, strict=True):
                own = next((one for one in life.unknown if one.id == cost.id), None)
                if own is None:
                    sheet.text(column, "–", "figure")
                else:
                    sheet.number(column, own.annual_quantity, "#,##0.###")
            sheet.next()

    def _chart(self, row: int, blocks: Sequence[_Block]) -> None:
        """The cumulative cost of every bundle, as a chart that follows the cells."""
        sheet, say = self.sheet, self.say
        if not blocks:  # no bundle has a price
            return
        chart: Any = self.workbook.add_chart({"type": "line"})
        for position, block in enumerate(blocks):
            colour, dash, mark = _LINES[position % len(_LINES)]
            head, at = block.head, block.row("cumulative")
            chart.add_series(
                {
                    "name": [sheet.name, head, 0],
                    "categories": [sheet.name, head, 1, head, self.years],
                    "values": [sheet.name, at, 1, at, self.years],
                    "line": {"color": colour, "width": 2, "dash_type": dash},
                    "marker": {"type": mark, "size": 6, "border": {"color": colour}, "fill": {"color": colour}},
                }
            )
        font = {"name": FONT, "size": SIZE}
        title = f"{say('comparison.cumulative')} ({self.comparison.currency.code})"
        chart.set_title({"name": title, "name_font": {**font, "size": SIZE + 2}})
        chart.set_x_axis({"name": say("comparison.year"), "name_font": {**font, "bold": False}, "num_font": font})
        chart.set_y_axis({"num_font": font, "num_format": "#,##0", "min": 0, "major_gridlines": _GRID})
        chart.set_legend({"position": "right", "font": font})
        chart.set_size({"width": CHART_WIDTH, "height": CHART_ROWS * PIXELS})
        sheet.raw.insert_chart(row, 0, chart)


_GRID = {"visible": True, "line": {"color": "#D9DFE2", "width": 0.5}}
