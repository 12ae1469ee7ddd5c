"""Ranking by ratio, as it is done without a model: the best works first, each as far as the limits still allow.

The same limits hold as for the plan, and timing, modes and money are at their best; only the choice of works follows
the list. Works that do not pay by themselves (a road, a treatment plant) have no place in a list of ratios: they come
along where a work on the list needs them, as in a ranking of packages.
"""

from dataclasses import dataclass, replace

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats, discount_factors
from optimizer.columns import Decision, Mask
from optimizer.engine import Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import Family
from optimizer.studies.alternatives import owner, shares

PASSES = 3
"""How often the list is gone through: a work may have to wait for one that ranks below it."""

STEP = 1e-6
"""A share that grows by less has not grown."""

_WITH_PLAN = (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN)


@dataclass(frozen=True, slots=True)
class Ranking:
    """`ratio (projects,)`: worth per unit of capital; `order`: the works that pay by themselves, highest ratio first.
    `values`: the best plan with the shares that the list arrives at, None where none keeps the limits or time ran
    out; `keeps_all`: also the limits that ask for a least amount, which no short list can keep.
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
    projects = lp.columns.problem.projects
    is_listed = (ratio > 0.0) & ~np.array([project.committed for project in projects], dtype=bool)
    order = np.flatnonzero(is_listed)[np.argsort(-ratio[is_listed], kind="stable")]
    taken = np.zeros(len(ratio))
    each = seconds / max(1, len(order) + 2)
    for _ in range(PASSES):
        before = taken.copy()
        for project in order:
            if taken[project] < 1.0 - STEP:
                _take(lp, taken, is_listed, int(project), each)
        if np.all(taken - before <= STEP):
            break
    upper = np.where(is_listed, taken, 1.0)
    for keeps_all in (True, False):
        answer = _held(lp, taken, upper, keeps_all=keeps_all, seconds=each).maximise(lp.goals[0])
        if answer.outcome in _WITH_PLAN:
            return Ranking(ratio, order, answer.values, keeps_all)
    return Ranking(ratio, order, None, keeps_all=False)


def _take(lp: LinearProgram, taken: Floats, is_listed: Mask, project: int, seconds: float) -> None:
    """As much of a project as serves the goal beside what is taken, with all that does not stand on the list."""
    upper = np.where(is_listed, taken, 1.0)
    upper[project] = 1.0
    answer = _held(lp, taken, upper, keeps_all=False, seconds=seconds).maximise(lp.goals[0])
    if answer.outcome in _WITH_PLAN:
        share = float(shares(lp, answer.values)[project])
        taken[project] = max(taken[project], 1.0 if share > 1.0 - STEP else 0.0 if share < STEP else share)


def _held(lp: LinearProgram, lower: Floats, upper: Floats, *, keeps_all: bool, seconds: float) -> Engine:
    """The programme with shares of all works between two limits; without `keeps_all` nothing but a commitment to build
    must reach an amount.
    """
    rows = lp.first_row[Family.START_ONCE] + np.arange(len(lower))
    row_lower = lp.row_lower.copy() if keeps_all else np.where(lp.row_lower > 0.0, -np.inf, lp.row_lower)
    row_upper = lp.row_upper.copy()
    row_lower[rows] = np.maximum(np.maximum(0.0, lp.row_lower[rows]), lower - STEP / 10.0)
    row_upper[rows] = np.minimum(1.0, upper)
    held = replace(lp, row_lower=row_lower, row_upper=row_upper)
    return Engine(held, lp.columns.problem.options.gap, seconds)
