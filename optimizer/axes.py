"""The axes along which decisions run: works under delivery modes, tranches of money, tenants on land.

Each class holds one room of index arrays; `optimizer.columns` joins them and adds the blocks of columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from finance.cluster import Segment
from finance.delivery import DeliveryMode, Depreciation, Mode
from finance.economics import Indices, LeaseFlows, StartFlows, StartTerms, lease_flows, start_flows
from finance.horizon import Floats
from finance.lending.schedule import Schedule, schedule
from finance.project import Option, VehicleId
from finance.source import Eligibility, FundingSource, Instrument, Tranche
from finance.vehicle.depreciation import written_off
from optimizer.problem import Problem

Mask = NDArray[np.bool_]
MODES = list(Mode)


def ints(values: Sequence[int]) -> Indices:
    """Whole numbers as an index array."""
    return np.array(values, dtype=np.int64)


@dataclass(frozen=True)
class Works:
    """O options (project under a mode), V vehicles (vehicle under a mode), S starts (option and year).

    The first `book_count` vehicles keep books: all but the public ones. An option can spend from `begins` to
    `ends` `(O,)`; one without any possible start begins after the last year.
    """

    options: tuple[Option, ...]
    option_project: Indices
    option_mode: Indices
    option_vehicle: Indices
    is_public: Mask
    vehicles: tuple[tuple[VehicleId, Mode], ...]
    rules: tuple[DeliveryMode, ...]
    begins: Indices
    ends: Indices
    construction: Indices
    start_option: Indices
    start_year: Indices
    flows: StartFlows

    @cached_property
    def can_cover(self) -> Mask:
        """Whether an option's owners can pay in cash: it keeps books and can start at all `(O,)`."""
        return ~self.is_public & (self.ends >= self.begins)

    @cached_property
    def sets_aside(self) -> bool:
        """Whether some vehicle with books must set cash aside, for repairs or for what customers owe."""
        rules = self.rules[: self.book_count]
        repairs = self.flows.saving[~self.is_public[self.start_option]]
        return bool(repairs.any()) or any(rule.working_capital_days > 0.0 for rule in rules)

    @cached_property
    def book_count(self) -> int:
        """B: how many vehicles keep books of their own."""
        return sum(mode is not Mode.PUBLIC for _, mode in self.vehicles)


def works(problem: Problem) -> Works:
    """Every start that can finish inside the investment years."""
    horizon, projects = problem.horizon, problem.projects
    years = horizon.years
    options = tuple(option for project in projects for option in project.options)
    option_project = ints([i for i, project in enumerate(projects) for _ in project.options])
    owners = [projects[i] for i in option_project]
    rules_of = {m: problem.delivery.get(m) or DeliveryMode(m, (0.0,) * years) for m in Mode}

    keys = [(project.books, option.mode) for project, option in zip(owners, options, strict=True)]
    vehicles = tuple(sorted(dict.fromkeys(keys), key=lambda key: key[1] is Mode.PUBLIC))
    position = {key: v for v, key in enumerate(vehicles)}

    windows = [p.start_window(o, horizon.invest_years) for p, o in zip(owners, options, strict=True)]
    start_option = np.repeat(np.arange(len(options)), [len(w) for w in windows])
    start_year = ints([year for window in windows for year in window])
    terms = StartTerms(
        project=option_project[start_option],
        year=start_year,
        capex_factor=np.array([o.capex_factor for o in options], dtype=np.float64)[start_option],
        opex_factor=np.array([o.opex_factor for o in options], dtype=np.float64)[start_option],
        availability=np.array([o.availability for o in options], dtype=np.float64)[start_option],
        depreciation_years=ints([rules_of[o.mode].depreciation_years for o in options])[start_option],
        written_off=_written_off([rules_of[o.mode] for o in options], start_option),
        maintenance_years=ints([rules_of[o.mode].maintenance_years for o in options])[start_option],
    )
    construction = ints([len(project.profile) for project in owners])
    return Works(
        options=options,
        option_project=option_project,
        option_mode=ints([MODES.index(option.mode) for option in options]),
        option_vehicle=ints([position[key] for key in keys]),
        is_public=np.array([option.mode is Mode.PUBLIC for option in options], dtype=bool),
        vehicles=vehicles,
        rules=tuple(rules_of[mode] for _, mode in vehicles),
        begins=ints([w.start if w else years for w in windows]),
        ends=ints([w[-1] if w else -years for w in windows]) + construction - 1,
        construction=construction,
        start_option=start_option,
        start_year=start_year,
        flows=start_flows(projects, terms, horizon, problem.assumptions),
    )


