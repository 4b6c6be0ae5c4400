"""Word documents from right to left: one pass over a finished package, which was filled in as any other.

Word turns a paragraph, a table and a section about by one mark each, and takes left as the side where lines begin. It
knows no isolates: what reads from left to right inside Arabic text, such as a figure, becomes a run of its own without
`w:rtl`. LibreOffice goes by the isolates in the text alone, so both are there.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.opc.constants import CONTENT_TYPE
from lxml import etree

from costmodel.documents.word.reading_order import MARK, pieces
from costmodel.words.text import POP, RIGHT_TO_LEFT, has_arabic

FONT, LANGUAGE = "Arial", "ar-SA"
"""A font that has Arabic letters, for a template that names none; and what Word calls the language of the text."""
FIGURES = "number"
"""How the names of styles end whose paragraphs hold figures: those stay flush right, units under units."""
_HALF_NUMBER, _HALF_BULLET = 230, 40
"""Half of what a heading's number and a bullet take, in twentieths of a point."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P, _PPR, _R, _RPR, _T, _TBLPR, _SECTPR = (f"{_W}{n}" for n in ("p", "pPr", "r", "rPr", "t", "tblPr", "sectPr"))
_BIDI, _VISUAL, _RTL, _JC, _VAL = (f"{_W}{n}" for n in ("bidi", "bidiVisual", "rtl", "jc", "val"))
_CHART, _SPACE = f"{_C}chart", "{http://www.w3.org/XML/1998/namespace}space"


def _names(words: str) -> frozenset[str]:
    return frozenset(f"{_W}{word}" for word in words.split())


_BEFORE_BIDI = _names(
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN"
)
_BEFORE_VISUAL = _names("tblStyle tblpPr tblOverlap")
_BEHIND_SECTION = _names("rtlGutter docGrid printerSettings sectPrChange")
_BEHIND_RTL = _names("cs em lang eastAsianLayout specVanish oMath rPrChange")
_BEHIND_MARK = _names("sectPr pPrChange")
_BEHIND_SIDE = _names("textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange")
_BEHIND_FORM = _names("rPr tblPr trPr tcPr tblStylePr")
_TWINS = {f"{_W}b": f"{_W}bCs", f"{_W}sz": f"{_W}szCs"}
"""What holds for Latin letters alone, and its twin for Arabic ones. Italics have none: Arabic is not slanted."""
_TEXTS = ("header+xml", "footer+xml", "footnotes+xml", "endnotes+xml")


def turn(document: Any) -> None:
    """Turns a finished document (python-docx) right to left: text, headers, footers, notes, styles, lists, charts."""
    turn_text(document.element)
    _turn_styles(document.styles.element)
    for relation in document.part.rels.values():
        if relation.is_external:
            continue
        part = relation.target_part
        if part.content_type == CONTENT_TYPE.DML_CHART:
            part._blob = turn_chart(part.blob)
        elif part.content_type == CONTENT_TYPE.WML_NUMBERING:
            _turn_numbering(part.element)
        elif part.content_type.endswith(_TEXTS):
            _turn_part(part)


def _turn_part(part: Any) -> None:
    """A header, a footer or notes, which python-docx keeps as a tree or as bytes."""
    if hasattr(part, "_element"):
        turn_text(part._element)
        return
    root = etree.fromstring(part.blob)
    turn_text(root)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


# ------------------------------------------------------------------ text


def turn_text(root: Any) -> None:
    """Turns the paragraphs, runs, tables and sections below an element."""
    _twins(root)
    charted = {next(chart.iterancestors(_P)) for chart in root.iter(_CHART)}
    for paragraph in root.iter(_P):
        _turn_paragraph(paragraph, charted=paragraph in charted)
    for table in root.iter(_TBLPR):
        _put(table, _VISUAL, after=_BEFORE_VISUAL)
    for section in root.iter(_SECTPR):
        _put(section, _BIDI, before=_BEHIND_SECTION)
    for run in list(root.iter(_R)):
        _turn_run(run)


def _turn_paragraph(paragraph: Any, *, charted: bool) -> None:
    properties = paragraph.find(_PPR)
    if properties is None:
        properties = paragraph.makeelement(_PPR)
        paragraph.insert(0, properties)
    if charted:
        _keep_chart(properties)
        return
    _put(properties, _BIDI, after=_BEFORE_BIDI)
    mark = properties.find(_RPR)  # the mark at a paragraph's end decides how the number before it reads
    if mark is None:
        mark = properties.makeelement(_RPR)
        _place(properties, mark, before=_BEHIND_MARK)
    _put(mark, _RTL, before=_BEHIND_RTL)


def _keep_chart(properties: Any) -> None:
    """Leaves the paragraph of a chart as it is, but at the right: in a turned one LibreOffice writes charts in reverse.

    "75%" would read "%57". The chart itself is turned.
    """
    _put(properties, _BIDI, after=_BEFORE_BIDI)
    properties.find(_BIDI).set(_VAL, "0")
    if properties.find(_JC) is None:
        side = properties.makeelement(_JC, {_VAL: "right"})
        _place(properties, side, before=_BEHIND_SIDE)


def _turn_run(run: Any) -> None:
    """Marks a run as Arabic, or cuts it into runs that are and runs that are not."""
    texts = run.findall(_T)
    if not texts:
        return
    words = "".join(text.text or "" for text in texts)
    if len(texts) > 1 or len(run) > 1 + (run.find(_RPR) is not None):
        if has_arabic(words):
            _set_rtl(run)
        return
    made = list(pieces(words)) or [(True, "")]
    for native, piece in made[:-1]:
        before = run.makeelement(_R)
        if (look := run.find(_RPR)) is not None:
            before.append(deepcopy(look))
        text = run.makeelement(_T, {_SPACE: "preserve"})
        text.text = piece
        before.append(text)
        run.addprevious(before)
        if native:
            _set_rtl(before)
    for native, piece in made[-1:]:
        texts[0].text = piece
        texts[0].set(_SPACE, "preserve")
        if native:
            _set_rtl(run)


