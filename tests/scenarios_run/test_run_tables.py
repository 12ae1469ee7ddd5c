"""The tables of a result: heads and order as promised, and every sum meets the plan's own metrics."""

import csv
from io import StringIO

import numpy as np
import pandas as pd
import pytest

from finance.delivery import Mode
from scenarios import Result, load, run
from scenarios.language import HOUSE
from scenarios.table import ColumnKind, Table, table
from scenarios.tables import deterrence, estimates, forecast, legality, procedures
from scenarios.tables.cashflows import CashLine
from scenarios.tables.fiscal import FiscalLine
from scenarios.tables.infeasible import COLUMNS as REPAIR_COLUMNS
from scenarios.tables.infeasible import CONTRADICTIONS_COLUMNS, REPAIRS_COLUMNS
from tests.scenarios_run.bundled import LIBRARY

# the page on the result folder, column by column
CONTRACT = {
    "projects": "project, name, cluster, kind, class, mode, start_year, share, capex_nominal, funded, economic_npv, "
    "financial_npv, irr, equity_irr, min_dscr, min_dscr_year, reason",
    "funding": "project, mode, source, sector, instrument, year, amount",
    "sources": "source, year, ceiling, carried_in, drawn, carried_out, lapsed, price, holds_from, holds_to",
    "leases": "project, mode, segment, year, hectares, revenue",
    "limits": "family, key, year, activity, limit, slack, binding, price, unit, sentence",
    "cashflows": "project, mode, year, line, amount",
    "fiscal": "year, line, amount",
    "fiscal_projects": "project, mode, year, line, amount",
    "waterfall": "vehicle, mode, project, year, line, amount",
    "statements": "vehicle, mode, year, statement, line, amount",
    "debts": "obligor, vehicle, mode, source, year, line, amount",
    "debt_capacity": "vehicle, mode, year, rate, tenor, by_gearing, by_dscr, by_tenor, debt_capacity, owed, room, "
    "binds, sentence",
    "ratios": "subject, id, mode, source, measure, year, value, statement",
}

ASKED_FOR = {
    "legality": legality.COLUMNS,
    "estimates": estimates.COLUMNS,
    "forecast": forecast.COLUMNS,
    "forecast_methods": forecast.METHOD_COLUMNS,
    "service_demand": forecast.SERVICE_COLUMNS,
    "procedures": procedures.COLUMNS,
    "deterrence": deterrence.COLUMNS,
}
"""Tables of scenarios that state what they are about."""

KEYS = {
    "projects": ["project", "mode", "start_year"],
    "funding": ["project", "mode", "source", "year"],
    "sources": ["source", "year"],
    "leases": ["project", "mode", "segment", "year"],
    "limits": ["family", "key", "year"],
    "cashflows": ["project", "mode", "year"],
    "fiscal": ["year"],
    "fiscal_projects": ["project", "mode", "year"],
    "waterfall": ["vehicle", "mode", "project", "year"],
    "statements": ["vehicle", "mode", "year"],
    "debts": ["obligor", "vehicle", "mode", "source", "year"],
    "debt_capacity": ["vehicle", "mode"],
    "ratios": ["subject", "id", "mode", "source"],
}


def test_columns_are_those_of_the_contract(result: Result) -> None:
    assert {name: ", ".join(made.columns) for name, made in result.tables.items()} == CONTRACT


@pytest.mark.parametrize("name", CONTRACT)
def test_frames_hold_what_the_files_hold(result: Result, name: str) -> None:
    frame = getattr(result, name)
    heads, *rows = csv.reader(StringIO(result.tables[name].csv()))
    assert list(frame.columns) == heads
    for i, (head, kind) in enumerate(result.tables[name].columns.items()):
        written = [row[i] for row in rows]
        if kind is ColumnKind.TEXT:
            assert frame[head].tolist() == written
        else:
            words = {"": "nan", "true": "1", "false": "0"}
            stored = np.array([float(words.get(cell, cell)) for cell in written])
            assert np.array_equal(frame[head].to_numpy(dtype=float, na_value=np.nan), stored, equal_nan=True)


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_rows_are_sorted_by_key(result: Result, name: str, key: list[str]) -> None:
    heads = list(result.tables[name].columns)
    rows = [[row[heads.index(head)] for head in key] for row in result.tables[name].rows]
    assert rows == sorted(rows, key=lambda row: [(cell is not None, cell) for cell in row])


def test_keys_are_unique(result: Result) -> None:
    for name, key in KEYS.items():
        frame = getattr(result, name)
        within = [head for head in ("statement", "line", "measure") if head in frame and head not in key]
        within = [*within, "year"] if name == "ratios" else within
        assert not frame.duplicated([*key, *within]).any(), name


