"""`plan.json` and `manifest.json` as plain data: what a run says about itself."""

import json
import os
import platform
import tomllib
from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from math import isfinite
from typing import TYPE_CHECKING, Any

from optimizer.plan import Kind, Plan
from scenarios.language import HOUSE
from scenarios.scenario import Scenario
from scenarios.status import Status

if TYPE_CHECKING:
    from optimizer.verify import Check

PROGRAM = "hatang"
"""Stands in every manifest: a folder with it is one of ours."""


def version() -> str:
    """The version of this program, as its project file states it."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def plan_document(
    scenario: Scenario, word: Status, plan: Plan | None = None, checks: "Sequence[Check]" = ()
) -> dict[str, Any]:
    """What `plan.json` says. Without a plan: no objective, no metrics, nothing that looks like one.

    A plan that the time limit cut short carries the same word as one within the gap asked for: both are labelled
    with their gap, and `gap_asked` tells them apart.
    """
    return {
        "status": (Status.GAP if word is Status.TIME_LIMIT else word).value,
        "title": scenario.title,
        "currency": scenario.currency,
        "unit": scenario.unit,
        "scenario_sha256": scenario.sha256,
        "mode": None if plan is None else plan.kind.value,
        "objective": None if plan is None else float(plan.objective),
        "bound": None if plan is None else _finite(float(plan.bound)),
        "gap": None if plan is None else _finite(float(plan.gap)),
        "gap_asked": None if plan is None or plan.kind is Kind.LP else plan.problem.options.gap,
        "goals": [] if plan is None else [float(goal) for goal in plan.goals],
        "metrics": {} if plan is None else {name: float(amount) for name, amount in plan.metrics.items()},
        "checks": [
            {"name": check.name, "passed": bool(check.passed), "worst": _finite(check.worst)}
            for check in checks
        ],
    }


def manifest(
    scenario: Scenario,
    word: Status,
    files: list[str],
    seconds: Mapping[str, float],
    changes: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """What `manifest.json` says: what went in, what did the work, how long it took."""
    return {
        "program": PROGRAM,
        "version": version(),
        "title": scenario.title,
        "status": word.value,
        "input_files": [{"name": file.name, "sha256": file.sha256} for file in scenario.files],
        "changes": dict(changes or {}),
        "scenario_sha256": scenario.sha256,
        "as_of": scenario.as_of.isoformat(),
        "policy": scenario.policy,
        "policy_parameters": [
            {
                "path": parameter.path,
                "value": parameter.value,
                "reference": parameter.reference,
                "confidence": parameter.confidence,
            }
            for parameter in scenario.parameters
        ],
        "policy_overrides": [
            {
                "path": at.path,
                "stated": at.stated,
                "value": at.value,
                "reference": at.in_force.reference.en,
                "confidence": at.in_force.confidence,
            }
            for at in scenario.law
            if at.is_override
        ],
        "solver": {"name": "HiGHS", "version": version_of("highspy")},
        "machine": {
            "system": platform.system(),
            "release": platform.release(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "processors": os.cpu_count(),
        },
        "files": sorted(files),
        "seconds": {stage: round(taken, 6) for stage, taken in seconds.items()},
    }


def as_json(document: Mapping[str, Any]) -> str:
    """A document as JSON text in UTF-8; a number that JSON does not know is an error, never `NaN`."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(number: float) -> float | None:
    """None for what JSON has no number for: a check that met something that is not a number."""
    return float(number) if isfinite(number) else None
