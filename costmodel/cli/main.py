"""The command line: a skin over the library. Each command is imported when it is asked for."""

from __future__ import annotations

import gc
import os
import signal
import sys

import click

from costmodel import __version__
from costmodel.cli.group import Group


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


def main() -> None:
    """Run the command line; no traceback reaches a user unless COSTMODEL_TRACEBACK is set."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.set_threshold(100_000)  # a start makes some 100,000 objects that stay
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # else it reads what every installed package says of itself
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
        from costmodel.files.faults import shorten

        what = f"{type(error).__name__}: {shorten(error, 200)}"
        click.echo(f"Error: a fault of costmodel itself ({what}). Please report it with the command used.", err=True)
        sys.exit(1)
