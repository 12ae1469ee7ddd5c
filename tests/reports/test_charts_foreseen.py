"""The charts of forecasts, services, unit costs and enforcement show the numbers of their tables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from reports import foreseen as words
from reports.charts import CHARTS
from scenarios.language import CODES, Code, Language
from scenarios.result import Result
from scenarios.tables.estimates import PARTS

EN = Language("en")
NAMES = ("take-up-forecast", "service-demand", "cost-from-norms", "deterrence")


def line(fig: go.Figure, name: str) -> "pd.Series[float]":
    (trace,) = (trace for trace in fig.data if trace.name == name)
    return pd.Series(trace.y, index=trace.x, dtype=float).dropna()


@pytest.mark.parametrize("name", NAMES)
def test_without_what_they_need_they_say_so(name: str, province: Result) -> None:
    assert CHARTS[name].data(province).empty
    assert CHARTS[name].module.nothing(EN) in CHARTS[name].figure(province, EN).layout.annotations[0].text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", CODES)
def test_all_are_drawn_and_read_aloud(name: str, code: Code, foreseen: Result) -> None:
    language = Language(code)
    assert CHARTS[name].figure(foreseen, language).layout.title.text == CHARTS[name].title(language)
    data, table = CHARTS[name].data(foreseen), CHARTS[name].table(foreseen, language)
    assert not set(data.columns) & set(table.columns)
    assert table.notna().to_numpy().sum() == data.notna().to_numpy().sum(), "a word has no name"


def test_take_up_is_that_of_the_forecast(foreseen: Result) -> None:
    fig = CHARTS["take-up-forecast"].figure(foreseen, EN)
    told = foreseen.tables["forecast"].frame().set_index(["line", "year"])["hectares"]
    for name in ("history", "base", "planned", "leased"):
        shown = line(fig, words.line(name, EN))
        pd.testing.assert_series_equal(
            shown, told[name].loc[: shown.index.max()], check_names=False, check_index_type=False
        )
    (band,) = (trace for trace in fig.data if trace.name == "Forecast: 80% band")
    years = list(band.x)
    np.testing.assert_allclose(band.y, told["low"].loc[years])
    np.testing.assert_allclose(band.customdata, told["high"].loc[years])


def test_years_end_where_nothing_moves(foreseen: Result) -> None:
    fig = CHARTS["take-up-forecast"].figure(foreseen, EN)
    wide = foreseen.tables["forecast"].frame().pivot(index="year", columns="line", values="hectares")
    last = max(trace.x[-1] for trace in fig.data)
    left = (wide.loc[last:] - wide.iloc[-1]).abs().max().max()
    assert left <= 0.005 * wide.max().max()


def test_services_of_all_clusters_are_added_up(foreseen: Result) -> None:
    told = foreseen.tables["service_demand"].frame()
    data = CHARTS["service-demand"].data(foreseen)
    assert set(data["service"]) == {"wastewater", "workers"}
    fig = CHARTS["service-demand"].figure(foreseen, EN)
    shown = [trace for trace in fig.data if trace.name == "Forecast, middle"]
    for trace, service in zip(shown, ("wastewater", "workers"), strict=True):
        base = told[(told["service"] == service) & (told["line"] == "base")].groupby("year")["units"].sum()
        np.testing.assert_allclose(trace.y, base.loc[list(trace.x)])
    twice = pd.concat([data, data.assign(cluster="B")])
    doubled = CHARTS["service-demand"].module.draw(twice, foreseen, EN)
    again = [trace for trace in doubled.data if trace.name == "Forecast, middle"]
    np.testing.assert_allclose(again[0].y, 2.0 * np.array(shown[0].y, dtype=float))


def test_steps_lead_from_the_norm_to_the_whole(foreseen: Result) -> None:
    data = CHARTS["cost-from-norms"].data(foreseen)
    told = foreseen.tables["estimates"].frame().set_index("part")["amount"]
    assert data["part"].tolist() == [
        "norm", "clearance", "addition", "contingency", "total", "rest", "stated",
    ]  # fmt: skip
    steps = data[~data["part"].isin(["total", "stated"])]
    assert steps["from_amount"].tolist()[1:] == pytest.approx(steps["to_amount"].tolist()[:-1])
    assert steps["to_amount"].iloc[-1] == pytest.approx(told["stated"])
    assert data.set_index("part")["to_amount"]["total"] == pytest.approx(told["total"])
    np.testing.assert_allclose(data["per_unit"], data["amount"] / 1500.0)
    assert set(data["of_unit"]) == {"m3/day"}


def test_every_part_of_an_estimate_has_its_words() -> None:
    assert {*PARTS, "norm", "addition", "rest"} == set(words.COST_PARTS)


def test_deterrence_is_that_of_the_table(foreseen: Result) -> None:
    fig = CHARTS["deterrence"].figure(foreseen, EN)
    told = foreseen.tables["deterrence"].frame().iloc[0]
    amounts = {bar.name: bar.x[0] for bar in fig.data}
    assert amounts == {
        "Treating": told["complying"],
        "Not treating, as it is enforced": told["breaking"],
    }
    notes = " ".join(note.text for note in fig.layout.annotations)
    assert f"from {told['inspections_needed']:.1f} (today 0.5)" in notes


def test_a_page_holds_few_steps(foreseen: Result) -> None:
    data = CHARTS["cost-from-norms"].data(foreseen)
    many = pd.concat([data.assign(project=id_) for id_ in ("plant", "road", "land", "housing")])
    fig = CHARTS["cost-from-norms"].module.draw(many, foreseen, EN)
    steps = sum(len(bar.y) for bar in fig.data if bar.type == "bar")
    assert steps == 3 * len(data) == 21
    assert "1 smaller works are not shown" in fig.layout.title.subtitle.text


def test_a_segment_is_called_by_what_tells_it_apart(foreseen: Result, uncertain: Result) -> None:
    assert words.segment_name("A", "food", foreseen.plan.problem) == "food"
    problem = uncertain.plan.problem
    assert words.segment_name("A", "electronics", problem) == "Cluster A: electronics"
    alone = replace(problem.clusters[1], demand=problem.clusters[1].demand[:1])
    single = replace(problem, clusters=(problem.clusters[0], alone))
    assert words.segment_name("B", str(alone.demand[0].id), single) == "Cluster B"
