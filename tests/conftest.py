"""What the tests share: the shipped facts and the bundled rates."""

from __future__ import annotations

import pytest

from costmodel.exchange import RateTable, load_bundled
from costmodel.folders import data_folder
from costmodel.price_book import PriceBook, load_price_book


@pytest.fixture(scope="session")
def book() -> PriceBook:
    return load_price_book()


@pytest.fixture(scope="session")
def rates() -> RateTable:
    return load_bundled(data_folder())
