"""The frontier between two metrics: what more of one costs of the other, and which works change along it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from finance.horizon import Floats
from optimizer.build import build
from optimizer.columns import Decision
from optimizer.engine import Outcome
from optimizer.matrix import LinearProgram
from optimizer.metrics import gradient, metric, metric_names
from optimizer.plan import Start
from optimizer.studies.frontier import (
    NoFrontier,
    Point,
    dominated,
    end_of_frontier,
    levels,
    linear_frontier,
    point_of_frontier,
)
from optimizer.studies.unpriced import unpriced_plan, worst_violation
from optimizer.verify import TOLERANCE, verify
from scenarios.faults import say
from scenarios.pipeline import UnprovenPlan
from scenarios.scenario import Scenario
from scenarios.studies.carrying_out import CarriedOut, Effort, carry_out
from scenarios.studies.study import StudyRefused
from scenarios.studies.telling import Telling
from scenarios.studies.variants import varied
from scenarios.studies.works import Built, built
from scenarios.table import ColumnKind, Row, Table, table

LESS_IS_BETTER = frozenset({"public_money", "public_outlay", "cost_of_funds", "investment", "funding"})
"""Metrics of which a frontier wants little, unless told otherwise."""

OBJECTIVE = "objective"
"""The scenario's own first goal, as one of the two."""

DEFAULT = ("public_money", OBJECTIVE)

MOST_POINTS = 1000


