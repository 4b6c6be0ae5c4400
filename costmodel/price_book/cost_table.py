"""The published cost table: ranges exactly as published, and how the drivers of a need find their place in them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import model_validator

from costmodel.files.faults import not_among
from costmodel.files.records import Keyed, Record
from costmodel.money.currencies import Amount, Share
from costmodel.price_book.facts import MODULES, Component, Figure, Module, Plausible, Sourced
from costmodel.price_book.references import DRIVER, LAWFUL, Names
from costmodel.words.text import Text


class Scale(Record):
    """How one driver moves a row: its value at the low and at the high end of the published range, and its weight."""

    id: Annotated[str, DRIVER]
    low_end: Decimal
    high_end: Decimal
    weight: Share
    form: Literal["log", "linear"] = "log"

    @model_validator(mode="after")
    def _rising(self) -> Scale:
        if self.low_end >= self.high_end or (self.form == "log" and self.low_end <= 0):
            raise ValueError("low_end must be below high_end, and above 0 unless the form is linear.")
        return self


class ModuleShare(Plausible):
    """How much of a part one module brings."""

    id: str


class ModuleShares(Sourced):
    """How much of a part each module brings, where it is shared between modules; the shares add up to 1."""

    shares: Keyed[ModuleShare]

    @model_validator(mode="after")
    def _whole(self) -> ModuleShares:
        if sum(share.value for share in self.shares) != 1:
            raise ValueError("the shares of the modules must add up to 1.")
        for share in self.shares:
            if share.id not in MODULES:
                raise ValueError(not_among(share.id, MODULES, what="a module"))
        return self


class Piece(Record):
    """A piece of a part with conditions of its own: the share of it that a driver says, or what the others leave."""

    id: str
    driver: Annotated[str | None, Names("quantities", "a driver")] = None


class Part(Record):
    """A share of a published row that bundles need apart, or all of it, with drivers of its own where they differ.

    `module` names the one module that brings it, `module_shares` how several do; neither: it is always needed.
    """

    id: str
    name: Text
    share: Plausible | None = None
    drivers: Keyed[Scale] = ()
    pieces: Keyed[Piece] = ()
    module: Module | None = None
    module_shares: ModuleShares | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The part and its pieces."""
        return (self.id, *(piece.id for piece in self.pieces))

    @property
    def of_row(self) -> Decimal:
        """The share of the row that the part is."""
        return Decimal(1) if self.share is None else self.share.value

    def needs_any_of(self, modules: Iterable[str]) -> bool:
        """Whether one of the modules brings the part."""
        return self.share_of(modules) > 0

    def share_of(self, modules: Iterable[str]) -> Decimal:
        """How much of the part the modules bring: all of it where it does not depend on them."""
        chosen = tuple(modules)
        if self.module is not None:
            return Decimal(int(self.module in chosen))
        if self.module_shares is None:
            return Decimal(1)
        return sum((share.value for share in self.module_shares.shares if share.id in chosen), Decimal(0))


class Position(Sourced):
    """Why a row's drivers place a need as they do, and how far the position may be off either way."""

    plausible_shift: Share


class PublishedRange(Sourced):
    """A range exactly as published; open-ended where the publication adds a plus sign."""

    id: str
    name: Text
    note: Text
    published_low: Amount
    published_high: Amount
    open_ended: bool
    currency: Annotated[str, LAWFUL]

    @model_validator(mode="after")
    def _rising(self) -> PublishedRange:
        if not 0 < self.published_low < self.published_high:
            raise ValueError("published_low must be above 0 and below published_high.")
        return self


class Row(PublishedRange):
    """One row of the published table: the range as published, and how drivers place a need in it."""

    component: Component
    unit: str
    recurring: bool = False
    foreign_share: Figure
    position: Position
    drivers: Keyed[Scale] = ()
    parts: Keyed[Part]

    @model_validator(mode="after")
    def _consistent(self) -> Row:
        if sum(part.of_row for part in self.parts) != 1:
            raise ValueError("the shares of the parts must add up to 1.")
        for scales in (self.drivers, *(part.drivers for part in self.parts)):
            if scales and sum(scale.weight for scale in scales) != 1:
                raise ValueError("the weights of the drivers must add up to 1.")
        return self


class AddedLine(Record):
    """A line that the published table does not have; its price is a share of a published row's."""

    id: str
    name: Text
    row: str
    foreign_share: Figure


class Components(Record):
    """The file `components.yaml`."""

    price_date: Sourced
    rows: Keyed[Row]
    totals: Keyed[PublishedRange]
    added: Keyed[AddedLine]
    hardware_support: Figure
