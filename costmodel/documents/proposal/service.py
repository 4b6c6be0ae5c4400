"""What the proposal promises after the work: service levels, training and handover."""

from __future__ import annotations

from costmodel.documents.proposal.pieces import Context
from costmodel.documents.scope import scope
from costmodel.documents.service_levels import service_rows, tier_of
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


def service(quote: Quote, say: Wording) -> Context:
    """The service levels of the tier, with their definitions."""
    tier = tier_of(quote, say)
    return {
        "tier": say.of(tier.name),
        "coverage": say.of(tier.coverage),
        "rows": [
            {
                "name": row.severity,
                "notes": [row.meaning],
                "response": row.response,
                "resolution": row.resolution,
                "uptime": row.uptime,
            }
            for row in service_rows(quote, say)
        ],
        "definitions": [
            {"name": say.of(definition.term), "text": say.of(definition.meaning)}
            for definition in say.book.service_levels.definitions
        ],
    }


def training(quote: Quote, say: Wording) -> Context:
    """What training and handover contain."""
    chapters = ("training", "documentation")
    wanted = [say.of(category.name) for category in say.book.scope_of_work if category.id in chapters]
    sections = []
    for section in scope(quote, say):
        points = [line.text for line in section.lines if line.included]
        if section.name in wanted and points:
            sections.append({"name": section.name, "text": section.description, "points": points})
    staff = say.number(quote.spec.trained_staff)
    return {"text": say("proposal.training_lead", staff=staff), "sections": sections}
