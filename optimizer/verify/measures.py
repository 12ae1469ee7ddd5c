"""Every metric recomputed (section 4), part by part with its tags, so that it can be filtered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finance.delivery import Mode
from finance.horizon import Floats
from finance.source import FundingSource, Instrument, Sector, Tranche
from optimizer.problem import Measure, Tags
from optimizer.verify.ledger import Ledger
from optimizer.verify.tables import Drawn, Work

EQUITY_TENOR = 20
"""Years over which equity is taken to be paid back for its premium, where none are stated."""

Part = tuple[int, int, int, float]
"""Row of the work, row of the tranche (-1 where no money is drawn), year tag, amount."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one metric, `(parts,)` each."""

    work: NDArray[np.intp]
    step: NDArray[np.intp]
    year: NDArray[np.intp]
    amount: Floats


Figures = dict[str, Parts]
"""Metric -> its parts."""

STANDARD = (
    "economic_npv",
    "financial_npv",
    "investment",
    "funding",
    "public_money",
    "private_money",
    "public_outlay",
    "cost_of_funds",
    "hectares",
    "jobs",
    "value",
    "projects",
)


def figures(ledger: Ledger) -> Figures:
    """Every metric of the problem: the standard ones, and each indicator that some project names."""
    parts: dict[str, list[Part]] = {name: [] for name in STANDARD}
    for project in ledger.problem.projects:
        for indicator in project.indicators:
            parts.setdefault(indicator, [])
    for metric, part in (*_of_starts(ledger), *_of_leases(ledger), *_of_draws(ledger)):
        parts[metric].append(part)
    return {metric: _arrays(rows) for metric, rows in parts.items()}


def _arrays(rows: list[Part]) -> Parts:
    work, step, year, amount = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Parts(
        np.array(work, dtype=np.intp),
        np.array(step, dtype=np.intp),
        np.array(year, dtype=np.intp),
        np.array(amount, dtype=np.float64),
    )


def _of_starts(ledger: Ledger) -> Iterator[tuple[str, Part]]:
    """Parts that started shares cause.

    `economic_npv = sum_t (B - conversion_factor * (O_real + M_real + K_real)) * ds[t]`,
    `financial_npv = sum_t (R - O - M - K) * d[t]`, both in the start year; `investment = K[t]` in year t;
    `public_outlay = sum_t A * d[t]`, and `sum_t (O + M - R) * d[t]` of public projects, in the start year; M: repairs;
    jobs, value, indicators, projects in the year of completion.
    """
    level, assumed = ledger.level, ledger.problem.assumptions
    for one, unit in zip(ledger.tables.begun, ledger.units, strict=True):
        project, row, year, share = one.work.project, one.work.row, one.entry.year, one.entry.share
        real = unit.benefit_real - assumed.conversion_factor * (
            unit.opex_real + unit.repair_real + unit.capex_real
        )
        operation = unit.opex + unit.repair - unit.revenue
        yield "economic_npv", (row, -1, year, share * float(real @ level.social))
        financial = -(operation + unit.capex) @ level.financial
        yield "financial_npv", (row, -1, year, share * float(financial))
        for spent, cost in enumerate(unit.capex[year : unit.completion].tolist(), year):
            yield "investment", (row, -1, spent, share * cost)
        paid = unit.availability + operation if one.entry.mode is Mode.PUBLIC else unit.availability
        outlay = share * float(paid @ level.financial)
        if outlay:
            yield "public_outlay", (row, -1, year, outlay)
            yield "cost_of_funds", (row, -1, year, assumed.cost_of_public_funds * outlay)
        yield "projects", (row, -1, unit.completion, share)
        scores = {**project.indicators, "jobs": project.jobs, "value": project.value}
        for metric, score in scores.items():
            if score:
                yield metric, (row, -1, unit.completion, share * score)


def _of_leases(ledger: Ledger) -> Iterator[tuple[str, Part]]:
    """Parts that leased hectares cause, in the year of the lease t: benefit a year from t to the end
    (`economic_npv`), price and fees (`financial_npv`, and a saving of `public_outlay` on public land).
    """
    level, premium = ledger.level, ledger.problem.assumptions.cost_of_public_funds
    for one, earned in zip(ledger.tables.leased, ledger.earned, strict=True):
        row, year, area = one.work.row, one.entry.year, one.entry.hectares
        benefit = one.segment.benefit_per_ha * float(level.social[year:].sum())
        revenue = area * float(earned @ level.financial)
        yield "economic_npv", (row, -1, year, area * benefit)
        yield "financial_npv", (row, -1, year, revenue)
        if one.entry.mode is Mode.PUBLIC:
            yield "public_outlay", (row, -1, year, -revenue)
            yield "cost_of_funds", (row, -1, year, -premium * revenue)
        yield "hectares", (row, -1, year, area)
        yield "jobs", (row, -1, year, area * one.segment.jobs_per_ha)


