"""Limits on works and land recomputed (sections 5.1, 5.6, 5.8), and which decisions may exist at all."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

import numpy as np

from finance.horizon import Floats
from finance.project import ProjectId
from optimizer.verify.check import Row, Sides, at_most, listed, refused
from optimizer.verify.ledger import Ledger


def work_limits(ledger: Ledger) -> Iterator[Sides]:
    """Every check on what is built and leased."""
    yield refused("known_rows", ledger.tables.strangers)
    yield bounds(ledger)
    yield integrality(ledger)
    yield start_window(ledger)
    yield start_once(ledger)
    yield exclusive(ledger)
    yield min_scale(ledger)
    yield requires(ledger)
    yield lease_supply(ledger)
    yield demand(ledger)
    yield service(ledger)


def bounds(ledger: Ledger) -> Sides:
    """No decision is negative, no share above 1."""
    tables = ledger.tables
    amounts = chain(
        ((one.entry, one.entry.share) for one in tables.begun),
        ((one.entry, one.entry.amount) for one in tables.drawn),
        ((one.entry, one.entry.hectares) for one in tables.leased),
        ((paid, paid.amount) for paid, _ in tables.paid_in),
        ((carry, carry.amount) for carry, _ in tables.carries),
        ((books, min((*books.tax, *books.cash, *books.dividend))) for books, _ in tables.books),
    )
    low = ((entry, 0.0, amount, 0.0) for entry, amount in amounts)
    high = ((one.entry, one.entry.share, 1.0, 0.0) for one in tables.begun)
    return listed("bounds", chain(low, high))


def integrality(ledger: Ledger) -> Sides:
    """A share of an indivisible project is 0 or 1: `|y - round(y)| <= 0`."""
    shares = (one.entry for one in ledger.tables.begun if one.work.project.indivisible)
    return listed(
        "integrality", ((entry, abs(entry.share - round(entry.share)), 0.0, 1.0) for entry in shares)
    )


def start_window(ledger: Ledger) -> Sides:
    """`earliest + delay <= τ <= latest`, and construction ends inside the investment years: `τ + n <= W`."""
    outside = []
    for one in ledger.tables.begun:
        project, year = one.work.project, one.entry.year
        begins = project.earliest + one.work.option.delay <= year <= project.latest
        if not begins or year + len(project.profile) > ledger.problem.horizon.invest_years:
            outside.append(one.entry)
    return refused("start_window", outside)


def _shares(ledger: Ledger) -> dict[ProjectId, float]:
    """Share of each project started, over all modes and years; 0 where none is."""
    shares = {project.id: 0.0 for project in ledger.problem.projects}
    for one in ledger.tables.begun:
        shares[one.entry.project] += one.entry.share
    return shares


def start_once(ledger: Ledger) -> Sides:
    """`sum(y) <= 1`; `= 1` where committed."""
    shares = _shares(ledger)
    rows: list[Row] = []
    for project in ledger.problem.projects:
        share = shares[project.id]
        rows.append(((project.id,), abs(share - 1.0) if project.committed else share - 1.0, 0.0, share + 1.0))
    return listed("start_once", rows)


def exclusive(ledger: Ledger) -> Sides:
    """`sum(y) <= 1` over the projects of a group."""
    groups: dict[str, float] = defaultdict(float)
    shares = _shares(ledger)
    for project in ledger.problem.projects:
        if project.exclusive is not None:
            groups[project.exclusive] += shares[project.id]
    return listed("exclusive", (((group,), share, 1.0, share + 1.0) for group, share in groups.items()))


def min_scale(ledger: Ledger) -> Sides:
    """Zero, or at least that share: the distance to the nearer of the two."""
    shares = _shares(ledger)
    rows: list[Row] = []
    for project in ledger.problem.projects:
        if project.min_scale is not None:
            share = shares[project.id]
            rows.append(((project.id,), min(share, project.min_scale - share), 0.0, 1.0))
    return listed("min_scale", rows)


def _by_project(ledger: Ledger, by_work: Floats) -> dict[ProjectId, Floats]:
    """Sum of the works' rows by project, as running totals over the years."""
    running = by_work.cumsum(axis=1)
    rows: dict[ProjectId, Floats] = {}
    for work in ledger.tables.names.works.values():
        known = rows.get(work.project.id)
        rows[work.project.id] = running[work.row] if known is None else known + running[work.row]
    return rows


def _stacked(rows: list[Floats], ledger: Ledger) -> Floats:
    return np.array(rows, dtype=np.float64).reshape(len(rows), ledger.problem.horizon.years)


def requires(ledger: Ledger) -> Sides:
    """Share of p started so far <= share of q started so far, for every q that p requires."""
    begun = _by_project(ledger, ledger.works.begun)
    pairs = [(project.id, other) for project in ledger.problem.projects for other in project.requires]
    left = _stacked([begun[project] for project, _ in pairs], ledger)
    right = _stacked([begun[other] for _, other in pairs], ledger)
    return at_most("requires", pairs, left, right)


def lease_supply(ledger: Ledger) -> Sides:
    """Hectares leased so far <= area * shares finished so far, for each work that prepares land."""
    works = [work for work in ledger.tables.names.works.values() if work.project.land is not None]
    rows = [work.row for work in works]
    area = np.array([work.project.land.area for work in works if work.project.land is not None])
    leased = ledger.works.leased[rows].cumsum(axis=1)
    ready = area.reshape(-1, 1) * ledger.works.finished[rows].cumsum(axis=1)
    return at_most("lease_supply", [(work.project.id, work.option.mode) for work in works], leased, ready)


def _leased_by_segment(ledger: Ledger) -> dict[tuple[str, str], Floats]:
    """Hectares leased so far, by cluster and segment."""
    years = ledger.problem.horizon.years
    leased = {key: np.zeros(years) for key in ledger.tables.names.segments}
    for one in ledger.tables.leased:
        place = one.work.project.cluster
        if place is not None:
            leased[place, one.segment.id][one.entry.year] += one.entry.hectares
    return {(place, segment): hectares.cumsum() for (place, segment), hectares in leased.items()}


def demand(ledger: Ledger) -> Sides:
    """Hectares leased so far <= forecast take-up, by cluster and segment."""
    leased = _leased_by_segment(ledger)
    forecast = [list(segment.take_up) for segment in ledger.tables.names.segments.values()]
    right = np.array(forecast, dtype=np.float64).reshape(len(forecast), ledger.problem.horizon.years)
    return at_most("demand", list(leased), _stacked(list(leased.values()), ledger), right)


def service(ledger: Ledger) -> Sides:
    """Needs per hectare * leased so far <= existing + finished capacity, by cluster and service."""
    years = ledger.problem.horizon.years
    finished = _by_project(ledger, ledger.works.finished)
    leased = _leased_by_segment(ledger)
    used: dict[tuple[str, str], Floats] = {}
    capacity: dict[tuple[str, str], Floats] = {}
    for cluster in ledger.problem.clusters:
        for segment in cluster.demand:
            for name, need in segment.needs.items():
                zero = np.zeros(years)
                key = (cluster.id, name)
                used[key] = used.get(key, zero) + need * leased[cluster.id, segment.id]
                capacity[key] = np.full(years, cluster.existing.get(name, 0.0))
    for project in ledger.problem.projects:
        for name, provided in project.provides.items():
            if project.cluster is not None and (project.cluster, name) in capacity:
                capacity[project.cluster, name] += provided * finished[project.id]
    left, right = _stacked(list(used.values()), ledger), _stacked(list(capacity.values()), ledger)
    return at_most("service", list(used), left, right)
