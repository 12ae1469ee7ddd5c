"""One more solve of a case under a change: warm and exact where the programme is linear, searched anew where
works are whole.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from finance.horizon import Floats
from optimizer.build import build
from optimizer.engine import Answer, Engine, Outcome
from optimizer.explain.case import Case
from optimizer.matrix import LinearProgram
from optimizer.problem import Problem
from optimizer.resolve import Range
from optimizer.whole.cumulated import cumulated
from optimizer.whole.links import links


class Unanswered(Exception):
    """A question that found no answer; what was answered until then stands."""


class OutOfTime(Unanswered):
    """The time for all questions is over."""


class Unsafe(Unanswered):
    """The solver gave no answer that can be trusted."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: what the best solution is worth, what none can exceed, and the solution `(columns,)`."""

    lp: LinearProgram
    worth: float
    bound: float
    values: Floats


@dataclass
class Asking:
    """Asks a case. `seconds` for all questions together, counted from the first one."""

    case: Case
    seconds: float
    _deadline: float | None = None

    def best(
        self,
        problem: Problem | None = None,
        *,
        rows: Mapping[int, Range] | None = None,
        columns: Mapping[int, Range] | None = None,
        costs: Floats | None = None,
    ) -> Found | None:
        """The best solution of the case, or of a changed problem, under limits, bounds and a goal; None where
        there is none. Raises OutOfTime, and Unsafe where the solver gives no safe answer.
        """
        lp = self.case.lp if problem is None else build(problem)
        left = self.left()
        if problem is None and self.case.is_linear:
            answer = self.case.linear.solve(rows, columns, costs)
            if answer.outcome is not Outcome.NUMERICAL:
                return self._read(lp, answer)
        changed = _changed(lp, rows or {}, columns or {})
        if costs is not None:
            changed = replace(changed, goals=(costs,))
        if not self.case.is_linear:
            return self._read(lp, _searched(changed, left))
        engine = Engine(changed, lp.columns.problem.options.gap, left)
        vertex = self.case.linear.vertex
        if vertex is not None and lp.matrix.shape == self.case.lp.matrix.shape:
            engine.start_from(vertex)
            answer = engine.maximise(changed.goals[0])
            if answer.outcome is not Outcome.NUMERICAL:
                return self._read(lp, answer)
            engine = Engine(changed, lp.columns.problem.options.gap, left)
        return self._read(lp, engine.maximise(changed.goals[0]))

    def left(self) -> float:
        """Seconds left. Raises OutOfTime where there are none."""
        if self._deadline is None:
            self._deadline = time.monotonic() + self.seconds
        left = self._deadline - time.monotonic()
        if left <= 0.0:
            raise OutOfTime
        return left

    def _read(self, lp: LinearProgram, answer: Answer) -> Found | None:
        match answer.outcome:
            case Outcome.OPTIMAL:
                return Found(lp, answer.objective, answer.bound, answer.values)
            case Outcome.INFEASIBLE:
                return None
            case Outcome.TIME_LIMIT | Outcome.TIME_LIMIT_WITH_PLAN:
                raise OutOfTime
            case _:
                raise Unsafe(answer.detail)


def _searched(lp: LinearProgram, seconds: float) -> Answer:
    """The answer to a programme with whole works, searched as the plan itself was."""
    form = cumulated(lp, links(lp.columns))
    engine = Engine(form.programme, lp.columns.problem.options.gap, seconds)
    engine.branch_soon()
    answer = engine.maximise(form.programme.goals[0])
    has_values = len(answer.values) == len(form.programme.lower)
    return replace(answer, values=form.decisions(answer.values)) if has_values else answer


def _changed(lp: LinearProgram, rows: Mapping[int, Range], columns: Mapping[int, Range]) -> LinearProgram:
    """A programme with other limits of rows and bounds of columns."""
    lp = replace(
        lp,
        row_lower=lp.row_lower.copy(),
        row_upper=lp.row_upper.copy(),
        lower=lp.lower.copy(),
        upper=lp.upper.copy(),
    )
    for row, (low, high) in rows.items():
        lp.row_lower[row], lp.row_upper[row] = low, high
    for column, (low, high) in columns.items():
        lp.lower[column], lp.upper[column] = low, high
    return lp
