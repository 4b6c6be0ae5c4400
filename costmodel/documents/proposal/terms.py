"""The second half of the proposal as strings: what the figures rest on, service, the seller and the terms."""

from __future__ import annotations

from collections.abc import Iterable

from costmodel.documents.content import assumptions, scope, service_rows, sources, tier_of
from costmodel.documents.proposal.prices import Context, years
from costmodel.money.exchange import Conversion
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Party
from costmodel.words.text import Text, listed


def fact(name: str, text: str, *, missing: bool = False) -> Context:
    """A row of a table of names and values; what is missing is marked in the document."""
    return {"name": name, "text": text, "missing": missing}


def series(words: Iterable[str], say: Wording) -> str:
    """Several words in one sentence."""
    return say.of(listed(Text.same(word) for word in words))


def capital(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def rates(conversion: Conversion, say: Wording) -> tuple[list[str], str]:
    """A conversion's rates as they were published, and their sources."""
    published = [
        f"1\u00a0{step.from_}\u00a0=\u00a0{say.number(step.value)}\u00a0{step.to}" for step in conversion.steps
    ]
    return published, series(dict.fromkeys(say.rate_source(step) for step in conversion.steps), say)


def class_text(quote: Quote, say: Wording) -> str:
    """How sure the estimate is; the range of the total where the price is not firm."""
    words = {"class": capital(say.of(quote.estimate_class.name)), "meaning": say.of(quote.estimate_class.meaning)}
    if quote.kind == "firm":
        return say("proposal.class_firm", **words)
    low, high = (say.rough(value, quote.currency) for value in (quote.budget.low, quote.budget.high))
    return say("proposal.class_is", low=low, high=high, **words)


def basis(quote: Quote, say: Wording) -> Context:
    """What the figures rest on: class, lines, assumptions, notes and sources."""
    book = say.book
    listed_sources = sources(quote, book, say)
    marks = {row.id: f"[{n}]" for n, row in enumerate(listed_sources, start=1)}
    by_title = {row.title: marks[row.id] for row in listed_sources}
    factors = [say.of(factor.name) for factor in book.pricing_factors]
    texts = [class_text(quote, say), say("proposal.factors", count=len(factors), factors=series(factors, say))]
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
            for row in assumptions(quote, book, say)
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


def service(quote: Quote, say: Wording) -> Context:
    """The service levels of the tier, with their definitions."""
    tier = tier_of(quote, say.book)
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
            for row in service_rows(quote, say.book, say)
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
    for section in scope(quote, say.book, say):
        points = [line.text for line in section.lines if line.included]
        if section.name in wanted and points:
            sections.append({"name": section.name, "text": section.description, "points": points})
    staff = say.number(quote.spec.trained_staff)
    return {"text": say("proposal.training_lead", staff=staff), "sections": sections}


def credentials(quote: Quote, say: Wording) -> Context:
    """The seller in its own words, and its own certificates and references; without any, no chapter is made."""
    seller = quote.seller
    shown = seller.credentials if seller else ()
    presentation = [line for line in (seller.presentation or "").splitlines() if line.strip()] if seller else []
    return {
        "texts": [*presentation, *([say("proposal.credentials_lead")] if shown else [])],
        "rows": [
            {
                "name": credential.title,
                "issuer": credential.issuer or "–",
                "reference": credential.number or "–",
                "valid_until": say.day(credential.valid_until) if credential.valid_until else "–",
            }
            for credential in shown
        ],
    }


def terms(quote: Quote, say: Wording, missing: str) -> Context:
    """The terms of the offer."""
    money, totals = quote.currency, quote.totals
    class_ = {"class": say.of(quote.estimate_class.name)}
    validity = say(
        "proposal.validity_text",
        duration=say.measure((quote.valid_until - quote.issue_date).days, "DAY"),
        first=say.day(quote.issue_date),
        last=say.day(quote.valid_until),
    )
    currency = say("proposal.currency_plain", currency=money.code)
    if quote.conversion.steps:
        published, source = rates(quote.conversion, say)
        rate = series(published, say)
        age = say.measure(quote.conversion.age_days(), "DAY")
        day = say.day(quote.conversion.dated)
        currency = say("proposal.currency_rate", currency=money.code, rate=rate, day=day, source=source, age=age)
    tax = say(
        "proposal.tax_terms",
        tax_inclusive=say.amount(totals.tax_inclusive, money),
        tax_exclusive=say.amount(totals.tax_exclusive, money),
        tax=say.amount(totals.tax, money),
    )
    count = len(quote.payments)
    paid = say("proposal.payment_none")
    if count:
        paid = say("proposal.payment_term") if count == 1 else say("proposal.payment_terms", count=count)
    bank = quote.seller.bank if quote.seller else None
    rows = [
        fact(say("proposal.kind"), say(f"proposal.kind_{quote.kind}", **class_)),
        fact(say("proposal.validity"), validity),
        fact(say("proposal.currency"), currency),
        fact(say("proposal.tax_title"), tax),
        *([fact(say("proposal.withholding"), say.of(quote.withholding))] if quote.withholding else []),
        fact(say("proposal.contracted"), years(quote.contracted_years, say)),
        fact(say("proposal.payment_title"), paid),
        fact(say("label.bank"), bank or missing, missing=not bank),
    ]
    conditions = [line for condition in quote.conditions for line in condition.splitlines() if line.strip()]
    return {"rows": rows, "conditions": conditions}


def acceptance(quote: Quote, say: Wording, missing: str) -> Context:
    """The closing sentence and the two signatures."""
    totals = quote.totals
    id_ = "proposal.closing" if totals.payable == totals.tax_inclusive else "proposal.closing_payable"
    amounts = {"amount": say.amount(totals.tax_inclusive, quote.currency)}
    if totals.payable != totals.tax_inclusive:
        amounts["payable"] = say.amount(totals.payable, quote.currency)

    def who(party: Party | None) -> Context:
        return fact("", party.name if party else missing, missing=party is None)

    return {
        "closing": say(id_, **amounts),
        "texts": [say(f"proposal.acceptance_{quote.kind}")],
        "buyer": who(quote.buyer),
        "seller": who(quote.seller),
        "signatory": quote.seller.signatory if quote.seller and quote.seller.signatory else "…" * 16,
    }
