"""The bridge of value for money: from the comparator to the contract, step by step, as value_for_money.csv has it."""

import pandas as pd
import pytest

from reports import lines
from reports.charts import CHARTS, left_out, value_bridge
from scenarios.language import Language
from scenarios.result import Result

VI, EN = Language("vi"), Language("en")


def told(result: Result) -> "pd.Series[float]":
    """The bridge of the table by item."""
    frame = result.tables["value_for_money"].frame()
    return frame[frame["part"] == "bridge"].set_index("item")["amount"]


def test_each_step_begins_where_the_one_before_ends(partnership: Result) -> None:
    frame = value_bridge.data(partnership)
    assert frame["item"].iloc[0] == "comparator"
    assert frame["item"].iloc[-1] == "contract"
    steps = frame.iloc[1:-1]
    before = frame["to_pv"].iloc[:-2]
    assert steps["from_pv"].to_numpy() == pytest.approx(before.to_numpy())
    assert (steps["to_pv"] - steps["from_pv"]).to_numpy() == pytest.approx(steps["amount"].to_numpy())
    assert steps["to_pv"].iloc[-1] == pytest.approx(frame["to_pv"].iloc[-1])
    assert dict(frame.set_index("item")["amount"]) == {
        item: pv for item, pv in told(partnership).items() if pv != 0.0
    }


def test_bars_span_the_steps_in_the_looks_of_their_sign(partnership: Result) -> None:
    fig = CHARTS["value-for-money"].figure(partnership, EN)
    bars = {trace.name: trace for trace in fig.data if trace.type == "bar"}
    bridge = told(partnership).drop(["comparator", "contract"])
    assert sum(bars["Dearer by the contract"].x) == pytest.approx(bridge[bridge > 0].sum())
    assert sum(bars["Cheaper by the contract"].x) == pytest.approx(bridge[bridge < 0].sum())
    assert list(bars["Cost in present value"].x) == pytest.approx(
        list(told(partnership)[["comparator", "contract"]])
    )
    assert list(bars["Cost in present value"].base) == [0.0, 0.0]


def test_names_and_figures_are_written_in_the_language(partnership: Result) -> None:
    fig = CHARTS["value-for-money"].figure(partnership, VI)
    assert fig.layout.yaxis.ticktext[0] == "Nhà nước tự làm"
    (texts,) = (trace.text for trace in fig.data if trace.type == "scatter" and trace.mode == "text")
    revenue = told(partnership)["third_party_revenue"]
    assert f" +{VI.number(revenue)}" in texts
    assert f" {VI.number(told(partnership)['comparator'])}" in texts


def test_contracts_beyond_a_page_are_counted(partnership: Result) -> None:
    frame = value_bridge.data(partnership)
    many = pd.concat([frame.assign(mode=mode) for mode in ("ppp", "private", "public")] * 2)
    many = many.assign(project=["plant"] * (len(frame) * 3) + ["sewer"] * (len(frame) * 3))
    fig = value_bridge.draw(many, partnership, EN)
    assert len({trace.yaxis for trace in fig.data}) == value_bridge.SHOWN
    assert "2 smaller contracts are not shown" in fig.layout.title.subtitle.text


def test_a_scenario_without_comparison_says_what_is_missing(uncertain: Result) -> None:
    assert "value_for_money" in left_out(uncertain, VI)["value-for-money"]


@pytest.mark.parametrize("item", lines.ITEMS)
def test_every_item_has_a_vietnamese_name(item: str) -> None:
    assert lines.item(item, VI) != lines.item(item, EN)
