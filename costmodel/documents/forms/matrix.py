"""The compliance matrix: scope of work and requirements of tender files, filled in for us or left to a bidder."""

from __future__ import annotations

from collections.abc import Iterable

from costmodel.documents.forms.form import Fill, Form, Part, Row, Table, band, line
from costmodel.documents.forms.head import form_with
from costmodel.price_book.book import find
from costmodel.price_book.wording import Wording
from costmodel.quoting.compliance import GivenAnswer, MatrixLine, MatrixSection, matrix
from costmodel.quoting.quote import Quote

CHOICES = ("compliant", "partial", "option", "not_compliant")
"""What a bidder may answer."""


def compliance_matrix(quote: Quote, say: Wording, *, empty: bool = False, answers: Iterable[GivenAnswer] = ()) -> Form:
    """Every requirement with its level, answer and remark; an empty one has no answers and choices for them."""
    sections = matrix(quote, say.book, answers=() if empty else answers)
    asked = [one for section in sections for one in section.lines]
    heads = tuple(say(id_) for id_ in ("label.rank", "form.requirement", "form.level", "form.answer", "form.remark"))
    parts = []
    for scope, sheet, name in (
        (True, "form.of_scope", "form.of_scope"),
        (False, "form.sheet_tenders", "form.of_tenders"),
    ):
        rows = tuple(_rows([section for section in sections if section.scope == scope], say, empty=empty))
        parts.append(Part(say(sheet), say(name), (Table("matrix", heads, rows),)))
    if empty:
        notes: tuple[str, ...] = (say("form.matrix_empty"),)
    else:
        answered = sum(one.answer != "open" for one in asked)
        notes = (
            say("form.matrix_note"),
            say("form.answered", answered=say.number(answered), count=say.number(len(asked))),
        )
    parts[0] = parts[0]._replace(notes=notes)
    return form_with("compliance", quote, say, parts, empty=empty)


def _rows(sections: list[MatrixSection], say: Wording, *, empty: bool) -> Iterable[Row]:
    number = 0
    for section in sections:
        yield band(say.of(section.name))
        for one in section.lines:
            number += 1
            yield _row(one, str(number) if section.scope else one.id, say, empty=empty)


def _row(one: MatrixLine, number: str, say: Wording, *, empty: bool) -> Row:
    level = say.of(find(say.book.requirements.levels, one.level, what="a level").name)
    among = tuple(say(f"form.answer_{choice}") for choice in CHOICES)
    if empty:
        return line(number, say.of(one.text), level, Fill(among=among), Fill())
    said = say(f"form.answer_{one.answer}")
    remark = one.remark or (say("form.proof", item=one.proof) if one.proof else "")
    answer = Fill(said, (*among, said)) if one.answer in (*CHOICES, "open") else said
    return line(number, say.of(one.text), level, answer, Fill(remark))
