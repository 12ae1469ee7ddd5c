"""The endings of a solve other than a plan, each its own type."""

from dataclasses import dataclass
from enum import StrEnum

from finance.project import ProjectId
from optimizer.plan import RowKey


@dataclass(frozen=True, slots=True)
class Repair:
    """One change of a repair: an input stands at `limit`, a plan needs `needed`.

    `key`: a limit's family and the parts that name the input it comes from; a highest share is one number of its
    source, whatever works it binds. `short_by` = |needed - limit| in the input's own unit.
    """

    key: RowKey
    limit: float
    needed: float

    @property
    def short_by(self) -> float:
        """How far the input must move, in its own unit."""
        return abs(self.needed - self.limit)


class Clash(StrEnum):
    """What contradicts what."""

    NO_START = "no_start"
    ORDER = "order"
    EXCLUSIVE = "exclusive"
    FLOOR = "floor"
    MONEY = "money"
    SHARES_TOO_SMALL = "shares_too_small"
    SHARES_TOO_LARGE = "shares_too_large"
    MIN_SHARE = "min_share"
    ADMIN_CAPACITY = "admin_capacity"
    RECURRENT = "recurrent"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Inputs that no plan can keep together, found by arithmetic before any solve: each is a proof.

    `works` that must be built and stand in the way; `noun`: the source, group or target concerned, "" where there is
    none; `asked` for, while at most (of an `at_most`: at least) `possible` can be had, None where
    that is not one number; `years`: first and last index between which that holds, None where it holds over all.
    """

    clash: Clash
    asked: float
    possible: float | None
    works: tuple[ProjectId, ...] = ()
    noun: str = ""
    years: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No plan keeps every limit. `repairs`: the least change that lets one exist, largest share first; empty where
    no change that may be made was found.

    `alternatives`: other repairs, each without what those before it lean on. `contradictions`: what can be told
    without solving. `by_law`: a change that would help, were it not against a law; only where nothing else does.
    `is_least`: whether the solver proved that no smaller change is enough. `is_divisible`: the repairs were
    confirmed for works of any share only, because no plan of whole works was found in the time.
    """

    repairs: tuple[Repair, ...]
    alternatives: tuple[tuple[Repair, ...], ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    by_law: tuple[Repair, ...] = ()
    is_least: bool = True
    is_divisible: bool = False


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
