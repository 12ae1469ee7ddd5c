"""Prices that prove an optimum are accepted, every other set of prices is not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from finance.horizon import Floats
from optimizer.build import build
from optimizer.solution import Solution
from optimizer.solve import solve_programme
from optimizer.verify import Check, verify_duality
from tests.verify.worked_example import PROBLEM

# maximise 3 x + 2 y, x + y <= 4, x + 3 y <= 7, 0 <= x <= 3: x = 3, y = 1; prices 2 and 0, x's bound is worth 1
MATRIX = csr_array(np.array([[1.0, 1.0], [1.0, 3.0]]))
OPEN, LIMITS = np.full(2, -np.inf), np.array([4.0, 7.0])
FLOOR, TOP = np.zeros(2), np.array([3.0, np.inf])
COSTS = np.array([3.0, 2.0])


def proof(x: tuple[float, float], prices: tuple[float, float], bounds: tuple[float, float]) -> Check:
    """The check of the example's proof with these figures."""
    figures = (np.array(x), np.array(prices), np.array(bounds))
    return verify_duality(MATRIX, OPEN, LIMITS, FLOOR, TOP, COSTS, *figures)


def test_the_proof_on_paper_is_accepted() -> None:
    assert proof((3.0, 1.0), (2.0, 0.0), (1.0, 0.0)) == Check("strong_duality", passed=True, worst=0.0)


@pytest.mark.parametrize(
    ("x", "prices", "bounds"),
    [
        pytest.param((3.0, 1.001), (2.0, 0.0), (1.0, 0.0), id="a row is broken"),
        pytest.param((3.001, 0.999), (2.0, 0.0), (1.0, 0.0), id="a bound is broken"),
        pytest.param((2.9, 1.0), (2.0, 0.0), (1.0, 0.0), id="a priced limit has room"),
        pytest.param((3.0, 0.9), (2.0, 0.0), (1.0, 0.0), id="the plan is not the best"),
        pytest.param((3.0, 1.0), (2.01, 0.0), (0.99, 0.0), id="the prices do not add up to the costs"),
        pytest.param((3.0, 1.0), (1.0, 1.0 / 3.0), (5.0 / 3.0, 0.0), id="a price on a limit with room"),
        pytest.param((3.0, 1.0), (2.3, -0.1), (0.8, 0.0), id="a price on the open side"),
        pytest.param((3.0, 1.0), (0.0, 0.0), (3.0, 2.0), id="a price on a bound that is not there"),
        pytest.param((3.0, 1.0), (-2.0, 0.0), (-1.0, 0.0), id="the other sign"),
        pytest.param((3.0, 1.0), (np.nan, 0.0), (1.0, 0.0), id="not a number"),
    ],
)
def test_a_wrong_proof_is_refused(
    x: tuple[float, float], prices: tuple[float, float], bounds: tuple[float, float]
) -> None:
    assert not proof(x, prices, bounds).passed


def solved(matrix: Floats, limits: Floats, costs: Floats, top: float) -> Check:
    """SciPy's own answer to: maximise costs @ x, matrix @ x <= limits, 0 <= x <= top, as proof.

    SciPy minimises, so its marginals carry the other sign.
    """
    rows, columns = matrix.shape
    answer = linprog(-costs, A_ub=matrix, b_ub=limits, bounds=(0.0, top))
    return verify_duality(
        csr_array(matrix),
        np.full(rows, -np.inf),
        limits,
        np.zeros(columns),
        np.full(columns, top),
        costs,
        answer.x,
        -answer.ineqlin.marginals,
        -(answer.lower.marginals + answer.upper.marginals),
    )


@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(1, 8))
def test_a_solvers_proofs_of_invented_programmes_are_accepted(seed: int, rows: int, columns: int) -> None:
    draw = np.random.default_rng(seed)
    matrix = draw.integers(-3, 9, (rows, columns)).astype(np.float64)
    check = solved(
        matrix, draw.integers(0, 30, rows).astype(float), draw.integers(-4, 9, columns).astype(float), 10.0
    )
    assert check.passed


@pytest.fixture(scope="module")
def example() -> Solution:
    """The worked example with every work divisible, so that prices prove the plan."""
    works = tuple(replace(one, indivisible=False, min_scale=None) for one in PROBLEM.projects)
    solution = solve_programme(build(replace(PROBLEM, projects=works)))
    assert isinstance(solution, Solution)
    return solution


def example_check(example: Solution, x: Floats, prices: Floats) -> Check:
    """The check of the worked example's proof with these figures."""
    lp = example.lp
    sides = (lp.row_lower, lp.row_upper, lp.lower, lp.upper)
    return verify_duality(lp.matrix, *sides, lp.goals[0], x, prices, example.duals.column)


def test_the_worked_example_is_proved(example: Solution) -> None:
    assert example_check(example, example.priced_values, example.duals.row).worst < 1e-9


def test_a_single_wrong_price_is_noticed(example: Solution) -> None:
    for row in np.flatnonzero(np.abs(example.duals.row) > 1e-3):
        prices = example.duals.row.copy()
        prices[row] *= 1.01
        assert not example_check(example, example.priced_values, prices).passed


def test_a_single_wrong_value_is_noticed(example: Solution) -> None:
    for column in np.flatnonzero(example.priced_values > 1e-2):
        values = example.priced_values.copy()
        values[column] *= 0.9
        assert not example_check(example, values, example.duals.row).passed
