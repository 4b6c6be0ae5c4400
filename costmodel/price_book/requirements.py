"""The shape of the requirements that tender files make, for compliance matrices."""

from __future__ import annotations

from typing import Literal

from costmodel.files.records import Keyed, Record
from costmodel.price_book.facts import Sourced
from costmodel.price_book.reference import Named
from costmodel.words.text import Text

Level = Literal["mandatory", "important", "optional"]


class Requirement(Record):
    """What a tender file may ask. `basis`: whether a source states the level, or it was judged.

    `deliverable` is the item of the scope of work that is the very same thing, where there is one.
    """

    id: str
    group: str
    text: Text
    level: Level
    basis: Literal["stated", "judged"]
    deliverable: str | None = None


class Requirements(Sourced):
    """The file `requirements.yaml`; groups and requirements in the order in which a matrix lists them."""

    groups: Keyed[Named]
    levels: Keyed[Named]
    requirements: Keyed[Requirement]
