"""The programme as text: each row as its equation, the whole as an LP file that people and solvers read."""

import re
from collections.abc import Iterator
from math import inf
from typing import TextIO

import numpy as np

from finance.horizon import Floats, Horizon
from optimizer.columns import Columns
from optimizer.matrix import LinearProgram
from optimizer.plan import Family

# what the LP format does not allow inside a name
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_.()!#$%&/,;?@'{}|~]")
_WIDTH = 110
# after the name of a row, before a sign, before a relation
_BREAK = re.compile(r"(?<=:) | (?=[+-] |[<>]?= )")


def column_names(columns: Columns) -> list[str]:
    """A unique name per column: `fund(A-road,public,provincial_budget,2028)` with forbidden signs as `_`."""
    return _unique([_name(columns.key(j), columns.problem.horizon) for j in range(columns.count)])


def row_names(lp: LinearProgram) -> list[str]:
    """A unique name per row: `source_year(provincial_budget,2028)`."""
    return _unique([_name(key, lp.columns.problem.horizon) for key in lp.row_keys()])


def equation(lp: LinearProgram, row: int, names: list[str] | None = None) -> str:
    """One row as its equation: `2 start(a,public,2027) - fund(a,public,s,2027) = 0`."""
    named = column_names(lp.columns) if names is None else names
    begin, end = lp.matrix.indptr[row], lp.matrix.indptr[row + 1]
    left = " ".join(_terms(lp.matrix.data[begin:end], [named[j] for j in lp.matrix.indices[begin:end]]))
    return f"{left or '0 ' + named[0]} {_relation(float(lp.row_lower[row]), float(lp.row_upper[row]))}"


def family_text(lp: LinearProgram, family: Family) -> str:
    """All rows of a family, one equation a line."""
    columns, rows = column_names(lp.columns), row_names(lp)
    lines = [
        f"{rows[i]}: {equation(lp, i, columns)}" for i, key in enumerate(lp.row_keys()) if key[0] is family
    ]
    return "\n".join(lines) + "\n"


def write_lp(lp: LinearProgram, out: TextIO) -> None:
    """The whole programme in LP format, first goal as objective; later goals stand as comments."""
    columns, rows = column_names(lp.columns), row_names(lp)
    first, *later = (_expression(costs, columns) for costs in lp.goals)
    out.write(f"\\ {lp.matrix.shape[0]} rows, {lp.matrix.shape[1]} columns, {lp.matrix.nnz} coefficients\n")
    for number, goal in enumerate(later, start=2):
        out.write(f"\\ goal {number}: {goal}\n")
    out.write("maximize\n" + _folded(f" goal: {first or '0 ' + columns[0]}") + "\nsubject to\n")
    for i, name in enumerate(rows):
        out.write(_folded(f" {name}: {equation(lp, i, columns)}") + "\n")
    out.write("bounds\n")
    out.writelines(_bounds(lp.lower, lp.upper, columns))
    whole = [columns[j] for j in np.flatnonzero(lp.is_integer)]
    if whole:
        out.write("general\n" + "".join(f" {name}\n" for name in whole))
    out.write("end\n")


def _name(key: tuple[str | int, ...], horizon: Horizon) -> str:
    head, *parts = key
    shown = ",".join(str(horizon.calendar(part)) if isinstance(part, int) else part for part in parts)
    return _FORBIDDEN.sub("_", f"{head}({shown})")


def _unique(names: list[str]) -> list[str]:
    """Names that became equal get a number."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}~{seen[name]}")
    return out


def _terms(amounts: Floats, names: list[str]) -> Iterator[str]:
    for position, (amount, name) in enumerate(zip(amounts, names, strict=True)):
        sign = "-" if amount < 0 else ("+" if position else "")
        size = "" if abs(amount) == 1.0 else f"{abs(amount):.12g} "
        yield f"{sign} {size}{name}".strip()


def _expression(costs: Floats, names: list[str]) -> str:
    used = np.flatnonzero(costs)
    return " ".join(_terms(costs[used], [names[j] for j in used]))


def _relation(lower: float, upper: float) -> str:
    if lower == upper:
        return f"= {lower:.12g}"
    return f"<= {upper:.12g}" if lower == -inf else f">= {lower:.12g}"


def _folded(line: str) -> str:
    """A long line broken before signs and relations, so that a term is read in one line."""
    out, current = [], ""
    for term in _BREAK.split(line):
        if current.strip() and len(current) + len(term) > _WIDTH:
            out.append(current.rstrip())
            current = "   "
        current += term + " "
    return "\n".join([*out, current.rstrip()])


def _bounds(lower: Floats, upper: Floats, names: list[str]) -> Iterator[str]:
    """Only what differs from the LP format's own default, zero to infinity."""
    for low, high, name in zip(lower, upper, names, strict=True):
        if low == -inf and high == inf:
            yield f" {name} free\n"
        elif high != inf:
            yield f" {low:.12g} <= {name} <= {high:.12g}\n"
