"""What a started share, a leased hectare and a drawn unit cause, year by year (sections 2 and 3)."""

from dataclasses import dataclass

import numpy as np

from finance.delivery import DeliveryMode, Depreciation
from finance.horizon import Assumptions, Floats
from finance.lending.schedule import Schedule, schedule
from finance.project import Project
from optimizer.problem import Problem
from optimizer.verify.tables import Leased, Names, Work


@dataclass(frozen=True, slots=True)
class Growth:
    """Price levels and discount factors by year, year 0 = 1."""

    capex: Floats
    opex: Floats
    revenue: Floats
    financial: Floats
    social: Floats


def growth(assumptions: Assumptions, years: int) -> Growth:
    """`(1 + inflation) ** t`; `(1 + r) ** -t` with the financial and the social rate."""
    year = np.arange(years, dtype=np.float64)
    return Growth(
        (1.0 + assumptions.inflation_capex) ** year,
        (1.0 + assumptions.inflation_opex) ** year,
        (1.0 + assumptions.inflation_revenue) ** year,
        (1.0 + assumptions.discount_rate) ** -year,
        (1.0 + assumptions.social_discount_rate) ** -year,
    )


@dataclass(frozen=True, slots=True)
class Unit:
    """What a whole project started in one year causes, `(years,)` each; nominal unless the name says real.

    `completion`: first year of operation, may lie beyond the horizon.
    """

    completion: int
    capex: Floats
    opex: Floats
    revenue: Floats
    availability: Floats
    depreciation: Floats
    capex_real: Floats
    opex_real: Floats
    benefit_real: Floats
    repair: Floats
    repair_real: Floats
    saving: Floats


def started(work: Work, year: int, problem: Problem, names: Names, level: Growth) -> Unit:
    """One unit of a work started in `year`, its construction inside the horizon.

    Formula, with `n` construction years and `age = t - year - n`:
    `K = capex * capex_factor * profile[t - year] * (1 + inflation) ** t` (no growth where it is nominal);
    in the operating years `year + n <= t < year + n + life`: `O = opex * opex_factor * (1 + inflation) ** t`,
    `R = revenue * ramp[min(age, last)] * (1 + inflation) ** t`, `A = availability`,
    `B = benefit * ramp[...]`; depreciation `sum(K) * shares[t - year - n]` in `year + n <= t < year + n + N`.
    """
    project, option = work.project, work.option
    years = problem.horizon.years
    completion = year + len(project.profile)
    spent = np.zeros(years)
    spent[year:completion] = project.profile[: years - year]
    spent *= project.capex * option.capex_factor
    capex = spent if project.is_nominal else spent * level.capex
    operating = slice(completion, years if project.life is None else completion + project.life)
    on = np.zeros(years)
    on[operating] = 1.0
    ramped = np.zeros(years)
    ramped[operating] = _ramp(project, years)[: len(ramped[operating])]
    rules = names.rules[option.mode]
    written = np.zeros(years)
    shares = write_off(rules)[: max(0, years - completion)]
    written[completion : completion + len(shares)] = capex.sum() * np.array(shares)
    repair_real, saving = _repairs(work, completion, rules.maintenance_years, level)
    opex_real = project.opex * option.opex_factor * on
    return Unit(
        completion,
        capex,
        opex_real * level.opex,
        project.revenue * ramped * level.revenue,
        option.availability * on,
        written,
        capex / level.capex,
        opex_real,
        project.benefit * ramped,
        repair_real * level.capex,
        repair_real,
        saving,
    )


def write_off(rules: DeliveryMode) -> list[float]:
    """Shares of the cost written off, year of operation by year of operation.

    Straight line `1 / N`; declining balance `max(factor / N, 1 / years left)` of what is left, at most all of it, the
    factor 1.5 for N up to 4, 2 up to 6, else 2.5 unless another is stated.
    """
    lifetime = rules.depreciation_years
    if rules.depreciation is Depreciation.STRAIGHT_LINE:
        return [1.0 / lifetime] * lifetime
    factor = rules.depreciation_factor
    if factor is None:
        factor = 1.5 if lifetime <= 4 else 2.0 if lifetime <= 6 else 2.5
    shares, left = [], 1.0
    for year in range(lifetime):
        shares.append(left * min(1.0, max(factor / lifetime, 1.0 / (lifetime - year))))
        left -= shares[-1]
    return shares


def _repairs(work: Work, completion: int, saved_over: int, level: Growth) -> tuple[Floats, Floats]:
    """Repairs of one unit at base-year prices, and what is put aside for them, `(years,)` each.

    `cost * capex_factor` after every, 2 every, … years of operation, inside the life; each saved for in equal parts in
    its own year and those before, at most `saved_over` and no more than lie between two repairs.
    """
    years, plan = len(level.capex), work.project.overhaul
    repair, saving = np.zeros(years), np.zeros(years)
    if plan is None:
        return repair, saving
    end = years if work.project.life is None else min(years, completion + work.project.life)
    over = max(1, min(saved_over, plan.every))
    for year in range(completion + plan.every, end, plan.every):
        repair[year] = plan.cost * work.option.capex_factor
        for before in range(over):
            saving[year - before] += repair[year] * level.capex[year] / over
    return repair, saving


def _ramp(project: Project, years: int) -> Floats:
    """The ramp by age; its last value stays."""
    ramp = np.full(years, project.ramp[-1])
    known = project.ramp[:years]
    ramp[: len(known)] = known
    return ramp


def lease_revenue(lease: Leased, level: Growth) -> Floats:
    """Revenue of one hectare leased in year t, by year u:
    `price * (1 + inflation) ** t` once, and `fee * (1 + inflation) ** u` from t on.
    """
    land, year = lease.work.project.land, lease.entry.year
    assert land is not None  # a lease without land is a stranger
    revenue = np.zeros(len(level.revenue))
    revenue[year:] = land.fee * level.revenue[year:]
    price = lease.segment.price if land.price is None else land.price
    revenue[year] += price * level.revenue[year]
    return revenue


def schedules(names: Names) -> list[Schedule | None]:
    """Repayment of one drawn unit, by the tranche's row; None where nothing is paid back."""
    return [
        schedule(tranche.terms) if source.instrument.is_debt and tranche.terms is not None else None
        for _, source, tranche in names.tranches.values()
    ]
