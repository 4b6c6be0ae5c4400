"""The pages of the app: start, and a folder each for the quote, the comparison, the risk and the prices.

Each has a `page` function that draws it.
Of ui they may import state and parts.
"""

PAGES = {
    "start": "start",
    "quote": "quote.page",
    "compare": "compare.page",
    "risk": "risk.page",
    "prices": "prices.page",
}
"""The address of each page and its module, in the order of the navigation."""
