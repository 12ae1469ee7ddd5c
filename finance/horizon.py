"""The years of a plan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""An array of float64: money in the file's unit, shares in [0, 1], hectares."""

Yearly = tuple[float, ...]
"""One amount per year of the horizon, index 0 = `Horizon.start`."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The years modelled: `years` of them from `start`, money may be spent in the first `invest_years`.

    Inside the program a year is an index (0 = `start`); calendar years live in files and on screens.
    """

    start: int
    years: int
    invest_years: int

    def index(self, calendar_year: int) -> int:
        """Index of a calendar year, not checked against the horizon."""
        return calendar_year - self.start

    def calendar(self, index: int) -> int:
        """Calendar year of an index."""
        return self.start + index

    @property
    def last(self) -> int:
        """Last calendar year modelled."""
        return self.start + self.years - 1


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Rates that hold for the whole plan, as shares a year.

    `social_discount_rate` is real and discounts economic amounts; `discount_rate` is nominal and discounts
    money. Inflation runs from the base year (index 0). `conversion_factor` turns market prices into economic
    prices. `cost_of_public_funds` is the premium on each discounted unit of public outlay.
    """

    social_discount_rate: float = 0.10
    discount_rate: float = 0.10
    inflation_capex: float = 0.0
    inflation_opex: float = 0.0
    inflation_revenue: float = 0.0
    conversion_factor: float = 1.0
    cost_of_public_funds: float = 0.0


def powers(rate: float, count: int) -> Floats:
    """`(1 + rate) ** t` for t = 0 .. count - 1.

    >>> powers(0.5, 3).tolist()
    [1.0, 1.5, 2.25]
    """
    return (1.0 + rate) ** np.arange(count, dtype=np.float64)


def discount_factors(rate: float, count: int) -> Floats:
    """`d[t] = (1 + rate) ** -t`: year 0 is not discounted.

    >>> discount_factors(1.0, 3).tolist()
    [1.0, 0.5, 0.25]
    """
    return 1.0 / powers(rate, count)
