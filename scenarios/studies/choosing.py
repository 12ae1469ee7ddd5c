"""Studies of choice: the frontier between two metrics, different plans that are nearly as good, and the draws."""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from optimizer.engine import Outcome
from optimizer.studies.frontier import NoFrontier
from scenarios.faults import say
from scenarios.language import Language
from scenarios.loading import from_document
from scenarios.pipeline import run
from scenarios.result import Result
from scenarios.scenario import Scenario
from scenarios.status import status
from scenarios.studies.alternatives import (
    BY_RATIO,
    Alternative,
    alternatives_tables,
    by_ranking,
    searched,
    shares_of,
)
from scenarios.studies.carrying_out import Effort, carry_out
from scenarios.studies.frontier import Side, frontier_points, frontier_tables
from scenarios.studies.making import ALONE, BASE, ENGLISH, completeness, planned
from scenarios.studies.montecarlo import findings, with_draws
from scenarios.studies.study import Completeness, Study, StudyKind, StudyRefused
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Replan, of_plan, without_plan


def frontier(
    scenario: Scenario,
    between: tuple[Side, Side],
    points: int = 11,
    *,
    language: Language = ENGLISH,
    effort: Effort = ALONE,
) -> Study:
    """Plans between the best of one metric and the best of the other. Tables `frontier` and `works`.

    Raises StudyRefused where a metric grows without end.
    """
    clock, telling = _Clock(effort), Telling(scenario, language)
    base = _base(scenario, effort)
    asked = {"between": [f"{s.name}:{'most' if s.sense > 0 else 'least'}" for s in between], "points": points}
    make = partial(Study, StudyKind.FRONTIER, scenario, base, question=asked)
    every = tuple(str(number + 1) for number in range(points))
    if base is None or base.objective is None:
        return make({}, (), every, Completeness.NO_PLAN if base is not None else clock.completeness)
    try:
        done, count = frontier_points(scenario, between, points, clock.left)
    except NoFrontier as none:
        if none.outcome is Outcome.UNBOUNDED:
            text = "{metric} grows without end: limit it by a target, or choose another metric."
            raise StudyRefused(say(text, metric=between[none.side].name)) from None
        return make({}, (), every, Completeness.TIME_LIMIT)
    every = every[:count]
    return make(
        frontier_tables(scenario, between, done.found, telling) if done.found else {},
        tuple(str(number + 1) for number in sorted(done.found)),
        tuple(name for number, name in enumerate(every) if number not in done.found),
        completeness(done.interrupted, is_whole=len(done.found) == count),
    )


def alternatives(
    scenario: Scenario,
    count: int = 8,
    within: float = 0.01,
    *,
    language: Language = ENGLISH,
    effort: Effort = ALONE,
) -> Study:
    """Plans that differ most, none more than `within` of the objective below the best, and ranking by ratio.

    Tables `alternatives` and `works`. Each plan is sought far from those before it, so that they come one by one.
    """
    clock, telling = _Clock(effort), Telling(scenario, language)
    asked = {"count": count, "within": within}
    every = (*(str(number) for number in range(1, count + 1)), BY_RATIO)
    base = _base(scenario, effort)
    make = partial(Study, StudyKind.ALTERNATIVES, scenario, base, question=asked)
    if base is None or base.objective is None:
        return make({}, (), every, Completeness.NO_PLAN if base is not None else clock.completeness)
    # ranking first: it is one of many works' worth of small searches, and what a council asks about first
    ranking = by_ranking(scenario, clock.left)
    clock.interrupted |= ranking.interrupted
    by_ratio: Alternative | None = next(iter(ranking.found.get(0, ())), None)
    floor = base.objective - within * abs(base.objective)
    plans: list[Replan] = [base]
    missing = [] if 0 in ranking.found else [BY_RATIO]
    is_exhausted = False
    while len(plans) < count and not is_exhausted and not clock.is_over:
        done = searched(scenario, (tuple(shares_of(scenario, plan) for plan in plans), floor), clock.left)
        clock.interrupted |= done.interrupted
        if 0 not in done.found:
            break
        is_exhausted = not done.found[0]
        plans += [each.plan for each in done.found[0]]
        if effort.told is not None:
            effort.told(len(plans), count)
    if not is_exhausted:
        missing = [*(str(number) for number in range(len(plans) + 1, count + 1)), *missing]
    return make(
        alternatives_tables(scenario, base, plans[1:], by_ratio, telling),
        tuple(
            name for name in every if name not in missing and (not name.isdigit() or int(name) <= len(plans))
        ),
        tuple(missing),
        clock.completeness if missing else Completeness.COMPLETE,
    )


def montecarlo(
    scenario: Scenario, draws: int | None = None, *, language: Language = ENGLISH, effort: Effort = ALONE
) -> Study:
    """The draws of the section `risk`. Tables `findings` and `risk`. Raises StudyRefused without that section."""
    clock = _Clock(effort)
    asked = from_document(scenario.document, with_draws(scenario.document, draws))
    done = carry_out(partial(_drawn, language), [dict(asked.document)], effort)
    found = done.found.get(0)
    question = {"draws": None if asked.risk is None else asked.risk.draws}
    make = partial(Study, StudyKind.MONTECARLO, scenario, question=question)
    if found is None:
        clock.interrupted = done.interrupted
        return make(None, {}, (), ("draws",), clock.completeness)
    base, tables = found
    if not tables:
        return make(base, {}, (), ("draws",), Completeness.NO_PLAN)
    made = {"findings": findings(tables["risk"], Telling(scenario, language)), **tables}
    return make(base, made, ("draws",), (), Completeness.COMPLETE)


def _drawn(
    language: Language, document: Mapping[str, Any], seconds: float | None
) -> tuple[Replan, dict[str, Any]]:
    """A plan and its `risk` table; no table where there is no plan."""
    scenario = from_document(document)
    options = scenario.problem.options
    if seconds is not None and seconds < options.time_limit:
        problem = replace(scenario.problem, options=replace(options, time_limit=seconds))
        scenario = replace(scenario, problem=problem)
    ending = run(scenario, language=language)
    if not isinstance(ending, Result):
        return without_plan(status(ending)), {}
    return of_plan(ending.plan), {"risk": ending.tables["risk"]}


def _base(scenario: Scenario, effort: Effort) -> Replan | None:
    """The scenario's own plan; None where there was no time for it."""
    done = carry_out(partial(planned, dict(scenario.document)), [BASE], replace(effort, told=None))
    if done.interrupted:
        raise KeyboardInterrupt
    return done.found.get(0)


class _Clock:
    """What is left of the time of a study that takes several steps."""

    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        self.interrupted = False
        self._deadline = None if effort.seconds is None else time.monotonic() + effort.seconds

    @property
    def left(self) -> Effort:
        """The same effort with the seconds that are left."""
        if self._deadline is None:
            return self.effort
        return replace(
            self.effort, seconds=max(0.0, self._deadline - time.monotonic()), told=self.effort.told
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.interrupted or (self._deadline is not None and time.monotonic() >= self._deadline)

    @property
    def completeness(self) -> Completeness:
        """What ended it early."""
        return Completeness.INTERRUPTED if self.interrupted else Completeness.TIME_LIMIT
