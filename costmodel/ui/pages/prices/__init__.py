"""The page of what prices rest on: the price book, exchange rates, facts of one's own."""
