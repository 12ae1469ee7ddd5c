"""Comparator against contract: sums, the bridge, break-even, and risk at a confidence level."""

from math import fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.partnership.transfer import CELLS, Risk, RiskAllocation, ThreePoint, allocate
from finance.partnership.value_for_money import (
    ContractDelivery,
    Driver,
    OwnDelivery,
    ValueForMoney,
    break_even_transfer,
    value_for_money,
)

YEARS = 4
RATES = st.floats(0.0, 0.3)
AMOUNTS = st.floats(0.0, 1e9)
LINES = st.lists(AMOUNTS, min_size=YEARS, max_size=YEARS).map(np.array)
SHARES = st.floats(0.0, 1.0)


@st.composite
def three_points(draw: st.DrawFn) -> ThreePoint:
    """Any triangle, the flat ones too."""
    return ThreePoint(*sorted(draw(st.lists(st.floats(0.0, 2.0), min_size=3, max_size=3))))


@st.composite
def risks(draw: st.DrawFn) -> Risk:
    exposure = draw(st.lists(st.floats(0.0, 1000.0), min_size=YEARS, max_size=YEARS))
    return Risk("r", tuple(exposure), draw(three_points()), draw(SHARES), draw(SHARES))


RISK_LISTS = st.lists(risks(), max_size=4)
OWN = st.builds(OwnDelivery, LINES, LINES, LINES, LINES, LINES)
CONTRACT = st.builds(ContractDelivery, LINES, LINES, LINES, LINES, LINES)


@given(OWN, CONTRACT, RISK_LISTS, RATES, st.one_of(st.none(), AMOUNTS))
def test_bridge_sums_to_the_difference(
    own: OwnDelivery, contract: ContractDelivery, listed: list[Risk], rate: float, kept: float | None
) -> None:
    found = value_for_money(own, contract, allocate(listed, rate), rate, kept)
    moved = fsum(step.amount_pv for step in found.bridge)
    size = max(1.0, *(abs(step.amount_pv) for step in found.bridge))
    assert found.value_pv == -moved
    assert found.contract_pv - found.comparator.total_pv == pytest.approx(moved, abs=1e-12 * size)
    assert [step.driver for step in found.bridge] == list(Driver)


@given(OWN, CONTRACT, RISK_LISTS, RATES)
def test_each_step_is_its_own_line(
    own: OwnDelivery, contract: ContractDelivery, listed: list[Risk], rate: float
) -> None:
    def worth(line: np.ndarray) -> float:
        return sum(float(amount) / (1 + rate) ** t for t, amount in enumerate(line))

    found = value_for_money(own, contract, allocate(listed, rate), rate)
    moved = sum(r.transferred * r.probability * r.overrun.mean * worth(np.array(r.exposure)) for r in listed)
    expected = {
        Driver.CAPITAL: -worth(own.capital),
        Driver.OPERATING: -worth(own.operating),
        Driver.THIRD_PARTY_REVENUE: worth(own.third_party_revenue),
        Driver.TAXES: -worth(own.taxes),
        Driver.INSURANCE: -worth(own.insurance),
        Driver.TRANSFERABLE_RISK: -moved,
        Driver.RETAINED_RISK: 0.0,
        Driver.STATE_CAPITAL: worth(contract.state_capital),
        Driver.AVAILABILITY: worth(contract.availability),
        Driver.GUARANTEES: worth(contract.guarantees),
        Driver.MONITORING: worth(contract.monitoring),
        Driver.REVENUE_SHARED: -worth(contract.revenue_shared),
    }
    for step in found.bridge:
        assert step.amount_pv == pytest.approx(expected[step.driver], rel=1e-9, abs=1e-9), step.driver


@given(RISK_LISTS, RATES)
def test_retained_and_transferable_add_up_in_expectation(listed: list[Risk], rate: float) -> None:
    found = allocate(listed, rate)
    both = found.retained.expected_pv + found.transferable.expected_pv
    assert both == pytest.approx(found.total.expected_pv, rel=1e-12, abs=1e-12)


