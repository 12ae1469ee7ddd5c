"""Rates of return and lowest cover for projects.csv, off the exact waterfall of each vehicle."""

import numpy as np

from finance import FinanceError, irr
from finance.horizon import Floats
from scenarios.tables.account import REPORTED, Account


def project_rates(account: Account) -> list[float | None]:
    """Internal rate of return of each option (a project under a mode), all its starts together.

    Flow: revenue, leases and availability payments less operating and capital cost, nominal, before tax and before any
    financing: both depend on the vehicle.
    """
    earned = account.revenue + account.lease_revenue + account.availability
    return [_rate(flow) for flow in earned - account.opex - account.capital]


def equity_rates(account: Account) -> dict[int, float | None]:
    """Internal rate of return of the owners of each vehicle that keeps books: dividends less equity drawn."""
    return {number: _rate(found.flow.equity_flow) for number, found in account.exact.items()}


def lowest_cover(account: Account) -> dict[int, tuple[float, int]]:
    """Lowest cover of each vehicle that serves debt, as its covenant counts it, and its year index."""
    found = {}
    for number, vehicle in account.exact.items():
        cover = vehicle.cover
        if cover.minimum is not None and cover.minimum_year is not None:
            found[number] = (cover.minimum, cover.minimum_year)
    return found


def _rate(flow: Floats) -> float | None:
    """The one rate at which a flow is worth nothing; None where there is none, or several."""
    try:
        return irr(np.where(np.abs(flow) < REPORTED, 0.0, flow))
    except FinanceError:
        return None
