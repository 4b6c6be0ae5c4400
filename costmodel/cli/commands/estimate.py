"""The commands that price a need, and that say why a line costs what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from costmodel.cli.shared import emit, json_option, need_options, priced_need


@click.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@need_options
@json_option
def estimate(as_json: bool, **how: Any) -> None:
    """Price a need: low, likely and high of every line.

    NEED is a YAML file such as examples/regional_hospital.yaml; without one, give --preset.
    """
    priced = priced_need(**how).estimate
    if as_json:
        from costmodel.cli.printed.estimate import estimate_json

        return emit(estimate_json(priced))
    from costmodel.cli.printed.estimate import estimate_table

    click.echo(estimate_table(priced))


@click.command()
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
        from costmodel.cli.printed.estimate import explanation_json

        return emit(explanation_json(why))
    from costmodel.cli.printed.estimate import explanation

    click.echo(explanation(why))
