"""The command that writes tender forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from costmodel.cli.shared import (
    accept_rate_option,
    emit,
    force_option,
    json_option,
    need_options,
    number_option,
    out_option,
    price_book,
    seller_option,
)
from costmodel.documents.forms.kinds import FORMS, listed


@click.command()
@click.argument("need", type=click.Path(path_type=Path))
@need_options
@click.option(
    "--form",
    "forms",
    multiple=True,
    metavar="ID",
    help=f"{listed()}; may be repeated, all of them unless said otherwise.",
)
@click.option(
    "--format", "kind", metavar="xlsx|docx|both", default="both", show_default=True, help="Excel, Word, both."
)
@click.option("--empty", is_flag=True, help="Leave prices and answers to a bidder.")
@click.option("--foreign-currency", metavar="CODE", help="Of the World Bank schedules; USD unless said otherwise.")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    metavar="LINE=CODE",
    help="Country of origin of a line, such as hardware=DE (ISO 3166); may be repeated.",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your answers to the compliance matrix (CSV or YAML: id, answer, remark).",
)
@click.option("--language", metavar="en|fr|ar", help="Language of the forms; the need's, else French.")
@click.option(
    "--digits",
    type=click.Choice(("western", "arabic_indic")),
    help="Digits of Arabic forms; the need's, else western.",
)
@out_option
@seller_option
@number_option
@force_option
@accept_rate_option
@json_option
def forms(
    need: Path,
    forms: tuple[str, ...],
    kind: str,
    empty: bool,
    foreign_currency: str | None,
    origins: tuple[str, ...],
    answers: Path | None,
    out: Path,
    force: bool,
    as_json: bool,
    facts: Path | None,
    **how: Any,
) -> None:
    """Write tender forms: price schedules and compliance matrix.

    NEED is a YAML file such as examples/regional_hospital.yaml. Every form is of the same quote, to the last hundredth;
    with --empty they are for bidders to fill in. --answers FILE has the columns id, answer (compliant, partial, option
    or not_compliant) and remark; 'costmodel facts requirements' lists the ids.
    """
    if "" in (how["number"], how["language"], how["bundle"], how["currency"], foreign_currency):
        raise click.UsageError("An option is empty; leave it out, or give it a value.")
    if kind not in ("xlsx", "docx", "both"):
        raise click.UsageError(f"--format {kind}: write xlsx, docx or both.")
    from costmodel.cli.quotes import Asked, make_offer
    from costmodel.documents.forms.make import to_form
    from costmodel.files.output import file_name, write_files
    from costmodel.quoting.compliance import load_answers

    book = price_book(facts)
    made = make_offer(need, Asked(today=date.today(), **how), book)
    offer = made.offer
    given = load_answers(answers, book) if answers else ()
    paths = {}
    files = {}
    for form in dict.fromkeys(forms or FORMS):
        for end in ("xlsx", "docx") if kind == "both" else (kind,):
            name = f"{file_name(offer.number)}-{form}{'-empty' if empty else ''}"
            path = paths[f"{form}.{end}"] = out / f"{name}.{end}"
            files[path] = to_form(
                offer,
                book,
                form,
                end,
                empty=empty,
                foreign_currency=foreign_currency,
                origins=_pairs(origins),
                answers=given,
                look=made.look,
            )
    write_files(files, force=force, inputs=[*made.inputs, *(path for path in (answers, facts) if path)])
    if as_json:
        from costmodel.cli.printed.quote import offer_json

        return emit(offer_json(offer, paths))
    for path in files:
        click.echo(f"  {path}")


def _pairs(origins: Sequence[str]) -> dict[str, str]:
    """The LINE=CODE pairs of --origin."""
    found: dict[str, str] = {}
    for pair in origins:
        line, equals, code = (part.strip() for part in pair.partition("="))
        if not equals or not line or not code:
            raise click.UsageError(f"--origin {pair}: write it as LINE=CODE, such as hardware=DE.")
        if line in found:
            raise click.UsageError(f"--origin {line} is given twice; give it once.")
        found[line] = code.upper()
    return found
