"""The commands that look things up and check: prices, drivers, presets, bundles and so on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from costmodel.cli.shared import (
    emit,
    json_option,
    on_option,
    plain,
    price_book,
    rate_table,
    rates_option,
    shipped,
    show_table,
)
from costmodel.files.faults import InputError


@click.command()
@json_option
def prices(as_json: bool) -> None:
    """Show the published price table, in old ouguiyas."""
    book = price_book()
    if as_json:
        from costmodel.cli.printed.facts import prices_json

        return emit(prices_json(book))
    from costmodel.cli.printed.facts import prices_table

    click.echo(prices_table(book))


@click.command()
def drivers() -> None:
    """Show what a need can say: drivers, conditions, words."""
    from costmodel.cli.printed.facts import drivers_table

    click.echo(drivers_table(price_book()))


@click.command()
@json_option
def presets(as_json: bool) -> None:
    """Show the complete needs of three facility sizes."""
    from costmodel.estimating.spec import make_spec

    book = price_book()
    needs = {preset.id: make_spec(book, {}, preset=preset.id).need() for preset in book.presets}
    if as_json:
        return emit(needs)
    names = list(dict.fromkeys(key for need in needs.values() for key in need))
    show_table(["", *needs], [[name, *(plain(need.get(name)) for need in needs.values())] for name in names])


@click.command()
@json_option
def bundles(as_json: bool) -> None:
    """Show how a need can be met, and what each way includes."""
    from costmodel.estimating.scope import covered

    book = price_book()
    if as_json:
        from costmodel.cli.printed.facts import bundles_json

        return emit(bundles_json(book))
    rows = [
        [b.id, b.name.en, b.licensing, ", ".join(b.modules), f"{len(covered(b, book))}/{len(book.deliverables())}"]
        for b in book.bundles
    ]
    show_table(["id", "name", "licences", "modules", "scope"], rows)


@click.command()
@click.argument("subject", required=False)
def facts(subject: str | None) -> None:
    """Show a table of facts as JSON; without SUBJECT their names."""
    from costmodel.files.faults import not_among
    from costmodel.price_book.book import subjects

    known = subjects()
    if subject is None:
        return click.echo("\n".join(known))
    if subject not in known:
        raise InputError.one("facts", "", not_among(subject, known, what="a table of facts"))
    emit(price_book().model_dump(mode="json", exclude_none=True, include={subject})[subject])


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


@click.command(context_settings={"ignore_unknown_options": True})  # an amount below zero is no option
@click.argument("amount")
@click.argument("currency")
@click.option("--language", metavar="en|fr|ar", default="fr", show_default=True, help="Language of the words.")
@json_option
def words(amount: str, currency: str, language: str, as_json: bool) -> None:
    """Write an amount in words, as a quotation closes.

    \b
    costmodel words 1250000 MRU
    costmodel words 48210.75 EUR --language ar
    """
    from costmodel.money.currencies import decimal_of
    from costmodel.money.in_words import amount_in_words
    from costmodel.words.text import bare, check_language

    known = shipped("currencies").currency(currency.upper())
    asked = check_language(language, where="--language")
    text = bare(amount_in_words(decimal_of(amount, where="AMOUNT"), known, asked))
    if as_json:
        return emit({"text": text})
    click.echo(text)


@click.command()
@click.argument("lines", type=click.Path(path_type=Path, allow_dash=True))
@json_option
def totals(lines: Path, as_json: bool) -> None:
    """Check a quotation's arithmetic.

    LINES is a JSON file, or '-' for standard input:

    \b
    {"currency": "MRU", "lines": [{"item_name": "Training", "quantity": 2, "unit_price": "1500.00",
      "tax_category": "S", "tax_percent": 16}], "discounts": [], "charges": [], "prepaid": 0, "rounding": 0}

    The rate of tax is tax_percent (16) or tax_rate (0.16). Amounts may be numbers or decimal strings; a line's
    discounts and charges are lists of amounts; base_quantity is the quantity that the unit price is for.
    """
    from costmodel.files.records import validate
    from costmodel.files.strict_yaml import read_json
    from costmodel.quoting.totals import LineList

    where = str(lines)
    listed = validate(read_json(lines), LineList, where=where)
    result = listed.sums(shipped("currencies").currency(listed.currency, where=where))
    if as_json:
        from costmodel.cli.printed.facts import totals_json

        return emit(totals_json(listed.currency, result))
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


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Check every fact and list all faults at once.

    FOLDER is a data folder; the shipped one by default.
    """
    from costmodel.estimating.spec import check_fields
    from costmodel.files.folders import data_folder
    from costmodel.money.exchange import check_rates, load_bundled
    from costmodel.price_book.book import files
    from costmodel.price_book.load import load_price_book

    home = folder or data_folder()
    book = load_price_book(home)
    check_fields(book, folder=home)
    table = load_bundled(home)
    where = str(home / "exchange_rates.csv")
    check_rates(table.rates, where=where, currencies=book.currencies, bands=book.exchange.bands)
    known = [source.id for source in book.sources]
    unsourced = sorted({rate.source for rate in table.rates} - set(known))
    if unsourced:
        raise InputError.one(where, "source", f"not in sources.yaml: {', '.join(unsourced)}.")
    click.echo(f"{home}: {len(files()) + 1} files, {len(table.rates)} rates, no fault.")
