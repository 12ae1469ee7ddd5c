"""Waterfalls by project, statements and debts: every line adds up, closes and agrees with the vehicle's exact books."""

from dataclasses import fields
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings

from finance.vehicle.statements import BalanceSheet, CashStatement, IncomeStatement
from optimizer.plan import Plan
from optimizer.solve import solve
from scenarios import Result, load, run
from scenarios.language import HOUSE
from scenarios.statements import vehicle_accounts
from scenarios.tables.account import Account
from scenarios.tables.cashflows import CashLine
from scenarios.tables.debts import DebtLine, debts, debts_of
from scenarios.tables.statements import LINES, StatementKind, statements
from scenarios.tables.waterfall import WaterfallLine, waterfall
from scenarios.vehicle_projects import project_flows
from tests.optimizer.random_problems import SEEDS, random_problem
from tests.scenarios_run.bundled import LIBRARY, solved

SOURCES = ("cfads", "deposit_interest", "equity", "grants", "debt_drawn", "support", "from_other_projects")
USES = ("capital", "fees", "debt_service", "dsra_change", "dividends", "cash_change")
CLOSE = {"rtol": 1e-9, "atol": 1e-4}
"""Lines add up but for what is too small to be reported: up to a hundred amounts below 1e-6."""


def wide(frame: pd.DataFrame, lines: list[str]) -> pd.DataFrame:
    """A row for each owner and year, a column for each line."""
    key = [head for head in frame if head not in ("line", "amount")]
    table = frame.pivot_table(index=key, columns="line", values="amount", fill_value=0.0)
    return table.reindex(columns=lines, fill_value=0.0)


def flows(result: Result) -> pd.DataFrame:
    return wide(result.waterfall, [line.value for line in WaterfallLine])


REFINED: dict[str, object] = {
    "maintenance_years": 4, "lock_up": 1.05, "deposit_rate": 0.02, "working_capital_days": 45, "dsra": 0.5,
    "grants_reduce_depreciation": True, "interest_during_construction": "capitalised", "loss_years": 5,
    "depreciation": "declining_balance", "tax_holiday": 2, "tax_half_years": 4,
}  # fmt: skip


@cache
def refined() -> Result:
    """Two clusters whose vehicles repair, wait for customers, earn on deposits and enjoy relief of tax."""
    repairs = {"A-housing": (5, 6.0), "A-land": (4, 9.0), "A-wwtp": (7, 5.0)}
    changes: dict[str, object] = {
        f"projects.{id_}.overhaul": {"every": every, "cost": cost} for id_, (every, cost) in repairs.items()
    }
    changes |= {
        f"delivery.{mode}.{name}": value for mode in ("ppp", "private") for name, value in REFINED.items()
    }
    result = run(load(LIBRARY / "two-clusters.yaml", changes))
    assert isinstance(result, Result)
    return result


@pytest.fixture(
    params=["two-clusters", "scenario-md-example", "lao-cai-clusters", "water-company", "refined"]
)
def books(request: pytest.FixtureRequest) -> Result:
    """Plans whose vehicles keep books, alone and several projects together."""
    return refined() if request.param == "refined" else solved(request.param)


def test_projects_add_up_to_their_vehicle_line_by_line(books: Result) -> None:
    table = flows(books).reset_index()
    whole = table[table.project == ""].set_index(["vehicle", "mode", "year"]).drop(columns="project")
    parts = table[table.project != ""].drop(columns="project").groupby(["vehicle", "mode", "year"]).sum()
    assert len(whole) >= 20
    assert np.allclose(parts.reindex(whole.index, fill_value=0.0), whole, **CLOSE)
    assert not whole.from_other_projects.any()


def test_vehicles_of_several_projects_are_among_them(two_clusters: Result) -> None:
    table = two_clusters.waterfall
    members = table[table.project != ""].groupby(["vehicle", "mode"]).project.nunique()
    assert members.max() >= 3
    passed = table[table.line == "from_other_projects"].groupby(["vehicle", "mode", "year"]).amount
    assert passed.sum().abs().max() <= 1e-9
    assert passed.max().max() > 1.0


