"""What a started unit and a leased hectare cause, against the formulas year by year."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.cluster import Segment, SegmentId
from finance.delivery import DeliveryMode, Depreciation, Mode
from finance.economics import StartFlows, StartTerms, lease_flows, start_flows
from finance.horizon import Assumptions, Horizon, discount_factors, powers
from finance.project import Land, Option, Overhaul, Project, ProjectClass, ProjectId
from finance.vehicle.depreciation import written_off

SHARES = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=3).map(
    lambda raw: tuple(x / sum(raw) for x in raw)
)
AMOUNTS = st.floats(0.0, 1000.0)
RATES = st.floats(0.0, 0.2)
ASSUMPTIONS = st.builds(
    Assumptions, social_discount_rate=RATES, discount_rate=RATES,
    inflation_capex=RATES, inflation_opex=RATES, inflation_revenue=RATES,
)  # fmt: skip


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any project, as far as its flows go."""
    return Project(
        ProjectId("p"), "p", "road", ProjectClass.INFRASTRUCTURE,
        capex=draw(AMOUNTS), options=(Option(Mode.PUBLIC),), earliest=0, latest=9,
        profile=draw(SHARES), is_nominal=draw(st.booleans()), opex=draw(AMOUNTS), revenue=draw(AMOUNTS),
        ramp=tuple(draw(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4))), benefit=draw(AMOUNTS),
        life=draw(st.one_of(st.none(), st.integers(1, 12))),
    )  # fmt: skip


def _flows(
    project: Project, start: int, years: int, assumptions: Assumptions, depreciation: int = 5
) -> StartFlows:
    own = StartTerms(
        np.array([0]),
        np.array([start]),
        np.array([1.1]),
        np.array([0.9]),
        np.array([7.0]),
        np.array([depreciation]),
    )
    return start_flows([project], own, Horizon(2027, years, years), assumptions)


@given(projects(), st.integers(0, 4), ASSUMPTIONS, st.integers(1, 12))
def test_start_flows_follow_their_formulas(
    project: Project, start: int, rates: Assumptions, spread: int
) -> None:
    years, construction = 10, len(project.profile)
    flows = _flows(project, start, years, rates, spread)
    cost = sum(flows.capital[0])
    for t in range(years):
        step = t - start
        spent = project.capex * 1.1 * project.profile[step] if 0 <= step < construction else 0.0
        price = 1.0 if project.is_nominal else (1 + rates.inflation_capex) ** t
        age = t - start - construction
        operates = 0 <= age < (years if project.life is None else project.life)
        ramp = project.ramp[min(max(age, 0), len(project.ramp) - 1)]
        expected = {
            "capital": spent * price,
            "capital_real": spent * price / (1 + rates.inflation_capex) ** t,
            "opex": operates * project.opex * 0.9 * (1 + rates.inflation_opex) ** t,
            "opex_real": operates * project.opex * 0.9,
            "revenue": operates * project.revenue * ramp * (1 + rates.inflation_revenue) ** t,
            "benefit_real": operates * project.benefit * ramp,
            "availability": operates * 7.0,
            "depreciation": cost / spread if 0 <= age < spread else 0.0,
        }
        found = {name: getattr(flows, name)[0, t] for name in expected}
        assert found == pytest.approx(expected)
    assert flows.completion[0] == start + construction


@given(projects(), st.integers(0, 4), ASSUMPTIONS, st.integers(1, 12))
def test_start_flows_never_write_off_more_than_the_cost(
    project: Project, start: int, rates: Assumptions, spread: int
) -> None:
    flows = _flows(project, start, 10, rates, spread)
    cost = flows.capital.sum()
    assert flows.depreciation.sum() <= cost * (1 + 1e-12)
    if start + len(project.profile) + spread <= 10:
        assert flows.depreciation.sum() == pytest.approx(cost)


@given(projects(), st.integers(0, 4))
def test_start_flows_cost_is_the_stated_cost_where_prices_stand_still(project: Project, start: int) -> None:
    assert _flows(project, start, 10, Assumptions()).capital.sum() == pytest.approx(1.1 * project.capex)


