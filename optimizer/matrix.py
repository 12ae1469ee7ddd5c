"""Rows as arrays: a family writes its coefficients in a `Block`, blocks join into a `LinearProgram`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

import numpy as np
from scipy.sparse import coo_array, csr_array

from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Columns, Mask
from optimizer.plan import Family, RowKey


class Axis(StrEnum):
    """What an index in a row's key counts."""

    PROJECT = "project"
    OPTION = "option"
    VEHICLE = "vehicle"
    SOURCE = "source"
    TRANCHE = "tranche"
    CLUSTER = "cluster"
    SEGMENT = "segment"
    LEASE_PAIR = "lease_pair"
    WORD = "word"
    YEAR = "year"


Keys = tuple[tuple[Axis, Indices | Sequence[str]], ...]


@dataclass(slots=True)
class Block:
    """The rows of one family: `lower <= coefficients @ x <= upper`.

    `keys` names the rows, one array per axis `(rows,)`. Coefficients are gathered as triples; triples that
    meet in one cell add up.
    """

    family: Family
    keys: Keys
    count: int
    lower: Floats | float = -inf
    upper: Floats | float = inf
    rows: list[Indices] = field(default_factory=list)
    columns: list[Indices] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)

    def add(self, rows: Indices, columns: Indices, values: Floats | float) -> None:
        """Add `values` at (rows, columns); a scalar stands for all."""
        self.rows.append(rows)
        self.columns.append(columns)
        self.values.append(np.broadcast_to(np.asarray(values, dtype=np.float64), rows.shape))


@dataclass(frozen=True)
class LinearProgram:
    """Maximise each of `goals` in turn over `row_lower <= matrix @ x <= row_upper`, `lower <= x <= upper`.

    `matrix` is `(rows, columns)`; `is_integer` marks columns that must be whole.
    """

    columns: Columns
    blocks: tuple[Block, ...]
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    is_integer: Mask
    goals: tuple[Floats, ...]

    def row_keys(self) -> list[RowKey]:
        """Key of every row, in order."""
        return [key for block in self.blocks for key in _block_keys(block, self.columns)]

    @property
    def first_row(self) -> dict[Family, int]:
        """Number of the first row of each family that has one."""
        first: dict[Family, int] = {}
        at = 0
        for block in self.blocks:
            first.setdefault(block.family, at)
            at += block.count
        return first


def _names(axis: Axis, which: Indices | Sequence[str], columns: Columns) -> list[tuple[str | int, ...]]:
    """Ids that stand for each index of an axis; an option or a vehicle has two."""
    problem = columns.problem
    match axis:
        case Axis.YEAR:
            return [(int(i),) for i in which]
        case Axis.WORD:
            return [(str(i),) for i in which]
        case Axis.VEHICLE:
            return [(v, m.value) for v, m in (columns.vehicles[int(i)] for i in which)]
        case Axis.OPTION:
            ids = [
                (problem.projects[p].id, o.mode.value)
                for p, o in zip(columns.option_project, columns.options, strict=True)
            ]
            return [ids[int(i)] for i in which]
        case Axis.LEASE_PAIR:
            pairs = _names(Axis.OPTION, columns.pair_option, columns)
            return [(*pairs[int(i)], columns.segments[columns.pair_segment[int(i)]].id) for i in which]
        case Axis.SEGMENT:
            homes = [problem.clusters[c].id for c in columns.segment_cluster]
            return [(homes[int(i)], columns.segments[int(i)].id) for i in which]
        case Axis.PROJECT:
            return [(problem.projects[int(i)].id,) for i in which]
        case Axis.SOURCE:
            return [(problem.sources[int(i)].id,) for i in which]
        case Axis.TRANCHE:
            return [(columns.tranches[int(i)].id,) for i in which]
        case Axis.CLUSTER:
            return [(problem.clusters[int(i)].id,) for i in which]


def _block_keys(block: Block, columns: Columns) -> list[RowKey]:
    parts = [_names(axis, which, columns) for axis, which in block.keys]
    if not parts:
        return [(block.family,)] * block.count
    return [
        (block.family, *(part for group in groups for part in group)) for groups in zip(*parts, strict=True)
    ]


def join(
    columns: Columns,
    blocks: Sequence[Block],
    goals: Sequence[Floats],
    bounds: tuple[Floats, Floats],
    is_integer: Mask,
) -> LinearProgram:
    """Stack blocks into one programme."""
    first = np.cumsum([0, *(block.count for block in blocks)])
    rows = [part + at for block, at in zip(blocks, first, strict=False) for part in block.rows]
    matrix = coo_array(
        (
            np.concatenate([part for block in blocks for part in block.values] or [np.empty(0)]),
            (
                np.concatenate(rows or [np.empty(0, dtype=np.int64)]),
                np.concatenate(
                    [part for block in blocks for part in block.columns] or [np.empty(0, dtype=np.int64)]
                ),
            ),
        ),
        shape=(int(first[-1]), columns.count),
    ).tocsr()
    # a switch that is off, a score of nothing: no term of the equation
    matrix.eliminate_zeros()
    return LinearProgram(
        columns=columns,
        blocks=tuple(blocks),
        matrix=matrix,
        row_lower=_stack([block.lower for block in blocks], blocks),
        row_upper=_stack([block.upper for block in blocks], blocks),
        lower=bounds[0],
        upper=bounds[1],
        is_integer=is_integer,
        goals=tuple(goals),
    )


def _stack(limits: Sequence[Floats | float], blocks: Sequence[Block]) -> Floats:
    parts = [
        np.broadcast_to(np.asarray(limit, dtype=np.float64), block.count)
        for limit, block in zip(limits, blocks, strict=True)
    ]
    return np.concatenate(parts) if parts else np.empty(0)
