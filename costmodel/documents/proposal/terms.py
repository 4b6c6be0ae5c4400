"""The seller in its own words, the terms of the offer, and its acceptance."""

from __future__ import annotations

from costmodel.documents.proposal.pieces import Context, contracted, fact
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Party


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
        rate = say.series(say.rates(quote.conversion))
        source = say.rate_sources(quote.conversion)
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
        fact(say("proposal.contracted"), contracted(quote, say)),
        fact(say("proposal.payment_title"), paid),
        fact(say("label.bank"), bank or missing, missing=not bank),
    ]
    return {"rows": rows, "conditions": list(quote.conditions)}


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
