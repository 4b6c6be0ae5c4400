"""What the command line prints about a system's life: the years, the totals, and what is in none of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from textwrap import fill
from typing import Any

from costmodel.cli.printed.layout import WIDTH, figure, named, table, years_words
from costmodel.comparing.delivered import Delivered
from costmodel.comparing.life_cycle import LifeCycle
from costmodel.comparing.ownership import KINDS, UnknownCost
from costmodel.words.text import percent

COSTS = ("one_off", "annual", "tco", "npv", "equivalent_annual_cost")


def life_table(life: LifeCycle, first: Delivered) -> str:
    """The cash flows by year, the totals, the first cost delivered, what is not in the total, and the conventions."""
    code = life.currency.code
    rows = [[year, *(figure(value, 0) for value in columns)] for year, columns in life.yearly()]
    total = [sum((flow.amount for flow in life.flows if flow.kind == kind), Decimal(0)) for kind in KINDS]
    rows.append(["sum", *(figure(value, 0) for value in (*total, life.tco)), "", figure(life.npv, 0)])
    heading = ["year", *(kind.replace("_", "-") for kind in KINDS), "total", "cumulative", "discounted"]
    parts = [
        table(heading, rows, right=range(len(heading))),
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
    rows = [[cost.id, cost.name.en, figure(cost.annual_quantity), cost.unit.en, falls[cost.falls]] for cost in costs]
    return table(["id", "", "quantity", "unit", ""], rows, right=(2,))


def _remedy(costs: Sequence[UnknownCost]) -> str:
    priced = [cost.id for cost in costs if cost.id != "import_duty"]
    words = [f"a unit price with --bears {priced[0]}=AMOUNT"] * bool(priced)
    words += ["the rate with --duty-rate"] * (len(priced) < len(costs))
    return f"Give {' and '.join(words)}."


def life_json(life: LifeCycle, first: Delivered) -> dict[str, Any]:
    """The life of a bundle and its first cost delivered; rates are numbers."""
    names = (*KINDS, "total", "cumulative", "discounted")
    return {
        "currency": life.currency.code,
        "bundle": life.bundle,
        "years": life.years,
        "discount_rate": float(life.discount_rate),
        "escalation": float(life.escalation),
        "currency_drift": float(life.currency_drift),
        **{name: str(getattr(life, name)) for name in COSTS},
        "by_year": [{"year": year, **named(names, amounts)} for year, amounts in life.yearly()],
        "delivered": {
            "one_off": str(first.one_off),
            "imported": str(first.imported),
            "statistical_tax": str(first.statistical_tax),
            "vat_rate": float(first.vat_rate),
            "cases": [
                {"duty_rate": float(c.duty_rate), "duty": str(c.duty), "vat": str(c.vat), "total": str(c.total)}
                for c in first.cases
            ],
        },
        "unknown": [
            {
                "id": cost.id,
                "name": cost.name.en,
                "unit": cost.unit.en,
                "quantity": format(cost.annual_quantity, "f"),
                "falls": cost.falls,
            }
            for cost in life.unknown
        ],
        "remarks": [remark.en for remark in life.remarks],
    }
