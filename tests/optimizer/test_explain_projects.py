"""Why a project is in the plan or not: accounts add up, and every change that is named does what it says in a plan made
anew, and not a little short of it.
"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from random_problems import SEEDS, random_problem

from finance.project import ProjectId
from optimizer.build import build
from optimizer.explain.asking import Asking, Unanswered
from optimizer.explain.case import IN_PLAN, Case, solved_case
from optimizer.explain.exchange import account, exchange, with_most, without
from optimizer.explain.project import changed, confirmed, explain_project, search_for
from optimizer.explain.thresholds import (
    Kind,
    Threshold,
    by_cost,
    by_worth,
    by_year,
    least_money,
    scarce_money,
)
from optimizer.plan import Family
from optimizer.problem import Measure, Problem, Target
from optimizer.solution import Solution
from optimizer.solve import solve_programme
from tests.optimizer.nouns import problem, project, source

SECONDS = 60.0


def _case(posed: Problem) -> Case:
    case = solved_case(posed)
    assert isinstance(case, Case)
    return case


def _works(*works: tuple[float, float], budget: float, whole: bool = False, **rest: object) -> Problem:
    """Works of a cost and a worth under one budget."""
    return problem(
        3, 2, (source("s", ceiling=(budget, 0.0, 0.0)),),
        tuple(
            project(f"p{n}", cost, value=worth, latest=0, indivisible=whole, **rest)
            for n, (cost, worth) in enumerate(works)
        ),
        goals=((("value", 1.0),),),
    )  # fmt: skip


def _by_kind(changes: tuple[Threshold, ...]) -> dict[Kind, Threshold]:
    return {change.kind: change for change in changes}


def test_a_project_left_out_lacks_what_scarce_money_is_worth_elsewhere() -> None:
    # money is worth 2 a unit in p0 (40 for 20, half built); p2 brings 5 for 10
    case = _case(_works((20.0, 40.0), (10.0, 30.0), (10.0, 5.0), budget=20.0))
    told = explain_project(case, ProjectId("p2"), SECONDS)
    assert told.account is not None
    assert told.account.worth == pytest.approx(5.0)
    assert told.account.used == {Family.SOURCE_YEAR: pytest.approx(20.0)}
    assert told.account.net == pytest.approx(-15.0)
    assert told.exchange is not None
    # whole, it takes 10 from p0, which is then not built at all
    assert (told.exchange.change, told.exchange.own, told.exchange.others) == pytest.approx(
        (-15.0, 5.0, -20.0)
    )
    assert [(moved.project, moved.before, moved.after) for moved in told.exchange.moved] == [
        ("p0", pytest.approx(0.5), pytest.approx(0.0))
    ]
    found = _by_kind(told.changes)
    assert found[Kind.WORTH].amount == pytest.approx(15.0)
    assert found[Kind.COST].amount == pytest.approx(-0.75, abs=1e-4)
    # it starts in year 0 because nothing else is allowed, and in year 1 there is no money
    assert found[Kind.YEAR].amount is None
    # 10 more finish p0; from then on p2 is next
    assert found[Kind.MONEY].amount == pytest.approx(10.0)
    assert told.unanswered == ()


def test_a_project_in_the_plan_leaves_where_another_is_worth_as_much() -> None:
    case = _case(_works((20.0, 40.0), (10.0, 30.0), (10.0, 5.0), budget=30.0))
    told = explain_project(case, ProjectId("p1"), SECONDS)
    found = _by_kind(told.changes)
    # p2 brings 0.5 a unit, so p1 stays until it brings no more than 5
    assert found[Kind.WORTH].amount == pytest.approx(-25.0)
    # 10 for 30: at 60 its money is worth as much as in p2
    assert found[Kind.COST].amount == pytest.approx(5.0, rel=1e-4)
    # worth most for its cost, it is the last to go: as long as there is money it is built
    assert found[Kind.MONEY].amount is None
    assert told.exchange is not None
    assert told.exchange.change == pytest.approx(-25.0)


def test_a_project_that_is_partly_built_is_worth_what_it_takes() -> None:
    told = explain_project(_case(_works((20.0, 40.0), (10.0, 30.0), budget=20.0)), ProjectId("p0"), SECONDS)
    assert told.share == pytest.approx(0.5)
    assert told.account is not None
    assert told.account.net == pytest.approx(0.0, abs=1e-9)


def test_a_later_start_brings_it_in_where_the_money_comes_later() -> None:
    posed = problem(
        4, 3, (source("s", ceiling=(10.0, 0.0, 10.0, 0.0)),),
        (project("a", 10.0, value=30.0, latest=0), project("b", 12.1, value=20.0, latest=0, indivisible=False)),
        goals=((("value", 1.0),),),
    )  # fmt: skip
    case = _case(posed)
    told = explain_project(case, ProjectId("b"), SECONDS)
    assert _by_kind(told.changes)[Kind.YEAR].amount == 2.0


def test_a_project_that_others_need_cannot_be_pushed_out_by_its_worth() -> None:
    posed = problem(
        3, 2, (source("s", ceiling=(30.0, 0.0, 0.0)),),
        (
            project("road", 10.0, value=0.0, latest=0),
            project("land", 10.0, value=50.0, latest=0, requires=(ProjectId("road"),)),
        ),
        goals=((("value", 1.0),),),
    )  # fmt: skip
    told = explain_project(_case(posed), ProjectId("road"), SECONDS)
    assert _by_kind(told.changes)[Kind.WORTH].amount is None
    assert told.exchange is not None
    assert told.exchange.change == pytest.approx(-50.0)


def test_a_committed_project_is_told_what_it_costs_the_plan() -> None:
    posed = _works((20.0, 40.0), (10.0, 1.0), budget=20.0)
    first, second = posed.projects
    case = _case(replace(posed, projects=(first, replace(second, committed=True))))
    told = explain_project(case, ProjectId("p1"), SECONDS)
    assert told.is_committed
    assert told.changes == ()
    assert told.exchange is not None
    assert told.exchange.change == pytest.approx(19.0)


def test_a_project_without_which_there_is_no_plan_is_told_to_be_needed() -> None:
    posed = _works((20.0, 40.0), (10.0, 1.0), budget=20.0)
    needed = Target("p1 first", Measure("projects", {"project": frozenset({"p1"})}), at_least=0.5)
    told = explain_project(_case(replace(posed, targets=(needed,))), ProjectId("p1"), SECONDS)
    assert told.share == pytest.approx(0.5)
    assert told.exchange is None
    # dearer than the money there is, it leaves no plan at all: no cost pushes it out
    assert (told.changes, told.unanswered) == ((), ())


def test_an_unknown_project_is_refused() -> None:
    with pytest.raises(KeyError):
        explain_project(_case(_works((20.0, 40.0), budget=20.0)), ProjectId("nobody"), SECONDS)


def test_whole_works_are_explained_by_what_does_not_fit() -> None:
    # 30 buys 70; the third work needs 12
    case = _case(_works((20.0, 40.0), (10.0, 30.0), (12.0, 28.0), budget=31.0, whole=True))
    told = explain_project(case, ProjectId("p2"), SECONDS)
    assert told.account is None
    assert told.missing is not None
    assert [(repair.key, repair.short_by) for repair in told.missing] == [
        ((Family.SOURCE_YEAR, "s", 0), pytest.approx(11.0))
    ]
    # forced in, 22 buy p1 and p2: 58
    assert told.exchange is not None
    assert told.exchange.change == pytest.approx(-12.0)
    found = _by_kind(told.changes)
    assert found[Kind.WORTH].amount == pytest.approx(12.0)
    # at 11 it fits beside p0: 40 + 28 < 70; at 1 beside both
    assert found[Kind.COST].amount == pytest.approx(-11.0 / 12.0, abs=0.03)
    assert found[Kind.MONEY].amount == pytest.approx(11.0, abs=0.3)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_money_of_one_budget_goes_to_the_better_works_first(seed: int) -> None:
    """Works are built in the order of worth per cost: one comes in once all better ones are paid."""
    dice = np.random.default_rng(seed)
    works = [(float(dice.integers(1, 20)), float(dice.integers(1, 400)) / 7.0) for _ in range(5)]
    budget = float(dice.integers(5, 40)) + 0.5
    case = _case(_works(*works, budget=budget))
    number = seed % len(works)
    better = sum(cost for cost, worth in works if worth / cost > works[number][1] / works[number][0])
    assume(abs(better - budget) > 1e-3 and sum(cost for cost, _ in works) > budget)
    assume(len({worth / cost for cost, worth in works}) == len(works))
    told = explain_project(case, ProjectId(f"p{number}"), SECONDS)
    amount = _by_kind(told.changes)[Kind.MONEY].amount
    if told.is_in and better == 0.0:
        assert amount is None
    else:
        assert amount == pytest.approx(better - budget, abs=1e-4 * budget)


def _brute(posed: Problem, with_: int | None) -> float:
    """The best worth of whole works, with one of them or without any condition, by looking at all choices."""
    budget = posed.sources[0].tranches[0].ceiling
    assert budget is not None
    return max(
        sum(take * work.value for take, work in zip(chosen, posed.projects, strict=True))
        for chosen in product((0, 1), repeat=len(posed.projects))
        if sum(take * work.capex for take, work in zip(chosen, posed.projects, strict=True)) <= budget[0]
        and (with_ is None or chosen[with_])
    )


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_forcing_a_whole_work_in_costs_what_counting_all_choices_says(seed: int) -> None:
    dice = np.random.default_rng(seed)
    works = [(float(dice.integers(1, 20)), float(dice.integers(1, 40))) for _ in range(5)]
    posed = _works(*works, budget=float(dice.integers(10, 50)), whole=True)
    case = _case(posed)
    left_out = [n for n, work in enumerate(posed.projects) if case.shares[work.id] <= IN_PLAN]
    assume(left_out)
    number = left_out[0]
    told = explain_project(case, posed.projects[number].id, SECONDS)
    if told.exchange is None:
        assert posed.projects[number].capex > posed.sources[0].tranches[0].ceiling[0]  # type: ignore[index]
        return
    lost = _brute(posed, None) - _brute(posed, number)
    assert -told.exchange.change == pytest.approx(lost, abs=1e-6)
    worth = _by_kind(told.changes)[Kind.WORTH].amount
    assert worth == pytest.approx(lost, abs=1e-4 * max(1.0, lost))


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_accounts_add_up_to_what_a_little_of_the_project_costs(seed: int) -> None:
    case = solved_case(random_problem(seed, whole=False))
    assume(isinstance(case, Case))
    assert isinstance(case, Case)
    for number, noun in enumerate(case.problem.projects):
        found = account(case, number)
        if found is None:
            continue
        assert found.net == pytest.approx(found.worth - sum(found.used.values()), abs=1e-9)
        size = 1e-5 * max(1.0, abs(found.worth), *(abs(a) for a in found.used.values()), abs(case.value))
        share = case.shares[noun.id]
        if share <= IN_PLAN:
            step = 1e-5
            lp = build(case.problem)
            lp.row_lower[case.start_row(number)] = step
            solved = solve_programme(lp)
            assert isinstance(solved, Solution)
            assert found.net <= size
            assert (solved.goals[0] - case.value) / step == pytest.approx(found.net, abs=max(size, 0.05))
        else:
            row = next(r for r in case.plan.limits if r.key == (Family.START_ONCE, noun.id))
            assert found.net == pytest.approx(row.price or 0.0, abs=size)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_forced_plans_lose_and_their_parts_add_up(seed: int) -> None:
    case = solved_case(random_problem(seed, whole=False))
    assume(isinstance(case, Case))
    assert isinstance(case, Case)
    asking = Asking(case, SECONDS)
    number = seed % len(case.problem.projects)
    search, held = search_for(asking, number)
    assume(held is not None)
    assert held is not None
    told = exchange(case, number, search.base, *held)
    assert told.own + told.others == pytest.approx(told.change)
    if not case.problem.projects[number].committed:
        assert told.change <= 1e-6 * max(1.0, abs(case.value))
    if search.is_in:
        assert without(asking, number) is not None
    else:
        most = with_most(asking, number)
        assert most is not None
        assert 0.0 < most[1] <= 1.0


def _thresholds(case: Case, number: int) -> list[Threshold]:
    """All thresholds of a project, none held back."""
    search, _ = search_for(Asking(case, SECONDS), number)
    found: list[Threshold | None] = [by_worth(search), by_cost(search)]
    if not search.is_in:
        found.append(by_year(search))
    for tranche, years in scarce_money(search).items():
        try:
            found.append(least_money(search, tranche, years))
        except Unanswered:
            continue
    return [threshold for threshold in found if threshold is not None]


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_changes_do_what_they_say_and_not_a_little_short(seed: int) -> None:
    posed = random_problem(seed, whole=False)
    assume(len(posed.goals) == 1)
    case = solved_case(posed)
    assume(isinstance(case, Case))
    assert isinstance(case, Case)
    number = seed % len(posed.projects)
    assume(not posed.projects[number].committed)
    for threshold in _thresholds(case, number):
        if threshold.amount is None:
            continue
        assert confirmed(case, number, threshold), threshold
        if threshold.kind is Kind.YEAR or abs(threshold.amount) <= 1e-6:
            continue
        short = changed(posed, number, threshold, beyond=-0.01)
        solved = solve_programme(build(short))
        assert isinstance(solved, Solution)
        columns = solved.lp.columns
        own = columns.option_project[columns.start_option] == number
        share = float(solved.values[: len(own)][own].sum())
        # a project that stays out at a little less may be worth exactly nothing there, and come in by chance
        if threshold.comes_in:
            lp = build(short)
            lp.upper[np.flatnonzero(own)] = 0.0
            out = solve_programme(lp)
            assert isinstance(out, Solution)
            tie = 1e-6 * max(1.0, abs(out.goals[0]))
            assert share <= IN_PLAN or solved.goals[0] - out.goals[0] <= tie, threshold
        elif threshold.kind is not Kind.MONEY:
            assert share > IN_PLAN, threshold
