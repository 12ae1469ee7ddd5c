"""Capital cost from official unit costs: the decision's figures, what they leave out, and Thống Nhất 1 rebuilt."""

import csv
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from scenarios.costing.estimate import FAR, Part, estimate, estimates
from scenarios.costing.norm import norm_book
from scenarios.language import CODES, Language
from scenarios.loading import from_document
from scenarios.pipeline import run
from scenarios.result import Result

BILLION = 1e9
DATA = Path(__file__).parents[2] / "scenarios" / "library" / "data"


def _document(**project: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "title": "Norms",
        "unit": 1_000_000_000,
        "horizon": {"start": 2027, "years": 10, "invest_years": 3},
        "sources": [{"id": "budget", "sector": "public", "instrument": "grant", "ceiling": 2000}],
        "projects": [{"id": "p", "kind": "land_preparation", "benefit": 300} | project],
    }


@pytest.mark.parametrize(
    ("code", "size", "million"),
    [
        ("13300.04", 5.0, 7611.0),
        ("13300.04", 75.0, 7611.0),
        ("13210.01", 1500.0, 27.166),
        ("13210.02", 2000.0, 27.166),
        ("13210.02", 3500.0, 25.3945),  # half way between 27.166 and 23.623
        ("13210.02", 5000.0, 23.623),
        ("11211.02", 400.0, 86.527),
    ],
)
def test_a_norm_costs_what_the_decision_prints(code: str, size: float, million: float) -> None:
    norm = norm_book().norms[code]
    assert norm.fits(size)
    assert norm.unit_cost(size) == pytest.approx(million * 1e6, rel=1e-12)


def test_every_line_of_the_decision_is_read() -> None:
    norms = norm_book().norms
    assert len(norms) == 190
    assert all(norm.at_smallest > 0.0 and norm.at_largest > 0.0 for norm in norms.values())
    assert all(norm.smallest <= norm.largest for norm in norms.values())


def test_lines_add_up_by_their_formulas() -> None:
    entry = {
        "norms": [{"code": "13300.04", "quantity": 50.0}, {"code": "13210.01", "quantity": 1000.0}],
        "region": 2,
        "price_rise": 1.05,
        "clearance": 100.0,
        "additions": {"road to the gate": 20.0},
        "contingency": 0.1,
        "interest": 0.05,
    }
    found = estimate({"id": "p", "estimate": entry}, BILLION)
    norms = (50.0 * 7.611 + 1000.0 * 0.027166) * 0.907 * 1.05
    before = norms + 120.0
    assert found.total == pytest.approx(before * 1.1 * 1.05, rel=1e-12)
    assert [line.part for line in found.lines] == [
        Part.NORM, Part.NORM, Part.CLEARANCE, Part.ADDITION, Part.CONTINGENCY, Part.INTEREST,
    ]  # fmt: skip


def test_the_plan_spends_what_the_estimate_says() -> None:
    entry = {"norms": [{"code": "13300.04", "quantity": 50}], "clearance": 30, "contingency": 0.1}
    result = run(from_document(_document(estimate=entry)))
    assert isinstance(result, Result)
    expected = (50.0 * 7.611 + 30.0) * 1.1
    assert result.plan.metrics["investment"] == pytest.approx(expected, rel=1e-9)
    frame = result.tables["estimates"].frame()
    assert frame.loc[frame["part"] == "total", "amount"].item() == pytest.approx(expected, rel=1e-12)
    assert "stated" not in set(frame["part"])


def test_a_change_of_the_cost_starts_from_the_estimate() -> None:
    document = _document(estimate={"norms": [{"code": "13300.04", "quantity": 50}]})
    changed = from_document(document, {"projects.p.capex": {"times": 1.2}})
    assert changed.problem.projects[0].capex == pytest.approx(1.2 * 50.0 * 7.611, rel=1e-12)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("times", [1.0 + FAR + 0.01, 1.0 - FAR - 0.01, 1.0 + FAR - 0.01])
def test_a_stated_cost_far_from_its_norm_is_flagged(code: Any, times: float) -> None:
    entry = {"norms": [{"code": "13300.04", "quantity": 50}]}
    document = _document(estimate=entry, capex=times * 50.0 * 7.611)
    result = run(from_document(document), language=Language(code))
    assert isinstance(result, Result)
    frame = result.tables["estimates"].frame().set_index("part")
    word = frame.loc["stated", "source"]
    assert bool(word) == (abs(times - 1.0) > FAR)
    if word:
        assert Language(code).percent(times - 1.0) in word


def test_thong_nhat_1_is_rebuilt_from_norms() -> None:
    """From 7.6 to 11.5 billion dong a hectare, line by line.

    Its published total exceeds norms, plant, clearance and contingency by what is left of "other costs" for interest
    during construction, which the norm leaves out: less than one percent of the whole.
    """
    with (DATA / "thong-nhat-1.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["item"]: row["value"] for row in csv.DictReader(file)}
    area = float(rows["total"]) / 10_000.0
    clearance, contingency, published = (
        float(rows[name]) for name in ("land clearance", "contingency", "total (published)")
    )
    entry = {
        "norms": [
            {"code": "13300.04", "quantity": area},
            {"code": "13210.02", "quantity": float(rows["wastewater plant"])},
        ],
        "clearance": clearance,
        "additions": {"contingency as published": contingency},
    }
    found = estimate({"id": "tn1", "capex": published, "estimate": entry}, BILLION)
    per_hectare = [line.amount / area for line in found.lines]
    assert per_hectare == pytest.approx([7.611, 1.040, 2.198, 0.546], abs=5e-4)
    assert fsum(per_hectare) == pytest.approx(11.396, abs=5e-4)
    assert published / area == pytest.approx(11.474, abs=5e-4)
    assert found.difference == pytest.approx(0.0069, abs=5e-4)
    assert not found.is_far


def test_a_scenario_without_estimates_has_no_table() -> None:
    result = run(from_document(_document(capex=10)))
    assert isinstance(result, Result)
    assert estimates(result.scenario.document) == ()
    assert "estimates" not in result.tables
