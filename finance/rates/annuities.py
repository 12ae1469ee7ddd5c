"""Level payments under the names that spreadsheets gave them: PMT, IPMT, PPMT, PV, FV, NPER, RATE, CUMIPMT, CUMPRINC.

All solve one equation, in which money in is positive and money out negative:
`pv * (1 + rate) ** nper + pmt * (1 + rate * when) * ((1 + rate) ** nper - 1) / rate + fv = 0`,
and `pv + pmt * nper + fv = 0` at rate 0. `rate` [per period], `nper` [periods, may be broken], `when` = 0: paid at
the end of each period, 1: at its beginning.

numpy-financial computes where it is right. Below `SMALL_RATE` it loses the digits in which `(1 + rate) ** nper`
differs from 1, and its RATE finds at most one root of those near a guess: there the code is ours.
"""

from dataclasses import dataclass

import numpy as np
import numpy_financial

from finance.errors import FinanceError
from finance.inputs import number, rate_above_minus_one
from finance.rates.returns import InternalRate, rates_of_logarithms
from finance.rates.roots import exponential_roots, sign_changes

SMALL_RATE = 1e-4
"""numpy-financial keeps 11 digits above it."""

AROUND_ZERO = 1e-5
"""Roots of RATE this near to zero are sought on their own."""


@dataclass(frozen=True, slots=True)
class _Growth:
    """`compound = (1 + rate) ** nper`, and `paid`: what 1 per period has grown to; exact for the smallest rates."""

    compound: float
    paid: float


def _growth(rate: float, nper: float, when: int) -> _Growth:
    gained = float(np.expm1(nper * np.log1p(rate)))
    return _Growth(1.0 + gained, nper if rate == 0.0 else (1.0 + rate * when) * gained / rate)


def _due(when: int) -> int:
    if number(when, "when") not in (0.0, 1.0):
        raise FinanceError(f"when: 0 (end of period) or 1 (beginning) is expected, found {when}")
    return int(when)


def _count(nper: float) -> float:
    periods = number(nper, "nper")
    if periods <= 0.0:
        raise FinanceError(f"nper: more than 0 periods are expected, found {periods:g}")
    return periods


def _period(per: float, nper: float, name: str) -> float:
    period = number(per, name)
    if not 1.0 <= period <= nper:
        raise FinanceError(f"{name}: a period from 1 to {nper:g} is expected, found {period:g}")
    return period


def _in_range(value: float) -> float:
    if not np.isfinite(value):
        raise FinanceError(
            "the result is too large for a number: the rate is too extreme for so many periods"
        )
    return value


def fv(rate: float, nper: float, pmt: float, pv: float = 0.0, when: int = 0) -> float:
    """Future value: what stands at the end. `nper` below 0 looks back.

    >>> round(fv(0.005, 10, -200.0, -500.0, when=1), 2)
    2581.4
    """
    rate, nper, when = rate_above_minus_one(rate), number(nper, "nper"), _due(when)
    pmt, pv = number(pmt, "pmt"), number(pv, "pv")
    with np.errstate(all="ignore"):
        if abs(rate) < SMALL_RATE:
            growth = _growth(rate, nper, when)
            return _in_range(-(pv * growth.compound + pmt * growth.paid))
        return _in_range(float(numpy_financial.fv(rate, nper, pmt, pv, when)))


def pv(rate: float, nper: float, pmt: float, fv: float = 0.0, when: int = 0) -> float:
    """Present value: what the payments and the end are worth now.

    >>> round(pv(0.08 / 12, 240, 500.0), 2)
    -59777.15
    """
    rate, nper, when = rate_above_minus_one(rate), _count(nper), _due(when)
    pmt, fv = number(pmt, "pmt"), number(fv, "fv")
    with np.errstate(all="ignore"):
        if abs(rate) < SMALL_RATE:
            growth = _growth(rate, nper, when)
            return _in_range(-(fv + pmt * growth.paid) / growth.compound)
        return _in_range(float(numpy_financial.pv(rate, nper, pmt, fv, when)))


