"""Strict YAML for everything that is read: no duplicate keys, exact Decimals, every fault at once.

Plain scalars become int, Decimal, date, true/false or null; everything else stays text, so `NO`, `010` and
`12:30` mean what they say. Anchors, aliases, merge keys, tags and several documents in one file are refused.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from costmodel.files.faults import Fault, InputError, at_line, said, shorten
from costmodel.files.records import MAX_DEPTH, NOT_TEXT, Path_, T, dotted, not_text, validate

MAX_BYTES = 1_000_000
MAX_DIGITS = 60
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*(?:_[0-9]+)*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_text(path: Path, *, or_else: str = "") -> str:
    """The text of a file of at most 1 MB in UTF-8, or in a second encoding. Raises InputError with the remedy."""
    return decoded(read_bytes(path, at_most=MAX_BYTES), str(path), or_else)


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


def decoded(raw: bytes, where: str, or_else: str = "") -> str:
    """Bytes as text in UTF-8, or in a second encoding. Raises InputError with the line at fault."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if or_else:
            return raw.decode(or_else, errors="replace")
        line = raw[: error.start].count(b"\n") + 1
        raise InputError.one(
            where, said("line {line}", line=line), "is not UTF-8 text. Save the file with the encoding UTF-8."
        ) from None


def read_yaml(path: Path) -> tuple[Any, dict[Path_, int]]:
    """The values of a YAML file and the line of each path. Raises InputError with every fault of the syntax."""
    return parse_yaml(read_text(path), where=str(path))


def parse_yaml(text: str, *, where: str) -> tuple[Any, dict[Path_, int]]:
    """As `read_yaml`, for text at hand."""
    lines: dict[Path_, int] = {}
    faults: list[Fault] = []
    found = NOT_TEXT.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError.one(where, said("line {line}", line=line), not_text(found[0]))
    try:
        events = yaml.parse(text, Loader=_PARSER)
        value = _document(iter(events), where, lines, faults)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = said("line {line}, column {column}", line=mark.line + 1, column=mark.column + 1) if mark else ""
        raise InputError.one(
            where,
            place,
            said("is not valid YAML: {problem}. Check indentation, colons and quotes.", problem=error.problem),
        ) from None
    except yaml.YAMLError as error:
        raise InputError.one(where, "", said("is not valid YAML: {error}", error=shorten(error, 120))) from None
    if faults:
        raise InputError(faults)
    return value, lines


def read_json(path: Path) -> Any:
    """The values of a JSON file, or of standard input for `-`; numbers are exact, a key given twice is refused."""
    where = "standard input" if str(path) == "-" else str(path)
    return parse_json(_standard_input(where) if str(path) == "-" else read_text(path), where=where)


