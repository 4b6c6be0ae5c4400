"""The Word proposal: a quote poured into a Word template."""

from __future__ import annotations

from pathlib import Path

from costmodel.comparing.comparison import Comparison
from costmodel.documents.proposal.context import filling
from costmodel.documents.word.apart import render_apart
from costmodel.documents.word.fill import render
from costmodel.documents.word.seller_look import Dress
from costmodel.files.folders import template_folder
from costmodel.price_book.book import PriceBook
from costmodel.price_book.reference import WHOLE_PROPOSAL
from costmodel.quoting.look import Look
from costmodel.quoting.quote import Quote


def to_docx(
    quote: Quote,
    book: PriceBook,
    *,
    profile: str = WHOLE_PROPOSAL,
    comparison: Comparison | None = None,
    template: Path | None = None,
    look: Look = Look(),
) -> bytes:
    """A `quote` as a Word proposal in its language, without anything that only the seller may know.

    `book` has the words; `profile` says which chapters it has: full, short, financial, or technical, which says no
    amount anywhere. With a `comparison` a priced one also shows what its bundle costs year by year.
    `template` is a Word file with Jinja tags; by default the one of the seller's `look`, which also has its logo, else
    the shipped one. Any other than the shipped one is filled in by a process of its own. Raises CostmodelError for a
    template that cannot be read, that asks for what does not exist, or that takes too long.
    """
    variables, charts = filling(quote, book, profile=profile, comparison=comparison)
    dress = Dress(look.logo, quote.seller.accent_colour if quote.seller else None)
    own = template or look.template
    if own is not None:
        return render_apart(variables, own, charts=charts, dress=dress)
    return render(variables, template_folder() / "proposal.docx", charts=charts, dress=dress)
