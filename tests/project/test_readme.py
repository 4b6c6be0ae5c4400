"""The README is short and names what the project is built on; what it says of the project is so (see test_guides)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import costmodel

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_short() -> None:
    """What a person does stands in a guide; here is one screen for each."""
    assert len(README.splitlines()) <= 120


def test_every_dependency_has_its_sentence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = {**project["optional-dependencies"], "dev": []}  # what only developers need has none
    for requirement in [*project["dependencies"], *(name for names in optional.values() for name in names)]:
        name = re.split(r"[<>=\[; ]", requirement)[0]
        assert name == "costmodel" or re.search(rf"^- \*\*{re.escape(name)}\*\*", README, re.M), name


def test_every_public_name_can_be_imported_and_is_documented() -> None:
    for name in costmodel.__all__:  # type: ignore[attr-defined]
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
