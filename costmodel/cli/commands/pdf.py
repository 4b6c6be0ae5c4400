"""The command that prints documents as PDF."""

from __future__ import annotations

from pathlib import Path

import click

from costmodel.cli.shared import emit, json_option
from costmodel.files.faults import InputError

ENDS = (".docx", ".xlsx")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder; else beside each document.")
@click.option("--force", is_flag=True, help="Replace files that are already there.")
@json_option
def pdf(files: tuple[Path, ...], out: Path | None, force: bool, as_json: bool) -> None:
    """Print documents as PDF, through LibreOffice: proposals, workbooks, forms, comparisons.

    FILE… are Word or Excel files. A workbook keeps its kind in the name: 2026-041.xlsx gives 2026-041.xlsx.pdf.
    """
    from costmodel.documents.pdf import pdf_name, to_pdf
    from costmodel.files.limits import DOCUMENT
    from costmodel.files.output import write_files
    from costmodel.files.strict_yaml import read_bytes

    content = {}
    for number, file in enumerate(files):
        if file.suffix.lower() not in ENDS:
            raise InputError.one(str(file), "", "is not a Word or Excel file (.docx, .xlsx).")
        content[f"{number}{file.suffix.lower()}"] = read_bytes(file, at_most=DOCUMENT.packed)
    made = list(to_pdf(content).values())
    places = [(out or file.parent) / pdf_name(file.name) for file in files]
    if len(set(places)) < len(places):
        raise InputError.one("--out", "", "two documents would have the same PDF; print them apart.")
    write_files(dict(zip(places, made, strict=True)), force=force, inputs=files)
    if as_json:
        return emit({"files": [str(place) for place in places]})
    for place in places:
        click.echo(f"  {place}")
