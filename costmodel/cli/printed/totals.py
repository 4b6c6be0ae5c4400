"""What the command line prints of a quotation that is checked: what is right, and what is stated otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from costmodel.cli.printed.layout import named
from costmodel.files.faults import said
from costmodel.quoting.line_list import HEADS, INCLUSIVE, NAMES, STATED, TAXED
from costmodel.words.tables import table
from costmodel.words.text import Language, number

if TYPE_CHECKING:
    from costmodel.money.currencies import Currency
    from costmodel.quoting.line_list import LineList
    from costmodel.quoting.totals import Sums


def totals_text(
    listed: LineList, found: Sums, currency: Currency, *, language: Language, spoken: Callable[[str], str]
) -> str:
    """The lines, taxes and totals of a list in a language, each beside what the list states."""

    def amount(value: Decimal | None) -> str:
        return "" if value is None else number(value, language, decimals=max(currency.decimals, _places(value)))

    taxed = listed.prices == "tax_inclusive"
    columns: list[tuple[str, Sequence[Any], bool]] = [
        (spoken(HEADS["item"]), [line.item_name for line in listed.lines], False),
        (spoken(HEADS["quantity"]), [number(line.quantity, language) for line in listed.lines], True),
        (
            spoken(HEADS["price_with_tax" if taxed else "unit_price"]),
            [number(line.unit_price, language) for line in listed.lines],
            True,
        ),
    ]
    in_currency = f" ({currency.code})"
    for head, right, stated, shown in (
        ("with_tax", listed.with_tax(found, currency), [line.tax_inclusive for line in listed.lines], taxed),
        ("net", found.net_amounts, [line.net_amount for line in listed.lines], True),
    ):
        if shown or any(value is not None for value in stated):
            columns.append((spoken(HEADS[head]) + in_currency, [amount(value) for value in right], True))
        if any(value is not None for value in stated):
            columns.append((spoken(HEADS["stated"]), [amount(value) for value in stated], True))
    heads, cells, right_side = zip(*columns, strict=True)
    rows = [list(row) for row in zip(*cells, strict=True)]
    lines = [table(heads, rows, right=[n for n, side in enumerate(right_side) if side]), ""]
    if taxed:
        lines += [spoken(INCLUSIVE), ""]
    for tax in found.taxes:
        words = said(
            TAXED,
            category=tax.tax_category,
            percent=number(tax.tax_rate * 100, language, decimals=max(2, _places(tax.tax_rate * 100))),
            taxable=amount(tax.taxable),
            tax=amount(tax.tax),
        )
        lines.append(spoken(words))
    stated_totals = {total: getattr(listed, name) for name, total in STATED.items()}
    names = {name: spoken(NAMES[name]) for name, _ in found.totals}
    width = max(14, *map(len, names.values()))
    for name, value in found.totals:
        told = stated_totals.get(name)
        beside = "" if told is None else f"  {spoken(HEADS['stated'])} {amount(told)}"
        lines.append(f"{names[name]:>{width}}  {amount(value):>20}{beside}")
    return "\n".join(lines)


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def totals_json(listed: LineList, found: Sums, currency: Currency) -> dict[str, Any]:
    """Net amounts, taxes and totals of a list; where it states amounts itself, also those that differ."""
    with_tax = listed.with_tax(found, currency)
    taxed = listed.prices == "tax_inclusive"
    differences = [
        {name: value if name == "where" else str(value) for name, value in one._asdict().items()}
        for one in listed.differences(found, currency)
    ]
    return {
        "currency": currency.code,
        "lines": [
            {"net_amount": str(net), **({"tax_inclusive": str(whole)} if taxed else {})}
            for net, whole in zip(found.net_amounts, with_tax, strict=True)
        ],
        "taxes": [
            {name: format(value, "f") if name != "tax_category" else value for name, value in tax}
            for tax in found.taxes
        ],
        "totals": named(found.totals),
        **({"differences": differences} if listed.compared(found, currency) else {}),
    }
