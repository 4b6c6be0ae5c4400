"""The need file: what a hospital needs, who it is, and the commercial terms, in one YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import field_validator

from costmodel.faults import Fault, InputError, not_among
from costmodel.price_book import PriceBook
from costmodel.rate_card import RateCard, load_rate_card
from costmodel.spec import KEYS, Spec, make_spec
from costmodel.terms import Party, Seller, Terms
from costmodel.yaml_file import Path_, Record, dotted, load, read_yaml, validate


class Request(Record):
    """What a need file holds beside drivers and conditions."""

    number: str | None = None
    issue_date: date | None = None
    language: str = "fr"
    currency: str | None = None
    bundle: str = "on_premise"
    customer: Party | None = None
    rate_card: str | None = None
    terms: Terms = Terms()

    @field_validator("customer", mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value

    @field_validator("number", mode="before")
    @classmethod
    def _number_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Need(Record):
    """A need as read: the spec, the request around it, and the rate card that it names."""

    spec: Spec
    request: Request
    rate_card: RateCard | None = None


def load_need(
    path: Path | None, book: PriceBook, *, preset: str | None = None, settings: Mapping[str, Any] | None = None
) -> Need:
    """A need from a file, a preset, or both; `settings` overlay single drivers and conditions.

    Raises InputError with every fault of the file: path, line, what is allowed, nearest spelling.
    """
    values: Any = {}
    lines: dict[Path_, int] = {}
    where = str(path) if path else "need"
    if path is not None:
        values, lines = read_yaml(path)
        if not isinstance(values, Mapping):
            raise InputError.one(where, "", "must be a mapping such as 'preset: medium'. Start from examples/.")
    known = [*KEYS, *Request.model_fields]
    faults = [
        Fault(where, dotted((key,)), _at(lines, (key,)) + not_among(key, known, what="a key of a need"))
        for key in values
        if key not in known
    ]
    faults += [
        Fault("--set", "", not_among(key, KEYS, what="a driver or condition of a need"))
        for key in settings or {}
        if key not in KEYS
    ]
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
        faults += [fault._replace(what=_at(lines, (fault.path,)) + fault.what) for fault in error.faults]
    if faults or request is None or spec is None:
        raise InputError(faults)
    card = None
    if request.rate_card is not None:
        beside = path.parent if path else Path()
        card = load_rate_card(beside / request.rate_card, currencies=book.currencies)
    return Need(spec=spec, request=request, rate_card=card)


def load_seller(path: Path) -> Seller:
    """The seller's own file. Raises InputError with every fault."""
    return load(path, Seller)


def _at(lines: Mapping[Path_, int], path: Path_) -> str:
    return f"line {lines[path]}: " if path in lines else ""
