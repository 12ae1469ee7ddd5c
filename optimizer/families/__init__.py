"""The limit families: one function each, formula above code, from `Columns` to a `Block` of rows."""
