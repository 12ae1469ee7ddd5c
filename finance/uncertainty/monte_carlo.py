"""Many draws of a plan's uncertain factors, and what they say about its worth, its covenants and the budget.

Vehicles are taken one after the other and draws in blocks, so memory stays within `bound` however many there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finance.horizon import Floats, discount_factors
from finance.project import ProjectId, VehicleId
from finance.rates.many import Booleans, irr_many
from finance.uncertainty.exposure import Exposure, Outcome, Shocks, outcome
from finance.uncertainty.risk import (
    ADDED,
    Channel,
    Draws,
    FactorId,
    RiskTerms,
    SampledDraws,
    as_planned,
    tornado_states,
)

CELLS = 1 << 17
"""Amounts in a block of draws, projects and years: a megabyte, and about a dozen such arrays at a time."""

CHANCES = (0.05, 0.10, 0.50, 0.90, 0.95)
"""Quantiles that are told."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over all draws.

    `planned`: where everything comes as planned, None where the figure has no value then. `share`: of the draws in
    which it has one; mean, deviation and quantiles are over these.
    """

    planned: float | None
    mean: float
    deviation: float
    quantiles: tuple[float, ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class ProjectRisk:
    """A project under a mode. `irr` None where no draw has exactly one rate of return. `uplift_npv`: what optimism bias
    takes off the NPV; it is in no draw.
    """

    project: ProjectId
    mode: str
    npv: Spread
    loss: float
    irr: Spread | None
    uplift_npv: float


@dataclass(frozen=True, slots=True)
class VehicleRisk:
    """A vehicle that serves debt: the lowest cover of its years, and the probability that its covenant is broken."""

    vehicle: VehicleId
    mode: str
    lowest_cover: Spread
    breach: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A factor's part in a tornado: the portfolio's figure at its P10 and P90, all others at their medians."""

    factor: FactorId
    at_p10: float
    at_p90: float

    @property
    def swing(self) -> float:
        """The length of the bar."""
        return abs(self.at_p90 - self.at_p10)


@dataclass(frozen=True, slots=True)
class RiskResult:
    """What all draws together say. `breach`: probability that some vehicle breaks its covenant. `variance_shares`:
    squared correlations of each factor with the portfolio's NPV, as shares of their sum (with correlated factors each
    also carries its part of the other). `tornado`: longest bar first,
    equal ones by name.
    """

    draws: int
    npv: Spread
    loss: float
    irr: Spread | None
    fiscal_pv: Spread
    breach: float | None
    uplift_npv: float
    projects: tuple[ProjectRisk, ...]
    vehicles: tuple[VehicleRisk, ...]
    variance_shares: Mapping[FactorId, float]
    tornado: tuple[Bar, ...]
    fiscal_tornado: tuple[Bar, ...]


def bound(draws: int, years: int, factors: int, largest_vehicle: int) -> int:
    """Bytes that `simulate` never exceeds beside the plan and its result; `largest_vehicle` in projects.

    `8 * draws * (years + 2 * factors + 12 * largest_vehicle + 24)` for what is kept by draw, and 64 MB for the blocks.
    """
    return 8 * draws * (years + 2 * factors + 12 * largest_vehicle + 24) + (64 << 20)


def simulate(
    exposures: Sequence[Exposure],
    terms: RiskTerms,
    discount_rate: float,
    uplifts: Mapping[ProjectId, float] | None = None,
    *,
    cells: int = CELLS,
    compiled: bool = False,
) -> RiskResult:
    """Draw all factors `terms.draws` times and see what becomes of every vehicle.

    `uplifts`: optimism bias by project, as a share of its capital cost. `cells`: amounts in a block, for tests: the
    result does not depend on it, rounding apart. `compiled`: rates of return by machine code, see `irr_many`.

    Always: the planned figures are those of the plan; the same terms give the same result.
    """
    years = len(exposures[0].tax_rate) if exposures else 1
    discount = discount_factors(discount_rate, years)
    drawn = SampledDraws(terms)
    base, total = (
        _Portfolio(terms, draws, discount, cells, compiled=compiled) for draws in (as_planned(terms), drawn)
    )
    covariances: dict[tuple[int, int], float] = {}
    projects: list[ProjectRisk] = []
    vehicles: list[VehicleRisk] = []
    for exposure in exposures:
        plan, run = base.take(exposure), total.take(exposure)
        for key, value in _own_covariances(exposure, terms, drawn, run.npv.sum(axis=1)).items():
            covariances[key] = covariances.get(key, 0.0) + value
        projects.extend(_project_risks(exposure, plan, run, discount, uplifts or {}))
        cover = _spread(plan.lowest_cover, run.lowest_cover)
        if cover is not None and run.is_breached is not None:
            breach = float(np.mean(run.is_breached))
            vehicles.append(VehicleRisk(exposure.vehicle, exposure.mode, cover, breach))
    bars = tornado(exposures, terms, discount_rate)
    npv, fiscal = _spread(base.npv, total.npv), _spread(base.fiscal_pv, total.fiscal_pv)
    assert npv is not None
    assert fiscal is not None
    return RiskResult(
        draws=terms.draws,
        npv=npv,
        loss=float(np.mean(total.npv < 0.0)),
        irr=_spread(base.irr(), total.irr()),
        fiscal_pv=fiscal,
        breach=float(np.mean(total.is_breached)) if vehicles else None,
        uplift_npv=sum(project.uplift_npv for project in projects),
        projects=tuple(projects),
        vehicles=tuple(vehicles),
        variance_shares=_variance_shares(
            terms, exposures, covariances | _shared_covariances(terms, drawn, total.npv)
        ),
        tornado=bars[0],
        fiscal_tornado=bars[1],
    )


