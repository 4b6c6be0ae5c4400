"""What every tender form says of the quote: who offers what to whom, until when, and who signs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from costmodel.documents.budget import budgetary_mark
from costmodel.documents.closing import Closing
from costmodel.documents.forms.form import Ending, Fact, Form, Part
from costmodel.documents.subject import subject_of
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Party
from costmodel.words.text import Text, punctuated

UNPRICED = ("compliance",)
"""Forms of a technical envelope: an amount in one of them loses a bid of two envelopes."""
PARTY = ("address", "tax_id", "contact")


def form_with(
    id_: str, quote: Quote, say: Wording, parts: Iterable[Part], *, empty: bool, ending: Ending | None = None
) -> Form:
    """A form of its parts, with what every form says of the quote; it ends with place and signature unless told how."""
    return Form(
        id_,
        say(f"form.{id_}"),
        number_of(quote, say),
        facts_of(quote, say, empty=empty),
        tuple(parts),
        ending or ending_of(quote, say, empty=empty),
        "" if quote.kind != "budgetary" or empty else budgetary_mark(quote, say, priced=id_ not in UNPRICED),
    )


def facts_of(quote: Quote, say: Wording, *, empty: bool = False, number: str = "form.number") -> tuple[Fact, ...]:
    """The head of a form; an empty one leaves the bidder to be filled in."""
    facts = [Fact(say(number), number_of(quote, say))]
    if not empty:
        facts += [Fact(say("label.issue_date"), say.day(quote.issue_date))]
        facts += [Fact(say("label.valid_until"), say.day(quote.valid_until))]
    facts += [Fact(say("form.subject"), subject_of(quote.modules, say, targeted=quote.spec.targeted))]
    facts += _party(quote.buyer, say("label.buyer"), say)
    if empty:
        return (*facts, Fact(say("form.bidder"), ""), *(Fact(say(f"label.{field}"), "") for field in PARTY))
    return (*facts, *_party(quote.seller, say("label.seller"), say))


def number_of(quote: Quote, say: Wording) -> str:
    """The number of the quote, in one piece inside Arabic text."""
    return say.of(Text.same(quote.number))


def ending_of(
    quote: Quote, say: Wording, *, closing: Closing | None = None, of: str = "", value: Decimal = Decimal(0),
    empty: bool = False, blank: str = "",
) -> Ending:  # fmt: skip
    """Place, date and signature, after the total in words where there is one."""
    seller = None if empty else quote.seller
    place = say("form.done_in", city=seller.city) if seller and seller.city else say("form.done_at")
    who = seller.name if seller else say("form.bidder" if empty else "label.seller")
    if seller and seller.signatory:
        who = f"{who} – {seller.signatory}"
    return Ending(None if empty else closing, of, value, place, who, blank if empty else "")


def _party(party: Party | None, role: str, say: Wording) -> list[Fact]:
    """Who a party is, in as many lines as are known."""
    if party is None:
        return [Fact(role, say("label.to_complete"), missing=True)]
    who = say.typed((party.name, party.address, party.city, party.country))
    contact = say.typed((party.contact, party.phone, party.email))
    known = (("tax_id", party.tax_id), ("contact", contact))
    return [Fact(role, who), *(Fact(say(f"label.{name}"), text) for name, text in known if text)]


def adjustment_name(label: str, kind: str, say: Wording) -> str:
    """What a discount or a charge is called: its kind first, unless its label begins with that word."""
    word = say(f"label.{kind}")
    return label if label.lower().startswith(word.lower()) else word + punctuated(": ", say.language) + label
