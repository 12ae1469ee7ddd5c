"""A vehicle's books: capital structure, cover of debt, tax, cash, and the return that brings equity."""

from collections.abc import Iterator

import numpy as np

from finance.delivery import ConstructionInterest
from finance.economics import Indices
from finance.horizon import Floats, discount_factors
from finance.source import Sector
from finance.vehicle.depreciation import written_off
from finance.vehicle.tax_base import Building, most_disallowed
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


def set_aside(columns: Columns) -> Block:
    """`set_aside(u, m, t): set_aside - Σ saving * start - receivables * (revenue[t] - revenue[t-1]) = 0`, with
    `revenue = Σ (R + A) * start + Σ price * lease + Σ fee * leased`: what operation puts aside for repairs, and what
    customers owe at year end more than the year before.
    """
    years = columns.years
    if not columns.size(Decision.SET_ASIDE):
        return Block(Family.SET_ASIDE, (), 0)
    block = _book_years(columns, Family.SET_ASIDE, 0.0, 0.0)
    block.add(np.arange(block.count), columns.block(Decision.SET_ASIDE), 1.0)
    flows, vehicle = columns.flows, columns.option_vehicle
    owed = _rule(columns, "receivables")[::years]
    share = np.append(owed, np.zeros(len(columns.vehicles) - len(owed)))[vehicle]
    revenue = (flows.revenue + flows.availability) * share[columns.start_option][:, None]
    amount = flows.saving + np.diff(revenue, axis=1, prepend=0.0)
    start, year = np.nonzero(amount * _in_books(columns, columns.start_option)[:, None])
    row = vehicle[columns.start_option[start]] * years + year
    block.add(row, columns.block(Decision.START, start), -amount[start, year])
    lease = np.flatnonzero(share[columns.lease_option] > 0.0)
    when, part = columns.lease_year[lease], share[columns.lease_option[lease]]
    row = vehicle[columns.lease_option[lease]] * years + when
    later = when < years - 1
    for decision, each in zip((Decision.LEASE, Decision.LEASED), lease_amounts(columns), strict=True):
        column, bound = columns.block(decision, lease), part * each[lease]
        block.add(row, column, -bound)
        block.add(row[later] + 1, column[later], bound[later])
    return block


def _less_set_aside(columns: Columns, block: Block, cell: Indices, sign: float) -> None:
    """What is set aside, in the rows of a block that stand for the cells book * T + year; nothing where none is."""
    if columns.size(Decision.SET_ASIDE):
        block.add(np.arange(len(cell)), columns.block(Decision.SET_ASIDE, cell), sign)


def _debt_years(columns: Columns) -> Indices:
    """Cells book * T + year in which a vehicle can owe debt service."""
    draw, year, _ = _vehicle_debt(columns, "payment")
    return np.unique(columns.option_vehicle[columns.draw_option[draw]] * columns.years + year)


def dscr(columns: Columns) -> Block:
    """`dscr(u, m, t): ebitda - set_aside - tax + reserve * cash[t-1] - dscr * debt_service >= 0`, in the years in
    which the vehicle can owe debt service.
    """
    dense = _book_years(columns, Family.DSCR, 0.0, np.inf)
    keep = _debt_years(columns)
    block = _rows(columns, dense, keep, 0.0, np.inf)
    row = np.arange(len(keep))
    block.add(row, columns.block(Decision.EBITDA, keep), 1.0)
    _less_set_aside(columns, block, keep, -1.0)
    block.add(row, columns.block(Decision.TAX, keep), -1.0)
    # debt is never served in year 0, so the year before exists
    block.add(row, columns.block(Decision.CASH, keep - 1), _rule(columns, "reserve")[keep])
    block.add(row, columns.block(Decision.DEBT_SERVICE, keep), -_rule(columns, "dscr")[keep])
    return block


def lock_up(columns: Columns) -> Block:
    """`lock_up(u, m, t): ebitda - set_aside - tax - lock_up * debt_service >= 0`, in the years in which a vehicle with
    such a rule can owe debt service: cash kept does not count, as in the waterfall.

    No dividend below the cover, or cover kept: a choice that no linear row can leave open. The plan keeps the cover.
    """
    dense = _book_years(columns, Family.LOCK_UP, 0.0, np.inf)
    rules = columns.rules[: columns.book_count]
    level = np.repeat([-1.0 if rule.lock_up is None else rule.lock_up for rule in rules], columns.years)
    keep = _debt_years(columns)
    keep = keep[level[keep] >= 0.0]
    block = _rows(columns, dense, keep, 0.0, np.inf)
    row = np.arange(len(keep))
    block.add(row, columns.block(Decision.EBITDA, keep), 1.0)
    _less_set_aside(columns, block, keep, -1.0)
    block.add(row, columns.block(Decision.TAX, keep), -1.0)
    block.add(row, columns.block(Decision.DEBT_SERVICE, keep), -level[keep])
    return block


