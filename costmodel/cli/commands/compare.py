"""The command that puts bundles side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from costmodel.cli.horizon import horizon_of, life_options
from costmodel.cli.shared import ask, bundles_options, emit, ids_of, json_option, read_need


@click.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@bundles_options
@life_options
@click.option(
    "--weights",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own award rule, weights and points (YAML); start from examples/weights.yaml.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Draws the weights of the rank stability."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Also write it: FILE.xlsx or FILE.docx.")
@click.option("--language", metavar="en|fr|ar", help="Language of that file; the need's, else French.")
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@json_option
def compare(
    bundles: str | None,
    weights: Path | None,
    seed: int,
    out: Path | None,
    language: str | None,
    force: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Compare bundles: cost, gaps of scope, rank, and how sure.

    NEED is a YAML file such as examples/regional_hospital.yaml; without one, give --preset. All bundles, or those of
    --bundles, are compared over the same years. The first one has the lowest NPV among those that leave out nothing
    mandatory, unless --weights says otherwise.
    """
    if out is not None and out.suffix.lower() not in (".xlsx", ".docx"):
        raise click.UsageError(f"--out {out}: a comparison is written as Excel or Word; end the name .xlsx or .docx.")
    if language is not None and out is None:
        raise click.UsageError("--language is that of a file; give --out FILE.xlsx or FILE.docx too.")
    chosen, horizon = ids_of(bundles), horizon_of(how)
    read = read_need(**how)
    from costmodel.comparing import comparison
    from costmodel.comparing.statements import remarks, statements
    from costmodel.files.strict_yaml import load
    from costmodel.price_book.evaluation import Weights
    from costmodel.words.text import check_language

    found = comparison.compare(
        read.need.spec,
        read.pricing,
        bundles=chosen,
        horizon=horizon,
        weights=load(weights, Weights) if weights else None,
        seed=seed,
    )
    said, noted = statements(found), remarks(found)
    if out is not None:
        from costmodel.files.output import write_files

        write = _writer(out)
        request = read.need.request
        told = check_language(language or request.language)
        content = write(found, said, read.pricing.book, language=told, digits=request.digits)
        write_files({out: content}, force=force, inputs=[*read.files, *([weights] if weights else [])])
    ask(question for one in found.candidates if one.estimate for question in one.estimate.questions)
    for remark in noted:
        click.echo(f"Note: {remark.en}", err=True)
    if as_json:
        from costmodel.cli.printed.comparison import comparison_json

        return emit(comparison_json(found, said, noted))
    from costmodel.cli.printed.comparison import comparison_table

    click.echo(comparison_table(found, said))
    if out is not None:
        click.echo(f"\n  {out}")


def _writer(out: Path) -> Callable[..., bytes]:
    """What writes a comparison into a file of this name."""
    from costmodel import documents

    return documents.comparison_xlsx if out.suffix.lower() == ".xlsx" else documents.comparison_docx
