"""The verdict on a family of limits, and how its figures are judged."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from finance.horizon import Floats

TOLERANCE = 1e-6
"""How far a limit may be exceeded, relative to max(1, the sum of the absolute terms that meet in it)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether it held, and the worst figure met, relative to the size of its terms."""

    name: str
    passed: bool
    worst: float


@dataclass(frozen=True, slots=True)
class Sides:
    """The limits of one family as the plan leaves them, recomputed.

    `excess`: by how much each limit is exceeded, negative where there is room, -inf where there is no limit;
    `(rows,)` or `(rows, years)`. `size`: sum of the absolute terms that meet in it, same shape.
    `keys` name the rows: tuples of ids, or the plan's own rows.
    """

    name: str
    keys: Sequence[object]
    excess: Floats
    size: Floats

    @property
    def relative(self) -> Floats:
        """`excess / max(1, size)`: limits of any size become comparable."""
        return np.asarray(self.excess / np.maximum(1.0, self.size), dtype=np.float64)

    @property
    def worst_key(self) -> tuple[object, ...]:
        """Where the worst figure sits: the key, and the year where the limit is yearly; () without rows."""
        if not self.excess.size:
            return ()
        place = np.unravel_index(int(np.argmax(np.nan_to_num(self.relative, nan=np.inf))), self.excess.shape)
        return (self.keys[int(place[0])], *(int(axis) for axis in place[1:]))


def judge(sides: Sides) -> Check:
    """`worst = max(0, excess / max(1, size))` over the rows; passed where that is within `TOLERANCE`.

    A figure that is not a number counts as infinitely wrong: it must never pass for zero.
    """
    worst = float(np.max(sides.relative, initial=0.0))
    worst = math.inf if math.isnan(worst) else worst
    return Check(sides.name, worst <= TOLERANCE, worst)


def at_most(
    name: str, keys: Sequence[object], left: Floats, right: Floats, size: Floats | None = None
) -> Sides:
    """`left <= right`; an infinite right side is no limit. `size` defaults to `|left| + |right|`."""
    limited = right < np.inf
    excess = np.where(limited, left - np.where(limited, right, 0.0), -np.inf)
    if size is None:
        size = np.abs(left) + np.where(limited, np.abs(right), 0.0)
    return Sides(name, keys, excess, np.broadcast_to(size, excess.shape))


def equal(
    name: str, keys: Sequence[object], left: Floats, right: Floats, size: Floats | None = None
) -> Sides:
    """`left = right`: any difference is an excess."""
    size = np.abs(left) + np.abs(right) if size is None else size
    return Sides(name, keys, np.abs(left - right), size)


Row = tuple[object, float, float, float]
"""Key, left side, right side, size of the terms of one limit `left <= right`."""


def listed(name: str, rows: Iterable[Row]) -> Sides:
    """`left <= right` for limits that were met one by one."""
    rows = list(rows)
    figures = np.array([row[1:] for row in rows], dtype=np.float64).reshape(len(rows), 3)
    return at_most(name, [row[0] for row in rows], figures[:, 0], figures[:, 1], figures[:, 2])


def refused(name: str, faults: Iterable[object]) -> Sides:
    """Rows that must not be there at all: each one is a full violation."""
    faults = list(faults)
    return Sides(name, faults, np.ones(len(faults)), np.ones(len(faults)))
