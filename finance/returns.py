"""What a cash flow is worth and what it earns.

Signs: money in is positive, money out negative. Timing: `flows[0]` falls now and is not discounted, one period
apart from there; dated flows count actual days over 365 from the first date. Every function takes what
`numpy.asarray` takes and refuses NaN, infinities and empty input by name.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError, NoSingleRate
from finance.horizon import Floats, discount_factors
from finance.roots import exponential_roots, sign_changes

Dates = ArrayLike | Iterable[object]


def _amounts(flows: ArrayLike, name: str = "flows") -> Floats:
    try:
        amounts = np.asarray(flows, dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise FinanceError(f"{name}: numbers are expected, found {flows!r}") from fault
    amounts = np.atleast_1d(amounts)
    if amounts.ndim != 1:
        raise FinanceError(f"{name}: one row of amounts is expected, found shape {amounts.shape}")
    if amounts.size == 0:
        raise FinanceError(f"{name}: at least one amount is expected, found none")
    wrong = np.flatnonzero(~np.isfinite(amounts))
    if wrong.size:
        raise FinanceError(f"{name}[{wrong[0]}]: a finite amount is expected, found {amounts[wrong[0]]}")
    return amounts


def _rate(rate: float, name: str = "rate") -> float:
    try:
        number = float(rate)
    except (TypeError, ValueError) as fault:
        raise FinanceError(f"{name}: a number is expected, found {rate!r}") from fault
    if not np.isfinite(number) or number <= -1.0:
        raise FinanceError(f"{name}: a finite rate above -1 is expected, found {number}")
    return number


def _years(dates: Dates, count: int) -> Floats:
    """Years since the first date, actual days over 365; dates, ISO texts or day numbers."""
    listed = np.atleast_1d(np.asarray(dates))
    try:
        if listed.dtype.kind in "iuf":
            days = listed.astype(np.float64)
        else:
            days = listed.astype("datetime64[D]").astype(np.float64)
            days[np.isnat(listed.astype("datetime64[D]"))] = np.nan
    except (TypeError, ValueError) as fault:
        raise FinanceError(f"dates: {fault}") from fault
    if days.ndim != 1 or len(days) != count:
        raise FinanceError(f"dates: {count} are expected, one per amount, found shape {days.shape}")
    if not np.all(np.isfinite(days)):
        raise FinanceError("dates: a date is missing")
    return (days - days[0]) / 365.0


def npv(rate: float, flows: ArrayLike) -> float:
    """Net present value: `Σ_t flows[t] / (1 + rate) ** t`, in the unit of the flows.

    Raises FinanceError for a rate of -1 or below.

    >>> round(npv(0.1, [-100.0, 60.0, 60.0]), 6)
    4.132231
    """
    amounts = _amounts(flows)
    return float(amounts @ discount_factors(_rate(rate), len(amounts)))


def xnpv(rate: float, dates: Dates, flows: ArrayLike) -> float:
    """Net present value at the first date: `Σ_k flows[k] / (1 + rate) ** (days[k] / 365)`.

    Raises FinanceError where a date lies before the first, as there would be nothing to discount to.

    >>> round(xnpv(0.1, ["2026-01-01", "2027-01-01"], [-100.0, 121.0]), 9)
    10.0
    """
    amounts = _amounts(flows)
    years = _years(dates, len(amounts))
    if np.any(years < 0.0):
        raise FinanceError(f"dates[{int(np.argmin(years))}]: no date may lie before the first")
    return float(amounts @ (1.0 + _rate(rate)) ** -years)


def irr_roots(flows: ArrayLike) -> list[float]:
    """Every rate above -1 at which the net present value is zero, ascending, possibly none.

    Always: `npv(root, flows) = 0` to rounding; no more roots than sign changes.

    >>> [round(root, 9) for root in irr_roots([-100.0, 230.0, -132.0])]
    [0.1, 0.2]
    """
    amounts = _amounts(flows)
    return _rates(exponential_roots(amounts, np.arange(len(amounts), dtype=np.float64)))


def xirr_roots(dates: Dates, flows: ArrayLike) -> list[float]:
    """Every rate above -1 at which the dated flows' value is zero, ascending, possibly none; dates in any order."""
    amounts = _amounts(flows)
    return _rates(exponential_roots(amounts, _years(dates, len(amounts))))


