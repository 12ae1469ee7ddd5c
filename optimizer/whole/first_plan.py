"""A first plan for large programmes: whole works are settled a few at a time, and the linear rest is solved again.

Nothing here is proven, and nothing needs to be: the plan is handed to the search as a start, which checks it, and the
search's bound says how good it is. Without it, a search through a hundred works sees its first good plan after minutes.
"""

from dataclasses import replace

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Decision
from optimizer.engine import Basis, Engine, Outcome
from optimizer.whole.cumulated import Cumulated

AT_ONCE = 3
"""Undecided works that are settled before the rest is solved again."""

SURE = 0.95
"""Works of which the relaxation begins more than this in one year are settled as well."""

NO_START = -1
"""In the place of a start: the work is not built."""


class FirstPlan:
    """Settles whole works one after the other, the most decided first.

    A work of which less than half is begun is not built; another begins under the mode that has most of it, in the
    year by which half of that has begun. Where that leaves no plan, its other starts are tried, the nearest first.
    """

    def __init__(self, form: Cumulated, seconds: float) -> None:
        """Pass the relaxation over; `seconds` bounds all solves together."""
        lp = form.programme
        self._form, self._columns = form, lp.columns
        self._engine = Engine(replace(lp, is_integer=np.zeros_like(lp.is_integer)), 0.0, seconds)
        self._owner = self._columns.option_project[self._columns.start_option]
        self._values = np.empty(0)
        self._vertex: Basis | None = None

    def find(self, costs: Floats) -> Floats | None:
        """A plan for these costs, as values `(columns,)` of the form; None where none was found."""
        if not self._solved(costs):
            return None
        open_works = {p for p, work in enumerate(self._columns.problem.projects) if work.indivisible}
        while open_works:
            targets = {p: self._target(p) for p in sorted(open_works)}
            undecided = sorted(
                (p for p in targets if targets[p][1] < 1.0 - 1e-6), key=lambda p: -targets[p][1]
            )
            if not undecided:
                # the relaxation has no fraction left
                return self._values
            chosen = undecided[:AT_ONCE] + [p for p in undecided[AT_ONCE:] if targets[p][1] > SURE]
            settled = self._settle(costs, chosen, {p: targets[p][0] for p in chosen})
            if settled is None:
                return None
            open_works -= settled
        return self._values

    def _settle(self, costs: Floats, chosen: list[int], starts: dict[int, int]) -> set[int] | None:
        """Settle as many of the chosen works as leave a plan, at least the first; None where it has no start."""
        while True:
            for p in chosen:
                self._fix(p, starts[p])
            if self._solved(costs):
                return set(chosen)
            for p in chosen[1:]:
                self._free(p)
            if len(chosen) == 1:
                break
            chosen = chosen[: len(chosen) // 2]
        first = chosen[0]
        for start in self._others(first, starts[first]):
            self._fix(first, start)
            if self._solved(costs):
                return {first}
        return None

    def _solved(self, costs: Floats) -> bool:
        """Solve from the vertex of the last plan; whether there is a plan."""
        if self._vertex is not None:
            # not from where a solve without a plan gave up
            self._engine.start_from(self._vertex)
        answer = self._engine.maximise(costs)
        if answer.outcome is not Outcome.OPTIMAL:
            return False
        self._values, self._vertex = answer.values, self._engine.basis()
        return True

    def _target(self, work: int) -> tuple[int, float]:
        """Start to which a work rounds, and how much of it the relaxation has there."""
        own = self._starts(work)
        share = np.asarray(self._form.back @ self._values)[self._columns.block(Decision.START, own)]
        if share.sum() < 0.5:
            return NO_START, 1.0 - float(share.sum())
        option = self._columns.start_option[own]
        most = np.bincount(option, share).argmax()
        of_mode = np.flatnonzero(option == most)
        begun = np.cumsum(share[of_mode])
        at = of_mode[np.searchsorted(begun, 0.5 * begun[-1] - 1e-9)]
        return int(own[at]), float(share[at])

    def _others(self, work: int, start: int) -> list[int]:
        """Other starts of a work, the same mode and the nearest years first, then not at all."""
        own = self._starts(work)
        if start == NO_START:
            return [int(s) for s in own]
        columns = self._columns
        away = np.abs(columns.start_year[own] - columns.start_year[start])
        order = np.lexsort((own, away, columns.start_option[own] != columns.start_option[start]))
        return [*(int(s) for s in own[order] if s != start), NO_START]

    def _starts(self, work: int) -> Indices:
        return np.flatnonzero(self._owner == work)

    def _free(self, work: int) -> None:
        own = self._starts(work)
        self._bound(own, np.zeros(len(own)), np.ones(len(own)))

    def _fix(self, work: int, start: int) -> None:
        """Hold what has begun of a work at nothing, then at all of it from the start on."""
        own, columns = self._starts(work), self._columns
        begun = np.zeros(len(own))
        if start != NO_START:
            same = columns.start_option[own] == columns.start_option[start]
            begun[same & (columns.start_year[own] >= columns.start_year[start])] = 1.0
        self._bound(own, begun, begun)

    def _bound(self, own: Indices, lower: Floats, upper: Floats) -> None:
        self._engine.limit_columns(self._columns.block(Decision.START, own), lower, upper)
