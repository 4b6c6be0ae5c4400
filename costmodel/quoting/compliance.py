"""A compliance matrix: every requirement with its level, and the answer that an offer gives to it.

The scope of work is answered by the bundle. A requirement of tender files is answered by it only where the facts name
the deliverable that is the very same thing; every other answer is the seller's own, or stays open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from costmodel.estimating.scope import names_part
from costmodel.files.faults import Fault, InputError, not_among, said, shorten
from costmodel.files.records import Keyed, LongText, Record, validate
from costmodel.files.strict_yaml import read_yaml
from costmodel.files.tables import SUFFIXES, read_table, records
from costmodel.price_book.book import PriceBook, find
from costmodel.price_book.reference import ScopeCategory
from costmodel.price_book.requirements import Level, Requirement
from costmodel.quoting.quote import Quote
from costmodel.words.text import Text, number_text

Answer = Literal["included", "compliant", "partial", "option", "not_included", "not_compliant", "open"]
MAX_ANSWERS = 1_000
COLUMNS = ("id", "answer", "remark")


class GivenAnswer(Record):
    """What a seller answers to a requirement; an item of the scope of work takes a remark alone."""

    id: str
    answer: Literal["compliant", "partial", "option", "not_compliant"] | None = None
    remark: LongText | None = None


class _AnswerFile(Record):
    answers: Keyed[GivenAnswer]


class MatrixLine(NamedTuple):
    """A requirement, its answer, and why: what proves the answer, or the seller's remark."""

    id: str
    text: Text
    level: Level
    answer: Answer
    proof: Text | None = None
    remark: str = ""


class MatrixSection(NamedTuple):
    """The requirements of one subject; `scope` where they are those of the scope of work."""

    name: Text
    lines: tuple[MatrixLine, ...]
    scope: bool


def load_answers(path: Path, book: PriceBook, *, encoding: str = "") -> tuple[GivenAnswer, ...]:
    """A seller's answers from a table (CSV, Excel: id, answer, remark) or YAML (`answers:`). Raises InputError."""
    if path.suffix.lower() in SUFFIXES:
        table = read_table(path, encoding=encoding)
        value, lines = records(table, path=path, columns=COLUMNS, key="id", name="answers", at_most=MAX_ANSWERS)
    else:
        value, lines = read_yaml(path, encoding=encoding)
    given = validate(value, _AnswerFile, where=str(path), lines=lines).answers
    if faults := list(_faults(given, book, str(path))):
        raise InputError(faults)
    return given


def _faults(given: Iterable[GivenAnswer], book: PriceBook, where: str) -> Iterable[Fault]:
    scope = book.deliverables()
    known = [*(requirement.id for requirement in book.requirements.requirements), *scope]
    counts = Counter(answer.id for answer in given)
    for id_, count in counts.items():
        if id_ not in known:
            yield Fault(where, "answers", not_among(id_, known, what="a requirement"))
        if count > 1:
            yield Fault(
                where,
                "answers",
                said("'{id}' is answered {count} times; keep one answer.", id=shorten(id_), count=count),
            )
    for answer in given:
        if answer.id in scope and answer.answer is not None:
            what = "the bundle answers for the scope of work; give a remark alone, or choose another bundle."
            yield Fault(where, f"answers.{answer.id}", what)


def matrix(quote: Quote, book: PriceBook, *, answers: Iterable[GivenAnswer] = ()) -> tuple[MatrixSection, ...]:
    """The requirements of a quote: what its scope of work includes or needs, then all those of tender files."""
    given = {answer.id: answer for answer in answers}
    sections = [_scope_section(category, quote, book, given) for category in book.scope_of_work]
    asked = book.requirements
    for group in asked.groups:
        lines = [_line(one, quote, book, given) for one in asked.requirements if one.group == group.id]
        sections.append(MatrixSection(group.name, tuple(lines), scope=False))
    return tuple(section for section in sections if section.lines)


def _scope_section(
    category: ScopeCategory, quote: Quote, book: PriceBook, given: dict[str, GivenAnswer]
) -> MatrixSection:
    lines = []
    for item in category.items:
        id_ = f"{category.id}.{item.id}"
        if id_ in quote.included or id_ in quote.mandatory:
            level: Level = "mandatory" if id_ in quote.mandatory else "optional"
            remark = given[id_].remark if id_ in given else None
            lines.append(
                MatrixLine(id_, _filled(item.text, quote, book), level, _state(id_, quote, book), None, remark or "")
            )
    return MatrixSection(category.name, tuple(lines), scope=True)


def _line(one: Requirement, quote: Quote, book: PriceBook, given: dict[str, GivenAnswer]) -> MatrixLine:
    """A requirement of tender files with the seller's answer, else the one that its deliverable gives."""
    own = given.get(one.id)
    answer: Answer = "open"
    proof: Text | None = None
    if own is not None and own.answer is not None:
        answer = own.answer
    elif one.deliverable is not None:
        told: dict[Answer, Answer] = {"included": "compliant", "not_included": "not_compliant"}
        state = _state(one.deliverable, quote, book)
        answer, proof = told.get(state, state), _item(one.deliverable, quote, book)
    return MatrixLine(one.id, one.text, one.level, answer, proof, (own.remark or "") if own else "")


def _state(id_: str, quote: Quote, book: PriceBook) -> Answer:
    """Whether a quote includes an item of the scope of work: as an option where only an option pays for it."""
    if id_ not in quote.included:
        return "not_included"
    category = find(book.scope_of_work, id_.partition(".")[0], what="a category")
    paid = _row(category.priced_by[0], book)
    lines = [line for line in quote.lines if line.cost_line == paid]
    if lines:
        return "option" if not any(line.counts for line in lines) else "included"
    later = any(year.id == paid and not year.free_months for year in quote.later_years)
    return "option" if later else "included"


def _row(part: str, book: PriceBook) -> str:
    """The row of the cost table that a part of the price belongs to."""
    rows = book.components.rows
    return next(row.id for row in rows if row.id == part or any(names_part(part, own.id) for own in row.parts))


def _item(id_: str, quote: Quote, book: PriceBook) -> Text:
    """The words of an item of the scope of work."""
    category, _, item = id_.partition(".")
    return _filled(find(find(book.scope_of_work, category, what="").items, item, what="").text, quote, book)


def _filled(text: Text, quote: Quote, book: PriceBook) -> Text:
    """An item's words with the need's quantities in them."""
    values = {driver.id: number_text(getattr(quote.spec, driver.id)) for driver in book.drivers}
    return Text.of(
        lambda language: text.in_(language).format(**{name: value.in_(language) for name, value in values.items()})
    )
