"""statements.csv: income statement, balance sheet and cash statement of each vehicle. Key: vehicle, mode, year,
statement, line.
"""

from dataclasses import fields
from enum import StrEnum

import numpy as np

from finance.vehicle.statements import CashStatement, IncomeStatement
from scenarios.table import ColumnKind, Table
from scenarios.tables.account import Account
from scenarios.tables.by_line import rows_by_line

COLUMNS = {
    "vehicle": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "statement": ColumnKind.TEXT,
    "line": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
}


class StatementKind(StrEnum):
    """The three statements, in the order in which they are read."""

    INCOME = "income"
    BALANCE = "balance"
    CASH = "cash"


LINES: dict[StatementKind, tuple[str, ...]] = {
    StatementKind.INCOME: (*(field.name for field in fields(IncomeStatement)), "net_profit"),
    StatementKind.BALANCE: (
        "works", "working_capital", "cash", "dsra", "maintenance_reserve", "assets",
        "debt", "grants", "capital", "retained", "liabilities",
    ),
    StatementKind.CASH: (*(f.name for f in fields(CashStatement) if f.name != "closing"), "change", "closing"),
}  # fmt: skip
"""The lines of each statement, in order; totals after their parts."""


def statements(account: Account) -> Table:
    """The statements of every vehicle that keeps books, off its exact waterfall.

    `net_profit = revenue + deposit_interest - opex - maintenance - depreciation - interest - fees - revaluation - tax`;
    `assets = works + working_capital + cash + dsra + maintenance_reserve = liabilities = debt + grants + capital +
    retained`; `change = operating + investing + financing`, `closing` is that of the year before and the change.
    """
    found = sorted(account.exact.values(), key=lambda vehicle: (vehicle.vehicle, vehicle.mode.value))
    owners = [(vehicle.vehicle, vehicle.mode.value) for vehicle in found]
    amounts = [
        [
            getattr(part, line)
            for kind, part in zip(StatementKind, (made.income, made.balance, made.cash), strict=True)
            for line in LINES[kind]
        ]
        for made in (vehicle.statements for vehicle in found)
    ]
    names = [(kind.value, line) for kind in StatementKind for line in LINES[kind]]
    shaped = np.array(amounts).reshape(len(owners), len(names), account.columns.years)
    return Table(COLUMNS, tuple(rows_by_line(owners, shaped, names, account.columns.problem.horizon.start)))
