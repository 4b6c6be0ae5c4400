"""Files appear whole or not at all, and nothing that is already there is lost."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from costmodel.faults import OutputError


def file_name(number: str) -> str:
    """A quote's number as a file name: letters, digits, dot, dash and underscore, never a path."""
    safe = re.sub(r"[^\w.-]+", "-", number).strip(".-")[:60].strip(".-")
    return safe or "quote"


def write_files(files: Mapping[Path, bytes], *, force: bool = False) -> None:
    """Write all files or none; a file already there is kept unless `force`. Raises OutputError with the remedy."""
    parts: dict[Path, Path] = {}
    before: dict[Path, Path | None] = {}
    done = False
    path = Path()
    try:
        seen: set[Path] = set()
        for path in files:
            _refuse(path, seen, force=force)
        for path, content in files.items():
            parts[path] = _part(path, content)
        for path, part in parts.items():
            before[path] = part.with_suffix(".old") if os.path.lexists(path) else None
            if old := before[path]:
                path.replace(old)
            part.replace(path)
        done = True
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(
            f"{path} cannot be written: {why}. Check the folder, its rights and the free space."
        ) from None
    finally:
        for path, old in before.items() if not done else ():
            _put_back(path, old, parts[path])
        for leftover in (*parts.values(), *before.values()):
            if leftover:
                leftover.unlink(missing_ok=True)


def _refuse(path: Path, seen: set[Path], *, force: bool) -> None:
    if path.resolve() in seen:
        raise OutputError(f"{path} is named for two files. Choose another name for one of them.")
    seen.add(path.resolve())
    if path.is_dir():
        raise OutputError(f"{path} is a folder. Choose another --out or --number.")
    if os.path.lexists(path) and not force:
        raise OutputError(f"{path} is already there and was kept. Choose another --out or --number, or add --force.")


def _part(path: Path, content: bytes) -> Path:
    """The content in a file beside its place, safely on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".costmodel-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _put_back(path: Path, old: Path | None, part: Path) -> None:
    """Undo one replacement: what was there returns, and what was not goes."""
    with suppress(OSError):
        if old and os.path.lexists(old):
            old.replace(path)
        elif old is None and not part.exists():
            path.unlink(missing_ok=True)
