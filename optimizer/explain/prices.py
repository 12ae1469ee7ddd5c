"""Prices of limits, to the left and to the right, how far each holds, and what becomes scarce beyond.

The best objective is concave and made of straight pieces in a limit. At a corner, where two pieces meet at the limit
itself, one price is that of a unit more and another that of a unit less; both are found by solving again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np

from finance.horizon import Floats
from optimizer.engine import Answer, Duals, Outcome
from optimizer.explain.asking import Unsafe
from optimizer.explain.case import IN_PLAN, Case
from optimizer.plan import Family, LimitRow, RowKey
from optimizer.read_off import NEGLIGIBLE
from optimizer.resolve import KeptProgramme, Range
from optimizer.scaling import scaling

ARITHMETIC = frozenset(
    {
        Family.USES_AND_SOURCES, Family.CASH, Family.LEASED, Family.EBITDA, Family.DEBT_SERVICE, Family.BORROWED,
        Family.TAX, Family.GOAL,
    }
)  # fmt: skip
"""Families that only keep accounts: nobody can move them."""

AMOUNTS = frozenset(
    {
        Family.SOURCE_YEAR, Family.SOURCE_TOTAL, Family.SOURCE_FLOOR, Family.RECURRENT, Family.PUBLIC_DEBT,
        Family.ADMIN_CAPACITY, Family.DEMAND, Family.SERVICE,
    }
)  # fmt: skip
"""Families whose limits are amounts: less than nothing means nothing."""

FAR = 1024.0
"""How far a limit is moved to look for the end of a price, in multiples of its size."""

SHORT = 1e-4
"""Relative to the size of a limit: a piece as short as that is the rounding of a corner, and is passed over where it
makes no difference to the objective.
"""

ROUNDS = 60
"""Pieces that are walked through before the search gives up."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What becomes scarce, or stops being so, where a price ends. One of the three is named.

    `limit`: a limit that binds there. `left_out`: a project that is pushed out there. `freed`: a limit that stops to
    bind.
    """

    limit: RowKey | None = None
    left_out: str | None = None
    freed: RowKey | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """The price of a limit on one side of where it stands.

    `price`: change of the objective per unit by which the limit is raised, until the limit reaches `until` (±inf:
    without end). `next_price` holds beyond; None where no plan exists there, `until` is infinite, or it is not known.
    `is_possible`: whether any plan exists on that side.
    """

    price: float
    until: float
    next_price: float | None = None
    beyond: Beyond | None = None
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class LimitPrice:
    """A limit with its prices: of less (`down`) and of more (`up`); equal except at a corner."""

    row: LimitRow
    limit: float
    down: Side
    up: Side

    @property
    def is_corner(self) -> bool:
        """Whether a unit more and a unit less have different prices."""
        return abs(self.up.price - self.down.price) > 1e-7 * max(
            1e-3, abs(self.up.price), abs(self.down.price)
        )


@dataclass(frozen=True, slots=True)
class Point:
    """The optimum with limits moved by `at`: its worth, its slope there, prices of all rows and values."""

    at: float
    worth: float
    slope: float
    duals: Duals
    values: Floats

    def line(self, at: float) -> float:
        """What its slope promises elsewhere; the optimum is never above."""
        return self.worth + self.slope * (at - self.at)


@dataclass(frozen=True, slots=True)
class End:
    """Where a piece ends: after the step `at`; `next`: a point of the following piece, None where no plan exists."""

    at: float
    next: Point | None


class Walk:
    """The optimum along one direction: the limits of `rows` move by `sign * step` each, step from 0 up."""

    def __init__(self, case: Case, rows: Mapping[int, float], size: float) -> None:
        """`size`: how large a step is sensible."""
        self.case = case
        self.rows = rows
        self.size = size
        base = case.linear.first
        self.origin = Point(0.0, base.objective, self._slope(case.prices), case.prices, base.values)

    def ranges(self, step: float) -> dict[int, Range]:
        """Limits of the rows after a step."""
        lp = self.case.lp
        return {
            row: (float(lp.row_lower[row]) + sign * step, float(lp.row_upper[row]) + sign * step)
            for row, sign in self.rows.items()
        }

    def point(self, step: float) -> Point | None:
        """The optimum after a step; None where no plan exists.

        Raises Unsafe where the solver gives no answer.
        """
        answer, duals = self.case.linear.priced(rows=self.ranges(step))
        if answer.outcome is Outcome.NUMERICAL:
            answer, duals = self._afresh(step)
        if answer.outcome is Outcome.INFEASIBLE:
            return None
        if duals is None:
            raise Unsafe(answer.detail)
        return Point(step, answer.objective, self._slope(duals), duals, answer.values)

    def is_on(self, line: Point, point: Point) -> bool:
        """Whether a point lies on the line of another, within rounding."""
        size = max(1.0, abs(self.case.value), abs(line.slope * point.at))
        return line.line(point.at) - point.worth <= 1e-8 * size

    def _slope(self, duals: Duals) -> float:
        return sum(sign * float(duals.row[row]) for row, sign in self.rows.items())

    def _afresh(self, step: float) -> tuple[Answer, Duals | None]:
        """The same question to a solver that begins anew, where the kept vertex leads nowhere."""
        lp = self.case.lp
        moved = replace(lp, row_lower=lp.row_lower.copy(), row_upper=lp.row_upper.copy())
        for row, (lower, upper) in self.ranges(step).items():
            moved.row_lower[row], moved.row_upper[row] = lower, upper
        held = self.case.solution.values if lp.is_integer.any() else None
        return KeptProgramme(moved, held).priced()


def first_piece(walk: Walk, known: float | None = None) -> tuple[Point, End | None] | None:
    """A point on the first straight piece of a walk, and the piece's end (None: it never ends).

    `known`: a step up to which the solver vouches for the price of the origin. None where no step leaves a plan.
    """
    if known is not None and known > SHORT * walk.size:
        return walk.origin, _end(walk, walk.origin, known)
    inner = _inside(walk)
    return None if inner is None else (inner, _end(walk, inner, inner.at))


def next_end(walk: Walk, inner: Point) -> End | None:
    """The end of the piece that a point lies on."""
    return _end(walk, inner, inner.at)


def _inside(walk: Walk) -> Point | None:
    """A point on the piece that begins at the origin: its line goes through the origin."""
    at = 1e-3 * walk.size
    while at > 1e-7 * walk.size:
        found = walk.point(at)
        if found is not None and walk.is_on(found, walk.origin):
            return found
        # a limit that may not move at all, within what the solver forgives, may not move by less, either
        at *= 0.125 if found is not None else 0.01
    return None


def _end(walk: Walk, inner: Point, known: float) -> End | None:
    """The end of the piece that `inner` lies on; it holds up to `known` at least."""
    low, at = known, known + 1e-3 * max(walk.size, known)
    while at <= FAR * walk.size:
        found = walk.point(at)
        if found is None:
            return _last_plan(walk, inner, low, at)
        if not walk.is_on(inner, found):
            return _bend(walk, inner, found)
        low, at = at, 8.0 * at
    return None


def _bend(walk: Walk, inner: Point, far: Point) -> End:
    """The end of a piece, given a point beyond it. Tangents of a concave line meet above it: where they meet on it,
    the pieces that they touch meet there.
    """
    for _ in range(ROUNDS):
        meet = (far.line(0.0) - inner.line(0.0)) / (inner.slope - far.slope)
        found = walk.point(meet)
        if found is None or walk.is_on(inner, found):
            return End(meet, far)
        far = found
    return End(far.at, far)


def _last_plan(walk: Walk, inner: Point, low: float, high: float) -> End:
    """The end of a piece on a walk that leads to where no plan exists, found by halving."""
    for _ in range(ROUNDS):
        if high - low <= 1e-6 * max(walk.size, high):
            break
        middle = 0.5 * (low + high)
        found = walk.point(middle)
        if found is None:
            high = middle
        elif walk.is_on(inner, found):
            low = middle
        else:
            return _bend(walk, inner, found)
    return End(low, None)


def limit_price(case: Case, row: LimitRow) -> LimitPrice:
    """Prices of a limit on both sides of where it stands."""
    number = case.rows[row.key]
    limit = (
        row.upper
        if isfinite(row.upper) and row.upper - row.activity <= row.activity - row.lower
        else row.lower
    )
    up = _side(case, number, 1.0, limit, None if row.holds_to is None else row.holds_to - limit)
    down = _side(case, number, -1.0, limit, None if row.holds_from is None else limit - row.holds_from)
    return LimitPrice(row, limit, down, up)


def _side(case: Case, number: int, sign: float, limit: float, known: float | None) -> Side:
    if sign < 0.0 and limit == 0.0 and case.keys[number][0] in AMOUNTS:
        return Side(0.0, limit, is_possible=False)
    walk = Walk(case, {number: sign}, _size(case, number, limit))
    try:
        found = first_piece(walk, known)
    except Unsafe:
        # the range that the solver gave is all that is known, and nothing of what lies beyond
        until = limit if known is None else limit + sign * max(known, 0.0)
        return Side(_settled(case, number, sign * walk.origin.slope), until)
    if found is None:
        return Side(0.0, limit, is_possible=False)
    inner, end = found
    price = _settled(case, number, sign * inner.slope)
    if end is None:
        return Side(price, 0.0 if sign < 0.0 and case.keys[number][0] in AMOUNTS else sign * inf)
    until = limit + sign * end.at
    if sign < 0.0 and until <= 1e-6 * limit and case.keys[number][0] in AMOUNTS:
        return Side(price, 0.0)
    if end.next is None:
        return Side(price, until)
    return Side(
        price, until, _settled(case, number, sign * end.next.slope), what_binds(case, inner, end.next)
    )


def _size(case: Case, number: int, limit: float) -> float:
    """How large a step of a row is sensible: its limit, or where that is nothing a portion of the solver's units."""
    portion = 1.0 / float(scaling(case.lp).rows[number])
    return abs(limit) if abs(limit) > 1e-2 * portion else portion


