"""The text of a Word template as a person sees it: paragraphs with numbers, and the tags in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from costmodel.documents.word.package import xml_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTIES = ("title", "subject", "creator", "description", "identifier", "language")
"""The properties of a file that are filled in like its text."""
_TAG = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)
_HALF = re.compile(r"{{|{%|{#|}}|%}|#}|{\s+[{%]|[}%]\s+}")
_INVISIBLE = ("lang", "noProof", "proofErr", "webHidden")
"""What of a run's format nobody sees."""


class Tag(NamedTuple):
    """A tag: as written, `{{`, `{%` or `{#`, what it stands for as a whole (`p`, `tr`, `tc`, `r`), and its inside."""

    text: str
    kind: str
    whole: str
    inside: str
    formats: int = 1


class Paragraph(NamedTuple):
    """A paragraph: its part, its number in it, its text, tags, pieces of tags, and the elements that it stands in."""

    part: str
    number: int
    text: str
    tags: tuple[Tag, ...]
    halves: tuple[str, ...]
    beside: str
    places: dict[str, Any]


def paragraphs(content: bytes) -> list[Paragraph]:
    """Every paragraph of the text, headers, footers and notes that is filled in, and of the file's properties."""
    made: list[Paragraph] = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in sorted(package.namelist(), key=_order):
            found = re.fullmatch(r"word/(?:(document|footnotes)|(header|footer)(\d*))\.xml", name)
            if found:
                part = {"document": "text", "footnotes": "footnotes"}.get(found[1], f"{found[2]} {found[3]}".strip())
                made += _paragraphs(xml_of(package.read(name)), part)
            elif name == "docProps/core.xml":
                made += _properties(xml_of(package.read(name)))
    return made


def tag_of(text: str, formats: int = 1) -> Tag:
    """A tag taken apart."""
    body, kind = text[2:-2].rstrip("-+"), text[:2]
    whole = re.match(r"(tr|tc|p|r)(?=\s)", body)
    inside = body[whole.end() :] if whole else body.lstrip("-+")
    return Tag(text, kind, whole[1] if whole else "", inside.strip(), formats)


def _order(name: str) -> tuple[bool, int, str]:
    return (name != "word/document.xml", len(name), name)


def _paragraphs(tree: Any, part: str) -> Iterator[Paragraph]:
    number = 0
    for element in tree.iter(f"{_W}p"):
        if next(element.iterancestors("{*}Fallback"), None) is not None:
            continue  # the same text once more, for programs that draw no shapes
        number += 1
        runs = list(_runs(element))
        text = "".join(words for words, _ in runs)
        yield _paragraph(part, number, text, _formats(runs), _places(element))


def _properties(tree: Any) -> Iterator[Paragraph]:
    for number, element in enumerate(tree, start=1):
        if _name(element) in _PROPERTIES and element.text:
            yield _paragraph("file properties", number, element.text, [], {"container": element})


def _paragraph(part: str, number: int, text: str, formats: list[tuple[int, str]], places: dict[str, Any]) -> Paragraph:
    tags = tuple(tag_of(found[0], _spread(found, formats)) for found in _TAG.finditer(text))
    beside = _TAG.sub("\n", text)
    return Paragraph(part, number, text, tags, tuple(_HALF.findall(beside)), "".join(beside.split()), places)


def _runs(paragraph: Any) -> Iterator[tuple[str, str]]:
    """The pieces of a paragraph's own text, each with its format; a paragraph inside a shape is another one."""
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
        if next(element.iterancestors(f"{_W}p")) is not paragraph:
            continue
        run = element.getparent()
        if run.tag == f"{_W}r":
            yield (element.text or "") if element.tag == f"{_W}t" else " ", _format(run)


def _format(run: Any) -> str:
    """What a run looks like."""
    properties = run.find(f"{_W}rPr")
    shown = [] if properties is None else [child for child in properties if _name(child) not in _INVISIBLE]
    return " ".join(sorted(_name(child) + str(sorted(map(str, child.items()))) for child in shown))


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _formats(runs: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """Where each format begins in the text."""
    made, at = [], 0
    for words, look in runs:
        made.append((at, look))
        at += len(words)
    return made


def _spread(found: re.Match[str], formats: list[tuple[int, str]]) -> int:
    """In how many formats a tag is written."""
    ends = [*(start for start, _ in formats[1:]), found.end()]
    inside = zip(formats, ends, strict=True) if formats else ()
    return max(1, len({look for (start, look), end in inside if start < found.end() and end > found.start()}))


def _places(paragraph: Any) -> dict[str, Any]:
    """The container of a paragraph, and the row, cell and table that it stands in."""
    cell = next(paragraph.iterancestors(f"{_W}tc", f"{_W}txbxContent"), None)
    inside = cell is not None and cell.tag == f"{_W}tc"
    row = next(cell.iterancestors(f"{_W}tr"), None) if inside and cell is not None else None
    table = next(row.iterancestors(f"{_W}tbl"), None) if row is not None else None
    return {"container": paragraph.getparent(), "tc": row, "tr": table, "row": row, "cell": cell}
