"""Builds templates/proposal.docx, the Word template of the proposal: python templates/build_proposal.py

The template is an ordinary Word file with Jinja tags (docxtpl): `{{ … }}` prints a value, `{%p … %}` stands in a
paragraph and `{%tr … %}` in a table row of its own. It may be changed in Word; this script only makes the first one.
Building it twice gives the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

TARGET = Path(__file__).with_name("proposal.docx")
ACCENT, PALE, LINE, GREY = "1B5566", "E8F0F2", "B9CBD1", "5A6B70"
FONT = "Arial"
WIDTH = 9412  # of the text, in twentieths of a point (16.6 cm)
DOTS = "…" * 16
FRESH = '<w:pageBreakBefore/><w:spacing w:before="0" w:after="160"/>'  # a heading that begins a page
PERIODS = 20  # columns of the timetable's bars; documents/proposal_context.py fills as many


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


def caption(text: str) -> str:
    """A numbered caption above a table."""
    return (
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>'
        + runs("{{ proposal.table }} ")
        + '<w:fldSimple w:instr=" SEQ Table \\* ARABIC "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
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


# ------------------------------------------------------------------ the document


def cover() -> str:
    """The first page."""
    mark = table(
        [WIDTH],
        [
            row(
                cell(
                    p("{{ document.kind }}", "Cover Mark")
                    + when("document.budgetary", p("{{ document.budgetary_line }}", "Cover Mark Note")),
                    WIDTH,
                    fill=PALE,
                )
            )
        ],
        style="ProposalBox",
    )
    return (
        p("{{ document.seller }}", "Cover Seller")
        + p("{{ document.title }}", "Title")
        + p("{{ document.subject }}", "Subtitle")
        + p("{{ document.bundle }}", "Cover Line")
        + mark
        + p("", "Cover Gap")
        + facts("document.rows")
        + p("", "Cover Gap")
        + facts("document.buyer")
        + p("", "Cover Gap")
        + facts("document.supplier")
    )


def contents() -> str:
    """The table of contents; its entries are written when the proposal is made, after this one's bookmark."""
    note = runs("{# table of contents: written when the proposal is made #}")
    mark = '<w:bookmarkStart w:id="0" w:name="contents"/><w:bookmarkEnd w:id="0"/>'
    return (
        p("{{ proposal.contents }}", "TOC Heading") + f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{mark}{note}</w:p>'
    )


def summary() -> str:
    """The executive summary with the price."""
    return (
        p("{{ proposal.summary }}", "Heading 1", extra=FRESH)
        + each("text", "summary.texts", p("{{ text }}"))
        + caption("{{ caption.summary }}")
        + money_rows("summary.rows")
        + each("text", "summary.notes", p("{{ text }}", "After Table"))
        + when(
            "summary.display",
            caption("{{ caption.display }}"),
            listing(
                (4.4, 3.8, 3.3, 2.9, 2.2),
                ("{{ label.amount }}", "{{ label.rate }}", "{{ label.date }}", "{{ label.source }}", "{{ label.age }}"),
                "summary.display",
                (
                    noted("{{ item.amount }}"),
                    each("rate", "item.rates", p("{{ rate }}", "Table Text")),
                    "{{ item.dated }}",
                    "{{ item.source }}",
                    "{{ item.age }}",
                ),
                numbers=(4,),
            ),
            p("{{ summary.display_note }}", "After Table"),
        )
    )


def money_rows(of: str) -> str:
    """A block of amounts, the important ones strong."""
    widths = widths_of(9.6, 7.0)

    def line(kind: str, fill: str) -> str:
        return row(
            cell("{{ item.name }}", widths[0], style=f"Table {kind}", fill=fill, keep=True),
            cell("{{ item.text }}", widths[1], style=f"Table {kind} Number", fill=fill, keep=True),
        )

    rows = [
        tag_row(f"for item in {of}", 2),
        tag_row("if item.strong", 2),
        line("Total", PALE),
        tag_row("else", 2),
        line("Text", ""),
        tag_row("endif", 2),
        tag_row("endfor", 2),
    ]
    return table(widths, rows)


