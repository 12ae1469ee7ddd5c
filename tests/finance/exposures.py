"""Small vehicles for the tests of risk."""

from dataclasses import replace

import numpy as np

from finance.horizon import Floats
from finance.project import ProjectId, VehicleId
from finance.uncertainty.distributions import Distribution, Normal
from finance.uncertainty.exposure import DebtLines, Exposure
from finance.uncertainty.risk import Channel, Factor, FactorId

YEARS = 8


def row(*amounts: float) -> Floats:
    """One project's years."""
    return np.array([[*amounts, *(0.0,) * (YEARS - len(amounts))]])


def factor(channel: Channel, spread: Distribution | None = None, *, own: bool = False) -> Factor:
    """A factor named like its channel."""
    return Factor(FactorId(channel.value), channel, spread or Normal(0.0, 0.1), per_project=own)


def road(number: int = 0, factors: int = 6) -> Exposure:
    """100 of works in year 0, then 40 of revenue and 10 of operating cost; 60 borrowed at 10 %, repaid in 3 equal
    parts of principal from year 2 on, a year of grace being paid as capitalised interest.
    """
    balance = row(60.0, 66.0, 44.0, 22.0)
    interest = row(0.0, 6.0, 6.6, 4.4, 2.2)
    service = row(0.0, 0.0, 28.6, 26.4, 24.2)
    nothing, none = np.zeros((1, YEARS)), DebtLines.none(1, YEARS)
    return Exposure(
        vehicle=VehicleId(f"road {number}"),
        mode="private",
        is_public=False,
        projects=(ProjectId(f"road {number}"),),
        numbers=(number,),
        touched=np.ones((factors, 1), dtype=bool),
        capital=row(100.0),
        revenue=row(0.0, *(40.0,) * 7),
        availability=nothing,
        opex=row(0.0, *(10.0,) * 7),
        depreciation=row(0.0, *(20.0,) * 5),
        state_capital=nothing,
        debt=DebtLines.of(service, interest, balance),
        foreign_debt=none,
        public_debt=none,
        foreign_public_debt=none,
        tax_rate=np.zeros(YEARS),
        cash=np.zeros(YEARS),
        paid_in=np.zeros(YEARS),
        dscr=1.0,
    )


def public_road(number: int = 1, factors: int = 6) -> Exposure:
    """The same works, paid for by the budget, half of it borrowed abroad."""
    private = road(number, factors)
    return replace(
        private,
        mode="public",
        is_public=True,
        debt=DebtLines.none(1, YEARS),
        state_capital=row(50.0),
        foreign_public_debt=private.debt,
    )
