"""Strict YAML for everything that is read: no duplicate keys, exact Decimals, every fault at once.

Plain scalars become int, Decimal, date, true/false or null; everything else stays text, so `NO`, `010` and
`12:30` mean what they say. In the files of people a number with two readings (`12.500`) stays text for its field to
read, and a key `decimal:` at the top (a point or a comma) settles them all. Anchors, aliases, merge keys, tags and
several documents in one file are refused.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from costmodel.files.encodings import decoded
from costmodel.files.faults import Fault, InputError, at_line, said, shorten
from costmodel.files.limits import TEXT
from costmodel.files.numbers import settled
from costmodel.files.plain_values import exact_number
from costmodel.files.records import NOT_TEXT, Path_, T, not_text, validate

DECIMAL = "decimal"


def read_text(path: Path, *, encoding: str = "") -> str:
    """The text of a file of at most 1 MB, in an `encoding` that is named or told by evidence. Raises InputError."""
    return decoded(read_bytes(path, at_most=TEXT.packed), str(path), encoding)


def read_bytes(path: Path, *, at_most: int) -> bytes:
    """The content of an ordinary file of at most so many bytes. Raises InputError with the remedy."""
    where = str(path)
    try:
        if path.exists() and not path.is_file():
            what = "is a folder; a file is needed." if path.is_dir() else "is not an ordinary file."
            raise InputError.one(where, "", what)
        with path.open("rb") as stream:
            raw = stream.read(at_most + 1)
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError.one(
            where, "", said("cannot be read: {why}. Check the name and the rights.", why=why)
        ) from None
    if len(raw) > at_most:
        raise InputError.one(where, "", said("is larger than {most:,} bytes. Is it the right file?", most=at_most))
    return raw


def read_yaml(path: Path, *, exact: bool = False, encoding: str = "") -> tuple[Any, dict[Path_, int]]:
    """The values of a YAML file and the line of each path; `exact` for facts of the product, whose mark is the point.

    Raises InputError with every fault of the syntax.
    """
    return parse_yaml(read_text(path, encoding=encoding), where=str(path), exact=exact)


def parse_yaml(text: str, *, where: str, exact: bool = False) -> tuple[Any, dict[Path_, int]]:
    """As `read_yaml`, for text at hand."""
    from costmodel.files.yaml_tree import tree  # the parser is loaded where something is read

    found = NOT_TEXT.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError.one(where, said("line {line}", line=line), not_text(found[0]))
    values, lines = tree(text, where, exact=exact)
    if isinstance(values, dict) and DECIMAL in values and not exact:
        mark = values.pop(DECIMAL)
        if mark not in (".", ","):
            what = said("'{mark}' is no mark of decimals; write a point or a comma, in quotes.", mark=shorten(mark))
            raise InputError.one(where, DECIMAL, at_line(lines.get((DECIMAL,)), what))
        values = settled(values, mark)
    return values, lines


def read_json(path: Path) -> Any:
    """The values of a JSON file, or of standard input for `-`; numbers are exact, a key given twice is refused."""
    where = "standard input" if str(path) == "-" else str(path)
    return parse_json(_standard_input(where) if str(path) == "-" else read_text(path), where=where)


def parse_json(text: str, *, where: str) -> Any:
    """The values of a text in JSON, as `read_json` does for a file; numbers in texts have a decimal point."""
    faults: list[Fault] = []
    try:
        value = json.loads(
            text,
            parse_int=exact_number,
            parse_float=exact_number,
            parse_constant=_no_constant,
            object_pairs_hook=lambda pairs: _object(pairs, where, faults),
        )
    except json.JSONDecodeError as error:
        place = said("line {line}, column {column}", line=error.lineno, column=error.colno)
        raise InputError.one(where, place, said("is not valid JSON: {problem}.", problem=error.msg)) from None
    except RecursionError:
        raise InputError.one(where, "", "is not valid JSON: nested too deep.") from None
    except ValueError as error:
        raise InputError.one(where, "", said("is not valid JSON: {error}.", error=error)) from None
    if faults:
        raise InputError(faults)
    return settled(value, ".")


def _standard_input(where: str) -> str:
    if sys.stdin is None:
        raise InputError.one(where, "", "is closed; give a file, or pass the text through a pipe.")
    raw = sys.stdin.buffer.read(TEXT.packed + 1)
    if len(raw) > TEXT.packed:
        raise InputError.one(where, "", said("is larger than {most:,} bytes. Is it the right file?", most=TEXT.packed))
    return decoded(raw, where)


def _no_constant(word: str) -> None:
    raise ValueError(said("{word} is not a number", word=word))


def _object(pairs: list[tuple[str, Any]], where: str, faults: list[Fault]) -> dict[str, Any]:
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    faults.extend(Fault(where, shorten(key), "the key is there twice; keep one of the two.") for key in twice)
    return dict(pairs)


def load(path: Path, model: type[T], *, exact: bool = False) -> T:
    """A YAML file as a record, or as what an annotation describes (`Keyed[UseCase]`); `exact` as `read_yaml`.

    Raises InputError with every fault: file, path, line, what is wrong and what is allowed.
    """
    value, lines = read_yaml(path, exact=exact)
    return validate(value, model, where=str(path), lines=lines)
