"""Rates of return of many cash flows in machine code: imported by `irr_many` only where a caller asks for it.

Needs numba (requirements-fast.txt). LANES flows are worked on side by side, so that the processor's vector units
are full. What this file cannot answer for certain it leaves to `finance.rates.many`.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from finance.horizon import Floats

LANES = 64
STEPS = 5
CLOSE = 1e-9

GRID = 1.0 / (1.0 + np.array([
    30.0, 5.0, 1.5, 0.7, 0.4, 0.27, 0.2, 0.15, 0.1, 0.06, 0.03, 0.0, -0.04, -0.1, -0.2, -0.35, -0.6,
]))  # fmt: skip
"""Discount factors, ascending: 2 ** 4 cells, so that four halvings find the one with the root."""


def single_rates(table: NDArray[np.generic], rate: Floats) -> None:
    """Put the rate of every flow `(n, T)` whose sign changes once into `rate (n,)`; all others keep what they hold."""
    for top in range(0, len(table), 1 << 16):
        block = np.ascontiguousarray(table[top : top + (1 << 16)], dtype=np.float64)
        _fill(block, GRID, rate[top : top + len(block)])


def _fill_lanes(flows: Floats, grid: Floats, rate: Floats) -> None:
    count, periods = flows.shape
    columns = np.empty((periods, LANES))
    v, p, d = np.empty(LANES), np.empty(LANES), np.empty(LANES)
    low, high, at_low, at_high = np.empty(LANES), np.empty(LANES), np.empty(LANES), np.empty(LANES)
    sign, changes, cell = np.empty(LANES), np.empty(LANES), np.empty(LANES, np.int64)
    for top in range(0, count, LANES):
        for j in range(LANES):
            row = min(top + j, count - 1)
            for t in range(periods):
                columns[t, j] = flows[row, t]
        for j in range(LANES):
            sign[j], changes[j] = 0.0, 0.0
        for t in range(periods):
            for j in range(LANES):
                amount = columns[t, j]
                now = 1.0 if amount > 0.0 else (-1.0 if amount < 0.0 else sign[j])
                changes[j] += 1.0 if now * sign[j] < 0.0 else 0.0
                sign[j] = now
        # with one change, the last sign is that of the value at large v
        for j in range(LANES):
            cell[j] = 0
        for half in (8, 4, 2, 1):
            for j in range(LANES):
                v[j], p[j] = grid[cell[j] + half], columns[periods - 1, j]
            for t in range(periods - 2, -1, -1):
                for j in range(LANES):
                    p[j] = p[j] * v[j] + columns[t, j]
            for j in range(LANES):
                if p[j] * sign[j] <= 0.0:
                    cell[j] += half
        for j in range(LANES):
            low[j], high[j] = grid[cell[j]], grid[cell[j] + 1]
            at_low[j] = at_high[j] = columns[periods - 1, j]
        for t in range(periods - 2, -1, -1):
            for j in range(LANES):
                at_low[j] = at_low[j] * low[j] + columns[t, j]
                at_high[j] = at_high[j] * high[j] + columns[t, j]
        for j in range(LANES):
            v[j] = low[j] - at_low[j] * (high[j] - low[j]) / (at_high[j] - at_low[j])
        for _ in range(STEPS):
            for j in range(LANES):
                p[j], d[j] = columns[periods - 1, j], 0.0
            for t in range(periods - 2, -1, -1):
                for j in range(LANES):
                    d[j] = d[j] * v[j] + p[j]
                    p[j] = p[j] * v[j] + columns[t, j]
            for j in range(LANES):
                v[j] = v[j] - p[j] / d[j]
        for j in range(LANES):
            low[j], high[j] = v[j] * (1.0 - CLOSE), v[j] * (1.0 + CLOSE)
            at_low[j] = at_high[j] = columns[periods - 1, j]
        for t in range(periods - 2, -1, -1):
            for j in range(LANES):
                at_low[j] = at_low[j] * low[j] + columns[t, j]
                at_high[j] = at_high[j] * high[j] + columns[t, j]
        for j in range(min(LANES, count - top)):
            if changes[j] == 1.0 and v[j] > 0.0 and at_low[j] * sign[j] < 0.0 and at_high[j] * sign[j] > 0.0:
                rate[top + j] = (1.0 - v[j]) / v[j]


_fill = njit(cache=True, error_model="numpy", fastmath={"contract"})(_fill_lanes)
