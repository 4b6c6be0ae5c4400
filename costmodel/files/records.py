"""Records: frozen, closed shapes of everything that is read, and the words for what does not fit them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, core_schema

from costmodel.files.days import plain_day, two_days, typed_day
from costmodel.files.faults import Fault, InputError, Message, at_line, not_among, phrase, said, shorten
from costmodel.files.numbers import PERCENT, exact, not_a_number, only_reading, typed

MAX_DEPTH = 30
NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_KINDS = {
    "model_type": "a mapping of 'key: value' lines",
    "tuple_type": "a list such as [a, b]",
    "string_type": "text, in quotes",
    "decimal_type": "a valid decimal",
    "int": "a whole number",
    "bool": "true or false",
    "date": "a day such as 2026-11-24",
}
"""What the input should be, by the whole name or the first word of pydantic's kind of error."""

_TOLD = {
    "missing": phrase("is missing; it must be given."),
    "string_pattern_mismatch": phrase("is blank; write something that can be seen, or leave it out."),
}
"""What is said of a fault that needs no more words, by pydantic's kind of error."""

Path_ = tuple[str | int, ...]

T = TypeVar("T")


class Record(BaseModel):
    """A frozen, closed record: unknown keys are refused and nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: CoreSchema = _reading_numbers(handler(source))
        return schema


def _reading_numbers(schema: Any) -> Any:
    """The schema of a record whose number fields take a number of any kind, and text as people type it."""
    if schema["type"] == "model-fields":
        fields = schema["fields"].items()
        return {**schema, "fields": {name: {**one, "schema": _field(one["schema"])} for name, one in fields}}
    return {**schema, "schema": _reading_numbers(schema["schema"])}


def _field(schema: Any) -> Any:
    """The schema of a field: its number, or the numbers in its list or mapping; other records look after their own."""
    kind = schema["type"]
    if kind in ("decimal", "int") or (kind == "nullable" and schema["schema"]["type"] in ("decimal", "int")):
        return core_schema.no_info_wrap_validator_function(_number, schema)
    if kind in ("default", "nullable", "function-before", "function-after"):
        return {**schema, "schema": _field(schema["schema"])}
    if kind == "tuple":
        return {**schema, "items_schema": [_field(item) for item in schema["items_schema"]]}
    return {**schema, "values_schema": _field(schema["values_schema"])} if kind == "dict" else schema


def _number(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """A number field's value; a text with two readings is settled by the field's bounds, or refused with both."""
    if not isinstance(value, str):
        return read(exact(value))
    number = typed(value)
    if number is None:
        raise ValueError(not_a_number(value))
    if number.unit not in ("", PERCENT):
        raise ValueError(said("'{value}' has a unit; write the number alone.", value=shorten(value)))

    def fits(one: Decimal) -> bool:
        try:
            read(one)
        except ValidationError:
            return False
        return True

    return read(only_reading(number, fits))


class Whole:
    """Marks a record inside another one that was made by the program: its class is checked, its inside not again.

    So a record that holds the price book does not need to know how to check all of it.
    """

    def __get_pydantic_core_schema__(self, source: type[Any], _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(source)


def _with_ids(value: object) -> object:
    if isinstance(value, Mapping):
        named = [key for key, item in value.items() if isinstance(item, Mapping) and "id" in item]
        if named:
            raise ValueError(
                said("'{word}' has a key 'id'; the name before the colon is its id.", word=shorten(named[0]))
            )
        return [{"id": key, **item} if isinstance(item, Mapping) else item for key, item in value.items()]
    return value


Keyed = Annotated[tuple[T, ...], BeforeValidator(_with_ids)]
"""A YAML mapping read as a tuple of records, each carrying its key as `id`."""


def _day(value: object) -> object:
    value = plain_day(value)
    if type(value) is date:
        return value
    typed = typed_day(value) if isinstance(value, str) else None
    if typed is not None:
        if len(typed.readings) > 1:
            raise ValueError(two_days(typed))
        return typed.readings[0]
    raise ValueError(_wrong(said("input should be {needed}", needed=phrase(_KINDS["date"])), value))


Day = Annotated[date, BeforeValidator(_day)]
"""A day as people type it, 2026-11-24 or 24/11/2026; a number is none, although pydantic would count seconds."""

UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
"""Characters beside the spaces that nobody sees."""
_SEEN = rf"[^\s{UNSEEN}]"

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_SEEN)]
"""A line of text that says something."""

LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000, pattern=_SEEN)]
"""A paragraph that says something."""


def is_blank(words: str) -> bool:
    """Whether there is nothing in words that can be seen."""
    return re.search(_SEEN, words) is None


def validate(value: Any, model: type[T], *, where: str, lines: Mapping[Path_, int] | None = None) -> T:
    """Plain values as a record, as `load` does for a file."""
    if not isinstance(value, Mapping):
        raise InputError.one(where, "", "must be a mapping of 'key: value' lines.")
    lines = lines or {}
    unreadable = [
        Fault(where, dotted(path), at_line(_line(path, lines), what)) for path, what in _unreadable(value, ())
    ]
    if unreadable:
        raise InputError(unreadable)
    try:
        return TypeAdapter(model).validate_python(value)
    except ValidationError as error:
        faults = [_fault(detail, value, model, where, lines) for detail in error.errors(include_url=False)]
        raise InputError(faults) from None


def _unreadable(value: object, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Where a value holds a character that no document can hold, or is nested too deep."""
    if isinstance(value, str):
        found = NOT_TEXT.search(value)
        if found:
            yield path, not_text(found[0])
    elif len(path) > MAX_DEPTH:
        yield path, said("is nested deeper than {most} levels.", most=MAX_DEPTH)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unreadable(key, path)
            yield from _unreadable(item, (*path, key))
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(value):
            yield from _unreadable(item, (*path, position))


