"""The command line as tests run it: what it prints and how it ends, with no traceback beside an error."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from costmodel.cli.main import cli


def run(*words: object, code: int = 0, stdin: str | None = None) -> Result:
    """A command of some words, which has to end with the code."""
    result = CliRunner().invoke(cli, [str(word) for word in words], input=stdin, prog_name="costmodel")
    assert result.exit_code == code, result.output + str(result.exception)
    if code:
        assert not result.stdout
        assert "Traceback" not in result.output
    return result


def read(*words: object, stdin: str | None = None) -> Any:
    """The JSON of a command."""
    return json.loads(run(*words, "--json", stdin=stdin).stdout)


def fails(*words: object, code: int = 1) -> str:
    """What a command that fails says."""
    return run(*words, code=code).stderr
