"""What a project is worth to a plan: by its own account at the plan's prices, and by leaving it out or forcing
it in.
"""

from dataclasses import dataclass

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from finance.project import ProjectId
from optimizer.columns import Columns, Decision
from optimizer.engine import Duals, Outcome
from optimizer.explain.asking import Asking, Found
from optimizer.explain.case import IN_PLAN, Case
from optimizer.plan import Family

MOVED = 1e-3
"""Shares that differ by less are the same."""

MARGIN = 1e-3
"""Share of a project left out that is forced in to read its account."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A project whose share differs between two plans."""

    project: ProjectId
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """The best plan with the share of one project held at `share`, against the plan without that condition.

    `change`: what the objective gains (a loss is negative), at least `change_low` and at most `change_high` where
    works are whole and the gap leaves it open. `own`: what the project's own decisions add to the objective;
    `others`: what all other decisions add; `own + others = change`. `moved`: other projects whose share differs.
    """

    share: float
    change: float
    change_low: float
    change_high: float
    own: float
    others: float
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A project's account at the margin, per whole project, at the plan's prices.

    `worth`: what its own decisions add to the objective. `used`: by family of limits, what the scarce limits that it
    uses are worth (negative: it makes room). `net = worth - Σ used`: the loss per project forced in
    (negative), or the gain per project kept (positive); 0 for a project that is partly built.
    """

    worth: float
    used: dict[Family, float]

    @property
    def net(self) -> float:
        """What remains: the project's reduced cost."""
        return self.worth - sum(self.used.values())


def own_columns(columns: Columns, project: int) -> Indices:
    """Columns of decisions that belong to one project alone: its starts, draws, leases, payments and switch, and the
    books of vehicles that no other project shares.
    """
    own = columns.option_project == project
    of_pair = own[columns.pair_option]
    chosen = [
        columns.block(Decision.START, np.flatnonzero(own[columns.start_option])),
        columns.block(Decision.FUND, np.flatnonzero(own[columns.draw_option])),
        columns.block(Decision.LEASE, np.flatnonzero(of_pair[columns.lease_pair])),
        columns.block(Decision.LEASED, np.flatnonzero(of_pair[columns.lease_pair])),
        columns.block(Decision.WORKING_CAPITAL, np.flatnonzero(own[columns.paid_option])),
        columns.block(Decision.SCALE, np.flatnonzero(columns.scale_project == project)),
    ]
    shared = set(columns.option_vehicle[~own].tolist())
    alone = [
        v for v in set(columns.option_vehicle[own].tolist()) if v not in shared and v < columns.book_count
    ]
    years = np.arange(columns.years)
    for decision in (
        Decision.TAX, Decision.CASH, Decision.DIVIDEND, Decision.EBITDA, Decision.DEBT_SERVICE,
    ):  # fmt: skip
        chosen += [columns.block(decision, v * columns.years + years) for v in alone]
    return np.concatenate(chosen).astype(np.int64)


def without(asking: Asking, project: int) -> Found | None:
    """The best plan with nothing of a project; None where it cannot be left out. A commitment to build it is
    dropped: the question is what the plan would be without it.
    """
    case = asking.case
    columns = {int(j): (0.0, 0.0) for j in case.starts_of(project)}
    return asking.best(rows={case.start_row(project): (-np.inf, 1.0)}, columns=columns)


def with_most(asking: Asking, project: int) -> tuple[Found, float] | None:
    """The best plan that holds a project whole, or else as much of it as is possible, and that share; None
    where not even a little of it is possible.
    """
    case, row = asking.case, asking.case.start_row(project)
    found = asking.best(rows={row: (1.0, 1.0)})
    if found is not None:
        return found, 1.0
    costs = np.zeros(case.lp.columns.count)
    costs[case.starts_of(project)] = 1.0
    most = asking.best(costs=costs)
    if most is None or most.worth <= 1e-4:
        return None
    share = most.worth * (1.0 - 1e-7)
    found = asking.best(rows={row: (share, 1.0)})
    return None if found is None else (found, share)


def exchange(case: Case, project: int, base: Found, found: Found, share: float) -> Exchange:
    """What changes from one plan to another that holds a project at a share."""
    before, after = case.shares_in(base.values), case.shares_in(found.values)
    moved = tuple(
        Moved(case.problem.projects[i].id, float(before[i]), float(after[i]))
        for i in np.argsort(after - before, kind="stable")
        if i != project and abs(after[i] - before[i]) > MOVED
    )
    own = own_columns(case.lp.columns, project)
    difference = case.lp.goals[0] * (found.values - base.values)
    change, mine = found.worth - base.worth, float(difference[own].sum())
    return Exchange(
        share, change, found.worth - base.bound, found.bound - base.worth, mine, change - mine, moved
    )


def account(case: Case, project: int) -> Account | None:
    """The account of a project at the plan's prices; None where works are whole, or where not even a little of it may
    start.

    Formula: over the project's own decisions j, per whole project, with λ the prices, `worth = Σ c[j] x[j] /
    share` and per family `used = Σ_i λ[i] Σ_j a[i,j] x[j] / share`. Of a project left out, x and λ are those
    of the plan that must hold a little of it. Decisions that are taken have no reduced cost, so the difference
    is exact.
    """
    if not case.is_linear:
        return None
    share = case.shares[case.problem.projects[project].id]
    if share > IN_PLAN:
        return _account(case, project, case.linear.first.values, case.prices)
    row, step = case.start_row(project), MARGIN
    # a much smaller share would pass where none is possible: within what the solver forgives
    for _ in range(2):
        answer, duals = case.linear.priced(rows={row: (step, 1.0)})
        if answer.outcome is Outcome.OPTIMAL and duals is not None:
            found = _account(case, project, answer.values, duals)
            if abs(found.net - (answer.objective - case.value) / step) <= 1e-5 * max(1.0, abs(found.worth)):
                return found
        step *= 0.125
    return None


def _account(case: Case, project: int, values: Floats, prices: Duals) -> Account:
    lp, row = case.lp, case.start_row(project)
    own = own_columns(lp.columns, project)
    share = float(case.shares_in(values)[project])
    does = values[own] / share
    used = (lp.matrix[:, own] @ does) * prices.row
    used[row] = 0.0
    by_family: dict[Family, float] = {}
    for number in np.flatnonzero(used):
        family = case.keys[number][0]
        by_family[family] = by_family.get(family, 0.0) + float(used[number])
    size = max(1.0, float(np.abs(used).max(initial=0.0)))
    kept = {family: amount for family, amount in by_family.items() if abs(amount) > 1e-9 * size}
    return Account(float(lp.goals[0][own] @ does), dict(sorted(kept.items())))
