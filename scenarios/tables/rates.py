"""Rates of return and lowest cover, off the exact waterfall of each vehicle."""

import numpy as np

from finance.horizon import Floats
from finance.rates.many import irr_many
from scenarios.tables.account import REPORTED, Account


def project_rates(account: Account) -> list[float | None]:
    """Internal rate of return of each option (a project under a mode), all its starts together: of `project_flow`."""
    return [_single(rates) for rates in every_rate(account.project_flow)]


def equity_rates(account: Account) -> dict[int, float | None]:
    """Internal rate of return of the owners of each vehicle that keeps books: dividends less equity drawn."""
    flows = np.array([found.flow.equity_flow for found in account.exact.values()])
    rates = every_rate(flows.reshape(-1, account.columns.years))
    return {number: _single(each) for number, each in zip(account.exact, rates, strict=True)}


def lowest_cover(account: Account) -> dict[int, tuple[float, int]]:
    """Lowest cover of each vehicle that serves debt, as its covenant counts it, and its year index."""
    found = {}
    for number, vehicle in account.exact.items():
        cover = vehicle.cover
        if cover.minimum is not None and cover.minimum_year is not None:
            found[number] = (cover.minimum, cover.minimum_year)
    return found


def reported(flows: Floats) -> Floats:
    """Flows without what is too small to be reported: rounding has no sign."""
    return np.where(np.abs(flows) < REPORTED, 0.0, flows)


def every_rate(flows: Floats) -> list[tuple[float, ...]]:
    """Every rate above -1 at which a flow is worth nothing, ascending, possibly none, for each row `(n, T)`."""
    found = irr_many(reported(flows))
    return [found.of(row) for row in range(len(flows))]


def _single(rates: tuple[float, ...]) -> float | None:
    """The one rate at which a flow is worth nothing; None where there is none, or several."""
    return rates[0] if len(rates) == 1 else None
