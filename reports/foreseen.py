"""Words of the tables on take-up, services, unit costs and enforcement, as charts and tables say them."""

from collections.abc import Mapping

from optimizer.problem import Problem
from scenarios.language import Language
from scenarios.wording import SERVICES

TAKE_UP: Mapping[str, str] = {
    "history": "Let so far",
    "low": "Forecast, low",
    "base": "Forecast, middle",
    "high": "Forecast, high",
    "planned": "What the plan counts on",
    "leased": "Let by the plan",
}
"""Lines of the forecast, in the catalogue's words."""

METHODS: Mapping[str, str] = {
    "naive": "As it stands: no more is let",
    "damped_trend": "Damped trend",
    "logistic": "Logistic curve",
    "bass": "Bass curve",
    "pipeline": "Tenants who have asked",
    "reference": "What other clusters have seen",
}
"""Methods of the forecast, in the catalogue's words."""

_WORKERS = "workers"


def line(line: str, language: Language) -> str:
    """A line of the forecast as people call it."""
    return language(TAKE_UP[line])


def method(method: str, language: Language) -> str:
    """A method of the forecast as people call it."""
    return language(METHODS[method])


def clusters(problem: Problem) -> dict[str, str]:
    """Names of the clusters by id, in the order of the file."""
    return {str(cluster.id): cluster.name for cluster in problem.clusters}


def segments(problem: Problem) -> list[tuple[str, str]]:
    """Cluster and segment of all demand, in the order of the file."""
    return [(str(cluster.id), str(segment.id)) for cluster in problem.clusters for segment in cluster.demand]


def segment_name(cluster: str, segment: str, problem: Problem) -> str:
    """A segment, its cluster where that has no other, both where there is more than one of each."""
    names = clusters(problem)
    if len(names) == 1:
        return segment
    is_alone = sum(home == cluster for home, _ in segments(problem)) == 1
    return names[cluster] if is_alone else f"{names[cluster]}: {segment}"


def service(id_: str, language: Language) -> str:
    """A service as people call it, first letter large; one that a file names itself as it stands there."""
    word = language("workers") if id_ == _WORKERS else language(SERVICES[id_]) if id_ in SERVICES else id_
    return word[:1].upper() + word[1:]


COST_PARTS: Mapping[str, str] = {
    "norm": "Official unit cost",
    "clearance": "Compensation and land clearance",
    "addition": "Left out by the unit cost",
    "contingency": "Contingency",
    "interest": "Interest during construction",
    "total": "Total by norms",
    "rest": "Not explained by the estimate",
    "stated": "Stated in the scenario",
}
"""What a line of an estimate is, in the catalogue's words."""

NORM_UNITS: Mapping[str, str] = {
    "m3/day": "m³/day",
    "m2 floor": "m² of floor",
    "m2 built": "m² built",
    "m2 deck": "m² of deck",
    "m2 ground": "m² of ground",
    "t/day": "t/day",
    "t mast": "t of mast",
    "pupil": "pupil",
    "student": "student",
    "trainee": "trainee",
    "child": "child",
    "bed": "bed",
    "seat": "seat",
    "station": "station",
    "line": "line",
}
"""Units of the official unit costs, in the catalogue's words; signs such as ha are the same everywhere."""


def cost_part(part: str, name: str, language: Language) -> str:
    """A line of an estimate by its own name, else by what it is."""
    return name or language(COST_PARTS[part])


def norm_unit(unit: str, language: Language) -> str:
    """A unit of the official unit costs as people say it."""
    return language(NORM_UNITS[unit]) if unit in NORM_UNITS else unit
