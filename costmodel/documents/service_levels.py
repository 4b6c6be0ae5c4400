"""The service levels of a quote: its tier of support, and the times of each severity."""

from __future__ import annotations

from typing import NamedTuple

from costmodel.price_book.book import find
from costmodel.price_book.reference import SupportTier
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


class ServiceRow(NamedTuple):
    """The times of a severity."""

    severity: str
    meaning: str
    response: str
    resolution: str
    uptime: str


def tier_of(quote: Quote, say: Wording) -> SupportTier:
    """The quote's tier of support."""
    return say.book.support_tier(quote.spec.support_tier, where="quote")


def service_rows(quote: Quote, say: Wording) -> tuple[ServiceRow, ...]:
    """The service levels of the quote's tier."""
    rows = []
    for level in tier_of(quote, say).levels:
        severity = find(say.book.service_levels.severities, level.id, what="a severity")
        rows.append(
            ServiceRow(
                say.of(severity.name),
                say.of(severity.meaning),
                say.duration(level.response),
                say.duration(level.resolution) if level.resolution else say("label.best_effort"),
                say.percent(level.uptime) if level.uptime is not None else "–",
            )
        )
    return tuple(rows)
