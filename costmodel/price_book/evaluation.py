"""The shape of the facts about choosing: award rule, criteria and weights, what is varied, and published costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from costmodel.files.faults import not_among, said, shorten
from costmodel.files.records import Keyed, Line, Record, validate
from costmodel.money.currencies import MAX_AMOUNT, Amount, Share
from costmodel.price_book.facts import Count, Figure, Sourced
from costmodel.price_book.references import BUNDLE, CURRENCY
from costmodel.words.text import Text

Award = Literal["lowest_cost", "weighted", "threshold"]
RULES: tuple[Award, ...] = get_args(Award)
"""The award rules, in the order in which they are offered."""
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
    bundle: Annotated[str, BUNDLE]
    years: Annotated[int, Field(gt=0)]
    annual_studies: Annotated[int, Field(gt=0)] | None = None
    currency: Annotated[str, CURRENCY]
    low: Amount
    high: Amount

    @model_validator(mode="after")
    def _rising(self) -> PublishedCost:
        if not 0 < self.low <= self.high:
            raise ValueError("low must be above 0 and at most high.")
        return self


class Tried(Sourced):
    """What the ranking is tried with: discount rates, years, moves of foreign currencies, draws of weights."""

    discount_rates: tuple[Share, ...]
    horizons: tuple[Count, ...]
    exchange_moves: tuple[Decimal, ...]
    weight_draws: Count


class Evaluation(Record):
    """The file `evaluation.yaml`."""

    award: Award
    threshold: Figure
    criteria: Keyed[Criterion]
    tried: Tried
    published: Keyed[PublishedCost]

    @property
    def discount_rates(self) -> tuple[Decimal, ...]:
        """The discount rates that are tried."""
        return self.tried.discount_rates

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


MAX_CRITERIA, MAX_NAME = 30, 100
"""Criteria in a file of weights and letters in the name of one: all of them stand in one sentence."""


class OwnCriterion(Record):
    """A criterion in a buyer's file: its weight, a name to print instead of its own, and the points of every bundle."""

    id: Annotated[Line, Field(max_length=MAX_NAME)]
    weight: Annotated[Decimal, Field(ge=0, le=MAX_AMOUNT)]
    name: Annotated[Line, Field(max_length=MAX_NAME)] | None = None
    scores: tuple[BundleScore, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _mapping(cls, value: object) -> object:
        if isinstance(value, (int, float, Decimal, str)):
            raise ValueError(
                said(
                    "is a bare '{value}'; write the weight with its name, {example}.",
                    value=shorten(value),
                    example="{weight: 60}",
                )
            )
        if isinstance(value, Mapping) and isinstance(value.get("scores"), Mapping):
            pairs = [{"id": id_, "value": points} for id_, points in value["scores"].items()]
            return {**value, "scores": pairs}
        return value


class Weights(Record):
    """A buyer's own file of weights: the award rule, and the criteria with their weights and points."""

    award: Award = "weighted"
    threshold: Share | None = None
    criteria: Annotated[Keyed[OwnCriterion], Field(max_length=MAX_CRITERIA)]


def weights_of(values: Weights | Mapping[str, Any], where: str = "weights") -> Weights:
    """Weights from plain values, as a file of weights holds them; numbers may be ints, floats, Decimals or text.

    Raises InputError with every fault: where it is, what is allowed, nearest spelling.
    """
    return values if isinstance(values, Weights) else validate(values, Weights, where=where)
