"""The Excel workbook of a quote: live formulas with their values, in the quote's language, for the customer."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from costmodel.comparison import Comparison
from costmodel.documents.comparison_sheets import add_comparison
from costmodel.documents.content import (
    Wording,
    assumptions,
    bundle_of,
    scope,
    service_rows,
    simulated,
    sources,
    targeted,
    tier_of,
)
from costmodel.documents.price_sheet import NAMES, SUBTRACTED, WIDTHS, Prices, write_prices
from costmodel.documents.sheets import DEFAULT, Sheet, Styles, amount_format, date_format, quoted, share_format
from costmodel.exchange import Conversion, ExchangeRate
from costmodel.price_book import PriceBook
from costmodel.quote import Quote
from costmodel.terms import Party
from costmodel.text import Text, punctuated

PARTY = ("name", "address", "tax_id", "contact", "email", "phone", "bank")
SUMMED = ("discounts", "charges", "tax_exclusive", "tax", "tax_inclusive", "prepaid", "rounding", "payable")
"""The totals that follow the parts of the price in the summary, where each amount adds to the ones above it."""
OPTIONAL = ("discounts", "charges", "prepaid", "rounding")


def to_xlsx(
    quote: Quote, book: PriceBook, *, comparison: Comparison | None = None, statements: Iterable[Text] = ()
) -> bytes:
    """The quote as a workbook, without what only the seller may know; equal quotes give equal bytes.

    A `comparison` adds its two sheets, with its `statements`.
    """
    import xlsxwriter

    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": dict(DEFAULT)})
    made = _Workbook(workbook, quote.for_customer(), book)
    made.write()
    if comparison is not None:
        add_comparison(workbook, made.styles, comparison, statements, made.say, marks=made.marks)
    workbook.close()
    return target.getvalue()


class _Workbook:
    """What the sheets share while they are written."""

    def __init__(self, workbook: Any, quote: Quote, book: PriceBook) -> None:
        self.workbook, self.quote, self.book = workbook, quote, book
        self.say = Wording(book, quote.language)
        self.styles = Styles(workbook)
        self.money = amount_format(quote.currency)
        self.marks = self._marks()

    def write(self) -> None:
        """Every sheet; the prices come first, for the summary refers to them."""
        quote, say, workbook = self.quote, self.say, self.workbook
        title = f"{say('label.number')} {quote.number}"
        customer = quote.buyer.name if quote.buyer else ""
        created = datetime(quote.issue_date.year, quote.issue_date.month, quote.issue_date.day)
        workbook.set_properties({"title": _plain(title), "subject": _plain(customer), "created": created})
        summary = self._sheet(say("workbook.summary"), (46, 34, 34))
        prices = self._sheet(say("workbook.prices"), WIDTHS, landscape=True)
        found = write_prices(prices, quote, say)
        for name in NAMES:
            workbook.define_name(name, f"={found.totals[name]}")
        self._payment(self._sheet(say("workbook.payment"), (6, 58, 12, 12, 20)), found)
        self._scope(self._sheet(say("label.scope"), (74, 13, 12, 12, 46), landscape=True))
        self._service(self._sheet(say("label.service"), (28, 56, 18, 22, 16), landscape=True))
        self._assumptions(self._sheet(say("workbook.assumptions"), (36, 74, 36, 40), landscape=True))
        rates = self._rates(self._sheet(say("workbook.rates"), (10, 14, 10, 14, 12, 12, 40)))
        self._summary(summary, found, rates)

    def _marks(self) -> tuple[str, str]:
        """The header and the footer: number, kind, page, and for a budgetary quote its class and range."""
        quote, say = self.quote, self.say
        font = '&"Arial,Regular"&8'
        number, kind = (_mark(words) for words in (f"{say('label.number')} {quote.number}", say(f"label.{quote.kind}")))
        page = say("workbook.page", page="&P", pages="&N")
        range_ = _mark(self._range()) if quote.kind == "budgetary" else ""
        return f"&L{font}{number}&R{font}{kind}", f"&L{font}{range_}&R{font}{page}"

    def _range(self) -> str:
        quote, say = self.quote, self.say
        range_ = say.range(quote.budget.low, quote.budget.high, quote.currency)
        words: dict[str, Text | str | int] = {"class": quote.estimate_class.name, "range": range_}
        return say("budgetary.page", **words)

    def _sheet(self, name: str, widths: tuple[float, ...], *, landscape: bool = False) -> Sheet:
        return Sheet(self.workbook, self.styles, name, widths=widths, landscape=landscape, marks=self.marks)

    def _summary(self, sheet: Sheet, prices: Prices, rates: dict[ExchangeRate, str]) -> None:
        """Who, what, until when, and how much."""
        quote, say = self.quote, self.say
        sheet.title(f"{say('label.number')} {quote.number}")
        if quote.kind == "budgetary":
            sheet.wide(self._range(), "banner")
        sheet.freeze(repeat=False)
        sheet.next()
        bundle = say.of(bundle_of(quote, self.book).name)
        for id_, words in (
            ("number", quote.number),
            ("revision", quote.revision),
            ("issue_date", quote.issue_date),
            ("valid_until", quote.valid_until),
            ("bundle", f"{bundle} – {say('targeted.name')}" if targeted(quote) else bundle),
            ("estimate_class", say.of(quote.estimate_class.name)),
            ("currency", quote.currency.code),
        ):
            sheet.text(0, say(f"label.{id_}"))
            sheet.text(2, "")
            if isinstance(words, int):
                sheet.number(1, words, "0", "left")
            elif isinstance(words, str):
                sheet.text(1, words)
            else:
                sheet.date(1, words, date_format(say.language))
            sheet.next()
        self._parties(sheet)
        self._amounts(sheet, prices)
        self._display(sheet, prices.totals["payable"], rates)
        if quote.budget.point_estimate:
            self._budget(sheet, prices)

    def _parties(self, sheet: Sheet) -> None:
        """The supplier and the customer side by side."""
        quote, say = self.quote, self.say
        sheet.next()
        sheet.head(["", say("label.seller"), say("label.buyer")])
        for field in PARTY:
            known = [_field(party, field) for party in (quote.seller, quote.buyer)]
            if field == "name":
                known = [words or say("label.to_complete") for words in known]
            if any(known):
                sheet.line([say(f"label.{field}"), *known])

    def _amounts(self, sheet: Sheet, prices: Prices) -> None:
        """The parts of the price and the totals, each adding to the ones above it."""
        quote, say = self.quote, self.say
        sheet.next()
        sheet.head([say("workbook.amounts"), quote.currency.code, ""], right=(1,))
        for label, part in (("label.one_off", prices.one_off), ("label.recurring", prices.recurring)):
            if part:
                self._figure(sheet, say(label), part[0], part[1])
        for id_ in SUMMED:
            value = -getattr(quote.totals, id_) if id_ in SUBTRACTED else getattr(quote.totals, id_)
            if value or id_ not in OPTIONAL:
                label = say("label.tax_total" if id_ == "tax" else f"label.{id_}")
                self._figure(sheet, label, prices.totals[id_], value, strong=id_ == "payable")

    def _figure(
        self,
        sheet: Sheet,
        label: str,
        formula: str,
        value: Decimal,
        note: str = "",
        number_format: str = "",
        *,
        strong: bool = False,
    ) -> None:
        sheet.text(0, label, "bold" if strong else "text")
        sheet.formula(1, f"={formula}", value, number_format or self.money, "figure_bold" if strong else "figure")
        sheet.text(2, note, "indented")
        sheet.next()

    def _display(self, sheet: Sheet, payable: str, rates: dict[ExchangeRate, str]) -> None:
        """The payable amount in other currencies, each rate used in the direction in which it was published."""
        say = self.say
        for shown in self.quote.display:
            formula = payable
            at = shown.conversion.from_
            for step in shown.conversion.steps:
                forward = step.from_ == at
                formula += f"{'*' if forward else '/'}{rates[step]}"
                at = step.to if forward else step.from_
            currency = shown.currency
            label = say("workbook.in_currency", currency=currency.code)
            legal = all(step.kind == "law" for step in shown.conversion.steps)
            dated = say("workbook.legal") if legal else say("workbook.rate_of", date=say.day(shown.conversion.dated))
            formula = f"ROUND({formula},{currency.decimals})"
            self._figure(sheet, label, formula, shown.amount, dated, amount_format(currency))

    def _budget(self, sheet: Sheet, prices: Prices) -> None:
        """What to set aside: point estimate, contingency, P80 and the range, from the price schedule."""
        quote, say = self.quote, self.say
        budget, decimals = quote.budget, quote.currency.decimals
        sheet.next()
        sheet.head([say("workbook.budget"), quote.currency.code, say("label.share")], right=(1, 2))
        charged = prices.contingency or "0"
        point = f"{prices.totals['lines_net']}-SUM({prices.adjustments})-{charged}"
        self._figure(sheet, say("label.point_estimate"), point, budget.point_estimate)
        top = sheet.row
        percentile = say.percentile(budget.confidence)
        multiples = (
            (say("label.budget_before_tax", percentile=percentile), budget.before_tax),
            (say("workbook.range_low"), budget.low),
            (say("workbook.range_median"), budget.median),
            (say("workbook.range_high"), budget.high),
        )
        for label, value in multiples:
            share = value / budget.point_estimate
            sheet.text(0, label)
            sheet.formula(1, f"=ROUND(B{top}*C{sheet.row + 1},{decimals})", value, self.money)
            sheet.number(2, share, "0.0%", "input")
            sheet.next()
        for label, formula, value, strong in (
            (say("label.contingency"), f"B{top + 1}-B{top}", budget.contingency, False),
            (
                say("label.budget", percentile=percentile),
                f"ROUND({prices.on_terms(f'B{top + 1}', f'B{top}+{charged}')},{decimals})",
                budget.recommended,
                True,
            ),
        ):
            self._figure(sheet, label, formula, value, strong=strong)
        sheet.next()
        if not budget.certain:
            sheet.wide(say("budget.simulated", **simulated(quote, say)), "note")

    def _payment(self, sheet: Sheet, prices: Prices) -> None:
        """What falls due when, that it adds up to the payable amount, and the timetable."""
        quote, say = self.quote, self.say
        sheet.title(f"{say('workbook.payment')} – {quote.number}")
        head = [say("label.rank"), say("label.due"), "", say("label.share"), say("label.amount")]
        sheet.head(head, right=(3, 4), centre=(0,))
        sheet.freeze()
        top = sheet.row + 1
        for position, payment in enumerate(quote.payments, start=1):
            sheet.number(0, position, "0", "centre")
            sheet.text(1, say.of(payment.label))
            sheet.text(2, "")
            if payment.share is None:
                sheet.text(3, "")
            else:
                sheet.number(3, payment.share, share_format(payment.share, say.language))
            sheet.number(4, payment.amount, self.money)
            sheet.next()
        if quote.payments:
            for column in range(4):
                sheet.text(column, "", "label_strong")
            sheet.text(3, f"{say('label.total')} ({quote.currency.code})", "label_strong")
            sheet.formula(4, f"=SUM(E{top}:E{sheet.row})", quote.totals.payable, self.money, "label_strong")
            sheet.next()
            sheet.text(3, say("label.payable"), "label")
            sheet.formula(4, f"={prices.totals['payable']}", quote.totals.payable, self.money, "label")
            sheet.next()
            agrees, differs = say("workbook.agrees"), say("workbook.differs")
            test = f"=IF(ABS(E{sheet.row}-E{sheet.row - 1})<0.00001,{quoted(agrees)},{quoted(differs)})"
            sheet.text(3, say("workbook.check"), "label")
            sheet.formula(4, test, agrees, "", "label")
            sheet.next()
            sheet.next()
        else:
            sheet.line(["", say("label.none"), "", "", ""])
            sheet.next()
        head = [say("label.rank"), say("label.timetable"), say("label.days")]
        sheet.head([*head, say("workbook.first_day"), say("workbook.last_day")], right=(2, 3, 4), centre=(0,))
        stages = {stage.id: stage for stage in self.book.process.stages}
        for position, span in enumerate(quote.timetable, start=1):
            row = sheet.row + 1
            sheet.number(0, stages[span.stage].number, "0", "centre")
            sheet.text(1, say.of(stages[span.stage].name))
            sheet.number(2, span.days, "0", "input")
            sheet.formula(3, f"=E{row - 1}+1" if position > 1 else "=1", span.first_day, "0")
            sheet.formula(4, f"=D{row}+C{row}-1", span.last_day, "0")
            sheet.next()
        sheet.text(1, say("workbook.days_note"), "quiet")
        sheet.next()
        if quote.conditions:
            sheet.next()
            sheet.band(say("workbook.conditions"), "block")
        for words in quote.conditions:
            sheet.wide(words, "wrap")

    def _scope(self, sheet: Sheet) -> None:
        """The scope of work, what the need requires and the bundle leaves out included."""
        quote, say = self.quote, self.say
        note = say("workbook.gaps", n=len(quote.gaps)) if quote.gaps else ""
        sheet.title(f"{say('label.scope')} – {say.of(bundle_of(quote, self.book).name)}", note)
        columns = ("label.item", "label.kind", "workbook.included", "workbook.mandatory", "workbook.motives")
        sheet.head(say(id_) for id_ in columns)
        sheet.freeze()
        yes, no = say("label.yes"), say("label.no")
        kinds = {kind: say(f"label.{kind}") for kind in ("deliverable", "requirement")}
        for section in scope(quote, self.book, say):
            sheet.band(section.name)
            sheet.wide(section.description, "note")
            for line in section.lines:
                sheet.text(0, line.text)
                sheet.text(1, kinds[line.kind])
                sheet.text(2, yes if line.included else no, "text" if line.included else "warning")
                sheet.text(3, yes if line.mandatory else no)
                sheet.text(4, punctuated("; ", say.language).join(line.motives))
                sheet.next()

    def _service(self, sheet: Sheet) -> None:
        """The service levels of the tier, and the terms that they use."""
        say = self.say
        tier = tier_of(self.quote, self.book)
        sheet.title(f"{say('label.service')} – {say.of(tier.name)}", say.of(tier.coverage))
        sheet.head(
            say(id_)
            for id_ in ("label.severity", "label.meaning", "label.response", "label.resolution", "label.uptime")
        )
        sheet.freeze()
        for row in service_rows(self.quote, self.book, say):
            sheet.line(row)
        sheet.next()
        sheet.band(say("label.definitions"), "block")
        for definition in self.book.service_levels.definitions:
            sheet.text(0, say.of(definition.term))
            sheet.wide(say.of(definition.meaning), "text", first=1)

    def _assumptions(self, sheet: Sheet) -> None:
        """What every price rests on, the assumptions, the notes and the sources."""
        quote, say = self.quote, self.say
        sheet.title(f"{say('workbook.assumptions')} – {quote.number}")
        sheet.freeze()
        sheet.next()
        sheet.head(say(id_) for id_ in ("label.item", "label.basis", "label.class", "label.source"))
        classes = {class_.id: say.of(class_.name) for class_ in self.book.classes.classes}
        for line in quote.lines:
            class_ = classes.get(str(line.estimate_class), "")
            basis = say.of(line.basis) if line.basis else say("label.by_seller")
            sheet.line([say.of(line.item_name), basis, class_, say.source(line.source)])
        sheet.next()
        sheet.head([say("label.assumption"), say("label.reason"), say("label.plausible_range"), say("label.source")])
        for row in assumptions(quote, self.book, say):
            sheet.line(row)
        sheet.next()
        sheet.band(say("workbook.notes"), "block")
        for note in quote.notes:
            sheet.wide(say.of(note), "wrap")
        sheet.next()
        sheet.head([say("label.source"), say("workbook.note"), say("label.looked_up"), say("label.grade")])
        for found in sources(quote, self.book, say):
            dates = found.looked_up
            sheet.line([found.title, found.note, dates, found.grade])
        sheet.wide(say("label.grade_note"), "note")

    def _rates(self, sheet: Sheet) -> dict[ExchangeRate, str]:
        """The rates that the quote froze, each once, and the cell of each."""
        quote, say = self.quote, self.say
        sheet.title(f"{say('workbook.rates')} – {quote.number}", say("workbook.rates_note"))
        columns = ("workbook.one", "label.rate", "label.currency", "label.date", "label.age", "label.kind")
        sheet.head([*(say(id_) for id_ in columns), say("label.source")], right=(1, 4), centre=(2, 5))
        sheet.freeze()
        cells: dict[ExchangeRate, str] = {}
        conversions: list[Conversion] = [quote.conversion, *(shown.conversion for shown in quote.display)]
        for conversion in conversions:
            for step in conversion.steps:
                if step in cells:
                    continue
                cells[step] = sheet.at(1)
                sheet.text(0, f"1 {step.from_}")
                sheet.number(1, step.value, "General", "input")
                sheet.text(2, step.to, "centre")
                sheet.date(3, step.on, date_format(say.language))
                if step.kind == "law":
                    sheet.text(4, "", "figure")
                else:
                    sheet.number(4, (quote.issue_date - step.on).days, "0")
                sheet.text(5, say(f"workbook.rate.{step.kind}"), "centre")
                sheet.text(6, say.rate_source(step))
                sheet.next()
        if not cells:
            sheet.line([say("label.none"), *[""] * 6])
        return cells


def _field(party: Party | None, name: str) -> str:
    """A field of a party; the address with its city and country."""
    names = ("address", "city", "country") if name == "address" else (name,)
    return ", ".join(getattr(party, name) for name in names if getattr(party, name, None))


def _plain(words: str) -> str:
    """Words without line breaks and control characters, which headers and properties cannot hold."""
    return "".join(letter if letter.isprintable() else " " for letter in words)


def _mark(words: str) -> str:
    """Words in a header or footer, where `&` begins a code."""
    return _plain(words).replace("&", "&&")
