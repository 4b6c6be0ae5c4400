"""What the figures of the proposal rest on: class, lines, assumptions, notes and sources."""

from __future__ import annotations

from costmodel.documents.assumptions import assumptions
from costmodel.documents.proposal.pieces import Context, capital
from costmodel.documents.sources import sources
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


def basis(quote: Quote, say: Wording) -> Context:
    """What the figures rest on: class, lines, assumptions, notes and sources."""
    book = say.book
    listed_sources = sources(quote, say)
    marks = {row.id: f"[{n}]" for n, row in enumerate(listed_sources, start=1)}
    by_title = {row.title: marks[row.id] for row in listed_sources}
    factors = [say.of(factor.name) for factor in book.pricing_factors]
    texts = [_class_text(quote, say), say("proposal.factors", count=len(factors), factors=say.series(factors))]
    if quote.spec.survey is not None:
        texts.insert(1, say("proposal.survey", day=say.day(quote.spec.survey.on), surveyor=quote.spec.survey.by))
    return {
        "texts": texts,
        "lines": [
            {
                "name": say.of(line.item_name),
                "text": say.of(line.basis) if line.basis is not None else say("label.by_seller"),
                "grade": str(line.estimate_class) if line.estimate_class is not None else "–",
                "source": marks.get(line.source) or say.source(line.source),
            }
            for line in quote.lines
        ],
        "assumptions": [
            {
                "name": capital(row.subject),
                "text": row.reason,
                "plausible": row.plausible or "–",
                "source": by_title.get(row.source, row.source),
            }
            for row in assumptions(quote, say)
        ],
        "notes": [say.of(note) for note in quote.notes],
        "sources": [
            {
                "mark": marks[row.id],
                "name": row.title,
                "notes": [row.note] if row.note else [],
                "looked_up": row.looked_up,
                "grade": row.grade,
            }
            for row in listed_sources
        ],
    }


def _class_text(quote: Quote, say: Wording) -> str:
    """How sure the estimate is; the range of the total where the price is not firm."""
    words = {"class": capital(say.of(quote.estimate_class.name)), "meaning": say.of(quote.estimate_class.meaning)}
    if quote.kind == "firm":
        return say("proposal.class_firm", **words)
    low, high = (say.rough(value, quote.currency) for value in (quote.budget.low, quote.budget.high))
    return say("proposal.class_is", low=low, high=high, **words)
