"""The first sheet of the workbook: who, what, until when, and how much, with the budget and a chart of the price."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from costmodel.documents.budget import simulated
from costmodel.documents.excel.sheets import (
    DARK,
    FONT,
    SIZE,
    Sheet,
    amount_format,
    cell_name,
    date_format,
    in_order,
    share_format,
    typed,
)
from costmodel.documents.workbook.price_sheet import SUBTRACTED, Prices
from costmodel.money.exchange import ExchangeRate
from costmodel.money.simulated import FINE_ENOUGH
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.budget import HIGH, LOW, MEDIAN
from costmodel.quoting.lines import QuoteLine
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Party

WIDTHS = (46, 34, 34)
PARTY = ("name", "address", "tax_id", "contact", "email", "phone", "bank")
SUMMED = ("discounts", "charges", "tax_exclusive", "tax", "tax_inclusive", "prepaid", "rounding", "payable")
"""The totals that follow the parts of the price in the summary, where each amount adds to the ones above it."""
OPTIONAL = ("prepaid", "rounding")
"""Totals that are left out where they are zero; discounts and charges only where there are none."""
BAR, AROUND, CHART_WIDTH = 26, 60, 780
"""Pixels that a bar of the chart takes, that stand around the bars, and the chart's width."""
ROW_PIXELS = 20


def write_summary(
    workbook: Any,
    sheet: Sheet,
    quote: Quote,
    prices: Prices,
    rates: Mapping[ExchangeRate, str],
    say: Wording,
    *,
    range_: str,
) -> None:
    """Writes the sheet; `rates` are the cells of exchange rates, `range_` the words on the range of the price."""
    _Summary(workbook, sheet, quote, prices, say).write(rates, range_)


