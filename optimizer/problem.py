"""The planning problem: the nouns of a scenario, checked and in one place, before any row or column."""

from dataclasses import dataclass, field

from finance.cluster import Cluster
from finance.delivery import DeliveryMode, Mode
from finance.horizon import Assumptions, Horizon, Yearly
from finance.project import Project
from finance.source import FundingSource

Tags = dict[str, frozenset[str]]
"""Tag name (project, cluster, kind, class, mode, source, sector, instrument) -> accepted values."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric, restricted by tags and to the years up to and including index `by` (None = all)."""

    metric: str
    where: Tags = field(default_factory=dict)
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A limit on a measure: an amount, or a share of the measure `of`."""

    name: str
    measure: Measure
    at_least: float | None = None
    at_most: float | None = None
    of: Measure | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Yearly limits of the public side; infinity in a year that is not limited, None where not declared."""

    recurrent: Yearly | None = None
    public_debt: Yearly | None = None
    admin_capacity: Yearly | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """A rule of a delivery mode that a law sets: `state_share` (at most) or `equity_share` (at least). No reader of a
    plan can relax it beyond `limit`.
    """

    mode: Mode
    rule: str
    limit: float


Goal = tuple[tuple[str, float], ...]
"""Metrics and their weights, to be maximised."""

DEFAULT_GOAL: Goal = (("economic_npv", 1.0), ("cost_of_funds", -1.0))


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """`gap`: relative gap at which a whole-project plan counts as solved. `time_limit` in seconds."""

    gap: float = 0.001
    time_limit: float = 120.0


@dataclass(frozen=True, slots=True)
class Problem:
    """All that the optimiser needs to know. `goals` are optimised one after the other, first first. `laws` change no
    plan: they say which limits a repair may not propose to relax.
    """

    horizon: Horizon
    sources: tuple[FundingSource, ...]
    projects: tuple[Project, ...]
    clusters: tuple[Cluster, ...] = ()
    delivery: dict[Mode, DeliveryMode] = field(default_factory=dict)
    assumptions: Assumptions = Assumptions()
    limits: Limits = Limits()
    targets: tuple[Target, ...] = ()
    goals: tuple[Goal, ...] = (DEFAULT_GOAL,)
    options: SolveOptions = SolveOptions()
    laws: tuple[Law, ...] = ()
