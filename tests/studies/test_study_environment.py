"""A fine in place of the rule: what each plan leaves untreated and pays is counted anew, and no plan does better."""

from copy import deepcopy
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from optimizer.build import build
from optimizer.solve import solve
from optimizer.studies.priced_limit import with_prices
from scenarios.language import CODES, Language
from scenarios.loading import from_document
from scenarios.pipeline import ProvenPlan, proven
from scenarios.scenario import Scenario
from scenarios.status import Status
from scenarios.studies.environment import cost_that_holds, fined, fines, treatment, weight, without_rule
from scenarios.studies.making import BASE
from scenarios.studies.programme import environment
from scenarios.studies.study import Study, StudyRefused
from scenarios.studies.untreated import charged, most_water, untreated
from scenarios.studies.variants import Replan, Variant, of_plan, varied
from tests.studies.small import ruled

ENFORCEMENT: dict[str, Any] = {"inspections": 1, "detection": 0.5, "fine": 0.2, "plant_life": 20}
NEAR = 3e-6


@cache
def scenario() -> Scenario:
    document: dict[str, Any] = deepcopy(dict(ruled().document))
    document["projects"][3] |= {"opex": 2, "revenue": 0}
    return from_document(document | {"enforcement": ENFORCEMENT})


@cache
def study() -> Study:
    return environment(scenario())


@cache
def base() -> Replan:
    found = study().base
    assert found is not None
    return found


def rows(name: str = "environment") -> dict[str, dict[str, Any]]:
    made = study().tables[name]
    return {str(row[0]): dict(zip(made.columns, row, strict=True)) for row in made.rows}


@cache
def under(variant: str) -> tuple[Scenario, Replan]:
    """The scenario with a fine in place of the rule, and its plan."""
    (fine,) = [each for each in fines(scenario()) if each.id == variant]
    return varied(scenario().document, fine.changes), fined(dict(scenario().document), fine.variant, None)


def test_stricter_enforcement_is_asked_step_by_step() -> None:
    expected = {name: row["expected_cost"] for name, row in rows().items()}
    now = 1 * 0.5 * 0.2
    assert expected["rule"] == expected["fine"] == pytest.approx(now)
    assert expected["inspections_twice"] == pytest.approx(2 * now)
    assert expected["inspections_tenfold"] == pytest.approx(10 * now)
    plant = 20 * 0.1 / (1 - 1.1**-20) + 2
    assert expected["inspections_needed"] == pytest.approx(plant) == expected["fine_needed"]
    assert expected["no_rule"] == 0.0


def test_without_rule_and_fine_the_plan_is_that_of_tenants_who_need_no_treatment() -> None:
    document = deepcopy(dict(scenario().document))
    textiles, wood = document["clusters"][0]["demand"]
    del textiles["needs"]["wastewater"], wood["needs"]  # wood needs nothing else
    ending = proven(from_document(document))
    assert isinstance(ending, ProvenPlan)
    row = rows()["no_rule"]
    assert row["objective"] == pytest.approx(ending.plan.objective, rel=1e-7)
    assert row["charged"] == 0.0
    assert row["untreated_hectares"] > 1.0


def test_a_fine_that_no_plan_can_bear_does_what_the_rule_does() -> None:
    changes = {"enforcement.fine": 1e6}
    found = fined(dict(scenario().document), Variant("dear", changes), None)
    stated = varied(scenario().document, changes)
    assert found.objective == pytest.approx(base().objective, rel=1e-6)
    assert sum(float(each.hectares.sum()) for each in untreated(stated, found)) == pytest.approx(
        0.0, abs=1e-6
    )