def need() -> str:
    """The understanding of the need."""
    return (
        p("{{ proposal.need }}", "Heading 1")
        + p("{{ proposal.need_customer }}", "Heading 2")
        + p("{{ need.customer }}", "Lead In")
        + p("{{ need.understanding }}")
        + p("{{ proposal.need_departments }}", "Lead In")
        + bullets("need.departments")
        + p("{{ proposal.need_expectations }}", "Lead In")
        + bullets("need.expectations")
        + when(
            "need.use_cases",
            p("{{ proposal.need_use_cases }}", "Heading 2"),
            p("{{ proposal.need_use_cases_lead }}", "Lead In"),
            caption("{{ caption.use_cases }}"),
            listing(
                (4.2, 6.6, 5.8),
                ("{{ proposal.use_case }}", "{{ proposal.use_case_what }}", "{{ proposal.use_case_benefit }}"),
                "need.use_cases",
                ("**{{ item.name }}**", "{{ item.text }}", "{{ item.benefit }}"),
            ),
        )
        + p("{{ proposal.need_drivers }}", "Heading 2")
        + p("{{ need.drivers_text }}", "Lead In")
        + caption("{{ caption.drivers }}")
        + listing(
            (6.2, 2.8, 3.2, 4.4),
            (
                "{{ proposal.driver }}",
                "{{ proposal.driver_value }}",
                "{{ label.unit }}",
                "{{ proposal.driver_origin }}",
            ),
            "need.drivers",
            ("{{ item.name }}", "{{ item.text }}", "{{ item.unit }}", "{{ item.origin }}"),
            numbers=(1,),
        )
    )


def solution() -> str:
    """The bundle, what it brings and what it leaves out; then the objectives."""
    named = p("**{{ item.name }}** – {{ item.text }}", "List Bullet")
    return (
        p("{{ proposal.solution }}", "Heading 1")
        + p("**{{ solution.bundle }}** – {{ solution.description }}")
        + p("{{ solution.text }}")
        + p("{{ solution.modules }}")
        + when("solution.renewed", p("{{ solution.renewed_title }}", "Heading 2"), bullets("solution.renewed"))
        + when(
            "solution.value_points",
            p("{{ proposal.solution_value }}", "Heading 2"),
            bullets("solution.value_points"),
        )
        + when(
            "solution.saving_points",
            p("{{ proposal.solution_saving }}", "Lead In"),
            bullets("solution.saving_points"),
        )
        + when(
            "solution.levers",
            p("{{ proposal.solution_levers }}", "Heading 2"),
            p("{{ proposal.solution_levers_lead }}", "Lead In"),
            each("item", "solution.levers", named),
        )
        + p("{{ proposal.solution_gaps }}", "Heading 2")
        + p("{{ solution.gaps_text }}", "Lead In")
        + each("item", "solution.gaps", named)
        + p("{{ proposal.objectives }}", "Heading 1")
        + p("{{ proposal.objectives_lead }}", "Lead In")
        + bullets("objectives")
    )


def scope() -> str:
    """The scope of work, one table with a band for each category."""
    widths = widths_of(10.6, 2.6, 3.4)
    heads = ("{{ label.item }}", "{{ label.kind }}", "{{ proposal.scope_state }}")
    rows = [
        row(*(cell(t, w, style="Table Head", fill=ACCENT) for t, w in zip(heads, widths, strict=True)), head=True),
        tag_row("for section in scope.sections", 3),
        row(
            cell(
                p("{{ section.name }}", "Table Band") + p("{{ section.text }}", "Table Band Note"),
                WIDTH,
                fill=PALE,
                span=3,
            )
        ),
        tag_row("for item in section.lines", 3),
        row(
            cell(noted("{{ item.text }}"), widths[0]),
            cell("{{ item.kind }}", widths[1]),
            cell(
                either("item.excluded", p("{{ item.state }}", "Missing"), p("{{ item.state }}", "Table Text")),
                widths[2],
            ),
        ),
        tag_row("endfor", 3),
        tag_row("endfor", 3),
    ]
    return (
        p("{{ label.scope }}", "Heading 1")
        + p("{{ proposal.scope_lead }}", "Lead In")
        + p("{{ scope.text }}", "Lead In")
        + caption("{{ caption.scope }}")
        + table(widths, rows)
    )


