"""The seller's look in a filled Word template: its logo in the frames for it, its colour in place of the template's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn

from costmodel.documents.word.chart_xml import LINE
from costmodel.documents.word.charts import take_out
from costmodel.files.colour import ACCENT, HAIRLINE, MIDDLE, PALE, tint
from costmodel.files.pictures import Picture

LOGO = "picture:logo"
"""The name or alternative text of a picture in a template that stands for the logo."""
_TINTS = {ACCENT: 1.0, MIDDLE: 0.38, HAIRLINE: 0.31, LINE: 0.19, PALE: 0.1}
"""The colours of the shipped templates and their charts, each a share of the accent on white."""
_IN_A_TAG = re.compile(rb'<[^<>]*"(?:' + "|".join(_TINTS).encode() + rb')"[^<>]*>')


class Dress(NamedTuple):
    """What changes the look of a template: a logo, and a colour of six hexadecimal digits."""

    logo: Picture | None = None
    accent: str | None = None


def put_logo(document: Any, logo: Picture | None, *, description: str) -> None:
    """Puts the logo into the frames of a document (python-docx) that are named for it, as large as fits.

    A frame is a picture in the body, a header or a footer whose name or alternative text is `picture:logo`. Without a
    logo it goes, with its paragraph where that holds nothing else.
    """
    for part, frame in list(_frames(document)):
        drawing = frame.getparent()
        blip = next(frame.iter(qn("a:blip")), None)
        if logo is None or blip is None:
            take_out(drawing)
        else:
            _fit(frame, logo)
            frame.find(qn("wp:docPr")).set("descr", description)
            blip.set(qn("r:embed"), _related(part, logo))
        _forget_pictures(part)


def recolour(document: Any, accent: str | None) -> None:
    """Gives a document (python-docx) another accent in styles, theme, text and charts, with its paler tints."""
    if accent is None:
        return
    new = {old: tint(accent, share) for old, share in _TINTS.items()}

    def changed(tag: re.Match[bytes]) -> bytes:
        made = tag[0]
        for old, other in new.items():
            made = made.replace(f'"{old}"'.encode(), f'"{other}"'.encode())
        return made

    for part in document.part.package.iter_parts():
        if hasattr(part, "element"):
            for colour in part.element.xpath("//@w:fill | //@w:color | //w:color/@w:val | //a:srgbClr/@val"):
                if colour in new:
                    colour.getparent().set(colour.attrname, new[colour])
        elif part.partname.endswith(".xml"):  # charts and the theme, which python-docx does not take apart
            part._blob = _IN_A_TAG.sub(changed, part.blob)


def _frames(document: Any) -> Iterator[tuple[Any, Any]]:
    """The frames for the logo, each with the part that it stands in."""
    around = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    parts = [rel.target_part for rel in document.part.rels.values() if rel.reltype in around and not rel.is_external]
    for part in (document.part, *parts):
        for properties in part.element.iter(qn("wp:docPr")):
            if LOGO in (properties.get("name", "").strip(), properties.get("descr", "").strip()):
                yield part, properties.getparent()


def _fit(frame: Any, logo: Picture) -> None:
    """Makes a frame as small as the logo needs inside it."""
    extent = frame.find(qn("wp:extent"))
    wide, high = int(extent.get("cx")), int(extent.get("cy"))
    scale = min(wide / logo.size.width, high / logo.size.height)
    fitting = {"cx": str(max(1, int(logo.size.width * scale))), "cy": str(max(1, int(logo.size.height * scale)))}
    for size in (extent, *(ext for form in frame.iter(qn("a:xfrm")) for ext in form.iter(qn("a:ext")))):
        size.attrib.update(fitting)
    for crop in list(frame.iter(qn("a:srcRect"))):
        crop.getparent().remove(crop)


def _related(part: Any, logo: Picture) -> str:
    ending, kind = ("png", CONTENT_TYPE.PNG) if logo.size.kind == "png" else ("jpg", CONTENT_TYPE.JPEG)
    where = part.package.next_partname(f"/word/media/logo%d.{ending}")
    key: str = part.relate_to(Part(where, kind, logo.content, part.package), RELATIONSHIP_TYPE.IMAGE)
    return key


def _forget_pictures(part: Any) -> None:
    """Drops the pictures that nothing in a part refers to any more."""
    used = set(part.element.xpath("//@r:embed | //@r:link | //@r:id | //@r:pict"))
    for key in [key for key, rel in part.rels.items() if rel.reltype == RELATIONSHIP_TYPE.IMAGE and key not in used]:
        del part.rels[key]
