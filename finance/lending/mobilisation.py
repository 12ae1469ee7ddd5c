"""Mobilising capital: what a drawn unit of each source costs, and the curve along which money can be had."""

from dataclasses import dataclass
from math import inf

from finance.delivery import Mode
from finance.horizon import Assumptions
from finance.lending.schedule import annuity_factor, schedule
from finance.source import FundingSource, Instrument, Tranche, TrancheId


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a mobilisation curve: up to `amount` [file's unit, nominal] at `cost` per discounted unit."""

    tranche: TrancheId
    amount: float
    cost: float


def financing_premium(source: FundingSource, tranche: Tranche, discount_rate: float) -> float:
    """What the financiers earn above the discount rate, per unit drawn.

    Formula: debt: `Σ_a payment[a] / (1 + r) ** a - 1`; equity: the same with an annuity at `rate` over
    `tenor`; grants, and equity without a rate of its own: 0.
    """
    terms = tranche.terms
    if terms is None or source.instrument is Instrument.GRANT:
        return 0.0
    if source.instrument.is_debt:
        return schedule(terms).present_value(discount_rate) - 1.0
    level = annuity_factor(terms.rate, terms.tenor)
    paid = (
        level * ((1.0 + terms.fx_depreciation) / (1.0 + discount_rate)) ** age
        for age in range(1, terms.tenor + 1)
    )
    return sum(paid) - 1.0


def public_outlay(source: FundingSource, tranche: Tranche, mode: Mode, discount_rate: float) -> float:
    """Public money that leaves for a unit drawn, discounted to the draw.

    Formula: state capital 1; debt owed publicly `Σ_a payment[a] / (1 + r) ** a`; anything else 0.
    """
    if source.is_state_capital:
        return 1.0
    if tranche.terms is not None and source.owed_publicly(mode):
        return schedule(tranche.terms).present_value(discount_rate)
    return 0.0


def cost_of_funds(source: FundingSource, tranche: Tranche, mode: Mode, assumptions: Assumptions) -> float:
    """Cost per discounted unit drawn.

    Formula: the tranche's own `premium` where stated, else
    `financing_premium + cost_of_public_funds * public_outlay`.
    """
    if tranche.premium is not None:
        return tranche.premium
    rate = assumptions.discount_rate
    return financing_premium(source, tranche, rate) + assumptions.cost_of_public_funds * public_outlay(
        source, tranche, mode, rate
    )


def mobilisation_curve(
    source: FundingSource, mode: Mode, year: int, assumptions: Assumptions
) -> tuple[Step, ...]:
    """The source's steps in a year, cheapest first. Without a ceiling a step is infinite.

    Always: costs do not fall along the curve; amounts are not negative.
    """
    steps = (
        Step(
            tranche.id,
            inf if tranche.ceiling is None else tranche.ceiling[year],
            cost_of_funds(source, tranche, mode, assumptions),
        )
        for tranche in source.tranches
    )
    return tuple(sorted(steps, key=lambda step: step.cost))
