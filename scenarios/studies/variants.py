"""A variant: a few changes of a scenario, planned anew and proven like any plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from optimizer.plan import Draw, Family, Lease, Plan, RowKey, Start
from scenarios.loading import from_document
from scenarios.pipeline import ProvenPlan, UnprovenPlan, proven
from scenarios.scenario import Scenario
from scenarios.status import Status, status, status_of_plan
from scenarios.table import ColumnKind, Row

Changes = Mapping[str, object]
"""New values by path, as `--set` takes them."""

NOTHING = 1e-6
"""Relative to max(1, |objective|): what two plans differ by less is rounding of the solver."""


SCARCE = (Family.LEASE_SUPPLY, Family.DEMAND, Family.SERVICE, Family.ADMIN_CAPACITY)
"""Families whose prices a study sets beside what planning anew finds."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Changes of a scenario under a name that no other variant of its study has."""

    id: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Replan:
    """What came of planning a variant, without its problem: small enough to pass between processes.

    `objective`: value of the first goal, None where there is no plan; `bound`: what no plan can exceed. `metrics`
    are empty and `starts`, `draws`, `leases` too without a plan. `prices`: of what is `SCARCE`, where it has one.
    """

    status: Status
    objective: float | None
    bound: float | None
    metrics: Mapping[str, float]
    starts: tuple[Start, ...]
    draws: tuple[Draw, ...]
    leases: tuple[Lease, ...] = ()
    prices: Mapping[RowKey, float] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Whether no other plan is better by more than rounding."""
        return self.status is Status.OPTIMAL


@dataclass(frozen=True, slots=True)
class Change:
    """What the objective changes by from one plan to another, `after - before`.

    `found`: between the two plans. `least`, `most`: what is proven of the best plans on both sides; the same as
    `found` where both plans are optimal.
    """

    found: float
    least: float
    most: float

    @property
    def is_exact(self) -> bool:
        """Whether the change of the best plans is known."""
        return self.least == self.most


class NoPlan(ValueError):
    """A change was asked of a variant without a plan."""


def change(before: Replan, after: Replan, *, may_only: int = 0) -> Change:
    """The change of the objective. `may_only`: 1 where the best plan can only gain, because every plan from before is
    still allowed, -1 where it can only lose, 0 where either may be.

    `least = after.objective - before.bound`, `most = after.bound - before.objective`, each stopped at 0 by `may_only`;
    a change below `NOTHING` is 0. Raises NoPlan.
    """
    if before.objective is None or before.bound is None or after.objective is None or after.bound is None:
        raise NoPlan("one of the two has no plan")
    low, high = (
        (0.0, float("inf")) if may_only > 0 else (float("-inf"), 0.0 if may_only < 0 else float("inf"))
    )
    nothing = NOTHING * max(1.0, abs(before.objective))

    def told(amount: float) -> float:
        return 0.0 if abs(amount) <= nothing else min(high, max(low, amount))

    found = told(after.objective - before.objective)
    if before.is_exact and after.is_exact:
        return Change(found, found, found)
    return Change(found, told(after.objective - before.bound), told(after.bound - before.objective))


def replan(scenario: Scenario) -> Replan:
    """Plan a scenario as it stands."""
    try:
        ending = proven(scenario)
    except UnprovenPlan:
        return without_plan(Status.UNPROVEN)
    return of_plan(ending.plan) if isinstance(ending, ProvenPlan) else without_plan(status(ending))


def of_plan(plan: Plan) -> Replan:
    """What a study keeps of a proven plan."""
    return Replan(
        status_of_plan(plan), float(plan.objective), float(plan.bound),
        {name: float(amount) for name, amount in plan.metrics.items()}, plan.starts, plan.draws,
        plan.leases, {row.key: row.price for row in plan.limits if row.price and row.family in SCARCE},
    )  # fmt: skip


def without_plan(word: Status) -> Replan:
    """A variant that has none."""
    return Replan(word, None, None, {}, (), ())


def varied(document: Mapping[str, Any], changes: Changes, seconds: float | None = None) -> Scenario:
    """The scenario with changes, and with less time to solve where `seconds` are fewer than its own.

    Raises ScenarioError where a change hits nothing or contradicts the rest.
    """
    scenario = from_document(document, changes)
    options = scenario.problem.options
    if seconds is None or seconds >= options.time_limit:
        return scenario
    return replace(scenario, problem=replace(scenario.problem, options=replace(options, time_limit=seconds)))


def metric_columns(base: Replan) -> dict[str, ColumnKind]:
    """Heads for the change of each metric."""
    return {f"{name}_change": ColumnKind.AMOUNT for name in base.metrics}


def metric_changes(base: Replan, other: Replan) -> Row:
    """The change of each metric of `base`; nothing where there is no other plan."""
    if not other.metrics:
        return (None,) * len(base.metrics)
    return tuple(_rounded(other.metrics[name] - amount, amount) for name, amount in base.metrics.items())


def _rounded(moved: float, size: float) -> float:
    return 0.0 if abs(moved) <= NOTHING * max(1.0, abs(size)) else moved
