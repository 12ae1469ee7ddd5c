"""cashflows.csv: the years of each project and vehicle, in statement order. Key: project, mode, year, line.

Lines from revenue to debt service belong to projects. Tax, cash flow available for debt service, dividends
and cash belong to the vehicle that keeps the books; their `project` is the vehicle's id, which is the
project's own where it names no vehicle. So every line adds up to the plan's total, nothing counted twice.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from finance.horizon import Floats
from finance.source import Instrument
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import REPORTED, Account

COLUMNS = {
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "line": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
}


class CashLine(StrEnum):
    """The lines in statement order; positive magnitudes, but for EBITDA, CFADS and principal, which can be
    negative (a loss; interest that grace adds to the debt).
    """

    REVENUE = "revenue"
    LEASE_REVENUE = "lease_revenue"
    AVAILABILITY = "availability"
    OPEX = "opex"
    EBITDA = "ebitda"
    TAX = "tax"
    CFADS = "cfads"
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
        **{line: account.drawn_as(instrument) for instrument, line in _DRAWN.items()},
        CashLine.CAPITAL_COST: account.capital,
        CashLine.FEES: account.fees,
        CashLine.WORKING_CAPITAL: account.paid_in,
        CashLine.INTEREST: interest,
        CashLine.PRINCIPAL: payment - interest,
        CashLine.DEBT_SERVICE: payment,
    }


def vehicle_lines(account: Account, lines: Mapping[CashLine, Floats]) -> dict[CashLine, Floats]:
    """Lines that belong to a vehicle's books `(B, T)`.

    `cfads = Σ ebitda - tax`; `cash[t] = cash[t-1] + cfads + Σ working_capital - Σ debt_service - dividends`.
    """
    tax = account.books("tax")
    return {
        CashLine.TAX: tax,
        CashLine.CFADS: account.by_vehicle(lines[CashLine.EBITDA]) - tax,
        CashLine.DIVIDENDS: account.books("dividend"),
        CashLine.CASH: account.books("cash"),
    }


def cashflows(account: Account) -> Table:
    """All lines of all projects and vehicles that have an amount."""
    columns = account.columns
    lines = project_lines(account)
    vehicles = [(vehicle, mode.value) for vehicle, mode in columns.vehicles]
    options = [account.option_key(o) for o in range(len(columns.options))]
    order = {line: position for position, line in enumerate(CashLine)}
    start = columns.problem.horizon.start
    rows: list[tuple[tuple[str, str, int, int], Row]] = []
    for keys, block in ((options, lines), (vehicles, vehicle_lines(account, lines))):
        for line, amounts in block.items():
            for i, year in zip(*np.nonzero(np.abs(amounts) >= REPORTED), strict=True):
                project, mode = keys[i]
                key = (project, mode, start + int(year), order[line])
                rows.append((key, (*key[:3], line.value, float(amounts[i, year]))))
    rows.sort(key=lambda pair: pair[0])
    return table(COLUMNS, (row for _, row in rows), key=3)
