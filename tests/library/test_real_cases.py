"""What the two real cases say beside their plans: law, forecasts, deterrence; their heads promise it."""

from functools import cache
from pathlib import Path

import pytest

from scenarios import Result, load, run
from scenarios.law.findings import Rule, Verdict
from scenarios.law.legality import legality

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
REAL = ("thong-nhat-1", "lao-cai-clusters")

BROKEN = {
    "thong-nhat-1": {(Rule.TENANTS_AFTER_INFRASTRUCTURE, "TN1")},
    "lao-cai-clusters": {
        (Rule.CLUSTER_AREA, "LC12"),
        (Rule.DEVELOPER, "LC16"),
        (Rule.SERVICES_BEFORE_ENLARGING, "LC02"),
        (Rule.ALLOCATION_YEARS, "PB07"),
        *((Rule.TENANTS_AFTER_INFRASTRUCTURE, f"LC{n}") for n in ("02", "06", "08", "14", "16")),
    },
}
UNKNOWN = {
    "thong-nhat-1": set(),
    "lao-cai-clusters": {(Rule.NEW_CLUSTER, f"LC{n}") for n in ("16", "17", "18", "19", "20", "21", "23")},
}


@cache
def result(name: str) -> Result:
    found = run(load(LIBRARY / f"{name}.yaml"))
    assert isinstance(found, Result)
    return found


@pytest.mark.parametrize("name", REAL)
def test_only_the_breaches_that_its_head_names_are_left(name: str) -> None:
    findings = legality(result(name).scenario, result(name).plan)
    for verdict, expected in ((Verdict.BROKEN, BROKEN[name]), (Verdict.UNKNOWN, UNKNOWN[name])):
        found = {(each.rule, each.subject) for each in findings if each.verdict is verdict}
        # which plants an optimum within the gap builds in stages is not settled: no cluster joins, one may leave
        staged = {pair for pair in expected if pair[0] is Rule.TENANTS_AFTER_INFRASTRUCTURE}
        assert expected - staged <= found <= expected


@pytest.mark.parametrize("name", REAL)
def test_the_forecast_stands_beside_what_the_plan_counts_on(name: str) -> None:
    frame = result(name).tables["forecast"].frame()
    lines = frame.pivot_table(index=["cluster", "segment", "year"], columns="line", values="hectares")
    assert (lines["low"] <= lines["base"]).all()
    assert (lines["base"] <= lines["high"]).all()
    assert (lines["leased"].fillna(0.0) <= lines["planned"].fillna(0.0) + 1e-6).all()
    new = lines.loc[["TN1"]] if name == "thong-nhat-1" else lines.loc[["LC22"]]
    at_2035 = new.xs(2035, level="year").sum()
    assert at_2035["planned"] > 1.5 * at_2035["base"]
    methods = result(name).tables["forecast_methods"].frame()
    assert set(methods["method"]) == {"reference"}


@pytest.mark.parametrize("name", REAL)
def test_no_plant_pays_by_fear_of_fines(name: str) -> None:
    frame = result(name).tables["deterrence"].frame()
    assert len(frame) == {"thong-nhat-1": 2, "lao-cai-clusters": 8}[name]
    assert not frame["pays"].any()
    assert (frame["fine"] == 1.0).all()


def test_what_has_begun_waits_for_no_procedure() -> None:
    for name in REAL:
        works = {each.id: each for each in result(name).scenario.problem.projects}
        begun = [
            option.delay
            for each in works.values()
            for option in each.options
            if option.mode.value == "private"
            and (each.id.startswith("PE") or each.vehicle == "DN hạ tầng Thống Nhất 1")
        ]
        assert begun
        assert set(begun) == {0}
    housing = next(p for p in result("thong-nhat-1").scenario.problem.projects if p.id == "nha-o-1")
    delays = {option.mode.value: option.delay for option in housing.options}
    assert delays == {"private": 1, "ppp": 1, "public": 0}
