"""viability.csv: the grant that each vehicle needs, beside the one that the plan gives.

Key: vehicle, mode. Only where the scenario says something about the public side.
"""

from finance.partnership.viability import Binding
from scenarios.partnership.gap import Gap
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import REPORTED
from scenarios.wording import Wording

COLUMNS = {
    "vehicle": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "grant_needed": ColumnKind.AMOUNT,
    "grant_in_plan": ColumnKind.AMOUNT,
    "difference": ColumnKind.AMOUNT,
    "debt_needed": ColumnKind.AMOUNT,
    "debt_in_plan": ColumnKind.AMOUNT,
    "equity_needed": ColumnKind.AMOUNT,
    "equity_in_plan": ColumnKind.AMOUNT,
    "binds": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}

_BINDS = {
    Binding.NOTHING: "The vehicle pays for itself: no grant is needed.",
    Binding.COVENANT: "Lenders' cover holds the debt down.",
    Binding.EQUITY_SHARE: "The share of equity that is asked for holds the debt down.",
    Binding.MOST_DEBT: "No more debt is to be had.",
    Binding.EQUITY_RETURN: "Owners give what their return allows; more debt would leave them less.",
}
"""What keeps the grant from being smaller, in words of the catalogue."""


def viability(found: tuple[Gap, ...], words: Wording) -> Table:
    """All vehicles. `difference = grant_in_plan - grant_needed`: above 0 the plan gives more than it must, below 0 it
    chooses years of its own for every kind of money. Empty needs: no grant helps.
    """
    rows: list[Row] = []
    for each in found:
        need = each.needed
        sentence = (
            words.language(
                "Operation loses money at the return that owners require; no grant for works helps."
            )
            if need is None
            else words.language(_BINDS[need.binds])
        )
        pairs = (
            (None if need is None else need.grant, each.grant),
            (None if need is None else need.debt, each.debt),
            (None if need is None else need.equity, each.equity),
        )
        grants, debts, equities = (tuple(map(_told, pair)) for pair in pairs)
        apart = None if need is None else _told(each.grant - need.grant)
        binds = None if need is None else need.binds.value
        rows.append((each.vehicle, each.mode, *grants, apart, *debts, *equities, binds, sentence))
    return table(COLUMNS, rows, key=2)


def _told(amount: float | None) -> float | None:
    """Nothing for what the solver's tolerance leaves."""
    return amount if amount is None or abs(amount) >= REPORTED else 0.0
