"""What a Word template may be as a file: a package of bounded size without macros, links to elsewhere or commands.

The sizes that its parts declare are looked at before anything is unfolded (`files.archives`).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from costmodel.files.archives import OversizedError, opened
from costmodel.files.faults import Fault, InputError, shorten
from costmodel.files.limits import TEMPLATE
from costmodel.files.pictures import picture_fault, size_of
from costmodel.files.strict_yaml import read_bytes

MOST_XML, MOST_OBJECT, MOST_LINKS = 20_000_000, 10_000_000, 1_000_000
"""Bytes of a part with text, of a picture or embedded object, and of a list of links, unfolded."""
_HEADER = 65_536
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
FIELDS = (
    "PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "PAGEREF", "REF", "SEQ",
    "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE",
)  # fmt: skip
"""The fields that a template may hold: numbers, references and days; and HYPERLINK to the web, to mail, or inside."""
_LINK = re.compile(r'HYPERLINK\s+(?:\\l\s|"?(?:https?://|mailto:))', re.IGNORECASE)
_SAVE = "Open it in Word and save it as a Word document (.docx)."
_INSIDE = {
    "oleObject": ("holds an embedded object of another program", "Put a picture in its place."),
    "control": ("holds a form control (ActiveX)", "Remove it."),
    "aFChunk": ("holds another document as a whole (altChunk)", "Copy its text into the template."),
    "subDocument": ("holds a subdocument", "Copy its text into the template."),
    "vbaProject": ("holds macros", "Save it as a Word document without macros (.docx)."),
    "attachedToolbars": ("holds toolbars with macros", "Save it as a Word document without macros (.docx)."),
}
"""What a template may not hold, by the kind of its relationship, and the remedy."""
_OUTSIDE = {
    "attachedTemplate": "Word → Options → Add-ins → Templates: put Normal.dotm in its place.",
    "image": "Insert the picture itself (Word → File → Info → Edit Links to Files → Break Link).",
    "hyperlink": "Only links to web and mail addresses (https:, mailto:) may stand in a template; remove this one.",
}
"""The remedy for what lies outside of the file, by the kind of the relationship."""


def read_template(path: Path) -> bytes:
    """The content of a template file that is a sound Word package. Raises InputError with every fault."""
    content = template_bytes(path)
    faults = package_faults(content)
    if faults:
        raise InputError([Fault(str(path), part, what) for part, what in faults])
    return content


def template_bytes(path: Path) -> bytes:
    """The content of a file, no more of it than a template may have. Raises InputError for a file that is no package.

    What it holds is not looked at yet.
    """
    where = str(path)
    try:
        content = read_bytes(path, at_most=TEMPLATE.packed)
    except InputError as error:
        if not path.exists():
            raise InputError.one(where, "", "is not a Word file: there is none of this name.") from None
        raise error
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise InputError.one(where, "", f"is not a Word file: it {_instead(content)}")
    return content


def package_faults(content: bytes) -> list[tuple[str, str]]:
    """Everything that keeps a package from being a template: the part, and what is wrong with it."""
    try:
        with opened(content, TEMPLATE) as package:
            entries = package.infolist()
            too_much = list(_size_faults(entries))
            if too_much:
                return too_much  # nothing is unfolded
            names = [entry.filename for entry in entries]
            kinds = _kinds(package) if "[Content_Types].xml" in names else None
            if kinds is None or not any(kind.endswith("main+xml") for kind in kinds):
                return [("", f"is not a Word file: it {_other_package(package, names)}")]
            faults = list(_kind_faults(kinds, names))
            typed = _types(package)
            for entry in entries:
                faults += [(entry.filename, what) for what in _part_faults(package, entry, typed)]
            return faults
    except OversizedError as error:
        return list(_size_faults(error.entries))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        return [("", f"is not a Word file that can be read: it is damaged ({shorten(error, 80)}). {_SAVE}")]


def xml_of(content: bytes) -> Any:
    """XML of a part as a tree, without entities and without looking anywhere else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser=parser)


def _instead(content: bytes) -> str:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = b"E\0n\0c\0r\0y\0p\0t\0e\0d" in content
        return "is protected by a password; remove it." if encrypted else f"is of an old Word (.doc). {_SAVE}"
    kinds = ((b"%PDF", "is a PDF file"), (b"{\\rtf", "is an RTF file"), (b"PK", "was cut off or is damaged"))
    named = next((words for mark, words in kinds if content.startswith(mark)), "is empty" if not content else "")
    return f"{named or 'holds something else'}. {_SAVE}"


