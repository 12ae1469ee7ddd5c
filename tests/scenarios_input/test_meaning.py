"""What the fields of a file mean: defaults, years as indices, inheritance, curves."""

import math
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sound_plan import sound

from finance.delivery import Mode
from finance.horizon import Assumptions
from finance.project import ProjectClass
from finance.source import DebtTerms, Obligor, Repayment
from optimizer.problem import DEFAULT_GOAL, Limits, Problem, SolveOptions
from scenarios import ScenarioError
from scenarios.loading import from_document


def problem(**top: Any) -> Problem:
    return from_document(sound() | top).problem


def source(**fields: Any) -> Any:
    return problem(sources=[{"id": "s", "sector": "public", "instrument": "grant", **fields}]).sources[0]


def project(**fields: Any) -> Any:
    return problem(projects=[{"id": "p", "kind": "road", "capex": 90, "cluster": "A", **fields}]).projects[0]


def take_up(area: Any) -> tuple[float, ...]:
    return (
        problem(clusters=[{"id": "A", "demand": [{"segment": "s", "area": area}]}])
        .clusters[0]
        .demand[0]
        .take_up
    )


def test_defaults_are_those_of_the_format() -> None:
    scenario = from_document(sound())
    assert (scenario.currency, scenario.unit, scenario.as_of, scenario.policy) == (
        "VND",
        1.0,
        date(2027, 1, 1),
        None,
    )
    made = scenario.problem
    assert made.assumptions == Assumptions()
    assert made.limits == Limits()
    assert made.goals == (DEFAULT_GOAL,)
    assert made.options == SolveOptions()
    assert set(made.delivery) == {Mode.PUBLIC, Mode.PRIVATE}
    rules = made.delivery[Mode.PRIVATE]
    assert (rules.dscr, rules.reserve, rules.dsra, rules.equity_return, rules.depreciation_years) == (
        1.0,
        True,
        0,
        0,
        20,
    )
    assert (rules.state_share, rules.equity_share, rules.tax_rate) == (None, None, (0.0,) * 20)


def test_a_project_has_the_defaults_of_the_format() -> None:
    made = project()
    assert (made.profile, made.ramp, made.life, made.earliest, made.latest) == ((1.0,), (1.0,), None, 0, 4)
    assert [option.mode for option in made.options] == [Mode.PUBLIC]
    assert made.project_class is ProjectClass.INFRASTRUCTURE
    assert made.name == "p"
    assert made.books == "p"


def test_investment_years_default_to_all_years() -> None:
    made = problem(horizon={"start": 2027, "years": 20})
    assert made.horizon.invest_years == 20
    assert made.projects[0].latest == 19


def test_ceilings_are_zero_in_years_not_named_and_open_where_not_stated() -> None:
    assert source(ceiling={2028: 7}).tranches[0].ceiling == (0.0, 7.0, *(0.0,) * 18)
    assert source(ceiling=7).tranches[0].ceiling == (7.0,) * 20
    assert source().tranches[0].ceiling is None


def test_limits_are_open_in_years_not_named() -> None:
    limits = problem(limits={"recurrent": {2027: 30}, "public_debt": 5}).limits
    assert limits.recurrent == (30.0, *(math.inf,) * 19)
    assert limits.public_debt == (5.0,) * 20
    assert limits.admin_capacity is None


def test_tranches_inherit_what_they_do_not_state() -> None:
    made = source(
        sector="private", instrument="loan", ceiling=60, rate=0.08, tenor=10, grace=2, fee=0.01, repayment="bullet",
        fx_depreciation=0.02, premium=0.1, carry_over=0.5,
        tranches=[{}, {"rate": 0.1, "ceiling": 80, "repayment": "annuity", "premium": 0.2}],
    )  # fmt: skip
    first, second = made.tranches
    assert (first.id, second.id) == ("s.1", "s.2")
    assert first.terms == DebtTerms(0.08, 10, 2, Repayment.BULLET, 0.02)
    assert second.terms == DebtTerms(0.10, 10, 2, Repayment.ANNUITY, 0.02)
    assert (first.ceiling[0], second.ceiling[0], first.premium, second.premium) == (60, 80, 0.1, 0.2)
    assert (first.fee, second.fee, first.carry_over, second.carry_over) == (0.01, 0.01, 0.5, 0.5)


