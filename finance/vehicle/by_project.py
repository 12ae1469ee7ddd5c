"""A vehicle's cash, project by project: what each earns, owes and keeps, and what the others do for it.

What a project builds, earns, draws and repays is its own. Tax, reserves, cash and dividends belong to the vehicle and
are shared out by rules that always add up to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.lending.debt import Loan
from finance.vehicle.waterfall import Financing, Operation, Waterfall

Name = TypeVar("Name", bound=str)

ROUNDING = 1e-9
"""Projects add up to their vehicle within this share of its largest amount."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a project brings to its vehicle: its own operation, and the money drawn for it.

    `repairs_reserve (T,)`: what its own repairs ask to be held at year end, after that year's repair; None = nothing.
    """

    operation: Operation
    financing: Financing
    repairs_reserve: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ProjectFlow:
    """A project's years within its vehicle `(T,)`, the lines of `Waterfall`.

    `from_other_projects`: cash that the vehicle's other projects pass on to this one, negative where it passes on;
    0 over the vehicle in every year. `debt`: the loans drawn for the project, as one.

    Always, sources = uses: `draws + equity + grants + support + cfads + deposit_interest + from_other_projects =
    capital + fees + debt service + dividends + increase of cash and dsra`.
    """

    operation: Operation
    financing: Financing
    debt: Loan
    ebitda: Floats
    deposit_interest: Floats
    profit: Floats
    tax: Floats
    cfads: Floats
    dsra: Floats
    maintenance_reserve: Floats
    cash: Floats
    dividends: Floats
    support: Floats
    from_other_projects: Floats

    @property
    def equity_flow(self) -> Floats:
        """What owners get for the project less what they pay in for it: `dividends - equity - support`."""
        return self.dividends - self.financing.equity - self.support

    @property
    def project_flow(self) -> Floats:
        """Before any financing, after the project's part of the tax: `cfads - capital`."""
        return self.cfads - self.operation.capital


def by_project(flow: Waterfall, parts: Mapping[Name, Part]) -> dict[Name, ProjectFlow]:
    """Share a vehicle's waterfall out to its projects; `parts` add up to its operation and financing.

    With p for a project, every sum over the vehicle's projects:
    `deposit_interest[p,t] = deposit_interest[t] * held[p,t-1] / Σ held[t-1]`, held = cash and both reserves;
    `profit[p,t]` from the project's own lines, `tax[p,t] = tax[t] * max(0, profit[p,t]) / Σ max(0, profit[t])` (a
    refund: by the losses); `dsra[p,t] = dsra[t] * service[p,t+1] / Σ service[t+1]`; the maintenance reserve likewise
    by `repairs_reserve[p,t]`.
    What a project then has, `rest = cash[p,t-1] + draws + equity + grants - capital - fees + cfads +
    deposit_interest - service - increase of dsra`, may be missing or left over: what is missing comes from `support`
    and from the projects that have something left, all in proportion; cash and dividends are shared by what is left.

    Always: each line adds up to the vehicle's; sources equal uses for every project; no cash, reserve, dividend or
    support is negative; tax is 0 wherever the vehicle pays none.

    Raises FinanceError where the parts do not add up to the vehicle, or there is none.
    """
    _check(flow, parts)
    if len(parts) == 1:
        return {name: _whole(flow, part) for name, part in parts.items()}
    names, table = list(parts), _Table(list(parts.values()))
    dsra = _shared(flow.dsra, np.pad(table.service[:, 1:], ((0, 0), (0, 1))))
    reserve = _shared(flow.maintenance_reserve, np.array([_asked(part) for part in parts.values()]))
    saved = np.diff(reserve, prepend=0.0)
    out = {name: np.zeros_like(dsra) for name in _RUNNING}
    held, cash = np.zeros(len(names)), np.zeros(len(names))
    for t in range(dsra.shape[1]):
        earned = _shared(flow.deposit_interest[t], held)
        profit = table.profit[:, t] + earned
        due = flow.tax.due[t]
        tax = _shared(due, np.maximum(0.0, profit if due >= 0.0 else -profit))
        cfads = table.operating[:, t] - tax - saved[:, t]
        rest = cash + table.drawn[:, t] + cfads + earned - table.service[:, t]
        rest = rest - (dsra[:, t] - (dsra[:, t - 1] if t else 0.0))
        missing, left = np.maximum(0.0, -rest), np.maximum(0.0, rest)
        support = _shared(flow.support[t], missing)
        passed = missing - support
        received = passed - _shared(passed.sum(), left)
        cash, dividends = _shared(flow.cash[t], left), _shared(flow.dividends[t], left)
        held = cash + dsra[:, t] + reserve[:, t]
        for name, column in zip(
            _RUNNING, (earned, profit, tax, cfads, cash, dividends, support, received), strict=True
        ):
            out[name][:, t] = column
    return {
        name: ProjectFlow(
            operation=part.operation,
            financing=part.financing,
            debt=part.financing.debt,
            ebitda=part.operation.revenue - part.operation.opex,
            dsra=dsra[p],
            maintenance_reserve=reserve[p],
            **{line: amounts[p] for line, amounts in out.items()},
        )
        for p, (name, part) in enumerate(parts.items())
    }


