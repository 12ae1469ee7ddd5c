"""debt_capacity.csv: the debt that each vehicle's own cash carries once its last loan is drawn, and what limits it.

Key: vehicle, mode. Only vehicles that owe something: the rest have no rate and no tenor to be asked for.
"""

import numpy as np

from finance.horizon import Floats
from finance.lending.sizing import DebtLimit, SizedDebt, sized
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import REPORTED, Account
from scenarios.tables.vehicle_measures import Owed
from scenarios.wording import Wording

COLUMNS = {
    "vehicle": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "rate": ColumnKind.AMOUNT,
    "tenor": ColumnKind.AMOUNT,
    "by_gearing": ColumnKind.AMOUNT,
    "by_dscr": ColumnKind.AMOUNT,
    "by_tenor": ColumnKind.AMOUNT,
    "debt_capacity": ColumnKind.AMOUNT,
    "owed": ColumnKind.AMOUNT,
    "room": ColumnKind.AMOUNT,
    "binds": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}

_BINDS = {
    DebtLimit.GEARING: "Held by the equity that is asked for.",
    DebtLimit.DSCR: "Held by cover of debt service; a longer loan would carry no more.",
    DebtLimit.TENOR: "Held by the tenor; a longer loan would carry more at the same cover.",
}
"""What keeps debt from being larger, in words of the catalogue."""


def debt_capacity(account: Account, words: Wording) -> Table:
    """All vehicles that serve debt, in the year of their last draw, in nominal money at its end.

    Asked is the largest debt whose service follows the cash (sculpted), `service[t] = cash[t] / dscr`, at the cost of
    the vehicle's own debt. `cash = cfads + deposit_interest` of the exact books; what is kept at the end of that year
    counts once, in the next, where the mode's `reserve` counts it.
    `by_gearing = owed * (1 - equity_share) * (debt + equity drawn) / debt drawn`: what is owed, were the share of
    equity just kept. `by_tenor`: worth of `cash / dscr` until the vehicle's own last payment; `by_dscr`: until the
    cash ends. `debt_capacity` is the smallest of the three, `room = debt_capacity - owed`: below 0 where the plan
    keeps its cover by cash that it keeps from year to year and that counts in each of them.

    A vehicle that must have no cover, or whose cash falls below zero on the way, has no capacity, and `sentence` says
    why.
    """
    terms = {tranche.id: tranche.terms for tranche in account.columns.tranches}
    rows: list[Row] = []
    for vehicle in account.exact.values():
        owed = Owed(vehicle, vehicle.flow, terms)
        if owed.debt >= REPORTED:
            rows.append((vehicle.vehicle, vehicle.mode.value, *_capacity(owed, account, words)))
    return table(COLUMNS, rows, key=2)


def _capacity(owed: Owed, account: Account, words: Wording) -> Row:
    flow, rules, language = owed.flow, owed.vehicle.rules, words.language
    signed = int(np.flatnonzero(flow.debt.draw >= REPORTED)[-1])
    tenor = int(np.flatnonzero(flow.debt.balance >= REPORTED)[-1]) + 1 - signed
    balance = float(flow.debt.balance[signed])
    start = account.columns.problem.horizon.start + signed
    known = (start, owed.cost_of_debt, tenor)
    cash = (flow.cfads + flow.deposit_interest)[signed:]
    if rules.reserve:
        cash[1] += owed.vehicle.cash[signed]
    short = np.flatnonzero(cash[1:] < -REPORTED) + 1
    if rules.dscr == 0.0:
        why = language("The delivery mode asks for no cover.")
        return (*known, *[None] * 4, balance, None, None, why)
    if short.size and short[0] <= tenor:
        year = start + int(short[0])
        why = language("Cash is below zero in {year}: no debt that follows it can be told.", year=year)
        return (*known, *[None] * 4, balance, None, None, why)
    found = _sized(owed, cash[: short[0]] if short.size else cash, balance, tenor)
    limits = (found.capacity[limit] for limit in (DebtLimit.GEARING, DebtLimit.DSCR, DebtLimit.TENOR))
    room = found.amount - balance
    room = room if abs(room) >= REPORTED * max(1.0, balance) else 0.0
    why = language(_BINDS[found.binding])
    if room < 0.0:
        why += " " + language("More is owed: cash that is kept counts in the cover of every year.")
    return (*known, *limits, found.amount, balance, room, found.binding.value, why)


def _sized(owed: Owed, cash: Floats, balance: float, tenor: int) -> SizedDebt:
    """The largest debt for `cash`, whose first year is that of the last draw and serves nothing."""
    following = np.maximum(0.0, cash)
    following[0] = 0.0
    own = owed.vehicle.rules.equity_share or 0.0
    geared = balance * (1.0 - own) * (owed.debt + owed.equity) / owed.debt
    return sized(following, geared, rate=owed.cost_of_debt, tenor=tenor, dscr=owed.vehicle.rules.dscr)
