"""What a picture is, read from its first bytes: kind and size, without decoding a single pixel.

A picture of a few kilobytes can unfold to gigabytes in the program that opens it, and an SVG can hold scripts. So only
PNG and JPEG are taken, by what the file holds and not by its name, and only up to a number of pixels.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

from costmodel.files.faults import InputError, phrase, said, together
from costmodel.files.limits import PICTURE
from costmodel.files.strict_yaml import read_bytes

MOST_PIXELS = 20_000_000
Kind = Literal["png", "jpeg"]
_PNG = b"\x89PNG\r\n\x1a\n"
_OTHERS = (
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"RIFF", "a WebP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF file"),
    (b"%!PS", "a PostScript drawing"),
    (b"\x01\0\0\0", "an EMF drawing"),
    (b"\xd7\xcd\xc6\x9a", "a WMF drawing"),
    (b"PK", "a ZIP file"),
    (b"\x1f\x8b", "a compressed file"),
)
_REMEDY = "Save it as PNG or JPEG."
_DAMAGED = "a picture that was cut off or damaged"


class Size(NamedTuple):
    """The kind of a picture, and its width and height in pixels."""

    kind: Kind
    width: int
    height: int


class Picture(NamedTuple):
    """A picture that may stand in a document."""

    content: bytes
    size: Size


def load_picture(path: Path) -> Picture:
    """A PNG or JPEG file of at most 5 MB and 20 million pixels. Raises InputError with the remedy."""
    content = read_bytes(path, at_most=PICTURE.packed)
    fault = picture_fault(content)
    size = size_of(content)
    if not fault and size and size.kind == "png" and not _whole(content):
        fault = together(said("is {what}.", what=phrase(_DAMAGED)), _REMEDY)
    if fault or size is None:
        raise InputError.one(str(path), "", fault)
    return Picture(content, size)


def _whole(png: bytes) -> bool:
    """Whether every chunk of a PNG is there and sound, up to the last one (ISO/IEC 15948, 5.3)."""
    at, kinds = len(_PNG), set()
    while at + 12 <= len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4], "big")
        if crc32(png[at + 4 : end]) != int.from_bytes(png[end : end + 4], "big"):
            return False
        kinds.add(png[at + 4 : at + 8])
        if b"IEND" in kinds:
            return b"IDAT" in kinds
        at = end + 4
    return False


def picture_fault(content: bytes) -> str:
    """What is wrong with a picture, with the remedy; nothing where it may stand in a document.

    The first 64 kB are enough for a PNG; a JPEG may hold much before its size.
    """
    size = size_of(content)
    if size is None:
        return together(said("is {what}.", what=phrase(_what(content))), _REMEDY)
    if not size.width or not size.height:
        return together("has no size.", _REMEDY)
    if size.width * size.height > MOST_PIXELS:
        return said(
            "has {width:,} × {height:,} pixels; at most {most:,} are taken. Make it "
            "smaller; 1,200 pixels are enough for print.",
            width=size.width,
            height=size.height,
            most=MOST_PIXELS,
        )
    return ""


def size_of(content: bytes) -> Size | None:
    """The size of a PNG or JPEG from its header; None where it is neither."""
    if content.startswith(_PNG):
        return _png(content)
    return _jpeg(content) if content.startswith(b"\xff\xd8\xff") else None


def _png(content: bytes) -> Size | None:
    if len(content) < 33 or content[12:16] != b"IHDR":
        return None
    return Size("png", int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))


def _jpeg(content: bytes) -> Size | None:
    """Goes from marker to marker up to the frame's own, which says the size (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = (int.from_bytes(content[at + n : at + n + 2], "big") for n in (5, 7))
            return Size("jpeg", wide, high)
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        elif marker in (0xD9, 0xDA):
            return None
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def _what(content: bytes) -> str:
    """What a file is instead."""
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "an SVG drawing, which can hold scripts"
    if content.startswith((_PNG, b"\xff\xd8")):
        return _DAMAGED
    named = next((words for mark, words in _OTHERS if content.startswith(mark)), "")
    return named or ("empty" if not content else "neither a PNG nor a JPEG picture")