def _of_draws(ledger: Ledger) -> Iterator[tuple[str, Part]]:
    """Parts that drawn money causes, in the year of the draw, per discounted unit of it."""
    prices: dict[tuple[int, Mode], tuple[float, float]] = {}
    for one in ledger.tables.drawn:
        row, step, year, mode = one.work.row, one.step, one.entry.year, one.entry.mode
        if (step, mode) not in prices:
            prices[step, mode] = _price_of_money(ledger, one)
        burden, premium = prices[step, mode]
        today = one.entry.amount * float(ledger.level.financial[year])
        yield "funding", (row, step, year, one.entry.amount)
        money = "public_money" if one.source.sector is Sector.PUBLIC else "private_money"
        yield money, (row, step, year, today)
        yield "public_outlay", (row, step, year, burden * today)
        yield "cost_of_funds", (row, step, year, premium * today)


def _price_of_money(ledger: Ledger, one: Drawn) -> tuple[float, float]:
    """What a discounted unit drawn burdens the public side with, and what it costs.

    Burden: the unit itself as grant or public equity, `sum_a pay[a] / (1 + r) ** a` over the whole tenor where
    the public side owes the loan, else nothing. Cost: the financing premium plus `cost_of_public_funds *
    burden`, or the premium that the source states.
    """
    burden = 1.0 if one.source.is_state_capital else 0.0
    if one.source.owed_publicly(one.entry.mode):
        burden = _repaid(ledger, one.step)
    if one.tranche.premium is not None:
        return burden, one.tranche.premium
    premium = _financing_premium(ledger, one.source, one.tranche, one.step)
    return burden, premium + ledger.problem.assumptions.cost_of_public_funds * burden


def _repaid(ledger: Ledger, step: int) -> float:
    """`sum_a pay[a] / (1 + r) ** a` of one drawn unit, over its whole tenor."""
    terms, rate = ledger.schedules[step], ledger.problem.assumptions.discount_rate
    if terms is None:
        return 1.0
    return float(sum(pay / (1.0 + rate) ** age for age, pay in enumerate(terms.payment.tolist())))


def _financing_premium(ledger: Ledger, source: FundingSource, tranche: Tranche, step: int) -> float:
    """`sum_a pay[a] / (1 + r) ** a - 1`; equity as an annuity at its rate; grants 0."""
    terms, rate = tranche.terms, ledger.problem.assumptions.discount_rate
    if source.instrument.is_debt:
        return _repaid(ledger, step) - 1.0
    if source.instrument is not Instrument.EQUITY or terms is None:
        return 0.0
    years = terms.tenor or EQUITY_TENOR
    level = terms.rate / (1.0 - (1.0 + terms.rate) ** -years) if terms.rate else 1.0 / years
    return level * sum((1.0 + rate) ** -age for age in range(1, years + 1)) - 1.0


def total(parts: Parts, taken: NDArray[np.bool_] | None = None) -> tuple[float, float]:
    """Sum of the parts and of their absolute amounts, of all or of those taken."""
    amount = parts.amount if taken is None else parts.amount[taken]
    return float(amount.sum()), float(np.abs(amount).sum())


def measured(ledger: Ledger, every: Figures, measure: Measure) -> tuple[float, float]:
    """A metric restricted by tags and up to and including year `by`: its sum, and that of absolute parts."""
    parts = every[measure.metric]
    works = [_tagged(work, measure.where) for work in ledger.tables.names.works.values()]
    steps = [
        _paid_by(source, tranche, measure.where)
        for _, source, tranche in ledger.tables.names.tranches.values()
    ]
    # the last entry stands for row -1: a part without a source, which a filter by source cannot accept
    steps.append(not measure.where.keys() & {"source", "sector", "instrument"})
    taken = np.array(works, dtype=np.bool_)[parts.work] & np.array(steps, dtype=np.bool_)[parts.step]
    if measure.by is not None:
        taken &= parts.year <= measure.by
    return total(parts, taken)


_TAGS: Mapping[str, Callable[[Work], str | None]] = {
    "project": lambda work: work.project.id,
    "cluster": lambda work: work.project.cluster,
    "kind": lambda work: work.project.kind,
    "class": lambda work: work.project.project_class.value,
    "mode": lambda work: work.option.mode.value,
}
"""Tags of works."""


def _tagged(work: Work, where: Tags) -> bool:
    """Whether a work carries every tag of works that the filter names."""
    return all(_TAGS[tag](work) in accepted for tag, accepted in where.items() if tag in _TAGS)


def _paid_by(source: FundingSource, tranche: Tranche, where: Tags) -> bool:
    """Whether a tranche carries every tag of money named; a source's id takes its tranches."""
    tags: dict[str, set[str]] = {
        "source": {source.id, tranche.id},
        "sector": {source.sector.value},
        "instrument": {source.instrument.value},
    }
    return all(tags[tag] & accepted for tag, accepted in where.items() if tag in tags)
