"""What the tests share: the shipped facts and the bundled rates."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from browser import app, chromium, chromium_path, kept_page, visit  # noqa: F401  (one server for all tests of a process)
from hypothesis import settings

from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.spec import make_spec
from costmodel.money.exchange import RateTable, load_bundled
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book

# a busy machine is no fault, hence no deadline; what is found at random belongs to `make fuzz`, which has the time
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile(
    "fuzz", deadline=None, max_examples=100 * int(os.environ.get("FUZZ_TIMES", "10")), print_blob=True
)
settings.load_profile("same")


@pytest.fixture(scope="session")
def book() -> PriceBook:
    return load_price_book()


@pytest.fixture(scope="session")
def rates() -> RateTable:
    return load_bundled()


@pytest.fixture(scope="session")
def medium_drivers(book: PriceBook) -> dict[str, Decimal]:
    """Every driver of the medium preset, as answers."""
    return dict(book.preset("medium").drivers)


@pytest.fixture(scope="session")
def priced(book: PriceBook, rates: RateTable) -> Callable[..., Estimate]:
    """A function that prices a preset with answers by a bundle, on the day of the examples."""

    def estimate_of(
        preset: str = "medium",
        bundle: str = "on_premise",
        *,
        currency: str = "MRU",
        answers: dict[str, Any] | None = None,
        card: RateCard | None = None,
    ) -> Estimate:
        spec = make_spec(book, answers or {}, preset=preset)
        chosen = book.bundle(bundle)
        day = date(2026, 11, 24)
        return estimate(spec, chosen, Pricing(book=book, on=day, currency=currency, rates=rates, rate_card=card))

    return estimate_of


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app for a browser that has no cookie, on the day of the examples."""
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: None)
    monkeypatch.setattr("costmodel.ui.state.session.today", lambda: date(2026, 11, 24))
    # every run of an AppTest looks through all installed packages for components, of which there are none
    monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list, raising=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A test in a browser has up to three tries: on a busy machine a page may be read before it is drawn."""
    if item.get_closest_marker("browser") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for attempt in range(3):
        if attempt:
            item._initrequest()  # type: ignore[attr-defined]
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if not any(report.failed for report in reports):
            break
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
