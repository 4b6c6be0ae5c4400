"""What the command line prints of facts: prices, drivers, bundles, rates; amounts in JSON are decimal strings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from textwrap import fill
from typing import TYPE_CHECKING, Any

from costmodel.cli.printed.layout import figure
from costmodel.words.tables import table

if TYPE_CHECKING:
    from costmodel.money.currencies import Money
    from costmodel.money.exchange import Conversion, ExchangeRate
    from costmodel.price_book.book import PriceBook


def prices_table(book: PriceBook) -> str:
    """The published table: ranges and totals, as published."""
    rows = [(row.id, row.name, row.published_low, row.published_high, row.open_ended) for row in book.components.rows]
    rows += [(t.id, t.name, t.published_low, t.published_high, t.open_ended) for t in book.components.totals]
    shown = [[id_, name.en, figure(low), figure(high) + "+" * plus] for id_, name, low, high, plus in rows]
    note = "10 MRO = 1 MRU. A '+' marks a range that is open upwards. Source: source-document."
    return table(["id", "", "from (MRO)", "to (MRO)"], shown, right=(2, 3)) + f"\n\n{note}"


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


def drivers_table(book: PriceBook) -> str:
    """What a need can say: drivers with unit and bounds, conditions with their answers, lists with their words."""
    numbers = [
        [fact.id, f"{figure(fact.minimum)} to {figure(fact.maximum)} {fact.unit.several().en}", fill(fact.help.en, 56)]
        for fact in book.drivers
    ]
    for fact in book.conditions.amplitudes:
        bounds = f"{figure(fact.minimum)} to {figure(fact.maximum)}, else {figure(fact.default)}"
        numbers.append([fact.id, bounds, fill(fact.help.en, 56)])
    levels = book.service_levels
    choices = [
        [choice.id, choice.name.en, _answers((option.id for option in choice.options), choice.default)]
        for choice in book.conditions.choices
    ]
    choices.append(["support_tier", "Support", _answers((tier.id for tier in levels.tiers), levels.published_tier)])
    words = {
        "customer_type": [kind.id for kind in book.customer_types],
        "use_cases": [use_case.id for use_case in book.use_cases],
        "levers": [lever.id for lever in book.levers],
    }
    parts = [
        table(["number", "allowed", ""], numbers),
        table(["choice", "", "answers (* unless said otherwise)"], choices),
        table(["words", "allowed"], [[name, fill(", ".join(ids), 80)] for name, ids in words.items()]),
    ]
    return "\n\n".join(parts)


def _answers(ids: Iterable[str], default: str) -> str:
    return ", ".join(id_ + "*" * (id_ == default) for id_ in ids)


def bundles_json(book: PriceBook) -> dict[str, Any]:
    """The bundles with everything that they cover."""
    from costmodel.estimating.scope import covered

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
