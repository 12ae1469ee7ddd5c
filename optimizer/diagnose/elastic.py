"""A programme whose limits may give way, each for a price."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Columns
from optimizer.diagnose.applied import stated
from optimizer.diagnose.knobs import KNOBS, input_of
from optimizer.matrix import Axis, Block, LinearProgram
from optimizer.plan import Family, RowKey
from optimizer.problem import Problem

YEAR_OF_DEBT = 0.1
"""A year's debt service as a share of the capital cost, roughly: what a lack of yearly cash is measured against."""


@dataclass(frozen=True)
class Elastic:
    """`programme`: minimise `Σ_i weight_i * slack_i / size_i` where row i may miss its limit by `slack_i >= 0`.

    Slack i is column `first + i`; it belongs to row `rows[i]`, comes from input `inputs[i]`, and a slack of `size[i]`
    is a change of the limit by its own size. `upward[i]`: the row's upper limit gives way.
    """

    programme: LinearProgram
    first: int
    rows: Indices
    inputs: tuple[RowKey, ...]
    size: Floats
    upward: np.ndarray

    def columns_of(self, inputs: Iterable[RowKey]) -> Indices:
        """Columns of the slacks that come from these inputs."""
        wanted = set(inputs)
        return np.array(
            [self.first + i for i, key in enumerate(self.inputs) if key in wanted], dtype=np.int64
        )


def elastic(lp: LinearProgram) -> Elastic:
    """The elastic form of a programme."""
    keys = lp.row_keys()
    may_move = np.array([key[0] in KNOBS for key in keys], dtype=bool)
    # a work is built once at most: that side of its row is no wish
    is_once = np.array([key[0] is Family.START_ONCE for key in keys], dtype=bool)
    over = np.flatnonzero(may_move & np.isfinite(lp.row_upper) & ~is_once)
    under = np.flatnonzero(may_move & np.isfinite(lp.row_lower))
    rows = np.concatenate([over, under])
    upward = np.arange(len(rows)) < len(over)
    inputs = tuple(input_of(keys[row]) for row in rows)
    size = _sizes(lp)[rows] * _ratios(lp.columns.problem, inputs)
    weight = np.array([KNOBS[keys[row][0]].weight for row in rows], dtype=np.float64)
    count = len(rows)
    slack = csr_array(
        (np.where(upward, -1.0, 1.0), (rows, np.arange(count))), shape=(len(lp.row_lower), count)
    )
    programme = replace(
        lp,
        matrix=csr_array(hstack([lp.matrix, slack], format="csr")),
        lower=np.concatenate([lp.lower, np.zeros(count)]),
        upper=np.concatenate([lp.upper, np.full(count, np.inf)]),
        is_integer=np.concatenate([lp.is_integer, np.zeros(count, dtype=bool)]),
        goals=(np.concatenate([np.zeros(lp.columns.count), -weight / size]),),
    )
    return Elastic(programme, lp.columns.count, rows, inputs, size, upward)


def _ratios(problem: Problem, inputs: tuple[RowKey, ...]) -> Floats:
    """For each slack the ratio that its input states, 1 where it states an amount or nothing."""
    known = {key: stated(problem, key[0], key[1:]) for key in dict.fromkeys(inputs) if KNOBS[key[0]].ratio}
    return np.array([known.get(key) or 1.0 for key in inputs], dtype=np.float64)


def _sizes(lp: LinearProgram) -> Floats:
    """What a violation of each row is measured against: its limit; where that is 0, what the row is about.

    Never zero, and in the row's own unit, so that the unit in which a file counts its money changes no repair.
    """
    largest = (
        abs(lp.matrix).max(axis=1).toarray().reshape(-1) if lp.matrix.nnz else np.zeros(len(lp.row_lower))
    )
    limit = np.abs(np.where(np.isfinite(lp.row_upper), lp.row_upper, lp.row_lower))
    about, at = largest.copy(), 0
    cost = lp.columns.flows.capital.sum(axis=1)
    dearest = float(cost.max(initial=0.0)) or 1.0
    for block in lp.blocks:
        rows = slice(at, at + block.count)
        at += block.count
        match block.family:
            case Family.SOURCE_YEAR | Family.RECURRENT | Family.PUBLIC_DEBT:
                about[rows] = _largest_year(block, limit[rows], dearest)
            case Family.SOURCE_TOTAL | Family.SOURCE_FLOOR:
                about[rows] = dearest
            case Family.ADMIN_CAPACITY:
                about[rows] = float(limit[rows].max(initial=0.0)) or 1.0
            case _ if block.family in KNOBS and _is_about_money(block.family):
                about[rows] = _own_cost(block, lp.columns, cost, dearest)
    size = np.where(limit > 0.0, limit, about)
    return np.where(size > 0.0, size, 1.0)


def _is_about_money(family: Family) -> bool:
    return KNOBS[family].ratio or family is Family.EQUITY_RETURN


def _largest_year(block: Block, limit: Floats, otherwise: float) -> Floats:
    """For each row the largest limit of its tranche (or family) in any year."""
    group = np.zeros(block.count, dtype=np.int64)
    for axis, which in block.keys:
        if axis is Axis.TRANCHE:
            group = np.asarray(which, dtype=np.int64)
    largest = np.zeros(int(group.max(initial=0)) + 1)
    np.maximum.at(largest, group, limit)
    return np.where(largest > 0.0, largest, otherwise)[group]


def _own_cost(block: Block, columns: Columns, cost: Floats, dearest: float) -> Floats:
    """For each row the cost of the dearest start of its option or vehicle; of yearly rows a year's debt service."""
    own = np.full(block.count, dearest)
    for axis, which in block.keys:
        if axis in (Axis.OPTION, Axis.VEHICLE):
            index = np.asarray(which, dtype=np.int64)
            owner = (
                columns.start_option if axis is Axis.OPTION else columns.option_vehicle[columns.start_option]
            )
            of_owner = np.zeros(max(len(columns.options), len(columns.vehicles)))
            np.maximum.at(of_owner, owner, cost)
            own = np.where(of_owner[index] > 0.0, of_owner[index], dearest)
    if block.family in (Family.DSCR, Family.LOCK_UP, Family.CASH_FLOOR):
        own = own * YEAR_OF_DEBT
    return own
