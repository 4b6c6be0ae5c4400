"""The pages of the app: start, and a folder each for the quote, the comparison, the risk and the prices.

Each has a `page` function that draws it.
Of ui they may import state and parts.
"""
