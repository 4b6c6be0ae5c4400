"""PDF documents: whole, readable, tagged, with their fonts; and what is said where there can be none."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from libreoffice import Office, office

from costmodel.cli.main import cli
from costmodel.documents.pdf import pdf_name, to_pdf
from costmodel.documents.proposal.make import to_docx
from costmodel.documents.workbook.make import to_xlsx
from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import OutputError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.quoting.quote import make_quote
from costmodel.words.text import LANGUAGES

Program = Callable[[str], str]
__all__ = ["office"]


def told(program: str, path: Path, *more: str) -> str:
    """What a program of poppler says of a file."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} (poppler-utils) is not installed.")
    return subprocess.run([found, str(path), *more], capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program in LibreOffice's place."""

    def write(lines: str) -> str:
        path = tmp_path / "office"
        path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return write


@pytest.mark.libreoffice
def test_documents_become_pdf_files_with_tags_and_their_fonts(
    tmp_path: Path, book: PriceBook, rates: RateTable, priced: Callable[..., Estimate], office: Office
) -> None:
    quotes = {language: make_quote(priced(), language=language) for language in LANGUAGES}
    documents = {f"{language}.docx": to_docx(quote, book) for language, quote in quotes.items()}
    documents["fr.xlsx"] = to_xlsx(quotes["fr"], book)
    made = to_pdf(documents, languages=LANGUAGES)
    assert list(made) == ["en.pdf", "fr.pdf", "ar.pdf", "fr.xlsx.pdf"]
    for name, content in made.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert "Tagged:          yes" in told("pdfinfo", path)
        fonts = told("pdffonts", path).splitlines()[2:]
        assert fonts
        assert all(line[-26:].split()[0] == "yes" for line in fonts), "every font is embedded"
    assert b"/Outlines" in made["fr.pdf"], "bookmarks"
    text = told("pdftotext", tmp_path / "en.pdf", "-")
    assert f"{quotes['en'].totals.payable:,.2f}" in text


def test_a_workbook_beside_a_proposal_has_a_name_of_its_own() -> None:
    assert [pdf_name(name) for name in ("2026-041.docx", "2026-041.xlsx")] == ["2026-041.pdf", "2026-041.xlsx.pdf"]


def test_without_libreoffice_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        OutputError, match=r"A PDF needs LibreOffice.*apt install libreoffice-writer.*leave the PDF out"
    ):
        to_pdf({"a.docx": b""})


def test_a_program_that_takes_too_long_is_ended_with_its_children(program: Program, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    slow = program(f"(sleep 3; touch {alive}) & sleep 60")
    with pytest.raises(OutputError, match="took longer than 1 s and was ended"):
        to_pdf({"a.docx": b""}, program=slow, seconds=1)
    subprocess.run(["sleep", "3"], check=True)
    assert not alive.exists()


def test_a_program_that_makes_nothing_is_quoted(program: Program) -> None:
    with pytest.raises(OutputError, match=r"made no PDF of a\.docx; it said: no room on the disk\."):
        to_pdf({"a.docx": b""}, program=program("echo no room on the disk; exit 1"))


def test_a_computer_without_arabic_letters_says_so(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = program("exit 1")
    teller = tmp_path / "bin" / "fc-list"
    teller.parent.mkdir()
    teller.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    teller.chmod(0o755)
    monkeypatch.setenv("PATH", f"{teller.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(OutputError, match="No font of this computer has Arabic letters"):
        to_pdf({"a.docx": b""}, program=other, languages=("ar",))


@pytest.mark.libreoffice
def test_the_command_prints_any_document_beside_it(tmp_path: Path, office: Office) -> None:
    need = tmp_path / "need.yaml"
    need.write_text("preset: small\nissue_date: 2026-11-24\nnumber: T-1\nlanguage: ar\n", encoding="utf-8")
    words = ["quote", str(need), "--out", str(tmp_path), "--no-comparison"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    files = [str(tmp_path / name) for name in ("T-1.docx", "T-1.xlsx")]
    done = CliRunner().invoke(cli, ["pdf", *files, "--json"])
    assert json.loads(done.stdout) == {"files": [str(tmp_path / "T-1.pdf"), str(tmp_path / "T-1.xlsx.pdf")]}
    assert all((tmp_path / name).read_bytes().startswith(b"%PDF") for name in ("T-1.pdf", "T-1.xlsx.pdf"))
    again = CliRunner().invoke(cli, ["pdf", *files])
    assert (again.exit_code, "T-1.pdf is already there and was kept" in again.output) == (1, True)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("need.yaml",), "need.yaml: is not a Word or Excel file (.docx, .xlsx)."),
        (("none.docx",), "none.docx: cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_document_is_refused(names: tuple[str, ...], says: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["pdf", *(str(tmp_path / name) for name in names)])
    assert (done.exit_code, says in done.output) == (1, True), done.output
