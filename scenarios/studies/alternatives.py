"""Different plans that are nearly as good as the best, and what ranking the works by ratio would reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf, isfinite
from typing import Any

import numpy as np

from optimizer.build import build
from optimizer.studies.alternatives import distance, next_alternative
from optimizer.studies.ranking import ranked
from optimizer.studies.unpriced import unpriced_plan
from optimizer.verify import verify
from scenarios.faults import say
from scenarios.pipeline import UnprovenPlan
from scenarios.scenario import Scenario
from scenarios.studies.carrying_out import CarriedOut, Effort, carry_out
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Replan, metric_changes, metric_columns, of_plan, varied
from scenarios.studies.works import built
from scenarios.table import ColumnKind, Row, Table, table

BY_RATIO = "ranking"
"""The item that is the plan by ranking; alternatives are numbered."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A proven plan; `keeps_all`: it keeps every limit; `ratio` by project where it was made by ranking."""

    plan: Replan
    keeps_all: bool = True
    ratio: Mapping[str, float] | None = None


Asked = tuple[tuple[tuple[float, ...], ...], float]
"""Shares by project of the plans so far, and the objective that must be reached."""


def searched(scenario: Scenario, asked: Asked, effort: Effort) -> CarriedOut[tuple[Alternative, ...]]:
    """The next plan, far from those so far; none where no other was found."""
    return carry_out(partial(_alternative, dict(scenario.document)), [asked], effort)


def by_ranking(scenario: Scenario, effort: Effort) -> CarriedOut[tuple[Alternative, ...]]:
    """The plan that ranking arrives at; none where none was found."""
    return carry_out(_ranking, [dict(scenario.document)], effort)


def _alternative(document: Mapping[str, Any], asked: Asked, seconds: float | None) -> tuple[Alternative, ...]:
    lp = build(varied(document, {}, seconds).problem)
    earlier, floor = asked
    values = next_alternative(lp, floor, np.array(earlier), lp.columns.problem.options.time_limit)
    if values is None:
        return ()
    return (Alternative(_proven(unpriced_plan(lp, values, inf))),)


def _ranking(document: Mapping[str, Any], seconds: float | None) -> tuple[Alternative, ...]:
    lp = build(varied(document, {}, seconds).problem)
    ranking = ranked(lp, lp.columns.problem.options.time_limit)
    if ranking.values is None:
        return ()
    plan = unpriced_plan(lp, ranking.values, inf)
    ids = [str(project.id) for project in lp.columns.problem.projects]
    ratio = dict(zip(ids, ranking.ratio.tolist(), strict=True))
    # a plan that misses a target cannot pass the check of its limits: it is shown for its works, never as a plan
    made = _proven(plan) if ranking.keeps_all else of_plan(plan)
    return (Alternative(made, ranking.keeps_all, ratio),)


def _proven(plan: Any) -> Replan:
    checks = verify(plan)
    if not all(check.passed for check in checks):
        raise UnprovenPlan(checks)
    return of_plan(plan)


def shares_of(scenario: Scenario, plan: Replan) -> tuple[float, ...]:
    """Share of each project, in the order of the file."""
    return tuple(each.share for each in built(plan.starts, scenario).values())


COLUMNS = {
    "plan": ColumnKind.TEXT,
    "objective": ColumnKind.AMOUNT,
    "objective_change": ColumnKind.AMOUNT,
    "share_of_best": ColumnKind.AMOUNT,
    "distance": ColumnKind.AMOUNT,
    "works_built": ColumnKind.AMOUNT,
    "keeps_all_limits": ColumnKind.FLAG,
}

WORKS_COLUMNS = {
    "project": ColumnKind.TEXT,
    "share_in_best": ColumnKind.AMOUNT,
    "plans_with_it": ColumnKind.AMOUNT,
    "plans": ColumnKind.AMOUNT,
    "least_share": ColumnKind.AMOUNT,
    "most_share": ColumnKind.AMOUNT,
    "verdict": ColumnKind.TEXT,
    "ratio": ColumnKind.AMOUNT,
    "share_by_ranking": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}