def _settled(case: Case, number: int, price: float) -> float:
    """A price without the solver's rounding."""
    scale = scaling(case.lp)
    smallest = NEGLIGIBLE * float(scale.rows[number]) * scale.worth(case.lp.goals[0])
    return price if abs(price) > smallest else 0.0


def what_binds(case: Case, before: Point, after: Point) -> Beyond | None:
    """What is scarce after a bend and not before; None where only accounts changed."""
    scale = scaling(case.lp)
    smallest = 1e-7 * scale.rows * scale.worth(case.lp.goals[0])
    was, now = (np.abs(point.duals.row) > smallest for point in (before, after))
    new = [case.keys[i] for i in np.flatnonzero(now & ~was) if case.keys[i][0] not in ARITHMETIC]
    if new:
        return Beyond(limit=min(new, key=_rank))
    shares = case.shares_in(before.values), case.shares_in(after.values)
    gone = np.flatnonzero((shares[0] > IN_PLAN) & (shares[1] <= IN_PLAN))
    if len(gone):
        return Beyond(left_out=case.problem.projects[int(gone[0])].id)
    old = [case.keys[i] for i in np.flatnonzero(was & ~now) if case.keys[i][0] not in ARITHMETIC]
    return Beyond(freed=min(old, key=_rank)) if old else None


_SET_BY_PEOPLE = (
    Family.SOURCE_YEAR, Family.SOURCE_TOTAL, Family.TARGET, Family.RECURRENT, Family.PUBLIC_DEBT,
    Family.ADMIN_CAPACITY, Family.SOURCE_FLOOR, Family.START_ONCE, Family.EXCLUSIVE, Family.DEMAND, Family.SERVICE,
)  # fmt: skip


def _rank(key: RowKey) -> tuple[int, str]:
    """Limits that people set first, then by key."""
    families = list(_SET_BY_PEOPLE)
    return families.index(key[0]) if key[0] in families else len(families), str(key)
