"""The frontier between two linear expressions: how much of one is given up for more of the other.

`max second @ x` over the plans with `first @ x >= level`, for levels from where `second` is best to where `first` is.
Both are to be as large as possible; what should be small is passed negated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from finance.horizon import Floats
from optimizer.engine import Answer, Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.resolve import KeptProgramme

HELD = 1e-7
"""Relative: how much of what was reached may be given up while the other side is improved."""


@dataclass(frozen=True, slots=True)
class Point:
    """One plan of the frontier. `first`, `second`: its two values; `bound`: what `second` cannot exceed at this level
    of `first`; `values (columns,)`.
    """

    first: float
    second: float
    bound: float
    values: Floats


class NoFrontier(Exception):
    """There is no frontier: `outcome` says why, `side` (0 first, 1 second) which side grows without end."""

    def __init__(self, outcome: Outcome, side: int) -> None:
        self.outcome, self.side = outcome, side
        super().__init__(f"no frontier: {outcome.value}")


def levels(worst: Point, best: Point, points: int) -> Floats:
    """Levels of `first` between its two ends, both included, evenly spread; one where there is nothing to choose."""
    width = best.first - worst.first
    if points < 2 or width <= HELD * max(1.0, abs(best.first), abs(worst.first)):
        return np.array([best.first])
    return np.linspace(worst.first, best.first, points)


def linear_frontier(
    lp: LinearProgram, first: Floats, second: Floats, points: int, seconds: float | None = None
) -> Iterator[Point]:
    """Points from the end where `second` is best to the end where `first` is, on one programme that is kept.

    Each point starts from the one before. Raises NoFrontier.
    """
    own = len(lp.row_lower)
    kept = KeptProgramme(
        replace(lp, goals=(second, *lp.goals)), added=[(-np.inf, np.inf, first)], seconds=seconds
    )
    start = _corner(kept, first, second)
    yield start
    # from afresh: the other end is too far away to walk there
    far = Engine(lp, 0.0, lp.columns.problem.options.time_limit if seconds is None else seconds)
    far.by_simplex()
    best = _solved(far.maximise(first), 0).objective
    end = Point(best, np.nan, np.nan, np.empty(0))
    for number, level in enumerate(levels(start, end, points)[1:]):
        floor = {own: (min(float(level), _held(best)), np.inf)}
        answer = kept.solve(rows=floor, onward=number > 0)
        if answer.outcome is Outcome.NUMERICAL:  # a vertex on the way was not safe to start from
            answer = kept.solve(rows=floor)
        yield _point(_solved(answer, 1), first, second, answer.objective)


def _corner(kept: KeptProgramme, first: Floats, second: Floats) -> Point:
    """Of the plans where `second` is best one with the best `first`: `max second + weight * first`, with a weight so
    small that nothing of `second` is given up.
    """
    top = _solved(kept.first, 1)
    size = max(1e-12, float(np.abs(second).max(initial=0.0))) / max(
        1e-12, float(np.abs(first).max(initial=0.0))
    )
    for weight in (1e-4 * size, 1e-5 * size, 1e-6 * size):
        answer = kept.solve(costs=second + weight * first)
        if answer.outcome is Outcome.OPTIMAL and float(second @ answer.values) >= _held(top.objective):
            return _point(answer, first, second, top.objective)
    return _point(top, first, second, top.objective)


def end_of_frontier(lp: LinearProgram, first: Floats, second: Floats, seconds: float) -> Point:
    """The plan where `second` is best and, among such plans, `first`: for whole works. Raises NoFrontier."""
    answer = _solved(KeptProgramme(replace(lp, goals=(second, *lp.goals)), seconds=seconds / 2.0).first, 1)
    reached = float(second @ answer.values)
    aside = KeptProgramme(
        replace(lp, goals=(first, *lp.goals)), added=[(_held(reached), np.inf, second)], seconds=seconds / 2.0
    ).first
    better = aside if aside.outcome in _WITH_PLAN else answer
    return _point(better, first, second, answer.bound)


def point_of_frontier(
    lp: LinearProgram, first: Floats, second: Floats, level: float, seconds: float
) -> Point:
    """The plan with the best `second` where `first` reaches the level: for whole works. Raises NoFrontier."""
    floor = level - HELD * max(1.0, abs(level))
    programme = KeptProgramme(
        replace(lp, goals=(second, *lp.goals)), added=[(floor, np.inf, first)], seconds=seconds
    )
    answer = _solved(programme.first, 1)
    return _point(answer, first, second, answer.bound)


def dominated(points: list[tuple[float, float]]) -> list[bool]:
    """Which pairs are worse than another one in one value and not better in the other, beyond rounding."""
    pairs = np.array(points, dtype=np.float64).reshape(len(points), 2)
    near = 10.0 * HELD * np.maximum(1.0, np.abs(pairs).max(axis=0, initial=0.0))
    gained = pairs[None, :, :] - pairs[:, None, :]
    is_worse = (gained >= -near).all(axis=2) & (gained > near).any(axis=2)
    return [bool(worse) for worse in is_worse.any(axis=1)]


_WITH_PLAN = (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN)


def _held(reached: float) -> float:
    return reached - HELD * max(1.0, abs(reached))


def _solved(answer: Answer, side: int) -> Answer:
    if answer.outcome not in _WITH_PLAN:
        raise NoFrontier(answer.outcome, side)
    return answer


def _point(answer: Answer, first: Floats, second: Floats, bound: float) -> Point:
    values = answer.values
    return Point(float(first @ values), float(second @ values), bound, values)
