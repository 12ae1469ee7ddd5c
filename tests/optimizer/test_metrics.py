"""Every metric of a small problem, coefficient by coefficient, worked out by hand from the page of the model."""

import pytest

from finance.cluster import ClusterId
from finance.delivery import Mode
from finance.horizon import Assumptions
from finance.project import Land, Option
from finance.source import DebtTerms, Instrument, Obligor, Repayment, Sector
from optimizer.build import build
from optimizer.lp_text import column_names
from optimizer.metrics import METRICS, UNITS, gradient, measure_terms, metric, metric_names
from optimizer.problem import Measure, Problem
from tests.optimizer.nouns import cluster, equity, loan, problem, project, segment, source

# all rates such that a year halves, or grows by a simple share
RATES = Assumptions(
    social_discount_rate=1.0, discount_rate=1.0, inflation_capex=0.1, inflation_opex=0.2, inflation_revenue=0.3,
    conversion_factor=0.5, cost_of_public_funds=0.25,
)  # fmt: skip


def _posed() -> Problem:
    """Land a, built by the public side or as ppp, in 2027 for 2028 and 2029; every kind of money for it."""
    land = project(
        "a", 100.0, Mode.PUBLIC, Option(Mode.PPP, capex_factor=0.8, availability=3.0), kind="land_preparation",
        opex=4.0, revenue=10.0, ramp=(0.5, 1.0), benefit=40.0, land=Land(20.0, fee=1.0), cluster=ClusterId("C"),
        value=7.0, jobs=2.0, indicators={"safety": 5.0},
    )  # fmt: skip
    bullet = DebtTerms(0.5, 2, repayment=Repayment.BULLET)
    return problem(
        3, 1,
        (
            source("g"),
            source("stated", premium=0.07),
            equity("pe", sector=Sector.PUBLIC),
            source("e", Instrument.EQUITY, None, DebtTerms(3.0, 1), Sector.PPP),
            loan("bank", bullet),
            loan("oda", bullet, sector=Sector.PUBLIC, obligor=Obligor.PUBLIC),
        ),
        (land,),
        clusters=(cluster("C", segment("g", (0.0, 9.0, 9.0), price=7.0, benefit_per_ha=6.0, jobs_per_ha=90.0)),),
        assumptions=RATES,
    )  # fmt: skip


def _coefficients(name: str, posed: Problem | None = None) -> dict[str, float]:
    columns = build(posed or _posed()).columns
    dense = gradient(columns, metric(columns, name))
    return {column: amount for column, amount in zip(column_names(columns), dense, strict=True) if amount}


PUBLIC, PPP = "start(a,public,2027)", "start(a,ppp,2027)"
LEASE = {mode: [f"lease(a,{mode},g,{year})" for year in (2028, 2029)] for mode in ("public", "ppp")}
DRAWS = ("g", "stated", "pe", "e", "bank", "oda")

# 2028: revenue 10 x 0.5 x 1.3, opex 4 x 1.2; 2029: revenue 10 x 1.69, opex 4 x 1.44
OPERATION = (6.5 - 4.8) / 2 + (16.9 - 5.76) / 4
# a hectare from 2028: price and fee 8 x 1.3, then fee 1.69; from 2029: 8 x 1.69
HECTARE = (10.4 / 2 + 1.69 / 4, 13.52 / 4)
# 0.5 after one year, 1.5 after two
PAID = 0.5 / 2 + 1.5 / 4
AVAILABILITY = 3 / 2 + 3 / 4


def _of_draws(public: tuple[float, ...], ppp: tuple[float, ...]) -> dict[str, float]:
    return {
        f"fund(a,{mode},{name},2027)": unit
        for mode, units in (("public", public), ("ppp", ppp))
        for name, unit in zip(DRAWS, units, strict=True)
        if unit
    }


def test_economic_npv() -> None:
    # benefit 40 x (0.5, 1); opex 4 a year and capex at half their price; nothing grows
    benefit, opex = 20 / 2 + 40 / 4, 0.5 * (4 / 2 + 4 / 4)
    assert _coefficients("economic_npv") == pytest.approx({
        PUBLIC: benefit - opex - 50, PPP: benefit - opex - 40,
        **dict.fromkeys((LEASE["public"][0], LEASE["ppp"][0]), 6 / 2 + 6 / 4),
        **dict.fromkeys((LEASE["public"][1], LEASE["ppp"][1]), 6 / 4),
    })  # fmt: skip


def test_financial_npv() -> None:
    assert _coefficients("financial_npv") == pytest.approx({
        PUBLIC: OPERATION - 100, PPP: OPERATION - 80,
        **dict(zip(LEASE["public"], HECTARE, strict=True)), **dict(zip(LEASE["ppp"], HECTARE, strict=True)),
    })  # fmt: skip


def test_investment_and_funding() -> None:
    assert _coefficients("investment") == pytest.approx({PUBLIC: 100, PPP: 80})
    # a vehicle's loan of two years is repaid inside the three
    assert _coefficients("funding") == _of_draws((1,) * 6, (1,) * 6)


