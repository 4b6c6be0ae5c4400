"""Charts of a price: the range of each line, how sure the total is, and what makes it unsure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from costmodel.charts import look
from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.estimate import Estimate
from costmodel.money.simulated import Simulated, shown
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.risk.simulation import Simulation
from costmodel.words.text import Language, decimal, probability

if TYPE_CHECKING:
    import altair as alt

NEAR = 0.07
"""Share of the height of an S-curve that a label takes."""


def range_bars(estimate: Estimate, book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """Each line's low (P10), likely and high (P90), the dearest on top; options stand below in grey."""
    say = look.wording(book, language)
    lines = [*_dearest_first(estimate.lines), *_dearest_first(estimate.options)]
    unit = look.unit_of(amount for line in lines for amount in (line.low, line.high))
    rows = []
    for place, line in enumerate(lines):
        option = line in estimate.options
        three = (line.low, line.likely, line.high)
        row = {
            **look.named(place, line.id, _line_name(line, say, option=option), quiet=option),
            **dict(zip(("low", "likely", "high"), map(float, three), strict=True)),
            "option": option,
            "label": " – ".join(unit.write(amount, language) for amount in three),
            "lower": look.QUIET if option else look.DARK,
            "upper": look.FAINT if option else look.LIGHT,
        }
        rows.append(row)
    highest = max(row["high"] for row in rows)
    x = look.amounts((0, highest), unit, estimate.currency.code, say, after=look.longest(rows))
    bar = look.on_row().mark_bar(size=look.BAR)
    layers = [
        bar.encode(x=x("low"), x2="likely", color=look.own("lower")),
        bar.encode(x=x("likely"), x2="high", color=look.own("upper")),
        look.beside(x("high")),
    ]
    head = [say.of(estimate.bundle.name), say("proposal.range_bars_note")]
    return look.in_rows(layers, rows, say, title=say("proposal.caption_range_bars"), subtitle=head)


def _dearest_first(lines: Iterable[CostLine]) -> list[CostLine]:
    return sorted(lines, key=lambda line: -line.likely)


def _line_name(line: CostLine, say: Wording, *, option: bool) -> str:
    """A line's name, which says whether its price is that of a year, as the names of support lines do themselves."""
    yearly = line.recurring and line.component != "support"
    name = say("chart.per_year", name=line.item_name) if yearly else say.of(line.item_name)
    return say("chart.option", name=name) if option else name


