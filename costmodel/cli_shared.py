"""What the commands share: options, the facts, rates, and printing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from costmodel.faults import CostmodelError

if TYPE_CHECKING:
    from costmodel.exchange import RateTable
    from costmodel.price_book import PriceBook

F = TypeVar("F", bound=Callable[..., Any])


class Group(click.Group):
    """Errors of the input become one message on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of the input becomes a message."""
        try:
            return super().invoke(ctx)
        except CostmodelError as error:
            raise click.ClickException(str(error)) from None


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day of a text."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a day; write it as 2026-11-24.", param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON; amounts are decimal strings.")
on_option = click.option("--on", type=Day(), metavar="DATE", help="The day that prices and rates are for (YYYY-MM-DD).")
rates_option = click.option(
    "--rates",
    metavar="FILE|SOURCE",
    default="bundled",
    show_default=True,
    help="A file of rates (CSV or YAML: on, from, to, value, source), or bundled, hmrc, frankfurter, currency-api, "
    "forex-python.",
)


def need_options(command: F) -> F:
    """The options that say which need is priced, and how."""
    for option in reversed(
        (
            click.option("--preset", metavar="NAME", help="Start from small, medium or large."),
            click.option("--bundle", metavar="ID", help="How the need is met; see 'costmodel bundles'."),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="NAME=VALUE",
                help="Answer a driver or condition, such as --set sites=2; may be repeated.",
            ),
            click.option("--currency", metavar="CODE", help="MRU, MRO, USD or EUR; a quote takes MRU, USD or EUR."),
            on_option,
            rates_option,
        )
    ):
        command = option(command)
    return command


def price_book() -> PriceBook:
    """The shipped facts."""
    from costmodel.price_book import load_price_book

    return load_price_book()


def rate_table(name: str, on: date, *, accept: bool = False) -> RateTable:
    """The rates of a source; what a source could not do is said on standard error."""
    from costmodel.exchange import load_bands, load_bundled
    from costmodel.folders import data_folder

    folder = data_folder()
    if name == "bundled":
        return load_bundled(folder)
    from costmodel.money import load_currencies
    from costmodel.rate_sources import rates_from

    bands = () if accept else load_bands(folder)
    table, notices = rates_from(name, on=on, folder=folder, currencies=load_currencies(folder), bands=bands)
    for notice in notices:
        click.echo(f"Note: {notice}", err=True)
    return table


def settings_of(pairs: Sequence[str]) -> dict[str, Any]:
    """The NAME=VALUE pairs of --set, values read as in a need file."""
    from costmodel.yaml_file import parse_yaml

    settings: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set {pair}: write it as NAME=VALUE, such as --set sites=2.")
        if name.strip() in settings:
            raise click.UsageError(f"--set {name.strip()} is given twice; give it once.")
        if name.strip() == "preset":
            raise click.UsageError("--set preset=…: write --preset instead.")
        settings[name.strip()] = parse_yaml(value.strip(), where=f"--set {name}")[0]
    return settings


def emit(value: object) -> None:
    """Print JSON."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def plain(value: object) -> str:
    """A value of a need in one cell."""
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def show_table(heading: list[str], rows: list[list[Any]], *, right: tuple[int, ...] = ()) -> None:
    """Print a table."""
    from costmodel.printed import table

    click.echo(table(heading, rows, right=right))
