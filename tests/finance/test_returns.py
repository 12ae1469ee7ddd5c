"""Rates of return: what always holds, the nasty flows, and what is refused in which words."""

import datetime
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from finance.errors import FinanceError, NoSingleRate
from finance.rates.returns import (
    InternalRate,
    discounted_payback,
    internal_rate,
    internal_rate_of_dates,
    irr,
    irr_roots,
    mirr,
    npv,
    payback,
    xirr,
    xirr_roots,
    xnpv,
)
from finance.rates.roots import sign_changes

AMOUNTS = st.one_of(st.just(0.0), st.floats(-1e6, 1e6).filter(lambda a: abs(a) > 1e-3))
FLOWS = st.lists(AMOUNTS, min_size=1, max_size=40)
RATES = st.floats(-0.6, 2.0)


def _share_left(rate: float, flows: list[float]) -> float:
    """Present value at a rate as a share of its terms' sizes, in logarithms so that nothing overflows."""
    row = np.array(flows)
    kept = row != 0.0
    exponent = np.log(np.abs(row[kept])) - np.arange(len(row))[kept] * np.log1p(rate)
    terms = np.sign(row[kept]) * np.exp(exponent - exponent.max())
    return float(terms.sum() / np.abs(terms).sum())


@given(FLOWS)
def test_npv_at_every_root_is_zero_and_roots_are_no_more_than_sign_changes(flows: list[float]) -> None:
    found = internal_rate(flows)
    assert len(found.roots) <= found.sign_changes == sign_changes(np.array(flows))
    assert list(found.roots) == sorted(found.roots)
    if found.sign_changes == 1:
        assert len(found.roots) == 1
    for root in found.roots:
        assert root > -1.0
        if root > -1.0 + 1e-6:  # nearer to -1 a root has too few digits to put it back
            assert abs(_share_left(root, flows)) < 1e-8


@given(st.lists(st.floats(-0.5, 1.0), min_size=1, max_size=5, unique=True))
def test_irr_roots_finds_the_roots_a_flow_was_made_of(rates: list[float]) -> None:
    rates = sorted(rates)
    assume(all(high - low > 0.05 for low, high in pairwise(rates)))
    flows = np.array([1.0])
    for rate in rates:
        flows = np.convolve(flows, [1.0, -(1.0 + rate)])
    assert irr_roots(flows) == pytest.approx(rates, abs=1e-6)


@given(FLOWS, st.sampled_from([1e-9, 2.0, 1e12, -1.0]))
def test_rates_do_not_depend_on_the_unit_of_money(flows: list[float], unit: float) -> None:
    roots = irr_roots(flows)
    scaled = irr_roots([unit * amount for amount in flows])
    assert scaled == pytest.approx(roots, rel=1e-6, abs=1e-7)


@given(FLOWS, st.integers(1, 5))
def test_rates_do_not_depend_on_waiting(flows: list[float], years: int) -> None:
    assert irr_roots([*[0.0] * years, *flows, 0.0]) == pytest.approx(irr_roots(flows), rel=1e-9, abs=1e-9)


@given(FLOWS.filter(any), RATES)
def test_npv_is_linear_and_discounts_by_one_period(flows: list[float], rate: float) -> None:
    size = sum(abs(amount) * max(1.0, (1.0 + rate) ** -t) for t, amount in enumerate(flows))
    assert npv(rate, [2.0 * a for a in flows]) == pytest.approx(2.0 * npv(rate, flows), abs=1e-12 * size)
    assert npv(rate, [0.0, *flows]) == pytest.approx(npv(rate, flows) / (1.0 + rate), abs=1e-12 * size)


@given(st.floats(1.0, 1e6), st.lists(st.floats(1.0, 1e6), min_size=1, max_size=30))
def test_irr_of_an_investment_is_that_of_pyxirr(paid: float, earned: list[float]) -> None:
    theirs = pyxirr.irr([-paid, *earned])
    assume(theirs is not None and theirs < 1e3)
    assert irr([-paid, *earned]) == pytest.approx(theirs, rel=1e-8, abs=1e-9)


@given(st.lists(st.integers(1, 15_000), min_size=1, max_size=12), st.floats(-0.9, 3.0))
def test_xirr_finds_the_rate_at_which_xnpv_is_zero(days: list[int], rate: float) -> None:
    earned = [(1.0 + rate) ** (day / 365.0) for day in days]
    assume(all(1e-100 < amount < 1e100 for amount in earned))
    dates, flows = [0, *days], [-float(len(days)), *earned]
    assert xirr(dates, flows) == pytest.approx(rate, abs=1e-7)
    assert xnpv(rate, dates, flows) == pytest.approx(0.0, abs=1e-9 * len(days))