class _Summary:
    """The state of the sheet while it is written."""

    def __init__(self, workbook: Any, sheet: Sheet, quote: Quote, prices: Prices, say: Wording) -> None:
        self.workbook, self.sheet, self.quote, self.prices, self.say = workbook, sheet, quote, prices, say
        self.book: PriceBook = say.book
        self.money = amount_format(quote.currency)

    def write(self, rates: Mapping[ExchangeRate, str], range_: str) -> None:
        """The whole sheet."""
        sheet, quote = self.sheet, self.quote
        sheet.title(f"{self.say('label.number')} {self._typed(quote.number)}")
        if quote.kind == "budgetary":
            sheet.wide(range_, "banner")
        sheet.freeze(repeat=False)
        sheet.next()
        self._about()
        self._parties()
        self._amounts()
        self._display(rates)
        if quote.budget.point_estimate:
            self._budget()
        second = sheet.row
        self._components()
        sheet.paged([3, second], landscape=False)

    def _typed(self, words: str) -> str:
        """What a person typed, in one piece."""
        return typed(words, self.say.language) if words else ""

    def _field(self, party: Party | None, name: str) -> str:
        """A field of a party; the address with its city and country."""
        names = ("address", "city", "country") if name == "address" else (name,)
        return self.say.typed(getattr(party, name, None) for name in names)

    def _about(self) -> None:
        quote, say, sheet = self.quote, self.say, self.sheet
        bundle = say.of(self.book.bundle(quote.bundle, where="quote").name)
        for id_, words in (
            ("number", self._typed(quote.number)),
            ("revision", quote.revision),
            ("issue_date", quote.issue_date),
            ("valid_until", quote.valid_until),
            ("bundle", f"{bundle} – {say('targeted.name')}" if quote.spec.targeted else bundle),
            ("estimate_class", say.of(quote.estimate_class.name)),
            ("currency", quote.currency.code),
        ):
            if words is None:
                continue
            sheet.text(0, say(f"label.{id_}"))
            sheet.text(2, "")
            if isinstance(words, int):
                sheet.number(1, words, "0", "left")
            elif isinstance(words, str):
                sheet.text(1, words)
            else:
                sheet.date(1, words, date_format(say.language))
            sheet.next()

    def _parties(self) -> None:
        """The supplier and the customer side by side."""
        quote, say, sheet = self.quote, self.say, self.sheet
        sheet.next()
        sheet.head(["", say("label.seller"), say("label.buyer")])
        for field in PARTY:
            known = [self._typed(self._field(party, field)) for party in (quote.seller, quote.buyer)]
            if field == "name":
                known = [words or say("label.to_complete") for words in known]
            if any(known):
                sheet.line([say(f"label.{field}"), *known])

    def _amounts(self) -> None:
        """The parts of the price and the totals, each adding to the ones above it."""
        quote, say, sheet, prices = self.quote, self.say, self.sheet, self.prices
        sheet.next()
        sheet.head([say("workbook.amounts"), quote.currency.code, ""], right=(1,))
        for label, part in (("label.one_off", prices.one_off), ("label.recurring", prices.recurring)):
            if part:
                self._figure(say(label), part[0], part[1])
        for id_ in SUMMED:
            value = -getattr(quote.totals, id_) if id_ in SUBTRACTED else getattr(quote.totals, id_)
            if value or getattr(quote, id_, None if id_ in OPTIONAL else True):
                label = say("label.tax_total" if id_ == "tax" else f"label.{id_}")
                self._figure(label, prices.totals[id_], value, strong=id_ == "payable")

    def _figure(
        self,
        label: str,
        formula: str,
        value: Decimal,
        note: str = "",
        number_format: str = "",
        *,
        strong: bool = False,
    ) -> None:
        sheet = self.sheet
        sheet.text(0, label, "bold" if strong else "text")
        sheet.formula(1, f"={formula}", value, number_format or self.money, "figure_bold" if strong else "figure")
        sheet.text(2, note, "indented")
        sheet.next()

    def _display(self, rates: Mapping[ExchangeRate, str]) -> None:
        """The payable amount in other currencies, each rate used in the direction in which it was published."""
        say = self.say
        for shown in self.quote.display:
            formula = self.prices.totals["payable"]
            for step, forward in shown.conversion.course():
                formula += f"{'*' if forward else '/'}{rates[step]}"
            currency = shown.currency
            label = say("workbook.in_currency", currency=currency.code)
            legal = all(step.kind == "law" for step in shown.conversion.steps)
            dated = say("workbook.legal") if legal else say("workbook.rate_of", date=say.day(shown.conversion.dated))
            formula = f'IFERROR(ROUND({formula},{currency.decimals}),"–")'
            self._figure(label, formula, shown.amount, dated, amount_format(currency))

    def _components(self) -> None:
        """What each part of the price comes to, and a chart that follows it."""
        quote, say, sheet = self.quote, self.say, self.sheet
        parts = self._parts()
        sheet.next()
        sheet.head([say("workbook.by_component"), quote.currency.code, say("label.share")], right=(1, 2))
        top = sheet.row
        whole = sum((line.net_amount for line in quote.priced()), Decimal(0))
        for name, lines in parts.items():
            value = sum((line.net_amount for line in lines), Decimal(0))
            sheet.text(0, in_order(name, say.language))
            cells = "+".join(self.prices.lines[line.id][0] for line in lines)
            sheet.formula(1, f"={cells}", value, self.money)
            total = self.prices.totals["lines_net"]
            share = f"=IF({total}=0,0,{cell_name(sheet.row, 1)}/{total})"
            shown = share_format(Decimal("0.1"), say.language)
            sheet.formula(2, share, value / whole if whole else Decimal(0), shown)
            sheet.next()
        sheet.wide(say("workbook.before_tax"), "note")
        sheet.next()
        self._chart(top, len(parts))

    def _parts(self) -> dict[str, list[QuoteLine]]:
        """The lines in the total by the name of the published row that they price; a line of one's own by its own."""
        facts = self.book.components
        names = {row.id: row.name for row in facts.rows} | {row.id: row.name for row in facts.added}
        parts: dict[str, list[QuoteLine]] = {}
        for line in self.quote.priced():
            name = names.get(line.cost_line or "", line.item_name)
            parts.setdefault(self.say.of(name), []).append(line)
        return parts

    def _chart(self, top: int, count: int) -> None:
        """Bars of the parts of the price; in Arabic they begin at the right."""
        quote, sheet, mirrored = self.quote, self.sheet, self.sheet.styles.mirrored
        chart = self.workbook.add_chart({"type": "bar"})
        font = {"name": FONT, "size": SIZE}
        chart.add_series(
            {
                "name": [sheet.name, top - 1, 0],
                "categories": [sheet.name, top, 0, top + count - 1, 0],
                "values": [sheet.name, top, 1, top + count - 1, 1],
                "fill": {"color": DARK},
                "gap": 50,
                "data_labels": {"value": True, "num_format": "#,##0", "font": font},
            }
        )
        title = in_order(f"{self.say('workbook.by_component')} ({quote.currency.code})", self.say.language)
        chart.set_title({"name": title, "name_font": {**font, "size": SIZE + 2}})
        chart.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}, "reverse": mirrored})
        chart.set_y_axis({"num_font": font, "reverse": True, "major_gridlines": {"visible": False}})
        chart.set_legend({"none": True})
        height = AROUND + BAR * count
        chart.set_size({"width": CHART_WIDTH, "height": height})
        place = {"x_offset": 2, "y_offset": 2, "description": title}
        sheet.raw.insert_chart(sheet.row, 0, chart, place)
        for _ in range(height // ROW_PIXELS + 1):
            sheet.next()

    def _budget(self) -> None:
        """What to set aside: point estimate, contingency, P80 and the range, in proportion to the price schedule."""
        quote, say, sheet, prices = self.quote, self.say, self.sheet, self.prices
        budget, decimals = quote.budget, quote.currency.decimals
        sheet.next()
        sheet.head([say("workbook.budget"), quote.currency.code, say("label.share")], right=(1, 2))
        charged = prices.contingency or "0"
        point = f"ROUND({prices.totals['lines_net']}-SUM({prices.adjustments})-{charged},{decimals})"
        self._figure(say("label.point_estimate"), point, budget.point_estimate)
        top = sheet.row
        percentile = say.percentile(budget.confidence)
        curve = {one.probability: one.amount for one in budget.curve}
        shares = share_format(Decimal("0.1"), say.language)
        for label, probability, value in (
            (say("label.budget_before_tax", percentile=percentile), budget.confidence, budget.before_tax),
            (say("workbook.range_low"), LOW, budget.low),
            (say("workbook.range_median"), MEDIAN, budget.median),
            (say("workbook.range_high"), HIGH, budget.high),
        ):
            sheet.text(0, label)
            sheet.formula(1, f"={self._rounded(curve[probability], f'$B${top}')}", value, self.money)
            share = f"=IF($B${top}=0,0,B{sheet.row + 1}/$B${top})"
            sheet.formula(2, share, value / budget.point_estimate, shares)
            sheet.next()
        for label, formula, value, strong in (
            (say("label.contingency"), f"B{top + 1}-B{top}", budget.contingency, False),
            (
                say("label.budget", percentile=percentile),
                f"IFERROR(ROUND({prices.on_terms(f'B{top + 1}', f'B{top}+{charged}')},{decimals}),0)",
                budget.recommended,
                True,
            ),
        ):
            self._figure(label, formula, value, strong=strong)
        sheet.next()
        if not budget.certain:
            sheet.wide(say("budget.simulated", **simulated(quote, say)), "note")

    def _rounded(self, amount: Decimal, point: str) -> str:
        """A simulated amount in proportion to the point estimate, to three figures where the spread allows that."""
        budget, decimals = self.quote.budget, self.quote.currency.decimals
        moved = f"{point}/{budget.point_estimate:f}"
        value = f"ROUND({amount:f}*{moved},{decimals})"
        step = f"10^MAX(0,LEN(INT({value}))-3)"
        return f"IF({step}*{FINE_ENOUGH}<={float(budget.sd)!r}*{moved},ROUND({value}/{step},0)*{step},{value})"