def parse_json(text: str, *, where: str) -> Any:
    """The values of a text in JSON, as `read_json` does for a file."""
    faults: list[Fault] = []
    try:
        value = json.loads(
            text,
            parse_int=_exact,
            parse_float=_exact,
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
    return value


def _standard_input(where: str) -> str:
    if sys.stdin is None:
        raise InputError.one(where, "", "is closed; give a file, or pass the text through a pipe.")
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise InputError.one(where, "", said("is larger than {most:,} bytes. Is it the right file?", most=MAX_BYTES))
    return decoded(raw, where)


def _no_constant(word: str) -> None:
    raise ValueError(said("{word} is not a number", word=word))


def _object(pairs: list[tuple[str, Any]], where: str, faults: list[Fault]) -> dict[str, Any]:
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    faults.extend(Fault(where, shorten(key), "the key is there twice; keep one of the two.") for key in twice)
    return dict(pairs)


def _exact(text: str) -> int | Decimal:
    """The number of a text that matches `_NUMBER`."""
    number = _NUMBER.fullmatch(text)
    if number is None or len(text) > MAX_DIGITS:
        raise ValueError(
            said(
                "the number {text} is too long; at most {most} digits are read", text=shorten(text, 20), most=MAX_DIGITS
            )
        )
    return int(text) if number[2] is None and number[3] is None else Decimal(text.replace("_", ""))


def load(path: Path, model: type[T]) -> T:
    """A YAML file as a record, or as what an annotation describes (`Keyed[UseCase]`).

    Raises InputError with every fault: file, path, line, what is wrong and what is allowed.
    """
    value, lines = read_yaml(path)
    return validate(value, model, where=str(path), lines=lines)


def _document(events: Iterator[Any], where: str, lines: dict[Path_, int], faults: list[Fault]) -> Any:
    value: Any = None
    documents = 0
    for event in events:
        if isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
            continue
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise InputError.one(where, said("line {line}", line=line), "starts a second document; keep one.")
            continue
        value = _node(event, events, (), where, lines, faults)
    return value


def _node(
    event: Any, events: Iterator[Any], path: Path_, where: str, lines: dict[Path_, int], faults: list[Fault]
) -> Any:
    line = event.start_mark.line + 1
    lines[path] = line
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise InputError.one(
            where, said("line {line}", line=line), "uses an anchor or alias (& or *); write the value out instead."
        )
    if len(path) > MAX_DEPTH:
        raise InputError.one(
            where, said("line {line}", line=line), said("is nested deeper than {most} levels.", most=MAX_DEPTH)
        )
    _refuse_tag(event, where)
    if isinstance(event, yaml.ScalarEvent):
        return event.value if event.style else _scalar(event.value, path, line, where, faults)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(following := next(events), yaml.SequenceEndEvent):
            items.append(_node(following, events, (*path, len(items)), where, lines, faults))
        return items
    mapping: dict[str, Any] = {}
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        key_line = key_event.start_mark.line + 1
        if not isinstance(key_event, yaml.ScalarEvent) or key_event.anchor is not None:
            raise InputError.one(where, said("line {line}", line=key_line), "has a key that is not a plain word.")
        _refuse_tag(key_event, where)
        key = key_event.value
        if key == "<<" and not key_event.style:
            raise InputError.one(
                where, said("line {line}", line=key_line), "uses a merge key (<<); write the values out instead."
            )
        if key in mapping:
            first = lines[*path, key]
            what = said("the key is there twice (first on line {first}); keep one of the two.", first=first)
            faults.append(Fault(where, dotted((*path, key)), at_line(key_line, what)))
        mapping[key] = _node(next(events), events, (*path, key), where, lines, faults)
        lines[*path, key] = key_line
    return mapping


def _refuse_tag(event: Any, where: str) -> None:
    if event.tag is not None and event.tag != "!":
        place = said("line {line}", line=event.start_mark.line + 1)
        raise InputError.one(where, place, said("uses the tag '{tag}'; tags are not allowed.", tag=shorten(event.tag)))


def _scalar(text: str, path: Path_, line: int, where: str, faults: list[Fault]) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-0123456789":
        if _NUMBER.fullmatch(text):
            try:
                return _exact(text)
            except ValueError as error:
                faults.append(Fault(where, dotted(path), at_line(line, said("{what}.", what=error))))
        if _DATE.fullmatch(text):
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


# ------------------------------------------------------------------ writing


class _Writer(yaml.SafeDumper):
    """Writes what `parse_yaml` reads back alike: Decimals plain, texts that look like something else in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        """Everything is written out, never as a reference."""
        return True


def _text(writer: _Writer, text: str) -> Any:
    plain = text not in _WORDS and not _NUMBER.fullmatch(text) and not _DATE.fullmatch(text)
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _decimal(writer: _Writer, value: Decimal) -> Any:
    whole = value == value.to_integral_value()
    shown = format(value.to_integral_value(), "f") if whole else format(value, "f").rstrip("0")  # exact at any length
    return writer.represent_scalar("tag:yaml.org,2002:int" if whole else "tag:yaml.org,2002:float", shown)


_Writer.add_representer(str, _text)
_Writer.add_representer(Decimal, _decimal)


def to_yaml(values: Any) -> str:
    """Plain values (mappings, lists, texts, numbers, days) as YAML that reads back as the same values."""
    return yaml.dump(values, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100)
