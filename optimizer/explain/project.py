"""Why one project is in the plan or not, and what it would take to change that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from finance.project import ProjectId
from finance.source import TrancheId
from optimizer.build import build
from optimizer.diagnose.repair import find_repairs
from optimizer.endings import Repair
from optimizer.engine import Engine, Outcome
from optimizer.explain.asking import Asking, Found, Unanswered
from optimizer.explain.case import IN_PLAN, Case
from optimizer.explain.changes import with_cost, with_money, with_start, with_worth
from optimizer.explain.exchange import Account, Exchange, account, exchange, with_most, without
from optimizer.explain.thresholds import (
    Kind,
    Search,
    Threshold,
    by_cost,
    by_worth,
    by_year,
    least_money,
    scarce_money,
)
from optimizer.plan import Family
from optimizer.problem import Problem
from optimizer.solution import Solution
from optimizer.solve import solve_programme

BEYOND = 1e-3
"""How far beyond a threshold a fresh run confirms it, relative to the change."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One project.

    `share` in the plan. `account` at the plan's prices, of linear plans. `exchange`: the best plan without it,
    where the plan holds it; else the best plan with (as much as possible of) it; None where there is no such
    plan. `missing`: in whole-work plans, what a project left out lacks while all chosen works stay; empty
    where it would fit. `changes`: the smallest single changes that bring it in or push it out. `unanswered`:
    questions for which the time did not suffice, or whose answer a fresh run did not confirm.
    """

    project: ProjectId
    share: float
    is_committed: bool
    account: Account | None = None
    exchange: Exchange | None = None
    missing: tuple[Repair, ...] | None = None
    changes: tuple[Threshold, ...] = ()
    unanswered: tuple[Kind, ...] = ()

    @property
    def is_in(self) -> bool:
        """Whether the plan holds it."""
        return self.share > IN_PLAN


def explain_project(case: Case, id_: ProjectId, seconds: float) -> Explanation:
    """The explanation of a project. `seconds` for all re-solves together.

    Raises KeyError for a project that the problem does not have.
    """
    numbers = {project.id: number for number, project in enumerate(case.problem.projects)}
    number = numbers[id_]
    noun, share = case.problem.projects[number], case.shares[id_]
    told = Explanation(id_, share, noun.committed, account(case, number))
    if not case.is_linear and not share > IN_PLAN:
        told = replace(told, missing=_missing(case, number))
    asking = Asking(case, seconds)
    try:
        search, held = search_for(asking, number)
    except Unanswered:
        return replace(told, unanswered=tuple(Kind))
    if held is not None:
        found, at = held
        told = replace(told, exchange=exchange(case, number, search.base, found, at))
    is_needed = search.is_in and search.out is None
    if noun.committed or is_needed:
        return told
    lacking = {
        TrancheId(str(repair.key[1:][0])): [int(repair.key[-1])]
        for repair in told.missing or ()
        if repair.key[0] is Family.SOURCE_YEAR
    }
    # what could be added to the works chosen does not want for money
    money = {} if told.missing == () else lacking or scarce_money(search)
    changes, unanswered = _changes(search, money)
    return replace(told, changes=changes, unanswered=unanswered)


def search_for(asking: Asking, number: int) -> tuple[Search, tuple[Found, float] | None]:
    """The search of a project, and the plan to compare with: without it, or with most of it."""
    case, solution = asking.case, asking.case.solution
    if case.is_linear:
        base = Found(case.lp, case.value, case.value, case.linear.first.values)
    else:
        base = Found(case.lp, solution.goals[0], max(solution.bound, solution.goals[0]), solution.values)
    if case.shares[case.problem.projects[number].id] > IN_PLAN:
        out = without(asking, number)
        return Search(asking, number, base, out, None), None if out is None else (out, 0.0)
    most = with_most(asking, number)
    return Search(asking, number, base, base, None if most is None else most[0]), most


def _changes(
    search: Search, money: Mapping[TrancheId, Sequence[int]]
) -> tuple[tuple[Threshold, ...], tuple[Kind, ...]]:
    """All thresholds that were found and confirmed, and the kinds of question that stay open. `money`: sources and
    years to try.
    """
    questions: list[tuple[Kind, Callable[[], Threshold | None]]] = [
        (Kind.WORTH, lambda: by_worth(search)),
        (Kind.COST, lambda: by_cost(search)),
    ]
    if not search.is_in:
        questions.append((Kind.YEAR, lambda: by_year(search)))
    questions += [
        (Kind.MONEY, lambda source=source, years=years: least_money(search, source, years))  # type: ignore[misc]
        for source, years in money.items()
    ]
    changes: list[Threshold] = []
    unanswered: list[Kind] = []
    for kind, ask in questions:
        try:
            answer = ask()
        except Unanswered:
            unanswered.append(kind)
            continue
        if answer is None:
            continue
        is_claim = answer.amount is not None and search.case.is_linear
        if is_claim and not confirmed(search.case, search.project, answer):
            unanswered.append(kind)
            continue
        changes.append(answer)
    return tuple(changes), tuple(dict.fromkeys(unanswered))


def changed(problem: Problem, project: int, threshold: Threshold, beyond: float = BEYOND) -> Problem:
    """The problem with a change a little beyond its threshold (`beyond` < 0: a little short of it).

    Raises ValueError for a threshold that no change reaches.
    """
    if threshold.amount is None:
        raise ValueError("there is no such change")
    id_, amount = problem.projects[project].id, threshold.amount
    match threshold.kind:
        case Kind.WORTH:
            size = max(abs(amount), 1e-2 * abs(threshold.base))
            step = amount + (beyond * size if threshold.comes_in else -beyond * size)
            return with_worth(problem, id_, threshold.field or "", threshold.base + step)
        case Kind.COST:
            step = -beyond if threshold.comes_in else beyond
            return with_cost(problem, id_, 1.0 + amount + step * max(abs(amount), 1e-2))
        case Kind.YEAR:
            later = with_start(problem, id_, int(amount))
            if later is None:
                raise ValueError("the horizon does not allow that start")
            return later
        case Kind.MONEY:
            step = beyond if threshold.comes_in else -beyond
            money = amount + step * max(abs(amount), 1e-2)
            if threshold.source is None or threshold.year is None:
                raise ValueError("money comes from a source in a year")
            return with_money(problem, threshold.source, threshold.year, money)


def confirmed(case: Case, project: int, threshold: Threshold) -> bool:
    """Whether a run that knows nothing of this search sees the effect."""
    solved = solve_programme(build(changed(case.problem, project, threshold)))
    if not isinstance(solved, Solution):
        return False
    columns = solved.lp.columns
    own = columns.option_project[columns.start_option] == project
    share = float(solved.values[: len(own)][own].sum())
    return (share > IN_PLAN) is threshold.comes_in


def _missing(case: Case, number: int) -> tuple[Repair, ...] | None:
    """What a project lacks while all other whole works stay as chosen; empty where it fits, None where nothing
    was found that would make room.
    """
    noun = case.problem.projects[number]
    projects = list(case.problem.projects)
    projects[number] = replace(noun, committed=True)
    lp = build(replace(case.problem, projects=tuple(projects)))
    whole = np.flatnonzero(lp.is_integer)
    whole = whole[~np.isin(whole, case.starts_of(number))]
    lp.lower[whole] = lp.upper[whole] = np.round(case.solution.values[whole])
    options = case.problem.options
    if Engine(lp, options.gap, options.time_limit).maximise(lp.goals[0]).outcome is Outcome.OPTIMAL:
        return ()
    return find_repairs(lp, kept=[(Family.START_ONCE, noun.id)]).least or None
