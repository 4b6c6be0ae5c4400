"""What Word templates are made of, as XML: paragraphs, tables and frames for charts, with Jinja tags (docxtpl).

`{{ … }}` prints a value, `{%p … %}` stands in a paragraph and `{%tr … %}` in a table row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls
from docx.shared import Cm

from costmodel.documents.word.charts import PREFIX
from costmodel.files.colour import ACCENT, PALE

GREY = "5A6B70"
WIDTH = 9412  # of the text, in twentieths of a point (16.6 cm)
WIDE = 14344  # of the text on a page on its side (25.3 cm)


# ------------------------------------------------------------------ paragraphs


def p(text: str = "", style: str = "Normal", *, extra: str = "") -> str:
    """A paragraph; **words** between asterisks are strong."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/>{extra}</w:pPr>{runs(text)}</w:p>'


def runs(text: str) -> str:
    """Runs of a text, every second piece between ** strong."""
    made = []
    for n, piece in enumerate(text.split("**")):
        if piece:
            strong = "<w:rPr><w:b/></w:rPr>" if n % 2 else ""
            made.append(f'<w:r>{strong}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>')
    return "".join(made)


def value(name: str) -> str:
    """A variable that is printed."""
    return "{{ " + name + " }}"


def tag(statement: str) -> str:
    """A Jinja statement in a paragraph of its own, which disappears."""
    return p("{%p " + statement + " %}", "Template Tag")


def when(condition: str, *inside: str) -> str:
    """Paragraphs and tables under a condition."""
    return tag(f"if {condition}") + "".join(inside) + tag("endif")


def each(name: str, of: str, *inside: str) -> str:
    """Paragraphs and tables for each item."""
    return tag(f"for {name} in {of}") + "".join(inside) + tag("endfor")


def either(condition: str, yes: str, no: str) -> str:
    """One of two paragraphs."""
    return tag(f"if {condition}") + yes + tag("else") + no + tag("endif")


def bullets(of: str) -> str:
    """A bulleted list of strings."""
    return each("item", of, p("{{ item }}", "List Bullet"))


def field(instruction: str, shown: str) -> str:
    """A field with the result that is shown until it is computed."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} '
        f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def caption(text: str, *, kind: str = "table") -> str:
    """A numbered caption above a table or a chart."""
    return (
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>'
        + runs("{{ proposal." + kind + " }} ")
        + f'<w:fldSimple w:instr=" SEQ {kind.title()} \\* ARABIC "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        + runs(" – " + text)
        + "</w:p>"
    )


# ------------------------------------------------------------------ tables


def cell(
    content: str, width: int, *, style: str = "Table Text", fill: str = "", span: int = 1, keep: bool = False
) -> str:
    """A cell of one paragraph, or of ready paragraphs; `keep` holds it together with what follows."""
    inside = content if content.startswith("<w:p>") else p(content, style)
    if keep:
        inside = inside.replace('"/></w:pPr>', '"/><w:keepNext/></w:pPr>')
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanning}{shade}</w:tcPr>{inside}</w:tc>'


def row(*cells: str, head: bool = False, height: int = 0) -> str:
    """A row that does not break over pages; a head row is repeated on each page."""
    repeat = "<w:tblHeader/>" if head else ""
    tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def tag_row(statement: str, columns: int) -> str:
    """A Jinja statement in a table row of its own, which disappears."""
    return row(cell("{%tr " + statement + " %}", WIDTH, style="Template Tag", span=columns))


def table(widths: Sequence[int], rows: Iterable[str], *, style: str = "ProposalTable") -> str:
    """A table of fixed column widths."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def widths_of(*parts: float) -> list[int]:
    """Column widths in proportion, together the text's width."""
    made = [round(WIDTH * part / sum(parts)) for part in parts]
    made[0] += WIDTH - sum(made)
    return made


def listing(
    parts: Sequence[float],
    heads: Sequence[str],
    of: str,
    cells: Sequence[str],
    *,
    numbers: Sequence[int] = (),
    last: Sequence[str] = (),
    keep: bool = False,
) -> str:
    """A table with a head row, a row for each `item`, and perhaps a total row; `numbers` are right-aligned columns."""
    widths = widths_of(*parts)

    def style(column: int, kind: str) -> str:
        return f"Table {kind} Number" if column in numbers else f"Table {kind}"

    made = [
        row(
            *(
                cell(t, w, style=style(n, "Head"), fill=ACCENT)
                for n, (t, w) in enumerate(zip(heads, widths, strict=True))
            ),
            head=True,
        ),
        tag_row(f"for item in {of}", len(parts)),
        row(
            *(
                cell(t, w, style=style(n, "Text"), keep=keep or bool(last))
                for n, (t, w) in enumerate(zip(cells, widths, strict=True))
            )
        ),
        tag_row("endfor", len(parts)),
    ]
    if last:
        made.append(
            row(
                *(
                    cell(t, w, style=style(n, "Total"), fill=PALE)
                    for n, (t, w) in enumerate(zip(last, widths, strict=True))
                )
            )
        )
    return table(widths, made)


def noted(name: str) -> str:
    """A cell's text with small notes below it."""
    return p(name, "Table Text") + each("note", "item.notes", p("{{ note }}", "Table Note"))


def facts(of: str, *, left: float = 1.1) -> str:
    """A table of names and values; what is missing is marked."""
    widths = widths_of(left, 3.0 - left)
    text = either("item.missing", p("{{ item.text }}", "Missing"), p("{{ item.text }}", "Table Text"))
    rows = [
        tag_row(f"for item in {of}", 2),
        row(cell("{{ item.name }}", widths[0], style="Table Name", fill=PALE), cell(text, widths[1])),
        tag_row("endfor", 2),
    ]
    return table(widths, rows)


# ------------------------------------------------------------------ charts


def chart(name: str, height: float, *, note: str = "") -> str:
    """A frame of the text's width, with its height in centimetres, for the chart of a name; perhaps a note below it.

    The renderer finds it by `chart:` and the name, in its alternative text and in its placeholder, so it may be moved,
    resized and copied. A chart for which there is nothing to show goes with its paragraph.
    """
    space = nsdecls("wp", "a", "c", "r")
    called = f'name="{PREFIX}{name}" descr="{PREFIX}{name}"'
    keep = "<w:keepNext/>" if note else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Chart"/>{keep}</w:pPr><w:r><w:drawing>'
        f'<wp:inline {space} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{WIDTH * 635}" cy="{Cm(height)}"/><wp:docPr id="1" {called}/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart r:id=""/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    ) + (p(note, "After Table") if note else "")


def picture(name: str, width: float, height: float, style: str) -> str:
    """A frame for a picture of a name, as large as it may become, in centimetres; a grey box stands in for it."""
    space = nsdecls("wp", "a", "pic", "r")
    called = f'name="{name}" descr="{name}"'
    size = f'cx="{Cm(width)}" cy="{Cm(height)}"'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline {space} distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr id="1" {called}/>'
        '<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="0" {called}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip r:embed=""/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


class Unworded:
    """Stands for the wording of a language while the placeholders are made: titles without units."""

    language = "fr"

    def __call__(self, _: str, **words: str) -> str:
        return words["title"]

    def shown(self, words: str) -> str:
        return words
