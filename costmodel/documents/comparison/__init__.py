"""A comparison as documents: sheets with live formulas, a workbook of its own, a Word report for a board.

A comparison comes in; sheets and files go out.
Of documents it may import excel, word and proposal.
"""
