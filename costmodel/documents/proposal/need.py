"""What the proposal says of the need and of what meets it: customer, drivers, bundle, gaps, objectives."""

from __future__ import annotations

from costmodel.documents.proposal.pieces import Context, customer_of
from costmodel.documents.scope import scope
from costmodel.documents.subject import module_names
from costmodel.estimating.scope import gap_sections
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


def need(quote: Quote, say: Wording) -> Context:
    """Who asks, for what reasons, and the drivers of the price with where each comes from."""
    book = say.book
    kind = book.customer_type(quote.spec.customer_type, where="quote")
    values = {driver.id: getattr(quote.spec, driver.id) for driver in book.drivers}
    answered = len(quote.spec.answered)
    state = "none" if not answered else "all" if answered == len(values) else "some"
    fill = {"answered": answered, "count": len(values)} if state == "some" else {}
    return {
        "customer": say("proposal.need_customer_is", customer=customer_of(quote, say), type=say.of(kind.name)),
        "understanding": say.of(kind.understanding),
        "departments": [say.of(department) for department in kind.departments],
        "expectations": [say.of(need) for need in kind.needs],
        "use_cases": [
            {"name": say.of(case.name), "text": say.of(case.description), "benefit": say.of(case.benefit)}
            for case in book.use_cases
            if case.id in quote.spec.use_cases
        ],
        "drivers_text": say(f"proposal.need_drivers_{state}", **fill),
        "drivers": [
            {
                "name": say.of(driver.name),
                "text": say.number(values[driver.id]),
                "unit": say.of(driver.unit.after(values[driver.id])),
                "origin": say("proposal.answered" if driver.id in quote.spec.answered else "proposal.preset"),
            }
            for driver in book.drivers
        ],
    }


def solution(quote: Quote, say: Wording) -> Context:
    """The bundle, what it brings, and what of the need it leaves out."""
    book = say.book
    bundle = book.bundle(quote.bundle, where="quote")
    gaps = [
        {"name": section.name, "text": text}
        for section in gap_sections(quote.gaps, quote.spec, say)
        for text in section.items
    ]
    levers = [book.lever(id_, where="quote") for id_ in quote.spec.levers]
    told = {
        "bundle": say.of(bundle.name),
        "description": say.of(bundle.description),
        "text": say.of(bundle.solution),
        "value_points": [say.of(point) for point in bundle.value_proposition],
        "saving_points": [say.of(point) for point in bundle.saving_strategies],
        "renewed": [],
    }
    if quote.spec.targeted:
        told = {
            "bundle": say("targeted.name"),
            "description": say("targeted.description"),
            "text": say("targeted.solution"),
            "value_points": [],
            "saving_points": [],
            "renewed": [
                line.text
                for section in scope(quote, say)
                if section.module is not None
                for line in section.lines
                if line.included
            ],
        }
    return {
        **told,
        "renewed_title": say("targeted.renewed"),
        "modules": say("proposal.solution_modules", modules=module_names(quote.modules, say)),
        "levers": [{"name": say.of(lever.name), "text": say.of(lever.description)} for lever in levers],
        "gaps_text": say("proposal.gaps_some" if gaps else "proposal.gaps_none"),
        "gaps": gaps,
    }


def objectives(quote: Quote, say: Wording) -> list[str]:
    """What the project is to bring about; a targeted update does not promise what a whole new module would."""
    reached = (None,) if quote.spec.targeted else (None, *quote.modules)
    return [say.of(objective.text) for objective in say.book.objectives if objective.module in reached]
