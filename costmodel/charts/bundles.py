"""Charts of bundles side by side: what they cost over the years, how sure that is, and their points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from costmodel.charts import look
from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.comparing.life_cycle import LifeCycle, years_text
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import Language, number

if TYPE_CHECKING:
    import altair as alt

NARROW, ROOM = 6, 12
"""Points that have no room for their number, and room for a score, in points."""


def cumulative_cash_flow(lives: Sequence[LifeCycle], book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """What has been paid by the end of each year of service, a line a bundle.

    Raises InputError for no bundle, and for unequal horizons or currencies.
    """
    say = look.wording(book, language)
    import altair as alt

    code = look.the_same("currency", (life.currency.code for life in lives), "cumulative_cash_flow")
    years = look.the_same("years", (life.years for life in lives), "cumulative_cash_flow")
    unit = look.unit_of(amount for life in lives for _, amount in life.cumulative())
    years_axis = look.axis(labelAngle=0, grid=False)
    x = alt.X("year:O", title=say("chart.years"), axis=years_axis, scale=alt.Scale(padding=0.15))
    y = alt.Y("paid:Q", scale=alt.Scale(domainMin=0), **look.amount_axis(unit, code, say))
    names = [look.shown(say.of(book.bundle(life.bundle).name)) for life in lives]
    ends = [[*look.wrapped(name), unit.write(life.tco, language)] for name, life in zip(names, lives, strict=True)]
    totals = [float(life.tco) for life in lives]
    least = max(totals) / look.HEIGHT * (max(map(len, ends)) * look.LINE_HEIGHT + 6)
    layers: list[alt.Chart] = []
    for n, place in enumerate(look.apart(totals, least)):
        paid: list[look.Row] = [
            {"year": year + 1, "paid": float(amount), "item": names[n], "label": unit.write(amount, language)}
            for year, amount in lives[n].cumulative()
        ]
        colour, dash = look.SERIES[n % len(look.SERIES)], look.DASHES[n % len(look.DASHES)]
        words = {**look.WORDS, "color": colour, "dy": (1 - len(ends[n])) * look.LINE_HEIGHT / 2}
        line = look.of_rows(paid).encode(x=x, y=y, tooltip=["item:N", "year:O", "label:N"])
        end = look.of_rows([{"year": years, "paid": place, "label": "\n".join(ends[n])}]).encode(x=x, y=y)
        layers += [
            line.mark_line(strokeWidth=2.5, strokeDash=dash, color=colour),
            line.mark_point(filled=True, size=40, opacity=1, color=colour),
            end.mark_text(align="left", dx=12, **words).encode(text="label:N"),
        ]
    return look.finished(layers, say, title=say("chart.cash"), subtitle=[say("chart.cash_how")])


def tco_ranges(comparison: Comparison, book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """Each bundle's total cost of ownership from P10 to P90, P50 to P80 dark, the dearest on top.

    Bundles that leave out something required are grey. Those without a price are left out, and named.
    """
    say = look.wording(book, language)
    found = [(one, one.spread) for one in comparison.candidates if one.spread is not None]
    found.sort(key=lambda pair: -pair[1].p50)
    unit = look.unit_of(amount for _, spread in found for amount in (spread.p10, spread.p90))
    rows = []
    for place, (one, spread) in enumerate(found):
        quiet = bool(one.gaps)
        name = say("chart.leaves_out", name=one.name, count=len(one.gaps)) if quiet else say.of(one.name)
        row = {
            **look.named(place, one.id, name, quiet=quiet),
            **{percentile: float(getattr(spread, percentile)) for percentile in type(spread).model_fields},
            "label": say("chart.two", median=unit.write(spread.p50, language), high=unit.write(spread.p80, language)),
            "whole": look.FAINT if quiet else look.LIGHT,
            "middle": look.QUIET if quiet else look.DARK,
        }
        rows.append(row)
    highest = max(row["p90"] for row in rows)
    x = look.amounts((0, highest), unit, comparison.currency.code, say, after=look.longest(rows))
    bar = look.on_row().mark_bar(size=look.BAR)
    layers = [
        bar.encode(x=x("p10"), x2="p90", color=look.own("whole")),
        bar.encode(x=x("p50"), x2="p80", color=look.own("middle")),
        look.beside(x("p90")),
    ]
    head = [say("chart.tco_how"), *_without_price(comparison, say)]
    years = say.of(years_text(comparison.years, book))
    return look.in_rows(layers, rows, say, title=say("chart.tco", years=years), subtitle=head)


def score_bars(comparison: Comparison, book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """Each bundle's points by criterion, weighted, the most on top; what has no rank is grey and says why."""
    say = look.wording(book, language)
    import altair as alt

    weights = {weight.id: weight for weight in comparison.judgement.weights}
    rows, parts = [], []
    for place, one in enumerate(sorted(comparison.candidates, key=lambda one: one.score or -1, reverse=True)):
        quiet = one.rank is None
        name = say.of(one.name) if quiet else f"{one.rank}. {say.of(one.name)}"
        row = {
            **look.named(place, one.id, name, quiet=quiet),
            "score": float(one.score or 0),
            "label": _points(one, say),
        }
        rows.append(row)
        start = Decimal(0)
        for id_, points in one.points:
            won = points * weights[id_].share
            part = {
                **row,
                "criterion": look.shown(say.of(weights[id_].name)),
                "points": float(points),
                "start": float(start),
                "middle": float(start + won / 2),
                "end": float(start + won),
                "won": number(won, language, decimals=0) if won >= NARROW else "",
                "opacity": 0.4 if quiet else 1,
            }
            parts.append(part)
            start += won
    across: look.Row = {
        "title": say("chart.points"),
        "axis": look.axis(values=[0, 20, 40, 60, 80, 100]),
        "scale": alt.Scale(domain=[0, 100 + ROOM], nice=False),
    }
    names = [look.shown(say.of(weight.name)) for weight in weights.values()]
    colours = alt.Scale(domain=names, range=[look.SERIES[n % len(look.SERIES)] for n in range(len(names))])
    legend = alt.Legend(
        orient="top", title=None, labelLimit=260, labelFontSize=12, labelColor=look.INK, symbolType="square"
    )
    fill = alt.Fill("criterion:N", scale=colours, legend=legend)
    bar = look.on_row(parts).mark_bar(size=look.BAR + 4, stroke="white")
    inside = look.on_row(parts).mark_text(**{**look.WORDS, "color": "white"})
    layers = [
        bar.encode(x=alt.X("start:Q", **across), x2="end", fill=fill, opacity=alt.Opacity("opacity:Q", scale=None)),
        inside.encode(x=alt.X("middle:Q", **across), text="won:N"),
        look.beside(alt.X("score:Q", **across)),
    ]
    head = [say(f"chart.award_{comparison.judgement.award}")]
    return look.in_rows(layers if parts else layers[2:], rows, say, title=say("chart.score"), subtitle=head)


def _points(one: Candidate, say: Wording) -> str:
    """What stands beside a bundle's bar: its points, and where it has no rank why."""
    score = "" if one.score is None else number(one.score, say.language, decimals=1)
    if one.rank is not None:
        return score
    if one.estimate is None:
        return say("chart.no_module")
    why = say("chart.unranked", count=len(one.gaps)) if one.gaps else say("chart.not_admitted")
    return f"{score}, {why}" if score else why


def _without_price(comparison: Comparison, say: Wording) -> Iterator[str]:
    """A sentence on each bundle that has no price."""
    for one in comparison.candidates:
        if one.estimate is None:
            yield say("compare.no_module", bundle=one.name)
