"""How much debt a cash flow carries, and which of the lenders' limits decides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats, discount_factors
from finance.inputs import amounts, number
from finance.lending.debt import Loan, check_rate, check_years, repaid, served
from finance.lending.schedule import schedule
from finance.source import DebtTerms, Repayment
from finance.yearly_lines import magnitudes, share


class DebtLimit(StrEnum):
    """What may hold debt down. `TENOR`: cover would allow more, were the loan allowed to run longer."""

    GEARING = "gearing"
    DSCR = "dscr"
    LLCR = "llcr"
    TENOR = "tenor"


@dataclass(frozen=True, slots=True, eq=False)
class SizedDebt:
    """The debt that all limits allow, and the loan. Always: `amount = min(capacity.values())`.

    `capacity`: what each limit would allow alone. `binding`: the smallest; of equal ones the first of
    gearing, dscr, llcr, tenor.
    """

    amount: float
    binding: DebtLimit
    capacity: Mapping[DebtLimit, float]
    loan: Loan


def sculpted(cfads: ArrayLike, dscr: ArrayLike, rate: float, tenor: int, most: float | None = None) -> Loan:
    """The loan whose service follows the cash flow: `service[t] = cfads[t] / dscr` for t = 1 .. tenor.

    Drawn in year 0: `draw = Σ service[t] / (1 + rate) ** t`; where that exceeds `most`, one factor scales all
    service. `cfads (T,)` 0 or more, `dscr` one number or one per year, above 0.

    Always: `cfads / service` is the same in every year of the tenor; the loan life cover at signing equals it; the
    balance ends at 0.

    Raises FinanceError for a negative cash flow, a tenor that does not fit into the years, a cover of 0 or below.

    >>> sculpted([0.0, 13.0, 26.0], 1.3, 0.0, 2).service.tolist()
    [0.0, 10.0, 20.0]
    """
    flow, years = magnitudes(cfads, "cfads"), check_years(tenor, "tenor")
    _check_fits(years, flow)
    cover = _cover(dscr, len(flow), "dscr")
    service = flow / cover
    service[0] = 0.0
    service[years + 1 :] = 0.0
    loan = served(service, rate)
    if most is None or loan.draw[0] <= number(most, "most"):
        return loan
    if most < 0.0:
        raise FinanceError(f"most: an amount of 0 or more is expected, found {most:g}")
    return served(service * (most / loan.draw[0]), rate)


def sized(
    cfads: ArrayLike,
    cost: float,
    *,
    rate: float,
    tenor: int,
    dscr: float,
    llcr: float | None = None,
    gearing: float = 1.0,
    repayment: Repayment | None = None,
) -> SizedDebt:
    """The largest debt, drawn in year 0, that gearing, cover and tenor allow together.

    `gearing * cost`; `llcr`: `Σ_{t <= tenor} cfads[t] d[t] / llcr`; `tenor`: what `dscr` allows when the loan is
    repaid within the tenor; `dscr`: the same with the tenor that suits it best, up to the end of the cash flow.
    `repayment` None sculpts service to the cash flow, for which `dscr` allows `Σ cfads[t] d[t] / dscr`; any other
    form with service `s[t]` per unit allows `min_t cfads[t] / (dscr * s[t])`.

    Raises FinanceError for a negative cash flow or cost, a cover of 0 or below, a tenor that does not fit.

    >>> found = sized([0.0, 60.0, 60.0], 200.0, rate=0.0, tenor=2, dscr=1.2, gearing=0.4)
    >>> found.amount, found.binding.value
    (80.0, 'gearing')
    """
    flow, years, rate = magnitudes(cfads, "cfads"), check_years(tenor, "tenor"), check_rate(rate)
    _check_fits(years, flow)
    if number(cost, "cost") < 0.0:
        raise FinanceError(f"cost: an amount of 0 or more is expected, found {cost:g}")
    cover = float(_cover(dscr, 1, "dscr")[0])
    last = max(years, int(np.flatnonzero(flow)[-1]) if flow.any() else 0)
    within = _carried(flow, cover, rate, years, repayment)
    capacity = {
        DebtLimit.GEARING: share(gearing, "gearing") * cost,
        DebtLimit.DSCR: max(_carried(flow, cover, rate, n, repayment) for n in range(years, last + 1)),
    }
    if llcr is not None:
        capacity[DebtLimit.LLCR] = _carried(flow, float(_cover(llcr, 1, "llcr")[0]), rate, years, None)
    capacity[DebtLimit.TENOR] = within
    amount = min(capacity.values())
    binding = next(limit for limit, most in capacity.items() if most <= amount * (1.0 + 1e-12))
    if repayment is None:
        loan = sculpted(flow, cover, rate, years, most=amount)
    else:
        draws = np.zeros(len(flow))
        draws[0] = amount
        loan = repaid(draws, DebtTerms(rate, years, 0, repayment))
    return SizedDebt(amount, binding, capacity, loan)


def _carried(flow: Floats, cover: float, rate: float, tenor: int, repayment: Repayment | None) -> float:
    """Debt that the flow carries at a cover over a tenor."""
    due = flow[1 : tenor + 1]
    if repayment is None:
        return float(due @ discount_factors(rate, tenor + 1)[1:] / cover)
    unit = schedule(DebtTerms(rate, tenor, 0, repayment)).payment[1:]
    paid = unit > 0.0
    return float((due[paid] / (cover * unit[paid])).min())


def _cover(given: ArrayLike, years: int, name: str) -> Floats:
    cover = amounts(given, name)
    if cover.min() <= 0.0:
        raise FinanceError(f"{name}: a cover above 0 is expected, found {cover.min():g}")
    if len(cover) not in (1, years):
        raise FinanceError(
            f"{name}: one cover, or one for each of {years} years is expected, found {len(cover)}"
        )
    return np.broadcast_to(cover, (years,))


def _check_fits(tenor: int, flow: Floats) -> None:
    if tenor > len(flow) - 1:
        raise FinanceError(
            f"tenor: at most {len(flow) - 1} years fit after the draw in year 0 of the cash flow, found {tenor}"
        )
