"""Who offers what to whom, until when: the front page of the proposal, its headers and footers."""

from __future__ import annotations

from costmodel.documents.budget import budgetary_mark
from costmodel.documents.proposal.pieces import Context, capital, fact
from costmodel.documents.subject import subject_of
from costmodel.price_book.reference import Profile
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Party, Seller
from costmodel.words.text import Text, punctuated


def head(quote: Quote, say: Wording, missing: str, profile: Profile) -> Context:
    """The front page, the headers and the footers."""
    bundle = say.of(say.book.bundle(quote.bundle, where="quote").name)
    number = say.of(Text.same(quote.number))
    if quote.revision is not None:
        number = say("proposal.revision_no", number=quote.number, revision=quote.revision)
    class_ = say.of(quote.estimate_class.name)
    nobody = say("label.seller") + punctuated(": ", say.language) + missing
    return {
        "seller": quote.seller.name if quote.seller else nobody,
        "author": quote.seller.name if quote.seller else "",
        "number": number,
        "issued": quote.issue_date,
        "title": say.of(profile.name),
        "subject": subject_of(quote.modules, say, targeted=quote.spec.targeted),
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


def _legal(seller: Seller | None, say: Wording) -> str:
    """The seller's legal mentions in one line of the footer; nothing where its file has none."""
    if seller is None or not (seller.legal_form or seller.legal):
        return ""
    mentions = (seller.name, seller.legal_form, f"NIF {seller.tax_id}" if seller.tax_id else None, *seller.legal)
    return " · ".join(say.of(Text.same(mention)) for mention in mentions if mention)
