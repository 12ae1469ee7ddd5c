"""What one drawn unit of debt causes in the years after its draw."""

from dataclasses import dataclass

import numpy as np

from finance.horizon import Floats, discount_factors, powers
from finance.source import DebtTerms, Repayment


@dataclass(frozen=True, slots=True)
class Schedule:
    """Payments, interest and year-end balances per unit drawn, by age a = 0 .. tenor `(tenor + 1,)`.

    All three are positive magnitudes in home currency. Always: `balance[a] = balance[a-1] + interest[a] -
    payment[a]` (before depreciation of the home currency), `balance[tenor] = 0`.
    """

    payment: Floats
    interest: Floats
    balance: Floats

    def present_value(self, discount_rate: float) -> float:
        """`Σ_a payment[a] / (1 + discount_rate) ** a`, at the date of the draw."""
        return float(self.payment @ discount_factors(discount_rate, len(self.payment)))


def annuity_factor(rate: float, periods: int) -> float:
    """Level payment per unit: `rate / (1 - (1 + rate) ** -periods)`, `1 / periods` at rate 0.

    >>> round(annuity_factor(0.1, 2), 6)
    0.57619
    """
    if rate == 0.0:
        return 1.0 / periods
    # expm1/log1p keep the factor exact where the rate is tiny
    return rate / float(-np.expm1(-periods * np.log1p(rate)))


def schedule(terms: DebtTerms) -> Schedule:
    """Schedule of one unit drawn at age 0.

    Formula: grace capitalises interest, `balance[a] = (1 + rate) ** a` for a <= grace; after it, with
    `n = tenor - grace`:
    annuity: `payment = balance[grace] * rate / (1 - (1 + rate) ** -n)`;
    equal_principal: `payment[a] = balance[grace] / n + interest[a]`;
    bullet: `payment[a] = interest[a]`, and `balance[grace]` at tenor.
    A foreign-currency unit is multiplied by `(1 + fx_depreciation) ** a` throughout.

    Interest falls at year end on the balance of the year before: `interest[a] = rate * balance[a-1]`.
    """
    rate, grace = terms.rate, terms.grace
    count = terms.tenor - grace
    owed = (1.0 + rate) ** grace
    steps = np.arange(count + 1, dtype=np.float64)
    match terms.repayment:
        case Repayment.ANNUITY:
            # what is owed is worth the payments still to come: exact for tiny and for high rates
            left = count - steps
            to_come = left if rate == 0.0 else -np.expm1(-left * np.log1p(rate)) / rate
            after = owed * annuity_factor(rate, count) * to_come
            after[0] = owed
        case Repayment.EQUAL_PRINCIPAL:
            after = owed * (1.0 - steps / count)
        case Repayment.BULLET:
            after = np.full(count + 1, owed)
    after[-1] = 0.0
    balance = np.concatenate([powers(rate, grace), after])
    interest = np.concatenate([[0.0], rate * balance[:-1]])
    payment = np.concatenate([[0.0], balance[:-1] + interest[1:] - balance[1:]])
    payment[: grace + 1] = 0.0
    home = powers(terms.fx_depreciation, terms.tenor + 1)
    return Schedule(payment * home, interest * home, balance * home)
