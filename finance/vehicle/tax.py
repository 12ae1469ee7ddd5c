"""Income tax of a vehicle by year: rates, holidays, half-rate years, losses carried forward until they expire."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import amounts
from finance.lending.debt import check_years
from finance.yearly_lines import magnitudes, share


class CountedFrom(StrEnum):
    """The year in which a holiday begins."""

    FIRST_REVENUE = "first_revenue"
    FIRST_PROFIT = "first_profit"


class Losses(StrEnum):
    """What becomes of a loss: gone, set against later profits, or refunded at once at the year's rate."""

    LOST = "lost"
    CARRIED = "carried"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class TaxRules:
    """Rules of income tax. Without holidays and with losses lost they are those of the planning model.

    `rate`: by year. `exempt_years`, then `half_years` at half the rate, one after the other from the first year of
    revenue or of profit; counted from profit, at the latest from the `latest`-th year of revenue (Vietnam: no
    profit in three years of revenue starts the count in the fourth). `incentive_rate` replaces a higher rate
    for `incentive_years` from the first revenue. `loss_years`: years in which a carried loss may be used, None =
    without end (Vietnam: 5, oldest first, in full, in exempt years too).
    """

    rate: tuple[float, ...]
    exempt_years: int = 0
    half_years: int = 0
    counted_from: CountedFrom = CountedFrom.FIRST_PROFIT
    latest: int = 4
    incentive_rate: float | None = None
    incentive_years: int = 0
    losses: Losses = Losses.LOST
    loss_years: int | None = 5


@dataclass(frozen=True, slots=True, eq=False)
class Tax:
    """Income tax by year `(T,)`.

    `due = rate * taxable`, negative only where losses are refunded. `rate`: after holidays. `loss_used`: carried
    losses set against the year's profit. `loss_expired`: lapsed at the end of the year. `loss_carried`: left at the
    end of the year. Always: `loss_carried[t] = loss_carried[t-1] + loss[t] - loss_used[t] - loss_expired[t]`.
    """

    due: Floats
    taxable: Floats
    rate: Floats
    loss_used: Floats
    loss_expired: Floats
    loss_carried: Floats


def income_tax(profit: ArrayLike, revenue: ArrayLike, rules: TaxRules) -> Tax:
    """Tax on `profit (T,)` (before losses brought forward, negative for a loss) of a vehicle with `revenue (T,)`.

    `taxable = max(0, profit) - loss_used`, and `profit` itself where losses are refunded.

    Always: with the same rates, holidays and carried losses never make the tax of any year higher.

    Raises FinanceError for rates or years out of range, or a number of years that differs.

    >>> rules = TaxRules(rate=(0.2, 0.2, 0.2), losses=Losses.CARRIED)
    >>> income_tax([-50.0, 30.0, 70.0], [10.0, 90.0, 120.0], rules).due.tolist()
    [0.0, 0.0, 10.0]
    """
    made, earned = amounts(profit, "profit"), magnitudes(revenue, "revenue")
    if len(made) != len(earned):
        raise FinanceError(f"revenue: {len(made)} years are expected, one per profit, found {len(earned)}")
    rate = yearly_rate(made, earned, rules)
    nothing = np.zeros(len(made))
    match rules.losses:
        case Losses.REFUNDED:
            return Tax(rate * made, made, rate, nothing, nothing, nothing)
        case Losses.LOST:
            taxable = np.maximum(made, 0.0)
            return Tax(rate * taxable, taxable, rate, nothing, nothing, nothing)
        case Losses.CARRIED:
            used, expired, carried = _carried_losses(made, rules.loss_years)
            taxable = np.maximum(made, 0.0) - used
            return Tax(rate * taxable, taxable, rate, used, expired, carried)


def yearly_rate(profit: Floats, revenue: Floats, rules: TaxRules) -> Floats:
    """The rate of each year after incentives, exempt and half-rate years `(T,)`."""
    if len(rules.rate) != len(profit):
        raise FinanceError(f"rate: {len(profit)} years are expected, found {len(rules.rate)}")
    rate = np.array([share(each, f"rate[{t}]") for t, each in enumerate(rules.rate)], dtype=np.float64)
    year = np.arange(len(rate))
    earns = int(np.argmax(revenue > 0.0)) if (revenue > 0.0).any() else None
    if rules.incentive_rate is not None and earns is not None:
        lower = share(rules.incentive_rate, "incentive_rate")
        span = check_years(rules.incentive_years, "incentive_years", lowest=0)
        rate = np.where((year >= earns) & (year < earns + span), np.minimum(rate, lower), rate)
    begin = holiday_begin(profit, revenue, rules)
    if begin is None:
        return rate
    exempt_end = begin + check_years(rules.exempt_years, "exempt_years", lowest=0)
    half_end = exempt_end + check_years(rules.half_years, "half_years", lowest=0)
    factor = np.where((year >= begin) & (year < exempt_end), 0.0, 1.0)
    factor = np.where((year >= exempt_end) & (year < half_end), 0.5, factor)
    return np.asarray(rate * factor, dtype=np.float64)


def holiday_begin(profit: Floats, revenue: Floats, rules: TaxRules) -> int | None:
    """Year index in which the count of exempt and half-rate years begins; None where it never does.

    First revenue; or the first profitable year from then on, but no later than the `latest`-th year of revenue.
    """
    if not (revenue > 0.0).any():
        return None
    first = int(np.argmax(revenue > 0.0))
    if rules.counted_from is CountedFrom.FIRST_REVENUE:
        return first
    fallback = first + check_years(rules.latest, "latest") - 1
    profitable = np.flatnonzero(profit[first:] > 0.0)
    begin = min(first + int(profitable[0]), fallback) if profitable.size else fallback
    return begin if begin < len(profit) else None


def _carried_losses(profit: Floats, loss_years: int | None) -> tuple[Floats, Floats, Floats]:
    """Losses used, expired and left by year: the oldest is used first; a loss of year u may be used up to
    `u + loss_years`.
    """
    years = len(profit)
    span = years if loss_years is None else check_years(loss_years, "loss_years", lowest=0)
    left = np.zeros(years)  # by the year in which the loss arose
    used, expired, carried = (np.zeros(years) for _ in range(3))
    for t, made in enumerate(profit):
        room = max(0.0, float(made))
        for u in range(max(0, t - span), t):
            part = min(room, float(left[u]))
            left[u] -= part
            room -= part
            used[t] += part
        left[t] = max(0.0, -float(made))
        if t - span >= 0:
            expired[t], left[t - span] = left[t - span], 0.0
        carried[t] = left.sum()
    return used, expired, carried


def combined_rate(deductible: float, main: float) -> float:
    """Two taxes of which the first lowers the base of the second: `deductible + main * (1 - deductible)`.

    >>> round(combined_rate(0.07, 0.21), 4)
    0.2653
    """
    first, second = share(deductible, "deductible"), share(main, "main")
    return first + second * (1.0 - first)