def s_curve(simulation: Simulation, book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """The probability of staying within a cost, with P50, the simulation's own percentile and the point estimate."""
    say = look.wording(book, language)
    import altair as alt

    curve = [{"probability": p, "cost": float(cost)} for p, cost in simulation.curve()]
    unit = look.unit_of(cost for _, cost in simulation.curve())
    marks = _marks(simulation, unit, say)
    costs = [row["cost"] for row in (*curve, *marks)]
    ends = (min(costs), max(costs)) if min(costs) < max(costs) else (0, 2 * max(costs))
    x = look.amounts(ends, unit, simulation.currency.code, say)
    percents = look.axis(labelExpr=look.PERCENT, values=[n / 10 for n in range(11)])
    y = alt.Y("probability:Q", title=say("chart.probability"), axis=percents, scale=alt.Scale(domain=[0, 1]))
    data = look.of_rows(_placed(marks, ends))
    rule = data.mark_rule(color=look.QUIET, strokeDash=[3, 3])
    on_rule = data.transform_filter("!datum.right").mark_text(
        align="left", dx=6, dy=alt.expr("datum.below ? 9 : -8"), **look.WORDS
    )
    at_right = data.transform_filter("datum.right")
    on_right = at_right.mark_text(align="left", dx=9, dy=9, **look.WORDS)
    halo = at_right.mark_text(align="left", dx=9, dy=9, stroke="white", strokeWidth=4, **look.WORDS)
    layers = [
        rule.encode(x=x("start"), x2="cost", y=y),
        rule.encode(x=x("cost"), y=y, y2=alt.datum(0)),
        look.of_rows(curve).mark_line(color=look.DARK, strokeWidth=2.5).encode(x=x("cost"), y=y),
        data.mark_point(filled=True, size=70, opacity=1, color=look.SIGNAL).encode(x=x("cost"), y=y, tooltip="label:N"),
        on_rule.encode(x=x("start"), y=y, text="label:N"),
        halo.encode(x=x("cost"), y=y, text="label:N"),
        on_right.encode(x=x("cost"), y=y, text="label:N"),
    ]
    return look.finished(layers, say, title=say("proposal.caption_s_curve"), subtitle=[_how_sure(simulation, say)])


def _marks(simulation: Simulation, unit: look.Unit, say: Wording) -> list[look.Row]:
    """What is marked on the S-curve, each with its label, the lowest probability first."""
    point = simulation.point_estimate
    within = simulation.probability_within(point)
    named = {_percentile(p, say): p for p in (0.5, simulation.confidence)}
    marked = [(name, name, p, simulation.percentile(p), "") for name, p in named.items()]
    share = f" ({probability(within, say.language)})"
    marked.append(("point_estimate", say("chart.point_estimate"), within, point, share))
    marks: list[look.Row] = []
    for id_, name, chance, cost, more in sorted(marked, key=lambda mark: mark[2:4]):
        label = say("chart.mark", name=name, amount=unit.close(shown(cost, simulation.sd), say.language))
        marks.append({"id": id_, "probability": chance, "cost": float(cost), "label": label + more})
    return marks


def _placed(marks: Sequence[look.Row], ends: tuple[float, float]) -> list[look.Row]:
    """The marks with the place of their labels: on the rule left of the curve, below it where the next one is near;
    right of the curve where there is no room."""
    near = [two["probability"] - one["probability"] < NEAR for one, two in pairwise(marks)]
    made = []
    for mark, before, after in zip(marks, [False, *near], [*near, False], strict=True):
        room = (mark["cost"] - ends[0]) / (ends[1] - ends[0]) * look.WIDTH
        right = (before and after) or room < len(mark["label"]) * look.LETTER
        made.append({**mark, "start": ends[0], "right": right, "below": after})
    return made


def _how_sure(simulation: Simulation, say: Wording) -> str:
    """What a reader must know of a simulation: contingency, correlation, trials."""
    percentile = _percentile(simulation.confidence, say)
    amount = _simulated(simulation.contingency(), simulation, say)
    said = [say("chart.contingency", percentile=percentile, amount=amount)]
    if simulation.correlation is None:
        said.append(say("chart.matrix"))
    else:
        said.append(say("chart.correlation", correlation=say.number(decimal(simulation.correlation, 6))))
    if simulation.trials:
        said.append(say("chart.trials", trials=say.number(simulation.trials)))
    return " ".join(said)


def _percentile(chance: float, say: Wording) -> str:
    return say.percentile(decimal(chance, 4))


def _simulated(amount: Decimal, simulation: Simulation, say: Wording) -> str:
    return say.simulated(Simulated.of(amount, simulation.sd), simulation.currency)


def tornado(simulation: Simulation, book: PriceBook, *, language: Language = "en") -> alt.LayerChart:
    """The share of the spread that each line, event and the exchange rate has, the largest on top."""
    say = look.wording(book, language)
    import altair as alt

    rows = []
    for place, driver in enumerate(sorted(simulation.drivers, key=lambda one: -one.share)):
        label = say.percent(decimal(driver.share, 2 if abs(driver.share) >= 0.01 else 3))
        rows.append({**look.named(place, driver.id, say.of(driver.name)), "share": driver.share, "label": label})
    shares = [0.0, *(row["share"] for row in rows)]
    domain = [min(shares), (max(shares) or 1) * 1.1]
    how = look.axis(labelExpr=look.PERCENT, tickCount=6)
    x = alt.X("share:Q", title=say("chart.share_of_spread"), axis=how, scale=alt.Scale(domain=domain, nice=False))
    layers = [look.on_row().mark_bar(size=look.BAR, color=look.DARK).encode(x=x), look.beside(x)]
    head = [_how_sure(simulation, say), say("proposal.tornado_note")]
    return look.in_rows(layers, rows, say, title=say("proposal.caption_tornado"), subtitle=head)