def _set_rtl(run: Any) -> None:
    look = run.find(_RPR)
    if look is None:
        look = run.makeelement(_RPR)
        run.insert(0, look)
    _put(look, _RTL, before=_BEHIND_RTL)


# ------------------------------------------------------------------ styles


def _turn_styles(root: Any) -> None:
    """Styles with sizes and weights for Arabic letters; the paragraphs of every style run from right to left."""
    _twins(root)
    for style in root.iter(f"{_W}style"):
        if style.get(f"{_W}type") == "table":
            for properties in style.iterchildren(_TBLPR):
                _put(properties, _VISUAL, after=_BEFORE_VISUAL)
        if style.get(f"{_W}type") != "paragraph":
            continue
        properties = style.find(_PPR)
        if properties is None:
            properties = root.makeelement(_PPR)
            _place(style, properties, before=_BEHIND_FORM)
        _put(properties, _BIDI, after=_BEFORE_BIDI)
        name = style.find(f"{_W}name")
        side = properties.find(_JC)
        if name is not None and side is not None and name.get(_VAL, "").lower().endswith(FIGURES):
            side.set(_VAL, "left")  # where a line begins, which is now the right
    for look in root.iterfind(f"{_W}docDefaults/{_W}rPrDefault/{_RPR}"):
        for fonts in look.iterchildren(f"{_W}rFonts"):
            if fonts.get(f"{_W}cstheme") is None and fonts.get(f"{_W}cs") is None:
                fonts.set(f"{_W}cs", FONT)
    for language in root.iter(f"{_W}lang"):
        language.set(f"{_W}bidi", LANGUAGE)


def _turn_numbering(root: Any) -> None:
    """Numbers of headings and bullets on the right, in the middle of the place that they have.

    LibreOffice puts a number that stands flush at the wrong side of its place, Word does not; in the middle they agree.
    For the same reason a number has no full stop behind it.
    """
    _twins(root)
    for level in root.iter(f"{_W}lvl"):
        kind, words, side = (level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "lvlJc"))
        place = level.find(f"{_W}pPr/{_W}ind")
        if kind is None or words is None or side is None or place is None or side.get(_VAL) not in ("left", "start"):
            continue
        half = _HALF_BULLET if kind.get(_VAL) == "bullet" else _HALF_NUMBER
        if int(place.get(f"{_W}hanging", 0)) > half:
            side.set(_VAL, "center")
            place.set(f"{_W}hanging", str(int(place.get(f"{_W}hanging")) - half))
        words.set(_VAL, words.get(_VAL, "").removesuffix("."))


def _twins(root: Any) -> None:
    """What makes Latin letters strong or large makes Arabic ones so too."""
    for element in list(root.iter(*_TWINS)):
        twin, holder = _TWINS[element.tag], element.getparent()
        if holder.find(twin) is None:
            element.addnext(element.makeelement(twin, dict(element.attrib)))


# ------------------------------------------------------------------ charts


def turn_chart(chart: bytes) -> bytes:
    """A chart whose categories and amounts rise from right to left, with its names on the right."""
    root = etree.fromstring(chart)
    sides = {"l": "r", "r": "l", "tr": "tl", "tl": "tr"}
    for axis in root.iter(f"{_C}valAx", f"{_C}catAx", f"{_C}dateAx", f"{_C}serAx"):
        place, course = axis.find(f"{_C}axPos"), axis.find(f"{_C}scaling/{_C}orientation")
        if place is None or course is None:
            continue
        if place.get("val") in ("b", "t"):
            course.set("val", {"minMax": "maxMin"}.get(course.get("val", "minMax"), "minMax"))
        else:
            place.set("val", sides[place.get("val")])
    for place in root.iter(f"{_C}dLblPos", f"{_C}legendPos"):
        place.set("val", sides.get(place.get("val"), place.get("val")))
    for paragraph in root.iter(f"{_A}p"):
        form = paragraph.find(f"{_A}pPr")
        if form is None:
            form = paragraph.makeelement(f"{_A}pPr")
            paragraph.insert(0, form)
        form.set("rtl", "1")
        if form.get("algn") in sides:
            form.set("algn", sides[form.get("algn")])
    for text in root.iter(f"{_A}t", f"{_C}v"):
        words = text.text or ""
        if text.tag == f"{_A}t" or has_arabic(words) or MARK.search(words):
            text.text = RIGHT_TO_LEFT + words + POP  # LibreOffice does not read `rtl`
    for look in root.iter(f"{_A}rPr", f"{_A}defRPr"):
        look.set("lang", LANGUAGE)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


# ------------------------------------------------------------------ the order of the standard


def _put(
    properties: Any, tag: str, *, after: frozenset[str] = frozenset(), before: frozenset[str] = frozenset()
) -> None:
    """Switches a property on, in its place: behind those of `after`, or ahead of those of `before`."""
    found = properties.find(tag)
    if found is None:
        _place(properties, properties.makeelement(tag), after=after, before=before)
    else:
        found.attrib.pop(_VAL, None)


def _place(
    holder: Any, element: Any, *, after: frozenset[str] = frozenset(), before: frozenset[str] = frozenset()
) -> None:
    """Puts an element behind the first children that are in `after`, or ahead of the first that is in `before`."""
    for n, child in enumerate(holder):
        if child.tag in before or (after and child.tag not in after):
            holder.insert(n, element)
            return
    holder.append(element)
