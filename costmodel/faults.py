"""Errors that a user can act on.

    CostmodelError            anything that is the input's fault; the command line prints it and exits with 1
    ├── InputError            faults found in a file or in a need, all of them at once
    ├── MoneyError            amounts that cannot be combined or are not amounts
    ├── RateError             an exchange rate that is missing, stale or out of its sanity band
    └── OutputError           a file that cannot be written, or that is already there

A message says where, what is wrong, what is allowed and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class CostmodelError(Exception):
    """The input is at fault; the text is for the user."""


class MoneyError(CostmodelError):
    """Amounts that cannot be combined, or that are not amounts."""


class RateError(CostmodelError):
    """An exchange rate is missing, stale or not credible."""


class OutputError(CostmodelError):
    """A file cannot be written."""


MAX_SHOWN = 100
"""Faults that a message lists; the rest are counted."""


class Fault(NamedTuple):
    """One thing wrong: the file (or other origin), the path inside it, and what to do."""

    where: str
    path: str
    what: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.where, self.path) if part)
        return f"{place}: {self.what}" if place else self.what


class InputError(CostmodelError):
    """Every fault of an input, collected and raised once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        shown = [str(fault) for fault in self.faults[:MAX_SHOWN]]
        if len(self.faults) > MAX_SHOWN:
            shown.append(f"… and {len(self.faults) - MAX_SHOWN} more.")
        super().__init__("\n".join(shown))

    @classmethod
    def one(cls, where: str, path: str, what: str) -> InputError:
        """An error with a single fault."""
        return cls((Fault(where, path, what),))


def not_among(word: object, allowed: Iterable[object], *, what: str) -> str:
    """The sentence for a word that is not on a list: what is allowed, and the nearest spelling."""
    import difflib  # only where there is a fault

    names = [str(name) for name in allowed]
    shown = ", ".join(names[:20]) + (f" … ({len(names)} in all)" if len(names) > 20 else "")
    given = shorten(word).lower()
    likeness = {name: difflib.SequenceMatcher(None, name.lower(), given).ratio() for name in names}
    near = max(names, key=likeness.__getitem__, default="")
    hint = f" Nearest: '{near}'." if likeness.get(near, 0) >= 0.6 else ""
    return f"'{shorten(word)}' is not {what}. Allowed: {shown}.{hint}"


def shorten(value: object, limit: int = 60) -> str:
    """A value as it may be shown in a message: one line, nothing unprintable, not too long."""
    text = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"