def _other_package(package: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
        return f"is a file of LibreOffice ({shorten(package.read('mimetype').decode('ascii', 'replace'))}). {_SAVE}"
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        return f"is a file of Excel or PowerPoint. {_SAVE}"
    return f"is a ZIP file without a document in it. {_SAVE}"


def _size_faults(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    """What declares more than a template needs, or cannot be a part of a package."""
    if len(entries) > TEMPLATE.parts:
        yield "", f"has {len(entries):,} parts; a template has at most {TEMPLATE.parts:,}."
        return
    for entry in entries:
        name, size = shorten(entry.filename, 80), entry.file_size
        most = MOST_LINKS if _is_links(name) else MOST_XML if name.lower().endswith(".xml") else MOST_OBJECT
        text = name.lower().endswith((".xml", ".rels"))
        what = "a part with text" if text else "a picture or embedded object"
        if size > most:
            remedy = "Make it smaller (Word → Picture Format → Compress Pictures), or remove it."
            yield name, f"unfolds to {size:,} bytes; {what} may have {most:,}. {remedy}"
        if entry.flag_bits & 1:
            yield name, f"is protected by a password. {_SAVE}"
    whole = sum(entry.file_size for entry in entries)
    if whole > TEMPLATE.unfolded and max(entry.file_size for entry in entries) <= MOST_XML:  # else it is told already
        yield (
            "",
            f"unfolds to {whole:,} bytes; a template may have {TEMPLATE.unfolded:,}. Remove what it does not need.",
        )
    for name, count in Counter(entry.filename.lower() for entry in entries).items():
        if count > 1:
            yield shorten(name, 80), f"is in the file {count} times. {_SAVE}"


def _is_links(name: str) -> bool:
    """Whether a part is a list of relationships, however its name is written."""
    return name.lower().endswith(".rels")


def _types(package: zipfile.ZipFile) -> Callable[[str], str]:
    """What the package says that a part is, by its name in any case."""
    usual: dict[str, str] = {}
    own: dict[str, str] = {}
    for node in xml_of(package.read("[Content_Types].xml")):
        kind = str(node.get("ContentType", "")).lower()
        usual[str(node.get("Extension", "")).lower()] = kind
        own[unquote(str(node.get("PartName", ""))).lower().lstrip("/")] = kind
    return lambda name: own.get(name.lower()) or usual.get(name.lower().rpartition(".")[2], "")


def _kinds(package: zipfile.ZipFile) -> list[str]:
    return [node.get("ContentType", "") for node in xml_of(package.read("[Content_Types].xml")) if node.attrib]


def _kind_faults(kinds: list[str], names: list[str]) -> Iterator[tuple[str, str]]:
    macros = [name for name in names if name.lower().endswith(("vbaproject.bin", "vbadata.xml"))]
    if macros or any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in kinds):
        yield macros[0] if macros else "", "holds macros. Save it as a Word document without macros (.docx)."
    elif _TEMPLATE in kinds:
        yield "", f"is a Word template (.dotx). {_SAVE}"
    elif _MAIN not in kinds:
        yield "", f"is not a Word file: it is a file of another program. {_SAVE}"


def _part_faults(package: zipfile.ZipFile, entry: zipfile.ZipInfo, type_of: Callable[[str], str]) -> Iterator[str]:
    """What is wrong with a part: what it is, its content type and its own beginning say, never its name alone."""
    name = entry.filename
    with package.open(entry) as stream:
        start = stream.read(_HEADER)
    if size_of(start) is not None or b"<svg" in start[:2000].lower():
        fault = picture_fault(start)
        if fault:
            yield fault
    looks = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")
    if not (looks or type_of(name).endswith(("+xml", "/xml"))) or entry.is_dir():
        return
    content = package.read(entry)
    try:
        tree = xml_of(content)
    except etree.XMLSyntaxError as error:
        yield f"is damaged ({shorten(error, 80)}). {_SAVE}"
        return
    if tree.getroottree().docinfo.doctype:
        yield f"declares a document type, which a Word file never does. {_SAVE}"
    if _is_links(name) or tree.tag.endswith("}Relationships"):
        yield from _link_faults(tree, posixpath.dirname(posixpath.dirname(name)), set(package.namelist()))
    yield from _field_faults(tree)


def _link_faults(tree: Any, folder: str, names: set[str]) -> Iterator[str]:
    parts = {name.lower() for name in names}
    inside = {kind.lower(): told for kind, told in _INSIDE.items()}
    for link in tree:
        kind, target = str(link.get("Type", "")).rsplit("/", 1)[-1], shorten(link.get("Target", ""), 80)
        outside = str(link.get("TargetMode", "")).lower() == "external"
        if kind.lower() in inside:
            what, remedy = inside[kind.lower()]
            yield f"{what}. {remedy}"
        elif outside and not (kind == "hyperlink" and _WEB.match(target)):
            remedy = _OUTSIDE.get(kind, "Remove it.")
            yield f"takes something from outside of the file ({kind}: {target}). {remedy}"
        elif not outside and not target.startswith("#"):
            wanted = posixpath.normpath(posixpath.join("/", folder, unquote(link.get("Target", "")))).lstrip("/")
            if wanted.lower() not in parts:
                yield f"names a part that is not in the file ({target}). {_SAVE}"


def _field_faults(tree: Any) -> Iterator[str]:
    """Fields that are none of those that a template may hold; a code may be split over runs, and hold other fields."""
    for code in _field_codes(tree):
        name = code.split(maxsplit=1)[0].upper() if code.strip() else ""
        if name and name not in FIELDS and not (name == "HYPERLINK" and _LINK.match(code.strip())):
            what = "the field HYPERLINK to elsewhere" if name == "HYPERLINK" else f"the field {shorten(name, 40)}"
            yield f"holds {what}. Allowed: {', '.join(FIELDS)}, HYPERLINK to http, https and mailto. Remove it."


def _field_codes(tree: Any) -> Iterator[str]:
    """The code of each field, without those of the fields inside it."""
    open_: list[str] = []
    for node in tree.iter("{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}fldSimple"):
        tag = etree.QName(node).localname
        given = {etree.QName(key).localname: value for key, value in node.items()}
        if tag == "fldSimple":
            yield given.get("instr", "")
        elif tag != "fldChar":
            if open_:
                open_[-1] += node.text or ""
            else:
                yield node.text or ""
        elif given.get("fldCharType") == "begin":
            open_.append("")
        elif given.get("fldCharType") == "end" and open_:
            yield open_.pop()
    yield from open_