Terms = tuple[Indices, Indices, Indices, Floats]
"""Vehicle, year, column and amount of the parts of a sum."""


def _building(columns: Columns, option: int) -> Building:
    """When an option can be under construction."""
    took = int(columns.construction[option])
    return Building(int(columns.begins[option]), int(columns.ends[option]) - took + 1, took)


def _expense(columns: Columns) -> Iterator[Terms]:
    """What tax deducts from EBITDA: depreciation, repairs, and interest; of interest that is capitalised before
    operation only what falls when every start that the draw can pay for operates.
    """
    flows = columns.flows
    for table in (flows.depreciation, flows.maintenance):
        start, year = np.nonzero(table * _in_books(columns, columns.start_option)[:, None])
        vehicle = columns.option_vehicle[columns.start_option[start]]
        yield vehicle, year, columns.block(Decision.START, start), table[start, year]
    draw, year, interest = _vehicle_debt(columns, "interest")
    option = columns.draw_option[draw]
    capitalises = np.array(
        [rule.interest_during_construction is ConstructionInterest.CAPITALISED for rule in columns.rules],
        dtype=bool,
    )[columns.option_vehicle]
    last_start = (columns.ends - columns.construction + 1)[option]
    operating = np.minimum(last_start, columns.draw_year[draw]) + columns.construction[option]
    kept = ~capitalises[option] | (year >= operating)
    draw, year, interest = draw[kept], year[kept], interest[kept]
    yield columns.option_vehicle[option[kept]], year, columns.block(Decision.FUND, draw), interest


def _disallowed(columns: Columns) -> Terms:
    """Depreciation that tax does not allow where grants paid for works: the most that each grant can take away."""
    reduces = np.array([rule.grants_reduce_depreciation for rule in columns.rules], dtype=bool)
    tranche, own = columns.draw_tranche, columns.option_vehicle[columns.draw_option]
    is_grant = ~columns.is_equity[tranche] & (~columns.is_debt[tranche] | columns.owed_publicly)
    draws = np.flatnonzero(is_grant & reduces[own] & _in_books(columns, columns.draw_option))
    most: dict[tuple[int, int], Floats] = {}
    for option, year in zip(
        columns.draw_option[draws].tolist(), columns.draw_year[draws].tolist(), strict=True
    ):
        if (option, year) not in most:
            shares = written_off(columns.rules[columns.option_vehicle[option]])
            most[option, year] = most_disallowed(shares, _building(columns, option), year, columns.years)
    cells = zip(columns.draw_option[draws].tolist(), columns.draw_year[draws].tolist(), strict=True)
    table = np.array([most[cell] for cell in cells], dtype=np.float64).reshape(len(draws), columns.years)
    table = table * columns.reaches[tranche[draws]][:, None]
    which, when = np.nonzero(table)
    return own[draws[which]], when, columns.block(Decision.FUND, draws[which]), table[which, when]


def tax(columns: Columns) -> Block:
    """`tax(u, m, t): tax - rate * (ebitda - (depreciation + repairs) * start - interest * fund + disallowed * fund)
    >= 0`: no loss carried forward, so the plan errs on the safe side.
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
    for vehicle, at, column, amount in (*_expense(columns), _added_back(_disallowed(columns))):
        cell = vehicle * years + at
        taxed = row_of[cell] >= 0
        block.add(row_of[cell[taxed]], column[taxed], (rate[cell] * amount)[taxed])
    return block


def _added_back(terms: Terms) -> Terms:
    vehicle, year, column, amount = terms
    return vehicle, year, column, -amount


def cash(columns: Columns) -> Block:
    """`cash(u, m, t): cash[t] - cash[t-1] - ebitda + set_aside + tax - working_capital + debt_service + dividend
    = 0`.
    """
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
    _less_set_aside(columns, block, row, 1.0)
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
