"""Procedures before works may begin: days by law and as they are, and the years that they take from a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from finance.delivery import Mode

DAYS_A_YEAR = 365.0

Document = Mapping[str, Any]


class Counted(StrEnum):
    """Which days delay the works."""

    ACTUAL = "actual"
    STATUTORY = "statutory"


@dataclass(frozen=True, slots=True)
class Procedure:
    """All steps of a delivery mode [days]: by law, as they are, and as the plan counts them after reform."""

    mode: Mode
    statutory: float
    actual: float
    counted: float

    @property
    def delay(self) -> int:
        """Whole years that pass before works can begin: they begin in the year in which the last step ends."""
        return int(self.counted // DAYS_A_YEAR)


def procedures(document: Document) -> dict[str, Procedure]:
    """Procedures by delivery mode; a mode without steps has none.

    `counted = (1 - shortened_by) * Σ days` of the kind that is counted; a step without actual days takes those by law.
    """
    entry = document.get("procedures", {})
    kept = 1.0 - float(entry.get("shortened_by", 0.0))
    is_actual = entry.get("counted", Counted.ACTUAL.value) == Counted.ACTUAL.value
    found = {}
    for mode in Mode:
        steps = [step for step in entry.get("steps", ()) if step.get("mode") == mode.value]
        if steps:
            statutory = sum(float(step.get("statutory", 0.0)) for step in steps)
            actual = sum(float(step.get("actual", step.get("statutory", 0.0))) for step in steps)
            counted = kept * (actual if is_actual else statutory)
            found[mode.value] = Procedure(mode, statutory, actual, counted)
    return found


def delays(document: Document) -> dict[str, int]:
    """Years by delivery mode, for projects that state no delay of their own."""
    return {mode: procedure.delay for mode, procedure in procedures(document).items()}


def delayed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the years that procedures take for every mode of a project that states no delay."""
    years = {mode: delay for mode, delay in delays(document).items() if delay}
    if not years:
        return document
    return {**document, "projects": [_delayed(project, years) for project in document["projects"]]}


def _delayed(project: Document, years: Mapping[str, int]) -> dict[str, Any]:
    stated = project.get("modes", ("public",))
    modes = dict(stated) if isinstance(stated, Mapping) else {mode: {} for mode in stated}
    return {
        **project,
        "modes": {mode: {"delay": years.get(mode, 0)} | option for mode, option in modes.items()},
    }
