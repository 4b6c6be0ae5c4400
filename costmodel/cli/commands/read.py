"""The command that reads a workbook back."""

from __future__ import annotations

from pathlib import Path

import click

from costmodel.cli.shared import emit, json_option, price_book


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--facts",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The facts of your own that the quote was made with (YAML).",
)
@json_option
def read(file: Path, facts: Path | None, as_json: bool) -> None:
    """Read a quote's workbook back: what was changed in it, and the totals that follow.

    FILE is an Excel workbook by 'costmodel quote'. Quantities, discounts, tax rates, exchange rates, shares of payment
    and durations may have been changed; a change of any other cell is an error that names the cell.
    """
    from costmodel import documents

    found = documents.read_workbook(file, price_book(facts))
    if as_json:
        from costmodel.cli.printed.quote import read_json

        return emit(read_json(found))
    from costmodel.cli.printed.quote import quote_table

    click.echo(quote_table(found.quote))
    click.echo()
    for change in found.changes:
        click.echo(f"  {change.name}: {change.written:f} → {change.read:f}")
    click.echo(f"  {len(found.changes) or 'No'} changed input{'' if len(found.changes) == 1 else 's'}.")
