"""The Word proposal of a quote, one module a part of it.

A quote and the price book come in; the variables of the template, and the filled document, go out.
Of documents it may import excel and word.
"""
