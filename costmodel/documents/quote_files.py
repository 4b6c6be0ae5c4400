"""The customer's files of a quote: which ones a profile has, how they are called, and each of them made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from costmodel import documents as door
from costmodel.comparing.comparison import Comparison, compare
from costmodel.comparing.statements import statements
from costmodel.documents.pdf import to_pdf
from costmodel.estimating.estimate import Estimate
from costmodel.price_book.book import PriceBook
from costmodel.price_book.reference import WHOLE_PROPOSAL, Profile
from costmodel.quoting.look import Look
from costmodel.quoting.quote import Quote
from costmodel.words.text import Text

Kind = Literal["docx", "xlsx", "json", "pdf"]


class Beside(NamedTuple):
    """The quote's bundle beside all others, and what that says in sentences."""

    comparison: Comparison
    statements: tuple[Text, ...]


def compared(estimate: Estimate) -> Beside:
    """All bundles for the need of an estimate; its rate card prices its own bundle alone."""
    found = compare(estimate.spec, estimate.pricing.model_copy(update={"rate_card_bundle": estimate.bundle.id}))
    return Beside(found, statements(found))


def kinds_of(profile: Profile, *, pdf: bool, documents: bool = True) -> tuple[Kind, ...]:
    """Which files a profile has; prices do not go into an envelope without them. Without `documents` JSON alone."""
    priced: tuple[Kind, ...] = ("xlsx", "json") if profile.priced else ()
    kinds: tuple[Kind, ...] = ("docx", *priced, *(("pdf",) if pdf else ()))
    return kinds if documents else tuple(kind for kind in kinds if kind == "json")


def end_of(kind: Kind, profile: Profile) -> str:
    """How a file's name ends: `.docx`, or `-technical.docx` for an envelope."""
    return f".{kind}" if profile.id == WHOLE_PROPOSAL else f"-{profile.id}.{kind}"


def quote_files(
    quote: Quote,
    book: PriceBook,
    profile: Profile,
    *,
    pdf: bool = False,
    documents: bool = True,
    beside: Beside | None = None,
    template: Path | None = None,
    look: Look = Look(),
    step: Callable[[Kind], object] = lambda _: None,
) -> dict[Kind, bytes]:
    """The files of a profile by their kinds, without anything that only the seller may know.

    `step` hears of each file before it is made. Raises CostmodelError where one cannot be made.
    """
    found = beside.comparison if beside else None
    files: dict[Kind, bytes] = {}
    made: dict[Kind, Callable[[], bytes]] = {
        "docx": lambda: door.to_docx(quote, book, profile=profile.id, comparison=found, template=template, look=look),
        "xlsx": lambda: door.to_xlsx(quote, book, **(beside._asdict() if beside else {})),
        "json": lambda: quote.for_customer().model_dump_json(indent=2).encode(),
        "pdf": lambda: to_pdf({"offer.docx": files["docx"]}, languages=(quote.language,))["offer.pdf"],
    }
    for kind in kinds_of(profile, pdf=pdf, documents=documents):
        step(kind)
        files[kind] = made[kind]()
    return files
