"""Bundles side by side over their life: ownership, cash flows, gaps, award, break-even, ways within a budget.

Estimates come in; life cycles, a `Comparison` and what it says in sentences go out.
It may import everything up to quoting.
"""
