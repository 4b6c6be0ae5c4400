"""What the command line prints about a system's life: the years, the totals, and what is in none of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from textwrap import fill
from typing import Any

from costmodel.cli.printed.layout import WIDTH, figure, years_words
from costmodel.comparing.delivered import DELIVERED, Delivered
from costmodel.comparing.life_cycle import COSTS, YEARS, LifeCycle
from costmodel.comparing.ownership import KINDS, UNKNOWN, UnknownCost
from costmodel.words.columns import Column, as_json, chosen, table_of
from costmodel.words.tables import table
from costmodel.words.text import percent


def life_table(life: LifeCycle, first: Delivered) -> str:
    """The cash flows by year, the totals, the first cost delivered, what is not in the total, and the conventions."""
    code = life.currency.code
    total = [sum((flow.amount for flow in life.flows if flow.kind == kind), Decimal(0)) for kind in KINDS]
    rows = [*life.yearly(), ("sum", (*total, life.tco, None, life.npv))]
    parts = [
        table_of(rows, YEARS, amount=lambda value: figure(value, 0), missing=""),
        f"Whole {code}, each figure rounded by itself. Borne: by the buyer, besides the offer; in no quote.",
        "",
        _line("total cost of ownership (TCO)", life.tco, life, f"over {years_words(life.years)}, before VAT"),
        _line("net present value (NPV)", life.npv, life, f"at {percent(life.discount_rate, 'en')} a year"),
        _line("equivalent annual cost", life.equivalent_annual_cost, life, "at the start of each year"),
        "",
        f"First cost, delivered with all taxes ({code})",
        _delivered(first),
    ]
    if life.unknown:
        parts += ["", "Not in the total, because the price is not known", _unknown(life.unknown)]
        parts.append(_remedy(life.unknown))
    parts += ["", *(fill(text.en, WIDTH) for text in life.conventions)]
    return "\n".join(parts)


def _line(words: str, value: Decimal, life: LifeCycle, note: str) -> str:
    return f"{words:<30}  {figure(value, life.currency.printed_decimals):>18} {life.currency.code}  {note}"


def _delivered(first: Delivered) -> str:
    """The first cost in lines; two columns where the rate of import duty is open."""
    decimals = first.currency.printed_decimals
    rows: list[tuple[str, list[Decimal]]] = [
        ("one-off price before tax", [first.one_off for _ in first.cases]),
        ("import duty", [case.duty for case in first.cases]),
        ("statistical tax", [first.statistical_tax for _ in first.cases]),
        (f"VAT {percent(first.vat_rate, 'en')} on all of it", [case.vat for case in first.cases]),
        ("delivered, all taxes", [case.total for case in first.cases]),
    ]
    shown = [[words, *(figure(value, decimals) for value in values)] for words, values in rows]
    heading = ["", *(f"duty {percent(case.duty_rate, 'en')}" for case in first.cases)]
    note = f"Duty and statistical tax on the foreign part of the hardware: {figure(first.imported, decimals)}."
    return table(heading, shown, right=range(1, len(heading))) + f"\n{note}"


def _unknown(costs: Sequence[UnknownCost]) -> str:
    falls = {
        "each_year": "a year",
        "first_year": "once",
        "later_years": "a year, from year 1",
        "each_purchase": "at each purchase",
    }
    when = Column("when", of=lambda cost, _: falls[cost.falls])
    return table_of(costs, (*chosen(UNKNOWN, "id name quantity unit"), when))


def _remedy(costs: Sequence[UnknownCost]) -> str:
    priced = [cost.id for cost in costs if cost.id != "import_duty"]
    words = [f"a unit price with --bears {priced[0]}=AMOUNT"] * bool(priced)
    words += ["the rate with --duty-rate"] * (len(priced) < len(costs))
    return f"Give {' and '.join(words)}."


def life_json(life: LifeCycle, first: Delivered) -> dict[str, Any]:
    """The life of a bundle and its first cost delivered; rates are numbers."""
    return {
        "currency": life.currency.code,
        "bundle": life.bundle,
        "years": life.years,
        "discount_rate": float(life.discount_rate),
        "escalation": float(life.escalation),
        "currency_drift": float(life.currency_drift),
        **as_json(life, COSTS),
        "by_year": [as_json(year, YEARS) for year in life.yearly()],
        "delivered": as_json(first, DELIVERED),
        "unknown": [as_json(cost, UNKNOWN) for cost in life.unknown],
        "remarks": [remark.en for remark in life.remarks],
    }
