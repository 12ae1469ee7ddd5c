"""Plans of a study: solutions that were not found by maximising the scenario's own goal, and so have no prices."""

from dataclasses import replace

import numpy as np

from finance.horizon import Floats
from optimizer.engine import Duals
from optimizer.matrix import LinearProgram
from optimizer.plan import Kind, Plan
from optimizer.read_off import read_off
from optimizer.solution import Solution


def unpriced_plan(lp: LinearProgram, values: Floats, bound: float) -> Plan:
    """The plan that values `(columns,)` stand for, to be proven like any other; its limits have no prices.

    `bound`: what no plan's first goal can exceed. It is never called optimal: for the scenario's goal it is not.
    """
    rows = len(lp.row_lower)
    nowhere = np.full(rows, np.nan)
    duals = Duals(np.zeros(rows), np.zeros(len(values)), nowhere, nowhere)
    goals = tuple(float(costs @ values) for costs in lp.goals)
    kind = Kind.MILP if lp.is_integer.any() else Kind.LP
    solution = Solution(lp, kind, False, values, goals, max(bound, goals[0]), duals, values)  # noqa: FBT003
    plan = read_off(solution)
    limits = tuple(replace(row, price=None, holds_from=None, holds_to=None) for row in plan.limits)
    return replace(plan, limits=limits, duality=None)


def worst_violation(lp: LinearProgram, values: Floats) -> float:
    """How far values exceed a row, a bound or wholeness, relative to max(1, the size of the terms); 0 where nowhere."""
    activity, size = lp.matrix @ values, np.maximum(1.0, abs(lp.matrix) @ np.abs(values))
    rows = np.maximum(lp.row_lower - activity, activity - lp.row_upper) / size
    columns = np.maximum(lp.lower - values, values - lp.upper) / np.maximum(1.0, np.abs(values))
    whole = np.abs(values - np.round(values))[lp.is_integer]
    parts = (rows, columns, whole)
    return max(0.0, *(float(part.max(initial=0.0)) for part in parts))
