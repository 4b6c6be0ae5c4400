"""From an estimate to an offer: terms, lines, tax and totals by EN 16931, budget, schedule, and the need file.

An estimate, terms and parties come in; a frozen `Quote` that adds up goes out.
It may import everything up to risk.
"""
