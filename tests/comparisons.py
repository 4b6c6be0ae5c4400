"""Comparisons of a preset's bundles on the day of the examples, for the tests of the documents about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from costmodel.comparing.comparison import Comparison, compare
from costmodel.comparing.life_cycle import Horizon
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.spec import make_spec
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.evaluation import Weights

Make = Callable[..., Comparison]
PRICED = ("currency", "rate_card", "rate_card_bundle")


@pytest.fixture(scope="module")
def make(book: PriceBook, rates: RateTable) -> Make:
    """A function that compares a preset with answers; `weights` is what a file of weights holds."""

    def comparison(preset: str = "medium", **more: Any) -> Comparison:
        spec = make_spec(book, more.pop("answers", {}), preset=preset)
        weights = more.pop("weights", None)
        own = Weights.model_validate(weights) if weights else None
        horizon = Horizon(**{key: more.pop(key) for key in Horizon._fields if key in more})
        pricing = Pricing(
            book=book, on=date(2026, 11, 24), rates=rates, **{key: more.pop(key) for key in PRICED if key in more}
        )
        return compare(spec, pricing, weights=own, horizon=horizon, **more)

    return comparison


@pytest.fixture(scope="module")
def plain(make: Make) -> Comparison:
    """The middle preset as it is."""
    return make()