def process() -> str:
    """The stages and the timetable."""
    names = widths_of(5.6, 1.3, 9.7)
    bar = names[2] // PERIODS
    widths = [WIDTH - names[1] - bar * PERIODS, names[1], *([bar] * PERIODS)]
    quarter = PERIODS // 4
    ticks = [
        cell(value(f"timetable.ticks[{n}]"), bar * quarter, style="Table Head Number", fill=ACCENT, span=quarter)
        for n in range(4)
    ]
    shaded = [cell("{% cellbg item.bar[" + str(n) + "] %}", bar, fill="FFFFFF", keep=True) for n in range(PERIODS)]
    rows = [
        row(
            cell("{{ label.stage }}", widths[0], style="Table Head", fill=ACCENT),
            cell("{{ label.days }}", widths[1], style="Table Head Number", fill=ACCENT),
            *ticks,
            head=True,
        ),
        tag_row("for item in timetable.rows", PERIODS + 2),
        row(
            cell(noted("{{ item.name }}"), widths[0], keep=True),
            cell("{{ item.days }}", widths[1], style="Table Text Number", keep=True),
            *shaded,
        ),
        tag_row("endfor", PERIODS + 2),
        row(
            cell("{{ label.total }}", widths[0], style="Table Total", fill=PALE, keep=True),
            cell("{{ timetable.days }}", widths[1], style="Table Total Number", fill=PALE, keep=True),
            cell("{{ timetable.duration }}", bar * PERIODS, style="Table Total", fill=PALE, span=PERIODS, keep=True),
        ),
    ]
    return (
        p("{{ proposal.process }}", "Heading 1")
        + p("{{ proposal.process_stages }}", "Heading 2")
        + p("{{ process.text }}", "Lead In")
        + caption("{{ caption.stages }}")
        + listing(
            (3.3, 7.0, 3.0, 3.3),
            (
                "{{ label.stage }}",
                "{{ proposal.activities }}",
                "{{ label.responsible }}",
                "{{ label.deliverables }}",
            ),
            "process.stages",
            (
                "**{{ item.name }}**",
                p("{{ item.activities }}", "Table Text") + p("{{ item.text }}", "Table Note"),
                "{{ item.responsible }}",
                "{{ item.deliverables }}",
            ),
        )
        + p("{{ label.timetable }}", "Heading 2")
        + p("{{ timetable.text }}", "Lead In")
        + caption("{{ caption.timetable }}")
        + table(widths, rows)
        + p("{{ timetable.note }}", "After Table")
    )


PRICE_PARTS = (5.7, 1.2, 1.9, 3.0, 1.7, 3.1)
PRICE_HEADS = (
    "{{ label.item }}",
    "{{ label.quantity }}",
    "{{ label.unit }}",
    "{{ label.unit_price }}",
    "{{ label.tax }}",
    "{{ label.net_amount }}",
)
PRICE_CELLS = (
    noted("{{ item.name }}"),
    "{{ item.quantity }}",
    "{{ item.unit }}",
    "{{ item.unit_price }}",
    "{{ item.tax }}",
    "{{ item.net }}",
)


