"""A package is opened only where it declares no more than its kind may hold."""

from __future__ import annotations

import io
import zipfile

import pytest

from costmodel.files.archives import OversizedError, opened
from costmodel.files.limits import Limit

LIMIT = Limit(1_000, unfolded=500, parts=3)


def package(*parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for number, part in enumerate(parts):
            target.writestr(f"{number}.xml", part)
    return made.getvalue()


def test_a_package_within_its_limit_is_opened() -> None:
    with opened(package(bytes(200), bytes(300), b""), LIMIT) as found:
        assert [len(found.read(name)) for name in found.namelist()] == [200, 300, 0]


@pytest.mark.parametrize("parts", [(bytes(501),), (bytes(250), bytes(251)), (b"", b"", b"", b"")])
def test_a_package_beyond_it_says_what_it_declares(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(OversizedError, match="far larger than it looks") as error, opened(package(*parts), LIMIT):
        pass
    assert [entry.file_size for entry in error.value.entries] == [len(part) for part in parts]


def test_what_is_no_package_is_said_by_zipfile() -> None:
    with pytest.raises(zipfile.BadZipFile), opened(b"%PDF-1.7", LIMIT):
        pass
