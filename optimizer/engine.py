"""The solver: one HiGHS model that is kept, changed and solved again.

Everything that HiGHS says is turned into words of ours here, and nowhere else.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import highspy
import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.matrix import LinearProgram
from optimizer.scaling import scaling

Progress = Callable[[float, float], None]
"""Called during a whole-project solve with (seconds so far, relative gap; infinite before a first plan)."""

# above this many columns the interior point method overtakes the simplex method
INTERIOR_POINT_COLUMNS = 20_000


PRICED = 1e-7
"""In the solver's units: smaller prices are its rounding."""


class Outcome(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    TIME_LIMIT_WITH_PLAN = "time_limit_with_plan"
    TIME_LIMIT = "time_limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NUMERICAL = "numerical"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one solve says. `values (columns,)`; `bound`: no solution exceeds it; `detail`: the solver's words."""

    outcome: Outcome
    values: Floats
    objective: float
    bound: float
    detail: str


@dataclass(frozen=True, slots=True)
class Duals:
    """Sensitivity of the objective that was maximised.

    `row (rows,)`: change of the objective per unit by which a row's binding limit is raised. `column
    (columns,)`: the same for a binding column bound. `holds_from`, `holds_to (rows,)`: the values of a binding
    limit between which the row's price holds, NaN where not computed.
    """

    row: Floats
    column: Floats
    holds_from: Floats
    holds_to: Floats


@dataclass(frozen=True, slots=True)
class Basis:
    """A vertex of the programme, in the solver's own form."""

    held: Any


class _Quiet(highspy.Highs):
    """HiGHS that keeps standard output for us: its own constructor prints a banner when it asks for callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("log_to_console", False)  # noqa: FBT003
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Engine:
    """One model in HiGHS, always maximised."""

    def __init__(self, lp: LinearProgram, gap: float, time_limit: float) -> None:
        """Pass the programme over. `time_limit` [seconds] bounds all solves together, and once more all solves
        after whole columns are fixed.
        """
        self._lp = lp
        self._time_limit = time_limit
        self._deadline = time.monotonic() + time_limit
        self._is_whole = bool(lp.is_integer.any())
        # not output_flag: without any output HiGHS does not report its progress either
        self._highs: Any = _Quiet()  # type: ignore[no-untyped-call]
        # one thread: the same file gives the same plan; the number of threads itself is left alone, because
        # HiGHS refuses to run where another model of this process began with a different one
        self._set("parallel", "off")
        self._set("random_seed", 0)
        self._set("mip_rel_gap", gap)
        # the absolute gap must not end a search that the relative one would go on with
        self._set("mip_abs_gap", 1e-9)
        self._set("primal_feasibility_tolerance", 1e-8)
        self._set("dual_feasibility_tolerance", 1e-8)
        self._scale = scaling(lp)
        self._worth = self._scale.worth(lp.goals[0])
        matrix = self._scale.matrix(lp.matrix)
        rows, columns = self._scale.rows, self._scale.columns
        self._row_factor = rows
        self._is_warm = False
        kind = np.where(
            lp.is_integer, int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous)
        )
        self._checked(
            self._highs.passModel(
                matrix.shape[1], matrix.shape[0], matrix.nnz, int(highspy.MatrixFormat.kRowwise),
                int(highspy.ObjSense.kMaximize), 0.0, lp.goals[0] * columns / self._worth, lp.lower / columns,
                lp.upper / columns, lp.row_lower * rows, lp.row_upper * rows,
                matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, kind.astype(np.int32),
            )
        )  # fmt: skip

    def presolve(self, *, on: bool) -> None:
        """Whether programmes are made smaller before they are solved."""
        self._set("presolve", "choose" if on else "off")

    def branch_soon(self) -> None:
        """Search for whole columns by branching alone: without smaller searches inside the search, without beginning
        anew, and without cuts below the root. Programmes whose relaxation is already close are proven sooner so.
        """
        for kind in ("rins", "rens", "root_reduced_cost"):
            self._set(f"mip_heuristic_run_{kind}", value=False)
        self._set("mip_heuristic_effort", 0.0)
        self._set("mip_allow_restart", value=False)
        self._set("mip_allow_cut_separation_at_nodes", value=False)

    def maximise(
        self, costs: Floats, progress: Progress | None = None, first: Floats | None = None
    ) -> Answer:
        """Solve for these costs `(columns,)`. `first`: values `(columns,)` of a plan that a search may begin with; it
        is checked, and dropped where it does not hold.
        """
        self._pass_costs(costs)
        if first is not None:
            solution = highspy.HighsSolution()
            solution.col_value = (first / self._scale.columns).tolist()
            self._checked(self._highs.setSolution(solution))
        large = not self._is_whole and not self._is_warm and len(costs) > INTERIOR_POINT_COLUMNS
        self._set("solver", "ipm" if large else "choose")
        # HiGHS counts its time limit from the first run of the model
        self._set("time_limit", max(0.0, self._deadline - time.monotonic()) + self._highs.getRunTime())
        if progress is not None and self._is_whole:
            self._report(progress)
        self._highs.run()
        self._highs.clearCallbacks()
        return self._answer()

    def any_solution(self) -> Answer:
        """Some solution, whatever it is worth; by the simplex method, which stops at the first."""
        was_warm, self._is_warm = self._is_warm, True
        try:
            return self.maximise(np.zeros(len(self._lp.lower)))
        finally:
            self._is_warm = was_warm

    def tidy(self, costs: Floats) -> Floats | None:
        """Among all solutions as good as the last one, the one that maximises `costs`; None where time ran out.

        The optimal face: every column and row that has a price stays where it is, so no goal gives way.
        """
        solution = self._highs.getSolution()
        for prices, values, change in (
            (solution.col_dual, solution.col_value, self._highs.changeColsBounds),
            (solution.row_dual, solution.row_value, self._highs.changeRowsBounds),
        ):
            held = np.flatnonzero(np.abs(np.asarray(prices)) > PRICED).astype(np.int32)
            at = np.asarray(values)[held]
            self._checked(change(len(held), held, at, at))
        self._pass_costs(costs)
        self._set("solver", "simplex")
        self._highs.run()
        answer = self._answer()
        return answer.values if answer.outcome is Outcome.OPTIMAL else None

    def _pass_costs(self, costs: Floats) -> None:
        self._worth = self._scale.worth(costs)
        columns = np.arange(len(costs), dtype=np.int32)
        scaled = costs * self._scale.columns / self._worth
        self._checked(self._highs.changeColsCost(len(costs), columns, scaled))

    def fix_whole(self, columns: Indices, values: Floats) -> None:
        """Hold all whole columns at values; the programme that remains is linear."""
        which = columns.astype(np.int32)
        self._is_whole = False
        # the search may have used up its time; what remains is one small linear programme
        self._deadline = time.monotonic() + self._time_limit
        plain = np.full(len(which), highspy.HighsVarType.kContinuous)
        self._checked(self._highs.changeColsIntegrality(len(which), which, plain))
        self._checked(self._highs.changeColsBounds(len(which), which, values, values))

    def add_row(self, lower: float, upper: float, coefficients: Floats) -> None:
        """Add one dense row `lower <= coefficients @ x <= upper`."""
        used = np.flatnonzero(coefficients).astype(np.int32)
        factor = self._scale.row(coefficients)
        scaled = (coefficients * self._scale.columns * factor)[used]
        self._checked(self._highs.addRow(lower * factor, upper * factor, len(used), used, scaled))
        self._row_factor = np.append(self._row_factor, factor)

    def drop_rows_after(self, count: int) -> None:
        """Remove rows added behind the first `count`."""
        last = self._highs.getNumRow() - 1
        if last >= count:
            self._checked(
                self._highs.deleteRows(last - count + 1, np.arange(count, last + 1, dtype=np.int32))
            )
            self._row_factor = self._row_factor[:count]

    def limit_rows(self, rows: Indices, lower: Floats, upper: Floats) -> None:
        """New limits of some rows, added ones too."""
        factor = self._row_factor[rows]
        which = rows.astype(np.int32)
        self._checked(self._highs.changeRowsBounds(len(which), which, lower * factor, upper * factor))

    def limit_columns(self, columns: Indices, lower: Floats, upper: Floats) -> None:
        """New bounds of some columns."""
        factor = self._scale.columns[columns]
        which = columns.astype(np.int32)
        self._checked(self._highs.changeColsBounds(len(which), which, lower / factor, upper / factor))

    def basis(self) -> Basis:
        """The vertex at which the last solve ended, to start from again."""
        return Basis(self._highs.getBasis())

    def start_from(self, basis: Basis) -> None:
        """Begin the next solve at a vertex; from now on the simplex method alone is used."""
        self._is_warm = True
        self._checked(self._highs.setBasis(basis.held))

    def by_simplex(self) -> None:
        """From now on the simplex method alone is used: for goals of a few coefficients it is the faster one."""
        self._is_warm = True

    def allow(self, seconds: float) -> None:
        """From now on all solves together may take so long."""
        self._deadline = time.monotonic() + seconds

    def duals(self, *, ranging: bool) -> Duals:
        """Prices of the linear programme just solved, with their ranges where asked for.

        Raises RuntimeError where the last solve left no duals, as after a whole-project solve.
        """
        solution = self._highs.getSolution()
        rows = len(self._lp.row_lower)
        holds_from, holds_to = np.full(rows, np.nan), np.full(rows, np.nan)
        if not len(self._lp.lower):
            return Duals(np.zeros(rows), np.empty(0), holds_from, holds_to)
        if not solution.dual_valid or self._is_whole:
            raise RuntimeError("the last solve has no prices")
        if ranging:
            status, ranges = self._highs.getRanging()
            if status == highspy.HighsStatus.kOk and ranges.valid:
                holds_from = np.array(ranges.row_bound_dn.value_[:rows]) / self._scale.rows
                holds_to = np.array(ranges.row_bound_up.value_[:rows]) / self._scale.rows
        return Duals(
            row=np.array(solution.row_dual[:rows]) * self._scale.rows * self._worth,
            column=np.array(solution.col_dual) / self._scale.columns * self._worth,
            holds_from=holds_from, holds_to=holds_to,
        )  # fmt: skip

    def growing_columns(self) -> Indices:
        """Columns along which the objective grows without end, after an unbounded answer; possibly none."""
        status, has_ray, ray = self._highs.getPrimalRay()
        if status != highspy.HighsStatus.kOk or not has_ray:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(np.abs(np.asarray(ray)) > 1e-9)

    def _answer(self) -> Answer:
        status = self._highs.getModelStatus()
        info = self._highs.getInfo()
        has_plan = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        outcome = {
            highspy.HighsModelStatus.kOptimal: Outcome.OPTIMAL,
            highspy.HighsModelStatus.kInfeasible: Outcome.INFEASIBLE,
            highspy.HighsModelStatus.kUnbounded: Outcome.UNBOUNDED,
            highspy.HighsModelStatus.kTimeLimit: Outcome.TIME_LIMIT,
        }.get(status, Outcome.NUMERICAL)
        if status == highspy.HighsModelStatus.kModelEmpty:
            outcome = self._without_columns()
        if status == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            outcome = self._tell_apart()
        if outcome is Outcome.TIME_LIMIT and self._is_whole and has_plan:
            outcome = Outcome.TIME_LIMIT_WITH_PLAN
        objective = float(info.objective_function_value) * self._worth
        values = np.array(self._highs.getSolution().col_value)
        return Answer(
            outcome=outcome,
            values=values * self._scale.columns if len(values) else values,
            objective=objective,
            bound=float(info.mip_dual_bound) * self._worth if self._is_whole else objective,
            detail=self._highs.modelStatusToString(status),
        )

    def _without_columns(self) -> Outcome:
        """Nothing can be decided, and HiGHS does not look at the rows: they hold at zero, or never."""
        holds = np.all(self._lp.row_lower <= 0.0) and np.all(self._lp.row_upper >= 0.0)
        return Outcome.OPTIMAL if holds else Outcome.INFEASIBLE

    def _tell_apart(self) -> Outcome:
        """Infeasible or unbounded: without an objective, only an infeasible model has no solution."""
        self._pass_costs(np.zeros(len(self._lp.lower)))
        self._highs.run()
        return {
            highspy.HighsModelStatus.kOptimal: Outcome.UNBOUNDED,
            highspy.HighsModelStatus.kInfeasible: Outcome.INFEASIBLE,
            highspy.HighsModelStatus.kTimeLimit: Outcome.TIME_LIMIT,
        }.get(self._highs.getModelStatus(), Outcome.NUMERICAL)

    def _report(self, progress: Progress) -> None:
        def tell(event: highspy.HighsCallbackEvent) -> None:
            out = event.data_out
            progress(float(out.running_time), float(out.mip_gap))

        self._highs.cbMipLogging.subscribe(tell)

    def _set(self, option: str, value: bool | int | float | str) -> None:
        self._checked(self._highs.setOptionValue(option, value))

    def _checked(self, status: highspy.HighsStatus) -> None:
        if status == highspy.HighsStatus.kError:
            raise RuntimeError("the solver refused the model")
