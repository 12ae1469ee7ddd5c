"""Income tax and depreciation: what always holds, Vietnam's rules by hand, and one clear error for each bad input."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.vehicle.depreciation import declining_balance, depreciable, straight_line, units_of_production
from finance.vehicle.tax import CountedFrom, Losses, TaxRules, combined_rate, income_tax

PROFITS = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), min_size=1, max_size=30)


@st.composite
def rules(draw: st.DrawFn, years: int) -> TaxRules:
    return TaxRules(
        rate=tuple(draw(st.lists(st.floats(0, 0.5), min_size=years, max_size=years))),
        exempt_years=draw(st.integers(0, 5)),
        half_years=draw(st.integers(0, 9)),
        counted_from=draw(st.sampled_from(CountedFrom)),
        latest=draw(st.integers(1, 6)),
        incentive_rate=draw(st.sampled_from([None, 0.1, 0.17])),
        incentive_years=draw(st.integers(0, 15)),
        losses=draw(st.sampled_from([Losses.LOST, Losses.CARRIED])),
        loss_years=draw(st.sampled_from([None, 0, 1, 5])),
    )


@given(PROFITS, st.data())
def test_holidays_and_carried_losses_never_make_the_tax_of_any_year_higher(
    profit: list[float], data: st.DataObject
) -> None:
    kind = data.draw(rules(len(profit)))
    revenue = [max(0.0, each) + data.draw(st.sampled_from([0.0, 1.0])) for each in profit]
    plain = income_tax(profit, revenue, TaxRules(kind.rate))
    found = income_tax(profit, revenue, kind)
    assert np.all(found.due <= plain.due)
    assert np.all(found.due >= 0.0)
    assert found.due == pytest.approx(found.rate * found.taxable)


@given(PROFITS, st.sampled_from([None, 0, 1, 3, 5]))
def test_carried_losses_roll_and_are_never_used_twice(profit: list[float], span: int | None) -> None:
    flat = (0.2,) * len(profit)
    found = income_tax(profit, np.ones(len(profit)), TaxRules(flat, losses=Losses.CARRIED, loss_years=span))
    loss = np.maximum(-np.array(profit), 0.0)
    before = np.concatenate([[0.0], found.loss_carried[:-1]])
    rolled = before + loss - found.loss_used - found.loss_expired
    assert found.loss_carried == pytest.approx(rolled, abs=1e-6)
    assert np.all(np.cumsum(found.loss_used) <= np.cumsum(loss) + 1e-6)
    assert np.all(found.loss_used <= np.maximum(profit, 0.0))
    if span is None:
        assert not found.loss_expired.any()
    if span == 0:
        assert not found.loss_used.any()


def test_loss_expires_after_five_years_oldest_first() -> None:
    profit = [-100.0, -40.0, 10.0, 0.0, 0.0, 30.0, 30.0, 30.0]
    found = income_tax(profit, np.ones(8), TaxRules((0.2,) * 8, losses=Losses.CARRIED, loss_years=5))
    # the loss of year 0 serves years 1 .. 5: 10 + 30 used, 60 expires; that of year 1 serves year 6: 30, 10 expires
    assert found.loss_used.tolist() == [0, 0, 10, 0, 0, 30, 30, 0]
    assert found.loss_expired.tolist() == [0, 0, 0, 0, 0, 60, 10, 0]
    assert found.due.tolist() == [0, 0, 0, 0, 0, 0, 0, 6]


def test_holiday_counts_from_the_first_profit() -> None:
    # revenue from year 1, profit from year 2: two years exempt, four at half
    profit = [-10.0, -5.0, *[100.0] * 8]
    kind = TaxRules((0.2,) * 10, exempt_years=2, half_years=4)
    found = income_tax(profit, [0.0, *[200.0] * 9], kind)
    assert found.due.tolist() == [0, 0, 0, 0, 10, 10, 10, 10, 20, 20]


def test_holiday_starts_in_the_fourth_year_of_revenue_at_the_latest() -> None:
    # revenue from year 1, no profit before year 6: the count began in year 4, so year 6 is the first half year
    profit = [-10.0, *[-5.0] * 5, *[100.0] * 4]
    kind = TaxRules((0.2,) * 10, exempt_years=2, half_years=4)
    found = income_tax(profit, [0.0, *[200.0] * 9], kind)
    assert found.rate.tolist() == [0.2, 0.2, 0.2, 0.2, 0.0, 0.0, 0.1, 0.1, 0.1, 0.1]


def test_holiday_counts_from_the_first_revenue_where_the_rule_says_so() -> None:
    kind = TaxRules((0.2,) * 5, exempt_years=1, half_years=1, counted_from=CountedFrom.FIRST_REVENUE)
    assert income_tax([-1.0] * 5, [0.0, 9.0, 9.0, 9.0, 9.0], kind).rate.tolist() == [0.2, 0.0, 0.1, 0.2, 0.2]


def test_incentive_rate_runs_from_the_first_revenue_and_never_raises() -> None:
    kind = TaxRules((0.2, 0.2, 0.05, 0.2, 0.2), incentive_rate=0.1, incentive_years=3, half_years=1)
    found = income_tax([0.0, 10.0, 10.0, 10.0, 10.0], [0.0, 20.0, 20.0, 20.0, 20.0], kind)
    assert found.rate == pytest.approx([0.2, 0.05, 0.05, 0.1, 0.2])


def test_losses_are_used_up_in_exempt_years_too() -> None:
    kind = TaxRules((0.2,) * 4, exempt_years=1, losses=Losses.CARRIED)
    found = income_tax([-50.0, 50.0, 10.0, 10.0], [0.0, 99.0, 99.0, 99.0], kind)
    assert found.due.tolist() == [0.0, 0.0, 2.0, 2.0]


def test_losses_refunded_at_once() -> None:
    kind = TaxRules((combined_rate(0.07, 0.21),) * 2, losses=Losses.REFUNDED)
    assert income_tax([-100.0, 100.0], [0.0, 0.0], kind).due == pytest.approx([-26.53, 26.53])


@given(
    st.floats(0, 1e9), st.integers(1, 50), st.integers(0, 10), st.floats(1.0, 3.0), st.booleans()
)  # fmt: skip
def test_depreciation_sums_to_its_base(base: float, life: int, first: int, factor: float, half: bool) -> None:
    years = first + life + 1
    straight = straight_line(base, life, first, years, half_year=half)
    declining = declining_balance(base, life, first, years, factor, half_year=half)
    for row in (straight, declining):
        assert row.sum() == pytest.approx(base)
        assert row.min() >= 0.0
        assert not row[:first].any()
    # never behind the straight line
    assert np.all(np.cumsum(declining) >= np.cumsum(straight) * (1 - 1e-12) - 1e-9)
    cut = straight_line(base, life, first, max(1, years - 3), half_year=half)
    assert cut == pytest.approx(straight[: len(cut)])


def test_half_year_convention_by_hand() -> None:
    assert straight_line(120.0, 20, 1, 25, half_year=True)[[0, 1, 2, 20, 21, 22]].tolist() == [
        0,
        3,
        6,
        6,
        3,
        0,
    ]


@given(st.floats(0, 1e9), st.lists(st.floats(0.01, 1e6), min_size=1, max_size=20), st.floats(0.1, 2.0))
def test_units_never_write_off_more_than_the_base(base: float, made: list[float], part: float) -> None:
    assert units_of_production(base, made).sum() == pytest.approx(base)
    assert units_of_production(base, made, part * sum(made)).sum() == pytest.approx(base / max(1.0, part))


def test_grants_lower_the_base_only_where_the_rule_says_so() -> None:
    assert depreciable(100.0, 30.0) == 100.0
    assert depreciable(100.0, 30.0, grants_reduce=True) == 70.0
    assert depreciable(100.0, 130.0, grants_reduce=True) == 0.0


PLAIN = TaxRules((0.2, 0.2))
BAD = {
    "profit not a number": (lambda: income_tax([np.nan, 1.0], [1.0, 1.0], PLAIN), "profit[0]: a finite amount"),
    "negative revenue": (lambda: income_tax([1.0, 1.0], [1.0, -1.0], PLAIN), "revenue[1]: an amount of 0 or more"),
    "unequal years": (lambda: income_tax([1.0, 1.0], [1.0], PLAIN), "revenue: 2 years are expected"),
    "rate for too few years": (lambda: income_tax([1.0], [1.0], PLAIN), "rate: 1 years are expected"),
    "rate of a billion": (lambda: income_tax([1.0], [1.0], TaxRules((1e9,))), "rate[0]: a share"),
    "negative holiday": (lambda: income_tax([1.0] * 2, [1.0] * 2, replace(PLAIN, exempt_years=-1)), "exempt_years"),
    "incentive in percent": (
        lambda: income_tax([1.0] * 2, [1.0] * 2, replace(PLAIN, incentive_rate=10.0)), "incentive_rate: a share",
    ),
    "negative loss years": (
        lambda: income_tax([1.0] * 2, [1.0] * 2, replace(PLAIN, losses=Losses.CARRIED, loss_years=-1)), "loss_years",
    ),
    "life of zero": (lambda: straight_line(1.0, 0, 0, 5), "life: a whole number of years of 1 or more"),
    "negative base": (lambda: straight_line(-1.0, 1, 0, 5), "base: an amount of 0 or more"),
    "slow factor": (lambda: declining_balance(1.0, 5, 0, 5, 0.5), "factor: 1 or more"),
    "no production": (lambda: units_of_production(1.0, [0.0]), "over_life: production above 0"),
    "negative grant": (lambda: depreciable(1.0, -1.0), "amounts of 0 or more"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_clear_error(name: str) -> None:
    call, text = BAD[name]
    with pytest.raises(FinanceError) as caught:
        call()
    assert text in str(caught.value)
