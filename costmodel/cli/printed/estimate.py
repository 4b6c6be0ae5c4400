"""What the command line prints of an estimate, and why a line costs what it costs."""

from __future__ import annotations

from decimal import Decimal
from textwrap import fill
from typing import Any

from costmodel.cli.printed.layout import figure, named, totals_lines
from costmodel.estimating.basis import ExplainedTerm
from costmodel.estimating.estimate import LINES, PRINTED, Estimate, Explanation
from costmodel.words.columns import as_json, chosen, table_of
from costmodel.words.text import signed_percent


def estimate_table(priced: Estimate) -> str:
    """The lines of an estimate, its totals, and what a reader must know beside them."""
    code, decimals = priced.currency.code, priced.currency.printed_decimals
    shown = table_of(
        (*priced.lines, *priced.options),
        chosen(LINES, PRINTED),
        priced,
        currency=code,
        amount=lambda value: figure(value, decimals),
    )
    parts = [shown, "", *totals_lines(priced.totals, code, width=12, decimals=decimals)]
    class_ = priced.estimate_class
    span = f"{signed_percent(class_.total_low - 1, 'en')} to {signed_percent(class_.total_high - 1, 'en')}"
    parts += [
        "",
        f"Bundle {priced.bundle.id}. Estimate {class_.name.en}: the total may lie {span} from it (P10 to P90).",
        "low, likely, high are P10, mode, P90; those of the lines do not add up to the total's.",
        "Prices before tax and contingency, read from old ouguiyas at 10 MRO = 1 MRU.",
    ]
    if missing := priced.unanswered():
        parts.append(fill(f"To make it surer, answer: {', '.join(missing)}.", 100))
    if priced.conversion.age_days():
        how = priced.conversion
        parts.append(f"1 {how.from_} = {how.value} {how.to} of {how.dated} ({how.source}), {how.age_days()} days old.")
    if priced.currency.decimals != decimals:
        parts.append(f"{code} is printed rounded to whole units; --json keeps the decimal.")
    if priced.gaps:
        parts.append(
            f"Not like for like: the bundle leaves out {len(priced.gaps)} required items of the scope of work:"
        )
        parts += [f"  {item}" for item in priced.gaps]
        parts.append(
            "If the need does not ask for them, say so: modules: [...], not_mandatory: [...], or legacy_tb: 0."
        )
    return "\n".join(parts)


def estimate_json(priced: Estimate) -> dict[str, Any]:
    """Lines, options and totals of an estimate."""
    return {
        "currency": priced.currency.code,
        "bundle": priced.bundle.id,
        "estimate_class": int(priced.estimate_class.id),
        "lines": [as_json(line, LINES) for line in priced.lines],
        "options": [as_json(line, LINES) for line in priced.options],
        "totals": named(priced.totals),
        "included": list(priced.included),
        "mandatory": list(priced.mandatory),
        "gaps": list(priced.gaps),
    }


def explanation(why: Explanation) -> str:
    """Fact → position → factors → result of one line."""
    line = why.line
    parts = [f"{line.id}: {line.item_name.en}", "", "Fact", f"  {why.line.fact}"]
    if line.items:
        parts += ["", "Rate card"]
        parts += [
            f"  {i.item.item_name}: {figure(i.item.quantity)} {i.item.unit} x {figure(i.unit_price)} ({i.item.source})"
            for i in line.items
        ]
    for addend in line.addends:
        parts += ["", f"Position of {addend.part}: {addend.position:.4f} between the low and the high end"]
        parts += [f"  {_place(term)} x {figure(term.weight)} = {term.share:.4f}" for term in addend.terms]
        parts.append(f"Factors of {addend.part}")
        parts += [f"  {_shown(f.value):>18}  {f.name} ({f.source})" for f in addend.factors]
        parts.append(f"  {figure(addend.product, 2):>18}  = product, MRU")
    parts += ["", "Result"]
    if len(line.addends) > 1:
        total = sum((addend.product for addend in line.addends), Decimal(0))
        parts.append(f"  {figure(total, 2):>18}  sum of the products, MRU")
    for step in why.conversion.steps:
        parts.append(f"  1 {step.from_} = {step.value} {step.to}, {step.on} ({step.source})")
    parts.append(f"  {figure(line.likely, 2):>18}  likely, {why.currency}")
    low, high = (figure(bound, 2) for bound in (line.low, line.high))
    parts.append(f"  {low:>18}  low (P10): likely x {figure(line.bounds[0])}, the bound of class {line.estimate_class}")
    parts.append(f"  {high:>18}  high (P90): likely x {figure(line.bounds[1])}")
    parts.append(
        fill(f"class {line.estimate_class}; {line.basis.en}", 100, initial_indent="  ", subsequent_indent="  ")
    )
    return "\n".join(parts)


def _place(term: ExplainedTerm) -> str:
    """Where a driver lies between the ends of its scale, as it is computed."""
    value, low, high = (figure(number) for number in (term.value, term.low_end, term.high_end))
    if term.form == "linear":
        return f"{term.driver} {value}: ({value} - {low}) / ({high} - {low})"
    return f"{term.driver} {value}: max(0, ln({value} / {low}) / ln({high} / {low}))"


def _shown(value: Decimal) -> str:
    return figure(value) if -value.as_tuple().exponent <= 6 else f"{value:.10f}"  # type: ignore[operator]


def explanation_json(why: Explanation) -> dict[str, Any]:
    """Fact, positions, factors and result of a line; the conversion multiplies by `value`, or divides by it."""
    return {
        "line": why.line.id,
        "fact": why.line.fact,
        "addends": [
            {
                "part": addend.part,
                "position": str(addend.position),
                "terms": [term.model_dump(mode="json") for term in addend.terms],
                "factors": [
                    {
                        "name": factor.name,
                        "value": format(factor.value, "f"),
                        "source": factor.source,
                        "plausible": [str(bound) for bound in factor.plausible or ()],
                    }
                    for factor in addend.factors
                ],
                "product": format(addend.product, "f"),
            }
            for addend in why.line.addends
        ],
        "items": [
            {
                "item_name": priced.item.item_name,
                "quantity": format(priced.item.quantity, "f"),
                "unit_price": str(priced.unit_price),
            }
            for priced in why.line.items
        ],
        "conversion": [step.model_dump(mode="json", by_alias=True) for step in why.conversion.steps],
        "currency": why.currency,
        "likely": str(why.line.likely),
    }
