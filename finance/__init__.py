"""Money over time: horizon, project economics, sources and their schedules, returns. numpy only."""

from finance.errors import FinanceError, NoSingleRate
from finance.returns import discounted_payback, irr, irr_roots, mirr, npv, payback, xirr, xirr_roots, xnpv

__all__ = [
    "FinanceError",
    "NoSingleRate",
    "discounted_payback",
    "irr",
    "irr_roots",
    "mirr",
    "npv",
    "payback",
    "xirr",
    "xirr_roots",
    "xnpv",
]
