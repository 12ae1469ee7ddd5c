"""What the enforcement of environmental rules means for every treatment plant of a scenario."""

from dataclasses import dataclass

from finance.cluster import Service
from finance.enforcement import Deterrence, deterrence, yearly_cost
from finance.project import Project
from scenarios.file.enforcement_terms import EnforcementTerms
from scenarios.scenario import Scenario

WASTEWATER = "wastewater"


@dataclass(frozen=True, slots=True)
class PlantDeterrence:
    """What deters the owner of a treatment plant from not building or not running it, a year, base-year prices."""

    project: Project
    found: Deterrence


def plants(scenario: Scenario) -> tuple[PlantDeterrence, ...]:
    """Every work that treats wastewater, in the order of the file; none where the scenario states no enforcement.

    A work that prepares land too holds a plant among other things: what it costs is not what treating costs.
    """
    terms = scenario.enforcement
    if terms is None:
        return ()
    rate = scenario.problem.assumptions.social_discount_rate
    return tuple(
        PlantDeterrence(project, _deterrence(project, terms, rate))
        for project in scenario.problem.projects
        if project.kind == WASTEWATER
        or (project.land is None and project.provides.get(Service(WASTEWATER), 0.0) > 0.0)
    )


def _deterrence(project: Project, terms: EnforcementTerms, rate: float) -> Deterrence:
    cost = yearly_cost(project.capex, project.opex, project.revenue, rate, terms.plant_life)
    return deterrence(cost, terms.enforcement)
