"""Equal treatment, reform and promotion: every statement is that of a fresh run."""

from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.cluster import Cluster
from optimizer.plan import Family
from scenarios import Result, run
from scenarios.language import CODES, Language
from scenarios.loading import from_document
from scenarios.scenario import Scenario
from scenarios.status import Status
from scenarios.studies.equal_treatment import LABELS, REMOVED, SWAPPED, changed, lines, places, relabelled
from scenarios.studies.programme import equal_treatment, promotion, reform
from scenarios.studies.promotion import Scarce, one_more_of_each
from scenarios.studies.reform import Reform, reforms
from scenarios.studies.study import Study, StudyRefused
from scenarios.studies.variants import Replan, of_plan
from tests.studies.small import bundled, ruled

PROCEDURES: dict[str, Any] = {
    "steps": [
        {"mode": "public", "name": "approval", "statutory": 200, "actual": 500},
        {"mode": "private", "name": "selection", "statutory": 380, "actual": 370},
    ]
}


@cache
def scenario() -> Scenario:
    """Some labels, procedures that cost a year, tenants with scores that count."""
    document: dict[str, Any] = deepcopy(dict(ruled(procedures=PROCEDURES).document))
    document["limits"]["admin_capacity"] = {2028: 1, 2029: 1}
    document["projects"][2]["admin_effort"] = 2
    document["projects"].append(
        {"id": "school", "kind": "training_centre", "capex": 4, "benefit": 0.5, "adds_admin_capacity": 1}
    )
    document["sources"][0]["ownership"] = "state"
    document["sources"][3]["ownership"] = "foreign"
    document["projects"][2]["ownership"] = "domestic"
    document["clusters"][0]["developer"] = {"ownership": "cooperative"}
    textiles, wood = document["clusters"][0]["demand"]
    textiles["scores"], wood["scores"] = {"technology": 0.4}, {"environment": 1.0, "local_material": 1.0}
    document["promotion"] = {"weights": {"technology": 1, "environment": 1}, "worth_of_score": 3}
    return from_document(document)


def solved(changes: dict[str, object] | None = None) -> Result:
    ending = run(from_document(scenario().document, changes))
    assert isinstance(ending, Result)
    return ending


@cache
def base() -> Result:
    return solved()


@cache
def treated() -> Study:
    return equal_treatment(scenario())


@cache
def reformed() -> Study:
    return reform(scenario())


@cache
def courted() -> Study:
    return promotion(scenario())


def rows(study: Study, name: str) -> list[dict[str, Any]]:
    made = study.tables[name]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]


NEAR = 3e-6


# equal treatment


def test_every_place_of_a_label_gets_another_one() -> None:
    found = {(place.subject, place.id): place for place in places(scenario().document)}
    document = scenario().document
    assert len(found) == len(document["sources"]) + len(document["clusters"]) + len(document["projects"])
    assert found["source", "budget"].now == "state"
    assert found["cluster", "A"].now == "cooperative"
    assert all(place.swapped != place.now for place in found.values())
    assert {place.swapped for place in found.values()} == {*LABELS, "cooperative"}
    swapped, removed = relabelled(document)
    after = from_document(document, swapped.changes).document
    assert [place.now for place in places(after)] == [place.swapped for place in places(document)]
    assert all(place.now is None for place in places(from_document(document, removed.changes).document))


def test_a_swap_takes_equal_labels_to_equal_labels_and_different_to_different_ones() -> None:
    document = deepcopy(dict(scenario().document))
    for number, project in enumerate(document["projects"]):
        project["ownership"] = "abcab"[number % 5]
    swapped: dict[str | None, set[str]] = {}
    for place in places(document):
        if place.now is not None:
            swapped.setdefault(place.now, set()).add(place.swapped)
    assert all(len(words) == 1 for words in swapped.values())
    assert len({next(iter(words)) for words in swapped.values()}) == len(swapped)


def test_the_plan_with_swapped_labels_is_the_same_row_by_row() -> None:
    for variant in relabelled(scenario().document):
        other = solved(dict(variant.changes))
        for name in ("projects", "funding", "leases", "sources"):
            assert other.tables[name] == base().tables[name]
    told = rows(treated(), "equal_treatment")
    assert {row["variant"] for row in told} == {SWAPPED, REMOVED}
    assert all(row["unchanged"] and row["rows_changed"] == 0.0 and row["difference"] == 0.0 for row in told)
    plan = base().plan
    (whole,) = [row for row in told if (row["variant"], row["subject"]) == (SWAPPED, "plan")]
    assert whole["rows_compared"] == len(plan.starts) + len(plan.draws) + len(plan.leases) > 10
    assert whole["funded_after"] == pytest.approx(sum(draw.amount for draw in plan.draws))
    funded = {
        row["id"]: row["funded_before"]
        for row in told
        if row["subject"] == "project" and row["variant"] == SWAPPED
    }
    assert sum(funded.values()) == pytest.approx(whole["funded_before"])
    assert funded["A-land"] == pytest.approx(sum(d.amount for d in plan.draws if d.project == "A-land"))


