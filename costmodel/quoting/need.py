"""The need file: what a hospital needs, who it is, and the commercial terms, in one YAML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, field_validator

from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard, RateItem, check_rate_card, load_rate_card
from costmodel.estimating.spec import KEYS, Spec, make_spec
from costmodel.files.colour import ACCENT
from costmodel.files.encodings import decoded
from costmodel.files.faults import Fault, InputError, at_line, not_among, said, shorten
from costmodel.files.records import Day, Line, Path_, Record, dotted, validate
from costmodel.files.strict_yaml import parse_yaml, read_yaml
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.quoting.number import Revision
from costmodel.quoting.terms import Party, Seller, Terms
from costmodel.words.text import Digits, Language, check_language

if TYPE_CHECKING:
    from costmodel.quoting.quote import Quote

MAX_FAULTS = 50
"""Unknown keys that are told of at once; a file with more is another file."""


class Request(Record):
    """What a need file holds beside drivers and conditions."""

    number: Line | None = None
    issue_date: Day | None = None
    language: Language = "fr"
    digits: Digits = "western"
    currency: str | None = None
    bundle: str = "on_premise"
    customer: Party | None = None
    revision: Revision | None = None
    rate_card: str | tuple[RateItem, ...] | None = None
    terms: Terms = Field(default_factory=Terms)

    @field_validator("customer", mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value

    @field_validator("rate_card", mode="before")
    @classmethod
    def _file_or_items(cls, value: object) -> object:
        if value is None or isinstance(value, (str, list, tuple)):
            return value
        wrong = said("must be the name of a file, or the items of a rate card as a list")
        raise ValueError(said("{wrong}; got '{given}'.", wrong=wrong, given=shorten(value)))

    @field_validator("number", mode="before")
    @classmethod
    def _number_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, (int, date)) and not isinstance(value, bool) else value


class Need(Record):
    """A need as read: the spec, the request around it, and the rate card that it names."""

    spec: Spec
    request: Request
    rate_card: RateCard | None = None
    card_path: Path | None = None


def load_need(
    path: Path | None,
    book: PriceBook,
    *,
    preset: str | None = None,
    settings: Mapping[str, Any] | None = None,
    encoding: str = "",
) -> Need:
    """A need from a file, a preset, or both.

    `path` is the file, `book` has the facts, `preset` goes before the file's own; `settings` overlay single drivers
    and conditions; `encoding` is that of the file and its rate card where it is not told by evidence. Raises InputError
    with every fault of the file: path, line, what is allowed, nearest spelling.
    """
    values: Any = {}
    lines: dict[Path_, int] = {}
    where = str(path) if path else "need"
    if path is not None:
        values, lines = read_yaml(path, encoding=encoding)
    return need_of(
        values,
        book,
        preset=preset,
        settings=settings,
        where=where,
        lines=lines,
        folder=path and path.parent,
        encoding=encoding,
    )


def need_of(
    values: Any,
    book: PriceBook,
    *,
    preset: str | None = None,
    settings: Mapping[str, Any] | None = None,
    where: str = "need",
    lines: Mapping[Path_, int] | None = None,
    folder: Path | None = None,
    encoding: str = "",
) -> Need:
    """A need from plain values, as `load_need` from a file; a rate card that it names is looked for in `folder`.

    Without a folder a rate card can only be given with its items. Raises InputError with every fault.
    """
    lines = dict(lines or {})
    if not isinstance(values, Mapping):
        raise InputError.one(
            where, "", said("must be a mapping such as '{example}'. Start from examples/.", example="preset: medium")
        )
    if preset is not None:
        lines.pop(("preset",), None)  # the file's own preset is not used
    known = [*KEYS, *Request.model_fields]
    faults = [
        Fault(where, dotted((key,)), _at(lines, (key,), not_among(key, known, what="a key of a need")))
        for key in [key for key in values if key not in known][:MAX_FAULTS]
    ]
    faults += [
        Fault(where, dotted((key,)), _at(lines, (key,), "is empty; write its value, or leave the key out."))
        for key in KEYS
        if key in values and values[key] is None
    ]
    faults += [
        Fault("--set", "", not_among(key, KEYS, what="a driver or condition of a need"))
        for key in settings or {}
        if key not in KEYS
    ]
    for key, allowed, what in (
        ("bundle", [bundle.id for bundle in book.bundles], "a bundle"),
        ("currency", book.currencies.display_currencies, "a currency used here"),
    ):
        if isinstance(values.get(key), str) and values[key] not in allowed:
            faults.append(Fault(where, key, _at(lines, (key,), not_among(values[key], allowed, what=what))))
    request: Request | None = None
    spec: Spec | None = None
    try:
        around = {key: value for key, value in values.items() if key in Request.model_fields}
        request = validate(around, Request, where=where, lines=lines)
    except InputError as error:
        faults += error.faults
    try:
        answers = {key: value for key, value in values.items() if key in KEYS}
        answers |= {key: value for key, value in (settings or {}).items() if key in KEYS}
        spec = make_spec(book, answers, preset=preset, where=where)
    except InputError as error:
        faults += [_placed(fault, lines, settings or {}) for fault in error.faults]
    if faults or request is None or spec is None:
        raise InputError(faults)
    if not isinstance(request.rate_card, str):
        card = check_rate_card(request.rate_card, currencies=book.currencies) if request.rate_card else None
        return Need(spec=spec, request=request, rate_card=card)
    if folder is None:
        what = said(
            "names a file, {file}, that is not at hand; give the items of the rate card here.",
            file=shorten(request.rate_card),
        )
        raise InputError.one(where, "rate_card", what)
    card_path = folder / request.rate_card
    card = load_rate_card(card_path, currencies=book.currencies, encoding=encoding)
    return Need(spec=spec, request=request, rate_card=card, card_path=card_path)


def load_seller(path: Path) -> Seller:
    """The seller's own file at `path`. Raises InputError with every fault."""
    values, lines = read_yaml(path)
    return _seller(values, str(path), lines)


