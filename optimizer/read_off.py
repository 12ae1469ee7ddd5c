"""Reading a plan off a solution: columns become starts, draws, leases and books; rows become priced limits."""

from collections.abc import Iterator

import numpy as np

from finance.delivery import Mode
from finance.horizon import Floats
from finance.project import ProjectId
from optimizer.books import kept_books
from optimizer.columns import Columns, Decision
from optimizer.matrix import LinearProgram
from optimizer.metrics import metric, metric_names
from optimizer.plan import Books, Carry, Draw, Family, Lease, LimitRow, PaidIn, Plan, Start
from optimizer.scaling import scaling
from optimizer.solution import Solution
from optimizer.verify import TOLERANCE, verify_duality

NEGLIGIBLE = 1e-9
"""In the solver's units: values below this are its rounding and not decisions. Relative to the size of a row's terms:
an activity this close to a limit sits on it.
"""

DEFINITIONS = frozenset(
    {Family.LEASED, Family.EBITDA, Family.DEBT_SERVICE, Family.SET_ASIDE, Family.BORROWED, Family.GOAL}
)
"""Rows that only name a running sum; nobody set them as a limit."""


def read_off(solution: Solution) -> Plan:
    """The plan that a solution stands for."""
    columns, values = solution.lp.columns, kept_books(solution.lp, _cleaned(solution))
    objective = solution.goals[0]
    draws = tuple(_draws(columns, values))
    carries = tuple(_carries(columns, draws))
    return Plan(
        problem=columns.problem,
        kind=solution.kind,
        is_optimal=solution.is_optimal,
        objective=objective,
        bound=solution.bound,
        gap=abs(solution.bound - objective) / max(1e-9, abs(objective)),
        goals=solution.goals,
        metrics={name: _amount(columns, name, values) for name in metric_names(columns)},
        starts=tuple(_starts(columns, values)),
        draws=draws,
        leases=tuple(_leases(columns, values)),
        paid_in=tuple(_paid_in(columns, values)),
        books=tuple(_books(columns, values)),
        carries=carries,
        limits=tuple(_limits(solution, _with_carries(columns, values, carries))),
        duality=_duality(solution),
    )


def _duality(solution: Solution) -> float:
    """How far the prices are from proving the priced programme optimal, in the solver's units, so that a price too
    small to see in the file's unit still counts; whole decisions are fixed in it.
    """
    lp, at, duals = solution.lp, solution.priced_values, solution.duals
    scale = scaling(lp)
    worth = scale.worth(lp.goals[0])
    return verify_duality(
        scale.matrix(lp.matrix),
        lp.row_lower * scale.rows,
        lp.row_upper * scale.rows,
        np.where(lp.is_integer, np.round(at), lp.lower / scale.columns),
        np.where(lp.is_integer, np.round(at), lp.upper / scale.columns),
        lp.goals[0] * scale.columns / worth,
        at / scale.columns,
        duals.row / scale.rows / worth,
        duals.column * scale.columns / worth,
    ).worst


def _cleaned(solution: Solution) -> Floats:
    """Values inside their bounds, without the solver's rounding; whole decisions are whole."""
    lp = solution.lp
    is_rounding = np.abs(solution.values) < NEGLIGIBLE * scaling(lp).columns
    values = np.where(is_rounding, 0.0, solution.values)
    values = np.where(lp.is_integer, np.round(values), values)
    return np.clip(values, lp.lower, lp.upper)


def _amount(columns: Columns, name: str, values: Floats) -> float:
    return sum(float(terms.amount @ values[terms.column]) for terms in metric(columns, name))


def _used(columns: Columns, decision: Decision, values: Floats) -> Iterator[tuple[int, float]]:
    """Positions of a block's columns that are not zero, with their values."""
    block = values[columns.block(decision)]
    for position in np.flatnonzero(block):
        yield int(position), float(block[position])


def _option(columns: Columns, option: int) -> tuple[ProjectId, Mode]:
    return columns.problem.projects[columns.option_project[option]].id, columns.options[option].mode


def _starts(columns: Columns, values: Floats) -> Iterator[Start]:
    for i, share in _used(columns, Decision.START, values):
        yield Start(*_option(columns, columns.start_option[i]), int(columns.start_year[i]), share)


def _draws(columns: Columns, values: Floats) -> Iterator[Draw]:
    for i, amount in _used(columns, Decision.FUND, values):
        tranche = columns.tranches[columns.draw_tranche[i]].id
        yield Draw(*_option(columns, columns.draw_option[i]), tranche, int(columns.draw_year[i]), amount)


def _leases(columns: Columns, values: Floats) -> Iterator[Lease]:
    for i, hectares in _used(columns, Decision.LEASE, values):
        pair = columns.lease_pair[i]
        segment = columns.segments[columns.pair_segment[pair]].id
        yield Lease(
            *_option(columns, columns.pair_option[pair]), segment, int(columns.lease_year[i]), hectares
        )


