"""A limit that may be broken at a price: `activity - broken <= limit`, and `broken` costs so much a unit."""

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.engine import Answer, Outcome
from optimizer.matrix import LinearProgram
from optimizer.resolve import KeptProgramme


def with_prices(lp: LinearProgram, rows: Indices, prices: Floats) -> LinearProgram:
    """The programme in which rows `(k,)` with an upper limit may be exceeded, each unit at `prices (k,)` of its first
    goal.

    One column for each row comes behind the decisions: how much it is exceeded by, at least 0. Other goals do not
    see it.
    """
    count = len(rows)
    broken = coo_array((-np.ones(count), (rows, np.arange(count))), shape=(lp.matrix.shape[0], count))
    costs = [-prices, *(np.zeros(count) for _ in lp.goals[1:])]
    return replace(
        lp,
        matrix=csr_array(hstack([lp.matrix, broken], format="csr")),
        lower=np.concatenate([lp.lower, np.zeros(count)]),
        upper=np.concatenate([lp.upper, np.full(count, np.inf)]),
        is_integer=np.concatenate([lp.is_integer, np.zeros(count, dtype=bool)]),
        goals=tuple(np.concatenate([goal, cost]) for goal, cost in zip(lp.goals, costs, strict=True)),
    )


def best_with_prices(lp: LinearProgram, rows: Indices, prices: Floats, seconds: float) -> Answer:
    """The best solution of `with_prices` for the first goal, found in so many seconds; `values (columns + k,)`."""
    return KeptProgramme(with_prices(lp, rows, prices), seconds=seconds).first


KEPT = 1e-7
"""Relative to max(1, |objective|): what breaking limits may still gain where they count as kept."""

STEPS = 60


def factor_that_holds(lp: LinearProgram, rows: Indices, prices: Floats, seconds: float) -> float | None:
    """The smallest factor on `prices (k,)` from which breaking the rows gains nothing; `seconds` for each solve.

    What the best solution is worth falls with the factor, is convex and made of straight pieces, so its tangents lead
    there from below: `factor += (worth - worth without breaking) / (prices @ broken)`. None where works are whole,
    where the limits cannot be kept, where a price is 0 that would have to hold, or where a solve was not finished.
    """
    if lp.is_integer.any():
        return None
    own = len(lp.lower)
    kept = KeptProgramme(with_prices(lp, rows, prices), seconds=seconds)
    strict = kept.solve(columns={own + k: (0.0, 0.0) for k in range(len(rows))})
    if strict.outcome is not Outcome.OPTIMAL:
        return None
    factor, nothing = 0.0, KEPT * max(1.0, abs(strict.objective))
    for _ in range(STEPS):
        costs = np.concatenate([lp.goals[0], -factor * prices])
        answer = kept.solve(costs=costs)
        if answer.outcome is not Outcome.OPTIMAL:
            return None
        gained, paid = answer.objective - strict.objective, float(prices @ answer.values[own:])
        if gained <= nothing:
            return factor
        if paid <= 0.0:
            return None
        factor += gained / paid
    return None
