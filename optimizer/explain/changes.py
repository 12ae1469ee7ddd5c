"""Changes of a problem that a reader may think of: a project that brings or costs more or less, starts at
another time, a source that gives more or less.
"""

from dataclasses import replace
from math import inf

from finance.project import Project, ProjectId
from finance.source import FundingSource, TrancheId
from optimizer.problem import Problem

EARNS = ("economic_npv", "value", "financial_npv", "jobs")
"""Metrics to which a project adds a figure of its own."""

_FIELD = {"economic_npv": "benefit", "value": "value", "financial_npv": "revenue", "jobs": "jobs"}


def worth_field(problem: Problem) -> str | None:
    """The figure of a project that the first goal counts: `benefit`, `value`, `revenue`, `jobs` or an
    indicator's name; None where it counts none with a positive weight.
    """
    weights = [(metric, weight) for metric, weight in problem.goals[0] if weight > 0.0]
    for metric in EARNS:
        if any(name == metric for name, _ in weights):
            return _FIELD[metric]
    indicators = {name for project in problem.projects for name in project.indicators}
    return next((metric for metric, _ in weights if metric in indicators), None)


def worth_of(project: Project, field: str) -> float:
    """A project's figure by the name that `worth_field` gives."""
    if field in _FIELD.values():
        return float(getattr(project, field))
    return project.indicators.get(field, 0.0)


def with_worth(problem: Problem, id_: ProjectId, field: str, amount: float) -> Problem:
    """The problem with another figure of a project."""
    if field in _FIELD.values():
        return _with_project(problem, id_, **{field: amount})
    project = next(project for project in problem.projects if project.id == id_)
    return _with_project(problem, id_, indicators={**project.indicators, field: amount})


def with_cost(problem: Problem, id_: ProjectId, factor: float) -> Problem:
    """The problem with a project's capital cost times a factor."""
    project = next(project for project in problem.projects if project.id == id_)
    return _with_project(problem, id_, capex=project.capex * factor)


def with_start(problem: Problem, id_: ProjectId, years: int) -> Problem | None:
    """The problem in which a project may start that many years after its latest year, or before its earliest;
    None where the horizon does not allow it. A cost given by calendar year moves as a whole.
    """
    project = next(project for project in problem.projects if project.id == id_)
    last = problem.horizon.invest_years - len(project.profile)
    if project.is_nominal:
        moved = (project.earliest + years, project.latest + years)
    elif years > 0:
        moved = (project.earliest, min(project.latest, last) + years)
    else:
        moved = (project.earliest + years, project.latest)
    if moved[0] < 0 or moved[1] > last:
        return None
    return _with_project(problem, id_, earliest=moved[0], latest=moved[1])


def with_money(problem: Problem, tranche: TrancheId, year: int, amount: float) -> Problem:
    """The problem with so much more (less: negative) of a source in a year, and in its total where it states one."""

    def more(source: FundingSource) -> FundingSource:
        if all(step.id != tranche for step in source.tranches):
            return source
        steps = tuple(
            replace(step, ceiling=tuple(c + amount * (t == year) for t, c in enumerate(step.ceiling)))
            if step.id == tranche and step.ceiling is not None
            else step
            for step in source.tranches
        )
        return replace(source, tranches=steps, total=None if source.total is None else source.total + amount)

    return replace(problem, sources=tuple(more(source) for source in problem.sources))


def ceiling_of(problem: Problem, tranche: TrancheId, year: int) -> float:
    """The ceiling of a tranche in a year; infinite where it has none."""
    step = next(s for source in problem.sources for s in source.tranches if s.id == tranche)
    return inf if step.ceiling is None else step.ceiling[year]


def _with_project(problem: Problem, id_: ProjectId, **changes: object) -> Problem:
    return replace(
        problem,
        projects=tuple(
            replace(project, **changes) if project.id == id_ else project  # type: ignore[arg-type]
            for project in problem.projects
        ),
    )
