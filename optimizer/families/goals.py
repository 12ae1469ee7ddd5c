"""What the plan is for: targets on metrics, and earlier goals kept while later ones are pursued."""

import numpy as np

from finance.horizon import Floats
from optimizer.columns import Columns
from optimizer.matrix import Axis, Block
from optimizer.metrics import gradient, measure_terms, metric
from optimizer.plan import Family


def target(columns: Columns) -> Block:
    """`target(name, at_least): Σ metric >= amount`, or `Σ metric - share * Σ of >= 0`; likewise `at_most`.

    `by` holds for both sides: "by 2030, 15 % of what has been invested".
    """
    rows = [
        (t, word, bound)
        for t in columns.problem.targets
        for word, bound in (("at_least", t.at_least), ("at_most", t.at_most))
        if bound is not None
    ]
    amounts = np.array([0.0 if t.of is not None else bound for t, _, bound in rows], dtype=np.float64)
    is_floor = np.array([word == "at_least" for _, word, _ in rows], dtype=bool)
    keys = ((Axis.WORD, [t.name for t, _, _ in rows]), (Axis.WORD, [word for _, word, _ in rows]))
    lower, upper = np.where(is_floor, amounts, -np.inf), np.where(is_floor, np.inf, amounts)
    block = Block(Family.TARGET, keys, len(rows), lower, upper)
    for row, (t, _, bound) in enumerate(rows):
        for terms in measure_terms(columns, t.measure):
            block.add(np.full(len(terms.column), row), terms.column, terms.amount)
        if t.of is not None:
            for terms in measure_terms(columns, t.of):
                block.add(np.full(len(terms.column), row), terms.column, -bound * terms.amount)
    return block


def goal(number: int, costs: Floats, at_least: float) -> Block:
    """`goal(number): costs @ x >= at_least`: an earlier goal, within its tolerance."""
    block = Block(Family.GOAL, ((Axis.WORD, [str(number)]),), 1, lower=at_least)
    used = np.flatnonzero(costs)
    block.add(np.zeros(len(used), dtype=np.int64), used, costs[used])
    return block


def goal_costs(columns: Columns) -> list[Floats]:
    """Coefficients of each goal, `Σ weight * metric`."""
    costs = []
    for weights in columns.problem.goals:
        total = np.zeros(columns.count)
        for name, weight in weights:
            total += weight * gradient(columns, metric(columns, name))
        costs.append(total)
    return costs
