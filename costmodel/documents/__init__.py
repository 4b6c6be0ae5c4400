"""Documents for a customer, made from a quote: the Word proposal and the Excel workbook."""
