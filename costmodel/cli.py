"""The command line: a skin over the library. Every heavy module is imported by the command that needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from costmodel import __version__
from costmodel.faults import CostmodelError, InputError

if TYPE_CHECKING:
    from costmodel.estimate import Estimate
    from costmodel.exchange import RateTable
    from costmodel.need import Need
    from costmodel.price_book import PriceBook

F = TypeVar("F", bound=Callable[..., Any])
EXAMPLE = "examples/regional_hospital.yaml"


class _Group(click.Group):
    """Errors of the input become one message on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CostmodelError as error:
            raise click.ClickException(str(error)) from None


class _Day(click.ParamType):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a day; write it as 2026-11-24.", param, ctx)


def _option(*names: str, **settings: Any) -> Callable[[F], F]:
    return click.option(*names, **settings)


_json = _option("--json", "as_json", is_flag=True, help="Print JSON; amounts are decimal strings.")
_on = _option("--on", type=_Day(), metavar="DATE", help="The day that prices and rates are for (YYYY-MM-DD).")
_rates = _option(
    "--rates",
    metavar="FILE|SOURCE",
    default="bundled",
    show_default=True,
    help="A file of rates (CSV or YAML: on, from, to, value, source), or bundled, hmrc, frankfurter, currency-api, "
    "forex-python.",
)


def _need_options(command: F) -> F:
    """The options that say which need is priced, and how."""
    for option in reversed(
        (
            _option("--preset", metavar="NAME", help="Start from small, medium or large."),
            _option("--bundle", metavar="ID", help="How the need is met; see 'costmodel bundles'."),
            _option(
                "--set",
                "settings",
                multiple=True,
                metavar="NAME=VALUE",
                help="Answer a driver or condition, such as --set sites=2; may be repeated.",
            ),
            _option("--currency", metavar="CODE", help="MRU, MRO, USD or EUR; a quote takes MRU, USD or EUR."),
            _on,
            _rates,
        )
    ):
        command = option(command)
    return command


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="costmodel")
def cli() -> None:
    """Price clinical-software upgrades (PACS, RIS, workstations) for hospitals in Mauritania.

    \b
    A first quote:     costmodel quote examples/regional_hospital.yaml --out out
    Only the figures:  costmodel estimate --preset medium --bundle hybrid
    Why a line costs:  costmodel explain --preset medium licence.pacs_ris

    Exit codes: 0 done, 1 the input is at fault (the message says how to mend it), 2 wrong usage.
    """


# ------------------------------------------------------------------ facts


@cli.command()
@_json
def prices(as_json: bool) -> None:
    """The published price table, as published: ranges in old ouguiyas (MRO)."""
    book = _book()
    lines = [
        {
            "id": row.id,
            "component": row.component,
            "published_low": str(row.published_low),
            "published_high": str(row.published_high),
            "open_ended": row.open_ended,
            "unit": row.unit,
            "currency": row.currency,
            "source": row.source,
        }
        for row in book.components.rows
    ]
    totals = [
        {
            "id": total.id,
            "published_low": str(total.published_low),
            "published_high": str(total.published_high),
            "open_ended": total.open_ended,
            "currency": total.currency,
        }
        for total in book.components.totals
    ]
    if as_json:
        return _emit({"lines": lines, "totals": totals})
    shown = [
        [item.id, item.name.en, _figure(item.published_low), _figure(item.published_high) + "+" * item.open_ended]
        for item in (*book.components.rows, *book.components.totals)
    ]
    _table(["id", "", "from (MRO)", "to (MRO)"], shown, right=(2, 3))
    click.echo("\n10 MRO = 1 MRU. A '+' marks a range that is open upwards. Source: source-document.")


@cli.command()
@_json
def presets(as_json: bool) -> None:
    """Complete needs for a small, a medium and a large facility."""
    from costmodel.spec import make_spec

    book = _book()
    needs = {preset.id: make_spec(book, {}, preset=preset.id).need() for preset in book.presets}
    if as_json:
        return _emit(needs)
    names = list(dict.fromkeys(key for need in needs.values() for key in need))
    _table(["", *needs], [[name, *(_plain(need.get(name)) for need in needs.values())] for name in names])


@cli.command()
@_json
def bundles(as_json: bool) -> None:
    """The bundles: how a need can be met, what each includes and how it changes the price."""
    from costmodel.bundles import covered

    book = _book()
    if as_json:
        shown = []
        for bundle in book.bundles:
            values = bundle.model_dump(mode="json", exclude_none=True)
            values["covers"] = covered(bundle, book)
            shown.append(values)
        return _emit({"bundles": shown})
    rows = [
        [b.id, b.name.en, b.licensing, ", ".join(b.modules), f"{len(covered(b, book))}/{len(book.deliverables())}"]
        for b in book.bundles
    ]
    _table(["id", "name", "licences", "modules", "scope"], rows)


