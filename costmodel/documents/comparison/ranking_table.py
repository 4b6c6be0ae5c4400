"""The table of scope, points and ranks: weights that may be changed, and formulas that follow them and the NPV."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from costmodel.comparing.award import technical_share
from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.documents.excel.sheets import Sheet, amount_format, cell_name, column_name, quoted, share_format
from costmodel.price_book.evaluation import COST, COVERAGE, RULES
from costmodel.price_book.wording import Wording

LEFT_OUT, CLOSING, LIKE_FOR_LIKE, EVALUATED, POINTS = range(1, 6)
AFTER_POINTS = ("score", "technical", "ranked_by", "rank")
NOTHING = "–"
"""Stands where a bundle has no figure; a text, which sums and ranks leave out."""
POINTS_FORMAT, PLACES = "0.0", 9
"""How points are shown, and the decimals to which scores and shares are compared."""


class Costs(NamedTuple):
    """The cells of each bundle's TCO and NPV, of the award rule and its threshold, and what closing its gaps costs."""

    tco: Sequence[str]
    npv: Sequence[str]
    rule: str
    threshold: str
    closing: Sequence[str]


def columns(comparison: Comparison) -> int:
    """How many columns the table has."""
    return POINTS + len(comparison.judgement.weights) + len(AFTER_POINTS)


def write_ranking(sheet: Sheet, comparison: Comparison, costs: Costs, say: Wording) -> str:
    """Writes the table and returns the formula that names the first bundle."""
    return _RankingTable(sheet, comparison, costs, say).write()