def test_sources_are_uses_for_every_vehicle_and_project(books: Result) -> None:
    table = flows(books)
    left, right = table[list(SOURCES)].sum(axis=1), table[list(USES)].sum(axis=1)
    assert np.allclose(left, right, **CLOSE)
    made = table.ebitda - table.working_capital_change - table.tax - table.maintenance
    assert np.allclose(made - table.maintenance_reserve_change, table.cfads, **CLOSE)
    assert np.allclose(table.revenue, table.tariffs + table.leases + table.availability, **CLOSE)
    assert np.allclose(table.ebitda, table.revenue - table.opex, **CLOSE)
    assert np.allclose(table.debt_service, table.interest + table.principal, **CLOSE)


def test_vehicles_are_those_of_the_exact_waterfall(books: Result) -> None:
    table = flows(books).xs("", level="project")
    horizon = books.plan.problem.horizon
    for account in vehicle_accounts(books.plan):
        years = range(horizon.start, horizon.last + 1)
        key = (account.vehicle, account.mode.value)
        own = table.loc[key].reindex(years, fill_value=0.0)
        flow = account.flow
        for line, exact in {
            "tariffs": flow.operation.tariffs, "leases": flow.operation.leases, "opex": flow.operation.opex,
            "tax": flow.tax.due, "cfads": flow.cfads, "equity": flow.financing.equity,
            "grants": flow.financing.grants, "debt_drawn": flow.debt.draw, "capital": flow.operation.capital,
            "fees": flow.financing.fees, "interest": flow.debt.interest, "debt_service": flow.debt.service,
            "dividends": flow.dividends, "cash": flow.cash, "dsra": flow.dsra, "profit": flow.profit,
            "support": flow.support,
        }.items():  # fmt: skip
            assert own[line].to_numpy() == pytest.approx(exact, abs=1e-6), line


def test_waterfalls_agree_with_the_cash_flows(books: Result) -> None:
    of_projects = {
        "tariffs": "revenue", "leases": "lease_revenue", "availability": "availability", "opex": "opex",
        "ebitda": "ebitda", "capital": "capital_cost", "fees": "fees", "interest": "interest",
        "principal": "principal", "debt_service": "debt_service", "maintenance": "maintenance",
        "equity": "drawn_equity",
    }  # fmt: skip
    of_vehicles = {"tax": "tax", "cfads": "cfads", "dividends": "dividends"}
    cash = books.cashflows[books.cashflows["mode"] != "public"]
    table = books.waterfall
    for parts, names in (
        (table[table.project != ""], of_projects),
        (table[table.project == ""], of_vehicles),
    ):
        owner = "project" if names is of_projects else "vehicle"
        for line, name in names.items():
            ours = parts[parts.line == line].set_index([owner, "mode", "year"]).amount.sort_index()
            theirs = cash[cash.line == name].set_index(["project", "mode", "year"]).amount.sort_index()
            assert ours.index.tolist() == theirs.index.tolist(), line
            assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-6), line


def test_cash_of_the_cash_flows_rolls(books: Result) -> None:
    cash = books.cashflows[books.cashflows["mode"] != "public"]
    vehicle_of = {project.id: project.books for project in books.plan.problem.projects}
    cash = cash.assign(vehicle=cash.project.map(vehicle_of).fillna(cash.project)).drop(columns="project")
    table = wide(cash, [line.value for line in CashLine])
    yearly = cash.pivot_table(
        index=["vehicle", "mode", "year"], columns="line", values="amount", aggfunc="sum"
    )
    yearly = yearly.reindex(columns=table.columns).fillna(0.0)
    came = (
        yearly.cfads
        + yearly.deposit_interest
        + yearly.working_capital
        - yearly.debt_service
        - yearly.dividends
    )
    assert np.allclose(came.groupby(["vehicle", "mode"]).cumsum(), yearly.cash, **CLOSE)
    earned = yearly.ebitda - yearly.maintenance - yearly.tax - yearly.receivables_change
    assert np.allclose(earned - yearly.maintenance_reserve_change, yearly.cfads, **CLOSE)


