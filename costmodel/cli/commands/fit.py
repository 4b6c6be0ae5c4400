"""The command that says what a budget allows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from costmodel.cli.shared import amount_of, ask, bundles_options, emit, ids_of, json_option, read_need


@click.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@bundles_options
@click.option("--budget", required=True, metavar="AMOUNT", help='The ceiling, such as 3000000 or "75000 USD".')
@click.option("--with-tax", is_flag=True, help="The budget has to hold VAT too.")
@click.option(
    "--years", type=int, metavar="N", help="Contracted years of the recurring lines; 1 unless said otherwise."
)
@json_option
def fit(bundles: str | None, budget: str, with_tax: bool, years: int | None, as_json: bool, **how: Any) -> None:
    """Find what stays within a budget: bundles and saving levers.

    NEED is a YAML file such as examples/regional_hospital.yaml; without one, give --preset. The need's own levers
    stay; others join where they are needed to stay within the budget at P80 or at P50. A currency in the budget is
    the one that is priced in.
    """
    chosen = ids_of(bundles)
    ceiling, how["currency"] = amount_of(budget, currency=how["currency"])
    read = read_need(**how)
    from costmodel.comparing.ceiling import fit_to_budget

    found = fit_to_budget(
        read.need.spec,
        read.pricing,
        ceiling=ceiling,
        bundles=chosen,
        with_tax=with_tax,
        years=read.need.request.terms.contracted_years if years is None else years,
    )
    ask(found.questions)
    if as_json:
        from costmodel.cli.printed.fit import fit_json

        return emit(fit_json(found))
    from costmodel.cli.printed.fit import fit_table

    click.echo(fit_table(found, read.pricing.book))
