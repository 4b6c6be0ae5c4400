"""Charts of what is changed: how far assumptions and drivers move a total, and a total over the values of one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from costmodel.charts import look
from costmodel.estimating.sensitivity import DriverEffect, SweepPoint, Swing
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook
from costmodel.price_book.names import key_name, value_name
from costmodel.price_book.wording import Wording
from costmodel.words.text import Language

if TYPE_CHECKING:
    import altair as alt

NUMBER_WIDTH = 40
"""Pixels that a number along a line takes."""


def swing_tornado(
    found: Sequence[Swing] | Sequence[DriverEffect], book: PriceBook, *, language: Language = "en", most: int = 12
) -> alt.LayerChart:
    """How far assumptions, or drivers, move the payable total either way; the widest `most` of them, widest on top.

    What moves nothing is left out. Raises InputError where nothing is left.
    """
    say = look.wording(book, language)
    import altair as alt

    moving = sorted((one for one in found if one.low != one.high), key=lambda one: one.low - one.high)
    if not moving:
        raise InputError.one("swing_tornado", "", "holds nothing that moves the total; there is nothing to draw.")
    widest, total = moving[:most], moving[0].total
    unit = look.unit_of(end - total for one in widest for end in (one.low, one.high))
    rows = []
    for place, one in enumerate(widest):
        down, up = (unit.change(end - total, language) for end in (one.low, one.high))
        row = {
            **look.named(place, one.id, _moved(one, say)),
            "low": float(one.low),
            "total": float(total),
            "high": float(one.high),
            "down": down,
            "up": up,
            "label": f"{down} {up}".strip(),
        }
        rows.append(row)
    currency = book.currencies.currency(moving[0].currency)
    ends = (min(row["low"] for row in rows), max(row["high"] for row in rows))
    x = look.amounts(ends, unit, currency.code, say, before=look.longest(rows, "down"), after=look.longest(rows, "up"))
    bar, words = look.on_row().mark_bar(size=look.BAR), look.on_row()
    told = say("chart.total", amount=say.rough(total, currency))
    middle = look.of_rows([{"total": float(total), "label": told}])
    layers = [
        bar.encode(x=x("low"), x2="total", color=alt.value(look.LIGHT)),
        bar.encode(x=x("total"), x2="high", color=alt.value(look.DARK)),
        words.mark_text(align="right", dx=-6, **look.WORDS).encode(x=x("low"), text="down:N"),
        words.mark_text(align="left", dx=6, **look.WORDS).encode(x=x("high"), text="up:N"),
        middle.mark_rule(color=look.INK).encode(x=x("total")),
        middle.mark_text(dy=-9, **look.WORDS).encode(x=x("total"), y=alt.value(0), text="label:N"),
    ]
    kind = "effects" if isinstance(widest[0], DriverEffect) else "swings"
    head = [say(f"chart.{kind}_how")]
    if len(moving) > len(widest):
        head.append(say("chart.widest", shown=len(widest), all=len(moving)))
    return look.in_rows(layers, rows, say, title=say(f"chart.{kind}"), subtitle=head)


def _moved(one: Swing | DriverEffect, say: Wording) -> str:
    """What is moved: an assumption, or a driver with its lower and its higher value."""
    if isinstance(one, Swing):
        return say.of(one.name)
    values = (say.number(value.normalize()) for value in (one.low_value, one.high_value))
    return say("chart.effect", name=one.name, low=next(values), high=next(values))


def sweep_line(points: Sequence[SweepPoint], book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """The payable total over the values of a driver or condition: a line over numbers, bars over words.

    Raises InputError for no points, and for points of several sweeps.
    """
    say = look.wording(book, language)
    import altair as alt

    code = look.the_same("currency", (point.currency for point in points), "sweep_line")
    driver = look.the_same("driver", (point.driver for point in points), "sweep_line")
    name = say.of(key_name(driver, book))
    unit = look.unit_of(point.total for point in points)
    rows: list[look.Row] = [
        {
            "value": float(point.value) if isinstance(point.value, Decimal) else ", ".join(_words(point.value)),
            "item": look.shown(say.of(value_name(driver, point.value, book))),
            "total": float(point.total),
            "label": unit.write(point.total, language),
        }
        for point in points
    ]
    highest = max(row["total"] for row in rows)
    how: look.Row = {"title": say("chart.sweep", driver=name), "subtitle": [say("chart.sweep_how")]}
    if not all(isinstance(point.value, Decimal) for point in points):
        rows.sort(key=lambda row: row["total"], reverse=True)
        rows = [{**row, **look.named(place, row["value"], row["item"])} for place, row in enumerate(rows)]
        total = look.amounts((0, highest), unit, code, say, after=look.longest(rows))("total")
        bar = look.on_row().mark_bar(size=look.BAR, color=look.DARK).encode(x=total)
        return look.in_rows([bar, look.beside(total)], rows, say, **how)
    rows.sort(key=lambda row: row["value"])
    rising = rows[0]["total"] <= rows[-1]["total"]
    low, high = _ends(rows)
    x = alt.X(
        "value:Q", title=name, axis=look.axis(tickCount=8), scale=alt.Scale(domain=[low, high], nice=False, zero=False)
    )
    y = alt.Y("total:Q", scale=alt.Scale(domain=[0, highest * 1.1]), **look.amount_axis(unit, code, say))
    line = look.of_rows(rows).encode(x=x, y=y)
    told = look.of_rows(_readable(rows, (high - low) * NUMBER_WIDTH / look.WIDTH)).encode(x=x, y=y)
    layers = [
        line.mark_line(color=look.DARK, strokeWidth=2.5),
        line.mark_point(filled=True, size=45, opacity=1, color=look.DARK).encode(tooltip=["item:N", "label:N"]),
        told.mark_text(align="left", dx=3, dy=12 if rising else -12, **look.WORDS).encode(text="label:N"),
    ]
    return look.finished(layers, say, **how)


def _ends(rows: Sequence[look.Row]) -> tuple[float, float]:
    """The ends of an axis around values in their order, not below 0 where they are not."""
    first, last = rows[0]["value"], rows[-1]["value"]
    room = (last - first) / 12 or 1
    return (max(0, first - room) if first >= 0 else first - room), last + room


def _readable(rows: Sequence[look.Row], width: float) -> list[look.Row]:
    """The rows whose numbers have room beside each other."""
    kept: list[look.Row] = []
    for row in rows:
        if not kept or row["value"] - kept[-1]["value"] >= width:
            kept.append(row)
    return kept


def _words(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
