"""The Excel workbook of a quote: live formulas with their values, in the quote's language, for the customer."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import xlsxwriter

from costmodel.comparing.comparison import Comparison
from costmodel.documents.assumptions import assumptions
from costmodel.documents.budget import budgetary_mark
from costmodel.documents.comparison.sheets import add_comparison
from costmodel.documents.excel.input_cells import Inputs
from costmodel.documents.excel.page_marks import one_line, page_marks
from costmodel.documents.excel.sheets import DEFAULT, Sheet, Styles, date_format, typed
from costmodel.documents.scope import scope
from costmodel.documents.service_levels import service_rows, tier_of
from costmodel.documents.sources import sources
from costmodel.documents.workbook.carried_quote import carry
from costmodel.documents.workbook.payment_sheet import WIDTHS as PAYMENT_WIDTHS
from costmodel.documents.workbook.payment_sheet import write_payment
from costmodel.documents.workbook.price_sheet import WIDTHS, write_prices
from costmodel.documents.workbook.summary_sheet import WIDTHS as SUMMARY_WIDTHS
from costmodel.documents.workbook.summary_sheet import write_summary
from costmodel.money.exchange import Conversion, ExchangeRate
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import rate_names
from costmodel.words.text import Text, bare, punctuated


def to_xlsx(
    quote: Quote, book: PriceBook, *, comparison: Comparison | None = None, statements: Iterable[Text] = ()
) -> bytes:
    """The `quote` as a workbook, without what only the seller may know; equal quotes give equal bytes.

    `book` has the words. A `comparison` adds its two sheets, with its `statements`.
    """
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": dict(DEFAULT)})
    made = _Workbook(workbook, quote.for_customer(), book)
    made.write()
    if comparison is not None:
        add_comparison(workbook, made.styles, comparison, statements, made.say, inputs=made.inputs, marks=made.marks)
    carry(workbook, made.quote, made.sheets)
    workbook.close()
    return target.getvalue()


class _Workbook:
    """What the sheets share while they are written."""

    def __init__(self, workbook: Any, quote: Quote, book: PriceBook) -> None:
        self.workbook, self.quote, self.book = workbook, quote, book
        self.say = Wording(book, quote.language, digits=quote.digits)
        self.styles = Styles(workbook, quote.language, quote.digits)
        self.inputs = Inputs(workbook, self.say)
        self.sheets: list[Sheet] = []
        self.range = budgetary_mark(quote, self.say)
        self.marks = self._marks()

    def write(self) -> None:
        """Every sheet; the prices come first, for the summary refers to them."""
        quote, say, workbook = self.quote, self.say, self.workbook
        title = bare(f"{say('label.number')} {quote.number}")
        customer = quote.buyer.name if quote.buyer else ""
        created = datetime(quote.issue_date.year, quote.issue_date.month, quote.issue_date.day)
        workbook.set_properties({"title": one_line(title), "subject": one_line(customer), "created": created})
        summary = self._sheet(say("workbook.summary"), SUMMARY_WIDTHS)
        prices = self._sheet(say("workbook.prices"), WIDTHS, landscape=True)
        found = write_prices(prices, quote, say)
        for name, place in found.totals.items():
            self.inputs.name(f"total_{name}", place)
        payment = self._sheet(say("workbook.payment"), PAYMENT_WIDTHS)
        write_payment(payment, quote, found, say)
        self._scope(self._sheet(say("label.scope"), (74, 13, 12, 12, 46), landscape=True))
        self._service(self._sheet(say("label.service"), (28, 56, 18, 22, 16), landscape=True))
        self._assumptions(self._sheet(say("workbook.assumptions"), (36, 74, 36, 40), landscape=True))
        rates = self._rates(self._sheet(say("workbook.rates"), (10, 14, 10, 14, 12, 12, 40)))
        write_summary(workbook, summary, quote, found, rates, say, range_=self.range)

    def _marks(self) -> tuple[str, str]:
        """The header and the footer: number, kind, page, and for a budgetary quote its class and range."""
        quote, say = self.quote, self.say
        number = f"{say('label.number')} {typed(quote.number, say.language)}"
        footer = self.range if quote.kind == "budgetary" else ""
        return page_marks(say, header=(number, say(f"label.{quote.kind}")), footer=footer)

    def _sheet(self, name: str, widths: tuple[float, ...], *, landscape: bool = False) -> Sheet:
        how: dict[str, Any] = {"widths": widths, "landscape": landscape, "inputs": self.inputs, "marks": self.marks}
        self.sheets.append(Sheet(self.workbook, self.styles, name, **how))
        return self.sheets[-1]

    def _scope(self, sheet: Sheet) -> None:
        """The scope of work, what the need requires and the bundle leaves out included."""
        quote, say = self.quote, self.say
        bundle = self.book.bundle(quote.bundle, where="quote")
        note = say("workbook.gaps", n=len(quote.gaps)) if quote.gaps else ""
        sheet.title(f"{say('label.scope')} – {say.of(bundle.name)}", note)
        columns = ("label.item", "label.kind", "workbook.included", "workbook.mandatory", "workbook.motives")
        sheet.head(say(id_) for id_ in columns)
        sheet.freeze()
        yes, no = say("label.yes"), say("label.no")
        kinds = {kind: say(f"label.{kind}") for kind in ("deliverable", "requirement")}
        for section in scope(quote, say):
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
        tier = tier_of(self.quote, say)
        sheet.title(f"{say('label.service')} – {say.of(tier.name)}", say.of(tier.coverage))
        sheet.head(
            say(id_)
            for id_ in ("label.severity", "label.meaning", "label.response", "label.resolution", "label.uptime")
        )
        sheet.freeze()
        for row in service_rows(self.quote, say):
            sheet.line(row)
        sheet.next()
        sheet.band(say("label.definitions"), "block")
        for definition in self.book.service_levels.definitions:
            sheet.text(0, say.of(definition.term))
            sheet.wide(say.of(definition.meaning), "text", first=1)

    def _assumptions(self, sheet: Sheet) -> None:
        """What every price rests on, the assumptions, the notes and the sources."""
        quote, say = self.quote, self.say
        sheet.title(f"{say('workbook.assumptions')} – {typed(quote.number, say.language)}")
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
        for row in assumptions(quote, say):
            sheet.line(row)
        sheet.next()
        sheet.band(say("workbook.notes"), "block")
        for note in quote.notes:
            sheet.wide(say.of(note), "wrap")
        sheet.next()
        sheet.head([say("label.source"), say("workbook.note"), say("label.looked_up"), say("label.grade")])
        for found in sources(quote, say):
            dates = found.looked_up
            sheet.line([found.title, found.note, dates, found.grade])
        sheet.wide(say("label.grade_note"), "note")

    def _rates(self, sheet: Sheet) -> dict[ExchangeRate, str]:
        """The rates that the quote froze, each once, and the cell of each."""
        quote, say = self.quote, self.say
        number = typed(quote.number, say.language)
        sheet.title(f"{say('workbook.rates')} – {number}", say("workbook.rates_note"), legend=say("workbook.legend"))
        columns = ("workbook.one", "label.rate", "label.currency", "label.date", "label.age", "label.kind")
        sheet.head([*(say(id_) for id_ in columns), say("label.source")], right=(1, 4), centre=(2, 5))
        sheet.freeze()
        cells: dict[ExchangeRate, str] = {}
        names = rate_names(quote)
        conversions: list[Conversion] = [quote.conversion, *(shown.conversion for shown in quote.display)]
        for conversion in conversions:
            for step in conversion.steps:
                if step in cells:
                    continue
                cells[step] = sheet.at(1)
                sheet.text(0, f"1 {step.from_}")
                if step in names:
                    sheet.input(1, step.value, "General", "rate", name=names[step])
                else:
                    sheet.number(1, step.value, "General")
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
