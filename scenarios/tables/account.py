"""A plan spread over the years: what every decision causes, as one matrix per kind of money."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from finance.project import ProjectId
from finance.source import Instrument
from finance.vehicle.by_project import ProjectFlow
from optimizer.columns import Columns, Decision, Mask, lay_out
from optimizer.families.vehicle import lease_amounts
from optimizer.metrics import gradient, metric
from optimizer.plan import Plan
from scenarios.statements import VehicleAccount, vehicle_accounts
from scenarios.vehicle_projects import project_flows

REPORTED = 1e-6
"""A share, a number of hectares or an amount of the file's unit below this is not reported."""


@dataclass(frozen=True)
class Account:
    """What a plan does, by column of the programme, and what follows from it by year.

    `share (S,)`, `drawn (F,)`, `let (L,)`, `paid_in (O, W)`: the plan's decisions in the order of `columns`.
    Matrices `(O, T)` sum over an option: a project under a mode. All are positive magnitudes, nominal.
    """

    plan: Plan
    columns: Columns
    share: Floats
    drawn: Floats
    let: Floats
    paid_in: Floats

    @classmethod
    def of(cls, plan: Plan) -> "Account":
        """The account of a plan."""
        columns = lay_out(plan.problem)
        option_of = _option_numbers(columns)
        tranche_of = {tranche.id: r for r, tranche in enumerate(columns.tranches)}
        starts = [((option_of[s.project, s.mode], s.year), s.share) for s in plan.starts]
        draws = [((option_of[d.project, d.mode], tranche_of[d.source], d.year), d.amount) for d in plan.draws]
        segment_of = [columns.segments[g].id for g in columns.pair_segment]
        pair_of = {
            (int(o), g): i for i, (o, g) in enumerate(zip(columns.pair_option, segment_of, strict=True))
        }
        leases = [
            ((pair_of[option_of[x.project, x.mode], x.segment], x.year), x.hectares) for x in plan.leases
        ]
        paid_in = np.zeros((len(columns.options), columns.years))
        for payment in plan.paid_in:
            paid_in[option_of[payment.project, payment.mode], payment.year] += payment.amount
        return cls(
            plan=plan,
            columns=columns,
            share=_spread(starts, (columns.start_option, columns.start_year)),
            drawn=_spread(draws, (columns.draw_option, columns.draw_tranche, columns.draw_year)),
            let=_spread(leases, (columns.lease_pair, columns.lease_year)),
            paid_in=paid_in,
        )

    def option_key(self, option: int) -> tuple[str, str]:
        """Project and mode of an option."""
        columns = self.columns
        return columns.problem.projects[columns.option_project[option]].id, columns.options[option].mode.value

    @cached_property
    def started(self) -> Indices:
        """Starts that are reported `(n,)`."""
        return np.flatnonzero(self.share >= REPORTED)

    def _of_starts(self, per_unit: Floats) -> Floats:
        """`Σ_starts share * per_unit (S, T)` by option `(O, T)`."""
        used = np.flatnonzero(self.share)
        out = np.zeros((len(self.columns.options), self.columns.years))
        np.add.at(out, self.columns.start_option[used], self.share[used, None] * per_unit[used])
        return out

    @cached_property
    def capital(self) -> Floats:
        """Capital cost `(O, T)`."""
        return self._of_starts(self.columns.flows.capital)

    @cached_property
    def revenue(self) -> Floats:
        """Revenue of works in operation, leases apart `(O, T)`."""
        return self._of_starts(self.columns.flows.revenue)

    @cached_property
    def opex(self) -> Floats:
        """Operating cost `(O, T)`."""
        return self._of_starts(self.columns.flows.opex)

    @cached_property
    def maintenance(self) -> Floats:
        """Large repairs, in the year in which they fall `(O, T)`."""
        return self._of_starts(self.columns.flows.maintenance)

    @cached_property
    def availability(self) -> Floats:
        """Availability payments to works that the public side does not run itself `(O, T)`."""
        return self._of_starts(self.columns.flows.availability) * ~self.columns.is_public[:, None]

    @cached_property
    def let_first_year(self) -> Floats:
        """Money from each lease column in its own year, price and first fee of what is newly let `(L,)`."""
        price, fee = lease_amounts(self.columns)
        return (price + fee) * self.let

    @cached_property
    def _let(self) -> Floats:
        """Hectares newly let by pair of option and segment, and year."""
        columns = self.columns
        new = np.zeros((len(columns.pair_flows), columns.years))
        np.add.at(new, (columns.lease_pair, columns.lease_year), self.let)
        return new

    @cached_property
    def lease_revenue(self) -> Floats:
        """Prices of hectares newly let and fees of all let so far `(O, T)`."""
        columns, new = self.columns, self._let
        pairs = new.shape
        price = np.array([flows.price for flows in columns.pair_flows]).reshape(pairs)
        fee = np.array([flows.fee for flows in columns.pair_flows]).reshape(pairs)
        out = np.zeros((len(columns.options), columns.years))
        np.add.at(out, columns.pair_option, price * new + fee * np.cumsum(new, axis=1))
        return out

    @cached_property
    def project_flow(self) -> Floats:
        """Revenue, leases and availability payments less operating cost, large repairs and capital cost `(O, T)`:
        before tax and any financing, which depend on the vehicle.
        """
        earned = self.revenue + self.lease_revenue + self.availability
        return earned - self.opex - self.maintenance - self.capital

    @cached_property
    def benefit_real(self) -> Floats:
        """Benefits of works in operation and of hectares let so far, at base-year prices `(O, T)`."""
        columns = self.columns
        out = self._of_starts(columns.flows.benefit_real)
        segments = [columns.segments[g].benefit_per_ha for g in columns.pair_segment]
        np.add.at(out, columns.pair_option, np.array(segments).reshape(-1, 1) * np.cumsum(self._let, axis=1))
        return out

    @cached_property
    def capital_real(self) -> Floats:
        """Capital cost at base-year prices `(O, T)`."""
        return self._of_starts(self.columns.flows.capital_real)

    @cached_property
    def opex_real(self) -> Floats:
        """Operating cost and large repairs at base-year prices `(O, T)`."""
        return self._of_starts(self.columns.flows.opex_real + self.columns.flows.maintenance_real)

    def draws(self, chosen: Mask | None = None, per_unit: Floats | None = None) -> Floats:
        """Money drawn by option and year `(O, T)`; of `chosen` draws only `(F,)`, times `per_unit (F,)`."""
        columns = self.columns
        amount = self.drawn if chosen is None else self.drawn * chosen
        amount = amount if per_unit is None else amount * per_unit
        out = np.zeros((len(columns.options), columns.years))
        np.add.at(out, (columns.draw_option, columns.draw_year), amount)
        return out

    def drawn_as(self, instrument: Instrument) -> Floats:
        """Money drawn as one instrument `(O, T)`."""
        is_such = np.array([source.instrument is instrument for source in self.columns.sources], dtype=bool)
        return self.draws(is_such[self.columns.draw_tranche])

    @cached_property
    def fees(self) -> Floats:
        """The part of draws that does not reach the works `(O, T)`."""
        return self.draws(per_unit=(1.0 - self.columns.reaches)[self.columns.draw_tranche])

    def debt(self, name: str, *, owed_publicly: bool) -> Floats:
        """`payment`, `interest` or `balance` of what the public side owes, or the vehicles `(O, T)`."""
        columns = self.columns
        used = np.flatnonzero((self.drawn != 0.0) & (columns.owed_publicly == owed_publicly))
        which, year, amount = columns.debt_entries(name, columns.draw_tranche[used], columns.draw_year[used])
        out = np.zeros((len(columns.options), columns.years))
        np.add.at(out, (columns.draw_option[used[which]], year), amount * self.drawn[used[which]])
        return out

    def by_vehicle(self, by_option: Floats) -> Floats:
        """Sums over the projects of each vehicle that keeps books, `(O, T)` to `(B, T)`."""
        columns = self.columns
        out = np.zeros((columns.book_count, columns.years))
        kept = np.flatnonzero(columns.option_vehicle < columns.book_count)
        np.add.at(out, columns.option_vehicle[kept], by_option[kept])
        return out

    @cached_property
    def exact(self) -> dict[int, VehicleAccount]:
        """Exact waterfall of each vehicle that the plan keeps books for, by the vehicle's number."""
        position = {key: i for i, key in enumerate(self.columns.vehicles)}
        return {position[found.vehicle, found.mode]: found for found in vehicle_accounts(self.plan)}

    @cached_property
    def exact_projects(self) -> dict[int, dict[ProjectId, ProjectFlow]]:
        """The same by project of each vehicle, by the vehicle's number."""
        found = project_flows(self.plan, self.exact.values())
        return {number: found[vehicle.vehicle, vehicle.mode] for number, vehicle in self.exact.items()}

    def books(self, name: str) -> Floats:
        """`tax`, `cash` or `dividend` of each vehicle that keeps books `(B, T)`, exact: after holidays and losses."""
        out = np.zeros((self.columns.book_count, self.columns.years))
        for number, found in self.exact.items():
            flow = found.flow
            out[number] = {"tax": flow.tax.due, "cash": found.cash, "dividend": flow.dividends}[name]
        return out

    def worth(self, name: str) -> tuple[Floats, Floats]:
        """A metric's amount per start `(S,)`, and per option and lease year `(O, T)`."""
        columns = self.columns
        unit = gradient(columns, metric(columns, name))
        of_leases = np.zeros((len(columns.options), columns.years))
        amount = unit[columns.block(Decision.LEASE)] * self.let
        np.add.at(of_leases, (columns.lease_option, columns.lease_year), amount)
        return unit[columns.block(Decision.START)] * self.share, of_leases


def _option_numbers(columns: Columns) -> dict[tuple[str, str], int]:
    projects = columns.problem.projects
    pairs = zip(columns.option_project, columns.options, strict=True)
    return {(projects[p].id, option.mode.value): o for o, (p, option) in enumerate(pairs)}


def _spread(entries: Sequence[tuple[tuple[int, ...], float]], axes: tuple[Indices, ...]) -> Floats:
    """Amounts of a plan's entries at the columns that carry the same indices."""
    at = {key: i for i, key in enumerate(zip(*(axis.tolist() for axis in axes), strict=True))}
    out = np.zeros(len(axes[0]))
    for key, amount in entries:
        out[at[key]] += amount
    return out