def prices() -> str:
    """The price tables, outside the total the options, and the payment schedule."""

    def lines(name: str, total: str) -> str:
        last = (total, "", "", "", "", value(f"prices.{name}.total")) if total else ()
        return caption(value(f"caption.{name}")) + listing(
            PRICE_PARTS, PRICE_HEADS, f"prices.{name}.lines", PRICE_CELLS, numbers=(1, 3, 5), last=last
        )

    return (
        p("{{ proposal.prices }}", "Heading 1")
        + p("{{ prices.text }}", "Lead In")
        + when("prices.one_off.lines", p("{{ label.one_off }}", "Heading 2"), lines("one_off", "{{ label.total }}"))
        + when(
            "prices.recurring.lines",
            p("{{ label.recurring }}", "Heading 2"),
            lines("recurring", "{{ label.total }}"),
        )
        + when(
            "prices.adjustments",
            p("{{ proposal.prices_adjustments }}", "Heading 2"),
            caption("{{ caption.adjustments }}"),
            listing(
                (6.4, 2.6, 4.1, 3.5),
                ("{{ label.item }}", "{{ label.share }}", "{{ label.tax }}", "{{ label.net_amount }}"),
                "prices.adjustments",
                ("{{ item.name }}", "{{ item.share }}", "{{ item.tax }}", "{{ item.text }}"),
                numbers=(1, 3),
                keep=True,
            ),
        )
        + p("{{ proposal.prices_tax }}", "Heading 2")
        + caption("{{ caption.taxes }}")
        + listing(
            (7.4, 1.6, 3.8, 3.8),
            ("{{ proposal.tax_category }}", "{{ label.rate }}", "{{ label.taxable }}", "{{ label.tax }}"),
            "prices.taxes",
            (noted("{{ item.name }}"), "{{ item.rate }}", "{{ item.base }}", "{{ item.tax }}"),
            numbers=(1, 2, 3),
            last=("{{ label.total }}", "", "{{ prices.tax_base }}", "{{ prices.tax_total }}"),
        )
        + p("{{ proposal.prices_totals }}", "Heading 2")
        + caption("{{ caption.totals }}")
        + money_rows("prices.totals")
        + when(
            "prices.beside.lines",
            p("{{ proposal.prices_beside }}", "Heading 2"),
            p("{{ proposal.prices_beside_lead }}", "Lead In"),
            lines("beside", ""),
        )
        + when(
            "prices.later",
            p("{{ label.later_years }}", "Heading 2"),
            p("{{ prices.later_text }}", "Lead In"),
            caption("{{ caption.later }}"),
            listing(
                (11.6, 5.0),
                ("{{ label.item }}", "{{ label.per_year }}"),
                "prices.later",
                ("{{ item.name }}", "{{ item.text }}"),
                numbers=(1,),
                last=("{{ label.total }}", "{{ prices.later_total }}"),
            ),
        )
        + p("{{ proposal.payment }}", "Heading 2")
        + p("{{ payment.text }}", "Lead In")
        + when(
            "payment.rows",
            caption("{{ caption.payment }}"),
            listing(
                (1.2, 9.4, 2.2, 3.8),
                ("{{ label.rank }}", "{{ label.due }}", "{{ label.share }}", "{{ label.amount }}"),
                "payment.rows",
                ("{{ loop.index }}", "{{ item.name }}", "{{ item.share }}", "{{ item.text }}"),
                numbers=(2, 3),
                last=("", "{{ label.total }}", "", "{{ payment.total }}"),
            ),
        )
    )


def basis() -> str:
    """What the figures rest on."""
    return (
        p("{{ proposal.basis }}", "Heading 1")
        + p("{{ proposal.basis_class }}", "Heading 2")
        + each("text", "basis.texts", p("{{ text }}"))
        + p("{{ proposal.basis_lines }}", "Heading 2")
        + p("{{ proposal.basis_lines_lead }}", "Lead In")
        + caption("{{ caption.basis }}")
        + listing(
            (4.4, 8.6, 1.4, 2.2),
            ("{{ label.item }}", "{{ label.basis }}", "{{ label.class }}", "{{ label.source }}"),
            "basis.lines",
            ("{{ item.name }}", "{{ item.text }}", "{{ item.grade }}", "{{ item.source }}"),
        )
        + when(
            "basis.assumptions",
            p("{{ proposal.basis_assumptions }}", "Heading 2"),
            p("{{ proposal.basis_assumptions_lead }}", "Lead In"),
            caption("{{ caption.assumptions }}"),
            listing(
                (3.4, 7.4, 4.4, 1.4),
                ("{{ label.assumption }}", "{{ label.reason }}", "{{ label.plausible_range }}", "{{ label.source }}"),
                "basis.assumptions",
                ("{{ item.name }}", "{{ item.text }}", "{{ item.plausible }}", "{{ item.source }}"),
            ),
        )
        + p("{{ proposal.basis_sources }}", "Heading 2")
        + p("{{ proposal.basis_notes_lead }}", "Lead In")
        + bullets("basis.notes")
        + caption("{{ caption.sources }}")
        + listing(
            (1.0, 11.1, 3.0, 1.5),
            (
                "{{ label.rank }}",
                "{{ label.source }}",
                "{{ label.looked_up }}",
                "{{ label.grade }}",
            ),
            "basis.sources",
            (
                "{{ item.mark }}",
                noted("{{ item.name }}"),
                "{{ item.looked_up }}",
                "{{ item.grade }}",
            ),
        )
        + p("{{ label.grade_note }}", "After Table")
    )


