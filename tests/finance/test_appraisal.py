"""Indices, annuities, the economy's view, switching values and the cost of capital."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from finance.errors import FinanceError
from finance.rates.appraisal import (
    economic_return,
    equivalent_annuity,
    profitability_index,
    switching_factor,
    switching_value,
)
from finance.rates.capital_cost import cost_of_equity, relevered_beta, unlevered_beta, wacc
from finance.rates.returns import npv

EARNED = st.lists(st.floats(0.0, 1e4), min_size=1, max_size=30)
RATES = st.floats(0.0, 0.5)
SHARES = st.floats(0.0, 1.0)


@given(RATES, st.floats(1.0, 1e4), EARNED)
def test_profitability_index_is_one_plus_npv_per_unit_invested(
    rate: float, paid: float, earned: list[float]
) -> None:
    flows = [-paid, *earned]
    assert profitability_index(rate, flows) == pytest.approx(
        npv(rate, earned) / (1.0 + rate) / paid, rel=1e-9
    )


@given(RATES, st.floats(1.0, 1e4), EARNED)
def test_equivalent_annuity_is_worth_the_flow(rate: float, paid: float, earned: list[float]) -> None:
    flows = [-paid, *earned]
    level = equivalent_annuity(rate, flows)
    assert npv(rate, [0.0] + [level] * len(earned)) == pytest.approx(npv(rate, flows), abs=1e-7)


@given(EARNED, st.floats(1.0, 1e4), RATES)
def test_benefit_cost_ratio_is_above_one_where_npv_is_above_zero(
    benefits: list[float], cost: float, rate: float
) -> None:
    costs = np.zeros(len(benefits))
    costs[0] = cost
    found = economic_return(benefits, costs, rate)
    assume(abs(found.npv) > 1e-9 * cost)
    assert (found.benefit_cost_ratio > 1.0) == (found.npv > 0.0)
    assert found.npv == pytest.approx(npv(rate, np.array(benefits) - costs), rel=1e-9, abs=1e-9)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6).filter(lambda part: abs(part) > 1.0))
def test_switching_factor_brings_npv_to_zero(rest: float, part: float) -> None:
    factor = switching_factor(rest + part, part)
    assert factor is not None
    assert rest + factor * part == pytest.approx(0.0, abs=1e-9 * (abs(rest) + abs(part)))


@given(st.floats(0.01, 0.5), st.floats(1.0, 50.0))
def test_switching_value_is_where_npv_is_zero(rate: float, earned: float) -> None:
    paid = npv(rate, [0.0, earned, earned])
    found = switching_value(lambda price: npv(rate, [-paid, price, price]), 0.0, 100.0)
    assert found == pytest.approx(earned, rel=1e-9)
    assert switching_value(lambda x: x, -1.0, 2.0) == pytest.approx(0.0, abs=1e-12)
    assert switching_value(lambda x: x - 2.0, -1.0, 2.0) == pytest.approx(2.0)
    assert switching_value(lambda x: x + 1.0, -1.0, 2.0) == -1.0


@given(SHARES, st.floats(0.0, 0.3), st.floats(0.0, 0.3), SHARES)
def test_wacc_lies_between_the_costs_after_tax(share: float, equity: float, debt: float, tax: float) -> None:
    after_tax = debt * (1.0 - tax)
    average = wacc(share, equity, debt, tax)
    assert min(equity, after_tax) - 1e-12 <= average <= max(equity, after_tax) + 1e-12


@given(st.floats(0.1, 3.0), st.floats(0.0, 9.0), SHARES)
def test_relevering_undoes_unlevering(beta: float, gearing: float, tax: float) -> None:
    assert relevered_beta(unlevered_beta(beta, gearing, tax), gearing, tax) == pytest.approx(beta)


def test_cost_of_equity_by_hand() -> None:
    assert cost_of_equity(0.03, 1.5, 0.06) == pytest.approx(0.12)


def test_part_of_no_worth_switches_nothing() -> None:
    assert switching_factor(5.0, 0.0) is None


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: profitability_index(0.1, [5.0, 1.0]), "flows: money out is expected in the first 1, found 5"),
        (lambda: profitability_index(0.1, [-5.0], 2), "investment_years: from 1 to 1 are expected, found 2"),
        (lambda: equivalent_annuity(0.1, [-5.0]), "flows: at least one period after the first is expected"),
        (lambda: economic_return([1.0], [1.0, 2.0], 0.1), "costs: 1 years are expected, one per benefit, found 2"),
        (lambda: economic_return([1.0], [-1.0], 0.1), r"costs\[0\]: an amount of 0 or more is expected, found -1"),
        (lambda: economic_return([1.0], [0.0], 0.1), "costs: a benefit-cost ratio needs a cost"),
        (lambda: switching_value(lambda x: x, 1.0, 2.0), "npv: a change of sign between 1 and 2 is expected"),
        (lambda: switching_value(lambda x: float("nan"), 1.0, 2.0), "npv at 1: a finite number is expected, found nan"),
        (lambda: wacc(1.2, 0.1, 0.1), "equity_share: a share from 0 to 1 is expected, found 1.2"),
        (lambda: wacc(0.3, 0.1, 0.1, 20.0), "tax_rate: a share from 0 to 1 is expected, found 20"),
        (lambda: unlevered_beta(1.0, -1.0), "debt_to_equity: 0 or more is expected, found -1"),
    ],
)  # fmt: skip
def test_refusals_name_what_is_wrong(call: object, text: str) -> None:
    with pytest.raises(FinanceError, match=text):
        call()  # type: ignore[operator]
