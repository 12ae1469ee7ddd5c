"""Risk of a solved plan: the plan itself where nothing happens, the same every time, absent where not asked for."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finance.errors import FinanceError
from finance.horizon import discount_factors
from scenarios import Result, load, run
from scenarios.folder import write_result
from scenarios.loading import from_document
from scenarios.risk import NoRiskStated, risk_of
from tests.scenarios_run.bundled import solved

MUSEUM = Path(__file__).parents[1] / "museum"

RISK: dict[str, Any] = {
    "draws": 512,
    "factors": [
        {"id": "works", "acts_on": "cost", "per": "project",
         "distribution": "pert", "low": -0.1, "likely": 0.1, "high": 0.6},
        {"id": "delay", "acts_on": "time", "per": "project",
         "distribution": "points", "p10": 0, "p50": 0.5, "p90": 2},
        {"id": "demand", "acts_on": "demand", "distribution": "normal", "mean": 0, "deviation": 0.15},
        {"id": "rates", "acts_on": "rate", "scope": {"modes": ["private"]},
         "distribution": "uniform", "low": 0, "high": 0.02},
    ],
    "correlations": [{"between": ["works", "delay"], "value": 0.5}],
    "optimism_bias": [{"kind": "road", "share": 0.44, "source": "Supplementary Green Book Guidance: Optimism Bias"}],
}  # fmt: skip


def with_risk(name: str, **changes: Any) -> Result:
    """A bundled plan with uncertain factors."""
    document = deepcopy(dict(solved(name).scenario.document))
    result = run(from_document({**document, "risk": RISK | changes}))
    assert isinstance(result, Result)
    return result


@cache
def two_clusters() -> Result:
    """The linear plan with all features, under risk."""
    return with_risk("two-clusters")


def figures(result: Result) -> dict[tuple[str, ...], float]:
    """Cells of risk.csv by their keys."""
    return {
        tuple(str(cell or "") for cell in row[:-1]): float(row[-1] or 0.0)
        for row in result.tables["risk"].rows
    }


def test_the_plan_itself_does_not_change() -> None:
    plain = solved("two-clusters")
    for name, table in plain.tables.items():
        assert two_clusters().tables[name].csv() == table.csv()
    assert two_clusters().plan.objective == plain.plan.objective


def test_a_file_without_the_section_is_what_it_was() -> None:
    plain = solved("two-clusters")
    assert "risk" not in plain.tables
    assert plain.scenario.risk is None
    with pytest.raises(NoRiskStated):
        risk_of(plain)
    document = deepcopy(dict(two_clusters().scenario.document))
    del document["risk"]
    assert from_document(document).sha256 == plain.scenario.sha256 != two_clusters().scenario.sha256


def test_planned_worth_is_the_tables_worth_and_availability() -> None:
    result = two_clusters()
    d = discount_factors(result.plan.problem.assumptions.discount_rate, result.plan.problem.horizon.years)
    paid = result.cashflows[result.cashflows["line"] == "availability"]
    start = result.plan.problem.horizon.start
    worth = result.projects.groupby(["project", "mode"])["financial_npv"].sum()
    for (project, mode), npv in worth.items():
        if mode:
            own = paid[(paid["project"] == project) & (paid["mode"] == mode)]
            expected = npv + float(own["amount"].to_numpy() @ d[own["year"].to_numpy() - start])
            key = ("project", project, mode, "npv", "", "planned")
            assert figures(result)[key] == pytest.approx(expected, abs=1e-6)


def test_planned_fiscal_cost_is_the_public_outlay() -> None:
    # in this plan all public debt is repaid inside its years
    key = ("portfolio", "", "", "fiscal_cost", "", "planned")
    assert figures(two_clusters())[key] == pytest.approx(
        two_clusters().plan.metrics["public_outlay"], abs=1e-6
    )


def test_planned_cover_is_that_of_the_tables() -> None:
    result = two_clusters()
    vehicles = {project.id: project.books for project in result.plan.problem.projects}
    told = result.projects.dropna(subset=["min_dscr"])
    assert len(told) > 0
    for _, row in told.iterrows():
        key = ("vehicle", vehicles[row["project"]], row["mode"], "min_dscr", "", "planned")
        assert figures(result)[key] == pytest.approx(row["min_dscr"], rel=1e-5)


def test_the_plan_as_planned_breaks_no_covenant() -> None:
    mild = [{"id": "d", "acts_on": "demand", "distribution": "uniform", "low": 0, "high": 1e-9}]
    result = with_risk("two-clusters", factors=mild, correlations=[])
    assert figures(result)["portfolio", "", "", "covenant", "", "probability_broken"] == 0.0


def test_the_same_file_leaves_the_same_bytes(tmp_path: Path) -> None:
    again = run(two_clusters().scenario)
    assert isinstance(again, Result)
    for number, result in enumerate((two_clusters(), again)):
        write_result(result, tmp_path / str(number))
    assert (tmp_path / "0" / "risk.csv").read_bytes() == (tmp_path / "1" / "risk.csv").read_bytes()
    assert "risk.csv" in (tmp_path / "0" / "manifest.json").read_text(encoding="utf-8")


def test_rows_are_sorted_and_keys_unique() -> None:
    keys = [
        tuple((cell is not None, cell) for cell in row[:-1]) for row in two_clusters().tables["risk"].rows
    ]
    assert keys == sorted(set(keys))
    assert all(np.isfinite(row[-1]) for row in two_clusters().tables["risk"].rows)


def test_optimism_bias_is_the_share_of_the_roads_cost() -> None:
    result = two_clusters()
    d = discount_factors(result.plan.problem.assumptions.discount_rate, result.plan.problem.horizon.years)
    kinds = {project.id: project.kind for project in result.plan.problem.projects}
    spent = result.cashflows[result.cashflows["line"] == "capital_cost"]
    roads = spent[[kinds.get(project) == "road" for project in spent["project"]]]
    pv = float(roads["amount"].to_numpy() @ d[roads["year"].to_numpy() - result.plan.problem.horizon.start])
    assert pv > 0.0
    key = ("portfolio", "", "", "npv", "", "optimism_bias")
    assert figures(result)[key] == pytest.approx(-0.44 * pv, abs=1e-6)


def test_a_factor_can_be_changed_by_its_id() -> None:
    document = deepcopy(dict(two_clusters().scenario.document))
    changed = from_document(document, {"risk.factors.delay.p90": 3, "risk.optimism_bias.road.share": 0.2})
    assert changed.document["risk"]["factors"][1]["p90"] == 3
    assert changed.risk is not None
    assert changed.risk.uplift_of("road") == 0.2


def test_a_workbook_keeps_the_section(tmp_path: Path) -> None:
    from scenarios.file.workbook import write_workbook
    from scenarios.file.workbook_import import scenario_of_workbook

    scenario = two_clusters().scenario
    write_workbook(scenario.document, tmp_path / "book.xlsx")
    assert scenario_of_workbook(tmp_path / "book.xlsx").document["risk"] == scenario.document["risk"]


def test_noun_and_section_say_the_same() -> None:
    terms = two_clusters().scenario.risk
    assert terms is not None
    assert [factor.id for factor in terms.factors] == ["works", "delay", "demand", "rates"]
    assert dict(terms.correlations) == {(0, 1): 0.5}
    assert (terms.draws, terms.seed, terms.sampling.value) == (512, 1, "sobol")


@pytest.mark.parametrize("case", sorted(MUSEUM.glob("risk-*.yaml")), ids=lambda path: path.stem)
def test_no_fault_of_the_section_ends_in_another_error(case: Path) -> None:
    with pytest.raises(ValueError, match="risk") as refused:
        load(case)
    assert not isinstance(refused.value, FinanceError)
