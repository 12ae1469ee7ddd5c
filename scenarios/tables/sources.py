"""sources.csv: each tranche's years of investment. Key: source, year."""

import numpy as np

from optimizer.plan import Family
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import Account

COLUMNS = {
    "source": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "ceiling": ColumnKind.AMOUNT,
    "carried_in": ColumnKind.AMOUNT,
    "drawn": ColumnKind.AMOUNT,
    "carried_out": ColumnKind.AMOUNT,
    "lapsed": ColumnKind.AMOUNT,
    "price": ColumnKind.AMOUNT,
    "holds_from": ColumnKind.AMOUNT,
    "holds_to": ColumnKind.AMOUNT,
}


def sources(account: Account) -> Table:
    """`ceiling + carried_in = drawn + carried_out + lapsed`, nominal; `carried_in[t] = carried_out[t-1]`.

    What is carried out is the share of unused money that the next year receives. A source without a yearly
    limit has no ceiling, nothing that lapses and no price. `price`: base-year value per unit of that year's
    money, holding while the ceiling moves from `holds_from` to `holds_to` (empty: without end, or not
    computed).
    """
    columns, problem = account.columns, account.plan.problem
    invest = problem.horizon.invest_years
    drawn = np.zeros((len(columns.tranches), columns.years))
    np.add.at(drawn, (columns.draw_tranche, columns.draw_year), account.drawn)
    kept = {(carry.source, carry.year): carry.amount for carry in account.plan.carries}
    priced = {row.key[1:]: row for row in account.plan.limits if row.family is Family.SOURCE_YEAR}
    rows: list[Row] = []
    for r, tranche in enumerate(columns.tranches):
        carried_in = 0.0
        for year in range(invest):
            used = float(drawn[r, year])
            where = (tranche.id, problem.horizon.calendar(year))
            if tranche.ceiling is None:
                rows.append((*where, None, 0.0, used, 0.0, None, None, None, None))
                continue
            carried_out = tranche.carry_over * kept.get((tranche.id, year), 0.0)
            lapsed = _rounded(tranche.ceiling[year] + carried_in - used - carried_out)
            row = priced.get((tranche.id, year))
            price = (None, None, None) if row is None else (row.price, row.holds_from, row.holds_to)
            rows.append((*where, tranche.ceiling[year], carried_in, used, carried_out, lapsed, *price))
            carried_in = carried_out
    return table(COLUMNS, rows, key=2)


def _rounded(amount: float) -> float:
    """Zero for what the solver's tolerance leaves."""
    return 0.0 if abs(amount) < 1e-7 else amount
