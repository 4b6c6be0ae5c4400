"""The shape of the facts about a system's life: horizon, rates a year, refresh, import taxes, what the buyer bears."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from costmodel.files.faults import said
from costmodel.files.records import Keyed, Record
from costmodel.money.currencies import Share
from costmodel.price_book.facts import Count, Figure, Plausible, Sourced
from costmodel.price_book.references import BUNDLE, DRIVER, PART_OF_ROW, Names
from costmodel.words.text import Text

Falls = Literal["each_year", "first_year", "later_years"]
"""When a cost falls: in every year of service, in year 0 only, or in every year but that one."""


class Horizon(Sourced):
    """The years of service that costs are counted over."""

    value: Count
    minimum: Count
    maximum: Count

    @model_validator(mode="after")
    def _inside(self) -> Horizon:
        if not 1 <= self.minimum <= self.value <= self.maximum:
            raise ValueError(
                said("the value {value} must lie between the minimum and the maximum, all from 1.", value=self.value)
            )
        return self


class Refresh(Sourced):
    """When a part of the price is bought again, and the share of its price of today that it then costs."""

    id: Annotated[str, PART_OF_ROW]
    after_years: Plausible
    price_share: Plausible

    @model_validator(mode="after")
    def _whole_years(self) -> Refresh:
        if self.after_years.value < 1 or self.after_years.value % 1:
            raise ValueError(
                said("after_years must be whole years from 1; got '{years}'.", years=self.after_years.value)
            )
        return self


class QuantityScale(Record):
    """How a quantity grows with a driver: × (driver / at) ^ exponent."""

    driver: Annotated[str, DRIVER]
    at: Annotated[Decimal, Field(gt=0)]
    exponent: Plausible


class BundleQuantity(Plausible):
    """What one bundle makes the buyer bear."""

    id: Annotated[str, BUNDLE]


class Borne(Sourced):
    """What the buyer bears besides the offer: a quantity, the same for all bundles or by bundle, or an option line.

    `quantities` says it of every bundle, 0 of one that needs none. `part` takes the share of a part of the price that
    modules and bundle bring. `unit_one` is what a unit price is for, after “per”: “per kWh”.
    """

    id: str
    name: Text
    unit: Text
    unit_one: Text
    falls: Falls
    quantity: Plausible | None = None
    quantities: Keyed[BundleQuantity] = ()
    line: Annotated[str | None, Names("added_lines", "a line added to the table")] = None
    part: Annotated[str | None, PART_OF_ROW] = None
    scale: QuantityScale | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Borne:
        if (self.quantity is not None) + bool(self.quantities) + (self.line is not None) != 1:
            raise ValueError("give one of quantity, quantities (by bundle) and line (an option of the offer).")
        return self


class ImportDuty(Sourced):
    """The tiers of import duty; which one applies is for the user to say."""

    name: Text
    unit: Text
    tiers: tuple[Share, ...]

    @model_validator(mode="after")
    def _rising(self) -> ImportDuty:
        if len(self.tiers) < 2 or list(self.tiers) != sorted(set(self.tiers)):
            raise ValueError("the tiers must be two or more, from the lowest to the highest.")
        return self


class StatisticalTax(Sourced):
    """The tax on imports that is due beside the duty, as a share of the goods' value at the border."""

    name: Text
    rate: Share


class LifeFacts(Record):
    """The file `lifecycle.yaml`; rates are fractions a year."""

    horizon_years: Horizon
    discount_rate: Figure
    escalation: Figure
    currency_drift: Figure
    refresh: Keyed[Refresh]
    import_duty: ImportDuty
    statistical_tax: StatisticalTax
    borne: Keyed[Borne]