def pmt(rate: float, nper: float, pv: float, fv: float = 0.0, when: int = 0) -> float:
    """Level payment per period.

    >>> round(pmt(0.08 / 12, 10, 10_000.0), 2)
    -1037.03
    """
    rate, nper, when = rate_above_minus_one(rate), _count(nper), _due(when)
    pv, fv = number(pv, "pv"), number(fv, "fv")
    with np.errstate(all="ignore"):
        if abs(rate) < SMALL_RATE:
            growth = _growth(rate, nper, when)
            return _in_range(-(fv + pv * growth.compound) / growth.paid)
        return _in_range(float(numpy_financial.pmt(rate, nper, pv, fv, when)))


def ipmt(rate: float, per: float, nper: float, pv: float, fv: float = 0.0, when: int = 0) -> float:
    """Interest in the payment of period `per` = 1 .. nper: `rate` on what was owed after the payment before.

    Paid at the beginning, the first payment holds none. Always: `ipmt + ppmt = pmt`.

    >>> round(ipmt(0.1, 3, 3, 8_000.0), 2)
    -292.45
    """
    rate, nper, when = rate_above_minus_one(rate), _count(nper), _due(when)
    pv, fv, per = number(pv, "pv"), number(fv, "fv"), _period(per, nper, "per")
    if abs(rate) >= SMALL_RATE:
        with np.errstate(all="ignore"):
            return _in_range(float(numpy_financial.ipmt(rate, per, nper, pv, fv, when)))
    if when and per == 1.0:
        return 0.0
    owed = _balance(rate, per - 1.0, pmt(rate, nper, pv, fv, when), pv, when)
    return _in_range(owed * rate / (1.0 + rate * when))


def _balance(rate: float, paid: float, payment: float, pv: float, when: int) -> float:
    return fv(rate, paid, payment, pv, when)


def ppmt(rate: float, per: float, nper: float, pv: float, fv: float = 0.0, when: int = 0) -> float:
    """Principal in the payment of period `per` = 1 .. nper: the payment less its interest.

    >>> round(ppmt(0.08, 10, 10, 200_000.0), 2)
    -27598.05
    """
    return pmt(rate, nper, pv, fv, when) - ipmt(rate, per, nper, pv, fv, when)


def nper(rate: float, pmt: float, pv: float, fv: float = 0.0, when: int = 0) -> float:
    """Number of periods, seldom whole; below 0 where the balance was reached in the past.

    Raises FinanceError where no number of periods solves the equation.

    >>> round(nper(0.01, -100.0, -1_000.0, 10_000.0, when=1), 6)
    59.673866
    """
    rate, when = rate_above_minus_one(rate), _due(when)
    pmt, pv, fv = number(pmt, "pmt"), number(pv, "pv"), number(fv, "fv")
    due = pmt * (1.0 + rate * when)
    with np.errstate(all="ignore"):
        if rate == 0.0:
            periods = np.divide(-(pv + fv), pmt)
        elif abs(rate) < SMALL_RATE:
            # (due - fv rate) / (due + pv rate) = 1 - rate (pv + fv) / (due + pv rate)
            periods = np.log1p(-rate * np.divide(pv + fv, due + pv * rate)) / np.log1p(rate)
        else:
            periods = numpy_financial.nper(rate, pmt, pv, fv, when)
    if not np.isfinite(periods):
        raise FinanceError("nper: the payments never lead from the present value to the future value")
    return float(periods)


