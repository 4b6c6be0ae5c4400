"""What the commands share: options, the facts, rates, and printing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from costmodel.estimating.estimate import Estimate
    from costmodel.estimating.pricing import Pricing
    from costmodel.money.exchange import RateTable
    from costmodel.price_book.book import PriceBook
    from costmodel.quoting.need import Need
    from costmodel.words.text import Language

EXAMPLE = "examples/regional_hospital.yaml"

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as people type it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day of a text."""
        from costmodel.files.days import two_days, typed_day

        typed = None if isinstance(value, date) else typed_day(str(value))
        if isinstance(value, date):
            return value
        if typed is None:
            self.fail(f"'{value}' is not a day; write it as 2026-11-24.", param, ctx)
        if len(typed.readings) > 1:
            self.fail(two_days(typed), param, ctx)
        return typed.readings[0]


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

out_option = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder."
)
seller_option = click.option(
    "--seller", type=click.Path(path_type=Path), metavar="FILE", help="The seller's own file (YAML)."
)
number_option = click.option(
    "--number", metavar="TEXT", help="Number of the quote; else the need's, else DRAFT- and a hash."
)
force_option = click.option("--force", is_flag=True, help="Replace files that are already there.")
accept_rate_option = click.option(
    "--accept-rate", is_flag=True, help="Use a rate although it is old or outside its band."
)


def need_options(command: F) -> F:
    """The options that say which need is priced, and how."""
    return _with_options(command, _BUNDLE)


def bundles_options(command: F) -> F:
    """As `need_options`, for a command that looks at several bundles."""
    return _with_options(command, _BUNDLES)


_BUNDLE = click.option("--bundle", metavar="ID", help="How the need is met; see 'costmodel bundles'.")
_BUNDLES = click.option("--bundles", metavar="A,B,…", help="Only these bundles; see 'costmodel bundles'.")


def _with_options(command: F, bundle: Callable[[F], F]) -> F:
    for option in reversed(
        (
            click.option("--preset", metavar="NAME", help="Start from small, medium or large."),
            bundle,
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="NAME=VALUE",
                help="Answer a driver or condition, such as --set sites=2; may be repeated.",
            ),
            click.option("--currency", metavar="CODE", help="MRU, MRO, USD or EUR; a quote takes MRU, USD or EUR."),
            click.option(
                "--facts",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Your own facts in place of shipped ones (YAML); start from examples/facts.yaml.",
            ),
            on_option,
            rates_option,
            click.option(
                "--encoding",
                metavar="NAME",
                default="",
                help="Encoding of need and rate card, if in doubt: utf-8, cp1252, cp1256, cp850, macroman.",
            ),
        )
    ):
        command = option(command)
    return command


def cache() -> Path | None:
    """The folder of this user where facts are kept that were read and checked."""
    from costmodel.files.folders import cache_folder

    return cache_folder(os.environ, system=sys.platform)


def shipped(table: str) -> Any:
    """A table of the shipped facts, or `exchange_rates`; the other ones are read with it only if it is not kept yet."""
    from costmodel.files.folders import data_folder
    from costmodel.money.exchange import load_bundled
    from costmodel.price_book.cache import kept, key_of

    folder = cache()
    found = kept(folder, key_of(data_folder()), [table]) if folder else None
    if found is not None:
        return found[table]
    book = price_book()
    return load_bundled(data_folder()).rates if table == "exchange_rates" else getattr(book, table)


def price_book(facts: Path | None = None) -> PriceBook:
    """The shipped facts, or those with the own ones of a file in their place, which is said on standard error."""
    from costmodel.price_book.load import load_price_book
    from costmodel.price_book.overrides import load_overrides

    if facts is None:
        return load_price_book(cache=cache())
    own = load_overrides(facts)
    book = load_price_book(overrides=own)
    count = len(book.changed)
    changed = f"{count} facts differ" if count > 1 else "1 fact differs" if count else "no fact differs"
    click.echo(f"Note: {changed} from the shipped ones ({facts}: {own.source}, {own.on}).", err=True)
    return book


