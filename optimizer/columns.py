"""The columns of the programme: every decision that can be taken, as index arrays.

One block of columns per decision of `docs/method.md`. A position in an index array is a column of its block;
`first[decision]` is where the block begins. Nothing here knows a limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from finance.cluster import Segment
from finance.delivery import DeliveryMode, Mode
from finance.economics import Indices, LeaseFlows, StartFlows, StartTerms, lease_flows, start_flows
from finance.horizon import Floats
from finance.project import Option, VehicleId
from finance.schedule import Schedule, schedule
from finance.source import Eligibility, FundingSource, Instrument, Tranche
from optimizer.problem import Problem

Mask = NDArray[np.bool_]


class Decision(StrEnum):
    """The decisions of the plan, then three running sums that keep rows short."""

    START = "start"
    FUND = "fund"
    LEASE = "lease"
    WORKING_CAPITAL = "working_capital"
    TAX = "tax"
    CASH = "cash"
    DIVIDEND = "dividend"
    CARRY = "carry"
    SCALE = "scale"
    LEASED = "leased"
    EBITDA = "ebitda"
    DEBT_SERVICE = "debt_service"


@dataclass(frozen=True)
class Columns:
    """Index arrays of all decisions.

    Axes: O options (project under a mode), V vehicles (vehicle under a mode), of which the first B keep books
    (all but the public ones), R tranches, G segments, S starts, F draws, L leases, T years, W investment years.
    `schedules[r]` is None for tranches without debt. Blocks of books are dense `(B, T)`.
    """

    problem: Problem
    options: tuple[Option, ...]
    option_project: Indices
    option_vehicle: Indices
    is_public: Mask
    vehicles: tuple[tuple[VehicleId, Mode], ...]
    rules: tuple[DeliveryMode, ...]
    tranches: tuple[Tranche, ...]
    tranche_source: Indices
    schedules: tuple[Schedule | None, ...]
    segments: tuple[Segment, ...]
    segment_cluster: Indices
    start_option: Indices
    start_year: Indices
    flows: StartFlows
    draw_option: Indices
    draw_tranche: Indices
    draw_year: Indices
    owed_publicly: Mask
    pair_option: Indices
    pair_segment: Indices
    pair_flows: tuple[LeaseFlows, ...]
    pair_first: Indices
    lease_pair: Indices
    lease_year: Indices
    paid_option: Indices
    paid_year: Indices
    carry_tranche: Indices
    carry_year: Indices
    scale_project: Indices
    first: dict[Decision, int]
    count: int

    @property
    def years(self) -> int:
        """T, the years modelled."""
        return self.problem.horizon.years

    @property
    def lease_option(self) -> Indices:
        """Option of each lease column `(L,)`."""
        return self.pair_option[self.lease_pair]

    @cached_property
    def sources(self) -> tuple[FundingSource, ...]:
        """The source of each tranche `(R,)`."""
        return tuple(self.problem.sources[s] for s in self.tranche_source)

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
    def book_count(self) -> int:
        """B: how many vehicles keep books of their own."""
        return sum(mode is not Mode.PUBLIC for _, mode in self.vehicles)

    @cached_property
    def by_year(self) -> dict[str, Floats]:
        """Payments, interest and balances per unit drawn, by tranche and age `(R, A)`, zero beyond the tenor."""
        ages = max((len(s.payment) for s in self.schedules if s is not None), default=1)
        out = {name: np.zeros((len(self.tranches), ages)) for name in ("payment", "interest", "balance")}
        for r, unit in enumerate(self.schedules):
            if unit is not None:
                for name, table in out.items():
                    amounts = getattr(unit, name)
                    table[r, : len(amounts)] = amounts
        return out

    def debt_entries(self, name: str, draws: Indices) -> tuple[Indices, Indices, Floats]:
        """Draw, calendar year index and amount of every non-zero `name` of the given draws inside the horizon."""
        table = self.by_year[name][self.draw_tranche[draws]]
        year = self.draw_year[draws][:, None] + np.arange(table.shape[1])
        which, age = np.nonzero((table != 0.0) & (year < self.years))
        return draws[which], year[which, age], table[which, age]

    def block(self, decision: Decision, position: Indices | slice = slice(None)) -> Indices:
        """Column numbers of positions in a block."""
        if isinstance(position, slice):
            return np.arange(self.first[decision], self.first[decision] + self.size(decision))[position]
        return self.first[decision] + position

    def size(self, decision: Decision) -> int:
        """Number of columns of a block."""
        order = list(Decision)
        after = order.index(decision) + 1
        return (self.first[order[after]] if after < len(order) else self.count) - self.first[decision]

    def key(self, column: int) -> tuple[str | int, ...]:
        """Key of a column: the decision's word, then ids and the year index."""
        decision = next(d for d in reversed(Decision) if self.first[d] <= column)
        i, years = column - self.first[decision], self.years
        match decision:
            case Decision.START:
                return (decision, *self._option(self.start_option[i]), int(self.start_year[i]))
            case Decision.FUND:
                tranche = self.tranches[self.draw_tranche[i]].id
                return (decision, *self._option(self.draw_option[i]), tranche, int(self.draw_year[i]))
            case Decision.LEASE | Decision.LEASED:
                pair = self.lease_pair[i]
                segment = self.segments[self.pair_segment[pair]].id
                return (decision, *self._option(self.pair_option[pair]), segment, int(self.lease_year[i]))
            case Decision.WORKING_CAPITAL:
                return (decision, *self._option(self.paid_option[i]), int(self.paid_year[i]))
            case Decision.CARRY:
                return (decision, self.tranches[self.carry_tranche[i]].id, int(self.carry_year[i]))
            case Decision.SCALE:
                return (decision, self.problem.projects[self.scale_project[i]].id)
            case _:
                vehicle, mode = self.vehicles[i // years]
                return (decision, vehicle, mode.value, i % years)

    def _option(self, option: int) -> tuple[str, str]:
        return self.problem.projects[self.option_project[option]].id, self.options[option].mode.value


def _ints(values: Sequence[int]) -> Indices:
    return np.array(values, dtype=np.int64)


def _eligible(eligible: Eligibility, problem: Problem) -> Mask:
    """Whether a source may pay for each project, modes apart `(P,)`."""
    mask = np.ones(len(problem.projects), dtype=bool)
    for allowed, own in (
        (eligible.projects, [p.id for p in problem.projects]),
        (eligible.kinds, [p.kind for p in problem.projects]),
        (eligible.classes, [p.project_class for p in problem.projects]),
        (eligible.clusters, [p.cluster for p in problem.projects]),
    ):
        if allowed is not None:
            mask &= np.array([name in allowed for name in own], dtype=bool)
    return mask


def _draws(
    problem: Problem,
    options: Sequence[Option],
    option_project: Indices,
    tranches: Sequence[tuple[FundingSource, Tranche]],
    window: tuple[Indices, Indices],
) -> Mask:
    """Which draws exist `(O, R, W)`.

    A source pays where it is eligible, from the first possible spending on; all but equity only up to the last
    possible spending, for only equity may cover operating deficits. A vehicle's loan must be repaid inside the
    horizon: `t + tenor <= T - 1`.
    """
    horizon = problem.horizon
    year = np.arange(horizon.invest_years)
    begins, ends = window
    after = year >= begins[:, None]
    spending = after & (year <= ends[:, None])
    exists = np.zeros((len(options), len(tranches), horizon.invest_years), dtype=bool)
    can_pay = {source.id: _eligible(source.eligible, problem)[option_project] for source in problem.sources}
    modes = np.array([option.mode for option in options], dtype=object)
    is_public = modes == Mode.PUBLIC
    for r, (source, tranche) in enumerate(tranches):
        allowed = can_pay[source.id]
        if source.eligible.modes is not None:
            allowed = allowed & np.isin(modes, list(source.eligible.modes))
        late = (after & ~is_public[:, None]) | spending if source.instrument is Instrument.EQUITY else spending
        cell = allowed[:, None] & late
        if source.instrument.is_debt and tranche.terms is not None:
            owed_publicly = np.array([source.owed_publicly(o.mode) for o in options], dtype=bool)
            cell &= owed_publicly[:, None] | (year + tranche.terms.tenor <= horizon.years - 1)
        exists[:, r, :] = cell
    return exists


def lay_out(problem: Problem) -> Columns:
    """All columns of a problem, in the order of `Decision`.

    Columns that every limit would hold at zero are left out: starts that cannot finish inside the investment
    years, draws where no spending is possible, leases before land can be ready.
    """
    horizon, projects = problem.horizon, problem.projects
    years, invest = horizon.years, horizon.invest_years
    options = tuple(option for project in projects for option in project.options)
    option_project = _ints([i for i, project in enumerate(projects) for _ in project.options])
    is_public = np.array([option.mode is Mode.PUBLIC for option in options], dtype=bool)
    rules_of = {m: problem.delivery.get(m) or DeliveryMode(m, (0.0,) * years) for m in Mode}

    vehicle_keys = [(projects[i].books, option.mode) for i, option in zip(option_project, options, strict=True)]
    vehicles = tuple(sorted(dict.fromkeys(vehicle_keys), key=lambda key: key[1] is Mode.PUBLIC))
    position = {key: v for v, key in enumerate(vehicles)}
    option_vehicle = _ints([position[key] for key in vehicle_keys])

    windows = [projects[i].start_window(option, invest) for i, option in zip(option_project, options, strict=True)]
    start_option = np.repeat(np.arange(len(options)), [len(w) for w in windows])
    start_year = _ints([year for window in windows for year in window])
    by_option = np.array([(o.capex_factor, o.opex_factor, o.availability) for o in options], dtype=np.float64)
    terms = by_option.reshape(len(options), 3)[start_option].T
    depreciation = _ints([rules_of[option.mode].depreciation_years for option in options])
    start_terms = StartTerms(option_project[start_option], start_year, *terms, depreciation[start_option])
    flows = start_flows(projects, start_terms, horizon, problem.assumptions)

    # an option without any start gets an empty window: it begins after the last year
    begins = _ints([w.start if w else years for w in windows])
    construction = _ints([len(project.profile) for project in projects])[option_project]
    ends = _ints([w[-1] if w else -years for w in windows]) + construction - 1

    steps = tuple((source, tranche) for source in problem.sources for tranche in source.tranches)
    exists = _draws(problem, options, option_project, steps, (begins, ends))
    draw_option, draw_tranche, draw_year = (a.astype(np.int64) for a in np.nonzero(exists))
    owed = np.array([[s.owed_publicly(m) for m in Mode] for s, _ in steps], dtype=bool).reshape(len(steps), len(Mode))
    mode_index = _ints([list(Mode).index(option.mode) for option in options])
    schedules = tuple(schedule(t.terms) if s.instrument.is_debt and t.terms else None for s, t in steps)

    segment_cluster = _ints([c for c, cluster in enumerate(problem.clusters) for _ in cluster.demand])
    segments = tuple(segment for cluster in problem.clusters for segment in cluster.demand)
    of_cluster = {cluster.id: np.flatnonzero(segment_cluster == c) for c, cluster in enumerate(problem.clusters)}
    pairs = [
        (o, g)
        for o, i in enumerate(option_project)
        if projects[i].land is not None and windows[o] and (home := projects[i].cluster) is not None
        for g in of_cluster[home]
    ]
    pair_option, pair_segment = _ints([o for o, _ in pairs]), _ints([g for _, g in pairs])
    pair_first = np.minimum((begins + construction)[pair_option], years) if pairs else _ints([])
    pair_flows = tuple(
        lease_flows(segments[g], projects[option_project[o]], horizon, problem.assumptions) for o, g in pairs
    )
    lease_pair = np.repeat(np.arange(len(pairs)), years - pair_first)
    lease_year = np.concatenate([np.arange(f, years) for f in pair_first]) if pairs else _ints([])

    paid = (np.arange(invest) >= begins[:, None]) & ~is_public[:, None]
    paid_option, paid_year = (a.astype(np.int64) for a in np.nonzero(paid))
    carried = np.array([t.carry_over > 0.0 and t.ceiling is not None for _, t in steps], dtype=bool)
    carry_tranche, carry_year = (
        a.astype(np.int64) for a in np.nonzero(np.broadcast_to(carried[:, None], (len(steps), max(invest - 1, 0))))
    )
    scale_project = _ints([i for i, p in enumerate(projects) if p.min_scale is not None and not p.indivisible])

    dense = sum(mode is not Mode.PUBLIC for _, mode in vehicles) * years
    sizes = {
        Decision.START: len(start_year), Decision.FUND: len(draw_year), Decision.LEASE: len(lease_year),
        Decision.WORKING_CAPITAL: len(paid_year), Decision.TAX: dense, Decision.CASH: dense,
        Decision.DIVIDEND: dense, Decision.CARRY: len(carry_year), Decision.SCALE: len(scale_project),
        Decision.LEASED: len(lease_year), Decision.EBITDA: dense, Decision.DEBT_SERVICE: dense,
    }  # fmt: skip
    ends_at = np.cumsum([sizes[d] for d in Decision])
    first = {d: int(ends_at[i]) - sizes[d] for i, d in enumerate(Decision)}
    return Columns(
        problem=problem, options=options, option_project=option_project, option_vehicle=option_vehicle,
        is_public=is_public, vehicles=vehicles, rules=tuple(rules_of[mode] for _, mode in vehicles),
        tranches=tuple(t for _, t in steps),
        tranche_source=_ints([i for i, s in enumerate(problem.sources) for _ in s.tranches]), schedules=schedules,
        segments=segments, segment_cluster=segment_cluster, start_option=start_option, start_year=start_year,
        flows=flows, draw_option=draw_option, draw_tranche=draw_tranche, draw_year=draw_year,
        owed_publicly=owed[draw_tranche, mode_index[draw_option]], pair_option=pair_option,
        pair_segment=pair_segment, pair_flows=pair_flows, pair_first=pair_first, lease_pair=lease_pair,
        lease_year=lease_year, paid_option=paid_option, paid_year=paid_year, carry_tranche=carry_tranche,
        carry_year=carry_year, scale_project=scale_project, first=first, count=int(ends_at[-1]),
    )  # fmt: skip
