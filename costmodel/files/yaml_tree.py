"""The events of a YAML parser as values with the line of each, and every fault of the syntax at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from costmodel.files.faults import Fault, InputError, at_line, said, shorten
from costmodel.files.plain_values import scalar
from costmodel.files.records import MAX_DEPTH, Path_, dotted

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def tree(text: str, where: str, *, exact: bool) -> tuple[Any, dict[Path_, int]]:
    """The values of a text and the line of each path; `exact` as `read_yaml`. Raises InputError with every fault."""
    lines: dict[Path_, int] = {}
    faults: list[Fault] = []
    try:
        events = yaml.parse(text, Loader=_PARSER)
        value = _document(iter(events), where, lines, faults, exact)
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


def _document(events: Iterator[Any], where: str, lines: dict[Path_, int], faults: list[Fault], exact: bool) -> Any:
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
        value = _node(event, events, (), where, lines, faults, exact)
    return value


def _node(
    event: Any,
    events: Iterator[Any],
    path: Path_,
    where: str,
    lines: dict[Path_, int],
    faults: list[Fault],
    exact: bool,
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
        return event.value if event.style else scalar(event.value, path, line, where, faults, exact=exact)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(following := next(events), yaml.SequenceEndEvent):
            items.append(_node(following, events, (*path, len(items)), where, lines, faults, exact))
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
        mapping[key] = _node(next(events), events, (*path, key), where, lines, faults, exact)
        lines[*path, key] = key_line
    return mapping


def _refuse_tag(event: Any, where: str) -> None:
    if event.tag is not None and event.tag != "!":
        place = said("line {line}", line=event.start_mark.line + 1)
        raise InputError.one(where, place, said("uses the tag '{tag}'; tags are not allowed.", tag=shorten(event.tag)))
