"""What-ifs get the answers of fresh solves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from random_problems import SEEDS, random_problem

from optimizer.build import build
from optimizer.engine import Engine, Outcome
from optimizer.studies.what_ifs import Question, what_ifs


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_what_ifs_equal_fresh_solves(seed: int) -> None:
    lp = build(random_problem(seed, whole=False))
    lp = replace(lp, is_integer=np.zeros_like(lp.is_integer))
    dice = np.random.default_rng(seed)
    questions: list[Question] = []
    for _ in range(6):
        row, width = int(dice.integers(len(lp.row_lower))), float(dice.uniform(-1.0, 2.0))
        questions.append({row: (float(lp.row_lower[row]) - width, float(lp.row_upper[row]) + width)})
    found = what_ifs(lp, questions)
    for question, reached in zip(questions, found, strict=True):
        changed = replace(lp, row_lower=lp.row_lower.copy(), row_upper=lp.row_upper.copy())
        for row, (low, high) in question.items():
            changed.row_lower[row], changed.row_upper[row] = low, high
        fresh = Engine(changed, 0.0, 60.0).maximise(lp.goals[0])
        if fresh.outcome is Outcome.OPTIMAL:
            assert reached == pytest.approx(fresh.objective, rel=1e-6, abs=1e-6)
        else:
            assert np.isnan(reached)
    np.testing.assert_allclose(what_ifs(lp, questions[::-1])[::-1], found, rtol=1e-6, atol=1e-6)


def test_whole_columns_are_refused() -> None:
    lp = build(random_problem(1, whole=True))
    with pytest.raises(ValueError, match="linear"):
        what_ifs(replace(lp, is_integer=np.ones_like(lp.is_integer)), [])
