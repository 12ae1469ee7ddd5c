"""Delivery modes: who builds and runs a work, and the rules that come with it."""

from dataclasses import dataclass
from enum import StrEnum

from finance.horizon import Yearly


class Mode(StrEnum):
    """How a project is delivered."""

    PUBLIC = "public"
    PPP = "ppp"
    PRIVATE = "private"


class Depreciation(StrEnum):
    """How the cost of works is written off."""

    STRAIGHT_LINE = "straight_line"
    DECLINING_BALANCE = "declining_balance"


class ConstructionInterest(StrEnum):
    """What interest before operation is for tax: an expense of its year, or part of the cost of the works."""

    EXPENSED = "expensed"
    CAPITALISED = "capitalised"


@dataclass(frozen=True, slots=True)
class DeliveryMode:
    """The rules of one delivery mode; `None` means that the rule is not set and owns no row.

    `state_share`: state capital as a share of capital cost, at most. `equity_share`: investors' equity as a
    share of all funding less state capital, at least. `dscr`: cover of debt service, at least; with `reserve`
    the cash kept from the year before counts. `dsra`: share of next year's debt service kept in cash.
    `equity_return`: yearly return at which equity comes. `tax_rate`: by year. `depreciation_years`: over which
    works are written off. `tax_holiday` years exempt, then `tax_half_years` at half the rate, from the first profit
    but no later than the fourth year of revenue; a loss is set against profits of the `loss_years` after it;
    `preferential_tax_rate` in place of a higher rate for `preferential_years` from the first revenue; `deposit_rate`:
    interest on cash and reserves: these refine the exact books and not the programme, which errs on the safe side.

    `maintenance_years`: years over which a repair is saved for, that of the repair included; 0 or 1 = paid out of its
    year. `lock_up`: cover by the year's own cash flow below which no dividend is paid; the programme stays above it.
    `working_capital_days`: days of revenue that customers owe at year end. `depreciation_factor`: of declining
    balance, None = the legal one for the years. `grants_reduce_depreciation`: what grants paid for is not written off
    for tax. `interest_during_construction`: interest before operation is expense, or part of what is written off.

    All from `dscr` on shape the books of vehicles and so have no meaning for `Mode.PUBLIC`.
    """

    mode: Mode
    tax_rate: Yearly
    state_share: float | None = None
    equity_share: float | None = None
    dscr: float = 1.0
    reserve: bool = True
    dsra: float = 0.0
    equity_return: float = 0.0
    depreciation_years: int = 20
    tax_holiday: int = 0
    tax_half_years: int = 0
    loss_years: int = 0
    maintenance_years: int = 0
    lock_up: float | None = None
    deposit_rate: float = 0.0
    working_capital_days: float = 0.0
    preferential_tax_rate: float | None = None
    preferential_years: int = 0
    depreciation: Depreciation = Depreciation.STRAIGHT_LINE
    depreciation_factor: float | None = None
    grants_reduce_depreciation: bool = False
    interest_during_construction: ConstructionInterest = ConstructionInterest.EXPENSED

    @property
    def receivables(self) -> float:
        """Share of a year's revenue that customers still owe at its end: `working_capital_days / 365`."""
        return self.working_capital_days / 365.0
