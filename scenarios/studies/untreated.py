"""What a plan leaves untreated, counted from its leases and starts, and what that is expected to cost."""

from dataclasses import dataclass

import numpy as np

from finance.cluster import Cluster, Service
from finance.horizon import Floats, discount_factors
from optimizer.problem import Problem
from scenarios.enforcement import WASTEWATER
from scenarios.scenario import Scenario
from scenarios.studies.variants import Replan

TREATMENT = Service(WASTEWATER)


def most_water(problem: Problem, cluster: Cluster) -> float:
    """Wastewater of the tenants who need most of it, on all the land that there can be; of the year with most demand.

    Units of the service. What a plan leaves untreated never exceeds it, so that nobody is charged more than the cost
    of a breach.
    """
    land = sum(p.land.area for p in problem.projects if p.land is not None and p.cluster == cluster.id)
    most = 0.0
    for year in range(problem.horizon.years):
        left, water = land, 0.0
        for segment in sorted(cluster.demand, key=lambda each: -each.needs.get(TREATMENT, 0.0)):
            taken = min(left, segment.take_up[year])
            left -= taken
            water += taken * segment.needs.get(TREATMENT, 0.0)
        most = max(most, water)
    return most


@dataclass(frozen=True, slots=True, eq=False)
class Untreated:
    """What a plan leaves untreated in a cluster, by year `(T,)`.

    `leased`: hectares let; `hectares`: those of them that stand without treatment, by their share of the wastewater;
    `charge`: what breaking the rule is expected to cost, real, base-year prices.
    """

    cluster: Cluster
    leased: Floats
    hectares: Floats
    charge: Floats


def untreated(scenario: Scenario, plan: Replan) -> tuple[Untreated, ...]:
    """What is left untreated, counted from the plan's leases and starts.

    `water[t] = Σ needs * leased[t]`, `broken[t] = max(0, water[t] - existing - Σ capacity * finished share)`,
    `charge[t] = expected cost of a breach a year * broken[t] / most_water`.
    """
    problem, terms = scenario.problem, scenario.enforcement
    expected = 0.0 if terms is None else terms.enforcement.expected
    found = []
    for cluster in problem.clusters:
        if not any(TREATMENT in segment.needs for segment in cluster.demand):
            continue
        leased, water, treated = _water(problem, cluster, plan)
        broken = np.maximum(0.0, water - cluster.existing.get(TREATMENT, 0.0) - treated)
        broken[broken <= 1e-7 * np.maximum(1.0, water)] = 0.0
        share = np.divide(broken, water, out=np.zeros_like(broken), where=water > 0.0)
        most = most_water(problem, cluster)
        charge = expected * broken / most if most > 0.0 else np.zeros_like(broken)
        found.append(Untreated(cluster, leased, leased * share, charge))
    return tuple(found)


def _water(problem: Problem, cluster: Cluster, plan: Replan) -> tuple[Floats, Floats, Floats]:
    """Hectares let, their wastewater, and what finished plants can treat, by year."""
    years = problem.horizon.years
    leased, water, treated = np.zeros(years), np.zeros(years), np.zeros(years)
    projects = {project.id: project for project in problem.projects if project.cluster == cluster.id}
    needs = {segment.id: segment.needs.get(TREATMENT, 0.0) for segment in cluster.demand}
    for lease in plan.leases:
        if lease.project in projects:
            leased[lease.year :] += lease.hectares
            water[lease.year :] += lease.hectares * needs[lease.segment]
    for start in plan.starts:
        if start.project in projects:
            project = projects[start.project]
            capacity = project.provides.get(TREATMENT, 0.0)
            treated[start.year + len(project.profile) :] += capacity * start.share
    return leased, water, treated


def charged(scenario: Scenario, plan: Replan) -> float:
    """What the plan pays for breaking the rule: `Σ charge[t] / (1 + social_discount_rate) ** t`."""
    problem = scenario.problem
    worth = discount_factors(problem.assumptions.social_discount_rate, problem.horizon.years)
    return float(sum(each.charge @ worth for each in untreated(scenario, plan)))