@cli.command()
@click.argument("subject", required=False)
def facts(subject: str | None) -> None:
    """Any table of facts as JSON, with its sources; without SUBJECT the list of tables."""
    from costmodel.faults import not_among
    from costmodel.price_book import PriceBook

    subjects = tuple(PriceBook.model_fields)
    if subject is None:
        return click.echo("\n".join(subjects))
    if subject not in subjects:
        raise InputError.one("facts", "", not_among(subject, subjects, what="a table of facts"))
    _emit(_book().model_dump(mode="json", exclude_none=True, include={subject})[subject])


@cli.command()
@_json
@_on
@_rates
@_option("--all", "history", is_flag=True, help="Every dated rate, not only the ones in force.")
def rates(as_json: bool, on: date | None, rates: str, history: bool) -> None:
    """The exchange rates in force on a day, with their sources."""
    day = on or date.today()
    table = _rate_table(rates, day)
    known = table.rates if history else table.latest(day)
    shown = [
        {
            "from": rate.from_,
            "to": rate.to,
            "on": rate.on.isoformat(),
            "value": str(rate.value),
            "kind": rate.kind,
            "source": rate.source,
        }
        for rate in known
    ]
    if as_json:
        return _emit({"on": day.isoformat(), "rates": shown})
    _table(["from", "to", "value", "dated", "kind", "source"], [
        [r["from"], r["to"], r["value"], r["on"], r["kind"], r["source"]] for r in shown
    ], right=(2,))  # fmt: skip


@cli.command()
@click.argument("amount")
@click.argument("from_", metavar="FROM")
@click.argument("to")
@_json
@_on
@_rates
def convert(amount: str, from_: str, to: str, as_json: bool, on: date | None, rates: str) -> None:
    """Convert AMOUNT from one currency to another at the rate of a day; MRO and MRU by law."""
    from costmodel.exchange import convert as converted
    from costmodel.money import Money, decimal_of, load_currencies
    from costmodel.folders import data_folder

    day = on or date.today()
    currencies = load_currencies(data_folder())
    money = Money(amount=decimal_of(amount.replace(" ", "").replace(",", ""), where="AMOUNT"), currency=from_)
    for code in (from_, to):
        currencies.currency(code)
    result, how = converted(money, to, on=day, rates=_rate_table(rates, day), currencies=currencies)
    if as_json:
        return _emit(
            {
                "amount": str(result.amount),
                "currency": to,
                "rate": str(how.value),
                "on": how.dated.isoformat(),
                "source": how.source,
            }
        )
    click.echo(f"{money.amount:,f} {from_} = {result.amount:,f} {to}")
    click.echo(f"1 {from_} = {how.value} {to}, {how.dated} ({how.source})")


# ------------------------------------------------------------------ pricing


@cli.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@_need_options
@_json
def estimate(as_json: bool, **how: Any) -> None:
    """Price a NEED file, or a preset: every line with low, likely and high."""
    priced = _estimate(**how)
    if as_json:
        return _emit(
            {
                "currency": priced.currency.code,
                "bundle": priced.bundle.id,
                "estimate_class": int(priced.estimate_class.id),
                "lines": [_line(line) for line in priced.lines],
                "options": [_line(line) for line in priced.options],
                "totals": {name: str(value) for name, value in priced.totals},
                "gaps": list(priced.gaps),
            }
        )
    from costmodel.printed import estimate_table

    click.echo(estimate_table(priced))


