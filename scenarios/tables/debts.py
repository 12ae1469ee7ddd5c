"""debts.csv: every debt by year, from draw to last payment. Key: obligor, vehicle, mode, source, year, line."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from finance.delivery import Mode
from finance.economics import Indices
from finance.horizon import Floats
from finance.source import Tranche
from scenarios.table import ColumnKind, Table
from scenarios.tables.account import Account
from scenarios.tables.by_line import rows_by_line

COLUMNS = {
    "obligor": ColumnKind.TEXT,
    "vehicle": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "source": ColumnKind.TEXT,
    "year": ColumnKind.YEAR,
    "line": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
}


class DebtLine(StrEnum):
    """The lines in statement order; positive magnitudes. `revaluation`: what the fall of the home currency adds."""

    DRAW = "draw"
    INTEREST = "interest"
    CAPITALISED_INTEREST = "capitalised_interest"
    REVALUATION = "revaluation"
    PRINCIPAL = "principal"
    DEBT_SERVICE = "debt_service"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Debt:
    """What one obligor owes one tranche: `vehicle` None where the public side owes it. `lines (L, T)` as `DebtLine`.

    Always: `balance[t] = balance[t-1] + draw + capitalised_interest + revaluation - principal`; `debt_service =
    interest - capitalised_interest + principal`; a vehicle's balance is 0 at the end.
    """

    vehicle: str | None
    mode: Mode
    tranche: Tranche
    lines: Floats

    @property
    def obligor(self) -> str:
        """Who owes it: `vehicle`, or `public`."""
        return "public" if self.vehicle is None else "vehicle"

    def line(self, line: DebtLine) -> Floats:
        """One line by year `(T,)`."""
        return np.asarray(self.lines[list(DebtLine).index(line)], dtype=np.float64)

    @property
    def average_life(self) -> float | None:
        """Years that a unit is outstanding: mean year of repayment less mean year of borrowing, capitalised interest
        borrowed; None where something is still owed after the last year.
        """
        back = self.line(DebtLine.PRINCIPAL)
        borrowed = self.line(DebtLine.DRAW) + self.line(DebtLine.CAPITALISED_INTEREST)
        if self.line(DebtLine.BALANCE)[-1] > 1e-9 * borrowed.sum():
            return None
        year = np.arange(len(back))
        return float(year @ back / back.sum() - year @ borrowed / borrowed.sum())


def debts(owed: list[Debt], account: Account) -> Table:
    """All debts of a plan, in home money."""
    owners = [(debt.obligor, debt.vehicle, debt.mode.value, debt.tranche.id) for debt in owed]
    shape = (len(owed), len(DebtLine), account.columns.years)
    lines = np.array([debt.lines for debt in owed]).reshape(shape)
    names = [(line.value,) for line in DebtLine]
    start = account.columns.problem.horizon.start
    return Table(COLUMNS, tuple(rows_by_line(owners, lines, names, start)))


def debts_of(account: Account) -> list[Debt]:
    """Every debt, in the table's order: by vehicle, mode and tranche; of the public side by mode and tranche.

    Each draw runs on the schedule of its tranche from its own year on: `line[t] = Σ draw[u] * unit[t - u]`. Interest
    of which nothing is paid in its year is capitalised.
    """
    columns = account.columns
    used = np.flatnonzero((account.drawn != 0.0) & columns.is_debt[columns.draw_tranche])
    option, tranche = columns.draw_option[used], columns.draw_tranche[used]
    vehicle = np.where(columns.owed_publicly[used], -1, columns.option_vehicle[option])
    keys, group = np.unique(
        np.stack([vehicle, columns.option_mode[option], tranche]), axis=1, return_inverse=True
    )
    lines = _lines(account, used, group.ravel(), [columns.tranches[r] for r in keys[2]])
    found = [
        Debt(None if v < 0 else columns.vehicles[v][0], list(Mode)[m], columns.tranches[r], lines[i])
        for i, (v, m, r) in enumerate(keys.T.tolist())
    ]
    return sorted(found, key=lambda debt: (debt.obligor, debt.vehicle or "", debt.mode, debt.tranche.id))


def _lines(account: Account, used: Indices, group: Indices, tranches: list[Tranche]) -> Floats:
    """All lines of the draws `used`, added up by `group`, whose tranches these are `(groups, L, T)`."""
    columns, years, count = account.columns, account.columns.years, len(tranches)
    amount, drawn = account.drawn[used], columns.draw_year[used]
    unit = {name: table[columns.draw_tranche[used]] for name, table in columns.by_age.items()}
    added = np.where(unit["payment"] == 0.0, unit["interest"], 0.0)
    when = drawn[:, None] + np.arange(added.shape[1])
    inside = when < years
    place = (group[:, None] * years + when)[inside]

    def added_up(where: Indices, what: Floats) -> Floats:
        out = np.zeros(count * years)
        np.add.at(out, where, what)
        return out.reshape(count, years)

    def spread(by_age: Floats) -> Floats:
        return added_up(place, (by_age * amount[:, None])[inside])

    balance, moved = spread(unit["balance"]), np.zeros((count, years))
    falls = np.array([t.terms.fx_depreciation if t.terms is not None else 0.0 for t in tranches])
    moved[:, 1:] = falls.reshape(-1, 1) * balance[:, :-1]
    by_line = {
        DebtLine.DRAW: added_up(group * years + drawn, amount),
        DebtLine.INTEREST: spread(unit["interest"]),
        DebtLine.CAPITALISED_INTEREST: spread(added),
        DebtLine.REVALUATION: moved,
        DebtLine.PRINCIPAL: spread(unit["payment"] - unit["interest"] + added),
        DebtLine.DEBT_SERVICE: spread(unit["payment"]),
        DebtLine.BALANCE: balance,
    }
    return np.stack([by_line[line] for line in DebtLine], axis=1)
