"""Starts counted up: the search decides whether a work has begun by a year, not in which year it begins.

`begun[o, τ] = Σ_{τ' <= τ} start[o, τ']` takes the place of `start[o, τ]`, so
`start[o, τ] = begun[o, τ] - begun[o, τ-1]`, which must not be negative. A whole work's `begun` is 0 or 1.

Proof that nothing is lost. The map is one to one and both ways whole: sums and differences of whole numbers are whole.
A row `Σ a[τ] * start[o, τ]` becomes `Σ (a[τ] - a[τ+1]) * begun[o, τ]`, the last τ without a successor: the same number.

Two things are won. What a work causes from a year on, whenever it began, cancels to one coefficient, so that rows are
short. And a search that asks "begun by 2031?" halves a work's years, where "begun in 2031?" puts one aside.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Columns, Decision
from optimizer.matrix import LinearProgram
from optimizer.whole.links import Links

ROUNDING = 1e-13
"""Relative to the largest of a row: what is left where equal coefficients cancel."""


@dataclass(frozen=True)
class Cumulated:
    """A programme over `begun`, and the way back: `back @ x` are the decisions of the programme it came from."""

    programme: LinearProgram
    back: csr_array

    def decisions(self, values: Floats) -> Floats:
        """Decisions `(columns,)` of the original programme; whole ones are whole."""
        found = values.copy()
        whole = self.programme.is_integer
        found[whole] = np.round(found[whole])
        return np.asarray(self.back @ found)


def cumulated(lp: LinearProgram, more: Links) -> Cumulated:
    """The programme with the rows of `more`, over `begun` in the place of `start`.

    Its rows are those of `lp`, then those of `more`, then `begun[o, τ] - begun[o, τ-1]` within
    the bounds of the start, at least 0.
    """
    back, later = _differences(lp.columns)
    starts = lp.columns.block(Decision.START)
    rows = len(later)
    ordered = coo_array(
        (
            np.repeat([1.0, -1.0], rows),
            (np.tile(np.arange(rows), 2), np.concatenate([starts[later], starts[later] - 1])),
        ),
        shape=(rows, lp.columns.count),
    )
    matrix = _without_rounding(csr_array(vstack([lp.matrix, more.matrix]) @ back))
    goals = [_without_rounding(csr_array(costs[None, :] @ back)).toarray()[0] for costs in lp.goals]
    lower, upper = lp.lower.copy(), lp.upper.copy()
    # a start's own bounds stand in the row of its difference; of the first year of an option it is what has begun
    least, most = lp.lower[starts[later]], lp.upper[starts[later]]
    lower[starts[later]] = 0.0
    # what has begun of a work is at most all of it: `start_once`
    upper[starts] = np.minimum(upper[starts], 1.0)
    upper[starts[later]] = 1.0
    return Cumulated(
        replace(
            lp,
            matrix=csr_array(vstack([matrix, ordered])),
            row_lower=np.concatenate([lp.row_lower, np.full(len(more.upper), -np.inf), least]),
            row_upper=np.concatenate([lp.row_upper, more.upper, np.where(most < 1.0, most, np.inf)]),
            lower=lower,
            upper=upper,
            goals=tuple(goals),
        ),
        back,
    )


def _differences(columns: Columns) -> tuple[csr_array, Indices]:
    """The matrix from `begun` to decisions, and the starts that have one of their option a year before."""
    starts, option = columns.block(Decision.START), columns.start_option
    later = np.flatnonzero(option[1:] == option[:-1]) + 1
    ones, every = np.ones(columns.count), np.arange(columns.count)
    entries = (
        np.concatenate([ones, -np.ones(len(later))]),
        (np.concatenate([every, starts[later]]), np.concatenate([every, starts[later] - 1])),
    )
    return csr_array(coo_array(entries, shape=(columns.count, columns.count))), later


def _without_rounding(matrix: csr_array) -> csr_array:
    """The matrix without what rounding left of coefficients that cancel."""
    matrix.sum_duplicates()
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    largest = np.zeros(matrix.shape[0])
    np.maximum.at(largest, row, np.abs(matrix.data))
    matrix.data[np.abs(matrix.data) < ROUNDING * largest[row]] = 0.0
    matrix.eliminate_zeros()
    return matrix