def test_each_project_saves_for_its_own_repairs() -> None:
    table = flows(refined()).reset_index()
    own = table[(table.vehicle == "A-developer") & (table.project != "")]
    repairing = own[own.maintenance_reserve > 0.0].groupby("project").maintenance.sum()
    assert set(repairing.index) == {"A-land", "A-wwtp"}
    for _, years in own[own.maintenance > 0.0].groupby(["project", "mode"]):
        # four years in equal parts, all of it paid when the repair falls: at most three quarters are held
        held = own.set_index(["project", "mode", "year"]).maintenance_reserve
        for row in years.itertuples():
            before = held.get((row.project, row.mode, row.year - 1), 0.0)
            assert before >= 0.75 * row.maintenance - 1e-6
    others = own[own.maintenance_reserve < 0.0]
    assert others.empty


@given(seed=SEEDS)
@settings(max_examples=60)
def test_projects_of_any_plan_add_up_and_close(seed: int) -> None:
    plan = solve(random_problem(seed))
    assume(isinstance(plan, Plan) and plan.books)
    assert isinstance(plan, Plan)
    accounts = vehicle_accounts(plan)
    found = project_flows(plan, accounts)
    for account in accounts:
        flow, projects = account.flow, found[account.vehicle, account.mode].values()
        if not projects:
            continue
        for name in (
            "cfads",
            "cash",
            "dsra",
            "maintenance_reserve",
            "dividends",
            "support",
            "deposit_interest",
        ):
            added = np.sum([getattr(each, name) for each in projects], axis=0)
            assert added == pytest.approx(getattr(flow, name), abs=1e-7), name
        assert np.sum([each.tax for each in projects], axis=0) == pytest.approx(flow.tax.due, abs=1e-7)
        assert np.abs(np.sum([each.from_other_projects for each in projects], axis=0)).max() <= 1e-7
        for each in projects:
            money = each.financing
            come = each.debt.draw + money.equity + money.grants + each.support + each.cfads
            come = come + each.deposit_interest + each.from_other_projects
            gone = each.operation.capital + money.fees + each.debt.service + each.dividends
            kept = np.diff(each.cash + each.dsra, prepend=0.0)
            assert come == pytest.approx(gone + kept, abs=1e-7)


def test_statements_close(books: Result) -> None:
    table = books.statements
    by_kind = {
        kind: wide(part.drop(columns="statement"), list(LINES[StatementKind(kind)]))
        for kind, part in table.groupby("statement")
    }
    income, balance, cash = (by_kind[kind.value] for kind in StatementKind)
    expense = income[["opex", "maintenance", "depreciation", "interest", "fees", "revaluation", "tax"]].sum(
        axis=1
    )
    assert np.allclose(income.net_profit, income.revenue + income.deposit_interest - expense, **CLOSE)
    assert np.allclose(balance.assets, balance.liabilities, **CLOSE)
    has = balance[["works", "working_capital", "cash", "dsra", "maintenance_reserve"]].sum(axis=1)
    owes = balance[["debt", "grants", "capital", "retained"]].sum(axis=1)
    assert np.allclose(balance.assets, has, **CLOSE)
    assert np.allclose(balance.liabilities, owes, **CLOSE)
    assert np.allclose(cash.change, cash.operating + cash.investing + cash.financing, **CLOSE)
    held = cash.groupby(["vehicle", "mode"]).change.cumsum()
    assert np.allclose(held, cash.closing, **CLOSE)
    assert balance.assets.max() > 1.0


def test_every_line_of_the_statements_is_told() -> None:
    for kind, statement in zip(StatementKind, (IncomeStatement, BalanceSheet, CashStatement), strict=True):
        assert {field.name for field in fields(statement)} <= set(LINES[kind])
        assert all(hasattr(statement, line) for line in LINES[kind])


def rolled(table: pd.DataFrame) -> pd.Series:
    """What each debt's balance must be, from the lines that move it."""
    moved = table.draw + table.capitalised_interest + table.revaluation - table.principal
    return moved.groupby(["obligor", "vehicle", "mode", "source"]).cumsum()


def of_debts(result: Result) -> pd.DataFrame:
    return wide(result.debts, [line.value for line in DebtLine])


