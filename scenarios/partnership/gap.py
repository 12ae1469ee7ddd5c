"""The viability gap of a plan's vehicles: the smallest grant at which covenants hold, beside what the plan gives."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from finance.economics import Indices
from finance.errors import FinanceError
from finance.horizon import Floats
from finance.partnership.viability import NoGrantHelps, Vehicle, ViabilityGap, unit_debt, viability_gap
from optimizer.columns import Mask
from scenarios.statements import VehicleAccount
from scenarios.tables.account import Account


@dataclass(frozen=True, slots=True)
class Gap:
    """A vehicle of the plan. `needed` None: no grant helps, for operation loses money at the return owners require.

    `grant`, `debt`, `equity`: what the plan gives, nominal: money that the vehicle never pays back (loans that the
    public side owes too) as far as it reaches the works; its debt; owners' equity less what they pay in for losses.
    """

    vehicle: str
    mode: str
    needed: ViabilityGap | None
    grant: float
    debt: float
    equity: float


def gaps(account: Account) -> tuple[Gap, ...]:
    """Every vehicle that keeps books and builds something, in the plan's order."""
    return tuple(
        _gap(account, number, found)
        for number, found in sorted(account.exact.items())
        if found.flow.operation.capital.sum() > 0.0
    )


def _gap(account: Account, number: int, found: VehicleAccount) -> Gap:
    """The gap at the money of the plan: debt in the years and on the terms in which it is drawn, equity in its years.

    Where the plan draws no debt, each loan that may pay for the vehicle is tried in step with the works, and the
    smallest grant counts; where it draws no equity for works, equity comes in step with the works.
    """
    flow, columns = found.flow, account.columns
    mine = columns.option_vehicle == number
    depreciation, repairs, saving = (
        _of_starts(account, mine, line) for line in ("depreciation", "maintenance", "saving")
    )
    earned = (account.revenue + account.lease_revenue + account.availability)[mine].sum(axis=0)
    owed = found.rules.receivables * earned
    equity = np.maximum(0.0, flow.financing.equity - account.paid_in[mine].sum(axis=0))
    own = float(equity.sum())
    needed = None
    for service, interest, fee, most in _debts(account, number, found):
        vehicle = Vehicle(
            capital=flow.operation.capital,
            ebitda=earned - account.opex[mine].sum(axis=0),
            depreciation=depreciation + repairs,
            service=service,
            interest=interest,
            fee=fee,
            paid_in_years=columns.problem.horizon.invest_years,
            most_debt=most,
            equity_years=equity / own if own > 0.0 else None,
            set_aside=saving + np.diff(owed, prepend=0.0),
        )
        try:
            gap = viability_gap(vehicle, found.rules)
        except NoGrantHelps:
            continue
        needed = gap if needed is None or gap.grant < needed.grant else needed
    given = ~(_is_own_debt(account) | columns.is_equity[columns.draw_tranche])
    grant = float(account.draws(given, columns.reaches[columns.draw_tranche])[mine].sum())
    return Gap(str(found.vehicle), found.mode.value, needed, grant, float(flow.debt.draw.sum()), own)


def _of_starts(account: Account, mine: Mask, line: str) -> Floats:
    """A line of the flows of all that is started under some options `(T,)`, as the programme counts it."""
    columns = account.columns
    starts = account.started[mine[columns.start_option[account.started]]]
    return np.asarray(account.share[starts] @ getattr(columns.flows, line)[starts], dtype=np.float64)


def _is_own_debt(account: Account) -> Mask:
    """Draws that a vehicle owes itself `(F,)`."""
    columns = account.columns
    return np.asarray(columns.is_debt[columns.draw_tranche] & ~columns.owed_publicly)


def _debts(
    account: Account, number: int, found: VehicleAccount
) -> Iterator[tuple[Floats, Floats, float, float | None]]:
    """Service and interest of one unit of debt, its fee, and how much may be borrowed (None: as covenants allow)."""
    flow, columns = found.flow, account.columns
    drawn = float(flow.debt.draw.sum())
    if drawn > 0.0:
        kept = account.draws(_is_own_debt(account), (1.0 - columns.reaches)[columns.draw_tranche])
        fee = float(kept[columns.option_vehicle == number].sum()) / drawn
        yield flow.debt.service / drawn, flow.debt.interest / drawn, fee, None
        return
    nothing = np.zeros(columns.years)
    yield nothing, nothing, 0.0, 0.0
    for r in np.unique(_tranches(account, number)).tolist():
        tranche = columns.tranches[r]
        if tranche.terms is None:
            continue
        try:
            service, interest = unit_debt(tranche.terms, flow.operation.capital)
        except FinanceError:
            continue  # it would outlive the years, so the plan cannot draw it either
        yield service, interest, tranche.fee, None


def _tranches(account: Account, number: int) -> Indices:
    """Tranches of debt that the vehicle may draw and owes itself, one for each draw."""
    columns = account.columns
    own = (columns.option_vehicle[columns.draw_option] == number) & _is_own_debt(account)
    return np.asarray(columns.draw_tranche[own])