def test_start_flows_of_many_starts_are_those_of_each_alone() -> None:
    one = Project(
        ProjectId("a"), "a", "road", ProjectClass.INFRASTRUCTURE, 100.0, (Option(Mode.PUBLIC),), 0, 9,
        profile=(0.5, 0.5), opex=3.0, ramp=(0.1, 1.0), revenue=4.0,
    )  # fmt: skip
    two = Project(
        ProjectId("b"), "b", "road", ProjectClass.INFRASTRUCTURE, 70.0, (Option(Mode.PUBLIC),), 0, 9,
        benefit=9.0, life=2, ramp=(0.2, 0.4, 0.6),
    )  # fmt: skip
    rates = Assumptions(inflation_capex=0.1, inflation_opex=0.2, inflation_revenue=0.3)
    ones = np.ones(3)
    terms = StartTerms(np.array([1, 0, 1]), np.array([2, 0, 0]), ones, ones, 0 * ones, np.array([4, 4, 4]))
    together = start_flows([one, two], terms, Horizon(2027, 6, 6), rates)
    for row, (project, start) in enumerate([(two, 2), (one, 0), (two, 0)]):
        own = StartTerms(np.array([0]), np.array([start]), ones[:1], ones[:1], 0 * ones[:1], np.array([4]))
        alone = start_flows([project], own, Horizon(2027, 6, 6), rates)
        for name in StartFlows.__slots__:
            assert getattr(together, name)[row] == pytest.approx(getattr(alone, name)[0]), name


SEGMENT = Segment(SegmentId("g"), (1.0,) * 6, price=10.0, benefit_per_ha=3.0)


def _land(**terms: float) -> Project:
    return Project(
        ProjectId("p"), "p", "land_preparation", ProjectClass.INFRASTRUCTURE, 1.0, (Option(Mode.PUBLIC),), 0, 5,
        land=Land(5.0, **terms),
    )  # fmt: skip


@given(ASSUMPTIONS, st.floats(0.0, 5.0))
def test_lease_flows_follow_their_formulas(rates: Assumptions, fee: float) -> None:
    flows = lease_flows(SEGMENT, _land(fee=fee), Horizon(2027, 6, 6), rates)
    growth = [(1 + rates.inflation_revenue) ** t for t in range(6)]
    discount = [(1 + rates.discount_rate) ** -t for t in range(6)]
    social = [(1 + rates.social_discount_rate) ** -t for t in range(6)]
    for t in range(6):
        assert flows.price[t] == pytest.approx(10.0 * growth[t])
        assert flows.fee[t] == pytest.approx(fee * growth[t])
        fees = sum(fee * growth[u] * discount[u] for u in range(t, 6))
        assert flows.revenue_pv[t] == pytest.approx(10.0 * growth[t] * discount[t] + fees)
        assert flows.benefit_pv[t] == pytest.approx(3.0 * sum(social[t:]))


def test_lease_flows_take_the_price_of_the_land_where_stated_even_nothing() -> None:
    assert lease_flows(SEGMENT, _land(price=4.0), Horizon(2027, 6, 6), Assumptions()).price[0] == 4.0
    assert lease_flows(SEGMENT, _land(price=0.0), Horizon(2027, 6, 6), Assumptions()).price[0] == 0.0


def test_lease_flows_refuse_a_project_without_land() -> None:
    road = Project(
        ProjectId("r"), "r", "road", ProjectClass.INFRASTRUCTURE, 1.0, (Option(Mode.PUBLIC),), 0, 5
    )
    with pytest.raises(ValueError, match="project r prepares no land"):
        lease_flows(SEGMENT, road, Horizon(2027, 6, 6), Assumptions())


@given(st.floats(0.0, 1.0), st.integers(0, 40))
def test_powers_and_discount_factors_cancel(rate: float, count: int) -> None:
    assert powers(rate, count) * discount_factors(rate, count) == pytest.approx(np.ones(count))
    assert discount_factors(rate, count)[:1] == pytest.approx(np.ones(min(count, 1)))


