"""Public and private together: comparator, value for money, viability gap, contracts."""
