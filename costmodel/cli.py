"""The command line: a skin over the library. Every heavy module is imported by the command that needs it."""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from costmodel import __version__, cli_app, cli_decide, cli_facts, cli_risk
from costmodel.cli_shared import (
    Group,
    ask,
    emit,
    json_option,
    need_options,
    price_book,
    priced_need,
    rate_table,
    settings_of,
)
from costmodel.faults import InputError, shorten

if TYPE_CHECKING:
    from costmodel.estimate import Estimate
    from costmodel.exchange import RateTable
    from costmodel.need import Need
    from costmodel.price_book import PriceBook
    from costmodel.quote import Quote


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="costmodel")
def cli() -> None:
    """Price clinical-software upgrades (PACS, RIS, workstations) for hospitals in Mauritania.

    \b
    A first quote:     costmodel quote examples/regional_hospital.yaml --out out
    Only the figures:  costmodel estimate --preset medium --bundle hybrid
    Why a line costs:  costmodel explain --preset medium licence.pacs_ris

    Exit codes: 0 done, 1 the input is at fault (the message says how to mend it), 2 wrong usage.
    """


for _command in (*cli_facts.COMMANDS, *cli_decide.COMMANDS, *cli_risk.COMMANDS, *cli_app.COMMANDS):
    cli.add_command(_command)


@cli.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@need_options
@json_option
def estimate(as_json: bool, **how: Any) -> None:
    """Price a need: low, likely and high of every line.

    NEED is a YAML file such as examples/regional_hospital.yaml; without one, give --preset.
    """
    priced = priced_need(**how).estimate
    if as_json:
        from costmodel.json_out import estimate_json

        return emit(estimate_json(priced))
    from costmodel.printed import estimate_table

    click.echo(estimate_table(priced))


@cli.command()
@click.argument("words", nargs=-1, required=True, metavar="[NEED] LINE_ID")
@need_options
@json_option
def explain(words: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """Show why a line costs what it costs.

    Fact, position, factors and result; the factors multiplied and summed give the likely price.
    """
    if len(words) > 2:
        raise click.UsageError("Give at most a need file and one line, such as: costmodel explain need.yaml training")
    need = Path(words[0]) if len(words) == 2 else None
    priced = priced_need(need=need, **how).estimate
    why = priced.explain(words[-1])
    if as_json:
        from costmodel.json_out import explanation_json

        return emit(explanation_json(why))
    from costmodel.printed import explanation

    click.echo(explanation(why))


@cli.command()
@click.argument("need", type=click.Path(path_type=Path))
@need_options
@click.option("--language", metavar="en|fr|ar", help="Language of the documents; the need's, else French.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder.")
@click.option("--seller", type=click.Path(path_type=Path), metavar="FILE", help="The seller's own file (YAML).")
@click.option("--number", metavar="TEXT", help="Number of the quote; else the need's, else DRAFT- and a hash.")
@click.option("--force", is_flag=True, help="Replace files that are already there.")
@click.option("--accept-rate", is_flag=True, help="Use a rate although it is old or outside its band.")
@click.option("--comparison/--no-comparison", default=True, help="Compare all bundles in the workbook (the default).")
@click.option(
    "--seller-copy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the quote with costs and margins, for the seller only.",
)
@json_option
def quote(
    need: Path,
    language: str | None,
    out: Path,
    seller: Path | None,
    number: str | None,
    force: bool,
    accept_rate: bool,
    comparison: bool,
    seller_copy: Path | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Write the proposal: Word, Excel and JSON.

    NEED is a YAML file such as examples/regional_hospital.yaml.
    """
    if "" in (number, language, how["bundle"], how["currency"]):
        raise click.UsageError("An option is empty; leave it out, or give it a value.")
    from costmodel.need import currency_of, day_of, estimate_need, load_need, load_seller, quote_need
    from costmodel.output import file_name, write_files

    with click.progressbar(
        length=5, label="Pricing", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()
    ) as bar:
        book = price_book(how["facts"])
        read = load_need(need, book, preset=how["preset"], settings=settings_of(how["settings"]))
        offering = load_seller(seller) if seller else None
        book.currencies.contract_currency(currency_of(read, book, currency=how["currency"], seller=offering))
        today = date.today()
        table = rate_table(how["rates"], day_of(read, on=how["on"], today=today), accept=accept_rate, book=book)
        asked = {"bundle": how["bundle"], "currency": how["currency"], "on": how["on"]}
        priced = estimate_need(read, book, rates=table, today=today, seller=offering, **asked)
        offer = quote_need(
            read,
            priced,
            book,
            rates=table,
            number=number,
            language=language,
            seller=offering,
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
        beside = _beside(read, priced, book, table) if comparison else {}
        files[paths["xlsx"]] = to_xlsx(offer, book, **beside)
        bar.update(1)
        files[paths["json"]] = offer.for_customer().model_dump_json(indent=2).encode()
        if seller_copy is not None:
            if seller_copy in files:
                raise InputError.one("--seller-copy", "", f"{seller_copy} is a customer's file; choose another name.")
            files[seller_copy] = offer.model_dump_json(indent=2).encode()
        read_files = [need, *(path for path in (seller, read.card_path, how["facts"]) if path)]
        write_files(files, force=force, private=[seller_copy] if seller_copy else [], inputs=read_files)
        bar.update(2)
    _remarks(priced, offer)
    if as_json:
        return emit(
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


def _beside(read: Need, priced: Estimate, book: PriceBook, rates: RateTable) -> dict[str, Any]:
    """The quote's bundle beside all others, for the workbook."""
    from costmodel.comparison import compare
    from costmodel.statements import statements

    found = compare(
        read.spec,
        book,
        on=priced.on,
        currency=priced.currency.code,
        rates=rates,
        rate_card=read.rate_card,
        rate_card_bundle=priced.bundle.id,
    )
    return {"comparison": found, "statements": statements(found, book, rates=rates)}


def _remarks(priced: Estimate, offer: Quote) -> None:
    """What the user should look at, on standard error."""
    ask(priced.questions)
    for missing, words in ((offer.seller, "supplier (--seller FILE)"), (offer.buyer, "customer (customer: NAME)")):
        if missing is None:
            click.echo(f"Note: the proposal leaves the {words} to be completed.", err=True)
    if offer.gaps:
        click.echo(
            f"Note: the bundle leaves out {len(offer.gaps)} required items, which the proposal lists as not included. "
            "If the need does not ask for them, say so: modules: [...] or not_mandatory: [...].",
            err=True,
        )
    if offer.seller is not None and not offer.seller.resident and offer.spec.seller_location == "local":
        click.echo(
            "Question: the seller is not resident, yet seller_location is 'local', which adds nothing for travel. "
            "Should it be regional or international?",
            err=True,
        )


def main() -> None:
    """Run the command line; no traceback reaches a user unless COSTMODEL_TRACEBACK is set."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # ended from outside, the program still takes back what is half-written
            signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))
    try:
        cli(prog_name="costmodel")
    except OSError as error:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (nothing more goes to a closed pipe)
        if not isinstance(error, BrokenPipeError):
            click.echo(f"Error: the output cannot be written: {error.strerror or error}.", err=True)
            sys.exit(1)
    except Exception as error:
        if os.environ.get("COSTMODEL_TRACEBACK"):
            raise
        what = f"{type(error).__name__}: {shorten(error, 200)}"
        click.echo(f"Error: a fault of costmodel itself ({what}). Please report it with the command used.", err=True)
        sys.exit(1)
