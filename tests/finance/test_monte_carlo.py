"""Many draws: what they must say whatever is drawn, and what is known beforehand."""

import tracemalloc
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from exposures import YEARS, factor, public_road, road
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.horizon import discount_factors
from finance.project import ProjectId
from finance.rates.returns import irr, npv
from finance.uncertainty.distributions import (
    Distribution,
    Lognormal,
    Normal,
    Pert,
    Quantiles,
    Triangular,
    Uniform,
)
from finance.uncertainty.monte_carlo import RiskResult, bound, simulate, tornado
from finance.uncertainty.normal import normal_quantile
from finance.uncertainty.risk import Channel, RiskTerms, SampledDraws
from finance.uncertainty.sampling import Sampling

D = discount_factors(0.1, YEARS)
COST, TIME, DEMAND, PRICE, RATE, CURRENCY = (factor(channel) for channel in Channel)
LATE = replace(TIME, distribution=Triangular(0.0, 0.0, 2.0))
ALL = (COST, LATE, DEMAND, PRICE, replace(RATE, distribution=Normal(0.0, 0.01)), CURRENCY)
EARNED, RUN, BUILT = 40.0 * D[1:].sum(), 10.0 * D[1:].sum(), 100.0


def found(*factors: object, draws: int = 2048, **terms: object) -> RiskResult:
    """One private road under these factors."""
    made = RiskTerms(factors, draws, **terms)  # type: ignore[arg-type]
    return simulate([road(factors=len(factors))], made, 0.1)


def test_planned_figures_are_those_of_the_plan() -> None:
    portfolio = simulate([road(), public_road()], RiskTerms(ALL, 256), 0.1)
    flow = [-100.0, *(30.0,) * 7]
    assert portfolio.npv.planned == pytest.approx(2.0 * npv(0.1, flow))
    assert portfolio.irr is not None
    assert portfolio.irr.planned == pytest.approx(irr(flow))
    assert [project.npv.planned for project in portfolio.projects] == pytest.approx([npv(0.1, flow)] * 2)
    assert [vehicle.lowest_cover.planned for vehicle in portfolio.vehicles] == pytest.approx([30.0 / 28.6])
    assert portfolio.fiscal_pv.planned == pytest.approx(
        50.0 + float(road().debt.service[0] @ D) - 30.0 * D[1:].sum()
    )


@pytest.mark.parametrize("sampling", Sampling)
def test_npv_of_a_normal_demand_is_a_normal(sampling: Sampling) -> None:
    spread = found(DEMAND, draws=16384, sampling=sampling).npv
    mean, deviation = EARNED - RUN - BUILT, 0.1 * EARNED
    assert spread.mean == pytest.approx(mean, abs=0.01)
    assert spread.deviation == pytest.approx(deviation, rel=0.02)
    for chance, value in zip((0.05, 0.1, 0.5, 0.9, 0.95), spread.quantiles, strict=True):
        expected = mean + deviation * float(normal_quantile([chance])[0])
        assert value == pytest.approx(expected, abs=0.05 * deviation)


def test_probability_of_a_loss_is_the_known_one() -> None:
    from finance.uncertainty.normal import normal_chance

    z = -(EARNED - RUN - BUILT) / (0.1 * EARNED)
    assert found(DEMAND, draws=16384).loss == pytest.approx(float(normal_chance(z)), abs=0.001)


def test_the_mean_of_antithetic_draws_is_exact_for_what_is_linear() -> None:
    both = found(COST, DEMAND, PRICE, draws=200, sampling=Sampling.ANTITHETIC)
    assert both.npv.mean == pytest.approx(EARNED - RUN - BUILT, abs=1e-10)


def test_probability_of_a_breach_is_the_known_one() -> None:
    # service of 28.6 is missed where 40 (1 + d) - 10 falls short of it: d < -0.035
    from finance.uncertainty.normal import normal_chance

    assert found(DEMAND, draws=16384).breach == pytest.approx(float(normal_chance(-0.35)), abs=0.001)


def test_fiscal_cost_at_risk_is_the_known_one() -> None:
    terms = RiskTerms((COST,), 16384)
    fiscal = simulate([public_road(factors=1)], terms, 0.1).fiscal_pv
    assert fiscal.planned is not None
    assert fiscal.mean == pytest.approx(fiscal.planned, abs=0.01)
    assert fiscal.quantiles[-1] == pytest.approx(fiscal.planned + 10.0 * 1.6448536, abs=0.05)