@given(
    st.lists(st.sampled_from([None, "state", "foreign", "household", "Nhà nước"]), min_size=16, max_size=16)
)
def test_no_label_reaches_the_planning_problem(labels: list[str | None]) -> None:
    """Whatever is written down of owners: the problem that is solved is the same, number by number."""
    changes = {
        place.path: label
        for place, label in zip(places(scenario().document), labels, strict=False)
        if not (label is None and place.now is None) and not (label is None and place.subject == "cluster")
    }
    assert from_document(scenario().document, changes).problem == scenario().problem


def test_a_plan_that_does_change_is_told() -> None:
    before, after = of_plan(base().plan), of_plan(solved({"projects.A-land.capex": {"times": 1.1}}).plan)
    moved = changed(lines(scenario(), before, "plan", ""), lines(scenario(), after, "plan", ""))
    assert moved
    key = ("draw", *next(key for key in moved if key[0] == "draw")[1:])
    assert moved[key] == pytest.approx(
        sum(d.amount for d in after.draws if ("draw", d.project, d.mode.value, d.source, str(d.year)) == key)
        - sum(
            d.amount for d in before.draws if ("draw", d.project, d.mode.value, d.source, str(d.year)) == key
        )
    )


# reform


@pytest.mark.parametrize("each", reforms(scenario()), ids=lambda each: each.id)
def test_the_value_of_a_reform_is_the_difference_of_two_runs(each: Reform) -> None:
    (row,) = [row for row in rows(reformed(), "reform") if row["reform"] == each.id]
    ending = run(from_document(scenario().document, each.changes))
    if not isinstance(ending, Result):
        assert (row["status"], row["objective"]) == (Status.INFEASIBLE.value, None)
        return
    size = max(1.0, abs(base().plan.objective))
    gained = ending.plan.objective - base().plan.objective
    assert row["objective"] == pytest.approx(ending.plan.objective, rel=1e-9)
    assert row["objective_change"] == pytest.approx(gained, abs=NEAR * size)
    assert gained * each.may_only >= -NEAR * size
    for name, amount in base().plan.metrics.items():
        moved = ending.plan.metrics[name] - amount
        assert row[f"{name}_change"] == pytest.approx(moved, abs=NEAR * max(1.0, abs(amount)))


def test_reforms_reach_what_they_are_named_after() -> None:
    def delays(id_: str) -> set[int]:
        (each,) = [each for each in reforms(scenario()) if each.id == id_]
        options = [
            o for p in from_document(scenario().document, each.changes).problem.projects for o in p.options
        ]
        return {option.delay for option in options}

    assert {option.delay for p in scenario().problem.projects for option in p.options} == {1}
    assert delays("statutory_time") == {0, 1}
    assert (delays("shorter"), delays("no_procedures")) == ({0}, {0})
    law = next(each for each in reforms(scenario()) if each.id == "statutory_time")
    assert law.may_only == 1
    ids = [each.id for each in reforms(scenario())]
    assert ids == [
        "statutory_time", "shorter", "no_procedures", "without/office", "with/school", "without/school",
        "capacity_one_more", "capacity_quarter_more", "together",
    ]  # fmt: skip
    without = next(each for each in reforms(scenario()) if each.id == "without/school")
    assert not [s for s in solved(dict(without.changes)).plan.starts if s.project == "school"]


def test_the_price_of_capacity_stands_beside_its_effect_and_never_below_it() -> None:
    (row,) = [row for row in rows(reformed(), "reform") if row["reform"] == "capacity_one_more"]
    prices = [r.price for r in base().plan.limits if r.family is Family.ADMIN_CAPACITY and r.upper < 1e9]
    assert row["price_says"] == pytest.approx(sum(price or 0.0 for price in prices), abs=1e-9)
    assert row["price_says"] >= row["objective_change"] - NEAR * abs(base().plan.objective)


def test_a_scenario_without_a_lever_is_refused() -> None:
    with pytest.raises(StudyRefused, match="Nothing to reform"):
        reforms(bundled("lorie-savage"))


# promotion


