"""How well a cash flow covers its debt. A year without debt service has no ratio: it is absent, never NaN."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import amounts
from finance.lending.debt import Loan
from finance.yearly_lines import magnitudes

NEGLIGIBLE = 1e-9
"""Service or balance below this share of its largest year is rounding."""

SMALLEST = 1e-200
"""No amount of money is this small; dividing by it would leave the range of numbers."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Ratios of the years that have one, in order. `years` are indices. Without debt both are empty."""

    years: tuple[int, ...]
    ratios: tuple[float, ...]

    @property
    def minimum(self) -> float | None:
        """The lowest ratio; None without debt."""
        return min(self.ratios, default=None)

    @property
    def minimum_year(self) -> int | None:
        """The first year with the lowest ratio, rounding apart; None without debt."""
        if self.minimum is None:
            return None
        lowest = self.minimum + NEGLIGIBLE * max(1.0, abs(self.minimum))
        return next(year for year, ratio in zip(self.years, self.ratios, strict=True) if ratio <= lowest)

    @property
    def average(self) -> float | None:
        """Mean of the yearly ratios; None without debt."""
        return sum(self.ratios) / len(self.ratios) if self.ratios else None

    def at(self, year: int) -> float | None:
        """The ratio of a year; None where it has none."""
        return dict(zip(self.years, self.ratios, strict=True)).get(year)


def debt_service_cover(cfads: ArrayLike, service: ArrayLike) -> Cover:
    """Annual debt service cover (DSCR, ADSCR): `cfads[t] / service[t]` in the years with debt service.

    CFADS `(T,)` may be negative; service `(T,)` is 0 or more.

    >>> debt_service_cover([0.0, 13.0, 12.0], [0.0, 10.0, 0.0])
    Cover(years=(1,), ratios=(1.3,))
    """
    flow, paid = amounts(cfads, "cfads"), magnitudes(service, "service")
    _check_same(flow, paid)
    return _cover(flow, paid, np.arange(len(paid)))


def total_cover(cfads: ArrayLike, service: ArrayLike) -> float | None:
    """`Σ cfads / Σ service` over the years with debt service; None without any."""
    flow, paid = amounts(cfads, "cfads"), magnitudes(service, "service")
    _check_same(flow, paid)
    years = _above(paid)
    return float(flow[years].sum() / paid[years].sum()) if years.any() else None


def loan_life_cover(cfads: ArrayLike, loan: Loan) -> Cover:
    """Loan life cover (LLCR) at the end of each year from signing on, while something is owed.

    Formula: `Σ_{u > t, u <= last payment} cfads[u] discounted to t / balance[t]`, at the loan's own rate of each year,
    `(interest + revaluation)[u] / balance[u-1]`. Signing is the year of the last draw. Every loan's own service,
    discounted so, is worth its balance: with sculpted service the ratio at signing is the DSCR.

    >>> from finance.lending.sizing import sculpted
    >>> flow = [0.0, 13.0, 26.0]
    >>> round(loan_life_cover(flow, sculpted(flow, 1.3, 0.07, 2)).at(0), 9)
    1.3
    """
    served = np.flatnonzero(_above(loan.service))
    last = int(served[-1]) if served.size else 0
    return _life_cover(amounts(cfads, "cfads"), loan, last)


def project_life_cover(cfads: ArrayLike, loan: Loan) -> Cover:
    """Project life cover (PLCR): as the loan life cover, with the cash flow of all years; after the loan the last rate
    goes on.

    Always: no less than the loan life cover where later cash flow is not negative.
    """
    flow = amounts(cfads, "cfads")
    return _life_cover(flow, loan, len(flow) - 1)


def _life_cover(flow: Floats, loan: Loan, last: int) -> Cover:
    _check_same(flow, loan.balance)
    owed = _above(loan.balance)
    if not owed.any():
        return Cover((), ())
    rate, latest = np.zeros(len(flow)), 0.0
    for t in range(1, len(flow)):
        if owed[t - 1]:
            latest = float((loan.interest[t] + loan.revaluation[t]) / loan.balance[t - 1])
        rate[t] = latest
    worth = np.zeros(len(flow))
    for t in range(last - 1, -1, -1):
        worth[t] = (worth[t + 1] + flow[t + 1]) / (1.0 + rate[t + 1])
    signed = int(np.flatnonzero(loan.draw)[-1]) if loan.draw.any() else 0
    years = np.arange(len(flow))
    kept = owed & (years >= signed) & (years < last)
    return _cover(worth[kept], loan.balance[kept], years[kept])


def _cover(above: Floats, below: Floats, years: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Cover:
    kept = _above(below)
    ratios = above[kept] / below[kept]
    return Cover(tuple(years[kept].tolist()), tuple(ratios.tolist()))


def _above(row: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which amounts are more than rounding, and large enough to divide by."""
    return row > max(NEGLIGIBLE * float(row.max(initial=0.0)), SMALLEST)


def _check_same(flow: Floats, other: Floats) -> None:
    if len(flow) != len(other):
        raise FinanceError(f"cfads: {len(other)} years are expected, one per year of debt, found {len(flow)}")
