"""Take-up forecasts: curves found again from their own histories, bands, pipelines, classes, and the plan beside."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.faults import ScenarioError
from scenarios.forecasting.curves import Curve, History, backtests, fitted, naive
from scenarios.forecasting.take_up import CLASSES, Case, take_up
from scenarios.loading import from_document
from scenarios.pipeline import run
from scenarios.result import Result

PAST = np.arange(2014.0, 2027.0)
FUTURE = np.arange(2027.0, 2042.0)
DATA = Path(__file__).parents[2] / "scenarios" / "library" / "data"


def _points(years: Any, hectares: Any) -> list[dict[str, float]]:
    return [{"year": float(y), "hectares": float(h)} for y, h in zip(years, hectares, strict=True)]


def _logistic(years: Any) -> Any:
    return 50.0 / (1.0 + np.exp(-0.45 * (years - 2024.0)))


def _bass(years: Any) -> Any:
    decay = np.exp(-0.23 * (years - 2013.0))
    return 50.0 * (1.0 - decay) / (1.0 + 0.2 / 0.03 * decay)


@pytest.mark.parametrize(("curve", "truth"), [(Curve.LOGISTIC, _logistic), (Curve.BASS, _bass)])
def test_a_curve_is_found_again_from_its_own_history(curve: Curve, truth: Any) -> None:
    found = fitted(curve, History(PAST, truth(PAST), 50.0))(FUTURE)
    np.testing.assert_allclose(found, truth(FUTURE), rtol=1e-4)


@pytest.mark.parametrize(("name", "truth"), [("logistic", _logistic), ("bass", _bass)])
def test_rolling_origins_choose_the_curve_that_made_the_history(name: str, truth: Any) -> None:
    found = take_up({"capacity": 50.0, "history": _points(PAST, truth(PAST))}, FUTURE)
    assert found.method == name
    assert found.errors[name] == min(found.errors.values())
    np.testing.assert_allclose(found.base, truth(FUTURE), rtol=1e-3)


def test_where_nothing_beats_nothing_more_is_claimed() -> None:
    found = take_up({"capacity": 50.0, "history": _points(PAST, np.full(len(PAST), 12.0))}, FUTURE)
    assert found.base == pytest.approx(np.full(len(FUTURE), 12.0))


def test_the_band_holds_four_of_five_noisy_futures() -> None:
    generator = np.random.default_rng(4)
    inside = []
    for _ in range(120):
        steps = np.maximum(0.0, generator.normal(2.0, 1.0, len(PAST) + 3))
        path = 5.0 + np.cumsum(steps)
        entry = {"capacity": 200.0, "history": _points(PAST, path[: len(PAST)]), "method": "damped_trend"}
        found = take_up(entry, FUTURE[:3])
        inside += list((found.low <= path[len(PAST) :]) & (path[len(PAST) :] <= found.high))
    assert 0.65 < np.mean(inside) < 0.95


STEPS = st.lists(st.floats(0.0, 8.0), min_size=5, max_size=14)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.floats(0.0, 60.0))
def test_forecasts_rise_stay_in_order_and_within_the_land(steps: list[float], spare: float) -> None:
    path = np.cumsum(steps)
    entry = {
        "capacity": float(path[-1] + spare),
        "history": _points(2027.0 - len(steps) + np.arange(len(steps)), path),
    }
    found = take_up(entry, FUTURE)
    for line in (found.low, found.base, found.high):
        assert (np.diff(line) >= -1e-9).all()
        assert line.min() >= path[-1] - 1e-6
        assert line.max() <= max(entry["capacity"], path[-1]) + 1e-6
    assert (found.low <= found.base + 1e-9).all()
    assert (found.base <= found.high + 1e-9).all()


def test_a_pipeline_adds_up_what_is_likely() -> None:
    tenants = [
        {"area": 4.0, "year": 2027, "chance": 1.0},
        {"area": 5.0, "year": 2028, "chance": 0.5},
        {"area": 6.0, "year": 2030, "chance": 0.0},
    ]
    found = take_up({"capacity": 20.0, "already": 2.0, "tenants": tenants}, FUTURE[:5])
    assert found.method == "pipeline"
    assert found.base == pytest.approx([6.0, 8.5, 8.5, 8.5, 8.5])
    assert found.low == pytest.approx([6.0, 6.0, 6.0, 6.0, 6.0])
    assert found.high == pytest.approx([6.0, 11.0, 11.0, 11.0, 11.0])


def test_a_reference_class_adds_a_share_of_the_land_a_year() -> None:
    found = take_up({"capacity": 40.0, "from": 2028}, FUTURE[:4])
    share = CLASSES["lao_cai_actual"]
    assert found.base == pytest.approx([0.0, *(share.base * 40.0 * n for n in (1, 2, 3))])
    assert found.high == pytest.approx([0.0, *(share.high * 40.0 * n for n in (1, 2, 3))])


def test_the_reference_class_against_the_naive_forecast_on_lao_cai() -> None:
    """Back-test on the clusters of Lào Cai, each left out in turn.

    No cluster has a yearly series, so what can be judged is occupancy by age: the mean yearly take-up of the others
    times a cluster's age, against the naive forecast that it is as full as the others are on average. The class is no
    better: age says little of how full a cluster is. That is why its band is wide.
    """
    with (DATA / "lao-cai-clusters.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (2026.8 - float(row["year_established"]), float(row["leased_ha"]), float(row["industrial_ha"]))
            for row in csv.DictReader(file)
            if row["year_established"] and row["leased_ha"] and row["industrial_ha"]
            and row["developer_type"] == "commune"
        ]  # fmt: skip
    age, leased, land = np.array(rows).T
    assert len(rows) >= 12
    errors, naive_errors = [], []
    for k in range(len(rows)):
        others = np.arange(len(rows)) != k
        rate = leased[others].sum() / (land[others] * age[others]).sum()
        errors.append(abs(min(1.0, rate * age[k]) - leased[k] / land[k]))
        naive_errors.append(abs(leased[others].sum() / land[others].sum() - leased[k] / land[k]))
    assert np.mean(errors) == pytest.approx(np.mean(naive_errors), rel=0.25)
    assert 0.15 < np.mean(errors) < 0.5


def _document(**segment: Any) -> dict[str, Any]:
    history = _points(PAST, _logistic(PAST) * 0.4)
    return {
        "format": 1,
        "title": "Forecast",
        "horizon": {"start": 2027, "years": 15, "invest_years": 6},
        "sources": [{"id": "budget", "sector": "public", "instrument": "grant", "ceiling": 200}],
        "clusters": [
            {
                "id": "A",
                "existing": {"water": 1000},
                "demand": [
                    {"segment": "food", "price": 10, "benefit_per_ha": 5, "needs": {"water": 20}, "jobs_per_ha": 30,
                     "forecast": {"capacity": 20, "history": history}} | segment
                ],
            }
        ],
        "projects": [{"id": "land", "kind": "land_preparation", "cluster": "A", "capex": 60, "land": {"area": 40}}],
    }  # fmt: skip


def _result(document: dict[str, Any], **changes: Any) -> Result:
    result = run(from_document(document, changes))
    assert isinstance(result, Result)
    return result


def test_three_cases_in_one_step() -> None:
    areas = {
        case: from_document(_document(), {"assumptions.take_up": case.value})
        .problem.clusters[0]
        .demand[0]
        .take_up
        for case in (Case.LOW, Case.BASE, Case.HIGH)
    }
    assert areas[Case.LOW][-1] < areas[Case.BASE][-1] <= areas[Case.HIGH][-1]
    stated = from_document(_document()).problem.clusters[0].demand[0].take_up
    assert stated == areas[Case.BASE]


def test_a_stated_ramp_is_kept_and_shown_beside_the_forecast() -> None:
    result = _result(_document(area={2027: 0, 2029: 20}))
    frame = result.tables["forecast"].frame()
    lines = {line: part.set_index("year")["hectares"] for line, part in frame.groupby("line")}
    let = 0.4 * _logistic(2026.0)
    assert lines["planned"].loc[2029] == pytest.approx(let + 20.0)
    assert lines["base"].loc[2029] < 20.0
    assert (lines["leased"] <= lines["planned"] + 1e-6).all()
    assert lines["history"].index.max() == 2026
    demand = result.tables["service_demand"].frame().set_index(["service", "line", "year"])["units"]
    assert demand.loc[("water", "base", 2030)] == pytest.approx(20.0 * lines["base"].loc[2030])
    assert demand.loc[("workers", "high", 2030)] == pytest.approx(30.0 * lines["high"].loc[2030])
    methods = result.tables["forecast_methods"].frame()
    assert methods["chosen"].sum() == 1
    assert (methods.loc[methods["chosen"], "error"] < methods.loc[methods["chosen"], "naive_error"]).all()


def test_land_that_is_let_is_not_let_again() -> None:
    """The forecast says what is let in all; what the plan may let is that less what is let before it."""
    let = 0.4 * _logistic(2026.0)
    result = _result(_document())
    frame = result.tables["forecast"].frame()
    lines = {line: part.set_index("year")["hectares"] for line, part in frame.groupby("line")}
    area = result.scenario.problem.clusters[0].demand[0].take_up
    np.testing.assert_allclose(area, lines["base"] - let, atol=1e-9)
    assert area[0] < 3.0
    np.testing.assert_allclose(lines["planned"], lines["base"], atol=1e-9)
    assert result.plan.metrics["hectares"] <= 20.0 - let + 1e-6
    for entry in ({"tenants": [{"area": 4.0, "year": 2028}]}, {"method": "reference"}):
        found = take_up({"capacity": 20.0, "already": 6.0} | entry, FUTURE)
        assert found.before == 6.0
        assert found.low[0] >= 6.0
    later = take_up({"capacity": 50.0, "history": _points(PAST, _logistic(PAST))}, PAST)
    assert later.before == 0.0


@pytest.mark.parametrize(
    ("forecast", "said"),
    [
        (
            {"capacity": 20, "method": "logistic", "history": [{"year": 2026, "hectares": 1}]},
            "at least 4 years",
        ),
        ({"capacity": 20, "method": "pipeline"}, "the tenants of the pipeline"),
        (
            {"capacity": 20, "history": [{"year": 2025, "hectares": 3}, {"year": 2026, "hectares": 2}]},
            "never fall",
        ),
        (
            {"capacity": 20, "history": [{"year": 2025, "hectares": 3}, {"year": 2025, "hectares": 4}]},
            "each year once",
        ),
    ],
)
def test_a_forecast_that_cannot_be_made_is_refused(forecast: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        from_document(_document(forecast=forecast))


def test_a_segment_needs_an_area_or_a_forecast() -> None:
    document = _document()
    del document["clusters"][0]["demand"][0]["forecast"]
    with pytest.raises(ScenarioError, match="area, or a forecast"):
        from_document(document)


def test_short_histories_are_not_judged() -> None:
    assert backtests(History(PAST[:4], _logistic(PAST[:4]), 50.0)) == {}
    assert naive(History(PAST, _logistic(PAST), 50.0))(FUTURE)[-1] == pytest.approx(_logistic(2026.0))
