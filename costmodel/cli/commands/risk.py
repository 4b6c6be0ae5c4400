"""The command that says how sure a price is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from costmodel.cli.shared import amount_of, emit, json_option, need_options, priced_need
from costmodel.files.faults import InputError, shorten

if TYPE_CHECKING:
    from costmodel.price_book.book import PriceBook
    from costmodel.price_book.risk import RiskEvent

LONG = 5_000_000
"""Trials from which their progress is shown: a second or so."""


@click.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@need_options
@click.option("--trials", type=int, metavar="N", help="Sample, with so many trials; else exact where that is possible.")
@click.option("--seed", type=int, metavar="N", help="Sample, with these random numbers; 1 unless said otherwise.")
@click.option(
    "--correlation",
    metavar="R|FILE",
    help="Between any two lines, 0 to 1; or a matrix (YAML or CSV) in the order of the lines.",
)
@click.option(
    "--distribution",
    "distributions",
    multiple=True,
    metavar="KIND|LINE=KIND",
    help="pert, triangular or lognormal, for all lines or one; may be repeated.",
)
@click.option("--risks", metavar="all|ID,…", help="Count what may happen; see 'costmodel facts risks'.")
@click.option("--exchange", is_flag=True, help="Count how the exchange rate may move until payment.")
@click.option("--years", type=int, metavar="N", help="Contracted years of the recurring lines; else the need's.")
@click.option("--budget", metavar="AMOUNT", help='How probably an amount is enough: 5000000 or "120000 USD".')
@click.option("--confidence", metavar="P", help="Probability that the contingency reaches; 0.8 unless said otherwise.")
@click.option("--threads", type=int, default=1, show_default=True, metavar="N", help="Threads of the sampling.")
@json_option
def risk(
    trials: int | None,
    seed: int | None,
    correlation: str | None,
    distributions: tuple[str, ...],
    risks: str | None,
    exchange: bool,
    years: int | None,
    budget: str | None,
    confidence: str | None,
    threads: int,
    as_json: bool,
    **how: Any,
) -> None:
    """Show how sure a price is: P10 to P95 and what drives it.

    NEED is a YAML file such as examples/regional_hospital.yaml; without one, give --preset. Amounts are before
    discounts and tax, over the contracted years. Computed exactly; sampled where --risks, --exchange, a matrix,
    --trials or --seed ask for it.
    """
    from costmodel.money.currencies import decimal_of

    ceiling = None
    if budget is not None:
        ceiling, how["currency"] = amount_of(budget, currency=how["currency"])
    sure = None if confidence is None else decimal_of(confidence, where="--confidence")
    priced = priced_need(**how)
    from costmodel.cli.printed.risk import risk_table
    from costmodel.estimating.estimate import contracted_years
    from costmodel.risk.simulation import TRIALS, payable_lines, simulate

    book = priced.estimate.book
    contracted = contracted_years(priced.need.request.terms.contracted_years if years is None else years, book)
    lines = [line.id for line in payable_lines(priced.estimate, years=contracted)]
    sampling = TRIALS if trials is None and seed is not None else trials
    together, kinds, events = (
        _correlation(correlation, lines),
        _distributions(distributions, lines),
        _events(risks, book),
    )
    hidden = as_json or not sys.stderr.isatty() or (sampling or 0) < LONG
    with click.progressbar(length=sampling or 0, label="Sampling", file=sys.stderr, hidden=hidden) as bar:
        found = simulate(
            priced.estimate,
            trials=sampling,
            seed=1 if seed is None else seed,
            correlation=together,
            distribution=kinds,
            events=events,
            exchange=exchange,
            years=contracted,
            confidence=sure,
            threads=threads,
            progress=lambda done: bar.update(done - bar.pos),
        )
    for remark in found.remarks:
        click.echo(f"Note: {remark.en}", err=True)
    if as_json:
        from costmodel.cli.printed.risk import risk_json

        return emit(risk_json(found, budget=ceiling))
    click.echo(risk_table(found, book, years=contracted, budget=ceiling))


def _correlation(given: str | None, lines: Sequence[str]) -> Decimal | list[list[float]] | None:
    """A number, or the matrix of a file."""
    if given is None:
        return None
    from costmodel.money.currencies import decimal_of
    from costmodel.risk.correlation_file import SUFFIXES, load_matrix

    path = Path(given)
    if path.suffix.lower() in SUFFIXES:
        return load_matrix(path, lines=lines)
    try:
        return decimal_of(given, where="--correlation")
    except InputError:
        what = f"'{shorten(given)}' is neither a number from 0 to 1 nor a file ({', '.join(SUFFIXES)})."
        raise InputError.one("--correlation", "", what) from None


def _distributions(given: Sequence[str], lines: Sequence[str]) -> str | dict[str, str] | None:
    """One kind for all lines, or for some of them another one."""
    kinds = [words.strip() for words in given if "=" not in words]
    named = [words.split("=", 1) for words in given if "=" in words]
    of_lines = {line.strip(): kind.strip() for line, kind in named}
    if len(kinds) > 1 or len(of_lines) < len(named):
        raise click.UsageError("--distribution gives the same lines two kinds; give each one.")
    if not of_lines:
        return kinds[0] if kinds else None
    return {**(dict.fromkeys(lines, kinds[0]) if kinds else {}), **of_lines}


def _events(words: str | None, book: PriceBook) -> tuple[RiskEvent, ...]:
    """The risks of the register that --risks names."""
    if words is None or words.strip() == "all":
        return () if words is None else book.risks
    ids = dict.fromkeys(word.strip() for word in words.split(","))
    return tuple(book.risk_event(id_, where="--risks") for id_ in ids)
