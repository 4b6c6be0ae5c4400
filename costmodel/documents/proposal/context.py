"""What the proposal says, as plain strings and lists: the variables of the Word template.

The template reads `label` and `proposal` (phrases of `texts.yaml` without placeholders) and one variable for each
chapter. Nothing here is XML, and nothing here is computed: the figures are the quote's.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from costmodel.comparing.life_cycle import LifeCycle
from costmodel.documents.content import budgetary_mark, bundle_of, drivers_of, module_names, scope, subject_of, targeted
from costmodel.documents.proposal.costs import cost_texts
from costmodel.documents.proposal.prices import Context, payment, prices, years
from costmodel.documents.proposal.risk import spread
from costmodel.documents.proposal.summary import customer_of, days_of, duration_of, summary
from costmodel.documents.proposal.terms import (
    acceptance,
    basis,
    capital,
    credentials,
    fact,
    series,
    service,
    terms,
    training,
)
from costmodel.documents.word.chart_xml import ACCENT
from costmodel.price_book.book import PriceBook, find
from costmodel.price_book.reference import CHAPTERS, Chapter, Profile
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Party, Seller
from costmodel.words.text import Text, punctuated

PERIODS = 20
"""Columns of the timetable's bars in the template."""
BLANK = "FFFFFF"
FULL = "full"
"""The profile of a proposal that nobody chose one for."""


def context(quote: Quote, book: PriceBook, profile: Profile | None = None, *, life: LifeCycle | None = None) -> Context:
    """The variables of the template for a quote, in its language: those of the profile's chapters, all by default."""
    say = Wording(book, quote.language, digits=quote.digits)
    missing = say("proposal.blank")
    chosen = profile or find(book.profiles, FULL, what="a profile")
    chapters: dict[Chapter, Callable[[], Context]] = {
        "summary": lambda: {"summary": summary(quote, say, priced=chosen.priced)},
        "need": lambda: {"need": _need(quote, say)},
        "solution": lambda: {"solution": _solution(quote, say)},
        "objectives": lambda: {"objectives": _objectives(quote, say)},
        "scope": lambda: {"scope": _scope(quote, say)},
        "process": lambda: {"process": _process(say), "timetable": _timetable(quote, say)},
        "prices": lambda: {
            "prices": prices(quote, say) | cost_texts(quote, life, say),
            "payment": payment(quote, say),
        },
        "basis": lambda: {"basis": basis(quote, say), "charts": spread(quote, say)},
        "service": lambda: {"service": service(quote, say)},
        "training": lambda: {"training": training(quote, say)},
        "credentials": lambda: {"credentials": credentials(quote, say)},
        "terms": lambda: {"terms": terms(quote, say, missing)},
        "acceptance": lambda: {"acceptance": acceptance(quote, say, missing)},
    }
    made: Context = {
        "label": say.phrases("label."),
        "proposal": say.phrases("proposal."),
        "caption": _captions(quote, say),
        "language": quote.language,
        "document": _document(quote, say, missing, chosen),
        "chapters": {chapter: chapter in chosen.chapters for chapter in CHAPTERS},
    }
    for chapter, write in chapters.items():
        if chapter in chosen.chapters:
            made |= write()
    return made


def _captions(quote: Quote, say: Wording) -> dict[str, str]:
    prefix = "proposal.caption_"
    names = [phrase.id for phrase in say.book.texts if phrase.id.startswith(prefix)]
    fill = {"currency": quote.currency.code, "years": years(quote.contracted_years, say)}
    return {name.removeprefix(prefix): say(name, **fill) for name in names}


def _party(party: Party | None, role: str, say: Wording, missing: str) -> list[Context]:
    """Who a party is; a party that is not known is marked, never blank."""
    name = say(f"label.{role}")
    if party is None:
        blanks = [name, *(say(f"label.{field}") for field in ("address", "tax_id", "contact"))]
        return [fact(blank, missing, missing=True) for blank in blanks]
    place = say.typed((party.address, party.city, party.country))
    contact = say.typed((party.contact, party.phone, party.email))
    rows = [fact(name, party.name)]
    for label, value in (("address", place), ("tax_id", party.tax_id), ("contact", contact)):
        rows.append(fact(say(f"label.{label}"), value or missing, missing=not value))
    return rows


