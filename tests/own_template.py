"""Word templates made while a test runs: paragraphs, rows of tables, a header, and packages with something in them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docx import Document


def word_template(path: Path, *paragraphs: Any, header: str = "") -> Path:
    """A Word file: a text is a paragraph, a list its runs (every second bold), a mapping with `row` a table's row."""
    word = Document()
    table: Any = None
    for paragraph in paragraphs:
        if isinstance(paragraph, Mapping):
            cells = paragraph["row"]
            table = table or word.add_table(rows=0, cols=len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
            continue
        table, made = None, word.add_paragraph()
        for position, piece in enumerate([paragraph] if isinstance(paragraph, str) else paragraph):
            made.add_run(piece).bold = True if position % 2 else None
    if header:
        word.sections[0].header.paragraphs[0].text = header
    word.save(str(path))
    return path


def with_parts(path: Path, parts: Mapping[str, bytes], *, target: Path | None = None) -> Path:
    """A package with further or other parts, deflated."""
    content = path.read_bytes()
    target = target or path
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return target


def with_link(path: Path, kind: str, target: str, *, mode: str = "External", part: str = "document") -> Path:
    """A package with a relationship more."""
    name = f"word/_rels/{part}.xml.rels"
    with zipfile.ZipFile(path) as package:
        there = package.read(name).decode() if name in package.namelist() else _NO_LINKS
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = f' TargetMode="{mode}"' if mode else ""
    link = f'<Relationship Id="rIdOwn" Type="{base}/{kind}" Target="{target}"{outside}/>'
    return with_parts(path, {name: there.replace("</Relationships>", f"{link}</Relationships>").encode()})


_NO_LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'


def with_words(path: Path, part: str, old: str, new: str) -> Path:
    """A package with other words in a part."""
    with zipfile.ZipFile(path) as package:
        there = package.read(part).decode()
    assert old in there
    return with_parts(path, {part: there.replace(old, new).encode()})


def png(width: int, height: int, *, colours: Sequence[int] = (31, 78, 140)) -> bytes:
    """A PNG that says it has a size; its one row of pixels is all there is of it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes(colours) * width for _ in range(height if width * height < 100_000 else 1))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG with what cameras put before its size."""
    camera = b"\xff\xe1" + struct.pack(">H", 2 + 600) + bytes(600)
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + camera + frame + b"\xff\xd9"