def test_debts_roll_and_those_of_vehicles_end_at_nothing(books: Result) -> None:
    table = of_debts(books)
    assert np.allclose(table.balance, rolled(table), **CLOSE)
    paid = table.interest - table.capitalised_interest + table.principal
    assert np.allclose(table.debt_service, paid, **CLOSE)
    assert (table.to_numpy() >= 0.0).all()
    own = table.xs("vehicle", level="obligor")
    assert len(own) > 5
    assert own.balance.groupby(["vehicle", "mode", "source"]).last().abs().max() <= 1e-6


def test_debts_of_vehicles_are_the_loans_of_their_waterfall(two_clusters: Result) -> None:
    table, horizon = of_debts(two_clusters).xs("vehicle", level="obligor"), two_clusters.plan.problem.horizon
    seen = 0
    for account in vehicle_accounts(two_clusters.plan):
        for name, loan in account.flow.financing.loans.items():
            own = table.loc[(account.vehicle, account.mode.value, name)]
            own = own.reindex(range(horizon.start, horizon.last + 1), fill_value=0.0)
            seen += 1
            for line, exact in {
                "draw": loan.draw, "interest": loan.interest, "debt_service": loan.service,
                "balance": loan.balance, "revaluation": loan.revaluation,
            }.items():  # fmt: skip
                assert own[line].to_numpy() == pytest.approx(exact, abs=1e-6), line
            added = own.principal - own.capitalised_interest
            assert added.to_numpy() == pytest.approx(loan.principal, abs=1e-6)
    assert seen == len(table.index.droplevel("year").unique()) > 5


def test_public_debts_are_those_of_the_fiscal_table(two_clusters: Result) -> None:
    owed = of_debts(two_clusters).groupby(["obligor", "year"]).sum().loc["public"]
    fiscal = two_clusters.fiscal.pivot_table(index="year", columns="line", values="amount", fill_value=0.0)
    for line, name in (
        ("balance", "public_debt_stock"), ("debt_service", "public_debt_service"), ("draw", "public_loans_drawn"),
    ):  # fmt: skip
        years = fiscal.index[fiscal[name] > 0.0]
        assert len(years) > 2
        assert np.allclose(owed[line].reindex(years), fiscal[name][years], **CLOSE)
        assert owed[line].sum() == pytest.approx(fiscal[name].sum(), abs=1e-4)
    # the currency falls by 2 % a year, which adds to the debt what nobody has drawn
    assert owed.revaluation.sum() > 0.0


def test_a_public_debt_of_a_ppp_is_a_grant_to_its_vehicle_and_a_debt_of_the_public_side() -> None:
    changes = {"sources.oda_onlending.eligible": {"modes": ["ppp", "private"]}}
    result = run(load(LIBRARY / "two-clusters.yaml", changes))
    assert isinstance(result, Result)
    drawn = result.funding[result.funding.source == "oda_onlending"]
    assert set(drawn["mode"]) <= {"ppp", "private"}
    owed = result.debts[result.debts.source == "oda_onlending"]
    assert set(owed.obligor) == {"public"}
    assert owed[owed.line == "draw"].amount.sum() == pytest.approx(drawn.amount.sum())
    assert (owed.vehicle == "").all()


def test_a_plan_without_vehicles_has_heads_alone() -> None:
    result = solved("lorie-savage")
    account = Account.of(result.plan)
    assert not account.exact
    for made in (waterfall(account), statements(account), debts(debts_of(account), account)):
        assert made.rows == ()
        assert made.csv().count("\n") == 1


def test_the_page_on_results_names_every_line_in_order() -> None:
    page = (HOUSE / "docs" / "results.md").read_text("utf-8")
    for head, lines in (
        ("waterfall", [line.value for line in WaterfallLine]),
        ("statements", [line for kind in StatementKind for line in LINES[kind]]),
        ("debts", [line.value for line in DebtLine]),
    ):
        told = page.split(f"**{head}.**")[1].split("Lines in this order:")[1].split("\n\n")[0]
        words = iter(word.strip(".,:;()") for word in told.replace("\n", " ").split())
        assert all(any(line == word for word in words) for line in lines), head
