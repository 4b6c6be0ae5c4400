"""Checks a Word template: every fault at once, each with its paragraph, its tag and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from costmodel.documents.templates.fields import Field, examples, fields
from costmodel.documents.templates.tags import Found, Reading
from costmodel.documents.templates.text import Paragraph, paragraphs
from costmodel.documents.word.apart import Limits, render_apart
from costmodel.documents.word.package import package_faults, template_bytes
from costmodel.files.faults import CostmodelError, Fault, InputError, shorten
from costmodel.price_book.book import PriceBook

MUST_HAVE = {
    "number of the offer": ("document.number", "document.reference", "document.rows"),
    "seller": ("document.seller", "document.supplier", "acceptance.seller"),
    "customer": ("document.buyer", "need.customer", "acceptance.buyer"),
    "mark of a budgetary offer": ("document.kind", "document.budgetary_line", "terms.rows"),
    "prices": ("prices.one_off.lines",),
    "recurring prices": ("prices.recurring.lines",),
    "total": ("prices.totals", "summary.rows", "prices.closing"),
    "terms": ("terms.rows",),
    "acceptance": ("acceptance.closing", "acceptance.texts", "acceptance.signatory", "acceptance.buyer"),
}
"""The sections that a proposal has to have, and the fields of which it prints one at least."""


class TemplateFault(NamedTuple):
    """A fault of a template: the part of the file, the paragraph's number and text, the tag, the fault.

    `paragraph` is 0 where the fault is the file's. A template with a fault that `stops` is not filled in; the others
    cost format or content.
    """

    part: str
    paragraph: int
    text: str
    tag: str
    kind: str
    fault: str
    stops: bool

    @property
    def place(self) -> str:
        """Where: `text, paragraph 12 “…”`, or a part of the file."""
        quoted = f" “{self.text}”" if self.text not in ("", self.tag) else ""
        return f"{self.part}, paragraph {self.paragraph}{quoted}" if self.paragraph else self.part

    @property
    def sentence(self) -> str:
        """Place and fault in one line."""
        return ": ".join(part for part in (self.place, self.what) if part)

    @property
    def what(self) -> str:
        """The tag and what is wrong with it."""
        return self.tag + (": " if self.fault.startswith("'") else " ") * bool(self.tag) + self.fault


def use_template(path: Path, book: PriceBook) -> tuple[TemplateFault, ...]:
    """The faults that do not keep a template from being used. Raises InputError with all those that do."""
    faults = check_template(path, book, fill_in=False)
    stopping = [fault for fault in faults if fault.stops]
    if stopping:
        raise InputError([Fault(str(path), fault.place, fault.what) for fault in stopping])
    return faults


def check_template(
    path: Path, book: PriceBook, *, fill_in: bool = True, limits: Limits = Limits()
) -> tuple[TemplateFault, ...]:
    """Every fault of a template file.

    Where nothing that stops is found it is also filled in with made-up quotes, within limits, unless `fill_in` is off.
    """
    try:
        content = template_bytes(path)
    except InputError as error:
        return tuple(TemplateFault("", 0, "", "", "file", fault.what, stops=True) for fault in error.faults)
    faults = [TemplateFault(part, 0, "", "", "file", what, stops=True) for part, what in package_faults(content)]
    if faults:
        return tuple(faults)
    known = fields(book)
    rows = paragraphs(content)
    reading = Reading(known)
    for part in dict.fromkeys(row.part for row in rows):
        reading.read([row for row in rows if row.part == part])
    order = {id(row): position for position, row in enumerate(rows)}
    found = [_fault(one) for one in sorted(reading.faults, key=lambda one: order[id(one.paragraph)])]
    found += _missing(reading.used, known)
    if fill_in and not any(fault.stops for fault in found):
        found += _tried(path, book, limits)
    return tuple(found)


def _fault(found: Found) -> TemplateFault:
    row: Paragraph = found.paragraph
    text = shorten(row.text, 80)
    return TemplateFault(row.part, row.number, text, found.tag, found.kind, found.what, found.stops)


def _missing(used: set[str], known: Mapping[str, Field]) -> list[TemplateFault]:
    """The sections of which a template prints nothing."""
    made = []
    for section, wanted in MUST_HAVE.items():
        there = [name for name in wanted if name.split(".")[0] in known]
        if there and not any(
            path == name or path.startswith((f"{name}.", f"{name}[")) for path in used for name in there
        ):
            what = f"the section '{section}' is missing; a proposal needs it. Print {' or '.join(there)}."
            made.append(TemplateFault("", 0, "", "", "section", what, stops=False))
    return made


def _tried(path: Path, book: PriceBook, limits: Limits) -> list[TemplateFault]:
    """What only shows when a template is filled in."""
    for example in examples(book):
        try:
            render_apart(example.variables, path, charts=example.charts, limits=limits)
        except CostmodelError as error:
            what = str(error).removeprefix(f"{path}: ")
            return [TemplateFault("", 0, "", "", "filling in", what, stops=True)]
    return []
