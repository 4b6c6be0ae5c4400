"""What plain words of a file mean: numbers, exact, days, yes and no, nothing; everything else is text.

A number with two readings stays the text that was typed, for its field to read, unless the file is the product's own.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from costmodel.files.faults import Fault, at_line, said, shorten
from costmodel.files.numbers import MAX_DIGITS, has_two_readings
from costmodel.files.records import Path_, dotted

NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*(?:_[0-9]+)*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def exact_number(text: str) -> int | Decimal:
    """The number of a text that matches `NUMBER`."""
    number = NUMBER.fullmatch(text)
    if number is None or len(text) > MAX_DIGITS:
        raise ValueError(
            said(
                "the number {text} is too long; at most {most} digits are read", text=shorten(text, 20), most=MAX_DIGITS
            )
        )
    return int(text) if number[2] is None and number[3] is None else Decimal(text.replace("_", ""))


def scalar(text: str, path: Path_, line: int, where: str, faults: list[Fault], *, exact: bool) -> Any:
    """What a plain scalar means; a number too long and a day that is none are added to the faults."""
    if text in WORDS:
        return WORDS[text]
    if text[0] in "+-0123456789":
        if NUMBER.fullmatch(text) and (exact or not has_two_readings(text)):
            try:
                return exact_number(text)
            except ValueError as error:
                faults.append(Fault(where, dotted(path), at_line(line, said("{what}.", what=error))))
        if ISO_DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                faults.append(
                    Fault(
                        where,
                        dotted(path),
                        at_line(line, said("'{text}' is not a day of the calendar.", text=text)),
                    )
                )
    return text
