"""waterfall.csv: the exact cash of each vehicle, and of each project in it. Key: vehicle, mode, project, year, line.

Rows without a project are the vehicle's; those of its projects add up to them, line by line.
"""

from enum import StrEnum

import numpy as np

from finance.horizon import Floats
from finance.vehicle.by_project import ProjectFlow
from finance.vehicle.waterfall import Waterfall
from scenarios.table import ColumnKind, Table
from scenarios.tables.account import Account
from scenarios.tables.by_line import rows_by_line

COLUMNS = {
    "vehicle": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "project": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "line": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
}


class WaterfallLine(StrEnum):
    """The lines in statement order; positive magnitudes, but for EBITDA, profit, CFADS, principal, changes, a refund of
    tax, and what other projects pass on, which can be negative.
    """

    TARIFFS = "tariffs"
    LEASES = "leases"
    AVAILABILITY = "availability"
    REVENUE = "revenue"
    OPEX = "opex"
    EBITDA = "ebitda"
    WORKING_CAPITAL_CHANGE = "working_capital_change"
    PROFIT = "profit"
    TAX = "tax"
    MAINTENANCE = "maintenance"
    MAINTENANCE_RESERVE_CHANGE = "maintenance_reserve_change"
    CFADS = "cfads"
    DEPOSIT_INTEREST = "deposit_interest"
    EQUITY = "equity"
    GRANTS = "grants"
    DEBT_DRAWN = "debt_drawn"
    SUPPORT = "support"
    FROM_OTHER_PROJECTS = "from_other_projects"
    CAPITAL = "capital"
    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    DEBT_SERVICE = "debt_service"
    DSRA_CHANGE = "dsra_change"
    DIVIDENDS = "dividends"
    CASH_CHANGE = "cash_change"
    MAINTENANCE_RESERVE = "maintenance_reserve"
    DSRA = "dsra"
    CASH = "cash"


def waterfall(account: Account) -> Table:
    """Every vehicle that keeps books, and every project that it builds, pays for or lets.

    `revenue = tariffs + leases + availability`; `ebitda = revenue - opex`; `cfads = ebitda - working_capital_change -
    tax - maintenance - maintenance_reserve_change`; `debt_service = interest + principal`; and sources are uses:
    `cfads + deposit_interest + equity + grants + debt_drawn + support + from_other_projects = capital + fees +
    debt_service + dsra_change + dividends + cash_change`.
    """
    owners: list[tuple[str, str, str | None]] = []
    lines: list[list[Floats]] = []
    for number, vehicle in account.exact.items():
        key = (vehicle.vehicle, vehicle.mode.value)
        owners.append((*key, None))
        lines.append(_lines(vehicle.flow, vehicle.flow.tax.due))
        for project, flow in account.exact_projects[number].items():
            owners.append((*key, project))
            lines.append(_lines(flow, flow.tax, flow.from_other_projects))
    order = sorted(range(len(owners)), key=lambda i: tuple(part or "" for part in owners[i]))
    amounts = np.array([lines[i] for i in order]).reshape(
        len(order), len(WaterfallLine), account.columns.years
    )
    start = account.columns.problem.horizon.start
    names = [(line.value,) for line in WaterfallLine]
    return Table(COLUMNS, tuple(rows_by_line([owners[i] for i in order], amounts, names, start)))


def _lines(flow: Waterfall | ProjectFlow, tax: Floats, passed_on: Floats | None = None) -> list[Floats]:
    """The amounts of all lines, in order. A vehicle as a whole gets nothing from its projects."""
    made, money, debt = flow.operation, flow.financing, flow.debt
    received = np.zeros_like(flow.cash) if passed_on is None else passed_on
    dsra, cash, saved = (
        np.diff(held, prepend=0.0) for held in (flow.dsra, flow.cash, flow.maintenance_reserve)
    )
    return [
        made.tariffs, made.leases, made.availability, made.revenue, made.opex, flow.ebitda,
        np.diff(made.working_capital, prepend=0.0), flow.profit, tax, made.maintenance, saved, flow.cfads,
        flow.deposit_interest, money.equity, money.grants, debt.draw, flow.support, received, made.capital,
        money.fees, debt.interest, debt.principal, debt.service, dsra, flow.dividends, cash,
        flow.maintenance_reserve, flow.dsra, flow.cash,
    ]  # fmt: skip
