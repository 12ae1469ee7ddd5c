"""fiscal.csv: what the public side spends, owes and may. Key: year, line (in statement order)."""

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from finance.delivery import Mode
from finance.fiscal import debt_limit
from finance.horizon import Floats, Yearly
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import REPORTED, Account

if TYPE_CHECKING:
    from scenarios.partnership.contracts import Contracts

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
    EXPECTED_GUARANTEES = "expected_guarantees"
    EXPECTED_REVENUE_SHARED = "expected_revenue_shared"
    CONTRACT_MONITORING = "contract_monitoring"
    CONTINGENT_LIABILITIES = "contingent_liabilities"
    OWN_REVENUE = "own_revenue"
    EXISTING_DEBT_SERVICE = "existing_debt_service"
    EXISTING_DEBT = "existing_debt"
    RECURRENT_COMMITMENTS = "recurrent_commitments"
    RECURRENT_CEILING = "recurrent_ceiling"
    DEBT_CEILING = "debt_ceiling"
    DEBT_ROOM = "debt_room"


LIMITS = frozenset(
    {
        FiscalLine.RECURRENT_LIMIT,
        FiscalLine.PUBLIC_DEBT_LIMIT,
        FiscalLine.RECURRENT_CEILING,
        FiscalLine.DEBT_CEILING,
        FiscalLine.DEBT_ROOM,
    }
)
"""Lines that say what is allowed, or how much of it is left: reported even where that is zero."""

OF_THE_PURSE = LIMITS | {
    FiscalLine.OWN_REVENUE,
    FiscalLine.EXISTING_DEBT_SERVICE,
    FiscalLine.EXISTING_DEBT,
    FiscalLine.RECURRENT_COMMITMENTS,
}
"""Lines that belong to no project: limits, and what the scenario says of the purse."""


def project_lines(account: Account, contracts: "Contracts | None" = None) -> dict[FiscalLine, Floats]:
    """What each project under a mode brings to each line `(O, T)`; those of the purse apart.

    `public_spending`: state capital drawn. `public_operation_net`: opex and repairs less revenue, leases too, of public
    works. `recurrent = availability_payments + public_operation_net + public_debt_service`. `ppp_debt_stock`: what
    PPP vehicles owe at year end; the public side may come to owe it where a contract ends early.

    With `contracts`, what their terms are expected to cost beside the plan, and what may fall due in a year: the
    dearest early end where a contract says what is paid, else `ppp_debt_stock`.
    """
    columns = account.columns
    is_public = columns.is_public[:, None]
    is_ppp = np.array([[option.mode is Mode.PPP] for option in columns.options], dtype=bool).reshape(-1, 1)
    net = (account.opex + account.maintenance - account.revenue - account.lease_revenue) * is_public
    service = account.debt("payment", owed_publicly=True)
    owed = account.debt("balance", owed_publicly=False) * is_ppp
    terms = {} if contracts is None else {
        FiscalLine.EXPECTED_GUARANTEES: contracts.by_option("expected_support"),
        FiscalLine.EXPECTED_REVENUE_SHARED: contracts.by_option("expected_gain"),
        FiscalLine.CONTRACT_MONITORING: contracts.by_option("monitoring"),
        FiscalLine.CONTINGENT_LIABILITIES: contracts.contingent(owed),
    }  # fmt: skip
    return {
        FiscalLine.PUBLIC_SPENDING: account.draws(columns.is_state_capital[columns.draw_tranche]),
        FiscalLine.PUBLIC_LOANS_DRAWN: account.draws(columns.owed_publicly),
        FiscalLine.AVAILABILITY_PAYMENTS: account.availability,
        FiscalLine.PUBLIC_OPERATION_NET: net,
        FiscalLine.PUBLIC_DEBT_SERVICE: service,
        FiscalLine.RECURRENT: account.availability + net + service,
        FiscalLine.PUBLIC_DEBT_STOCK: account.debt("balance", owed_publicly=True),
        FiscalLine.PPP_DEBT_STOCK: owed,
    } | terms


def fiscal_lines(account: Account, contracts: "Contracts | None" = None) -> dict[FiscalLine, Floats]:
    """Each line by year `(T,)`, projects added up; limits are infinite in years that have none.

    With a purse: `recurrent_commitments = recurrent + expected_guarantees - expected_revenue_shared +
    contract_monitoring + existing_debt_service`, `debt_room = debt_ceiling - public_debt_stock - existing_debt`,
    below 0 where the ceiling is broken.
    """
    columns = account.columns
    limits = columns.problem.limits
    lines = {line: amounts.sum(axis=0) for line, amounts in project_lines(account, contracts).items()} | {
        FiscalLine.RECURRENT_LIMIT: _limit(limits.recurrent, columns.years),
        FiscalLine.PUBLIC_DEBT_LIMIT: _limit(limits.public_debt, columns.years),
    }
    if contracts is not None:
        lines |= _purse_lines(contracts, lines)
    return {line: lines[line] for line in FiscalLine if line in lines}


def _purse_lines(contracts: "Contracts", lines: dict[FiscalLine, Floats]) -> dict[FiscalLine, Floats]:
    """What the scenario says of the purse, and what the plan leaves of it; nothing where it does not say."""
    purse, none = contracts.side.purse, np.zeros(contracts.account.columns.years)
    if purse is None:
        return {}
    revenue = np.asarray(purse.own_revenue, dtype=np.float64)
    service, debt = (
        none if line is None else np.asarray(line, dtype=np.float64)
        for line in (purse.service_before, purse.debt_before)
    )
    recurrent_ceiling, debt_ceiling = (
        np.full(len(revenue), np.inf) if share is None else debt_limit(revenue, share)
        for share in (purse.recurrent_ceiling, purse.debt_ceiling)
    )
    return {
        FiscalLine.OWN_REVENUE: revenue,
        FiscalLine.EXISTING_DEBT_SERVICE: service,
        FiscalLine.EXISTING_DEBT: debt,
        FiscalLine.RECURRENT_COMMITMENTS: lines[FiscalLine.RECURRENT]
        + lines[FiscalLine.EXPECTED_GUARANTEES]
        - lines[FiscalLine.EXPECTED_REVENUE_SHARED]
        + lines[FiscalLine.CONTRACT_MONITORING]
        + service,
        FiscalLine.RECURRENT_CEILING: recurrent_ceiling,
        FiscalLine.DEBT_CEILING: debt_ceiling,
        FiscalLine.DEBT_ROOM: debt_ceiling - lines[FiscalLine.PUBLIC_DEBT_STOCK] - debt,
    }


def fiscal(account: Account, contracts: "Contracts | None" = None) -> Table:
    """All lines that have an amount, and all limits that are set."""
    lines = fiscal_lines(account, contracts)
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
