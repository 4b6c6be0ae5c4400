"""Documents for a customer: the Word proposal, the Excel workbook, the report of a comparison, tender forms, PDF.

A quote or a comparison comes in; the bytes of a file go out, and workbooks are read back.
It may import everything up to comparing; the rooms inside have an order of their own.

This is the room's door: what makes or reads a Word or Excel file is imported when it is first asked for
(`documents.to_docx`; `__init__.pyi` lists them), so the modules behind it import python-docx, docxtpl, lxml, XlsxWriter
and openpyxl at their top.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from costmodel.files.doors import homes
from costmodel.files.extras import require


def __getattr__(name: str) -> Any:
    """Raises CostmodelError with the command that brings them, where the libraries are not installed."""
    home = None if name.startswith("_") else homes(__file__).get(name)
    if home is None:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    require("documents")
    return getattr(import_module(home), name)
