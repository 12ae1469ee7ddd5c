"""A plan worked out on paper passes every check; each check fails as soon as its own limit is passed by a hair."""

from collections.abc import Callable
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from finance.cluster import SegmentId, Service
from finance.delivery import DeliveryMode, Mode
from finance.project import Land, Option, Project, ProjectId, VehicleId
from finance.source import DebtTerms, Eligibility, FundingSource, Match, SourceId, TrancheId
from optimizer.plan import Books, Carry, Draw, Family, Kind, Lease, LimitRow, PaidIn, Plan, Start
from optimizer.problem import Measure, Target
from optimizer.verify import Check, recompute, verify
from tests.verify.hand_plan import PLAN

NAMES = [
    *("known_rows", "bounds", "integrality"),
    *("start_window", "start_once", "exclusive", "min_scale", "requires"),
    *("lease_supply", "demand", "service"),
    *("eligibility", "repaid_in_time", "uses_and_sources", "working_capital"),
    *("source_year", "source_total", "source_floor", "max_share", "min_share", "match"),
    *("state_share", "equity_share", "dscr", "lock_up", "tax", "cash", "cash_floor", "equity_return"),
    *("recurrent", "public_debt", "admin_capacity", "target"),
    *("metrics", "objective", "gap", "limit_rows", "strong_duality"),
]

HAIR = 1e-3
"""How far a limit is passed where the amount is to be as small as a reader would still object to."""


def failed(plan: Plan) -> set[str]:
    """Names of the checks that a plan fails."""
    return {check.name for check in verify(plan) if not check.passed}


def ruled(mode: Mode = Mode.PRIVATE, **rules: Any) -> Plan:
    """The plan under other rules of one delivery mode."""
    delivery = dict(PLAN.problem.delivery)
    delivery[mode] = replace(delivery.get(mode, DeliveryMode(mode, (0.0,) * 6)), **rules)
    return replace(PLAN, problem=replace(PLAN.problem, delivery=delivery))


def limited(**limits: Any) -> Plan:
    """The plan under other public limits."""
    return replace(PLAN, problem=replace(PLAN.problem, limits=replace(PLAN.problem.limits, **limits)))


def sourced(name: str, change: Callable[[FundingSource], FundingSource]) -> Plan:
    """The plan with one source changed."""
    sources = tuple(change(source) if source.id == name else source for source in PLAN.problem.sources)
    return replace(PLAN, problem=replace(PLAN.problem, sources=sources))


def source(name: str, **fields: Any) -> Plan:
    """The plan with some fields of one source changed."""
    return sourced(name, lambda known: replace(known, **fields))


def tranche(name: str, **fields: Any) -> Plan:
    """The plan with some fields of one source's only tranche changed."""
    return sourced(name, lambda known: replace(known, tranches=(replace(known.tranches[0], **fields),)))


def work(name: str, **fields: Any) -> Plan:
    """The plan with some fields of one project changed."""

    def changed(project: Project) -> Project:
        return replace(project, **fields) if project.id == name else project

    return replace(
        PLAN, problem=replace(PLAN.problem, projects=tuple(changed(one) for one in PLAN.problem.projects))
    )


def works(**by_name: dict[str, Any]) -> Plan:
    """The plan with some fields of several projects changed."""
    projects = tuple(replace(one, **by_name.get(one.id, {})) for one in PLAN.problem.projects)
    return replace(PLAN, problem=replace(PLAN.problem, projects=projects))


def segment(**fields: Any) -> Plan:
    """The plan with other tenants."""
    cluster = PLAN.problem.clusters[0]
    clusters = (replace(cluster, demand=(replace(cluster.demand[0], **fields),)),)
    return replace(PLAN, problem=replace(PLAN.problem, clusters=clusters))


def aimed(**fields: Any) -> Plan:
    """The plan with one target."""
    target = Target("aim", **fields)
    return replace(PLAN, problem=replace(PLAN.problem, targets=(target,)))


