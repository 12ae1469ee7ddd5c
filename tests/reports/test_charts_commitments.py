"""The chart of public commitments: columns, sums and limits of fiscal.csv, with and without one work."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from reports import lines
from reports.charts import CHARTS, commitments
from scenarios.language import Language
from scenarios.result import Result

EN = Language("en")


@pytest.fixture(params=["province", "city", "uncertain", "partnership"])
def result(request: pytest.FixtureRequest) -> Result:
    chosen: Result = request.getfixturevalue(request.param)
    return chosen


def by_year(trace: go.Bar) -> "pd.Series[float]":
    amounts = pd.Series(trace.y, index=trace.x, dtype=float)
    return amounts[amounts != 0]


def of_line(frame: pd.DataFrame, line: str) -> "pd.Series[float]":
    return frame[frame["line"] == line].set_index("year")["amount"]


def test_columns_are_the_lines_of_the_table(result: Result) -> None:
    fig = CHARTS["public-commitments"].figure(result, EN)
    names = {lines.spoken(line, EN): line for shown in commitments.PANELS.values() for line in shown}
    drawn = {names[bar.name]: by_year(bar) for bar in fig.data if bar.type == "bar"}
    present = set(result.fiscal["line"]) & set(names.values())
    assert set(drawn) == present
    for line, amounts in drawn.items():
        told = of_line(result.fiscal, line) * (-1.0 if line in commitments.INCOME else 1.0)
        pd.testing.assert_series_equal(amounts, told, check_names=False, check_index_type=False)


@pytest.mark.parametrize(
    ("name", "line"), [("uncertain", "recurrent"), ("partnership", "recurrent_commitments")]
)
def test_dots_are_the_sum_of_the_columns_and_of_the_table(
    name: str, line: str, request: pytest.FixtureRequest
) -> None:
    result: Result = request.getfixturevalue(name)
    fig = CHARTS["public-commitments"].figure(result, EN)
    columns = [trace for trace in fig.data if trace.type == "bar" and trace.yaxis == "y2"]
    (dots,) = (trace for trace in fig.data if trace.name == "Every year, together")
    assert np.sum([bar.y for bar in columns], axis=0) == pytest.approx(
        np.array(dots.y, dtype=float), abs=1e-5
    )
    told = of_line(result.fiscal, line)
    assert pd.Series(dots.y, index=dots.x)[told.index].to_numpy() == pytest.approx(told.to_numpy(), abs=1e-4)


def test_limits_stand_where_they_hold_and_only_there(uncertain: Result) -> None:
    fig = CHARTS["public-commitments"].figure(uncertain, EN)
    marked = [trace for trace in fig.data if trace.name == "Limit of the plan"]
    assert len(marked) == 2
    for trace, line in zip(marked, ("recurrent_limit", "public_debt_limit"), strict=True):
        shown = {year: amount for year, amount in zip(trace.x, trace.y, strict=True) if amount is not None}
        table = of_line(uncertain.fiscal, line)
        assert shown == {year: amount for year, amount in table.items() if year in trace.x}


def test_income_that_hides_spending_is_cut_and_written(uncertain: Result) -> None:
    fig = CHARTS["public-commitments"].figure(uncertain, EN)
    end = fig.layout.yaxis2.range[0]
    net = of_line(uncertain.fiscal, "public_operation_net")
    cut = net[net < end]
    assert len(cut)
    written = [note.text for note in fig.layout.annotations if note.text.startswith("←")]
    assert written == [f"← {EN.number(amount, 1)}" for amount in cut]


def test_without_a_work_every_line_loses_what_the_work_brings(uncertain: Result) -> None:
    own = uncertain.fiscal_projects
    project = own.groupby("project")["amount"].apply(lambda column: column.abs().sum()).idxmax()
    rest = commitments.without(uncertain, str(project)).set_index(["year", "line"])["amount"]
    whole = commitments.data(uncertain).set_index(["year", "line"])["amount"]
    gone = own[own["project"] == project].groupby(["year", "line"])["amount"].sum()
    difference = (whole - rest.reindex(whole.index)).fillna(0.0)
    assert difference[gone.index.intersection(whole.index)].to_numpy() == pytest.approx(
        gone[gone.index.intersection(whole.index)].to_numpy(), abs=1e-9
    )
    assert difference.drop(gone.index, errors="ignore").abs().max() == 0.0


def test_the_whole_plan_stays_in_sight(uncertain: Result) -> None:
    project = str(uncertain.fiscal_projects["project"].iloc[0])
    fig = commitments.draw_without(project, uncertain, EN)
    dotted = [trace for trace in fig.data if trace.name == "The whole plan"]
    assert len(dotted) == len(commitments.PANELS)
    stock = of_line(uncertain.fiscal, "public_debt_stock")
    assert pd.Series(dotted[-1].y, index=dotted[-1].x)[stock.index].to_numpy() == pytest.approx(
        stock.to_numpy()
    )
    columns = [bar for bar in fig.data if bar.type == "bar" and bar.yaxis == "y3"]
    assert np.sum([bar.y for bar in columns], axis=0).max() <= stock.max() + 1e-9


def test_the_ceiling_stays_in_sight_without_flattening_what_is_owed(partnership: Result) -> None:
    fig = CHARTS["public-commitments"].figure(partnership, EN)
    ceilings = [trace for trace in fig.data if trace.name == "Ceiling from own revenue"]
    assert len(ceilings) == 2
    for trace, line, axis in zip(
        ceilings, ("recurrent_ceiling", "debt_ceiling"), ("yaxis2", "yaxis3"), strict=True
    ):
        told = of_line(partnership.fiscal, line)
        assert list(trace.y) == [told[year] for year in trace.x]
        top = fig.layout[axis].range[1]
        assert (
            min(trace.y)
            < top
            < 2.0
            * max(
                np.sum([bar.y for bar in fig.data if bar.type == "bar" and bar.yaxis == trace.yaxis], axis=0)
            )
        )


def test_what_may_fall_due_is_told_by_the_contracts_where_there_are_any(partnership: Result) -> None:
    fig = CHARTS["public-commitments"].figure(partnership, EN)
    (due,) = (trace for trace in fig.data if trace.name == lines.spoken("contingent_liabilities", EN))
    told = of_line(partnership.fiscal, "contingent_liabilities")
    assert [y for y in due.y if y is not None] == list(told)
    assert lines.spoken("ppp_debt_stock", EN) not in [trace.name for trace in fig.data]


def test_limits_alone_are_no_commitment(nothing: Result) -> None:
    assert commitments.data(nothing).empty
