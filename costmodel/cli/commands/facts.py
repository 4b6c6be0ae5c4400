"""The commands that look facts up and check them: prices, drivers, presets, bundles and so on."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from costmodel.cli.shared import (
    emit,
    json_option,
    plain,
    price_book,
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


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


@click.command()
@json_option
def presets(as_json: bool) -> None:
    """Show the complete needs of three facility sizes."""
    from costmodel.estimating.spec import make_spec

    book = price_book()
    needs = {preset.id: make_spec(book, {}, preset=preset.id).values() for preset in book.presets}
    if as_json:
        return emit({id_: {key: _number(value) for key, value in need.items()} for id_, need in needs.items()})
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
