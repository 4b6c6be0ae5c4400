"""What the proposal shows of how sure its total is: percentiles in words, an S-curve, range bars and a tornado."""

from __future__ import annotations

from decimal import Decimal

from costmodel.documents.budget import simulated
from costmodel.documents.proposal.pieces import Filling
from costmodel.documents.word.charts import ChartParts, range_bars, s_curve, tornado
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote

SHOWN = Decimal("0.0005")
"""A share of the spread below this prints as nothing, and is left out."""


def spread(quote: Quote, say: Wording) -> Filling:
    """The words about the spread, which charts there are, and these; empty where nothing of the price is uncertain."""
    budget, money = quote.budget, quote.currency
    if budget.certain:
        return Filling({})
    percentiles = {name: say.simulated(budget.told(getattr(budget, name)), money) for name in ("low", "median", "high")}
    sums = {
        "lows": say.rough(sum((line.low for line in budget.ranges), Decimal(0)), money),
        "highs": say.rough(sum((line.high for line in budget.ranges), Decimal(0)), money),
    }
    fill = simulated(quote, say)
    distribution = say(f"distribution.{budget.distribution}")
    texts = [
        say(
            "proposal.spread",
            distribution=distribution,
            correlation=fill["correlation"],
            percentile=fill["percentile"],
            at_percentile=fill["high"],
            **percentiles,
        ),
        say("proposal.spread_point", point=say.amount(budget.point_estimate, money), within=fill["within"]),
    ]
    if len(budget.ranges) > 1:
        texts.append(say("proposal.spread_sums", **sums))
    charts = _charts(quote, say)
    return Filling({"texts": texts, **{name: name in charts for name in ("s_curve", "range_bars", "tornado")}}, charts)


def _charts(quote: Quote, say: Wording) -> dict[str, ChartParts]:
    """The charts that have something to show, by their names in the template."""
    budget, code = quote.budget, quote.currency.code
    amount = say("chart.amount_before_tax")
    marks = [
        ("P50", budget.median, 0.5),
        (say.percentile(budget.confidence), budget.before_tax, float(budget.confidence)),
        (say("chart.point_estimate"), budget.point_estimate, float(budget.within_point)),
    ]
    made = {
        "s_curve": s_curve(
            [(float(point.probability), point.amount) for point in budget.curve],
            marks=marks,
            amount=say("chart.total_before_tax"),
            probability=say("chart.probability"),
            currency_code=code,
            description=say("proposal.caption_s_curve"),
            say=say,
        ),
        "range_bars": range_bars(
            [(say.of(line.item_name), line.low, line.likely, line.high) for line in budget.ranges],
            amount=amount,
            heads=(say("label.low"), say("label.likely"), say("label.high")),
            currency_code=code,
            description=say("proposal.caption_range_bars"),
            say=say,
        ),
    }
    shares = [(say.of(line.item_name), float(line.share)) for line in budget.ranges if line.share >= SHOWN]
    if len(shares) > 1:  # one line alone has no share to compare
        made["tornado"] = tornado(
            shares,
            share=say("chart.share_of_spread"),
            description=say("proposal.caption_tornado"),
            say=say,
        )
    return made