def test_a_source_without_steps_has_one_tranche_of_its_own_id() -> None:
    assert [tranche.id for tranche in source().tranches] == ["s"]


def test_equity_has_terms_where_it_states_a_rate() -> None:
    assert source(instrument="equity", rate=0.14).tranches[0].terms == DebtTerms(0.14, 20)
    assert source(instrument="equity").tranches[0].terms is None
    assert source().tranches[0].terms is None


def test_obligor_defaults_to_the_project() -> None:
    assert source(instrument="loan", rate=0.03, tenor=5).obligor is Obligor.PROJECT


def test_capex_by_year_fixes_start_and_profile() -> None:
    made = project(capex={2028: 20, 2030: 60})
    assert (made.capex, made.is_nominal, made.earliest, made.latest) == (80.0, True, 1, 1)
    assert made.profile == (0.25, 0.0, 0.75)


def test_a_first_year_of_zero_still_starts_there() -> None:
    made = project(capex={2028: 0, 2029: 10})
    assert (made.earliest, made.profile) == (1, (0.0, 1.0))


@pytest.mark.parametrize(
    ("start", "window"),
    [(2029, (2, 2)), ({"earliest": 2028}, (1, 4)), ({"latest": 2029}, (0, 2)), ({}, (0, 4))],
)
def test_start_years_become_indices(start: Any, window: tuple[int, int]) -> None:
    made = project(start=start)
    assert (made.earliest, made.latest) == window


@pytest.mark.parametrize(
    "modes", [["public", "ppp"], {"public": None, "ppp": {}}, {"public": {}, "ppp": None}]
)
def test_modes_without_rules_of_their_own_are_one_spelling(modes: Any) -> None:
    expected = sound()
    expected["projects"][0]["modes"] = ["public", "ppp"]
    other = sound()
    other["projects"][0]["modes"] = modes
    assert from_document(other).problem == from_document(expected).problem
    assert from_document(other).sha256 == from_document(expected).sha256


def test_demand_by_number_holds_in_every_year() -> None:
    assert take_up(12) == (12.0,) * 20


def test_demand_by_year_is_straight_between_zero_before_and_level_after() -> None:
    assert take_up({2028: 4, 2030: 10})[:6] == (0.0, 4.0, 7.0, 10.0, 10.0, 10.0)


def test_demand_by_curve_is_logistic() -> None:
    curve = take_up({"saturation": 15, "midpoint": 2031, "rate": 0.6})
    assert curve[4] == pytest.approx(7.5)
    assert curve[0] == pytest.approx(15 / (1 + math.exp(0.6 * 4)))
    assert all(before < after for before, after in pairwise(curve))


def test_a_steep_curve_far_away_does_not_overflow() -> None:
    assert take_up({"saturation": 15, "midpoint": 2300, "rate": 10})[0] == pytest.approx(0.0)


def test_inflation_is_one_rate_or_three() -> None:
    assert problem(assumptions={"inflation": 0.03}).assumptions == Assumptions(
        inflation_capex=0.03, inflation_opex=0.03, inflation_revenue=0.03
    )
    assert problem(assumptions={"inflation": {"opex": 0.03}}).assumptions == Assumptions(inflation_opex=0.03)


def test_objective_is_one_goal_or_several() -> None:
    assert problem(objective={"jobs": 2}).goals == ((("jobs", 2.0),),)
    assert problem(objective=[{"jobs": 2}, {"investment": -1}]).goals == (
        (("jobs", 2.0),),
        (("investment", -1.0),),
    )


