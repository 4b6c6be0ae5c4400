"""Tender forms of a quote by their ids, each as Excel or as Word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from costmodel import documents
from costmodel.documents.forms.form import FORMATS, Form
from costmodel.documents.forms.kinds import KINDS
from costmodel.files.faults import InputError, not_among
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.compliance import GivenAnswer
from costmodel.quoting.look import Look
from costmodel.quoting.quote import Quote
from costmodel.words.text import Digits, Language


def to_form(
    quote: Quote,
    book: PriceBook,
    form: str,
    format: str,  # noqa: A002  (what a caller calls it)
    *,
    empty: bool = False,
    language: Language | None = None,
    foreign_currency: str | None = None,
    origins: Mapping[str, str] | None = None,
    answers: Iterable[GivenAnswer] = (),
    digits: Digits | None = None,
    look: Look = Look(),
) -> bytes:
    """A tender form of a quote as an Excel or a Word file, without anything that only the seller may know.

    Language and digits are the quote's unless given. `empty` leaves prices and answers to a bidder. `foreign_currency`
    and `origins` (country codes by the ids of lines) are for the World Bank price schedules, `answers` for the
    compliance matrix, `look` the seller's logo. Raises InputError for a form or a format that does not exist, and as
    the forms do.
    """
    if format not in FORMATS:
        raise InputError.one("format", "", not_among(format, FORMATS, what="a format of a form"))
    say = Wording(book, language or quote.language, digits=digits or quote.digits)
    made = form_of(quote, say, form, empty=empty, foreign_currency=foreign_currency, origins=origins, answers=answers)
    if format == "xlsx":
        return documents.form_xlsx(made, say, on=quote.issue_date)
    return documents.form_docx(made, say, on=quote.issue_date, seller=None if empty else quote.seller, look=look)


def form_of(
    quote: Quote,
    say: Wording,
    form: str,
    *,
    empty: bool = False,
    foreign_currency: str | None = None,
    origins: Mapping[str, str] | None = None,
    answers: Iterable[GivenAnswer] = (),
) -> Form:
    """The content of a form, before it is Excel or Word; parameters as `to_form`."""
    shown = quote.for_customer()
    how: Mapping[str, dict[str, Any]] = {
        "world_bank": {"foreign_currency": foreign_currency, "origins": origins},
        "compliance": {"answers": answers},
    }
    if form not in KINDS:
        raise InputError.one("form", "", not_among(form, KINDS, what="a form"))
    kind = KINDS[form]
    maker: Callable[..., Form] = getattr(import_module(f"costmodel.documents.forms.{kind.home}"), kind.maker)
    return maker(shown, say, empty=empty, **how.get(form, {}))
