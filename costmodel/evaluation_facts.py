"""The shape of the facts about choosing: award rule, criteria and weights, what is varied, and published costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from costmodel.facts import Count, Figure, Sourced
from costmodel.faults import not_among
from costmodel.money import Amount, Share
from costmodel.record import Keyed, Record
from costmodel.text import Text

Award = Literal["lowest_cost", "weighted", "threshold"]
Points = Annotated[Decimal, Field(ge=0, le=100)]
COST = "cost"
"""The criterion of price: 100 points × the lowest evaluated cost / this one."""

COVERAGE = "coverage"
"""The criterion of quality that needs no judgement: the share of the scope of work that a bundle covers."""


class Criterion(Sourced):
    """What bundles are compared by, and its weight among all."""

    id: str
    name: Text
    weight: Share


class PublishedCost(Sourced):
    """A life-cycle cost published elsewhere, for a look at whether a result is plausible."""

    id: str
    name: Text
    bundle: str
    years: Annotated[int, Field(gt=0)]
    annual_studies: Annotated[int, Field(gt=0)] | None = None
    currency: str
    low: Amount
    high: Amount

    @model_validator(mode="after")
    def _rising(self) -> PublishedCost:
        if not 0 < self.low <= self.high:
            raise ValueError("low must be above 0 and at most high.")
        return self


class Evaluation(Record):
    """The file `evaluation.yaml`."""

    award: Award
    threshold: Figure
    criteria: Keyed[Criterion]
    discount_rates: tuple[Share, ...]
    horizons: tuple[Count, ...]
    exchange_moves: tuple[Decimal, ...]
    weight_draws: Count
    published: Keyed[PublishedCost]

    @model_validator(mode="after")
    def _whole(self) -> Evaluation:
        names = [criterion.id for criterion in self.criteria]
        if sum(criterion.weight for criterion in self.criteria) != 1:
            raise ValueError("the weights of the criteria must add up to 1.")
        for name in names:
            if name not in (COST, COVERAGE):
                raise ValueError(not_among(name, (COST, COVERAGE), what="a criterion that is computed"))
        return self


class BundleScore(Record):
    """The points of one bundle by one criterion, 0 to 100."""

    id: str
    value: Points


class OwnCriterion(Record):
    """A criterion of the buyer's own: its weight and the points of every bundle."""

    id: str
    weight: Annotated[Decimal, Field(ge=0)]
    scores: tuple[BundleScore, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _mapping(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("scores"), dict):
            pairs = [{"id": id_, "value": points} for id_, points in value["scores"].items()]
            return {**value, "scores": pairs}
        return value


class Weights(Record):
    """A buyer's own file of weights: the award rule, and the criteria with their weights and points."""

    award: Award = "weighted"
    threshold: Share | None = None
    criteria: Keyed[OwnCriterion]
