"""fiscal.csv: what the public side spends, owes and may. Key: year, line (in statement order)."""

from enum import StrEnum

import numpy as np

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


LIMITS = frozenset({FiscalLine.RECURRENT_LIMIT, FiscalLine.PUBLIC_DEBT_LIMIT})
"""Lines that say what is allowed: reported even where that is zero."""


def fiscal_lines(account: Account) -> dict[FiscalLine, Floats]:
    """Each line by year `(T,)`; limits are infinite in years that have none.

    `public_spending`: state capital drawn. `public_operation_net`: opex less revenue, leases too, of public
    works. `recurrent = availability_payments + public_operation_net + public_debt_service`.
    """
    columns = account.columns
    is_public = columns.is_public[:, None]
    net = ((account.opex - account.revenue - account.lease_revenue) * is_public).sum(axis=0)
    availability = account.availability.sum(axis=0)
    service = account.debt("payment", owed_publicly=True).sum(axis=0)
    limits = columns.problem.limits
    return {
        FiscalLine.PUBLIC_SPENDING: account.draws(columns.is_state_capital[columns.draw_tranche]).sum(axis=0),
        FiscalLine.PUBLIC_LOANS_DRAWN: account.draws(columns.owed_publicly).sum(axis=0),
        FiscalLine.AVAILABILITY_PAYMENTS: availability,
        FiscalLine.PUBLIC_OPERATION_NET: net,
        FiscalLine.PUBLIC_DEBT_SERVICE: service,
        FiscalLine.RECURRENT: availability + net + service,
        FiscalLine.RECURRENT_LIMIT: _limit(limits.recurrent, columns.years),
        FiscalLine.PUBLIC_DEBT_STOCK: account.debt("balance", owed_publicly=True).sum(axis=0),
        FiscalLine.PUBLIC_DEBT_LIMIT: _limit(limits.public_debt, columns.years),
    }


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
