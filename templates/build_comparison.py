"""Builds templates/comparison.docx, the Word template of the comparison: python templates/build_comparison.py

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
    caption,
    cell,
    chart,
    each,
    field,
    listing,
    p,
    row,
    runs,
    table,
    tag_row,
    when,
)

from costmodel.documents.word.charts import PREFIX, ChartParts, range_bars
from costmodel.documents.word.cost_charts import cumulative_curves
from costmodel.files.colour import ACCENT, PALE

TARGET = Path(__file__).with_name("comparison.docx")


def heading(text: str) -> str:
    """A chapter's heading, closer to what stands above it than in a long document."""
    return p(text, "Heading 1", extra='<w:spacing w:before="320" w:after="100"/>')


def opening() -> str:
    """What is compared, and for which need."""
    return p("{{ document.title }}", "Title") + p("{{ document.subject }}", "Subtitle") + p("{{ need }}")


def answer() -> str:
    """The result in a box, then how sure it is."""
    box = table(
        [WIDTH],
        [row(cell(p("{{ comparison.first }}", "Table Band") + p("{{ answer.first }}", "Closing"), WIDTH, fill=PALE))],
        style="ProposalBox",
    )
    return (
        heading("{{ comparison.answer_title }}")
        + box
        + p("", "Box Gap")
        + each("text", "answer.texts", p("{{ text }}", "List Bullet"))
    )


def costs() -> str:
    """What the bundles cost, how sure that is, and their points."""
    return (
        heading("{{ comparison.costs_title }}")
        + caption("{{ caption.costs }}")
        + listing(
            (1.65, 5.1, 2.6, 2.3, 2.45, 2.5),
            (
                "{{ comparison.rank }}",
                "{{ label.bundle }}",
                "{{ comparison.one_off }}",
                "{{ comparison.annual }}",
                "{{ comparison.tco }}",
                "{{ comparison.npv_short }}",
            ),
            "costs",
            (
                "{{ item.rank }}",
                "{{ item.name }}",
                "{{ item.one_off }}",
                "{{ item.annual }}",
                "**{{ item.tco }}**",
                "**{{ item.npv }}**",
            ),
            numbers=(2, 3, 4, 5),
            keep=True,
        )
        + p("{{ comparison.before_short }}.", "After Table")
        + caption("{{ caption.ranges }}")
        + listing(
            (3.9, 1.9, 1.9, 1.9, 2.2, 2.3, 2.5),
            (
                "{{ label.bundle }}",
                "P10",
                "P50",
                "P80",
                "{{ comparison.left_out }}",
                "{{ comparison.closing }}",
                "{{ comparison.like_for_like }}",
            ),
            "ranges",
            (
                "{{ item.name }}",
                "{{ item.p10 }}",
                "{{ item.p50 }}",
                "{{ item.p80 }}",
                "{{ item.left_out }}",
                "{{ item.closing }}",
                "{{ item.like_for_like }}",
            ),
            numbers=(1, 2, 3, 4, 5, 6),
            keep=True,
        )
        + when(
            "points",
            caption("{{ caption.points }}"),
            listing(
                (5.6, 8.6, 2.4),
                ("{{ label.bundle }}", "{{ comparison.by_criterion }}", "{{ comparison.score }}"),
                "points",
                ("{{ item.name }}", each("text", "item.points", p("{{ text }}", "Table Text")), "{{ item.score }}"),
                numbers=(2,),
                keep=True,
            ),
        )
        + when(
            "chart",
            caption("{{ caption.chart }}", kind="chart"),
            chart("tco", 5.8, note="{{ comparison.chart_note }}"),
            caption("{{ caption.cumulative }}", kind="chart"),
            chart("cumulative", 10),
        )
    )


def gaps() -> str:
    """What each bundle leaves out, and what closing the gaps would cost."""
    return (
        heading("{{ comparison.gaps }}")
        + when("not gaps", p("{{ comparison.no_gaps }}"))
        + each(
            "gap",
            "gaps",
            p("{{ gap.name }}", "Heading 2"),
            p("{{ gap.text }}", "Lead In"),
            listing(
                (4.2, 12.4),
                ("{{ comparison.category }}", "{{ comparison.left_out }}"),
                "gap.sections",
                ("**{{ item.name }}**", each("text", "item.texts", p("{{ text }}", "Table Fine"))),
            ),
        )
    )


def by_year() -> str:
    """What each year costs: years down, bundles across."""
    half = WIDTH // 2  # docxtpl shares the width among the columns that there are

    def line(first: str, of: str, kind: str, fill: str = "") -> str:
        tags = [cell("{%tc " + words + " %}", half, style="Template Tag") for words in (f"for item in {of}", "endfor")]
        number = cell("{{ item }}", half, style=f"Table {kind} Number", fill=fill, keep=True)
        name = cell(first, half, style=f"Table {kind}", fill=fill, keep=True)
        return row(name, tags[0], number, tags[1], head=kind == "Head")

    rows = [
        line("", "years.heads", "Head", ACCENT),
        tag_row("for year in years.rows", 2),
        line("{{ year.name }}", "year.amounts", "Text"),
        tag_row("endfor", 2),
        line("{{ label.total }}", "years.totals", "Total", PALE),
    ]
    return when(
        "years.heads",
        heading("{{ comparison.by_year }}"),
        caption("{{ caption.years }}"),
        table([half, half], rows),
    )


def fine_bullets(of: str) -> str:
    """A bulleted list of strings in smaller type."""
    return each("item", of, p("{{ item }}", "Fine Bullet"))


def basis() -> str:
    """The statements, how the figures are to be read, and the sources."""
    return (
        when("statements", heading("{{ comparison.statements }}"), fine_bullets("statements"))
        + heading("{{ comparison.conventions }}")
        + fine_bullets("conventions")
        + p("{{ sources }}", "Fine Bullet")
        + p("{{ label.grade_note }}", "After Table")
    )


def placeholders() -> dict[str, ChartParts]:
    """A chart of made-up figures, so that whoever opens the template sees one."""
    say: Any = Unworded()
    rows = [(letter, Decimal(n), Decimal(n + 2), Decimal(n + 5)) for n, letter in enumerate("ABCD", start=2)]
    amount = f"{PREFIX}tco"
    heads = ("P10", "P50", "P90")
    curves = [(row[0], row[1:]) for row in rows]
    drawn = {"currency_code": "", "description": "", "say": say}
    return {
        "tco": range_bars(rows, amount=amount, heads=heads, **drawn),
        "cumulative": cumulative_curves(curves, amount=f"{PREFIX}cumulative", year="…", **drawn),
    }


def build() -> bytes:
    """The template as a Word file."""
    page = runs("{{ proposal.page }} ") + field("PAGE", "1") + runs(" / ") + field("NUMPAGES", "1")
    return word_file(
        "".join(part() for part in (opening, answer, costs, gaps, by_year, basis)),
        header=(edge("Header", "bottom", "{{ document.title }}", runs("{{ document.number }}")),),
        footer=(edge("Footer", "top", "{{ comparison.before_short }}", page),),
        charts=placeholders(),
        cover=False,
    )


if __name__ == "__main__":
    TARGET.write_bytes(build())
    sys.stdout.write(f"{TARGET}\n")
