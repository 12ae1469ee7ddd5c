"""Plans that the optimiser made: both readings of the model agree, and no single figure can be altered unseen."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from finance.delivery import Mode
from finance.source import Instrument, TrancheId
from optimizer.plan import Books, Family, Plan
from optimizer.problem import Problem
from optimizer.solve import solve
from optimizer.verify import recompute, verify
from tests.verify.hand_plan import PLAN as HAND_PLAN
from tests.verify.invented import invented
from tests.verify.worked_example import PROBLEM

PROBLEMS = {"worked example": PROBLEM, **{f"invented {seed}": invented(seed) for seed in range(12)}}

AMOUNTS = {
    "starts": "share",
    "draws": "amount",
    "leases": "hectares",
    "paid_in": "amount",
    "carries": "amount",
}


def planned(problem: Problem) -> Plan:
    """The optimiser's plan."""
    plan = solve(problem)
    assert isinstance(plan, Plan)
    return plan


@pytest.fixture(scope="module", params=PROBLEMS)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each problem's plan."""
    return planned(PROBLEMS[request.param])


def test_both_readings_of_the_model_agree(plan: Plan) -> None:
    assert [check for check in verify(plan) if not check.passed] == []


def test_reported_slack_is_the_recomputed_one(plan: Plan) -> None:
    """Rows that both readings name alike have the same room, binding or not."""
    excess: dict[tuple[object, ...], tuple[float, float]] = {}
    for sides in recompute(plan):
        for place, key in enumerate(sides.keys):
            if isinstance(key, tuple) and sides.excess.ndim == 1:
                excess[sides.name, *key] = (sides.excess[place], sides.size[place])
            elif isinstance(key, tuple):
                for year, figure in enumerate(sides.excess[place]):
                    excess[sides.name, *key, year] = (figure, sides.size[place, year])
    met = set()
    for row in plan.limits:
        found = excess.get((row.family.value, *row.key[1:]))
        # the table of carries holds all that may be kept, the row what the optimiser happened to keep
        if found is None or row.family is Family.SOURCE_YEAR or math.isinf(found[0]):
            continue
        reported = max(row.lower - row.activity, row.activity - row.upper)
        assert reported == pytest.approx(found[0], abs=1e-6 * max(1.0, found[1])), row
        met.add(row.family)
    assert len(met) >= 10


def test_the_optimum_is_no_worse_than_the_plan_on_paper() -> None:
    assert planned(HAND_PLAN.problem).objective >= HAND_PLAN.objective - 1e-6


def with_row(plan: Plan, table: str, place: int, *rows: object) -> Plan:
    """The plan with one row of a table replaced by others."""
    known = getattr(plan, table)
    changed: dict[str, Any] = {table: (*known[:place], *rows, *known[place + 1 :])}
    return replace(plan, **changed)


def nudges(amount: float) -> Iterator[float]:
    """The amount a little higher, a little lower."""
    step = max(0.01 * abs(amount), 0.01)
    yield amount + step
    yield amount - step


def altered_rows(plan: Plan) -> Iterator[tuple[object, Plan]]:
    """Every row with another amount, year or mode, dropped, or told twice."""
    for table, field in AMOUNTS.items():
        for place, row in enumerate(getattr(plan, table)):
            higher, lower = nudges(getattr(row, field))
            yield (row, higher), with_row(plan, table, place, replace(row, **{field: higher}))
            yield (row, "twice"), with_row(plan, table, place, row, row)
            if table == "carries":
                continue  # whoever keeps less than he may still has a plan
            yield (row, lower), with_row(plan, table, place, replace(row, **{field: lower}))
            yield (row, "dropped"), with_row(plan, table, place)
            for year in (row.year - 1, row.year + 1):
                yield (row, year), with_row(plan, table, place, replace(row, year=year))
            for mode in set(Mode) - {row.mode}:
                yield (row, mode), with_row(plan, table, place, replace(row, mode=mode))


def altered_sources(plan: Plan) -> Iterator[tuple[object, Plan]]:
    """Every draw from a source with another instrument: one grant for another may well be a plan."""
    instrument: dict[TrancheId, Instrument] = {
        tranche.id: source.instrument for source in plan.problem.sources for tranche in source.tranches
    }
    for place, draw in enumerate(plan.draws):
        for other, kind in instrument.items():
            if kind is not instrument[draw.source]:
                yield (draw, other), with_row(plan, "draws", place, replace(draw, source=other))


def altered_books(plan: Plan) -> Iterator[tuple[object, Plan]]:
    """Every yearly figure of the vehicles' books."""
    for place, books in enumerate(plan.books):
        for line in ("tax", "cash", "dividend"):
            for year, amount in enumerate(getattr(books, line)):
                for figure in nudges(amount):
                    yield (
                        (books.vehicle, line, year),
                        with_row(plan, "books", place, _with(books, line, year, figure)),
                    )


def _with(books: Books, line: str, year: int, figure: float) -> Books:
    figures = list(getattr(books, line))
    figures[year] = figure
    changed: dict[str, Any] = {line: tuple(figures)}
    return replace(books, **changed)


def altered_figures(plan: Plan) -> Iterator[tuple[object, Plan]]:
    """Every figure that the plan states about itself."""
    for name, amount in plan.metrics.items():
        for figure in nudges(amount):
            yield name, replace(plan, metrics={**plan.metrics, name: figure})
    for figure in nudges(plan.objective):
        yield "objective", replace(plan, objective=figure)
        yield "bound", replace(plan, bound=figure)
        yield "goals", replace(plan, goals=(figure, *plan.goals[1:]))
    for figure in nudges(plan.gap):
        yield "gap", replace(plan, gap=figure)


@pytest.mark.parametrize("name", [pytest.param("worked example", marks=pytest.mark.slow), "invented 1"])
def test_no_single_figure_is_altered_unseen(name: str) -> None:
    plan = planned(PROBLEMS[name])
    altered = (*altered_rows(plan), *altered_sources(plan), *altered_books(plan), *altered_figures(plan))
    assert len(altered) > 500
    assert [what for what, other in altered if all(check.passed for check in verify(other))] == []
