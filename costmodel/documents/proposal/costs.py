"""What a proposal draws of its prices: each line, and what the bundle costs by the end of each year."""

from __future__ import annotations

from costmodel.comparing.comparison import Comparison
from costmodel.comparing.life_cycle import LifeCycle
from costmodel.documents.proposal.pieces import Filling
from costmodel.documents.word.charts import ChartParts
from costmodel.documents.word.cost_charts import cumulative_curves, price_bars
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


def life_of(quote: Quote, comparison: Comparison | None) -> LifeCycle | None:
    """What the quote's own bundle costs over its life, where a comparison has it."""
    found = comparison.candidates if comparison is not None else ()
    return next((one.life for one in found if one.id == quote.bundle), None)


def costs(quote: Quote, life: LifeCycle | None, say: Wording) -> Filling:
    """The charts, which of them there are, and the words below the second."""
    charts = _charts(quote, life, say)
    note = ""
    if life is not None:
        years = say.measure(life.years, "ANN")
        note = say("proposal.cumulative_note", years=years, tco=say.rough(life.tco, life.currency))
    return Filling({"bars": "price_bars" in charts, "cumulative": life is not None, "cumulative_note": note}, charts)


def _charts(quote: Quote, life: LifeCycle | None, say: Wording) -> dict[str, ChartParts]:
    """The charts by their names in the template."""
    made = {}
    lines = [line for line in quote.priced() if line.net_amount > 0]
    if len(lines) > 1:
        made["price_bars"] = price_bars(
            [(say.of(line.item_name), line.net_amount) for line in lines],
            amount=say("chart.amount_before_tax"),
            currency_code=quote.currency.code,
            description=say("proposal.caption_price_bars"),
            say=say,
        )
    if life is not None:
        bundle = say.book.bundle(quote.bundle, where="quote")
        made["cumulative"] = cumulative_curves(
            [(say.of(bundle.name), [paid for _, paid in life.cumulative()])],
            amount=say("comparison.cumulative"),
            year=say("chart.years"),
            currency_code=life.currency.code,
            description=say("proposal.caption_cumulative"),
            say=say,
        )
    return made
