"""The whole proof of a plan, check by check."""

import math
from collections.abc import Iterator

from optimizer.plan import Kind, Plan
from optimizer.problem import Goal
from optimizer.verify.check import TOLERANCE, Check, Row, Sides, judge, listed
from optimizer.verify.ledger import read
from optimizer.verify.measures import Figures, figures, total
from optimizer.verify.money import money_limits
from optimizer.verify.public import public_limits
from optimizer.verify.vehicle import vehicle_limits
from optimizer.verify.works import work_limits


def verify(plan: Plan) -> tuple[Check, ...]:
    """Every limit, metric and sum of a plan recomputed from its own tables, without the LP matrix.

    The same checks in the same order for every plan; a check that nothing applies to passes with worst 0.
    """
    return (*(judge(sides) for sides in recompute(plan)), strong_duality(plan))


def strong_duality(plan: Plan) -> Check:
    """The prices prove the priced programme optimal; a plan without prices has nothing to prove here."""
    worst = 0.0 if plan.duality is None else plan.duality
    return Check("strong_duality", worst <= TOLERANCE, worst)


def recompute(plan: Plan) -> tuple[Sides, ...]:
    """The figures behind `verify`: each limit's excess and the size of its terms."""
    ledger = read(plan)
    every = figures(ledger)
    return (
        *work_limits(ledger),
        *money_limits(ledger),
        *vehicle_limits(ledger),
        *public_limits(ledger, every),
        metrics(plan, every),
        objective(plan, every),
        gap(plan),
        limit_rows(plan),
    )


def _same(key: object, left: float, right: float, size: float) -> Row:
    """The row of an equality."""
    return key, abs(left - right), 0.0, size


def metrics(plan: Plan, every: Figures) -> Sides:
    """Each metric of the plan is the sum of its parts; none is missing, none is unknown."""
    rows: list[Row] = []
    for name in sorted(every.keys() | plan.metrics.keys()):
        if name in every and name in plan.metrics:
            amount, size = total(every[name])
            rows.append(_same(name, plan.metrics[name], amount, size))
        else:
            rows.append((name, 1.0, 0.0, 1.0))
    return listed("metrics", rows)


def _value(goal: Goal, every: Figures) -> tuple[float, float]:
    """`sum(weight * metric)`, and the sum of the absolute parts."""
    value = size = 0.0
    for metric, weight in goal:
        amount, terms = total(every[metric])
        value += weight * amount
        size += abs(weight) * terms
    return value, size


def objective(plan: Plan, every: Figures) -> Sides:
    """Each goal is the weighted sum of its metrics; the objective is the first goal."""
    wanted = plan.problem.goals
    rows: list[Row] = [("goals", float(len(wanted) != len(plan.goals)), 0.0, 1.0)]
    for place, (goal, reported) in enumerate(zip(wanted, plan.goals, strict=False)):
        value, size = _value(goal, every)
        rows.append(_same(place, reported, value, size))
        if place == 0:
            rows.append(_same("objective", plan.objective, value, size))
    return listed("objective", rows)


LATER_GOALS = 2e-6
"""What goals later in the order may cost the first one, relative: a plan found and then priced pays twice."""


def gap(plan: Plan) -> Sides:
    """`gap = |bound - objective| / max(1e-9, |objective|)`, the bound no worse than the plan; a plan called
    optimal has at most the gap asked for, and none at all where no decision had to be whole.

    A plan found at the time limit may have no bound yet: then both are infinite.
    """
    if math.isinf(plan.bound) and plan.bound > 0.0:
        missing = 0.0 if plan.gap == plan.bound and not plan.is_optimal else 1.0
        return listed("gap", [("bound", missing, 0.0, 1.0)])
    distance = plan.bound - plan.objective
    size = abs(plan.bound) + abs(plan.objective)
    expected = abs(distance) / max(1e-9, abs(plan.objective))
    rows: list[Row] = [_same("gap", plan.gap, expected, expected), ("bound", -distance, 0.0, size)]
    if plan.is_optimal:
        asked = plan.problem.options.gap * abs(plan.objective) if plan.kind is Kind.MILP else 0.0
        if len(plan.goals) > 1:
            asked += LATER_GOALS * max(1.0, abs(plan.objective))
        rows.append(("optimal", distance, asked, size))
    return listed("gap", rows)


def limit_rows(plan: Plan) -> Sides:
    """Each reported limit row: `lower <= activity <= upper`."""

    def rows() -> Iterator[Row]:
        for row in plan.limits:
            size = sum(abs(side) for side in (row.activity, row.lower, row.upper) if abs(side) < float("inf"))
            yield row.key, max(row.lower - row.activity, row.activity - row.upper), 0.0, size

    return listed("limit_rows", rows())
