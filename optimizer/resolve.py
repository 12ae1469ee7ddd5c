"""What if: one programme that is kept, changed in some limits, bounds or goal, and solved again from its vertex."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.engine import Answer, Duals, Engine, Outcome
from optimizer.matrix import LinearProgram

Range = tuple[float, float]
"""Lower and upper limit; infinite where open."""

ExtraRow = tuple[float, float, Floats]
"""Lower limit, upper limit and coefficients `(columns,)` of a row behind those of the programme."""


class KeptProgramme:
    """A programme in the solver, solved once for its first goal and ready for questions.

    Every question starts from the vertex of that first solve, and its changes are put back: the same question gets the
    same answer, whatever was asked before it. Where `whole (columns,)` is given, whole columns are held at it and
    the rest is linear; without it a programme with whole columns is searched anew for every question.
    """

    def __init__(
        self,
        lp: LinearProgram,
        whole: Floats | None = None,
        *,
        added: Sequence[ExtraRow] = (),
        seconds: float | None = None,
    ) -> None:
        """Pass the programme over and solve it. `added`: rows behind its own, numbered on from `len(lp.row_lower)`.
        `seconds` that each solve may take; not stated: the problem's own time limit.
        """
        options = lp.columns.problem.options
        self.lp = lp
        self._seconds = options.time_limit if seconds is None else seconds
        self._engine = Engine(lp, options.gap, self._seconds)
        self._lower, self._upper = lp.lower.copy(), lp.upper.copy()
        self._row_lower = np.concatenate([lp.row_lower, [row[0] for row in added]])
        self._row_upper = np.concatenate([lp.row_upper, [row[1] for row in added]])
        is_whole = np.flatnonzero(lp.is_integer)
        self.is_linear = whole is not None or not len(is_whole)
        if whole is not None and len(is_whole):
            held = np.round(whole[is_whole])
            self._engine.fix_whole(is_whole, held)
            self._lower[is_whole] = self._upper[is_whole] = held
        for row in added:
            self._engine.add_row(*row)
        self._engine.allow(self._seconds)
        self.first: Answer = self._engine.maximise(lp.goals[0])
        has_vertex = self.is_linear and self.first.outcome is Outcome.OPTIMAL
        self._vertex = self._engine.basis() if has_vertex else None

    def solve(
        self,
        rows: Mapping[int, Range] | None = None,
        columns: Mapping[int, Range] | None = None,
        costs: Floats | None = None,
        *,
        onward: bool = False,
    ) -> Answer:
        """The best solution with these limits of rows, bounds of columns and goal `(columns,)`, for this one time.

        `onward` starts from where the last question ended: fast for questions that lie side by side. Which one of
        several equally good solutions comes back then depends on the way; the first question must not be `onward`.
        """
        with self._changed(rows or {}, columns or {}, onward=onward):
            return self._engine.maximise(self.lp.goals[0] if costs is None else costs)

    def priced(
        self,
        rows: Mapping[int, Range] | None = None,
        columns: Mapping[int, Range] | None = None,
        costs: Floats | None = None,
    ) -> tuple[Answer, Duals | None]:
        """The same as `solve`, with the prices that hold under the changes; None where there is no best solution.

        Raises RuntimeError where the programme is not linear.
        """
        with self._changed(rows or {}, columns or {}):
            answer = self._engine.maximise(self.lp.goals[0] if costs is None else costs)
            return answer, self._engine.duals(ranging=False) if answer.outcome is Outcome.OPTIMAL else None

    @contextmanager
    def _changed(
        self, rows: Mapping[int, Range], columns: Mapping[int, Range], *, onward: bool = False
    ) -> Iterator[None]:
        """From the kept vertex with some limits and bounds changed, which are put back."""
        self._engine.allow(self._seconds)
        if not onward:
            self._start()
        changed_rows, changed_columns = _numbers(rows), _numbers(columns)
        if rows:
            self._engine.limit_rows(changed_rows, *_ranges(rows))
        if columns:
            self._engine.limit_columns(changed_columns, *_ranges(columns))
        try:
            yield
        finally:
            if rows:
                self._engine.limit_rows(
                    changed_rows, self._row_lower[changed_rows], self._row_upper[changed_rows]
                )
            if columns:
                self._engine.limit_columns(
                    changed_columns, self._lower[changed_columns], self._upper[changed_columns]
                )

    def prices(self, *, ranging: bool = False) -> Duals:
        """Prices of the programme as first solved: no change is in force. Added rows have none here.

        Raises RuntimeError where the programme is not linear.
        """
        self._start()
        self._engine.maximise(self.lp.goals[0])
        return self._engine.duals(ranging=ranging)

    def _start(self) -> None:
        self._engine.allow(self._seconds)
        if self._vertex is not None:
            self._engine.start_from(self._vertex)


def _numbers(ranges: Mapping[int, Range]) -> Indices:
    return np.fromiter(ranges, dtype=np.int64)


def _ranges(ranges: Mapping[int, Range]) -> tuple[Floats, Floats]:
    both = np.array(list(ranges.values()), dtype=np.float64)
    return both[:, 0], both[:, 1]
