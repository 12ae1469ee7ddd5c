"""Why a fine alone postpones treatment: the rule as a limit, and in its place the fine that is expected.

In the plan a tenant comes only where his wastewater is treated. Here he may come without, and his cluster pays what
breaking the rule is expected to cost: by the share of its wastewater that is not treated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, log10
from typing import Any

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats, discount_factors
from optimizer.build import build
from optimizer.engine import Outcome
from optimizer.plan import Family, RowKey
from optimizer.problem import Problem
from optimizer.studies.priced_limit import best_with_prices, factor_that_holds
from optimizer.studies.unpriced import unpriced_plan
from optimizer.verify import verify
from scenarios.enforcement import WASTEWATER, plants
from scenarios.faults import Phrase, say
from scenarios.scenario import Scenario
from scenarios.status import Status
from scenarios.studies.making import planned
from scenarios.studies.study import StudyRefused
from scenarios.studies.telling import Telling
from scenarios.studies.untreated import TREATMENT, charged, most_water, untreated
from scenarios.studies.variants import (
    NOTHING,
    Change,
    Changes,
    Replan,
    Variant,
    change,
    of_plan,
    varied,
    without_plan,
)
from scenarios.studies.works import MOVED, RESIZED, Built
from scenarios.studies.works import built as built_of
from scenarios.table import ColumnKind, Row, Table, table

MOST_INSPECTIONS = 365.0
"""A year, as the scenario file allows."""

AGREE = 1e-6
"""Relative to max(1, |objective|): how far the value that the solver reports may lie from the one counted anew."""


@dataclass(frozen=True, slots=True)
class Fine:
    """What takes the place of the rule. `changes` of the section `enforcement` say how it is enforced."""

    id: str
    phrase: Phrase
    changes: Changes

    @property
    def variant(self) -> Variant:
        """The scenario with the fine in place of the rule."""
        return Variant(self.id, self.changes)


def fines(scenario: Scenario, holds: float | None = None) -> tuple[Fine, ...]:
    """The fine as it is enforced and more strictly, up to where treating pays for every plant; with `holds`, the cost
    of a breach from which no plan breaks the rule, that and half of it, too.

    Raises StudyRefused where no rule, no fine or no weight of it is stated.
    """
    if scenario.enforcement is None:
        raise StudyRefused(say("The scenario has no section `enforcement`: state how the rule is enforced."))
    if not any(TREATMENT in segment.needs for c in scenario.problem.clusters for segment in c.demand):
        raise StudyRefused(say("No tenant needs `wastewater`: there is no rule that a fine could replace."))
    if weight(scenario.problem) <= 0.0:
        raise StudyRefused(
            say("The first objective does not count economic_npv: a fine would have no weight in it.")
        )
    return (*_fines(scenario), *_up_to(scenario, holds))


def _fines(scenario: Scenario) -> Iterator[Fine]:
    assert scenario.enforcement is not None
    now = scenario.enforcement.enforcement.inspections
    path = "enforcement.inspections"
    yield Fine("no_rule", say("neither rule nor fine"), {path: 0})
    yield Fine("fine", say("the fine as it is enforced"), {path: now})
    for id_, times, phrase in (
        ("inspections_twice", 2.0, say("twice the inspections")),
        ("inspections_tenfold", 10.0, say("ten times the inspections")),
    ):
        if 0.0 < now * times <= MOST_INSPECTIONS:
            yield Fine(id_, phrase, {path: now * times})
    found = [plant.found for plant in plants(scenario)]
    needed = max((each.inspections_needed for each in found), default=0.0)
    if 0.0 < needed <= MOST_INSPECTIONS:
        yield Fine("inspections_needed", say("as many inspections as make treating pay"), {path: needed})
    dear = max((each.fine_needed for each in found), default=0.0)
    if dear > 0.0 and isfinite(dear):
        yield Fine("fine_needed", say("a fine that makes treating pay"), {"enforcement.fine": dear})


def _up_to(scenario: Scenario, holds: float | None) -> Iterator[Fine]:
    """Fines by which a breach is expected to cost half of what holds, and all of it, rounded up to four digits."""
    assert scenario.enforcement is not None
    rule = scenario.enforcement.enforcement
    found = rule.inspections * rule.detection
    if not holds or found == 0.0:
        return
    beside = rule.per_finding - rule.fine
    for id_, share, phrase in (
        ("half_of_what_holds", 0.5, say("half of the fine that does what the rule does")),
        ("fine_that_holds", 1.0, say("a fine that does what the rule does")),
    ):
        fine = share * holds / found - beside
        if fine > 0.0:
            step = 10.0 ** (floor(log10(fine)) - 3)
            yield Fine(id_, phrase, {"enforcement.fine": round(ceil(fine / step) * step, 12)})


def cost_that_holds(document: Mapping[str, Any], seconds: float | None) -> tuple[float | None]:
    """The smallest expected cost of a breach a year, of every cluster, from which no plan breaks the rule: what a fine
    would have to be to do what the rule does. None where works are whole or the rule cannot be kept.
    """
    scenario = varied(document, {}, seconds)
    lp = build(scenario.problem)
    rows, prices = _priced_rows(scenario, lp.row_keys(), 1.0)
    return (factor_that_holds(lp, rows, prices, scenario.problem.options.time_limit),)


def weight(problem: Problem) -> float:
    """What a unit of the economic net present value counts in the first goal."""
    return sum(weight for metric, weight in problem.goals[0] if metric == "economic_npv")


def fined(document: Mapping[str, Any], variant: Variant, seconds: float | None) -> Replan:
    """The best plan where a fine stands in place of the rule; the scenario as it stands for a variant without changes.

    `objective` is after the charge. The plan keeps every other limit: it is proven like any plan of the scenario
    whose tenants need no treatment, and its value is counted anew from its leases and starts.
    """
    if not variant.changes:
        return planned(document, variant, seconds)
    scenario = varied(document, variant.changes, seconds)
    problem = scenario.problem
    lp = build(problem)
    assert scenario.enforcement is not None
    rows, prices = _priced_rows(scenario, lp.row_keys(), scenario.enforcement.enforcement.expected)
    answer = best_with_prices(lp, rows, prices, problem.options.time_limit)
    if answer.outcome not in (Outcome.OPTIMAL, Outcome.TIME_LIMIT_WITH_PLAN):
        return without_plan(_ENDINGS.get(answer.outcome, Status.NUMERICAL))
    plan = unpriced_plan(build(without_rule(problem)), answer.values[: lp.columns.count], np.inf)
    found = of_plan(plan)
    assert found.objective is not None
    value = found.objective - weight(problem) * charged(scenario, found)
    agrees = abs(value - answer.objective) <= AGREE * max(1.0, abs(value))
    if not agrees or not all(check.passed for check in verify(plan)):
        return without_plan(Status.UNPROVEN)
    word = Status.OPTIMAL
    if lp.is_integer.any():
        word = Status.GAP if answer.outcome is Outcome.OPTIMAL else Status.TIME_LIMIT
    bound = value if word is Status.OPTIMAL else max(answer.bound, value)
    return replace(found, status=word, objective=value, bound=bound)


_ENDINGS = {
    Outcome.INFEASIBLE: Status.INFEASIBLE,
    Outcome.UNBOUNDED: Status.UNBOUNDED,
    Outcome.TIME_LIMIT: Status.STOPPED,
}


def without_rule(problem: Problem) -> Problem:
    """The problem whose tenants need no treatment."""
    clusters = tuple(
        replace(
            cluster,
            demand=tuple(
                replace(
                    segment, needs={name: need for name, need in segment.needs.items() if name != TREATMENT}
                )
                for segment in cluster.demand
            ),
        )
        for cluster in problem.clusters
    )
    return replace(problem, clusters=clusters)


def _priced_rows(scenario: Scenario, keys: list[RowKey], expected: float) -> tuple[Indices, Floats]:
    """Rows of treatment, and what a unit above each costs the first goal where a breach costs `expected` a year."""
    problem = scenario.problem
    worth = discount_factors(problem.assumptions.social_discount_rate, problem.horizon.years)
    per_unit = {}
    for cluster in problem.clusters:
        most = most_water(problem, cluster)
        per_unit[str(cluster.id)] = expected / most if most > 0.0 else 0.0
    parts: list[tuple[str | int, ...]] = list(keys)
    rows = [(n, key) for n, key in enumerate(parts) if key[0] is Family.SERVICE and key[2] == WASTEWATER]
    prices = [weight(problem) * per_unit[str(key[1])] * worth[int(key[-1])] for _, key in rows]
    return np.array([row for row, _ in rows], dtype=np.int64), np.array(prices, dtype=np.float64)


COLUMNS = {
    "variant": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "inspections": ColumnKind.AMOUNT,
    "expected_cost": ColumnKind.AMOUNT,
    "objective": ColumnKind.AMOUNT,
    "charged": ColumnKind.AMOUNT,
    "objective_after_charge": ColumnKind.AMOUNT,
    "objective_change": ColumnKind.AMOUNT,
    "change_at_least": ColumnKind.AMOUNT,
    "change_at_most": ColumnKind.AMOUNT,
    "plants_built": ColumnKind.AMOUNT,
    "plants_start": ColumnKind.AMOUNT,
    "years_later": ColumnKind.AMOUNT,
    "hectares": ColumnKind.AMOUNT,
    "untreated_hectares": ColumnKind.AMOUNT,
    "untreated_hectare_years": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}

UNTREATED_COLUMNS = {
    "variant": ColumnKind.TEXT,
    "cluster": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "hectares": ColumnKind.AMOUNT,
    "untreated_hectares": ColumnKind.AMOUNT,
    "charge": ColumnKind.AMOUNT,
}

RULE = "rule"
"""The scenario as it stands, as a row."""


def environment_table(
    scenario: Scenario, asked: tuple[Fine, ...], base: Replan, found: Mapping[str, Replan], telling: Telling
) -> Table:
    """The rule as a limit, then one row for each fine in its place."""
    rows = [_row(scenario, None, base, base, telling)]
    rows += [_row(scenario, fine, base, found[fine.id], telling) for fine in asked if fine.id in found]
    return table(COLUMNS, rows, key=1)


def untreated_table(
    scenario: Scenario, asked: tuple[Fine, ...], base: Replan, found: Mapping[str, Replan]
) -> Table:
    """One row for each cluster and year in which land is let, under the rule and under each fine."""
    first = scenario.problem.horizon.start
    plans = {RULE: (scenario, base)}
    plans |= {
        each.id: (varied(scenario.document, each.changes), found[each.id])
        for each in asked
        if each.id in found
    }
    rows: list[Row] = [
        (
            variant, str(each.cluster.id), first + year, float(each.leased[year]), float(each.hectares[year]),
            float(each.charge[year]),
        )
        for variant, (stated, plan) in plans.items()
        for each in untreated(stated, plan)
        for year in np.flatnonzero(each.leased > 1e-6).tolist()
    ]  # fmt: skip
    return table(UNTREATED_COLUMNS, rows, key=3)


def treatment(scenario: Scenario, plan: Replan) -> Built:
    """Shares of treatment plants that start, all together, and their mean calendar year, weighted by shares."""
    own = {plant.project.id for plant in plants(scenario)}
    each = [
        built
        for id_, built in built_of(plan.starts, scenario).items()
        if id_ in own and built.year is not None
    ]
    share = sum(built.share for built in each)
    if share == 0.0:
        return Built(0.0, None)
    return Built(share, sum(built.share * (built.year or 0.0) for built in each) / share)


def _row(scenario: Scenario, fine: Fine | None, base: Replan, other: Replan, telling: Telling) -> Row:
    stated = scenario if fine is None else varied(scenario.document, fine.changes)
    assert stated.enforcement is not None
    rule = stated.enforcement.enforcement
    head: Row = (RULE if fine is None else fine.id, other.status.value, rule.inspections, rule.expected)
    if other.objective is None:
        empty: Row = (None,) * 12
        return (*head, *empty, _sentence(fine, base, other, stated, telling))
    paid = charged(stated, other)
    # a plan is no better than itself, however far from the best it may be
    moved = Change(0.0, 0.0, 0.0) if fine is None else change(base, other, may_only=1)
    before, after = treatment(scenario, base), treatment(stated, other)
    later = None if before.year is None or after.year is None else after.year - before.year
    if later is not None and abs(later) <= NOTHING:
        later = 0.0
    left = untreated(stated, other)
    return (
        *head, other.objective + weight(stated.problem) * paid, paid, other.objective,
        moved.found, moved.least, moved.most, after.share, after.year, later,
        float(sum(each.leased[-1] for each in left)), float(sum(each.hectares[-1] for each in left)),
        float(sum(each.hectares.sum() for each in left)), _sentence(fine, base, other, stated, telling),
    )  # fmt: skip


def _sentence(fine: Fine | None, base: Replan, other: Replan, stated: Scenario, telling: Telling) -> str:
    said = telling.language
    after, before = treatment(stated, other), treatment(stated, base)
    if fine is None:
        text = "With the rule as a limit, treatment plants built: {built}; no land is let without treatment."
        return said(text, built=said.number(after.share, 2, fixed=False))
    how, what = fine.phrase.spoken(said), telling.what(base, other, may_only=1)
    if other.objective is None:
        return said("With {how} in place of the rule, {what}.", how=how, what=what)
    start = said("treatment does not start later")
    if after.year is None and before.year is not None:
        start = said("no treatment plant is built")
    elif after.year is not None and before.year is not None and after.year - before.year > MOVED:
        start = said("treatment starts {years} years later", years=said.number(after.year - before.year, 1))
    elif after.share < before.share - RESIZED:
        start = said("treatment is built for a part only")
    hectares = float(sum(each.hectares[-1] for each in untreated(stated, other)))
    return said(
        "With {how} in place of the rule, {what}, {charge} paid for breaking it; {start}; plants built: {built} "
        "in place of {before}; land let without treatment in the last year: {hectares} ha.",
        how=how, what=what, charge=telling.money(charged(stated, other)), start=start,
        built=said.number(after.share, 2, fixed=False), before=said.number(before.share, 2, fixed=False),
        hectares=said.number(hectares, 1),
    )  # fmt: skip
