"""The public side project by project: what adds up, and what a project takes with it when it goes."""

from dataclasses import replace

import numpy as np
import pytest

from finance.fiscal import Purse, fiscal_view, with_and_without
from optimizer.plan import Plan
from scenarios import Result
from scenarios.tables.account import Account
from scenarios.tables.fiscal import OF_THE_PURSE, FiscalLine, fiscal_lines, project_lines
from scenarios.tables.fiscal_projects import commitments, fiscal_projects


def _without(plan: Plan, project: str) -> Plan:
    """The plan with nothing decided for a project."""
    kept = {
        name: tuple(entry for entry in getattr(plan, name) if entry.project != project)
        for name in ("starts", "draws", "leases", "paid_in")
    }
    return replace(plan, **kept)


def _started(plan: Plan) -> list[str]:
    return sorted({str(start.project) for start in plan.starts})


def test_projects_add_up_to_the_total(result: Result) -> None:
    total = result.fiscal.set_index(["year", "line"]).amount
    parts = result.fiscal_projects.groupby(["year", "line"]).amount.sum()
    mine = total[~total.index.get_level_values("line").isin([line.value for line in OF_THE_PURSE])]
    assert len(parts) > 0
    for key in mine.index.union(parts.index):
        assert parts.get(key, 0.0) == pytest.approx(mine.get(key, 0.0), rel=1e-9, abs=1e-4), key


def test_removing_a_project_removes_exactly_its_lines(result: Result) -> None:
    plan = result.plan
    before = fiscal_projects(Account.of(plan)).rows
    for project in _started(plan):
        account = Account.of(_without(plan, project))
        assert fiscal_projects(account).rows == tuple(row for row in before if row[0] != project)


def test_the_total_falls_by_the_project(two_clusters: Result) -> None:
    account = Account.of(two_clusters.plan)
    total, by_option = fiscal_lines(account), project_lines(account)
    for project in _started(two_clusters.plan):
        rest = fiscal_lines(Account.of(_without(two_clusters.plan, project)))
        own = [o for o in range(len(account.columns.options)) if account.option_key(o)[0] == project]
        for line in total:
            if line in OF_THE_PURSE:
                assert np.array_equal(rest[line], total[line])
            else:
                gone = by_option[line][own].sum(axis=0)
                assert total[line] - rest[line] == pytest.approx(gone, abs=1e-6), line


def test_commitments_of_a_plan_are_its_fiscal_lines(result: Result) -> None:
    account = Account.of(result.plan)
    found = commitments(account)
    total = fiscal_lines(account)
    view = fiscal_view(found, Purse(np.full(found.years, 1000.0), 0.8))
    assert view.capital == pytest.approx(total[FiscalLine.PUBLIC_SPENDING])
    assert view.recurrent == pytest.approx(total[FiscalLine.RECURRENT], abs=1e-9)
    assert view.debt_stock == pytest.approx(total[FiscalLine.PUBLIC_DEBT_STOCK])
    assert view.contingent == pytest.approx(total[FiscalLine.PPP_DEBT_STOCK])


def test_a_plan_with_and_without_each_project(two_clusters: Result) -> None:
    found = commitments(Account.of(two_clusters.plan))
    purse = Purse(np.full(found.years, 200.0), 0.8, recurrent_ceiling=0.5)
    for project in _started(two_clusters.plan):
        rest = commitments(Account.of(_without(two_clusters.plan, project)))
        both = with_and_without(found, purse, project)
        assert both.without_project.recurrent == pytest.approx(fiscal_view(rest, purse).recurrent, abs=1e-9)
        assert both.without_project.debt_stock == pytest.approx(fiscal_view(rest, purse).debt_stock, abs=1e-9)


def test_debt_of_ppp_vehicles_is_told_apart_from_public_debt(whole: Result, two_clusters: Result) -> None:
    told = 0
    for result in (whole, two_clusters):
        rows = result.fiscal_projects
        owed = rows[rows.line == FiscalLine.PPP_DEBT_STOCK.value]
        assert set(owed["mode"]) <= {"ppp"}
        told += len(owed)
        loans = {draw.project for draw in result.plan.draws if draw.mode == "ppp" and "bank" in draw.source}
        assert loans <= set(owed.project)
    assert told > 0
