"""A kept programme answers as a fresh one does, whatever it was asked before."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from random_problems import SEEDS, random_problem

from optimizer.build import build
from optimizer.engine import Answer, Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.resolve import KeptProgramme


def _fresh(lp: LinearProgram) -> Answer:
    return Engine(lp, 0.0, 60.0).maximise(lp.goals[0])


def _same(kept: Answer, fresh: Answer) -> None:
    assert kept.outcome is fresh.outcome
    if fresh.outcome is Outcome.OPTIMAL:
        assert kept.objective == pytest.approx(fresh.objective, rel=1e-6, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_changed_limits_bounds_and_goals_equal_a_fresh_solve(seed: int) -> None:
    lp = build(random_problem(seed, whole=False))
    lp = replace(lp, is_integer=np.zeros_like(lp.is_integer))
    kept = KeptProgramme(lp)
    dice = np.random.default_rng(seed)
    row = int(dice.integers(len(lp.row_lower)))
    column = int(dice.integers(len(lp.lower)))
    limit = (lp.row_lower[row] - 0.5, lp.row_upper[row] + 0.5)
    changed = replace(lp, row_lower=lp.row_lower.copy(), row_upper=lp.row_upper.copy())
    changed.row_lower[row], changed.row_upper[row] = limit
    _same(kept.solve(rows={row: limit}), _fresh(changed))
    bounded = replace(lp, lower=lp.lower.copy(), upper=lp.upper.copy())
    bounded.lower[column], bounded.upper[column] = 0.0, 0.25
    _same(kept.solve(columns={column: (0.0, 0.25)}), _fresh(bounded))
    costs = lp.goals[0] * dice.uniform(0.5, 1.5, len(lp.goals[0]))
    _same(kept.solve(costs=costs), _fresh(replace(lp, goals=(costs,))))
    _same(kept.solve(), kept.first)
    if kept.first.outcome is Outcome.OPTIMAL and len(lp.lower):
        again, first = kept.prices().row, KeptProgramme(lp).prices().row
        np.testing.assert_allclose(again, first, rtol=1e-9, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_an_added_row_binds_and_can_be_moved(seed: int) -> None:
    lp = build(random_problem(seed, whole=False))
    lp = replace(lp, is_integer=np.zeros_like(lp.is_integer))
    free = _fresh(lp)
    if free.outcome is not Outcome.OPTIMAL:
        return
    own = len(lp.row_lower)
    kept = KeptProgramme(lp, added=[(-np.inf, free.objective - 1.0, lp.goals[0])])
    if kept.first.outcome is Outcome.OPTIMAL:  # else doing nothing is already worth more
        assert kept.first.objective <= free.objective - 1.0 + 1e-6
    _same(kept.solve(rows={own: (-np.inf, np.inf)}), free)
    _same(kept.solve(), kept.first)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_whole_columns_can_be_held_or_searched(seed: int) -> None:
    lp = build(random_problem(seed))
    searched = KeptProgramme(lp)
    if not searched.is_linear and searched.first.outcome is Outcome.OPTIMAL:
        held = KeptProgramme(lp, searched.first.values)
        assert held.is_linear
        assert held.first.objective == pytest.approx(searched.first.objective, rel=1e-3, abs=1e-5)
        _same(searched.solve(), searched.first)
        with pytest.raises(RuntimeError, match="no prices"):
            searched.prices()
        assert np.isfinite(held.prices().row).all()
