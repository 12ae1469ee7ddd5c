"""Net present values and rates of return of many cash flows at once, in little memory.

A flow is a row; rows are taken in blocks that stay in the processor's cache. What is asked of one flow in
`finance.rates.returns` holds here for each row: the same roots, the same refusals.

Newton's steps find a root of every row of a block together, with `v = 1 / (1 + rate)`. That there is no other is
never taken for granted, but known by Descartes' rule: a polynomial has no more positive roots than its coefficients
change sign, and none fewer but by an even number. A flow whose sign changes once has one root. Another is divided
by `v - root`; the coefficients of the quotient are the balances of the flow at the root, and the changes of their
sign, or of their running sums from either end, say whether there is no, exactly one or perhaps more than one other
root. Rows that stay open go to `finance.rates.roots`, one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from finance.errors import FinanceError
from finance.horizon import Floats, discount_factors
from finance.inputs import amounts, as_numbers, rate_above_minus_one
from finance.rates.returns import irr_roots, npv

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

CELLS = 1 << 17
"""Amounts in a block: a megabyte."""

THREADLESS = 1 << 19
"""Multiplications in one product: many small ones lose more by handing work to threads than they win."""

GRID = 1.0 / (1.0 + np.array([
    1e4, 300.0, 30.0, 5.0, 1.5, 0.7, 0.4, 0.27, 0.2, 0.15, 0.1, 0.06, 0.03,
    0.0, -0.04, -0.1, -0.2, -0.35, -0.6, -0.9, -0.99,
]))  # fmt: skip
"""Discount factors, ascending, at which a block is valued first: a root lies between two of them."""

LARGEST_POWER = 200.0
"""Of ten: values beyond are left to logarithms, in `finance.rates.roots`."""

STEPS, MORE_STEPS = 4, 6
"""Newton's steps that all rows of a block make together, and those for the rows that need more."""

SETTLED = 1e-7
"""A last step below this share of v leaves an error of its square."""

CLOSE = 1e-9
"""Around an accepted root, this share to both sides, the present value has both signs."""

CLEAR = 1e-12
"""A balance below this share of its terms has no certain sign."""


@dataclass(frozen=True, slots=True)
class ManyRates:
    """Rates of return of n flows.

    `count (n,)`: how many rates above -1 a flow has. `rate (n,)`: its rate where there is exactly one, NaN where
    `count` says otherwise. `of(row)`: all rates of a flow, ascending, as `irr_roots` gives them.
    """

    rate: Floats
    count: Integers
    several_rows: Integers
    several_rates: Floats

    def of(self, row: int) -> tuple[float, ...]:
        """All rates of one flow, ascending, possibly none."""
        if self.count[row] == 1:
            return (float(self.rate[row]),)
        first, end = np.searchsorted(self.several_rows, [row, row + 1])
        return tuple(self.several_rates[first:end].tolist())


@dataclass(slots=True)
class _Search:
    """What has been found so far: rows with one rate in place, rows with several as pairs of row and rate."""

    rate: Floats
    count: Integers
    rows: list[Integers]
    rates: list[Floats]

    def several(self, rows: Integers, rates: Floats) -> None:
        """Take the rates `(rows, k)` of rows that have k of them, ascending."""
        self.count[rows] = rates.shape[1]
        self.rows.append(np.repeat(rows, rates.shape[1]))
        self.rates.append(rates.ravel())

    def all(self) -> ManyRates:
        """Everything, the rows with several in order."""
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *self.rows])
        order = np.argsort(rows, kind="stable")
        return ManyRates(
            self.rate, self.count, rows[order], np.concatenate([np.zeros(0), *self.rates])[order]
        )


