"""A vehicle's books: capital structure, cover of debt, tax, cash, and the return that brings equity."""

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats, discount_factors
from finance.source import Sector
from optimizer.columns import Columns, Decision, Mask
from optimizer.matrix import Axis, Block
from optimizer.plan import Family


def _book_years(columns: Columns, family: Family, lower: float, upper: float) -> Block:
    """A block with one row per vehicle that keeps books and year, row = book * T + year."""
    books, years = columns.book_count, columns.years
    keys = ((Axis.VEHICLE, np.repeat(np.arange(books), years)), (Axis.YEAR, np.tile(np.arange(years), books)))
    return Block(family, keys, books * years, lower, upper)


def _rows(
    columns: Columns, block: Block, keep: Indices, lower: Floats | float, upper: Floats | float
) -> Block:
    """An empty block over some of the rows book * T + year."""
    keys = ((Axis.VEHICLE, keep // columns.years), (Axis.YEAR, keep % columns.years))
    return Block(block.family, keys, len(keep), lower, upper)


def _in_books(columns: Columns, option: Indices) -> Mask:
    """Whether an option's vehicle keeps books."""
    return columns.option_vehicle[option] < columns.book_count


def _vehicle_debt(columns: Columns, name: str) -> tuple[Indices, Indices, Floats]:
    """Draw, year index and amount of every non-zero `name` of the draws that vehicles owe."""
    owed = np.flatnonzero(columns.is_debt[columns.draw_tranche] & ~columns.owed_publicly)
    which, year, amount = columns.debt_entries(name, columns.draw_tranche[owed], columns.draw_year[owed])
    return owed[which], year, amount


def _rule(columns: Columns, name: str) -> Floats:
    """A rule of each book's mode, repeated over its years `(B * T,)`."""
    values = np.array([getattr(rule, name) for rule in columns.rules[: columns.book_count]], dtype=np.float64)
    return np.repeat(values, columns.years)


def ebitda(columns: Columns) -> Block:
    """`ebitda(u, m, t): ebitda - Σ (R + A - O) * start - Σ price * lease - Σ fee * leased = 0`."""
    years = columns.years
    block = _book_years(columns, Family.EBITDA, 0.0, 0.0)
    block.add(np.arange(block.count), columns.block(Decision.EBITDA), 1.0)
    flows = columns.flows
    start, year = np.nonzero(
        _in_books(columns, columns.start_option)[:, None] & (flows.completion[:, None] <= np.arange(years))
    )
    amount = (flows.revenue + flows.availability - flows.opex)[start, year]
    block.add(
        columns.option_vehicle[columns.start_option[start]] * years + year,
        columns.block(Decision.START, start),
        -amount,
    )
    lease = np.flatnonzero(_in_books(columns, columns.lease_option))
    row = columns.option_vehicle[columns.lease_option[lease]] * years + columns.lease_year[lease]
    price, fee = lease_amounts(columns)
    block.add(row, columns.block(Decision.LEASE, lease), -price[lease])
    block.add(row, columns.block(Decision.LEASED, lease), -fee[lease])
    return block


def lease_amounts(columns: Columns) -> tuple[Floats, Floats]:
    """Price of a hectare leased in its year, and fee of a hectare held in that year, by lease column `(L,)`."""
    if not columns.pair_flows:
        return np.empty(0), np.empty(0)
    price = np.stack([flows.price for flows in columns.pair_flows])
    fee = np.stack([flows.fee for flows in columns.pair_flows])
    return price[columns.lease_pair, columns.lease_year], fee[columns.lease_pair, columns.lease_year]


def debt_service(columns: Columns) -> Block:
    """`debt_service(u, m, t): debt_service - Σ pay[t - draw year] * fund = 0`."""
    block = _book_years(columns, Family.DEBT_SERVICE, 0.0, 0.0)
    block.add(np.arange(block.count), columns.block(Decision.DEBT_SERVICE), 1.0)
    draw, year, amount = _vehicle_debt(columns, "payment")
    vehicle = columns.option_vehicle[columns.draw_option[draw]]
    block.add(vehicle * columns.years + year, columns.block(Decision.FUND, draw), -amount)
    return block


def dscr(columns: Columns) -> Block:
    """`dscr(u, m, t): ebitda - tax + reserve * cash[t-1] - dscr * debt_service >= 0`, in the years in which the
    vehicle can owe debt service.
    """
    dense = _book_years(columns, Family.DSCR, 0.0, np.inf)
    draw, year, _ = _vehicle_debt(columns, "payment")
    keep = np.unique(columns.option_vehicle[columns.draw_option[draw]] * columns.years + year)
    block = _rows(columns, dense, keep, 0.0, np.inf)
    row = np.arange(len(keep))
    block.add(row, columns.block(Decision.EBITDA, keep), 1.0)
    block.add(row, columns.block(Decision.TAX, keep), -1.0)
    # debt is never served in year 0, so the year before exists
    block.add(row, columns.block(Decision.CASH, keep - 1), _rule(columns, "reserve")[keep])
    block.add(row, columns.block(Decision.DEBT_SERVICE, keep), -_rule(columns, "dscr")[keep])
    return block


def tax(columns: Columns) -> Block:
    """`tax(u, m, t): tax - rate * (ebitda - depreciation * start - interest * fund) >= 0`: no loss carried
    forward, so the plan errs on the safe side.
    """
    years = columns.years
    rate = np.array(
        [rule.tax_rate for rule in columns.rules[: columns.book_count]], dtype=np.float64
    ).reshape(-1)
    dense = _book_years(columns, Family.TAX, 0.0, np.inf)
    keep = np.flatnonzero(rate > 0.0)
    block = _rows(columns, dense, keep, 0.0, np.inf)
    row_of = np.full(dense.count, -1)
    row_of[keep] = np.arange(len(keep))
    block.add(np.arange(len(keep)), columns.block(Decision.TAX, keep), 1.0)
    block.add(np.arange(len(keep)), columns.block(Decision.EBITDA, keep), -rate[keep])
    start, year = np.nonzero(columns.flows.depreciation * _in_books(columns, columns.start_option)[:, None])
    draw, when, interest = _vehicle_debt(columns, "interest")
    for vehicle, at, column, amount in (
        (
            columns.option_vehicle[columns.start_option[start]], year,
            columns.block(Decision.START, start), columns.flows.depreciation[start, year],
        ),
        (columns.option_vehicle[columns.draw_option[draw]], when, columns.block(Decision.FUND, draw), interest),
    ):  # fmt: skip
        cell = vehicle * years + at
        taxed = row_of[cell] >= 0
        block.add(row_of[cell[taxed]], column[taxed], (rate[cell] * amount)[taxed])
    return block


def cash(columns: Columns) -> Block:
    """`cash(u, m, t): cash[t] - cash[t-1] - ebitda + tax - working_capital + debt_service + dividend = 0`."""
    years = columns.years
    block = _book_years(columns, Family.CASH, 0.0, 0.0)
    row = np.arange(block.count)
    for decision, sign in (
        (Decision.CASH, 1.0),
        (Decision.EBITDA, -1.0),
        (Decision.TAX, 1.0),
        (Decision.DEBT_SERVICE, 1.0),
        (Decision.DIVIDEND, 1.0),
    ):
        block.add(row, columns.block(decision), sign)
    later = row[row % years > 0]
    block.add(later, columns.block(Decision.CASH, later - 1), -1.0)
    vehicle = columns.option_vehicle[columns.paid_option]
    block.add(vehicle * years + columns.paid_year, columns.block(Decision.WORKING_CAPITAL), -1.0)
    return block


def cash_floor(columns: Columns) -> Block:
    """`cash_floor(u, m, t): cash[t] - dsra * debt_service[t+1] >= 0`, where a reserve is asked for."""
    dense = _book_years(columns, Family.CASH_FLOOR, 0.0, np.inf)
    dsra = _rule(columns, "dsra")
    keep = np.flatnonzero((dsra > 0.0) & (np.arange(dense.count) % columns.years < columns.years - 1))
    block = _rows(columns, dense, keep, 0.0, np.inf)
    row = np.arange(len(keep))
    block.add(row, columns.block(Decision.CASH, keep), 1.0)
    block.add(row, columns.block(Decision.DEBT_SERVICE, keep + 1), -dsra[keep])
    return block


def equity_return(columns: Columns) -> Block:
    """`equity_return(u, m): Σ_t (dividend - Σ equity draws) / (1 + equity_return) ** t >= 0`."""
    books, years = columns.book_count, columns.years
    block = Block(Family.EQUITY_RETURN, ((Axis.VEHICLE, np.arange(books)),), books, lower=0.0)
    factor = np.array(
        [discount_factors(rule.equity_return, years) for rule in columns.rules[:books]], dtype=np.float64
    ).reshape(books, years)
    block.add(np.repeat(np.arange(books), years), columns.block(Decision.DIVIDEND), factor.reshape(-1))
    draw = np.flatnonzero(columns.is_equity[columns.draw_tranche] & _in_books(columns, columns.draw_option))
    vehicle = columns.option_vehicle[columns.draw_option[draw]]
    block.add(vehicle, columns.block(Decision.FUND, draw), -factor[vehicle, columns.draw_year[draw]])
    return block


def _structure(columns: Columns, family: Family, shares: list[float | None]) -> tuple[Block, Indices]:
    """One row per vehicle whose mode states a share; row of each vehicle (-1 = none)."""
    declared = np.array([v for v, share in enumerate(shares) if share is not None], dtype=np.int64)
    row_of = np.full(len(columns.vehicles), -1)
    row_of[declared] = np.arange(len(declared))
    return Block(family, ((Axis.VEHICLE, declared),), len(declared)), row_of


def state_share(columns: Columns) -> Block:
    """`state_share(u, m): Σ state capital drawn - state_share * ΣK * start <= 0`; state capital is grants and
    equity of the public sector.
    """
    shares = [rule.state_share for rule in columns.rules]
    block, row_of = _structure(columns, Family.STATE_SHARE, shares)
    block.upper = 0.0
    row = row_of[columns.option_vehicle[columns.draw_option]]
    draw = np.flatnonzero(columns.is_state_capital[columns.draw_tranche] & (row >= 0))
    block.add(row[draw], columns.block(Decision.FUND, draw), 1.0)
    vehicle = columns.option_vehicle[columns.start_option]
    start = np.flatnonzero(row_of[vehicle] >= 0)
    share = np.array([share or 0.0 for share in shares], dtype=np.float64)
    cost = columns.flows.capital.sum(axis=1)
    block.add(row_of[vehicle[start]], columns.block(Decision.START, start), -(share[vehicle] * cost)[start])
    return block


def equity_share(columns: Columns) -> Block:
    """`equity_share(u, m): Σ investors' equity - equity_share * (Σ all funding - Σ state capital) >= 0`;
    the public sector's equity is state capital, not investors' equity.
    """
    shares = [rule.equity_share for rule in columns.rules]
    block, row_of = _structure(columns, Family.EQUITY_SHARE, shares)
    block.lower = 0.0
    row = row_of[columns.option_vehicle[columns.draw_option]]
    draw = np.flatnonzero(~columns.is_state_capital[columns.draw_tranche] & (row >= 0))
    is_private = np.array([s.sector is not Sector.PUBLIC for s in columns.sources], dtype=bool)
    investors = (columns.is_equity & is_private)[columns.draw_tranche[draw]]
    share = np.array([share or 0.0 for share in shares], dtype=np.float64)
    weight = investors - share[columns.option_vehicle[columns.draw_option[draw]]]
    block.add(row[draw], columns.block(Decision.FUND, draw), weight)
    return block