ROAD, PLANT = frozenset({"road"}), frozenset({"plant"})
OF_ODA = {"source": frozenset({"oda"})}
PAID = 23.6 / 13.0
"""Cover of the developer's first debt service with the cash kept: (22.6 + 1) / 13."""

# each limit, just kept and just passed: nothing else about the plan is wrong
LIMITS: list[tuple[str, Plan, Plan]] = [
    ("start_window", work("land", earliest=1), work("land", earliest=2)),
    ("start_window", work("road", latest=0), work("road", latest=-1)),
    (
        "start_window",
        work("land", options=(Option(Mode.PRIVATE, delay=1),)),
        work("land", options=(Option(Mode.PRIVATE, delay=2),)),
    ),
    ("exclusive", work("road", exclusive="one"), works(road={"exclusive": "one"}, land={"exclusive": "one"})),
    ("min_scale", work("road", min_scale=1.0), work("road", min_scale=1.0 + HAIR)),
    ("requires", work("land", requires=(ProjectId("road"),)), work("road", requires=(ProjectId("land"),))),
    ("lease_supply", work("land", land=Land(5.0, fee=0.5)), work("land", land=Land(5.0 - HAIR, fee=0.5))),
    ("demand", segment(take_up=(0.0, 0.0, 4.0, 5.0, 5.0, 5.0)), segment(take_up=(0, 0, 4.0 - HAIR, 5, 5, 5))),
    ("demand", segment(take_up=(9.0,) * 6), segment(take_up=(0, 0, 4.0, 5, 5.0 - HAIR, 5))),
    ("service", segment(needs={Service("water"): 12.0}), segment(needs={Service("water"): 12.0 + HAIR})),
    (
        "service",
        work("road", provides={Service("water"): 60.0}),
        work("road", provides={Service("water"): 60.0 - HAIR}),
    ),
    ("service", segment(needs={}), segment(needs={Service("power"): HAIR})),
    (
        "eligibility",
        source("bank", eligible=Eligibility(projects=PLANT)),
        source("bank", eligible=Eligibility(projects=ROAD)),
    ),
    (
        "eligibility",
        source("oda", eligible=Eligibility(kinds=ROAD)),
        source("oda", eligible=Eligibility(kinds=frozenset({"bridge"}))),
    ),
    (
        "eligibility",
        source("oda", eligible=Eligibility(classes=frozenset({"infrastructure"}))),
        source("oda", eligible=Eligibility(classes=frozenset({"amenity"}))),
    ),
    (
        "eligibility",
        source("oda", eligible=Eligibility(clusters=frozenset({"A"}))),
        source("oda", eligible=Eligibility(clusters=frozenset({"B"}))),
    ),
    (
        "eligibility",
        source("owners", eligible=Eligibility(modes=frozenset({Mode.PRIVATE}))),
        source("owners", eligible=Eligibility(modes=frozenset({Mode.PPP}))),
    ),
    ("source_year", tranche("budget", carry_over=1.0), tranche("budget", carry_over=1.0 - HAIR)),
    ("source_year", PLAN, tranche("budget", ceiling=(45.0, 44.0 - HAIR, 0.0, 0.0, 0.0, 0.0))),
    ("source_year", PLAN, tranche("budget", ceiling=(45.0 - HAIR, 50.0, 0.0, 0.0, 0.0, 0.0))),
    ("source_total", source("budget", total=89.0), source("budget", total=89.0 - HAIR)),
    ("source_floor", source("budget", floor=89.0), source("budget", floor=89.0 + HAIR)),
    ("max_share", source("bank", max_share=0.6), source("bank", max_share=0.6 - HAIR)),
    (
        "min_share",
        source("bank", min_share=0.6, eligible=Eligibility(projects=PLANT)),
        source("bank", min_share=0.6 + HAIR, eligible=Eligibility(projects=PLANT)),
    ),
    (
        "min_share",
        source("owners", min_share=0.32, eligible=Eligibility(modes=frozenset({Mode.PRIVATE}))),
        # lamps have none of that money, which is less than the least share
        source("owners", min_share=0.32, eligible=Eligibility(modes=frozenset({Mode.PRIVATE, Mode.PPP}))),
    ),
    (
        "match",
        source("oda", match=Match((SourceId("budget"),), 4.0, per_project=True)),
        source("oda", match=Match((SourceId("budget"),), 4.0 + HAIR, per_project=True)),
    ),
    (
        "match",
        source("oda", match=Match((SourceId("budget"), SourceId("bank")), 5.95, per_project=False)),
        source("oda", match=Match((SourceId("budget"), SourceId("bank")), 5.95 + HAIR, per_project=False)),
    ),
    ("state_share", ruled(state_share=5.0 / 60.0), ruled(state_share=5.0 / 60.0 - HAIR)),
    ("equity_share", ruled(equity_share=26.0 / 56.0), ruled(equity_share=26.0 / 56.0 + HAIR)),
    ("dscr", ruled(dscr=PAID), ruled(dscr=PAID + HAIR)),
    ("dscr", ruled(dscr=22.6 / 13.0, reserve=False), ruled(dscr=22.6 / 13.0 + HAIR, reserve=False)),
    ("lock_up", ruled(lock_up=22.6 / 13.0), ruled(lock_up=22.6 / 13.0 + HAIR)),
    ("tax", ruled(tax_rate=(0.9, *(0.2,) * 5)), ruled(tax_rate=(*(0.2,) * 5, 0.2 + HAIR))),
    ("tax", ruled(depreciation_years=5), ruled(depreciation_years=6)),
    ("cash_floor", ruled(dsra=0.05), ruled(dsra=0.05 + HAIR)),
    ("equity_return", ruled(equity_return=0.3), ruled(equity_return=1.0)),
    ("equity_return", ruled(Mode.PPP, equity_return=0.19), ruled(Mode.PPP, equity_return=0.21)),
    ("recurrent", PLAN, limited(recurrent=(0.0, 5.0, 27.0 - HAIR, inf, inf, inf))),
    ("recurrent", PLAN, limited(recurrent=(inf, 5.0 - HAIR, inf, inf, inf, inf))),
    ("public_debt", PLAN, limited(public_debt=(inf, 20.0 - HAIR, inf, inf, inf, inf))),
    ("admin_capacity", PLAN, limited(admin_capacity=(5.0 - HAIR, inf, inf, inf, inf, inf))),
    (
        "admin_capacity",
        work("land", admin_effort=2.0),  # the office, finished in year 1, adds just that
        work("land", admin_effort=2.0 + HAIR),
    ),
    (
        "target",
        aimed(measure=Measure("jobs", by=2), at_least=47.0),
        aimed(measure=Measure("jobs", by=2), at_least=47.0 + HAIR),
    ),
    (
        "target",
        aimed(measure=Measure("investment", {"mode": frozenset({"public"})}), at_most=104.0),
        aimed(measure=Measure("investment", {"mode": frozenset({"public"})}), at_most=104.0 - HAIR),
    ),
    (
        # `by` holds for both sides: 20 of the 111 drawn in year 0
        "target",
        aimed(measure=Measure("funding", OF_ODA, by=0), at_least=20.0 / 111.0, of=Measure("funding")),
        aimed(measure=Measure("funding", OF_ODA, by=0), at_least=20.0 / 111.0 + HAIR, of=Measure("funding")),
    ),
]


