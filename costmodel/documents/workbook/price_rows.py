"""Rows of the price schedule as formulas name them, and the codes of its tax rates."""

from __future__ import annotations

from typing import NamedTuple

from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import Key


class Rows(NamedTuple):
    """The rows that a range of formulas covers, counted from 0."""

    first: int
    last: int

    def of(self, column: int) -> str:
        """The cells of a column."""
        letter = chr(65 + column)
        return f"${letter}${self.first + 1}:${letter}${self.last + 1}"


class Above(NamedTuple):
    """Of the discounts or charges on the whole that stand above: cells of shares and of amounts, and first rows."""

    shares: list[str]
    amounts: list[str]
    tops: list[int]


def tax_keys(quote: Quote) -> dict[Key, str]:
    """A short code for each tax category and rate: the category, numbered where it has several rates."""
    pairs = [(tax.tax_category, tax.tax_rate) for tax in quote.taxes]
    codes: dict[Key, str] = {}
    for category, rate in pairs:
        rates = [other for code, other in pairs if code == category]
        codes[category, rate] = category if len(rates) == 1 else f"{category}{rates.index(rate) + 1}"
    return codes


def unlike(cell: str, rates: str) -> dict[str, str]:
    """The rule of a tax rate beside others: two codes of one rate would be one."""
    return {"validate": "custom", "value": f"=AND(ISNUMBER({cell}),{cell}>0,{cell}<=1,COUNTIF({rates},{cell})=1)"}
