"""The plan's rows added up: who spends, earns, owes what in which year."""

from dataclasses import dataclass, fields

import numpy as np

from finance.delivery import Mode
from finance.horizon import Floats
from finance.lending.schedule import Schedule
from finance.source import Instrument
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.verify.effects import Growth, Unit, growth, lease_revenue, schedules, started
from optimizer.verify.tables import Drawn, Tables, look_up


@dataclass(frozen=True, slots=True)
class WorkSums:
    """By work (a project in one mode) and year. `revenue` holds the leases; `repair` falls in its year, `saving` is
    put aside for it; `begun` and `finished` are shares started and finished in the year, `leased` hectares.
    `supply`: draws less fees; `equity_supply` likewise.
    """

    capex: Floats
    opex: Floats
    revenue: Floats
    availability: Floats
    depreciation: Floats
    repair: Floats
    saving: Floats
    begun: Floats
    finished: Floats
    leased: Floats
    drawn: Floats
    supply: Floats
    state_capital: Floats
    equity: Floats
    investor_equity: Floats
    equity_supply: Floats
    paid_in: Floats


@dataclass(frozen=True, slots=True)
class VehicleSums:
    """By vehicle (in one mode) and year: its books; debt service and interest of the loans it owes."""

    owed: Floats
    interest: Floats
    tax: Floats
    cash: Floats
    dividend: Floats


@dataclass(frozen=True, slots=True)
class TrancheSums:
    """By tranche and year: money drawn, unused ceiling kept."""

    drawn: Floats
    carried: Floats


@dataclass(frozen=True, slots=True)
class Ledger:
    """A plan added up; all amounts are positive magnitudes `(rows, years)`.

    `units` are what each start causes, beside `tables.begun`; `earned` is what one hectare of each lease
    earns by year, beside `tables.leased`. `public_service`, `public_debt`: of loans owed publicly.
    """

    problem: Problem
    tables: Tables
    level: Growth
    schedules: list[Schedule | None]
    units: list[Unit]
    earned: list[Floats]
    works: WorkSums
    vehicles: VehicleSums
    tranches: TrancheSums
    public_service: Floats
    public_debt: Floats

    def by_vehicle(self, by_work: Floats) -> Floats:
        """Sum of the works' rows by vehicle."""
        total = np.zeros((len(self.tables.names.vehicles), by_work.shape[1]))
        owners = [work.vehicle for work in self.tables.names.works.values()]
        np.add.at(total, np.array(owners, dtype=np.intp), by_work)
        return total

    @property
    def is_public(self) -> Floats:
        """1 for the works delivered publicly, else 0 `(works, 1)`."""
        public = [float(mode is Mode.PUBLIC) for _, mode in self.tables.names.works]
        return np.array(public).reshape(-1, 1)


def read(plan: Plan) -> Ledger:
    """Add a plan's tables up."""
    problem, tables = plan.problem, look_up(plan)
    names, years = tables.names, problem.horizon.years
    level = growth(problem.assumptions, years)

    def empty(record: type, rows: int) -> list[Floats]:
        return [np.zeros((rows, years)) for _ in fields(record)]

    ledger = Ledger(
        problem,
        tables,
        level,
        schedules(names),
        [started(one.work, one.entry.year, problem, names, level) for one in tables.begun],
        [lease_revenue(one, level) for one in tables.leased],
        WorkSums(*empty(WorkSums, len(names.works))),
        VehicleSums(*empty(VehicleSums, len(names.vehicles))),
        TrancheSums(*empty(TrancheSums, len(names.tranches))),
        np.zeros(years),
        np.zeros(years),
    )
    _add_starts(ledger)
    _add_leases(ledger)
    for drawn in tables.drawn:
        _add_draw(ledger, drawn)
    for paid, work in tables.paid_in:
        ledger.works.paid_in[work.row, paid.year] += paid.amount
    for carry, step in tables.carries:
        ledger.tranches.carried[step, carry.year] += carry.amount
    for books, row in tables.books:
        ledger.vehicles.tax[row] += books.tax
        ledger.vehicles.cash[row] += books.cash
        ledger.vehicles.dividend[row] += books.dividend
    return ledger


def _add_starts(ledger: Ledger) -> None:
    """Each start's share of what a whole unit causes."""
    works = ledger.works
    for one, unit in zip(ledger.tables.begun, ledger.units, strict=True):
        row, share = one.work.row, one.entry.share
        works.capex[row] += share * unit.capex
        works.opex[row] += share * unit.opex
        works.revenue[row] += share * unit.revenue
        works.availability[row] += share * unit.availability
        works.depreciation[row] += share * unit.depreciation
        works.repair[row] += share * unit.repair
        works.saving[row] += share * unit.saving
        works.begun[row, one.entry.year] += share
        if unit.completion < ledger.problem.horizon.years:
            works.finished[row, unit.completion] += share


def _add_leases(ledger: Ledger) -> None:
    """Each lease's hectares and what they earn."""
    works = ledger.works
    for one, earned in zip(ledger.tables.leased, ledger.earned, strict=True):
        works.leased[one.work.row, one.entry.year] += one.entry.hectares
        works.revenue[one.work.row] += one.entry.hectares * earned


def _add_draw(ledger: Ledger, one: Drawn) -> None:
    """A draw where it is spent, and what it owes: `payment[a]` falls in year t + a of a draw in year t."""
    works = ledger.works
    row, year, amount = one.work.row, one.entry.year, one.entry.amount
    works.drawn[row, year] += amount
    works.supply[row, year] += (1.0 - one.tranche.fee) * amount
    ledger.tranches.drawn[one.step, year] += amount
    if one.source.is_state_capital:
        works.state_capital[row, year] += amount
    if one.source.instrument is Instrument.EQUITY:
        works.equity[row, year] += amount
        works.equity_supply[row, year] += (1.0 - one.tranche.fee) * amount
        if not one.source.is_state_capital:
            works.investor_equity[row, year] += amount
    terms = ledger.schedules[one.step]
    if terms is None:
        return
    last = min(ledger.problem.horizon.years, year + len(terms.payment))
    falls, ages = slice(year, last), slice(0, last - year)
    if one.source.owed_publicly(one.entry.mode):
        ledger.public_service[falls] += amount * terms.payment[ages]
        ledger.public_debt[falls] += amount * terms.balance[ages]
    else:
        ledger.vehicles.owed[one.work.vehicle, falls] += amount * terms.payment[ages]
        ledger.vehicles.interest[one.work.vehicle, falls] += amount * terms.interest[ages]
