"""Cover of debt and cost of capital of a vehicle, or of a project within it: measures for ratios.csv."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from finance.horizon import discount_factors
from finance.rates.capital_cost import wacc
from finance.source import DebtTerms, TrancheId
from finance.vehicle.by_project import ProjectFlow
from finance.vehicle.ratios import Cover, debt_service_cover, loan_life_cover, project_life_cover
from finance.vehicle.waterfall import Waterfall
from scenarios.language import Language
from scenarios.statements import VehicleAccount
from scenarios.tables.account import REPORTED
from scenarios.tables.appraisal import Finding, Measure, worth


@dataclass(frozen=True, slots=True)
class Owed:
    """A vehicle's own waterfall, or that of a project within it, under the vehicle's rules."""

    vehicle: VehicleAccount
    flow: Waterfall | ProjectFlow
    terms: Mapping[TrancheId, DebtTerms | None]

    @property
    def cover(self) -> Cover:
        """Cover of debt service as the covenant counts it; of a project by its own cash flow, cash and debt."""
        flow = self.flow
        if isinstance(flow, Waterfall):
            return self.vehicle.cover
        kept = np.concatenate([[0.0], (flow.cash + flow.dsra)[:-1]]) * self.vehicle.rules.reserve
        return debt_service_cover(flow.cfads + flow.deposit_interest + kept, flow.debt.service)

    @property
    def equity(self) -> float:
        """Equity drawn."""
        return float(self.flow.financing.equity.sum())

    @property
    def debt(self) -> float:
        """Debt drawn."""
        return float(self.flow.debt.draw.sum())

    @property
    def cost_of_debt(self) -> float:
        """Rates of the loans in home money, weighted by what is drawn: `Σ draw * ((1 + rate) * (1 + fx) - 1) / Σ draw`,
        fx the yearly fall of the home currency.
        """
        cost = 0.0
        for name, loan in self.flow.financing.loans.items():
            if (terms := self.terms[TrancheId(name)]) is not None:
                cost += float(loan.draw.sum()) * ((1.0 + terms.rate) * (1.0 + terms.fx_depreciation) - 1.0)
        return cost / self.debt

    @property
    def tax_rate(self) -> float:
        """The vehicle's rate after holidays, weighted by the interest that it shields; 0 without interest."""
        interest = self.flow.debt.interest
        total = float(interest.sum())
        return float(self.vehicle.flow.tax.rate @ interest) / total if total > 0.0 else 0.0


def measures(owed: Owed, language: Language) -> Iterator[Finding]:
    """What owners earn beyond the return they ask for, gearing and cost of capital, and cover of debt.

    `gearing = debt / (debt + equity)`, drawn; grants ask for no return and stand apart. WACC weighs the cost of debt
    after tax and `equity_return` by it. Life cover is told for the first year that has one: the last draw's.
    """
    flow, asked = owed.flow, owed.vehicle.rules.equity_return
    equity, debt = owed.equity, owed.debt
    if equity >= REPORTED:
        value = float(flow.equity_flow @ discount_factors(asked, len(flow.cash)))
        yield Finding(Measure.EQUITY_NPV, worth(value))
    if equity + debt >= REPORTED:
        yield Finding(Measure.GEARING, debt / (debt + equity))
        cost = owed.cost_of_debt if debt >= REPORTED else 0.0
        if debt >= REPORTED:
            yield Finding(Measure.COST_OF_DEBT, cost)
        if equity >= REPORTED and asked == 0.0:
            text = language("The delivery mode states no return that equity asks for.")
            yield Finding(Measure.WACC, None, statement=text)
        else:
            if equity >= REPORTED:
                yield Finding(Measure.COST_OF_EQUITY, asked)
            yield Finding(Measure.WACC, wacc(equity / (debt + equity), asked, cost, owed.tax_rate))
    if debt >= REPORTED:
        yield from _covers(owed)


def _covers(owed: Owed) -> Iterator[Finding]:
    cover, flow = owed.cover, owed.flow
    for year, ratio in zip(cover.years, cover.ratios, strict=True):
        yield Finding(Measure.DSCR, ratio, year)
    if cover.minimum is not None and cover.average is not None:
        yield Finding(Measure.MIN_DSCR, cover.minimum, cover.minimum_year)
        yield Finding(Measure.AVERAGE_DSCR, cover.average)
    for measure, life in (
        (Measure.LLCR, loan_life_cover(flow.cfads, flow.debt)),
        (Measure.PLCR, project_life_cover(flow.cfads, flow.debt)),
    ):
        if life.years:
            yield Finding(measure, life.ratios[0], life.years[0])
