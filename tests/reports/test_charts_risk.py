"""Charts of what is uncertain: bars, marks and chances are those of the table."""

import numpy as np
import plotly.graph_objects as go
import pytest

from reports import intervals, labels, lines, panels
from reports.charts import CHARTS, cover_spread, spread, tornado
from scenarios.language import Language
from scenarios.result import Result

VI, EN = Language("vi"), Language("en")


def value(result: Result, **key: str) -> float:
    """One figure of risk.csv."""
    frame = result.tables["risk"].frame()
    wanted = {"id": "", "mode": "", "factor": ""} | key
    for column, word in wanted.items():
        frame = frame[frame[column] == word]
    (found,) = frame["value"]
    return float(found)


def annotated(fig: go.Figure) -> list[str]:
    return [note.text for note in fig.layout.annotations]


def test_bars_lead_from_quantile_to_quantile(uncertain: Result) -> None:
    fig = CHARTS["risk-of-loss"].figure(uncertain, EN)
    wide, narrow = (
        next(bar for bar in fig.data if bar.type == "bar" and word in bar.name) for word in ("95", "90")
    )
    for bar, low, high in ((wide, "p05", "p95"), (narrow, "p10", "p90")):
        key = {"subject": "portfolio", "measure": "npv"}
        assert bar.base[0] == pytest.approx(value(uncertain, **key, statistic=low))
        assert bar.base[0] + bar.x[0] == pytest.approx(value(uncertain, **key, statistic=high))
    marks = {trace.name: trace.x[0] for trace in fig.data if trace.type == "scatter" and len(trace.x) == 1}
    assert marks["As planned"] == pytest.approx(value(uncertain, **key, statistic="planned"))
    assert marks["Middle of all draws"] == pytest.approx(value(uncertain, **key, statistic="p50"))


def test_every_work_stands_there_with_its_chance_of_loss(uncertain: Result) -> None:
    frame = spread.data(uncertain)
    risk = uncertain.tables["risk"].frame()
    chances = risk[risk["statistic"] == "probability_negative"].set_index(["id", "mode"])["value"]
    assert dict(frame.set_index(["project", "mode"])["probability_negative"]) == dict(chances)
    assert frame["project"].iloc[0] == ""
    assert frame["probability_negative"].iloc[1:].is_monotonic_decreasing
    fig = CHARTS["risk-of-loss"].figure(uncertain, VI)
    written = annotated(fig)
    assert labels.plain(lines.chance(frame["probability_negative"].iloc[0], VI)) in written
    assert min(len(frame) - 1, spread.SHOWN) == len(fig.layout.yaxis2.ticktext)
    if len(frame) - 1 > spread.SHOWN:
        assert f"{spread.SHOWN} trong {len(frame) - 1} dự án" in fig.layout.title.subtitle.text


def test_a_work_in_two_modes_says_in_which(uncertain: Result) -> None:
    frame = spread.data(uncertain)
    twice = set(frame.loc[frame["project"].duplicated(), "project"])
    assert twice
    ticks = CHARTS["risk-of-loss"].figure(uncertain, EN).layout.yaxis2.ticktext
    assert len(set(ticks)) == len(ticks)
    assert any(tick.endswith("(PPP)") for tick in ticks)


def test_covers_stand_beside_the_covenant_of_their_mode(uncertain: Result) -> None:
    frame = cover_spread.data(uncertain)
    rules = {mode.value: rule.dscr for mode, rule in uncertain.plan.problem.delivery.items()}
    assert list(frame["covenant"]) == [rules[mode] for mode in frame["mode"]]
    fig = CHARTS["risk-of-breach"].figure(uncertain, EN)
    (covenant,) = (trace for trace in fig.data if trace.name == "Covenant")
    assert list(covenant.x) == list(frame["covenant"])
    for vehicle, mode, chance in frame[["vehicle", "mode", "probability_broken"]].itertuples(index=False):
        key = {"subject": "vehicle", "id": vehicle, "mode": mode, "measure": "covenant"}
        assert chance == value(uncertain, **key, statistic="probability_broken")
        assert labels.plain(lines.chance(chance, EN)) in annotated(fig)


def test_tornado_bars_end_where_the_table_says_longest_first(uncertain: Result) -> None:
    frame = tornado.data(uncertain)
    for measure, part in frame.groupby("measure"):
        swing = (part["at_p90"] - part["at_p10"]).abs()
        assert swing.is_monotonic_decreasing
        for row in part.itertuples():
            key = {"subject": "portfolio", "measure": str(measure), "factor": row.factor}
            assert row.at_p10 == value(uncertain, **key, statistic="at_p10")
            assert row.at_p90 == value(uncertain, **key, statistic="at_p90")
    fig = CHARTS["risk-drivers"].figure(uncertain, EN)
    low = [trace for trace in fig.data if trace.name == "Factor low (P10)"]
    npv = frame[frame["measure"] == "npv"]
    assert list(low[0].x) == list(npv["at_p10"])
    assert "delay &lt;of opening&gt;" in fig.layout.yaxis.ticktext


def test_a_factor_that_moves_nothing_has_no_bar(uncertain: Result) -> None:
    frame = tornado.data(uncertain)
    still = frame.assign(at_p90=frame["at_p90"].where(frame["factor"] != "demand", frame["at_p10"]))
    fig = tornado.draw(still, uncertain, EN)
    assert "demand" not in [*fig.layout.yaxis.ticktext, *fig.layout.yaxis2.ticktext]


def test_without_risk_the_charts_say_what_is_missing(province: Result) -> None:
    for name in ("risk-of-loss", "risk-of-breach", "risk-drivers"):
        assert CHARTS[name].data(province).empty
    assert "“risk”" in annotated(CHARTS["risk-of-loss"].figure(province, EN))[0]


def test_the_legend_names_each_kind_once() -> None:
    fig, places = panels.grid(["a", "b"], ["PPP", "private"], 10.0)
    for place in places:
        panels.bars(fig, place, [2027], [1.0], "Revenue", intervals.LOOK)
    assert [trace.showlegend for trace in fig.data] == [True, False]


def test_nothing_is_called_certain_that_is_not() -> None:
    shares = np.array([0.0, 0.004, 0.01, 0.5, 0.99, 0.996, 1.0])
    assert [lines.chance(float(share), VI) for share in shares] == [
        "0%",
        "<1%",
        "1%",
        "50%",
        "99%",
        ">99%",
        "100%",
    ]


@pytest.mark.parametrize("line", [*lines.LINES, *lines.MEASURES])
def test_every_line_has_a_vietnamese_name(line: str) -> None:
    assert lines.spoken(line, VI) != lines.spoken(line, EN)