def _written_off(rules: Sequence[DeliveryMode], start_option: Indices) -> Floats | None:
    """Shares written off by start and year of operation; None where all is straight line."""
    if all(rule.depreciation is Depreciation.STRAIGHT_LINE for rule in rules):
        return None
    table = np.zeros((len(rules), max(rule.depreciation_years for rule in rules)))
    for row, rule in zip(table, rules, strict=True):
        row[: rule.depreciation_years] = written_off(rule)
    return table[start_option]


@dataclass(frozen=True)
class Money:
    """R tranches of the sources, F draws (option, tranche and year). `schedules[r]` is None without debt."""

    sources: tuple[FundingSource, ...]
    tranches: tuple[Tranche, ...]
    tranche_source: Indices
    schedules: tuple[Schedule | None, ...]
    draw_option: Indices
    draw_tranche: Indices
    draw_year: Indices
    owed_publicly: Mask
    horizon_years: int

    @cached_property
    def is_debt(self) -> Mask:
        """Whether a tranche must be paid back `(R,)`."""
        return np.array([unit is not None for unit in self.schedules], dtype=bool)

    @cached_property
    def is_equity(self) -> Mask:
        """Whether a tranche is equity `(R,)`."""
        return np.array([s.instrument is Instrument.EQUITY for s in self.sources], dtype=bool)

    @cached_property
    def is_state_capital(self) -> Mask:
        """Whether a tranche is state capital `(R,)`."""
        return np.array([s.is_state_capital for s in self.sources], dtype=bool)

    @cached_property
    def reaches(self) -> Floats:
        """Share of a draw that reaches the project, `1 - fee` `(R,)`."""
        return np.array([1.0 - t.fee for t in self.tranches], dtype=np.float64)

    @cached_property
    def by_age(self) -> dict[str, Floats]:
        """Payments, interest and balances per unit drawn, by tranche and age `(R, A)`, zero beyond the tenor."""
        ages = max((len(s.payment) for s in self.schedules if s is not None), default=1)
        out = {name: np.zeros((len(self.tranches), ages)) for name in ("payment", "interest", "balance")}
        for r, unit in enumerate(self.schedules):
            if unit is not None:
                for name, table in out.items():
                    amounts = getattr(unit, name)
                    table[r, : len(amounts)] = amounts
        return out

    def debt_entries(self, name: str, tranche: Indices, drawn: Indices) -> tuple[Indices, Indices, Floats]:
        """Every non-zero `name` inside the horizon of units of `tranche` drawn in the years `drawn`: position in
        the given arrays, year index, amount.
        """
        table = self.by_age[name][tranche]
        year = drawn[:, None] + np.arange(table.shape[1])
        which, age = np.nonzero((table != 0.0) & (year < self.horizon_years))
        return which, year[which, age], table[which, age]


