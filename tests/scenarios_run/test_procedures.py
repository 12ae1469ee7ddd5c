"""Procedures delay works by whole years, mode by mode, and reform gives the years back."""

from typing import Any

import pytest

from finance.delivery import Mode
from scenarios.faults import ScenarioError
from scenarios.loading import from_document
from scenarios.pipeline import run
from scenarios.procedures import procedures
from scenarios.result import Result

STEPS = [
    {
        "mode": "public",
        "name": "Policy",
        "statutory": 45,
        "actual": 200,
        "reference": "Public Investment Law",
    },
    {"mode": "public", "name": "Project", "statutory": 90, "actual": 300},
    {"mode": "private", "name": "Founding", "statutory": 100},
]


def _document(**top: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "title": "Procedures",
        "horizon": {"start": 2027, "years": 10, "invest_years": 5},
        "assumptions": {"social_discount_rate": 0.1},
        "sources": [{"id": "budget", "sector": "public", "instrument": "grant", "ceiling": 100}],
        "projects": [{"id": "road", "kind": "road", "capex": 50, "benefit": 20}],
        "procedures": {"steps": STEPS},
    } | top


def _start(document: dict[str, Any]) -> int:
    result = run(from_document(document))
    assert isinstance(result, Result)
    return int(result.projects["start_year"].item())


def test_days_add_up_and_whole_years_pass() -> None:
    found = procedures(_document())
    public, private = found["public"], found["private"]
    assert (public.statutory, public.actual, public.counted, public.delay) == (135.0, 500.0, 500.0, 1)
    assert (private.statutory, private.actual, private.counted, private.delay) == (100.0, 100.0, 100.0, 0)


@pytest.mark.parametrize(
    ("terms", "year"),
    [
        ({}, 2028),
        ({"counted": "statutory"}, 2027),
        ({"shortened_by": 0.3}, 2027),
        ({"shortened_by": 0.26}, 2028),
    ],
)
def test_works_begin_in_the_year_in_which_the_last_step_ends(terms: dict[str, Any], year: int) -> None:
    assert _start(_document(procedures={"steps": STEPS} | terms)) == year


def test_a_delay_that_a_project_states_counts_in_place_of_them() -> None:
    document = _document()
    document["projects"][0]["modes"] = {"public": {"delay": 0}}
    assert _start(document) == 2027


def test_every_mode_waits_for_its_own_steps() -> None:
    document = _document()
    document["projects"][0]["modes"] = ["public", "private"]
    options = {o.mode: o.delay for o in from_document(document).problem.projects[0].options}
    assert options == {Mode.PUBLIC: 1, Mode.PRIVATE: 0}
    assert "delay" not in str(from_document(document).document["projects"])


def test_procedures_that_outlast_the_years_are_refused() -> None:
    steps = [{"mode": "public", "name": "For ever", "statutory": 4000}]
    with pytest.raises(ScenarioError, match="works that end by 2031"):
        from_document(_document(procedures={"steps": steps}))


def test_the_table_tells_each_step_and_all_of_them() -> None:
    result = run(from_document(_document()))
    assert isinstance(result, Result)
    frame = result.tables["procedures"].frame().set_index(["mode", "number"])
    assert frame.loc[("public", 1), "actual_days"] == 200.0
    assert frame.loc[("public", 3), "counted_days"] == 500.0
    assert frame.loc[("public", 3), "delay_years"] == 1.0
    assert frame.loc[("private", 2), "delay_years"] == 0.0