def service() -> str:
    """Service levels, training and handover, the seller's references."""
    return (
        p("{{ label.service }}", "Heading 1")
        + p("{{ proposal.service_times }}", "Heading 2")
        + p("**{{ service.tier }}** – {{ service.coverage }}", "Lead In")
        + caption("{{ caption.service }}")
        + listing(
            (6.2, 2.7, 3.4, 2.6),
            ("{{ label.severity }}", "{{ label.response }}", "{{ label.resolution }}", "{{ label.uptime }}"),
            "service.rows",
            (noted("**{{ item.name }}**"), "{{ item.response }}", "{{ item.resolution }}", "{{ item.uptime }}"),
            keep=True,
        )
        + p("{{ proposal.service_note }}", "After Table")
        + p("{{ label.definitions }}", "Heading 2")
        + caption("{{ caption.definitions }}")
        + listing(
            (4.4, 12.2),
            ("{{ proposal.term }}", "{{ label.meaning }}"),
            "service.definitions",
            ("**{{ item.name }}**", "{{ item.text }}"),
        )
        + when(
            "training.sections",
            p("{{ proposal.training }}", "Heading 1"),
            p("{{ training.text }}"),
            each(
                "section",
                "training.sections",
                p("{{ section.name }}", "Heading 2"),
                p("{{ section.text }}", "Lead In"),
                bullets("section.points"),
            ),
        )
        + when(
            "credentials.texts",
            p("{{ proposal.credentials }}", "Heading 1"),
            each("text", "credentials.texts", p("{{ text }}")),
        )
        + when(
            "credentials.rows",
            caption("{{ caption.credentials }}"),
            listing(
                (6.4, 4.6, 2.8, 2.8),
                (
                    "{{ proposal.credential }}",
                    "{{ proposal.issuer }}",
                    "{{ label.rank }}",
                    "{{ label.valid_until }}",
                ),
                "credentials.rows",
                ("{{ item.name }}", "{{ item.issuer }}", "{{ item.reference }}", "{{ item.valid_until }}"),
            ),
        )
    )


def terms() -> str:
    """The terms of the offer and its acceptance."""
    half = widths_of(1, 1)

    def box(who: str, name: str) -> str:
        text = value(f"{name}.text")
        return p(value(f"proposal.{who}"), "Table Band") + either(
            f"{name}.missing", p(text, "Missing"), p(text, "Table Text")
        )

    def blanks(name: str) -> str:
        return p("{{ proposal.sign_name }} " + name, "Table Blank") + p(
            "{{ proposal.sign_date }} " + DOTS, "Table Blank"
        )

    return (
        p("{{ proposal.terms }}", "Heading 1")
        + caption("{{ caption.terms }}")
        + facts("terms.rows")
        + when(
            "terms.conditions",
            p("{{ proposal.terms_special }}", "Lead In"),
            bullets("terms.conditions"),
        )
        + p("{{ proposal.acceptance }}", "Heading 1")
        + p("{{ acceptance.closing }}", "Closing")
        + each("text", "acceptance.texts", p("{{ text }}", "Lead In"))
        + table(
            half,
            [
                row(
                    cell(box("for_buyer", "acceptance.buyer"), half[0], fill=PALE),
                    cell(box("for_seller", "acceptance.seller"), half[1], fill=PALE),
                ),
                row(
                    cell(blanks(DOTS) + p("{{ proposal.approved }}", "Table Blank") + p(DOTS, "Table Blank"), half[0]),
                    cell(blanks("{{ acceptance.signatory }}"), half[1]),
                ),
                row(
                    cell("{{ proposal.stamp }}", half[0], style="Table Note"),
                    cell("{{ proposal.stamp }}", half[1], style="Table Note"),
                    height=2400,
                ),
            ],
            style="ProposalBox",
        )
    )


# ------------------------------------------------------------------ styles


