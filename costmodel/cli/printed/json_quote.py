"""The JSON that the command line prints: amounts are decimal strings, dates ISO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.estimate import Estimate, Explanation
from costmodel.estimating.scope import covered
from costmodel.money.currencies import Money
from costmodel.money.exchange import Conversion, ExchangeRate
from costmodel.price_book.book import PriceBook
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import printed_lines
from costmodel.quoting.totals import Sums
from costmodel.words.text import bare

if TYPE_CHECKING:
    from costmodel.documents.workbook.reader import Read


def prices_json(book: PriceBook) -> dict[str, Any]:
    """The published table, as published."""
    return {
        "lines": [
            {
                "id": row.id,
                "component": row.component,
                "published_low": str(row.published_low),
                "published_high": str(row.published_high),
                "open_ended": row.open_ended,
                "unit": row.unit,
                "currency": row.currency,
                "source": row.source,
            }
            for row in book.components.rows
        ],
        "totals": [
            {
                "id": total.id,
                "published_low": str(total.published_low),
                "published_high": str(total.published_high),
                "open_ended": total.open_ended,
                "currency": total.currency,
            }
            for total in book.components.totals
        ],
    }


def bundles_json(book: PriceBook) -> dict[str, Any]:
    """The bundles with everything that they cover."""
    return {
        "bundles": [
            {**bundle.model_dump(mode="json", exclude_none=True), "covers": covered(bundle, book)}
            for bundle in book.bundles
        ]
    }


def rates_json(rates: Iterable[ExchangeRate], *, on: date) -> dict[str, Any]:
    """Dated rates."""
    return {"on": on.isoformat(), "rates": [rate.model_dump(mode="json", by_alias=True) for rate in rates]}


def conversion_json(result: Money, how: Conversion) -> dict[str, Any]:
    """A converted amount and the rate that was used."""
    return {
        "amount": str(result.amount),
        "currency": result.currency,
        "rate": format(how.value, "f"),
        "on": how.dated.isoformat(),
        "source": how.source,
    }


def offer_json(offer: Quote, files: Mapping[str, Path]) -> dict[str, Any]:
    """The totals of a quote, and the files that were written of it."""
    return {
        "number": offer.number,
        "currency": offer.currency.code,
        "totals": {name: str(value) for name, value in offer.totals},
        "files": {name: str(path) for name, path in files.items()},
    }


def estimate_json(priced: Estimate) -> dict[str, Any]:
    """Lines, options and totals of an estimate."""
    return {
        "currency": priced.currency.code,
        "bundle": priced.bundle.id,
        "estimate_class": int(priced.estimate_class.id),
        "lines": [_line(line) for line in priced.lines],
        "options": [_line(line) for line in priced.options],
        "totals": {name: str(value) for name, value in priced.totals},
        "included": list(priced.included),
        "mandatory": list(priced.mandatory),
        "gaps": list(priced.gaps),
    }


def _line(line: CostLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "component": line.component,
        "item_name": line.item_name.en,
        "quantity": format(line.quantity, "f"),
        "unit": line.unit,
        "low": str(line.low),
        "likely": str(line.likely),
        "high": str(line.high),
        "recurring": line.recurring,
        "estimate_class": line.estimate_class,
        "basis": line.basis.en,
        "source": line.source,
    }


def explanation_json(why: Explanation) -> dict[str, Any]:
    """Fact, positions, factors and result of a line; the conversion multiplies by `value`, or divides by it."""
    return {
        "line": why.line.id,
        "fact": why.line.fact,
        "addends": [
            {
                "part": addend.part,
                "position": str(addend.position),
                "terms": [term.model_dump(mode="json") for term in addend.terms],
                "factors": [
                    {
                        "name": factor.name,
                        "value": format(factor.value, "f"),
                        "source": factor.source,
                        "plausible": [str(bound) for bound in factor.plausible or ()],
                    }
                    for factor in addend.factors
                ],
                "product": format(addend.product, "f"),
            }
            for addend in why.line.addends
        ],
        "items": [
            {
                "item_name": priced.item.item_name,
                "quantity": format(priced.item.quantity, "f"),
                "unit_price": str(priced.unit_price),
            }
            for priced in why.line.items
        ],
        "conversion": [step.model_dump(mode="json", by_alias=True) for step in why.conversion.steps],
        "currency": why.currency,
        "likely": str(why.line.likely),
    }


def totals_json(currency: str, result: Sums) -> dict[str, Any]:
    """Net amounts, taxes and totals of a list of lines."""
    return {
        "currency": currency,
        "lines": [{"net_amount": str(net)} for net in result.net_amounts],
        "taxes": [
            {name: format(value, "f") if name != "tax_category" else value for name, value in tax}
            for tax in result.taxes
        ],
        "totals": {name: str(value) for name, value in result.totals},
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
