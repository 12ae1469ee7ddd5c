"""Public delivery of what a plan builds under contracts: the comparator, and value for money project by project."""

from dataclasses import dataclass

import numpy as np

from finance.delivery import Mode
from finance.economics import StartTerms, start_flows
from finance.horizon import Floats
from finance.partnership.transfer import Risk, RiskAllocation, allocate
from finance.partnership.value_for_money import (
    BreakEven,
    ContractDelivery,
    OwnDelivery,
    ValueForMoney,
    break_even_transfer,
    value_for_money,
)
from finance.project import Option
from scenarios.partnership.contracts import Contracts, share_of_vehicle, state_capital
from scenarios.partnership.terms import Line, ValueTerms
from scenarios.tables.account import Account


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A project under a mode against itself in public hands.

    `break_even`: None where no risk is transferable, so that no transfer changes the answer.
    """

    project: str
    mode: str
    own: OwnDelivery
    contract: ContractDelivery
    risks: RiskAllocation
    rate: float
    value: ValueForMoney
    break_even: BreakEven | None


def comparisons(contracts: Contracts, terms: ValueTerms) -> tuple[Comparison, ...]:
    """Every project that the plan builds by PPP, and every private one that the public side has a contract with or
    pays for being there.
    """
    account = contracts.account
    built = np.unique(account.columns.start_option[account.started])
    held = {entry.option for entry in contracts.entries}
    return tuple(
        _comparison(contracts, terms, option)
        for option in built.tolist()
        if account.columns.options[option].mode is Mode.PPP
        or option in held
        or (account.availability[option].any())
    )


def _comparison(contracts: Contracts, terms: ValueTerms, option: int) -> Comparison:
    account = contracts.account
    own, contract = own_delivery(account, terms, option), contract_delivery(contracts, option)
    exposed = {
        Line.CAPITAL: own.capital,
        Line.OPERATING: own.operating,
        Line.REVENUE: own.third_party_revenue,
    }
    project = account.columns.problem.projects[int(account.columns.option_project[option])]
    risks = allocate(
        [
            Risk(
                risk.name,
                tuple(exposed[risk.bears_on].tolist()),
                risk.overrun,
                risk.probability,
                risk.transferred,
            )
            for risk in terms.risks
            if risk.touches(project)
        ],
        terms.discount_rate,
        terms.confidence,
    )
    value = value_for_money(own, contract, risks, terms.discount_rate)
    movable = risks.transferable.expected_pv
    even = break_even_transfer(value.value_pv, movable) if movable > 0.0 else None
    return Comparison(
        *account.option_key(option), own, contract, risks, terms.discount_rate, value, break_even=even
    )


def own_delivery(account: Account, terms: ValueTerms, option: int) -> OwnDelivery:
    """The same shares begun in the same years, built and run by the public side.

    Capital and operating cost, large repairs in it, by the factors of public delivery. Users and tenants pay what they
    pay in the plan. `taxes`: income tax of the vehicle, in proportion to capital cost. `insurance`: a share of the
    capital cost begun in each year of operation.
    """
    columns = account.columns
    number = int(columns.option_project[option])
    project = columns.problem.projects[number]
    public = next((each for each in project.options if each.mode is Mode.PUBLIC), Option(Mode.PUBLIC))
    capex, opex = (
        stated if stated is not None else factor
        for stated, factor in (
            (terms.public_capex_factor, public.capex_factor),
            (terms.public_opex_factor, public.opex_factor),
        )
    )
    starts = account.started[columns.start_option[account.started] == option]
    count = len(starts)
    flows = start_flows(
        [project],
        StartTerms(
            project=np.zeros(count, dtype=np.int64),
            year=columns.start_year[starts],
            capex_factor=np.full(count, capex),
            opex_factor=np.full(count, opex),
            availability=np.zeros(count),
            depreciation_years=np.ones(count, dtype=np.int64),
        ),
        columns.problem.horizon,
        columns.problem.assumptions,
    )
    share = account.share[starts]
    age = np.arange(columns.years) - flows.completion[:, None]
    life = columns.years if project.life is None else project.life
    works = (age >= 0) & (age < life)
    insured = share @ (flows.capital.sum(axis=1)[:, None] * works)
    return OwnDelivery(
        capital=share @ flows.capital,
        operating=share @ (flows.opex + flows.maintenance),
        third_party_revenue=account.revenue[option] + account.lease_revenue[option],
        taxes=_income_tax(account, option) if terms.income_tax else np.zeros(columns.years),
        insurance=terms.insurance * insured,
    )


def _income_tax(account: Account, option: int) -> Floats:
    """What the vehicle pays for the project."""
    vehicle = int(account.columns.option_vehicle[option])
    return np.asarray(np.maximum(0.0, share_of_vehicle(account, option) * account.books("tax")[vehicle]))


def contract_delivery(contracts: Contracts, option: int) -> ContractDelivery:
    """What the plan pays under the contract, and what is expected of its terms."""
    return ContractDelivery(
        availability=contracts.account.availability[option],
        state_capital=state_capital(contracts.account, option),
        guarantees=contracts.by_option("expected_support")[option],
        monitoring=contracts.by_option("monitoring")[option],
        revenue_shared=contracts.by_option("expected_gain")[option],
    )
