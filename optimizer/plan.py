"""A plan: what the optimiser decided, in the nouns of the problem. Years are horizon indices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finance.cluster import SegmentId
from finance.delivery import Mode
from finance.horizon import Yearly
from finance.project import ProjectId, VehicleId
from finance.source import TrancheId
from optimizer.problem import Problem


class Family(StrEnum):
    """The limit families; the value is the word that users see in `limits.csv`."""

    START_ONCE = "start_once"
    EXCLUSIVE = "exclusive"
    MIN_SCALE = "min_scale"
    USES_AND_SOURCES = "uses_and_sources"
    WORKING_CAPITAL = "working_capital"
    SOURCE_YEAR = "source_year"
    SOURCE_TOTAL = "source_total"
    SOURCE_FLOOR = "source_floor"
    MAX_SHARE = "max_share"
    MIN_SHARE = "min_share"
    MATCH = "match"
    STATE_SHARE = "state_share"
    EQUITY_SHARE = "equity_share"
    DSCR = "dscr"
    LOCK_UP = "lock_up"
    TAX = "tax"
    CASH = "cash"
    CASH_FLOOR = "cash_floor"
    EQUITY_RETURN = "equity_return"
    LEASE_SUPPLY = "lease_supply"
    DEMAND = "demand"
    SERVICE = "service"
    RECURRENT = "recurrent"
    PUBLIC_DEBT = "public_debt"
    ADMIN_CAPACITY = "admin_capacity"
    REQUIRES = "requires"
    LEASED = "leased"
    EBITDA = "ebitda"
    DEBT_SERVICE = "debt_service"
    SET_ASIDE = "set_aside"
    BORROWED = "borrowed"
    TARGET = "target"
    GOAL = "goal"


RowKey = tuple[Family, *tuple[str | int, ...]]
"""Family, then the key's parts; ids as text, years as horizon indices (always last)."""


@dataclass(frozen=True, slots=True)
class Start:
    """Share of a project begun in a year under a mode."""

    project: ProjectId
    mode: Mode
    year: int
    share: float


@dataclass(frozen=True, slots=True)
class Draw:
    """Money drawn from a tranche for a project [file's unit, nominal]."""

    project: ProjectId
    mode: Mode
    source: TrancheId
    year: int
    amount: float


@dataclass(frozen=True, slots=True)
class Lease:
    """Hectares newly leased in a year to a segment on land that a project prepared."""

    project: ProjectId
    mode: Mode
    segment: SegmentId
    year: int
    hectares: float


@dataclass(frozen=True, slots=True)
class PaidIn:
    """Operating deficit paid in by a project's owners."""

    project: ProjectId
    mode: Mode
    year: int
    amount: float


@dataclass(frozen=True, slots=True)
class Books:
    """A vehicle's income tax, year-end cash and dividends, one amount per year of the horizon."""

    vehicle: VehicleId
    mode: Mode
    tax: Yearly
    cash: Yearly
    dividend: Yearly


@dataclass(frozen=True, slots=True)
class Carry:
    """Unused ceiling of a tranche kept at the end of a year."""

    source: TrancheId
    year: int
    amount: float


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A row of the programme as the plan leaves it, and its price.

    `activity` is the row's left side, between `lower` and `upper` (infinite where open). `price`: change of
    the objective per unit by which the limit is raised, in base-year money; None where a price was not
    computed. `holds_from`, `holds_to`: values of the limit between which the price holds.
    """

    key: RowKey
    activity: float
    lower: float
    upper: float
    price: float | None = None
    holds_from: float | None = None
    holds_to: float | None = None

    @property
    def family(self) -> Family:
        """The limit family."""
        return self.key[0]

    @property
    def is_binding(self) -> bool:
        """Whether the activity sits on a limit, within 1e-7 of its size."""
        tolerance = 1e-7 * max(1.0, abs(self.activity))
        return self.activity - self.lower <= tolerance or self.upper - self.activity <= tolerance


class Kind(StrEnum):
    """Whether any decision had to be whole."""

    LP = "lp"
    MILP = "milp"


@dataclass(frozen=True, slots=True)
class Plan:
    """The optimiser's answer.

    `objective` is the first goal's value, `bound` what no plan can exceed, `gap` = |bound - objective| /
    max(1e-9, |objective|); `is_optimal` tells whether the gap asked for was reached before the time limit.
    `goals` are the values of all goals, in order. `metrics` holds every metric, undiscounted or discounted as
    the metric says. For `Kind.MILP` prices are those of the LP with the chosen starts fixed. `duality`: worst
    relative violation of strong duality by the prices, None where there are none.
    """

    problem: Problem
    kind: Kind
    is_optimal: bool
    objective: float
    bound: float
    gap: float
    goals: tuple[float, ...]
    metrics: Mapping[str, float]
    starts: tuple[Start, ...]
    draws: tuple[Draw, ...]
    leases: tuple[Lease, ...]
    paid_in: tuple[PaidIn, ...]
    books: tuple[Books, ...]
    carries: tuple[Carry, ...]
    limits: tuple[LimitRow, ...] = field(default=())
    duality: float | None = None
