"""What one step more or less of a limit really brings where works are whole: by planning anew."""

from dataclasses import dataclass
from math import floor, inf, log10

from optimizer.explain.asking import Asking, Found, Unanswered
from optimizer.explain.case import Case
from optimizer.explain.prices import LimitPrice
from optimizer.plan import Family, LimitRow

PEOPLE_SET = (
    Family.SOURCE_YEAR, Family.SOURCE_TOTAL, Family.SOURCE_FLOOR, Family.TARGET, Family.RECURRENT,
    Family.PUBLIC_DEBT, Family.ADMIN_CAPACITY,
)  # fmt: skip
"""Families whose limits somebody sets and may set otherwise."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Change of the objective by a step: between `low` and `high`, as far as the gap of whole works leaves it
    open.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StepEffects:
    """What `step` more and less of a limit brings; None: no plan exists, or the time did not suffice
    (`is_answered`).
    """

    step: float
    more: Effect | None
    less: Effect | None
    is_answered: bool = True


def sensible_step(limit: float) -> float:
    """A round step: a power of ten, at most a tenth of the limit, and 1 for a limit of 0.

    >>> sensible_step(540.0), sensible_step(50.0), sensible_step(0.0)
    (10.0, 1.0, 1.0)
    """
    return 10.0 ** floor(log10(abs(limit) / 10.0)) if limit else 1.0


def step_effects(asking: Asking, price: LimitPrice) -> StepEffects:
    """The plan made anew with a step more, and with a step less."""
    step = sensible_step(price.limit)
    try:
        less = _effect(asking, price.row, -step) if price.down.is_possible else None
        return StepEffects(step, _effect(asking, price.row, step), less)
    except Unanswered:
        return StepEffects(step, None, None, is_answered=False)


def _effect(asking: Asking, row: LimitRow, move: float) -> Effect | None:
    case, base = asking.case, whole_plan(asking.case)
    number = case.rows[row.key]
    # the plan itself tells where the moved limit leaves it as it is
    stays = row.lower + move <= row.activity <= row.upper + move
    is_looser = move > 0.0 if row.upper < inf else move < 0.0
    if stays and not is_looser:
        return Effect(0.0, 0.0)
    found = asking.best(rows={number: (row.lower + move, row.upper + move)})
    if found is None:
        return None
    low, high = found.worth - base.bound, found.bound - base.worth
    one_sided = row.upper == inf or row.lower == -inf
    if one_sided and is_looser:
        low, high = max(low, 0.0), max(high, 0.0)
    elif one_sided:
        low, high = min(low, 0.0), min(high, 0.0)
    return Effect(low, high)


def whole_plan(case: Case) -> Found:
    """The plan as an answer, with its bound."""
    solution = case.solution
    return Found(case.lp, solution.goals[0], max(solution.bound, solution.goals[0]), solution.values)
