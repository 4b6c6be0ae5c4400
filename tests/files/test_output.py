"""Files appear whole or not at all, and a number never becomes a path."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from costmodel.files.faults import OutputError
from costmodel.files.output import file_name, write_files


def found(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(files: dict[Path, bytes], *, force: bool = False) -> str:
    with pytest.raises(OutputError) as caught:
        write_files(files, force=force)
    return str(caught.value)


def three(folder: Path, content: bytes = b"new") -> dict[Path, bytes]:
    return {folder / name: content for name in ("a.docx", "b.xlsx", "c.json")}


# ------------------------------------------------------------------ all or none


def test_files_are_written_and_their_folder_is_made(tmp_path: Path) -> None:
    write_files(three(tmp_path / "deep" / "out"))
    assert found(tmp_path) == {f"deep/out/{name}": b"new" for name in ("a.docx", "b.xlsx", "c.json")}
    assert (tmp_path / "deep/out/a.docx").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("there", ["a.docx", "b.xlsx", "c.json"])
def test_a_file_already_there_is_kept_and_no_other_is_written(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_bytes(b"mine")
    message = refused(three(tmp_path))
    assert message == (
        f"{tmp_path / there} is already there and was kept. Choose another name (--out, --number), or add --force."
    )
    assert found(tmp_path) == {there: b"mine"}


def test_force_replaces_it(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"mine")
    write_files(three(tmp_path), force=True)
    assert found(tmp_path) == {"a.docx": b"new", "b.xlsx": b"new", "c.json": b"new"}


def test_a_link_that_leads_nowhere_is_kept_too(tmp_path: Path) -> None:
    (tmp_path / "a.docx").symlink_to(tmp_path / "nowhere")
    assert "is already there and was kept" in refused(three(tmp_path))
    assert found(tmp_path) == {}


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_in_the_place_of_a_file(tmp_path: Path, force: bool) -> None:
    (tmp_path / "a.docx").write_bytes(b"mine")
    (tmp_path / "c.json").mkdir()
    files = three(tmp_path) if force else {tmp_path / "c.json": b"new"}
    assert f"{tmp_path / 'c.json'} is a folder." in refused(files, force=force)
    assert found(tmp_path) == {"a.docx": b"mine"}


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    twice = {tmp_path / "a.json": b"customer", tmp_path / "sub" / ".." / "a.json": b"seller, with costs"}
    assert "is named for two files" in refused(twice, force=True)
    assert found(tmp_path) == {}


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    message = refused(three(tmp_path / "file" / "out"))
    assert message.startswith(f"{tmp_path / 'file' / 'out' / 'a.docx'} cannot be written: ")
    assert message.endswith("Check the folder, its rights and the free space.")
    assert found(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("name", ["x" * 300, "a\x00b"])
def test_a_path_that_cannot_be(tmp_path: Path, name: str) -> None:
    assert "cannot be written" in refused({tmp_path / "a.docx": b"new", tmp_path / name: b"new"})
    assert found(tmp_path) == {}


def failing(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, at_call: int, code: int = errno.ENOSPC) -> None:
    """Let a function fail at its n-th call, as it does on a full disk."""
    real, calls = getattr(owner, name), []

    def full(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == at_call:
            raise OSError(code, os.strerror(code))
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, full)


STEPS = [(os, "fsync"), (os, "fdopen"), (os, "chmod"), (Path, "replace")]


@pytest.mark.parametrize("at_call", [1, 2, 3])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, at_call: int
) -> None:
    if name == "replace":
        without_links(monkeypatch)
    failing(monkeypatch, owner, name, at_call=at_call)
    assert "cannot be written: No space left on device." in refused(three(tmp_path))
    assert found(tmp_path) == {}


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, tempfile, "mkstemp", at_call=1, code=errno.EACCES)
    assert "cannot be written: Permission denied." in refused(three(tmp_path))
    assert found(tmp_path) == {}


@pytest.mark.parametrize("at_call", [1, 2, 3, 4, 5])
def test_a_replacement_that_fails_half_way_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_call: int
) -> None:
    """As on Windows, where a file that is open in Word cannot be replaced: what was there is still there, whole."""
    for name in ("a.docx", "c.json"):
        (tmp_path / name).write_bytes(b"mine")
    without_links(monkeypatch)
    failing(monkeypatch, Path, "replace", at_call=at_call)
    refused(three(tmp_path), force=True)
    assert found(tmp_path) == {"a.docx": b"mine", "c.json": b"mine"}


def test_an_interruption_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_files(three(tmp_path))
    assert found(tmp_path) == {}


# ------------------------------------------------------------------ a number as a file name


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("2026-041", "2026-041"),
        ("DRAFT-1A2B3C4D", "DRAFT-1A2B3C4D"),
        ("n° 12/2026", "n-12-2026"),
        ("Devis n°\u00a07 – révisé", "Devis-n-7-révisé"),
        ("عرض 12", "عرض-12"),
        ("../../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        ("C:\\x", "C-x"),
        ("..\\..\\x", "x"),
        ("~/x", "x"),
        ("", "quote"),
        (".", "quote"),
        ("....", "quote"),
        ("//", "quote"),
        ("\x00", "quote"),
        ("a\x00b\nc", "a-b-c"),
        ("-rf", "rf"),
        (".bashrc", "bashrc"),
        ("$(rm x)`*?|<>\"'", "rm-x"),
        ("x" * 300, "x" * 60),
        ("x" * 59 + "..y", "x" * 59),
    ],
)
def test_a_number_as_a_file_name(number: str, name: str) -> None:
    assert file_name(number) == name


@given(st.text(max_size=400))
@example("\U0001d4b3" * 300)
@example("\u202e" + "gpj.exe")
def test_a_number_never_leaves_the_folder(number: str) -> None:
    name = file_name(number)
    path = Path("/out") / f"{name}.docx"
    assert path.parent == Path("/out")
    assert os.path.normpath(path) == str(path)
    assert not set(name) & set("/\\:\x00\n")
    assert name[0] not in ".-"
    assert name[-1] not in ".-"
    assert len(f"{name}.docx".encode()) <= 255, "what a file system takes"
    assert file_name(name) == name


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows no links, such as the one of a memory stick."""

    def no_link(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_link)


def test_files_are_written_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_links(monkeypatch)
    write_files({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert found(tmp_path) == {"a": b"1", "b": b"2"}


def test_a_file_that_another_program_writes_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two quotes of one number at once: the second is told, and nothing of it stays."""
    real = os.link

    def late(part: Path, path: Path) -> None:
        if path.name == "b":
            path.write_bytes(b"theirs")
        real(part, path)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(OutputError, match="b is already there and was kept"):
        write_files({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert found(tmp_path) == {"b": b"theirs"}


def test_a_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_files({tmp_path / "ours": b"1", tmp_path / "theirs": b"2"}, private=[tmp_path / "ours"])
    assert (tmp_path / "ours").stat().st_mode & 0o077 == 0
    assert (tmp_path / "theirs").stat().st_mode & 0o400


def test_what_was_read_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "need.yaml").write_bytes(b"need")
    with pytest.raises(OutputError, match="is one that is read"):
        write_files({tmp_path / "need.yaml": b"x"}, force=True, inputs=[tmp_path / "need.yaml"])
    assert found(tmp_path) == {"need.yaml": b"need"}


def test_a_link_that_leads_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError, match="cannot be written"):
        write_files({tmp_path / "loop" / "a": b"1"})


def test_folders_made_for_nothing_are_taken_back(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"):
        write_files({tmp_path / "new" / "deep" / "a": b"1", tmp_path / "file" / "b": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