def test_a_share_counts_the_same_years_on_both_sides() -> None:
    target = {"name": "t", "metric": "investment", "where": {"class": "amenity"}, "by": 2030, "at_least": 0.2,
              "of": {"metric": "investment"}}  # fmt: skip
    made = problem(targets=[target]).targets[0]
    assert made.measure.where == {"class": frozenset({"amenity"})}
    assert made.measure.by == 3
    assert made.of is not None
    assert made.of.by == 3


def test_a_tranche_can_be_asked_for_in_a_target() -> None:
    document = sound()
    document["sources"][1]["tranches"] = [{"rate": 0.1}]
    document["targets"] = [{"name": "t", "metric": "funding", "where": {"source": "bank.1"}, "at_most": 5}]
    assert from_document(document).problem.targets[0].measure.where == {"source": frozenset({"bank.1"})}


def test_year_keys_as_text_are_years() -> None:
    document = sound()
    document["sources"][0]["ceiling"] = {"2027": 40, "2029": 20}
    assert from_document(document).problem == from_document(sound()).problem
    assert from_document(document).sha256 == from_document(sound()).sha256


def test_whole_numbers_are_one_spelling() -> None:
    document = sound()
    document["projects"][0]["capex"] = 90.0
    assert from_document(document).sha256 == from_document(sound()).sha256


def test_the_document_can_be_read_again() -> None:
    scenario = from_document(sound())
    again = from_document(scenario.document)
    assert (again.problem, again.document, again.sha256) == (
        scenario.problem,
        scenario.document,
        scenario.sha256,
    )


def test_tax_by_year_names_every_year() -> None:
    rates = dict.fromkeys(range(2027, 2047), 0.1)
    assert problem(delivery={"private": {"tax_rate": rates}}).delivery[Mode.PRIVATE].tax_rate == (0.1,) * 20
    del rates[2040]
    with pytest.raises(ScenarioError, match="2040"):
        problem(delivery={"private": {"tax_rate": rates}})


def test_a_loan_may_outlive_the_plan_where_the_public_side_owes_it() -> None:
    long = {"id": "s", "sector": "public", "instrument": "loan", "rate": 0.03, "tenor": 40}
    private = sound()["projects"][1] | {"modes": ["private"]}
    assert problem(sources=[long])
    assert problem(sources=[long | {"obligor": "public"}], projects=[private])
    with pytest.raises(ScenarioError, match=r"a horizon to 2067 \(years: 41\)"):
        problem(sources=[long], projects=[private])


def test_the_first_year_with_money_and_works_decides_whether_a_loan_fits() -> None:
    private = sound()["projects"][1] | {"modes": {"private": {"delay": 2}}}
    loan = {"id": "s", "sector": "private", "instrument": "loan", "rate": 0.03, "tenor": 18}
    with pytest.raises(ScenarioError, match="drawn in 2029"):
        problem(sources=[loan], projects=[private])
    assert problem(sources=[loan | {"tenor": 16}], projects=[private])
    with pytest.raises(ScenarioError, match="drawn in 2031"):
        problem(sources=[loan | {"tenor": 16, "ceiling": {2031: 5}}], projects=[private])


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_and_items_changes_nothing(random: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = list(value.items())
            random.shuffle(items)
            return {key: shuffled(entry) for key, entry in items}
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return random.sample([shuffled(item) for item in value], len(value))
        return value

    document = sound()
    document["targets"] = [
        {"name": "one", "metric": "jobs", "at_least": 1},
        {"name": "two", "metric": "investment", "at_most": 0.5, "of": {"metric": "funding"}},
    ]
    made = from_document(document).problem
    other = from_document(shuffled(document)).problem
    for name in ("horizon", "delivery", "assumptions", "limits", "options"):
        assert getattr(other, name) == getattr(made, name)
    for name in ("sources", "projects", "clusters"):
        assert {item.id: item for item in getattr(other, name)} == {
            item.id: item for item in getattr(made, name)
        }
    assert {target.name: target for target in other.targets} == {
        target.name: target for target in made.targets
    }
    assert [set(goal) for goal in other.goals] == [set(goal) for goal in made.goals]
