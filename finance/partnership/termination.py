"""What the public side pays when a contract ends early, by whose fault it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import amounts, rate_above_minus_one
from finance.yearly_lines import magnitudes, same_years, share


class Cause(StrEnum):
    """Why a contract ends before its term."""

    INVESTOR_DEFAULT = "investor_default"
    PUBLIC_DEFAULT = "public_default"
    FORCE_MAJEURE = "force_majeure"


@dataclass(frozen=True, slots=True)
class TerminationTerms:
    """Shares that are compensated under one cause: of debt outstanding, of owners' equity, of breakage costs."""

    debt: float
    equity: float
    breakage: float

    def __post_init__(self) -> None:
        for name in ("debt", "equity", "breakage"):
            share(getattr(self, name), name)


def termination_amounts(
    terms: Mapping[Cause, TerminationTerms],
    debt: ArrayLike,
    equity: ArrayLike,
    breakage: ArrayLike,
    recovered: ArrayLike | None = None,
) -> dict[Cause, Floats]:
    """Payment if the contract ends at the end of year t, by cause `(T,)`.

    Formula: `max(0, terms.debt * debt[t] + terms.equity * equity[t] + terms.breakage * breakage[t] -
    recovered[t])`. `debt`: outstanding at year end; `equity`: what owners have not got back yet (see
    `equity_outstanding`); `breakage`: hedges, subcontracts, staff; `recovered`: reserve accounts and insurance
    that lenders hold already. All `(T,)`, nominal.

    Always: never negative; where the public side compensates no less of anything, it pays no less.

    Raises FinanceError where a cause has no terms: a contract silent on a cause is a dispute, not a zero.

    >>> full = dict.fromkeys(Cause, TerminationTerms(1.0, 1.0, 1.0)) | {
    ...     Cause.INVESTOR_DEFAULT: TerminationTerms(0.8, 0.0, 0.0)}
    >>> paid = termination_amounts(full, [50.0], [30.0], [2.0])
    >>> [(cause.value, amount.tolist()) for cause, amount in paid.items()]
    [('investor_default', [40.0]), ('public_default', [82.0]), ('force_majeure', [82.0])]
    """
    missing = [cause.value for cause in Cause if cause not in terms]
    if missing:
        raise FinanceError(f"terms: shares for {', '.join(missing)} are expected, found none")
    owed = magnitudes(debt, "debt")
    lines = {
        "debt": owed,
        "equity": magnitudes(equity, "equity"),
        "breakage": magnitudes(breakage, "breakage"),
        "recovered": np.zeros(len(owed)) if recovered is None else magnitudes(recovered, "recovered"),
    }
    same_years(lines)
    return {
        cause: np.maximum(
            0.0,
            terms[cause].debt * owed
            + terms[cause].equity * lines["equity"]
            + terms[cause].breakage * lines["breakage"]
            - lines["recovered"],
        )
        for cause in Cause
    }


def equity_outstanding(paid_in: ArrayLike, received: ArrayLike, rate: float) -> Floats:
    """What owners have not got back yet at the end of each year `(T,)`, at the return `rate` agreed.

    Formula: `outstanding[t] = max(0, outstanding[t-1] * (1 + rate) + paid_in[t] - received[t])`. At rate 0 it is
    the money paid in and not yet returned. Never below 0: what owners earned beyond it is theirs.

    >>> equity_outstanding([100.0, 0.0, 0.0], [0.0, 60.0, 60.0], 0.1).round(6).tolist()
    [100.0, 50.0, 0.0]
    """
    given, back = magnitudes(paid_in, "paid_in"), amounts(received, "received")
    growth = 1.0 + rate_above_minus_one(rate)
    outstanding = np.zeros(same_years({"paid_in": given, "received": back}))
    left = 0.0
    for t in range(len(outstanding)):
        left = max(0.0, left * growth + float(given[t] - back[t]))
        outstanding[t] = left
    return outstanding
