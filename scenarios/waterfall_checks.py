"""Whether the finance model and the optimiser tell the same story of every vehicle: two checks of `plan.json`."""

from collections.abc import Iterator

import numpy as np

from finance.horizon import Floats, discount_factors
from optimizer.plan import Plan
from optimizer.verify import Check
from optimizer.verify.check import Row, judge, listed
from scenarios.statements import VehicleAccount, planned_accounts, vehicle_accounts


def waterfall_checks(plan: Plan) -> tuple[Check, Check]:
    """`waterfall_reproduces_plan` and `exact_waterfall_keeps_covenants`, judged as all other checks of a plan.

    The first runs the waterfall with the programme's own simplifications and asks for the plan's tax, cash and
    dividends of every year; the second runs it with holidays, preferential rates, losses carried forward, interest on
    deposits and exact construction costs, and asks for every covenant.
    """
    return (
        judge(listed("waterfall_reproduces_plan", _differences(planned_accounts(plan)))),
        judge(listed("exact_waterfall_keeps_covenants", _covenants(vehicle_accounts(plan)))),
    )


def _differences(accounts: tuple[VehicleAccount, ...]) -> Iterator[Row]:
    """`tax`, `cash` and `dividend` of plan and waterfall are equal, and nobody must bring what is missing."""
    for account in accounts:
        flow, books = account.flow, account.books
        size = _size(account)
        for name, exact, planned in (
            ("tax", flow.tax.due, books.tax),
            ("cash", account.cash, books.cash),
            ("dividend", flow.dividends, books.dividend),
            ("support", flow.support, np.zeros(len(size))),
        ):
            for t, apart in enumerate(np.abs(exact - np.array(planned))):
                yield (account.vehicle, account.mode, name, t), float(apart), 0.0, float(size[t])


def _covenants(accounts: tuple[VehicleAccount, ...]) -> Iterator[Row]:
    """Cover: `dscr * service <= cfads + deposit interest + reserve * cash[t-1]`, and where dividends are locked up
    below a cover `lock_up * service <= cfads + deposit interest`; reserve: `dsra * service[t+1] <= cash[t]`; return:
    `Σ equity / (1 + equity_return) ** t <= Σ dividends / (1 + equity_return) ** t`; support is 0.
    """
    for account in accounts:
        flow, rules, key = account.flow, account.rules, (account.vehicle, account.mode)
        size, service = _size(account), flow.debt.service
        before = np.concatenate([[0.0], account.cash[:-1]]) * rules.reserve
        reserve = np.append(rules.dsra * service[1:], 0.0)
        for t in range(len(size)):
            if service[t] > 0.0:
                earned = float(flow.cfads[t] + flow.deposit_interest[t])
                covered = earned + float(before[t])
                yield (*key, "dscr", t), rules.dscr * float(service[t]), covered, float(size[t])
                if rules.lock_up is not None:
                    yield (*key, "lock_up", t), rules.lock_up * float(service[t]), earned, float(size[t])
            yield (*key, "dsra", t), float(reserve[t]), float(account.cash[t]), float(size[t])
            yield (*key, "support", t), float(flow.support[t]), 0.0, float(size[t])
        factor = discount_factors(rules.equity_return, len(size))
        paid, earned = float(factor @ flow.financing.equity), float(factor @ flow.dividends)
        yield (*key, "equity_return"), paid, earned, paid + earned


def _size(account: VehicleAccount) -> Floats:
    """Sum of the absolute terms that meet in a vehicle's year."""
    flow, made, money = account.flow, account.flow.operation, account.flow.financing
    before = np.concatenate([[0.0], account.cash[:-1]])
    terms = (
        flow.revenue, made.opex, made.capital, made.depreciation, flow.debt.interest, flow.debt.draw,
        flow.debt.service, money.equity, money.grants, before, flow.dividends,
        made.maintenance, made.working_capital, flow.maintenance_reserve,
    )  # fmt: skip
    return np.asarray(np.sum(terms, axis=0), dtype=np.float64)
