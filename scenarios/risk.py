"""How sure a plan is: its own amounts, drawn many times under the factors that the scenario calls uncertain."""

import numpy as np

from finance.economics import Indices
from finance.horizon import Floats
from finance.uncertainty.exposure import DebtLines, Exposure
from finance.uncertainty.monte_carlo import RiskResult, simulate
from finance.uncertainty.risk import RiskTerms
from optimizer.plan import Plan
from scenarios.result import Result
from scenarios.tables.account import Account


class NoRiskStated(ValueError):
    """The scenario states no uncertain factors."""


def risk_of(result: Result) -> RiskResult:
    """What the draws say of a plan. Raises NoRiskStated for a scenario without a `risk` section.

    Always the same for the same scenario and plan. What moves and what stays: `finance.uncertainty.exposure`.
    """
    if result.scenario.risk is None:
        raise NoRiskStated("the scenario has no section `risk`")
    return risk_of_plan(result.plan, result.scenario.risk)


def risk_of_plan(plan: Plan, terms: RiskTerms) -> RiskResult:
    """What the draws say of a plan under these terms."""
    uplifts = {project.id: terms.uplift_of(project.kind) for project in plan.problem.projects}
    exposed = exposures(Account.of(plan), terms)
    return simulate(exposed, terms, plan.problem.assumptions.discount_rate, uplifts)


def exposures(account: Account, terms: RiskTerms) -> list[Exposure]:
    """Every vehicle of a plan in which something is built, by id and mode."""
    columns = account.columns
    built = np.unique(columns.start_option[account.started])
    vehicles = columns.option_vehicle[built]
    order = sorted(
        np.unique(vehicles).tolist(), key=lambda v: (columns.vehicles[v][0], columns.vehicles[v][1])
    )
    return [_exposure(account, terms, vehicle, built[vehicles == vehicle]) for vehicle in order]


def _exposure(account: Account, terms: RiskTerms, vehicle: int, options: Indices) -> Exposure:
    columns = account.columns
    id_, mode = columns.vehicles[vehicle]
    numbers = [int(columns.option_project[option]) for option in options]
    projects = [columns.problem.projects[number] for number in numbers]
    rule, keeps_books = columns.rules[vehicle], vehicle < columns.book_count
    nothing = np.zeros(columns.years)
    set_aside, tax_base = _fixed(account, vehicle)
    return Exposure(
        vehicle=id_,
        mode=mode.value,
        is_public=not keeps_books,
        projects=tuple(project.id for project in projects),
        numbers=tuple(numbers),
        touched=np.array(
            [[factor.touches(project, mode) for project in projects] for factor in terms.factors], dtype=bool
        ).reshape(len(terms.factors), len(projects)),
        capital=account.capital[options],
        revenue=(account.revenue + account.lease_revenue)[options],
        availability=account.availability[options],
        opex=(account.opex + account.maintenance)[options],
        depreciation=_depreciation(account)[options],
        state_capital=account.draws(columns.is_state_capital[columns.draw_tranche])[options],
        debt=_debt(account, options, owed_publicly=False, is_foreign=False),
        foreign_debt=_debt(account, options, owed_publicly=False, is_foreign=True),
        public_debt=_debt(account, options, owed_publicly=True, is_foreign=False),
        foreign_public_debt=_debt(account, options, owed_publicly=True, is_foreign=True),
        tax_rate=np.array(rule.tax_rate, dtype=np.float64) if keeps_books else nothing,
        cash=account.books("cash")[vehicle] if keeps_books else nothing,
        paid_in=account.paid_in[options].sum(axis=0),
        dscr=rule.dscr,
        counts_cash=rule.reserve,
        set_aside=set_aside,
        tax_base=tax_base,
    )


def _fixed(account: Account, vehicle: int) -> tuple[Floats | None, Floats | None]:
    """`set_aside` and `tax_base` of a vehicle's exact books `(T,)`; None where there is nothing of the kind."""
    if vehicle not in account.exact:
        return None, None
    flow = account.exact[vehicle].flow
    made = flow.operation
    set_aside = np.diff(made.working_capital + flow.maintenance_reserve, prepend=0.0)
    plain = account.by_vehicle(_depreciation(account))[vehicle]
    extra = made.depreciation - plain
    tax_base = made.disallowed + flow.financing.capitalised - extra
    counts = (made.disallowed.any(), flow.financing.capitalised.any())
    return (set_aside if set_aside.any() else None), (tax_base if any(counts) else None)


def _depreciation(account: Account) -> Floats:
    """Depreciation by option `(O, T)`."""
    columns, started = account.columns, account.started
    out = np.zeros((len(columns.options), columns.years))
    np.add.at(
        out, columns.start_option[started], account.share[started, None] * columns.flows.depreciation[started]
    )
    return out


def _debt(account: Account, options: Indices, *, owed_publicly: bool, is_foreign: bool) -> DebtLines:
    """Debt of some options by who owes it and in which money; `fx_depreciation` above 0 tells a foreign one."""
    columns = account.columns
    foreign = np.array(
        [step.terms is not None and step.terms.fx_depreciation > 0.0 for step in columns.tranches], dtype=bool
    )
    used = np.flatnonzero(
        (account.drawn != 0.0)
        & (columns.owed_publicly == owed_publicly)
        & (foreign[columns.draw_tranche] == is_foreign)
        & np.isin(columns.draw_option, options)
    )
    parts = []
    for name in ("payment", "interest", "balance"):
        which, year, amount = columns.debt_entries(name, columns.draw_tranche[used], columns.draw_year[used])
        out = np.zeros((len(options), columns.years))
        row = np.searchsorted(options, columns.draw_option[used[which]])
        np.add.at(out, (row, year), amount * account.drawn[used[which]])
        parts.append(out)
    return DebtLines.of(*parts)
