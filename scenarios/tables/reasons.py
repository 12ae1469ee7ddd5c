"""Why a project is in the plan or not: only what the plan and its prices show, in plain words."""

import numpy as np

from finance.project import Project
from optimizer.plan import Family
from optimizer.plan import Kind as PlanKind
from scenarios.tables.account import REPORTED, Account
from scenarios.wording import Wording


def reasons(account: Account, words: Wording) -> list[str]:
    """One sentence for each project, in the order of the problem."""
    columns, problem = account.columns, account.plan.problem
    share = np.zeros(len(problem.projects))
    np.add.at(share, columns.option_project[columns.start_option], account.share)
    shares: dict[str, float] = {project.id: float(share[i]) for i, project in enumerate(problem.projects)}
    # the price of the rule that a project is built once: what a second one would add to the objective
    worth = {
        str(row.key[-1]): row.price or 0.0 for row in account.plan.limits if row.family is Family.START_ONCE
    }
    return [
        _why_started(account, words, project, shares, worth.get(project.id, 0.0))
        if shares[project.id] >= REPORTED
        else _why_left_out(account, words, project, number, shares)
        for number, project in enumerate(problem.projects)
    ]


def _why_started(
    account: Account, words: Wording, project: Project, shares: dict[str, float], worth: float
) -> str:
    language = words.language
    if project.committed:
        return language("Committed: the scenario says that it is built.")
    waiting = [
        words.project(other.id)
        for other in account.plan.problem.projects
        if project.id in other.requires and shares[other.id] >= REPORTED
    ]
    if waiting:
        return language("Built; required by {projects}.", projects=", ".join(waiting))
    if account.plan.kind is PlanKind.MILP:
        return language("Part of the best plan found.")
    if worth > 0.0:
        return language(
            "Worth more than it costs, by {amount}, at this plan's prices.", amount=words.figure(worth)
        )
    return language("Worth just what it costs at this plan's prices.")


def _why_left_out(
    account: Account, words: Wording, project: Project, number: int, shares: dict[str, float]
) -> str:
    columns, language = account.columns, words.language
    own = columns.option_project == number
    if not own[columns.start_option].any():
        return language(
            "Left out: no start year is possible; works would end after the last year of investment."
        )
    if project.capex > 0.0 and not own[columns.draw_option].any():
        return language("Left out: no source may pay for it.")
    missing = [words.project(other) for other in project.requires if shares[other] < REPORTED]
    if missing:
        return language("Left out: it requires {projects}, not built.", projects=", ".join(missing))
    if rivals := _rivals(account, words, project, shares):
        return language("Left out: {projects} is built instead.", projects=", ".join(rivals))
    if account.plan.kind is PlanKind.MILP:
        return language("Left out of the best plan found.")
    return language("Left out: not worth its cost at this plan's prices.")


def _rivals(account: Account, words: Wording, project: Project, shares: dict[str, float]) -> list[str]:
    """Projects built of the same group of alternatives, where they leave no room."""
    if project.exclusive is None:
        return []
    group = [p.id for p in account.plan.problem.projects if p.exclusive == project.exclusive]
    if sum(shares[id_] for id_ in group) < 1.0 - REPORTED:
        return []
    return [words.project(id_) for id_ in group if shares[id_] >= REPORTED]
