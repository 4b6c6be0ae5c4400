"""From a need file to a quote and its documents, as the options of the command line ask for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from costmodel.cli.shared import rate_table, settings_of
from costmodel.files.faults import InputError

if TYPE_CHECKING:
    from costmodel.estimating.estimate import Estimate
    from costmodel.money.exchange import RateTable
    from costmodel.price_book.book import PriceBook
    from costmodel.quoting.look import Look
    from costmodel.quoting.quote import Quote
    from costmodel.words.text import Digits


LABELS = {"docx": "Word", "xlsx": "Excel", "json": "JSON", "pdf": "PDF"}
"""What a progress bar calls the files."""


class Asked(NamedTuple):
    """What the options say of a quote and its documents."""

    today: date
    preset: str | None = None
    bundle: str | None = None
    settings: tuple[str, ...] = ()
    currency: str | None = None
    on: date | None = None
    rates: str = "bundled"
    encoding: str = ""
    accept_rate: bool = False
    number: str | None = None
    language: str | None = None
    digits: Digits | None = None
    seller: Path | None = None
    comparison: bool = True
    documents: bool = True
    pdf: bool = False
    profile: str = "full"
    template: Path | None = None


class Made(NamedTuple):
    """A quote, what it was priced from, its documents by the ends of their names, and the files that were read."""

    offer: Quote
    priced: Estimate
    files: dict[str, bytes]
    inputs: tuple[Path, ...]


class Offered(NamedTuple):
    """A quote with what it was made from, the seller's look, and the files that were read."""

    offer: Quote
    priced: Estimate
    look: Look
    inputs: tuple[Path, ...]


def make_offer(need: Path, asked: Asked, book: PriceBook) -> Offered:
    """The quote of a need file."""
    from costmodel.quoting.look import load_look
    from costmodel.quoting.need import (
        currency_of,
        day_of,
        estimate_need,
        load_need,
        load_seller,
        pricing_of,
        quote_need,
    )

    read = load_need(need, book, preset=asked.preset, settings=settings_of(asked.settings), encoding=asked.encoding)
    offering = load_seller(asked.seller) if asked.seller else None
    look = load_look(offering, asked.seller.parent if asked.seller else None)
    book.currencies.contract_currency(currency_of(read, book, currency=asked.currency, seller=offering))
    day = day_of(read, on=asked.on, today=asked.today)
    pricing = pricing_of(
        read,
        book,
        rates=_rates(asked.rates, day, asked.accept_rate, book),
        on=day,
        currency=asked.currency,
        seller=offering,
        accept_old_rate=asked.accept_rate,
    )
    priced = estimate_need(read, pricing, bundle=asked.bundle)
    offer = quote_need(read, priced, number=asked.number, language=asked.language, digits=asked.digits, seller=offering)
    files = (need, asked.seller, read.card_path, asked.template, *look.files)
    return Offered(offer, priced, look, tuple(path for path in files if path))


def make_files(need: Path, asked: Asked, book: PriceBook, *, step: Callable[[str], None]) -> Made:
    """The quote of a need file with its Word, Excel, JSON and PDF documents; `step` hears of each part before it."""
    from costmodel.documents.quote_files import compared, end_of, quote_files

    offered = make_offer(need, asked, book)
    offer = offered.offer
    profile = book.profile(asked.profile, where="--profile")
    if not (asked.documents or profile.priced):
        raise InputError.one("--profile", profile.id, "has no JSON; leave --no-documents out.")
    beside = None
    if asked.comparison and asked.documents and profile.priced:
        beside = compared(offered.priced)
    made = quote_files(
        offer,
        book,
        profile,
        pdf=asked.pdf,
        documents=asked.documents,
        beside=beside,
        template=asked.template,
        look=offered.look,
        step=lambda kind: step(LABELS[kind]),
    )
    files = {end_of(kind, profile): content for kind, content in made.items()}
    return Made(offer, offered.priced, files, offered.inputs)


def check_own_template(asked: Asked, book: PriceBook) -> tuple[str, ...]:
    """What a template of one's own may lack. Raises InputError with every fault that keeps it from being used."""
    from costmodel.quoting.look import load_look
    from costmodel.quoting.need import load_seller

    template = asked.template
    if template is None and asked.seller is not None:
        template = load_look(load_seller(asked.seller), asked.seller.parent).template
    if template is None or not asked.documents:
        return ()
    from costmodel import documents

    return tuple(f"{template}: {fault.sentence}" for fault in documents.use_template(template, book))


@lru_cache(maxsize=16)
def _rates_of(name: str, on: date, accept: bool) -> RateTable:
    return rate_table(name, on, accept=accept)


def _rates(name: str, on: date, accept: bool, book: PriceBook) -> RateTable:
    """The rates of a source: own bands are read with own facts, all others once for many needs of a day."""
    return rate_table(name, on, accept=accept, book=book) if book.changed else _rates_of(name, on, accept)
