"""Native charts of what is paid: each line of a price, and what bundles have cost by the end of each year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from costmodel.documents.word.chart_xml import (
    CURVE,
    Column,
    Scale,
    amount_scale,
    bar_series,
    bars_plot,
    chart_space,
    label,
    line,
    name_of,
    scatter_plot,
    solid,
    whole_format,
    workbook,
)
from costmodel.documents.word.charts import ChartParts, bars_height, room_for, titled
from costmodel.files.colour import ACCENT, MIDDLE
from costmodel.files.faults import InputError
from costmodel.price_book.wording import Wording
from costmodel.words.text import number, one_line

LOOKS = (
    (ACCENT, ""),
    ("B3400E", "dash"),
    ("6C7C83", ""),
    ("A9842B", "dash"),
    ("5A4A8A", "sysDot"),
    (MIDDLE, "sysDash"),
)
"""Colours and dashes of curves, told apart in black and white too."""


def price_bars(
    rows: Sequence[tuple[str, Decimal]], *, amount: str, currency_code: str, description: str, say: Wording
) -> ChartParts:
    """What each line costs, the dearest on top, with its amount at the bar's end.

    `rows` are (name, amount) in any order; `amount` is the title of the axis, which gets its unit added. Raises
    InputError for no rows, a negative amount, or none above zero.
    """
    ordered = sorted(((name_of(name), value) for name, value in rows), key=lambda row: -row[1])
    if not ordered or ordered[-1][1] < 0 or not ordered[0][1]:
        raise InputError.one("price_bars", "rows", "must hold amounts from 0, one of them above zero.")
    highest = ordered[0][1]
    x = amount_scale([Decimal(0), highest], ticks=6)
    places = 0 if highest >= 100 * x.unit else 1 if highest >= 10 * x.unit else 2
    texts = [number(value / x.unit, say.language, decimals=places) for _, value in ordered]
    x = x.roomy(highest, room_for(texts))
    title = titled(amount, x, currency_code, say)
    names = Column("A", "", [name for name, _ in ordered])
    values = Column("B", title, [x.to(value) for _, value in ordered])
    labels = "".join(label(n, text, side="outEnd") for n, text in enumerate(texts))
    series = bar_series(0, values, names, solid(ACCENT), labels=labels)
    plot = bars_plot("clustered", series, x, count=len(rows), title=title, number_format=whole_format(say.language))
    return ChartParts(chart_space(plot), workbook([names, values]), description, bars_height(len(rows)))


def cumulative_curves(
    curves: Sequence[tuple[str, Sequence[Decimal]]],
    *,
    amount: str,
    year: str,
    currency_code: str,
    description: str,
    say: Wording,
) -> ChartParts:
    """What has been paid by the end of each year, a curve for each bundle, with a legend where there are several.

    `curves` are (name, amounts of year 1, 2, …), all over the same years; `amount` and `year` are the titles of the
    axes. Raises InputError for no curve, or curves over different years.
    """
    years = {len(paid) for _, paid in curves}
    if len(years) != 1 or 0 in years:
        raise InputError.one("cumulative_curves", "curves", "must be one or more over the same years.")
    (count,) = years
    highest = max(value for _, paid in curves for value in paid)
    up = amount_scale([Decimal(0), max(highest, Decimal(1))], ticks=6)
    across = Scale(Decimal(0), Decimal(count), Decimal(1))
    title = titled(amount, up, currency_code, say)
    x = Column("A", one_line(year), [float(n + 1) for n in range(count)])
    columns = [
        Column(chr(ord("B") + n), name_of(name), [up.to(value) for value in paid])
        for n, (name, paid) in enumerate(curves)
    ]
    series = "".join(_curve(n, x, column) for n, column in enumerate(columns))
    code = whole_format(say.language)
    plot = scatter_plot(series, (across, up), titles=(x.head, title), formats=("0", code))
    return ChartParts(chart_space(plot, legend=len(columns) > 1), workbook([x, *columns]), description)


def _curve(order: int, x: Column, y: Column) -> str:
    """A curve through marked points."""
    colour, dash = LOOKS[order % len(LOOKS)]
    mark = f'<c:marker><c:symbol val="circle"/><c:size val="6"/>{solid(colour)}</c:marker>'
    look = line(colour, CURVE, dash=dash)
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{y.name()}<c:spPr>{look}</c:spPr>'
        f'{mark}<c:xVal>{x.values()}</c:xVal><c:yVal>{y.values()}</c:yVal><c:smooth val="0"/></c:ser>'
    )
