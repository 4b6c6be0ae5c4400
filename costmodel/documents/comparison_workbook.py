"""A comparison as a workbook of its own: the bundles side by side, and what each costs in each year."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

from costmodel.comparison import Comparison
from costmodel.documents.comparison_sheets import add_comparison
from costmodel.documents.content import Wording
from costmodel.documents.sheets import DEFAULT, Styles
from costmodel.price_book import PriceBook
from costmodel.text import Language, Text


def comparison_xlsx(
    comparison: Comparison, statements: Iterable[Text], book: PriceBook, *, language: Language
) -> bytes:
    """The comparison as a workbook with live formulas; equal comparisons give equal bytes."""
    import xlsxwriter

    say = Wording(book, language)
    title, on = say("comparison.title"), comparison.on
    font = '&"Arial,Regular"&8'
    page = say("workbook.page", page="&P", pages="&N")
    marks = (f"&L{font}{title}&R{font} {say.day(on)}", f"&L{font}{say('comparison.before_short')}&R{font}{page}")
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": dict(DEFAULT)})
    workbook.set_properties({"title": title, "created": datetime(on.year, on.month, on.day)})
    add_comparison(workbook, Styles(workbook), comparison, statements, say, marks=marks)
    workbook.close()
    return target.getvalue()
