"""What the command line prints of a quote: for people, for programs, and as it was read from its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costmodel.cli.printed.layout import figure, named, totals_lines
from costmodel.quoting.columns import DISPLAY, LINES, PAYMENTS, PRINTED
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import printed_lines
from costmodel.words.columns import as_json, chosen, table_of
from costmodel.words.text import number, percent

if TYPE_CHECKING:
    from costmodel.documents.workbook.reader import Read


def quote_table(offer: Quote) -> str:
    """The lines and totals of a quote, and the margin where the seller's cost is known: for the seller's eyes."""
    code, decimals = offer.currency.code, offer.currency.decimals
    shown = table_of(
        offer.lines,
        chosen(LINES, PRINTED),
        offer,
        currency=code,
        amount=lambda value: number(value, "en", at_least=decimals),
    )
    parts = [f"{offer.number}: {offer.kind} offer, {offer.issue_date} to {offer.valid_until}", "", shown, ""]
    parts += totals_lines(offer.totals, code, width=14, decimals=decimals)
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
        "totals": named(offer.totals),
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
        "lines": [as_json(line, LINES, quote) for line in printed_lines(quote)],
        "totals": named(quote.totals),
        "payments": [as_json(payment, PAYMENTS) for payment in quote.payments],
        "display": [as_json(shown, DISPLAY) for shown in quote.display],
    }
