"""A vehicle's books, exact and by year: waterfall, tax, statements, ratios."""
