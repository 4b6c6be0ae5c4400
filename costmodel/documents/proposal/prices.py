"""The money of the proposal as strings: price tables, taxes, totals and the payment schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from costmodel.documents.closing import closing
from costmodel.documents.proposal.pieces import Context
from costmodel.price_book.wording import Wording
from costmodel.quoting.adjustments import AppliedAdjustment
from costmodel.quoting.lines import QuoteLine
from costmodel.quoting.quote import Quote
from costmodel.words.text import Text

MINUS = "\u2212"


def prices(quote: Quote, say: Wording) -> Context:
    """Every price table of the proposal."""
    once = [line for line in quote.priced() if not line.recurring]
    again = [line for line in quote.priced() if line.recurring]
    adjusted = [(adjustment, True) for adjustment in quote.discounts]
    adjusted += [(adjustment, False) for adjustment in quote.charges]
    money = quote.currency
    later = sum((year.annual_price for year in quote.later_years), Decimal(0))
    return {
        "text": say("proposal.prices_lead", currency=money.code),
        "one_off": _group(once, quote, say),
        "recurring": _group(again, quote, say),
        "beside": _group(quote.beside(), quote, say),
        "adjustments": [
            {
                "name": say.of(adjustment.label),
                "share": say.percent(adjustment.share) if adjustment.share is not None else "–",
                "tax": _tax(adjustment.tax_category, adjustment.tax_rate, say),
                "text": (MINUS if minus else "") + say.bare(adjustment.amount, money),
            }
            for adjustment, minus in adjusted
        ],
        "taxes": list(_taxes(quote, say)),
        "tax_base": say.bare(sum((part.taxable for part in quote.taxes), Decimal(0)), money),
        "tax_total": say.bare(quote.totals.tax, money),
        "totals": list(_totals(quote, say)),
        "closing": closing(quote, say),
        "later": [
            {"name": say.of(year.item_name), "text": say.bare(year.annual_price, money)} for year in quote.later_years
        ],
        "later_text": say("proposal.later_lead"),
        "later_total": say.bare(later, money),
    }


def payment(quote: Quote, say: Wording) -> Context:
    """The payment schedule with its total."""
    total = sum((part.amount for part in quote.payments), Decimal(0))
    return {
        "text": say("proposal.payment_lead" if quote.payments else "proposal.payment_none"),
        "rows": [
            {
                "name": say.of(part.label),
                "share": say.percent(part.share) if part.share is not None else "–",
                "text": say.bare(part.amount, quote.currency),
            }
            for part in quote.payments
        ],
        "total": say.bare(total, quote.currency),
    }


def _group(lines: Iterable[QuoteLine], quote: Quote, say: Wording) -> Context:
    shown = list(lines)
    total = sum((line.net_amount for line in shown), Decimal(0))
    return {"lines": [_line(line, quote, say) for line in shown], "total": say.bare(total, quote.currency)}


def _line(line: QuoteLine, quote: Quote, say: Wording) -> Context:
    return {
        "name": say.of(line.item_name),
        "notes": list(_line_notes(line, quote, say)),
        "quantity": say.number(line.quantity),
        "unit": say.unit(line.unit, line.quantity),
        "unit_price": say.bare(line.unit_price, quote.currency),
        "tax": _tax(line.tax_category, line.tax_rate, say),
        "net": say.bare(line.net_amount, quote.currency),
    }


def _line_notes(line: QuoteLine, quote: Quote, say: Wording) -> Iterator[str]:
    """What stands below a line: its description, what it replaces, the period of its price, discounts and charges."""
    if line.description:
        yield say.of(Text.same(line.description))
    if line.kind == "option":
        yield say("proposal.option")
    if line.kind == "alternative":
        replaced = [say.of(other.item_name) for other in quote.lines if other.id == line.replaces]
        yield say("proposal.alternative", line=replaced[0] if replaced else str(line.replaces))
    if line.base_quantity != 1:
        yield say("proposal.base_quantity", quantity=say.measure(line.base_quantity, line.unit))
    if line.free_months and line.counts:
        yield say("proposal.free_months", months=say.measure(line.free_months, "MON"))
    for adjustment in line.discounts:
        yield _adjusted(adjustment, MINUS, quote, say)
    for adjustment in line.charges:
        yield _adjusted(adjustment, "+", quote, say)


def _adjusted(adjustment: AppliedAdjustment, sign: str, quote: Quote, say: Wording) -> str:
    label, amount = say.of(adjustment.label), sign + say.amount(adjustment.amount, quote.currency)
    if adjustment.share is None:
        return say("proposal.adjusted", label=label, amount=amount)
    return say("proposal.adjusted_share", label=label, share=say.percent(adjustment.share), amount=amount)


def _tax(category: str, rate: Decimal, say: Wording) -> str:
    return say.percent(rate) if category in ("S", "Z") else say(f"proposal.tax_{category}")


def _taxes(quote: Quote, say: Wording) -> Iterator[Context]:
    for part in quote.taxes:
        reasons = dict.fromkeys(
            line.tax_reason
            for line in quote.priced()
            if line.tax_reason and (line.tax_category, line.tax_rate) == (part.tax_category, part.tax_rate)
        )
        yield {
            "name": say.of(say.book.tax_rate(part.tax_category, quote.issue_date).name),
            "notes": [say("proposal.tax_reason", reason=reason) for reason in reasons],
            "rate": say.percent(part.tax_rate),
            "base": say.bare(part.taxable, quote.currency),
            "tax": say.bare(part.tax, quote.currency),
        }


def _totals(quote: Quote, say: Wording) -> Iterator[Context]:
    """The totals block of EN 16931, without rows that are zero and optional."""
    totals = quote.totals
    rows: list[tuple[str, Decimal, str, bool]] = [
        ("lines_net", totals.lines_net, "", False),
        ("discounts", totals.discounts, MINUS, False),
        ("charges", totals.charges, "", False),
        ("tax_exclusive", totals.tax_exclusive, "", True),
        ("tax_total", totals.tax, "", False),
        ("tax_inclusive", totals.tax_inclusive, "", True),
        ("prepaid", totals.prepaid, MINUS, False),
        ("rounding", totals.rounding, "", False),
        ("payable", totals.payable, "", True),
    ]
    for id_, value, sign, strong in rows:
        if value or id_ not in ("discounts", "charges", "prepaid", "rounding"):
            yield {"name": say(f"label.{id_}"), "text": sign + say.bare(value, quote.currency), "strong": strong}
