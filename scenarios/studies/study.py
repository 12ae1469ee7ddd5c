"""A study: what was asked, the plan that it starts from, what was found, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Any

from scenarios.faults import Phrase
from scenarios.language import Language
from scenarios.scenario import Scenario
from scenarios.status import EXITS, Exit
from scenarios.studies.variants import Replan
from scenarios.table import Table


class StudyKind(StrEnum):
    """What a study asks."""

    RULES = "rules"
    SOURCES = "sources"
    LATE_MONEY = "late-money"
    FRONTIER = "frontier"
    MONTECARLO = "montecarlo"
    ALTERNATIVES = "alternatives"
    GRID = "grid"
    EQUAL_TREATMENT = "equal-treatment"
    REFORM = "reform"
    PROMOTION = "promotion"
    ENVIRONMENT = "environment"


class Completeness(StrEnum):
    """Whether all that was asked is answered, and why not: the scenario has no plan, or what came first."""

    COMPLETE = "complete"
    NO_PLAN = "no_plan"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"


class StudyRefused(ValueError):
    """The question makes no sense for this scenario: `phrase` says why, in either language."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase
        super().__init__(phrase.spoken(Language("en")))


@dataclass(frozen=True, slots=True)
class Study:
    """`base`: the plan without any change; None where the study ended before it was there.

    `tables` by name: the first one answers the question, a row for each item of `done`, with a sentence; empty where
    the base has no plan. `missing`: items that were not reached. `question`: the options of the study.
    """

    kind: StudyKind
    scenario: Scenario
    base: Replan | None
    tables: Mapping[str, Table]
    done: tuple[str, ...]
    missing: tuple[str, ...]
    completeness: Completeness
    question: Mapping[str, Any] = field(default_factory=dict)

    @property
    def exit(self) -> Exit:
        """Exit status: that of the base without a plan; 5 where something is missing, 0 where nothing is."""
        if self.base is None or self.missing:
            no_plan = self.base is not None and self.base.objective is None
            return EXITS[self.base.status] if self.base is not None and no_plan else Exit.NO_SAFE_PLAN
        return EXITS[self.base.status]


def study_document(study: Study) -> dict[str, Any]:
    """What `study.json` says."""
    base = study.base
    return {
        "kind": study.kind.value,
        "status": study.completeness.value,
        "title": study.scenario.title,
        "currency": study.scenario.currency,
        "unit": study.scenario.unit,
        "scenario_sha256": study.scenario.sha256,
        "question": dict(study.question),
        "base": {
            "status": None if base is None else base.status.value,
            "objective": None if base is None else base.objective,
            "bound": _finite(None if base is None else base.bound),
            "metrics": {} if base is None else dict(base.metrics),
        },
        "done": list(study.done),
        "missing": list(study.missing),
        "tables": [f"{name}.csv" for name in study.tables],
    }


def _finite(number: float | None) -> float | None:
    return number if number is not None and isfinite(number) else None
