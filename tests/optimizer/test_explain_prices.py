"""Prices as they are explained: both sides, how far they hold and what comes beyond, each against plans made anew."""

import json
from dataclasses import replace
from math import inf
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from random_problems import SEEDS, random_problem

from optimizer.build import build
from optimizer.explain.asking import Asking
from optimizer.explain.case import Case, case_of, solved_case
from optimizer.explain.effects import PEOPLE_SET, StepEffects, sensible_step, step_effects
from optimizer.explain.prices import LimitPrice, Side, limit_price
from optimizer.plan import Family, LimitRow, Plan
from optimizer.problem import Problem
from optimizer.read_off import read_off
from optimizer.solution import Solution
from optimizer.solve import solve_programme
from tests.optimizer.nouns import problem, project, source

TEXTBOOK = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[1] / "data" / "capital_rationing_textbook.json").read_text("utf-8")
    )
}


def _case(posed: Problem) -> Case:
    case = solved_case(posed)
    assert isinstance(case, Case)
    return case


def _one_budget(*works: tuple[float, float], budget: float, whole: bool = False) -> Problem:
    """Works of a cost and a worth under one budget."""
    return problem(
        2, 1, (source("s", ceiling=(budget, 0.0)),),
        tuple(
            project(f"p{n}", cost, value=worth, latest=0, indivisible=whole)
            for n, (cost, worth) in enumerate(works)
        ),
        goals=((("value", 1.0),),),
    )  # fmt: skip


def _rows(case: Case, *families: Family) -> list[LimitRow]:
    return [row for row in case.plan.limits if row.family in families and row.is_binding]


def _price(posed: Problem) -> LimitPrice:
    case = _case(posed)
    return limit_price(case, next(r for r in case.plan.limits if r.key == (Family.SOURCE_YEAR, "s", 0)))


def _book(name: str) -> Case:
    """A textbook case: one work per column, its outlays by year, one budget a year."""
    book = TEXTBOOK[name]
    works = []
    for j, value in enumerate(book["objective"]):
        spent = [row[j] for row in book["A"]]
        profile = tuple(amount / sum(spent) for amount in spent)
        works.append(project(f"p{j}", sum(spent), profile=profile, is_nominal=True, latest=0, value=value))
    years = len(book["b"])
    money = source("budget", ceiling=(*book["b"], 0.0))
    return _case(problem(years + 1, years, (money,), tuple(works), goals=((("value", 1.0),),)))


def test_star_oil_prices_hold_where_the_book_says() -> None:
    case, book = _book("star_oil_winston"), TEXTBOOK["star_oil_winston"]
    found = [limit_price(case, row) for row in _rows(case, Family.SOURCE_YEAR)]
    assert [p.up.price for p in found] == pytest.approx(book["published"]["duals"], abs=1e-5)
    assert [p.down.price for p in found] == pytest.approx(book["published"]["duals"], abs=1e-5)
    for price, (low, high) in zip(found, book["published"]["ranges"], strict=True):
        assert (price.down.until, price.up.until) == pytest.approx((low, high), abs=1e-3)
        assert not price.is_corner
        assert price.up.next_price is not None
        assert price.up.next_price < price.up.price
        assert price.down.next_price is not None
        assert price.down.next_price > price.down.price


def test_a_budget_is_worth_what_it_buys_until_the_work_is_built() -> None:
    # 10 buys 30 (3 a unit), then 20 buys 40 (2 a unit), then 10 buys 5
    price = _price(_one_budget((20.0, 40.0), (10.0, 30.0), (10.0, 5.0), budget=16.0))
    assert (price.up.price, price.up.until, price.up.next_price) == pytest.approx((2.0, 30.0, 0.5))
    assert (price.down.price, price.down.until, price.down.next_price) == pytest.approx((2.0, 10.0, 3.0))
    assert price.up.beyond is not None
    assert price.up.beyond.limit == (Family.START_ONCE, "p0")
    assert price.down.beyond is not None
    assert price.down.beyond.left_out == "p0"
    assert not price.is_corner


def test_a_corner_has_two_prices() -> None:
    # just enough for the first two works: one unit less costs 2, one more brings 0.5
    price = _price(_one_budget((20.0, 40.0), (10.0, 30.0), (10.0, 5.0), budget=30.0))
    assert price.is_corner
    assert (price.down.price, price.down.until, price.down.next_price) == pytest.approx((2.0, 10.0, 3.0))
    assert (price.up.price, price.up.until, price.up.next_price) == pytest.approx((0.5, 40.0, 0.0))


def test_money_for_everything_is_worth_nothing_more_and_something_less() -> None:
    price = _price(_one_budget((20.0, 40.0), (10.0, 30.0), budget=30.0))
    assert price.is_corner
    assert (price.up.price, price.up.until) == (0.0, inf)
    assert (price.down.price, price.down.until) == pytest.approx((2.0, 10.0))


def test_no_money_at_all_cannot_become_less() -> None:
    price = _price(_one_budget((20.0, 40.0), budget=0.0))
    assert not price.down.is_possible
    assert (price.up.price, price.up.until) == pytest.approx((2.0, 20.0))


def test_more_of_a_commitment_than_there_is_has_no_plan() -> None:
    posed = _one_budget((20.0, 40.0), budget=10.0)
    posed = replace(posed, sources=(replace(posed.sources[0], floor=10.0),))
    case = _case(posed)
    price = limit_price(case, _rows(case, Family.SOURCE_FLOOR)[0])
    assert not price.up.is_possible


