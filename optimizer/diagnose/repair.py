"""Why nothing is possible: the smallest repair of limits that lets a plan exist."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.endings import Repair
from optimizer.engine import Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import Family

FIXED = frozenset(
    {
        # arithmetic
        Family.USES_AND_SOURCES, Family.CASH, Family.LEASED, Family.EBITDA, Family.DEBT_SERVICE,
        Family.SET_ASIDE, Family.BORROWED, Family.TAX,
        # physics and forecast: no wish moves them
        Family.LEASE_SUPPLY, Family.DEMAND, Family.SERVICE, Family.EXCLUSIVE, Family.MIN_SCALE,
        # definition of what debt and grants may pay for
        Family.WORKING_CAPITAL, Family.GOAL,
    }
)  # fmt: skip
"""Families that a repair never touches."""

NEGLIGIBLE = 1e-6
"""Relative to a limit's size: smaller relaxations are noise of the arithmetic."""


def smallest_repair(lp: LinearProgram) -> tuple[Repair, ...]:
    """Least relaxation of the limits that people set, each violation scaled by its limit.

    Formula: minimise `Σ_i slack_i / size_i` where row i may exceed its limit by `slack_i >= 0` and `size_i` is the
    limit, or the largest coefficient of a row whose limit is 0. Empty where no relaxation helps.
    """
    keys = lp.row_keys()
    may_move = np.array([key[0] not in FIXED for key in keys], dtype=bool)
    over = np.flatnonzero(may_move & np.isfinite(lp.row_upper) & ~_is_physical_cap(lp))
    under = np.flatnonzero(may_move & np.isfinite(lp.row_lower))
    size = _sizes(lp)
    elastic = _with_slack(lp, over, under, np.concatenate([size[over], size[under]]))
    options = lp.columns.problem.options
    answer = Engine(elastic, options.gap, options.time_limit).maximise(elastic.goals[0])
    if answer.outcome not in (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN):
        return ()
    slack = answer.values[lp.columns.count :]
    share = slack / np.concatenate([size[over], size[under]])
    repairs = [
        (share[i], Repair(keys[row], limit, limit + sign * float(slack[i])))
        for i, (row, limit, sign) in enumerate(
            [(r, float(lp.row_upper[r]), 1.0) for r in over]
            + [(r, float(lp.row_lower[r]), -1.0) for r in under]
        )
        if share[i] > NEGLIGIBLE
    ]
    return tuple(repair for _, repair in sorted(repairs, key=lambda pair: (-pair[0], pair[1].key)))


def _is_physical_cap(lp: LinearProgram) -> np.ndarray:
    """Rows whose upper limit says that a work is built once at most."""
    return np.array([key[0] is Family.START_ONCE for key in lp.row_keys()], dtype=bool)


def _sizes(lp: LinearProgram) -> Floats:
    """What a violation of each row is measured against."""
    largest = (
        abs(lp.matrix).max(axis=1).toarray().reshape(-1) if lp.matrix.nnz else np.zeros(len(lp.row_lower))
    )
    limit = np.where(np.isfinite(lp.row_upper), lp.row_upper, lp.row_lower)
    size = np.where(limit != 0.0, np.abs(limit), largest)
    return np.where(size > 0.0, size, 1.0)


def _with_slack(lp: LinearProgram, over: Indices, under: Indices, size: Floats) -> LinearProgram:
    """The programme with one slack column per row that may move, minimising the sum of scaled slacks."""
    rows = np.concatenate([over, under])
    count = len(rows)
    sign = np.concatenate([-np.ones(len(over)), np.ones(len(under))])
    slack = csr_array((sign, (rows, np.arange(count))), shape=(len(lp.row_lower), count))
    return replace(
        lp,
        matrix=csr_array(hstack([lp.matrix, slack], format="csr")),
        lower=np.concatenate([lp.lower, np.zeros(count)]),
        upper=np.concatenate([lp.upper, np.full(count, np.inf)]),
        is_integer=np.concatenate([lp.is_integer, np.zeros(count, dtype=bool)]),
        goals=(np.concatenate([np.zeros(lp.columns.count), -1.0 / size]),),
    )
