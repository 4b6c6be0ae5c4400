"""LibreOffice as an independent reader: converts documents, and recalculates every formula while doing so."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TIMEOUT_SECONDS = 120
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


class Office:
    """LibreOffice with a profile of its own: two processes on one profile disturb each other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profile = folder / "profile"
        user = self.profile / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")

    def convert(self, *sources: Path, to: str) -> list[Path]:
        """The documents in another format, each beside the others in a folder of the format."""
        target = self.folder / f"as_{to}"
        command = ["soffice", f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--convert-to", to]
        command += ["--outdir", str(target), *(str(source) for source in sources)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
        made = [target / f"{source.stem}.{to}" for source in sources]
        missing = [path.name for path in made if not path.is_file()]
        assert not missing, f"LibreOffice did not make {missing}: {done.stdout}{done.stderr}"
        return made


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """LibreOffice; without it the test is skipped, and fails where CI=true says that it must be there."""
    if shutil.which("soffice") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("soffice is not installed; install libreoffice-calc and libreoffice-writer.")
        pytest.skip("soffice is not installed.")
    return Office(tmp_path / "office")
