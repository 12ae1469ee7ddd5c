"""cashflows.csv: the years of each project and vehicle, in statement order. Key: project, mode, year, line.

What a project earns, costs, draws and owes belongs to it. Tax, cash flow available for debt service, what is held for
repairs or owed by customers, interest on deposits, dividends and cash belong to the vehicle that keeps the books; their
`project` is the vehicle's id, which is the project's own where it names no vehicle. So every line adds up to the plan's
total, nothing counted twice.
"""

from enum import StrEnum

import numpy as np

from finance.horizon import Floats
from finance.source import Instrument
from scenarios.table import ColumnKind, Table
from scenarios.tables.account import Account
from scenarios.tables.by_line import rows_by_line

COLUMNS = {
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "line": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
}


class CashLine(StrEnum):
    """The lines in statement order; positive magnitudes, but for EBITDA, CFADS, changes and principal, which can be
    negative (a loss; interest that grace adds to the debt).
    """

    REVENUE = "revenue"
    LEASE_REVENUE = "lease_revenue"
    AVAILABILITY = "availability"
    OPEX = "opex"
    EBITDA = "ebitda"
    MAINTENANCE = "maintenance"
    TAX = "tax"
    RECEIVABLES_CHANGE = "receivables_change"
    MAINTENANCE_RESERVE_CHANGE = "maintenance_reserve_change"
    CFADS = "cfads"
    DEPOSIT_INTEREST = "deposit_interest"
    DRAWN_GRANT = "drawn_grant"
    DRAWN_EQUITY = "drawn_equity"
    DRAWN_LOAN = "drawn_loan"
    DRAWN_BOND = "drawn_bond"
    DRAWN_PREPAYMENT = "drawn_prepayment"
    CAPITAL_COST = "capital_cost"
    FEES = "fees"
    WORKING_CAPITAL = "working_capital"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    DEBT_SERVICE = "debt_service"
    DIVIDENDS = "dividends"
    CASH = "cash"


_DRAWN = {
    Instrument.GRANT: CashLine.DRAWN_GRANT,
    Instrument.EQUITY: CashLine.DRAWN_EQUITY,
    Instrument.LOAN: CashLine.DRAWN_LOAN,
    Instrument.BOND: CashLine.DRAWN_BOND,
    Instrument.PREPAYMENT: CashLine.DRAWN_PREPAYMENT,
}


def project_lines(account: Account) -> dict[CashLine, Floats]:
    """Lines that belong to a project under a mode `(O, T)`.

    `ebitda = revenue + lease_revenue + availability - opex`; draws of all instruments `= capital_cost + fees
    + working_capital`; `debt_service = interest + principal` of debt that the vehicle owes (what the public
    side owes stands in the fiscal table).
    """
    interest = account.debt("interest", owed_publicly=False)
    payment = account.debt("payment", owed_publicly=False)
    return {
        CashLine.REVENUE: account.revenue,
        CashLine.LEASE_REVENUE: account.lease_revenue,
        CashLine.AVAILABILITY: account.availability,
        CashLine.OPEX: account.opex,
        CashLine.EBITDA: account.revenue + account.lease_revenue + account.availability - account.opex,
        CashLine.MAINTENANCE: account.maintenance,
        **{line: account.drawn_as(instrument) for instrument, line in _DRAWN.items()},
        CashLine.CAPITAL_COST: account.capital,
        CashLine.FEES: account.fees,
        CashLine.WORKING_CAPITAL: account.paid_in,
        CashLine.INTEREST: interest,
        CashLine.PRINCIPAL: payment - interest,
        CashLine.DEBT_SERVICE: payment,
    }


def vehicle_lines(account: Account) -> dict[CashLine, Floats]:
    """Lines that belong to a vehicle's books `(B, T)`, off its exact waterfall.

    `cfads = Σ ebitda - Σ maintenance - tax - receivables_change - maintenance_reserve_change`; `cash[t] = cash[t-1] +
    cfads + deposit_interest + Σ working_capital - Σ debt_service - dividends`, the debt service reserve included.
    """
    lines = {line: np.zeros((account.columns.book_count, account.columns.years)) for line in _OF_VEHICLES}
    for number, vehicle in account.exact.items():
        flow = vehicle.flow
        lines[CashLine.TAX][number] = flow.tax.due
        lines[CashLine.RECEIVABLES_CHANGE][number] = np.diff(flow.operation.working_capital, prepend=0.0)
        lines[CashLine.MAINTENANCE_RESERVE_CHANGE][number] = np.diff(flow.maintenance_reserve, prepend=0.0)
        lines[CashLine.CFADS][number] = flow.cfads
        lines[CashLine.DEPOSIT_INTEREST][number] = flow.deposit_interest
        lines[CashLine.DIVIDENDS][number] = flow.dividends
        lines[CashLine.CASH][number] = vehicle.cash
    return lines


_OF_VEHICLES = (
    CashLine.TAX, CashLine.RECEIVABLES_CHANGE, CashLine.MAINTENANCE_RESERVE_CHANGE, CashLine.CFADS,
    CashLine.DEPOSIT_INTEREST, CashLine.DIVIDENDS, CashLine.CASH,
)  # fmt: skip


def cashflows(account: Account) -> Table:
    """All lines of all projects and vehicles that have an amount."""
    columns = account.columns
    options = [account.option_key(o) for o in range(len(columns.options))]
    vehicles = [(vehicle, mode.value) for vehicle, mode in columns.vehicles[: columns.book_count]]
    owners = sorted({*options, *vehicles})
    row = {owner: i for i, owner in enumerate(owners)}
    amounts = np.zeros((len(owners), len(CashLine), columns.years))
    order = {line: position for position, line in enumerate(CashLine)}
    for keys, block in ((options, project_lines(account)), (vehicles, vehicle_lines(account))):
        at = [row[key] for key in keys]
        for line, by_owner in block.items():
            amounts[at, order[line]] = by_owner
    names = [(line.value,) for line in CashLine]
    return Table(COLUMNS, tuple(rows_by_line(owners, amounts, names, columns.problem.horizon.start)))
