"""The TCO sheet: what each bundle costs in each year, at a horizon and a discount rate that may be changed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.comparing.conventions import lives, unknown_costs, years_of
from costmodel.comparing.discounting import factor, npv
from costmodel.comparing.gap_cost import over_life
from costmodel.comparing.life_cycle import LifeCycle
from costmodel.comparing.ownership import KINDS
from costmodel.documents.excel.sheets import (
    DARK,
    FONT,
    GRID,
    SIZE,
    Sheet,
    amount_format,
    cell_name,
    column_name,
    in_order,
    literal,
    quoted,
    share_format,
)
from costmodel.estimating.scope import AS_PUBLISHED
from costmodel.price_book.wording import Wording

LABEL, FACTOR = 46, 14
"""Width of the column of names, and of the discount factors."""
YEAR, ONE_OFF, RECURRING, REFRESH, BORNE, TOTAL, CUMULATIVE, FACTORS, DISCOUNTED, CLOSING = range(10)
"""The columns of a bundle's block: its years stand below one another, so that any horizon fits on a page."""
CHART_ROWS, PIXELS, CHART_WIDTH = 15, 20, 930
"""Rows that the chart takes, the height of one, and its width, in pixels."""
_LINES = (
    (DARK, "solid", "circle"),
    ("#C8642B", "dash", "square"),
    ("#6B8E23", "round_dot", "triangle"),
    ("#7A4E8A", "dash_dot", "diamond"),
    ("#8C8C8C", "long_dash", "x"),
    ("#2C7FB8", "solid", "star"),
)
"""Colour, dash and mark of the lines of the chart: told apart in black and white too."""


class Places(NamedTuple):
    """Where another sheet finds the horizon and a bundle's figures: TCO, NPV, one-off costs, closing its gaps."""

    horizon: str
    tco: str
    npv: str
    one_off: str
    closing: str


class _Block(NamedTuple):
    """A bundle's block: its life over the longest horizon, the row of its heads, counted from 0, and its years."""

    candidate: Candidate
    life: LifeCycle
    head: int
    years: int

    @property
    def first(self) -> int:
        return self.head + 1

    @property
    def total(self) -> int:
        return self.first + self.years

    def cells(self, column: int) -> str:
        """The years of a column."""
        name = column_name(column)
        return f"${name}${self.first + 1}:${name}${self.total}"


def widths(comparison: Comparison) -> tuple[float, ...]:
    """The widths of the sheet's columns: names and what a year costs, or more where there are many bundles."""
    bundles, wide = sum(1 for _ in lives(comparison)), _figure_width(comparison)
    figures = [FACTOR if column == FACTORS else wide for column in range(1, CLOSING + 1)]
    return (LABEL, *figures, *[wide] * (bundles - CLOSING))


def write_tco(workbook: Any, sheet: Sheet, comparison: Comparison, say: Wording) -> dict[str, Places]:
    """Writes the sheet and says where each bundle's results are."""
    return _TcoSheet(workbook, sheet, comparison, say).write()


def _figure_width(comparison: Comparison) -> float:
    longest = (one.longest.tco for one in comparison.candidates if one.longest is not None)
    return max(13, len(f"{max(longest, default=Decimal(0)):,.0f}") + 2 + comparison.currency.decimals)


