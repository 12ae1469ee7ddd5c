"""Where money comes from: uses and sources, ceilings, conditions."""

import numpy as np

from finance.economics import Indices
from optimizer.axes import eligible_options
from optimizer.columns import Columns, Decision, Mask
from optimizer.matrix import Axis, Block
from optimizer.plan import Family


def uses_and_sources(columns: Columns) -> Block:
    """`uses_and_sources(p, m, t): Σ_s (1 - fee) * fund - Σ_τ K * start - working_capital = 0`."""
    invest = columns.problem.horizon.invest_years
    start, year = np.nonzero(columns.flows.capital)
    used = np.zeros((len(columns.options), invest), dtype=bool)
    used[columns.start_option[start], year] = True
    used[columns.draw_option, columns.draw_year] = True
    used[columns.paid_option, columns.paid_year] = True
    row_of = np.cumsum(used).reshape(used.shape) - 1
    option, when = np.nonzero(used)
    block = Block(Family.USES_AND_SOURCES, ((Axis.OPTION, option), (Axis.YEAR, when)), len(option), 0.0, 0.0)
    block.add(
        row_of[columns.draw_option, columns.draw_year],
        columns.block(Decision.FUND),
        columns.reaches[columns.draw_tranche],
    )
    block.add(
        row_of[columns.start_option[start], year],
        columns.block(Decision.START, start),
        -columns.flows.capital[start, year],
    )
    block.add(row_of[columns.paid_option, columns.paid_year], columns.block(Decision.WORKING_CAPITAL), -1.0)
    return block


def working_capital(columns: Columns) -> Block:
    """`working_capital(p, m, t): working_capital - Σ_{s equity} (1 - fee) * fund <= 0`:
    debt and grants pay for capital works only.
    """
    count = len(columns.paid_year)
    keys = ((Axis.OPTION, columns.paid_option), (Axis.YEAR, columns.paid_year))
    block = Block(Family.WORKING_CAPITAL, keys, count, upper=0.0)
    row_of = np.full((len(columns.options), columns.problem.horizon.invest_years), -1)
    row_of[columns.paid_option, columns.paid_year] = np.arange(count)
    row = row_of[columns.draw_option, columns.draw_year]
    equity = np.flatnonzero(columns.is_equity[columns.draw_tranche] & (row >= 0))
    block.add(np.arange(count), columns.block(Decision.WORKING_CAPITAL), 1.0)
    block.add(
        row[equity], columns.block(Decision.FUND, equity), -columns.reaches[columns.draw_tranche[equity]]
    )
    return block


def source_year(columns: Columns) -> Block:
    """`source_year(s, t): Σ_{p,m} fund + carry[s,t] - carry_over * carry[s,t-1] <= ceiling[s,t]`."""
    invest = columns.problem.horizon.invest_years
    ceilings = [(r, t.ceiling) for r, t in enumerate(columns.tranches) if t.ceiling is not None]
    limited = np.array([r for r, _ in ceilings], dtype=np.int64)
    upper = np.array([amounts[:invest] for _, amounts in ceilings], dtype=np.float64).reshape(-1)
    keys = ((Axis.TRANCHE, np.repeat(limited, invest)), (Axis.YEAR, np.tile(np.arange(invest), len(limited))))
    block = Block(Family.SOURCE_YEAR, keys, len(upper), upper=upper)
    at = np.full(len(columns.tranches), -1)
    at[limited] = np.arange(len(limited)) * invest
    drawn = np.flatnonzero(at[columns.draw_tranche] >= 0)
    block.add(
        at[columns.draw_tranche[drawn]] + columns.draw_year[drawn], columns.block(Decision.FUND, drawn), 1.0
    )
    row = at[columns.carry_tranche] + columns.carry_year
    kept = np.array([t.carry_over for t in columns.tranches], dtype=np.float64)
    block.add(row, columns.block(Decision.CARRY), 1.0)
    block.add(row + 1, columns.block(Decision.CARRY), -kept[columns.carry_tranche])
    return block


def _per_source(
    columns: Columns, family: Family, declared: Indices, *, lower: object, upper: object
) -> Block:
    """One row per declared source that sums all its draws."""
    block = Block(family, ((Axis.SOURCE, declared),), len(declared), np.asarray(lower), np.asarray(upper))
    row_of = np.full(len(columns.problem.sources), -1)
    row_of[declared] = np.arange(len(declared))
    row = row_of[columns.tranche_source[columns.draw_tranche]]
    block.add(row[row >= 0], columns.block(Decision.FUND)[row >= 0], 1.0)
    return block


def source_total(columns: Columns) -> Block:
    """`source_total(s): Σ_{p,m,t} fund <= total`, tranches summed."""
    totals = [(i, s.total) for i, s in enumerate(columns.problem.sources) if s.total is not None]
    declared = np.array([i for i, _ in totals], dtype=np.int64)
    upper = np.array([t for _, t in totals], dtype=np.float64)
    return _per_source(columns, Family.SOURCE_TOTAL, declared, lower=-np.inf, upper=upper)


