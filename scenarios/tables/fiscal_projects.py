"""fiscal_projects.csv: the public side's lines, project by project. Key: project, mode, year, line."""

from typing import TYPE_CHECKING

import numpy as np

from finance.fiscal import Commitments
from scenarios.table import ColumnKind, Table
from scenarios.tables.account import Account
from scenarios.tables.by_line import rows_by_line
from scenarios.tables.fiscal import FiscalLine, project_lines

if TYPE_CHECKING:
    from scenarios.partnership.contracts import Contracts

COLUMNS = {
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "line": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
}


def fiscal_projects(account: Account, contracts: "Contracts | None" = None) -> Table:
    """Every amount that a project brings to a line of `fiscal.csv`; those of the purse belong to no project.

    Always: a line's amounts of a year, summed over projects and modes, are that line of `fiscal.csv`; a plan
    without a project's starts, draws and leases has all other rows unchanged.
    """
    lines = project_lines(account, contracts)
    shown = [line for line in FiscalLine if line in lines]
    keys = [account.option_key(option) for option in range(len(account.columns.options))]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    amounts = np.stack([lines[line][order] for line in shown], axis=1)
    names, start = [(line.value,) for line in shown], account.columns.problem.horizon.start
    return Table(COLUMNS, tuple(rows_by_line([keys[option] for option in order], amounts, names, start)))


def commitments(account: Account, contracts: "Contracts | None" = None) -> Commitments:
    """The plan's claims on the public purse, to be set against own revenue and ceilings; one row per option.

    Without `contracts`, `guarantees` is zero and `contingent` is the debt of PPP vehicles.
    """
    lines, none = project_lines(account, contracts), np.zeros_like(account.capital)
    monitoring, shared, guarantees = (
        lines.get(line, none)
        for line in (
            FiscalLine.CONTRACT_MONITORING,
            FiscalLine.EXPECTED_REVENUE_SHARED,
            FiscalLine.EXPECTED_GUARANTEES,
        )
    )
    return Commitments(
        projects=tuple(account.option_key(option)[0] for option in range(len(account.columns.options))),
        capital=lines[FiscalLine.PUBLIC_SPENDING],
        availability=lines[FiscalLine.AVAILABILITY_PAYMENTS],
        guarantees=guarantees,
        operation_net=lines[FiscalLine.PUBLIC_OPERATION_NET] + monitoring - shared,
        debt_service=lines[FiscalLine.PUBLIC_DEBT_SERVICE],
        debt_stock=lines[FiscalLine.PUBLIC_DEBT_STOCK],
        contingent=lines.get(FiscalLine.CONTINGENT_LIABILITIES, lines[FiscalLine.PPP_DEBT_STOCK]),
    )
