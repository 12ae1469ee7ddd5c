"""What a cash flow is worth and what it earns.

Signs: money in is positive, money out negative. Timing: `flows[0]` falls now and is not discounted, one period
apart from there; dated flows count actual days over 365 from the first date. Every function takes what
`numpy.asarray` takes and refuses texts, NaN, infinities and empty input by name.

Where numpy-financial is right it computes: NPV, and MIRR for reinvestment above -100 %. Rates of return are ours,
as it names one root without saying that there are others: see docs/differences.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy_financial
from numpy.typing import ArrayLike

from finance.errors import FinanceError, NoSingleRate
from finance.horizon import Floats, discount_factors
from finance.inputs import Dates, amounts, number, rate_above_minus_one, years_from_first
from finance.rates.roots import exponential_roots, sign_changes


@dataclass(frozen=True, slots=True)
class InternalRate:
    """Every rate above -1 at which a cash flow is worth nothing, and what the flow's signs allow.

    `roots`: ascending, possibly none. `sign_changes`: in the order of time, zeros left out. Always:
    `len(roots) <= sign_changes`, and with exactly one change there is exactly one root.
    """

    roots: tuple[float, ...]
    sign_changes: int

    def single(self, guess: float | None = None) -> float:
        """The one root; of several the nearest to `guess`, where the caller names one.

        Raises NoSingleRate, which carries all roots, where there is none, or several and no guess.
        """
        if guess is not None and self.roots:
            wanted = number(guess, "guess")
            return min(self.roots, key=lambda root: abs(root - wanted))
        if len(self.roots) != 1:
            raise NoSingleRate(self.roots, self.sign_changes)
        return self.roots[0]


def npv(rate: float, flows: ArrayLike) -> float:
    """Net present value: `Σ_t flows[t] / (1 + rate) ** t`, in the unit of the flows.

    Raises FinanceError for a rate of -1 or below, and where the value is too large for a number.

    >>> round(npv(0.1, [-100.0, 60.0, 60.0]), 6)
    4.132231
    """
    row, rate = amounts(flows), rate_above_minus_one(rate)
    with np.errstate(all="ignore"):
        # what never falls due needs no factor, which near -100 % would be infinite
        value = float(numpy_financial.npv(rate, np.trim_zeros(row, "b")))
    return _within_range(value)


def xnpv(rate: float, dates: Dates, flows: ArrayLike) -> float:
    """Net present value at the first date: `Σ_k flows[k] / (1 + rate) ** (days[k] / 365)`.

    Raises FinanceError where a date lies before the first, as there would be nothing to discount to; and, as
    spreadsheets do, where several amounts all have the same sign, as one is most likely missing or turned round.
    An amount of 0 says that none is.

    >>> round(xnpv(0.1, ["2026-01-01", "2027-01-01"], [-100.0, 121.0]), 9)
    10.0
    """
    row, rate = amounts(flows), rate_above_minus_one(rate)
    years = years_from_first(dates, len(row))
    if np.any(years < 0.0):
        raise FinanceError(f"dates[{int(np.argmin(years))}]: no date may lie before the first")
    if len(row) > 1 and (row.min() > 0.0 or row.max() < 0.0):
        sign = "positive" if row[0] > 0.0 else "negative"
        raise FinanceError(
            f"flows: all {len(row)} amounts are {sign}; one of the other sign is expected, or 0 if there is none"
        )
    with np.errstate(all="ignore"):
        value = float(row @ (1.0 + rate) ** -years)
    return _within_range(value)


def _within_range(value: float) -> float:
    if not np.isfinite(value):
        raise FinanceError(
            "the result is too large for a number: the rate is too extreme for so many periods"
        )
    return value


def internal_rate(flows: ArrayLike) -> InternalRate:
    """All rates of return of a cash flow, none and several included.

    >>> internal_rate([-100.0, 110.0]).sign_changes
    1
    """
    row = amounts(flows)
    return InternalRate(tuple(irr_roots(row)), sign_changes(row))


def internal_rate_of_dates(dates: Dates, flows: ArrayLike) -> InternalRate:
    """All rates of return of dated flows, none and several included; dates in any order.

    Sign changes count between days: what falls on one day is one amount.
    """
    row = amounts(flows)
    when, group = np.unique(years_from_first(dates, len(row)), return_inverse=True)
    by_day = np.zeros(len(when))
    np.add.at(by_day, group, row)
    return InternalRate(tuple(xirr_roots(dates, row)), sign_changes(by_day))


def irr_roots(flows: ArrayLike) -> list[float]:
    """Every rate above -1 at which the net present value is zero, ascending, possibly none.

    Always: `npv(root, flows) = 0` to rounding; no more roots than sign changes.

    >>> [round(root, 9) for root in irr_roots([-100.0, 230.0, -132.0])]
    [0.1, 0.2]
    """
    row = amounts(flows)
    return rates_of_logarithms(exponential_roots(row, np.arange(len(row), dtype=np.float64)))


def xirr_roots(dates: Dates, flows: ArrayLike) -> list[float]:
    """Every rate above -1 at which the dated flows' value is zero, ascending, possibly none; dates in any order."""
    row = amounts(flows)
    return rates_of_logarithms(exponential_roots(row, years_from_first(dates, len(row))))


