"""What the proposal says, as plain strings and lists: the variables of the Word template.

The template reads `label` and `proposal` (phrases of `texts.yaml` without placeholders) and one variable for each
chapter. Nothing here is XML, and nothing here is computed: the figures are the quote's.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from costmodel.documents.content import Wording, bundle_of, drivers_of, scope, simulated, targeted
from costmodel.documents.proposal_prices import Context, payment, prices, years
from costmodel.documents.proposal_risk import spread
from costmodel.documents.proposal_terms import (
    acceptance,
    basis,
    capital,
    credentials,
    fact,
    rates,
    series,
    service,
    terms,
    training,
)
from costmodel.exchange import Conversion
from costmodel.price_book import PriceBook, find
from costmodel.quote import Quote
from costmodel.terms import Party
from costmodel.text import punctuated

PERIODS = 20
"""Columns of the timetable's bars in the template."""
BAR, BLANK = "1B5566", "FFFFFF"


def context(quote: Quote, book: PriceBook) -> Context:
    """The variables of the template for a quote, in its language."""
    say = Wording(book, quote.language)
    missing = say("proposal.blank")
    return {
        "label": say.phrases("label."),
        "proposal": say.phrases("proposal."),
        "caption": _captions(quote, say),
        "language": quote.language,
        "document": _document(quote, say, missing),
        "summary": _summary(quote, say),
        "need": _need(quote, say),
        "solution": _solution(quote, say),
        "objectives": _objectives(quote, say),
        "scope": _scope(quote, say),
        "process": _process(say),
        "timetable": _timetable(quote, say),
        "prices": prices(quote, say),
        "payment": payment(quote, say),
        "basis": basis(quote, say),
        "charts": spread(quote, say),
        "service": service(quote, say),
        "training": training(quote, say),
        "credentials": credentials(quote, say),
        "terms": terms(quote, say, missing),
        "acceptance": acceptance(quote, say, missing),
    }


def _captions(quote: Quote, say: Wording) -> dict[str, str]:
    prefix = "proposal.caption_"
    names = [phrase.id for phrase in say.book.texts if phrase.id.startswith(prefix)]
    fill = {"currency": quote.currency.code, "years": years(quote.contracted_years, say)}
    return {name.removeprefix(prefix): say(name, **fill) for name in names}


def _modules(quote: Quote, say: Wording) -> str:
    return ", ".join(say(f"proposal.module_{module}") for module in quote.modules)


def _duration(quote: Quote, say: Wording) -> str:
    return say.measure(quote.spec.duration_months, "MON")


def _days(quote: Quote) -> int:
    return sum(span.days for span in quote.timetable)


def _subject(quote: Quote, say: Wording) -> str:
    return say("targeted.subject" if targeted(quote) else "proposal.subject", modules=_modules(quote, say))


def _party(party: Party | None, role: str, say: Wording, missing: str) -> list[Context]:
    """Who a party is; a party that is not known is marked, never blank."""
    name = say(f"label.{role}")
    if party is None:
        blanks = [name, *(say(f"label.{field}") for field in ("address", "tax_id", "contact"))]
        return [fact(blank, missing, missing=True) for blank in blanks]
    place = ", ".join(part for part in (party.address, party.city, party.country) if part)
    contact = ", ".join(part for part in (party.contact, party.phone, party.email) if part)
    rows = [fact(name, party.name)]
    for label, value in (("address", place), ("tax_id", party.tax_id), ("contact", contact)):
        rows.append(fact(say(f"label.{label}"), value or missing, missing=not value))
    return rows


def _document(quote: Quote, say: Wording, missing: str) -> Context:
    bundle = say.of(bundle_of(quote, say.book).name)
    number = say("proposal.revision_no", number=quote.number, revision=quote.revision)
    class_ = say.of(quote.estimate_class.name)
    nobody = say("label.seller") + punctuated(": ", say.language) + missing
    return {
        "seller": quote.seller.name if quote.seller else nobody,
        "author": quote.seller.name if quote.seller else "",
        "number": number,
        "issued": quote.issue_date,
        "title": say("label.proposal"),
        "subject": _subject(quote, say),
        "bundle": say("proposal.bundle", bundle=bundle),
        "kind": say(f"label.{quote.kind}"),
        "budgetary": quote.kind == "budgetary",
        "budgetary_line": say("budgetary.page", range=_range(quote, say), **{"class": class_}),
        "reference": say("proposal.reference_line", number=number),
        "rows": [
            fact(say("label.number"), number),
            fact(say("label.issue_date"), say.day(quote.issue_date)),
            fact(say("label.valid_until"), say.day(quote.valid_until)),
            fact(say("label.currency"), quote.currency.code),
            fact(say("label.estimate_class"), capital(class_)),
        ],
        "buyer": _party(quote.buyer, "buyer", say, missing),
        "supplier": _party(quote.seller, "seller", say, missing),
    }


def _customer(quote: Quote, say: Wording) -> str:
    return quote.buyer.name if quote.buyer else say("proposal.summary_customer_missing")


