"""Judging one project: per unit invested, per year, for the economy, and how far an input may move before it fails."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.inputs import amounts, number, rate_above_minus_one
from finance.lending.schedule import annuity_factor
from finance.rates.returns import InternalRate, internal_rate, npv


def profitability_index(rate: float, flows: ArrayLike, investment_years: int = 1) -> float:
    """Present value of what comes after the investment per unit of present value invested; 1 where NPV is 0.

    Formula: `Σ_{t >= investment_years} flows[t] d[t] / -Σ_{t < investment_years} flows[t] d[t]`. Money in during
    the investment years lessens the investment.

    Raises FinanceError where nothing is invested in these years.

    >>> round(profitability_index(0.1, [-100.0, 60.0, 60.0]), 6)
    1.041322
    """
    row = amounts(flows)
    if not 1 <= investment_years <= len(row):
        raise FinanceError(f"investment_years: from 1 to {len(row)} are expected, found {investment_years}")
    invested = -npv(rate, row[:investment_years])
    if invested <= 0.0:
        raise FinanceError(
            f"flows: money out is expected in the first {investment_years}, found {-invested:g}"
        )
    return 1.0 + npv(rate, row) / invested


def equivalent_annuity(rate: float, flows: ArrayLike) -> float:
    """The level amount at the end of each period, 1 .. n, that is worth as much as the flow.

    Formula: `npv * rate / (1 - (1 + rate) ** -n)` with n = periods after the first. It makes projects of unequal
    lives comparable, if each is renewed at its end.

    >>> round(equivalent_annuity(0.1, [-100.0, 60.0, 60.0]), 6)
    2.380952
    """
    row = amounts(flows)
    if len(row) < 2:
        raise FinanceError("flows: at least one period after the first is expected")
    return npv(rate, row) * annuity_factor(rate_above_minus_one(rate), len(row) - 1)


@dataclass(frozen=True, slots=True)
class EconomicReturn:
    """What a project is worth to the economy: net present value, its rates, benefits per unit of cost."""

    npv: float
    rate: InternalRate
    benefit_cost_ratio: float


def economic_return(benefits: ArrayLike, costs: ArrayLike, social_discount_rate: float) -> EconomicReturn:
    """Economic NPV, internal rate and benefit-cost ratio of real benefits and costs `(T,)`, positive magnitudes.

    Formulas: `npv = B - C`, `benefit_cost_ratio = B / C` with `B = Σ benefits[t] / (1 + r) ** t` and C likewise;
    the rate is that of `benefits - costs`. Always: the ratio is above 1 exactly where the NPV is above 0.

    >>> found = economic_return([0.0, 60.0, 60.0], [100.0, 0.0, 0.0], 0.1)
    >>> round(found.npv, 6), round(found.benefit_cost_ratio, 6), round(found.rate.single(), 6)
    (4.132231, 1.041322, 0.130662)
    """
    gained, spent = amounts(benefits, "benefits"), amounts(costs, "costs")
    if gained.shape != spent.shape:
        raise FinanceError(f"costs: {len(gained)} years are expected, one per benefit, found {len(spent)}")
    for name, row in (("benefits", gained), ("costs", spent)):
        if row.min() < 0.0:
            t = int(np.argmin(row))
            raise FinanceError(f"{name}[{t}]: an amount of 0 or more is expected, found {row[t]:g}")
    benefit_pv, cost_pv = npv(social_discount_rate, gained), npv(social_discount_rate, spent)
    if cost_pv == 0.0:
        raise FinanceError("costs: a benefit-cost ratio needs a cost, found none")
    return EconomicReturn(benefit_pv - cost_pv, internal_rate(gained - spent), benefit_pv / cost_pv)


def switching_factor(total_npv: float, part_pv: float) -> float | None:
    """What one part of the flow may be multiplied by until the NPV is 0; None where the part is worth nothing.

    Formula: `1 - total_npv / part_pv`, as the NPV is linear in the part; `part_pv` with its sign in the total.
    1.25 for costs: they may rise by a quarter. Below 0 no change of the part alone can bring the NPV to 0.

    >>> switching_factor(20.0, -80.0)
    1.25
    """
    total, part = number(total_npv, "total_npv"), number(part_pv, "part_pv")
    return None if part == 0.0 else 1.0 - total / part


def switching_value(npv_at: Callable[[float], float], low: float, high: float) -> float:
    """The value of one input between `low` and `high` at which the NPV is 0, by halving.

    For inputs in which the NPV is not linear: delay, rates, the year of a start. Where the NPV crosses 0 more than
    once, one of the crossings is found.

    Raises FinanceError where the NPV has the same sign at both ends, or is no number on the way.

    >>> round(switching_value(lambda rate: npv(rate, [-100.0, 110.0]), 0.0, 1.0), 9)
    0.1
    """
    low, high = number(low, "low"), number(high, "high")
    at_low, at_high = number(npv_at(low), f"npv at {low:g}"), number(npv_at(high), f"npv at {high:g}")
    if at_low * at_high > 0.0:
        raise FinanceError(
            f"npv: a change of sign between {low:g} and {high:g} is expected, found {at_low:g} and {at_high:g}"
        )
    while at_low != 0.0:
        middle = low + 0.5 * (high - low)
        if middle in (low, high) or abs(high - low) <= 1e-14 * max(abs(low), abs(high)):
            return high if at_high == 0.0 else middle
        value = number(npv_at(middle), f"npv at {middle:g}")
        if value == 0.0 or (value > 0.0) == (at_low > 0.0):
            low, at_low = middle, value
        else:
            high, at_high = middle, value
    return low
