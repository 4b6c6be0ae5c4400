"""The commands about Word templates of one's own: what they may use, whether they are sound, and a first one."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import click

from costmodel.cli.shared import emit, json_option, price_book, show_table
from costmodel.files.faults import Fault, InputError, shorten


@click.group()
def template() -> None:
    """Check, describe and start Word templates of your own.

    \b
    costmodel template new mine.docx        a copy of the shipped template, to change in Word
    costmodel template fields               what a template may use, with examples
    costmodel template check mine.docx      every fault, with its paragraph
    costmodel quote NEED --template mine.docx
    """


@template.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def check(file: Path, as_json: bool) -> None:
    """List every fault of a Word template at once.

    Each fault names paragraph, tag and remedy. Faults that "stop" keep a quotation from being made; the others cost
    format or leave out a section. Exit code 1 where there is any.
    """
    from costmodel import documents

    faults = documents.check_template(file, price_book())
    stopping = sum(fault.stops for fault in faults)
    if as_json:
        emit({"file": str(file), "usable": not stopping, "faults": [fault._asdict() for fault in faults]})
        sys.exit(1 if faults else 0)
    if not faults:
        return click.echo(f"{file}: no fault.")
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    last = f"{count}; {stopping} of them keep a quotation from being made." if stopping else f"{count}; it can be used."
    raise InputError([*(Fault(str(file), fault.place, fault.what) for fault in faults), Fault(str(file), "", last)])


@template.command()
@click.argument("section", required=False)
@click.option("--language", metavar="en|fr|ar", default="fr", show_default=True, help="Language of the examples.")
@json_option
def fields(section: str | None, language: str, as_json: bool) -> None:
    """List what a template may use: fields, types, examples.

    SECTION shows one of them alone, such as prices. A name with [] is what a list is made of: print it inside of
    {% for item in LIST %} as {{ item.name }}.
    """
    from costmodel import documents
    from costmodel.files.faults import not_among
    from costmodel.words.text import check_language

    rows = documents.listed(price_book(), check_language(language, where="--language"))
    sections = list(dict.fromkeys(row.section for row in rows))
    if section is not None and section not in sections:
        raise InputError.one("SECTION", "", not_among(section, sections, what="a section of a template"))
    shown = [row for row in rows if section in (None, row.section)]
    if as_json:
        return emit([row._asdict() for row in shown])
    for name, group in groupby(shown, key=lambda row: row.section):
        click.echo(name.upper())
        show_table(["field", "type", "example"], [[row.name, row.type, shorten(row.example, 44)] for row in group])
        click.echo()


@template.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
def new(file: Path, force: bool) -> None:
    """Copy the shipped template, to change it in Word."""
    from costmodel.files.folders import template_folder
    from costmodel.files.output import write_files

    if file.suffix.lower() != ".docx":
        raise InputError.one(str(file), "", "must be the name of a Word file; let it end in .docx.")
    shipped = template_folder() / "proposal.docx"
    write_files({file: shipped.read_bytes()}, force=force, inputs=[shipped])
    click.echo(f"{file} is a copy of the shipped template. Change it in Word, then: costmodel template check {file}")
