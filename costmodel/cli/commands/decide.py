"""The commands that help to decide: what an option costs over its life, which one to take, what a budget allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from costmodel.cli.shared import (
    amount_of,
    ask,
    bundles_options,
    emit,
    ids_of,
    json_option,
    need_options,
    priced_need,
    read_need,
)

if TYPE_CHECKING:
    from costmodel.comparing.life_cycle import Horizon
    from costmodel.money.currencies import Money


F = TypeVar("F", bound=Callable[..., Any])

_RATES = ("discount_rate", "escalation", "currency_drift", "duty_rate")


def life_options(command: F) -> F:
    """The options that say how a life is counted."""
    for option in reversed(
        (
            click.option("--years", type=int, metavar="N", help="Years of service, 1 to 15; 5 unless said otherwise."),
            click.option("--discount-rate", metavar="RATE", help="A fraction a year, such as 0.10."),
            click.option("--escalation", metavar="RATE", help="Yearly rise of fees and of the buyer's own costs."),
            click.option(
                "--currency-drift", metavar="RATE", help="Yearly rise of foreign currencies against the ouguiya."
            ),
            click.option("--duty-rate", metavar="RATE", help="Import duty on the hardware, such as 0.13."),
            click.option(
                "--bears",
                multiple=True,
                metavar="ID=AMOUNT",
                help='Unit price of what the buyer bears, such as own_it_staff="30000 USD"; may be repeated.',
            ),
        )
    ):
        command = option(command)
    return command


def _horizon(how: dict[str, Any]) -> Horizon:
    """What `life_options` ask for, taken out of all options."""
    from costmodel.comparing.life_cycle import Horizon
    from costmodel.money.currencies import decimal_of

    prices = _prices(how.pop("bears"))
    given = {name: how.pop(name) for name in _RATES}
    rates = {
        name: None if value is None else decimal_of(value, where=f"--{name.replace('_', '-')}")
        for name, value in given.items()
    }
    return Horizon(years=how.pop("years"), prices=prices, **rates)


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
    horizon = _horizon(how)
    priced = priced_need(**how)
    from costmodel.cli.printed.life_cycle import life_table
    from costmodel.comparing.delivered import delivered
    from costmodel.comparing.life_cycle import life_cycle

    life = life_cycle(priced.estimate, horizon)
    first = delivered(priced.estimate, duty_rate=life.duty_rate)
    for remark in life.remarks:
        click.echo(f"Note: {remark.en}", err=True)
    if as_json:
        from costmodel.cli.printed.json_decide import life_json

        return emit(life_json(life, first))
    click.echo(life_table(life, first))


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
    chosen, horizon = ids_of(bundles), _horizon(how)
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
        from costmodel.cli.printed.json_decide import comparison_json

        return emit(comparison_json(found, said, noted))
    from costmodel.cli.printed.comparison import comparison_table

    click.echo(comparison_table(found, said))
    if out is not None:
        click.echo(f"\n  {out}")


def _writer(out: Path) -> Callable[..., bytes]:
    """What writes a comparison into a file of this name."""
    from costmodel import documents

    return documents.comparison_xlsx if out.suffix.lower() == ".xlsx" else documents.comparison_docx


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
        from costmodel.cli.printed.json_decide import fit_json

        return emit(fit_json(found))
    from costmodel.cli.printed.comparison import fit_table

    click.echo(fit_table(found, read.pricing.book))


def _prices(pairs: Sequence[str]) -> dict[str, Money | Decimal]:
    """The ID=AMOUNT pairs of --bears."""
    from costmodel.comparing.ownership import price_of

    prices: dict[str, Money | Decimal] = {}
    for pair in pairs:
        id_, equals, amount = (part.strip() for part in pair.partition("="))
        if not equals or not id_:
            raise click.UsageError(f"--bears {pair}: write it as ID=AMOUNT, such as --bears own_it_staff=1200000.")
        if id_ in prices:
            raise click.UsageError(f"--bears {id_} is given twice; give it once.")
        prices[id_] = price_of(amount, where=f"--bears {id_}")
    return prices
