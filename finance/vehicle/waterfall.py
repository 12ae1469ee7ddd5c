"""The cash of a vehicle, year by year, in the order in which it may be used: from revenue down to dividends.

Timing: everything falls at year end; interest on reserves is earned on what they held the year before.
Amounts are positive magnitudes; EBITDA, CFADS and changes may be negative.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import amounts, number
from finance.lending.debt import Loan, check_rate, check_years, combined
from finance.vehicle.tax import Tax, TaxRules, income_tax

ROUNDING = 1e-6
"""Relative to the sum of its terms, at least 1: cover this little short of the lock-up passes, as in a plan's proof."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """What a vehicle builds and earns, by year `(T,)`, 0 or more.

    `capital`: cost of works. `maintenance`: large repairs, spent and deducted in their year. `working_capital`: money
    bound at year end. `depreciation`: in the books, and for tax but for the part of it that is `disallowed`: what
    grants paid for, where the law says so.
    """

    tariffs: Floats
    leases: Floats
    availability: Floats
    opex: Floats
    capital: Floats
    depreciation: Floats
    maintenance: Floats
    working_capital: Floats
    disallowed: Floats

    @classmethod
    def of(cls, years: int, **lines: Floats) -> "Operation":
        """An operation of `years` whose lines that are not named are 0."""
        return cls(**({line.name: np.zeros(years) for line in fields(cls)} | lines))

    @property
    def revenue(self) -> Floats:
        """Tariffs, leases and availability payments."""
        return self.tariffs + self.leases + self.availability

    def __post_init__(self) -> None:
        years = len(amounts(self.capital, "capital"))
        for line in fields(self):
            _check_row(getattr(self, line.name), line.name, years)


@dataclass(frozen=True, slots=True, eq=False)
class Financing:
    """Where a vehicle's money comes from, by year `(T,)`, 0 or more.

    `loans`: tranches in the order in which they are served. `fees`: what sources keep of the draws; an expense that
    tax does not know. `capitalised`: interest that is part of the cost of the works, not of the year's expense.
    """

    loans: Mapping[str, Loan]
    equity: Floats
    grants: Floats
    fees: Floats
    capitalised: Floats

    @classmethod
    def of(cls, years: int, loans: Mapping[str, Loan], **lines: Floats) -> "Financing":
        """Financing of `years` whose lines that are not named are 0."""
        names = ("equity", "grants", "fees", "capitalised")
        return cls(loans, **({name: np.zeros(years) for name in names} | lines))

    @property
    def debt(self) -> Loan:
        """All tranches as one loan."""
        return combined(self.loans.values(), len(self.equity))


@dataclass(frozen=True, slots=True)
class CashRules:
    """What may not be paid out.

    `dsra`: share of next year's debt service kept in the debt service reserve (0.5 = six months). `maintenance_years`:
    years over which the maintenance reserve saves for a repair, that of the repair included; 0 = no reserve.
    `deposit_rate`: interest on cash and reserves. `lock_up`: cover of debt service below which no dividend is paid,
    None = no such test. `kept`: cash beside the reserves that stays in the vehicle, by year; not stated: none.
    `maintenance_target`: what the maintenance reserve holds before the repair of each year, in place of what
    `maintenance_years` gives.
    """

    dsra: float = 0.0
    maintenance_years: int = 0
    deposit_rate: float = 0.0
    lock_up: float | None = None
    kept: tuple[float, ...] | None = None
    maintenance_target: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Waterfall:
    """A vehicle's years `(T,)`.

    `cfads = ebitda - increase of working capital - tax - maintenance - increase of maintenance_reserve`: what is saved
    for repairs comes before debt service, so that cover is not judged by the year of a repair. `dsra`,
    `maintenance_reserve`, `cash`: held at year end, cash without the reserves. `support`: what is missing to pay for
    works, repairs and debt service after cash and reserve are used; someone must bring it, and in a sound plan it
    is 0. `debt`: all tranches as one loan. `locked`: 1 where cover, by cfads and deposit interest of the year, is below
    the lock-up test by more than rounding.

    Always, sources = uses: `draws + equity + grants + support + cfads + deposit_interest = capital + fees + debt
    service + dividends + increase of cash and dsra`.
    """

    operation: Operation
    financing: Financing
    debt: Loan
    ebitda: Floats
    deposit_interest: Floats
    profit: Floats
    tax: Tax
    cfads: Floats
    dsra: Floats
    maintenance_reserve: Floats
    cash: Floats
    dividends: Floats
    support: Floats
    locked: Floats

    @property
    def revenue(self) -> Floats:
        """Tariffs, leases and availability payments."""
        return self.operation.revenue

    @property
    def equity_flow(self) -> Floats:
        """What owners get less what they pay in: `dividends - equity - support`."""
        return self.dividends - self.financing.equity - self.support

    @property
    def project_flow(self) -> Floats:
        """Before any financing, after the tax that is really due: `cfads - capital`."""
        return self.cfads - self.operation.capital


def waterfall(operation: Operation, financing: Financing, tax: TaxRules, rules: CashRules) -> Waterfall:
    """Run the cash of every year down: operation, tax, works, debt service by tranche, reserves, dividends.

    Taxable profit: `ebitda + deposit_interest - maintenance - depreciation + disallowed - interest + capitalised`.
    Maintenance reserve: a repair of year u is saved for in equal parts in `maintenance_years` up to u, as far as there
    is cash before debt service; what the debt service reserve holds beyond the year's service counts as such. Debt
    service reserve: topped up to `dsra * service[t+1]` from what debt service leaves, drawn on where cash is short,
    released above its target. What is left beyond `kept` is paid out, unless cover is below `lock_up`.

    Raises FinanceError for rows of unequal length, negative or missing amounts, rules out of range.
    """
    years = len(operation.capital)
    _check(financing, rules, years)
    debt = financing.debt
    ebitda = operation.revenue - operation.opex
    bound = np.diff(operation.working_capital, prepend=0.0)
    dsra_target = np.append(rules.dsra * debt.service[1:], 0.0)
    saving = _maintenance_target(operation.maintenance, rules.maintenance_years)
    if rules.maintenance_target is not None:
        saving = np.array(rules.maintenance_target, dtype=np.float64)
    kept = np.zeros(years) if rules.kept is None else np.array(rules.kept, dtype=np.float64)
    drawn = debt.draw + financing.equity + financing.grants - operation.capital - financing.fees
    expense = operation.maintenance + operation.depreciation - operation.disallowed
    expense = expense + debt.interest - financing.capitalised
    profit = ebitda - expense

    earned = np.zeros(years)
    accounts = _Accounts(years)
    due = income_tax(profit, operation.revenue, tax)
    for t in range(years):
        if rules.deposit_rate and t:
            earned[t] = rules.deposit_rate * accounts.held(t - 1)
            profit[t] += earned[t]
            # the tax of a year knows no later year, so that it is final once its own interest is known
            due = income_tax(profit, operation.revenue, tax)
        available = drawn[t] + ebitda[t] - bound[t] - due.due[t] + earned[t]
        beyond = max(0.0, accounts.reserve(t - 1) - float(debt.service[t]))
        accounts.save(t, float(available) + beyond, float(saving[t]), float(operation.maintenance[t]))
        accounts.pay(t, float(available - debt.service[t]))
        accounts.fill(t, float(dsra_target[t]))
        accounts.cfads[t] = ebitda[t] - bound[t] - due.due[t] - accounts.spent[t]
        if rules.lock_up is not None and debt.service[t] > 0.0:
            needed = rules.lock_up * debt.service[t]
            terms = operation.revenue[t] + operation.opex[t] + due.due[t] + accounts.spent[t] + needed
            covered = accounts.cfads[t] + earned[t]
            accounts.locked[t] = covered < needed - ROUNDING * max(1.0, float(terms))
        accounts.distribute(t, float(kept[t]))
    return Waterfall(
        operation, financing, debt, ebitda, earned, profit, due, accounts.cfads, accounts.dsra, accounts.maintenance,
        accounts.cash, accounts.dividends, accounts.support, accounts.locked,
    )  # fmt: skip


class _Accounts:
    """The accounts of a vehicle while its years run: cash, two reserves, and what goes in and out.

    `spent`: repairs and what is saved for them, less what the maintenance reserve pays.
    """

    def __init__(self, years: int) -> None:
        self.cfads, self.dsra, self.maintenance, self.cash, self.spent = (np.zeros(years) for _ in range(5))
        self.dividends, self.support, self.locked = (np.zeros(years) for _ in range(3))

    def held(self, t: int) -> float:
        """Cash and both reserves at the end of a year."""
        return float(self.dsra[t] + self.maintenance[t] + self.cash[t])

    def reserve(self, t: int) -> float:
        """The debt service reserve at the end of a year; nothing before the first."""
        return float(self.dsra[t]) if t >= 0 else 0.0

    def save(self, t: int, available: float, target: float, repair: float) -> None:
        """Bring the maintenance reserve to its target as far as cash goes, then pay for the repair out of it."""
        held, cash = (float(self.maintenance[t - 1]), float(self.cash[t - 1])) if t else (0.0, 0.0)
        saved = max(0.0, min(target - held, cash + available))
        paid = min(held + saved, repair)
        self.maintenance[t] = held + saved - paid
        self.spent[t] = repair + saved - paid

    def pay(self, t: int, net: float) -> None:
        """Add the year's net cash; where it is short the debt service reserve pays, then someone must."""
        held, cash = (float(self.dsra[t - 1]), float(self.cash[t - 1])) if t else (0.0, 0.0)
        cash += net - float(self.spent[t])
        taken = min(held, max(0.0, -cash))
        self.dsra[t] = held - taken
        self.support[t] = max(0.0, -(cash + taken))
        self.cash[t] = max(0.0, cash + taken)

    def fill(self, t: int, target: float) -> None:
        """Bring the debt service reserve to its target, as far as cash goes; release what is above."""
        move = min(target - float(self.dsra[t]), float(self.cash[t]))
        self.dsra[t] += move
        self.cash[t] -= move

    def distribute(self, t: int, kept: float) -> None:
        """Pay out what is not kept, unless it is locked up."""
        if not self.locked[t]:
            self.dividends[t] = max(0.0, float(self.cash[t]) - kept)
            self.cash[t] -= self.dividends[t]