def money(problem: Problem, works: Works) -> Money:
    """Every draw that can pay for something.

    A source pays where it is eligible and spending is possible. Equity may come in any year to a work with books:
    only equity covers operating deficits, and it may wait in the vehicle's cash. A vehicle's loan must be repaid
    inside the horizon: `t + tenor <= T - 1`.
    """
    horizon = problem.horizon
    steps = [(source, tranche) for source in problem.sources for tranche in source.tranches]
    year = np.arange(horizon.invest_years)
    spending = (year >= works.begins[:, None]) & (year <= works.ends[:, None])
    covering = spending | works.can_cover[:, None]
    owed = np.array([[s.owed_publicly(m) for m in MODES] for s, _ in steps], dtype=bool).reshape(
        -1, len(MODES)
    )
    may_pay = {source.id: eligible_options(source.eligible, problem, works) for source in problem.sources}
    exists = np.zeros((len(works.options), len(steps), horizon.invest_years), dtype=bool)
    for r, (source, tranche) in enumerate(steps):
        when = covering if source.instrument is Instrument.EQUITY else spending
        cell = may_pay[source.id][:, None] & when
        if source.instrument.is_debt and tranche.terms is not None:
            cell &= owed[r, works.option_mode][:, None] | (year + tranche.terms.tenor <= horizon.years - 1)
        exists[:, r, :] = cell
    draw_option, draw_tranche, draw_year = (a.astype(np.int64) for a in np.nonzero(exists))
    return Money(
        sources=tuple(source for source, _ in steps),
        tranches=tuple(tranche for _, tranche in steps),
        tranche_source=ints([i for i, s in enumerate(problem.sources) for _ in s.tranches]),
        schedules=tuple(schedule(t.terms) if s.instrument.is_debt and t.terms else None for s, t in steps),
        draw_option=draw_option,
        draw_tranche=draw_tranche,
        draw_year=draw_year,
        owed_publicly=owed[draw_tranche, works.option_mode[draw_option]],
        horizon_years=horizon.years,
    )


def eligible_options(eligible: Eligibility, problem: Problem, works: Works) -> Mask:
    """Whether a source may pay for each option `(O,)`: every list that it names contains the option's own."""
    projects = problem.projects
    mask = np.ones(len(projects), dtype=bool)
    for allowed, own in (
        (eligible.projects, [p.id for p in projects]),
        (eligible.kinds, [p.kind for p in projects]),
        (eligible.classes, [p.project_class for p in projects]),
        (eligible.clusters, [p.cluster for p in projects]),
    ):
        if allowed is not None:
            mask &= np.array([name in allowed for name in own], dtype=bool)
    of_option = mask[works.option_project]
    if eligible.modes is not None:
        of_option &= np.array([mode in eligible.modes for mode in MODES], dtype=bool)[works.option_mode]
    return of_option


@dataclass(frozen=True)
class Tenants:
    """G segments, pairs (option with land, segment of its cluster), L leases (pair and year).

    `pair_first`: first year in which land of the pair can be ready.
    """

    segments: tuple[Segment, ...]
    segment_cluster: Indices
    pair_option: Indices
    pair_segment: Indices
    pair_flows: tuple[LeaseFlows, ...]
    pair_first: Indices
    lease_pair: Indices
    lease_year: Indices

    @cached_property
    def lease_option(self) -> Indices:
        """Option of each lease `(L,)`."""
        return self.pair_option[self.lease_pair]


def tenants(problem: Problem, works: Works) -> Tenants:
    """Every lease of land that can be ready."""
    years, projects = problem.horizon.years, problem.projects
    segment_cluster = ints([c for c, cluster in enumerate(problem.clusters) for _ in cluster.demand])
    segments = tuple(segment for cluster in problem.clusters for segment in cluster.demand)
    of_cluster = {
        cluster.id: np.flatnonzero(segment_cluster == c) for c, cluster in enumerate(problem.clusters)
    }
    pairs = [
        (o, int(g))
        for o, i in enumerate(works.option_project)
        if projects[i].land is not None
        and works.begins[o] < years
        and (home := projects[i].cluster) is not None
        for g in of_cluster[home]
    ]
    pair_option, pair_segment = ints([o for o, _ in pairs]), ints([g for _, g in pairs])
    first = np.minimum((works.begins + works.construction)[pair_option], years)
    return Tenants(
        segments=segments,
        segment_cluster=segment_cluster,
        pair_option=pair_option,
        pair_segment=pair_segment,
        pair_flows=tuple(
            lease_flows(segments[g], projects[works.option_project[o]], problem.horizon, problem.assumptions)
            for o, g in pairs
        ),
        pair_first=first,
        lease_pair=np.repeat(np.arange(len(pairs)), years - first),
        lease_year=np.concatenate([np.arange(f, years) for f in first] or [ints([])]),
    )
