"""What the command line prints for people: tables, an explanation, a quote."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import zip_longest
from textwrap import fill
from typing import TYPE_CHECKING, Any

from costmodel.estimating.basis import ExplainedTerm
from costmodel.estimating.estimate import Estimate, Explanation
from costmodel.price_book.book import PriceBook
from costmodel.words.text import number, percent, signed_percent

if TYPE_CHECKING:
    from costmodel.quoting.quote import Quote


HEADING_ROOM = 2
"""Spaces that a column leaves beside its heading, at least."""


def figure(value: Decimal, decimals: int | None = None) -> str:
    """A number in English, with the decimals it has or the ones asked for."""
    return number(value, "en", decimals=decimals)


def years_words(years: int) -> str:
    """A number of years in English."""
    return f"{years} year{'s' * (years != 1)}"


def table(heading: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[int] = ()) -> str:
    """A plain table; the columns named in `right` are aligned to the right. A cell may hold several lines."""
    cells = [[_lines(cell) for cell in row] for row in (heading, *rows)]
    widths = [
        max(_width(title) + HEADING_ROOM, *(_width(line) for row in cells for line in row[column]))
        for column, title in enumerate(heading)
    ]
    printed = []
    for row in cells:
        for parts in zip_longest(*row, fillvalue=""):
            spaces = [" " * (width - _width(part)) for width, part in zip(widths, parts, strict=True)]
            both = zip(parts, spaces, strict=True)
            printed.append([space + part if n in right else part + space for n, (part, space) in enumerate(both)])
    printed.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(parts).rstrip() for parts in printed)


def _lines(cell: Any) -> list[str]:
    return [line.strip() for line in str("" if cell is None else cell).splitlines()] or [""]


def _width(line: str) -> int:
    """Columns of a terminal: letters of East Asia take two, accents and marks of direction none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
    return len(line) + wide - sum(unicodedata.category(letter) in ("Mn", "Me", "Cf") for letter in line)


def prices_table(book: PriceBook) -> str:
    """The published table: ranges and totals, as published."""
    rows = [(row.id, row.name, row.published_low, row.published_high, row.open_ended) for row in book.components.rows]
    rows += [(t.id, t.name, t.published_low, t.published_high, t.open_ended) for t in book.components.totals]
    shown = [[id_, name.en, figure(low), figure(high) + "+" * plus] for id_, name, low, high, plus in rows]
    note = "10 MRO = 1 MRU. A '+' marks a range that is open upwards. Source: source-document."
    return table(["id", "", "from (MRO)", "to (MRO)"], shown, right=(2, 3)) + f"\n\n{note}"


def drivers_table(book: PriceBook) -> str:
    """What a need can say: drivers with unit and bounds, conditions with their answers, lists with their words."""
    numbers = [
        [fact.id, f"{figure(fact.minimum)} to {figure(fact.maximum)} {fact.unit.several().en}", fill(fact.help.en, 56)]
        for fact in book.drivers
    ]
    for fact in book.conditions.amplitudes:
        bounds = f"{figure(fact.minimum)} to {figure(fact.maximum)}, else {figure(fact.default)}"
        numbers.append([fact.id, bounds, fill(fact.help.en, 56)])
    levels = book.service_levels
    choices = [
        [choice.id, choice.name.en, _answers((option.id for option in choice.options), choice.default)]
        for choice in book.conditions.choices
    ]
    choices.append(["support_tier", "Support", _answers((tier.id for tier in levels.tiers), levels.published_tier)])
    words = {
        "customer_type": [kind.id for kind in book.customer_types],
        "use_cases": [use_case.id for use_case in book.use_cases],
        "levers": [lever.id for lever in book.levers],
    }
    parts = [
        table(["number", "allowed", ""], numbers),
        table(["choice", "", "answers (* unless said otherwise)"], choices),
        table(["words", "allowed"], [[name, fill(", ".join(ids), 80)] for name, ids in words.items()]),
    ]
    return "\n\n".join(parts)


def _answers(ids: Iterable[str], default: str) -> str:
    return ", ".join(id_ + "*" * (id_ == default) for id_ in ids)


def estimate_table(priced: Estimate) -> str:
    """The lines of an estimate, its totals, and what a reader must know beside them."""
    code, decimals = priced.currency.code, priced.currency.printed_decimals
    rows = [
        [
            line.id + (" (option)" if line in priced.options else ""),
            line.item_name.en + (" / year" if line.recurring else ""),
            *(figure(value, decimals) for value in (line.low, line.likely, line.high)),
            line.estimate_class,
        ]
        for line in (*priced.lines, *priced.options)
    ]
    parts = [table(["line", "", "low", "likely", f"high ({code})", "class"], rows, right=(2, 3, 4)), ""]
    parts += [f"{name.replace('_', ' '):>12}  {figure(value, decimals):>18} {code}" for name, value in priced.totals]
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


def quote_table(offer: Quote) -> str:
    """The lines and totals of a quote, and the margin where the seller's cost is known: for the seller's eyes."""
    code, decimals = offer.currency.code, offer.currency.decimals
    rows = [
        [
            line.item_name.en + ("" if line.counts else f" ({line.kind})"),
            figure(line.quantity),
            line.unit,
            number(line.unit_price, "en", at_least=decimals),
            figure(line.net_amount, decimals),
        ]
        for line in offer.lines
    ]
    heading = ["item", "quantity", "unit", "unit price", f"net ({code})"]
    parts = [f"{offer.number}: {offer.kind} offer, {offer.issue_date} to {offer.valid_until}", ""]
    parts += [table(heading, rows, right=(1, 3, 4)), ""]
    parts += [f"{name.replace('_', ' '):>14}  {figure(value, decimals):>18} {code}" for name, value in offer.totals]
    budget = offer.budget
    parts += [
        "",
        f"Recommended budget {figure(budget.recommended, decimals)} {code} with tax (P{budget.confidence * 100:.0f}):",
        f"P{budget.confidence * 100:.0f} {figure(budget.before_tax, decimals)} is the point estimate "
        f"{figure(budget.point_estimate, decimals)} plus a contingency of {figure(budget.contingency, decimals)} "
        f"({percent(budget.contingency_share, 'en')}),",
        f"before discounts and tax; P10 {figure(budget.low)}, P50 {figure(budget.median)}, P90 {figure(budget.high)}. "
        f"The point estimate holds with {percent(budget.within_point, 'en')}.",
    ]
    margins = offer.margins()
    if margins:
        parts += ["", "For the seller only, in no customer file:"]
        parts += [
            f"  margin on {id_}: {percent(share.quantize(Decimal('0.0001')), 'en')} of price" for id_, share in margins
        ]
    if offer.gaps:
        parts += ["", f"The bundle leaves out {len(offer.gaps)} required items; the proposal names them."]
    return "\n".join(parts)