def _maintenance_target(maintenance: Floats, ahead: int) -> Floats:
    """`target[t] = Σ_{k=0..ahead-1} maintenance[t+k] * (ahead - k) / ahead`, held before the repair of year t."""
    target = np.zeros(len(maintenance))
    for k in range(min(ahead, len(maintenance))):
        target[: len(target) - k] += maintenance[k:] * (ahead - k) / ahead
    return target


def _check(financing: Financing, rules: CashRules, years: int) -> None:
    for name in ("equity", "grants", "fees", "capitalised"):
        _check_row(getattr(financing, name), name, years)
    for name, loan in financing.loans.items():
        if loan.years != years:
            raise FinanceError(f"loans[{name}]: {years} years are expected, found {loan.years}")
    if number(rules.dsra, "dsra") < 0.0:
        raise FinanceError(
            f"dsra: a share of next year's debt service of 0 or more is expected, found {rules.dsra:g}"
        )
    check_years(rules.maintenance_years, "maintenance_years", lowest=0)
    check_rate(rules.deposit_rate, "deposit_rate")
    if rules.lock_up is not None and number(rules.lock_up, "lock_up") < 0.0:
        raise FinanceError(f"lock_up: a cover of 0 or more is expected, found {rules.lock_up:g}")
    for name, row in (("kept", rules.kept), ("maintenance_target", rules.maintenance_target)):
        if row is not None:
            _check_row(np.array(row), name, years)


def _check_row(row: Floats, name: str, years: int) -> None:
    found = amounts(row, name)
    if len(found) != years:
        raise FinanceError(f"{name}: {years} years are expected, found {len(found)}")
    if found.min() < 0.0:
        t = int(np.argmin(found))
        raise FinanceError(f"{name}[{t}]: an amount of 0 or more is expected, found {found[t]:g}")
