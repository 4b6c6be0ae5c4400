"""What every workbook shares: how sheets look and are written, cells that may be changed, page set-up.

Values and formulas come in; cells, formats and named inputs go out.
It may import no other part of documents.
"""
