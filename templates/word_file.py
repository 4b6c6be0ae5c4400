"""A Word template as a file: styles, numbering, headers and footers, charts, and the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree
from word_parts import (
    GREY,
    WIDE,
    WIDTH,
    p,
    runs,
)

from costmodel.documents.word.charts import PREFIX, ChartParts, fill
from costmodel.files.colour import ACCENT, HAIRLINE

FONT = "Arial"
GREY_DOT = bytes.fromhex(  # a PNG of one pixel
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000d494441547801010200fdff00dd"
    "00df00de9c5ddf1c0000000049454e44ae426082"
)


# ------------------------------------------------------------------ styles


STYLES: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    ("Normal", None, {"after": 6, "line": 1.15}),
    ("Template Tag", "Normal", {"size": 7, "colour": "999999"}),
    ("Title", "Normal", {"size": 27, "bold": True, "colour": ACCENT, "before": 12, "after": 14}),
    ("Form Title", "Normal", {"size": 19, "bold": True, "colour": ACCENT, "before": 4, "after": 10, "keep": True}),
    ("Subtitle", "Normal", {"size": 14, "colour": "222222", "after": 4}),
    ("Cover Logo", "Normal", {"after": 4}),
    ("Cover Seller", "Normal", {"size": 13, "bold": True, "colour": GREY, "before": 30, "after": 90}),
    ("Cover Line", "Normal", {"size": 12, "colour": GREY, "after": 22}),
    ("Cover Mark", "Normal", {"size": 13, "bold": True, "colour": ACCENT, "before": 5, "after": 3, "caps": True}),
    ("Cover Mark Note", "Normal", {"size": 9, "after": 5}),
    ("Cover Gap", "Normal", {"size": 6, "after": 8}),
    ("Box Gap", "Normal", {"size": 2, "after": 4}),
    ("TOC Heading", "Normal", {"size": 16, "bold": True, "colour": ACCENT, "after": 12, "keep": True, "fresh": True}),
    ("toc 1", "Normal", {"bold": True, "before": 5, "after": 1}),
    ("toc 2", "Normal", {"size": 9.5, "after": 1, "left": 0.8}),
    ("Heading 1", "Normal", {"size": 16, "bold": True, "colour": ACCENT, "before": 24, "after": 8, "keep": True}),
    ("Heading 2", "Normal", {"size": 12, "bold": True, "colour": ACCENT, "before": 14, "after": 5, "keep": True}),
    ("Heading 3", "Normal", {"size": 10.5, "bold": True, "colour": ACCENT, "before": 10, "after": 4, "keep": True}),
    ("Lead In", "Normal", {"before": 4, "after": 4, "keep": True, "line": 1.15}),
    ("After Table", "Normal", {"size": 9, "colour": GREY, "before": 6, "after": 6, "line": 1.1}),
    ("Caption", "Normal", {"size": 9, "bold": True, "colour": GREY, "before": 10, "after": 4, "keep": True}),
    ("Chart", "Normal", {"before": 2, "after": 4}),
    ("Total In Words", "Normal", {"before": 8, "after": 4, "line": 1.15}),
    ("Closing", "Normal", {"size": 11, "bold": True, "before": 4, "after": 6, "keep": True, "line": 1.15}),
    ("List Bullet", "Normal", {"after": 2, "line": 1.1}),
    ("Fine Bullet", "List Bullet", {"size": 9, "after": 1, "line": 1.0}),
    ("Header", "Normal", {"size": 8, "colour": GREY}),
    ("Footer", "Normal", {"size": 8, "colour": GREY}),
    ("Table Text", "Normal", {"size": 9, "before": 2, "after": 2}),
    ("Table Text Number", "Table Text", {"size": 9, "before": 2, "after": 2, "align": "RIGHT"}),
    ("Table Note", "Table Text", {"size": 8, "colour": GREY, "after": 2}),
    ("Table Fine", "Table Text", {"size": 8.5, "before": 0.5, "after": 0.5}),
    ("Table Name", "Table Text", {"size": 9, "bold": True, "before": 2, "after": 2}),
    ("Table Band", "Table Text", {"size": 9.5, "bold": True, "colour": ACCENT, "before": 4, "after": 1, "keep": True}),
    ("Table Band Note", "Table Text", {"size": 8.5, "colour": GREY, "after": 3, "keep": True}),
    ("Table Head", "Table Text", {"size": 9, "bold": True, "colour": "FFFFFF", "before": 3, "after": 3, "keep": True}),
    (
        "Table Head Number",
        "Table Head",
        {"size": 9, "bold": True, "colour": "FFFFFF", "before": 3, "after": 3, "keep": True, "align": "RIGHT"},
    ),
    (
        "Table Head End",
        "Table Head",
        {"size": 9, "bold": True, "colour": "FFFFFF", "before": 3, "after": 3, "keep": True, "align": "RIGHT"},
    ),
    ("Table Total", "Table Text", {"size": 9, "bold": True, "before": 3, "after": 3}),
    ("Table Total Number", "Table Total", {"size": 9, "bold": True, "before": 3, "after": 3, "align": "RIGHT"}),
    ("Table Blank", "Table Text", {"size": 9, "before": 8, "after": 6, "keep": True}),
    ("Missing", "Table Text", {"size": 9, "italic": True, "colour": "B3400E", "before": 2, "after": 2}),
)


def set_style(document: Any, name: str, base: str | None, look: dict[str, Any]) -> None:
    """A paragraph style, made anew."""
    made = document.styles
    known = name in [style.name for style in made]
    it = made[name] if known else made.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name.startswith("toc"))
    it.element.set(qn("w:styleId"), name.replace("toc ", "TOC").replace(" ", ""))
    for old in ("w:rPr", "w:pPr"):
        if (found := it.element.find(qn(old))) is not None:
            it.element.remove(found)
    it.base_style = made[base] if base else None
    it.hidden, it.quick_style = False, True
    it.font.name, it.font.size = FONT, Pt(look.get("size", 10))
    it.font.bold, it.font.italic, it.font.all_caps = look.get("bold"), look.get("italic"), look.get("caps")
    if "colour" in look:
        it.font.color.rgb = RGBColor.from_string(look["colour"])
    form = it.paragraph_format
    form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    form.line_spacing, form.keep_with_next = look.get("line", 1.0), look.get("keep")
    form.page_break_before = look.get("fresh")
    if "left" in look:
        form.left_indent = Cm(look["left"])
    if "align" in look:
        form.alignment = getattr(WD_ALIGN_PARAGRAPH, look["align"])


def styles(document: Any) -> None:
    """Every style that the template uses."""
    made = document.styles
    for fonts in made.element.find(qn("w:docDefaults")).iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), FONT)
    for style_name, base, look in STYLES:
        set_style(document, style_name, base, look)
    for level, at in ((1, 500), (2, 1200)):
        tabs = f'<w:tab w:val="left" w:pos="{at}"/><w:tab w:val="right" w:leader="dot" w:pos="{WIDTH}"/>'
        made[f"toc {level}"].element.get_or_add_pPr().append(parsed(f"<w:tabs>{tabs}</w:tabs>"))
    for edge in ("Header", "Footer"):
        made[edge].element.get_or_add_pPr().append(parsed(f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'))
    for table_style, sides in (
        ("ProposalTable", ("top", "bottom", "insideH")),
        ("ProposalBox", ("top", "left", "bottom", "right", "insideH", "insideV")),
    ):
        borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/>' for side in sides)
        made.element.append(
            parsed(
                f'<w:style w:type="table" w:customStyle="1" w:styleId="{table_style}">'
                f'<w:name w:val="{table_style}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
                f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>"
                '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
                "</w:style>"
            )
        )


ORDER = ["keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "spacing", "ind"]
ORDER += ["contextualSpacing", "jc", "outlineLvl"]  # of the standard, for what styles use here


def tidy(document: Any) -> None:
    """Puts the properties of paragraph styles into the order of the standard."""
    for properties in document.styles.element.iter(qn("w:pPr")):
        properties[:] = sorted(properties, key=lambda child: ORDER.index(etree.QName(child).localname))


def prune(document: Any) -> None:
    """Drops python-docx's own styles that the template does not use: a small file renders faster."""
    used = set(re.findall(r'w:val="(\w+)"', etree.tostring(document.element.body, encoding="unicode")))
    used |= {"Normal", "TableNormal", "NoList", "DefaultParagraphFont", "Header", "Footer", "TOC1", "TOC2", "Heading3"}
    bases = {
        style.get(qn("w:styleId")): based.get(qn("w:val"))
        for style in document.styles.element.findall(qn("w:style"))
        if (based := style.find(qn("w:basedOn"))) is not None
    }
    while more := {bases[id_] for id_ in used if id_ in bases} - used:
        used |= more
    for style in list(document.styles.element.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in used:
            document.styles.element.remove(style)
        elif (link := style.find(qn("w:link"))) is not None:
            style.remove(link)


def numbering(document: Any) -> None:
    """Numbers of headings and the bullet of lists."""
    root = document.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{left}"/></w:pPr>'
        "</w:lvl>"
        for n, (text, left) in enumerate((("%1.", 680), ("%1.%2", 680), ("%1.%2.%3", 794)))
    )
    bullet = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>'
        '<w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="284"/></w:pPr></w:lvl>'
    )
    for n, content in ((1, levels), (2, bullet)):
        kind = "multilevel" if n == 1 else "hybridMultilevel"
        root.append(
            parsed(f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="{kind}"/>{content}</w:abstractNum>')
        )
    for n in (1, 2):
        root.append(parsed(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'))
    for name, num, level in (("Heading 1", 1, 0), ("Heading 2", 1, 1), ("Heading 3", 1, 2), ("List Bullet", 2, 0)):
        properties = document.styles[name].element.get_or_add_pPr()
        properties.insert(
            2 if name.startswith("Heading") else 0,
            parsed(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'),
        )
        if name.startswith("Heading"):
            properties.append(parsed(f'<w:outlineLvl w:val="{level}"/>'))


# ------------------------------------------------------------------ charts


def fill_frames(document: Any, made: Mapping[str, ChartParts]) -> None:
    """Gives each frame the part with its placeholder."""
    for blip in document.element.body.iter(qn("a:blip")):
        part = Part(PackURI("/word/media/placeholder.png"), CONTENT_TYPE.PNG, GREY_DOT, document.part.package)
        blip.set(qn("r:embed"), document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE))
    frames = (chart.getparent().getparent().getparent() for chart in document.element.body.iter(qn("c:chart")))
    for n, frame in enumerate(list(frames), start=1):
        properties = frame.find(qn("wp:docPr"))
        where = PackURI(f"/word/charts/chart{n}.xml")
        part = Part(where, CONTENT_TYPE.DML_CHART, b"", document.part.package)
        reference = next(frame.iter(qn("c:chart")))
        reference.set(qn("r:id"), document.part.relate_to(part, RELATIONSHIP_TYPE.CHART))
        properties.set("id", str(n))
        fill(part, made[properties.get("name").removeprefix(PREFIX)])


# ------------------------------------------------------------------ the file


def colour_theme(document: Any) -> None:
    """Makes the accent the first colour of the theme, which Word offers for what a person adds."""
    theme = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    first = rb'(<a:accent1>\s*<a:srgbClr val=")[0-9A-F]{6}"'
    theme._blob, found = re.subn(first, rb"\g<1>" + ACCENT.encode() + b'"', theme.blob)
    if found != 1:
        raise SystemExit("the theme has no first accent")


def part_xml(container: Any, *paragraphs: str) -> None:
    """Fills a header or footer."""
    element = container._element
    for old in list(element):
        element.remove(old)
    for paragraph in paragraphs:
        element.append(parsed(paragraph))


def parsed(xml: str) -> Any:
    """An element of body XML."""
    start = xml.index(">") if xml[xml.index(">") - 1] != "/" else xml.index(">") - 1
    return parse_xml(f"{xml[:start]} {nsdecls('w')}{xml[start:]}")


def edge(style: str, side: str, left: str, end: str) -> str:
    """The line of a header or footer: a text, another at the right, and a rule at one side."""
    rule = f'<w:pBdr><w:{side} w:val="single" w:sz="4" w:space="4" w:color="{HAIRLINE}"/></w:pBdr>'
    right = "<w:r><w:tab/></w:r>"
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{rule}</w:pPr>{runs(left)}{right}{end}</w:p>'


def lay_across(document: Any) -> None:
    """Turns the page on its side; the right tabs of header and footer move to its edge."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for edge_style in ("Header", "Footer"):
        for tab in document.styles[edge_style].element.iter(qn("w:tab")):
            tab.set(qn("w:pos"), str(WIDE))


def word_file(
    body: str,
    *,
    header: Sequence[str],
    footer: Sequence[str],
    charts: Mapping[str, ChartParts],
    cover: bool,
    cover_footer: Sequence[str] = (),
    landscape: bool = False,
) -> bytes:
    """A Word file of body XML; with a `cover` the first page has no header, and a footer of its own."""
    document = Document()
    styles(document)
    numbering(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if landscape:
        lay_across(document)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.3)
    section.header_distance, section.footer_distance = Cm(1.1), Cm(0.9)
    section.different_first_page_header_footer = cover
    part_xml(section.header, *header)
    part_xml(section.footer, *footer)
    if cover:
        part_xml(section.first_page_header, p("", "Header"))
        part_xml(section.first_page_footer, *(cover_footer or (p("", "Footer"),)))
    old_body = document.element.body
    end = old_body.sectPr
    whole = parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>")
    for old in list(old_body):
        if old is not end:
            old_body.remove(old)
    for element in list(whole):
        end.addprevious(element)
    fill_frames(document, charts)
    colour_theme(document)
    prune(document)
    tidy(document)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    properties = document.core_properties
    for element in list(properties._element):
        properties._element.remove(element)
    properties.created = properties.modified = datetime(2026, 1, 1)
    for rels, unused in ((document.part.package.rels, "/thumbnail"), (document.part.rels, "/stylesWithEffects")):
        for key, relation in list(rels.items()):
            if relation.reltype.endswith(unused):
                del rels[key]
    raw = io.BytesIO()
    document.save(raw)
    return repacked(raw.getvalue())


def repacked(docx: bytes) -> bytes:
    """The same package with fixed times, so that it is the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
