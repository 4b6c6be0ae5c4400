"""The chart of exchange rates: what a unit of each foreign currency was worth in ouguiyas, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from costmodel.charts import look
from costmodel.files.faults import InputError, said
from costmodel.money.exchange import ExchangeRate, RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import NBSP, Language, number

if TYPE_CHECKING:
    import altair as alt

PLACES = 4
"""Decimals that a rate is printed with."""


def rate_history(table: RateTable, book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """Ouguiyas for one unit of each currency that amounts are shown in, by the rate that wins on each of its days.

    Monthly rates are lines, the rates of a day points on them; a cross through a third currency is not drawn. Raises
    InputError where the table has no rate of the ouguiya.
    """
    say = look.wording(book, language)
    import altair as alt

    home = book.currencies.working_currency
    foreign = [code for code in book.currencies.display_currencies if not book.currencies.at_home(code)]
    dated = {code: list(_days(table, code, home)) for code in foreign}
    known = {code: days for code, days in dated.items() if days}
    if not known:
        raise InputError.one(
            "rate_history",
            "",
            said("{table} holds no rate of {home}; there is nothing to draw.", table=table.name, home=home),
        )
    values = [float(value) for days in known.values() for _, value, _ in days]
    low, high = min(values), max(values)
    margin = (high - low) / 10 or low / 10
    years = look.axis(labelExpr="utcFormat(datum.value, '%Y')", tickCount="year", grid=False)
    x = alt.X("on:T", title=None, scale=alt.Scale(type="utc"), axis=years)
    span = alt.Scale(domain=[low - margin, high + margin], zero=False, nice=False)
    y = alt.Y("value:Q", title=say("chart.rate_axis", currency=home), scale=span, axis=look.axis(tickCount=6))
    least = (high - low + 2 * margin) / look.HEIGHT * (look.LINE_HEIGHT + 4)
    places = look.apart([float(days[-1][1]) for days in known.values()], least)
    layers: list[alt.Chart] = []
    for n, ((code, days), place) in enumerate(zip(known.items(), places, strict=True)):
        rows = [_row(code, home, *dated, say) for dated in days]
        colour, dash = look.SERIES[n % len(look.SERIES)], look.DASHES[n % len(look.DASHES)]
        line = look.of_rows(rows).encode(x=x, y=y, tooltip=["label:N", "day:N", "source:N"])
        end = {"on": rows[-1]["on"], "value": place, "label": rows[-1]["label"]}
        words = look.of_rows([end]).encode(x=x, y=y, text="label:N")
        layers += [
            line.mark_line(strokeWidth=2, strokeDash=dash, color=colour),
            line.transform_filter("datum.spot").mark_point(filled=True, size=45, opacity=1, color=colour),
            words.mark_text(align="left", dx=10, **{**look.WORDS, "color": colour}),
        ]
    last = max(days[-1][0] for days in known.values())
    head = [say("chart.rates_how"), say("chart.rates_last", day=say.day(last))]
    return look.finished(layers, say, title=say("chart.rates"), subtitle=head)


def _days(table: RateTable, code: str, home: str) -> Iterator[tuple[date, Decimal, ExchangeRate]]:
    """Each day on which a rate of a currency is dated, the ouguiyas for one of it, and the rate that wins."""
    winners: dict[date, ExchangeRate] = {}
    for rate in table.rates:
        if {rate.from_, rate.to} == {code, home}:
            other = winners.get(rate.on)
            if other is None or (other.kind != "spot" and rate.kind == "spot"):
                winners[rate.on] = rate
    for on, rate in sorted(winners.items()):
        yield on, rate.value if rate.from_ == code else 1 / rate.value, rate


def _row(code: str, home: str, on: date, value: Decimal, rate: ExchangeRate, say: Wording) -> look.Row:
    shown = number(value, say.language, decimals=PLACES)
    return {
        "item": code,
        "on": on.isoformat(),
        "value": float(value),
        "spot": rate.kind == "spot",
        "label": f"1{NBSP}{code} = {shown}{NBSP}{home}",
        "day": say.day(on),
        "source": look.shown(say.rate_source(rate)),
    }
