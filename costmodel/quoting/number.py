"""What an offer is called: its number, and the revision that whoever gives it counts."""

from __future__ import annotations

from typing import Annotated
from unicodedata import category

from pydantic import Field

from costmodel.files.faults import InputError, said
from costmodel.files.records import is_blank

MAX_NUMBER = 60
Revision = Annotated[int, Field(ge=0, le=9999)]
"""Which state of an offer it is; nothing counts it but whoever gives it."""


def check_number(number: str | None) -> None:
    """Raises InputError for a number that is blank, too long, or on several lines."""
    if number is not None and is_blank(number):
        raise InputError.one("number", "", "is blank; write something that can be seen, or leave it out.")
    if number and (len(number) > MAX_NUMBER or any(category(letter) in ("Cc", "Cs") for letter in number)):
        raise InputError.one("number", "", said("must have at most {most} characters, on one line.", most=MAX_NUMBER))
