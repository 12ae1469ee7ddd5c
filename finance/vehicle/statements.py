"""A vehicle's three statements, made of its waterfall: income, balance sheet, cash. They close to nothing."""

from dataclasses import dataclass

import numpy as np

from finance.horizon import Floats
from finance.vehicle.waterfall import Waterfall


@dataclass(frozen=True, slots=True, eq=False)
class IncomeStatement:
    """Income and expense by year `(T,)`, positive magnitudes.

    `net_profit = revenue + deposit_interest - opex - maintenance - depreciation - interest - fees - revaluation - tax`.
    `revaluation`: loss on foreign debt, negative for a gain.
    """

    revenue: Floats
    deposit_interest: Floats
    opex: Floats
    maintenance: Floats
    depreciation: Floats
    interest: Floats
    fees: Floats
    revaluation: Floats
    tax: Floats

    @property
    def expense(self) -> Floats:
        """All expense, tax included."""
        operating = self.opex + self.maintenance + self.depreciation
        return operating + self.interest + self.fees + self.revaluation + self.tax

    @property
    def net_profit(self) -> Floats:
        """What the year earned for the owners, negative for a loss."""
        return self.revenue + self.deposit_interest - self.expense


@dataclass(frozen=True, slots=True, eq=False)
class BalanceSheet:
    """What a vehicle has and owes at year end `(T,)`.

    Assets: `works` (cost and capitalised interest less depreciation), `working_capital`, `cash`, `dsra`,
    `maintenance_reserve`. Against them: `debt`, `grants` received, `capital` paid in by owners, `retained` profit
    (negative where losses, or dividends paid ahead of profit, exceed it).
    """

    works: Floats
    working_capital: Floats
    cash: Floats
    dsra: Floats
    maintenance_reserve: Floats
    debt: Floats
    grants: Floats
    capital: Floats
    retained: Floats

    @property
    def assets(self) -> Floats:
        """What the vehicle has."""
        return self.works + self.working_capital + self.cash + self.dsra + self.maintenance_reserve

    @property
    def liabilities(self) -> Floats:
        """What stands against it: debt, grants and the owners' money."""
        return self.debt + self.grants + self.capital + self.retained


@dataclass(frozen=True, slots=True, eq=False)
class CashStatement:
    """Cash in and out by year `(T,)`, each part with its sign; `closing` is cash and reserves at year end."""

    operating: Floats
    investing: Floats
    financing: Floats
    closing: Floats

    @property
    def change(self) -> Floats:
        """What the year adds to cash and reserves."""
        return self.operating + self.investing + self.financing


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """The three statements of one vehicle."""

    income: IncomeStatement
    balance: BalanceSheet
    cash: CashStatement

    @property
    def difference(self) -> float:
        """The largest gap in any year: assets less liabilities, and cash statement less cash held. Rounding only."""
        sheet = np.abs(self.balance.assets - self.balance.liabilities)
        held = np.abs(np.cumsum(self.cash.change) - self.cash.closing)
        return float(max(sheet.max(), held.max()))


def statements(flow: Waterfall) -> Statements:
    """The statements of a waterfall.

    Fees are an expense of their year; grants stay on the balance sheet at what was received; a loss on foreign debt is
    an expense when the currency moves.

    Always: the balance sheet closes; cash rolls; `difference` is rounding.
    """
    made, money, debt = flow.operation, flow.financing, flow.debt
    income = IncomeStatement(
        revenue=flow.revenue,
        deposit_interest=flow.deposit_interest,
        opex=made.opex,
        maintenance=made.maintenance,
        depreciation=made.depreciation,
        interest=debt.interest - money.capitalised,
        fees=money.fees,
        revaluation=debt.revaluation,
        tax=flow.tax.due,
    )
    balance = BalanceSheet(
        works=np.cumsum(made.capital + money.capitalised - made.depreciation),
        working_capital=made.working_capital,
        cash=flow.cash,
        dsra=flow.dsra,
        maintenance_reserve=flow.maintenance_reserve,
        debt=debt.balance,
        grants=np.cumsum(money.grants),
        capital=np.cumsum(money.equity + flow.support),
        retained=np.cumsum(income.net_profit - flow.dividends),
    )
    bound = np.diff(made.working_capital, prepend=0.0)
    cash = CashStatement(
        operating=flow.ebitda + flow.deposit_interest - made.maintenance - bound - flow.tax.due,
        investing=-made.capital,
        financing=(
            debt.draw + money.equity + money.grants + flow.support
            - money.fees - debt.service - flow.dividends
        ),
        closing=flow.cash + flow.dsra + flow.maintenance_reserve,
    )  # fmt: skip
    return Statements(income, balance, cash)