def _summary(quote: Quote, say: Wording) -> Context:
    book, money, totals, budget = say.book, quote.currency, quote.totals, quote.budget
    bundle = bundle_of(quote, book)
    duration = {"duration": _duration(quote, say), "days": say.number(_days(quote))}
    use_cases = [say.of(use_case.name) for use_case in book.use_cases if use_case.id in quote.spec.use_cases]
    why = say("proposal.summary_time", **duration)
    if use_cases:
        why = say("proposal.summary_why", use_cases=series(use_cases, say), **duration)
    fill = {"customer": _customer(quote, say), "modules": _modules(quote, say), "bundle": say.of(bundle.name)}
    what = say("proposal.summary_what", description=say.of(bundle.description), **fill)
    if targeted(quote):
        what = say("targeted.summary", **fill)
    amounts = {
        "exclusive": say.amount(totals.tax_exclusive, money),
        "inclusive": say.amount(totals.tax_inclusive, money),
    }
    price = say("proposal.summary_price_once", **amounts)
    if any(line.recurring for line in quote.priced()):
        price = say("proposal.summary_price", years=years(quote.contracted_years, say), **amounts)
    gaps = [
        say(
            "proposal.summary_gap" if len(quote.gaps) == 1 else "proposal.summary_gaps",
            count=len(quote.gaps),
            heading=say("proposal.solution_gaps"),
        )
    ]
    budgetary, percentile = quote.kind == "budgetary", say.percentile(budget.confidence)
    set_aside = say(
        "proposal.summary_budget" if budgetary else "proposal.summary_budget_firm",
        recommended=say.amount(budget.recommended, money),
        contingency=say.amount(budget.contingency, money),
        **({"chances": say.number(budget.confidence * 100), "percentile": percentile} if budgetary else {}),
        **{"class": say.of(quote.estimate_class.name)},
    )
    rows: list[tuple[str, str, bool]] = [
        (say("label.tax_exclusive"), say.amount(totals.tax_exclusive, money), False),
        (say("label.tax_total"), say.amount(totals.tax, money), False),
        (say("label.tax_inclusive"), say.amount(totals.tax_inclusive, money), totals.payable == totals.tax_inclusive),
    ]
    if totals.payable != totals.tax_inclusive:
        rows.append((say("label.payable"), say.amount(totals.payable, money), True))
    if budgetary:
        rows.append((say("label.range"), _range(quote, say), False))
    rows += [
        (say("label.point_estimate"), say.amount(budget.point_estimate, money), False),
        (say("label.contingency"), say.amount(budget.contingency, money), False),
        (say("label.budget_before_tax", percentile=percentile), say.amount(budget.before_tax, money), False),
        (say("label.budget", percentile=percentile), say.amount(budget.recommended, money), True),
    ]
    return {
        "texts": [what, why, *(gaps if quote.gaps else []), price, set_aside],
        "rows": [{"name": name, "text": text, "strong": strong} for name, text, strong in rows],
        "notes": [] if budget.certain else [say("budget.simulated", **simulated(quote, say))],
        "display_note": " ".join(_display_notes(quote, say)),
        "display": [
            _displayed(shown.conversion, say.amount(shown.amount, shown.currency), say) for shown in quote.display
        ],
    }


def _display_notes(quote: Quote, say: Wording) -> Iterator[str]:
    """What amounts in other currencies are for, and the law behind those in a currency that was replaced."""
    yield say("proposal.display_note", currency=quote.currency.code)
    shown = [other.currency.code for other in quote.display]
    for old in say.book.currencies.replaced:
        if old.id in shown and old.replaced is not None:
            yield say("proposal.display_law", old=old.id, units=str(old.replaced.units), new=old.replaced.by)


def _range(quote: Quote, say: Wording) -> str:
    return say.range(quote.budget.low, quote.budget.high, quote.currency)


def _displayed(conversion: Conversion, amount: str, say: Wording) -> Context:
    published, source = rates(conversion, say)
    replaced = [
        say("proposal.legal_tender", day=say.day(old.replaced.legal_tender_until))
        for old in say.book.currencies.replaced
        if old.id == conversion.to and old.replaced is not None
    ]
    market = any(step.kind != "law" for step in conversion.steps)
    return {
        "amount": amount,
        "notes": replaced,
        "rates": published,
        "dated": say.day(conversion.dated) if market else "–",
        "source": source,
        "age": say.number(conversion.age_days()) if market else "–",
    }


def _need(quote: Quote, say: Wording) -> Context:
    book = say.book
    kind = find(book.customer_types, quote.spec.customer_type, what="a customer type", where="quote")
    values = drivers_of(quote, book)
    answered = len(quote.spec.answered)
    state = "none" if not answered else "all" if answered == len(values) else "some"
    fill = {"answered": answered, "count": len(values)} if state == "some" else {}
    return {
        "customer": say("proposal.need_customer_is", customer=_customer(quote, say), type=say.of(kind.name)),
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
                "unit": say.driver_unit(driver, values[driver.id]),
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
        "modules": say("proposal.solution_modules", modules=_modules(quote, say)),
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
    days = _days(quote)
    middles = [Decimal(days) * (2 * n + 1) / (2 * PERIODS) for n in range(PERIODS)]
    rows = [
        {
            "name": names[span.stage],
            "days": say.number(span.days),
            "notes": [say("proposal.days", first=say.number(span.first_day), last=say.number(span.last_day))],
            "bar": [BAR if span.first_day - 1 <= middle < span.last_day else BLANK for middle in middles],
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
        "duration": _duration(quote, say),
        "note": say("proposal.timetable_note", stages=untimed, reason=reason),
    }
