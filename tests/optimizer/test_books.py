"""A vehicle's books are told as its treasurer keeps them, and the plan is worth the same for it."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from finance.horizon import Floats, discount_factors
from optimizer.books import kept_books
from optimizer.build import build
from optimizer.columns import Decision
from optimizer.matrix import LinearProgram
from optimizer.plan import Family
from optimizer.solution import Solution
from optimizer.solve import solve_programme
from tests.optimizer.random_problems import SEEDS, random_problem


def _solved(seed: int) -> Solution:
    solution = solve_programme(build(random_problem(seed)))
    assume(isinstance(solution, Solution) and solution.lp.columns.book_count > 0)
    assert isinstance(solution, Solution)
    return solution


def _table(lp: LinearProgram, values: Floats, decision: Decision) -> Floats:
    return values[lp.columns.block(decision)].reshape(-1, lp.columns.years)


def _excess(lp: LinearProgram, values: Floats) -> Floats:
    """By how much each row is broken, relative to the sum of the absolute terms that meet in it."""
    activity = lp.matrix @ values
    size = 1.0 + abs(lp.matrix) @ np.abs(values)
    return np.maximum(lp.row_lower - activity, activity - lp.row_upper) / size


@given(seed=SEEDS)
def test_kept_books_keep_every_limit_and_every_goal(seed: int) -> None:
    solution = _solved(seed)
    lp, told = solution.lp, kept_books(solution.lp, solution.values)
    assert np.all(_excess(lp, told) <= np.maximum(1e-9, _excess(lp, solution.values) + 1e-9))
    assert all(goal @ told == goal @ solution.values for goal in lp.goals)
    assert told.min() >= min(0.0, solution.values.min())


@given(seed=SEEDS)
def test_tax_is_what_is_due(seed: int) -> None:
    solution = _solved(seed)
    lp, told = solution.lp, kept_books(solution.lp, solution.values)
    tax = _table(lp, told, Decision.TAX)
    room = np.full(tax.shape, np.inf)
    for i, key in enumerate(lp.row_keys()):
        if key[0] is Family.TAX:
            book = [(v, m.value) for v, m in lp.columns.vehicles].index((key[1], key[2]))
            room[book, int(key[3])] = (lp.matrix[[i]] @ told)[0]
    # either nothing is paid, or just what the row asks for
    assert np.all(np.minimum(tax, room) <= 1e-9 * (1.0 + tax))


@given(seed=SEEDS, rate=st.sampled_from([0.0, 0.1, 0.3]))
def test_dividends_are_worth_no_less_at_any_rate(seed: int, rate: float) -> None:
    solution = _solved(seed)
    lp, told = solution.lp, kept_books(solution.lp, solution.values)
    factor = discount_factors(rate, lp.columns.years)
    before, after = (_table(lp, each, Decision.DIVIDEND) @ factor for each in (solution.values, told))
    assert np.all(after >= before - 1e-7 * (1.0 + np.abs(before)))


@given(seed=SEEDS)
def test_keeping_books_twice_changes_nothing(seed: int) -> None:
    solution = _solved(seed)
    once = kept_books(solution.lp, solution.values)
    assert np.allclose(kept_books(solution.lp, once), once, rtol=1e-9, atol=1e-7)
