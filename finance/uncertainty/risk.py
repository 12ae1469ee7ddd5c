"""What may turn out otherwise than planned: uncertain factors, how they move together, and their draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType, Protocol

import numpy as np

from finance.delivery import Mode
from finance.economics import Indices
from finance.errors import FinanceError
from finance.horizon import Floats
from finance.project import Project
from finance.source import Eligibility
from finance.uncertainty.correlation import correlation_matrix, root_of
from finance.uncertainty.distributions import Distribution
from finance.uncertainty.normal import normal_quantile
from finance.uncertainty.sampling import Sampler, Sampling

FactorId = NewType("FactorId", str)


class Channel(StrEnum):
    """What a factor acts on. The value drawn is a change against the plan.

    cost: capital cost, as a share (0.2 = a fifth dearer). time: years by which operation begins later. demand: revenue
    from users and leases, as a share (take-up and tariffs). price: what operation costs, as a share. rate: interest of
    all debt, added to the yearly rate (0.01 = one point). currency: price of the foreign currency of loans, as a share.
    """

    COST = "cost"
    TIME = "time"
    DEMAND = "demand"
    PRICE = "price"
    RATE = "rate"
    CURRENCY = "currency"


LEAST: Mapping[Channel, float] = dict.fromkeys(Channel, -1.0) | {Channel.TIME: 0.0}
"""Draws below count as this: nothing costs less than nothing, and what is not there yet cannot be early."""

ADDED = frozenset({Channel.TIME, Channel.RATE})
"""Channels on which several factors add up; on the others `1 + change` is multiplied."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One uncertain quantity. `per_project`: every project has a draw of its own, else all share one."""

    id: FactorId
    channel: Channel
    distribution: Distribution
    per_project: bool = False
    scope: Eligibility = field(default_factory=Eligibility)

    def values(self, z: Floats) -> Floats:
        """Changes for standard normals, same shape: `max(least, distribution.of_normal(z))`."""
        return np.maximum(self.distribution.of_normal(z), LEAST[self.channel])

    def touches(self, project: Project, mode: Mode) -> bool:
        """Whether a project under a mode is in its scope: every list that is named must contain the project's own."""
        scope = self.scope
        return all(
            named is None or own in named
            for named, own in (
                (scope.projects, project.id),
                (scope.kinds, project.kind),
                (scope.classes, project.project_class.value),
                (scope.clusters, project.cluster),
                (scope.modes, mode),
            )
        )


@dataclass(frozen=True, slots=True)
class Uplift:
    """Optimism bias of a kind of work: by which share such works cost more in the end, and who found that."""

    kind: str
    share: float
    source: str


@dataclass(frozen=True)
class RiskTerms:
    """The uncertain factors of a plan and how they are drawn.

    `correlations`: of the standard normals behind two factors (Spearman's rank correlation of the values is then
    `6 / pi * asin(r / 2)`), by their positions. A factor per project goes along with another one per project inside
    the same project. Raises FinanceError for factors that do not fit together.
    """

    factors: tuple[Factor, ...]
    draws: int = 8192
    seed: int = 1
    sampling: Sampling = Sampling.SOBOL
    correlations: Mapping[tuple[int, int], float] = field(default_factory=dict)
    uplifts: tuple[Uplift, ...] = ()

    def __post_init__(self) -> None:
        Sampler(self.draws, self.seed, self.sampling)
        correlation_matrix(len(self.factors), self.correlations)
        for first, second in self.correlations:
            if self.factors[first].per_project != self.factors[second].per_project:
                raise FinanceError(
                    f"correlation of {self.factors[first].id} with {self.factors[second].id}: "
                    "both per project or neither is expected"
                )

    def uplift_of(self, kind: str) -> float:
        """The uplift of a kind of work, 0 where none is stated."""
        return next((uplift.share for uplift in self.uplifts if uplift.kind == kind), 0.0)


class Draws(Protocol):
    """Values of all factors in some number of states of the world."""

    @property
    def count(self) -> int:
        """How many states."""

    def values(self, factor: int, project: int) -> Floats:
        """Changes by a factor in a project, one per state `(count,)`."""


class SampledDraws:
    """Draws at random: a Gaussian copula over the factors. What a project draws does not depend on the others."""

    def __init__(self, terms: RiskTerms) -> None:
        self.terms = terms
        self._sampler = Sampler(terms.draws, terms.seed, terms.sampling)
        self._matrix = correlation_matrix(len(terms.factors), terms.correlations)
        is_own = np.array([factor.per_project for factor in terms.factors], dtype=bool)
        self._shared, self._own = np.flatnonzero(~is_own), np.flatnonzero(is_own)
        self._of_all = self._drawn(self._shared, 0)
        self._of_project: tuple[int, Mapping[int, Floats]] = (-1, {})

    @property
    def count(self) -> int:
        """How many draws."""
        return self.terms.draws

    def values(self, factor: int, project: int) -> Floats:
        """Changes by a factor in a project `(count,)`; `project` is its number in the scenario."""
        if factor in self._of_all:
            return self._of_all[factor]
        if self._of_project[0] != project:
            first = len(self._shared) + project * len(self._own)
            self._of_project = project, self._drawn(self._own, first)
        return self._of_project[1][factor]

    def _drawn(self, group: Indices, first_column: int) -> dict[int, Floats]:
        """Changes by a group of factors: correlated normals, then each factor's own distribution."""
        root = root_of(self._matrix[np.ix_(group, group)])
        columns = [self._sampler.normals(first_column + j) for j in range(len(group))]
        drawn = {}
        for row, factor in zip(root, group.tolist(), strict=True):
            z = np.zeros(self.count)
            for weight, column in zip(row, columns, strict=True):
                if weight:
                    z += weight * column
            drawn[factor] = self.terms.factors[factor].values(z)
        return drawn


@dataclass(frozen=True, slots=True)
class StatedDraws:
    """States of the world that someone names: `table (count, factors)`, the same in every project."""

    table: Floats

    @property
    def count(self) -> int:
        """How many states."""
        return len(self.table)

    def values(self, factor: int, project: int) -> Floats:  # noqa: ARG002 - all projects alike
        """Changes by a factor `(count,)`."""
        return self.table[:, factor]


def tornado_states(terms: RiskTerms, chance: float = 0.1) -> StatedDraws:
    """All factors at their medians, then each in turn at its `chance` and `1 - chance` quantiles `(2 F + 1, F)`."""
    points = np.stack(
        [factor.values(normal_quantile([0.5, chance, 1.0 - chance])) for factor in terms.factors], axis=1
    )
    table = np.repeat(points[:1], 2 * len(terms.factors) + 1, axis=0)
    for i in range(len(terms.factors)):
        table[1 + 2 * i : 3 + 2 * i, i] = points[1:, i]
    return StatedDraws(table)


def as_planned(terms: RiskTerms) -> StatedDraws:
    """One state in which nothing turns out otherwise."""
    return StatedDraws(np.zeros((1, len(terms.factors))))
