"""fiscal.csv: what the public side spends, owes and may. Key: year, line (in statement order)."""

from enum import StrEnum

import numpy as np

from finance.delivery import Mode
from finance.horizon import Floats, Yearly
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import REPORTED, Account

COLUMNS = {"year": ColumnKind.YEAR, "line": ColumnKind.TEXT, "amount": ColumnKind.AMOUNT}


class FiscalLine(StrEnum):
    """The lines in statement order. Operation net of revenue is negative where public works earn money."""

    PUBLIC_SPENDING = "public_spending"
    PUBLIC_LOANS_DRAWN = "public_loans_drawn"
    AVAILABILITY_PAYMENTS = "availability_payments"
    PUBLIC_OPERATION_NET = "public_operation_net"
    PUBLIC_DEBT_SERVICE = "public_debt_service"
    RECURRENT = "recurrent"
    RECURRENT_LIMIT = "recurrent_limit"
    PUBLIC_DEBT_STOCK = "public_debt_stock"
    PUBLIC_DEBT_LIMIT = "public_debt_limit"
    PPP_DEBT_STOCK = "ppp_debt_stock"


LIMITS = frozenset({FiscalLine.RECURRENT_LIMIT, FiscalLine.PUBLIC_DEBT_LIMIT})
"""Lines that say what is allowed: reported even where that is zero. They belong to no project."""


def project_lines(account: Account) -> dict[FiscalLine, Floats]:
    """What each project under a mode brings to each line `(O, T)`; the limits apart.

    `public_spending`: state capital drawn. `public_operation_net`: opex less revenue, leases too, of public
    works. `recurrent = availability_payments + public_operation_net + public_debt_service`. `ppp_debt_stock`: what
    PPP vehicles owe at year end; the public side may come to owe it where a contract ends early.
    """
    columns = account.columns
    is_public = columns.is_public[:, None]
    is_ppp = np.array([[option.mode is Mode.PPP] for option in columns.options], dtype=bool).reshape(-1, 1)
    net = (account.opex - account.revenue - account.lease_revenue) * is_public
    service = account.debt("payment", owed_publicly=True)
    return {
        FiscalLine.PUBLIC_SPENDING: account.draws(columns.is_state_capital[columns.draw_tranche]),
        FiscalLine.PUBLIC_LOANS_DRAWN: account.draws(columns.owed_publicly),
        FiscalLine.AVAILABILITY_PAYMENTS: account.availability,
        FiscalLine.PUBLIC_OPERATION_NET: net,
        FiscalLine.PUBLIC_DEBT_SERVICE: service,
        FiscalLine.RECURRENT: account.availability + net + service,
        FiscalLine.PUBLIC_DEBT_STOCK: account.debt("balance", owed_publicly=True),
        FiscalLine.PPP_DEBT_STOCK: account.debt("balance", owed_publicly=False) * is_ppp,
    }


def fiscal_lines(account: Account) -> dict[FiscalLine, Floats]:
    """Each line by year `(T,)`, projects added up; limits are infinite in years that have none."""
    columns = account.columns
    limits = columns.problem.limits
    lines = {line: amounts.sum(axis=0) for line, amounts in project_lines(account).items()} | {
        FiscalLine.RECURRENT_LIMIT: _limit(limits.recurrent, columns.years),
        FiscalLine.PUBLIC_DEBT_LIMIT: _limit(limits.public_debt, columns.years),
    }
    return {line: lines[line] for line in FiscalLine}


def fiscal(account: Account) -> Table:
    """All lines that have an amount, and all limits that are set."""
    lines = fiscal_lines(account)
    start = account.columns.problem.horizon.start
    rows: list[Row] = [
        (start + year, line.value, float(amounts[year]))
        for year in range(account.columns.years)
        for line, amounts in lines.items()
        if np.isfinite(amounts[year]) and (line in LIMITS or abs(amounts[year]) >= REPORTED)
    ]
    return table(COLUMNS, rows, key=1)


def _limit(limit: Yearly | None, years: int) -> Floats:
    return np.full(years, np.inf) if limit is None else np.asarray(limit, dtype=np.float64)
