"""What a solution of the elastic programme asks of each input, in the input's own unit."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats, discount_factors
from optimizer.build import build
from optimizer.columns import Columns, Decision
from optimizer.diagnose.applied import repaired, stated
from optimizer.diagnose.elastic import Elastic
from optimizer.diagnose.knobs import HIGHEST, KNOBS, LITTLE
from optimizer.endings import Repair
from optimizer.plan import Family, RowKey
from optimizer.problem import Problem, Target

NEGLIGIBLE = 1e-6
"""Relative to a limit's size: smaller relaxations are noise of the arithmetic."""

SAME = 1e-12
"""Relative: a change of an input below this is none."""

Slots = Mapping[RowKey, Sequence[int]]
"""The slacks in use by the input that they come from."""


def changes_of(form: Elastic, values: Floats) -> tuple[tuple[Repair, ...], set[RowKey]]:
    """The changes that `values` of the elastic programme ask for, largest share of its limit first, and the inputs
    that no amount in the file would relax as far.
    """
    problem = form.programme.columns.problem
    share = values[form.first :] / form.size
    used: dict[RowKey, list[int]] = {}
    for i in np.flatnonzero(share > NEGLIGIBLE):
        used.setdefault(form.inputs[i], []).append(int(i))
    needed = _amounts(form, values, used) | _ratios(form, values, used)
    possible = {key: amount for key, amount in needed.items() if _can_be_stated(problem, key, amount)}
    order = sorted(possible, key=lambda key: (-max(share[i] for i in used[key]), key))
    return (
        tuple(Repair(key, stated(problem, key[0], key[1:]), possible[key]) for key in order),
        used.keys() - possible.keys(),
    )


def rounded(change: Repair, digits: int, highest: float = np.inf) -> Repair:
    """The change told in significant digits of what is short, or of what is left where that is less, rounded so that
    it is enough.

    >>> rounded(Repair((Family.SOURCE_TOTAL, "s"), 40.0, 47.3401), 3).needed
    47.35
    """
    # what is left of a limit is told finely too, unless next to nothing is left
    finest = min(change.short_by, max(abs(change.needed), LITTLE * abs(change.limit)))
    places = min(12, digits - 1 - floor(log10(finest)))
    up = change.needed > change.limit
    short_by = ceil(change.short_by * 10.0**places - 1e-6) / 10.0**places
    needed = change.limit + short_by if up else change.limit - short_by
    tidy = round(needed, max(places, 0) + 3)
    if change.limit >= 0.0:
        tidy = max(tidy, 0.0)
    return Repair(change.key, change.limit, min(tidy, highest))


def _amounts(form: Elastic, values: Floats, used: Slots) -> dict[RowKey, float]:
    """Inputs whose amount is the limit of their rows: the limit and the largest slack. A requirement that gives way
    for some year gives way.
    """
    slack = values[form.first :]
    problem = form.programme.columns.problem
    needed = {}
    for key, slots in used.items():
        if _is_ratio(problem, key):
            continue
        if key[0] is Family.EQUITY_RETURN:
            needed[key] = min(_rate(form, values, int(form.rows[i])) for i in slots)
            continue
        sign = 1.0 if form.upward[slots[0]] else -1.0
        needed[key] = stated(problem, key[0], key[1:]) + sign * float(max(slack[i] for i in slots))
    return needed


def _ratios(form: Elastic, values: Floats, used: Slots) -> dict[RowKey, float]:
    """Inputs that multiply decisions: a row is `a @ x + k * c @ x`, linear in the input k, so the programmes for
    k = 1 and k = 2 tell both parts; needed is the k at which the tightest row holds, NaN where none is.
    """
    lp = form.programme
    problem, decided = lp.columns.problem, values[: form.first]
    keys = [key for key in used if _is_ratio(problem, key)]
    if not keys:
        return {}
    one, two = (
        build(repaired(problem, tuple(Repair(key, 0.0, k) for key in keys))).matrix @ decided
        for k in (1.0, 2.0)
    )
    per_unit = two - one
    needed = {}
    for key in keys:
        rows = form.rows[list(used[key])]
        tiny = 1e-9 * np.abs(one[rows]) + np.finfo(float).tiny
        if np.any(per_unit[rows] > -tiny):
            needed[key] = np.nan
            continue
        ratio = 1.0 - one[rows] / per_unit[rows]
        needed[key] = float(ratio.max() if form.upward[used[key][0]] else ratio.min())
    return needed


def _is_ratio(problem: Problem, key: RowKey) -> bool:
    if key[0] is Family.TARGET:
        return _target(problem, str(key[1:][0])).of is not None
    return KNOBS[key[0]].ratio


def _target(problem: Problem, name: str) -> Target:
    return next(target for target in problem.targets if target.name == name)


def _rate(form: Elastic, values: Floats, row: int) -> float:
    """The highest return below the one asked for that a vehicle's owners reach; NaN where they lose money."""
    lp = form.programme
    start, end = lp.matrix.indptr[row], lp.matrix.indptr[row + 1]
    columns = lp.matrix.indices[start:end]
    inside = columns < form.first
    columns, paid = columns[inside], lp.matrix.data[start:end][inside]
    flows = np.zeros(lp.columns.years)
    np.add.at(flows, _years(lp.columns, columns), np.sign(paid) * values[columns])
    low, high = 0.0, stated(lp.columns.problem, *_mode_of(form, row))
    if flows.sum() < 0.0:
        return float("nan")
    for _ in range(60):
        middle = 0.5 * (low + high)
        is_earned = float(flows @ discount_factors(middle, len(flows))) >= 0.0
        low, high = (middle, high) if is_earned else (low, middle)
    return low


def _mode_of(form: Elastic, row: int) -> tuple[Family, tuple[str | int, ...]]:
    key = form.inputs[int(np.flatnonzero(form.rows == row)[0])]
    return key[0], key[1:]


def _years(columns: Columns, which: Indices) -> Indices:
    """Year of dividends and draws."""
    year: Indices = np.zeros(columns.count, dtype=np.int64)
    year[columns.block(Decision.DIVIDEND)] = np.arange(columns.size(Decision.DIVIDEND)) % columns.years
    year[columns.block(Decision.FUND)] = columns.draw_year
    years: Indices = year[which]
    return years


def _can_be_stated(problem: Problem, key: RowKey, amount: float) -> bool:
    """Whether the file takes the amount, it is another than it states, and no law forbids it."""
    before = stated(problem, key[0], key[1:])
    if np.isnan(amount) or abs(amount - before) <= SAME * max(1.0, abs(before)):
        return False
    if key[0] is not Family.TARGET and amount < -NEGLIGIBLE:
        return False
    if key[0] is Family.TARGET:
        return not _is_ratio(problem, key) or -NEGLIGIBLE <= amount <= 1.0
    if amount > HIGHEST.get(KNOBS[key[0]].unit, np.inf) and key[0] is not Family.MATCH:
        return False
    return not any(
        _breaks(law.rule, law.limit, amount) for law in problem.laws if key == law_key(law.mode, law.rule)
    )


def law_key(mode: str, rule: str) -> RowKey:
    """The input that a law speaks of."""
    return (Family(rule), str(mode))


def _breaks(rule: str, limit: float, amount: float) -> bool:
    """Whether an amount goes beyond a law: a state share above it, an equity share below it."""
    return amount > limit + NEGLIGIBLE if rule == "state_share" else amount < limit - NEGLIGIBLE
