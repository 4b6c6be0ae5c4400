"""What several chapters of the proposal say alike: the customer, how long, for how many years, a row of facts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from costmodel.documents.word.charts import ChartParts
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote

Context = dict[str, Any]


class Filling(NamedTuple):
    """What a template is filled with: its variables, and its charts by their names."""

    variables: Context
    charts: Mapping[str, ChartParts] = MappingProxyType({})


def fact(name: str, text: str, *, missing: bool = False) -> Context:
    """A row of a table of names and values; what is missing is marked in the document."""
    return {"name": name, "text": text, "missing": missing}


def capital(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def customer_of(quote: Quote, say: Wording) -> str:
    """Who the proposal is for, in a sentence."""
    return quote.buyer.name if quote.buyer else say("proposal.summary_customer_missing")


def duration_of(quote: Quote, say: Wording) -> str:
    """How long the project takes."""
    return say.measure(quote.spec.duration_months, "MON")


def days_of(quote: Quote) -> int:
    """The days of its timetable."""
    return sum(span.days for span in quote.timetable)


def contracted(quote: Quote, say: Wording) -> str:
    """The years for which what recurs is contracted."""
    return say.measure(quote.contracted_years, "ANN") if quote.contracted_years else say("proposal.contracted_none")
