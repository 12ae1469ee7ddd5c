"""Money over time: horizon, project economics, sources and their schedules, returns. Arrays in, arrays out."""

from finance.errors import FinanceError, NoSingleRate
from finance.rates.many import ManyRates, irr_many, npv_many
from finance.rates.returns import (
    InternalRate,
    discounted_payback,
    internal_rate,
    internal_rate_of_dates,
    irr,
    irr_roots,
    mirr,
    npv,
    payback,
    xirr,
    xirr_roots,
    xnpv,
)

__all__ = [
    "FinanceError",
    "InternalRate",
    "ManyRates",
    "NoSingleRate",
    "discounted_payback",
    "internal_rate",
    "internal_rate_of_dates",
    "irr",
    "irr_many",
    "irr_roots",
    "mirr",
    "npv",
    "npv_many",
    "payback",
    "xirr",
    "xirr_roots",
    "xnpv",
]
