"""Probabilities and correlations as they are given: a number of any kind, or text such as `80 %`."""

from __future__ import annotations

from decimal import Decimal

from costmodel.files.faults import InputError, said, shorten
from costmodel.files.numbers import exact
from costmodel.money.currencies import decimal_of


def probability_of(value: float | Decimal, where: str) -> float:
    """A probability between 0 and 1. Raises InputError naming `where`."""
    chance = _number(value, where)
    if chance is None or not 0 < chance < 1:
        what = said(
            "{value} is not a probability; write one between 0 and 1, such as {example}.",
            value=shorten(value),
            example="0.8",
        )
        raise InputError.one(where, "", what)
    return float(chance)


def correlation_of(value: object) -> float:
    """One correlation for all pairs of lines, from 0 to 1. Raises InputError."""
    shared = _number(value, "correlation")
    if shared is None or not 0 <= shared <= 1:
        what = said(
            "{value} is not a correlation of one common factor; write a number from 0 to 1, or a matrix.",
            value=shorten(value),
        )
        raise InputError.one("correlation", "", what)
    return float(shared)


def _number(value: object, where: str) -> Decimal | None:
    given = exact(value)
    return None if given is None or isinstance(given, bool) else decimal_of(given, where=where)
