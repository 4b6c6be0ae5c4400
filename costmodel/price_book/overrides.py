"""Own facts in place of shipped ones, from a file; the shipped files are never changed.

    source: our price list 2026
    on: 2026-11-24
    facts:
      components:
        rows.training.published_low: 350_000
      tax:
        rates[0].rate: 0.18

A path leads to one value of a shipped file, in one piece or nested; a list of plain values (`plausible: [0.5, 0.8]`)
counts as one. The values take the place of the shipped ones before anything is checked, so that own facts have to be
as sound as shipped ones.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import field_validator

from costmodel.files.encodings import decoded
from costmodel.files.faults import Fault, InputError, at_line, not_among, said, shorten, together
from costmodel.files.folders import data_folder
from costmodel.files.limits import TEXT
from costmodel.files.numbers import PERCENT, typed
from costmodel.files.records import Day, Line, Path_, Record, T, dotted, validate
from costmodel.files.strict_yaml import load, parse_yaml, read_bytes, read_yaml

FIXED = ("currencies", "texts", "messages")
"""Files that are no facts of a market: codes and law of currencies, and the product's own wording."""
ENDS = ("published_low", "published_high")
"""The ends of a published range, which are in one currency."""
MAX_FACTS = 500
MAX_FAULTS = 50
"""Paths of a file that are told of at once; a file with more wrong ones is another file."""
_INDEX = re.compile(r"\[?([0-9]{1,4})\]?(?:\.|(?=\[)|$)")


class OwnFact(Record):
    """A value for a path of a file, as the user wrote it; a list is kept as a tuple."""

    file: str
    path: str
    value: Any
    line: int | None = None


class Overrides(Record):
    """A user's own facts, and where they come from."""

    where: str
    source: Line
    on: Day
    facts: tuple[OwnFact, ...]

    def of(self, file: str) -> tuple[OwnFact, ...]:
        """The facts of one file."""
        return tuple(fact for fact in self.facts if fact.file == file)


class ChangedFact(Record):
    """A fact that is not as shipped: `components`, `rows.training.published_low`, both values, whose it is."""

    file: str
    path: str
    shipped: Any
    own: Any
    source: str
    on: date


class _File(Record):
    source: Line
    on: Day
    facts: dict[str, Any]

    @field_validator("facts", mode="before")
    @classmethod
    def _mapping(cls, value: object) -> object:
        if not isinstance(value, dict) or not value:
            raise ValueError("must be a mapping of a file's name to paths and values; see examples/facts.yaml.")
        return value


# ------------------------------------------------------------------ the user's file


def load_overrides(path: Path) -> Overrides:
    """Own facts from the file at `path`. Raises InputError with every fault of its form; the facts check its paths."""
    return overrides_of(read_bytes(path, at_most=TEXT.packed), where=str(path))


def overrides_of(content: str | bytes, *, where: str) -> Overrides:
    """Own facts from the content of such a file, as `load_overrides`."""
    if len(content) > TEXT.packed:
        raise InputError.one(where, "", said("is larger than {most:,} bytes. Is it the right file?", most=TEXT.packed))
    values, lines = parse_yaml(decoded(content, where) if isinstance(content, bytes) else content, where=where)
    read = validate(values, _File, where=where, lines=lines)
    facts: list[OwnFact] = []
    faults: list[Fault] = []
    for path, value in _values(read.facts, ("facts",)):
        words = _joined(path[1:])
        file, _, rest = words.partition(".")
        line = lines.get(path)
        if isinstance(value, list) and any(isinstance(item, (list, dict)) for item in value):
            what = "is a list of mappings; name single values instead, such as rates[0].rate."
            faults.append(Fault(where, f"facts.{words}", at_line(line, what)))
        elif isinstance(value, dict) or not rest:
            what = said(
                "names no value; give a path and its value, such as '{example}'.",
                example="rows.training.published_low: 350000",
            )
            faults.append(Fault(where, f"facts.{words}", at_line(line, what)))
        else:
            held = tuple(value) if isinstance(value, list) else value
            facts.append(OwnFact(file=file, path=rest.removeprefix("yaml."), value=held, line=line))
    if len(facts) > MAX_FACTS:
        what = said(
            "holds {count} facts; at most {most} are read. Change a copy of the data folder instead.",
            count=len(facts),
            most=MAX_FACTS,
        )
        faults.append(Fault(where, "facts", what))
    if faults:
        raise InputError(faults)
    return Overrides(where=where, source=read.source, on=read.on, facts=tuple(facts))


