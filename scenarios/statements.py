"""The exact books of a plan's vehicles: from what the plan decides to a waterfall, without the programme's columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from finance.cluster import Segment
from finance.delivery import DeliveryMode, Depreciation, Mode
from finance.economics import StartTerms, lease_flows, start_flows
from finance.horizon import Floats
from finance.lending.debt import repaid
from finance.project import Project, VehicleId
from finance.source import FundingSource, Instrument, Tranche, TrancheId
from finance.vehicle.depreciation import written_off
from finance.vehicle.ratios import Cover, debt_service_cover
from finance.vehicle.statements import Statements, statements
from finance.vehicle.tax import Losses, TaxRules
from finance.vehicle.waterfall import CashRules, Financing, Operation, Waterfall, waterfall
from optimizer.plan import Books, Draw, Lease, Plan, Start
from optimizer.problem import Problem
from scenarios.construction_tax import Construction, Paid, exact_construction, planned_construction

Entry = TypeVar("Entry", Start, Draw, Lease)


@dataclass(frozen=True, slots=True, eq=False)
class VehicleAccount:
    """A vehicle of a plan: its rules, the plan's own books, and its exact waterfall."""

    vehicle: VehicleId
    mode: Mode
    rules: DeliveryMode
    books: Books
    flow: Waterfall

    @property
    def cover(self) -> Cover:
        """Cover of debt service by year as the mode's covenant counts it: by cash flow and interest on deposits, and
        with `reserve` what the cash kept from the year before adds.
        """
        kept = np.concatenate([[0.0], self.cash[:-1]]) if self.rules.reserve else 0.0
        return debt_service_cover(self.flow.cfads + self.flow.deposit_interest + kept, self.flow.debt.service)

    @property
    def statements(self) -> Statements:
        """Income statement, balance sheet and cash statement."""
        return statements(self.flow)

    @property
    def cash(self) -> Floats:
        """Cash at year end, reserve included `(T,)`."""
        return self.flow.cash + self.flow.dsra


def vehicle_accounts(plan: Plan) -> tuple[VehicleAccount, ...]:
    """Every vehicle that keeps books, in the plan's order, taxed as its delivery mode says.

    Cash is kept as the plan keeps it, the reserve first; what holidays, preferential rates, carried losses and
    interest on deposits bring is paid out. Where the rules are those of the programme, the waterfall is the plan's own
    cash flow.
    """
    made = _Plan(plan)
    return tuple(made.account(books, exactly=True) for books in plan.books)


def planned_accounts(plan: Plan) -> tuple[VehicleAccount, ...]:
    """The same with the programme's simplifications: no holiday, no preferential rate, no loss carried forward, no
    interest on deposits, and of interest and grants before operation the least that tax may count.
    """
    made = _Plan(plan)
    return tuple(made.account(books, exactly=False) for books in plan.books)


def _tax_rules(rules: DeliveryMode) -> TaxRules:
    return TaxRules(
        rules.tax_rate,
        exempt_years=rules.tax_holiday,
        half_years=rules.tax_half_years,
        incentive_rate=rules.preferential_tax_rate,
        incentive_years=rules.preferential_years,
        losses=Losses.CARRIED if rules.loss_years else Losses.LOST,
        loss_years=rules.loss_years,
    )


