"""The chart of exchange rates holds the rates that win on their day, each as ouguiyas for one unit of a currency."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt
import pytest
import vl_convert

from costmodel.charts import rate_history
from costmodel.files.faults import InputError
from costmodel.money.exchange import ExchangeRate, RateTable
from costmodel.price_book.book import PriceBook
from costmodel.words.text import NBSP, Language, bare


def points(chart: alt.LayerChart) -> dict[str, dict[str, dict[str, Any]]]:
    """The drawn rates by currency and day."""
    made: dict[str, dict[str, dict[str, Any]]] = {}
    for data in chart.to_dict()["datasets"].values():
        for row in data:
            if "spot" in row:
                made.setdefault(row["item"], {})[row["on"]] = row
    return made


def printed(chart: alt.LayerChart) -> list[str]:
    return re.findall(r"<t(?:ext|span)[^>]*>([^<]+)<", vl_convert.vegalite_to_svg(chart.to_dict()))


def rate(from_: str, to: str, value: str, on: str, *, kind: Any = "spot", source: str = "Central bank") -> ExchangeRate:
    return ExchangeRate(from_=from_, to=to, value=Decimal(value), on=date.fromisoformat(on), kind=kind, source=source)


def test_every_rate_of_the_ouguiya_is_drawn_once_a_day(book: PriceBook, rates: RateTable) -> None:
    drawn = points(rate_history(rates, book))
    for code in ("USD", "EUR"):
        days = {one.on.isoformat() for one in rates.rates if {one.from_, one.to} == {code, "MRU"}}
        assert set(drawn[code]) == days
    assert set(drawn) == {"USD", "EUR"}
    assert drawn["USD"]["2018-01-01"]["value"] == 35.4364
    assert drawn["EUR"]["2026-09-29"]["value"] == 45.5365


@pytest.mark.parametrize(
    ("language", "title", "latest"),
    [
        ("en", "Exchange rates of the ouguiya", f"1{NBSP}USD = 40.0824{NBSP}MRU"),
        ("fr", "Taux de change de l’ouguiya", f"1{NBSP}USD = 40,0824{NBSP}MRU"),
        ("ar", "أسعار صرف الأوقية", f"1{NBSP}USD = 40,0824{NBSP}MRU"),
    ],
)
def test_it_names_the_latest_rates_and_years(
    language: Language, title: str, latest: str, book: PriceBook, rates: RateTable
) -> None:
    chart = rate_history(rates, book, language=language)
    chart.to_dict(validate=True)
    texts = printed(chart)
    assert {title, latest, "2018", "2026"} <= set(map(bare, texts))
    assert any(re.search("29 (September|septembre|شتمبر) 2026", text) for text in texts)
    assert not any(re.search(r"\d[eE][+\d]|undefined|NaN|null", text) for text in texts)


def test_a_rate_published_the_other_way_round_is_turned(book: PriceBook) -> None:
    table = RateTable(name="t", rates=(rate("MRU", "USD", "0.025", "2026-11-20"),))
    row = points(rate_history(table, book))["USD"]["2026-11-20"]
    assert (row["value"], row["label"]) == (40.0, f"1{NBSP}USD = 40.0000{NBSP}MRU")


def test_on_one_day_the_first_spot_rate_goes_before_all_others(book: PriceBook) -> None:
    day = "2026-11-01"
    table = RateTable(
        name="t",
        rates=(
            rate("USD", "MRU", "39", day, kind="monthly"),
            rate("USD", "MRU", "41", day),
            rate("USD", "MRU", "42", day),
        ),
    )
    row = points(rate_history(table, book))["USD"][day]
    assert (row["value"], row["spot"]) == (41.0, True)
    found = table.find("USD", "MRU", on=date(2026, 11, 1), currencies=book.currencies)
    assert found.value == 41  # as the library finds it


def test_what_is_typed_as_a_source_stays_data(book: PriceBook) -> None:
    table = RateTable(name="t", rates=(rate("USD", "MRU", "40", "2026-11-20", source="<img src=x> *b* datum.x"),))
    row = points(rate_history(table, book))["USD"]["2026-11-20"]
    assert row["source"] == "‹img src=x> *b* datum.x"


def test_labels_of_rates_that_are_close_stand_apart(book: PriceBook) -> None:
    table = RateTable(
        name="t",
        rates=(rate("USD", "MRU", "40", "2026-11-20"), rate("EUR", "MRU", "40.01", "2026-11-20"),
               rate("EUR", "MRU", "50", "2026-10-20")),
    )  # fmt: skip
    spec = rate_history(table, book).to_dict()
    ends = [row["value"] for data in spec["datasets"].values() for row in data if "spot" not in row]
    assert len(ends) == 2
    assert abs(ends[0] - ends[1]) > 0.3


def test_a_table_without_the_ouguiya_is_refused(book: PriceBook) -> None:
    with pytest.raises(InputError, match="t holds no rate of MRU; there is nothing to draw"):
        rate_history(RateTable(name="t", rates=(rate("EUR", "USD", "1.1", "2026-11-20"),)), book)
