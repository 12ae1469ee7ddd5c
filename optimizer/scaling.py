"""Units in which the solver works: money in portions of the size of the works, whatever unit the file counts in.

HiGHS judges feasibility and optimality by absolute tolerances. A file in single dong and one in billions ask the same
question, so both must reach the solver as the same numbers. All factors are powers of two: no digit is lost.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array

from finance.horizon import Floats
from optimizer.columns import Decision
from optimizer.matrix import LinearProgram

MONEY = (
    Decision.FUND, Decision.WORKING_CAPITAL, Decision.TAX, Decision.CASH, Decision.DIVIDEND, Decision.CARRY,
    Decision.EBITDA, Decision.DEBT_SERVICE, Decision.SET_ASIDE, Decision.BORROWED,
)  # fmt: skip
"""Decisions counted in money; the others are shares and hectares."""

LARGEST_WORK = 128.0
"""About how many of the solver's units of money the dearest work costs."""

LARGEST_WORTH = 512.0
"""About how large the largest coefficient of a goal is for the solver."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """Row i reaches the solver times `rows[i]`; column j as `x[j] / columns[j]`; a goal divided by `worth(goal)`."""

    rows: Floats
    columns: Floats

    def matrix(self, matrix: csr_array) -> csr_array:
        """The coefficients as the solver sees them."""
        return csr_array(diags_array(self.rows) @ matrix @ diags_array(self.columns))

    def row(self, coefficients: Floats) -> float:
        """Factor of one more row `(columns,)`."""
        return float(_centred(csr_array((np.abs(coefficients) * self.columns)[None, :]))[0])

    def worth(self, costs: Floats) -> float:
        """What one unit of the solver's objective is worth in a goal's own unit."""
        largest = float(np.max(np.abs(costs) * self.columns, initial=0.0))
        return _power_of_two(largest / LARGEST_WORTH) if largest > 0.0 else 1.0


def scaling(lp: LinearProgram) -> Scaling:
    """Factors for a programme.

    Money columns share one factor, the dearest work's cost over `LARGEST_WORK`; every row is brought to where its
    coefficients lie around 1. Columns that a programme adds behind its decisions (slacks) follow their row.
    """
    decisions, total = lp.columns.count, lp.matrix.shape[1]
    dearest = float(lp.columns.flows.capital.sum(axis=1).max(initial=0.0))
    columns = np.ones(total)
    for decision in MONEY:
        columns[lp.columns.block(decision)] = _power_of_two(dearest / LARGEST_WORK) if dearest > 0.0 else 1.0
    rows = _centred(csr_array(abs(lp.matrix[:, :decisions]) @ diags_array(columns[:decisions])))
    if total > decisions:
        added = abs(diags_array(rows) @ lp.matrix[:, decisions:]).max(axis=0).toarray().reshape(-1)
        columns[decisions:] = 1.0 / _powers_of_two(np.where(added > 0.0, added, 1.0))
    return Scaling(rows, columns)


def _centred(size: csr_array) -> Floats:
    """Per row, one over the geometric middle of its smallest and largest entry; 1 for an empty row."""
    rows = np.repeat(np.arange(size.shape[0]), np.diff(size.indptr))
    used = size.data > 0.0
    level = np.log2(size.data[used])
    top, bottom = np.full(size.shape[0], -np.inf), np.full(size.shape[0], np.inf)
    np.maximum.at(top, rows[used], level)
    np.minimum.at(bottom, rows[used], level)
    is_empty = np.isinf(top)
    top[is_empty] = bottom[is_empty] = 0.0
    # an entry a billion times smaller than its row's largest is nothing to centre on
    return np.exp2(-np.round(0.5 * (top + np.maximum(bottom, top - 30.0))))


def _power_of_two(number: float) -> float:
    return float(2.0 ** round(float(np.log2(number))))


def _powers_of_two(numbers: Floats) -> Floats:
    return np.exp2(np.round(np.log2(numbers)))
