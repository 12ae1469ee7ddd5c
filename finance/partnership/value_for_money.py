"""Value for money: what a work costs the public side if it builds itself, and what under a PPP contract.

All amounts are yearly, nominal, positive magnitudes `(T,)` at year end, year 0 not discounted; present values are
taken at one public discount rate, which the caller states. The public sector comparator holds what the contract
would replace, at its risk-adjusted cost.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from math import fsum

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import number
from finance.partnership.transfer import RiskAllocation
from finance.yearly_lines import at_least_zero, magnitudes, present_value, same_years


class Driver(StrEnum):
    """What moves the cost from the comparator to the contract, in the order of the bridge."""

    CAPITAL = "capital"
    OPERATING = "operating"
    THIRD_PARTY_REVENUE = "third_party_revenue"
    TAXES = "taxes"
    INSURANCE = "insurance"
    TRANSFERABLE_RISK = "transferable_risk"
    RETAINED_RISK = "retained_risk"
    STATE_CAPITAL = "state_capital"
    AVAILABILITY = "availability"
    GUARANTEES = "guarantees"
    MONITORING = "monitoring"
    REVENUE_SHARED = "revenue_shared"


@dataclass(frozen=True, slots=True)
class OwnDelivery:
    """The work in public hands by year `(T,)`.

    Raw cost: `capital` and `operating`, less `third_party_revenue` that users would pay to the public side.
    Competitive neutrality: `taxes` and `insurance` that a private party pays and public owners do not.
    """

    capital: Floats
    operating: Floats
    third_party_revenue: Floats
    taxes: Floats
    insurance: Floats


@dataclass(frozen=True, slots=True)
class ContractDelivery:
    """What the contract costs the public side by year `(T,)`.

    `availability`: payments for the service. `state_capital`: grants and public equity. `guarantees`: expected
    payments. `monitoring`: the contract's administration. `revenue_shared`: paid to the public side.
    """

    availability: Floats
    state_capital: Floats
    guarantees: Floats
    monitoring: Floats
    revenue_shared: Floats


@dataclass(frozen=True, slots=True)
class Comparator:
    """The public sector comparator in present values.

    `raw_cost_pv = capital + operating - third-party revenue`, `competitive_neutrality_pv = taxes + insurance`,
    `total_pv` = both and the risks retained and transferable.
    """

    raw_cost_pv: float
    competitive_neutrality_pv: float
    retained_risk_pv: float
    transferable_risk_pv: float
    total_pv: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the bridge: `amount_pv` above 0 makes the contract dearer than the comparator."""

    driver: Driver
    amount_pv: float


@dataclass(frozen=True, slots=True)
class ValueForMoney:
    """Comparator, contract and what lies between.

    `value_pv = comparator.total_pv - contract_pv`: above 0 the contract is cheaper. `confident_value_pv`: the same
    with the transferable risk at its confidence level instead of its mean. Always: the steps of `bridge` sum to
    `contract_pv - comparator.total_pv`, and `value_pv` is their exact sum with the sign turned.
    """

    comparator: Comparator
    contract_pv: float
    bridge: tuple[Step, ...]
    value_pv: float
    confident_value_pv: float

    @property
    def share(self) -> float:
        """Value for money as a share of the comparator; refused where the comparator costs nothing."""
        if self.comparator.total_pv <= 0.0:
            raise FinanceError(
                "comparator: a share needs a comparator that costs something, "
                f"found {self.comparator.total_pv:g}"
            )
        return self.value_pv / self.comparator.total_pv


