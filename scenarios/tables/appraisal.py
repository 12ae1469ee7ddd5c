"""What a project, a vehicle or the whole plan earns, in money and for the economy: measures for ratios.csv."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from finance.horizon import Assumptions, Floats, discount_factors
from finance.rates.appraisal import equivalent_annuity, switching_factor
from finance.rates.returns import discounted_payback, mirr, payback
from scenarios.language import Language
from scenarios.tables.account import REPORTED


class Measure(StrEnum):
    """The measures in the order of the table."""

    IRR = "irr"
    IRR_AFTER_TAX = "irr_after_tax"
    NPV = "npv"
    MIRR = "mirr"
    PAYBACK = "payback"
    DISCOUNTED_PAYBACK = "discounted_payback"
    PROFITABILITY_INDEX = "profitability_index"
    EQUIVALENT_ANNUITY = "equivalent_annuity"
    ECONOMIC_NPV = "economic_npv"
    ECONOMIC_IRR = "economic_irr"
    BENEFIT_COST_RATIO = "benefit_cost_ratio"
    SWITCHING_CAPEX = "switching_capex"
    SWITCHING_OPEX = "switching_opex"
    SWITCHING_BENEFIT = "switching_benefit"
    EQUITY_IRR = "equity_irr"
    EQUITY_NPV = "equity_npv"
    GEARING = "gearing"
    COST_OF_DEBT = "cost_of_debt"
    COST_OF_EQUITY = "cost_of_equity"
    WACC = "wacc"
    DSCR = "dscr"
    MIN_DSCR = "min_dscr"
    AVERAGE_DSCR = "average_dscr"
    LLCR = "llcr"
    PLCR = "plcr"
    AVERAGE_LIFE = "average_life"


@dataclass(frozen=True, slots=True)
class Finding:
    """One measure: its value, or None and why there is none. `year`: an index, where it is that of one year."""

    measure: Measure
    value: float | None
    year: int | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Flows:
    """What a subject costs and brings by year `(T,)`: `flow` nominal, before tax and financing, with its `capital`;
    the rest at base-year prices.
    """

    flow: Floats
    capital: Floats
    benefit_real: Floats
    capital_real: Floats
    opex_real: Floats

    def economic(self, conversion_factor: float) -> Floats:
        """`benefit - conversion_factor * (opex + capital)` at base-year prices `(T,)`."""
        costs = conversion_factor * (self.opex_real + self.capital_real)
        return np.asarray(self.benefit_real - costs, dtype=np.float64)


def worth(amount: float) -> float:
    """An amount of money, 0 where it is too small to be reported."""
    return 0.0 if abs(amount) < REPORTED else amount


def rate(measure: Measure, flow: Floats, rates: tuple[float, ...], language: Language) -> Finding:
    """A rate of return, where it is the only one; else why it is not told."""
    if len(rates) == 1:
        return Finding(measure, rates[0])
    if rates:
        listed = "; ".join(language.percent(each, 2) for each in rates)
        text = language(
            "Several rates make the net present value zero: {rates}. Judge by NPV or MIRR.", rates=listed
        )
        return Finding(measure, None, statement=text)
    if not (flow > 0.0).any():
        return Finding(measure, None, statement=language("No rate: in no year more comes in than goes out."))
    if not (flow < 0.0).any():
        return Finding(measure, None, statement=language("No rate: in no year more goes out than comes in."))
    return Finding(measure, None, statement=language("No rate makes the net present value zero."))


def financial(flows: Flows, assumptions: Assumptions, language: Language) -> Iterator[Finding]:
    """Measures of `flow` at the discount rate; periods count from the first year with an amount.

    `npv = Σ flow[t] d[t]`, d of year 0 = 1; `profitability_index = 1 + npv / Σ capital[t] d[t]`; MIRR borrows and
    reinvests at the discount rate. Where no money comes in or none goes out, only NPV says something.
    """
    d, r = discount_factors(assumptions.discount_rate, len(flows.flow)), assumptions.discount_rate
    value, invested = float(flows.flow @ d), float(flows.capital @ d)
    if flows.flow.any():
        yield Finding(Measure.NPV, worth(value))
    lasting = np.trim_zeros(flows.flow)
    if (lasting > 0.0).any() and (lasting < 0.0).any():
        yield Finding(Measure.MIRR, mirr(lasting, r, r))
        never = language("Not paid back within the years modelled.")
        for measure, periods in (
            (Measure.PAYBACK, payback(lasting)), (Measure.DISCOUNTED_PAYBACK, discounted_payback(r, lasting)),
        ):  # fmt: skip
            yield Finding(measure, periods, statement=never if periods is None else None)
        yield Finding(Measure.EQUIVALENT_ANNUITY, worth(equivalent_annuity(r, lasting)))
        if invested > 0.0:
            yield Finding(Measure.PROFITABILITY_INDEX, 1.0 + value / invested)


def economic(flows: Flows, assumptions: Assumptions, language: Language) -> Iterator[Finding]:
    """Measures at the social discount rate, real; a switching value is the change, as a share, of one part of costs
    or benefits at which the economic NPV is 0: `-enpv / part_pv`, the part with its sign.
    """
    social = discount_factors(assumptions.social_discount_rate, len(flows.flow))
    factor = assumptions.conversion_factor
    parts = {
        Measure.SWITCHING_CAPEX: -factor * float(flows.capital_real @ social),
        Measure.SWITCHING_OPEX: -factor * float(flows.opex_real @ social),
        Measure.SWITCHING_BENEFIT: float(flows.benefit_real @ social),
    }
    total, benefit = sum(parts.values()), parts[Measure.SWITCHING_BENEFIT]
    yield Finding(Measure.ECONOMIC_NPV, worth(total))
    if benefit > 0.0 and benefit > total:
        yield Finding(Measure.BENEFIT_COST_RATIO, benefit / (benefit - total))
        for measure, part in parts.items():
            if (limit := switching_factor(total, part)) is not None:
                never = language("No change of this alone makes the economic net present value zero.")
                told = limit >= 0.0
                yield Finding(measure, limit - 1.0 if told else None, statement=None if told else never)