def rates_of_logarithms(logarithms: list[float]) -> list[float]:
    """`rate = exp(z) - 1`, kept above -1 where it can no longer be told from it.

    Raises FinanceError for a rate that is too large for a number.
    """
    with np.errstate(over="ignore"):
        rates = np.expm1(logarithms)
    if np.any(np.isinf(rates)):
        raise FinanceError(
            "a rate above 1e308 makes the net present value zero: the dates lie too close together"
        )
    return [max(float(rate), float(np.nextafter(-1.0, 0.0))) for rate in rates]


def irr(flows: ArrayLike, guess: float | None = None) -> float:
    """Internal rate of return: the rate at which the net present value is zero, where there is exactly one.

    None needs a `guess`; it says which of several is meant, the nearest.

    Raises NoSingleRate, which carries all roots, where there is none, or more than one and no guess.

    >>> round(irr([-100.0, 110.0]), 12)
    0.1
    >>> round(irr([-100.0, 230.0, -132.0], guess=0.25), 12)
    0.2
    """
    return internal_rate(flows).single(_guessed(guess))


def xirr(dates: Dates, flows: ArrayLike, guess: float | None = None) -> float:
    """Internal rate of return of dated flows, where there is exactly one; dates in any order.

    None needs a `guess`; it says which of several is meant, the nearest.

    Raises NoSingleRate, which carries all roots, where there is none, or more than one and no guess.

    >>> round(xirr(["2026-01-01", "2027-01-01"], [-100.0, 110.0]), 12)
    0.1
    """
    return internal_rate_of_dates(dates, flows).single(_guessed(guess))


def _guessed(guess: float | None) -> float | None:
    return None if guess is None else number(guess, "guess")


def mirr(flows: ArrayLike, finance_rate: float, reinvest_rate: float) -> float:
    """Modified internal rate of return.

    Formula: `(future value of inflows at reinvest_rate / present value of outflows at finance_rate) ** (1 / n) - 1`
    over n periods. The reinvestment rate may be any finite number.

    Raises FinanceError without both an inflow and an outflow.

    >>> round(mirr([-100.0, 60.0, 60.0], 0.1, 0.1), 9)
    0.122497216
    """
    row = amounts(flows)
    paid, earned = np.minimum(row, 0.0), np.maximum(row, 0.0)
    if not paid.any() or not earned.any():
        raise FinanceError("flows: at least one inflow and one outflow are expected")
    finance_rate = rate_above_minus_one(finance_rate, "finance_rate")
    reinvest_rate = number(reinvest_rate, "reinvest_rate")
    with np.errstate(all="ignore"):
        if reinvest_rate > -1.0:
            value = float(numpy_financial.mirr(row, finance_rate, reinvest_rate))
        else:
            periods = len(row) - 1
            inflow = float(earned @ (1.0 + reinvest_rate) ** np.arange(periods, -1, -1, dtype=np.float64))
            if inflow < 0.0:
                raise FinanceError(
                    "reinvest_rate: below -1 it turns the inflows into a loss, which has no rate of return"
                )
            value = float(
                (inflow / -(paid @ discount_factors(finance_rate, len(row)))) ** (1.0 / periods) - 1.0
            )
    return _within_range(value)


def payback(flows: ArrayLike) -> float | None:
    """Periods until the cumulated flow is no longer negative, for good, linear inside a period; None if never.

    Money that comes in before it goes out pays nothing back, and a large repair may undo what was paid back: of
    several crossings the last one counts. With one change of sign there is only one.

    >>> payback([-100.0, 60.0, 60.0])
    1.6666666666666665
    >>> payback([10.0, -110.0, 60.0, 60.0])
    2.6666666666666665
    """
    cumulated = np.cumsum(amounts(flows))
    missing = np.flatnonzero(cumulated < 0.0)
    if missing.size == 0:
        return 0.0
    t = int(missing[-1])
    if t == len(cumulated) - 1:
        return None
    return t - float(cumulated[t]) / float(cumulated[t + 1] - cumulated[t])


def discounted_payback(rate: float, flows: ArrayLike) -> float | None:
    """Periods until the cumulated discounted flow is no longer negative, for good; None if never. See `payback`.

    >>> discounted_payback(0.0, [-100.0, 50.0, 50.0])
    2.0
    """
    row = amounts(flows)
    with np.errstate(all="ignore"):
        discounted: Floats = row * discount_factors(rate_above_minus_one(rate), len(row))
    return payback(np.where(row == 0.0, 0.0, discounted))
