"""Links: what whole works that do not stand yet forbid to each tenant.

The rows of the programme compare sums: a half of a road that could serve twice the land serves all of it. A road that
is whole or not there serves nobody until it is there. For every plan with whole works the rows below hold already, so
none is cut off; fractions of works, which a search must rule out one by one, break them.

`F[p, t]` is the share of work p that is finished in year t, `Σ_{m, τ+n <= t} start[p, m, τ]`: 0 or 1 where p is whole.
`D[g, t]` is the forecast take-up of segment g, `need[g]` what one of its hectares needs of a service.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array, csr_array

from finance.cluster import Service
from finance.economics import Indices
from finance.horizon import Floats
from optimizer.columns import Columns, Decision, Mask

SMALL = 1e-9
"""Hectares and units of service: less is no difference."""


@dataclass(frozen=True)
class Links:
    """Rows `matrix @ x <= upper` over the columns of the programme, true of every plan with whole works."""

    matrix: csr_array
    upper: Floats


@dataclass
class _Rows:
    """Rows being gathered, as triples."""

    upper: list[Floats] = field(default_factory=list)
    rows: list[Indices] = field(default_factory=list)
    columns: list[Indices] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)
    count: int = 0

    def open(self, upper: Floats) -> Indices:
        """Numbers of new rows with these limits."""
        numbers = np.arange(self.count, self.count + len(upper))
        self.count += len(upper)
        self.upper.append(upper)
        return numbers

    def add(self, rows: Indices, columns: Indices, values: Floats) -> None:
        """Add values `(entries,)` at (rows, columns)."""
        self.rows.append(rows)
        self.columns.append(columns)
        self.values.append(values)

    def closed(self, columns: int) -> Links:
        """The rows as a matrix over so many columns."""
        if not self.count:
            return Links(csr_array((0, columns)), np.empty(0))
        triples = np.concatenate(self.values), (np.concatenate(self.rows), np.concatenate(self.columns))
        matrix = csr_array(coo_array(triples, shape=(self.count, columns)))
        matrix.sum_duplicates()
        return Links(matrix, np.concatenate(self.upper))


def links(columns: Columns) -> Links:
    """All links of a problem; none where no work is whole or nothing is leased."""
    rows = _Rows()
    if any(project.indivisible for project in columns.problem.projects):
        _land(columns, rows)
        for cluster in range(len(columns.problem.clusters)):
            _services(columns, cluster, rows)
    return rows.closed(columns.count)


def _land(columns: Columns, rows: _Rows) -> None:
    """`leased[p, m, g, t] <= min(D[g, t], area[p]) * F[p, m, t]` for whole p.

    Proof. `F = 0`: `lease_supply` holds the left side at 0. `F = 1`: it is at most the area by `lease_supply`, and at
    most `D` by `demand`, because other land leases nothing negative.
    """
    projects, owner = columns.problem.projects, columns.option_project
    lease = np.flatnonzero(_whole(columns)[owner[columns.lease_option]])
    area = np.array([0.0 if p.land is None else p.land.area for p in projects], dtype=np.float64)
    option, year = columns.lease_option[lease], columns.lease_year[lease]
    most = np.minimum(
        _take_up(columns)[columns.pair_segment[columns.lease_pair[lease]], year], area[owner[option]]
    )
    number = rows.open(np.zeros(len(lease)))
    rows.add(number, columns.block(Decision.LEASED, lease), np.ones(len(lease)))
    for o in np.unique(option):
        own = np.flatnonzero(option == o)
        _finished(columns, rows, columns.start_option == o, number[own], year[own], -most[own])


def _services(columns: Columns, cluster: int, rows: _Rows) -> None:
    """Links of every service that a cluster's tenants need."""
    place = columns.problem.clusters[cluster]
    segments = np.flatnonzero(columns.segment_cluster == cluster)
    for name in sorted({name for segment in place.demand for name in segment.needs}):
        need = np.array([columns.segments[g].needs.get(name, 0.0) for g in segments], dtype=np.float64)
        providers = np.array(
            [
                p
                for p, work in enumerate(columns.problem.projects)
                if work.cluster == place.id and name in work.provides
            ],
            dtype=np.int64,
        )
        if not _whole(columns)[providers].any():
            continue
        existing = place.existing.get(name, 0.0)
        for g, each in zip(segments[need > 0.0], need[need > 0.0], strict=True):
            _one_segment(columns, rows, int(g), (name, each, existing), providers)
        if np.count_nonzero(need) > 1:
            _all_segments(columns, rows, segments[need > 0.0], (name, existing), providers)


