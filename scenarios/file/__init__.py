"""The scenario file: its fields, told once, and how a file, a workbook or a variant is read against them."""
