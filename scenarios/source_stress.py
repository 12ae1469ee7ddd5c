"""What a plan loses where a source lets it down: each source a year late, or a fifth lower, planned anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scenarios.deciding import deciding
from scenarios.loading import from_document
from scenarios.pipeline import run
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import Status, status

Document = Mapping[str, Any]
Changes = Mapping[str, object]

LESS = 0.8


class Stress(StrEnum):
    """How a source lets the plan down."""

    LATE = "one_year_late"
    LESS = "fifth_less"


@dataclass(frozen=True, slots=True)
class SourceStress:
    """The best plan without what a source fails to bring.

    `changes`: of the scenario, by path. None of them: the source has no limit that could move, and `status` is None.
    `objective` and `metrics` are those of the new plan, None and empty where there is none; `lost`: what the
    objective falls by.
    """

    source: str
    stress: Stress
    changes: Changes
    status: Status | None
    objective: float | None
    lost: float | None
    metrics: Mapping[str, float]


def stress_sources(result: Result) -> tuple[SourceStress, ...]:
    """Every source of the scenario under every stress, in the order of the file. Each is a solve of its own.

    One year late: ceilings by year move a year on, a level ceiling begins in the second year, a source with nothing
    but a total begins in the second year too; what would come after the last year is lost. A fifth less: ceilings,
    total and floor times 0.8, for what does not come need not be drawn. So a stress of a source that does harm, because
    it must be drawn, can raise the objective.
    """
    found = []
    for source in result.scenario.document["sources"]:
        for stress in Stress:
            changes = dict(_changes(source, stress, result.scenario))
            found.append(_stressed(result, source["id"], stress, changes))
    return tuple(found)


def _stressed(result: Result, source: str, stress: Stress, changes: Changes) -> SourceStress:
    if not changes:
        return SourceStress(source, stress, {}, None, None, None, {})
    ending = run(from_document(deciding(result.scenario.document), changes))
    if not isinstance(ending, Result):
        return SourceStress(source, stress, changes, status(ending), None, None, {})
    objective = ending.plan.objective
    lost = result.plan.objective - objective
    return SourceStress(source, stress, changes, status(ending), objective, lost, ending.plan.metrics)


def _changes(source: Document, stress: Stress, scenario: Scenario) -> Iterator[tuple[str, object]]:
    """Changes by path that let one source down."""
    path = f"sources.{source['id']}"
    steps = [(path, source)]
    steps += [(f"{path}.tranches.{n}", step) for n, step in enumerate(source.get("tranches", ()), 1)]
    ceilings = [(f"{place}.ceiling", step["ceiling"]) for place, step in steps if "ceiling" in step]
    if stress is Stress.LESS:
        amounts = [place for place, _ in ceilings]
        amounts += [f"{path}.{name}" for name in ("total", "floor") if name in source]
        yield from ((place, {"times": LESS}) for place in amounts)
        return
    if not ceilings and "total" in source:
        ceilings = [(f"{path}.ceiling", source["total"])]
    horizon = scenario.problem.horizon
    for place, ceiling in ceilings:
        by_year = (
            {year + 1: amount for year, amount in ceiling.items()}
            if isinstance(ceiling, Mapping)
            else dict.fromkeys(range(horizon.start + 1, horizon.last + 1), ceiling)
        )
        inside = {year: amount for year, amount in sorted(by_year.items()) if year <= horizon.last}
        yield place, inside or 0