def npv_many(rate: float, flows: ArrayLike) -> Floats:
    """Net present value of each flow `(n,)`: `Σ_t flows[:, t] / (1 + rate) ** t`, as `npv` of each row.

    `flows (n, T)`. Raises FinanceError where `npv` would for any row, and names the row.

    >>> npv_many(0.0, [[-1.0, 3.0], [2.0, -1.0]]).tolist()
    [2.0, 1.0]
    """
    table, rate = _table(flows), rate_above_minus_one(rate)
    values = np.empty(len(table))
    with np.errstate(all="ignore"):
        factors = discount_factors(rate, table.shape[1])
        for rows in _blocks(table):
            np.matmul(table[rows].astype(np.float64, copy=False), factors, out=values[rows])
    for row in np.flatnonzero(~np.isfinite(values)):
        # the row is at fault, or its zeros met a factor beyond all numbers
        values[row] = npv(rate, amounts(table[row], f"flows[{row}]"))
    return values


def irr_many(flows: ArrayLike, *, compiled: bool = False) -> ManyRates:
    """Internal rates of return of each flow, as `irr_roots` of each row.

    `flows (n, T)`. With `compiled`, rows whose sign changes once are solved by machine code, several times faster,
    but numba must be installed (requirements-fast.txt). Raises FinanceError for NaN and infinities, by row.

    >>> found = irr_many([[-100.0, 110.0, 0.0], [-100.0, 230.0, -132.0], [1.0, 1.0, 1.0]])
    >>> found.count.tolist(), found.rate.round(9).tolist()
    ([1, 2, 0], [0.1, nan, nan])
    >>> [round(rate, 9) for rate in found.of(1)]
    [0.1, 0.2]
    """
    table = _table(flows)
    search = _Search(np.full(len(table), np.nan), np.zeros(len(table), dtype=np.int64), [], [])
    if compiled:
        from finance.rates.many_compiled import single_rates

        single_rates(table, search.rate)
        search.count[~np.isnan(search.rate)] = 1
    for rows in _blocks(table):
        left = np.flatnonzero(search.count[rows] == 0)
        if len(left):
            whole = len(left) == len(search.count[rows])
            block = table[rows] if whole else table[rows][left]
            _search_block(block.astype(np.float64, copy=False), left + rows.start, search)
    return search.all()


def _table(flows: ArrayLike) -> NDArray[np.generic]:
    table = as_numbers(flows, "flows")
    if table.ndim != 2 or table.shape[1] == 0:
        raise FinanceError(f"flows: one row of amounts per flow is expected, found shape {table.shape}")
    return table


