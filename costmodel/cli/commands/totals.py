"""The command that checks a quotation's arithmetic."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from costmodel.cli.shared import asked_language, emit, json_option, shipped, spoken


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
    discounts and charges are lists of amounts; base_quantity is the quantity that the unit price is for. In a credit
    note quantities are negative, never unit prices; a negative discount or charge corrects one given before.

    What the quotation states itself is compared: net_amount and tax_inclusive of a line, taxable and tax in taxes,
    and lines_net, discounts_total, charges_total, tax_exclusive, tax, tax_inclusive and payable.

    Prices with tax say "prices": "tax_inclusive". The total with tax is then their sum; the tax in what each rate
    comes to is taken out, rounded once, and the rest is spread over the lines by largest remainders.
    """
    from costmodel.files.records import validate
    from costmodel.files.strict_yaml import read_json
    from costmodel.quoting.line_list import LineList

    where = str(lines)
    listed = validate(read_json(lines), LineList, where=where)
    if tax_inclusive:
        listed = listed.model_copy(update={"prices": "tax_inclusive"})
    currency = shipped("currencies").currency(listed.currency, where=where)
    found = listed.sums(currency)
    wrong = listed.differences(found, currency)
    if as_json:
        from costmodel.cli.printed.totals import totals_json

        emit(totals_json(listed, found, currency))
    else:
        from costmodel.cli.printed.totals import totals_text

        click.echo(totals_text(listed, found, currency, language=asked_language(), spoken=spoken))
        for one in wrong:
            click.echo(spoken(one.words), err=True)
    sys.exit(1 if check and wrong else 0)