@given(st.permutations(range(5)))
def test_xirr_takes_dates_in_any_order(order: list[int]) -> None:
    dates = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]
    flows = [-10_000, 2_750, 4_250, 3_250, 2_750]
    found = xirr([dates[k] for k in order], [flows[k] for k in order])
    assert found == pytest.approx(0.373362535, abs=1e-8)


def test_dates_are_dates_texts_moments_or_day_numbers() -> None:
    flows = [-100.0, 60.0, 60.0]
    days = [datetime.date(2026, 1, 1), datetime.date(2027, 1, 1), datetime.date(2028, 1, 1)]
    expected = xirr([46023, 46388, 46753], flows)
    assert xirr(days, flows) == expected
    assert xirr([day.isoformat() for day in days], flows) == expected
    assert xirr([f"{day.isoformat()}T23:59:59" for day in days], flows) == expected
    assert xirr(np.array(days, dtype="datetime64[ns]"), flows) == expected
    assert xirr([46023.9, 46388.1, 46753.5], flows) == expected


@pytest.mark.parametrize(
    ("flows", "roots"),
    [
        ([-100.0, 220.0, -121.0], [0.1]),  # double
        ([-1.0, 3.3, -3.63, 1.331], [0.1]),  # threefold
        ([-100.0, 100.0], [0.0]),
        ([-1e-9, 1e7], [1e16 - 1.0]),
        ([-1.0, 1e-9], [-1.0 + 1e-9]),
        ([-1.0, 0.0, 1e-300], [-1.0 + 1e-150]),
        ([-1e300, 1.1e300], [0.1]),
        ([-1e-300, 1.1e-300], [0.1]),
        ([0.0], []),
        ([5.0], []),
        ([-100.0, 210.0, -111.0], []),
        ([-3000.0, *[5.0] * 1199, 3005.0], [5.0 / 3000.0]),
    ],
)
def test_nasty_flows(flows: list[float], roots: list[float]) -> None:
    assert irr_roots(flows) == pytest.approx(roots, rel=1e-6, abs=1e-12)


def test_flows_of_hundreds_of_sign_changes_overflow_nothing() -> None:
    draw = np.random.default_rng(7)
    flows = draw.normal(size=600)
    found = internal_rate(flows)
    assert found.sign_changes > 250
    for root in found.roots:
        assert abs(_share_left(root, list(flows))) < 1e-9


def test_internal_rate_says_which_of_several_is_meant() -> None:
    several = internal_rate([-100.0, 230.0, -132.0])
    assert several == InternalRate(pytest.approx((0.1, 0.2)), 2)
    assert several.single(guess=0.0) == pytest.approx(0.1)
    assert several.single(guess=0.9) == pytest.approx(0.2)
    with pytest.raises(NoSingleRate, match=r"zero at 2 rates \(0.1, 0.2\); judge by NPV or MIRR") as refusal:
        several.single()
    assert refusal.value.roots == several.roots
    assert refusal.value.sign_changes == 2
    with pytest.raises(NoSingleRate, match=r"zero at no rate above -1 \(0 sign changes\)"):
        irr([1.0, 2.0], guess=0.1)


def test_sign_changes_of_dates_count_between_days() -> None:
    # paid and earned on one day is one amount: there is nothing to change sign on that day
    found = internal_rate_of_dates(["2026-01-01", "2026-01-01", "2027-01-01"], [-110.0, 10.0, 110.0])
    assert found == InternalRate(pytest.approx((0.1,)), 1)


@given(st.floats(-0.9, 3.0), st.floats(-0.9, 3.0), st.floats(1.0, 1e6), st.floats(1.0, 1e6))
def test_mirr_of_two_flows_is_their_rate(finance: float, reinvest: float, paid: float, earned: float) -> None:
    assert mirr([-paid, earned], finance, reinvest) == pytest.approx(earned / paid - 1.0, rel=1e-9, abs=1e-9)


@given(st.lists(st.floats(1.0, 100.0), min_size=2, max_size=20), st.floats(0.0, 0.5))
def test_discounted_payback_is_never_before_payback(earned: list[float], rate: float) -> None:
    flows = [-50.0, *earned]
    plain, discounted = payback(flows), discounted_payback(rate, flows)
    if discounted is not None:
        assert plain is not None
        assert discounted >= plain - 1e-12
        assert npv(rate, flows) >= -1e-9


