"""The finance model and the optimiser tell the same story of every vehicle, and tax relief never breaks a covenant."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from finance.delivery import Mode
from optimizer.plan import Plan
from optimizer.solve import solve
from optimizer.verify import verify
from scenarios import Result, load, run
from scenarios.statements import planned_accounts, vehicle_accounts
from scenarios.waterfall_checks import waterfall_checks
from tests.optimizer.random_problems import SEEDS, random_problem
from tests.scenarios_run.bundled import LIBRARY

NAMES = ["waterfall_reproduces_plan", "exact_waterfall_keeps_covenants"]


@cache
def planned(seed: int) -> Plan | None:
    plan = solve(random_problem(seed))
    return plan if isinstance(plan, Plan) and plan.books else None


def relieved(plan: Plan, holiday: int, half: int, loss: int) -> Plan:
    """The same plan where the vehicles enjoy tax relief that the programme did not know; deposits earn nothing."""
    rules = {
        mode: replace(rule, tax_holiday=holiday, tax_half_years=half, loss_years=loss, deposit_rate=0.0)
        for mode, rule in plan.problem.delivery.items()
    }
    return replace(plan, problem=replace(plan.problem, delivery=rules))


def test_plans_carry_both_checks(result: Result) -> None:
    assert [check.name for check in result.checks][-2:] == NAMES
    assert all(check.passed for check in result.checks)


@given(seed=SEEDS)
@settings(max_examples=60)
def test_waterfall_reproduces_every_plan(seed: int) -> None:
    plan = planned(seed)
    assume(plan is not None)
    assert plan is not None
    assert [check for check in waterfall_checks(plan) if check.worst > 1e-9] == []
    assert all(account.statements.difference <= 1e-9 for account in vehicle_accounts(plan))


@given(seed=SEEDS, holiday=st.integers(0, 4), half=st.integers(0, 9), loss=st.sampled_from([0, 1, 5]))
@settings(max_examples=60)
def test_relief_never_breaks_a_covenant_and_is_paid_out(
    seed: int, holiday: int, half: int, loss: int
) -> None:
    plan = planned(seed)
    assume(plan is not None)
    assert plan is not None
    kinder = relieved(plan, holiday, half, loss)
    reproduces, keeps = waterfall_checks(kinder)
    assert reproduces.passed
    assert keeps.passed
    for plain, exact in zip(planned_accounts(kinder), vehicle_accounts(kinder), strict=True):
        saved = plain.flow.tax.due - exact.flow.tax.due
        assert saved.min() >= 0.0
        assert exact.flow.dividends - plain.flow.dividends == pytest.approx(saved, abs=1e-7)
        assert exact.cash == pytest.approx(plain.cash, abs=1e-7)
        assert exact.statements.difference <= 1e-9


def test_relief_is_worth_something(two_clusters: Result) -> None:
    kinder = relieved(two_clusters.plan, 2, 4, 5)
    plain, exact = (
        sum(account.flow.tax.due.sum() for account in accounts)
        for accounts in (planned_accounts(kinder), vehicle_accounts(kinder))
    )
    assert 0.0 < exact < plain


@pytest.mark.parametrize("line", ["tax", "cash", "dividend"])
def test_a_line_of_the_books_that_is_wrong_shows(two_clusters: Result, line: str) -> None:
    books = list(two_clusters.plan.books)
    row = np.array(getattr(books[0], line))
    row[int(row.argmax())] += 0.01 * max(1.0, row.max())
    books[0] = replace(books[0], **{line: tuple(row)})
    found = waterfall_checks(replace(two_clusters.plan, books=tuple(books)))
    assert not found[0].passed


def test_a_draw_that_is_wrong_shows(two_clusters: Result) -> None:
    plan = two_clusters.plan
    place = next(i for i, draw in enumerate(plan.draws) if draw.mode is not Mode.PUBLIC)
    draws = list(plan.draws)
    draws[place] = replace(draws[place], amount=draws[place].amount * 1.01)
    assert not waterfall_checks(replace(plan, draws=tuple(draws)))[0].passed


def test_a_start_that_is_wrong_shows(two_clusters: Result) -> None:
    plan = two_clusters.plan
    place = next(i for i, start in enumerate(plan.starts) if start.mode is not Mode.PUBLIC)
    starts = list(plan.starts)
    starts[place] = replace(starts[place], share=starts[place].share * 0.99)
    assert not waterfall_checks(replace(plan, starts=tuple(starts)))[0].passed


def test_a_covenant_that_is_broken_shows(two_clusters: Result) -> None:
    plan = two_clusters.plan
    owing = {account.mode for account in vehicle_accounts(plan) if account.cover.years}
    assert owing
    for change in ({"dscr": 50.0, "reserve": False}, {"dsra": 5.0}, {"equity_return": 0.9}):
        stricter = {
            mode: replace(rule, **change) if mode in owing else rule
            for mode, rule in plan.problem.delivery.items()
        }
        checks = waterfall_checks(replace(plan, problem=replace(plan.problem, delivery=stricter)))
        assert not checks[1].passed, change


def test_cover_is_that_of_the_projects_table(two_clusters: Result) -> None:
    table = two_clusters.projects.dropna(subset=["min_dscr"]).set_index(["project", "mode"])
    vehicle_of = {project.id: project.books for project in two_clusters.plan.problem.projects}
    found = {(a.vehicle, a.mode.value): a.cover for a in vehicle_accounts(two_clusters.plan)}
    assert len(table)
    for (project, mode), row in table.iterrows():
        cover = found[vehicle_of[project], mode]
        assert row.min_dscr == pytest.approx(cover.minimum)
        assert row.min_dscr_year == two_clusters.plan.problem.horizon.calendar(cover.minimum_year or 0)


def test_every_check_of_the_proof_still_holds(two_clusters: Result) -> None:
    assert all(check.passed for check in verify(two_clusters.plan))


def test_relief_in_a_scenario_changes_the_books_and_not_the_plan(two_clusters: Result) -> None:
    changes = {
        f"delivery.{mode}.{field}": years
        for mode in ("ppp", "private")
        for field, years in (("tax_holiday", 2), ("tax_half_years", 4), ("loss_years", 5))
    }
    kinder = run(load(LIBRARY / "two-clusters.yaml", changes))
    assert isinstance(kinder, Result)
    assert kinder.plan.objective == two_clusters.plan.objective
    assert kinder.plan.books == two_clusters.plan.books
    before, after = (
        each.cashflows.groupby("line").amount.sum()[["tax", "dividends"]] for each in (two_clusters, kinder)
    )
    assert after.tax < before.tax
    assert after.dividends - before.dividends == pytest.approx(before.tax - after.tax, abs=1e-3)
