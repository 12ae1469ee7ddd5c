"""The public side: what its yearly budget, its debt and its administration can carry."""

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats, Yearly
from optimizer.columns import Columns, Decision
from optimizer.families.vehicle import lease_amounts
from optimizer.matrix import Axis, Block
from optimizer.plan import Family


def _limited(family: Family, limit: Yearly | None, years: int) -> tuple[Block, Indices]:
    """One row per year that is limited; row of each year (-1 = none)."""
    amounts: Floats = np.full(years, np.inf) if limit is None else np.asarray(limit, dtype=np.float64)
    year = np.flatnonzero(np.isfinite(amounts))
    row_of = np.full(years, -1)
    row_of[year] = np.arange(len(year))
    return Block(family, ((Axis.YEAR, year),), len(year), upper=amounts[year]), row_of


def borrowed(columns: Columns) -> Block:
    """`borrowed(s, t): borrowed - Σ_{p,m} fund, owed publicly = 0`."""
    tranche, year = columns.borrowed_tranche, columns.borrowed_year
    invest = columns.problem.horizon.invest_years
    block = Block(Family.BORROWED, ((Axis.TRANCHE, tranche), (Axis.YEAR, year)), len(year), 0.0, 0.0)
    block.add(np.arange(len(year)), columns.block(Decision.BORROWED), 1.0)
    owed = np.flatnonzero(columns.owed_publicly)
    row = np.searchsorted(
        tranche * invest + year, columns.draw_tranche[owed] * invest + columns.draw_year[owed]
    )
    block.add(row, columns.block(Decision.FUND, owed), -1.0)
    return block


def recurrent(columns: Columns) -> Block:
    """`recurrent(t): Σ_{public} (O + M - R) * start - Σ_{public} (price * lease + fee * leased)
    + Σ_{others} A * start + Σ pay[t - u] * borrowed[s,u] <= limit`.
    """
    block, row_of = _limited(Family.RECURRENT, columns.problem.limits.recurrent, columns.years)
    flows = columns.flows
    is_public = columns.is_public[columns.start_option][:, None]
    net = np.where(is_public, flows.opex + flows.maintenance - flows.revenue, flows.availability)
    start, year = np.nonzero((net != 0.0) & (row_of >= 0))
    block.add(row_of[year], columns.block(Decision.START, start), net[start, year])
    lease = np.flatnonzero(columns.is_public[columns.lease_option] & (row_of[columns.lease_year] >= 0))
    price, fee = lease_amounts(columns)
    for decision, amount in ((Decision.LEASE, price), (Decision.LEASED, fee)):
        block.add(row_of[columns.lease_year[lease]], columns.block(decision, lease), -amount[lease])
    which, when, payment = columns.debt_entries("payment", columns.borrowed_tranche, columns.borrowed_year)
    inside = row_of[when] >= 0
    block.add(row_of[when[inside]], columns.block(Decision.BORROWED, which[inside]), payment[inside])
    return block


def public_debt(columns: Columns) -> Block:
    """`public_debt(t): Σ balance[t - u] * borrowed[s,u] <= ceiling`."""
    block, row_of = _limited(Family.PUBLIC_DEBT, columns.problem.limits.public_debt, columns.years)
    which, when, balance = columns.debt_entries("balance", columns.borrowed_tranche, columns.borrowed_year)
    inside = row_of[when] >= 0
    block.add(row_of[when[inside]], columns.block(Decision.BORROWED, which[inside]), balance[inside])
    return block


def admin_capacity(columns: Columns) -> Block:
    """`admin_capacity(t): Σ effort * start[t] - Σ_{τ+n<=t} adds * start <= capacity`."""
    projects = columns.problem.projects
    block, row_of = _limited(Family.ADMIN_CAPACITY, columns.problem.limits.admin_capacity, columns.years)
    owner = columns.option_project[columns.start_option]
    effort = np.array([p.admin_effort for p in projects], dtype=np.float64)[owner]
    adds = np.array([p.adds_admin_capacity for p in projects], dtype=np.float64)[owner]
    begun = np.flatnonzero((effort != 0.0) & (row_of[columns.start_year] >= 0))
    block.add(row_of[columns.start_year[begun]], columns.block(Decision.START, begun), effort[begun])
    finished = columns.flows.completion[:, None] <= np.arange(columns.years)
    start, year = np.nonzero(finished & (adds[:, None] != 0.0) & (row_of >= 0))
    block.add(row_of[year], columns.block(Decision.START, start), -adds[start])
    return block
