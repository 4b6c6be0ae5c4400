"""The page on which a quote is made, one module a section."""
