"""Schedules of one drawn unit of debt, against their definition and against numpy-financial."""

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.lending.schedule import annuity_factor, schedule
from finance.source import DebtTerms, Repayment

RATES = st.one_of(
    st.sampled_from([0.0, 1e-15, 1e-12, 1e-9, 1e-6]),
    st.floats(0.0, 0.5, allow_nan=False, allow_infinity=False),
)


@st.composite
def terms(draw: st.DrawFn, fx: bool = True) -> DebtTerms:
    """Terms of any loan that a scenario can state."""
    tenor = draw(st.integers(1, 40))
    return DebtTerms(
        rate=draw(RATES),
        tenor=tenor,
        grace=draw(st.integers(0, tenor - 1)),
        repayment=draw(st.sampled_from(Repayment)),
        fx_depreciation=draw(st.floats(0.0, 0.2)) if fx else 0.0,
    )


@given(terms(fx=False))
def test_schedule_balance_rolls_to_zero(loan: DebtTerms) -> None:
    unit = schedule(loan)
    size = unit.balance.max()
    rolled = unit.balance[:-1] + unit.interest[1:] - unit.payment[1:]
    assert rolled == pytest.approx(unit.balance[1:], abs=1e-12 * size)
    assert unit.balance[0] == 1.0
    assert unit.balance[-1] == 0.0
    assert len(unit.payment) == len(unit.interest) == len(unit.balance) == loan.tenor + 1


@given(terms(fx=False))
def test_schedule_interest_is_rate_times_balance_before(loan: DebtTerms) -> None:
    unit = schedule(loan)
    assert unit.interest[0] == 0.0
    assert unit.interest[1:] == pytest.approx(loan.rate * unit.balance[:-1])


@given(terms())
def test_schedule_is_worth_one_at_its_own_rate(loan: DebtTerms) -> None:
    # in home currency the loan costs its rate and the depreciation on top
    own = (1.0 + loan.rate) * (1.0 + loan.fx_depreciation) - 1.0
    assert schedule(loan).present_value(own) == pytest.approx(1.0, rel=1e-10)


@given(terms())
def test_schedule_pays_nothing_in_grace_and_something_after(loan: DebtTerms) -> None:
    unit = schedule(loan)
    assert not unit.payment[: loan.grace + 1].any()
    assert unit.payment.min() >= 0.0
    assert unit.payment[-1] > 0.0


@given(terms(fx=False))
def test_schedule_capitalises_interest_in_grace(loan: DebtTerms) -> None:
    ages = np.arange(loan.grace + 1)
    assert schedule(loan).balance[: loan.grace + 1] == pytest.approx((1.0 + loan.rate) ** ages)


@given(terms(fx=False))
def test_schedule_repays_as_its_kind_says(loan: DebtTerms) -> None:
    unit = schedule(loan)
    owed = unit.balance[loan.grace]
    after = unit.payment[loan.grace + 1 :]
    principal = after - unit.interest[loan.grace + 1 :]
    count = loan.tenor - loan.grace
    match loan.repayment:
        case Repayment.ANNUITY:
            assert after == pytest.approx(np.full(count, owed * annuity_factor(loan.rate, count)), rel=1e-9)
        case Repayment.EQUAL_PRINCIPAL:
            assert principal == pytest.approx(np.full(count, owed / count), abs=1e-12 * owed)
        case Repayment.BULLET:
            assert principal == pytest.approx([*np.zeros(count - 1), owed], abs=1e-12 * owed)


@given(terms())
def test_schedule_in_foreign_currency_is_home_schedule_times_depreciation(loan: DebtTerms) -> None:
    at_home = schedule(DebtTerms(loan.rate, loan.tenor, loan.grace, loan.repayment))
    abroad = schedule(loan)
    factor = (1.0 + loan.fx_depreciation) ** np.arange(loan.tenor + 1)
    assert abroad.payment == pytest.approx(at_home.payment * factor)
    assert abroad.interest == pytest.approx(at_home.interest * factor)
    assert abroad.balance == pytest.approx(at_home.balance * factor)


@given(rate=st.floats(1e-4, 0.5), tenor=st.integers(1, 40))
def test_schedule_of_an_annuity_is_that_of_numpy_financial(rate: float, tenor: int) -> None:
    unit = schedule(DebtTerms(rate, tenor))
    ages = np.arange(1, tenor + 1)
    interest = -numpy_financial.ipmt(rate, ages, tenor, 1.0)
    principal = -numpy_financial.ppmt(rate, ages, tenor, 1.0)
    assert unit.payment[1:] == pytest.approx(np.full(tenor, -numpy_financial.pmt(rate, tenor, 1.0)), rel=1e-8)
    assert unit.interest[1:] == pytest.approx(interest, rel=1e-8, abs=1e-9)
    assert unit.payment[1:] - unit.interest[1:] == pytest.approx(principal, rel=1e-8, abs=1e-9)


@given(RATES, st.integers(1, 60))
def test_annuity_factor_pays_back_one_unit(rate: float, periods: int) -> None:
    discounted = (1.0 + rate) ** -np.arange(1.0, periods + 1)
    assert annuity_factor(rate, periods) * discounted.sum() == pytest.approx(1.0, rel=1e-12)


@given(st.sampled_from([1e-15, 1e-12, 1e-9]), st.integers(1, 60))
def test_annuity_factor_comes_close_to_equal_shares_as_the_rate_vanishes(rate: float, periods: int) -> None:
    # first order: 1 / n + rate * (n + 1) / (2 n)
    assert annuity_factor(rate, periods) == pytest.approx(
        1 / periods + rate * (periods + 1) / (2 * periods), rel=1e-12
    )


def test_schedule_by_hand() -> None:
    # 100 at 10 %, one year of grace, three years: owed 110, then 110 / (1/1.1 + 1/1.21) = 63.380952
    unit = schedule(DebtTerms(0.1, 3, grace=1))
    assert 100 * unit.payment == pytest.approx([0, 0, 63.380952, 63.380952], abs=1e-6)
    assert 100 * unit.interest == pytest.approx([0, 10, 11, 5.761905], abs=1e-6)
    assert 100 * unit.balance == pytest.approx([100, 110, 57.619048, 0], abs=1e-6)


@pytest.mark.parametrize("repayment", Repayment)
def test_schedule_without_interest_pays_back_the_unit(repayment: Repayment) -> None:
    unit = schedule(DebtTerms(0.0, 5, grace=2, repayment=repayment))
    assert unit.payment.sum() == pytest.approx(1.0)
    assert not unit.interest.any()
