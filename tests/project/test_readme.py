"""The README is true: its commands run, its files exist, its list of dependencies is complete."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import costmodel
from costmodel.cli.main import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()]
COMMANDS = [line.split(" #")[0].strip() for line in SHELL if line.startswith("costmodel ")]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command: str, checkout: Path) -> None:
    result = CliRunner().invoke(cli, shlex.split(command)[1:], prog_name="costmodel")
    assert result.exit_code == 0, result.output


def test_the_readme_shows_commands_and_python() -> None:
    assert len(COMMANDS) >= 8
    assert PYTHON


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_the_python_of_the_readme_runs(code: str, checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, cwd=checkout,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_make_targets_that_the_readme_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.M)) <= targets


def test_files_that_the_readme_names_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_dependency_has_its_sentence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert re.search(rf"^- \*\*{re.escape(name)}\*\*", README, re.M), name


def test_every_public_name_can_be_imported_and_is_documented() -> None:
    for name in costmodel.__all__:
        value = getattr(costmodel, name)
        assert value is not None
        if callable(value):
            assert value.__doc__, name


def test_constraints_pin_versions_and_name_no_index() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*", line), line


def test_every_data_file_has_its_page() -> None:
    page = (ROOT / "pricing_data" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "pricing_data").glob("*.*"):
        if path.name != "README.md":
            assert f"`{path.name}`" in page, path.name
