"""Land and services: no tenant before land, road, water, power, treatment and housing stand."""

import numpy as np

from optimizer.columns import Columns, Decision
from optimizer.matrix import Axis, Block
from optimizer.plan import Family


def leased(columns: Columns) -> Block:
    """`leased(p, m, g, t): leased[t] - leased[t-1] - lease[t] = 0`: hectares let so far."""
    count = len(columns.lease_year)
    keys = ((Axis.LEASE_PAIR, columns.lease_pair), (Axis.YEAR, columns.lease_year))
    block = Block(Family.LEASED, keys, count, 0.0, 0.0)
    row = np.arange(count)
    block.add(row, columns.block(Decision.LEASED), 1.0)
    block.add(row, columns.block(Decision.LEASE), -1.0)
    later = np.flatnonzero(columns.lease_year > columns.pair_first[columns.lease_pair])
    block.add(later, columns.block(Decision.LEASED, later - 1), -1.0)
    return block


def lease_supply(columns: Columns) -> Block:
    """`lease_supply(p, m, t): Σ_g leased - area * Σ_{τ+n<=t} start <= 0`."""
    years = columns.years
    projects = columns.problem.projects
    first = np.full(len(columns.options), years)
    np.minimum.at(first, columns.pair_option, columns.pair_first)
    option, year = np.nonzero(np.arange(years) >= first[:, None])
    row_of = np.full((len(columns.options), years), -1)
    row_of[option, year] = np.arange(len(option))
    block = Block(Family.LEASE_SUPPLY, ((Axis.OPTION, option), (Axis.YEAR, year)), len(option), upper=0.0)
    block.add(row_of[columns.lease_option, columns.lease_year], columns.block(Decision.LEASED), 1.0)
    area = np.array([0.0 if p.land is None else p.land.area for p in projects], dtype=np.float64)[
        columns.option_project
    ]
    has_rows = first[columns.start_option] < years
    start, when = np.nonzero(has_rows[:, None] & (np.arange(years) >= columns.flows.completion[:, None]))
    own = columns.start_option[start]
    block.add(row_of[own, when], columns.block(Decision.START, start), -area[own])
    return block


def demand(columns: Columns) -> Block:
    """`demand(c, g, t): Σ_{p,m} leased <= forecast take-up`."""
    years, segments = columns.years, columns.segments
    take_up = np.array([segment.take_up for segment in segments], dtype=np.float64).reshape(-1)
    keys = (
        (Axis.SEGMENT, np.repeat(np.arange(len(segments)), years)),
        (Axis.YEAR, np.tile(np.arange(years), len(segments))),
    )
    block = Block(Family.DEMAND, keys, len(segments) * years, upper=take_up)
    row = columns.pair_segment[columns.lease_pair] * years + columns.lease_year
    block.add(row, columns.block(Decision.LEASED), 1.0)
    return block


def service(columns: Columns) -> Block:
    """`service(c, v, t): Σ needs per hectare * leased - Σ_{τ+n<=t} capacity * start <= existing`, for every
    service that some segment of the cluster needs.
    """
    years, problem = columns.years, columns.problem
    wanted = [
        (c, name)
        for c, cluster in enumerate(problem.clusters)
        for name in sorted({name for segment in cluster.demand for name in segment.needs})
    ]
    position = {(problem.clusters[c].id, name): i for i, (c, name) in enumerate(wanted)}
    existing = [problem.clusters[c].existing.get(name, 0.0) for c, name in wanted]
    keys = (
        (Axis.CLUSTER, np.repeat(np.array([c for c, _ in wanted], dtype=np.int64), years)),
        (Axis.WORD, [name for _, name in wanted for _ in range(years)]),
        (Axis.YEAR, np.tile(np.arange(years), len(wanted))),
    )
    block = Block(
        Family.SERVICE,
        keys,
        len(wanted) * years,
        upper=np.repeat(np.asarray(existing, dtype=np.float64), years),
    )

    home = [problem.clusters[c].id for c in columns.segment_cluster]
    needs = np.zeros((len(wanted), len(columns.segments)))
    for g, segment in enumerate(columns.segments):
        for name, amount in segment.needs.items():
            needs[position[home[g], name], g] = amount
    capacity = np.zeros((len(wanted), len(problem.projects)))
    for p, project in enumerate(problem.projects):
        for name, amount in project.provides.items():
            if project.cluster is not None and (project.cluster, name) in position:
                capacity[position[project.cluster, name], p] = amount

    need, lease = np.nonzero(needs[:, columns.pair_segment[columns.lease_pair]])
    per_hectare = needs[need, columns.pair_segment[columns.lease_pair[lease]]]
    block.add(need * years + columns.lease_year[lease], columns.block(Decision.LEASED, lease), per_hectare)
    owner = columns.option_project[columns.start_option]
    offer, start = np.nonzero(capacity[:, owner])
    which, year = np.nonzero(np.arange(years) >= columns.flows.completion[start][:, None])
    rows, built = offer[which] * years + year, start[which]
    block.add(rows, columns.block(Decision.START, built), -capacity[offer[which], owner[built]])
    return block
