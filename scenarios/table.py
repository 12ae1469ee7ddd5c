"""A table of a result: named columns of one kind each, and rows sorted by key.

Plain tuples, so that the command line writes files without loading pandas; screens ask for `frame()`.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]


class ColumnKind(StrEnum):
    """What a column holds. In a frame: text is "" where missing, amounts NaN; in a file both are empty."""

    TEXT = "text"
    YEAR = "year"
    YEAR_OR_NONE = "year_or_none"
    AMOUNT = "amount"
    FLAG = "flag"


_DTYPES: Mapping[ColumnKind, str] = {
    ColumnKind.TEXT: "str",
    ColumnKind.YEAR: "int64",
    ColumnKind.YEAR_OR_NONE: "Int64",
    ColumnKind.AMOUNT: "float64",
    ColumnKind.FLAG: "bool",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. `columns`: head to kind, in order."""

    columns: Mapping[str, ColumnKind]
    rows: tuple[Row, ...]

    def frame(self) -> "pd.DataFrame":
        """The table as a pandas frame with calendar years and plain text ids."""
        import pandas as pd  # here, because loading it takes longer than planning two clusters

        cells: list[tuple[Cell, ...]] = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        return pd.DataFrame(
            {
                head: pd.Series(_stored(column, kind), dtype=_DTYPES[kind])
                for (head, kind), column in zip(self.columns.items(), cells, strict=True)
            }
        )

    def csv(self) -> str:
        """The table as a CSV text: header, `.` decimals at full precision, line feeds, nothing = empty."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*map(_written, zip(*self.rows, strict=True)), strict=True))
        return out.getvalue()


def table(columns: Mapping[str, ColumnKind], rows: Iterable[Row], key: int) -> Table:
    """A table with its rows sorted by the first `key` cells, nothing first."""
    return Table(
        columns, tuple(sorted(rows, key=lambda row: [(cell is not None, cell) for cell in row[:key]]))
    )


def _written(column: tuple[Cell, ...]) -> Iterable[Cell]:
    """The cells of one column as a file has them: minus zero is zero, flags are small; a number becomes the shortest
    text that reads back as the same float, and nothing stays empty.
    """
    kinds = set(map(type, column))
    if bool in kinds:
        return [("true" if cell else "false") if isinstance(cell, bool) else cell for cell in column]
    if kinds <= {str, int, type(None)}:
        return column
    return [float(cell) + 0.0 if isinstance(cell, float) else cell for cell in column]


def _stored(column: tuple[Cell, ...], kind: ColumnKind) -> list[Cell]:
    """Cells of a frame's column: missing text is an empty text, so that screens can filter by it."""
    return ["" if cell is None else cell for cell in column] if kind is ColumnKind.TEXT else list(column)