@pytest.mark.parametrize("own", [False, True])
def test_correlation_is_reproduced(own: bool) -> None:
    factors = (factor(Channel.COST, own=own), factor(Channel.DEMAND, Pert(-0.5, 0.0, 0.2), own=own))
    drawn = SampledDraws(RiskTerms(factors, 16384, correlations={(0, 1): -0.6}))
    ranks = [np.argsort(np.argsort(drawn.values(i, 2))) for i in (0, 1)]
    # Spearman's rank correlation of a Gaussian copula
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(6.0 / np.pi * np.arcsin(-0.3), abs=0.01)
    assert np.corrcoef(drawn.values(0, 0), drawn.values(0, 1))[0, 1] == pytest.approx(
        0.0 if own else 1.0, abs=0.02
    )


def test_projects_of_their_own_spread_less_than_all_alike() -> None:
    roads = [road(number, 1) for number in range(9)]
    alike, own = (
        simulate(roads, RiskTerms((factor(Channel.COST, own=own),), 8192), 0.1).npv for own in (False, True)
    )
    assert alike.deviation == pytest.approx(90.0, rel=0.01)
    assert own.deviation == pytest.approx(30.0, rel=0.02)


def test_a_project_draws_the_same_whatever_stands_beside_it() -> None:
    terms = RiskTerms((factor(Channel.COST, own=True),), 512)
    alone = simulate([road(3, 1)], terms, 0.1).projects[0]
    among = simulate([road(1, 1), road(3, 1), public_road(7, 1)], terms, 0.1).projects[1]
    assert alone == among


def test_shares_of_variance_are_the_squared_effects() -> None:
    shares = found(COST, DEMAND, PRICE, draws=16384).variance_shares
    effects = np.array([0.1 * BUILT, 0.1 * EARNED, 0.1 * RUN]) ** 2
    assert list(shares.values()) == pytest.approx((effects / effects.sum()).tolist(), abs=0.005)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_a_factor_that_acts_on_nothing_has_no_share_and_no_bar() -> None:
    aside = replace(road(factors=2), touched=np.array([[True], [False]]))
    result = simulate([aside], RiskTerms((COST, DEMAND), 512), 0.1)
    assert result.variance_shares == {"cost": 1.0, "demand": 0.0}
    assert [(bar.factor, bar.swing) for bar in result.tornado][1] == ("demand", 0.0)


def test_bars_of_a_tornado_are_exact_and_the_longest_comes_first() -> None:
    spreads = {
        Channel.COST: Quantiles(-0.1, 0.1, 0.4),
        Channel.DEMAND: Quantiles(-0.2, 0.0, 0.1),
        Channel.PRICE: Quantiles(-0.1, 0.0, 0.1),
    }
    terms = RiskTerms(tuple(factor(channel, spread) for channel, spread in spreads.items()))
    bars = {bar.factor: (bar.at_p10, bar.at_p90) for bar in tornado([road(factors=3)], terms, 0.1)[0]}
    middle = EARNED - RUN - 1.1 * BUILT
    assert list(bars) == ["demand", "cost", "price"]
    assert bars["cost"] == pytest.approx((middle + 20.0, middle - 30.0))
    assert bars["demand"] == pytest.approx((middle - 0.2 * EARNED, middle + 0.1 * EARNED))
    assert bars["price"] == pytest.approx((middle + 0.1 * RUN, middle - 0.1 * RUN))


def test_equal_bars_stand_by_name() -> None:
    twins = tuple(replace(COST, id=name) for name in ("b", "c", "a"))
    bars = tornado([road(factors=3)], RiskTerms(twins), 0.1)[0]
    assert [bar.factor for bar in bars] == ["a", "b", "c"]


@given(st.permutations(range(6)))
@settings(max_examples=10)
def test_the_order_of_factors_does_not_change_a_tornado(order: list[int]) -> None:
    mixed = RiskTerms(tuple(ALL[i] for i in order))
    exposures = [road(), public_road()]
    for ours, theirs in zip(
        tornado(exposures, mixed, 0.1), tornado(exposures, RiskTerms(ALL), 0.1), strict=True
    ):
        assert [bar.factor for bar in ours] == [bar.factor for bar in theirs]
        assert [bar.swing for bar in ours] == pytest.approx([bar.swing for bar in theirs])


def test_swings_of_a_linear_portfolio_add_up_over_vehicles() -> None:
    terms = RiskTerms((COST, DEMAND))
    one, other = road(0, 2), public_road(1, 2)
    both, *parts = (
        {bar.factor: bar.swing for bar in tornado(part, terms, 0.1)[0]}
        for part in ([one, other], [one], [other])
    )
    for name, swing in both.items():
        assert swing == pytest.approx(sum(part[name] for part in parts))


@pytest.mark.parametrize("cells", [1, 50, 10**9])
def test_blocks_do_not_change_the_result(cells: int) -> None:
    exposures, terms = [road(), public_road()], RiskTerms(ALL, 300, sampling=Sampling.ANTITHETIC)
    whole, parts = simulate(exposures, terms, 0.1), simulate(exposures, terms, 0.1, cells=cells)
    assert parts.npv.quantiles == pytest.approx(whole.npv.quantiles, rel=1e-12)
    assert parts.projects[0].irr is not None
    assert whole.projects[0].irr is not None
    assert parts.projects[0].irr.quantiles == pytest.approx(whole.projects[0].irr.quantiles, rel=1e-9)
    assert parts.vehicles == whole.vehicles
    assert (parts.breach, parts.loss) == (whole.breach, whole.loss)


