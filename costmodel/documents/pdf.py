"""PDF of Word and Excel documents, made by LibreOffice where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath

from costmodel.files.faults import OutputError, said, shorten
from costmodel.words.text import Language

SECONDS = 180.0
"""How long LibreOffice may take, however many documents it is given."""
PROGRAMS = ("soffice", "libreoffice")
FILTERS = {".docx": "writer_pdf_Export", ".xlsx": "calc_pdf_Export"}
OPTIONS = {
    "UseTaggedPDF": ("boolean", "true"),
    "ExportBookmarks": ("boolean", "true"),
    "EmbedStandardFonts": ("boolean", "true"),
    "ExportFormFields": ("boolean", "false"),
    "InitialView": ("long", "1"),  # opens with the bookmarks beside the page
}
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""A profile in which no macro runs and no document fetches another one."""
PREFERRED = "Noto Sans Arabic"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<selectfont><rejectfont>
<pattern><patelt name="family"><string>DejaVu Sans</string></patelt></pattern>
<pattern><patelt name="family"><string>DejaVu Serif</string></patelt></pattern>
<pattern><patelt name="family"><string>Noto Kufi Arabic</string></patelt></pattern>
<pattern><patelt name="family"><string>Noto Nastaliq Urdu</string></patelt></pattern>
</rejectfont></selectfont>
</fontconfig>
"""
"""Where Noto's plain Arabic letters are installed, no other ones come before them."""


def to_pdf(
    documents: Mapping[str, bytes],
    *,
    program: str | None = None,
    seconds: float = SECONDS,
    languages: tuple[Language, ...] = (),
) -> dict[str, bytes]:
    """Documents by their file names as PDF files: embedded fonts, tags, bookmarks; `quote.docx` gives `quote.pdf`.

    `program` is LibreOffice's, else the one of the PATH; all documents go through one run of it with a profile of its
    own. Raises OutputError with the remedy where it is missing, takes longer than `seconds`, makes nothing, or has no
    letters for one of the `languages`.
    """
    office = libreoffice(program)
    fonts = _arabic_fonts(needed="ar" in languages)
    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="costmodel-pdf-") as name:
        home = Path(name)
        user = home / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        start = [office]
        if PREFERRED in fonts and (setter := shutil.which("env")):
            (home / "fonts.conf").write_text(FONTS, encoding="utf-8")
            start = [setter, f"FONTCONFIG_FILE={home / 'fonts.conf'}", office]
        for suffix, filter_ in FILTERS.items():
            mine = {name: content for name, content in documents.items() if PurePath(name).suffix == suffix}
            if mine:
                made |= _converted(mine, filter_, start, home, seconds)
    return {pdf_name(name): made[name] for name in documents}


def pdf_name(document: str) -> str:
    """The name of a document's PDF file: a workbook keeps its kind, since a proposal beside it has the same name."""
    path = PurePath(document)
    return f"{path.stem}.pdf" if path.suffix == ".docx" else f"{path.stem}.{path.suffix[1:]}.pdf"


def libreoffice(program: str | None = None) -> str:
    """LibreOffice's program. Raises OutputError where there is none."""
    path = next((found for name in ([program] if program else PROGRAMS) if (found := shutil.which(name))), None)
    if path is None:
        raise OutputError(
            "A PDF needs LibreOffice, which is not on this computer. Install it (Debian: apt install "
            "libreoffice-writer libreoffice-calc), or leave the PDF out."
        )
    return path


def _converted(
    documents: Mapping[str, bytes], filter_: str, start: list[str], home: Path, seconds: float
) -> dict[str, bytes]:
    """Documents of one kind through one run of LibreOffice."""
    folder = home / filter_
    folder.mkdir()
    numbered = {name: folder / f"{n}{PurePath(name).suffix}" for n, name in enumerate(documents)}
    for name, path in numbered.items():
        path.write_bytes(documents[name])
    options = json.dumps({key: {"type": kind, "value": value} for key, (kind, value) in OPTIONS.items()})
    command = [*start, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", f"pdf:{filter_}:{options}", "--outdir", str(folder), *map(str, numbered.values())]
    told = _run(command, seconds)
    made = {name: path.with_suffix(".pdf") for name, path in numbered.items()}
    missing = [name for name, path in made.items() if not path.is_file()]
    if missing:
        names, why = ", ".join(missing), shorten(told, 200) or "–"
        raise OutputError(said("LibreOffice made no PDF of {names}; it said: {why}.", names=names, why=why))
    return {name: path.read_bytes() for name, path in made.items()}


def _run(command: list[str], seconds: float) -> str:
    """What the program says; after its time it is ended with everything that it started."""
    process = subprocess.Popen(  # noqa: S603 (a program of the PATH with names of our own)
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        raise OutputError(
            said(
                "LibreOffice took longer than {seconds:.0f} s and was ended. Close other programs and try again, or "
                "leave the PDF out.",
                seconds=seconds,
            )
        ) from None
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.communicate()


def _arabic_fonts(*, needed: bool) -> set[str]:
    """The fonts of this computer with Arabic letters, where it can tell; one unnamed where it cannot.

    Raises OutputError where there is none and one is needed.
    """
    teller = shutil.which("fc-list")
    if teller is None:
        return {""}
    asked = [teller, ":lang=ar", "family"]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 (as above)
    if needed and told.returncode == 0 and not told.stdout.strip():
        raise OutputError(
            "No font of this computer has Arabic letters, so that a PDF would show boxes. Install one (Debian: apt "
            "install fonts-noto-core), or leave the PDF out."
        )
    return {name.strip() for line in told.stdout.splitlines() for name in line.split(",")}
