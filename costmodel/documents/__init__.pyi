# What the door of documents opens, and the module that each name stands in, listed once; `__init__.py` reads it.

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