class _RankingTable:
    """The state of the table while it is written."""

    def __init__(self, sheet: Sheet, comparison: Comparison, costs: Costs, say: Wording) -> None:
        self.sheet, self.comparison, self.costs, self.say = sheet, comparison, costs, say
        self.by = comparison.judgement
        self.weights = self.by.weights
        after = POINTS + len(self.weights)
        self.score, self.technical, self.key, self.rank = range(after, after + len(AFTER_POINTS))
        self.money = amount_format(comparison.currency)
        self.share = share_format(Decimal("0.1"), say.language)
        self.rules = {rule: quoted(say(f"comparison.rule_{rule}")) for rule in RULES}
        self.shares_row = self.top = self.bottom = 0

    def write(self) -> str:
        """The whole table."""
        sheet, say = self.sheet, self.say
        sheet.band(say("comparison.ranking"), "block")
        before = ("label.bundle", *(f"comparison.{name}" for name in ("left_out", "closing", "like_for_like")))
        heads = [say(name) for name in (*before, "comparison.evaluated")]
        heads += [say("comparison.points", criterion=say.of(weight.name)) for weight in self.weights]
        heads += [say(f"comparison.{name}") for name in AFTER_POINTS]
        sheet.head(heads, right=range(1, len(heads)))
        self._weights()
        self.top = sheet.row
        self.bottom = self.top + len(self.comparison.candidates) - 1
        for position, one in enumerate(self.comparison.candidates):
            self._scope(one, position)
            self._points(one)
            self._rank(one)
            sheet.next()
        sheet.wide(say("comparison.points_are"), "note")
        sheet.next()
        return f"=IFERROR(INDEX({self._column(0)},MATCH(1,{self._column(self.rank)},0)),{quoted(NOTHING)})"

    def _column(self, column: int) -> str:
        """The cells of all bundles in a column."""
        letter = column_name(column)
        return f"${letter}${self.top + 1}:${letter}${self.bottom + 1}"

    def _here(self, column: int) -> str:
        return cell_name(self.sheet.row, column)

    def _share_cell(self, column: int) -> str:
        """The cell of a weight that was brought to the sum of 1."""
        return f"${column_name(column)}${self.shares_row + 1}"

    def _weights(self) -> None:
        """The weights with their sum, and brought to a sum of 100 %."""
        sheet = self.sheet
        first, last = column_name(POINTS), column_name(self.score - 1)
        given = f"${first}${sheet.row + 1}:${last}${sheet.row + 1}"
        for name in ("weights", "normalised"):
            for column in range(len(AFTER_POINTS) + self.score):
                sheet.text(column, "", "section")
            sheet.text(0, self.say(f"comparison.{name}"), "section")
            for column, weight in enumerate(self.weights, start=POINTS):
                if name == "weights":
                    own = f"weight_{column - POINTS + 1}"
                    sheet.input(column, weight.share, self.share, "weight", name=own)
                else:
                    formula = f"=IF(SUM({given})=0,0,{cell_name(sheet.row - 1, column)}/SUM({given}))"
                    sheet.formula(column, formula, weight.share, self.share, "section_right")
            whole = f"=SUM({first}{sheet.row + 1}:{last}{sheet.row + 1})"
            sheet.formula(self.score, whole, Decimal(1), self.share, "section_right")
            self.shares_row = sheet.row
            sheet.next()

    def _scope(self, one: Candidate, position: int) -> None:
        """What a bundle leaves out, what closing that would cost, and the cost by which it is evaluated."""
        sheet, life = self.sheet, one.life
        tco, npv = self.costs.tco[position], self.costs.npv[position]
        sheet.text(0, self.say.of(one.name))
        sheet.number(LEFT_OUT, len(one.gaps), "0")
        sheet.formula(CLOSING, f"={self.costs.closing[position]}", one.gap_cost, self.money)
        closing = self._here(CLOSING)
        whole = f"=IF(AND(ISNUMBER({tco}),ISNUMBER({closing})),{tco}+{closing},{quoted(NOTHING)})"
        sheet.formula(LIKE_FOR_LIKE, whole, life.tco + one.gap_cost if life else NOTHING, self.money)
        gate = f"=IF(AND({self._here(LEFT_OUT)}=0,ISNUMBER({npv})),{npv},{quoted(NOTHING)})"
        sheet.formula(EVALUATED, gate, NOTHING if one.gaps or life is None else life.npv, self.money)

    def _points(self, one: Candidate) -> None:
        """The points by each criterion and the score; technical points as a share of all that were to be had."""
        sheet, found = self.sheet, dict(one.points)
        cost, judged = self._here(EVALUATED), f"ISNUMBER({self._here(EVALUATED)})"
        for column, weight in enumerate(self.weights, start=POINTS):
            value = found.get(weight.id, NOTHING)
            if weight.id == COST:
                lowest = f"MIN({self._column(EVALUATED)})"
                price = f"=IF({judged},IF({cost}=0,100,100*{lowest}/{cost}),{quoted(NOTHING)})"
                sheet.formula(column, price, value, POINTS_FORMAT)
            elif isinstance(value, str):
                sheet.text(column, value, "figure")
            elif weight.id == COVERAGE:
                sheet.number(column, value, POINTS_FORMAT)
            else:
                sheet.input(column, value, POINTS_FORMAT, "points")
        shares = f"{self._share_cell(POINTS)}:{self._share_cell(self.score - 1)}"
        points = f"{self._here(POINTS)}:{self._here(self.score - 1)}"
        score = f"=IF({judged},SUMPRODUCT({shares},{points}),{quoted(NOTHING)})"
        sheet.formula(self.score, score, NOTHING if one.score is None else one.score, POINTS_FORMAT, "figure_bold")
        sheet.formula(self.technical, self._technical(judged), self._technical_share(one), self.share)

    def _technical(self, judged: str) -> str:
        """The share of the technical points; 1 where only the price counts."""
        share, points = "0", "0"
        for column, weight in enumerate(self.weights, start=POINTS):
            if weight.id == COST:
                share, points = self._share_cell(column), self._here(column)
        rest = f"({self._here(self.score)}-{share}*{points})/(1-{share})/100"
        return f"=IF({judged},IF(1-{share}<=0,1,{rest}),{quoted(NOTHING)})"

    def _technical_share(self, one: Candidate) -> Decimal | str:
        return technical_share(dict(one.points), self.by) if one.points else NOTHING

    def _rank(self, one: Candidate) -> None:
        """What the award rule goes by, and the rank; equal ones keep their order."""
        sheet, costs = self.sheet, self.costs
        cost, score, technical = (self._here(column) for column in (EVALUATED, self.score, self.technical))
        passed = f"IF(ROUND({technical},{PLACES})>={costs.threshold},{cost},{quoted(NOTHING)})"
        weighted = f"{costs.rule}={self.rules['weighted']}"
        by_cost = f"IF({costs.rule}={self.rules['threshold']},{passed},{cost})"
        by_rule = f"IF({weighted},ROUND({score},{PLACES}),{by_cost})"
        sheet.formula(self.key, f"=IF(ISNUMBER({cost}),{by_rule},{quoted(NOTHING)})", self._ranked_by(one), self.money)
        key, keys = self._here(self.key), self._column(self.key)
        before = f"{keys.split(':')[0]}:{key}"
        rank = f"RANK({key},{keys},IF({weighted},0,1))+COUNTIF({before},{key})-1"
        value = "" if one.rank is None else one.rank
        sheet.formula(self.rank, f'=IF(ISNUMBER({key}),{rank},"")', value, "0", "figure_bold")

    def _ranked_by(self, one: Candidate) -> Decimal | str:
        if one.rank is None or one.life is None or one.score is None:
            return NOTHING
        return one.score if self.by.award == "weighted" else one.life.npv
