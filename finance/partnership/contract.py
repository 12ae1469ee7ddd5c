"""Contracts by who pays: users (user-pay) or the public side (availability); each side's cash flow by year.

Sides of a contract are the users, the public side and the operator. What one pays another receives, so the three
net flows sum to zero in every year.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.yearly_lines import at_least_zero, magnitudes, same_years, share


@dataclass(frozen=True, slots=True)
class ContractFlows:
    """Payments between the sides by year `(T,)`, positive magnitudes, nominal, at year end."""

    users_to_operator: Floats
    users_to_public: Floats
    public_to_operator: Floats
    operator_to_public: Floats

    @property
    def operator(self) -> Floats:
        """Net receipts of the operator, before its own costs."""
        return self.users_to_operator + self.public_to_operator - self.operator_to_public

    @property
    def public(self) -> Floats:
        """Net receipts of the public side; negative where it pays."""
        return self.users_to_public + self.operator_to_public - self.public_to_operator

    @property
    def users(self) -> Floats:
        """Net receipts of the users: what they pay, negative."""
        return 0.0 - self.users_to_operator - self.users_to_public


@dataclass(frozen=True, slots=True)
class PublicPart:
    """What the public side adds to a user-pay contract, and receives from it, by year; None = nothing.

    `state_capital`: paid in step with the works. `guarantee`, `shared_loss`: paid by the public side;
    `shared_gain`, `concession_fee`: received by it.
    """

    state_capital: ArrayLike | None = None
    guarantee: ArrayLike | None = None
    shared_loss: ArrayLike | None = None
    shared_gain: ArrayLike | None = None
    concession_fee: ArrayLike | None = None


def user_pay(user_revenue: ArrayLike, public: PublicPart | None = None) -> ContractFlows:
    """A user-pay contract: the operator lives on what users pay and bears demand, within what the public side adds.

    `operator = user_revenue + state_capital + guarantee + shared_loss - shared_gain - concession_fee`.

    >>> user_pay([0.0, 10.0], PublicPart(state_capital=[50.0, 0.0], concession_fee=[0.0, 1.0])).public.tolist()
    [-50.0, 1.0]
    """
    revenue, part = magnitudes(user_revenue, "user_revenue"), PublicPart() if public is None else public
    added = {
        name: np.zeros(len(revenue)) if line is None else magnitudes(line, name)
        for name in ("state_capital", "guarantee", "shared_loss", "shared_gain", "concession_fee")
        for line in (getattr(part, name),)
    }
    same_years({"user_revenue": revenue} | added)
    return ContractFlows(
        users_to_operator=revenue,
        users_to_public=np.zeros(len(revenue)),
        public_to_operator=added["state_capital"] + added["guarantee"] + added["shared_loss"],
        operator_to_public=added["shared_gain"] + added["concession_fee"],
    )


@dataclass(frozen=True, slots=True)
class Performance:
    """How availability payments follow performance.

    `achieved (T,)`: the share of the service that was available. Below `required`, each unit short costs
    `deduction` units of payment, down to nothing: `paid = payment * max(0, 1 - deduction * max(0, required -
    achieved))`.
    """

    achieved: ArrayLike
    required: float = 1.0
    deduction: float = 1.0

    def __post_init__(self) -> None:
        achieved = magnitudes(self.achieved, "achieved")
        if achieved.max() > 1.0:
            t = int(np.argmax(achieved))
            raise FinanceError(f"achieved[{t}]: a share from 0 to 1 is expected, found {achieved[t]:g}")
        at_least_zero(self.deduction, "deduction")
        share(self.required, "required")

    @property
    def paid_share(self) -> Floats:
        """The part of the agreed payment that is paid `(T,)`."""
        short = np.maximum(0.0, self.required - magnitudes(self.achieved, "achieved"))
        paid: Floats = np.maximum(0.0, 1.0 - self.deduction * short)
        return paid


def availability(
    payment: ArrayLike,
    performance: Performance | None = None,
    user_revenue: ArrayLike | None = None,
    state_capital: ArrayLike | None = None,
) -> ContractFlows:
    """An availability contract: the public side pays for the service, keeps what users pay and bears demand.

    `operator = payment * paid_share + state_capital`; `public = user_revenue - operator`.

    >>> flows = availability([0.0, 10.0], Performance([1.0, 0.9]), user_revenue=[0.0, 4.0])
    >>> flows.operator.tolist(), flows.public.tolist(), flows.users.tolist()
    ([0.0, 9.0], [0.0, -5.0], [0.0, -4.0])
    """
    agreed = magnitudes(payment, "payment")
    none = np.zeros(len(agreed))
    lines = {
        "payment": agreed,
        "achieved": np.ones(len(agreed)) if performance is None else performance.paid_share,
        "user_revenue": none if user_revenue is None else magnitudes(user_revenue, "user_revenue"),
        "state_capital": none if state_capital is None else magnitudes(state_capital, "state_capital"),
    }
    same_years(lines)
    return ContractFlows(
        users_to_operator=none,
        users_to_public=lines["user_revenue"],
        public_to_operator=agreed * lines["achieved"] + lines["state_capital"],
        operator_to_public=none,
    )
