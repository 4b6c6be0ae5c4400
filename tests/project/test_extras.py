"""What a plain install leaves out is said, with the command that brings it; what it holds works without the rest."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import smoke
from environments import EXTRAS as LISTED
from environments import PROJECT, floors, reached, unready

import costmodel
from costmodel.files.extras import EXTRAS, missing, require
from costmodel.files.faults import CostmodelError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if nothing but a plain install were there."""
    for module in {module for extra in EXTRAS.values() for module in extra.modules}:
        monkeypatch.setitem(sys.modules, module, None)
    require.cache_clear()
    yield
    require.cache_clear()


def test_a_plain_install_does_what_it_can_and_says_what_it_lacks(
    plain: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert smoke.main(()) == 0, capsys.readouterr().err


def test_a_missing_extra_is_named_with_the_command_that_brings_it(plain: None) -> None:
    with pytest.raises(CostmodelError) as error:
        require("documents")
    assert str(error.value) == (
        "The extra 'documents' is not installed; it brings Word and Excel files. In your copy of costmodel: "
        "pip install '.[documents]' (or the path of the wheel in place of the dot)."
    )


def test_every_extra_is_known_and_installed_here() -> None:
    assert set(LISTED) == {*EXTRAS, "all"}
    assert reached("all") == set(EXTRAS)
    assert [extra for extra in EXTRAS if missing(extra)] == []


def test_everything_of_a_plain_install_and_of_the_extras_has_a_lower_bound() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9-]+==\d[\d.]*", line) for line in floors())


def test_versions_are_pinned_without_addresses() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in pinned if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+", line)] == []
    names = {line.split("==")[0].lower().replace("_", "-") for line in pinned}
    needed = [
        *PROJECT["dependencies"],
        *(one for listed in PROJECT["optional-dependencies"].values() for one in listed),
    ]
    direct = {re.split(r"[<>=\[]", requirement)[0].lower() for requirement in needed} - {"costmodel"}
    assert direct - names == set()


def test_no_message_installs_from_the_index_by_name() -> None:
    """There the name belongs to another project."""
    for folder in ("costmodel", "pricing_data", ".streamlit", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".yaml", ".toml", ".example", ".md"}:
                assert not re.search(r"pip install '?costmodel\b(?!-)", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("changelog", "says"),
    [
        ("# Changelog\n\n## 0.2.0\n\n### Prices\n\n- A price.\n\n## 0.1.0\n\n- All.\n", ""),
        ("# Changelog\n\n## 0.1.0\n\n- All.\n", "CHANGELOG.md begins with 0.1.0, but"),
        ("# Changelog\n", "CHANGELOG.md begins with nothing, but"),
        ("# Changelog\n\n## 0.2.0\n\n## 0.1.0\n\n- All.\n", "CHANGELOG.md tells no change under 0.2.0."),
    ],
)
def test_a_release_tells_its_changes(changelog: str, says: str) -> None:
    assert unready(changelog, "0.2.0").startswith(says)
    assert bool(unready(changelog, "0.2.0")) == bool(says)


def test_the_changelog_is_ready_for_this_version() -> None:
    assert unready((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), costmodel.__version__) == ""


def test_make_help_tells_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) - {
        "help",
        "setup",
        "dev",
        "libreoffice",
        "chromium",
    }
    assert set(re.findall(r'echo "make ([a-z]+)', makefile)) == targets
