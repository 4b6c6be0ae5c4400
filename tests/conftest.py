"""What the tests share: the shipped facts and the bundled rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from costmodel.exchange import RateTable, load_bundled
from costmodel.folders import data_folder
from costmodel.price_book import PriceBook, find, load_price_book


@pytest.fixture(scope="session")
def book() -> PriceBook:
    return load_price_book()


@pytest.fixture(scope="session")
def rates() -> RateTable:
    return load_bundled(data_folder())


@pytest.fixture(scope="session")
def medium_drivers(book: PriceBook) -> dict[str, Decimal]:
    """Every driver of the medium preset, as answers."""
    return dict(find(book.presets, "medium", what="a preset").drivers)
