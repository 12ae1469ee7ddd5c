"""Delivery modes: who builds and runs a work, and the rules that come with it."""

from dataclasses import dataclass
from enum import StrEnum

from finance.horizon import Yearly


class Mode(StrEnum):
    """How a project is delivered."""

    PUBLIC = "public"
    PPP = "ppp"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class DeliveryMode:
    """The rules of one delivery mode; `None` means that the rule is not set and owns no row.

    `state_share`: state capital as a share of capital cost, at most. `equity_share`: investors' equity as a
    share of all funding less state capital, at least. `dscr`: cover of debt service, at least; with `reserve`
    the cash kept from the year before counts. `dsra`: share of next year's debt service kept in cash.
    `equity_return`: yearly return at which equity comes. `tax_rate`: by year. `depreciation_years`: straight
    line. `tax_holiday` years exempt, then `tax_half_years` at half the rate, from the first profit but no later than
    the fourth year of revenue; a loss is set against profits of the `loss_years` after it: these three refine the
    exact books and not the programme, which errs on the safe side. All from `dscr` on shape the books of vehicles
    and so have no meaning for `Mode.PUBLIC`.
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