def tornado(
    exposures: Sequence[Exposure], terms: RiskTerms, discount_rate: float
) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
    """The portfolio's NPV, and what it costs the public side, with one factor at a time at its P10 and P90, all others
    at their medians; longest bar first, equal ones by name. A factor per project is moved in all projects at once.
    """
    if not exposures:
        return (), ()
    discount = discount_factors(discount_rate, len(exposures[0].tax_rate))
    states = tornado_states(terms)
    npv, fiscal = np.zeros(states.count), np.zeros(states.count)
    for exposure in exposures:
        part = outcome(exposure, _shocks(exposure, terms, states), discount)
        npv += (part.flow @ discount).sum(axis=1)
        fiscal += part.fiscal_pv
    return _bars(terms, npv), _bars(terms, fiscal)


def _bars(terms: RiskTerms, figures: Floats) -> tuple[Bar, ...]:
    """Bars of the figures in the states of a tornado."""
    bars = [
        Bar(factor.id, float(figures[1 + 2 * i]), float(figures[2 + 2 * i]))
        for i, factor in enumerate(terms.factors)
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.factor)))


@dataclass(slots=True)
class _Run:
    """A vehicle in n states: NPV and IRR by project `(n, P)`, cover and covenant `(n,)`."""

    npv: Floats
    irr: Floats
    lowest_cover: Floats | None
    is_breached: Booleans | None