def rate_roots(nper: float, pmt: float, pv: float, fv: float = 0.0, when: int = 0) -> InternalRate:
    """Every rate above -1 that solves the equation: at most two, as level payments change sign at most twice.

    With `x = 1 + rate`, the equation times `rate * x ** -nper` is a sum of four powers of x:
    `(pv + pmt when) x + (pmt (1 - when) - pv) + (fv - pmt when) x ** (1 - nper) - (fv + pmt (1 - when)) x ** -nper`.
    It is 0 at rate 0 whatever the payments, so close to it the equation itself is asked.

    >>> [round(rate, 6) for rate in rate_roots(10, -1_000.0, 6_500.0).roots]
    [0.087114]
    """
    nper, when = _count(nper), _due(when)
    pmt, pv, fv = number(pmt, "pmt"), number(pv, "pv"), number(fv, "fv")
    first, last = pv + pmt * when, fv + pmt * (1 - when)
    terms = np.array([first, pmt - first, fv - pmt * when, -last])
    with np.errstate(over="ignore"):
        found = exponential_roots(terms, np.array([-1.0, 0.0, nper - 1.0, nper]))
    roots = [z for z in found if abs(z) > AROUND_ZERO]
    if _settled(-AROUND_ZERO, nper, pmt, pv, fv, when) * _settled(AROUND_ZERO, nper, pmt, pv, fv, when) < 0.0:
        roots = sorted([*roots, _around_zero(nper, pmt, pv, fv, when)])
    return InternalRate(tuple(rates_of_logarithms(roots)), sign_changes(np.array([first, pmt, last])))


def _settled(z: float, nper: float, pmt: float, pv: float, fv: float, when: int) -> float:
    """The left side of the equation at rate `exp(z) - 1`."""
    growth = _growth(float(np.expm1(z)), nper, when)
    return pv * growth.compound + pmt * growth.paid + fv


def _around_zero(nper: float, pmt: float, pv: float, fv: float, when: int) -> float:
    """The root between -AROUND_ZERO and AROUND_ZERO, halved down to what a number can tell apart from 1."""
    low, high = -AROUND_ZERO, AROUND_ZERO
    rises = _settled(high, nper, pmt, pv, fv, when) > 0.0
    while high - low > 1e-17:
        middle = 0.5 * (low + high)
        value = _settled(middle, nper, pmt, pv, fv, when)
        if value == 0.0:
            return middle
        if (value > 0.0) == rises:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


def rate(
    nper: float, pmt: float, pv: float, fv: float = 0.0, when: int = 0, guess: float | None = None
) -> float:
    """Rate per period, where there is exactly one; none needs a `guess`, which says which of two is meant.

    Raises NoSingleRate, which carries all roots, where there is none, or two and no guess.

    >>> round(rate(48, -200.0, 8_000.0), 6)
    0.007701
    """
    if guess is not None:
        guess = number(guess, "guess")
    return rate_roots(nper, pmt, pv, fv, when).single(guess)


def cumipmt(rate: float, nper: float, pv: float, start: int, end: int, when: int = 0) -> float:
    """Interest paid in the periods `start` .. `end`, both included: what was paid less the principal of `cumprinc`.

    >>> round(cumipmt(0.09 / 12, 360, 125_000.0, 13, 24), 6)
    -11135.232131
    """
    principal = cumprinc(rate, nper, pv, start, end, when)
    return (int(end) - int(start) + 1) * pmt(rate, nper, pv, 0.0, when) - principal


def cumprinc(rate: float, nper: float, pv: float, start: int, end: int, when: int = 0) -> float:
    """Principal repaid in the periods `start` .. `end`, both included: by how much the balance falls.

    >>> round(cumprinc(0.09 / 12, 360, 125_000.0, 13, 24), 6)
    -934.107123
    """
    rate, nper, pv, when = rate_above_minus_one(rate), _count(nper), number(pv, "pv"), _due(when)
    first, last = _period(start, nper, "start"), _period(end, nper, "end")
    if first > last or first % 1.0 or last % 1.0:
        raise FinanceError(f"start, end: whole periods in order are expected, found {start} and {end}")
    return sum(ppmt(rate, per, nper, pv, 0.0, when) for per in range(int(first), int(last) + 1))
