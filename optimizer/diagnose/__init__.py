"""Where no plan keeps every limit: what contradicts what, and the least that would have to change."""