@dataclass(frozen=True, slots=True)
class Side:
    """A metric, and whether more (1) or less (-1) of it is better."""

    name: str
    sense: int

    def gradient(self, lp: LinearProgram) -> Floats:
        """What is to be made as large as possible, by column."""
        own = lp.goals[0] if self.name == OBJECTIVE else gradient(lp.columns, metric(lp.columns, self.name))
        return self.sense * own


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A proven plan on the frontier. `first`, `second` are amounts of the metrics; `bound`: what `second` is at best at
    this amount of `first`.
    """

    first: float
    second: float
    bound: float
    starts: tuple[Start, ...]


def side(text: str, scenario: Scenario) -> Side:
    """A side as an option states it: `jobs`, `public_money`, `investment:most`. Raises StudyRefused."""
    name, colon, word = text.partition(":")
    known = [OBJECTIVE, *metric_names(build(scenario.problem).columns)]
    if name not in known:
        said = say(
            "{found} is not a metric of this scenario: state one of {choices}.",
            found=name,
            choices=", ".join(known),
        )
        raise StudyRefused(said)
    if colon and word not in ("most", "least"):
        raise StudyRefused(say("{found}: state :most or :least.", found=text))
    is_less = word == "least" or (not word and name in LESS_IS_BETTER)
    return Side(name, -1 if is_less else 1)


def sides(between: Sequence[str] | None, scenario: Scenario) -> tuple[Side, Side]:
    """Both sides. Raises StudyRefused."""
    one, other = (side(text, scenario) for text in between or DEFAULT)
    if one.name == other.name:
        raise StudyRefused(
            say("A frontier lies between two metrics, not between {name} and itself.", name=one.name)
        )
    return one, other


def frontier_points(
    scenario: Scenario, between: tuple[Side, Side], points: int, effort: Effort
) -> tuple[CarriedOut[FrontierPoint], int]:
    """Points by number, from where the second metric is best to where the first is, and how many there are to be:
    one alone where the two do not conflict. Raises NoFrontier before any.
    """
    is_whole = any(
        project.indivisible or project.min_scale is not None for project in scenario.problem.projects
    )
    return (_whole if is_whole else _linear)(scenario, between, points, effort)


def _linear(
    scenario: Scenario, between: tuple[Side, Side], points: int, effort: Effort
) -> tuple[CarriedOut[FrontierPoint], int]:
    lp = build(scenario.problem)
    first, second = (one.gradient(lp) for one in between)
    deadline = None if effort.seconds is None else time.monotonic() + effort.seconds
    found: dict[int, FrontierPoint] = {}
    interrupted, asked = False, points
    try:
        for number, point in enumerate(linear_frontier(lp, first, second, points, effort.seconds)):
            # every point by the rows of the programme, both ends by the check that does not know them
            found[number] = _told(lp, between, point, is_end=number in (0, points - 1))
            if effort.told is not None:
                effort.told(len(found), points)
            if deadline is not None and time.monotonic() >= deadline:
                break
        else:
            asked = len(found)
    except KeyboardInterrupt:
        interrupted = True
    except NoFrontier as none:
        if none.outcome not in (Outcome.TIME_LIMIT, Outcome.NUMERICAL) or not found:
            raise
    return CarriedOut(found, interrupted, deadline is None or time.monotonic() < deadline), asked


Ask = tuple[str, float]
"""Which end, `second` or `first`, or `level` and its value."""


def _whole(
    scenario: Scenario, between: tuple[Side, Side], points: int, effort: Effort
) -> tuple[CarriedOut[FrontierPoint], int]:
    """First both ends, then what lies between, each a search of its own."""
    task = partial(_searched, dict(scenario.document), between)
    begun = time.monotonic()
    ends = carry_out(task, [("second", 0.0), ("first", 0.0)], replace(effort, told=None))
    if len(ends.found) < 2:
        found = {0: ends.found[0]} if 0 in ends.found else {}
        return CarriedOut(found, ends.interrupted, ends.in_time), points
    one, other = (
        Point(between[0].sense * end.first, between[1].sense * end.second, 0.0, np.empty(0))
        for end in (ends.found[0], ends.found[1])
    )
    if one.first >= other.first:
        return CarriedOut({0: ends.found[0]}, ends.interrupted, ends.in_time), 1
    asked = [("level", float(level)) for level in levels(one, other, points)[1:-1]]
    left = None if effort.seconds is None else max(1e-3, effort.seconds - (time.monotonic() - begun))
    inside = carry_out(task, asked, replace(effort, seconds=left))
    found = {0: ends.found[0], **{number + 1: point for number, point in inside.found.items()}}
    found[len(asked) + 1] = ends.found[1]
    return CarriedOut(found, inside.interrupted, inside.in_time), len(asked) + 2


def _searched(
    document: dict[str, Any], between: tuple[Side, Side], asked: Ask, seconds: float | None
) -> FrontierPoint:
    """One plan of whole works."""
    lp = build(varied(document, {}, seconds).problem)
    limit = lp.columns.problem.options.time_limit
    first, second = (one.gradient(lp) for one in between)
    match asked:
        case ("second", _):
            point = end_of_frontier(lp, first, second, limit)
        case ("first", _):
            swapped = end_of_frontier(lp, second, first, limit)
            point = Point(swapped.second, swapped.first, swapped.first, swapped.values)
        case (_, level):
            point = point_of_frontier(lp, first, second, level, limit)
    return _told(lp, between, point, is_end=True)


def _told(lp: LinearProgram, between: tuple[Side, Side], point: Point, *, is_end: bool) -> FrontierPoint:
    """A point after its check. Raises UnprovenPlan."""
    if is_end:
        plan = unpriced_plan(lp, point.values, np.inf)
        checks = verify(plan)
        if not all(check.passed for check in checks):
            raise UnprovenPlan(checks)
        starts = plan.starts
    else:
        if worst_violation(lp, point.values) > TOLERANCE:
            raise UnprovenPlan(())
        starts = tuple(_starts(lp, point.values))
    one, other = between
    return FrontierPoint(
        one.sense * point.first, other.sense * point.second, other.sense * point.bound, starts
    )


def _starts(lp: LinearProgram, values: Floats) -> Iterator[Start]:
    columns = lp.columns
    shares = values[columns.block(Decision.START)]
    for i in np.flatnonzero(shares > TOLERANCE):
        option = columns.start_option[i]
        project = columns.problem.projects[columns.option_project[option]].id
        yield Start(project, columns.options[option].mode, int(columns.start_year[i]), float(shares[i]))


def frontier_tables(
    scenario: Scenario, between: tuple[Side, Side], found: dict[int, FrontierPoint], telling: Telling
) -> dict[str, Table]:
    """`frontier`, a row for each point, and `works`, what each of them starts."""
    one, other = between
    points = [found[number] for number in sorted(found)]
    worse = dominated([(one.sense * p.first, other.sense * p.second) for p in points])
    columns = {
        "point": ColumnKind.YEAR,
        one.name: ColumnKind.AMOUNT,
        other.name: ColumnKind.AMOUNT,
        f"{other.name}_bound": ColumnKind.AMOUNT,
        "plan": ColumnKind.YEAR,
        "dominated": ColumnKind.FLAG,
        "works_built": ColumnKind.AMOUNT,
        "sentence": ColumnKind.TEXT,
    }
    rows: list[Row] = []
    seen: dict[tuple[Any, ...], int] = {}
    before: tuple[FrontierPoint, dict[str, Built]] | None = None
    for number, is_worse in zip(sorted(found), worse, strict=True):
        point = found[number]
        works = dict(built(point.starts, scenario))
        plan = seen.setdefault(_signature(point), number + 1)
        count = float(sum(each.year is not None for each in works.values()))
        sentence = _sentence(between, point, works, before, telling)
        rows.append((number + 1, point.first, point.second, point.bound, plan, is_worse, count, sentence))
        before = point, works
    start = scenario.problem.horizon.start
    begun = (
        (number + 1, each.project, each.mode.value, start + each.year, each.share)
        for number, point in found.items()
        for each in point.starts
    )
    return {"frontier": table(columns, rows, key=1), "works": table(WORKS_COLUMNS, begun, key=4)}


WORKS_COLUMNS = {
    "point": ColumnKind.YEAR,
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "start_year": ColumnKind.YEAR,
    "share": ColumnKind.AMOUNT,
}


def _signature(point: FrontierPoint) -> tuple[Any, ...]:
    """What two points share where they start the same works in the same years."""
    return tuple(sorted((s.project, s.mode.value, s.year, round(s.share, 4)) for s in point.starts))


def _sentence(
    between: tuple[Side, Side],
    point: FrontierPoint,
    works: dict[str, Built],
    before: tuple[FrontierPoint, dict[str, Built]] | None,
    telling: Telling,
) -> str:
    said = telling.language(
        "{first}: {first_amount}; {second}: {second_amount}.",
        first=telling.metric(between[0].name), first_amount=telling.of_metric(between[0].name, point.first),
        second=telling.metric(between[1].name), second_amount=telling.of_metric(between[1].name, point.second),
    )  # fmt: skip
    if before is None:
        return said
    come = [telling.name("project", id_) for id_, b in works.items() if b.year and not before[1][id_].year]
    gone = [telling.name("project", id_) for id_, b in works.items() if not b.year and before[1][id_].year]
    if come:
        said += " " + telling.language("New against the point before: {works}.", works=", ".join(come))
    if gone:
        said += " " + telling.language("No longer built: {works}.", works=", ".join(gone))
    return said