_RUNNING = (
    "deposit_interest", "profit", "tax", "cfads", "cash", "dividends", "support", "from_other_projects",
)  # fmt: skip


class _Table:
    """The projects' own lines `(P, T)`: profit before interest on deposits, operating cash before tax and reserve,
    money drawn less what it pays for, debt service.
    """

    def __init__(self, parts: list[Part]) -> None:
        profit, operating, drawn, service = [], [], [], []
        for part in parts:
            made, money, debt = part.operation, part.financing, part.financing.debt
            ebitda = made.revenue - made.opex
            expense = made.maintenance + made.depreciation - made.disallowed
            profit.append(ebitda - (expense + debt.interest - money.capitalised))
            operating.append(ebitda - np.diff(made.working_capital, prepend=0.0) - made.maintenance)
            drawn.append(debt.draw + money.equity + money.grants - made.capital - money.fees)
            service.append(debt.service)
        self.profit, self.operating = np.array(profit), np.array(operating)
        self.drawn, self.service = np.array(drawn), np.array(service)


def _whole(flow: Waterfall, part: Part) -> ProjectFlow:
    """The only project of a vehicle: every line is its own, and there is nobody to pass anything on."""
    shared = {line: getattr(flow, line) for line in _RUNNING if line not in ("tax", "from_other_projects")}
    return ProjectFlow(
        operation=part.operation,
        financing=part.financing,
        debt=flow.debt,
        ebitda=flow.ebitda,
        dsra=flow.dsra,
        maintenance_reserve=flow.maintenance_reserve,
        tax=flow.tax.due,
        from_other_projects=np.zeros_like(flow.cash),
        **shared,
    )


def _asked(part: Part) -> Floats:
    asked = np.zeros(len(part.operation.capital)) if part.repairs_reserve is None else part.repairs_reserve
    return np.asarray(asked, dtype=np.float64)


def _shared(amount: Floats | float, weights: Floats) -> Floats:
    """`amount * weights / Σ weights` over the projects, the first axis; in equal parts where no weight is above 0.

    By the rules above an amount without weights is what rounding has left.
    """
    total = weights.sum(axis=0)
    shares: Floats = np.full_like(weights, 1.0 / len(weights))
    np.divide(weights, total, out=shares, where=total > 0.0)
    return shares * amount


def _check(flow: Waterfall, parts: Mapping[Name, Part]) -> None:
    if not parts:
        raise FinanceError("parts: at least one project is expected, found none")
    largest = 1.0 + max(
        float(np.abs(line).max()) for line in (flow.revenue, flow.debt.balance, flow.operation.capital)
    )
    for room, whole in (("operation", flow.operation), ("financing", flow.financing)):
        for name in [field.name for field in fields(whole) if field.name != "loans"]:
            added = np.sum([getattr(getattr(part, room), name) for part in parts.values()], axis=0)
            _check_sum(name, added, getattr(whole, name), largest)
    for name in ("draw", "service", "interest", "balance"):
        added = np.sum([getattr(part.financing.debt, name) for part in parts.values()], axis=0)
        _check_sum(f"debt {name}", added, getattr(flow.debt, name), largest)


def _check_sum(name: str, added: Floats, whole: Floats, largest: float) -> None:
    apart = np.abs(added - whole) if added.shape == whole.shape else np.array([np.inf])
    if apart.max() > ROUNDING * largest:
        t = int(np.argmax(apart))
        raise FinanceError(
            f"parts: {name} of the projects is expected to add up to the vehicle's, year {t} is {apart[t]:g} apart"
        )
