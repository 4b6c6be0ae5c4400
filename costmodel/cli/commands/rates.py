"""The commands about exchange rates: those in force on a day, and an amount at one of them."""

from __future__ import annotations

from datetime import date

import click

from costmodel.cli.shared import emit, json_option, on_option, rate_table, rates_option, shipped, show_table


@click.command()
@json_option
@on_option
@rates_option
@click.option("--all", "history", is_flag=True, help="Every dated rate, not only the ones in force.")
def rates(as_json: bool, on: date | None, rates: str, history: bool) -> None:
    """Show the exchange rates in force on a day."""
    day = on or date.today()
    table = rate_table(rates, day)
    known = table.rates if history else table.latest(day)
    if as_json:
        from costmodel.cli.printed.facts import rates_json

        return emit(rates_json(known, on=day))
    rows = [[r.from_, r.to, r.value, r.on, r.kind, r.source] for r in known]
    show_table(["from", "to", "value", "dated", "kind", "source"], rows, right=(2,))


@click.command()
@click.argument("amount")
@click.argument("from_", metavar="FROM")
@click.argument("to")
@json_option
@on_option
@rates_option
def convert(amount: str, from_: str, to: str, as_json: bool, on: date | None, rates: str) -> None:
    """Convert an amount at the rate of a day.

    Old and new ouguiyas (MRO, MRU) are converted by law, exactly at ten to one.
    """
    from costmodel.money.currencies import Money, decimal_of
    from costmodel.money.exchange import convert as converted

    from_, to = from_.upper(), to.upper()
    day = on or date.today()
    currencies = shipped("currencies")
    money = Money.of(decimal_of(amount, where="AMOUNT"), from_)
    for code in (from_, to):
        currencies.currency(code)
    result, how = converted(money, to, on=day, rates=rate_table(rates, day), currencies=currencies)
    if as_json:
        from costmodel.cli.printed.facts import conversion_json

        return emit(conversion_json(result, how))
    click.echo(f"{money.amount:,f} {from_} = {result.amount:,f} {to}")
    click.echo(f"1 {from_} = {how.value:f} {to}, {how.dated} ({how.source})")