def not_text(character: str) -> str:
    """The words for a character that no document can hold."""
    code = f"U+{ord(character):04X}"
    return said("holds {code}, which is not a character of text; remove it.", code=code)


def dotted(path: Path_) -> str:
    """A path as people read it: `lines[2].item_name`."""
    shown = ""
    for part in path:
        shown += f"[{part}]" if isinstance(part, int) else f".{shorten(part)}" if shown else shorten(part)
    return shown


def _line(path: Path_, lines: Mapping[Path_, int]) -> int | None:
    """The line of a path, or of the nearest one above it; None where no line is known."""
    known = (path[:depth] for depth in range(len(path), -1, -1))
    return next((lines[place] for place in known if place in lines), None)


def _fault(detail: Any, root: Any, model: Any, where: str, lines: Mapping[Path_, int]) -> Fault:
    path = _path_in_file(detail["loc"], root)
    return Fault(where, dotted(path), at_line(_line(path, lines), _sentence(detail, model)))


def _path_in_file(loc: Path_, root: Any) -> Path_:
    """pydantic's location with the file's own keys, where a mapping was read as a list with ids."""
    path: list[str | int] = []
    value = root
    for part in loc:
        if isinstance(value, Mapping):
            key = list(value)[part] if isinstance(part, int) and part < len(value) else part
            if key not in value and isinstance(key, str) and key != loc[-1]:
                continue  # the name of a union's branch
            path.append(key)
            value = value.get(key) if isinstance(key, str) else None
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            path.append(part)
            value = value[part]
        elif isinstance(value, list) and isinstance(part, int):
            path.append(part)  # an item that is missing
        # anything else names a branch of a union
    return tuple(path)


def _sentence(detail: Any, model: Any) -> str:
    kind, context, given = detail["type"], detail.get("ctx", {}), detail.get("input")
    if kind == "extra_forbidden":
        known = [name for name in _fields_at(model, detail["loc"][:-1]) if name != "id"]
        return not_among(detail["loc"][-1], known, what="a known key")
    if kind in _TOLD:
        return _TOLD[kind]
    if kind in ("literal_error", "enum"):
        allowed = re.findall(r"'([^']*)'", context.get("expected", ""))
        return not_among(given, allowed, what="allowed here")
    if kind == "value_error":
        told: str = context["error"].args[0]
        return told
    needed = _KINDS.get(kind) or _KINDS.get(kind.partition("_")[0])
    if needed:
        return _wrong(said("input should be {needed}", needed=phrase(needed)), given)
    return _wrong(_of_pydantic(detail["msg"], context), given)


def _wrong(what: Message, given: object) -> Message:
    return said("{wrong}; got '{given}'.", wrong=what, given=shorten(given))


def _of_pydantic(words: str, values: Mapping[str, object]) -> Message:
    """A sentence of pydantic with its bounds apart: `input should be greater than {gt}`."""
    template = words[0].lower() + words[1:]
    named = {name: value for name, value in values.items() if isinstance(value, (int, Decimal))}
    for name, value in named.items():
        template = re.sub(rf"(?<![\w.{{]){re.escape(str(value))}(?![\w.}}])", f"{{{name}}}", template)
    message = Message(words[0].lower() + words[1:])
    message.template, message.values = template, named
    return message


def _fields_at(model: Any, loc: Path_) -> list[str]:
    """The field names of the record at a location, for the nearest spelling."""
    current = _record_inside(model)
    for part in loc:
        field = current.model_fields.get(part) if current and isinstance(part, str) else None
        if field is not None:
            current = _record_inside(field.annotation) or current
    return [field.alias or name for name, field in current.model_fields.items()] if current else []


def _record_inside(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _record_inside(inner)
        if found is not None:
            return found
    return None
