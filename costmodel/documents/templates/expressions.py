"""What the expressions of a Word template stand for, and what in them is unknown or not allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from costmodel.documents.templates.fields import Field
from costmodel.documents.word.fill import environment
from costmodel.files.faults import not_among

REFUSED = {
    "safe": "would put raw XML into the document",
    "attr": "reaches into the program",
}
"""Filters that Jinja knows and a template may not use, and why."""
_DATE = {name: Field("number") for name in ("year", "month", "day")}
_SAME, _ITEM = ("sort", "list", "reverse", "unique", "select", "reject", "selectattr", "rejectattr"), ("first", "last")
"""Filters that give back a list of the same kind, and those that give one of its items."""
ANYTHING = Field("nothing")
"""What is not known, and so not asked about."""


class Value(NamedTuple):
    """What an expression stands for, and its path among the fields: `prices.one_off.lines[].name`."""

    field: Field
    path: str = ""


class Expressions:
    """Reads expressions in the names that are known where they stand; `used` are the paths of fields that they name."""

    def __init__(self, fields: Mapping[str, Field], tell: Callable[[str, str], None]) -> None:
        self.fields = fields
        self.used: set[str] = set()
        self.names: list[dict[str, Value]] = [{}]
        """What loops and {% set %} name, the innermost last."""
        self._tell = tell

    def value(self, node: Any, *, ask: bool = True) -> Value:
        """What an expression stands for; `ask` is off where a test or filter minds what does not exist."""
        kind = type(node).__name__
        if kind == "Name":
            return self._named(node.name, ask)
        if kind in ("Getattr", "Getitem"):
            return self._inside(node, ask)
        if kind == "Filter":
            return self._filtered(node, ask)
        if kind == "Test":
            return self._tested(node)
        if kind == "CondExpr":
            self.value(node.test)
            first, *_ = [self.value(one, ask=ask) for one in (node.expr1, node.expr2) if one is not None]
            return first
        if kind == "Call":
            self._tell("access", "calls something, and a template only prints fields. Take the parentheses out.")
        for child in () if kind == "Call" else node.iter_child_nodes():
            self.value(child, ask=ask)
        return Value(ANYTHING)

    def _tested(self, node: Any) -> Value:
        if node.name not in environment().tests:
            self._tell("filter", not_among(node.name, sorted(environment().tests), what="a test"))
        self.value(node.node, ask=node.name not in ("defined", "undefined"))
        for child in node.args:
            self.value(child)
        return Value(Field("yes/no"))

    def _named(self, name: str, ask: bool) -> Value:
        for scope in reversed(self.names):
            if name in scope:
                known: Value = scope[name]
                return known
        field = self.fields.get(name)
        if field is None:
            if name.startswith("_"):
                self._tell("access", f"'{name}' is not allowed: names that begin with _ belong to the program.")
            elif ask:
                self._tell("variable", not_among(name, self.fields, what="a variable of a template") + self._leaf(name))
            return Value(ANYTHING)
        self.used.add(name)
        return Value(field, name)

    def _inside(self, node: Any, ask: bool) -> Value:
        """A part of a group, or an item of a list."""
        outer = self.value(node.node, ask=ask)
        part = node.attr if type(node).__name__ == "Getattr" else getattr(node.arg, "value", None)
        if part is None:
            self.value(node.arg)
            return Value(outer.field.of or ANYTHING, f"{outer.path}[]") if outer.path else Value(ANYTHING)
        if isinstance(part, str) and part.startswith("_"):
            self._tell("access", f"'{part}' is not allowed: names that begin with _ belong to the program.")
            return Value(ANYTHING)
        if outer.field.kind == "nothing":
            return Value(ANYTHING)
        if isinstance(part, int) and outer.field.kind == "list":
            return Value(outer.field.of or ANYTHING, f"{outer.path}[]")
        parts = _DATE if outer.field.kind == "date" else outer.field.parts
        if part in parts:
            path = f"{outer.path}.{part}" if outer.path else ""
            self.used.add(path)
            return Value(parts[part], path)
        if ask:
            self._tell("variable", _no_part(str(part), outer, list(parts)))
        return Value(ANYTHING)

    def _filtered(self, node: Any, ask: bool) -> Value:
        known = environment().filters
        if node.name not in known:
            self._tell("filter", no_filter(node.name))
        inner = (
            Value(ANYTHING)
            if node.node is None
            else self.value(node.node, ask=ask and node.name not in ("default", "d"))
        )
        for child in (*node.args, *(pair.value for pair in node.kwargs)):
            self.value(child)
        for child in node.args[:1] if node.name == "map" else ():
            if getattr(child, "value", None) in REFUSED:
                self._tell("filter", no_filter(child.value))
        if node.name in _SAME:
            return inner
        if node.name in _ITEM and inner.path:
            return Value(inner.field.of or ANYTHING, f"{inner.path}[]")
        return inner if node.name in ("default", "d") and inner.field.kind != "nothing" else Value(Field("text"))

    def _leaf(self, name: str) -> str:
        """Where a name is a field of a group: `title` is `document.title`."""
        found = [f"{outer}.{name}" for outer, field in self.fields.items() if name in field.parts]
        return f" There is {' and '.join(found[:3])}." if found else ""


def no_filter(name: str) -> str:
    """The words for a filter that a template cannot use."""
    if name in REFUSED:
        return f"'{name}' is not allowed: it {REFUSED[name]}. Take it out."
    return not_among(name, sorted(environment().filters), what="a filter")


def _no_part(part: str, outer: Value, parts: list[str]) -> str:
    if outer.field.kind == "list":
        return (
            f"'{part}' is asked of {outer.path}, which is a list; go through it with {{% for item in {outer.path} %}}."
        )
    if not parts:
        return f"'{part}' is asked of {outer.path or 'a value'}, which is a {outer.field.type} and has no fields."
    return not_among(part, parts, what=f"a field of {outer.path or 'loop'}")
