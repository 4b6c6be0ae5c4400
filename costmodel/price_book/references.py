"""Which fields of the facts name something of another table: declared on the field, checked over the whole book."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """A field whose word or words are ids of a table, and what a word that is none is said not to be: `a driver`."""

    table: str
    what: str


SOURCE = Names("sources", "in sources.yaml")
"""Every field that is called `source`, without a mark."""
BUNDLE = Names("bundles", "a bundle")
DRIVER = Names("drivers", "a driver")
LEVER = Names("levers", "a lever")
PART = Names("parts", "a part of the price")
"""A part of a row, or what stands above several of them."""
PART_OF_ROW = Names("parts_of_rows", "a part of the price")
IN_SCOPE = Names("deliverables", "in the scope of work")
CURRENCY = Names("currencies", "a currency of ISO 4217")
LAWFUL = Names("lawful_currencies", "the working currency or one that it replaced by law")
