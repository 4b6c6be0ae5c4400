"""A quote back from the JSON that was written of it; the JSON says its format, so that no other is mistaken for it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from costmodel.files.faults import InputError, said, shorten
from costmodel.files.records import validate
from costmodel.files.strict_yaml import parse_json, read_text
from costmodel.quoting.quote import Format, Quote

(FORMAT,) = get_args(Format)


def load_quote(path: Path) -> Quote:
    """The quote in the JSON file at `path`. Raises InputError for a file without one, or of an unknown format."""
    return parse_quote(read_text(path), where=str(path))


def parse_quote(content: str, *, where: str) -> Quote:
    """The quote in JSON. Raises InputError for an unknown format, or what is not a quote whose amounts add up.

    What says no format was written before formats had numbers, and is of the first.
    """
    value = parse_json(content, where=where)
    given = value.get("format", FORMAT) if isinstance(value, dict) else FORMAT
    if given != FORMAT:
        what = said(
            "is '{given}', and this version of costmodel reads {format} alone. Take the version that wrote it, or have "
            "the quote written again.",
            given=shorten(given),
            format=FORMAT,
        )
        raise InputError.one(where, "format", what)
    return validate(value, Quote, where=where)