def source_floor(columns: Columns) -> Block:
    """`source_floor(s): Σ_{p,m,t} fund >= floor`: a commitment to draw, tranches summed."""
    floors = [(i, s.floor) for i, s in enumerate(columns.problem.sources) if s.floor is not None]
    declared = np.array([i for i, _ in floors], dtype=np.int64)
    lower = np.array([f for _, f in floors], dtype=np.float64)
    return _per_source(columns, Family.SOURCE_FLOOR, declared, lower=lower, upper=np.inf)


def _pairs_of_draws(columns: Columns, chosen: Indices) -> tuple[Indices, Indices, Indices]:
    """Options and sources (among `chosen`) that meet in a draw, and each draw's pair number (-1 = none)."""
    sources = len(columns.problem.sources)
    source = columns.tranche_source[columns.draw_tranche]
    cell = columns.draw_option * sources + source
    wanted = np.isin(source, chosen)
    cells = np.unique(cell[wanted])
    number = np.where(wanted, np.searchsorted(cells, cell), -1) if len(cells) else np.full(len(cell), -1)
    return cells // sources, cells % sources, number


def _share(columns: Columns, family: Family, shares: dict[int, float], *, at_most: bool) -> Block:
    """One row per option and source that may pay for it, also where no draw can be repaid in time: a work that
    must take a share of such a source cannot start.
    """
    problem = columns.problem
    may_pay = np.zeros((len(columns.options), len(problem.sources)), dtype=bool)
    for i in shares:
        may_pay[:, i] = eligible_options(problem.sources[i].eligible, problem, columns)
    option, source = np.nonzero(may_pay)
    row_of = np.full(may_pay.shape, -1)
    row_of[option, source] = np.arange(len(option))
    keys = ((Axis.OPTION, option), (Axis.SOURCE, source))
    block = Block(family, keys, len(option), -np.inf if at_most else 0.0, 0.0 if at_most else np.inf)
    row = row_of[columns.draw_option, columns.tranche_source[columns.draw_tranche]]
    block.add(row[row >= 0], columns.block(Decision.FUND)[row >= 0], 1.0)
    pair, start = np.nonzero(option[:, None] == columns.start_option)
    share = np.array([shares[int(s)] for s in source], dtype=np.float64)
    cost = columns.flows.capital.sum(axis=1)
    block.add(pair, columns.block(Decision.START, start), -share[pair] * cost[start])
    return block


def max_share(columns: Columns) -> Block:
    """`max_share(p, m, s): Σ_t fund - max_share * ΣK * start <= 0`, tranches summed, where s is eligible."""
    shares = {i: s.max_share for i, s in enumerate(columns.problem.sources) if s.max_share is not None}
    return _share(columns, Family.MAX_SHARE, shares, at_most=True)


def min_share(columns: Columns) -> Block:
    """`min_share(p, m, s): Σ_t fund - min_share * ΣK * start >= 0`, tranches summed, where s is eligible."""
    shares = {i: s.min_share for i, s in enumerate(columns.problem.sources) if s.min_share is not None}
    return _share(columns, Family.MIN_SHARE, shares, at_most=False)


def _rules(columns: Columns, *, per_project: bool) -> dict[int, tuple[float, Mask]]:
    """By position of a matched source: what it asks for, and which draws are its partners'."""
    sources = columns.problem.sources
    position = {source.id: i for i, source in enumerate(sources)}
    draw_source = columns.tranche_source[columns.draw_tranche]
    return {
        i: (source.match.at_least, np.isin(draw_source, [position[q] for q in source.match.partners]))
        for i, source in enumerate(sources)
        if source.match is not None and source.match.per_project is per_project
    }


def match_per_project(columns: Columns) -> Block:
    """`match(p, m, s): Σ_t Σ_{partners} fund - at_least * Σ_t fund[s] >= 0`."""
    rules, fund = _rules(columns, per_project=True), columns.block(Decision.FUND)
    option, source, number = _pairs_of_draws(columns, np.array(sorted(rules), dtype=np.int64))
    block = Block(Family.MATCH, ((Axis.OPTION, option), (Axis.SOURCE, source)), len(option), lower=0.0)
    for i, (at_least, is_partner) in rules.items():
        own = np.flatnonzero(columns.tranche_source[columns.draw_tranche] == i)
        block.add(number[own], fund[own], -at_least)
        row_of = np.full(len(columns.options), -1)
        row_of[option[source == i]] = np.flatnonzero(source == i)
        row = row_of[columns.draw_option]
        partner = np.flatnonzero(is_partner & (row >= 0))
        block.add(row[partner], fund[partner], 1.0)
    return block


def match_portfolio(columns: Columns) -> Block:
    """`match(s): Σ_{p,m,t} Σ_{partners} fund - at_least * Σ_{p,m,t} fund[s] >= 0`."""
    rules, fund = _rules(columns, per_project=False), columns.block(Decision.FUND)
    block = Block(
        Family.MATCH, ((Axis.SOURCE, np.array(list(rules), dtype=np.int64)),), len(rules), lower=0.0
    )
    for row, (i, (at_least, is_partner)) in enumerate(rules.items()):
        own = columns.tranche_source[columns.draw_tranche] == i
        used = np.flatnonzero(own | is_partner)
        block.add(np.full(len(used), row), fund[used], is_partner[used] - at_least * own[used])
    return block
