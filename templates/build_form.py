"""Builds form.docx and price_schedules.docx, the Word templates of tender forms: python templates/build_form.py

The templates are ordinary Word files with Jinja tags (docxtpl). They may be changed in Word; this script only makes the
first ones. Building them twice gives the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from word_file import edge, word_file
from word_parts import (
    WIDE,
    WIDTH,
    cell,
    each,
    either,
    field,
    p,
    picture,
    row,
    runs,
    table,
    tag_row,
    when,
)

from costmodel.documents.word.seller_look import LOGO
from costmodel.files.colour import ACCENT, PALE

FOLDER = Path(__file__).parent
KEEP = "<w:keepNext/>"  # stays on the page of what follows


class Shape(NamedTuple):
    """A table: the widths of its columns in proportion, those of figures, and how many cells its totals have.

    `short` tables stay on one page where they can.
    """

    parts: tuple[float, ...]
    numbers: tuple[int, ...]
    totals: tuple[str, ...] = ()
    short: bool = False


TALL = {
    "unit_prices": Shape((1.2, 4.8, 1.7, 2.7, 6.2), (3,)),
    "quantities": Shape((1.2, 6.2, 1.8, 1.4, 2.9, 3.1), (3, 4, 5), ("total1", "strong1")),
    "matrix": Shape((1.3, 7.3, 2.1, 2.6, 3.3), ()),
}
ACROSS = {
    "grand": Shape((1.3, 8.0, 4.4, 3.8, 3.8, 4.0), (3, 4, 5), ("total1", "strong1", "strong3"), short=True),
    "summary": Shape((1.3, 10.7, 3.3, 5.0, 5.0), (3, 4), ("strong2",), short=True),
    "supply": Shape((1.3, 7.4, 2.2, 1.5, 3.1, 3.1, 3.3, 3.4), (3, 4, 5, 6, 7), ("strong2",), short=True),
    "recurrent": Shape((1.5, 11.3, 2.5, 5.0, 5.0), (3, 4), ("total2", "strong2"), short=True),
    "origin": Shape((18.0, 7.3), (), short=True),
}


def widths_of(parts: Sequence[float], whole: int) -> list[int]:
    """Column widths in proportion, together the text's width."""
    made = [round(whole * part / sum(parts)) for part in parts]
    made[1] += whole - sum(made)
    return made


def shaped(shape: Shape, whole: int) -> str:
    """A table of a shape: a row for each item, which is a band, a line or a total."""
    widths, count = widths_of(shape.parts, whole), len(shape.parts)

    def look(column: int, kind: str) -> str:
        return f"Table {kind} Number" if column in shape.numbers else f"Table {kind}"

    def item(column: int) -> str:
        return f"{{{{ item.cells[{column}] }}}}"

    def noted(column: int) -> str:
        keep = KEEP if shape.short else ""
        text = p(item(column), look(column, "Text"), extra=keep)
        return text + each("note", "item.notes", p("{{ note }}", "Table Note"))

    def total(kind: str) -> str:
        own, strong = int(kind[-1]), kind.startswith("strong")
        before = count - own
        style, fill = ("Table Total Number", PALE) if strong else ("Table Text Number", "")
        keep = not strong or kind == "strong3"  # the last of a block may end a page
        label = cell("{{ item.label }}", sum(widths[:before]), style=style, fill=fill, span=before, keep=keep)
        sums = (cell(item(n), widths[before + n], style=style, fill=fill, keep=keep) for n in range(own))
        return row(label, *sums)

    rows = [
        row(
            *(cell(f"{{{{ table.heads[{n}] }}}}", w, style=look(n, "Head"), fill=ACCENT) for n, w in enumerate(widths)),
            head=True,
        ),
        tag_row("for item in table.rows", count),
        tag_row("if item.kind == 'band'", count),
        row(cell("{{ item.label }}", whole, style="Table Band", span=count)),
        tag_row("elif item.kind == 'line'", count),
        row(
            *(
                cell(noted(n) if n == 1 else item(n), w, style=look(n, "Text"), keep=shape.short and n != 1)
                for n, w in enumerate(widths)
            )
        ),
    ]
    for kind in shape.totals:
        rows += [tag_row(f"elif item.kind == '{kind}'", count), total(kind)]
    return table(widths, [*rows, tag_row("endif", count), tag_row("endfor", count)])


def facts(whole: int) -> str:
    """Who offers what to whom; what is missing is marked."""
    widths = widths_of((5.0, 11.6), whole)
    text = either("item.missing", p("{{ item.text }}", "Missing"), p("{{ item.text }}", "Table Text"))
    rows = [
        tag_row("for item in facts", 2),
        row(cell("{{ item.name }}", widths[0], style="Table Name", fill=PALE), cell(text, widths[1])),
        tag_row("endfor", 2),
    ]
    return table(widths, rows)


def tables(shapes: dict[str, Shape], whole: int) -> Iterable[str]:
    """The table of the shape that a form's table has."""
    for name, shape in shapes.items():
        yield when(f"table.shape == '{name}'", shaped(shape, whole))


def ending(whole: int) -> str:
    """The total in words, then place and date beside signature and stamp."""
    half = [whole // 2, whole - whole // 2]
    return (
        when(
            "ending.amount",
            p("{{ ending.before }}**{{ ending.amount }}**{{ ending.after }}", "Total In Words", extra=KEEP),
            when("ending.note", p("{{ ending.note }}", "After Table", extra=KEEP)),
        )
        + when("ending.blank", p("{{ ending.blank }}", "Total In Words", extra=KEEP))
        + p("", "Cover Gap", extra=KEEP)
        + table(
            half,
            [
                row(
                    cell("{{ ending.place }}", half[0], style="Table Name", keep=True),
                    cell("{{ ending.signer }}", half[1], style="Table Name", keep=True),
                ),
                row(
                    cell("", half[0], style="Table Note"),
                    cell("{{ ending.signature }}", half[1], style="Table Note"),
                    height=1700,
                ),
            ],
            style="ProposalBox",
        )
    )


def build(shapes: dict[str, Shape], whole: int) -> bytes:
    """A template as a Word file."""
    page = runs("{{ page }} ") + field("PAGE", "1") + runs(" / ") + field("NUMPAGES", "1")
    body = (
        picture(LOGO, 5.0, 1.6, "Cover Logo")
        + p("{{ document.title }}", "Form Title")
        + facts(whole)
        + each(
            "part",
            "parts",
            when("part.title", p("{{ part.title }}", "Heading 1", extra='<w:spacing w:before="320" w:after="100"/>')),
            each("note", "part.notes", p("{{ note }}", "After Table", extra=KEEP)),
            each(
                "table",
                "part.tables",
                when("table.title", p("{{ table.title }}", "Caption")),
                when("not table.title", p("", "Cover Gap", extra=KEEP)),
                *tables(shapes, whole),
            ),
        )
        + ending(whole)
    )
    return word_file(
        body,
        header=(edge("Header", "bottom", "{{ document.title }}", runs("{{ document.reference }}")),),
        footer=(edge("Footer", "top", "{{ document.mark }}", page),),
        charts={},
        cover=False,
        landscape=whole == WIDE,
    )


TEMPLATES = {"form": (TALL, WIDTH), "price_schedules": (ACROSS, WIDE)}


if __name__ == "__main__":
    for template, how in TEMPLATES.items():
        target = FOLDER / f"{template}.docx"
        target.write_bytes(build(*how))
        sys.stdout.write(f"{target}\n")