class _Portfolio:
    """All vehicles in n states: their sums `(n,)` and `flow (n, T)`, added up block by block."""

    def __init__(
        self, terms: RiskTerms, draws: Draws, discount: Floats, cells: int, *, compiled: bool
    ) -> None:
        self.terms, self.draws, self.discount = terms, draws, discount
        self.cells, self.compiled = cells, compiled
        self.npv, self.fiscal_pv = np.zeros(draws.count), np.zeros(draws.count)
        self.flow = np.zeros((draws.count, len(discount)))
        self.is_breached = np.zeros(draws.count, dtype=np.bool_)

    def take(self, exposure: Exposure) -> _Run:
        """Run a vehicle through all states and add it up."""
        count, (width, years) = self.draws.count, exposure.capital.shape
        run = _Run(np.zeros((count, width)), np.full((count, width), np.nan), None, None)
        shocks = _shocks(exposure, self.terms, self.draws)
        height = max(1, self.cells // (width * years))
        for top in range(0, count, height):
            rows = slice(top, top + height)
            changes = {channel: change[rows] for channel, change in shocks.items()}
            self._keep(run, outcome(exposure, changes, self.discount), rows)
        self.npv += run.npv.sum(axis=1)
        if run.is_breached is not None:
            self.is_breached |= run.is_breached
        return run

    def irr(self) -> Floats:
        """The portfolio's rate of return in each state, NaN where there is not exactly one."""
        return irr_many(self.flow, compiled=self.compiled).rate

    def _keep(self, run: _Run, part: Outcome, rows: slice) -> None:
        """Put a block's figures into their places."""
        n, width, years = part.flow.shape
        run.npv[rows] = part.flow @ self.discount
        rates = irr_many(part.flow.reshape(-1, years), compiled=self.compiled).rate
        run.irr[rows] = rates.reshape(n, width)
        self.flow[rows] += part.flow[:, 0] if width == 1 else part.flow.sum(axis=1)
        self.fiscal_pv[rows] += part.fiscal_pv
        if part.lowest_cover is not None and part.is_breached is not None:
            if run.lowest_cover is None or run.is_breached is None:
                run.lowest_cover = np.zeros(self.draws.count)
                run.is_breached = np.zeros(self.draws.count, dtype=np.bool_)
            run.lowest_cover[rows], run.is_breached[rows] = part.lowest_cover, part.is_breached


def _shocks(exposure: Exposure, terms: RiskTerms, draws: Draws) -> Shocks:
    """Changes by channel `(n, P)`: factors on one channel multiply, on time and rate they add up."""
    shocks: dict[Channel, Floats] = {}
    for i, factor in enumerate(terms.factors):
        for p in np.flatnonzero(exposure.touched[i]):
            values = draws.values(i, exposure.numbers[p])
            change = shocks.setdefault(factor.channel, np.zeros((len(values), len(exposure.projects))))
            if factor.channel in ADDED:
                change[:, p] += values
            else:
                change[:, p] += values * (1.0 + change[:, p])
    if not shocks:  # untouched: every state is the plan
        shocks[Channel.COST] = np.zeros((draws.count, len(exposure.projects)))
    return shocks


def _project_risks(
    exposure: Exposure, planned: _Run, drawn: _Run, discount: Floats, uplifts: Mapping[ProjectId, float]
) -> list[ProjectRisk]:
    found = []
    for p, project in enumerate(exposure.projects):
        npv = _spread(planned.npv[:, p], drawn.npv[:, p])
        assert npv is not None
        found.append(
            ProjectRisk(
                project,
                exposure.mode,
                npv,
                float(np.mean(drawn.npv[:, p] < 0.0)),
                _spread(planned.irr[:, p], drawn.irr[:, p]),
                -uplifts.get(project, 0.0) * float(exposure.capital[p] @ discount),
            )
        )
    return found


def _spread(planned: Floats | None, drawn: Floats | None) -> Spread | None:
    """The figure's spread over draws in which it has a finite value; None where it never has."""
    if drawn is None:
        return None
    known = drawn[np.isfinite(drawn)]
    if len(known) == 0:
        return None
    base = None if planned is None or not np.isfinite(planned[0]) else float(planned[0])
    # equal draws must not differ from their mean by a rounding
    mean = float(known[0] + np.mean(known - known[0]))
    quantiles = tuple(float(q) for q in np.quantile(known, CHANCES))
    return Spread(base, mean, float(np.std(known)), quantiles, len(known) / len(drawn))


def _shared_covariances(terms: RiskTerms, drawn: Draws, npv: Floats) -> dict[tuple[int, int], float]:
    """Covariance with the portfolio's NPV per deviation of each factor that all projects share."""
    return {
        (i, 0): _covariance(drawn.values(i, 0), npv)
        for i, factor in enumerate(terms.factors)
        if not factor.per_project
    }


def _own_covariances(
    exposure: Exposure, terms: RiskTerms, drawn: Draws, npv: Floats
) -> dict[tuple[int, int], float]:
    """The same for factors per project: other vehicles' NPV does not depend on them, so their own is enough."""
    return {
        (i, exposure.numbers[p]): _covariance(drawn.values(i, exposure.numbers[p]), npv)
        for p in range(len(exposure.projects))
        for i, factor in enumerate(terms.factors)
        if factor.per_project and exposure.touched[i, p]
    }


def _variance_shares(
    terms: RiskTerms, exposures: Sequence[Exposure], covariances: Mapping[tuple[int, int], float]
) -> dict[FactorId, float]:
    """Squared covariances per deviation as shares of their sum; a factor per project adds up its projects'."""
    squares = {
        factor.id: sum(value**2 for (of, _), value in covariances.items() if of == i)
        if any(exposure.touched[i].any() for exposure in exposures)
        else 0.0
        for i, factor in enumerate(terms.factors)
    }
    total = sum(squares.values())
    return {factor: square / total if total > 0.0 else 0.0 for factor, square in squares.items()}


def _covariance(x: Floats, y: Floats) -> float:
    """`cov(x, y) / deviation(x)`; 0 where x never changes."""
    x = x - x.mean()
    spread = float(np.std(x))
    # not a dot product: its threads cost more than they save on rows as short as these
    return float(np.mean(x * (y - y.mean()))) / spread if spread > 1e-12 else 0.0
