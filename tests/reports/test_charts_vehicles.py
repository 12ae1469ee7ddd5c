"""Charts of vehicles, debts and single works: the numbers are those of waterfall.csv, debts.csv and ratios.csv."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from finance.delivery import Mode
from reports import labels, lines, panels
from reports.charts import CHARTS, DETAILS, cover, debts, project_cash, vehicle_cash
from scenarios.language import Language
from scenarios.result import Result

VI, EN = Language("vi"), Language("en")


def traces(fig: go.Figure, name: str) -> list[go.Scatter]:
    return [trace for trace in fig.data if trace.name == name]


def test_cover_is_that_of_the_ratios_with_its_lowest_year(uncertain: Result) -> None:
    frame = cover.data(uncertain)
    ratios = uncertain.ratios[uncertain.ratios["subject"] == "vehicle"]
    told = ratios[ratios["measure"] == "dscr"].set_index(["id", "mode", "year"])["value"]
    assert dict(frame.set_index(["vehicle", "mode", "year"])["dscr"]) == dict(told)
    lowest = ratios[ratios["measure"] == "min_dscr"].set_index(["id", "mode", "year"])["value"]
    marked = frame.dropna(subset=["lowest"]).set_index(["vehicle", "mode", "year"])["lowest"]
    assert dict(marked) == dict(lowest)
    fig = CHARTS["debt-service-cover"].figure(uncertain, VI)
    texts = [note.text for note in fig.layout.annotations]
    for (_, _, year), ratio in lowest.items():
        assert f"<b>{VI.number(ratio, 2)}</b> ({year})" in texts


def test_the_covenant_is_that_of_the_mode(uncertain: Result) -> None:
    rules = {mode.value: rule.dscr for mode, rule in uncertain.plan.problem.delivery.items()}
    frame = cover.data(uncertain)
    assert list(frame["covenant"]) == [rules[mode] for mode in frame["mode"]]
    fig = CHARTS["debt-service-cover"].figure(uncertain, EN)
    first = frame.groupby(["vehicle", "mode"], sort=False)["covenant"].first()
    assert [trace.y[0] for trace in traces(fig, "Covenant")] == list(first)


def test_a_cover_above_the_panel_is_pointed_at(uncertain: Result) -> None:
    frame = cover.data(uncertain)
    fig = CHARTS["debt-service-cover"].figure(uncertain, EN)
    top = fig.layout.yaxis.range[1]
    arrows = [year for trace in fig.data if trace.marker.symbol == "arrow-up" for year in trace.x]
    assert sorted(arrows) == sorted(frame.loc[frame["dscr"] > top, "year"])
    assert arrows


def test_uses_add_up_to_the_cash_and_are_those_of_the_waterfall(uncertain: Result) -> None:
    frame = vehicle_cash.data(uncertain)
    table = frame.pivot_table(index=["vehicle", "mode", "year"], columns="line", values="amount").fillna(0.0)
    uses = table.drop(columns="cfads").sum(axis=1)
    assert uses.to_numpy() == pytest.approx(table["cfads"].to_numpy(), abs=1e-4)
    flow = uncertain.waterfall[uncertain.waterfall["project"] == ""]
    for line in ("debt_service", "dividends", "dsra_change"):
        assert table[line].sum() == pytest.approx(flow.loc[flow["line"] == line, "amount"].sum())


def test_a_panel_for_each_vehicle_with_its_own_columns(uncertain: Result) -> None:
    frame = vehicle_cash.data(uncertain)
    fig = CHARTS["cash-of-vehicles"].figure(uncertain, EN)
    keys = list(dict.fromkeys(zip(frame["vehicle"], frame["mode"], strict=True)))
    paid = frame[frame["line"] == "dividends"].groupby(["vehicle", "mode"])["amount"].sum()
    shown = {trace.yaxis: sum(trace.y) for trace in traces(fig, lines.spoken("dividends", EN))}
    axes = ["y", *(f"y{at + 1}" for at in range(1, len(keys)))]
    assert shown == pytest.approx(
        {axis: paid[key] for axis, key in zip(axes, keys, strict=True) if key in paid}
    )
    heads = [note.text for note in fig.layout.annotations[: len(keys)]]
    problem = uncertain.plan.problem
    assert heads == [labels.vehicle(vehicle, Mode(mode), problem, EN) for vehicle, mode in keys]


def test_one_vehicle_can_be_asked_for(uncertain: Result) -> None:
    frame = vehicle_cash.data(uncertain)
    vehicle, mode = frame["vehicle"].iloc[0], frame["mode"].iloc[0]
    one = CHARTS["cash-of-vehicles"].data(uncertain, vehicle=vehicle, mode=mode)
    assert set(zip(one["vehicle"], one["mode"], strict=True)) == {(vehicle, mode)}
    fig = CHARTS["cash-of-vehicles"].figure(uncertain, EN, vehicle=vehicle, mode=mode)
    assert {trace.yaxis for trace in fig.data} == {"y"}
    nobody = CHARTS["cash-of-vehicles"].figure(uncertain, EN, vehicle="nobody")
    assert vehicle_cash.nothing(EN) in nobody.layout.annotations[0].text


def test_vehicles_beyond_a_page_are_counted(uncertain: Result) -> None:
    frame = vehicle_cash.data(uncertain)
    (one,) = (part for _, part in list(frame.groupby(["vehicle", "mode"], sort=False))[:1])
    many = pd.concat([one.assign(vehicle=f"v{number}") for number in range(panels.MOST + 3)])
    fig = vehicle_cash.draw(many, uncertain, EN)
    assert len({trace.yaxis for trace in fig.data}) == panels.MOST
    assert "3 smaller vehicles are not shown" in fig.layout.title.subtitle.text


def test_on_many_rows_a_long_name_leaves_room_for_its_mode() -> None:
    name = "Trạm xử lý nước thải cụm công nghiệp Bắc Văn Yên, giai đoạn 2"
    few, _ = panels.grid([name] * 2, ["PPP"] * 2, 1.0)
    many, _ = panels.grid([name] * 9, ["PPP"] * 9, 1.0)
    assert all("<br>" not in note.text and note.text.endswith("… (PPP)") for note in many.layout.annotations)
    assert all("giai đoạn 2 (PPP)" in note.text.replace("<br>", " ") for note in few.layout.annotations)


def test_debts_add_up_to_the_balances_of_both_sides(uncertain: Result) -> None:
    fig = CHARTS["debt-by-source"].figure(uncertain, EN)
    owed = uncertain.debts[uncertain.debts["line"] == "balance"]
    for side, axis in (("public", "y"), ("vehicle", "y2")):
        drawn = np.sum([np.array(bar.y) for bar in fig.data if bar.yaxis == axis], axis=0)
        years = next(bar.x for bar in fig.data if bar.yaxis == axis)
        told = owed[owed["obligor"] == side].groupby("year")["amount"].sum()
        shown = pd.Series(drawn, index=years)
        assert shown[told.index].to_numpy() == pytest.approx(told.to_numpy())
        assert (shown.drop(told.index) == 0).all()
    assert "bank_loan.1" in set(owed["source"])
    assert {name for name in debts.data(uncertain)["source"] if name.startswith("bank")} == {"bank_loan"}


def test_the_cash_flow_of_a_work_is_that_of_the_table(uncertain: Result) -> None:
    frame = project_cash.data(uncertain)
    flow = uncertain.cashflows
    project = flow.loc[flow["line"] == "lease_revenue", "project"].iloc[0]
    own = frame[frame["project"] == project].pivot(index="year", columns="line", values="amount").fillna(0.0)
    net = own["net"] - own["lease_revenue"] + own["opex"] + own["capital_cost"]
    for line in ("revenue", "availability"):
        net -= own.get(line, 0.0)
    assert net.abs().max() < 1e-9
    cost = flow[(flow["project"] == project) & (flow["line"] == "capital_cost")]["amount"].sum()
    fig = DETAILS["project-cash-flow"].figure(uncertain, EN, project=project)
    (bar,) = traces(fig, "Capital cost")
    assert sum(bar.y) == pytest.approx(-cost)


def test_a_work_left_out_has_no_cash_flow(nothing: Result) -> None:
    fig = DETAILS["project-cash-flow"].figure(nothing, VI, project=nothing.plan.problem.projects[0].id)
    assert project_cash.nothing(VI) in fig.layout.annotations[0].text


def test_details_are_read_aloud(uncertain: Result) -> None:
    for chart in DETAILS.values():
        assert not set(chart.data(uncertain).columns) & set(chart.table(uncertain, VI).columns)
