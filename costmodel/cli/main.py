"""The command line: a skin over the library. Every heavy module is imported by the command that needs it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from costmodel import __version__
from costmodel.cli.commands import app, decide, facts, forms, pdf, quote, read, risk, template
from costmodel.cli.shared import Group, emit, json_option, need_options, priced_need
from costmodel.files.faults import shorten

if TYPE_CHECKING:
    pass


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="costmodel")
def cli() -> None:
    """Price clinical-software upgrades (PACS, RIS, workstations) for hospitals in Mauritania.

    \b
    A first quote:     costmodel quote examples/regional_hospital.yaml --out out
    Only the figures:  costmodel estimate --preset medium --bundle hybrid
    Why a line costs:  costmodel explain --preset medium licence.pacs_ris

    Exit codes: 0 done, 1 the input is at fault (the message says how to mend it), 2 wrong usage.
    """


for _module in (quote, pdf, read, forms, facts, decide, risk, template, app):
    for _command in _module.COMMANDS:
        cli.add_command(_command)


@cli.command()
@click.argument("need", required=False, type=click.Path(path_type=Path))
@need_options
@json_option
def estimate(as_json: bool, **how: Any) -> None:
    """Price a need: low, likely and high of every line.

    NEED is a YAML file such as examples/regional_hospital.yaml; without one, give --preset.
    """
    priced = priced_need(**how).estimate
    if as_json:
        from costmodel.cli.printed.json_quote import estimate_json

        return emit(estimate_json(priced))
    from costmodel.cli.printed.tables import estimate_table

    click.echo(estimate_table(priced))


@cli.command()
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
        from costmodel.cli.printed.json_quote import explanation_json

        return emit(explanation_json(why))
    from costmodel.cli.printed.tables import explanation

    click.echo(explanation(why))


def main() -> None:
    """Run the command line; no traceback reaches a user unless COSTMODEL_TRACEBACK is set."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # ended from outside, the program still takes back what is half-written
            signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))
    try:
        cli(prog_name="costmodel")
    except OSError as error:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  (nothing more goes to a closed pipe)
        if not isinstance(error, BrokenPipeError):
            click.echo(f"Error: the output cannot be written: {error.strerror or error}.", err=True)
            sys.exit(1)
    except Exception as error:
        if os.environ.get("COSTMODEL_TRACEBACK"):
            raise
        what = f"{type(error).__name__}: {shorten(error, 200)}"
        click.echo(f"Error: a fault of costmodel itself ({what}). Please report it with the command used.", err=True)
        sys.exit(1)
