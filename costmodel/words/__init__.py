"""Texts in English, French and Arabic, and the only place that formats numbers, dates and amounts.

Figures and words come in; what a reader sees in a language goes out.
It may import files.
"""
