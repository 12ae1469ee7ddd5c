"""The endings of a solve other than a plan, each its own type."""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.plan import RowKey


@dataclass(frozen=True, slots=True)
class Repair:
    """One limit of the smallest repair: it stands at `limit`, a plan needs `needed`.

    `short_by` = |needed - limit| in the limit's own unit.
    """

    key: RowKey
    limit: float
    needed: float

    @property
    def short_by(self) -> float:
        """How far the limit must move, in its own unit."""
        return abs(self.needed - self.limit)


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No plan keeps every limit. `repairs`: the least relaxation that lets one exist, largest share first;
    empty where even a relaxation of all limits finds no plan.
    """

    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Unbounded:
    """The objective grows without end: some money or benefit has no limit. `decisions` that can grow."""

    decisions: tuple[tuple[str | int, ...], ...]


class StopReason(StrEnum):
    """Why a solve stopped before any plan."""

    TIME_LIMIT = "time_limit"
    NUMERICAL = "numerical"


@dataclass(frozen=True, slots=True)
class Stopped:
    """The solve stopped before any plan, or is numerically unsafe. `detail`: the solver's own words."""

    reason: StopReason
    detail: str


Ending = Infeasible | Unbounded | Stopped
