"""Tables of amounts by line: rows of whatever owns the lines, then year, then line in statement order."""

from collections.abc import Sequence

import numpy as np

from finance.horizon import Floats
from scenarios.table import Cell, Row
from scenarios.tables.account import REPORTED


def rows_by_line(
    owners: Sequence[tuple[Cell, ...]], amounts: Floats, lines: Sequence[tuple[str, ...]], start: int
) -> list[Row]:
    """`(*owner, year, *line, amount)` of every amount `(owners, lines, T)` that is reported.

    `owners` in the order of the table; `lines`: the cells that name each line, in statement order; `start`: the
    calendar year of index 0. Always: sorted by owner, year, line.
    """
    by_year = amounts.transpose(0, 2, 1)
    found = np.nonzero(np.abs(by_year) >= REPORTED)
    owner, year, line = (index.tolist() for index in found)
    return [
        (*owners[o], start + t, *lines[n], amount)
        for o, t, n, amount in zip(owner, year, line, by_year[found].tolist(), strict=True)
    ]