@given(st.integers(0, 2**31 - 1), st.sampled_from(Sampling))
@settings(max_examples=10)
def test_the_same_seed_gives_the_same_result(seed: int, sampling: Sampling) -> None:
    terms = RiskTerms(ALL, 128, seed, sampling)
    one, other = (simulate([road(), public_road()], terms, 0.1) for _ in range(2))
    assert one == other
    assert one.npv.mean != simulate([road(), public_road()], replace(terms, seed=seed + 1), 0.1).npv.mean


SPREADS: st.SearchStrategy[Distribution] = st.one_of(
    st.builds(Normal, st.floats(-0.2, 0.2), st.floats(0.01, 0.3)),
    st.builds(lambda low, width: Uniform(low, low + width), st.floats(-0.5, 0.2), st.floats(0.01, 0.5)),
    st.builds(lambda a, b, c: Triangular(a, a + b, a + b + c), *(st.floats(0.01, 0.3) for _ in range(3))),
    st.builds(Lognormal, st.floats(0.01, 0.4), st.floats(0.01, 0.4)),
)


@given(st.lists(SPREADS, min_size=6, max_size=6), st.sampled_from(Sampling))
@settings(max_examples=20)
def test_figures_are_finite_and_in_order(spreads: list[Distribution], sampling: Sampling) -> None:
    factors = tuple(factor(channel, spread) for channel, spread in zip(Channel, spreads, strict=True))
    result = simulate([road(), public_road()], RiskTerms(factors, 64, sampling=sampling), 0.1)
    spread = [result.npv, result.fiscal_pv, *(project.npv for project in result.projects)]
    spread += [each.irr for each in (result, *result.projects) if each.irr is not None]
    for each in spread:
        assert all(a <= b for a, b in pairwise(each.quantiles))
        assert np.isfinite([each.mean, each.deviation, *each.quantiles]).all()
        assert 0.0 < each.share <= 1.0
    assert all(0.0 <= chance <= 1.0 for chance in (result.loss, result.breach or 0.0))


@pytest.mark.parametrize(("draws", "vehicles"), [(20_000, 2), (100_000, 2)])
def test_memory_stays_within_its_bound(draws: int, vehicles: int) -> None:
    exposures = [road(number) for number in range(vehicles)]
    terms = RiskTerms(ALL, draws)
    tracemalloc.start()
    try:
        simulate(exposures, terms, 0.1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < bound(draws, YEARS, len(ALL), 1)


def test_a_plan_in_which_nothing_is_built_has_nothing_at_risk() -> None:
    result = simulate([], RiskTerms((COST,), 128), 0.1)
    assert (result.npv.mean, result.irr, result.breach, result.projects) == (0.0, None, None, ())


def test_optimism_bias_is_a_line_of_its_own() -> None:
    plain, lifted = (
        simulate([road()], RiskTerms(ALL, 128), 0.1, uplifts) for uplifts in ({}, {ProjectId("road 0"): 0.44})
    )
    assert lifted.uplift_npv == pytest.approx(-44.0)
    assert lifted.npv == plain.npv
    assert plain.uplift_npv == 0.0


def test_draws_below_the_least_count_as_the_least() -> None:
    early = replace(TIME, distribution=Uniform(-1.0, 0.0))
    assert found(early).npv.deviation == pytest.approx(0.0, abs=1e-9)
    lost = found(replace(DEMAND, distribution=Uniform(-3.0, -2.0))).npv
    assert lost.mean == pytest.approx(-RUN - BUILT)
    assert lost.deviation == pytest.approx(0.0, abs=1e-9)


def test_factors_on_one_channel_multiply_and_delays_add_up() -> None:
    def sure(channel: Channel, value: float) -> Distribution:
        return Uniform(value - 1e-12, value + 1e-12)

    twice = [replace(factor(c), id=n, distribution=sure(c, v)) for n, c, v in (
        ("a", Channel.DEMAND, 0.1), ("b", Channel.DEMAND, 0.2), ("c", Channel.TIME, 0.5), ("d", Channel.TIME, 0.5),
    )]  # fmt: skip
    assert found(*twice).npv.mean == pytest.approx(1.32 * 40.0 * D[2:].sum() - 10.0 * D[2:].sum() - BUILT)


def test_a_common_factor_and_one_per_project_cannot_go_together() -> None:
    with pytest.raises(FinanceError, match="both per project or neither is expected"):
        RiskTerms((COST, factor(Channel.DEMAND, own=True)), correlations={(0, 1): 0.5})
