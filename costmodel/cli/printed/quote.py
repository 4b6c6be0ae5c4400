"""What the command line prints of a quote: for people, for programs, and as it was read from its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costmodel.cli.printed.layout import figure, table
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import printed_lines
from costmodel.words.text import bare, number, percent

if TYPE_CHECKING:
    from costmodel.documents.workbook.reader import Read


def quote_table(offer: Quote) -> str:
    """The lines and totals of a quote, and the margin where the seller's cost is known: for the seller's eyes."""
    code, decimals = offer.currency.code, offer.currency.decimals
    rows = [
        [
            line.item_name.en + ("" if line.counts else f" ({line.kind})"),
            figure(line.quantity),
            line.unit,
            number(line.unit_price, "en", at_least=decimals),
            figure(line.net_amount, decimals),
        ]
        for line in offer.lines
    ]
    heading = ["item", "quantity", "unit", "unit price", f"net ({code})"]
    parts = [f"{offer.number}: {offer.kind} offer, {offer.issue_date} to {offer.valid_until}", ""]
    parts += [table(heading, rows, right=(1, 3, 4)), ""]
    parts += [f"{name.replace('_', ' '):>14}  {figure(value, decimals):>18} {code}" for name, value in offer.totals]
    budget = offer.budget
    parts += [
        "",
        f"Recommended budget {figure(budget.recommended, decimals)} {code} with tax (P{budget.confidence * 100:.0f}):",
        f"P{budget.confidence * 100:.0f} {figure(budget.before_tax, decimals)} is the point estimate "
        f"{figure(budget.point_estimate, decimals)} plus a contingency of {figure(budget.contingency, decimals)} "
        f"({percent(budget.contingency_share, 'en')}),",
        f"before discounts and tax; P10 {figure(budget.low)}, P50 {figure(budget.median)}, P90 {figure(budget.high)}. "
        f"The point estimate holds with {percent(budget.within_point, 'en')}.",
    ]
    margins = offer.margins()
    if margins:
        parts += ["", "For the seller only, in no customer file:"]
        parts += [
            f"  margin on {id_}: {percent(share.quantize(Decimal('0.0001')), 'en')} of price" for id_, share in margins
        ]
    if offer.gaps:
        parts += ["", f"The bundle leaves out {len(offer.gaps)} required items; the proposal names them."]
    return "\n".join(parts)


def offer_json(offer: Quote, files: Mapping[str, Path]) -> dict[str, Any]:
    """The totals of a quote, and the files that were written of it."""
    return {
        "number": offer.number,
        "currency": offer.currency.code,
        "totals": {name: str(value) for name, value in offer.totals},
        "files": {name: str(path) for name, path in files.items()},
    }


def read_json(read: Read) -> dict[str, Any]:
    """A quote that was read from its workbook: what was changed, lines, taxes, totals, payments."""
    quote = read.quote
    return {
        "number": quote.number,
        "revision": quote.revision,
        "language": quote.language,
        "currency": quote.currency.code,
        "changes": [
            {"name": one.name, "written": format(one.written, "f"), "read": format(one.read, "f")}
            for one in read.changes
        ],
        "lines": [
            {
                "id": line.id,
                "item_name": bare(line.item_name.in_(quote.language)),
                "kind": line.kind,
                "quantity": format(line.quantity, "f"),
                "unit": line.unit,
                "unit_price": format(line.unit_price, "f"),
                "net_amount": str(line.net_amount),
                "tax_category": line.tax_category,
                "tax_rate": format(line.tax_rate, "f"),
            }
            for line in printed_lines(quote)
        ],
        "totals": {name: str(value) for name, value in quote.totals},
        "payments": [{"stage": payment.stage, "amount": str(payment.amount)} for payment in quote.payments],
        "display": [{"amount": str(shown.amount), "currency": shown.currency.code} for shown in quote.display],
    }
