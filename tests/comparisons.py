"""Comparisons of a preset's bundles on the day of the examples, for the tests of the documents about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from costmodel.comparing.comparison import Comparison, compare
from costmodel.comparing.life_cycle import Horizon
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.spec import make_spec
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.evaluation import Weights

Make = Callable[..., Comparison]
COST = Decimal("8123.77")
"""What the seller pays for a day of training, which no customer may see."""


def pricing_out_of(how: dict[str, Any], book: PriceBook, rates: RateTable) -> Pricing:
    """What is priced with on the day of the examples; what `how` says of it is taken out."""
    named = {key: how.pop(key) for key in Pricing.model_fields if key in how}
    return Pricing(**{"book": book, "on": date(2026, 11, 24), "rates": rates} | named)


def horizon_out_of(how: dict[str, Any]) -> Horizon:
    """How far is looked ahead; what `how` says of it is taken out."""
    return Horizon(**{key: how.pop(key) for key in Horizon._fields if key in how})


def card_with_costs() -> RateCard:
    """A rate card that holds the seller's cost and margin."""
    item = {
        "line": "training",
        "item_name": "Formation",
        "quantity": 5,
        "unit": "DAY",
        "unit_cost": {"amount": COST, "currency": "MRU"},
        "margin": Decimal("0.2371"),
        "source": "x",
    }
    return RateCard.model_validate({"items": [item]})


@pytest.fixture(scope="module")
def make(book: PriceBook, rates: RateTable) -> Make:
    """A function that compares a preset with answers; `weights` is what a file of weights holds."""

    def comparison(preset: str = "medium", **more: Any) -> Comparison:
        spec = make_spec(book, more.pop("answers", {}), preset=preset)
        weights = more.pop("weights", None)
        own = Weights.model_validate(weights) if weights else None
        pricing, horizon = pricing_out_of(more, book, rates), horizon_out_of(more)
        return compare(spec, pricing, weights=own, horizon=horizon, **more)

    return comparison


@pytest.fixture(scope="module")
def plain(make: Make) -> Comparison:
    """The middle preset as it is."""
    return make()
