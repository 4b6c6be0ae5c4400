"""From a need to a priced estimate: spec, scope, cost estimating relationships, rate cards, sensitivities.

A price book, a preset and answers come in; an `Estimate` goes out, each line with low, likely, high and its basis.
It may import everything up to price_book.
"""
