"""The command that checks a quotation's arithmetic."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from costmodel.cli.shared import emit, json_option, shipped, show_table


@click.command()
@click.argument("lines", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--tax-inclusive", is_flag=True, help="Prices, discounts and charges are with tax.")
@click.option("--check", is_flag=True, help="Exit with 1 where the file states another amount than is right.")
@json_option
def totals(lines: Path, tax_inclusive: bool, check: bool, as_json: bool) -> None:
    """Check a quotation's arithmetic.

    LINES is a JSON file, or '-' for standard input:

    \b
    {"currency": "MRU", "lines": [{"item_name": "Training", "quantity": 2, "unit_price": "1500.00",
      "tax_category": "S", "tax_percent": 16}], "discounts": [], "charges": [], "prepaid": 0, "rounding": 0}

    The rate of tax is tax_percent (16) or tax_rate (0.16). Amounts may be numbers or decimal strings; a line's
    discounts and charges are lists of amounts, negative ones corrections; a negative quantity is a credit;
    base_quantity is the quantity that the unit price is for. What the quotation states itself is compared: net_amount
    of a line, and beside the lines lines_net, tax_exclusive, tax, tax_inclusive and payable. Prices with tax say
    "prices": "tax_inclusive".
    """
    from costmodel.files.records import validate
    from costmodel.files.strict_yaml import read_json
    from costmodel.quoting.totals import LineList

    where = str(lines)
    listed = validate(read_json(lines), LineList, where=where)
    if tax_inclusive:
        listed = listed.model_copy(update={"prices": "tax_inclusive"})
    result = listed.sums(shipped("currencies").currency(listed.currency, where=where))
    wrong = listed.differences(result)
    if as_json:
        from costmodel.cli.printed.facts import totals_json

        emit(totals_json(listed.currency, result, wrong))
        sys.exit(1 if check and wrong else 0)
    from costmodel.cli.printed.layout import figure

    show_table(
        ["item", "quantity", "unit price", f"net ({listed.currency})"],
        [
            [line.item_name, figure(line.quantity), figure(line.unit_price), f"{net:,f}"]
            for line, net in zip(listed.lines, result.net_amounts, strict=True)
        ],
        right=(1, 2, 3),
    )
    click.echo()
    for tax in result.taxes:
        click.echo(f"tax {tax.tax_category} {tax.tax_rate * 100:f} % of {tax.taxable:,f}: {tax.tax:,f}")
    for name, value in result.totals:
        click.echo(f"{name.replace('_', ' '):>14}  {value:>20,f}")
    for one in wrong:
        click.echo(f"Wrong: {one.where} says {one.stated:,f}; {one.right:,f} is right.", err=True)
    if listed.prices == "tax_inclusive":
        click.echo("Prices are with tax: each net amount is the line with tax without the tax in it, rounded once.")
    if check and wrong:
        sys.exit(1)
