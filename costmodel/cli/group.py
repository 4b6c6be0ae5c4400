"""The group of all commands: it imports a command when that is asked for, and words what went wrong."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from costmodel.cli.commands import HOMES

if TYPE_CHECKING:
    from costmodel.files.faults import CostmodelError


class Group(click.Group):
    """Errors of the input become one message on standard error and exit code 1, in the language that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(name for names in HOMES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        for home, names in HOMES.items():
            if cmd_name in names:
                found: click.Command = getattr(import_module(f"costmodel.cli.commands.{home}"), cmd_name)
                return found
        return None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of the input becomes a message."""
        from costmodel.files.faults import CostmodelError

        try:
            return super().invoke(ctx)
        except CostmodelError as error:
            raise click.ClickException(_worded(error)) from None


def _worded(error: CostmodelError) -> str:
    """What an error says in the language that COSTMODEL_LANGUAGE names; in English without it."""
    from costmodel.cli.shared import asked_language, price_book

    language = asked_language()
    if language == "en":
        return str(error)
    from costmodel.files.faults import CostmodelError
    from costmodel.price_book.messages import in_language

    try:
        return in_language(error, language, price_book())
    except CostmodelError:  # the facts themselves are at fault
        return str(error)
