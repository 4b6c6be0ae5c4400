"""The facts of `pricing_data/`: their shape, loading and checking, a user's own ones, and the texts.

YAML files come in; a frozen `PriceBook` and the `Wording` of its texts in a language go out.
It may import files, words and money.
"""
