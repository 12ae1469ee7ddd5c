"""What a rule costs: every statement is that of a fresh run without the rule."""

from functools import cache

import pytest

from scenarios import Result, run
from scenarios.language import Language
from scenarios.loading import from_document
from scenarios.scenario import Scenario
from scenarios.status import Status
from scenarios.studies.making import cost_of_rules
from scenarios.studies.rules import Rule, rules_of
from scenarios.studies.study import Completeness, Study
from scenarios.studies.variants import Replan, change, varied
from tests.scenarios_run.bundled import LIBRARY
from tests.studies.small import bundled, ruled


@cache
def scenario() -> Scenario:
    return ruled()


@cache
def study() -> Study:
    return cost_of_rules(scenario())


def rows() -> dict[str, dict[str, object]]:
    table = study().tables["rules"]
    return {str(row[0]): dict(zip(table.columns, row, strict=True)) for row in table.rows}


def test_every_kind_of_rule_is_found() -> None:
    kinds = {rule.kind for rule in rules_of(scenario())}
    assert kinds == {
        "target", "state_share", "equity_share", "dscr", "dsra", "equity_return", "ceiling", "total", "floor",
        "max_share", "min_share", "match", "eligible", "recurrent", "public_debt", "admin_capacity", "committed",
        "requires", "exclusive", "service",
    }  # fmt: skip
    whole = {rule.kind for rule in rules_of(bundled("scenario-md-example"))}
    assert {"indivisible", "min_scale"} <= whole


def test_each_rule_is_asked_once() -> None:
    paths = [rule.path for rule in rules_of(scenario())]
    assert len(set(paths)) == len(paths)
    assert study().done == tuple(paths)
    assert (study().missing, study().completeness) == ((), Completeness.COMPLETE)


@pytest.mark.parametrize("rule", rules_of(ruled()), ids=lambda rule: rule.path)
def test_the_change_stated_is_that_of_a_fresh_run(rule: Rule) -> None:
    told, base = rows()[rule.path], run(scenario())
    without = run(from_document(scenario().document, rule.changes))
    assert isinstance(base, Result)
    assert isinstance(without, Result)
    gained = without.plan.objective - base.plan.objective
    if rule.may_only:
        gained = max(0.0, gained)
    assert told["objective"] == pytest.approx(without.plan.objective, rel=1e-9)
    assert told["objective_change"] == pytest.approx(gained, abs=2e-6 * abs(base.plan.objective))
    for name, amount in base.plan.metrics.items():
        moved = without.plan.metrics[name] - amount
        assert told[f"{name}_change"] == pytest.approx(moved, abs=2e-6 * max(1.0, abs(amount)))
    assert without.plan.objective >= base.plan.objective - (1e-5 if rule.may_only else 1e6)
    word = "stays the same" if abs(gained) <= 1.6e-4 else "rises by" if gained > 0.0 else "falls by"
    assert word in str(told["sentence"])


def test_some_rules_cost_and_some_do_not() -> None:
    changes = [row["objective_change"] for row in rows().values()]
    assert any(isinstance(each, float) and each > 0.1 for each in changes)
    assert 0.0 in changes


@pytest.mark.parametrize("name", sorted(path.stem for path in LIBRARY.glob("*.yaml")))
def test_every_rule_of_a_bundled_scenario_can_be_taken_out(name: str) -> None:
    own = bundled(name)
    rules = rules_of(own)
    for rule in rules[:: 1 + len(rules) // 60]:
        assert varied(own.document, rule.changes).sha256 != own.sha256


def test_without_a_ceiling_a_plan_may_grow_without_end() -> None:
    endless = ruled(objective={"funding": 1})
    told = cost_of_rules(endless).tables["rules"]
    (row,) = [row for row in told.rows if row[0] == "sources.equity.ceiling"]
    assert row[2] == Status.UNBOUNDED.value
    assert row[-1] == "Without the yearly ceiling of equity, the objective value would grow without end."


def test_sentences_are_said_in_vietnamese() -> None:
    told = cost_of_rules(ruled(), language=Language("vi")).tables["rules"]
    said = {str(row[0]): str(row[-1]) for row in told.rows}
    assert all(text.startswith("Nếu bỏ ") for text in said.values())
    assert said["targets.little road"].startswith('Nếu bỏ chỉ tiêu "little road", giá trị mục tiêu ')


def plan(status: Status, objective: float, bound: float) -> Replan:
    return Replan(status, objective, bound, {}, (), ())


def test_plans_within_a_gap_say_what_is_proven() -> None:
    base, other = plan(Status.GAP, 100.0, 101.0), plan(Status.GAP, 103.0, 104.5)
    moved = change(base, other)
    assert (moved.found, moved.least, moved.most) == pytest.approx((3.0, 2.0, 4.5))
    worse = change(base, plan(Status.GAP, 99.5, 100.5), may_only=1)
    assert (worse.found, worse.least, worse.most) == pytest.approx((0.0, 0.0, 0.5))
    exact = change(plan(Status.OPTIMAL, 100.0, 100.0), plan(Status.OPTIMAL, 98.0, 98.0))
    assert exact.is_exact
    assert (exact.found, exact.least, exact.most) == (-2.0, -2.0, -2.0)


def test_the_cost_of_wholeness_lies_in_what_is_proven() -> None:
    own = bundled("lorie-savage-whole", {"solve.gap": 0.2})
    told = cost_of_rules(own).tables["rules"]
    row = dict(zip(told.columns, next(r for r in told.rows if r[1] == "indivisible"), strict=True))
    truth = 70.27272727272728 - 70.0  # published optima of both
    assert row["change_at_least"] <= truth + 1e-6
    assert row["change_at_most"] >= truth - 1e-6