def _optimum(case: Case, number: int, move: float) -> Solution | None:
    """The problem solved anew with one row's limits moved."""
    lp = build(case.problem)
    lp.row_lower[number] += move
    lp.row_upper[number] += move
    solved = solve_programme(lp)
    return solved if isinstance(solved, Solution) else None


def _check_side(case: Case, number: int, price: LimitPrice, side: Side) -> None:
    """Promised and found, half way, at the end and beyond."""
    room = side.until - price.limit if np.isfinite(side.until) else (8.0 if side is price.up else -8.0)
    size = 1e-6 * max(1.0, abs(case.value), abs(side.price * room))
    for part in (0.5, 1.0):
        if abs(room) <= 1e-6:
            continue
        solved = _optimum(case, number, part * room)
        assert solved is not None
        assert solved.goals[0] == pytest.approx(case.value + side.price * part * room, abs=size), (
            price,
            part,
        )
    if side.next_price is None:
        return
    beyond = room + np.copysign(1e-3 * max(1.0, abs(price.limit)), room)
    solved = _optimum(case, number, beyond)
    if solved is None:
        return
    bend = case.value + side.price * room
    assert solved.goals[0] <= bend + side.next_price * (beyond - room) + size, price
    assert solved.goals[0] <= case.value + side.price * beyond + size, price
    binds = None if side.beyond is None else side.beyond.limit
    if binds is not None:
        row = next(row for row in read_off(solved).limits if row.key == binds)
        assert row.is_binding, price


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_prices_hold_as_far_as_they_are_said_to(seed: int) -> None:
    posed = random_problem(seed, whole=False)
    case = solved_case(posed)
    assume(isinstance(case, Case))
    assert isinstance(case, Case)
    rows = _rows(case, *PEOPLE_SET)
    assume(rows)
    for row in Random(seed).sample(rows, min(3, len(rows))):
        price = limit_price(case, row)
        for side in (price.up, price.down):
            if side.is_possible:
                _check_side(case, case.rows[row.key], price, side)
        if price.up.is_possible and price.down.is_possible:
            # the optimum is concave: a unit more never brings more than the last unit did
            assert price.up.price <= price.down.price + 1e-6 * max(1.0, abs(price.down.price))


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_prices_of_whole_plans_are_those_with_the_works_fixed(seed: int) -> None:
    case = solved_case(random_problem(seed))
    assume(isinstance(case, Case))
    assert isinstance(case, Case)
    rows = [row for row in _rows(case, *PEOPLE_SET) if row.price]
    assume(not case.is_linear and rows)
    row = Random(seed).choice(rows)
    price, number = limit_price(case, row), case.rows[row.key]
    whole = np.flatnonzero(case.lp.is_integer)
    held = build(case.problem)
    held.lower[whole] = held.upper[whole] = np.round(case.solution.values[whole])
    held = replace(held, is_integer=np.zeros_like(held.is_integer))
    for side in (price.up, price.down):
        if side.is_possible and np.isfinite(side.until):
            lp = replace(held, row_lower=held.row_lower.copy(), row_upper=held.row_upper.copy())
            lp.row_lower[number] += side.until - price.limit
            lp.row_upper[number] += side.until - price.limit
            solved = solve_programme(lp)
            assert isinstance(solved, Solution)
            promised = case.value + side.price * (side.until - price.limit)
            assert solved.goals[0] == pytest.approx(promised, abs=1e-5 * max(1.0, abs(promised)))


def _effects(posed: Problem) -> StepEffects:
    case = _case(posed)
    row = next(row for row in case.plan.limits if row.key == (Family.SOURCE_YEAR, "s", 0))
    return step_effects(Asking(case, 60.0), limit_price(case, row))


def test_a_step_of_a_whole_plan_is_what_planning_anew_brings() -> None:
    # 31 buys both; 40 more would buy the third; a step of 1 less loses nothing, 2 less the second work
    works = ((20.0, 40.0), (10.0, 30.0), (12.0, 35.0))
    assert sensible_step(31.0) == 1.0
    one = _effects(_one_budget(*works, budget=31.0, whole=True))
    assert one.more is not None
    assert one.less is not None
    # 20 + 12 = 32 buys 75 instead of 70; 30 still buys 70
    assert (one.more.low, one.more.high) == pytest.approx((5.0, 5.0))
    assert (one.less.low, one.less.high) == pytest.approx((0.0, 0.0))


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_effects_of_steps_are_those_of_planning_anew(seed: int) -> None:
    case = solved_case(random_problem(seed))
    assume(isinstance(case, Case))
    assert isinstance(case, Case)
    rows = _rows(case, *PEOPLE_SET)
    assume(not case.is_linear and rows and case.plan.is_optimal)
    row = Random(seed).choice(rows)
    price = limit_price(case, row)
    told = step_effects(Asking(case, 60.0), price)
    assume(told.is_answered)
    for move, effect in ((told.step, told.more), (-told.step, told.less)):
        solved = _optimum(case, case.rows[row.key], move)
        if effect is None:
            assert solved is None or not price.down.is_possible
        else:
            assert solved is not None
            size = 1e-6 * max(1.0, abs(case.solution.goals[0]))
            assert effect.low - size <= solved.goals[0] - case.solution.goals[0] <= effect.high + size


def test_a_plan_is_told_from_the_solution_of_its_case() -> None:
    posed = _one_budget((20.0, 40.0), budget=10.0)
    solved = solve_programme(build(posed))
    assert isinstance(solved, Solution)
    case = case_of(solved)
    assert isinstance(case.plan, Plan)
    assert case.shares == {"p0": pytest.approx(0.5)}
