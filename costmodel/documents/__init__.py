"""Documents for a customer: the Word proposal, the Excel workbook, the report of a comparison, tender forms, PDF.

A quote or a comparison comes in; the bytes of a file go out, and workbooks are read back.
It may import everything up to comparing; the rooms inside have an order of their own.

This is the room's door: what makes or reads a Word or Excel file is imported when it is first asked for
(`documents.to_docx`), so the modules behind it import python-docx, docxtpl, lxml, XlsxWriter and openpyxl at their top.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from costmodel.files.extras import require

if TYPE_CHECKING:
    from costmodel.documents.comparison.report import comparison_docx as comparison_docx
    from costmodel.documents.comparison.workbook import comparison_xlsx as comparison_xlsx
    from costmodel.documents.forms.sheets import form_xlsx as form_xlsx
    from costmodel.documents.forms.word import form_docx as form_docx
    from costmodel.documents.proposal.make import to_docx as to_docx
    from costmodel.documents.templates.check import check_template as check_template
    from costmodel.documents.templates.check import use_template as use_template
    from costmodel.documents.templates.fields import listed as listed
    from costmodel.documents.workbook.make import to_xlsx as to_xlsx
    from costmodel.documents.workbook.reader import from_xlsx as from_xlsx
    from costmodel.documents.workbook.reader import read_workbook as read_workbook

HOMES = {
    "comparison_docx": "comparison.report",
    "comparison_xlsx": "comparison.workbook",
    "form_xlsx": "forms.sheets",
    "form_docx": "forms.word",
    "to_docx": "proposal.make",
    "check_template": "templates.check",
    "use_template": "templates.check",
    "listed": "templates.fields",
    "to_xlsx": "workbook.make",
    "from_xlsx": "workbook.reader",
    "read_workbook": "workbook.reader",
}
"""What the door opens, and the module that each stands in."""


def __getattr__(name: str) -> Any:
    """Raises CostmodelError with the command that brings them, where the libraries are not installed."""
    if name not in HOMES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    require("documents")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
