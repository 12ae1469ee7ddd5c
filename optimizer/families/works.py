"""Which works start: once, one of a group, whole enough, and in order."""

import numpy as np

from finance.economics import Indices
from optimizer.columns import Columns, Decision
from optimizer.matrix import Axis, Block
from optimizer.plan import Family


def start_once(columns: Columns) -> Block:
    """`start_once(p): Σ_{m,τ} start[p,m,τ] <= 1`; `= 1` where p is committed."""
    projects = columns.problem.projects
    committed = np.array([1.0 if p.committed else -np.inf for p in projects], dtype=np.float64)
    block = Block(
        Family.START_ONCE, ((Axis.PROJECT, np.arange(len(projects))),), len(projects), committed, 1.0
    )
    block.add(columns.option_project[columns.start_option], columns.block(Decision.START), 1.0)
    return block


def exclusive(columns: Columns) -> Block:
    """`exclusive(group): Σ_{p in group} Σ_{m,τ} start[p,m,τ] <= 1`."""
    projects = columns.problem.projects
    groups = sorted({p.exclusive for p in projects if p.exclusive is not None})
    group = np.array(
        [-1 if p.exclusive is None else groups.index(p.exclusive) for p in projects], dtype=np.int64
    )
    row = group[columns.option_project[columns.start_option]]
    block = Block(Family.EXCLUSIVE, ((Axis.WORD, groups),), len(groups), upper=1.0)
    block.add(row[row >= 0], columns.block(Decision.START)[row >= 0], 1.0)
    return block


def min_scale(columns: Columns) -> Block:
    """`min_scale(p, at_least): Σ start[p] - min_scale * scale[p] >= 0`,
    `min_scale(p, only_if): Σ start[p] - scale[p] <= 0`, with `scale` 0 or 1: nothing, or enough.
    """
    scaled = columns.scale_project
    count = len(scaled)
    least = np.array([columns.problem.projects[p].min_scale or 0.0 for p in scaled], dtype=np.float64)
    words = ["at_least"] * count + ["only_if"] * count
    lower, upper = np.repeat([0.0, -np.inf], count), np.repeat([np.inf, 0.0], count)
    block = Block(
        Family.MIN_SCALE, ((Axis.PROJECT, np.tile(scaled, 2)), (Axis.WORD, words)), 2 * count, lower, upper
    )
    row_of = np.full(len(columns.problem.projects), -1)
    row_of[scaled] = np.arange(count)
    row = row_of[columns.option_project[columns.start_option]]
    starts = columns.block(Decision.START)[row >= 0]
    for half in (0, count):
        block.add(row[row >= 0] + half, starts, 1.0)
    block.add(
        np.arange(2 * count),
        np.tile(columns.block(Decision.SCALE), 2),
        np.concatenate([-least, -np.ones(count)]),
    )
    return block


def requires(columns: Columns) -> Block:
    """`requires(p, q, t): Σ_{τ<=t} start[p,·,τ] - Σ_{τ<=t} start[q,·,τ] <= 0`."""
    problem = columns.problem
    invest = problem.horizon.invest_years
    position = {p.id: i for i, p in enumerate(problem.projects)}
    pairs = [(i, position[q]) for i, p in enumerate(problem.projects) for q in p.requires]
    dependent = np.array([p for p, _ in pairs], dtype=np.int64)
    needed = np.array([q for _, q in pairs], dtype=np.int64)
    keys = (
        (Axis.PROJECT, np.repeat(dependent, invest)),
        (Axis.PROJECT, np.repeat(needed, invest)),
        (Axis.YEAR, np.tile(np.arange(invest), len(pairs))),
    )
    block = Block(Family.REQUIRES, keys, len(pairs) * invest, upper=0.0)
    owner = columns.option_project[columns.start_option]
    for side, sign in ((dependent, 1.0), (needed, -1.0)):
        pair, start = np.nonzero(side[:, None] == owner)
        row, column = _from_then_on(pair, columns.start_year[start], invest)
        block.add(row, columns.block(Decision.START, start)[column], sign)
    return block


def _from_then_on(group: Indices, year: Indices, years: int) -> tuple[Indices, Indices]:
    """Rows `group * years + t` for all t >= year, and the position that each came from."""
    which, t = np.nonzero(np.arange(years) >= year[:, None])
    return group[which] * years + t, which