def _blocks(table: NDArray[np.generic]) -> Iterator[slice]:
    height = max(1, CELLS // table.shape[1])
    return (slice(top, top + height) for top in range(0, len(table), height))


def _search_block(block: Floats, rows: Integers, search: _Search) -> None:
    """All rates of the flows of one block `(b, T)`, which are the rows `(b,)` of the table."""
    columns = np.ascontiguousarray(block.T)
    grid = GRID[np.abs(np.log10(GRID)) * len(columns) < LARGEST_POWER]
    with np.errstate(all="ignore"):
        values = _values_at_grid(columns, grid)
        for i in np.flatnonzero(~np.isfinite(values[0])):
            amounts(block[i], f"flows[{rows[i]}]")
        changes = _sign_changes(columns)
        if (changes == 1).all():
            alone = _search_once(columns, values, grid, rows, search)
        else:
            once, more = np.flatnonzero(changes == 1), np.flatnonzero(changes > 1)
            alone = np.concatenate([
                once[_search_once(columns[:, once], values[:, once], grid, rows[once], search)],
                more[_search_more(columns[:, more], values[:, more], grid, rows[more], search)],
            ])  # fmt: skip
    for i in alone:
        roots = irr_roots(block[i])
        search.count[rows[i]] = len(roots)
        if len(roots) == 1:
            search.rate[rows[i]] = roots[0]
        elif roots:
            search.several(rows[[i]], np.array([roots]))


def _values_at_grid(columns: Floats, grid: Floats) -> Floats:
    """`Σ_t columns[t] grid ** t` `(grid, k)`, in products too small for the linear algebra to start threads."""
    powers = grid[:, None] ** np.arange(len(columns), dtype=np.float64)
    values = np.empty((len(grid), columns.shape[1]))
    width = max(1, THREADLESS // powers.size)
    for first in range(0, columns.shape[1], width):
        values[:, first : first + width] = powers @ columns[:, first : first + width]
    return values


def _search_once(columns: Floats, values: Floats, grid: Floats, rows: Integers, search: _Search) -> Integers:
    """The rate of flows whose sign changes once; what comes back are the flows where it was not found."""
    positive = values > 0.0
    cell = np.add.reduce((positive == positive[0]).view(np.int8), axis=0, dtype=np.int64) - 1
    v = _root_in_cell(columns, values, grid, cell)
    search.rate[rows], search.count[rows] = (1.0 - v) / v, 1
    return np.flatnonzero(np.isnan(v))


def _search_more(columns: Floats, values: Floats, grid: Floats, rows: Integers, search: _Search) -> Integers:
    """Rates of flows whose sign changes oftener; what comes back are the flows of which they are not known for sure."""
    positive = values > 0.0
    crossing = positive[1:] != positive[:-1]
    crossings = np.add.reduce(crossing.view(np.int8), axis=0, dtype=np.int64)
    v = np.full((2, len(rows)), np.nan)
    one = np.flatnonzero((crossings == 1) | (crossings == 2))
    v[0, one] = _root_in_cell(columns[:, one], values[:, one], grid, crossing[:, one].argmax(axis=0))
    others = _most_other_roots(columns, v[0])
    two = np.flatnonzero((crossings == 2) & (others == 1))
    last = len(grid) - 2 - crossing[::-1, two].argmax(axis=0)
    v[1, two] = _root_in_cell(columns[:, two], values[:, two], grid, last)
    rates = (1.0 - v) / v
    single, double = others == 0, ~np.isnan(v[1])
    search.rate[rows[single]], search.count[rows[single]] = rates[0, single], 1
    search.several(rows[double], rates[::-1, double].T)
    return np.flatnonzero(~(single | double))


def _sign_changes(columns: Floats) -> Integers:
    """How often the sign changes along each column `(k,)`, zeros left out."""
    signs = (columns > 0.0).view(np.int8) - (columns < 0.0).view(np.int8)
    if not signs.all():
        for t in range(1, len(signs)):  # a zero takes the sign before it
            np.copyto(signs[t], signs[t - 1], where=signs[t] == 0)
        for t in range(len(signs) - 2, -1, -1):  # and at the beginning the one after it
            np.copyto(signs[t], signs[t + 1], where=signs[t] == 0)
    changes: Integers = np.add.reduce((signs[1:] != signs[:-1]).view(np.int8), axis=0, dtype=np.int64)
    return changes


def _most_other_roots(columns: Floats, v: Floats) -> Integers:
    """How many roots beside v there can be `(k,)`: sign changes of the balances at v; -1 where a sign is unsure.

    Balances: `sums[t] = Σ_{s <= t} columns[s] v ** s`, which are minus what is still to come, `-Σ_{s > t}`. Each is
    taken from the side on which it is exact.
    """
    discounted = columns * v ** np.arange(len(columns), dtype=np.float64)[:, None]
    sizes = np.abs(discounted)
    sums, terms = np.cumsum(discounted, axis=0)[:-1], np.cumsum(sizes, axis=0)[:-1]
    to_come, terms_to_come = (
        -np.cumsum(discounted[:0:-1], axis=0)[::-1],
        np.cumsum(sizes[:0:-1], axis=0)[::-1],
    )
    clear, clear_to_come = np.abs(sums) > CLEAR * terms, np.abs(to_come) > CLEAR * terms_to_come
    none_yet = (terms == 0.0) | (terms_to_come == 0.0)
    balances = np.where(none_yet, 0.0, np.where(clear, sums, to_come))
    is_sure = (clear | clear_to_come | none_yet).all(axis=0)
    most = np.where(is_sure, _sign_changes(balances), -1)
    open_ = np.flatnonzero(most > 1)
    below, above = _most_roots_up_to_one(balances[:, open_]), _most_roots_up_to_one(balances[::-1, open_])
    most[open_] = np.where((below < 0) | (above < 0), most[open_], np.minimum(most[open_], below + above))
    return most


def _most_roots_up_to_one(columns: Floats) -> Integers:
    """How many roots there can be between 0 and 1 `(k,)`: sign changes of the running sums; -1 where a sign is unsure.

    The sums are the coefficients of `Σ_t columns[t] v ** t / (1 - v)`, to which Descartes' rule applies below 1.
    """
    sums, terms = np.cumsum(columns, axis=0), np.cumsum(np.abs(columns), axis=0)
    is_sure = ((np.abs(sums) > CLEAR * terms) | (terms == 0.0)).all(axis=0)
    return np.where(is_sure, _sign_changes(sums), -1)


def _root_in_cell(columns: Floats, values: Floats, grid: Floats, cell: Integers) -> Floats:
    """A root of each column `(k,)` between `grid[cell]` and the next; NaN where it is not found.

    `values (grid, k)`: the columns' values at the grid. Found means: the value has both signs within CLOSE of v.
    """
    inside = cell < len(grid) - 1
    cell, every = np.where(inside, cell, 0), np.arange(len(cell))
    low, high, at_low, at_high = grid[cell], grid[cell + 1], values[cell, every], values[cell + 1, every]
    v = low - at_low * (high - low) / (at_high - at_low)
    for _ in range(STEPS):
        step = _newton(columns, v)
        v -= step
    slow = np.flatnonzero(inside & ~((np.abs(step) <= SETTLED * v) & (v >= low) & (v <= high)))
    if len(slow):
        v[slow] = _bracketed(columns[:, slow], low[slow], high[slow], at_low[slow] > 0.0)
    sides = _values(columns, np.stack([v * (1.0 - CLOSE), v * (1.0 + CLOSE)])) > 0.0
    found = inside & (sides[0] != sides[1]) & (v >= low * (1.0 - CLOSE)) & (v <= high * (1.0 + CLOSE))
    return np.where(found, v, np.nan)


def _values(columns: Floats, v: Floats) -> Floats:
    """`Σ_t columns[t] v ** t` by Horner's rule, for each column or several times for each."""
    value = np.broadcast_to(columns[-1], v.shape).copy()
    for t in range(len(columns) - 2, -1, -1):
        value *= v
        value += columns[t]
    return value


def _with_slopes(columns: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Value at v and its derivative, for each column."""
    value, slope = columns[-1].copy(), np.zeros_like(v)
    for t in range(len(columns) - 2, -1, -1):
        slope *= v
        slope += value
        value *= v
        value += columns[t]
    return value, slope


def _newton(columns: Floats, v: Floats) -> Floats:
    value, slope = _with_slopes(columns, v)
    return np.divide(value, slope, out=value)


def _bracketed(columns: Floats, low: Floats, high: Floats, is_positive_low: Booleans) -> Floats:
    """Newton's steps on `log(inflows / outflows)` over `log v`, nearly a straight line however wide the bracket.

    A step that would leave the bracket halves it instead.
    """
    inflows, outflows = np.maximum(columns, 0.0), np.maximum(-columns, 0.0)
    v = np.sqrt(low * high)
    for _ in range(MORE_STEPS):
        gain, gain_slope = _with_slopes(inflows, v)
        loss, loss_slope = _with_slopes(outflows, v)
        left = (gain > loss) == is_positive_low
        low, high = np.where(left, v, low), np.where(left, high, v)
        steepness = v * (gain_slope / gain - loss_slope / loss)
        ahead = v * np.exp(-np.log(gain / loss) / steepness)
        v = np.where((ahead >= low) & (ahead <= high), ahead, np.sqrt(low * high))
    return v