@pytest.mark.parametrize(("name", "kept", "passed"), LIMITS)
def test_each_limit_holds_to_the_hair(name: str, kept: Plan, passed: Plan) -> None:
    assert failed(kept) == set()
    assert failed(passed) == {name}


def with_row(table: str, row: object) -> Plan:
    """The plan with one row more."""
    changed: dict[str, Any] = {table: (*getattr(PLAN, table), row)}
    return replace(PLAN, **changed)


def with_field(table: str, place: int, **fields: Any) -> Plan:
    """The plan with another amount, year or name in one row."""
    rows = list(getattr(PLAN, table))
    rows[place] = replace(rows[place], **fields)
    changed: dict[str, Any] = {table: tuple(rows)}
    return replace(PLAN, **changed)


def metric(**amounts: float) -> Plan:
    """The plan with other metrics reported."""
    return replace(PLAN, metrics={**PLAN.metrics, **amounts})


ROAD_ID, PLANT_ID, LAND_ID = ProjectId("road"), ProjectId("plant"), ProjectId("land")
ELECTRONICS = SegmentId("electronics")
BUDGET, BANK, OWNERS = TrancheId("budget"), TrancheId("bank"), TrancheId("owners")
FIVE, SIX = (0.0,) * 5, (0.0,) * 6
BROKEN: list[tuple[str, Plan]] = [
    ("known_rows", with_row("starts", Start(ProjectId("bridge"), Mode.PUBLIC, 0, 0.0))),
    ("known_rows", with_row("starts", Start(ROAD_ID, Mode.PPP, 0, 0.0))),
    ("known_rows", with_row("starts", Start(ROAD_ID, Mode.PUBLIC, 0, 0.0))),
    ("known_rows", with_row("starts", Start(ROAD_ID, Mode.PUBLIC, 6, 0.0))),
    ("known_rows", with_row("starts", Start(ROAD_ID, Mode.PUBLIC, -1, 0.0))),
    ("known_rows", with_row("starts", Start(ROAD_ID, Mode.PUBLIC, 1, nan))),
    ("known_rows", with_row("draws", Draw(ROAD_ID, Mode.PUBLIC, TrancheId("lottery"), 0, 0.0))),
    ("known_rows", with_row("draws", Draw(ROAD_ID, Mode.PRIVATE, BUDGET, 0, 0.0))),
    ("known_rows", with_row("draws", Draw(ROAD_ID, Mode.PUBLIC, BUDGET, 0, 0.0))),
    ("known_rows", with_row("draws", Draw(ROAD_ID, Mode.PUBLIC, BUDGET, 2, inf))),
    ("known_rows", with_row("leases", Lease(LAND_ID, Mode.PRIVATE, SegmentId("textiles"), 3, 0.0))),
    ("known_rows", with_row("leases", Lease(PLANT_ID, Mode.PRIVATE, ELECTRONICS, 3, 0.0))),
    ("known_rows", with_row("paid_in", PaidIn(ROAD_ID, Mode.PUBLIC, 0, 0.0))),
    ("known_rows", with_row("books", Books(VehicleId("road"), Mode.PUBLIC, SIX, SIX, SIX))),
    ("known_rows", with_row("books", Books(VehicleId("nobody"), Mode.PPP, SIX, SIX, SIX))),
    ("known_rows", with_field("books", 1, tax=FIVE)),
    ("known_rows", with_row("carries", Carry(TrancheId("lottery"), 0, 0.0))),
    ("bounds", with_field("starts", 0, share=1.0 + HAIR)),
    ("bounds", with_row("draws", Draw(ROAD_ID, Mode.PUBLIC, BUDGET, 2, -HAIR))),
    ("bounds", with_row("leases", Lease(LAND_ID, Mode.PRIVATE, ELECTRONICS, 4, -HAIR))),
    ("bounds", with_row("paid_in", PaidIn(PLANT_ID, Mode.PRIVATE, 2, -HAIR))),
    ("bounds", with_row("carries", Carry(BUDGET, 2, -HAIR))),
    ("bounds", with_field("books", 1, dividend=(-HAIR, 2.0, 2.0, 2.0, 2.0, 2.0))),
    ("integrality", with_field("starts", 1, share=1.0 - HAIR)),
    ("start_window", with_row("starts", Start(ROAD_ID, Mode.PUBLIC, 2, HAIR))),
    ("start_once", with_row("starts", Start(ROAD_ID, Mode.PUBLIC, 1, HAIR))),
    ("start_once", with_field("starts", 3, share=1.0 - HAIR)),
    ("eligibility", with_field("draws", 2, year=3)),
    ("eligibility", with_field("paid_in", 0, year=3)),
    ("repaid_in_time", tranche("bank", terms=DebtTerms(0.1, 6))),
    ("uses_and_sources", with_field("draws", 0, amount=30.0 - HAIR)),
    ("uses_and_sources", with_field("draws", 0, project=ProjectId("office"))),
    ("working_capital", with_field("paid_in", 0, amount=16.0 + HAIR)),
    ("working_capital", with_field("paid_in", 0, year=1)),
    ("cash", with_field("books", 0, cash=(1.0, 0.6, 0.55, 0.0, 0.0, HAIR))),
    ("cash", with_field("books", 0, dividend=(0.0, 10.0, 18.85 + HAIR, 15.75, 24.4, 24.4))),
    ("cash", replace(PLAN, books=PLAN.books[1:])),
    ("metrics", metric(jobs=57.0 + HAIR)),
    ("metrics", metric(happiness=1.0)),
    ("metrics", replace(PLAN, metrics={key: PLAN.metrics[key] for key in PLAN.metrics if key != "jobs"})),
    ("objective", replace(PLAN, objective=PLAN.objective + HAIR)),
    ("objective", replace(PLAN, goals=(PLAN.goals[0] + HAIR,))),
    ("objective", replace(PLAN, goals=())),
    ("gap", replace(PLAN, gap=HAIR)),
    ("gap", replace(PLAN, bound=PLAN.bound - 1.0)),
    ("gap", replace(PLAN, kind=Kind.LP, bound=PLAN.bound + HAIR, gap=HAIR / abs(PLAN.objective))),
    ("gap", replace(PLAN, bound=inf, gap=inf)),
    ("limit_rows", with_field("limits", 0, activity=45.0 + HAIR)),
    ("strong_duality", replace(PLAN, duality=HAIR)),
    (
        "limit_rows",
        replace(PLAN, limits=(LimitRow((Family.SOURCE_FLOOR, "budget"), 5.0, 5.0 + HAIR, inf),)),
    ),
]


