"""Whole works are searched for in another form; it must ask the same question, and its extra rows must be true."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings

from finance.cluster import ClusterId, Service
from finance.project import Land
from optimizer.build import build
from optimizer.columns import Decision
from optimizer.engine import Answer, Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.solve import solve
from optimizer.whole.cumulated import cumulated
from optimizer.whole.first_plan import FirstPlan
from optimizer.whole.links import Links, links
from tests.optimizer.nouns import cluster, problem, project, segment, source
from tests.optimizer.random_problems import SEEDS, random_problem

CLOSE = 1e-6


def _whole(seed: int) -> Problem:
    """A random problem in which most works are whole, so that links stand."""
    posed, dice = random_problem(seed), Random(seed)
    return replace(
        posed,
        projects=tuple(
            replace(p, indivisible=True, min_scale=None) if dice.random() < 0.7 else p for p in posed.projects
        ),
    )


def _plainly(lp: LinearProgram, costs: np.ndarray | None = None) -> Answer:
    return Engine(lp, 1e-9, 20.0).maximise(lp.goals[0] if costs is None else costs)


def _broken(rows: Links, values: np.ndarray) -> float:
    """By how much the worst row is broken, in hectares or units of service."""
    return float(np.max(rows.matrix @ values - rows.upper, initial=0.0))


@given(seed=SEEDS)
@settings(max_examples=150)
def test_starts_that_are_held_or_barred_are_so_in_the_other_form(seed: int) -> None:
    lp, dice = build(_whole(seed)), Random(seed)
    assume(lp.is_integer.any())
    lower, upper = lp.lower.copy(), lp.upper.copy()
    for column in lp.columns.block(Decision.START):
        if dice.random() < 0.3:
            upper[column] = 0.0
        elif dice.random() < 0.1:
            lower[column] = 1.0 if lp.is_integer[column] else 0.4
    asked = replace(lp, lower=lower, upper=upper)
    form = cumulated(asked, links(lp.columns))
    plain, other = _plainly(asked), _plainly(form.programme)
    assert (plain.outcome is Outcome.OPTIMAL) == (other.outcome is Outcome.OPTIMAL)
    if plain.outcome is Outcome.OPTIMAL:
        found = form.decisions(other.values)
        assert other.objective == pytest.approx(plain.objective, rel=CLOSE, abs=CLOSE)
        assert (found >= lower - 1e-6).all()
        assert (found <= np.where(upper < 1.0, upper, np.inf) + 1e-6).all()


@given(seed=SEEDS)
@settings(max_examples=200)
def test_the_other_form_has_the_same_optimum(seed: int) -> None:
    lp = build(_whole(seed))
    assume(lp.is_integer.any())
    form = cumulated(lp, links(lp.columns))
    plain, other = _plainly(lp), _plainly(form.programme)
    assert (plain.outcome is Outcome.OPTIMAL) == (other.outcome is Outcome.OPTIMAL)
    if plain.outcome is Outcome.OPTIMAL:
        size = max(1.0, abs(plain.objective))
        assert other.objective == pytest.approx(plain.objective, rel=CLOSE, abs=CLOSE)
        assert float(lp.goals[0] @ form.decisions(other.values)) == pytest.approx(
            plain.objective, abs=CLOSE * size
        )


@given(seed=SEEDS)
@settings(max_examples=80)
def test_no_link_cuts_off_a_plan(seed: int) -> None:
    lp = build(_whole(seed))
    rows = links(lp.columns)
    assume(len(rows.upper) > 0)
    plain = _plainly(lp)
    assume(plain.outcome is Outcome.OPTIMAL)
    assert _broken(rows, plain.values) < CLOSE
    # corners of what is possible: as much land and as many works as chance likes
    chance = np.random.default_rng(seed)
    for _ in range(3):
        costs = np.zeros(lp.matrix.shape[1])
        for decision in (Decision.START, Decision.LEASED):
            block = lp.columns.block(decision)
            costs[block] = chance.normal(0.3, 1.0, len(block))
        corner = _plainly(lp, costs)
        assert corner.outcome in (Outcome.OPTIMAL, Outcome.UNBOUNDED)
        if corner.outcome is Outcome.OPTIMAL:
            assert _broken(rows, corner.values) < CLOSE


@given(seed=SEEDS)
def test_the_other_form_never_has_the_weaker_relaxation(seed: int) -> None:
    lp = build(_whole(seed))
    form = cumulated(lp, links(lp.columns))

    def relaxed(programme: LinearProgram) -> Answer:
        return _plainly(replace(programme, is_integer=np.zeros_like(programme.is_integer)))

    weak, strong = relaxed(lp), relaxed(form.programme)
    assume(weak.outcome is Outcome.OPTIMAL and strong.outcome is Outcome.OPTIMAL)
    assert strong.objective <= weak.objective + CLOSE * max(1.0, abs(weak.objective))


@given(seed=SEEDS)
def test_decisions_go_there_and_back(seed: int) -> None:
    lp = build(_whole(seed))
    form = cumulated(lp, links(lp.columns))
    begun, columns = np.zeros(lp.matrix.shape[1]), lp.columns
    started = np.random.default_rng(seed).random(columns.size(Decision.START))
    for option in np.unique(columns.start_option):
        own = np.flatnonzero(columns.start_option == option)
        begun[columns.block(Decision.START, own)] = np.cumsum(started[own])
    back = np.asarray(form.back @ begun)
    assert back[columns.block(Decision.START)] == pytest.approx(started)
    rows = lp.matrix.shape[0]
    here, there = lp.matrix @ back, (form.programme.matrix @ begun)[:rows]
    assert there == pytest.approx(here, rel=1e-9, abs=1e-9)


def _by_hand(*, whole: bool) -> Problem:
    """Land of 6 ha and a plant that treats 100, both ready a year after their start; tenants g take up 4 and 8 ha and
    need 5 a hectare, tenants h take up 2 and need 10; treatment for 10 exists.
    """
    home = ClusterId("c")
    g = segment("g", (0.0, 4.0, 8.0), {"treatment": 5.0})
    h = segment("h", (0.0, 2.0, 2.0), {"treatment": 10.0})
    return problem(
        3, 2, (source("s"),),
        (
            project("land", kind="land_preparation", cluster=home, indivisible=whole, land=Land(6.0)),
            project("plant", cluster=home, indivisible=whole, provides={Service("treatment"): 100.0}),
        ),
        clusters=(cluster("c", g, h, treatment=10.0),),
    )  # fmt: skip


def test_links_by_hand() -> None:
    columns = build(_by_hand(whole=True)).columns
    used = np.concatenate([columns.block(Decision.START), columns.block(Decision.LEASED)])
    rows = links(columns)
    #  start land, start plant, leased g, leased h; two years each
    assert rows.matrix.toarray()[:, used].tolist() == [
        # on this land
        [-4, 0, 0, 0, 1, 0, 0, 0],
        [-6, -6, 0, 0, 0, 1, 0, 0],
        [-2, 0, 0, 0, 0, 0, 1, 0],
        [-2, -2, 0, 0, 0, 0, 0, 1],
        # g, on all land, then on this land, which has room for 6 of the 8
        [0, 0, -2, 0, 1, 0, 0, 0],
        [0, 0, -6, -6, 0, 1, 0, 0],
        [0, 0, -4, -4, 0, 1, 0, 0],
        # h
        [0, 0, -1, 0, 0, 0, 1, 0],
        [0, 0, -1, -1, 0, 0, 0, 1],
        # both: 40 and 60 are asked for, 10 is there
        [0, 0, -30, 0, 5, 0, 10, 0],
        [0, 0, -50, -50, 0, 5, 0, 10],
    ]
    assert rows.upper.tolist() == [0, 0, 0, 0, 2, 2, 2, 1, 1, 10, 10]


def test_divisible_works_link_nothing() -> None:
    assert links(build(_by_hand(whole=False)).columns).matrix.shape[0] == 0


def test_a_link_that_asks_too_much_would_be_seen() -> None:
    lp = build(_by_hand(whole=True))
    rows = links(lp.columns)
    most = np.zeros(lp.matrix.shape[1])
    most[lp.columns.block(Decision.LEASED)] = 1.0
    corner = _plainly(lp, most)
    assert _broken(rows, corner.values) < CLOSE
    assert _broken(replace(rows, upper=rows.upper - 0.1), corner.values) == pytest.approx(0.1, abs=CLOSE)


@given(seed=SEEDS)
@settings(max_examples=60)
def test_a_first_plan_keeps_every_limit(seed: int) -> None:
    lp = build(_whole(seed))
    whole = lp.columns.block(Decision.START)[lp.is_integer[lp.columns.block(Decision.START)]]
    assume(len(whole) > 0 and not lp.columns.size(Decision.SCALE))
    form = cumulated(lp, links(lp.columns))
    found = FirstPlan(form, 20.0).find(form.programme.goals[0])
    best = _plainly(lp)
    if found is None:
        return
    plan = form.decisions(found)
    assert np.abs(plan[whole] - np.round(plan[whole])) == pytest.approx(0.0)
    assert best.outcome is Outcome.OPTIMAL
    assert float(lp.goals[0] @ plan) <= best.objective + CLOSE * max(1.0, abs(best.objective))
    activity = lp.matrix @ plan
    size = 1.0 + np.abs(lp.matrix) @ np.abs(plan)
    assert np.all(activity >= lp.row_lower - CLOSE * size)
    assert np.all(activity <= lp.row_upper + CLOSE * size)


def test_a_first_plan_is_found_and_a_search_begins_with_it() -> None:
    found = 0
    for seed in range(20):
        lp = build(_whole(seed))
        best = _plainly(lp)
        if best.outcome is not Outcome.OPTIMAL or lp.columns.size(Decision.SCALE):
            continue
        form = cumulated(lp, links(lp.columns))
        first = FirstPlan(form, 20.0).find(form.programme.goals[0])
        found += first is not None
        answer = Engine(form.programme, 1e-9, 20.0).maximise(form.programme.goals[0], first=first)
        assert answer.objective == pytest.approx(best.objective, rel=CLOSE, abs=CLOSE)
    assert found >= 5


def test_large_searches_are_given_a_first_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    posed = random_problem(5)
    usual = solve(posed)
    monkeypatch.setattr("optimizer.whole.search.LARGE", 0)
    large = solve(posed)
    assert isinstance(usual, Plan)
    assert isinstance(large, Plan)
    assert large.objective == pytest.approx(usual.objective, rel=CLOSE, abs=CLOSE)
