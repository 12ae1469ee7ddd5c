"""Works that take years to build: how debt and equity meet the cost, and what becomes of interest meanwhile."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.lending.debt import check_rate
from finance.yearly_lines import magnitudes, share


class InterestDuringConstruction(StrEnum):
    """What becomes of it: added to the debt, or paid as it falls due out of the money drawn."""

    CAPITALISED = "capitalised"
    FUNDED = "funded"


@dataclass(frozen=True, slots=True, eq=False)
class Construction:
    """Years of construction `(n,)`, positive magnitudes.

    Always: `debt + equity = capital + fees + interest paid`, where interest is paid only if funded;
    `balance[t] = balance[t-1] + debt[t]`, plus interest where it is capitalised.
    """

    capital: Floats
    debt: Floats
    equity: Floats
    fees: Floats
    interest: Floats
    balance: Floats
    treatment: InterestDuringConstruction

    @property
    def cost(self) -> float:
        """What the works cost in the books: capital cost, fees and interest during construction."""
        return float(self.capital.sum() + self.fees.sum() + self.interest.sum())


def financed(
    capital: ArrayLike,
    *,
    gearing: float,
    rate: float,
    fee: float = 0.0,
    treatment: InterestDuringConstruction = InterestDuringConstruction.CAPITALISED,
) -> Construction:
    """Sources of each year of construction, debt a fixed share of what must be paid.

    With `interest[t] = rate * balance[t-1]` and `fees[t] = fee * debt[t]`: uses are `capital[t] + fees[t]`, and
    `interest[t]` where it is funded; `debt = gearing * uses`, hence `debt = gearing * (uses less fees) / (1 - gearing
    * fee)`.

    Raises FinanceError for negative capital, shares outside 0 .. 1, a rate outside 0 .. 10, a fee of 1 on pure debt.

    >>> built = financed([100.0, 100.0], gearing=0.5, rate=0.1)
    >>> built.balance.tolist(), built.interest.tolist()
    ([50.0, 105.0], [0.0, 5.0])
    """
    spent, rate = magnitudes(capital, "capital"), check_rate(rate)
    geared, fee = share(gearing, "gearing"), share(fee, "fee")
    if geared * fee == 1.0:
        raise FinanceError("fee: a share below 1 is expected where debt pays for all, found 1")
    is_funded = treatment is InterestDuringConstruction.FUNDED
    debt, interest, balance = (np.zeros(len(spent)) for _ in range(3))
    owed = 0.0
    for t, cost in enumerate(spent):
        interest[t] = rate * owed
        due = cost + interest[t] if is_funded else cost
        debt[t] = geared * due / (1.0 - geared * fee)
        owed += debt[t] + (0.0 if is_funded else interest[t])
        balance[t] = owed
    fees = fee * debt
    equity = spent + fees + (interest if is_funded else 0.0) - debt
    return Construction(spent, debt, equity, fees, interest, balance, treatment)
