"""Limits on the books of vehicles recomputed (section 5.5): shares, cover, tax, cash, return."""

from collections.abc import Iterator

import numpy as np

from finance.delivery import ConstructionInterest, Mode
from finance.horizon import Floats
from finance.source import Instrument
from optimizer.verify.check import Row, Sides, at_most, equal, listed
from optimizer.verify.effects import write_off
from optimizer.verify.ledger import Ledger
from optimizer.verify.tables import Drawn


def vehicle_limits(ledger: Ledger) -> Iterator[Sides]:
    """Every check on a vehicle: the sum of its projects in one mode."""
    yield state_share(ledger)
    yield equity_share(ledger)
    yield dscr(ledger)
    yield lock_up(ledger)
    yield tax(ledger)
    yield cash(ledger)
    yield cash_floor(ledger)
    yield equity_return(ledger)


def state_share(ledger: Ledger) -> Sides:
    """State capital (grants and equity of the public sector) <= share of capital cost."""
    capital = ledger.by_vehicle(ledger.works.state_capital).sum(axis=1).tolist()
    cost = ledger.by_vehicle(ledger.works.capex).sum(axis=1).tolist()
    rows: list[Row] = []
    for key, row in ledger.tables.names.vehicles.items():
        share = ledger.tables.names.rules[key[1]].state_share
        if share is not None:
            rows.append((key, capital[row], share * cost[row], capital[row] + share * cost[row]))
    return listed("state_share", rows)


def equity_share(ledger: Ledger) -> Sides:
    """Equity of investors >= share of (all funding - state capital)."""
    equity = ledger.by_vehicle(ledger.works.investor_equity).sum(axis=1).tolist()
    capital = ledger.by_vehicle(ledger.works.state_capital).sum(axis=1).tolist()
    funding = ledger.by_vehicle(ledger.works.drawn).sum(axis=1).tolist()
    rows: list[Row] = []
    for key, row in ledger.tables.names.vehicles.items():
        share = ledger.tables.names.rules[key[1]].equity_share
        if share is not None:
            asked = share * (funding[row] - capital[row])
            rows.append((key, asked, equity[row], equity[row] + share * (funding[row] + capital[row])))
    return listed("equity_share", rows)


class _Cash:
    """Operating cash of the vehicles that keep books, `(vehicles, years)` each.

    `cfads = R + A - O - saving - bound - x`, with `bound = receivables * (R + A)[t] - receivables * (R + A)[t-1]`;
    `terms` is the sum of its absolute terms; `before = q[t-1]`.
    """

    def __init__(self, ledger: Ledger) -> None:
        names, works, sums = ledger.tables.names, ledger.works, ledger.vehicles
        keep = [row for (_, mode), row in names.vehicles.items() if mode is not Mode.PUBLIC]
        self.keys = [key for key in names.vehicles if key[1] is not Mode.PUBLIC]
        self.rules = [names.rules[mode] for _, mode in self.keys]
        self.revenue = ledger.by_vehicle(works.revenue + works.availability)[keep]
        self.opex = ledger.by_vehicle(works.opex)[keep]
        self.depreciation = ledger.by_vehicle(works.depreciation)[keep]
        self.equity = ledger.by_vehicle(works.equity)[keep]
        self.paid_in = ledger.by_vehicle(works.paid_in)[keep]
        self.owed, self.interest = sums.owed[keep], sums.interest[keep]
        self.tax, self.kept, self.dividend = sums.tax[keep], sums.cash[keep], sums.dividend[keep]
        self.before = np.zeros_like(self.kept)
        self.before[:, 1:] = self.kept[:, :-1]
        self.repair, saving = (ledger.by_vehicle(line)[keep] for line in (works.repair, works.saving))
        receivable = self.rule("working_capital_days") / 365.0 * self.revenue
        bound = receivable.copy()
        bound[:, 1:] -= receivable[:, :-1]
        self.cfads = self.revenue - self.opex - saving - bound - self.tax
        self.terms = self.revenue + self.opex + saving + receivable + np.abs(self.tax)

    def rule(self, name: str) -> Floats:
        """One figure of the delivery rules, by vehicle `(vehicles, 1)`."""
        return np.array([float(getattr(rules, name)) for rules in self.rules]).reshape(-1, 1)


def dscr(ledger: Ledger) -> Sides:
    """`cfads + q[t-1] * reserve >= dscr * debt_service`, in years with debt service."""
    books = _Cash(ledger)
    asked = books.rule("dscr") * books.owed
    reserve = books.rule("reserve") * books.before
    limit = np.where(books.owed > 0.0, books.cfads + reserve, np.inf)
    return at_most("dscr", books.keys, asked, limit, books.terms + asked + np.abs(reserve))