def seller_of(content: str | bytes, *, where: str) -> Seller:
    """A seller from the content of such a file, as `load_seller`."""
    values, lines = parse_yaml(decoded(content, where) if isinstance(content, bytes) else content, where=where)
    return _seller(values, where, lines)


def _seller(values: Any, where: str, lines: Mapping[Path_, int]) -> Seller:
    key = "accent_colour"
    if isinstance(values, Mapping) and key in values and values[key] is None:  # '#' begins a comment
        what = said(
            "is empty. Put the colour in quotes, such as {example}, or leave the key out.", example=f'"#{ACCENT}"'
        )
        raise InputError.one(where, key, _at(lines, (key,), what))
    return validate(values, Seller, where=where, lines=lines)


def _placed(fault: Fault, lines: Mapping[Path_, int], settings: Mapping[str, Any]) -> Fault:
    """A fault of the spec where it was made: on the command line, or on its line of the file."""
    key = re.split(r"[.\[]", fault.path, maxsplit=1)[0]
    return fault._replace(where="--set") if key in settings else fault._replace(what=_at(lines, (key,), fault.what))


def pricing_of(
    need: Need,
    book: PriceBook,
    *,
    rates: RateTable,
    on: date | None = None,
    today: date | None = None,
    currency: str | None = None,
    seller: Seller | None = None,
    accept_old_rate: bool = False,
) -> Pricing:
    """What a need is priced with: what is given here goes before the need, the need before the seller, then the policy.

    `need` is the need as read, `book` has the facts, `rates` are the rates at hand; `currency` is a code, `seller`
    whose currency counts where need and call name none. The day is `on`, else the need's issue_date, else `today`; the
    rate card is the need's own. `accept_old_rate` takes a rate that is older than the terms allow. Raises InputError
    where no day is given.
    """
    return Pricing(
        book=book,
        on=day_of(need, on=on, today=today),
        currency=currency_of(need, book, currency=currency, seller=seller),
        rates=rates,
        rate_card=need.rate_card,
        rate_card_bundle=need.request.bundle,
        accept_old_rate=accept_old_rate,
    )


def estimate_need(need: Need, pricing: Pricing, *, bundle: str | None = None) -> Estimate:
    """A `need` priced with `pricing` by the `bundle` named here, else by its own.

    Raises InputError and RateError as `estimate` does.
    """
    return estimate(need.spec, pricing.book.bundle(bundle or need.request.bundle, where="bundle"), pricing)


def quote_need(
    need: Need,
    priced: Estimate,
    *,
    number: str | None = None,
    language: str | None = None,
    digits: Digits | None = None,
    seller: Seller | None = None,
) -> Quote:
    """The quote of a priced need, with the need's customer and terms.

    `need` is the need as read and `priced` its estimate; `seller` makes the offer. `number`, `language` and `digits`
    are the need's unless given. Raises InputError and RateError as `make_quote` does.
    """
    from costmodel.quoting.quote import make_quote  # an estimate alone needs neither the quote nor its risk

    return make_quote(
        priced,
        terms=need.request.terms,
        seller=seller,
        buyer=need.request.customer,
        number=number or need.request.number,
        revision=need.request.revision,
        language=check_language(language or need.request.language),
        digits=digits or need.request.digits,
    )


def currency_of(need: Need, book: PriceBook, *, currency: str | None, seller: Seller | None = None) -> str:
    """The currency that a need is priced in."""
    return currency or need.request.currency or (seller.currency if seller else None) or book.policy.currency


def day_of(need: Need, *, on: date | None = None, today: date | None = None) -> date:
    """The day that a need is priced for. Raises InputError where nothing says one."""
    day = on or need.request.issue_date or today
    if day is None:
        what = said(
            "the need has no issue_date and no day was given; pass {on}, such as {example}, or {today}.",
            on="on=",
            example="date(2026, 11, 24)",
            today="today=",
        )
        raise InputError.one("on", "", what)
    return day


def _at(lines: Mapping[Path_, int], path: Path_, what: str) -> str:
    return at_line(lines.get(path), what)
