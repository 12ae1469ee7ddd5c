"""What starting a unit of a project causes, for many starts at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finance.cluster import Segment
from finance.horizon import Assumptions, Floats, Horizon, discount_factors, powers
from finance.project import Project

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StartFlows:
    """Yearly amounts per unit started: S starts by T years `(S, T)`, positive magnitudes.

    Nominal: `capital`, `opex`, `revenue`, `availability`, `depreciation`, `maintenance` (large repairs, in their year),
    `saving` (what is paid or put aside for repairs). At base-year prices: `capital_real`, `opex_real`,
    `benefit_real`, `maintenance_real`. `completion`: first year of operation `(S,)`, may equal T.
    """

    capital: Floats
    opex: Floats
    revenue: Floats
    availability: Floats
    depreciation: Floats
    capital_real: Floats
    opex_real: Floats
    benefit_real: Floats
    maintenance: Floats
    saving: Floats
    maintenance_real: Floats
    completion: Indices


@dataclass(frozen=True, slots=True)
class StartTerms:
    """What varies from start to start `(S,)`: the project's position, its year, its option's terms and its mode's.

    `written_off`: shares by year of operation `(S, N)`, None = straight line. `maintenance_years`: years over which a
    repair is saved for, None = paid out of its year.
    """

    project: Indices
    year: Indices
    capex_factor: Floats
    opex_factor: Floats
    availability: Floats
    depreciation_years: Indices
    written_off: Floats | None = None
    maintenance_years: Indices | None = None


def _padded(rows: Sequence[Sequence[float]], *, repeat_last: bool) -> Floats:
    """Ragged rows as a matrix, filled up with zeros or with each row's last value."""
    width = max((len(row) for row in rows), default=1)
    return np.array(
        [(*row, *((row[-1] if repeat_last else 0.0,) * (width - len(row)))) for row in rows], dtype=np.float64
    ).reshape(len(rows), width)


def start_flows(
    projects: Sequence[Project], starts: StartTerms, horizon: Horizon, assumptions: Assumptions
) -> StartFlows:
    """Flows of every start.

    With `n` construction years, start τ and `age = t - τ - n`:
    capital `K[t] = capex * capex_factor * profile[t-τ] * (1 + inflation.capex) ** t` (no escalation where capex
    is nominal); in the operating years `0 <= age < life`:
    opex `= opex * opex_factor * (1 + inflation.opex) ** t`;
    revenue `= revenue * ramp[min(age, last)] * (1 + inflation.revenue) ** t`; availability as stated;
    benefit `= benefit * ramp[...]`; depreciation `= ΣK / N` while `0 <= age < N`, or `ΣK * written_off[age]`.
    Repairs: `repairs`.

    Always: `capital.sum(axis=1)` is the nominal cost of one unit; depreciation never sums to more than it.
    """
    years, count = horizon.years, len(starts.project)
    row, own = np.arange(count), starts.project
    table = np.array(
        [
            (
                p.capex,
                p.opex,
                p.revenue,
                p.benefit,
                years if p.life is None else p.life,
                len(p.profile),
                p.is_nominal,
            )
            for p in projects
        ],
        dtype=np.float64,
    ).reshape(len(projects), 7)[own]
    capex, opex, revenue, benefit, life, construction, nominal = table.T
    profile = _padded([p.profile for p in projects], repeat_last=False)
    ramp = _padded([p.ramp for p in projects], repeat_last=True)
    completion = starts.year + construction.astype(np.int64)

    price_capex = powers(assumptions.inflation_capex, years)
    spent = (capex * starts.capex_factor)[:, None] * profile[own]
    spending_year = starts.year[:, None] + np.arange(profile.shape[1])
    inside = np.arange(profile.shape[1]) < construction[:, None]
    at_stated_prices = np.zeros((count, years))
    at_stated_prices[np.broadcast_to(row[:, None], inside.shape)[inside], spending_year[inside]] = spent[
        inside
    ]
    is_nominal = nominal.astype(bool)[:, None]
    capital = np.where(is_nominal, at_stated_prices, at_stated_prices * price_capex)
    capital_real = np.where(is_nominal, at_stated_prices / price_capex, at_stated_prices)

    age = np.arange(years) - completion[:, None]
    operating = (age >= 0) & (age < life[:, None])
    ramped = ramp[own[:, None], np.clip(age, 0, ramp.shape[1] - 1)]
    opex_real = (opex * starts.opex_factor)[:, None] * operating
    repaired = repairs(projects, starts, life, age)
    return StartFlows(
        capital=capital,
        opex=opex_real * powers(assumptions.inflation_opex, years),
        revenue=revenue[:, None] * ramped * operating * powers(assumptions.inflation_revenue, years),
        availability=starts.availability[:, None] * operating,
        depreciation=_depreciation(starts, capital.sum(axis=1), age),
        capital_real=capital_real,
        opex_real=opex_real,
        benefit_real=benefit[:, None] * ramped * operating,
        maintenance=repaired * price_capex,
        saving=saved_for(repaired * price_capex, projects, starts),
        maintenance_real=repaired,
        completion=completion,
    )