VERDICTS = {
    "all": say("{project} is in all {count} plans."),
    "most": say("{project} is in most of the plans: {found} of {count}."),
    "some": say("{project} is in some of the plans: {found} of {count}."),
    "only_best": say("{project} is in the best plan only."),
    "others": say("{project} is not in the best plan, but in {found} others of {count} plans."),
    "none": say("{project} is in none of the {count} plans."),
}


def alternatives_tables(
    scenario: Scenario, base: Replan, others: Sequence[Replan], ranking: Alternative | None, telling: Telling
) -> dict[str, Table]:
    """`alternatives`, a row for each plan, the best one first and ranking last; `works`, in how many each work is."""
    plans = [("1", base, True), *((str(n), plan, True) for n, plan in enumerate(others, start=2))]
    if ranking is not None:
        plans.append((BY_RATIO, ranking.plan, ranking.keeps_all))
    rows = [_row(scenario, name, base, plan, keeps, telling) for name, plan, keeps in plans]
    columns = {**COLUMNS, **metric_columns(base), "sentence": ColumnKind.TEXT}
    return {
        "alternatives": Table(columns, tuple(rows)),
        "works": _works(scenario, base, others, ranking, telling),
    }


def _row(scenario: Scenario, name: str, base: Replan, plan: Replan, keeps: bool, telling: Telling) -> Row:
    best, reached = base.objective or 0.0, plan.objective or 0.0
    moved = reached - best
    share = reached / best if best else None
    far = distance(np.array(shares_of(scenario, base)), np.array(shares_of(scenario, plan)))
    count = float(sum(share > 0.0 for share in shares_of(scenario, plan)))
    if plan is base:
        text = "The best plan found: objective value {value}."
    elif name != BY_RATIO:
        text = "Plan {number}: objective value {value}, {less} below the best plan found; {count} works."
    elif not keeps:
        text = "Ranking the works by ratio misses a target or a commitment; without these it reaches {value}."
    elif moved <= 0.0:
        text = "Ranking the works by ratio reaches {value}: the plan gains {less} over it."
    else:
        text = "Ranking the works by ratio reaches {value}, more than the plan found."
    sentence = telling.language(
        text, number=name, value=telling.worth(reached), less=telling.worth(max(0.0, -moved)),
        count=telling.language.number(count, 0),
    )  # fmt: skip
    return (name, reached, moved, share, far, count, keeps, *metric_changes(base, plan), sentence)


def _works(
    scenario: Scenario, base: Replan, others: Sequence[Replan], ranking: Alternative | None, telling: Telling
) -> Table:
    every = np.array([shares_of(scenario, plan) for plan in (base, *others)])
    count = len(every)
    by_ranking_ = None if ranking is None else shares_of(scenario, ranking.plan)
    rows: list[Row] = []
    for number, project in enumerate(scenario.problem.projects):
        own = every[:, number]
        found = int((own > 0.0).sum())
        word = verdict(found, count, is_in_best=bool(own[0] > 0.0))
        phrase = VERDICTS[word]
        sentence = telling.language(phrase.text, project=project.name, found=found, count=count)
        ratio = None if ranking is None or ranking.ratio is None else ranking.ratio[project.id]
        rows.append(
            (
                project.id, float(own[0]), float(found), float(count), float(own.min()), float(own.max()), word,
                ratio if ratio is not None and isfinite(ratio) else None,
                None if by_ranking_ is None else by_ranking_[number], sentence,
            )
        )  # fmt: skip
    return table(WORKS_COLUMNS, rows, key=1)


def verdict(found: int, count: int, *, is_in_best: bool) -> str:
    """In how many of the plans a work is, in a word.

    >>> verdict(3, 3, is_in_best=True), verdict(2, 3, is_in_best=True), verdict(1, 3, is_in_best=True)
    ('all', 'most', 'only_best')
    >>> verdict(1, 3, is_in_best=False), verdict(0, 3, is_in_best=False), verdict(2, 4, is_in_best=True)
    ('others', 'none', 'some')
    """
    if found == 0:
        return "none"
    if not is_in_best:
        return "others"
    if found == count:
        return "all"
    if found == 1:
        return "only_best"
    return "most" if 2 * found > count else "some"