def _values(value: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    """Every value below nested mappings with its path; an empty mapping counts as one."""
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _values(item, (*path, key))
    else:
        yield path, value


def _joined(path: Path_) -> str:
    """Keys, each a path or a part of one, as one path."""
    joined = ""
    for key in path:
        joined += str(key) if not joined or str(key).startswith("[") else f".{key}"
    return joined


# ------------------------------------------------------------------ in place of the shipped facts


def check_files(overrides: Overrides, files: Iterable[str]) -> None:
    """Refuse facts of files that do not exist or are fixed."""
    allowed = [file for file in files if file not in FIXED]
    unknown: dict[str, OwnFact] = {}
    for fact in overrides.facts:
        if fact.file not in allowed:
            unknown.setdefault(fact.file, fact)
    faults = [
        Fault(overrides.where, f"facts.{shorten(file)}", _at(fact, not_among(file, allowed, what="a file of facts")))
        for file, fact in list(unknown.items())[:MAX_FAULTS]
    ]
    if faults:
        raise InputError(faults)


def load_with(path: Path, model: type[T], overrides: Overrides | None) -> tuple[T, tuple[ChangedFact, ...]]:
    """A file of facts as `load`, with own facts in place of its own, and which of them differ.

    Raises InputError with every fault; those of own facts name the user's file and the path in it.
    """
    file = path.stem
    if overrides is None or not (facts := overrides.of(file)):
        return load(path, model, exact=True), ()
    values, _ = read_yaml(path, exact=True)

    def sound() -> bool:
        try:
            validate(values, model, where="")
        except InputError:
            return False
        return True

    changed, lines = _replace(values, facts, overrides, sound)
    try:
        return validate(values, model, where=overrides.where, lines=lines), changed
    except InputError as error:
        raise InputError([fault._replace(path=_below(file, fault.path)) for fault in error.faults]) from None


def told(fault: Fault, overrides: Overrides | None) -> Fault:
    """A fault of facts that do not fit each other, where the user can mend it."""
    if overrides is None:
        return fault
    path = Path(fault.where)
    if overrides.of(path.stem):
        return Fault(overrides.where, _below(path.stem, fault.path), fault.what)
    return Fault(path.name, fault.path, together(fault.what, said("This follows from {file}.", file=overrides.where)))


def _below(file: str, path: str) -> str:
    return f"facts.{file}.{path}" if path else f"facts.{file}"


def _replace(
    values: Any, facts: Iterable[OwnFact], overrides: Overrides, sound: Callable[[], bool]
) -> tuple[tuple[ChangedFact, ...], dict[Path_, int]]:
    """Put own facts into the values of a file: what differs, and the user's line for every path and those above it.

    Of a number with two readings the one counts with which the file is `sound`; where both do it stays text, and the
    field refuses it.
    """
    changed: list[ChangedFact] = []
    faults: list[Fault] = []
    lines: dict[Path_, int] = {}
    seen: set[Path_] = set()
    facts = tuple(facts)
    faults += _half_ranges(values, facts, overrides)
    for fact in facts:
        if len(faults) >= MAX_FAULTS:
            break
        path = _resolved(values, fact.path)
        what = _unknown(values, fact) if path is None else _unfit(values, path, fact, seen)
        if path is None or what:
            faults.append(Fault(overrides.where, _below(fact.file, shorten(fact.path, 100)), _at(fact, what)))
            continue
        seen.add(path)
        shipped = _get(values, path)
        before = tuple(shipped) if isinstance(shipped, list) else shipped
        own = _settled(values, path, _readings(before, fact.value), sound)
        for depth in range(len(path), 0, -1):
            lines.setdefault(path[:depth], fact.line or 0)
        if before != own or isinstance(before, bool) != isinstance(own, bool):
            made = {"file": fact.file, "path": dotted(path), "shipped": before, "own": own}
            changed.append(ChangedFact(**made, source=overrides.source, on=overrides.on))
    if faults:
        raise InputError(faults)
    return tuple(changed), {path: line for path, line in lines.items() if line}


def _half_ranges(values: Any, facts: Iterable[OwnFact], overrides: Overrides) -> Iterator[Fault]:
    """Ranges of which one end is given, or the currency without both ends: the other would mean something else."""
    given: dict[Path_, dict[str, OwnFact]] = {}
    for fact in facts:
        path = _resolved(values, fact.path)
        if path:
            given.setdefault(path[:-1], {})[str(path[-1])] = fact
    for above, own in given.items():
        inside = _get(values, above)
        if not isinstance(inside, Mapping) or not set(ENDS) <= set(inside) or not {*ENDS, "currency"} & set(own):
            continue
        if missing := [end for end in ENDS if end not in own]:
            fact = next(own[key] for key in (*ENDS, "currency") if key in own)
            what = said(
                "changes a range in part: give {missing} too, even where it stays {shipped}.",
                missing=" and ".join(missing),
                shipped=", ".join(f"{inside[end]:,}" for end in missing),
            )
            yield Fault(overrides.where, _below(fact.file, shorten(fact.path, 100)), _at(fact, what))


def _readings(shipped: Any, own: Any) -> list[Any]:
    """What an own value can be in the place of a shipped one: a text in the place of a number is read as typed."""
    if isinstance(own, tuple) and isinstance(shipped, tuple) and len(own) == len(shipped):
        parts = [_readings(*pair) for pair in zip(shipped, own, strict=True)]
        made = list(product(*(part[1:] or part for part in parts)))
        return [own, *made] if len(made) > 1 else made
    number = typed(own) if isinstance(own, str) and isinstance(shipped, (int, Decimal)) else None
    if number is None or isinstance(shipped, bool) or number.unit not in ("", PERCENT):
        return [own]
    return [own, *number.shares] if len(number.shares) > 1 else list(number.shares)


def _settled(values: Any, path: Path_, readings: Sequence[Any], sound: Callable[[], bool]) -> Any:
    """Put the only reading at a path, or of several the only sound one; the text as typed where there is none such."""

    def put(one: Any) -> Any:
        _set(values, path, list(one) if isinstance(one, tuple) else one)
        return one

    if len(readings) == 1:
        return put(readings[0])
    fitting = [one for one in readings[1:] if put(one) is not None and sound()]
    return put(fitting[0] if len(fitting) == 1 else readings[0])


def _at(fact: OwnFact, what: str) -> str:
    return at_line(fact.line, what)


def _unknown(values: Any, fact: OwnFact) -> str:
    known = [dotted(path) for path, _ in _leaves(values, ())]
    near = difflib.get_close_matches(fact.path, known, n=1)
    what = said(
        "'{path}' is not a fact of {file}.yaml; only what is there can be changed.",
        path=shorten(fact.path, 100),
        file=fact.file,
    )
    hint = said("Nearest: '{near}'.", near=near[0]) if near else said("Its first one: '{first}'.", first=known[0])
    return together(what, hint)


def _unfit(values: Any, path: Path_, fact: OwnFact, seen: set[Path_]) -> str:
    """Why a value cannot take the place of the one at a path; nothing where it can."""
    shipped = _get(values, path)
    if path in seen:
        return "is given twice; keep one of the two."
    if not _is_leaf(shipped):
        inside = next((dotted(below) for below, _ in _leaves(shipped, path)), "")
        if not inside:
            return "is not a single value; name one inside it."
        return said("is not a single value; name one inside it, such as '{inside}'.", inside=inside)
    if isinstance(shipped, str) and isinstance(fact.value, str) and _blanks(shipped) != _blanks(fact.value):
        kept = ", ".join(f"{{{blank[0]}}}" for blank in _blanks(shipped) or ()) or said("no braces")
        return said("must keep what is filled in: {kept}.", kept=kept)
    return ""


def _blanks(text: str) -> tuple[tuple[str, ...], ...] | None:
    """What a text has filled in, each name with its format; None for braces that do not match."""
    try:
        parts = [(name, how or "", as_ or "") for _, name, how, as_ in Formatter().parse(text) if name is not None]
        return tuple(sorted(set(parts)))
    except ValueError:
        return None


# ------------------------------------------------------------------ paths


def facts_of(file: str, *, folder: Path | None = None) -> tuple[tuple[str, Any], ...]:
    """Every path of a file of facts that can be changed, with its shipped value."""
    values, _ = read_yaml((folder or data_folder()) / f"{file}.yaml", exact=True)
    return tuple((dotted(path), value) for path, value in _leaves(values, ()))


def _is_leaf(value: Any) -> bool:
    if isinstance(value, list):
        return not any(isinstance(item, (dict, list)) for item in value)
    return not isinstance(value, dict)


def _leaves(value: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    if _is_leaf(value):
        yield path, value
    else:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, (*path, key))


def _resolved(value: Any, rest: str) -> Path_ | None:
    """The keys of a path; they may hold dots themselves (`licence.pacs_ris`), so every key that fits is tried."""
    if not rest:
        return ()
    if isinstance(value, dict):
        for key in sorted(value, key=len, reverse=True):
            if rest == key or rest.startswith((f"{key}.", f"{key}[")):
                found = _resolved(value[key], rest[len(key) :].removeprefix("."))
                if found is not None:
                    return (key, *found)
    elif isinstance(value, list) and (match := _INDEX.match(rest)) and int(match[1]) < len(value):
        found = _resolved(value[int(match[1])], rest[match.end() :])
        if found is not None:
            return (int(match[1]), *found)
    return None


def _get(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def _set(value: Any, path: Path_, own: Any) -> None:
    """Put a value at a path."""
    _get(value, path[:-1])[path[-1]] = own