def _paid_in(columns: Columns, values: Floats) -> Iterator[PaidIn]:
    for i, amount in _used(columns, Decision.WORKING_CAPITAL, values):
        yield PaidIn(*_option(columns, columns.paid_option[i]), int(columns.paid_year[i]), amount)


def _books(columns: Columns, values: Floats) -> Iterator[Books]:
    """Books of vehicles in which something was started."""
    years, begun = columns.years, set()
    for i, _ in _used(columns, Decision.START, values):
        begun.add(int(columns.option_vehicle[columns.start_option[i]]))
    tables = [
        values[columns.block(d)].reshape(-1, years) for d in (Decision.TAX, Decision.CASH, Decision.DIVIDEND)
    ]
    for v in range(columns.book_count):
        if v in begun or any(table[v].any() for table in tables):
            vehicle, mode = columns.vehicles[v]
            tax, cash, dividend = (tuple(table[v].tolist()) for table in tables)
            yield Books(vehicle, mode, tax, cash, dividend)


def _carries(columns: Columns, draws: tuple[Draw, ...]) -> Iterator[Carry]:
    """What each tranche keeps: all that is unused, whether or not a later year needs it.

    The programme may leave the amount open where nobody needs it; the books of a treasury do not.
    """
    invest = columns.problem.horizon.invest_years
    drawn: dict[str, Floats] = {}
    for draw in draws:
        drawn.setdefault(draw.source, np.zeros(invest))[draw.year] += draw.amount
    for tranche in columns.tranches:
        if tranche.ceiling is None or tranche.carry_over == 0.0:
            continue
        kept = 0.0
        used = drawn.get(tranche.id, np.zeros(invest))
        for year in range(invest - 1):
            kept = max(0.0, tranche.ceiling[year] + tranche.carry_over * kept - float(used[year]))
            if kept > 0.0:
                yield Carry(tranche.id, year, kept)


def _with_carries(columns: Columns, values: Floats, carries: tuple[Carry, ...]) -> Floats:
    """Values with the treasury's carries in place of the solver's, so that both tables tell the same."""
    kept = {(carry.source, carry.year): carry.amount for carry in carries}
    steps = zip(columns.carry_tranche, columns.carry_year, strict=True)
    told = values.copy()
    told[columns.block(Decision.CARRY)] = [kept.get((columns.tranches[r].id, int(t)), 0.0) for r, t in steps]
    return told


def _limits(solution: Solution, values: Floats) -> Iterator[LimitRow]:
    """Every limit with its activity, price and the range in which the price holds."""
    lp, duals = solution.lp, solution.duals
    activity = _settled(lp, lp.matrix @ values, abs(lp.matrix) @ np.abs(values))
    at_price = lp.matrix @ kept_books(lp, solution.priced_values)
    holds = _ranges(lp.row_lower, lp.row_upper, at_price, duals.row, duals.holds_from, duals.holds_to)
    scale = scaling(lp)
    is_priced = np.abs(duals.row) > NEGLIGIBLE * scale.rows * scale.worth(lp.goals[0])
    for i, key in enumerate(lp.row_keys()):
        if key[0] in DEFINITIONS:
            continue
        price = float(duals.row[i]) if is_priced[i] else 0.0
        lower, upper = float(lp.row_lower[i]), float(lp.row_upper[i])
        yield LimitRow(
            key, float(activity[i]), lower, upper, price, _finite(holds[0][i]), _finite(holds[1][i])
        )


def _settled(lp: LinearProgram, activity: Floats, size: Floats) -> Floats:
    """Activities without the rounding of their sums: one that stops a hair of its terms short of a limit, or goes
    beyond it by no more than the independent check lets pass, sits on it.
    """
    short, beyond = NEGLIGIBLE * size, TOLERANCE * size
    at_lower = (activity >= lp.row_lower - beyond) & (activity <= lp.row_lower + short)
    at_upper = (activity <= lp.row_upper + beyond) & (activity >= lp.row_upper - short)
    return np.where(at_lower, lp.row_lower, np.where(at_upper, lp.row_upper, activity))


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _ranges(
    lower: Floats, upper: Floats, activity: Floats, price: Floats, holds_from: Floats, holds_to: Floats
) -> tuple[Floats, Floats]:
    """Ranges of the limits. A price of zero holds from the activity on (up or down), also where the activity
    sits on the limit: the solver's range of such a corner is that of its basis and reaches too far.
    """
    free = (np.abs(price) <= NEGLIGIBLE) & (lower != upper)
    slack_up = free & np.isfinite(upper)
    slack_down = free & np.isfinite(lower) & ~slack_up
    start = np.where(slack_up, np.minimum(activity, upper), np.where(slack_down, -np.inf, holds_from))
    end = np.where(slack_up, np.inf, np.where(slack_down, np.maximum(activity, lower), holds_to))
    return start, end
