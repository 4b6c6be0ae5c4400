"""A tender form as a Word file: its content poured into a Word template."""

from __future__ import annotations

from datetime import date
from typing import Any

from costmodel.documents.forms.form import Cell, Ending, Figure, Fill, Form, Row, Said, figure_text
from costmodel.documents.word.fill import render
from costmodel.documents.word.seller_look import Dress
from costmodel.files.folders import template_folder
from costmodel.price_book.wording import Wording
from costmodel.quoting.look import Look
from costmodel.quoting.terms import Seller

WIDE = ("world_bank",)
"""Forms whose tables need a page on its side."""


def form_docx(form: Form, say: Wording, *, on: date, seller: Seller | None = None, look: Look = Look()) -> bytes:
    """The form as a Word file in the shipped template, with its seller's logo and colour."""
    name = "price_schedules" if form.id in WIDE else "form"
    variables = form_context(form, say, on=on, author=seller.name if seller else "")
    dress = Dress(look.logo, seller.accent_colour) if seller else Dress()
    return render(variables, template_folder() / f"{name}.docx", dress=dress)


def form_context(form: Form, say: Wording, *, on: date, author: str) -> dict[str, Any]:
    """The variables of the template for a form: everything as text."""
    alone = len(form.parts) == 1
    subject = next((fact.text for fact in form.facts if fact.name == say("form.subject")), "")
    return {
        "language": say.language,
        "page": say("proposal.page"),
        "document": {
            "title": form.title,
            "number": form.number,
            "subject": subject,
            "author": author,
            "issued": on,
            "reference": f"{say('form.number')} {form.number}",
            "mark": form.mark,
        },
        "facts": [fact._asdict() for fact in form.facts],
        "parts": [
            {
                "title": "" if alone else part.title,
                "notes": list(part.notes),
                "tables": [
                    {
                        "shape": table.shape,
                        "title": table.title,
                        "heads": list(table.heads),
                        "rows": [_row(row, say) for row in table.rows],
                    }
                    for table in part.tables
                ],
            }
            for part in form.parts
        ],
        "ending": _ending(form.ending, say),
    }


def _row(row: Row, say: Wording) -> dict[str, Any]:
    kind = row.kind if row.kind in ("band", "line") else f"{row.kind}{len(row.cells)}"
    return {
        "kind": kind,
        "label": row.label,
        "cells": [_text(cell, say) for cell in row.cells],
        "notes": list(row.notes),
    }


def _text(cell: Cell, say: Wording) -> str:
    if isinstance(cell, Figure):
        return figure_text(cell, say)
    return cell.words if isinstance(cell, (Said, Fill)) else cell


def _ending(ending: Ending | None, say: Wording) -> dict[str, str]:
    names = ("before", "amount", "after", "note")
    if ending is None:
        return dict.fromkeys((*names, "blank", "place", "signer", "signature"), "")
    close = ending.closing
    said = {name: getattr(close, name) if close else "" for name in names}
    return {
        **said,
        "blank": ending.blank,
        "place": ending.place,
        "signer": ending.signer,
        "signature": say("form.signature"),
    }