def test_lines_stand_in_statement_order(two_clusters: Result) -> None:
    for frame, lines, key in (
        (two_clusters.cashflows, list(CashLine), ["project", "mode", "year"]),
        (two_clusters.fiscal, list(FiscalLine), ["year"]),
        (two_clusters.fiscal_projects, list(FiscalLine), ["project", "mode", "year"]),
    ):
        order = frame["line"].map({line.value: i for i, line in enumerate(lines)})
        assert order.groupby([frame[head] for head in key]).is_monotonic_increasing.all()


def test_sums_meet_the_metrics(result: Result) -> None:
    metrics, projects = result.plan.metrics, result.projects
    close = {"rel": 1e-6, "abs": 1e-4}
    assert projects.capex_nominal.sum() == pytest.approx(metrics["investment"], **close)
    assert projects.economic_npv.sum() == pytest.approx(metrics["economic_npv"], **close)
    assert projects.financial_npv.sum() == pytest.approx(metrics["financial_npv"], **close)
    assert projects.funded.sum() == pytest.approx(metrics["funding"], **close)
    assert projects.share.sum() == pytest.approx(metrics["projects"], **close)
    assert result.funding.amount.sum() == pytest.approx(metrics["funding"], **close)
    assert result.sources.drawn.sum() == pytest.approx(metrics["funding"], **close)
    assert result.leases.hectares.sum() == pytest.approx(metrics["hectares"], **close)


def _pivot(result: Result) -> pd.DataFrame:
    cash = result.cashflows
    wide = cash.pivot_table(
        index=["project", "mode", "year"], columns="line", values="amount", fill_value=0.0
    )
    return wide.reindex(columns=[line.value for line in CashLine], fill_value=0.0)


def test_uses_equal_sources(result: Result) -> None:
    flows = _pivot(result)
    drawn = flows.filter(like="drawn_").sum(axis=1)
    used = flows.capital_cost + flows.fees + flows.working_capital
    assert np.allclose(drawn, used, rtol=1e-6, atol=1e-4)


def test_operating_result_and_debt_service_add_up(result: Result) -> None:
    flows = _pivot(result)
    assert np.allclose(
        flows.ebitda, flows.revenue + flows.lease_revenue + flows.availability - flows.opex, atol=1e-5
    )
    assert np.allclose(flows.debt_service, flows.interest + flows.principal, atol=1e-5)


def test_cash_rolls_from_year_to_year(two_clusters: Result) -> None:
    flows = _pivot(two_clusters).reset_index()
    of = {p.id: p.books for p in two_clusters.plan.problem.projects}
    flows["vehicle"] = flows.project.map(of).fillna(flows.project)
    flows = flows[flows["mode"] != "public"]
    yearly = flows.drop(columns="project").groupby(["vehicle", "mode", "year"]).sum()
    assert (yearly.cash > 0.0).any()
    years = range(two_clusters.plan.problem.horizon.start, two_clusters.plan.problem.horizon.last + 1)
    for _, books in yearly.groupby(["vehicle", "mode"]):
        by_year = books.droplevel([0, 1]).reindex(years, fill_value=0.0)
        assert np.allclose(by_year.cfads, by_year.ebitda - by_year.tax, atol=1e-4)
        change = by_year.cfads + by_year.working_capital - by_year.debt_service - by_year.dividends
        assert np.allclose(by_year.cash.diff().fillna(by_year.cash), change, atol=1e-4)


def test_a_years_money_is_drawn_kept_or_lost(result: Result) -> None:
    limited = result.sources[result.sources.ceiling.notna()]
    kept = limited.drawn + limited.carried_out + limited.lapsed
    assert np.allclose(limited.ceiling + limited.carried_in, kept, atol=1e-6)
    for _, years in limited.groupby("source"):
        assert np.allclose(years.carried_in.to_numpy()[1:], years.carried_out.to_numpy()[:-1])
        assert years.carried_in.iloc[0] == 0.0
        assert years.carried_out.iloc[-1] == 0.0


def test_unlimited_money_has_no_ceiling() -> None:
    scenario = load(LIBRARY / "two-clusters.yaml", {"sources.bank_loan.tranches": [{"rate": 0.08}]})
    result = run(scenario)
    assert isinstance(result, Result)
    rows = result.sources[result.sources.source == "bank_loan.1"]
    assert len(rows) == 10
    assert rows[["ceiling", "lapsed", "price"]].isna().all().all()
    assert rows.drawn.sum() > 0.0


