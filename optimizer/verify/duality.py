"""Strong duality: prices that prove that no plan of a linear programme can be better."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from finance.horizon import Floats
from optimizer.verify.check import TOLERANCE, Check


class SparseRows(Protocol):
    """A matrix in compressed rows, as `scipy.sparse.csr_array` has it."""

    @property
    def data(self) -> Floats:
        """Entries, row by row."""

    @property
    def indices(self) -> NDArray[np.signedinteger]:
        """Column of each entry."""

    @property
    def indptr(self) -> NDArray[np.signedinteger]:
        """Where each row begins in `data`, and the end."""


def verify_duality(
    matrix: SparseRows,
    row_lower: Floats,
    row_upper: Floats,
    col_lower: Floats,
    col_upper: Floats,
    costs: Floats,
    x: Floats,
    row_dual: Floats,
    reduced_cost: Floats,
) -> Check:
    """Whether the prices prove `x` optimal for: maximise `costs @ x`, `row_lower <= A x <= row_upper`,
    `col_lower <= x <= col_upper`.

    Sign: a dual is the change of the (maximised) objective per unit of the limit, `y = d objective / d rhs`,
    so `y >= 0` where the upper side binds, `y <= 0` where the lower side binds; reduced costs `z` likewise
    for the bounds of columns. Formulas, each violation relative to max(1, sum of the absolute terms):

    - primal feasibility: both pairs of limits hold;
    - dual feasibility: `costs = A' y + z`, and no price on a side that is open (infinite);
    - complementary slackness: a limit with room has no price, `min(price, room) = 0`;
    - no gap: `costs @ x = sum(y * the side it prices) + sum(z * the bound it prices)`.

    `row_dual` `(rows,)`, `reduced_cost` and `x` `(columns,)`. The check is named `strong_duality`.
    """
    lengths = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(len(row_lower)), lengths)
    columns, entries = matrix.indices, matrix.data

    def by_row(terms: Floats) -> Floats:
        return np.bincount(rows, terms, len(row_lower)).astype(np.float64)

    def by_column(terms: Floats) -> Floats:
        return np.bincount(columns, terms, len(costs)).astype(np.float64)

    met = entries * x[columns]
    activity, activity_size = by_row(met), by_row(np.abs(met))
    priced = entries * row_dual[rows]
    stationarity = np.abs(costs - by_column(priced) - reduced_cost)
    price_size = np.abs(costs) + by_column(np.abs(priced)) + np.abs(reduced_cost)
    # prices are judged against the largest worth in the objective: a unit of it is a unit of nothing else
    unit = max(1.0, float(np.max(np.abs(costs), initial=0.0)))
    row_side = _side(activity, row_lower, row_upper, row_dual)
    col_side = _side(x, col_lower, col_upper, reduced_cost)
    dual_terms = np.concatenate([row_dual * row_side, reduced_cost * col_side])
    primal = float(costs @ x)
    gap_size = float(np.abs(costs * x).sum() + np.abs(dual_terms).sum())
    figures = (
        _worst(_outside(activity, row_lower, row_upper), activity_size),
        _worst(_outside(x, col_lower, col_upper), np.abs(x)),
        _worst(stationarity, price_size),
        _unearned(activity, activity_size, row_lower, row_upper, row_dual / unit),
        _unearned(x, np.abs(x), col_lower, col_upper, reduced_cost / unit),
        abs(primal - float(dual_terms.sum())) / max(1.0, gap_size),
    )
    # not max(): a figure that is not a number must never pass for zero
    worst = float(np.max(np.nan_to_num(figures, nan=np.inf)))
    return Check("strong_duality", worst <= TOLERANCE, worst)


def _side(value: Floats, lower: Floats, upper: Floats, price: Floats) -> Floats:
    """The limit that a price belongs to: the upper one if positive, the lower one if negative; the value
    itself where that side is open, so that the price counts in the sum (and fails as unearned).
    """
    side = np.where(price > 0.0, upper, lower)
    return np.where(np.isfinite(side), side, value)


def _outside(value: Floats, lower: Floats, upper: Floats) -> Floats:
    """How far a value lies outside its limits."""
    return np.maximum(np.maximum(lower - value, value - upper), 0.0)


def _unearned(value: Floats, size: Floats, lower: Floats, upper: Floats, price: Floats) -> float:
    """The worst of `min(|price|, room / max(1, size))` towards the side that each price belongs to."""
    room = np.where(price > 0.0, upper - value, value - lower) / np.maximum(1.0, size)
    return float(np.max(np.minimum(np.abs(price), np.abs(room)), initial=0.0))


def _worst(violation: Floats, size: Floats) -> float:
    return float(np.max(violation / np.maximum(1.0, size), initial=0.0))