@pytest.mark.parametrize("each", one_more_of_each(scenario()), ids=lambda each: each.variant.id)
def test_what_one_more_is_worth_is_that_of_a_fresh_run(each: Any) -> None:
    other = solved(dict(each.changes))
    gained = other.plan.objective - base().plan.objective
    size = max(1.0, abs(base().plan.objective))
    told = rows(courted(), "promotion") + rows(courted(), "scarcity")
    (row,) = [
        row
        for row in told
        if (row["cluster"], row.get("segment", row.get("id")), row.get("what", "demand"))
        == (each.cluster, each.id, each.what.value)
    ]
    assert row["worth"] == pytest.approx(max(0.0, gained), abs=NEAR * size)
    assert gained >= -NEAR * size
    if (
        each.what is not Scarce.LAND
    ):  # a limit moved in a linear plan: its price is the most that it can bring
        assert row["price_says"] >= row["worth"] - NEAR * size
    moved = [
        (one.take_up, two.take_up)
        for one, two in zip(_demand(other), _demand(base()), strict=True)
        if one.take_up != two.take_up
    ]
    if each.what is Scarce.DEMAND:
        ((after, before),) = moved
        assert after == pytest.approx([area + 1.0 for area in before])
    else:
        assert moved == []


def _demand(result: Result) -> list[Any]:
    clusters: tuple[Cluster, ...] = result.plan.problem.clusters
    return [segment for cluster in clusters for segment in cluster.demand]


def test_tenants_are_ranked_by_what_a_hectare_is_worth() -> None:
    told = rows(courted(), "promotion")
    assert {row["segment"]: row["score"] for row in told} == {"textiles": 0.2, "wood": 0.5}
    order = sorted(told, key=lambda row: row["rank"])
    assert [row["rank"] for row in order] == [1, 2]
    assert order[0]["worth"] >= order[1]["worth"]
    let = {lease.segment: 0.0 for lease in base().plan.leases}
    for lease in base().plan.leases:
        let[lease.segment] += lease.hectares
    for row in told:
        assert row["hectares"] == pytest.approx(let.get(row["segment"], 0.0))
        assert row["demand"] == pytest.approx(12.0 if row["segment"] == "textiles" else 3.0)
    bare = solved({"promotion.worth_of_score": 0})
    for row in told:
        leased = sum(lease.hectares for lease in bare.plan.leases if lease.segment == row["segment"])
        assert row["hectares_without_scores"] == pytest.approx(leased, abs=1e-6)


def test_a_higher_score_moves_scarce_land() -> None:
    """Where a score is worth much, land goes to whom it favours; where it is worth nothing, to whom it would anyway."""
    changes: dict[str, object] = {"projects.A-land.land.area": 2.0, "promotion.worth_of_score": 50.0}
    favoured = {"clusters.A.demand.textiles.scores": None} | changes
    plan = solved(favoured).plan
    wood = sum(lease.hectares for lease in plan.leases if lease.segment == "wood")
    plain = solved(favoured | {"promotion.worth_of_score": 0}).plan
    assert wood > 1.0
    assert wood > sum(lease.hectares for lease in plain.leases if lease.segment == "wood") + 0.5


def test_without_tenants_nobody_can_be_courted() -> None:
    with pytest.raises(StudyRefused, match="no demand for land"):
        one_more_of_each(bundled("lorie-savage"))


def test_a_take_up_that_is_forecast_gets_its_hectare_too() -> None:
    document = deepcopy(dict(scenario().document))
    del document["clusters"][0]["demand"][1]["area"]
    document["clusters"][0]["demand"][1]["forecast"] = {"method": "reference", "capacity": 20}
    document["assumptions"] = {**document.get("assumptions", {}), "take_up": "high"}
    forecast = from_document(document)
    each = next(each for each in one_more_of_each(forecast) if each.id == "wood")
    after = from_document(document, each.changes)
    for number, more in ((0, 0.0), (1, 1.0)):
        before = forecast.problem.clusters[0].demand[number].take_up
        assert after.problem.clusters[0].demand[number].take_up == pytest.approx(
            [area + more for area in before]
        )


# all of them


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("ask", [equal_treatment, reform, promotion])
def test_each_is_told_in_both_languages(ask: Any, code: Any) -> None:
    study = ask(scenario(), language=Language(code))
    assert study.missing == ()
    for made in study.tables.values():
        place = list(made.columns).index("sentence")
        for row in made.rows:
            assert str(row[place]).endswith(".")
            assert "{" not in str(row[place])


def test_a_plan_that_was_not_found_is_told() -> None:
    nothing = Replan(Status.INFEASIBLE, None, None, {}, (), ())
    from scenarios.studies.equal_treatment import equal_treatment_table
    from scenarios.studies.telling import Telling

    made = equal_treatment_table(
        scenario(), of_plan(base().plan), {SWAPPED: nothing}, Telling(scenario(), Language("en"))
    )
    place = list(made.columns).index("unchanged")
    assert not any(row[place] for row in made.rows)
