"""A solved problem that is kept for questions."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from finance.project import ProjectId
from optimizer.build import build
from optimizer.columns import Decision
from optimizer.endings import Ending
from optimizer.engine import Basis, Duals, Progress
from optimizer.matrix import LinearProgram
from optimizer.plan import Family, Plan, RowKey
from optimizer.problem import Problem
from optimizer.read_off import read_off
from optimizer.resolve import KeptProgramme
from optimizer.solution import Solution
from optimizer.solve import solve_programme

IN_PLAN = 1e-6
"""A smaller share of a project is not in the plan."""


class Kept(KeptProgramme):
    """The kept programme, with the vertex of its first solve for programmes of the same shape."""

    @property
    def vertex(self) -> Basis | None:
        """Where the first solve ended; None where there was no best solution."""
        return self._vertex


@dataclass(frozen=True)
class Case:
    """A problem, its programme and its plan, and the linear programme of its prices kept in the solver.

    All questions are about the first goal. Where works are whole, they are held in `linear` as the plan chose them.
    """

    lp: LinearProgram
    solution: Solution
    plan: Plan
    linear: Kept

    @property
    def problem(self) -> Problem:
        """The problem that was solved."""
        return self.lp.columns.problem

    @property
    def is_linear(self) -> bool:
        """Whether nothing had to be whole, so that prices are those of the problem itself."""
        return not self.lp.is_integer.any()

    @property
    def value(self) -> float:
        """What the first goal is worth in the linear programme of the prices."""
        return self.linear.first.objective

    @cached_property
    def prices(self) -> Duals:
        """Prices of the linear programme as it stands; of many at a corner the solver's choice."""
        return self.linear.prices()

    @cached_property
    def rows(self) -> dict[RowKey, int]:
        """Number of each row by its key."""
        return {key: number for number, key in enumerate(self.lp.row_keys())}

    @cached_property
    def keys(self) -> list[RowKey]:
        """Key of each row."""
        return self.lp.row_keys()

    @cached_property
    def start_project(self) -> Indices:
        """Position of the project of each start `(S,)`."""
        return self.lp.columns.option_project[self.lp.columns.start_option]

    @cached_property
    def shares(self) -> dict[ProjectId, float]:
        """Share of each project that the plan starts, in all years and modes."""
        out = dict.fromkeys((project.id for project in self.problem.projects), 0.0)
        for start in self.plan.starts:
            out[start.project] += start.share
        return out

    def starts_of(self, project: int) -> Indices:
        """Columns of the starts of a project, by its position."""
        return self.lp.columns.block(Decision.START, np.flatnonzero(self.start_project == project))

    def start_row(self, project: int) -> int:
        """Number of the row that says that a project is built once."""
        return self.rows[Family.START_ONCE, self.problem.projects[project].id]

    def shares_in(self, values: Floats) -> Floats:
        """Share of each project `(projects,)` in a solution `(columns,)`."""
        out = np.zeros(len(self.problem.projects))
        np.add.at(out, self.start_project, values[self.lp.columns.block(Decision.START)])
        return out

    @property
    def tolerance(self) -> float:
        """Differences of the goal up to this are the solver's rounding."""
        return 1e-7 * max(1.0, abs(self.value))


def solved_case(problem: Problem, progress: Progress | None = None) -> Case | Ending:
    """The case of a problem, or the ending that leaves nothing to explain."""
    lp = build(problem)
    ending = solve_programme(lp, progress)
    return case_of(ending) if isinstance(ending, Solution) else ending


def case_of(solution: Solution) -> Case:
    """The case of a solution."""
    lp = solution.lp
    held = solution.values if lp.is_integer.any() else None
    return Case(lp, solution, read_off(solution), Kept(lp, held))