def _document(quote: Quote, say: Wording, missing: str, profile: Profile) -> Context:
    bundle = say.of(bundle_of(quote, say.book).name)
    number = say("proposal.revision_no", number=quote.number, revision=quote.revision)
    class_ = say.of(quote.estimate_class.name)
    nobody = say("label.seller") + punctuated(": ", say.language) + missing
    return {
        "seller": quote.seller.name if quote.seller else nobody,
        "author": quote.seller.name if quote.seller else "",
        "number": number,
        "issued": quote.issue_date,
        "title": say.of(profile.name),
        "subject": subject_of(quote.modules, say, targeted=targeted(quote)),
        "bundle": say("proposal.bundle", bundle=bundle),
        "kind": say(f"label.{quote.kind}") if profile.priced else say.of(profile.name),
        "legal": _legal(quote.seller, say),
        "budgetary": profile.priced and quote.kind == "budgetary",
        "budgetary_line": budgetary_mark(quote, say) if profile.priced else "",
        "reference": say("proposal.reference_line", number=number),
        "rows": [
            fact(say("label.number"), number),
            fact(say("label.issue_date"), say.day(quote.issue_date)),
            fact(say("label.valid_until"), say.day(quote.valid_until)),
            *([fact(say("label.currency"), quote.currency.code)] if profile.priced else []),
            *([fact(say("label.estimate_class"), capital(class_))] if profile.priced else []),
        ],
        "buyer": _party(quote.buyer, "buyer", say, missing),
        "supplier": _party(quote.seller, "seller", say, missing),
    }


def _legal(seller: Seller | None, say: Wording) -> str:
    """The seller's legal mentions in one line of the footer; nothing where its file has none."""
    if seller is None or not (seller.legal_form or seller.legal):
        return ""
    mentions = (seller.name, seller.legal_form, f"NIF {seller.tax_id}" if seller.tax_id else None, *seller.legal)
    return " · ".join(say.of(Text.same(mention)) for mention in mentions if mention)


def _need(quote: Quote, say: Wording) -> Context:
    book = say.book
    kind = find(book.customer_types, quote.spec.customer_type, what="a customer type", where="quote")
    values = drivers_of(quote, book)
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
            if driver.id in values
        ],
    }


def _solution(quote: Quote, say: Wording) -> Context:
    book = say.book
    bundle = bundle_of(quote, book)
    drivers = {name: say.number(value) for name, value in drivers_of(quote, book).items()}
    gaps = []
    for category in book.scope_of_work:
        missing = [
            say.of(item.text).format(**drivers) for item in category.items if f"{category.id}.{item.id}" in quote.gaps
        ]
        gaps += [{"name": say.of(category.name), "text": text} for text in missing]
    levers = [find(book.levers, id_, what="a saving lever", where="quote") for id_ in quote.spec.levers]
    told = {
        "bundle": say.of(bundle.name),
        "description": say.of(bundle.description),
        "text": say.of(bundle.solution),
        "value_points": [say.of(point) for point in bundle.value_proposition],
        "saving_points": [say.of(point) for point in bundle.saving_strategies],
        "renewed": [],
    }
    if targeted(quote):
        told = {
            "bundle": say("targeted.name"),
            "description": say("targeted.description"),
            "text": say("targeted.solution"),
            "value_points": [],
            "saving_points": [],
            "renewed": [
                line.text
                for section in scope(quote, book, say)
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


def _objectives(quote: Quote, say: Wording) -> list[str]:
    """What the project is to bring about; a targeted update does not promise what a whole new module would."""
    reached = (None,) if targeted(quote) else (None, *quote.modules)
    return [say.of(objective.text) for objective in say.book.objectives if objective.module in reached]


def _scope(quote: Quote, say: Wording) -> Context:
    sections, included, mandatory, excluded = [], 0, 0, 0
    for section in scope(quote, say.book, say):
        lines = []
        for line in section.lines:
            state = "excluded" if not line.included else "mandatory" if line.mandatory else "included"
            included += line.included
            mandatory += line.included and line.mandatory
            excluded += not line.included
            notes = [say("proposal.scope_motive", use_cases=series(line.motives, say))] if line.motives else []
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


def _process(say: Wording) -> Context:
    parties = {party.id: say.of(party.name) for party in say.book.process.parties}
    stages = [
        {
            "name": f"{stage.number}. {say.of(stage.name)}",
            "activities": say.of(stage.activities),
            "text": say.of(stage.description),
            "responsible": series([parties[id_] for id_ in stage.responsible], say),
            "deliverables": series([say.of(deliverable) for deliverable in stage.deliverables], say),
        }
        for stage in say.book.process.stages
    ]
    return {"text": say("proposal.process_lead", count=len(stages)), "stages": stages}


def _timetable(quote: Quote, say: Wording) -> Context:
    """The project's stages in days; a bar's cell is dark where the stage covers the middle of its period."""
    process = say.book.process
    names = {stage.id: f"{stage.number}. {say.of(stage.name)}" for stage in process.stages}
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
    untimed = series([name for id_, name in names.items() if id_ not in timed], say)
    reason = say.of(process.durations.reason) if process.durations.reason is not None else ""
    return {
        "text": say("proposal.timetable_lead", duration=say.measure(days, "DAY")),
        "ticks": [say("proposal.day_tick", day=say.number(round(Decimal(days) * n / 4))) for n in (1, 2, 3, 4)],
        "rows": rows,
        "days": say.number(days),
        "duration": duration_of(quote, say),
        "note": say("proposal.timetable_note", stages=untimed, reason=reason),
    }
