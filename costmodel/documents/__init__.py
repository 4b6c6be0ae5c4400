"""Documents for a customer: the Word proposal, the Excel workbook, the report of a comparison, tender forms, PDF.

A quote or a comparison comes in; the bytes of a file go out, and workbooks are read back.
It may import everything up to comparing; the rooms inside have an order of their own.
"""
