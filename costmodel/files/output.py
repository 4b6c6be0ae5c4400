"""Files appear whole or not at all, and nothing that is already there is lost."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from costmodel.files.faults import OutputError, said


def file_name(number: str) -> str:
    """A quote's number as a file name: letters, digits, dot, dash and underscore, never a path."""
    safe = re.sub(r"[^\w.-]+", "-", number).strip(".-")[:60].strip(".-")
    return safe or "quote"


def write_files(
    files: Mapping[Path, bytes],
    *,
    force: bool = False,
    private: Collection[Path] = (),
    inputs: Collection[Path] = (),
) -> None:
    """Write all files or none; a file already there is kept unless `force`.

    `private` files are readable by their owner alone; `inputs` were read and are never written over. Raises
    OutputError with the remedy.
    """
    parts: dict[Path, Path] = {}
    before: dict[Path, Path | None] = {}
    made: list[Path] = []
    done = False
    path = Path()
    try:
        seen = {source.resolve() for source in inputs}
        for path in files:
            _refuse(path, seen, force=force)
        for path, content in files.items():
            made += _make_folder(path.parent)
            parts[path] = _part(path, content, private=path in private)
        for path, part in parts.items():
            before[path] = part.with_suffix(".old") if force and os.path.lexists(path) else None
            if old := before[path]:
                path.replace(old)
            _install(part, path)
        done = True
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(
            said(
                "{path} cannot be written: {why}. Check the folder, its rights and the free space.", path=path, why=why
            )
        ) from None
    finally:
        for path, old in before.items() if not done else ():
            _put_back(path, old, parts[path])
        for leftover in (*parts.values(), *before.values()):
            if leftover:
                leftover.unlink(missing_ok=True)
        for folder in reversed(made) if not done else ():
            with suppress(OSError):
                folder.rmdir()


def _refuse(path: Path, seen: set[Path], *, force: bool) -> None:
    if path.resolve() in seen:
        raise OutputError(
            said(
                "{path} is named for two files, or is one that is read. Choose another name for one of them.", path=path
            )
        )
    seen.add(path.resolve())
    if path.is_dir():
        raise OutputError(said("{path} is a folder. Choose another name (--out, --number).", path=path))
    if path.exists() and not path.is_file():
        raise OutputError(said("{path} is not an ordinary file. Choose another name (--out, --number).", path=path))
    if os.path.lexists(path) and not force:
        raise OutputError(_kept(path))


def _kept(path: Path) -> str:
    return said(
        "{path} is already there and was kept. Choose another name (--out, --number), or add --force.", path=path
    )


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and tell which ones were made for it, the outer ones first."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _part(path: Path, content: bytes, *, private: bool) -> Path:
    """The content in a file beside its place, safely on the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".costmodel-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if not private:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _install(part: Path, path: Path) -> None:
    """Give a finished file its name, unless another process took the name meanwhile."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise OutputError(_kept(path)) from None
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise OutputError(_kept(path)) from None
        part.replace(path)


def _put_back(path: Path, old: Path | None, part: Path) -> None:
    """Undo one replacement: what was there returns, and what is ours goes."""
    with suppress(OSError):
        ours = not part.exists() or (path.exists() and path.samefile(part))
        if old and os.path.lexists(old):
            old.replace(path)
        elif old is None and ours:
            path.unlink(missing_ok=True)
