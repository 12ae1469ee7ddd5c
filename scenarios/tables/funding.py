"""funding.csv: whose money pays for which project, and when. Key: project, mode, source, year."""

import numpy as np

from scenarios.table import ColumnKind, Table, table
from scenarios.tables.account import REPORTED, Account

COLUMNS = {
    "project": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "source": ColumnKind.TEXT,
    "sector": ColumnKind.TEXT,
    "instrument": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "amount": ColumnKind.AMOUNT,
}


def funding(account: Account) -> Table:
    """Money drawn, nominal; `source` is the tranche where a source has several."""
    columns, horizon = account.columns, account.plan.problem.horizon
    rows = []
    for i in np.flatnonzero(account.drawn >= REPORTED):
        tranche = columns.draw_tranche[i]
        source = columns.sources[tranche]
        rows.append(
            (
                *account.option_key(columns.draw_option[i]),
                columns.tranches[tranche].id,
                source.sector.value,
                source.instrument.value,
                horizon.calendar(int(columns.draw_year[i])),
                float(account.drawn[i]),
            )
        )
    # sector and instrument follow from the source, so the first six cells sort as the key does
    return table(COLUMNS, rows, key=6)
