"""The debt ceiling by law becomes a limit of the plan where the scenario says so."""

from pathlib import Path
from typing import Any

import pytest

from optimizer.endings import Infeasible
from scenarios.loading import load
from scenarios.pipeline import run
from scenarios.result import Result

LEGAL = Path(__file__).parents[1] / "law_museum" / "legal.yaml"


def _run(**purse: Any) -> Any:
    finance = {"own_revenue": 70, "province": "balancing_transfer", "debt_ceiling_binds": True} | purse
    return run(load(LEGAL, {"public_finance": finance}))


def test_a_plan_over_the_ceiling_is_no_plan_any_more() -> None:
    ending = _run()  # 60 must be borrowed; 80 percent of 70 is 56
    assert isinstance(ending, Infeasible)
    assert {"public_debt", "source_floor"} & {repair.key[0].value for repair in ending.repairs}


def test_what_the_past_owes_leaves_less_room() -> None:
    result = _run(own_revenue=100, existing_debt=10)
    assert isinstance(result, Result)
    limits = result.scenario.problem.limits.public_debt
    assert limits is not None
    assert limits[0] == pytest.approx(70.0)
    rows = result.limits[result.limits["family"] == "public_debt"]
    assert (rows["activity"] <= rows["limit"] + 1e-6).all()


def test_a_limit_that_the_scenario_states_holds_in_its_place() -> None:
    finance = {"own_revenue": 70, "province": "balancing_transfer", "debt_ceiling_binds": True}
    result = run(load(LEGAL, {"public_finance": finance, "limits": {"public_debt": 90}}))
    assert isinstance(result, Result)
    assert result.scenario.problem.limits.public_debt == (90.0,) * 20
