"""What the proposal says, as plain strings and lists, and what it draws: the variables and charts of the Word template.

The template reads `label` and `proposal` (phrases of `texts.yaml` without placeholders) and one variable for each
chapter. Nothing here is XML, and nothing here is computed: the figures are the quote's.
"""

from __future__ import annotations

from collections.abc import Callable

from costmodel.comparing.comparison import Comparison
from costmodel.comparing.life_cycle import LifeCycle
from costmodel.documents.proposal.basis import basis
from costmodel.documents.proposal.costs import costs, life_of
from costmodel.documents.proposal.head import head
from costmodel.documents.proposal.need import need, objectives, solution
from costmodel.documents.proposal.pieces import Filling, contracted
from costmodel.documents.proposal.prices import payment, prices
from costmodel.documents.proposal.risk import spread
from costmodel.documents.proposal.service import service, training
from costmodel.documents.proposal.summary import summary
from costmodel.documents.proposal.terms import acceptance, credentials, terms
from costmodel.documents.proposal.work import process, scope_of_work, timetable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.reference import CHAPTERS, WHOLE_PROPOSAL, Chapter
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


def filling(
    quote: Quote, book: PriceBook, *, profile: str = WHOLE_PROPOSAL, comparison: Comparison | None = None
) -> Filling:
    """What the template of a quote is filled with, in its language: the variables and charts of the profile's chapters.

    Nothing of it is for the seller alone.
    """
    quote = quote.for_customer()
    chosen = book.profile(profile, where="profile")
    say = Wording(book, quote.language, digits=quote.digits)
    missing = say("proposal.blank")
    chapters: dict[Chapter, Callable[[], Filling]] = {
        "summary": lambda: Filling({"summary": summary(quote, say, priced=chosen.priced)}),
        "need": lambda: Filling({"need": need(quote, say)}),
        "solution": lambda: Filling({"solution": solution(quote, say)}),
        "objectives": lambda: Filling({"objectives": objectives(quote, say)}),
        "scope": lambda: Filling({"scope": scope_of_work(quote, say)}),
        "process": lambda: Filling({"process": process(say), "timetable": timetable(quote, say)}),
        "prices": lambda: _prices(quote, life_of(quote, comparison), say),
        "basis": lambda: _basis(quote, say),
        "service": lambda: Filling({"service": service(quote, say)}),
        "training": lambda: Filling({"training": training(quote, say)}),
        "credentials": lambda: Filling({"credentials": credentials(quote, say)}),
        "terms": lambda: Filling({"terms": terms(quote, say, missing)}),
        "acceptance": lambda: Filling({"acceptance": acceptance(quote, say, missing)}),
    }
    written = [write() for chapter, write in chapters.items() if chapter in chosen.chapters]
    variables = {
        "label": say.phrases("label."),
        "proposal": say.phrases("proposal."),
        "caption": _captions(quote, say),
        "language": quote.language,
        "document": head(quote, say, missing, chosen),
        "chapters": {chapter: chapter in chosen.chapters for chapter in CHAPTERS},
    }
    for chapter in written:
        variables |= chapter.variables
    return Filling(variables, {name: chart for chapter in written for name, chart in chapter.charts.items()})


def _prices(quote: Quote, life: LifeCycle | None, say: Wording) -> Filling:
    drawn = costs(quote, life, say)
    return Filling({"prices": prices(quote, say) | drawn.variables, "payment": payment(quote, say)}, drawn.charts)


def _basis(quote: Quote, say: Wording) -> Filling:
    drawn = spread(quote, say)
    return Filling({"basis": basis(quote, say), "charts": drawn.variables}, drawn.charts)


def _captions(quote: Quote, say: Wording) -> dict[str, str]:
    prefix = "proposal.caption_"
    names = [phrase.id for phrase in say.book.texts if phrase.id.startswith(prefix)]
    fill = {"currency": quote.currency.code, "years": contracted(quote, say)}
    return {name.removeprefix(prefix): say(name, **fill) for name in names}
