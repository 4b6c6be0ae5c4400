"""Uploads as files of their own for a moment, and never under a path that a person chose."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from costmodel.files.faults import CostmodelError, InputError, renamed


class Upload(Protocol):
    """A file as the browser sent it."""

    name: str

    def getvalue(self) -> bytes:
        """The content."""


@contextmanager
def as_file(upload: Upload) -> Iterator[Path]:
    """The upload as a file that is gone afterwards; errors name it as the person does.

    Raises the errors of whoever reads it.
    """
    ending = Path(upload.name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="costmodel-") as folder:
        path = Path(folder) / f"upload{ending if re.fullmatch(r'[.][a-z]{1,5}', ending) else ''}"
        path.write_bytes(upload.getvalue())
        try:
            yield path
        except InputError as error:
            faults = [fault._replace(where=fault.where.replace(str(path), upload.name)) for fault in error.faults]
            raise InputError(faults) from None
        except CostmodelError as error:
            raise type(error)(renamed(error, str(path), upload.name)) from None
