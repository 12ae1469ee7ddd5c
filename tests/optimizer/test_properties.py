"""What holds for every problem, tried on random ones; a failure names the seed of its problem."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.build import build
from optimizer.endings import Ending, Infeasible
from optimizer.plan import Family, Kind, Plan
from optimizer.problem import DEFAULT_GOAL, Problem
from optimizer.read_off import DEFINITIONS
from optimizer.solve import solve
from optimizer.verify import verify
from tests.optimizer.changes import (
    LOOSENINGS,
    divisible,
    in_another_unit,
    more_money,
    one_year_later,
    reordered,
)
from tests.optimizer.random_problems import SEEDS, random_problem

MONEY_GOAL = (DEFAULT_GOAL,)
CLOSE = 1e-6
"""Relative: the solver's own tolerances, and the gap asked for of whole works."""


def _optimum(ending: Plan | Ending) -> float:
    """The optimum; nothing possible counts as worse than everything."""
    assert isinstance(ending, Plan | Infeasible), ending
    return ending.objective if isinstance(ending, Plan) else float("-inf")


def _not_worse(better: Problem, problem: Problem) -> None:
    base = _optimum(solve(problem))
    assume(base > float("-inf"))
    assert _optimum(solve(better)) >= base - CLOSE * max(1.0, abs(base))


def _same(problem: Problem, other: Problem, factor: float = 1.0) -> None:
    here, there = solve(problem), solve(other)
    assert type(here) is type(there)
    if isinstance(here, Plan):
        assert _optimum(there) == pytest.approx(factor * here.objective, rel=CLOSE, abs=CLOSE * factor)


@given(seed=SEEDS)
@settings(max_examples=80)
def test_solve_gives_plans_that_pass_the_independent_check(seed: int) -> None:
    plan = solve(random_problem(seed))
    assume(isinstance(plan, Plan))
    assert [check for check in verify(plan) if not check.passed] == []


@given(seed=SEEDS)
def test_solve_keeps_the_gap_and_the_bound(seed: int) -> None:
    plan = solve(random_problem(seed))
    assume(isinstance(plan, Plan))
    assert plan.is_optimal
    assert plan.bound >= plan.objective - CLOSE * max(1.0, abs(plan.objective))
    assert plan.gap <= CLOSE or plan.kind is Kind.MILP
    assert plan.objective == plan.goals[0]


@given(seed=SEEDS)
def test_solve_tells_every_row_of_every_limit(seed: int) -> None:
    problem = random_problem(seed)
    plan = solve(problem)
    assume(isinstance(plan, Plan))
    rows = [key for key in build(problem).row_keys() if key[0] not in DEFINITIONS]
    assert [limit.key for limit in plan.limits] == rows
    assert len(set(rows)) == len(rows)


@given(seed=SEEDS, change=SEEDS)
def test_more_money_never_lowers_the_optimum(seed: int, change: int) -> None:
    problem = random_problem(seed)
    _not_worse(more_money(problem, Random(change)), problem)


@given(seed=SEEDS, name=st.sampled_from(sorted(LOOSENINGS)))
@settings(max_examples=80)
def test_taking_a_limit_away_never_lowers_the_optimum(seed: int, name: str) -> None:
    problem = random_problem(seed)
    _not_worse(LOOSENINGS[name](problem), problem)


@given(seed=SEEDS)
def test_dividing_works_never_lowers_the_optimum(seed: int) -> None:
    problem = random_problem(seed)
    _not_worse(divisible(problem), problem)
    relaxed = solve(divisible(problem))
    assert not isinstance(relaxed, Plan) or relaxed.kind is Kind.LP


@given(seed=SEEDS, k=st.sampled_from([1e-6, 1e-3, 0.5, 3.0, 1e3, 1e6, 1e9]))
def test_money_in_another_unit_scales_the_optimum(seed: int, k: float) -> None:
    problem = random_problem(seed, goals=MONEY_GOAL)
    _same(problem, in_another_unit(problem, k), k)


@given(seed=SEEDS, order=SEEDS)
def test_the_order_of_nouns_does_not_matter(seed: int, order: int) -> None:
    problem = random_problem(seed)
    _same(problem, reordered(problem, Random(order)))


@given(seed=SEEDS, start=st.integers(1990, 2090))
def test_the_calendar_does_not_matter(seed: int, start: int) -> None:
    problem = random_problem(seed)
    moved = replace(problem, horizon=replace(problem.horizon, start=start))
    here, there = solve(problem), solve(moved)
    if isinstance(here, Plan):
        here = replace(here, problem=moved)
    assert here == there


@given(seed=SEEDS)
def test_one_year_later_costs_a_year_of_discounting(seed: int) -> None:
    problem = random_problem(seed, goals=MONEY_GOAL)
    rates = problem.assumptions
    level = replace(
        rates, inflation_opex=rates.inflation_capex, inflation_revenue=rates.inflation_capex
    )  # fmt: skip
    problem = replace(problem, assumptions=level)
    _same(problem, one_year_later(problem))


@given(seed=SEEDS)
def test_the_same_problem_gives_the_same_plan(seed: int) -> None:
    assert solve(random_problem(seed)) == solve(random_problem(seed))


@given(seed=SEEDS)
def test_a_second_goal_leaves_the_first_alone(seed: int) -> None:
    problem = random_problem(seed, goals=MONEY_GOAL)
    alone = solve(problem)
    assume(isinstance(alone, Plan))
    both = solve(replace(problem, goals=(DEFAULT_GOAL, (("investment", -1.0),))))
    assert isinstance(both, Plan)
    assert both.objective == pytest.approx(alone.objective, rel=3e-6, abs=3e-6)
    assert both.metrics["investment"] <= alone.metrics["investment"] + 1e-5 * max(
        1.0, alone.metrics["investment"]
    )


def test_random_problems_reach_every_family() -> None:
    """The strategy is rich: every family owns rows somewhere, and nearly every one binds with a price."""
    owned: set[Family] = set()
    priced: set[Family] = set()
    for seed in range(60):
        plan = solve(random_problem(seed))
        if isinstance(plan, Plan):
            owned |= {limit.family for limit in plan.limits}
            priced |= {limit.family for limit in plan.limits if limit.is_binding and limit.price}
    assert owned == set(Family) - DEFINITIONS
    assert len(owned - priced) <= 4
