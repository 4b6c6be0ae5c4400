"""What the proposal says of the work: its scope, the stages of the project, and their timetable in days."""

from __future__ import annotations

from decimal import Decimal

from costmodel.documents.proposal.pieces import Context, days_of, duration_of
from costmodel.documents.scope import scope
from costmodel.files.colour import ACCENT
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote

PERIODS = 20
"""Columns of the timetable's bars in the template."""
BLANK = "FFFFFF"


def scope_of_work(quote: Quote, say: Wording) -> Context:
    """Every item of the scope of work, with its state and what calls for it."""
    sections, included, mandatory, excluded = [], 0, 0, 0
    for section in scope(quote, say):
        lines = []
        for line in section.lines:
            state = "excluded" if not line.included else "mandatory" if line.mandatory else "included"
            included += line.included
            mandatory += line.included and line.mandatory
            excluded += not line.included
            notes = [say("proposal.scope_motive", use_cases=say.series(line.motives))] if line.motives else []
            lines.append(
                {
                    "text": line.text,
                    "kind": say(f"label.{line.kind}"),
                    "state": say(f"proposal.scope_{state}"),
                    "notes": notes,
                    "excluded": not line.included,
                }
            )
        sections.append({"name": section.name, "text": section.description, "lines": lines})
    if excluded:
        text = say("proposal.scope_count", included=included, mandatory=mandatory, excluded=excluded)
    else:
        text = say("proposal.scope_complete", included=included, mandatory=mandatory)
    return {"sections": sections, "text": text}


def process(say: Wording) -> Context:
    """The stages of the project, who does what, and what comes out."""
    parties = {party.id: say.of(party.name) for party in say.book.process.parties}
    stages = [
        {
            "name": f"{stage.number}. {say.of(stage.name)}",
            "activities": say.of(stage.activities),
            "text": say.of(stage.description),
            "responsible": say.series([parties[id_] for id_ in stage.responsible]),
            "deliverables": say.series([say.of(deliverable) for deliverable in stage.deliverables]),
        }
        for stage in say.book.process.stages
    ]
    return {"text": say("proposal.process_lead", count=len(stages)), "stages": stages}


def timetable(quote: Quote, say: Wording) -> Context:
    """The project's stages in days; a bar's cell is dark where the stage covers the middle of its period."""
    stages, durations = say.book.process.stages, say.book.process.durations
    names = {stage.id: f"{stage.number}. {say.of(stage.name)}" for stage in stages}
    days = days_of(quote)
    middles = [Decimal(days) * (2 * n + 1) / (2 * PERIODS) for n in range(PERIODS)]
    rows = [
        {
            "name": names[span.stage],
            "days": say.number(span.days),
            "notes": [say("proposal.days", first=say.number(span.first_day), last=say.number(span.last_day))],
            "bar": [ACCENT if span.first_day - 1 <= middle < span.last_day else BLANK for middle in middles],
        }
        for span in quote.timetable
    ]
    timed = {span.stage for span in quote.timetable}
    untimed = say.series([name for id_, name in names.items() if id_ not in timed])
    reason = say.reason(durations)
    return {
        "text": say("proposal.timetable_lead", duration=say.measure(days, "DAY")),
        "ticks": [say("proposal.day_tick", day=say.number(round(Decimal(days) * n / 4))) for n in (1, 2, 3, 4)],
        "rows": rows,
        "days": say.number(days),
        "duration": duration_of(quote, say),
        "note": say("proposal.timetable_note", stages=untimed, reason=reason),
    }
