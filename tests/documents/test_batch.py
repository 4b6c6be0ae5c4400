"""Many proposals at once: every need of a folder, whatever becomes of the others."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from costmodel.cli.batch import Outcome, needs_of, quote_all
from costmodel.cli.main import cli
from costmodel.cli.quotes import Asked
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook

DAY = date(2026, 11, 24)
NEED = "preset: {preset}\nissue_date: 2026-11-24\nlanguage: {language}\nnumber: {number}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three needs in three languages, one that cannot be read, and a file that is no need."""
    home = tmp_path / "needs"
    home.mkdir()
    for name, preset, language in (("a", "small", "fr"), ("b", "medium", "en"), ("c", "large", "ar")):
        text = NEED.format(preset=preset, language=language, number=f"T-{name}")
        (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    (home / "broken.yml").write_text("preset: medum\n", encoding="utf-8")
    (home / "notes.txt").write_text("not a need", encoding="utf-8")
    return home


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["quote", *map(str, words)], prog_name="costmodel")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_faulty_need_does_not_stop_the_others(folder: Path, tmp_path: Path, book: PriceBook, workers: int) -> None:
    out = tmp_path / "out"
    asked = Asked(today=DAY, comparison=False)
    outcomes = {o.need.name: o for o in quote_all(needs_of(folder), asked, book, out=out, force=False, workers=workers)}
    assert {name: bool(outcome.fault) for name, outcome in outcomes.items()} == {
        "a.yaml": False,
        "b.yaml": False,
        "c.yaml": False,
        "broken.yml": True,
    }
    assert "'medum' is not a preset. Allowed: small, medium, large. Nearest: 'medium'." in outcomes["broken.yml"].fault
    assert sorted(path.name for path in out.iterdir()) == [
        f"{n}.{kind}" for n in "abc" for kind in ("docx", "json", "xlsx")
    ]
    written = json.loads((out / "c.json").read_text(encoding="utf-8"))
    assert (written["language"], written["totals"]["payable"]) == ("ar", outcomes["c.yaml"].payable)


def test_the_command_reports_what_was_left_out_and_fails(folder: Path, tmp_path: Path) -> None:
    done = run("--batch", folder, "--out", tmp_path / "out", "--no-comparison")
    assert done.exit_code == 1
    assert "3 of 4 needs quoted" in done.stdout
    assert "broken.yml was left out:" in done.stderr
    assert "Traceback" not in done.output
    (folder / "broken.yml").unlink()
    done = run("--batch", folder, "--out", tmp_path / "out", "--no-comparison", "--force", "--json")
    assert done.exit_code == 0
    assert [(row["number"], row["fault"], len(row["files"])) for row in json.loads(done.stdout)] == [
        ("T-a", None, 3),
        ("T-b", None, 3),
        ("T-c", None, 3),
    ]


def test_files_that_are_there_are_kept_and_said(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "b.xlsx").write_text("mine", encoding="utf-8")
    done = run("--batch", folder, "--out", out, "--no-comparison")
    assert "b.xlsx is already there and was kept" in done.stderr
    assert (out / "b.xlsx").read_text(encoding="utf-8") == "mine"
    assert not (out / "b.docx").exists(), "all files of a proposal or none"


def test_one_number_on_several_proposals_is_pointed_out(folder: Path, tmp_path: Path) -> None:
    for name in "ab":
        (folder / f"{name}.yaml").write_text(NEED.format(preset="small", language="fr", number="T-1"), encoding="utf-8")
    assert "Note: 2 proposals carry the number T-1." in run("--batch", folder, "--out", tmp_path / "out").stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Give a need file, such as examples/regional_hospital.yaml, or --batch FOLDER."),
        (("need.yaml", "--batch", "needs"), "Give a need file, such as examples/regional_hospital.yaml, or --batch"),
        (("--batch", "needs", "--number", "1"), "--number and --seller-copy are for one quote"),
        (("--batch", "needs", "--seller-copy", "x.json"), "--number and --seller-copy are for one quote"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], says: str) -> None:
    done = run(*words)
    assert (done.exit_code, says in " ".join(done.stderr.split())) == (2, True)


def test_a_folder_without_needs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no need file \(\*\.yaml\)"):
        needs_of(tmp_path)
    with pytest.raises(InputError, match="is not a folder"):
        needs_of(tmp_path / "none")
    for name in ("a.yaml", "a.yml"):
        (tmp_path / name).write_text("preset: small\n", encoding="utf-8")
    with pytest.raises(InputError, match="has two need files 'a'"):
        needs_of(tmp_path)


def test_a_worker_that_dies_is_told(
    folder: Path, tmp_path: Path, book: PriceBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("costmodel.cli.batch._quote", lambda *_: os._exit(9))
    outcomes = list(quote_all(needs_of(folder), Asked(today=DAY), book, out=tmp_path, force=False, workers=2))
    assert {type(outcome) for outcome in outcomes} == {Outcome}
    assert all("the process that wrote it was ended" in outcome.fault for outcome in outcomes)


def test_a_link_to_nothing_is_told_and_hidden_files_are_not_needs(folder: Path, tmp_path: Path) -> None:
    (folder / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    (folder / "._a.yaml").write_bytes(b"\0\5\x16\7")  # what macOS leaves on other disks
    (folder / "old.yaml").mkdir()
    assert [path.name for path in needs_of(folder)] == ["a.yaml", "b.yaml", "broken.yml", "c.yaml", "gone.yaml"]
    done = run("--batch", folder, "--out", tmp_path / "out", "--no-comparison")
    assert f"gone.yaml was left out:\n{folder / 'gone.yaml'}: cannot be read: No such file" in done.stderr


def test_a_batch_that_is_stopped_leaves_the_rest_unwritten(tmp_path: Path, book: PriceBook) -> None:
    home, out = tmp_path / "needs", tmp_path / "out"
    home.mkdir()
    for count in range(12):
        (home / f"{count}.yaml").write_text(NEED.format(preset="small", language="fr", number=f"T-{count}"))
    running = quote_all(needs_of(home), Asked(today=DAY, comparison=False), book, out=out, force=False, workers=2)
    assert not next(running).fault
    running.close()
    assert 1 <= len(list(out.glob("*.docx"))) < 12


def test_a_stopped_batch_says_what_it_has_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> Iterator[Outcome]:
        yield Outcome(folder / "a.yaml")
        raise KeyboardInterrupt

    monkeypatch.setattr("costmodel.cli.batch.quote_all", interrupted)
    done = run("--batch", folder, "--out", "there")
    assert done.exit_code == 1
    assert "Stopped after 1 of 4 needs; what was written is in there." in done.stderr
