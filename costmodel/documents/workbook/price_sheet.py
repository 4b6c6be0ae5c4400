"""The price schedule of the workbook: lines, tax and totals as live formulas that follow EN 16931."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from costmodel.documents.closing import closing
from costmodel.documents.excel.live_split import added, share_formula, split
from costmodel.documents.excel.sheets import (
    ROW_HEIGHT,
    Sheet,
    amount_format,
    cell_name,
    literal,
    price_format,
    share_format,
    typed,
)
from costmodel.documents.workbook.price_rows import Above, Rows, tax_keys, unlike
from costmodel.price_book.wording import Wording
from costmodel.quoting.adjustments import AppliedAdjustment
from costmodel.quoting.lines import CONTINGENCY, QuoteLine
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import Key, adjustment_groups, printed_lines, tax_names
from costmodel.words.text import Text, punctuated

NUMBER, ITEM, UNIT, QUANTITY, PRICE, BASE, ADJUSTED, NET, TAX, KEY = range(10)
WIDTHS = (5, 50, 12, 9, 16, 8, 17, 18, 9, 7)
RIGHT = (QUANTITY, PRICE, BASE, ADJUSTED, NET, TAX)
SUBTRACTED = ("discounts", "prepaid")
"""Totals that the sheet shows below zero, so that the column adds up; EN 16931 has them above."""
ONE_PAGE = 48
"""Rows up to which the schedule is printed on a single page."""


class Prices(NamedTuple):
    """Where other sheets find the figures of the price schedule."""

    totals: dict[str, str]
    one_off: tuple[str, Decimal] | None
    recurring: tuple[str, Decimal] | None
    adjustments: str
    contingency: str
    fixed_on_lines: str
    fixed_on_all: str
    tax: str
    taxed_once: str
    lines: dict[str, tuple[str, str]]
    """The cells of the net amount and the tax rate of each line in the total, by its id."""

    def on_terms(self, gross: str, usual: str) -> str:
        """The formula of `Priced.on_terms`: what is due where the lines cost `gross` instead of their `usual` price."""
        net, exclusive = self.totals["lines_net"], self.totals["tax_exclusive"]
        due = f"({gross}*({net}-({self.fixed_on_lines}))/({usual})+{self.fixed_on_lines})"
        due = f"({due}*IFERROR(({exclusive}-({self.fixed_on_all}))/{net},1)+{self.fixed_on_all})"
        return f"{due}*(1+IFERROR({self.tax}/{net},0))"


def write_prices(sheet: Sheet, quote: Quote, say: Wording) -> Prices:
    """Writes the price schedule and says where its figures are."""
    return _PriceSheet(sheet, quote, say).write()


class _PriceSheet:
    """The state of the sheet while it is written."""

    def __init__(self, sheet: Sheet, quote: Quote, say: Wording) -> None:
        self.sheet, self.quote, self.say = sheet, quote, say
        self.money = amount_format(quote.currency)
        self.decimals = quote.currency.decimals
        self.keys = tax_keys(quote)
        self.tax_names = tax_names(quote)
        self.numbers = {line.id: number for number, line in enumerate(printed_lines(quote), start=1)}
        self.line_cells: dict[str, tuple[str, str]] = {}
        self.taxed_once = "0"
        self.blocks: list[int] = []
        self.rate_cells: list[tuple[int, Key]] = []
        self.rate_rows: dict[Key, int] = {}
        self.contingency = ""
        self.fixed_on_lines: list[str] = []
        self.fixed_on_all: list[str] = []

    def write(self) -> Prices:
        """The whole sheet."""
        sheet, quote, say = self.sheet, self.quote, self.say
        number = typed(quote.number, say.language)
        legend = say("workbook.inputs", currency=quote.currency.code)
        sheet.title(f"{say('workbook.prices')} – {number}", legend=legend)
        headings: tuple[str, ...] = (
            *("label.rank", "label.item", "label.unit", "label.quantity", "label.unit_price", "workbook.base"),
            *("workbook.adjustments", "label.net_amount", "label.tax", "workbook.category"),
        )
        sheet.head((say(id_) for id_ in headings), right=RIGHT, centre=(NUMBER, KEY))
        sheet.freeze()
        start = sheet.row
        priced = quote.priced()
        one_off = self._part(say("label.one_off"), [line for line in priced if not line.recurring])
        recurring = self._part(say("label.recurring"), [line for line in priced if line.recurring])
        lines = Rows(start, max(start, sheet.row - 1))
        parts = [cell_name(part[0], NET) for part in (one_off, recurring) if part]
        net = "+".join(parts) or "0"
        self.blocks.append(sheet.row)
        discounts = self._document(quote.discounts, lines, sign=-1)
        charges = self._document(quote.charges, lines, sign=1)
        self.blocks.append(sheet.row)
        taxes = self._taxes(lines, discounts, charges)
        totals = self._totals(net, discounts, charges, taxes)
        self._closing(totals["tax_inclusive"])
        self.blocks.append(sheet.row)
        self._beside()
        self._rates()
        if sheet.row <= ONE_PAGE:
            sheet.raw.fit_to_pages(1, 1)
        else:
            sheet.paged([start, *self.blocks])
        return Prices(
            totals=totals,
            one_off=(sheet.at(NET, one_off[0]), one_off[1]) if one_off else None,
            recurring=(sheet.at(NET, recurring[0]), recurring[1]) if recurring else None,
            adjustments=self._whole(lines, ADJUSTED),
            contingency=self.contingency,
            fixed_on_lines="+".join(self.fixed_on_lines) or "0",
            fixed_on_all="+".join(self.fixed_on_all) or "0",
            tax=f"SUMPRODUCT({self._whole(lines, NET)},{self._whole(lines, TAX)})",
            taxed_once=self.taxed_once,
            lines=self.line_cells,
        )

    def _whole(self, rows: Rows, column: int) -> str:
        """The cells of a column, as other sheets name them."""
        return f"{self.sheet.at(column, rows.first)}:{rows.of(column).split(':')[1]}"

    def _part(self, name: str, lines: Sequence[QuoteLine]) -> tuple[int, Decimal] | None:
        """A block of lines in the total, and the row and value of its subtotal."""
        if not lines:
            return None
        sheet = self.sheet
        sheet.band(name)
        rows = Rows(sheet.row, sheet.row)
        for line in lines:
            self._line(line)
        rows = Rows(rows.first, sheet.row - 1)
        if not lines[0].recurring:
            self.taxed_once = f"SUMPRODUCT({self._whole(rows, NET)},1+{self._whole(rows, TAX)})"
        value = sum((line.net_amount for line in lines), Decimal(0))
        for column in range(sheet.width):
            sheet.text(column, "", "label_strong")
        sheet.text(ADJUSTED, self.say("workbook.subtotal"), "label_strong")
        sheet.formula(NET, f"=SUM({rows.of(NET)})", value, self.money, "label_strong")
        sheet.next()
        return sheet.row - 1, value

    def _line(self, line: QuoteLine) -> None:
        """A line, and a row under it for each of its discounts and charges, and for its description."""
        sheet, row, number = self.sheet, self.sheet.row, self.numbers[line.id]
        sheet.number(NUMBER, number, "0", "centre")
        sheet.text(ITEM, self._item(line))
        sheet.text(UNIT, self.say.unit(line.unit, line.quantity))
        sheet.input(QUANTITY, line.quantity, "General", "quantity", name=f"quantity_{number}")
        sheet.number(PRICE, line.unit_price, price_format(line.unit_price, self.quote.currency))
        sheet.number(BASE, line.base_quantity, "General")
        sheet.text(ADJUSTED, "", "figure")
        gross = f"{cell_name(row, QUANTITY)}*{cell_name(row, PRICE)}/{cell_name(row, BASE)}"
        if line.counts:
            self.line_cells[line.id] = (sheet.at(NET), sheet.at(TAX))
        named = ((-1, "line_discount", line.discounts), (1, "line_charge", line.charges))
        extra = [
            (sign, f"{name}_{number}_{position}", one)
            for sign, name, given in named
            for position, one in enumerate(given, start=1)
        ]
        adjusted = ""
        if extra:
            adjusted = f"+SUM({Rows(row + 1, row + len(extra)).of(ADJUSTED)})"
        sheet.formula(
            NET,
            f"=ROUND(ROUND({gross},{self.decimals}){adjusted},{self.decimals})"
            if extra
            else f"=ROUND({gross},{self.decimals})",
            line.net_amount,
            self.money,
        )
        if line.id == CONTINGENCY:
            self.contingency = sheet.at(NET)
        key = (line.tax_category, line.tax_rate)
        if key in self.keys:
            self.rate_cells.append((row, key))
        else:
            sheet.number(TAX, line.tax_rate, share_format(line.tax_rate, self.say.language))
        sheet.text(KEY, self.keys.get(key, line.tax_category), "centre")
        sheet.next()
        shares: dict[int, list[str]] = {-1: [], 1: []}
        for sign, name, adjustment in extra:
            self._blank()
            sheet.text(ITEM, self._label(adjustment, sign), "indented")
            if adjustment.share is None:
                if line.counts:
                    self.fixed_on_lines.append(sheet.at(ADJUSTED))
                sheet.input(PRICE, adjustment.amount, self.money, "amount", name=name)
                formula = cell_name(sheet.row, PRICE)
            else:
                self._share(adjustment.share, "share", name)
                shares[sign].append(cell_name(sheet.row, QUANTITY))
                formula = share_formula(f"ROUND({gross},{self.decimals})", shares[sign], self.decimals)
            sheet.formula(ADJUSTED, f"={'-' * (sign < 0)}{formula}", sign * adjustment.amount, self.money)
            sheet.next()
        if line.description:
            self._blank()
            sheet.text(ITEM, self.say.of(Text.same(line.description)), "indented")
            sheet.next()

    def _item(self, line: QuoteLine) -> str:
        name = self.say.of(line.item_name)
        if line.replaces is None:
            return name
        replaced = next((other for other in self.quote.lines if other.id == line.replaces), None)
        other = self.say.of(replaced.item_name) if replaced else line.replaces
        return f"{name} ({self.say('label.replaces', line=other)})"

    def _label(self, adjustment: AppliedAdjustment, sign: int) -> str:
        kind = self.say("label.discount" if sign < 0 else "label.charge")
        return kind + punctuated(": ", self.say.language) + self.say.of(adjustment.label)

    def _share(self, share: Decimal, kind: str, name: str) -> None:
        self.sheet.input(QUANTITY, share, share_format(share, self.say.language), kind, name=name)

    def _blank(self) -> None:
        for column in range(self.sheet.width):
            self.sheet.text(column, "")

    def _document(self, given: Sequence[AppliedAdjustment], lines: Rows, *, sign: int) -> Rows | None:
        """Discounts or charges on the whole: each a row for every tax category, to which it is split by its net."""
        if not given:
            return None
        sheet, first = self.sheet, self.sheet.row
        sheet.next()
        kind, heading = ("discount", "workbook.discounts") if sign < 0 else ("charge", "workbook.charges")
        sheet.band(self.say(heading), right={ADJUSTED: self.say("workbook.applies_to")})
        above = Above([], [], [])
        for position, group in enumerate(adjustment_groups(given), start=1):
            self._group(f"{kind}_{position}", group, lines, sign, above)
        return Rows(first, sheet.row - 1)

    def _group(self, name: str, group: Sequence[AppliedAdjustment], lines: Rows, sign: int, above: Above) -> None:
        """A discount or charge on the whole, whose first row holds its share or its amount; split with those above."""
        sheet, share, top = self.sheet, group[0].share, self.sheet.row
        amounts = {(part.tax_category, part.tax_rate): part.amount for part in group}
        nets: dict[Key, Decimal] = {}
        for line in self.quote.priced():
            key = (line.tax_category, line.tax_rate)
            nets[key] = nets.get(key, Decimal(0)) + line.net_amount
        rows = Rows(top, top + len(nets) - 1)
        bases = rows.of(ADJUSTED)
        if share is None:
            above.amounts.append(cell_name(top, PRICE))
        else:
            above.shares.append(cell_name(top, QUANTITY))
        rounded = [f"ROUND(SUM({bases})*{added(above.shares)},{self.decimals})"] if above.shares else []
        whole = added([*rounded, *above.amounts])
        for key, net in nets.items():
            self._blank()
            sheet.text(ITEM, self._label(group[0], sign), "text")
            if sheet.row == top and share is not None:
                self._share(share, "share", name)
            elif sheet.row == top:
                amount = sum(amounts.values(), Decimal(0))
                sheet.input(PRICE, amount, self.money, "amount", name=name)
            if share is None:
                self.fixed_on_all.append(sheet.at(NET))
            taxed = f"SUMIF({lines.of(KEY)},{cell_name(sheet.row, KEY)},{lines.of(NET)})"
            sheet.formula(ADJUSTED, f"={taxed}", net, self.money)
            base, before = cell_name(sheet.row, ADJUSTED), ""
            if sheet.row > top:
                before = Rows(top, sheet.row - 1).of(ADJUSTED)
            part = whole if len(nets) == 1 else split(whole, base, bases, before, decimals=self.decimals)
            taken = "".join(f"-{cell_name(first + sheet.row - top, NET)}" for first in above.tops)
            value = sign * amounts.get(key, Decimal(0))
            formula = f"ROUND({'-' if sign < 0 else ''}{part}{taken},{self.decimals})" if taken else part
            sheet.formula(NET, f"={'-' if sign < 0 and not taken else ''}{formula}", value, self.money)
            sheet.text(KEY, self.keys[key], "centre")
            sheet.next()
        above.tops.append(top)

    def _taxes(self, lines: Rows, *documents: Rows | None) -> Rows:
        """The tax of each category and rate; the rates are the cells that every line refers to."""
        sheet, say, quote = self.sheet, self.say, self.quote
        sheet.next()
        heads = {ITEM: say("label.tax"), QUANTITY: say("label.rate"), ADJUSTED: say("label.taxable")}
        heads |= {NET: say("label.tax_total"), KEY: say("workbook.category")}
        sheet.head([heads.get(column, "") for column in range(sheet.width)], right=RIGHT, centre=(NUMBER, KEY))
        first = sheet.row
        rates = Rows(first, first + len(quote.taxes) - 1).of(QUANTITY)
        for tax in quote.taxes:
            key = (tax.tax_category, tax.tax_rate)
            self.rate_rows[key] = sheet.row
            self._blank()
            sheet.text(ITEM, self._tax_name(key))
            number_format = share_format(tax.tax_rate, say.language)
            if key in self.tax_names:
                rules = unlike(cell_name(sheet.row, QUANTITY), rates) if len(self.tax_names) > 1 else {}
                sheet.input(QUANTITY, tax.tax_rate, number_format, "tax_rate", name=self.tax_names[key], rules=rules)
            else:
                sheet.number(QUANTITY, tax.tax_rate, number_format)
            sums = [
                f"SUMIF({rows.of(KEY)},{cell_name(sheet.row, KEY)},{rows.of(NET)})"
                for rows in (lines, *documents)
                if rows is not None
            ]
            sheet.formula(ADJUSTED, "=" + "+".join(sums), tax.taxable, self.money)
            taxed = f"{cell_name(sheet.row, ADJUSTED)}*{cell_name(sheet.row, QUANTITY)}"
            sheet.formula(NET, f"=ROUND({taxed},{self.decimals})", tax.tax, self.money)
            sheet.text(KEY, self.keys[key], "centre")
            sheet.next()
        return Rows(first, max(first, sheet.row - 1))

    def _rates(self) -> None:
        """The rate of every line, from the cell of its tax category."""
        sheet, end = self.sheet, self.sheet.row
        for sheet.row, key in self.rate_cells:
            rate = f"=${chr(65 + QUANTITY)}${self.rate_rows[key] + 1}"
            sheet.formula(TAX, rate, key[1], share_format(key[1], self.say.language))
        sheet.row = end

    def _tax_name(self, key: Key) -> str:
        """The name of a tax category, with the reasons of an exemption."""
        rates = self.say.book.tax.rates
        name = next((self.say.of(rate.name) for rate in rates if rate.category == key[0]), key[0])
        lines = [line for line in self.quote.priced() if (line.tax_category, line.tax_rate) == key]
        reasons = dict.fromkeys(line.tax_reason for line in lines if line.tax_reason)
        return name + "".join(punctuated(": ", self.say.language) + reason for reason in reasons)

    def _totals(self, net: str, discounts: Rows | None, charges: Rows | None, taxes: Rows) -> dict[str, str]:
        """The totals BT-106 to BT-115, each a formula of the ones above it; what is subtracted is shown below zero."""
        sheet, say, amounts = self.sheet, self.say, self.quote.totals
        sheet.next()
        top = sheet.row
        names = tuple(type(amounts).model_fields)
        cell = {name: cell_name(top + position, NET) for position, name in enumerate(names)}
        formulas = {
            "lines_net": net,  # BR-CO-10
            "discounts": f"SUM({discounts.of(NET)})" if discounts else "0",  # BR-CO-11
            "charges": f"SUM({charges.of(NET)})" if charges else "0",  # BR-CO-12
            "tax_exclusive": f"{cell['lines_net']}+{cell['discounts']}+{cell['charges']}",  # BR-CO-13
            "tax": f"SUM({taxes.of(NET)})",  # BR-CO-14
            "tax_inclusive": f"{cell['tax_exclusive']}+{cell['tax']}",  # BR-CO-15
            "payable": f"{cell['tax_inclusive']}+{cell['prepaid']}+{cell['rounding']}",  # BR-CO-16
        }
        for name in names:
            look = {"tax_exclusive": "_strong", "tax_inclusive": "_strong", "payable": "_payable"}.get(name, "")
            for column in range(PRICE, NET) if look else ():
                sheet.text(column, "", f"label{look}")
            label = say("label.tax_total" if name == "tax" else f"label.{name}")
            if name == "payable":
                label += f" ({self.quote.currency.code})"
            sheet.text(ADJUSTED, label, f"label{look}")
            value = -getattr(amounts, name) if name in SUBTRACTED else getattr(amounts, name)
            if name in formulas:
                sheet.formula(NET, f"={formulas[name]}", value, self.money, f"label{look}")
            else:
                sheet.number(NET, value, self.money, "label")
            sheet.next(20 if name == "payable" else ROW_HEIGHT)
        return {name: sheet.at(NET, top + position) for position, name in enumerate(names)}

    def _closing(self, total: str) -> None:
        """The total in words while it is the one that the quote was made out for; words cannot follow a formula."""
        close = closing(self.quote, self.say)
        if close is None:
            return
        sheet, stated = self.sheet, self.quote.totals.tax_inclusive
        sheet.next()
        same = f"ROUND({total}-{stated:f},{self.decimals})=0"
        words = f"=IF({same},{literal(close.sentence)},{literal(self.say('words.changed'))})"
        sheet.wide_formula(words, close.sentence, "wrap")
        if close.note:
            sheet.wide(close.note, "note")

    def _beside(self) -> None:
        """What is outside the total: options, alternatives, and the years after the contracted ones."""
        sheet, say, quote = self.sheet, self.say, self.quote
        for kind, name in (("option", "label.options"), ("alternative", "label.alternatives")):
            lines = [line for line in quote.beside() if line.kind == kind]
            if lines:
                sheet.next()
                sheet.band(say(name))
            for line in lines:
                self._line(line)
        if quote.later_years:
            sheet.next()
            sheet.band(say("label.later_years"), right={NET: say("label.per_year")})
            for year in quote.later_years:
                self._blank()
                sheet.text(ITEM, say.of(year.item_name))
                sheet.number(NET, year.annual_price, self.money)
                sheet.next()