def test_public_side_adds_up(two_clusters: Result) -> None:
    fiscal = two_clusters.fiscal.pivot_table(index="year", columns="line", values="amount", fill_value=0.0)
    parts = fiscal[["availability_payments", "public_operation_net", "public_debt_service"]].sum(axis=1)
    assert np.allclose(fiscal.recurrent, parts, atol=1e-5)
    limits = two_clusters.limits
    for family, line in (("recurrent", "recurrent"), ("public_debt", "public_debt_stock")):
        rows = limits[limits.family == family].set_index("year").activity.astype(float)
        assert np.allclose(fiscal[line].reindex(rows.index, fill_value=0.0), rows, atol=1e-5)


def test_lease_revenue_of_a_first_year_is_in_the_cash_flows(two_clusters: Result) -> None:
    first = two_clusters.leases.groupby(["project", "mode"]).year.min()
    revenue = two_clusters.leases.groupby(["project", "mode", "year"]).revenue.sum()
    flows = two_clusters.cashflows[two_clusters.cashflows.line == "lease_revenue"]
    flows = flows.set_index(["project", "mode", "year"]).amount
    assert len(first) > 2
    for (project, mode), year in first.items():
        assert flows[project, mode, year] == pytest.approx(revenue[project, mode, year])


def test_every_project_has_a_row_and_a_reason(result: Result) -> None:
    assert set(result.projects.project) == {p.id for p in result.plan.problem.projects}
    assert (result.projects.reason != "").all()
    left_out = result.projects[result.projects["mode"] == ""]
    assert (left_out[["share", "capex_nominal", "funded"]] == 0.0).all().all()
    assert left_out.start_year.isna().all()


def test_what_is_negligible_is_not_reported(result: Result) -> None:
    projects = result.projects
    assert (projects[projects["mode"] != ""].share >= 1e-6).all()
    assert (result.funding.amount >= 1e-6).all()
    assert (result.leases.hectares >= 1e-6).all()
    assert (result.cashflows.amount.abs() >= 1e-6).all()


def test_lowest_cover_is_cash_flow_over_debt_service(two_clusters: Result) -> None:
    flows = _pivot(two_clusters).reset_index()
    of = {p.id: p.books for p in two_clusters.plan.problem.projects}
    covered = two_clusters.projects[two_clusters.projects.min_dscr.notna()]
    assert len(covered) > 3
    for row in covered.drop_duplicates(["project", "mode"]).itertuples():
        own = flows[
            flows.project.map(of).fillna(flows.project).eq(of[row.project]) & flows["mode"].eq(row.mode)
        ]
        yearly = own.groupby("year")[["cfads", "debt_service", "cash"]].sum()
        rules = two_clusters.plan.problem.delivery[Mode(row.mode)]
        kept = yearly.cash.reindex(yearly.index - 1, fill_value=0.0).to_numpy() * rules.reserve
        ratio = ((yearly.cfads + kept) / yearly.debt_service)[yearly.debt_service >= 1e-6]
        assert ratio.min() >= rules.dscr - 1e-6
        assert ratio.min() == pytest.approx(row.min_dscr, rel=1e-4)
        assert (ratio <= ratio.min() + 1e-8).idxmax() == row.min_dscr_year


def test_numbers_are_written_so_that_they_read_back() -> None:
    columns = {
        "a": ColumnKind.AMOUNT,
        "b": ColumnKind.FLAG,
        "c": ColumnKind.YEAR_OR_NONE,
        "d": ColumnKind.TEXT,
    }
    made = table(columns, [(0.1 + 0.2, True, None, 'say "hi", all'), (-0.0, False, 2030, None)], key=1)
    assert made.csv() == 'a,b,c,d\n0.0,false,2030,\n0.30000000000000004,true,,"say ""hi"", all"\n'


def test_a_table_without_rows_is_a_frame_with_heads() -> None:
    assert list(Table({"a": ColumnKind.TEXT, "b": ColumnKind.YEAR}, ()).frame().columns) == ["a", "b"]


def test_the_page_on_results_names_the_same_columns_and_lines() -> None:
    page = (HOUSE / "docs" / "results.md").read_text("utf-8")
    cells = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    rows = [row for row in cells if row[0].endswith(".csv`")]
    written = {name.strip("`").removesuffix(".csv"): columns for name, _, columns in rows}
    assert written.pop("infeasible") == ", ".join(REPAIR_COLUMNS)
    assert written.pop("repairs") == ", ".join(REPAIRS_COLUMNS)
    assert written.pop("contradictions") == ", ".join(CONTRADICTIONS_COLUMNS)
    assert written == CONTRACT | {name: ", ".join(columns) for name, columns in ASKED_FOR.items()}
    for lines in (CashLine, FiscalLine):
        words = iter(page.split("Lines in this order:")[1 + (lines is FiscalLine)].replace("\n", " ").split())
        assert all(any(line.value == word.strip(".,(") for word in words) for line in lines)
