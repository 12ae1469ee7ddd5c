"""Explanations of a plan in words and tables: prices of limits, and why each project is in it or not."""
