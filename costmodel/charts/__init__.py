"""Charts for the app and the notebooks, from the library's own results: Altair charts that any Vega-Lite viewer draws.

Every function takes its subject and the price book, whose texts it speaks. The subject's amounts stand in the chart's
data as they are; what is printed beside marks is written as the language writes it. What a person typed is data too:
it never gets into an expression or a title.

Results of the library come in; Altair charts go out. It may import everything up to documents.
"""

from costmodel.charts.bundles import cumulative_cash_flow, score_bars, tco_ranges
from costmodel.charts.changes import sweep_line, swing_tornado
from costmodel.charts.price import range_bars, s_curve, tornado
from costmodel.charts.rates import rate_history

__all__ = [
    "cumulative_cash_flow",
    "range_bars",
    "rate_history",
    "s_curve",
    "score_bars",
    "sweep_line",
    "swing_tornado",
    "tco_ranges",
    "tornado",
]
