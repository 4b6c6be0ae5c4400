"""The guard that opens a package of parts, as Word and Excel files are: no more of it than its kind may hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from costmodel.files.limits import Limit


class OversizedError(Exception):
    """A package declares more parts or bytes than it may have; `entries` are what it declares."""

    def __init__(self, entries: list[zipfile.ZipInfo]) -> None:
        super().__init__("is far larger than it looks")
        self.entries = entries


_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first day that a package can name: what stands beside a part whose time says nothing."""


def timeless(content: bytes) -> bytes:
    """A package without the time of day at which it was made, so that the same parts are the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again:
        for entry in package.infolist():
            plain = zipfile.ZipInfo(entry.filename, _NO_TIME)
            plain.compress_type, plain.external_attr = zipfile.ZIP_DEFLATED, entry.external_attr
            again.writestr(plain, package.read(entry))
    return made.getvalue()


@contextmanager
def opened(content: bytes, limit: Limit) -> Iterator[zipfile.ZipFile]:
    """A package that declares no more than it may have, before any of it is unfolded.

    What lies about its size is not read further than it says: `zipfile` stops there, so a small file cannot fill the
    memory. Raises OversizedError, and whatever `zipfile` raises for what is no package.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        if len(entries) > limit.parts or sum(entry.file_size for entry in entries) > limit.unfolded:
            raise OversizedError(entries)
        yield package
