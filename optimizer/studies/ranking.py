"""Ranking by ratio, as it is done without a model: the best works first, each as large as the limits still allow.

The same limits hold as for the plan; only the choice of works is taken away from it.
"""

from dataclasses import dataclass, replace

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats, discount_factors
from optimizer.columns import Decision
from optimizer.engine import Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import Family
from optimizer.studies.alternatives import owner

PASSES = 3
"""How often the list is gone through: a work may have to wait for one that ranks below it."""

STEP = 1e-6
"""A share that grows by less has not grown."""

_WITH_PLAN = (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN)


@dataclass(frozen=True, slots=True)
class Ranking:
    """`ratio (projects,)`: worth per unit of capital; `order`: committed works first, then by ratio. `values`: the best
    plan with the shares that the ranking arrives at, None where none keeps the limits or time ran out;
    `keeps_all`: also the limits that ask for a least amount, which no short list can keep.
    """

    ratio: Floats
    order: Indices
    values: Floats | None
    keeps_all: bool


def ratios(lp: LinearProgram) -> Floats:
    """`(worth + area * best lease) / capital` of each project's best start `(projects,)`, in the first goal's unit.

    `worth`: what a start adds to the first goal; `best lease`: what a hectare let on its land can add to it at most;
    `capital`: present value of its capital cost at the financial rate. With the default goal this is the benefit-cost
    ratio less 1, financing apart. A work without capital cost comes first where it is worth anything.
    """
    columns, goal = lp.columns, lp.goals[0]
    worth = goal[columns.block(Decision.START)] + _land(lp)[columns.start_option]
    rate = columns.problem.assumptions.discount_rate
    capital = columns.flows.capital @ discount_factors(rate, columns.years)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(capital > 0.0, worth / capital, np.where(worth > 0.0, np.inf, 0.0))
    best = np.full(len(columns.problem.projects), -np.inf)
    np.maximum.at(best, owner(lp), ratio)
    return best


def _land(lp: LinearProgram) -> Floats:
    """What full land of each option can add to the first goal `(options,)`."""
    columns = lp.columns
    best = np.zeros(len(columns.options))
    leases = lp.goals[0][columns.block(Decision.LEASE)]
    np.maximum.at(best, columns.lease_option, leases)
    projects = [columns.problem.projects[p] for p in columns.option_project]
    area = np.array([0.0 if p.land is None else p.land.area for p in projects], dtype=np.float64)
    return best * area


def ranked(lp: LinearProgram, seconds: float) -> Ranking:
    """The plan that ranking arrives at. A work that is taken stays; works further down the list wait at 0."""
    ratio = ratios(lp)
    committed = np.array([project.committed for project in lp.columns.problem.projects], dtype=bool)
    order = np.lexsort((np.arange(len(ratio)), -ratio, ~committed))
    taken = np.zeros(len(ratio))
    each = seconds / max(1, len(ratio))
    for _ in range(PASSES):
        before = taken.copy()
        for project in order:
            if taken[project] < 1.0 - STEP:
                _take(lp, taken, int(project), each)
        if np.all(taken - before <= STEP):
            break
    for keeps_all in (True, False):
        answer = _held(lp, taken, taken, keeps_all=keeps_all, seconds=seconds).maximise(lp.goals[0])
        if answer.outcome in _WITH_PLAN:
            return Ranking(ratio, order, answer.values, keeps_all)
    return Ranking(ratio, order, None, keeps_all=False)


def _take(lp: LinearProgram, taken: Floats, project: int, seconds: float) -> None:
    """As much of a project as the limits allow beside what is taken."""
    upper = taken.copy()
    upper[project] = 1.0
    costs = np.zeros(lp.columns.count)
    costs[lp.columns.block(Decision.START)[owner(lp) == project]] = 1.0
    answer = _held(lp, taken, upper, keeps_all=False, seconds=seconds).maximise(costs)
    if answer.outcome in _WITH_PLAN:
        started = answer.values[lp.columns.block(Decision.START)][owner(lp) == project]
        share = float(started.sum())
        taken[project] = max(taken[project], 1.0 if share > 1.0 - STEP else 0.0 if share < STEP else share)


def _held(lp: LinearProgram, lower: Floats, upper: Floats, *, keeps_all: bool, seconds: float) -> Engine:
    """The programme with shares of all works between two limits; without `keeps_all` nothing must reach an amount."""
    rows = lp.first_row[Family.START_ONCE] + np.arange(len(lower))
    row_lower = lp.row_lower.copy() if keeps_all else np.where(lp.row_lower > 0.0, -np.inf, lp.row_lower)
    row_upper = lp.row_upper.copy()
    row_lower[rows] = np.maximum(0.0, lower - STEP / 10.0)
    row_upper[rows] = np.minimum(1.0, upper)
    held = replace(lp, row_lower=row_lower, row_upper=row_upper)
    return Engine(held, lp.columns.problem.options.gap, seconds)
