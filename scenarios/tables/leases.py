"""leases.csv: hectares newly leased. Key: project, mode, segment, year."""

import numpy as np

from scenarios.table import ColumnKind, Table, table
from scenarios.tables.account import REPORTED, Account

COLUMNS = {
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "segment": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "hectares": ColumnKind.AMOUNT,
    "revenue": ColumnKind.AMOUNT,
}


def leases(account: Account) -> Table:
    """Hectares newly leased in a year and the money they bring in that year: their price, once, and their
    first fee, nominal. The fees of later years stand in the cash flows.
    """
    columns, horizon = account.columns, account.plan.problem.horizon
    revenue = account.let_first_year
    rows = [
        (
            *account.option_key(columns.lease_option[i]),
            columns.segments[columns.pair_segment[columns.lease_pair[i]]].id,
            horizon.calendar(int(columns.lease_year[i])),
            float(account.let[i]),
            float(revenue[i]),
        )
        for i in np.flatnonzero(account.let >= REPORTED)
    ]
    return table(COLUMNS, rows, key=4)
