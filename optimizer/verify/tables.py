"""The plan's tables with their names looked up: each row beside the nouns it speaks of.

Rows that speak of nothing known, of a year outside the horizon, of no finite amount, or twice of the same
thing are set apart as `strangers`: they fail a check of their own and cannot disturb the sums.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finance.cluster import ClusterId, Segment, SegmentId
from finance.delivery import DeliveryMode, Mode
from finance.project import Option, Project, ProjectId, VehicleId
from finance.source import FundingSource, Tranche, TrancheId
from optimizer.plan import Books, Carry, Draw, Lease, PaidIn, Plan, Start
from optimizer.problem import Problem

Unit = tuple[ProjectId, Mode]
Vehicle = tuple[VehicleId, Mode]


@dataclass(frozen=True, slots=True)
class Work:
    """A project under one of its modes, its row in the ledger and that of its vehicle."""

    row: int
    vehicle: int
    project: Project
    option: Option


@dataclass(frozen=True, slots=True)
class Names:
    """What the problem knows, by id. `works`, `tranches`, `vehicles` keep the order of the problem."""

    works: dict[Unit, Work]
    tranches: dict[TrancheId, tuple[int, FundingSource, Tranche]]
    segments: dict[tuple[ClusterId, SegmentId], Segment]
    vehicles: dict[Vehicle, int]
    rules: dict[Mode, DeliveryMode]


def names_of(problem: Problem) -> Names:
    """Index the nouns of a problem once. A mode without rules of its own has the default ones."""
    untaxed = (0.0,) * problem.horizon.years
    vehicles: dict[Vehicle, int] = {}
    works: dict[Unit, Work] = {}
    for project in problem.projects:
        for option in project.options:
            owner = vehicles.setdefault((project.books, option.mode), len(vehicles))
            works[project.id, option.mode] = Work(len(works), owner, project, option)
    tranches: dict[TrancheId, tuple[int, FundingSource, Tranche]] = {}
    for source in problem.sources:
        for tranche in source.tranches:
            tranches[tranche.id] = (len(tranches), source, tranche)
    return Names(
        works,
        tranches,
        {(cluster.id, segment.id): segment for cluster in problem.clusters for segment in cluster.demand},
        vehicles,
        {mode: problem.delivery.get(mode, DeliveryMode(mode, untaxed)) for mode in Mode},
    )


@dataclass(frozen=True, slots=True)
class Begun:
    """A start and its work."""

    entry: Start
    work: Work


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw, its work, its source and its tranche (with the tranche's row)."""

    entry: Draw
    work: Work
    source: FundingSource
    tranche: Tranche
    step: int


@dataclass(frozen=True, slots=True)
class Leased:
    """A lease, its work and its segment."""

    entry: Lease
    work: Work
    segment: Segment


@dataclass(frozen=True, slots=True)
class Tables:
    """A plan's rows with their nouns; `strangers` are the rows left out, or met twice."""

    names: Names
    begun: list[Begun]
    drawn: list[Drawn]
    leased: list[Leased]
    paid_in: list[tuple[PaidIn, Work]]
    books: list[tuple[Books, int]]
    carries: list[tuple[Carry, int]]
    strangers: list[object]


class _Gate:
    """Admits a row once, in a year of the horizon, with a finite amount; notes every other."""

    def __init__(self, years: int) -> None:
        self.years = years
        self.strangers: list[object] = []
        self._seen: set[tuple[object, ...]] = set()

    def admits(self, entry: object, key: tuple[object, ...], year: int, amount: float) -> bool:
        """Whether the row can take part in sums. One met twice does, and is a stranger too."""
        key = (type(entry), *key)
        sound = 0 <= year < self.years and math.isfinite(amount)
        if key in self._seen or not sound:
            self.strangers.append(entry)
        self._seen.add(key)
        return sound


def look_up(plan: Plan) -> Tables:
    """Read a plan's tables: every row is either looked up or a stranger."""
    names = names_of(plan.problem)
    gate = _Gate(plan.problem.horizon.years)
    return Tables(
        names,
        list(_begun(plan.starts, names, gate)),
        list(_drawn(plan.draws, names, gate)),
        list(_leased(plan.leases, names, gate)),
        list(_paid_in(plan.paid_in, names, gate)),
        list(_books(plan.books, names, gate)),
        list(_carries(plan.carries, names, gate)),
        gate.strangers,
    )


def _begun(entries: Iterable[Start], names: Names, gate: _Gate) -> Iterator[Begun]:
    for entry in entries:
        work = names.works.get((entry.project, entry.mode))
        if work is None:
            gate.strangers.append(entry)
        elif gate.admits(entry, (entry.project, entry.mode, entry.year), entry.year, entry.share):
            yield Begun(entry, work)


def _drawn(entries: Iterable[Draw], names: Names, gate: _Gate) -> Iterator[Drawn]:
    for entry in entries:
        work = names.works.get((entry.project, entry.mode))
        found = names.tranches.get(entry.source)
        key = (entry.project, entry.mode, entry.source, entry.year)
        if work is None or found is None:
            gate.strangers.append(entry)
        elif gate.admits(entry, key, entry.year, entry.amount):
            step, source, tranche = found
            yield Drawn(entry, work, source, tranche, step)


def _leased(entries: Iterable[Lease], names: Names, gate: _Gate) -> Iterator[Leased]:
    for entry in entries:
        work = names.works.get((entry.project, entry.mode))
        place = None if work is None else work.project.cluster
        segment = None if place is None else names.segments.get((place, entry.segment))
        key = (entry.project, entry.mode, entry.segment, entry.year)
        # a tenant needs land that somebody prepared, in the cluster that he asks for
        if work is None or segment is None or work.project.land is None:
            gate.strangers.append(entry)
        elif gate.admits(entry, key, entry.year, entry.hectares):
            yield Leased(entry, work, segment)


def _paid_in(entries: Iterable[PaidIn], names: Names, gate: _Gate) -> Iterator[tuple[PaidIn, Work]]:
    for entry in entries:
        work = names.works.get((entry.project, entry.mode))
        # a public project has no books: its deficit is the budget's
        if work is None or entry.mode is Mode.PUBLIC:
            gate.strangers.append(entry)
        elif gate.admits(entry, (entry.project, entry.mode, entry.year), entry.year, entry.amount):
            yield entry, work


def _books(entries: Iterable[Books], names: Names, gate: _Gate) -> Iterator[tuple[Books, int]]:
    for entry in entries:
        row = names.vehicles.get((entry.vehicle, entry.mode))
        lengths = {len(entry.tax), len(entry.cash), len(entry.dividend)}
        if row is None or entry.mode is Mode.PUBLIC or lengths != {gate.years}:
            gate.strangers.append(entry)
        elif gate.admits(
            entry, (entry.vehicle, entry.mode), 0, math.fsum((*entry.tax, *entry.cash, *entry.dividend))
        ):
            yield entry, row


def _carries(entries: Iterable[Carry], names: Names, gate: _Gate) -> Iterator[tuple[Carry, int]]:
    for entry in entries:
        found = names.tranches.get(entry.source)
        if found is None:
            gate.strangers.append(entry)
        elif gate.admits(entry, (entry.source, entry.year), entry.year, entry.amount):
            yield entry, found[0]
