"""Errors that a user can act on.

    CostmodelError            anything that is the input's fault; the command line prints it and exits with 1
    ├── InputError            faults found in a file or in a need, all of them at once
    ├── MoneyError            amounts that cannot be combined or are not amounts
    ├── RateError             an exchange rate that is missing, stale or out of its sanity band
    └── OutputError           a file that cannot be written, or that is already there

A message says where, what is wrong, what is allowed and how to mend it. It is written in English where it is raised;
`said` keeps its values apart, so that `messages.in_language` can say it in the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple


class Message(str):
    """An English sentence or phrase that remembers what was filled in; one without values is its own template."""

    template: str = ""
    values: Mapping[str, object] = MappingProxyType({})


def said(template: str, **values: object) -> Message:
    """An English message and its values, which may be messages or errors themselves: `said("{n:,} rows", n=7)`."""
    message = Message(template.format(**values))
    message.template, message.values = template, values
    return message


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
            shown.append(more(len(self.faults) - MAX_SHOWN))
        super().__init__("\n".join(shown))

    @classmethod
    def one(cls, where: str, path: str, what: str) -> InputError:
        """An error with a single fault."""
        return cls((Fault(where, path, what),))


def phrase(words: str) -> Message:
    """Words of the product inside a message, to be said in its language; plain values stay as they were typed."""
    return words if isinstance(words, Message) else Message(words)


def together(*sentences: str) -> Message:
    """Sentences one after another."""
    named = {f"s{position}": phrase(sentence) for position, sentence in enumerate(sentences)}
    return said(" ".join(f"{{{name}}}" for name in named), **named)


def sentences(words: object) -> Iterator[str]:
    """The sentences that `together` put one after another."""
    if isinstance(words, Message) and "s0" in words.values:
        for part in words.values.values():
            yield from sentences(part)
    else:
        yield str(words) if not isinstance(words, str) else words


def renamed(words: object, old: str, new: str) -> str:
    """A message in which another name stands for one, wherever it was filled in."""
    if isinstance(words, CostmodelError):
        return renamed(words.args[0], old, new)
    if not isinstance(words, Message):
        return str(words).replace(old, new)
    if not words.values:
        return words
    return said(
        words.template,
        **{
            name: renamed(value, old, new) if isinstance(value, (str, CostmodelError)) else value
            for name, value in words.values.items()
        },
    )


def at_line(line: int | None, what: str) -> str:
    """What is wrong with the line of a file before it, where one is known."""
    return said("line {line}: {what}", line=line, what=phrase(what)) if line else what


def more(count: int) -> Message:
    """What stands in place of the faults that are not listed."""
    return said("… and {count} more.", count=count)


def not_among(word: object, allowed: Iterable[object], *, what: str) -> Message:
    """The sentence for a word that is not on a list: what is allowed, and the nearest spelling."""
    import difflib  # only where there is a fault

    names = [str(name) for name in allowed]
    shown: str = ", ".join(names[:20])
    if len(names) > 20:
        shown = said("{names} … ({count} in all)", names=shown, count=len(names))
    given = shorten(word).lower()
    likeness = {name: difflib.SequenceMatcher(None, name.lower(), given).ratio() for name in names}
    near = max(names, key=likeness.__getitem__, default="")
    missed = said("'{word}' is not {what}. Allowed: {allowed}.", word=shorten(word), what=phrase(what), allowed=shown)
    if likeness.get(near, 0) < 0.6:
        return missed
    return together(missed, said("Nearest: '{near}'.", near=near))


def shorten(value: object, limit: int = 60) -> str:
    """A value as it may be shown in a message: one line, nothing unprintable, not too long."""
    text = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"
