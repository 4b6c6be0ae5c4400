"""The Excel workbook of a quote, sheet by sheet, and its reader.

A quote, and a comparison where one is wanted, come in; a workbook with live formulas goes out, and comes back in.
Of documents it may import excel and comparison, and what stands left of them.
"""
