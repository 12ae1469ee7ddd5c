"""Deleting any one field of a file either is refused or changes what it should, and nothing else.

Every leaf and every group of five rich scenarios is taken away, one at a time. Only the noun that a field belongs
to may change; horizon, rates and rules reach everything.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from optimizer.problem import Problem
from scenarios import ScenarioError, load
from scenarios.costing.estimate import estimates
from scenarios.forecasting.demand import forecasts
from scenarios.law.legality import legality
from scenarios.loading import from_document
from scenarios.procedures import procedures
from scenarios.scenario import Scenario

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
RICH = ("two-clusters", "scenario-md-example", "thong-nhat-1", "water-company", "ppp-wastewater")

Path_ = tuple[str | int, ...]


def _paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every place that can be deleted."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _paths(inner, (*path, position))


def _without(document: dict[str, Any], path: Path_) -> dict[str, Any]:
    changed = deepcopy(document)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return changed


def _told(scenario: Scenario) -> dict[str, Any]:
    """What a scenario says, part by part; single works, sources and so on by their id."""
    problem = scenario.problem
    parts: dict[str, Any] = {
        name: getattr(scenario, name) for name in ("title", "source", "currency", "unit", "as_of", "policy")
    }
    for field in fields(Problem):
        value = getattr(problem, field.name)
        if field.name in ("projects", "sources", "clusters"):
            parts |= {f"{field.name}.{noun.id}": noun for noun in value}
        elif field.name == "targets":
            parts |= {f"targets.{noun.name}": noun for noun in value}
        else:
            parts[field.name] = value
    parts |= {f"estimates.{each.project}": each for each in estimates(scenario.document)}
    for each in forecasts(scenario.document):
        lines = [tuple(line) for line in (each.found.low, each.found.base, each.found.high)]
        parts[f"forecasts.{each.cluster}"] = (*parts.get(f"forecasts.{each.cluster}", ()), lines)
    parts |= {"legality": legality(scenario), "law": scenario.law, "enforcement": scenario.enforcement}
    parts |= {"procedures": procedures(scenario.document)}
    side = scenario.public_side
    parts |= {f"contracts.{project}": agreement for (project, _), agreement in side.contracts.items()}
    return parts | {"risk": scenario.risk, "purse": side.purse, "rule": side.debt_rule, "value": side.value}


def _may_touch(document: dict[str, Any], path: Path_, part: str) -> bool:
    """Whether a field may change a part: what it belongs to, or anything where it says years, rates or rules."""
    head = str(path[0])
    if head in ("horizon", "as_of", "policy", "delivery", "assumptions"):
        return True
    if head in ("projects", "sources", "clusters", "targets"):
        if len(path) == 1:
            return part.startswith(f"{head}.")
        item = document[head][path[1]]
        name = item.get("id", item.get("name"))
        if head == "clusters" and part in ("legality", "law", "delivery", "laws", f"forecasts.{name}"):
            return True  # what is known of a place decides which law holds there
        # the last project of a mode takes the mode's default rules and its law with it; without a place none is known
        is_place = head == "projects" and path[2:] in ((), ("modes",), ("cluster",))
        by_mode = ("law", "laws", "legality", "delivery") if is_place else ()
        return part in (f"{head}.{name}", f"contracts.{name}", f"estimates.{name}", *by_mode)
    if head == "unit" and (part == "enforcement" or part.startswith(("estimates.", "projects."))):
        return True  # norms and fines are in dong
    if head == "procedures":
        return part == head or part.startswith("projects.")
    if head == "public_finance":
        return part in ("purse", "rule")
    head = {"value_for_money": "value"}.get(head, head)
    return part == {"objective": "goals", "solve": "options"}.get(head, head)


STANDARD = {"gap": 0.001, "time_limit": 120}
DEFAULTS: list[tuple[str, object]] = [
    ("currency", "VND"),
    ("assumptions.social_discount_rate", 0.1),
    ("assumptions.discount_rate", 0.1),
    ("assumptions.inflation.capex", 0),
    ("delivery.ppp.depreciation_years", 20),
    ("sources.match.per", "project"),
    ("sources.repayment", "annuity"),
    ("clusters.demand.forecast.method", "reference"),  # what auto comes to without history and tenants
    ("clusters.demand.forecast.class", "lao_cai_actual"),
    ("projects.modes.public.delay", 0),  # there are no procedures of public works
    ("projects.modes.public", {"delay": 0}),
    ("projects.modes", {"public": {"delay": 0}}),
    ("projects.start.earliest", 2026),  # the first year of the plan of Thống Nhất 1
    ("projects.start.earliest", 2027),  # and of two-clusters
    ("objective", {"economic_npv": 1, "cost_of_funds": -1}),
    ("solve", STANDARD),
    ("solve.gap", STANDARD["gap"]),
    ("solve.time_limit", STANDARD["time_limit"]),
]


TOLD_ELSEWHERE = {
    "clusters.developer.name",  # for information
    "procedures.steps.reference",  # for information
    "projects.outside_fence",  # asked by rules on plans alone, which the law museum holds
    "clusters.industrial_area",  # asked of clusters that are enlarged
    "clusters.leased",
}
"""Fields that change nothing here: a reader sees them, or a rule asks for them elsewhere."""


def _says_what_holds_anyway(document: dict[str, Any], path: Path_) -> bool:
    """Whether a field states just its default: then its going must not change anything."""
    place: Any = document
    for step in path:
        place = place[step]
    name = ".".join(step for step in path if isinstance(step, str))
    return name in TOLD_ELSEWHERE or (name, place) in DEFAULTS


@pytest.mark.parametrize("name", RICH)
def test_deleting_any_one_field_is_refused_or_changes_what_it_should(name: str) -> None:
    base = load(LIBRARY / f"{name}.yaml")
    document = deepcopy(dict(base.document))
    before = _told(base)
    silent, astray, tried, refused = [], [], 0, 0
    for path in _paths(document):
        tried += 1
        try:
            after = _told(from_document(_without(document, path)))
        except ScenarioError as fault:
            refused += len(fault.faults) > 0
            continue
        moved = {part for part in before.keys() | after.keys() if before.get(part) != after.get(part)}
        if not moved:
            silent.append(path)
        astray += [(path, part) for part in moved if not _may_touch(document, path, part)]
    assert tried > 120
    assert refused > 20
    assert astray == []
    assert [path for path in silent if not _says_what_holds_anyway(document, path)] == []