@pytest.mark.parametrize(
    ("flows", "periods"),
    [
        ([-100.0, 60.0, 60.0], 5.0 / 3.0),
        ([50.0, -100.0, 25.0, 50.0], 2.5),  # leases before the works: nothing is paid back at the start
        ([-100.0, 120.0, -70.0, 60.0, 60.0], 2.0 + 5.0 / 6.0),  # a large repair undoes what was paid back
        ([-100.0, 120.0, -70.0], None),
        ([0.0, 5.0], 0.0),
    ],
)
def test_payback_is_the_last_year_with_money_missing(flows: list[float], periods: float | None) -> None:
    assert payback(flows) == (None if periods is None else pytest.approx(periods, rel=1e-12))


TOO_LONG = [0.0] * 600 + [1.0]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: npv(0.1, []), "flows: at least one amount is expected, found none"),
        (lambda: npv(0.1, [1.0, np.nan]), r"flows\[1\]: a finite amount is expected, found nan"),
        (lambda: irr([np.inf, 1.0]), r"flows\[0\]: a finite amount is expected, found inf"),
        (lambda: irr([None, 1.0]), r"flows\[0\]: a finite amount is expected, found nan"),
        (lambda: irr(["-100", "110"]), "flows: numbers are expected, found"),
        (lambda: irr([-100, "110"]), "flows: numbers are expected, found"),
        (lambda: irr([1j, 2.0]), "flows: numbers are expected, found"),
        (lambda: irr([[1.0, 2.0], [3.0]]), "flows: numbers are expected, found"),
        (lambda: irr([[1.0, 2.0]]), r"flows: one row of amounts is expected, found shape \(1, 2\)"),
        (lambda: irr(np.ma.array([1.0, 2.0], mask=[0, 1])), "flows: numbers are expected, found masked ones"),
        (lambda: npv(-1.0, [1.0]), r"rate: a rate above -1 \(-100 %\) is expected, found -1.0"),
        (lambda: npv("0.1", [1.0]), "rate: numbers are expected, found '0.1'"),
        (lambda: npv(np.nan, [1.0]), "rate: a finite number is expected, found nan"),
        (lambda: npv([0.1, 0.2], [1.0]), r"rate: one number is expected, found shape \(2,\)"),
        (lambda: npv(-0.9999, TOO_LONG), "the result is too large for a number"),
        (lambda: irr([-1.0, 2.0], guess="C"), "guess: numbers are expected, found 'C'"),
        (lambda: xnpv(0.1, ["2026-01-01"], [1.0, 2.0]), r"dates: 2 are expected, one per amount, found shape \(1,\)"),
        (lambda: xnpv(0.1, ["2026-01-01", "2025-01-01"], [-1.0, 2.0]), r"dates\[1\]: no date may lie before the first"),
        (lambda: xnpv(0.1, ["2026-01-01", "2027-01-01"], [1.0, 2.0]), "flows: all 2 amounts are positive"),
        (lambda: xirr(["2026-01-01", "2026-02-30"], [-1.0, 2.0]), r"dates\[1\]: a date .* found '2026-02-30'"),
        (lambda: xirr(["2026-01-01", "20206-02-01"], [-1.0, 2.0]), r"dates\[1\]: a date .* found '20206-02-01'"),
        (lambda: xirr(["2026-01-01", "1026-02-01"], [-1.0, 2.0]), r"dates\[1\]: a date from 1900-01-01 to 9999-12-31"),
        (lambda: xirr(["2026-01-01", "today"], [-1.0, 2.0]), r"dates\[1\]: a date .* found 'today'"),
        (lambda: xirr(["2026-01-01", None], [-1.0, 2.0]), r"dates\[1\]: a date .* found 'None'"),
        (lambda: xirr([0, 10**9], [-1.0, 2.0]), r"dates\[1\]: a day number from 0 to 2958465 is expected"),
        (lambda: xirr([0, np.nan], [-1.0, 2.0]), r"dates\[1\]: a day number .* found nan"),
        (lambda: xirr([0, 1], [-1.0, 1e10]), "a rate above 1e308 makes the net present value zero"),
        (lambda: mirr([1.0, 2.0], 0.1, 0.1), "flows: at least one inflow and one outflow are expected"),
        (lambda: mirr([-1.0, 2.0], -1.0, 0.1), "finance_rate: a rate above -1"),
        (lambda: mirr([-1.0, 2.0], 0.1, np.inf), "reinvest_rate: a finite number is expected, found inf"),
    ],
)  # fmt: skip
def test_refusals_name_what_is_wrong(call: object, text: str) -> None:
    with pytest.raises(FinanceError, match=text):
        call()  # type: ignore[operator]


def test_what_numpy_takes_is_taken() -> None:
    assert (
        irr((-100, 110)) == irr([Decimal(-100), Decimal(110)]) == irr(np.array([-100, 110], dtype=np.int16))
    )
    assert xirr_roots(["2026-01-01", "2026-01-01"], [-1.0, 2.0]) == []
