"""Which inputs contradict each other: a set that no plan keeps, and of which none can be left out.

The solver's own irreducible set names hundreds of rows, most of them sums and balances, and fails on some programmes.
Here arithmetic, land and demand stay as they are, and inputs are left out one after the other while what remains is
still infeasible (deletion filter).
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from finance.economics import Indices
from optimizer.diagnose.elastic import Elastic, elastic
from optimizer.diagnose.knobs import theme
from optimizer.engine import Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import RowKey


@dataclass(frozen=True, slots=True)
class Conflict:
    """`inputs` that no plan keeps together, sorted. `is_irreducible`: without any one of them the others can be kept;
    False where the time was over before that was known of all. There may be other conflicts beside this one.
    """

    inputs: tuple[RowKey, ...]
    is_irreducible: bool


def find_conflict(lp: LinearProgram, seconds: float) -> Conflict | None:
    """The conflicting set of an infeasible programme, found within about `seconds`.

    None where works of any share would have a plan (then whole works are what contradicts the limits), and where even
    the limits alone could not be examined in the time.
    """
    filter_ = _Filter(replace(lp, is_integer=np.zeros_like(lp.is_integer)), seconds)
    everything = list(dict.fromkeys(filter_.form.inputs))
    if not filter_.is_infeasible(everything):
        return None
    proving = filter_.proving()
    left = proving if filter_.is_infeasible(proving) else everything
    left = filter_.without(left, _by_theme(left))
    left = filter_.without(left, [[key] for key in left])
    return Conflict(tuple(sorted(left, key=lambda key: (key[0], *map(str, key[1:])))), not filter_.is_late)


def _by_theme(inputs: Iterable[RowKey]) -> list[list[RowKey]]:
    groups: dict[RowKey, list[RowKey]] = {}
    for key in inputs:
        groups.setdefault(theme(key), []).append(key)
    return list(groups.values())


class _Filter:
    """One programme in the solver, in which inputs are left out and put back."""

    def __init__(self, lp: LinearProgram, seconds: float) -> None:
        self._lp = lp
        self._deadline = time.monotonic() + seconds
        self._engine = Engine(lp, 1e-9, seconds)
        self.form: Elastic = elastic(lp)
        self._rows: dict[RowKey, list[int]] = {}
        for row, key in zip(self.form.rows.tolist(), self.form.inputs, strict=True):
            self._rows.setdefault(key, []).append(row)
        self.is_late = False

    def is_infeasible(self, inputs: Iterable[RowKey]) -> bool:
        """Whether no plan keeps these inputs, all others left out."""
        if self._seconds_left() <= 0.0:
            self.is_late = True
            return False
        kept = self._of(inputs)
        lower, upper = self._lp.row_lower.copy(), self._lp.row_upper.copy()
        is_free = np.zeros(len(lower), dtype=bool)
        is_free[self.form.rows] = True
        is_free[kept] = False
        # a work is built once at most, committed or not
        lower[is_free & self._is_below()], upper[is_free & self._is_above()] = -np.inf, np.inf
        self._engine.limit_rows(np.arange(len(lower)), lower, upper)
        self._engine.allow(self._seconds_left())
        outcome = self._engine.any_solution().outcome
        self.is_late |= outcome not in (Outcome.INFEASIBLE, Outcome.OPTIMAL)
        return outcome is Outcome.INFEASIBLE

    def proving(self) -> list[RowKey]:
        """Inputs whose rows have a price in the least violation: without the others it would be no less."""
        programme = self.form.programme
        engine = Engine(programme, 1e-9, max(self._seconds_left(), 0.0))
        if engine.maximise(programme.goals[0]).outcome is not Outcome.OPTIMAL:
            return list(self._rows)
        price = np.abs(engine.duals(ranging=False).row)
        return [key for key, rows in self._rows.items() if price[rows].max() > 0.0]

    def without(self, inputs: Sequence[RowKey], groups: Iterable[Sequence[RowKey]]) -> list[RowKey]:
        """What is left of `inputs` once every group is left out that is not needed for the contradiction."""
        left = list(inputs)
        for group in groups:
            trial = [key for key in left if key not in group]
            if self.is_infeasible(trial):
                left = trial
        return left

    def _of(self, inputs: Iterable[RowKey]) -> Indices:
        return np.array([row for key in inputs for row in self._rows[key]], dtype=np.int64)

    def _is_above(self) -> np.ndarray:
        mask = np.zeros(len(self._lp.row_lower), dtype=bool)
        mask[self.form.rows[self.form.upward]] = True
        return mask

    def _is_below(self) -> np.ndarray:
        mask = np.zeros(len(self._lp.row_lower), dtype=bool)
        mask[self.form.rows[~self.form.upward]] = True
        return mask

    def _seconds_left(self) -> float:
        return self._deadline - time.monotonic()
