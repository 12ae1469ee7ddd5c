"""The books of vehicles as their treasurers keep them: tax as it is due, dividends as early as covenants allow.

The programme counts no dividend in its objective. Where a vehicle earns more than its owners ask for, it may just as
well pay tax that nobody asked for, or leave cash lying: every such plan is worth the same. Of these plans the one is
told that a finance department would carry out, so that tax, cash and return on equity mean what they say.
"""

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Columns, Decision
from optimizer.matrix import Block, LinearProgram
from optimizer.plan import Family


def kept_books(lp: LinearProgram, values: Floats) -> Floats:
    """Values with tax, cash and dividends of every vehicle as its treasurer keeps them.

    Tax: what its row asks for and no more. Cash: with `cfads = ebitda - set_aside - tax` and `net = cfads +
    working_capital - debt_service`, the least that keeps every later year, `cash[t] = max(0, dsra *
    debt_service[t+1], dscr * debt_service[t+1] - cfads[t+1], cash[t+1] - net[t+1])`, the third where reserves count in
    the cover. Dividends: what is left.

    Always: every limit that `values` keep is kept; goals and metrics stay; dividends are worth no less at any rate.
    """
    columns = lp.columns
    shape = (columns.book_count, columns.years)
    ebitda, service, tax = (
        values[columns.block(d)].reshape(shape)
        for d in (Decision.EBITDA, Decision.DEBT_SERVICE, Decision.TAX)
    )
    due = tax - np.clip(_tax_beyond(lp, values), 0.0, tax)
    cfads = ebitda - due
    if columns.size(Decision.SET_ASIDE):
        cfads = cfads - values[columns.block(Decision.SET_ASIDE)].reshape(shape)
    net = cfads + _paid_in(columns, values) - service
    least = _least_cash(columns, cfads, service, net, _covered(lp))
    cash, dividend = np.zeros(shape), np.zeros(shape)
    before = np.zeros(shape[0])
    for t in range(shape[1]):
        available = before + net[:, t]
        dividend[:, t] = np.maximum(0.0, available - least[:, t])
        before = cash[:, t] = np.maximum(0.0, available - dividend[:, t])
    told = values.copy()
    for decision, table in ((Decision.TAX, due), (Decision.CASH, cash), (Decision.DIVIDEND, dividend)):
        told[columns.block(decision)] = table.reshape(-1)
    return told


def _tax_beyond(lp: LinearProgram, values: Floats) -> Floats:
    """Tax beyond what is due `(B, T)`: the room in its row; all of it in years without a row, which are not taxed."""
    beyond = np.full((lp.columns.book_count, lp.columns.years), np.inf)
    block = next((block for block in lp.blocks if block.family is Family.TAX), None)
    if block is not None and block.count:
        rows = slice(lp.first_row[Family.TAX], lp.first_row[Family.TAX] + block.count)
        beyond[_cells(block)] = (lp.matrix[rows] @ values) - lp.row_lower[rows]
    return beyond


def _covered(lp: LinearProgram) -> Floats:
    """1 in the years in which a vehicle's cover of debt is a limit `(B, T)`."""
    covered = np.zeros((lp.columns.book_count, lp.columns.years))
    for block in lp.blocks:
        if block.family is Family.DSCR:
            covered[_cells(block)] = 1.0
    return covered


def _cells(block: Block) -> tuple[Indices, Indices]:
    """Vehicle and year of each row."""
    vehicle, year = (np.asarray(which, dtype=np.int64) for _, which in block.keys)
    return vehicle, year


def _paid_in(columns: Columns, values: Floats) -> Floats:
    """Working capital paid in by owners `(B, T)`."""
    paid = np.zeros((columns.book_count, columns.years))
    vehicle = columns.option_vehicle[columns.paid_option]
    np.add.at(paid, (vehicle, columns.paid_year), values[columns.block(Decision.WORKING_CAPITAL)])
    return paid


def _least_cash(columns: Columns, cfads: Floats, service: Floats, net: Floats, covered: Floats) -> Floats:
    """The least cash at the end of each year with which all later years keep their limits `(B, T)`."""
    rules = columns.rules[: columns.book_count]
    dsra, dscr = (
        np.array([getattr(rule, name) for rule in rules], dtype=np.float64) for name in ("dsra", "dscr")
    )
    counts = np.array([rule.reserve for rule in rules], dtype=bool)
    least = np.zeros(net.shape)
    for t in range(net.shape[1] - 2, -1, -1):
        cover = np.where(counts & (covered[:, t + 1] > 0.0), dscr * service[:, t + 1] - cfads[:, t + 1], 0.0)
        to_come = least[:, t + 1] - net[:, t + 1]
        least[:, t] = np.maximum.reduce([np.zeros(len(rules)), dsra * service[:, t + 1], cover, to_come])
    return least
