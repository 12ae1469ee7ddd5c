"""From the problem to the linear programme. Reads like a table of contents of the model."""

from math import inf

import numpy as np

from optimizer.columns import Columns, Decision, lay_out
from optimizer.families import goals, land, money, public, vehicle, works
from optimizer.matrix import Block, LinearProgram, join
from optimizer.problem import Problem


def build(problem: Problem) -> LinearProgram:
    """The programme whose solutions are the plans that keep every limit of `problem`.

    Rows come in the order of the method page; a family without rows leaves no trace.
    """
    columns = lay_out(problem)
    blocks: list[Block] = [
        # which works
        works.start_once(columns),
        works.exclusive(columns),
        works.min_scale(columns),
        works.requires(columns),
        # with whose money
        money.uses_and_sources(columns),
        money.working_capital(columns),
        money.source_year(columns),
        money.source_total(columns),
        money.source_floor(columns),
        money.max_share(columns),
        money.min_share(columns),
        money.match_per_project(columns),
        money.match_portfolio(columns),
        # under which delivery mode
        vehicle.ebitda(columns),
        vehicle.debt_service(columns),
        vehicle.set_aside(columns),
        vehicle.state_share(columns),
        vehicle.equity_share(columns),
        vehicle.dscr(columns),
        vehicle.lock_up(columns),
        vehicle.tax(columns),
        vehicle.cash(columns),
        vehicle.cash_floor(columns),
        vehicle.equity_return(columns),
        # on whose land, with which services
        land.leased(columns),
        land.lease_supply(columns),
        land.demand(columns),
        land.service(columns),
        # what the public side can carry
        public.borrowed(columns),
        public.recurrent(columns),
        public.public_debt(columns),
        public.admin_capacity(columns),
        # what the plan is for
        goals.target(columns),
    ]
    return join(columns, [b for b in blocks if b.count], goals.goal_costs(columns), *_bounds(columns))


def _bounds(columns: Columns) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Column bounds and which columns are whole: starts of indivisible works, and the switches of min_scale."""
    lower, upper = np.zeros(columns.count), np.full(columns.count, inf)
    lower[columns.block(Decision.EBITDA)] = -inf
    lower[columns.block(Decision.SET_ASIDE)] = -inf
    upper[columns.block(Decision.SCALE)] = 1.0
    is_integer = np.zeros(columns.count, dtype=bool)
    whole = np.array([p.indivisible for p in columns.problem.projects], dtype=bool)
    starts = columns.block(Decision.START)[whole[columns.option_project[columns.start_option]]]
    is_integer[starts] = True
    upper[starts] = 1.0
    is_integer[columns.block(Decision.SCALE)] = True
    rate = np.array(
        [rule.tax_rate for rule in columns.rules[: columns.book_count]], dtype=np.float64
    ).reshape(-1)
    upper[columns.block(Decision.TAX)[rate == 0.0]] = 0.0
    return (lower, upper), is_integer