def _depreciation(starts: StartTerms, cost: Floats, age: Indices) -> Floats:
    """Depreciation per unit `(S, T)` of works that cost `cost (S,)`, by their age `(S, T)`."""
    if starts.written_off is None:
        written_off = (age >= 0) & (age < starts.depreciation_years[:, None])
        return np.asarray((cost / starts.depreciation_years)[:, None] * written_off, dtype=np.float64)
    row, width = np.arange(len(cost))[:, None], starts.written_off.shape[1]
    inside = (age >= 0) & (age < width)
    return np.asarray(cost[:, None] * starts.written_off[row, np.clip(age, 0, width - 1)] * inside)


def repairs(projects: Sequence[Project], starts: StartTerms, life: Floats, age: Indices) -> Floats:
    """Large repairs per unit at base-year prices `(S, T)`: `cost * capex_factor` at the ages every, 2 every, … below
    `life (S,)`; `age (S, T)` is the year of operation, 0 = first.
    """
    every = np.array([p.overhaul.every if p.overhaul else 0 for p in projects], dtype=np.int64)
    cost = np.array([p.overhaul.cost if p.overhaul else 0.0 for p in projects], dtype=np.float64)
    own = every[starts.project][:, None]
    falls = (own > 0) & (age > 0) & (age < life[:, None]) & (age % np.maximum(own, 1) == 0)
    return np.asarray((cost[starts.project] * starts.capex_factor)[:, None] * falls, dtype=np.float64)


def saved_for(repair: Floats, projects: Sequence[Project], starts: StartTerms) -> Floats:
    """What is put aside for repairs `(S, T)` given `repair (S, T)`: equal parts in the `span` years up to each, its own
    included, `span = max(1, min(maintenance_years, every))`: saving for a repair begins when the one before is paid.

    Always: sums to the repairs inside the years.
    """
    if starts.maintenance_years is None or not repair.any():
        return repair
    every = np.array([p.overhaul.every if p.overhaul else 1 for p in projects], dtype=np.int64)
    span = np.maximum(1, np.minimum(starts.maintenance_years, every[starts.project]))
    out = np.zeros_like(repair)
    for ahead in range(int(span.max(initial=1))):
        part = np.where(ahead < span, 1.0 / span, 0.0)[:, None]
        out[:, : repair.shape[1] - ahead] += part * repair[:, ahead:]
    return out


@dataclass(frozen=True, slots=True)
class LeaseFlows:
    """What one hectare leased causes, by lease year t `(T,)`.

    `price` [nominal, in t], `fee` [nominal, in each year u >= t of the lease, indexed by u], `revenue_pv` at the
    discount rate, `benefit_pv` at the social discount rate (real).
    """

    price: Floats
    fee: Floats
    revenue_pv: Floats
    benefit_pv: Floats


def lease_flows(segment: Segment, project: Project, horizon: Horizon, assumptions: Assumptions) -> LeaseFlows:
    """Flows of a hectare leased to `segment` on land that `project` prepared.

    Formula: `price * (1 + inflation.revenue) ** t` once, `fee * (1 + inflation.revenue) ** u` for u = t .. T-1,
    benefit `benefit_per_ha` for u = t .. T-1. The land's own price, where stated, replaces the segment's.

    Raises ValueError for a project without land.
    """
    if project.land is None:
        raise ValueError(f"project {project.id} prepares no land")
    land, years = project.land, horizon.years
    growth = powers(assumptions.inflation_revenue, years)
    discount = discount_factors(assumptions.discount_rate, years)
    social = discount_factors(assumptions.social_discount_rate, years)
    price = (segment.price if land.price is None else land.price) * growth
    fee = land.fee * growth
    return LeaseFlows(
        price=price,
        fee=fee,
        revenue_pv=price * discount + np.cumsum((fee * discount)[::-1])[::-1],
        benefit_pv=segment.benefit_per_ha * np.cumsum(social[::-1])[::-1],
    )