class _TcoSheet:
    """The state of the sheet while it is written."""

    def __init__(self, workbook: Any, sheet: Sheet, comparison: Comparison, say: Wording) -> None:
        self.workbook = workbook
        self.sheet, self.comparison, self.say = sheet, comparison, say
        self.years = comparison.years
        self.decimals = comparison.currency.decimals
        whole = amount_format(comparison.currency)
        self.money = f'{whole};-{whole};"–"'
        self.rate = self.horizon = ""
        full = next((one.longest for one in comparison.candidates if one.id == AS_PUBLISHED), None)
        self.full: LifeCycle | None = full

    def write(self) -> dict[str, Places]:
        """The inputs, a summary, the chart, and a block for each bundle."""
        sheet, say, comparison = self.sheet, self.say, self.comparison
        title = say("comparison.tco_title", years=years_of(comparison, say))
        sheet.title(title, legend=say("comparison.tco_inputs", currency=comparison.currency.code))
        self._inputs()
        self._live_title(title)
        found = [(one, one.longest) for one in comparison.candidates if one.longest is not None]
        top = sheet.row + 1
        sheet.row = top + len(found) + 2
        chart_row = sheet.row
        for _ in range(CHART_ROWS + 1):
            sheet.next()
        blocks = [self._block(candidate, longest) for candidate, longest in found]
        below = sheet.row
        self._unknown()
        end, sheet.row = sheet.row, top
        self._summary(blocks)
        sheet.row = end
        self._chart(chart_row, blocks)
        sheet.paged([*(block.head for block in blocks), below])
        return {
            block.candidate.id: Places(
                horizon=sheet.at(1, int(self.horizon.rpartition("$")[2]) - 1),
                tco=sheet.at(1, top + 1 + position),
                npv=sheet.at(2, top + 1 + position),
                one_off=sheet.at(ONE_OFF, block.total),
                closing=sheet.at(CLOSING, block.total),
            )
            for position, block in enumerate(blocks)
        }

    def _inputs(self) -> None:
        """The discount rate and the years of service."""
        sheet, say, rate = self.sheet, self.say, self.comparison.discount_rate
        sheet.text(0, say("comparison.discount_rate"))
        sheet.input(1, rate, share_format(rate, say.language), "discount_rate", name="discount_rate")
        sheet.next()
        sheet.text(0, say("comparison.horizon"))
        sheet.input(1, self.years, "0", "years", name="horizon_years")
        sheet.next()
        self.rate, self.horizon = (f"$B${row}" for row in (sheet.row - 1, sheet.row))
        sheet.freeze(repeat=False)

    def _live_title(self, title: str) -> None:
        """The title names the years while they are the ones that were asked for."""
        sheet = self.sheet
        row, sheet.row = sheet.row, 0
        words = f"=IF({self.horizon}={self.years},{literal(title)},{literal(self.say('comparison.tco_live'))})"
        sheet.formula(0, words, title, "", "title")
        sheet.row = row

    def _within(self, block: _Block, *columns: int) -> str:
        """The sum over the years of service of the product of columns."""
        cells = "*".join(block.cells(column) for column in columns)
        return f"SUMPRODUCT(({block.cells(YEAR)}<{self.horizon})*{cells})"

    def _summary(self, blocks: Sequence[_Block]) -> None:
        """TCO, NPV and equivalent annual cost of each bundle."""
        sheet, say, decimals = self.sheet, self.say, self.decimals
        names = (say("label.bundle"), say("comparison.tco"), say("comparison.npv"), say("comparison.annual_cost"))
        sheet.head(names, right=(1, 2, 3))
        for block in blocks:
            life = block.candidate.life
            if life is None:  # a life over the longest horizon comes with one over the shorter
                continue
            present = cell_name(block.total, DISCOUNTED)
            equal = f"=IFERROR(ROUND(-PMT({self.rate},{self.horizon},{present},0,1),{decimals}),{quoted('–')})"
            sheet.text(0, in_order(say.of(block.candidate.name), say.language))
            sheet.formula(1, f"={cell_name(block.total, TOTAL)}", life.tco, self.money)
            sheet.formula(2, f"=ROUND({present},{decimals})", life.npv, self.money)
            sheet.formula(3, equal, life.equivalent_annual_cost, self.money)
            sheet.next()

    def _block(self, candidate: Candidate, life: LifeCycle) -> _Block:
        """A bundle: its years down, the kinds of cost across, what follows from them, and the sums over the horizon."""
        sheet, say = self.sheet, self.say
        block = _Block(candidate, life, sheet.row, life.years)
        names = (*KINDS, "total", "cumulative", "factor", "discounted", "closing")
        heads = [in_order(say.of(candidate.name), say.language), *(say(f"comparison.{name}") for name in names)]
        sheet.head(heads, right=range(1, len(heads)))
        kinds = [[amount for _, amount in life.by_year(kind)] for kind in KINDS]
        closing, paid = self._closing(candidate), Decimal(0)
        for year in range(life.years):
            row = sheet.row
            sheet.number(YEAR, year, f'"{say("comparison.year")} "0', "left")
            for column, values in enumerate(kinds, start=ONE_OFF):
                if column == BORNE:
                    sheet.input(column, values[year], self.money, "amount")
                else:
                    sheet.number(column, values[year], self.money)
            total = sum((values[year] for values in kinds), Decimal(0))
            paid += total
            share = factor(self.comparison.discount_rate, year)
            sums = f"=SUM({cell_name(row, ONE_OFF)}:{cell_name(row, BORNE)})"
            before = f"{cell_name(row - 1, CUMULATIVE)}+" if year else ""
            sheet.formula(TOTAL, sums, total, self.money, "figure_bold")
            sheet.formula(CUMULATIVE, f"={before}{cell_name(row, TOTAL)}", paid, self.money)
            sheet.formula(FACTORS, f"=1/(1+{self.rate})^{cell_name(row, YEAR)}", share, "0.0000")
            present = f"={cell_name(row, TOTAL)}*{cell_name(row, FACTORS)}"
            sheet.formula(DISCOUNTED, present, total * share, self.money)
            sheet.number(CLOSING, closing[year], self.money, "figure_quiet")
            sheet.next()
        self._sums(block, [*kinds, closing])
        beyond = {"type": "formula", "criteria": f"=${column_name(YEAR)}{block.first + 1}>={self.horizon}"}
        sheet.faded(block.first, 0, block.total - 1, CLOSING, beyond)
        sheet.next()
        return block

    def _sums(self, block: _Block, columns: Sequence[Sequence[Decimal]]) -> None:
        """The sums over the years of service."""
        sheet, years = self.sheet, self.years
        sheet.text(0, self.say("comparison.over_horizon"), "bold")
        for column, values in zip((ONE_OFF, RECURRING, REFRESH, BORNE, CLOSING), columns, strict=True):
            value = sum(values[:years], Decimal(0))
            sheet.formula(column, f"={self._within(block, column)}", value, self.money, "figure_bold")
        kinds = columns[:-1]
        totals = [sum((values[year] for values in kinds), Decimal(0)) for year in range(years)]
        present = npv(totals, self.comparison.discount_rate)
        sheet.formula(TOTAL, f"={self._within(block, TOTAL)}", sum(totals, Decimal(0)), self.money, "figure_bold")
        for column in (CUMULATIVE, FACTORS):
            sheet.text(column, "", "figure")
        within = self._within(block, TOTAL, FACTORS)
        sheet.formula(DISCOUNTED, f"={within}", present, self.money, "figure_bold")
        sheet.next()

    def _closing(self, candidate: Candidate) -> list[Decimal]:
        """What closing a bundle's gaps adds in each year; nothing where that is not known for every horizon."""
        years = candidate.longest.years if candidate.longest else 0
        if self.full is None:
            return [Decimal(0)] * years
        flows, lines = self.full.flows, candidate.gap_lines
        reached = [
            over_life(lines, self.full.model_copy(update={"flows": tuple(f for f in flows if f.year < year)}))
            for year in range(years + 1)
        ]
        return [after - before for before, after in pairwise(reached)]

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
            first, last = block.first, block.total - 1
            chart.add_series(
                {
                    "name": [sheet.name, block.head, 0],
                    "categories": [sheet.name, first, YEAR, last, YEAR],
                    "values": [sheet.name, first, CUMULATIVE, last, CUMULATIVE],
                    "line": {"color": colour, "width": 2, "dash_type": dash},
                    "marker": {"type": mark, "size": 6, "border": {"color": colour}, "fill": {"color": colour}},
                }
            )
        font = {"name": FONT, "size": SIZE}
        title = in_order(f"{say('comparison.cumulative')} ({self.comparison.currency.code})", say.language)
        chart.set_title({"name": title, "name_font": {**font, "size": SIZE + 2}})
        years = {"name": say("comparison.year"), "name_font": {**font, "bold": False}, "num_font": font}
        mirrored = sheet.styles.mirrored
        chart.set_x_axis({**years, "num_format": "0", "reverse": mirrored})
        chart.set_y_axis({"num_font": font, "num_format": "#,##0", "min": 0, "major_gridlines": GRID})
        chart.set_legend({"position": "left" if mirrored else "right", "font": font})
        chart.set_size({"width": CHART_WIDTH, "height": CHART_ROWS * PIXELS})
        sheet.raw.insert_chart(row, 0, chart)