def value_for_money(
    own: OwnDelivery,
    contract: ContractDelivery,
    risks: RiskAllocation,
    rate: float,
    retained_under_contract_pv: float | None = None,
) -> ValueForMoney:
    """Compare the two at the public discount `rate`.

    Formulas, every line a present value:
    `comparator = capital + operating - third_party_revenue + taxes + insurance + retained + transferable`;
    `contract = availability + state_capital + guarantees + monitoring + retained - revenue_shared`.

    `retained_under_contract_pv`: expected retained risk under the contract, where it differs from what `risks`
    says (a contract brings risks of its own, such as renegotiation). Risk stays in the numbers of both sides and
    never in the rate.

    >>> import numpy as np
    >>> from finance.partnership.transfer import Risk, ThreePoint, allocate
    >>> overrun = Risk("cost", (100.0, 0.0), ThreePoint(0.0, 0.1, 0.5), transferred=0.75)
    >>> none = np.zeros(2)
    >>> own = OwnDelivery(np.array([100.0, 0.0]), np.array([0.0, 11.0]), none, none, none)
    >>> contract = ContractDelivery(np.array([0.0, 121.0]), none, none, none, none)
    >>> found = value_for_money(own, contract, allocate([overrun], 0.1), 0.1)
    >>> round(found.comparator.total_pv, 6), round(found.contract_pv, 6), round(found.value_pv, 6)
    (130.0, 115.0, 15.0)
    """
    worth = _present_values(own, contract, rate)
    retained, transferable = risks.retained.expected_pv, risks.transferable.expected_pv
    kept = retained
    if retained_under_contract_pv is not None:
        kept = at_least_zero(retained_under_contract_pv, "retained_under_contract_pv")
    raw = (worth["capital"], worth["operating"], -worth["third_party_revenue"])
    neutral = (worth["taxes"], worth["insurance"])
    paid = (worth["availability"], worth["state_capital"], worth["guarantees"], worth["monitoring"])
    comparator = Comparator(
        fsum(raw), fsum(neutral), retained, transferable, fsum((*raw, *neutral, retained, transferable))
    )
    steps = {name: -worth[name] for name in ("capital", "operating", "taxes", "insurance")}
    steps |= {"third_party_revenue": worth["third_party_revenue"], "transferable_risk": -transferable}
    steps |= {"retained_risk": kept - retained, "revenue_shared": -worth["revenue_shared"]}
    steps |= {name: worth[name] for name in ("state_capital", "availability", "guarantees", "monitoring")}
    bridge = tuple(Step(driver, steps[driver] + 0.0) for driver in Driver)
    value = -fsum(step.amount_pv for step in bridge)
    return ValueForMoney(
        comparator=comparator,
        contract_pv=fsum((*paid, kept, -worth["revenue_shared"])),
        bridge=bridge,
        value_pv=value,
        confident_value_pv=value + risks.transferable.confident_pv - transferable,
    )


def _present_values(own: OwnDelivery, contract: ContractDelivery, rate: float) -> dict[str, float]:
    """Every line by name as a present value."""
    lines = {
        field.name: magnitudes(getattr(side, field.name), field.name)
        for side in (own, contract)
        for field in fields(side)
    }
    same_years(lines)
    return {name: present_value(line, rate) for name, line in lines.items()}


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The risk transfer at which the contract is worth just what the comparator is.

    `share`: of the transferable risk as stated (1 = all of it); `transfer_pv` the same as an amount. Below 0 the
    contract is cheaper even if it moves no risk; above 1 not even all of it is enough.
    """

    share: float
    transfer_pv: float

    @property
    def is_within_reach(self) -> bool:
        """Whether the contract can reach it with the risks stated."""
        return self.share <= 1.0


def break_even_transfer(value_pv: float, transferable_pv: float) -> BreakEven:
    """Break-even risk transfer, in closed form.

    With a share `k` of the transferable risk moved, the rest falls back on the public side, so
    `value(k) = value_pv - (1 - k) * transferable_pv`, a line in k that is 0 at `k = 1 - value_pv / transferable_pv`.

    Raises FinanceError where the line is flat: without transferable risk no transfer changes the answer.

    >>> break_even_transfer(15.0, 20.0)
    BreakEven(share=0.25, transfer_pv=5.0)
    """
    value, movable = number(value_pv, "value_pv"), at_least_zero(transferable_pv, "transferable_pv")
    if movable == 0.0:
        raise FinanceError(
            f"transferable_pv: there is no transferable risk, so value for money is {value:g} "
            "whatever is transferred: state risks with a transferred share, or judge by that value"
        )
    return BreakEven(1.0 - value / movable, movable - value)