class _Plan:
    """A plan with its nouns looked up once."""

    def __init__(self, plan: Plan) -> None:
        self.problem: Problem = plan.problem
        self.years = plan.problem.horizon.years
        self.projects: dict[str, Project] = {project.id: project for project in plan.problem.projects}
        self.tranches: dict[TrancheId, tuple[FundingSource, Tranche]] = {
            tranche.id: (source, tranche) for source in plan.problem.sources for tranche in source.tranches
        }
        self.segments: dict[tuple[str, str], Segment] = {
            (cluster.id, segment.id): segment
            for cluster in plan.problem.clusters
            for segment in cluster.demand
        }
        self.starts, self.draws = self._grouped(plan.starts), self._grouped(plan.draws)
        self.leases = self._grouped(plan.leases)

    def _grouped(self, entries: Iterable[Entry]) -> dict[tuple[VehicleId, Mode], list[Entry]]:
        found: dict[tuple[VehicleId, Mode], list[Entry]] = {}
        for entry in entries:
            found.setdefault((self.projects[entry.project].books, entry.mode), []).append(entry)
        return found

    def rules(self, mode: Mode) -> DeliveryMode:
        """Rules of a mode; one without rules of its own has the default ones."""
        return self.problem.delivery.get(mode) or DeliveryMode(mode, (0.0,) * self.years)

    def account(self, books: Books, *, exactly: bool) -> VehicleAccount:
        """A vehicle's waterfall, exactly or as the programme simplifies it."""
        rules, key = self.rules(books.mode), (books.vehicle, books.mode)
        operation, construction, saving = self.operation(key, rules, exactly=exactly)
        financing = self.financing(key, construction.capitalised)
        # what the plan keeps beyond the reserve; rounding of the solver must not become a debt of the owners
        target = np.append(rules.dsra * financing.debt.service[1:], 0.0)
        kept = tuple(np.maximum(0.0, np.array(books.cash) - target).tolist())
        # held before a repair: all that was put aside so far, less the repairs before it
        held = np.cumsum(saving) - np.cumsum(operation.maintenance) + operation.maintenance
        cash = CashRules(
            dsra=rules.dsra,
            deposit_rate=rules.deposit_rate if exactly else 0.0,
            lock_up=rules.lock_up,
            kept=kept,
            maintenance_target=tuple(np.maximum(0.0, held).tolist()),
        )
        tax = _tax_rules(rules) if exactly else TaxRules(rules.tax_rate)
        flow = waterfall(operation, financing, tax, cash)
        return VehicleAccount(books.vehicle, books.mode, rules, books, flow)

    def operation(
        self, key: tuple[VehicleId, Mode], rules: DeliveryMode, *, exactly: bool
    ) -> tuple[Operation, Construction, Floats]:
        """What the vehicle's projects build and earn, what tax makes of their construction, and what is put aside for
        repairs by year `(T,)`.
        """
        starts, leased = self.starts.get(key, []), np.zeros(self.years)
        for lease in self.leases.get(key, []):
            project = self.projects[lease.project]
            segment = self.segments[str(project.cluster), lease.segment]
            unit = lease_flows(segment, project, self.problem.horizon, self.problem.assumptions)
            leased[lease.year] += lease.hectares * unit.price[lease.year]
            leased[lease.year :] += lease.hectares * unit.fee[lease.year :]
        if not starts:
            idle = Operation.of(self.years, leases=leased, working_capital=rules.receivables * leased)
            return idle, Construction.none(self.years), np.zeros(self.years)
        projects = [self.projects[start.project] for start in starts]
        options = [
            next(option for option in project.options if option.mode is key[1]) for project in projects
        ]
        is_straight = rules.depreciation is Depreciation.STRAIGHT_LINE
        flows = start_flows(
            projects,
            StartTerms(
                project=np.arange(len(starts)),
                year=np.array([start.year for start in starts], dtype=np.int64),
                capex_factor=np.array([option.capex_factor for option in options]),
                opex_factor=np.array([option.opex_factor for option in options]),
                availability=np.array([option.availability for option in options]),
                depreciation_years=np.full(len(starts), rules.depreciation_years, dtype=np.int64),
                written_off=None if is_straight else np.tile(written_off(rules), (len(starts), 1)),
                maintenance_years=np.full(len(starts), rules.maintenance_years, dtype=np.int64),
            ),
            self.problem.horizon,
            self.problem.assumptions,
        )
        share = np.array([start.share for start in starts])
        draws = [Paid(draw, *self.tranches[draw.source]) for draw in self.draws.get(key, [])]
        if exactly:
            construction = exact_construction(draws, starts, flows, rules)
        else:
            construction = planned_construction(draws, self.projects, rules, self.problem.horizon)
        tariffs, availability = share @ flows.revenue, share @ flows.availability
        operation = Operation.of(
            self.years,
            tariffs=tariffs,
            leases=leased,
            availability=availability,
            opex=share @ flows.opex,
            capital=share @ flows.capital,
            depreciation=share @ flows.depreciation + construction.depreciation,
            maintenance=share @ flows.maintenance,
            working_capital=rules.receivables * (tariffs + availability + leased),
            disallowed=construction.disallowed,
        )
        return operation, construction, share @ flows.saving

    def financing(self, key: tuple[VehicleId, Mode], capitalised: Floats) -> Financing:
        """Where the vehicle's money comes from. What it never pays back is a grant to it, a public debt included."""
        equity, grants, fees = (np.zeros(self.years) for _ in range(3))
        borrowed: dict[TrancheId, Floats] = {}
        for draw in self.draws.get(key, []):
            source, tranche = self.tranches[draw.source]
            fees[draw.year] += tranche.fee * draw.amount
            if source.instrument is Instrument.EQUITY:
                equity[draw.year] += draw.amount
            elif source.instrument.is_debt and tranche.terms and not source.owed_publicly(draw.mode):
                borrowed.setdefault(tranche.id, np.zeros(self.years))[draw.year] += draw.amount
            else:
                grants[draw.year] += draw.amount
        loans = {
            str(id_): repaid(borrowed[id_], terms)
            for id_, (_, tranche) in self.tranches.items()
            if id_ in borrowed and (terms := tranche.terms) is not None
        }
        lines = {"equity": equity, "grants": grants, "fees": fees, "capitalised": capitalised}
        return Financing.of(self.years, loans, **lines)