def _one_segment(
    columns: Columns, rows: _Rows, segment: int, service: tuple[Service, float, float], providers: Indices
) -> None:
    """For segment g of a service's cluster, for all land and for each piece of land that is smaller than `D`:
    `Σ leased[g, t] <= U + Σ_q c[q] * F[q, t]` over the service's providers q, with
    `M = D[g, t]`, or `min(D[g, t], area)` for one piece of land; `U = min(M, existing / need)`;
    `c[q] = min(M - U, capacity[q] / need)` for whole q, `capacity[q] / need` for others.

    Proof. The left side is at most M (`demand`, `lease_supply`). If `U = M` the row says no more than that. Else
    `U = existing / need`; if some whole q with `c[q] = M - U` is finished, the right side is at least M; if none is,
    every finished q counts in full and the row is `service` over `need`, less leases that are not negative.
    """
    name, need, existing = service
    projects, years = columns.problem.projects, columns.years
    of_segment = np.flatnonzero(columns.pair_segment[columns.lease_pair] == segment)
    land = columns.option_project[columns.lease_option[of_segment]]
    take_up = _take_up(columns)[segment]
    for piece in (-1, *np.unique(land)):
        lease = of_segment if piece < 0 else of_segment[land == piece]
        area = np.inf if piece < 0 or (own := projects[piece].land) is None else own.area
        most = np.minimum(take_up, area)
        free = np.minimum(most, existing / need)
        held = most - free > SMALL
        if piece >= 0:
            held &= most < take_up - SMALL
        year = np.intersect1d(np.flatnonzero(held), columns.lease_year[lease])
        if not len(year):
            continue
        row_of = np.full(years, -1)
        row_of[year] = rows.open(free[year])
        kept = lease[row_of[columns.lease_year[lease]] >= 0]
        rows.add(row_of[columns.lease_year[kept]], columns.block(Decision.LEASED, kept), np.ones(len(kept)))
        for q in providers:
            offer = np.full(len(year), projects[q].provides[name] / need)
            amount = np.minimum((most - free)[year], offer) if projects[q].indivisible else offer
            _finished(columns, rows, _of(columns, q), row_of[year], year, -amount)


def _all_segments(
    columns: Columns, rows: _Rows, segments: Indices, service: tuple[Service, float], providers: Indices
) -> None:
    """For a service of several segments, with `W = Σ_g need[g] * D[g, t]`:
    `Σ_g need[g] * leased[g, t] <= existing + Σ_q c[q] * F[q, t]`, where `c[q] = min(W - existing, capacity[q])` for
    whole q and `capacity[q]` for others, in years in which that is less than `service` says and `W > existing`.

    Proof. The left side is at most W (`demand`). If some whole q with `c[q] = W - existing` is finished, the right
    side is at least W; if none is, the row is `service` itself.
    """
    name, existing = service
    projects, years = columns.problem.projects, columns.years
    need = np.array([s.needs.get(name, 0.0) for s in columns.segments], dtype=np.float64)
    rest = need[segments] @ _take_up(columns)[segments] - existing
    largest = max(projects[q].provides[name] for q in providers if projects[q].indivisible)
    lease = np.flatnonzero(np.isin(columns.pair_segment[columns.lease_pair], segments))
    held = (rest > SMALL) & (rest < largest - SMALL)
    year = np.intersect1d(np.flatnonzero(held), columns.lease_year[lease])
    if not len(year):
        return
    row_of = np.full(years, -1)
    row_of[year] = rows.open(np.full(len(year), existing))
    kept = lease[row_of[columns.lease_year[lease]] >= 0]
    rows.add(
        row_of[columns.lease_year[kept]],
        columns.block(Decision.LEASED, kept),
        need[columns.pair_segment[columns.lease_pair[kept]]],
    )
    for q in providers:
        offer = np.full(len(year), projects[q].provides[name])
        amount = np.minimum(rest[year], offer) if projects[q].indivisible else offer
        _finished(columns, rows, _of(columns, q), row_of[year], year, -amount)


def _finished(
    columns: Columns, rows: _Rows, is_own: Mask, number: Indices, year: Indices, amount: Floats
) -> None:
    """Add `amount[i] * F[year[i]]` to the rows `number[i]`, F summed over the starts `is_own (S,)`."""
    own = np.flatnonzero(is_own)
    start, row = np.nonzero(columns.flows.completion[own][:, None] <= year)
    rows.add(number[row], columns.block(Decision.START, own[start]), amount[row])


def _of(columns: Columns, project: int) -> Mask:
    """Which starts are a project's `(S,)`."""
    return np.asarray(columns.option_project[columns.start_option] == project)


def _whole(columns: Columns) -> Mask:
    """Which projects are whole `(P,)`."""
    return np.array([project.indivisible for project in columns.problem.projects], dtype=bool)


def _take_up(columns: Columns) -> Floats:
    """Forecast take-up `(G, T)` in hectares."""
    return np.array([s.take_up for s in columns.segments], dtype=np.float64).reshape(-1, columns.years)
