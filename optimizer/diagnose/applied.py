"""A problem with some of its inputs changed as a repair says."""

from dataclasses import replace

from finance.delivery import DeliveryMode, Mode
from finance.horizon import Yearly
from finance.source import FundingSource
from optimizer.endings import Repair
from optimizer.plan import Family
from optimizer.problem import Measure, Problem, Target

_OF_SOURCE = {Family.SOURCE_TOTAL: "total", Family.SOURCE_FLOOR: "floor", Family.MAX_SHARE: "max_share",
              Family.MIN_SHARE: "min_share"}  # fmt: skip
_OF_MODE = {Family.STATE_SHARE: "state_share", Family.EQUITY_SHARE: "equity_share", Family.DSCR: "dscr",
            Family.LOCK_UP: "lock_up", Family.CASH_FLOOR: "dsra", Family.EQUITY_RETURN: "equity_return"}  # fmt: skip
_OF_YEAR = {Family.RECURRENT: "recurrent", Family.PUBLIC_DEBT: "public_debt",
            Family.ADMIN_CAPACITY: "admin_capacity"}  # fmt: skip


def repaired(problem: Problem, repairs: tuple[Repair, ...]) -> Problem:
    """The problem after all changes of a repair.

    A commitment of which a part is left becomes a target of that share; one of which nothing is left is no commitment.
    """
    for repair in repairs:
        problem = _changed(problem, repair)
    return problem


def stated(problem: Problem, family: Family, parts: tuple[str | int, ...]) -> float:
    """The amount at which an input that a repair may change stands now."""
    match family, parts:
        case Family.START_ONCE, _:
            return 1.0
        case Family.REQUIRES, _:
            return 0.0
        case Family.SOURCE_YEAR, (tranche, int(year)):
            ceilings = {step.id: step.ceiling for source in problem.sources for step in source.tranches}
            ceiling = ceilings[tranche]  # type: ignore[index]
            return float("inf") if ceiling is None else ceiling[year]
        case Family.MATCH, (source,):
            rule = next(s.match for s in problem.sources if s.id == source)
            return float("nan") if rule is None else rule.at_least
        case Family.TARGET, (name, side):
            return float(getattr(next(t for t in problem.targets if t.name == name), str(side)))
        case ((Family.RECURRENT | Family.PUBLIC_DEBT | Family.ADMIN_CAPACITY), (int(year),)):
            return float(getattr(problem.limits, _OF_YEAR[family])[year])
        case _ if family in _OF_MODE:
            return float(getattr(_rules(problem, Mode(str(parts[0]))), _OF_MODE[family]))
        case _:
            return float(getattr(next(s for s in problem.sources if s.id == parts[0]), _OF_SOURCE[family]))


def _changed(problem: Problem, repair: Repair) -> Problem:
    family, *parts = repair.key
    first, needed = str(parts[0]), repair.needed
    match family:
        case Family.START_ONCE:
            projects = tuple(replace(p, committed=p.committed and p.id != first) for p in problem.projects)
            kept = (_share_of(problem, first, needed),) if needed > 0.0 else ()
            return replace(problem, projects=projects, targets=(*problem.targets, *kept))
        case Family.REQUIRES:
            projects = tuple(
                replace(p, requires=tuple(q for q in p.requires if q != parts[1])) if p.id == first else p
                for p in problem.projects
            )
            return replace(problem, projects=projects)
        case Family.TARGET:
            side = str(parts[1])
            targets = tuple(
                replace(t, **{side: needed}) if t.name == first else t  # type: ignore[arg-type]
                for t in problem.targets
            )
            return replace(problem, targets=targets)
        case Family.RECURRENT | Family.PUBLIC_DEBT | Family.ADMIN_CAPACITY:
            name, year = _OF_YEAR[family], int(parts[0])
            limits = replace(problem.limits, **{name: _at(getattr(problem.limits, name), year, needed)})
            return replace(problem, limits=limits)
        case _ if family in _OF_MODE:
            mode = Mode(first)
            rules = replace(_rules(problem, mode), **{_OF_MODE[family]: needed})  # type: ignore[arg-type]
            return replace(problem, delivery={**problem.delivery, mode: rules})
        case _:
            sources = tuple(_source(s, repair) for s in problem.sources)
            return replace(problem, sources=sources)


def _rules(problem: Problem, mode: Mode) -> DeliveryMode:
    """The rules of a mode; one that is not named has the defaults."""
    return problem.delivery.get(mode) or DeliveryMode(mode, (0.0,) * problem.horizon.years)


def _share_of(problem: Problem, project: str, share: float) -> Target:
    """A target that keeps what is left of a commitment, under a name that no other target has."""
    names = {target.name for target in problem.targets}
    name = project
    while name in names:
        name += "'"
    return Target(name, Measure("projects", {"project": frozenset({project})}), at_least=share)


def _source(source: FundingSource, repair: Repair) -> FundingSource:
    family, *parts = repair.key
    if family is Family.SOURCE_YEAR:
        steps = tuple(
            replace(step, ceiling=_at(step.ceiling, int(parts[1]), repair.needed))
            if step.id == parts[0] and step.ceiling is not None
            else step
            for step in source.tranches
        )
        return replace(source, tranches=steps)
    if source.id != parts[0]:
        return source
    if family is Family.MATCH and source.match is not None:
        return replace(source, match=replace(source.match, at_least=repair.needed))
    return replace(source, **{_OF_SOURCE[family]: repair.needed})  # type: ignore[arg-type]


def _at(amounts: Yearly, year: int, amount: float) -> Yearly:
    return (*amounts[:year], amount, *amounts[year + 1 :])
