"""The Word proposal: a quote poured into a Word template."""

from __future__ import annotations

from pathlib import Path

from costmodel.documents.content import Wording
from costmodel.documents.proposal_context import context
from costmodel.documents.proposal_risk import spread_charts
from costmodel.documents.word import render
from costmodel.folders import template_folder
from costmodel.price_book import PriceBook
from costmodel.quote import Quote


def to_docx(quote: Quote, book: PriceBook, *, template: Path | None = None) -> bytes:
    """A quote as a Word proposal in its language, without anything that only the seller may know.

    `template` is a Word file with Jinja tags; the shipped one by default. Raises CostmodelError for a template that
    cannot be read or that asks for what does not exist.
    """
    shown = quote.for_customer()
    charts = spread_charts(shown, Wording(book, shown.language))
    return render(context(shown, book), template or template_folder() / "proposal.docx", charts=charts)
