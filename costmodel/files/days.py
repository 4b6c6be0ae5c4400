"""Days as people type them: `2026-11-24`, `24/11/2026`, `24.11.2026`; a day that could be a month is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple

from costmodel.files.faults import Message, said, shorten
from costmodel.files.numbers import western

Order = Literal["", "dmy", "mdy"]
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_TYPED = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4})")


class TypedDay(NamedTuple):
    """A day as it was typed: one reading or two, and the order of day and month that it proves."""

    text: str
    readings: tuple[date, ...]
    proves: Order = ""


def typed_day(text: str) -> TypedDay | None:
    """The day that a text is, with its readings; None for a text that is none."""
    plain = western(text)
    if found := _ISO.fullmatch(plain):
        return _one(text, *map(int, found.groups()))
    found = _TYPED.fullmatch(plain)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    day_first, month_first = _one(text, year, second, first), _one(text, year, first, second)
    if day_first is None or month_first is None:
        only = day_first or month_first
        return only and only._replace(proves="dmy" if day_first else "mdy")
    return TypedDay(text, tuple(dict.fromkeys((*day_first.readings, *month_first.readings))))


def _one(text: str, year: int, month: int, day: int) -> TypedDay | None:
    try:
        return TypedDay(text, (date(year, month, day),))
    except ValueError:
        return None


def in_order(typed: TypedDay, order: Order) -> date | None:
    """The reading in an order of day and month, or the only one; None where there are two and no order."""
    if len(typed.readings) == 1:
        return typed.readings[0]
    return {"dmy": typed.readings[0], "mdy": typed.readings[1]}.get(order)


def order_of(texts: Iterable[object]) -> Order:
    """The order of day and month that the days of a column prove; nothing where none does, or they contradict."""
    days = (typed_day(text) for text in texts if isinstance(text, str))
    proved = {day.proves for day in days if day is not None and day.proves}
    return proved.pop() if len(proved) == 1 else ""


def plain_day(value: object) -> object:
    """A day of any kind as a date, also of NumPy and pandas; anything else as it is. A time within the day is none."""
    at_day = getattr(value, "astype", None)
    if type(value).__name__ == "datetime64" and callable(at_day):
        value = at_day("datetime64[us]").item()
    if isinstance(value, datetime) and type(value).__name__ != "NaTType":
        return value.date() if value.time() == value.time().min else value
    return value


def two_days(typed: TypedDay) -> Message:
    """The sentence that refuses a day with two readings."""
    first, second = (one.isoformat() for one in typed.readings)
    return said(
        "'{text}' can be two days; write {first} or {second}.", text=shorten(typed.text), first=first, second=second
    )
