"""What each input that differs does to a plan: the inputs taken over one after the other, a plan made after each.

What a step changes is what its inputs are said to change. The order is fixed, and matters where inputs act together:
their joint effect goes to the later one. All steps add up to the whole difference.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from optimizer.plan import Plan
from scenarios.differences import Path, paths_that_differ, taken_over, weighty
from scenarios.faults import ScenarioError
from scenarios.loading import from_document
from scenarios.result import Result
from scenarios.scenario import Scenario

MOST_STEPS = 12
"""More inputs than that are taken over item by item (a source, a project), more items section by section."""

ITEMS = ("delivery", "sources", "clusters", "projects", "targets")
"""Sections of the file that hold items."""

MOVED = 1e-6
"""Smaller changes are none."""


class Of(StrEnum):
    """What is compared."""

    OBJECTIVE = "objective"
    METRIC = "metric"
    MONEY = "money"
    START = "start"


Measured = tuple[Of, str, int | None]
"""What is compared, its name (the metric, the tranche, or project and mode), and the calendar year where it has one."""

Amounts = dict[Measured, float]

Planner = Callable[[Scenario], Plan | None]
"""Makes a scenario's plan; None where there is none that can be relied on."""


class Joined(StrEnum):
    """Why inputs were taken over together."""

    BUNDLED = "bundled"
    INVALID = "invalid"
    NO_PLAN = "no_plan"


@dataclass(frozen=True, slots=True)
class Step:
    """Inputs taken over together, by path, and what changed with them. `joined`: why they are not one alone."""

    paths: tuple[Path, ...]
    changes: Mapping[Measured, float]
    joined: frozenset[Joined] = frozenset()


@dataclass
class _Pending:
    """Inputs taken over since the last plan."""

    paths: list[Path] = field(default_factory=list)
    joined: set[Joined] = field(default_factory=set)


def attribute(first: Result, second: Result, plan_of: Planner) -> tuple[Step, ...]:
    """The steps from the first plan to the second.

    Inputs after which the file contradicts itself, or has no plan, are taken over together with those that follow.
    Always: the changes of all steps add up to the difference of the two plans.
    """
    document, goal = weighty(first.scenario.document), weighty(second.scenario.document)
    bundles = bundled(paths_that_differ(document, goal))
    steps: list[Step] = []
    before, pending = amounts(first.plan), _Pending()
    for number, bundle in enumerate(bundles, start=1):
        for path in bundle:
            document = taken_over(document, goal, path)
        pending.paths += bundle
        if len(bundle) > 1:
            pending.joined.add(Joined.BUNDLED)
        plan = second.plan if number == len(bundles) else _plan(document, pending, plan_of)
        if plan is not None:
            after = amounts(plan)
            steps.append(Step(tuple(pending.paths), difference(before, after), frozenset(pending.joined)))
            before, pending = after, _Pending()
    return tuple(steps)


def bundled(paths: Iterable[Path]) -> tuple[tuple[Path, ...], ...]:
    """The paths one by one while they are few; else those of one item together, or those of one section."""
    listed = tuple(paths)
    items = tuple(path[: 2 if path[0] in ITEMS else 1] for path in listed)
    sections = tuple(path[:1] for path in listed)
    chosen = next((keys for keys in (listed, items) if len(set(keys)) <= MOST_STEPS), sections)
    bundles: dict[Path, list[Path]] = {}
    for key, path in zip(chosen, listed, strict=True):
        bundles.setdefault(key, []).append(path)
    return tuple(tuple(bundle) for bundle in bundles.values())


def amounts(plan: Plan) -> Amounts:
    """All that is compared of a plan: additive, so that what steps change adds up."""
    calendar = plan.problem.horizon.calendar
    found: Amounts = {(Of.OBJECTIVE, "", None): plan.objective}
    found |= {(Of.METRIC, name, None): amount for name, amount in plan.metrics.items()}
    for draw in plan.draws:
        key: Measured = (Of.MONEY, draw.source, calendar(draw.year))
        found[key] = found.get(key, 0.0) + draw.amount
    for start in plan.starts:
        key = (Of.START, f"{start.project}/{start.mode.value}", calendar(start.year))
        found[key] = found.get(key, 0.0) + start.share
    return found


def difference(before: Amounts, after: Amounts) -> Amounts:
    """After less before; what is not there is 0."""
    return {key: after.get(key, 0.0) - before.get(key, 0.0) for key in sorted({*before, *after}, key=_order)}


def _order(key: Measured) -> tuple[int, str, int]:
    of, name, year = key
    return list(Of).index(of), name, -1 if year is None else year


def _plan(document: Mapping[str, Any], pending: _Pending, plan_of: Planner) -> Plan | None:
    """The plan of a document half-way; None, and why, where the inputs so far do not stand by themselves."""
    try:
        scenario = from_document({"title": "-", **document})
    except ScenarioError:
        pending.joined.add(Joined.INVALID)
        return None
    plan = plan_of(scenario)
    if plan is None:
        pending.joined.add(Joined.NO_PLAN)
    return plan
