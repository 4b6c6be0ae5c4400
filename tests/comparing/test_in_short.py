"""Results show themselves on a screen: what they are, their totals, and no more than some rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from costmodel import Pricing, compare, estimate, fit_to_budget, life_cycle, make_quote, make_spec, simulate
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.words.columns import AT_MOST, WIDTH, Short


@pytest.fixture(scope="module")
def results(book: PriceBook) -> dict[str, object]:
    pricing = Pricing(book=book, on=date(2026, 11, 24))
    priced = estimate(make_spec(book, {}, preset="medium"), book.bundle("hybrid"), pricing)
    return {
        "Estimate of hybrid on 2026-11-24, class 5": priced,
        "DRAFT-": make_quote(priced),
        "Simulation of 9 lines, computed exactly": simulate(priced),
        "Comparison of 6 bundles over 5 years (MRU): first is open_source": compare(priced.spec, pricing),
        "Life of hybrid over 5 years": life_cycle(priced),
        "Within 3,000,000 MRU: 4 ways reach it": fit_to_budget(priced.spec, pricing, ceiling=Decimal(3_000_000)),
    }


def test_each_result_fits_a_screen_and_a_notebook_shows_the_same(results: dict[str, object]) -> None:
    for title, result in results.items():
        lines = repr(result).splitlines()
        assert lines[0].startswith(title)
        assert len(lines) <= AT_MOST + 6
        assert max(map(len, lines)) <= WIDTH + 20
        assert str(result) == repr(result)
        page = result._repr_html_()  # type: ignore[attr-defined]
        short: Short = result.in_short()  # type: ignore[attr-defined]
        assert page.count("<tr>") == 1 + len(short.rows)
        assert title in page


def test_an_estimate_says_its_totals_and_its_lines(results: dict[str, object]) -> None:
    shown = repr(results["Estimate of hybrid on 2026-11-24, class 5"])
    assert "one off 2,976,068.34, annual 420,753.00, first year 3,396,821.34 MRU" in shown
    assert "support.hardware (option)" in shown


def test_facts_and_rates_say_in_a_line_what_they_are(book: PriceBook, rates: RateTable) -> None:
    assert repr(book) == str(book) == "PriceBook(30 files, 6 bundles, 3 presets, 0 facts of one's own)"
    days = sorted(rate.on for rate in rates.rates)
    assert repr(rates) == str(rates) == f"RateTable({rates.name}: {len(days)} rates of {days[0]} to {days[-1]})"
    assert repr(RateTable(name="no rates", rates=())) == "RateTable(no rates: 0 rates)"
