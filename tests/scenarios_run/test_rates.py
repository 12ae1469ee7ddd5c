"""Rates of return of the projects table, against the lines of the cash flow table."""

import pandas as pd
import pytest

from finance import irr_roots, npv
from finance.horizon import Floats
from scenarios import Result


def _flows(result: Result, signs: dict[str, float]) -> dict[tuple[str, str], Floats]:
    """Yearly sums of lines by project (or vehicle) and mode, each line with its sign."""
    table = result.cashflows
    horizon = result.plan.problem.horizon
    table = table[table.line.isin(list(signs))]
    if table.empty:
        return {}
    table = table.assign(signed=lambda t: t.amount * t.line.map(signs))
    wide = table.pivot_table(index=["project", "mode"], columns="year", values="signed", aggfunc="sum")
    wide = wide.reindex(columns=range(horizon.start, horizon.last + 1)).fillna(0.0)
    return {(str(key[0]), str(key[1])): row.to_numpy() for key, row in wide.iterrows()}  # type: ignore[index]


def _agree(rate: float, flow: Floats) -> None:
    """A rate that is told makes the flow worth nothing and is the only one; one that is not told is not single."""
    roots = irr_roots(flow)
    if pd.isna(rate):
        assert len(roots) != 1, roots
    else:
        assert roots == pytest.approx([rate], abs=1e-5)
        assert npv(rate, flow) == pytest.approx(0.0, abs=1e-4 * (1.0 + abs(flow).sum()))


def test_project_rates_are_those_of_the_cash_flow(result: Result) -> None:
    flows = _flows(
        result,
        {"revenue": 1, "lease_revenue": 1, "availability": 1, "opex": -1, "capital_cost": -1},
    )
    begun = result.projects[result.projects.share > 0]
    for row in begun.itertuples():
        if (row.project, row.mode) in flows:
            _agree(row.irr, flows[row.project, row.mode])


def test_equity_rates_are_those_of_dividends_and_equity_of_the_vehicle(result: Result) -> None:
    dividends = _flows(result, {"dividends": 1})
    equity = _flows(result, {"drawn_equity": 1})
    vehicle_of = {project.id: project.books for project in result.plan.problem.projects}
    for row in result.projects.itertuples():
        if row.share == 0.0 or row.mode == "public":
            assert pd.isna(row.equity_irr)
            continue
        vehicle = vehicle_of[row.project]
        paid = [flow for key, flow in equity.items() if (vehicle_of[key[0]], key[1]) == (vehicle, row.mode)]
        flow = dividends.get((vehicle, row.mode), 0.0) - sum(paid)
        if not isinstance(flow, float):
            _agree(row.equity_irr, flow)