def lock_up(ledger: Ledger) -> Sides:
    """`cfads >= lock_up * debt_service`, in years with debt service, where the rule is set; no cash kept counts."""
    books = _Cash(ledger)
    level = np.array([rules.lock_up or 0.0 for rules in books.rules]).reshape(-1, 1)
    is_set = np.array([rules.lock_up is not None for rules in books.rules], dtype=bool).reshape(-1, 1)
    asked = level * books.owed
    limit = np.where(is_set & (books.owed > 0.0), books.cfads, np.inf)
    return at_most("lock_up", books.keys, asked, limit, books.terms + asked)


def tax(ledger: Ledger) -> Sides:
    """`x >= rate * (R + A - O - repairs - depreciation + disallowed - interest)`, in years with a positive rate; no
    loss carried. Interest, where it is capitalised before operation: what falls in operation for certain.
    """
    books = _Cash(ledger)
    years = ledger.problem.horizon.years
    rate = np.array([rules.tax_rate for rules in books.rules], dtype=np.float64).reshape(
        len(books.keys), years
    )
    disallowed, uncertain = (
        rows[[ledger.tables.names.vehicles[key] for key in books.keys]] for rows in not_deducted(ledger)
    )
    deducted = books.opex + books.repair + books.depreciation + books.interest - uncertain
    profit = books.revenue - deducted + disallowed
    terms = books.revenue + deducted + uncertain + disallowed
    limit = np.where(rate > 0.0, books.tax, np.inf)
    return at_most("tax", books.keys, rate * profit, limit, rate * terms + np.abs(books.tax))


def cash(ledger: Ledger) -> Sides:
    """`q[t] = q[t-1] + cfads + w - debt_service - v`."""
    books = _Cash(ledger)
    left = books.kept + books.owed + books.dividend
    right = books.before + books.cfads + books.paid_in
    size = np.abs(books.kept) + books.owed + np.abs(books.dividend) + np.abs(books.before) + books.terms
    return equal("cash", books.keys, left, right, size + books.paid_in)


def cash_floor(ledger: Ledger) -> Sides:
    """`dsra * debt_service[t+1] <= q[t]`."""
    books = _Cash(ledger)
    floor = np.zeros_like(books.owed)
    floor[:, :-1] = books.rule("dsra") * books.owed[:, 1:]
    return at_most("cash_floor", books.keys, floor, books.kept)


def equity_return(ledger: Ledger) -> Sides:
    """`sum((v - equity draws) / (1 + equity_return) ** t) >= 0`."""
    books = _Cash(ledger)
    year = np.arange(ledger.problem.horizon.years)
    discounted = (1.0 + books.rule("equity_return")) ** -year
    paid = (books.equity * discounted).sum(axis=1)
    earned = (books.dividend * discounted).sum(axis=1)
    return at_most("equity_return", books.keys, paid, earned)


def not_deducted(ledger: Ledger) -> tuple[Floats, Floats]:
    """Depreciation and interest that tax cannot count on, by vehicle and year `(vehicles, years)` each.

    A draw of year t may pay for any start τ with `t - n < τ <= t` inside the window of starts. Depreciation: where
    grants lower it, the grant less its fee times the largest share that any of these starts writes off in the year.
    Interest: where it is capitalised before operation, what falls before the last of these starts operates.
    """
    names, years = ledger.tables.names, ledger.problem.horizon.years
    depreciation, interest = (np.zeros((len(names.vehicles), years)) for _ in range(2))
    for one in ledger.tables.drawn:
        rules, year, built = names.rules[one.entry.mode], one.entry.year, len(one.work.project.profile)
        if one.entry.mode is Mode.PUBLIC or one.source.instrument is Instrument.EQUITY:
            continue
        begins = [start for start in _window(ledger, one) if year - built < start <= year]
        if not begins:
            continue
        terms = ledger.schedules[one.step]
        if terms is None or one.source.owed_publicly(one.entry.mode):
            if rules.grants_reduce_depreciation:
                shares, paid = write_off(rules), (1.0 - one.tranche.fee) * one.entry.amount
                for t in range(years):
                    ages = [t - start - built for start in begins]
                    largest = max((shares[age] for age in ages if 0 <= age < len(shares)), default=0.0)
                    depreciation[one.work.vehicle, t] += paid * largest
        elif rules.interest_during_construction is ConstructionInterest.CAPITALISED:
            for t in range(year, min(years, begins[-1] + built)):
                interest[one.work.vehicle, t] += one.entry.amount * terms.interest[t - year]
    return depreciation, interest


def _window(ledger: Ledger, one: Drawn) -> range:
    """Years in which the work of a draw can start."""
    project, option = one.work.project, one.work.option
    latest = min(project.latest, ledger.problem.horizon.invest_years - len(project.profile))
    return range(project.earliest + option.delay, latest + 1)
