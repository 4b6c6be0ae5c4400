"""Texts in English, French and Arabic, and the only place that formats numbers, dates and amounts.

Figures and words come in; what a reader sees in a language goes out, and the columns of a result in any shape.
It may import files.
"""
