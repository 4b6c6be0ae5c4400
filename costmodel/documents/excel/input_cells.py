"""The cells of a workbook that may be changed: each with a name, a colour, and what it accepts, in the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from costmodel.price_book.wording import Wording
from costmodel.quoting.requote import BOUNDS, Bounds
from costmodel.words.text import bare

LEAST_RATE = -0.9
"""A discount rate may be negative, but not so that a later year is worth more than ten times as much."""
LEAST_SHARE = 0.0001
"""The least share that is above 0 in a cell, which has no way to say that of two bounds."""
_DECIMAL, _WHOLE = "decimal", "integer"


def _within(bounds: Bounds) -> dict[str, Any]:
    """The bounds of a figure as a cell checks them."""
    kind, low = _WHOLE if bounds.whole else _DECIMAL, int(bounds.low)
    if bounds.high is None:
        return {"validate": kind, "criteria": ">" if bounds.above else ">=", "value": low}
    least = LEAST_SHARE if bounds.above else low
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": int(bounds.high)}


_ACCEPTED: Mapping[str, dict[str, Any]] = {
    **{kind: _within(bounds) for kind, bounds in BOUNDS.items()},
    "discount_rate": {"validate": _DECIMAL, "criteria": "between", "minimum": LEAST_RATE, "maximum": 1},
    "weight": {"validate": _DECIMAL, "criteria": ">=", "value": 0},
    "points": {"validate": _DECIMAL, "criteria": "between", "minimum": 0, "maximum": 100},
}
"""What a cell accepts, by the kind of its figure."""


class Inputs:
    """The inputs of a workbook as they are written, each once: its name, its place, its rules."""

    def __init__(self, workbook: Any, say: Wording) -> None:
        self._workbook, self._say = workbook, say
        horizon = say.book.lifecycle.horizon_years
        self._years = (horizon.minimum, horizon.maximum)
        self._words: dict[str, dict[str, str]] = {}
        self.names: list[str] = []

    def name(self, name: str, place: str) -> None:
        """Gives a cell a name, by which formulas may call it."""
        self._workbook.define_name(name, f"={place}")

    def add(
        self, raw: Any, row: int, column: int, kind: str, *, name: str = "", place: str = "", rules: Mapping[str, Any]
    ) -> None:
        """A cell that may be changed; `rules` stand in the place of those of its kind, of which nothing stays."""
        words = self._words.get(kind)
        if words is None:
            words = self._words[kind] = self._messages(kind)
        raw.data_validation(row, column, row, column, {**(rules or self._accepted(kind)), **words})
        if name:
            self.names.append(name)
            self.name(name, place)

    def _accepted(self, kind: str) -> dict[str, Any]:
        if kind == "years":
            low, high = self._years
            return {"validate": _WHOLE, "criteria": "between", "minimum": low, "maximum": high}
        return _ACCEPTED.get(kind, {})

    def _messages(self, kind: str) -> dict[str, str]:
        low, high = self._years
        message = bare(self._say("input.years", low=low, high=high) if kind == "years" else self._say(f"input.{kind}"))
        return {
            "input_title": self._say("input.title"),
            "input_message": message,
            "error_title": self._say("input.refused"),
            "error_message": message,
        }
