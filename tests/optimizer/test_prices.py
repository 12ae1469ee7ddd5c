"""A price is what the optimum gains when its limit moves: compared with solving again.

The optimum is concave in every limit, so a price may never promise less than a move brings, in either
direction; and inside the range in which it is said to hold it must promise exactly that. At a corner, where
the range ends at the limit itself, this leaves the two one-sided slopes, with the price between them.
"""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings

from optimizer.build import build
from optimizer.matrix import LinearProgram
from optimizer.plan import Family, LimitRow, Plan
from optimizer.problem import Problem
from optimizer.read_off import read_off
from optimizer.solution import Solution
from optimizer.solve import solve, solve_programme
from tests.optimizer.nouns import problem, project, source
from tests.optimizer.random_problems import SEEDS, random_problem

ROWS = 6
"""Limits tried per problem."""


def _optimum(lp: LinearProgram, row: int, move: float) -> float:
    """The optimum with one row's limits moved; nothing possible is worse than everything."""
    lower, upper = lp.row_lower.copy(), lp.row_upper.copy()
    lower[row] += move
    upper[row] += move
    solved = solve_programme(replace(lp, row_lower=lower, row_upper=upper))
    return solved.goals[0] if isinstance(solved, Solution) else float("-inf")


def _limit(row: LimitRow) -> float:
    """The limit that the price is about: the finite one."""
    return row.upper if np.isfinite(row.upper) else row.lower


def _moves(row: LimitRow) -> list[float]:
    """A small step each way, a large one each way, and the two ends of the range."""
    limit = _limit(row)
    step = 1e-3 * max(1.0, abs(limit))
    ends = [end - limit for end in (row.holds_from, row.holds_to) if end is not None]
    return [-step, step, -300 * step, 300 * step, *(move for move in ends if abs(move) < 1e6)]


def _check(lp: LinearProgram, at: int, row: LimitRow, base: float) -> None:
    assert row.price is not None
    for move in _moves(row):
        promised = base + row.price * move
        size = 1e-6 * max(1.0, abs(base), abs(row.price * move))
        found = _optimum(lp, at, move)
        assert found <= promised + size, (row, move)
        if row.holds_from is not None and row.holds_to is not None:
            moved = _limit(row) + move
            tiny = 1e-9 * max(1.0, abs(moved))
            if row.holds_from - tiny <= moved <= row.holds_to + tiny:
                assert found >= promised - size, (row, move)


@given(seed=SEEDS)
@settings(max_examples=16)
def test_prices_are_what_moving_a_limit_brings(seed: int) -> None:
    lp = build(random_problem(seed, whole=False))
    solved = solve_programme(lp)
    assume(isinstance(solved, Solution))
    rows = {key: number for number, key in enumerate(lp.row_keys())}
    limits = read_off(solved).limits
    priced = [limit for limit in limits if limit.price]
    dice = Random(seed)
    for limit in dice.sample(priced, min(ROWS, len(priced))) + dice.sample(limits, min(2, len(limits))):
        _check(lp, rows[limit.key], limit, solved.goals[0])


@given(seed=SEEDS)
def test_prices_of_limits_with_room_are_zero(seed: int) -> None:
    plan = solve(random_problem(seed, whole=False))
    assume(isinstance(plan, Plan))
    for limit in plan.limits:
        if not limit.is_binding:
            assert limit.price == 0.0, limit


@given(seed=SEEDS)
def test_prices_have_the_sign_of_their_side(seed: int) -> None:
    """More room never costs: raising an upper limit gains, raising a lower one costs."""
    plan = solve(random_problem(seed, whole=False))
    assume(isinstance(plan, Plan))
    for limit in plan.limits:
        if limit.lower == float("-inf"):
            assert limit.price >= 0.0, limit
        if limit.upper == float("inf"):
            assert limit.price <= 0.0, limit


@given(seed=SEEDS)
@settings(max_examples=30)
def test_prices_of_whole_plans_are_those_with_the_works_fixed(seed: int) -> None:
    lp = build(random_problem(seed))
    assume(bool(lp.is_integer.any()))
    solved = solve_programme(lp)
    assume(isinstance(solved, Solution))
    whole = np.flatnonzero(lp.is_integer)
    fixed = np.round(solved.values[whole])
    lower, upper = lp.lower.copy(), lp.upper.copy()
    lower[whole] = upper[whole] = fixed
    linear = replace(lp, lower=lower, upper=upper, is_integer=np.zeros_like(lp.is_integer))
    again = solve_programme(linear)
    assert isinstance(again, Solution)
    assert again.goals[0] == pytest.approx(solved.goals[0], rel=1e-6, abs=1e-6)
    limits = read_off(solved).limits
    priced = [limit for limit in limits if limit.price]
    rows = {key: number for number, key in enumerate(lp.row_keys())}
    for limit in Random(seed).sample(priced, min(2, len(priced))):
        _check(linear, rows[limit.key], limit, again.goals[0])


def _one_budget(*works: tuple[float, float], budget: float) -> Problem:
    """Works of a cost and a worth under one budget."""
    return problem(
        2, 1, (source("s", ceiling=(budget, 0.0)),),
        tuple(project(f"p{n}", cost, value=worth, latest=0) for n, (cost, worth) in enumerate(works)),
        goals=((("value", 1.0),),),
    )  # fmt: skip


def _price_of_money(posed: Problem) -> LimitRow:
    plan = solve(posed)
    assert isinstance(plan, Plan)
    return next(limit for limit in plan.limits if limit.key == (Family.SOURCE_YEAR, "s", 0))


def test_price_of_a_budget_is_the_worth_of_the_marginal_work_until_it_is_built() -> None:
    # 10 buys 30 (3 a unit), then 20 buys 40 (2 a unit), then 10 buys 5
    row = _price_of_money(_one_budget((20.0, 40.0), (10.0, 30.0), (10.0, 5.0), budget=16.0))
    assert row.price == pytest.approx(2.0)
    assert (row.holds_from, row.holds_to) == pytest.approx((10.0, 30.0))


def test_price_at_a_corner_lies_between_its_two_slopes() -> None:
    # just enough for the first two works: one unit less costs 2, one more brings 0.5
    row = _price_of_money(_one_budget((20.0, 40.0), (10.0, 30.0), (10.0, 5.0), budget=30.0))
    assert row.price is not None
    assert 0.5 - 1e-9 <= row.price <= 2.0 + 1e-9


def test_price_of_money_that_nobody_needs_is_zero_from_what_is_used_on() -> None:
    row = _price_of_money(_one_budget((20.0, 40.0), (10.0, 30.0), budget=35.0))
    assert (row.price, row.activity) == (0.0, pytest.approx(30.0))
    assert (row.holds_from, row.holds_to) == (pytest.approx(30.0), None)