def test_horizon_counts_from_its_first_year() -> None:
    horizon = Horizon(2027, 30, 10)
    assert (horizon.index(2030), horizon.calendar(3), horizon.last) == (3, 2030, 2056)


@given(
    earliest=st.integers(0, 5), latest=st.integers(0, 9), delay=st.integers(0, 3),
    construction=st.integers(1, 4), invest=st.integers(1, 8),
)  # fmt: skip
def test_start_window_keeps_its_three_rules(
    earliest: int, latest: int, delay: int, construction: int, invest: int
) -> None:
    option = Option(Mode.PPP, delay=delay)
    project = Project(
        ProjectId("p"), "p", "road", ProjectClass.INFRASTRUCTURE, 1.0, (option,), earliest, latest,
        profile=(1 / construction,) * construction,
    )  # fmt: skip
    allowed = [
        year for year in range(20) if earliest + delay <= year <= latest and year + construction <= invest
    ]
    assert list(project.start_window(option, invest)) == allowed


def _repaired(every: int, span: int | None, years: int = 12, life: int | None = None) -> StartFlows:
    work = Project(
        ProjectId("p"), "p", "road", ProjectClass.INFRASTRUCTURE, 50.0, (Option(Mode.PPP),), 0, 9,
        profile=(0.5, 0.5), life=life, overhaul=Overhaul(every, 10.0),
    )  # fmt: skip
    saved = None if span is None else np.array([span])
    one = np.ones(1)
    terms = StartTerms(
        np.array([0]), np.array([1]), 0.9 * one, one, 0 * one, np.array([5]), maintenance_years=saved
    )
    return start_flows([work], terms, Horizon(2027, years, years), Assumptions(inflation_capex=0.1))


def test_repairs_fall_in_the_stated_ages_at_the_prices_of_works() -> None:
    flows = _repaired(3, None, life=7)
    # operation begins in year 3 and ends before year 10: ages 3 and 6
    assert np.flatnonzero(flows.maintenance[0]).tolist() == [6, 9]
    assert flows.maintenance[0, [6, 9]] == pytest.approx([9.0 * 1.1**6, 9.0 * 1.1**9])
    assert flows.maintenance_real[0, [6, 9]] == pytest.approx([9.0, 9.0])
    assert flows.saving[0] == pytest.approx(flows.maintenance[0])
    assert _repaired(7, None, life=7).maintenance.sum() == 0.0


@given(every=st.integers(1, 6), span=st.integers(0, 8), life=st.one_of(st.none(), st.integers(2, 12)))
def test_saving_sums_to_the_repairs_and_is_never_behind_them(every: int, span: int, life: int | None) -> None:
    flows = _repaired(every, span, life=life)
    saved, spent = np.cumsum(flows.saving[0]), np.cumsum(flows.maintenance[0])
    assert saved[-1] == pytest.approx(spent[-1])
    assert (saved - spent).min() >= -1e-9
    # no saving before operation, nor over more years than asked for
    assert not flows.saving[0, :3].any()
    first = np.flatnonzero(flows.maintenance[0])
    if first.size:
        assert np.flatnonzero(flows.saving[0])[0] == first[0] - max(1, min(span, every)) + 1


def test_declining_balance_is_written_off_by_its_shares() -> None:
    work = Project(ProjectId("p"), "p", "road", ProjectClass.INFRASTRUCTURE, 80.0, (Option(Mode.PPP),), 0, 9)
    rule = DeliveryMode(
        Mode.PPP, (0.0,) * 6, depreciation_years=4, depreciation=Depreciation.DECLINING_BALANCE
    )
    one = np.ones(1)
    terms = StartTerms(
        np.array([0]), np.array([0]), one, one, 0 * one, np.array([4]), written_off(rule)[None, :]
    )
    flows = start_flows([work], terms, Horizon(2027, 6, 6), Assumptions())
    # 1.5 / 4 of what is left, then straight line
    assert flows.depreciation[0] == pytest.approx([0, 30, 18.75, 15.625, 15.625, 0])
