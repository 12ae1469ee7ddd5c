"""What is said where no plan exists is true: contradictions are proofs, repairs help, conflicts conflict."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings

from finance.delivery import Mode
from finance.source import Match, SourceId
from optimizer.build import build
from optimizer.diagnose import diagnosis
from optimizer.diagnose.applied import repaired, stated
from optimizer.diagnose.conflict import find_conflict
from optimizer.diagnose.contradictions import contradictions
from optimizer.diagnose.elastic import elastic
from optimizer.diagnose.knobs import KNOBS, input_of, theme
from optimizer.diagnose.reading import rounded
from optimizer.diagnose.repair import ALTERNATIVES, Repairs
from optimizer.endings import Clash, Infeasible, Repair
from optimizer.engine import Answer, Engine, Outcome
from optimizer.matrix import LinearProgram
from optimizer.plan import Family, Plan, RowKey
from optimizer.problem import Law, Limits, Measure, Problem, SolveOptions, Target
from optimizer.solve import solve
from tests.optimizer.changes import divisible, in_another_unit
from tests.optimizer.nouns import cluster, equity, problem, project, rules, segment, source
from tests.optimizer.random_problems import SEEDS, random_problem
from tests.optimizer.tightened import tightened


def _infeasible(posed: Problem) -> Infeasible:
    ending = solve(posed)
    assert isinstance(ending, Infeasible)
    return ending


def _tight(seed: int) -> Problem:
    return tightened(random_problem(seed), Random(seed))


# ---- contradictions


@given(seed=SEEDS)
@settings(max_examples=60)
def test_a_contradiction_is_never_a_false_alarm(seed: int) -> None:
    posed = random_problem(seed)
    if contradictions(build(posed)):
        assert isinstance(solve(posed), Infeasible)


@given(seed=SEEDS)
@settings(max_examples=25)
def test_a_contradiction_proves_that_there_is_no_plan(seed: int) -> None:
    # a little tightened, so that many problems keep a plan
    dice = Random(seed)
    tight, loose = _tight(seed), random_problem(seed)
    posed = replace(tight, sources=loose.sources, delivery=loose.delivery) if dice.random() < 0.5 else tight
    assume(contradictions(build(posed)))
    assert isinstance(solve(posed), Infeasible)


def test_random_problems_meet_every_kind_of_contradiction() -> None:
    found = {each.clash for seed in range(160) for each in contradictions(build(_tight(seed)))}
    assert found >= set(Clash) - {Clash.AT_MOST, Clash.RECURRENT}


_ROAD = project("road", 100.0, committed=True)
_LEVEL = (40.0, 40.0)


@pytest.mark.parametrize(
    ("posed", "clash", "asked", "possible"),
    [
        (
            problem(1, 1, (source("s"),), (project("a", profile=(0.5, 0.5), committed=True),)),
            Clash.NO_START, 1.0, 0.0,
        ),
        (
            problem(
                3, 3, (source("s"),),
                (project("b", earliest=2), project("a", committed=True, latest=1, requires=("b",))),
            ),
            Clash.ORDER, 1.0, 0.0,
        ),
        (
            problem(2, 2, (source("s"),), tuple(project(n, committed=True, exclusive="one") for n in "ab")),
            Clash.EXCLUSIVE, 1.0, 2.0,
        ),
        (problem(2, 2, (source("s", ceiling=_LEVEL, floor=90.0),), (_ROAD,)), Clash.FLOOR, 90.0, 80.0),
        (
            problem(
                2, 2, (source("s", floor=90.0), source("t", total=5.0, floor=50.0)),
                (project("a", 100.0, latest=0, is_nominal=True),),
            ),
            Clash.FLOOR, 50.0, 5.0,
        ),
        (
            problem(
                2, 2,
                (
                    source("s", floor=90.0, match=Match((SourceId("t"),), 0.5, per_project=False)),
                    source("t", total=10.0),
                ),
                (_ROAD,),
            ),
            Clash.FLOOR, 90.0, 20.0,
        ),
        (
            problem(2, 2, (source("s", floor=70.0),), (project("a", 60.0, is_nominal=True, latest=0),)),
            Clash.FLOOR, 70.0, 60.0,
        ),
        (
            problem(2, 2, (source("s", ceiling=_LEVEL),), (project("a", 100.0, committed=True, latest=0),)),
            Clash.MONEY, 100.0, 40.0,
        ),
        (
            problem(2, 2, (source("s", max_share=0.3), source("t", max_share=0.5)), (_ROAD,)),
            Clash.SHARES_TOO_SMALL, 1.0, 0.8,
        ),
        (
            problem(2, 2, (source("s", min_share=0.6), source("t", min_share=0.7)), (_ROAD,)),
            Clash.SHARES_TOO_LARGE, 1.3, 1.0,
        ),
        (
            problem(
                2, 2, (source("s"),), (replace(_ROAD, admin_effort=9.0),),
                limits=Limits(admin_capacity=(3.0, 4.0)),
            ),
            Clash.ADMIN_CAPACITY, 9.0, 7.0,
        ),
        (
            problem(
                3, 1, (source("s"),), (project("a", 10.0, committed=True, opex=5.0),),
                limits=Limits(recurrent=(9.0, 1.0, 9.0)),
            ),
            Clash.RECURRENT, 1.0, 6.0,
        ),
        (
            problem(
                2, 2, (source("s"),),
                (project("h", kind="worker_housing", jobs=80.0), project("road", kind="road")),
                targets=(Target("jobs", Measure("jobs"), at_least=100.0),),
            ),
            Clash.AT_LEAST, 100.0, 80.0,
        ),
        (
            problem(
                3, 2, (source("s"),), (project("land", kind="land_preparation", cluster="C"),),
                clusters=(cluster("C", segment("g", (0.0, 4.0, 7.0))),),
                targets=(Target("hectares", Measure("hectares", by=1), at_least=6.0),),
            ),
            Clash.AT_LEAST, 6.0, 0.0,
        ),
        (
            problem(
                2, 2, (source("s"),), (project("a", 100.0, committed=True, is_nominal=True, latest=0),),
                targets=(Target("cheap", Measure("investment"), at_most=60.0),),
            ),
            Clash.AT_MOST, 60.0, 100.0,
        ),
    ],
    ids=lambda each: each.value if isinstance(each, Clash) else None,
)  # fmt: skip
def test_contradictions_tell_what_is_asked_and_what_is_possible(
    posed: Problem, clash: Clash, asked: float, possible: float
) -> None:
    (found,) = (each for each in contradictions(build(posed)) if each.clash is clash)
    assert (found.asked, found.possible) == pytest.approx((asked, possible), abs=1e-9)
    assert isinstance(solve(posed), Infeasible)


def test_a_share_that_no_work_can_bring_is_a_contradiction() -> None:
    amenity = {"class": frozenset({"amenity"})}
    target = Target("amenity", Measure("investment", amenity), at_least=0.15, of=Measure("investment"))
    (found,) = contradictions(build(problem(2, 2, (source("s"),), (_ROAD,), targets=(target,))))
    assert (found.clash, found.noun, found.asked) == (Clash.AT_LEAST, "amenity", 0.15)


# ---- repairs


@given(seed=SEEDS)
@settings(max_examples=25)
def test_every_repair_lets_a_plan_exist(seed: int) -> None:
    posed = _tight(seed)
    ending = solve(posed)
    assume(isinstance(ending, Infeasible))
    assert ending.repairs
    assert not ending.is_divisible
    for changes in (ending.repairs, *ending.alternatives):
        assert isinstance(solve(repaired(posed, changes)), Plan)


@given(seed=SEEDS)
@settings(max_examples=20)
def test_no_part_of_a_smallest_repair_is_idle(seed: int) -> None:
    """Of divisible works and amounts: a tenth less of any change, and there is no plan, or it would be no least one."""
    posed = divisible(_tight(seed))
    ending = solve(posed)
    assume(isinstance(ending, Infeasible))
    assume(not any(KNOBS[repair.key[0]].ratio for repair in ending.repairs))
    left = [replace(r, needed=r.limit + 0.9 * (r.needed - r.limit)) for r in ending.repairs]
    assume(all(r.key[0] not in (Family.REQUIRES, Family.EQUITY_RETURN) for r in ending.repairs))
    assert isinstance(solve(repaired(posed, tuple(left))), Infeasible)


@given(seed=SEEDS)
@settings(max_examples=20)
def test_alternatives_leave_alone_what_the_repair_leans_on(seed: int) -> None:
    ending = solve(_tight(seed))
    assume(isinstance(ending, Infeasible))
    found = [ending.repairs, *ending.alternatives]
    assert len(found) <= 1 + ALTERNATIVES
    for number, changes in enumerate(found):
        for before in found[:number]:
            assert theme(before[0].key) not in {theme(change.key) for change in changes}


@given(seed=SEEDS)
@settings(max_examples=15)
def test_the_unit_of_money_changes_no_repair(seed: int) -> None:
    posed = divisible(_tight(seed))
    here, there = solve(posed), solve(in_another_unit(posed, 1e9))
    assume(isinstance(here, Infeasible))
    assert isinstance(there, Infeasible)
    assert [repair.key for repair in here.repairs] == [repair.key for repair in there.repairs]


def test_repairs_reach_nearly_every_knob() -> None:
    told = set()
    for seed in range(60):
        ending = solve(_tight(seed))
        if isinstance(ending, Infeasible):
            told |= {r.key[0] for changes in (ending.repairs, *ending.alternatives) for r in changes}
    assert len(set(KNOBS) - told) <= 3


def test_a_repair_of_whole_works_is_one_for_whole_works() -> None:
    # divisible works would make do with 60: whole ones cost 100 or 0
    works = (project("a", 100.0, committed=True, indivisible=True, latest=0, is_nominal=True),)
    ending = _infeasible(problem(1, 1, (source("s", ceiling=(60.0,)),), works))
    told = {repair.key: repair.needed for repair in ending.repairs}
    assert told in ({(Family.SOURCE_YEAR, "s", 0): 100.0}, {(Family.START_ONCE, "a"): 0.0})
    (other,) = ending.alternatives
    assert {change.key for change in other} != told.keys()


def test_whole_works_without_a_repair_in_time_are_taken_as_divisible(monkeypatch: pytest.MonkeyPatch) -> None:
    find = diagnosis.find_repairs
    monkeypatch.setattr(
        diagnosis, "find_repairs", lambda lp, kept=(): Repairs(()) if lp.is_integer.any() else find(lp, kept)
    )
    works = (project("a", 100.0, committed=True, indivisible=True, latest=0),)
    ending = _infeasible(problem(1, 1, (source("s", ceiling=(60.0,)),), works))
    assert ending.is_divisible
    assert ending.repairs


def _bankable(**rest: object) -> Problem:
    """A private work that needs more state capital than its mode may have."""
    return problem(
        4, 1, (source("grant"), equity("owner")),
        (project("a", 100.0, Mode.PRIVATE, committed=True, revenue=8.0),),
        delivery=rules(Mode.PRIVATE, 4, state_share=0.3, equity_return=0.1), **rest,
    )  # fmt: skip


def test_no_repair_relaxes_the_law() -> None:
    free = _infeasible(_bankable())
    (repair,) = next(c for c in (free.repairs, *free.alternatives) if c[0].key[0] is Family.STATE_SHARE)
    bound = _infeasible(replace(_bankable(), laws=(Law(Mode.PRIVATE, "state_share", 0.3),)))
    assert bound.repairs
    assert Family.STATE_SHARE not in {r.key[0] for c in (bound.repairs, *bound.alternatives) for r in c}
    assert bound.by_law == ()
    # stricter than the law: up to the law it may be relaxed, no further
    up_to = _infeasible(replace(_bankable(), laws=(Law(Mode.PRIVATE, "state_share", 0.31),)))
    assert repair.needed > 0.31
    assert Family.STATE_SHARE not in {r.key[0] for c in (up_to.repairs, *up_to.alternatives) for r in c}
    enough = _infeasible(replace(_bankable(), laws=(Law(Mode.PRIVATE, "state_share", 0.95),)))
    assert (repair,) in (enough.repairs, *enough.alternatives)


def test_what_only_another_law_would_allow_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    find = diagnosis.find_repairs
    share = (Family.STATE_SHARE, "private")

    def only_the_law_gives_way(lp: LinearProgram, kept: frozenset[RowKey] = frozenset()) -> Repairs:
        return find(lp, {*elastic(lp).inputs} - {share} | set(kept))

    monkeypatch.setattr(diagnosis, "find_repairs", only_the_law_gives_way)
    ending = _infeasible(replace(_bankable(), laws=(Law(Mode.PRIVATE, "state_share", 0.3),)))
    assert ending.repairs == ()
    (repair,) = ending.by_law
    assert repair.key == share
    assert repair.needed > 0.3


@pytest.mark.parametrize(
    ("limit", "needed", "told"),
    [
        (40.0, 47.3401, 47.35),
        (300.0, 119.9, 119.0),
        (1.0, 0.43218, 0.432),
        (100_000.0, 1238.4, 1230.0),
        (0.3, 0.40001, 0.401),
        (5.0, 0.0, 0.0),
        (800.0, 6e-6, 0.0),
        (1e5, 1e5 + 0.0234, 1e5 + 0.0234),
    ],
)
def test_a_change_is_told_so_that_it_is_enough(limit: float, needed: float, told: float) -> None:
    change = rounded(Repair((Family.SOURCE_TOTAL, "s"), limit, needed), 3)
    assert change.needed == pytest.approx(told, abs=1e-12)
    assert abs(change.needed - limit) >= abs(needed - limit) - 1e-9


@given(seed=SEEDS)
@settings(max_examples=15)
def test_a_change_is_stated_where_it_was_made(seed: int) -> None:
    posed = _tight(seed)
    ending = solve(replace(posed, options=SolveOptions(time_limit=20.0)))
    assume(isinstance(ending, Infeasible))
    after = repaired(posed, ending.repairs)
    for repair in ending.repairs:
        if repair.key[0] not in (Family.START_ONCE, Family.REQUIRES):
            assert stated(posed, repair.key[0], repair.key[1:]) == repair.limit
            assert stated(after, repair.key[0], repair.key[1:]) == repair.needed


# ---- conflicts


@given(seed=SEEDS)
@settings(max_examples=20)
def test_a_conflict_is_one_and_nothing_of_it_can_be_left_out(seed: int) -> None:
    posed = divisible(_tight(seed))
    assume(isinstance(solve(posed), Infeasible))
    found = find_conflict(build(posed), 20.0)
    assert found is not None
    assert found.is_irreducible
    assert _outcome(posed, set(found.inputs)) is Outcome.INFEASIBLE
    for key in found.inputs:
        assert _outcome(posed, set(found.inputs) - {key}) is Outcome.OPTIMAL


def _outcome(posed: Problem, inputs: set[RowKey]) -> Outcome:
    """Whether anything keeps these inputs, the rows of all others without limits."""
    lp = build(posed)
    lower, upper = lp.row_lower.copy(), lp.row_upper.copy()
    for row, key in enumerate(lp.row_keys()):
        if key[0] in KNOBS and input_of(key) not in inputs:
            lower[row] = -np.inf
            upper[row] = 1.0 if key[0] is Family.START_ONCE else np.inf
    free = replace(lp, row_lower=lower, row_upper=upper)
    return Engine(free, 1e-9, 20.0).maximise(np.zeros(lp.columns.count)).outcome


def test_whole_works_alone_are_no_conflict_of_limits() -> None:
    works = (project("a", 100.0, indivisible=True, latest=0, is_nominal=True),)
    target = Target("some", Measure("projects"), at_least=0.5)
    posed = problem(1, 1, (source("s", ceiling=(60.0,)),), works, targets=(target,))
    assert isinstance(solve(posed), Infeasible)
    assert find_conflict(build(posed), 5.0) is None


def test_no_time_is_no_conflict() -> None:
    posed = problem(1, 1, (source("s", ceiling=(60.0,)),), (_ROAD,))
    assert find_conflict(build(posed), 0.0) is None


# ---- a solver that is wrong


@pytest.mark.parametrize("seed", [2272])
def test_a_plan_that_the_solver_overlooks_is_found(seed: int) -> None:
    """Presolve of HiGHS 1.16 calls this programme infeasible, though doing nothing keeps every limit of it."""
    posed = random_problem(seed)
    posed = repaired(posed, (Repair((Family.START_ONCE, "p1"), 1.0, 0.0),))
    lp = build(posed)
    assert np.all(lp.row_lower <= 0.0)
    assert np.all(lp.row_upper >= 0.0)
    assert isinstance(solve(posed), Plan)


def test_an_infeasible_that_is_refuted_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    maximise, presolved = Engine.maximise, []

    def wrong_at_first(self: Engine, costs: np.ndarray, progress: object = None) -> Answer:
        answer = maximise(self, costs)
        presolved.append(len(presolved))
        return replace(answer, outcome=Outcome.INFEASIBLE) if len(presolved) == 1 else answer

    monkeypatch.setattr(Engine, "maximise", wrong_at_first)
    posed = problem(1, 1, (source("s"),), (project("a", value=5.0),), goals=((("value", 1.0),),))
    plan = solve(posed)
    assert isinstance(plan, Plan)
    assert plan.objective == pytest.approx(5.0)
    assert len(presolved) > 2
