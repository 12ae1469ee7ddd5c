"""How a solve can end: a plan, a plan with a gap, nothing possible, no end to growth, no time."""

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finance.delivery import Mode
from finance.source import DebtTerms
from optimizer.endings import Infeasible, Stopped, StopReason, Unbounded
from optimizer.engine import Answer, Engine, Outcome
from optimizer.plan import Family, Kind, Plan
from optimizer.problem import Limits, Measure, Problem, SolveOptions, Target
from optimizer.read_off import DEFINITIONS
from optimizer.solve import GOAL_TOLERANCE, solve
from tests.optimizer.nouns import cluster, equity, loan, problem, project, rules, segment, source

ROOT = Path(__file__).parents[2]
VALUE = ((("value", 1.0),),)


def _plan(posed: Problem) -> Plan:
    plan = solve(posed)
    assert isinstance(plan, Plan)
    return plan


# ---- nothing is possible


def test_infeasible_names_the_limit_that_must_move_least() -> None:
    # 100 in the only year, 60 to be had: two thirds more money, or two fifths less of the road
    posed = problem(1, 1, (source("s", ceiling=(60.0,)),), (project("road", committed=True),))
    ending = solve(posed)
    assert isinstance(ending, Infeasible)
    (repair,) = ending.repairs
    assert repair.key == (Family.START_ONCE, "road")
    assert (repair.limit, repair.needed, repair.short_by) == pytest.approx((1.0, 0.6, 0.4))


def test_infeasible_repair_is_enough_and_no_less_is() -> None:
    def posed(ceiling: float, target: float) -> Problem:
        return problem(
            2, 2, (source("s", ceiling=(ceiling, ceiling)),),
            (project("h", 50.0, kind="worker_housing", jobs=80.0, latest=0),),
            targets=(Target("jobs", Measure("jobs"), at_least=target),),
        )  # fmt: skip

    ending = solve(posed(30.0, 100.0))
    assert isinstance(ending, Infeasible)
    needed = {repair.key: repair.needed for repair in ending.repairs}
    # the whole house gives 80 jobs and costs 50
    target = (Family.TARGET, "jobs", "at_least")
    money = (Family.SOURCE_YEAR, "s", 0)
    assert set(needed) <= {target, money}
    repaired = posed(needed.get(money, 30.0) + 1e-6, needed.get(target, 100.0) - 1e-6)
    assert isinstance(solve(repaired), Plan)
    for repair in ending.repairs:
        less = dict(needed) | {repair.key: repair.needed + 0.01 * (repair.limit - repair.needed)}
        assert isinstance(solve(posed(less.get(money, 30.0), less.get(target, 100.0))), Infeasible)


def test_infeasible_never_asks_for_more_of_a_work_than_one() -> None:
    posed = problem(
        2, 2, (source("s"),), (project("h", 50.0, kind="worker_housing", jobs=80.0),),
        targets=(Target("jobs", Measure("jobs"), at_least=100.0),),
    )  # fmt: skip
    ending = solve(posed)
    assert isinstance(ending, Infeasible)
    assert [repair.key[0] for repair in ending.repairs] == [Family.TARGET]
    assert ending.repairs[0].needed == pytest.approx(80.0)


def test_infeasible_where_nothing_at_all_can_be_decided() -> None:
    # two years of construction in one year: no start, no draw, no column
    posed = problem(1, 1, (source("s", floor=10.0),), (project("road", profile=(0.5, 0.5), committed=True),))
    ending = solve(posed)
    assert isinstance(ending, Infeasible)
    needed = {repair.key: repair.needed for repair in ending.repairs}
    assert needed == {(Family.START_ONCE, "road"): 0.0, (Family.SOURCE_FLOOR, "s"): 0.0}


def test_a_problem_where_nothing_can_be_decided_has_the_empty_plan() -> None:
    plan = _plan(problem(1, 1, (source("s", ceiling=(5.0,)),), (project("road", profile=(0.5, 0.5)),)))
    assert (plan.objective, plan.starts, plan.draws) == (0.0, (), ())
    assert {limit.price for limit in plan.limits} == {0.0}


def test_infeasible_with_whole_works_is_infeasible_too() -> None:
    works = tuple(project(name, 100.0, indivisible=True, committed=True, latest=0) for name in "ab")
    ending = solve(problem(1, 1, (source("s", ceiling=(150.0,)),), works))
    assert isinstance(ending, Infeasible)
    assert ending.repairs[0].key == (Family.SOURCE_YEAR, "s", 0)
    assert ending.repairs[0].short_by == pytest.approx(50.0)


# ---- growth without end


