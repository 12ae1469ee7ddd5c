"""Plans that are nearly as good as the best, and as different from each other as can be."""

from collections.abc import Iterator

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Decision
from optimizer.engine import Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import Family
from optimizer.resolve import KeptProgramme

APART = 0.01
"""Plans whose shares differ by less in all works together are the same."""

TRIES = 12
"""Works that are pushed out or in, one at a time, once no other plan lies in the direction away from all."""

_WITH_PLAN = (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN)


def owner(lp: LinearProgram) -> Indices:
    """Project of each start column."""
    return lp.columns.option_project[lp.columns.start_option]


def shares(lp: LinearProgram, values: Floats) -> Floats:
    """Share of each project that starts, in all modes and years together `(projects,)`."""
    started = values[lp.columns.block(Decision.START)]
    counted = np.bincount(owner(lp), weights=started, minlength=len(lp.columns.problem.projects))
    return counted.astype(np.float64)


def distance(one: Floats, other: Floats) -> float:
    """`Σ |share - share|` over the works."""
    return float(np.abs(one - other).sum())


def next_alternative(lp: LinearProgram, floor: float, earlier: Floats, seconds: float) -> Floats | None:
    """Values of a plan whose first goal reaches `floor` and which lies far from all `earlier (plans, projects)` ones.

    `max Σ_k Σ_p (1 - 2 * share[k,p]) * start[p]`: for works that are whole in an earlier plan, or not in it, this
    is the sum of the distances from the earlier plans. Where that leads to a plan that is known, the works that have
    been most alike so far are pushed out or in, one by one. Then the best plan with the shares found. None: no other
    was found.
    """
    engine = Engine(lp, lp.columns.problem.options.gap, seconds)
    engine.add_row(floor, np.inf, lp.goals[0])
    for direction in _directions(earlier):
        costs = np.zeros(lp.columns.count)
        costs[lp.columns.block(Decision.START)] = direction[owner(lp)]
        answer = engine.maximise(costs)
        if answer.outcome not in _WITH_PLAN:
            if answer.outcome is Outcome.TIME_LIMIT:
                return None
            continue
        found = shares(lp, answer.values)
        if min(distance(found, one) for one in earlier) > APART:
            return _best_with(lp, answer.values, found, seconds)
    return None


def _directions(earlier: Floats) -> Iterator[Floats]:
    away = (1.0 - 2.0 * earlier).sum(axis=0)
    yield away
    spread = earlier.max(axis=0) - earlier.min(axis=0)
    for project in np.argsort(spread, kind="stable")[:TRIES]:
        pushed = away / (1.0 + np.abs(away).max()) * 1e-3
        pushed[project] = -1.0 if earlier[:, project].mean() > 0.5 else 1.0
        yield pushed


def _best_with(lp: LinearProgram, values: Floats, found: Floats, seconds: float) -> Floats:
    """The best plan with these works: whole ones in the same years, others in the same shares."""
    if lp.is_integer.any():
        best = KeptProgramme(lp, whole=values, seconds=seconds).first
    else:
        engine = Engine(lp, lp.columns.problem.options.gap, seconds)
        rows = lp.first_row[Family.START_ONCE] + np.arange(len(found))
        at = np.clip(found, 0.0, 1.0)
        engine.limit_rows(rows, at, at)
        best = engine.maximise(lp.goals[0])
    return best.values if best.outcome is Outcome.OPTIMAL else values
