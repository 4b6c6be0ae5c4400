"""The shape of the facts about risk: how sure lines are together, the exchange rate, and what may go wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import model_validator

from costmodel.files.faults import said
from costmodel.files.records import Keyed, Record
from costmodel.money.currencies import Share
from costmodel.price_book.facts import Figure, Sourced
from costmodel.price_book.references import CURRENCY, Names
from costmodel.words.text import Text

DistributionKind = Literal["pert", "triangular", "lognormal"]
DISTRIBUTIONS: tuple[DistributionKind, ...] = get_args(DistributionKind)


class Volatility(Figure):
    """The standard deviation of a year's change of a currency's rate in ouguiyas, as a share."""

    id: Annotated[str, CURRENCY]


class RiskEvent(Sourced):
    """Something that may happen once, and what it then costs: P10, mode and P90 as shares of the lines it touches.

    `lines` are lines or components; `foreign_part` counts only what they pay abroad. Costs nothing where the estimate
    has none of the lines.
    """

    id: str
    name: Text
    description: Text
    probability: Share
    plausible_probability: tuple[Share, Share]
    impact_low: Share
    impact_likely: Share
    impact_high: Share
    lines: Annotated[tuple[str, ...], Names("priced", "a line or a component of an estimate")]
    foreign_part: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> RiskEvent:
        low, high = self.plausible_probability
        if not low <= self.probability <= high:
            raise ValueError(
                said(
                    "the probability {probability} must lie in its plausible range {low} to {high}.",
                    probability=self.probability,
                    low=low,
                    high=high,
                )
            )
        if not Decimal(0) < self.impact_low <= self.impact_likely <= self.impact_high:
            raise ValueError("impact_low, impact_likely and impact_high must be above 0 and in this order.")
        return self


class Even(Sourced):
    """The probabilities `between` which one is as good as the other."""

    between: tuple[Share, Share]

    @model_validator(mode="after")
    def _around_half(self) -> Even:
        low, high = self.between
        if not low < 1 - low <= high or low + high != 1:
            raise ValueError(
                said("the bounds {low} and {high} must lie as far below one half as above it.", low=low, high=high)
            )
        return self


class RiskFacts(Record):
    """The file `risk.yaml`."""

    distribution: DistributionKind
    correlation: Figure
    shared_between_bundles: Figure
    no_difference: Even
    driver_change: Figure
    foreign_currency: Annotated[str, Names("moving_currencies", "in the volatilities")]
    volatilities: Keyed[Volatility]

    @property
    def indistinguishable(self) -> tuple[Decimal, Decimal]:
        """The probabilities of being cheaper between which two bundles are not told apart."""
        return self.no_difference.between
