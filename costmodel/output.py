"""Files appear whole or not at all, and nothing that is already there is lost."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from costmodel.faults import OutputError


def file_name(number: str) -> str:
    """A quote's number as a file name: letters, digits, dot, dash and underscore, never a path."""
    safe = re.sub(r"[^\w.-]+", "-", number).strip(".-")[:80]
    return safe or "quote"


def write_files(files: Mapping[Path, bytes], *, force: bool = False) -> None:
    """Write all files or none; a file already there is kept unless `force`. Raises OutputError with the remedy."""
    for path in files:
        if path.exists() and not force:
            raise OutputError(
                f"{path} is already there and was kept. Choose another --out or --number, or add --force."
            )
    waiting: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".costmodel-", suffix=".part")
            waiting[path] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(name, 0o644)
        for path, part in waiting.items():
            part.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}. Check the folder, its rights and the free space."
        ) from None
    finally:
        for part in waiting.values():
            part.unlink(missing_ok=True)
