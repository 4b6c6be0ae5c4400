"""The command that writes a proposal."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from costmodel.cli.shared import (
    accept_rate_option,
    ask,
    emit,
    force_option,
    json_option,
    need_options,
    number_option,
    out_option,
    price_book,
    seller_option,
    show_table,
)
from costmodel.files.faults import InputError

if TYPE_CHECKING:
    from costmodel.cli.quotes import Asked
    from costmodel.estimating.estimate import Estimate
    from costmodel.price_book.book import PriceBook
    from costmodel.quoting.quote import Quote


@click.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@need_options
@click.option(
    "--batch", type=click.Path(path_type=Path), metavar="FOLDER", help="A proposal for each need in a folder."
)
@click.option("--language", metavar="en|fr|ar", help="Language of the documents; the need's, else French.")
@click.option(
    "--digits",
    type=click.Choice(("western", "arabic_indic")),
    help="Digits of Arabic documents; the need's, else western.",
)
@out_option
@seller_option
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A Word template of your own or your customer's; see 'costmodel template'.",
)
@number_option
@force_option
@accept_rate_option
@click.option("--comparison/--no-comparison", default=True, help="Compare all bundles in the workbook (the default).")
@click.option(
    "--profile",
    metavar="NAME",
    default="full",
    show_default=True,
    help="What the proposal holds: full, short, financial, or technical, which says no price.",
)
@click.option("--documents/--no-documents", default=True, help="Write Word and Excel (the default), or the JSON alone.")
@click.option("--pdf", is_flag=True, help="Also write the proposal as PDF, through LibreOffice.")
@click.option(
    "--seller-copy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the quote with costs and margins, for the seller only.",
)
@json_option
def quote(
    need: Path | None,
    batch: Path | None,
    out: Path,
    force: bool,
    seller_copy: Path | None,
    as_json: bool,
    facts: Path | None,
    **how: Any,
) -> None:
    """Write the proposal: Word, Excel, JSON, and PDF if asked.

    NEED is a YAML file such as examples/regional_hospital.yaml. With --batch every need of a folder gets its own
    documents, named after its file; a faulty need does not stop the others.
    """
    if "" in (how["number"], how["language"], how["bundle"], how["currency"]):
        raise click.UsageError("An option is empty; leave it out, or give it a value.")
    if (need is None) == (batch is None):
        raise click.UsageError("Give a need file, such as examples/regional_hospital.yaml, or --batch FOLDER.")
    if not how["documents"] and (how["pdf"] or how["template"]):
        raise click.UsageError("--no-documents writes JSON alone; leave out --pdf and --template.")
    from costmodel.cli.quotes import Asked, check_own_template

    asked = Asked(today=date.today(), **how)
    if batch is not None and (asked.number is not None or seller_copy is not None):
        raise click.UsageError("--number and --seller-copy are for one quote; leave them out with --batch.")
    book = price_book(facts)
    for note in check_own_template(asked, book):
        click.echo(f"Note: {note}", err=True)
    if batch is not None:
        return _batch(batch, asked, book, out=out, force=force, as_json=as_json)
    if need is not None:
        _one(need, asked, book, facts, out=out, force=force, seller_copy=seller_copy, as_json=as_json)


def _one(
    need: Path,
    asked: Asked,
    book: PriceBook,
    facts: Path | None,
    *,
    out: Path,
    force: bool,
    seller_copy: Path | None,
    as_json: bool,
) -> None:
    """One proposal with its files."""
    from costmodel.cli.quotes import make_files
    from costmodel.files.output import file_name, write_files

    with _bar(5, "Pricing", as_json) as bar:

        def step(label: str) -> None:
            bar.update(1)
            bar.label = label

        made = make_files(need, asked, book, step=step)
        offer = made.offer
        paths = {end: out / f"{file_name(offer.number)}{end}" for end in made.files}
        files = {paths[end]: content for end, content in made.files.items()}
        if seller_copy is not None:
            if seller_copy in files:
                raise InputError.one("--seller-copy", "", f"{seller_copy} is a customer's file; choose another name.")
            files[seller_copy] = offer.model_dump_json(indent=2).encode()
        read_files = [*made.inputs, *([facts] if facts else [])]
        write_files(files, force=force, private=[seller_copy] if seller_copy else [], inputs=read_files)
        bar.update(bar.length - bar.pos)
    _remarks(made.priced, offer)
    if as_json:
        from costmodel.cli.printed.quote import offer_json

        return emit(offer_json(offer, {path.suffix[1:]: path for path in paths.values()}))
    from costmodel.cli.printed.quote import quote_table

    click.echo(quote_table(offer))
    click.echo()
    for path in files:
        click.echo(f"  {path}")


def _batch(folder: Path, asked: Asked, book: PriceBook, *, out: Path, force: bool, as_json: bool) -> None:
    """Many proposals; faulty needs are told at the end."""
    from costmodel.cli.batch import Outcome, needs_of, quote_all

    needs = needs_of(folder)
    with _bar(len(needs), "Proposals", as_json) as bar:
        found: dict[Path, Outcome] = {}
        try:
            with closing(quote_all(needs, asked, book, out=out, force=force)) as running:
                for outcome in running:
                    found[outcome.need] = outcome
                    bar.update(1)
        except (KeyboardInterrupt, SystemExit):
            done = sum(not outcome.fault for outcome in found.values())
            click.echo(f"\nStopped after {done} of {len(needs)} needs; what was written is in {out}.", err=True)
            raise
    outcomes = [found[need] for need in needs]
    faulty = [outcome for outcome in outcomes if outcome.fault]
    if as_json:
        emit(
            [
                {
                    "need": str(outcome.need),
                    "number": outcome.number or None,
                    "currency": outcome.currency or None,
                    "payable": outcome.payable or None,
                    "files": [str(path) for path in outcome.files],
                    "fault": outcome.fault or None,
                }
                for outcome in outcomes
            ]
        )
    else:
        rows = [
            [one.need.name, one.number, f"{Decimal(one.payable):,}", one.currency] for one in outcomes if not one.fault
        ]
        if rows:
            show_table(["need", "number", "payable", ""], rows, right=(2,))
        click.echo(f"{len(rows)} of {len(needs)} needs quoted; the documents are in {out}.")
    numbers = [outcome.number for outcome in outcomes if not outcome.fault]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        click.echo(f"Note: {numbers.count(number)} proposals carry the number {number}.", err=True)
    if faulty:
        for outcome in faulty:
            click.echo(f"\n{outcome.need.name} was left out:\n{outcome.fault}", err=True)
        sys.exit(1)


def _bar(length: int, label: str, as_json: bool) -> Any:
    """A progress bar on standard error, where a person looks at it."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=as_json or not sys.stderr.isatty())


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