@pytest.mark.parametrize("whole", [False, True])
def test_unbounded_names_decisions_that_can_grow(whole: bool) -> None:
    # equity that is said to cost less than nothing, paid in and out again without limit
    posed = problem(
        3,
        2,
        (equity("gift", premium=-0.1),),
        (project("a", 10.0, Mode.PPP, revenue=20.0, indivisible=whole),),
    )
    ending = solve(posed)
    assert isinstance(ending, Unbounded)
    grown = {decision[0] for decision in ending.decisions}
    assert "fund" in grown
    assert any("gift" in decision for decision in ending.decisions)


# ---- no time


def _hard() -> Problem:
    """A portfolio that nobody solves to the end in a second: sixty near-equal works under five tight budgets."""
    dice = random.Random(1)
    works = []
    for n in range(60):
        spent = [dice.randint(500, 999) for _ in range(5)]
        works.append(
            project(
                f"p{n}", float(sum(spent)), profile=tuple(a / sum(spent) for a in spent), latest=0, is_nominal=True,
                value=sum(spent) / 5 + dice.randint(0, 50), indivisible=True,
            )
        )  # fmt: skip
    budgets = (*(22_000.0,) * 5, 0.0)
    return problem(
        6, 5, (source("s", ceiling=budgets),), tuple(works), goals=VALUE, options=SolveOptions(gap=0.05)
    )


def test_time_limit_gives_a_plan_with_its_gap_and_never_calls_it_optimal() -> None:
    posed = replace(_hard(), options=SolveOptions(gap=1e-9, time_limit=1.0))
    plan = _plan(posed)
    assert plan.kind is Kind.MILP
    assert not plan.is_optimal
    assert plan.gap > 1e-9
    assert plan.bound > plan.objective > 0.0
    assert plan.gap == pytest.approx((plan.bound - plan.objective) / plan.objective)
    assert {start.share for start in plan.starts} == {1.0}


def test_time_limit_before_any_plan_is_no_plan() -> None:
    ending = solve(replace(_hard(), options=SolveOptions(time_limit=0.0)))
    assert isinstance(ending, Stopped)
    assert ending.reason is StopReason.TIME_LIMIT
    assert ending.detail


def test_progress_is_told_of_a_whole_project_solve() -> None:
    told: list[tuple[float, float]] = []
    solve(replace(_hard(), options=SolveOptions(gap=1e-9, time_limit=1.0)), lambda *seen: told.append(seen))
    assert told
    assert all(seconds >= 0.0 for seconds, _ in told)


def test_a_wider_gap_is_a_plan_within_that_gap() -> None:
    plan = _plan(replace(_hard(), options=SolveOptions(gap=0.05, time_limit=60.0)))
    assert plan.is_optimal
    assert plan.gap <= 0.05


def test_the_solver_prints_nothing() -> None:
    # in a process of its own: the solver's banner comes once, before anybody could silence it
    script = "from tests.optimizer.test_endings import _hard, solve; solve(_hard())"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert (run.stdout, run.stderr) == (b"", b"")


