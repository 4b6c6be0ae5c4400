"""The shape of the requirements that tender files make, for compliance matrices."""

from __future__ import annotations

from typing import Annotated, Literal

from costmodel.files.records import Keyed, Record
from costmodel.price_book.facts import Sourced
from costmodel.price_book.reference import Named
from costmodel.price_book.references import IN_SCOPE, Names
from costmodel.words.text import Text

Level = Literal["mandatory", "important", "optional"]


class Requirement(Record):
    """What a tender file may ask. `basis`: whether a source states the level, or it was judged.

    `deliverable` is the item of the scope of work that is the very same thing, where there is one.
    """

    id: str
    group: Annotated[str, Names("requirement_groups", "a group")]
    text: Text
    level: Annotated[Level, Names("requirement_levels", "a level")]
    basis: Literal["stated", "judged"]
    deliverable: Annotated[str | None, IN_SCOPE] = None


class Requirements(Sourced):
    """The file `requirements.yaml`; groups and requirements in the order in which a matrix lists them."""

    groups: Keyed[Named]
    levels: Keyed[Named]
    requirements: Keyed[Requirement]