@pytest.mark.parametrize("fine", fines(scenario()), ids=lambda fine: fine.id)
def test_the_value_told_is_that_of_the_plan_less_what_it_pays(fine: Any) -> None:
    stated, found = under(fine.id)
    row = rows()[fine.id]
    assert found.objective is not None
    assert found.status is Status.OPTIMAL
    assert row["objective_after_charge"] == found.objective
    assert row["objective"] - weight(stated.problem) * row["charged"] == pytest.approx(
        found.objective, rel=1e-9
    )
    # from the metrics of the plan, and from its leases and starts year by year
    assert row["objective"] == pytest.approx(
        found.metrics["economic_npv"] - found.metrics["cost_of_funds"], rel=1e-7
    )
    assert row["charged"] == pytest.approx(_paid_by_hand(stated, found), abs=1e-6)
    kept = base().objective
    assert kept is not None
    assert row["objective_change"] == pytest.approx(found.objective - kept, abs=NEAR * max(1.0, abs(kept)))


def _paid_by_hand(stated: Scenario, plan: Replan) -> float:
    """Year by year and work by work, for the one cluster there is."""
    cluster = stated.problem.clusters[0]
    needs = {"textiles": 22.0, "wood": 5.0}
    assert stated.enforcement is not None
    rule = stated.enforcement.enforcement
    most = max(
        min(20.0, textiles) * 22.0 + min(max(0.0, 20.0 - textiles), wood) * 5.0
        for textiles, wood in zip(cluster.demand[0].take_up, cluster.demand[1].take_up, strict=True)
    )
    paid = 0.0
    for year in range(stated.problem.horizon.years):
        water = sum(needs[lease.segment] * lease.hectares for lease in plan.leases if lease.year <= year)
        treated = sum(300.0 * s.share for s in plan.starts if s.project == "A-wwtp" and s.year + 1 <= year)
        paid += rule.inspections * 0.5 * rule.fine * max(0.0, water - treated) / most / 1.1**year
    return paid


def test_no_plan_does_better_under_a_fine_than_the_one_told() -> None:
    """Every plan found, paid for under every fine: its own is the best."""
    plans = [base(), *(under(fine.id)[1] for fine in fines(scenario()))]
    problem = without_rule(scenario().problem)
    values = [_value(problem, plan) for plan in plans]
    for fine in fines(scenario()):
        stated, found = under(fine.id)
        assert found.objective is not None
        for plan, value in zip(plans, values, strict=True):
            worth = value - weight(problem) * charged(stated, plan)
            assert worth <= found.objective + NEAR * max(1.0, abs(found.objective))


def _value(problem: Any, plan: Replan) -> float:
    assert problem.goals == ((("economic_npv", 1.0), ("cost_of_funds", -1.0)),)
    return plan.metrics["economic_npv"] - plan.metrics["cost_of_funds"]


def test_the_dearer_a_breach_the_less_is_gained_and_left_untreated() -> None:
    order = sorted(
        (row for name, row in rows().items() if name != "rule"), key=lambda row: row["expected_cost"]
    )
    gains = [row["objective_change"] for row in order]
    left = [row["untreated_hectare_years"] for row in order]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > 1.0 > NEAR
    assert all(one >= two - 1e-3 for one, two in pairwise(left))


def test_a_fine_postpones_treatment_or_abandons_it() -> None:
    rule, fine = rows()["rule"], rows()["fine"]
    assert rule["plants_built"] > 0.1
    assert rule["untreated_hectare_years"] == 0.0
    assert fine["plants_built"] < rule["plants_built"]
    assert fine["untreated_hectares"] > 1.0
    assert "place of the rule" in fine["sentence"]


def test_the_cost_that_holds_is_the_smallest_that_does_what_the_rule_does() -> None:
    (holds,) = cost_that_holds(dict(scenario().document), None)
    assert holds is not None
    assert study().question == {"cost_that_holds": holds}
    document = dict(scenario().document)
    kept = base().objective
    assert kept is not None

    def gained(expected: float) -> float:
        # one inspection finds a breach every second time
        found = fined(document, Variant("some", {"enforcement.fine": expected / 0.5}), None)
        assert found.objective is not None
        return found.objective - kept

    assert gained(holds * 1.0001) == pytest.approx(0.0, abs=NEAR * abs(kept))
    assert gained(holds * 0.99) > 1e-4
    told = rows()
    assert told["fine_that_holds"]["expected_cost"] == pytest.approx(holds, rel=2e-3)
    assert told["fine_that_holds"]["untreated_hectare_years"] == pytest.approx(0.0, abs=1e-6)
    assert told["half_of_what_holds"]["expected_cost"] == pytest.approx(holds / 2, rel=2e-3)
    assert told["half_of_what_holds"]["untreated_hectare_years"] > 1e-3


