"""The command that says what a bundle costs over its life."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from costmodel.cli.horizon import horizon_of, life_options
from costmodel.cli.shared import emit, json_option, need_options, priced_need


@click.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@need_options
@life_options
@json_option
def tco(as_json: bool, **how: Any) -> None:
    """Show what a bundle costs over its life: years, TCO, NPV.

    NEED is a YAML file such as examples/regional_hospital.yaml; without one, give --preset. Amounts are costs before
    VAT; what the buyer bears besides the offer is in them where its price is known, and is named where it is not.
    """
    horizon = horizon_of(how)
    priced = priced_need(**how)
    from costmodel.cli.printed.life_cycle import life_table
    from costmodel.comparing.delivered import delivered
    from costmodel.comparing.life_cycle import life_cycle

    life = life_cycle(priced.estimate, horizon)
    first = delivered(priced.estimate, duty_rate=life.duty_rate)
    for remark in life.remarks:
        click.echo(f"Note: {remark.en}", err=True)
    if as_json:
        from costmodel.cli.printed.life_cycle import life_json

        return emit(life_json(life, first))
    click.echo(life_table(life, first))