@pytest.mark.parametrize(("name", "plan"), BROKEN)
def test_each_broken_table_is_noticed(name: str, plan: Plan) -> None:
    assert name in failed(plan)


def test_the_plan_worked_out_on_paper_passes() -> None:
    assert [check for check in verify(PLAN) if not check.passed] == []


def test_every_check_is_always_there_in_the_same_order() -> None:
    empty = replace(PLAN, starts=(), draws=(), leases=(), paid_in=(), books=(), carries=(), limits=())
    assert [check.name for check in verify(PLAN)] == NAMES
    assert [check.name for check in verify(empty)] == NAMES


def test_every_check_has_a_plan_that_breaks_it() -> None:
    assert {name for name, *_ in (*LIMITS, *BROKEN)} == set(NAMES)


def test_a_check_that_nothing_applies_to_passes_with_zero() -> None:
    assert Check("exclusive", passed=True, worst=0.0) in verify(PLAN)


def test_a_plan_without_a_bound_yet_is_not_called_optimal() -> None:
    assert failed(replace(PLAN, is_optimal=False, bound=inf, gap=inf)) == set()


def test_the_worst_figure_says_where_it_sits() -> None:
    worst = {
        sides.name: sides.worst_key for sides in recompute(limited(public_debt=(20, 19, inf, inf, inf, inf)))
    }
    assert worst["public_debt"] == ((), 1)
    assert worst["exclusive"] == ()
