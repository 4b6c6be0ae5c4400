"""Tender forms of a quote, each as Excel and as Word from one content.

A quote and what only a form asks come in; forms go out.
Of documents it may import excel and word.
"""