def test_public_and_private_money() -> None:
    assert _coefficients("public_money") == _of_draws((1, 1, 1, 0, 0, 1), (1, 1, 1, 0, 0, 1))
    assert _coefficients("private_money") == _of_draws((0, 0, 0, 1, 1, 0), (0, 0, 0, 1, 1, 0))


def test_money_of_a_later_year_is_discounted() -> None:
    later = problem(3, 3, (source("g"),), (project("a"),), assumptions=RATES)
    assert _coefficients("public_money", later) == {
        f"fund(a,public,g,{2027 + t})": 0.5**t for t in range(3)
    }  # fmt: skip
    assert _coefficients("cost_of_funds", later) == pytest.approx({
        f"fund(a,public,g,{2027 + t})": 0.25 * 0.5**t for t in range(3)
    })  # fmt: skip


def test_public_outlay() -> None:
    assert _coefficients("public_outlay") == pytest.approx({
        PUBLIC: -OPERATION, PPP: AVAILABILITY,
        **{column: -amount for column, amount in zip(LEASE["public"], HECTARE, strict=True)},
        # who builds publicly owes the bank; oda is owed publicly in any mode; a private investor owes himself
        **_of_draws((1, 1, 1, 0, PAID, PAID), (1, 1, 1, 0, 0, PAID)),
    })  # fmt: skip


def test_cost_of_funds() -> None:
    # equity at 300 % for one year: 4 after a year, worth 2
    premium, public = PAID - 1, 0.25 * PAID
    assert _coefficients("cost_of_funds") == pytest.approx({
        PUBLIC: -0.25 * OPERATION, PPP: 0.25 * AVAILABILITY,
        **{column: -0.25 * amount for column, amount in zip(LEASE["public"], HECTARE, strict=True)},
        **_of_draws(
            (0.25, 0.07, 0.25, 1, premium + public, premium + public), (0.25, 0.07, 0.25, 1, premium, premium + public)
        ),
    })  # fmt: skip


def test_counts() -> None:
    leases = [*LEASE["public"], *LEASE["ppp"]]
    assert _coefficients("hectares") == dict.fromkeys(leases, 1.0)
    assert _coefficients("jobs") == {PUBLIC: 2.0, PPP: 2.0, **dict.fromkeys(leases, 90.0)}
    assert _coefficients("value") == {PUBLIC: 7.0, PPP: 7.0}
    assert _coefficients("projects") == {PUBLIC: 1.0, PPP: 1.0}
    assert _coefficients("safety") == {PUBLIC: 5.0, PPP: 5.0}


def test_metric_names_are_those_with_units_and_the_indicators() -> None:
    columns = build(_posed()).columns
    assert metric_names(columns) == [*METRICS, "safety"]
    assert set(UNITS) == set(METRICS)


def test_metric_refuses_a_name_that_nobody_knows() -> None:
    columns = build(_posed()).columns
    with pytest.raises(KeyError, match="saftey"):
        metric(columns, "saftey")


@pytest.mark.parametrize(
    ("name", "tag_years"),
    [
        ("economic_npv", {PUBLIC: 0, LEASE["public"][0]: 1}),
        ("financial_npv", {PUBLIC: 0, LEASE["public"][1]: 2}),
        ("investment", {PUBLIC: 0}),
        ("public_outlay", {PPP: 0, LEASE["public"][0]: 1, "fund(a,ppp,g,2027)": 0}),
        ("hectares", {LEASE["ppp"][0]: 1}),
        ("jobs", {PUBLIC: 1, LEASE["ppp"][1]: 2}),
        ("value", {PUBLIC: 1}),
        ("projects", {PPP: 1}),
        ("safety", {PPP: 1}),
    ],
)
def test_metrics_count_from_the_year_of_their_tag(name: str, tag_years: dict[str, int]) -> None:
    columns = build(_posed()).columns
    names = column_names(columns)
    for column, year in tag_years.items():
        at = names.index(column)
        before = gradient(columns, measure_terms(columns, Measure(name, {}, year - 1)))
        then = gradient(columns, measure_terms(columns, Measure(name, {}, year)))
        assert before[at] == 0.0
        assert then[at] != 0.0


@pytest.mark.parametrize(
    ("tag", "accepted", "kept"),
    [
        ("mode", {"ppp"}, 6), ("source", {"bank"}, 2), ("source", {"bank", "oda"}, 4), ("sector", {"public"}, 8),
        ("instrument", {"grant"}, 4), ("project", {"a"}, 12), ("project", {"b"}, 0), ("cluster", {"C"}, 12),
        ("class", {"infrastructure"}, 12), ("class", {"amenity"}, 0), ("kind", {"land_preparation"}, 12),
    ],
)  # fmt: skip
def test_measure_terms_carry_every_tag_asked_for(tag: str, accepted: set[str], kept: int) -> None:
    columns = build(_posed()).columns
    terms = measure_terms(columns, Measure("funding", {tag: frozenset(accepted)}))
    assert sum(len(chunk.column) for chunk in terms) == kept
    # what is not a draw carries no source, sector or instrument
    if tag in ("source", "sector", "instrument"):
        outside = measure_terms(columns, Measure("investment", {tag: frozenset(accepted)}))
        assert sum(len(chunk.column) for chunk in outside) == 0
