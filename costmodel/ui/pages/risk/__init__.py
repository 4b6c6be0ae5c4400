"""The page that says how sure a price is."""
