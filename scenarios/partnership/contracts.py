"""What the contracts of a plan cost the public side: guarantees and sharing over draws of revenue, early ends by year.

The plan is made as if revenue came as planned; what a contract may cost beside it changes no decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from finance.delivery import Mode
from finance.horizon import Floats, powers
from finance.partnership.agreement import Agreement, EarlyEnd
from finance.partnership.contract import ContractFlows, PublicPart, availability, user_pay
from finance.partnership.guarantee import Guarantee, GuaranteeCost, guarantee_cost, guarantee_payments
from finance.partnership.revenue_sharing import shared_revenue
from finance.partnership.termination import Cause, equity_outstanding, termination_amounts
from finance.source import Instrument
from finance.uncertainty.distributions import Lognormal
from finance.uncertainty.risk import Channel, Factor, FactorId, RiskTerms, SampledDraws
from scenarios.partnership.terms import PublicSide
from scenarios.tables.account import Account

CONFIDENCE = 0.95
"""Level of the costs told beside expected ones, where the scenario compares no delivery and states none."""


@dataclass(frozen=True, slots=True, eq=False)
class ContractAccount:
    """The contract of a project under a mode, by year `(T,)`, nominal, positive magnitudes.

    `planned`: revenue of the plan, leases too. `availability`, `state_capital`: what the public side pays in the plan;
    loans that it owes for the work count in the years in which it serves them. `guaranteed`: the floor of revenue;
    None without a guarantee. `guarantee`: its cost over draws; `to_public`, `to_operator`: what sharing costs over
    draws (a cost like any other: expected, and at the confidence level); None without such a term. `early_end`: payment
    by cause if the contract ends in that year, from the first year of works on; None where the contract does not say.
    """

    option: int
    project: str
    mode: str
    planned: Floats
    availability: Floats
    state_capital: Floats
    monitoring: Floats
    guaranteed: Floats | None = None
    guarantee: GuaranteeCost | None = None
    to_public: GuaranteeCost | None = None
    to_operator: GuaranteeCost | None = None
    early_end: Mapping[Cause, Floats] | None = None

    @property
    def flows(self) -> ContractFlows:
        """What users, the public side and the operator are expected to pay each other."""
        none = np.zeros(len(self.planned))
        part = PublicPart(
            state_capital=self.state_capital, guarantee=self.expected_support, shared_gain=self.expected_gain
        )
        by_users, by_public = user_pay(self.planned, part), availability(self.availability)
        return ContractFlows(
            users_to_operator=by_users.users_to_operator,
            users_to_public=none,
            public_to_operator=by_users.public_to_operator + by_public.public_to_operator,
            operator_to_public=by_users.operator_to_public,
        )

    @property
    def expected_support(self) -> Floats:
        """Expected payments of the public side for a bad year: guarantee and its part of shortfalls."""
        costs = [cost.expected for cost in (self.guarantee, self.to_operator) if cost is not None]
        return np.asarray(np.sum(costs, axis=0), dtype=np.float64) if costs else np.zeros(len(self.planned))

    @property
    def expected_gain(self) -> Floats:
        """Expected receipts of the public side in good years."""
        return np.zeros(len(self.planned)) if self.to_public is None else self.to_public.expected

    @property
    def contingent(self) -> Floats | None:
        """The dearest early end of each year; None where the contract does not say."""
        return None if self.early_end is None else np.max(list(self.early_end.values()), axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class Contracts:
    """The contracts of everything that a plan builds, in the order of its options."""

    account: Account
    side: PublicSide
    entries: tuple[ContractAccount, ...]

    @classmethod
    def of(cls, account: Account, side: PublicSide, risk: RiskTerms | None) -> "Contracts":
        """The contracts of a plan. Draws are those of the section `risk`, so that one state of the world is one."""
        begun = np.zeros(len(account.columns.options))
        np.add.at(begun, account.columns.start_option[account.started], account.share[account.started])
        entries = []
        for option in np.flatnonzero(begun).tolist():
            project, mode = account.option_key(option)
            agreement = next(
                (each for key, each in side.contracts.items() if key == (project, Mode(mode))), None
            )
            if agreement is not None:
                entries.append(_account(account, side, risk, option, float(begun[option]), agreement))
        return cls(account, side, tuple(entries))

    def by_option(self, line: str) -> Floats:
        """`monitoring`, `expected_support` or `expected_gain` by option `(O, T)`."""
        out = np.zeros((len(self.account.columns.options), self.account.columns.years))
        for entry in self.entries:
            out[entry.option] = getattr(entry, line)
        return out

    def contingent(self, owed: Floats) -> Floats:
        """What may fall due by option `(O, T)`: the dearest early end where a contract says what is paid, else what
        the PPP vehicle owes, `owed (O, T)`.
        """
        out = owed.copy()
        for entry in self.entries:
            if entry.contingent is not None:
                out[entry.option] = entry.contingent
        return out


def _account(
    account: Account,
    side: PublicSide,
    risk: RiskTerms | None,
    option: int,
    begun: float,
    agreement: Agreement,
) -> ContractAccount:
    columns = account.columns
    project, mode = account.option_key(option)
    planned = account.revenue[option] + account.lease_revenue[option]
    moved = account.capital[option] + account.opex[option] + account.availability[option]
    works = np.flatnonzero(moved + planned)
    lives = np.zeros(columns.years)
    if works.size:
        lives[works[0] : works[-1] + 1] = 1.0
    prices = powers(columns.problem.assumptions.inflation_opex, columns.years)
    made = ContractAccount(
        option, project, mode, planned,
        availability=account.availability[option],
        state_capital=state_capital(account, option),
        monitoring=begun * agreement.monitoring * prices * lives,
    )  # fmt: skip
    if agreement.needs_draws:
        actual = planned * (1.0 + revenue_changes(account, option, agreement, risk))[:, None]
        made = _under_draws(made, side, agreement, begun, actual, columns.problem.assumptions.discount_rate)
    if agreement.early_end is not None:
        paid = _early_end(account, option, agreement.early_end, begun, lives)
        made = replace(made, early_end=paid)
    return made


def _under_draws(
    made: ContractAccount, side: PublicSide, agreement: Agreement, begun: float, actual: Floats, rate: float
) -> ContractAccount:
    """Guarantee and sharing over draws of revenue `(n, T)`. What the guarantee makes up is not shared again."""
    confidence = CONFIDENCE if side.value is None else side.value.confidence
    rate = rate if side.value is None else side.value.discount_rate
    if agreement.guarantee is not None:
        cap = agreement.guarantee.yearly_cap
        whole = Guarantee(
            agreement.guarantee.floor, agreement.guarantee.cover, None if cap is None else begun * cap
        )
        paid = guarantee_payments(whole, made.planned, actual)
        cost = guarantee_cost(paid, rate, confidence)
        made = replace(made, guaranteed=whole.floor * made.planned, guarantee=cost)
        actual = actual + paid
    if agreement.sharing is not None:
        shared = shared_revenue(agreement.sharing, made.planned, actual)
        to_public, to_operator = (
            guarantee_cost(line, rate, confidence) for line in (shared.to_public, shared.to_operator)
        )
        made = replace(made, to_public=to_public, to_operator=to_operator)
    return made


def revenue_changes(account: Account, option: int, agreement: Agreement, risk: RiskTerms | None) -> Floats:
    """By which share revenue differs from the plan in each draw `(n,)`: one change for all years of a draw.

    `Π (1 + change) - 1` over the risk factors that act on the project's demand; where there is none, a lognormal
    with mean 0 and the contract's own deviation.
    """
    columns = account.columns
    number = int(columns.option_project[option])
    project, mode = columns.problem.projects[number], columns.options[option].mode
    acting = [] if risk is None else [
        position
        for position, factor in enumerate(risk.factors)
        if factor.channel is Channel.DEMAND and factor.touches(project, mode)
    ]  # fmt: skip
    if risk is not None and acting:
        drawn = SampledDraws(risk)
        changes = np.prod([1.0 + drawn.values(position, number) for position in acting], axis=0) - 1.0
        return np.asarray(changes, dtype=np.float64)
    assert agreement.revenue_deviation is not None
    own = Factor(
        FactorId("revenue"),
        Channel.DEMAND,
        Lognormal(0.0, agreement.revenue_deviation, -1.0),
        per_project=True,
    )
    terms = RiskTerms((own,)) if risk is None else replace(risk, factors=(own,), correlations={})
    return SampledDraws(terms).values(0, number)


def _early_end(
    account: Account, option: int, terms: EarlyEnd, begun: float, lives: Floats
) -> Mapping[Cause, Floats]:
    """Payment by cause and year, while the contract lives.

    A vehicle's dividends and cash count for its projects in proportion to their capital cost. The cash is held for
    the lenders, so it is taken off.
    """
    part = share_of_vehicle(account, option)
    vehicle = int(account.columns.option_vehicle[option])
    dividends, cash = (part * account.books(name)[vehicle] for name in ("dividend", "cash"))
    debt = account.debt("balance", owed_publicly=False)[option]
    equity = equity_outstanding(account.drawn_as(Instrument.EQUITY)[option], dividends, terms.equity_return)
    paid = termination_amounts(
        terms.terms,
        np.maximum(0.0, debt),
        equity,
        np.full(len(debt), begun * terms.breakage_costs),
        np.maximum(0.0, cash),
    )
    return {cause: amounts * lives for cause, amounts in paid.items()}


def state_capital(account: Account, option: int) -> Floats:
    """Grants and public equity drawn, and service of loans that the public side owes for a project `(T,)`."""
    columns = account.columns
    drawn = account.draws(columns.is_state_capital[columns.draw_tranche])[option]
    return np.asarray(np.maximum(0.0, drawn + account.debt("payment", owed_publicly=True)[option]))


def share_of_vehicle(account: Account, option: int) -> float:
    """A project's part in its vehicle: its capital cost over that of all projects on the same books."""
    same = account.columns.option_vehicle == account.columns.option_vehicle[option]
    cost = account.capital.sum(axis=1)
    total = float(cost[same].sum())
    return float(cost[option]) / total if total > 0.0 else 1.0 / float(same.sum())
