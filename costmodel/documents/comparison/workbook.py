"""A comparison as a workbook of its own: the bundles side by side, and what each costs in each year."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

import xlsxwriter

from costmodel.comparing.comparison import Comparison
from costmodel.documents.comparison.sheets import add_comparison
from costmodel.documents.excel.input_cells import Inputs
from costmodel.documents.excel.page_marks import page_marks
from costmodel.documents.excel.sheets import DEFAULT, Styles
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import Digits, Language, Text


def comparison_xlsx(
    comparison: Comparison,
    statements: Iterable[Text],
    book: PriceBook,
    *,
    language: Language,
    digits: Digits = "western",
) -> bytes:
    """The comparison as a workbook with live formulas; equal comparisons give equal bytes."""
    say = Wording(book, language, digits=digits)
    title, on = say("comparison.title"), comparison.on
    marks = page_marks(say, header=(title, say.day(on)), footer=say("comparison.before_short"))
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": dict(DEFAULT)})
    workbook.set_properties({"title": title, "created": datetime(on.year, on.month, on.day)})
    styles, inputs = Styles(workbook, language, digits), Inputs(workbook, say)
    add_comparison(workbook, styles, comparison, statements, say, inputs=inputs, marks=marks)
    workbook.close()
    return target.getvalue()