STYLES: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    ("Normal", None, {"after": 6, "line": 1.15}),
    ("Template Tag", "Normal", {"size": 7, "colour": "999999"}),
    ("Title", "Normal", {"size": 27, "bold": True, "colour": ACCENT, "before": 12, "after": 14}),
    ("Subtitle", "Normal", {"size": 14, "colour": "222222", "after": 4}),
    ("Cover Seller", "Normal", {"size": 13, "bold": True, "colour": GREY, "before": 30, "after": 90}),
    ("Cover Line", "Normal", {"size": 12, "colour": GREY, "after": 22}),
    ("Cover Mark", "Normal", {"size": 13, "bold": True, "colour": ACCENT, "before": 5, "after": 3, "caps": True}),
    ("Cover Mark Note", "Normal", {"size": 9, "after": 5}),
    ("Cover Gap", "Normal", {"size": 6, "after": 8}),
    ("TOC Heading", "Normal", {"size": 16, "bold": True, "colour": ACCENT, "after": 12, "keep": True, "fresh": True}),
    ("toc 1", "Normal", {"bold": True, "before": 5, "after": 1}),
    ("toc 2", "Normal", {"size": 9.5, "after": 1, "left": 0.8}),
    ("Heading 1", "Normal", {"size": 16, "bold": True, "colour": ACCENT, "before": 24, "after": 8, "keep": True}),
    ("Heading 2", "Normal", {"size": 12, "bold": True, "colour": ACCENT, "before": 14, "after": 5, "keep": True}),
    ("Heading 3", "Normal", {"size": 10.5, "bold": True, "colour": ACCENT, "before": 10, "after": 4, "keep": True}),
    ("Lead In", "Normal", {"before": 4, "after": 4, "keep": True, "line": 1.15}),
    ("After Table", "Normal", {"size": 9, "colour": GREY, "before": 6, "after": 6, "line": 1.1}),
    ("Caption", "Normal", {"size": 9, "bold": True, "colour": GREY, "before": 10, "after": 4, "keep": True}),
    ("Closing", "Normal", {"size": 11, "bold": True, "before": 4, "after": 6, "keep": True, "line": 1.15}),
    ("List Bullet", "Normal", {"after": 2, "line": 1.1}),
    ("Header", "Normal", {"size": 8, "colour": GREY}),
    ("Footer", "Normal", {"size": 8, "colour": GREY}),
    ("Table Text", "Normal", {"size": 9, "before": 2, "after": 2}),
    ("Table Text Number", "Table Text", {"size": 9, "before": 2, "after": 2, "align": "RIGHT"}),
    ("Table Note", "Table Text", {"size": 8, "colour": GREY, "after": 2}),
    ("Table Name", "Table Text", {"size": 9, "bold": True, "before": 2, "after": 2}),
    ("Table Band", "Table Text", {"size": 9.5, "bold": True, "colour": ACCENT, "before": 4, "after": 1, "keep": True}),
    ("Table Band Note", "Table Text", {"size": 8.5, "colour": GREY, "after": 3, "keep": True}),
    ("Table Head", "Table Text", {"size": 9, "bold": True, "colour": "FFFFFF", "before": 3, "after": 3, "keep": True}),
    (
        "Table Head Number",
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
        borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in sides)
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
    used |= {"TableNormal", "NoList", "DefaultParagraphFont", "Header", "Footer", "TOC1", "TOC2", "Heading3"}
    for style in list(document.styles.element.findall(qn("w:style"))):
        based = style.find(qn("w:basedOn"))
        if style.get(qn("w:styleId")) not in used:
            document.styles.element.remove(style)
        elif based is not None and based.get(qn("w:val")) not in used:
            raise SystemExit(f"{style.get(qn('w:styleId'))} is based on a style that is not used")
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


# ------------------------------------------------------------------ the file


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


def build() -> bytes:
    """The template as a Word file."""
    document = Document()
    styles(document)
    numbering(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.3)
    section.header_distance, section.footer_distance = Cm(1.1), Cm(0.9)
    section.different_first_page_header_footer = True
    rule = '<w:pBdr><w:{} w:val="single" w:sz="4" w:space="4" w:color="{}"/></w:pBdr>'
    right = "<w:r><w:tab/></w:r>"

    def line(style: str, edge: str, left: str, end: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{rule.format(edge, LINE)}</w:pPr>{runs(left)}{right}{end}</w:p>'

    part_xml(section.header, line("Header", "bottom", "{{ document.seller }}", runs("{{ document.title }}")))
    part_xml(
        section.footer,
        line(
            "Footer",
            "top",
            "{{ document.reference }}",
            runs("{{ proposal.page }} ") + field("PAGE", "1") + runs(" / ") + field("NUMPAGES", "1"),
        ),
        *(
            p(text, "Footer")
            for text in ("{%p if document.budgetary %}", "{{ document.budgetary_line }}", "{%p endif %}")
        ),
    )
    part_xml(section.first_page_header, p("", "Header"))
    part_xml(section.first_page_footer, p("", "Footer"))
    body = document.element.body
    end = body.sectPr
    parts = (
        cover,
        contents,
        summary,
        need,
        solution,
        scope,
        process,
        prices,
        basis,
        service,
        terms,
    )
    whole = parse_xml(f"<w:body {nsdecls('w')}>{''.join(part() for part in parts)}</w:body>")
    for old in list(body):
        if old is not end:
            body.remove(old)
    for element in list(whole):
        end.addprevious(element)
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


if __name__ == "__main__":
    TARGET.write_bytes(build())
    sys.stdout.write(f"{TARGET}\n")