def _rates(logarithms: list[float]) -> list[float]:
    """`r = exp(z) - 1`, kept above -1 where it can no longer be told from it."""
    with np.errstate(over="ignore"):
        rates = np.expm1(logarithms)
    if np.any(np.isinf(rates)):
        raise FinanceError(
            "a rate above 1e308 makes the net present value zero: the dates lie too close together"
        )
    return [max(float(rate), float(np.nextafter(-1.0, 0.0))) for rate in rates]


def irr(flows: ArrayLike) -> float:
    """Internal rate of return: the rate at which the net present value is zero, where there is exactly one.

    Raises NoSingleRate, which carries all roots, where there is none or more than one.

    >>> round(irr([-100.0, 110.0]), 12)
    0.1
    """
    return _only(irr_roots(flows), _amounts(flows))


def xirr(dates: Dates, flows: ArrayLike) -> float:
    """Internal rate of return of dated flows, where there is exactly one.

    Raises NoSingleRate, which carries all roots, where there is none or more than one.

    >>> round(xirr(["2026-01-01", "2027-01-01"], [-100.0, 110.0]), 12)
    0.1
    """
    amounts = _amounts(flows)
    order = np.argsort(_years(dates, len(amounts)), kind="stable")
    return _only(xirr_roots(dates, flows), amounts[order])


def _only(roots: list[float], amounts: Floats) -> float:
    if len(roots) != 1:
        raise NoSingleRate(tuple(roots), sign_changes(amounts))
    return roots[0]


def mirr(flows: ArrayLike, finance_rate: float, reinvest_rate: float) -> float:
    """Modified internal rate of return.

    Formula: `(future value of inflows at reinvest_rate / present value of outflows at finance_rate) ** (1 / n) - 1`
    over n periods. The reinvestment rate may be any finite number.

    Raises FinanceError without both an inflow and an outflow.

    >>> round(mirr([-100.0, 60.0, 60.0], 0.1, 0.1), 9)
    0.122497216
    """
    amounts = _amounts(flows)
    periods = len(amounts) - 1
    paid, earned = np.minimum(amounts, 0.0), np.maximum(amounts, 0.0)
    if not paid.any() or not earned.any():
        raise FinanceError("flows: at least one inflow and one outflow are expected")
    outflow = -float(paid @ discount_factors(_rate(finance_rate, "finance_rate"), len(amounts)))
    growth = 1.0 + float(_amounts(reinvest_rate, "reinvest_rate")[0])
    inflow = float(earned @ growth ** np.arange(periods, -1, -1, dtype=np.float64))
    if inflow < 0.0:
        raise FinanceError(
            "reinvest_rate: below -1 it turns the inflows into a loss, which has no rate of return"
        )
    return float((inflow / outflow) ** (1.0 / periods) - 1.0)


def payback(flows: ArrayLike) -> float | None:
    """Periods until the cumulated flow is no longer negative, linear inside a period; None if never.

    >>> payback([-100.0, 60.0, 60.0])
    1.6666666666666665
    """
    cumulated = np.cumsum(_amounts(flows))
    repaid = np.flatnonzero(cumulated >= 0.0)
    if repaid.size == 0:
        return None
    t = int(repaid[0])
    if t == 0:
        return 0.0
    missing = -float(cumulated[t - 1])
    return t - 1 + missing / float(cumulated[t] - cumulated[t - 1])


def discounted_payback(rate: float, flows: ArrayLike) -> float | None:
    """Periods until the cumulated discounted flow is no longer negative; None if never.

    >>> discounted_payback(0.0, [-100.0, 50.0, 50.0])
    2.0
    """
    amounts = _amounts(flows)
    return payback(amounts * discount_factors(_rate(rate), len(amounts)))
