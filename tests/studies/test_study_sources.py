"""What sources mobilise, and what their absence, delay or shortfall costs."""

from functools import cache

import pytest

from finance.horizon import discount_factors
from scenarios import Result, run
from scenarios.loading import from_document
from scenarios.scenario import Scenario
from scenarios.status import Status
from scenarios.studies.late_money import Stress, holes, late_sources
from scenarios.studies.making import late_money, what_sources_bring
from scenarios.studies.sources import without
from scenarios.studies.study import Study
from scenarios.studies.variants import Replan, of_plan
from scenarios.studies.works import Move, works_that_move
from tests.studies.small import ruled


@cache
def scenario() -> Scenario:
    return ruled()


@cache
def bring() -> Study:
    return what_sources_bring(scenario())


@cache
def late() -> Study:
    return late_money(scenario())


def solved(changes: dict[str, object] | None = None) -> Result:
    ending = run(from_document(scenario().document, changes))
    assert isinstance(ending, Result)
    return ending


def table(study: Study, name: str) -> list[dict[str, object]]:
    made = study.tables[name]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]


@pytest.mark.parametrize("source", ["bank", "budget", "equity", "support"])
def test_a_source_taken_out_is_a_fresh_run_without_it(source: str) -> None:
    (row,) = [row for row in table(bring(), "sources") if row["source"] == source]
    own = next(each for each in scenario().document["sources"] if each["id"] == source)
    ending = run(from_document(scenario().document, without(own)))
    if not isinstance(ending, Result):
        assert (row["status"], row["objective"]) == (Status.INFEASIBLE.value, None)
        assert str(row["sentence"]).endswith("no plan keeps every limit.")
        return
    assert not [draw for draw in ending.plan.draws if draw.source.split(".")[0] == source]
    base = solved()
    assert row["objective"] == pytest.approx(ending.plan.objective, rel=1e-9)
    lost = base.plan.metrics["private_money"] - ending.plan.metrics["private_money"]
    if own["sector"] == "public":
        assert row["private_lost"] == pytest.approx(lost, abs=1e-4)
        assert row["mobilised_per_unit"] == pytest.approx(lost / float(str(row["drawn"])), abs=1e-4)
        assert ("no longer comes" in str(row["sentence"])) == (lost > 1e-4)


def test_leverage_is_private_money_beside_the_source_over_its_draws() -> None:
    base = solved()
    worth = discount_factors(0.1, base.plan.problem.horizon.years)
    drawn = {(d.project, d.mode) for d in base.plan.draws if d.source == "budget"}
    own = sum(d.amount * worth[d.year] for d in base.plan.draws if d.source == "budget")
    private = sum(
        d.amount * worth[d.year]
        for d in base.plan.draws
        if d.source in ("bank.1", "bank.2", "equity") and (d.project, d.mode) in drawn
    )
    (row,) = [row for row in table(bring(), "sources") if row["source"] == "budget"]
    assert row["drawn"] == pytest.approx(own)
    assert row["leverage"] == pytest.approx(private / own)


def test_late_sources_are_fresh_runs_of_their_changes() -> None:
    base = solved()
    told = {(row["source"], row["stress"]): row for row in table(late(), "late_money")}
    assert len(told) == 8
    for each in late_sources(scenario()):
        row = told[each.source, each.stress.value]
        ending = run(from_document(scenario().document, each.changes))
        if not isinstance(ending, Result):
            assert row["objective"] is None
            continue
        assert row["objective"] == pytest.approx(ending.plan.objective, rel=1e-9)
        moved = ending.plan.objective - base.plan.objective
        assert row["objective_change"] == pytest.approx(moved, abs=1e-5 * abs(base.plan.objective))
        works = list(works_that_move(of_plan(base.plan), of_plan(ending.plan), scenario()))
        assert row["works_lost"] == sum(w.move is Move.LOST for w in works)


def test_late_money_comes_a_year_later_and_a_fifth_less_is_a_fifth_less() -> None:
    changes = {(each.source, each.stress): each.changes for each in late_sources(scenario())}
    assert changes["budget", Stress.LATE] == {"sources.budget.ceiling": {2028: 30, 2029: 30, 2030: 20}}
    assert changes["bank", Stress.LATE] == {
        "sources.bank.tranches.1.ceiling": dict.fromkeys(range(2028, 2047), 10),
        "sources.bank.tranches.2.ceiling": dict.fromkeys(range(2028, 2047), 20),
    }
    less = {"times": 0.8}
    assert changes["support", Stress.LESS] == {
        "sources.support.ceiling": less, "sources.support.total": less, "sources.support.floor": less,
    }  # fmt: skip


def test_a_hole_is_what_does_not_come_in_its_year() -> None:
    base = of_plan(solved().plan)
    stress = {(each.source, each.stress): each for each in late_sources(scenario())}
    planned = [0.0] * 5
    for draw in base.draws:
        if draw.source == "budget":
            planned[draw.year] += draw.amount
    # what is not drawn in a year is kept by half
    ceiling, kept, expected = [0.0, 30.0, 30.0, 20.0, 0.0], 0.0, []
    for year, wanted in enumerate(planned):
        there = ceiling[year] + 0.5 * kept
        comes = min(wanted, there)
        kept = there - comes
        if wanted > 1e-6:
            expected.append((year, wanted, comes, wanted - comes))
    found = list(holes(scenario(), stress["budget", Stress.LATE], base))
    assert [hole[0] for hole in found] == [hole[0] for hole in expected]
    for hole, other in zip(found, expected, strict=True):
        assert hole == pytest.approx(other, abs=1e-5)
    assert found[0][3] == pytest.approx(planned[0])  # nothing of a late source comes in the first year
    told = [
        row
        for row in table(late(), "cash_hole")
        if (row["source"], row["stress"]) == ("budget", "one_year_late")
    ]
    assert [(row["year"], row["hole"]) for row in told] == [
        (2027 + y, pytest.approx(h)) for y, _, _, h in found
    ]
    whole = next(
        r for r in table(late(), "late_money") if (r["source"], r["stress"]) == ("budget", "one_year_late")
    )
    assert whole["hole"] == pytest.approx(sum(hole[3] for hole in found))


def test_a_source_without_limits_cannot_be_stressed() -> None:
    sources = [dict(source) for source in scenario().document["sources"]]
    del sources[3]["ceiling"]
    found = [each for each in late_sources(ruled(sources=sources)) if each.source == "equity"]
    assert [each.changes for each in found] == [{}, {}]


def test_moves_of_works_are_told_apart() -> None:
    nothing = Replan(Status.OPTIMAL, 0.0, 0.0, {}, (), ())
    base = of_plan(solved().plan)
    lost = {each.project: each.move for each in works_that_move(base, nothing, scenario())}
    new = {each.project: each.move for each in works_that_move(nothing, base, scenario())}
    assert lost.keys() == new.keys() != set()
    assert set(lost.values()) == {Move.LOST}
    assert set(new.values()) == {Move.NEW}
    assert list(works_that_move(base, base, scenario())) == []
