"""The Comparison and TCO sheets of a workbook: bundles side by side, with live NPV, points and ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.comparing.conventions import conventions, is_no_difference, probability, years_of
from costmodel.documents.comparison.ranking_table import NOTHING, Costs, columns, write_ranking
from costmodel.documents.comparison.tco_sheet import Places, widths, write_tco
from costmodel.documents.excel.input_cells import Inputs
from costmodel.documents.excel.sheets import (
    Sheet,
    Styles,
    amount_format,
    cell_name,
    literal,
    probability_format,
    quoted,
    share_format,
)
from costmodel.estimating.scope import AS_PUBLISHED, gap_sections
from costmodel.price_book.evaluation import RULES
from costmodel.price_book.wording import Wording
from costmodel.words.text import Text, decimal, rough

NAME, FIGURE, RANK = 46, 14, 8
"""Widths of the columns of names, of figures and of ranks."""
ONE_OFF, ANNUAL, TCO, NPV, P10 = range(1, 6)
PERCENTILES = ("p10", "p50", "p80")


def add_comparison(
    workbook: Any,
    styles: Styles,
    comparison: Comparison,
    statements: Iterable[Text],
    say: Wording,
    *,
    inputs: Inputs,
    marks: tuple[str, str],
) -> None:
    """Adds both sheets, the comparison first; `marks` are the header and footer of their pages."""
    how: dict[str, Any] = {"landscape": True, "inputs": inputs, "marks": marks}
    figures = max(columns(comparison), len(comparison.candidates) + 1, P10 + len(PERCENTILES)) - 1
    wide = (NAME, *[FIGURE] * (figures - 1), RANK)
    first = Sheet(workbook, styles, say("comparison.sheet"), widths=wide, **how)
    name = say("comparison.tco_sheet")
    second = Sheet(workbook, styles, name, widths=widths(comparison), **how)
    places = write_tco(workbook, second, comparison, say)
    _ComparisonSheet(first, comparison, places, say).write([say.of(text) for text in statements])


class _ComparisonSheet:
    """The state of the sheet while it is written."""

    def __init__(self, sheet: Sheet, comparison: Comparison, places: dict[str, Places], say: Wording) -> None:
        self.sheet, self.comparison, self.places, self.say = sheet, comparison, places, say
        self.candidates = comparison.candidates
        self.money = amount_format(comparison.currency)
        self.years = years_of(comparison, say)
        self.horizon = next((at.horizon for at in places.values()), "")

    def write(self, statements: Sequence[str]) -> None:
        """The whole sheet; the name of the first bundle is filled in once the ranks are there."""
        sheet, say = self.sheet, self.say
        legend = say("comparison.inputs", currency=self.comparison.currency.code)
        sheet.title(say("comparison.title"), legend=legend)
        winner_row = sheet.row
        rule, threshold = self._inputs()
        top = self._costs()
        cells = range(top, top + len(self.candidates))
        costs = Costs(
            [cell_name(row, TCO) for row in cells], [cell_name(row, NPV) for row in cells], rule, threshold, ()
        )
        closing = [self._closing(one) for one in self.candidates]
        first = write_ranking(sheet, self.comparison, costs._replace(closing=closing), say)
        blocks = [*self._gaps(), sheet.row]
        self._probabilities()
        if statements:
            blocks.append(sheet.row)
            as_of = say("comparison.as_of", rate=say.percent(self.comparison.discount_rate))
            self._texts(say("comparison.statements"), statements, as_of)
        blocks.append(sheet.row)
        self._texts(say("comparison.conventions"), conventions(self.comparison, say))
        sheet.paged(blocks)
        sheet.row = winner_row
        winner = self.comparison.winner
        self._across("banner")
        sheet.formula(1, first, say.of(winner.name) if winner else NOTHING, "", "banner")

    def _across(self, style: str) -> None:
        """One cell of five columns, for words that are longer than a figure."""
        row = self.sheet.row
        self.sheet.raw.merge_range(row, 1, row, 5, "", self.sheet.styles(style))

    def _inputs(self) -> tuple[str, str]:
        """The award rule and its threshold, which may be changed, and the place of who is first."""
        sheet, say, by = self.sheet, self.say, self.comparison.judgement
        sheet.text(0, say("comparison.first"), "banner")
        sheet.next(20)
        rules = [say(f"comparison.rule_{rule}") for rule in RULES]
        sheet.text(0, say("comparison.rule"))
        self._across("choice")
        sheet.text(1, rules[RULES.index(by.award)], "choice")
        listed = {"validate": "list", "source": rules}
        sheet.inputs.add(sheet.raw, sheet.row, 1, "rule", name="award_rule", place=sheet.at(1), rules=listed)
        sheet.next()
        sheet.text(0, say("comparison.threshold"))
        sheet.input(1, by.threshold, share_format(by.threshold, say.language), "share", name="award_threshold")
        sheet.next()
        sheet.freeze(repeat=False)
        sheet.next()
        return f"$B${sheet.row - 2}", f"$B${sheet.row - 1}"

    def _costs(self) -> int:
        """What each bundle costs; returns the row of the first one."""
        sheet, say = self.sheet, self.say
        costs = say("comparison.costs", years=self.years)
        sheet.band(costs, "block")
        if self.horizon:
            sheet.row -= 1
            live = self._while_asked(literal(costs), literal(say("comparison.costs_live")))
            sheet.formula(0, f"={live}", costs, "", "block")
            sheet.row += 1
        names = ("label.bundle", *(f"comparison.{name}" for name in ("one_off", "annual", "tco", "npv")))
        percentiles = [say("comparison.percentile", percentile=name.upper()) for name in PERCENTILES]
        heads = [*(say(name) for name in names), *percentiles]
        sheet.head(heads, right=range(1, len(heads)))
        top = sheet.row
        for one in self.candidates:
            sheet.text(0, say.of(one.name))
            self._cost(one)
            sheet.next()
        sheet.wide(say("comparison.simulated_note"), "note")
        sheet.next()
        return top

    def _cost(self, one: Candidate) -> None:
        sheet, at, life = self.sheet, self.places.get(one.id), one.life
        if at is None or life is None or one.spread is None:
            for column in range(1, P10 + len(PERCENTILES)):
                sheet.text(column, NOTHING, "figure")
            return
        sheet.formula(ONE_OFF, f"={at.one_off}", life.one_off, self.money)
        sheet.number(ANNUAL, life.annual, self.money)
        sheet.formula(TCO, f"={at.tco}", life.tco, self.money, "figure_bold")
        sheet.formula(NPV, f"={at.npv}", life.npv, self.money, "figure_bold")
        for column, name in enumerate(PERCENTILES, start=P10):
            value: Decimal = getattr(one.spread, name)
            shown = rough(value)
            sheet.formula(column, f"={self._while_asked(f'{shown:f}')}", shown, "#,##0")

    def _while_asked(self, asked: str, otherwise: str = quoted(NOTHING)) -> str:
        """What holds for the years that were asked for, and what stands there for others."""
        return f"IF({self.horizon}={self.comparison.years},{asked},{otherwise})"

    def _closing(self, one: Candidate) -> str:
        """What closing a bundle's gaps costs over the years of service, or over those asked for if no more is known."""
        at = self.places.get(one.id)
        if at is not None and AS_PUBLISHED in self.places:
            return at.closing
        return self._while_asked(f"{one.gap_cost:f}") if self.horizon else f"{one.gap_cost:f}"

    def _gaps(self) -> list[int]:
        """What each bundle leaves out, item by item, and the lines that would close the gap; the first row of each."""
        sheet, say, blocks = self.sheet, self.say, [self.sheet.row]
        sheet.band(say("comparison.gaps"), "block")
        lacking = [one for one in self.candidates if one.gaps]
        if not lacking:
            sheet.wide(say("comparison.no_gaps"), "wrap")
        for position, one in enumerate(lacking):
            if position:
                blocks.append(sheet.row)
            sheet.band(say("comparison.gaps_of", bundle=say.of(one.name), count=len(one.gaps)))
            for section in gap_sections(one.gaps, self.comparison.spec, say):
                for nth, item in enumerate(section.items):
                    sheet.text(0, "" if nth else section.name)
                    sheet.wide(item, "text", first=1)
            sheet.head(
                [say("comparison.closing_lines"), say("comparison.once"), say("comparison.a_year")], right=(1, 2)
            )
            for line in one.gap_lines:
                sheet.text(0, say.of(line.item_name))
                sheet.text(3 - 1 - line.recurring, NOTHING, "figure")
                sheet.number(1 + line.recurring, line.amount, self.money)
                sheet.next()
            sheet.text(0, say("comparison.closing_total", years=self.years), "bold")
            sheet.number(1, one.gap_cost, self.money, "figure_bold")
            sheet.text(2, "", "figure")
            sheet.next()
            sheet.next()
        if not lacking:
            sheet.next()
        return blocks

    def _probabilities(self) -> None:
        """How probable it is that the bundle of a row costs less than that of a column."""
        sheet, say = self.sheet, self.say
        sheet.band(say("comparison.probabilities"), "block")
        names = [say.of(one.name) for one in self.candidates]
        sheet.head(["", *names], right=range(1, len(names) + 1))
        for one in self.candidates:
            sheet.text(0, say.of(one.name))
            for column, other in enumerate(self.candidates, start=1):
                value = probability(self.comparison, one.id, other.id)
                if value is None:
                    sheet.text(column, NOTHING, "figure")
                else:
                    style = "figure_quiet" if is_no_difference(value, say) else "figure"
                    exact = decimal(value, 12)
                    live = self._while_asked(f"{exact:f}") if self.horizon else f"{exact:f}"
                    sheet.formula(column, f"={live}", exact, probability_format(value, say.language), style)
            sheet.next()
        low, high = (say.percent(share) for share in say.book.risk.indistinguishable)
        sheet.wide(say("comparison.probabilities_note", low=low, high=high), "note")
        sheet.next()

    def _texts(self, heading: str, texts: Iterable[str], note: str = "") -> None:
        """A heading and paragraphs over the whole width."""
        sheet = self.sheet
        sheet.band(heading, "block")
        if note:
            sheet.wide(note, "note")
        for text in texts:
            sheet.wide(text, "wrap")
        sheet.next()
