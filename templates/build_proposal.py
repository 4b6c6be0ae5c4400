"""Builds templates/proposal.docx, the Word template of the proposal: python templates/build_proposal.py

The template is an ordinary Word file with Jinja tags (docxtpl). It may be changed in Word; this script only makes the
first one. Building it twice gives the same bytes.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from word_file import edge, word_file
from word_parts import (
    WIDTH,
    Unworded,
    bullets,
    caption,
    cell,
    chart,
    each,
    either,
    facts,
    field,
    listing,
    noted,
    p,
    picture,
    row,
    runs,
    table,
    tag_row,
    value,
    when,
    widths_of,
)

from costmodel.documents.proposal.work import PERIODS
from costmodel.documents.word.charts import PREFIX, ChartParts, range_bars, s_curve, tornado
from costmodel.documents.word.cost_charts import cumulative_curves, price_bars
from costmodel.documents.word.seller_look import LOGO
from costmodel.files.colour import ACCENT, PALE

TARGET = Path(__file__).with_name("proposal.docx")
DOTS = "…" * 16
FRESH = '<w:pageBreakBefore/><w:spacing w:before="0" w:after="160"/>'  # a heading that begins a page
LEGAL = ("{%p if document.legal %}", "{{ document.legal }}", "{%p endif %}")


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
        picture(LOGO, 6, 2.2, "Cover Logo")
        + p("{{ document.seller }}", "Cover Seller")
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
        + when("summary.rows", caption("{{ caption.summary }}"), money_rows("summary.rows"))
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
    """The bundle, what it brings and what it leaves out."""
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
    )


def objectives() -> str:
    """What the project is to bring about."""
    return (
        p("{{ proposal.objectives }}", "Heading 1")
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
        cell(value(f"timetable.ticks[{n}]"), bar * quarter, style="Table Head End", fill=ACCENT, span=quarter)
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


PRICE_PARTS = (5.2, 1.6, 2.0, 3.0, 1.7, 3.1)
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
            "prices.closing",
            p(
                "{{ prices.closing.before }}**{{ prices.closing.amount }}**{{ prices.closing.after }}",
                "Total In Words",
            ),
            when("prices.closing.note", p("{{ prices.closing.note }}", "After Table")),
        )
        + when("prices.bars", caption("{{ caption.price_bars }}", kind="chart"), chart("price_bars", 6.4))
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
        + when(
            "prices.cumulative",
            p("{{ proposal.prices_years }}", "Heading 2"),
            caption("{{ caption.cumulative }}", kind="chart"),
            chart("cumulative", 6.4, note="{{ prices.cumulative_note }}"),
        )
        + p("{{ proposal.payment }}", "Heading 2")
        + p("{{ payment.text }}", "Lead In")
        + when(
            "payment.rows",
            caption("{{ caption.payment }}"),
            listing(
                (1.4, 9.2, 2.2, 3.8),
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
        + when(
            "charts",
            p("{{ proposal.basis_spread }}", "Heading 2"),
            each("text", "charts.texts", p("{{ text }}")),
            when("charts.s_curve", caption("{{ caption.s_curve }}", kind="chart"), chart("s_curve", 7.6)),
            when(
                "charts.range_bars",
                caption("{{ caption.range_bars }}", kind="chart"),
                chart("range_bars", 7.6, note="{{ proposal.range_bars_note }}"),
            ),
            when(
                "charts.tornado",
                caption("{{ caption.tornado }}", kind="chart"),
                chart("tornado", 7.2, note="{{ proposal.tornado_note }}"),
            ),
        )
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
            (1.4, 10.1, 3.0, 2.1),
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
    """Service levels and what their words mean."""
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
    )


def training() -> str:
    """Training and handover."""
    return when(
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


def credentials() -> str:
    """What the seller can show."""
    return when(
        "credentials.texts",
        p("{{ proposal.credentials }}", "Heading 1"),
        each("text", "credentials.texts", p("{{ text }}")),
    ) + when(
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


def terms() -> str:
    """The terms of the offer."""
    return (
        p("{{ proposal.terms }}", "Heading 1")
        + caption("{{ caption.terms }}")
        + facts("terms.rows")
        + when(
            "terms.conditions",
            p("{{ proposal.terms_special }}", "Lead In"),
            bullets("terms.conditions"),
        )
    )


def acceptance() -> str:
    """The closing sentence and the signatures."""
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
        p("{{ proposal.acceptance }}", "Heading 1")
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


# ------------------------------------------------------------------ the file


def placeholders() -> dict[str, ChartParts]:
    """A chart of made-up figures for each frame, so that whoever opens the template sees one."""
    say: Any = Unworded()
    shown = {"currency_code": "", "description": "", "say": say}
    curve = [(n / 20, Decimal(n * n + 60)) for n in range(1, 20)]
    marks = [("P50", Decimal(160), 0.5), ("P80", Decimal(316), 0.8)]
    lines = [(letter, Decimal(n), Decimal(n + 1), Decimal(n + 3)) for n, letter in enumerate("ABCDEF", start=2)]
    shares = list(zip("ABCDEF", (0.4, 0.22, 0.15, 0.11, 0.08, 0.04), strict=True))
    return {
        "price_bars": price_bars([row[:2] for row in lines], amount=f"{PREFIX}price_bars", **shown),
        "cumulative": cumulative_curves(
            [("A", [row[1] for row in lines])], amount=f"{PREFIX}cumulative", year="…", **shown
        ),
        "s_curve": s_curve(curve, marks=marks, amount=f"{PREFIX}s_curve", probability="…", **shown),
        "range_bars": range_bars(lines, amount=f"{PREFIX}range_bars", heads=("P10", "…", "P90"), **shown),
        "tornado": tornado(shares, share=f"{PREFIX}tornado", description="", say=say),
    }


def build() -> bytes:
    """The template as a Word file."""
    chapters = (
        contents,
        summary,
        need,
        solution,
        objectives,
        scope,
        process,
        prices,
        basis,
        service,
        training,
        credentials,
        terms,
        acceptance,
    )
    body = cover() + "".join(when(f"chapters.{chapter.__name__}", chapter()) for chapter in chapters)
    page = runs("{{ proposal.page }} ") + field("PAGE", "1") + runs(" / ") + field("NUMPAGES", "1")
    lines = ("{%p if document.budgetary %}", "{{ document.budgetary_line }}", "{%p endif %}", *LEGAL)
    return word_file(
        body,
        header=(edge("Header", "bottom", "{{ document.seller }}", runs("{{ document.title }}")),),
        footer=(edge("Footer", "top", "{{ document.reference }}", page), *(p(text, "Footer") for text in lines)),
        charts=placeholders(),
        cover=True,
        cover_footer=[p("{{ document.legal }}", "Footer")],
    )


if __name__ == "__main__":
    TARGET.write_bytes(build())
    sys.stdout.write(f"{TARGET}\n")