def rate_table(name: str, on: date, *, accept: bool = False, book: PriceBook | None = None) -> RateTable:
    """The rates of a source; what a source could not do is said on standard error. A book brings its own bands."""
    from costmodel.files.folders import data_folder
    from costmodel.money.exchange import BUNDLED, RateTable, load_bands

    folder = data_folder()
    if name == "bundled":
        return RateTable.model_construct(name=BUNDLED, rates=shipped("exchange_rates"))
    from costmodel.money.rate_sources import rates_from

    bands = () if accept else book.exchange.bands if book else load_bands(folder)
    table, notices = rates_from(name, on=on, folder=folder, currencies=shipped("currencies"), bands=bands)
    for notice in notices:
        click.echo(f"Note: {notice}", err=True)
    return table


class Read(NamedTuple):
    """A need as the options ask for it, what it is priced with, and the files that were read."""

    need: Need
    pricing: Pricing
    files: tuple[Path, ...]


def read_need(
    *,
    need: Path | None,
    preset: str | None,
    settings: Sequence[str],
    currency: str | None,
    on: date | None,
    rates: str,
    facts: Path | None = None,
    encoding: str = "",
) -> Read:
    """The need of the options, and what it is priced with."""
    if need is None and preset is None:
        raise click.UsageError(f"Give a need file (such as {EXAMPLE}) or --preset small|medium|large.")
    from costmodel.quoting.need import day_of, load_need, pricing_of

    book = price_book(facts)
    read = load_need(need, book, preset=preset, settings=settings_of(settings), encoding=encoding)
    day = day_of(read, on=on, today=date.today())
    files = [need, read.card_path, Path(rates), facts]
    table = rate_table(rates, day, book=book)
    pricing = pricing_of(read, book, rates=table, on=day, currency=currency)
    return Read(read, pricing, tuple(path for path in files if path and path.is_file()))


class Priced(NamedTuple):
    """A need as the options ask for it: read, and priced."""

    need: Need
    estimate: Estimate


def priced_need(*, bundle: str | None, **how: Any) -> Priced:
    """The need of `need_options`, priced; what the user should look at is said on standard error."""
    read = read_need(**how)
    from costmodel.quoting.need import estimate_need

    priced = estimate_need(read.need, read.pricing, bundle=bundle)
    ask(priced.questions)
    return Priced(read.need, priced)


def ask(questions: Iterable[str]) -> None:
    """Print questions to the user on standard error, each once."""
    for question in dict.fromkeys(questions):
        click.echo(f"Question: {question}", err=True)


def amount_of(budget: str, *, currency: str | None) -> tuple[Decimal, str | None]:
    """The amount of --budget, and the currency to price in: the budget's own, or that of --currency."""
    from costmodel.comparing.ownership import price_of
    from costmodel.money.currencies import Money

    asked = price_of(budget, where="--budget")
    if not isinstance(asked, Money):
        return asked, currency
    if currency not in (None, asked.currency):
        raise click.UsageError(f"--budget is in {asked.currency} and --currency says {currency}; give one of the two.")
    return asked.amount, asked.currency


def settings_of(pairs: Sequence[str]) -> dict[str, Any]:
    """The NAME=VALUE pairs of --set, values read as in a need file."""
    from costmodel.files.strict_yaml import parse_yaml

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


def ids_of(words: str | None) -> tuple[str, ...]:
    """The ids of --bundles."""
    ids = tuple(word.strip() for word in words.split(",")) if words is not None else ()
    if "" in ids:
        raise click.UsageError(f"--bundles '{words}': write ids with commas, such as on_premise,cloud_native.")
    return ids


def asked_language() -> Language:
    """The language that COSTMODEL_LANGUAGE names; English without it."""
    language = os.environ.get("COSTMODEL_LANGUAGE", "")
    return "fr" if language == "fr" else "ar" if language == "ar" else "en"


def spoken(words: str) -> str:
    """A message in the language that COSTMODEL_LANGUAGE names."""
    language = asked_language()
    if language == "en":
        return words
    from costmodel.price_book.messages import sentence_in

    return sentence_in(words, language, price_book())


def emit(value: object) -> None:
    """Print JSON."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def plain(value: object) -> str:
    """A value of a need in one cell."""
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def show_table(heading: list[str], rows: list[list[Any]], *, right: tuple[int, ...] = ()) -> None:
    """Print a table."""
    from costmodel.words.tables import table

    click.echo(table(heading, rows, right=right))
