"""The guides are true: their commands run and print what they show, their languages agree, their links lead somewhere.

A page is Markdown for people, and what follows is how a test reads it:

- ```sh holds commands. Each block is run in a folder of its own that holds `examples/`.
- ```yaml that begins with `# NAME.yaml` is a file which the commands of its page find beside them.
- ```text straight after commands is an excerpt of what they print; `…` stands for lines left out.
- ```python is one script a page, from the first block to the last; the README's too.
- Every other kind (```powershell, ```ini, ```nginx) is only shown.

The README's commands are those of the guides; a translation has the commands of its original, which runs them.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from costmodel.cli.main import cli

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
TRANSLATED = ("sales_engineer", "procurement_officer")
LANGUAGES = ("fr", "ar")
PAGES = sorted(path for path in GUIDES.glob("*.md") if path.suffixes == [".md"])
TRANSLATIONS = [GUIDES / f"{name}.{language}.md" for name in TRANSLATED for language in LANGUAGES]
WRITTEN = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "pricing_data", ROOT / "benchmarks")
    for path in (folder.rglob("*.md") if folder.name == "docs" else folder.glob("*.md"))
    if "build" not in path.relative_to(ROOT).parts
)
"""Every page of Markdown in the project."""
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
BARE_INSTALL = re.compile(r"pip install (?:-\S+ )*['\"]?costmodel(?![-/\w]*\.whl|-\d)")
ISOLATED = "\u2066{}\u2069"


class Shown(NamedTuple):
    """A fenced block: its kind, and its text."""

    kind: str
    text: str


class Block(NamedTuple):
    """Commands that stand together, what the page shows of their output, and the files that the page brings."""

    page: str
    number: int
    commands: tuple[str, ...]
    output: str
    files: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.page}-{self.number}"

    @property
    def needs_libreoffice(self) -> bool:
        return any(" --pdf" in command or command.startswith("costmodel pdf") for command in self.commands)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def shown(path: Path) -> list[Shown]:
    return [Shown(kind, text) for kind, text in FENCE.findall(text_of(path))]


def commands(text: str) -> tuple[str, ...]:
    """The commands of a block, without their remarks."""
    lines = (re.split(r"\s+# ", line)[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def blocks(path: Path) -> list[Block]:
    """The blocks of commands of a page, in its order."""
    brought = tuple((head[1], text) for _, text in shown(path) if (head := re.match(r"# (\w+\.yaml)\n", text)))
    runs = RUN.findall(text_of(path))
    return [Block(path.stem, number, commands(text), output, brought) for number, (text, output) in enumerate(runs, 1)]


def case(block: Block) -> object:
    marks = [pytest.mark.libreoffice] if block.needs_libreoffice else []
    return pytest.param(block, id=str(block), marks=marks)


BLOCKS = [block for path in PAGES for block in blocks(path)]
SCRIPTS = [path for path in (ROOT / "README.md", *PAGES) if any(piece.kind == "python" for piece in shown(path))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", [case(block) for block in BLOCKS])
def test_the_commands_of_a_guide_run_and_print_what_it_shows(block: Block, folder: Path) -> None:
    for name, content in block.files:
        (folder / name).write_text(content, encoding="utf-8")
    printed = ""
    for command in block.commands:
        program, *words = shlex.split(command)
        assert program == "costmodel", f"a test cannot run {program}: give its block another kind"
        result = CliRunner().invoke(cli, words, prog_name="costmodel")
        assert result.exit_code == 0, f"{command}\n{result.output}"
        printed += result.output
    missing = left_out(block.output, printed)
    assert missing is None, f"{missing!r} is not in what follows it in:\n{printed}"


def left_out(excerpt: str, printed: str) -> str | None:
    """The first line of an excerpt that is not printed, in its order; None where all of them are."""
    lines = iter(line.rstrip() for line in printed.splitlines())
    for line in excerpt.splitlines():
        if line.strip() != "…" and line.rstrip() not in lines:  # looking into the iterator goes on in it
            return line
    return None


def test_an_excerpt_is_looked_for_line_by_line_in_its_order() -> None:
    printed = "one  \ntwo\nthree\n"
    assert left_out("one\n…\nthree\n", printed) is None
    assert left_out("three\none\n", printed) == "one"
    assert left_out("one\ntw\n", printed) == "tw"


@pytest.mark.parametrize("page", SCRIPTS, ids=lambda path: path.stem)
def test_the_python_of_a_guide_runs(page: Path, folder: Path) -> None:
    code = "\n".join(piece.text for piece in shown(page) if piece.kind == "python")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_every_person_has_a_guide_with_commands() -> None:
    assert {"sales_engineer", "procurement_officer"} <= {block.page for block in BLOCKS}
    assert "analyst" in {path.stem for path in SCRIPTS}


def test_no_block_of_commands_stands_in_two_guides() -> None:
    seen: dict[tuple[str, ...], Block] = {}
    for block in BLOCKS:
        assert block.commands not in seen, f"{block} repeats {seen[block.commands]}"
        seen[block.commands] = block


def test_the_readme_shows_commands_of_the_guides() -> None:
    run = {command for block in BLOCKS for command in block.commands}
    for block in blocks(ROOT / "README.md"):
        for command in block.commands:
            assert command in run, command


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.name)
def test_a_translation_has_the_blocks_of_its_original(path: Path) -> None:
    original = path.with_name(f"{path.name.split('.')[0]}.md")
    assert [(b.commands, b.output, _values(b)) for b in blocks(path)] == [
        (b.commands, b.output, _values(b)) for b in blocks(original)
    ]
    assert [piece.kind for piece in shown(path)] == [piece.kind for piece in shown(original)]
    assert len(re.findall(r"^## ", text_of(path), re.M)) == len(re.findall(r"^## ", text_of(original), re.M))


def _values(block: Block) -> list[tuple[str, list[str]]]:
    """The files of a page without their remarks, which are in the language of the page."""
    return [(name, [re.sub(r"\s*# .*", "", line) for line in text.splitlines()]) for name, text in block.files]


@pytest.mark.parametrize("path", [path for path in TRANSLATIONS if ".ar." in path.name], ids=lambda path: path.name)
def test_an_arabic_guide_runs_from_right_to_left(path: Path) -> None:
    text = text_of(path)
    assert text.startswith('<div dir="rtl">\n\n')
    assert text.endswith("\n\n</div>\n")
    prose = FENCE.sub("", text)
    loose = [code for code in CODE.findall(prose) if ISOLATED.format(code) not in prose]
    assert not loose, f"without marks of direction around them: {loose}"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text_of(path))):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, heading = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        assert found.exists(), target
        assert found.is_relative_to(ROOT), target
        if heading:
            assert heading in {_anchor(title) for title in re.findall(r"^#+ (.+)$", text_of(found), re.M)}, target


def _anchor(title: str) -> str:
    """The address of a heading, as code hosts make it."""
    kept = re.sub(r"[^\w\- ]", "", title.replace("`", "").lower())
    return kept.strip().replace(" ", "-")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_that_a_page_names_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text_of(path), re.M)) <= targets


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_installs_the_other_costmodel(path: Path) -> None:
    """The public index has a project of this name that is not ours."""
    found = BARE_INSTALL.search(text_of(path))
    assert found is None, found


def test_the_tests_that_a_recipe_names_exist() -> None:
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", text_of(path), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", text_of(ROOT / "CONTRIBUTING.md")))
    assert named
    assert named <= defined