@pytest.mark.parametrize("detail", ["Solve error", "Unknown"])
def test_numerical_trouble_is_said_in_the_solvers_words(detail: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def troubled(self: Engine, costs: np.ndarray, progress: object = None) -> Answer:
        return Answer(Outcome.NUMERICAL, np.empty(0), float("nan"), float("nan"), detail)

    monkeypatch.setattr(Engine, "maximise", troubled)
    ending = solve(problem(1, 1, (source("s"),), (project("a"),)))
    assert ending == Stopped(StopReason.NUMERICAL, detail)


def test_whole_works_that_do_not_bear_rounding_are_numerical_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    maximise = Engine.maximise

    def breaks_when_fixed(
        self: Engine, costs: np.ndarray, progress: object = None, first: object = None
    ) -> Answer:
        answer = maximise(self, costs)
        return answer if self._is_whole else replace(answer, outcome=Outcome.INFEASIBLE)

    monkeypatch.setattr(Engine, "maximise", breaks_when_fixed)
    ending = solve(problem(1, 1, (source("s"),), (project("a", indivisible=True),)))
    assert isinstance(ending, Stopped)
    assert ending.reason is StopReason.NUMERICAL


# ---- goal after goal


def _two_goals(*goals: tuple[tuple[str, float], ...], whole: bool = False) -> Problem:
    """Three works, money for two: a and b are worth the same, b makes more jobs, c is worth less."""
    works = (
        project("a", 50.0, value=10.0, jobs=1.0, latest=0, indivisible=whole),
        project("b", 50.0, value=10.0, jobs=5.0, latest=0, indivisible=whole),
        project("c", 50.0, value=9.0, jobs=90.0, latest=0, indivisible=whole),
    )
    return problem(2, 1, (source("s", ceiling=(75.0 if not whole else 60.0, 0.0)),), works, goals=goals)


FIRST, SECOND, THIRD = (("value", 1.0),), (("jobs", 1.0),), (("funding", -1.0),)


@pytest.mark.parametrize("whole", [False, True])
def test_second_goal_improves_only_within_the_tolerance_of_the_first(whole: bool) -> None:
    alone = _plan(_two_goals(FIRST, whole=whole))
    both = _plan(_two_goals(FIRST, SECOND, whole=whole))
    assert both.goals[0] >= alone.objective - GOAL_TOLERANCE * max(1.0, abs(alone.objective)) * 1.01
    assert both.objective == both.goals[0]
    assert both.goals[1] >= alone.metrics["jobs"] - 1e-9
    # b in place of a, and not c, which would cost worth
    by_project = {start.project: start.share for start in both.starts}
    assert by_project["b"] == pytest.approx(1.0)
    assert both.goals[1] == pytest.approx(5.0 + (0.0 if whole else 0.5), abs=2e-3)


def test_goals_in_another_order_give_another_plan() -> None:
    plan = _plan(_two_goals(SECOND, FIRST))
    assert plan.goals[0] == pytest.approx(90.0 + 2.5, abs=1e-4)
    assert plan.goals[1] == pytest.approx(9.0 + 5.0, abs=1e-3)


def test_third_goal_keeps_the_two_before_it() -> None:
    two = _plan(_two_goals(FIRST, SECOND))
    three = _plan(_two_goals(FIRST, SECOND, THIRD))
    assert three.goals[:2] == pytest.approx(two.goals, abs=1e-4)
    assert len(three.goals) == 3
    # money drawn for nothing is not drawn
    assert three.metrics["funding"] == pytest.approx(75.0, abs=1e-3)


def test_goals_are_the_metrics_that_they_weigh() -> None:
    plan = _plan(_two_goals((("value", 2.0), ("jobs", -0.1)), SECOND))
    assert plan.goals[0] == pytest.approx(2 * plan.metrics["value"] - 0.1 * plan.metrics["jobs"])
    assert plan.goals[1] == pytest.approx(plan.metrics["jobs"])


def test_prices_belong_to_the_first_goal() -> None:
    one, both = _plan(_two_goals(FIRST)), _plan(_two_goals(FIRST, SECOND))
    money = (Family.SOURCE_YEAR, "s", 0)
    prices = [next(limit.price for limit in plan.limits if limit.key == money) for plan in (one, both)]
    assert prices == pytest.approx([0.2, 0.2])


def test_every_goal_is_reached_in_the_time_or_the_plan_is_not_optimal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    maximise = Engine.maximise
    calls: list[int] = []

    def out_of_time(self: Engine, costs: np.ndarray, progress: object = None) -> Answer:
        calls.append(1)
        answer = maximise(self, costs)
        return replace(answer, outcome=Outcome.TIME_LIMIT) if len(calls) == 2 else answer

    monkeypatch.setattr(Engine, "maximise", out_of_time)
    plan = _plan(_two_goals(FIRST, SECOND))
    assert not plan.is_optimal
    assert plan.objective == pytest.approx(15.0)


def test_every_declared_limit_owns_rows() -> None:
    """Also those that nothing could break: a limit that vanishes is a limit that nobody checks."""
    level = (10.0,) * 4
    posed = problem(
        4, 3,
        (
            source("s", ceiling=level, total=20.0, floor=0.0, max_share=0.9),
            equity("e", level, min_share=0.1),
            loan("bank", DebtTerms(0.1, 2), level),
        ),
        (
            project("a", 5.0, Mode.PUBLIC, Mode.PPP, exclusive="one", min_scale=0.2),
            project("b", 5.0, Mode.PPP, requires=("a",), kind="land_preparation"),
        ),
        clusters=(cluster("C", segment("g", level, {"water": 1.0})),),
        delivery=rules(
            Mode.PPP, 4, (0.1,) * 4, state_share=0.4, equity_share=0.1, dsra=0.5, equity_return=0.1, lock_up=0.5
        ),
        limits=Limits(level, level, level),
        targets=(Target("t", Measure("hectares"), at_least=0.0),),
    )  # fmt: skip
    owners = {limit.family for limit in _plan(posed).limits}
    elsewhere = {Family.MATCH, Family.LEASE_SUPPLY}
    assert owners == set(Family) - DEFINITIONS - elsewhere
