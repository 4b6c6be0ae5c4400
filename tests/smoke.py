"""Every command used once: python tests/smoke.py [EXTRA ...] tells whether an environment does what it says.

Named are the extras that are installed. What needs another one has to say so, with the command that brings it; all the
rest has to work. Only costmodel and what it needs itself is imported, so that it runs in any environment.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import warnings
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

import click
from click.testing import CliRunner

import costmodel
from costmodel.cli.main import cli
from costmodel.files.extras import ExtraName, require
from costmodel.files.faults import CostmodelError
from costmodel.files.folders import app_folder

EXAMPLES = Path(__file__).parents[1] / "examples"
NEED = "examples/regional_hospital.yaml"


class Use(NamedTuple):
    """A command line, and the extra that it needs."""

    words: str
    extra: ExtraName | None = None


COMMANDS = (
    Use("prices"), Use("presets"), Use("bundles"), Use("drivers"), Use("facts pricing_factors"), Use("check"),
    Use("rates --on 2026-11-24"), Use("rates --on 2026-09-01 --rates hmrc", "rates"),
    Use("convert 50000000 MRO EUR --on 2026-11-24"), Use("words 13914685.16 MRU --language ar"),
    Use(f"estimate {NEED} --facts examples/facts.yaml"), Use(f"explain {NEED} hardware"),
    Use("totals examples/lines.json"),
    Use(f"risk {NEED} --risks all --exchange"), Use(f"tco {NEED}"), Use(f"compare {NEED}"),
    Use(f"fit {NEED} --budget '4000000 MRU'"),
    Use(f"quote {NEED} --seller examples/seller.yaml --out offers --no-documents"),
    Use(f"quote {NEED} --seller examples/seller.yaml --out offers --force", "documents"),
    Use(f"quote {NEED} --profile technical --language ar --out offers --force", "documents"),
    Use("quote --batch examples/network --out many", "documents"),
    Use(f"compare {NEED} --out comparison.docx", "documents"),
    Use(f"compare {NEED} --out comparison.xlsx", "documents"),
    Use(f"forms {NEED} --seller examples/seller.yaml --out forms", "documents"),
    Use("template fields prices", "documents"), Use("template new mine.docx"),
    Use("template check mine.docx", "documents"),
    Use(f"quote {NEED} --template examples/short_offer.docx --out own", "documents"),
    Use("read examples/returned.xlsx", "documents"),
)  # fmt: skip
APART = ("app", "pdf")
"""Commands that serve until they are stopped, or that need another program."""


def frame() -> None:
    """An estimate as a DataFrame."""
    book = costmodel.load_price_book()
    pricing = costmodel.Pricing(book=book, on=date(2026, 11, 24))
    priced = costmodel.estimate(costmodel.make_spec(book, {}, preset="small"), book.bundle("hybrid"), pricing)
    assert len(priced.to_frame())


def chart() -> None:
    """The chart of the rates."""
    assert costmodel.charts.rate_history(costmodel.load_bundled(), costmodel.load_price_book()).to_dict()


def page() -> None:
    """The start page of the app, without a browser."""
    require("app")
    from streamlit.testing.v1 import AppTest

    with patch("costmodel.ui.state.shelf.browser", lambda: None):  # there is none
        shown = AppTest.from_file(str(app_folder() / "app.py"), default_timeout=60).run()
    assert not shown.exception, shown.exception
    assert shown.main.children


CALLS: tuple[tuple[Callable[[], None], ExtraName], ...] = ((frame, "frames"), (chart, "notebooks"), (page, "app"))
"""Calls of the library, with the extra that brings what they need; charts come with the app too."""


def commands(group: click.Group) -> Iterator[str]:
    """The names of all commands, those of a group after its name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in commands(command))
        else:
            yield name


def wrong_with(use: Use, installed: Collection[str]) -> str:
    """What is wrong with a command; empty where it does, or says, what it has to."""
    done = CliRunner().invoke(cli, shlex.split(use.words), prog_name="costmodel")
    if use.extra is None or use.extra in installed:
        fails = done.exit_code != 0 or "The extra" in done.output
    elif use.words.endswith("--rates hmrc"):  # the bundled rates take their place
        fails = done.exit_code != 0 or remedy(use.extra) not in flat(done.output)
    else:
        fails = done.exit_code != 1 or remedy(use.extra) not in flat(done.output)
    return f"costmodel {use.words}: exit {done.exit_code} {done.exception!r}\n{done.output[-2000:]}" if fails else ""


def wrong_in(call: Callable[[], None], extra: ExtraName, installed: Collection[str]) -> str:
    """What is wrong with a call of the library; empty where it does, or says, what it has to."""
    try:
        call()
    except Exception as error:  # whatever it is, the other uses are tried too
        says = isinstance(error, CostmodelError) and remedy(extra) in str(error)
        return "" if says and extra not in installed else f"{call.__name__}: {error!r}"
    known = extra in installed or (call is chart and "app" in installed)
    return "" if known else f"{call.__name__}: works without the extra {extra}"


def remedy(extra: ExtraName) -> str:
    """The command that a message names."""
    return f"pip install '.[{extra}]'"


def flat(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())


def main(installed: Collection[str]) -> int:
    """Uses everything in a folder of its own; the number of faults."""
    faults = [f"{name} is not tried" for name in commands(cli) if not tried(name)]
    with TemporaryDirectory() as folder:
        shutil.copytree(EXAMPLES, Path(folder, "examples"))
        os.chdir(folder)
        faults += [wrong_with(use, installed) for use in COMMANDS]
        faults += [wrong_in(call, extra, installed) for call, extra in CALLS]
        os.chdir("/")
    found = [fault for fault in faults if fault]
    for fault in found:
        print(fault, file=sys.stderr)
    passed = len(COMMANDS) + len(CALLS) - len(found)
    print(f"{passed} passed, {len(found)} failed with {' '.join(installed) or 'no extra'}")
    return len(found)


def tried(command: str) -> bool:
    """Whether a command is among those that are used."""
    return command in APART or any(f"{use.words} ".startswith(f"{command} ") for use in COMMANDS)


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = main(sys.argv[1:])
    sys.exit(bool(found))