@given(RISK_LISTS, RATES, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_more_confidence_never_costs_less(listed: list[Risk], rate: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    worst = sum(r.overrun.high * r.exposed_pv(rate) for r in listed)
    less, more = allocate(listed, rate, low).total, allocate(listed, rate, high).total
    assert less.confident_pv <= more.confident_pv <= worst * (1 + len(listed) / CELLS) + 1e-9


@given(three_points(), st.floats(0.0, 1.0))
def test_quantile_of_one_certain_risk_is_the_triangle(points: ThreePoint, confidence: float) -> None:
    risk = Risk("r", (100.0,), points, transferred=1.0)
    found = allocate([risk], 0.1, confidence).transferable.confident_pv
    step = 100.0 * points.high / CELLS
    # the grid errs upwards by a step; where the density is flat or steep, the level itself by a rounding
    assert found >= 100.0 * points.at(max(confidence - 1e-9, 0.0)) - 1e-9
    assert found <= 100.0 * points.at(min(confidence + 1e-9, 1.0)) + 2.0 * step + 1e-9


@given(three_points(), st.floats(0.0, 1.0))
def test_quantile_and_distribution_undo_each_other(points: ThreePoint, confidence: float) -> None:
    value = points.at(confidence)
    assert points.low <= value <= points.high + 1e-12
    if points.high - points.low > 1e-3:
        at = float(points.cumulated(np.array([value]))[0])
        assert at == pytest.approx(confidence, abs=1e-6)


def test_quantile_of_a_sum_agrees_with_drawing() -> None:
    listed = [
        Risk("cost", (100.0,), ThreePoint(0.0, 0.1, 0.5)),
        Risk("delay", (40.0, 60.0), ThreePoint(0.1, 0.2, 0.9), probability=0.4),
        Risk("demand", (0.0, 80.0), ThreePoint(0.0, 0.0, 0.3), probability=0.7),
    ]
    rng = np.random.default_rng(7)
    drawn = np.zeros(400_000)
    for risk in listed:
        points, happens = risk.overrun, rng.random(len(drawn)) < risk.probability
        size = rng.triangular(points.low, points.likely, points.high, len(drawn))
        drawn += happens * size * risk.exposed_pv(0.1)
    for confidence in (0.5, 0.8, 0.95):
        found = allocate(listed, 0.1, confidence).total
        assert found.confident_pv == pytest.approx(np.quantile(drawn, confidence), rel=5e-3)
        assert found.expected_pv == pytest.approx(drawn.mean(), rel=5e-3)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_value_is_zero_at_the_break_even_share(value: float, movable: float) -> None:
    found = break_even_transfer(value, movable)
    assert value - (1.0 - found.share) * movable == pytest.approx(0.0, abs=1e-9 * max(abs(value), movable))
    assert found.transfer_pv == pytest.approx(found.share * movable, abs=1e-9 * max(abs(value), movable))
    assert found.is_within_reach == (value >= 0.0 or found.share == 1.0)


def _vietnamese_case(transferred: float) -> tuple[ValueForMoney, RiskAllocation]:
    """A shared treatment plant: 100 in year 0, operated three years."""
    zero = np.zeros(YEARS)
    own = OwnDelivery(
        np.array([100.0, 0, 0, 0]), np.array([0, 10.0, 10, 10]), np.array([0, 5.0, 5, 5]),
        np.array([0, 1.0, 1, 1]), np.array([0.5, 0.5, 0.5, 0.5]),
    )  # fmt: skip
    contract = ContractDelivery(
        np.array([0, 30.0, 30, 30]), np.array([50.0, 0, 0, 0]), np.array([0, 0.4, 0.4, 0.4]),
        np.array([0.6, 0.6, 0.6, 0.6]), zero,
    )  # fmt: skip
    risk = Risk("cost overrun", (100.0, 0, 0, 0), ThreePoint(0.05, 0.15, 0.4), transferred=transferred)
    allocation = allocate([risk], 0.1)
    return value_for_money(own, contract, allocation, 0.1), allocation


def test_value_for_money_by_hand() -> None:
    # factor of three years at 10 %: 2.486852
    found, allocation = _vietnamese_case(0.7)
    annuity = sum(1.1**-t for t in (1, 2, 3))
    assert allocation.total.expected_pv == pytest.approx(20.0)
    assert found.comparator.raw_cost_pv == pytest.approx(100 + 5 * annuity)
    assert found.comparator.competitive_neutrality_pv == pytest.approx(0.5 + 1.5 * annuity)
    assert found.comparator.total_pv == pytest.approx(120.5 + 6.5 * annuity)
    assert found.contract_pv == pytest.approx(50.6 + 31.0 * annuity + 6.0)
    assert found.value_pv == pytest.approx(63.9 - 24.5 * annuity)
    assert found.share == pytest.approx(found.value_pv / found.comparator.total_pv)


def test_moving_just_the_break_even_share_makes_both_equal() -> None:
    found, allocation = _vietnamese_case(0.7)
    share = break_even_transfer(found.value_pv, allocation.transferable.expected_pv).share
    assert 0.0 < share < 1.0
    assert _vietnamese_case(0.7 * share)[0].value_pv == pytest.approx(0.0, abs=1e-9)


def test_confident_value_counts_the_transferred_tail() -> None:
    found, allocation = _vietnamese_case(0.7)
    tail = allocation.transferable.confident_pv - allocation.transferable.expected_pv
    assert tail > 0.0
    assert found.confident_value_pv == pytest.approx(found.value_pv + tail)


def test_without_transferable_risk_there_is_no_break_even() -> None:
    with pytest.raises(FinanceError, match=r"no transferable risk, so value for money is 3 "):
        break_even_transfer(3.0, 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"capital": np.array([1.0, -2.0])}, r"capital\[1\]: an amount of 0 or more is expected, found -2"),
        ({"taxes": np.array([1.0, np.nan])}, r"taxes\[1\]: a finite amount is expected, found nan"),
        ({"insurance": np.zeros(3)}, r"insurance: 2 years are expected, as capital has, found 3"),
    ],
)
def test_lines_that_are_none_are_refused_by_name(change: dict[str, np.ndarray], message: str) -> None:
    lines = dict.fromkeys(("capital", "operating", "third_party_revenue", "taxes", "insurance"), np.zeros(2))
    with pytest.raises(FinanceError, match=message):
        value_for_money(
            OwnDelivery(**lines | change), ContractDelivery(*[np.zeros(2)] * 5), allocate([], 0.1), 0.1
        )


def test_a_share_of_nothing_is_refused() -> None:
    nothing = OwnDelivery(*[np.zeros(2)] * 5)
    found = value_for_money(nothing, ContractDelivery(*[np.ones(2)] * 5), allocate([], 0.1), 0.1)
    with pytest.raises(FinanceError, match="comparator that costs something"):
        _ = found.share


@pytest.mark.parametrize("points", [(0.2, 0.1, 0.3), (-0.1, 0.0, 0.1), (0.0, 0.4, 0.3)])
def test_three_points_out_of_order_are_refused(points: tuple[float, float, float]) -> None:
    with pytest.raises(FinanceError, match="0 <= low <= likely <= high"):
        ThreePoint(*points)


def test_shares_of_a_risk_are_shares() -> None:
    with pytest.raises(
        FinanceError, match=r"flood: transferred: a share from 0 to 1 is expected, found 1\.2"
    ):
        Risk("flood", (1.0,), ThreePoint(0, 0, 1), transferred=1.2)
    with pytest.raises(FinanceError, match=r"confidence: a share"):
        allocate([Risk("flood", (1.0,), ThreePoint(0, 0, 1))], 0.1, confidence=95.0)