def test_no_cost_is_told_for_whole_works() -> None:
    whole = from_document(scenario().document, {"projects.A-wwtp.indivisible": True})
    assert cost_that_holds(dict(whole.document), None) == (None,)


def test_what_is_untreated_is_told_by_year() -> None:
    made = study().tables["untreated"]
    told: list[dict[str, Any]] = [dict(zip(made.columns, row, strict=True)) for row in made.rows]
    assert all(row["untreated_hectares"] == row["charge"] == 0.0 for row in told if row["variant"] == "rule")
    for name, row in rows().items():
        own = [each for each in told if each["variant"] == name]
        assert sum(each["untreated_hectares"] for each in own) == pytest.approx(
            row["untreated_hectare_years"]
        )
        paid = sum(each["charge"] / 1.1 ** (each["year"] - 2027) for each in own)
        assert paid == pytest.approx(row["charged"], abs=1e-6)


def test_nobody_is_charged_more_than_a_breach_is_expected_to_cost() -> None:
    assert most_water(scenario().problem, scenario().problem.clusters[0]) == pytest.approx(12 * 22 + 3 * 5)
    for row in study().tables["untreated"].rows:
        assert float(str(row[-1])) <= rows()[str(row[0])]["expected_cost"] * (1 + 1e-9)


def test_a_price_of_nothing_frees_a_row_and_a_high_one_leaves_it() -> None:
    lp = build(scenario().problem)
    some = np.flatnonzero(np.isfinite(lp.row_upper))[:3]
    priced = with_prices(lp, some, np.array([1.0, 2.0, 3.0]))
    assert priced.matrix.shape == (lp.matrix.shape[0], lp.matrix.shape[1] + 3)
    assert (priced.matrix[some][:, -3:].toarray() == -np.eye(3)).all()
    assert priced.goals[0][-3:].tolist() == [-1.0, -2.0, -3.0]
    assert (priced.matrix[:, :-3] != lp.matrix).nnz == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"enforcement": None}, "no section `enforcement`"),
        ({"objective": {"jobs": 1}}, "does not count economic_npv"),
        ({"clusters.A.demand.textiles.needs": None, "clusters.A.demand.wood.needs": None}, "no rule"),
    ],
)
def test_where_no_fine_can_stand_for_the_rule_it_is_said(changes: dict[str, object], words: str) -> None:
    with pytest.raises(StudyRefused, match=words):
        fines(from_document(scenario().document, changes))


@pytest.mark.parametrize("code", CODES)
def test_it_is_told_in_both_languages(code: Any) -> None:
    made = environment(scenario(), language=Language(code)).tables["environment"]
    assert all(str(row[-1]).endswith(".") and "{" not in str(row[-1]) for row in made.rows)


def test_whole_works_are_bounded() -> None:
    whole = from_document(
        scenario().document, {f"projects.{p}.indivisible": True for p in ("A-land", "A-wwtp")}
    )
    plan = solve(whole.problem)
    first = of_plan(plan)  # type: ignore[arg-type]
    fine = next(each for each in fines(whole) if each.id == "fine")
    found = fined(dict(whole.document), fine.variant, None)
    assert found.objective is not None
    assert found.bound is not None
    assert first.objective is not None
    assert found.status in (Status.OPTIMAL, Status.GAP)
    assert found.bound >= found.objective - 1e-9
    assert found.bound >= first.objective - 1e-6  # whoever keeps the rule pays nothing
    assert treatment(whole, found).share in (0.0, pytest.approx(1.0))
    made = environment(whole).tables["environment"]
    told = {row[0]: dict(zip(made.columns, row, strict=True)) for row in made.rows}
    assert [told["rule"][name] for name in ("objective_change", "change_at_least", "change_at_most")] == [
        0.0
    ] * 3
    assert "half_of_what_holds" not in told
    assert fined(dict(whole.document), BASE, None).objective == pytest.approx(first.objective)
