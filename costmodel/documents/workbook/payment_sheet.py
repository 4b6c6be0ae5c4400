"""The sheet of payments and timetable: shares and durations that may be changed, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from costmodel.documents.excel.live_split import split
from costmodel.documents.excel.sheets import Sheet, amount_format, cell_name, quoted, share_format, typed
from costmodel.documents.workbook.price_sheet import Prices
from costmodel.estimating.estimate import months_due
from costmodel.price_book.wording import Wording
from costmodel.quoting.lines import QuoteLine
from costmodel.quoting.quote import Quote, one_off_with_tax, periods

WIDTHS = (6, 58, 13, 13, 20)
RANK, DUE, SHARE, PART, AMOUNT = range(5)
PLACES = 9
"""Decimals to which shares are compared, so that 0.1 + 0.2 is 0.3."""


class _Weight(NamedTuple):
    """What a payment is in proportion to: its formula, and its value in the quote."""

    formula: str
    value: Decimal


def write_payment(sheet: Sheet, quote: Quote, prices: Prices, say: Wording) -> None:
    """What falls due when, that it adds up to the payable amount, the timetable and the special terms."""
    _PaymentSheet(sheet, quote, prices, say).write()


class _PaymentSheet:
    """The state of the sheet while it is written."""

    def __init__(self, sheet: Sheet, quote: Quote, prices: Prices, say: Wording) -> None:
        self.sheet, self.quote, self.prices, self.say = sheet, quote, prices, say
        self.money = amount_format(quote.currency)
        self.decimals = quote.currency.decimals

    def write(self) -> None:
        """The whole sheet."""
        sheet, say, quote = self.sheet, self.say, self.quote
        number = typed(quote.number, say.language)
        sheet.title(f"{say('workbook.payment')} – {number}", legend=say("workbook.legend"))
        head = ("label.rank", "label.due", "label.share", "workbook.part", "label.amount")
        sheet.head((say(id_) for id_ in head), right=(SHARE, PART, AMOUNT), centre=(RANK,))
        sheet.freeze()
        if quote.payments:
            top = sheet.row
            self._payments(top)
            self._check(top)
        else:
            sheet.line(["", say("label.none"), "", "", ""])
        sheet.next()
        self._timetable()
        if quote.conditions:
            sheet.next()
            sheet.band(say("workbook.conditions"), "block")
        for words in quote.conditions:
            sheet.wide(typed(words, say.language), "wrap")

    def _payments(self, top: int) -> None:
        """Each payment: its share of the initial investment, its part of the total, and its amount."""
        sheet, payments = self.sheet, self.quote.payments
        weights = list(self._weights(top))
        known = sum((weight.value for weight in weights), Decimal(0))
        stages = sum(1 for payment in payments if payment.share is not None)
        once = [self.prices.taxed_once] if stages else []
        whole = "+".join([*once, *(weight.formula for weight in weights[stages:])])
        parts = f"$D${top + 1}:$D${top + len(payments)}"
        for position, (payment, weight) in enumerate(zip(payments, weights, strict=True)):
            sheet.number(RANK, position + 1, "0", "centre")
            sheet.text(DUE, self.say.of(payment.label))
            self._share(position, top, stages)
            part = f"=IF(({whole})=0,0,({weight.formula})/({whole}))"
            sheet.formula(PART, part, weight.value / known, share_format(Decimal("0.01"), self.say.language))
            before = f"$D${top + 1}:$D${sheet.row}" if position else ""
            due = payable = self.prices.totals["payable"]
            if len(payments) > 1:
                due = split(payable, f"D{sheet.row + 1}", parts, before, decimals=self.decimals)
            sheet.formula(AMOUNT, f"={due}", payment.amount, self.money)
            sheet.next()

    def _share(self, position: int, top: int, stages: int) -> None:
        """The share of the initial investment: an input, but the last one is what is left."""
        sheet, share = self.sheet, self.quote.payments[position].share
        if share is None:
            sheet.text(SHARE, "")
            return
        number_format = share_format(share, self.say.language)
        if position == stages - 1:
            rest = f"1-SUM({cell_name(top, SHARE)}:{cell_name(sheet.row - 1, SHARE)})" if position else "1"
            sheet.formula(SHARE, f"=ROUND({rest},{PLACES})", share, number_format)
            return
        name, cell = f"payment_share_{position + 1}", cell_name(sheet.row, SHARE)
        others = f"$C${top + 1}:$C${top + stages - 1}"
        within = f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<=1,ROUND(SUM({others}),{PLACES})<=1)"
        rules = {"validate": "custom", "value": within}
        sheet.input(SHARE, share, number_format, "payment_share", name=name, rules=rules)

    def _weights(self, top: int) -> Iterator[_Weight]:
        """What each payment weighs, with tax: shares of the one-off lines, then each contracted year of the others."""
        quote, lines = self.quote, self.quote.priced()
        once = one_off_with_tax(lines)
        for position, payment in enumerate(quote.payments):
            if payment.share is not None:
                share = cell_name(top + position, SHARE)
                yield _Weight(f"{self.prices.taxed_once}*{share}", once * payment.share)
        years = quote.contracted_years
        recurring = [line for line in lines if line.recurring]
        for (_, amount), year in zip(periods(lines, years, self.say.book), range(1, years + 1), strict=True):
            if amount:
                yield _Weight("+".join(self._year(line, year) for line in recurring), amount)

    def _year(self, line: QuoteLine, year: int) -> str:
        """What of a recurring line falls in a contracted year, with tax."""
        net, tax = self.prices.lines[line.id]
        due = months_due(year, line.free_months) - months_due(year - 1, line.free_months)
        return f"{net}*(1+{tax})*{due}/{months_due(self.quote.contracted_years, line.free_months)}"

    def _check(self, top: int) -> None:
        """The sum of the payments beside the payable amount, and whether they agree."""
        sheet, say, payable = self.sheet, self.say, self.quote.totals.payable
        for column in range(AMOUNT):
            sheet.text(column, "", "label_strong")
        sheet.text(PART, f"{say('label.total')} ({self.quote.currency.code})", "label_strong")
        sheet.formula(AMOUNT, f"=SUM(E{top + 1}:E{sheet.row})", payable, self.money, "label_strong")
        sheet.next()
        sheet.text(PART, say("label.payable"), "label")
        sheet.formula(AMOUNT, f"={self.prices.totals['payable']}", payable, self.money, "label")
        sheet.next()
        agrees, differs = say("workbook.agrees"), say("workbook.differs")
        test = f"=IF(ABS(E{sheet.row}-E{sheet.row - 1})<0.00001,{quoted(agrees)},{quoted(differs)})"
        sheet.text(PART, say("workbook.check"), "label")
        sheet.formula(AMOUNT, test, agrees, "", "verdict")
        sheet.next()

    def _timetable(self) -> None:
        """The stages in calendar days, each after the one before."""
        sheet, say = self.sheet, self.say
        head = [say("label.rank"), say("label.timetable"), say("label.days")]
        sheet.head([*head, say("workbook.first_day"), say("workbook.last_day")], right=(2, 3, 4), centre=(0,))
        stages = {stage.id: stage for stage in say.book.process.stages}
        for position, span in enumerate(self.quote.timetable, start=1):
            row = sheet.row + 1
            sheet.number(0, stages[span.stage].number, "0", "centre")
            sheet.text(1, say.of(stages[span.stage].name))
            sheet.input(2, span.days, "0", "days", name=f"days_{position}")
            sheet.formula(3, f"=E{row - 1}+1" if position > 1 else "=1", span.first_day, "0")
            sheet.formula(4, f"=D{row}+C{row}-1", span.last_day, "0")
            sheet.next()
        sheet.text(1, say("workbook.days_note"), "quiet")
        sheet.next()
