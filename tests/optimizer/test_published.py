"""Optima that others have published: Petersen's seven portfolios and the capital rationing of the textbooks.

Each case becomes a problem: a work per column, its outlays as capital cost by calendar year, one grant whose
yearly ceilings are the budgets, the worth of the works as the goal. Outlays below zero (Brealey and Myers: cash
comes back) are no capital cost; that case goes through the LP layer, its matrix as it stands in the book.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from optimizer.build import build
from optimizer.engine import Engine, Outcome
from optimizer.plan import Family, Kind, Plan
from optimizer.problem import Problem
from optimizer.solve import solve
from tests.optimizer.nouns import problem, project, source

DATA = Path(__file__).parents[1] / "data"
PETERSEN = json.loads((DATA / "capital_budgeting.json").read_text("utf-8"))["cases"]
TEXTBOOK = {
    case["id"]: case for case in json.loads((DATA / "capital_rationing_textbook.json").read_text("utf-8"))
}
WITH_CASH_BACK = "brealey_myers_wxyz"


def _posed(worth: list[float], outlays: list[list[float]], budgets: list[float], *, whole: bool) -> Problem:
    """One work per column, one year per row, one more year for the works to stand in."""
    years = len(budgets)
    works = []
    for j, value in enumerate(worth):
        spent = [row[j] for row in outlays]
        total = sum(spent)
        # a work that costs nothing at all has no shares to spread
        profile = tuple(a / total for a in spent) if total else (1.0, *(0.0,) * (years - 1))
        works.append(
            project(
                f"p{j}", total, profile=profile, is_nominal=True, latest=0, value=value, indivisible=whole
            )
        )
    money = source("budget", ceiling=(*budgets, 0.0))
    return problem(years + 1, years, (money,), tuple(works), goals=((("value", 1.0),),))


def _solved(case: dict[str, Any], worth: str, *, whole: bool) -> Plan:
    plan = solve(_posed(case[worth], case["A"], case["b"], whole=whole))
    assert isinstance(plan, Plan)
    assert plan.is_optimal
    assert plan.kind is (Kind.MILP if whole else Kind.LP)
    return plan


def _shares(plan: Plan, count: int) -> list[float]:
    by_project = {start.project: start.share for start in plan.starts}
    return [by_project.get(f"p{j}", 0.0) for j in range(count)]  # type: ignore[call-overload]


def _prices(plan: Plan, family: Family) -> list[float]:
    return [limit.price for limit in plan.limits if limit.family is family]  # type: ignore[misc]


@pytest.mark.parametrize("case", PETERSEN, ids=lambda case: case["name"])
def test_petersen_whole_works(case: dict[str, Any]) -> None:
    plan = _solved(case, "c", whole=True)
    assert plan.objective == pytest.approx(case["published"], rel=1e-6)
    chosen = np.array(_shares(plan, case["n"]))
    assert set(chosen) <= {0.0, 1.0}
    assert np.all(np.array(case["A"]) @ chosen <= np.array(case["b"]) + 1e-6)
    assert chosen @ case["c"] == pytest.approx(case["published"], rel=1e-6)


@pytest.mark.parametrize("case", PETERSEN, ids=lambda case: case["name"])
def test_petersen_divisible_works(case: dict[str, Any]) -> None:
    assert _solved(case, "c", whole=False).objective == pytest.approx(
        case["lp_relaxation_computed"], rel=1e-9
    )


PLAIN = [case for name, case in TEXTBOOK.items() if name != WITH_CASH_BACK]


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case["id"])
def test_textbook_divisible_works(case: dict[str, Any]) -> None:
    plan = _solved(case, "objective", whole=False)
    assert plan.objective == pytest.approx(case["computed"]["lp"], rel=1e-9)
    published, tolerance = case["published"], case["tol"]
    if "lp" in published:
        assert plan.objective == pytest.approx(published["lp"], abs=tolerance["lp"])
    if "x" in published and "lp" in published:
        assert _shares(plan, len(case["objective"])) == pytest.approx(published["x"], abs=tolerance["x"])
    if "duals" in published:
        assert _prices(plan, Family.SOURCE_YEAR) == pytest.approx(published["duals"], abs=tolerance["duals"])
    assert _prices(plan, Family.SOURCE_YEAR) == pytest.approx(case["computed"]["duals"], abs=1e-9)
    if "bound_duals" in published:
        # "no more than once" is a row here, and a bound in the book
        bounds = _prices(plan, Family.START_ONCE)
        assert bounds == pytest.approx(published["bound_duals"], abs=tolerance["bound_duals"])
    assert _prices(plan, Family.START_ONCE) == pytest.approx(case["computed"]["bound_duals"], abs=1e-9)


@pytest.mark.parametrize("case", [c for c in PLAIN if "ip" in c["published"]], ids=lambda case: case["id"])
def test_textbook_whole_works(case: dict[str, Any]) -> None:
    plan = _solved(case, "objective", whole=True)
    assert plan.objective == pytest.approx(case["published"]["ip"], rel=1e-9)
    if "x" in case["published"]:
        assert _shares(plan, len(case["objective"])) == pytest.approx(case["published"]["x"])


def test_star_oil_prices_hold_where_the_book_says() -> None:
    case = TEXTBOOK["star_oil_winston"]
    plan = _solved(case, "objective", whole=False)
    budgets = [limit for limit in plan.limits if limit.family is Family.SOURCE_YEAR]
    ranges = [(limit.holds_from, limit.holds_to) for limit in budgets]
    for found, published in zip(ranges, case["published"]["ranges"], strict=True):
        assert found == pytest.approx(tuple(published), abs=case["tol"]["ranges"])
    assert [limit.upper for limit in budgets] == case["b"]


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize("end", [0, 1])
def test_star_oil_worth_runs_straight_to_the_end_of_the_range_and_bends_there(row: int, end: int) -> None:
    case = TEXTBOOK["star_oil_winston"]
    duals = case["computed"]["duals"]
    at_end = case["published"]["ranges"][row][end]
    step = 0.05 if end else -0.05

    def worth(budget: float) -> float:
        budgets = [budget if i == row else b for i, b in enumerate(case["b"])]
        plan = solve(_posed(case["objective"], case["A"], budgets, whole=False))
        assert isinstance(plan, Plan)
        return plan.objective

    inside = at_end - step
    straight = case["computed"]["lp"] + duals[row] * (inside - case["b"][row])
    assert worth(inside) == pytest.approx(straight, rel=1e-9)
    beyond = at_end + step
    assert worth(beyond) < case["computed"]["lp"] + duals[row] * (beyond - case["b"][row]) - 1e-4


def test_brealey_myers_where_cash_comes_back() -> None:
    case = TEXTBOOK[WITH_CASH_BACK]
    # the problem lends its columns; rows and worth are the book's
    posed = build(_posed(case["objective"], [[1.0] * 4] * 3, case["b"], whole=False))
    count = posed.columns.count
    rows = np.zeros((3, count))
    rows[:, :4] = case["A"]
    costs = np.zeros(count)
    costs[:4] = case["objective"]
    upper = posed.upper.copy()
    upper[:4] = case["ub"]
    book = replace(
        posed, matrix=csr_array(rows), row_lower=np.full(3, -np.inf), row_upper=np.array(case["b"], dtype=float),
        upper=upper, goals=(costs,), blocks=(),
    )  # fmt: skip
    engine = Engine(book, gap=0.0, time_limit=60.0)
    answer = engine.maximise(costs)
    assert answer.outcome is Outcome.OPTIMAL
    assert answer.objective == pytest.approx(case["published"]["lp"], rel=case["tol"]["lp"])
    assert answer.values[:4] == pytest.approx(case["published"]["x"], abs=case["tol"]["x"])
    duals = engine.duals(ranging=True)
    assert duals.row == pytest.approx(case["computed"]["duals"], abs=1e-12)
    assert duals.column[:4] == pytest.approx(case["computed"]["bound_duals"], abs=1e-9)
