"""How sure the total of a quote is, in words: its range, and the simulation behind its budget."""

from __future__ import annotations

from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.words.text import Text


def range_of(quote: Quote, say: Wording) -> str:
    """The range of the total, rough."""
    return say.range(quote.budget.low, quote.budget.high, quote.currency)


def budgetary_mark(quote: Quote, say: Wording, *, priced: bool = True) -> str:
    """What stands on every page of a budgetary quote: its class, and its range where prices may be said."""
    words: dict[str, Text | str | int] = {"class": quote.estimate_class.name}
    if not priced:
        return say("budgetary.page_unpriced", **words)
    return say("budgetary.page", range=say.range(quote.budget.low, quote.budget.high, quote.currency), **words)


def simulated(quote: Quote, say: Wording) -> dict[str, str]:
    """What the phrase about the simulation behind the budget needs."""
    budget, money = quote.budget, quote.currency
    return {
        "correlation": say.number(budget.correlation),
        "median": say.simulated(budget.told(budget.median), money),
        "percentile": say.percentile(budget.confidence),
        "high": say.simulated(budget.told(budget.before_tax), money),
        "within": say.number((budget.within_point * 100).to_integral_value()),
    }