@cli.command()
@click.argument("words", nargs=-1, required=True, metavar="[NEED] LINE_ID")
@_need_options
@_json
def explain(words: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """Why a line costs what it costs: fact, position, factors, result."""
    if len(words) > 2:
        raise click.UsageError("Give at most a need file and one line, such as: costmodel explain need.yaml training")
    need = Path(words[0]) if len(words) == 2 else None
    priced = _estimate(need=need, **how)
    why = priced.explain(words[-1])
    line = why.line
    if as_json:
        return _emit(
            {
                "line": line.id,
                "fact": why.fact,
                "addends": [
                    {
                        "part": addend.part,
                        "position": str(addend.position),
                        "terms": [term.model_dump(mode="json") for term in addend.terms],
                        "factors": [
                            {"name": f.name, "value": format(f.value, "f"), "source": f.source} for f in addend.factors
                        ],
                    }
                    for addend in line.addends
                ],
                "items": [
                    {"item_name": i.item.item_name, "quantity": str(i.item.quantity), "unit_price": str(i.unit_price)}
                    for i in line.items
                ],
                "conversion": [step.model_dump(mode="json") for step in why.conversion.steps],
                "currency": why.currency,
                "likely": str(line.likely),
            }
        )
    from costmodel.printed import explanation

    click.echo(explanation(why))


@cli.command()
@click.argument("need", type=click.Path(path_type=Path))
@_need_options
@_option("--language", metavar="en|fr|ar", help="Language of the documents; French unless the need says otherwise.")
@_option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder to write to.")
@_option("--seller", type=click.Path(path_type=Path), metavar="FILE", help="The seller's own file (YAML).")
@_option("--number", metavar="TEXT", help="Number of the quote; else the need's, else DRAFT- and a hash.")
@_option("--force", is_flag=True, help="Replace files that are already there.")
@_option("--accept-rate", is_flag=True, help="Use a rate although it is old or outside its band.")
@_option(
    "--seller-copy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the quote with costs and margins, for the seller only.",
)
@_json
def quote(
    need: Path,
    language: str | None,
    out: Path,
    seller: Path | None,
    number: str | None,
    force: bool,
    accept_rate: bool,
    seller_copy: Path | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Make the proposal for a NEED file: Word, Excel and JSON."""
    from costmodel.need import load_need, load_seller
    from costmodel.output import file_name, write_files
    from costmodel.quote import make_quote
    from costmodel.text import check_language

    with click.progressbar(length=5, label="Pricing", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()) as bar:
        book = _book()
        read = load_need(need, book, preset=how["preset"], settings=_settings(how["settings"]))
        tongue = check_language(language or read.request.language)
        offering = load_seller(seller) if seller else None
        currency = how["currency"] or read.request.currency
        if currency is None:
            currency = (offering.terms.currency if offering else None) or book.policy.currency
        book.currencies.contract_currency(currency)
        day = how["on"] or read.request.issue_date or date.today()
        table = _rate_table(how["rates"], day, accept=accept_rate)
        priced = _price(book, read, bundle=how["bundle"], currency=currency, on=day, table=table)
        offer = make_quote(
            priced,
            book,
            terms=read.request.terms,
            seller=offering,
            buyer=read.request.customer,
            number=number or read.request.number,
            language=tongue,
            rates=table,
            accept_old_rate=accept_rate,
        )
        bar.update(1)
        from costmodel.documents.proposal import to_docx
        from costmodel.documents.workbook import to_xlsx

        name = file_name(offer.number)
        paths = {kind: out / f"{name}.{kind}" for kind in ("docx", "xlsx", "json")}
        bar.label = "Word"
        files = {paths["docx"]: to_docx(offer, book)}
        bar.update(1)
        bar.label = "Excel"
        files[paths["xlsx"]] = to_xlsx(offer, book)
        bar.update(1)
        files[paths["json"]] = offer.for_customer().model_dump_json(indent=2).encode()
        if seller_copy is not None:
            files[seller_copy] = offer.model_dump_json(indent=2).encode()
        write_files(files, force=force)
        bar.update(2)
    for missing, words in ((offering, "supplier (--seller FILE)"), (read.request.customer, "customer (customer: NAME)")):
        if missing is None:
            click.echo(f"Note: the proposal leaves the {words} to be completed.", err=True)
    if as_json:
        return _emit(
            {
                "number": offer.number,
                "currency": offer.currency.code,
                "totals": {name: str(value) for name, value in offer.totals},
                "files": {kind: str(path) for kind, path in paths.items()},
            }
        )
    from costmodel.printed import quote_table

    click.echo(quote_table(offer))
    click.echo()
    for path in files:
        click.echo(f"  {path}")


@cli.command()
@click.argument("lines", type=click.Path(path_type=Path, allow_dash=True))
@_json
def totals(lines: Path, as_json: bool) -> None:
    """Check a quotation's arithmetic: price a plain list of LINES (JSON; '-' reads standard input).

    \b
    {"currency": "MRU", "lines": [{"item_name": "Training", "quantity": 2, "unit_price": "1500.00",
      "tax_category": "S", "tax_percent": 16}], "discounts": [], "charges": [], "prepaid": 0, "rounding": 0}

    The rate of tax is tax_percent (16) or tax_rate (0.16). Amounts may be numbers or decimal strings; a line's
    discounts and charges are lists of amounts; base_quantity is the quantity that the unit price is for.
    """
    from costmodel.money import load_currencies
    from costmodel.folders import data_folder
    from costmodel.totals import LineList
    from costmodel.yaml_file import read_json, validate

    where = str(lines)
    listed = validate(read_json(lines), LineList, where=where)
    result = listed.sums(load_currencies(data_folder()).currency(listed.currency, where=where))
    if as_json:
        return _emit(
            {
                "currency": listed.currency,
                "lines": [{"net_amount": str(net)} for net in result.net_amounts],
                "taxes": [tax.model_dump(mode="json") for tax in result.taxes],
                "totals": {name: str(value) for name, value in result.totals},
            }
        )
    _table(
        ["item", "quantity", "unit price", f"net ({listed.currency})"],
        [
            [line.item_name, _figure(line.quantity), _figure(line.unit_price), f"{net:,f}"]
            for line, net in zip(listed.lines, result.net_amounts, strict=True)
        ],
        right=(1, 2, 3),
    )
    click.echo()
    for tax in result.taxes:
        click.echo(f"tax {tax.tax_category} {tax.tax_rate * 100:f} % of {tax.taxable:,f}: {tax.tax:,f}")
    for name, value in result.totals:
        click.echo(f"{name.replace('_', ' '):>14}  {value:>20,f}")


@cli.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Check every fact of a data FOLDER (the shipped one by default) and list all faults at once."""
    from costmodel.exchange import check_rates, load_bundled
    from costmodel.folders import data_folder
    from costmodel.price_book import files, load_price_book

    home = folder or data_folder()
    book = load_price_book(home)
    table = load_bundled(home)
    where = str(home / "exchange_rates.csv")
    check_rates(table.rates, where=where, currencies=book.currencies, bands=book.exchange.bands)
    known = [source.id for source in book.sources]
    unsourced = sorted({rate.source for rate in table.rates} - set(known))
    if unsourced:
        raise InputError.one(where, "source", f"not in sources.yaml: {', '.join(unsourced)}.")
    click.echo(f"{home}: {len(files()) + 1} files, {len(table.rates)} rates, no fault.")


# ------------------------------------------------------------------ shared steps


def _book() -> PriceBook:
    from costmodel.price_book import load_price_book

    return load_price_book()


def _rate_table(name: str, on: date, *, accept: bool = False) -> RateTable:
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


def _settings(pairs: Sequence[str]) -> dict[str, Any]:
    from costmodel.yaml_file import parse_yaml

    settings: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set {pair}: write it as NAME=VALUE, such as --set sites=2.")
        settings[name.strip()] = parse_yaml(value.strip(), where=f"--set {name}")[0]
    return settings


def _estimate(
    *,
    need: Path | None,
    preset: str | None,
    bundle: str | None,
    settings: Sequence[str],
    currency: str | None,
    on: date | None,
    rates: str,
) -> Estimate:
    if need is None and preset is None:
        raise click.UsageError(f"Give a need file (such as {EXAMPLE}) or --preset small|medium|large.")
    from costmodel.need import load_need

    book = _book()
    read = load_need(need, book, preset=preset, settings=_settings(settings))
    day = on or read.request.issue_date or date.today()
    code = currency or read.request.currency or book.policy.currency
    book.currencies.display_currency(code)
    return _price(book, read, bundle=bundle, currency=code, on=day, table=_rate_table(rates, day))


def _price(
    book: PriceBook, read: Need, *, bundle: str | None, currency: str, on: date, table: RateTable
) -> Estimate:
    from costmodel.estimate import estimate as priced
    from costmodel.price_book import find

    chosen = find(book.bundles, bundle or read.request.bundle, what="a bundle", where="bundle")
    return priced(read.spec, chosen, book, on=on, currency=currency, rates=table, rate_card=read.rate_card)


# ------------------------------------------------------------------ printing


def _line(line: Any) -> dict[str, Any]:
    return {
        "id": line.id,
        "component": line.component,
        "item_name": line.item_name.en,
        "quantity": format(line.quantity, "f"),
        "unit": line.unit,
        "low": str(line.low),
        "likely": str(line.likely),
        "high": str(line.high),
        "recurring": line.recurring,
        "estimate_class": line.estimate_class,
        "basis": line.basis.en,
        "source": line.source,
    }


def _emit(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _figure(value: Decimal) -> str:
    from costmodel.printed import figure

    return figure(value)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _table(heading: list[str], rows: list[list[Any]], *, right: tuple[int, ...] = ()) -> None:
    from costmodel.printed import table

    click.echo(table(heading, rows, right=right))


def main() -> None:
    """Run the command line; no traceback reaches a user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="costmodel")
    except BrokenPipeError:
        sys.exit(0)
    except (RecursionError, MemoryError) as error:
        click.echo(f"Error: the input is too large or too deep ({type(error).__name__}).", err=True)
        sys.exit(1)
