"""What a vehicle's plan exposes to risk, and what becomes of it when things turn out otherwise.

Works are paid for as planned, a dearer work by who owns it (the public side for public works); debt is drawn and served
by the calendar. So a delay moves operation alone: revenue, availability payments, operating cost and depreciation come
later, at the amounts planned, and what would fall beyond the last year is not counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.project import ProjectId, VehicleId
from finance.rates.many import Booleans
from finance.uncertainty.risk import Channel

KEPT = 1e-6
"""A covenant counts as kept while it is short by no more than this share of the largest debt service."""


@dataclass(frozen=True, slots=True, eq=False)
class DebtLines:
    """Debt of P projects by year `(P, T)`, positive magnitudes as planned.

    `per_rate`: what one more unit of rate adds to service: last year's balance, in a year without service kept for the
    next one with it.
    """

    service: Floats
    interest: Floats
    per_rate: Floats

    @classmethod
    def of(cls, service: Floats, interest: Floats, balance: Floats) -> "DebtLines":
        """From service, interest and year-end balance."""
        per_rate, waiting = np.zeros_like(service), np.zeros(len(service))
        for t in range(1, service.shape[1]):
            waiting = waiting + balance[:, t - 1]
            due = service[:, t] > 0.0
            per_rate[due, t] = waiting[due]
            waiting = np.where(due, 0.0, waiting)
        return cls(service, interest, per_rate)

    @classmethod
    def none(cls, projects: int, years: int) -> "DebtLines":
        """No debt at all."""
        return cls(*(np.zeros((projects, years)) for _ in range(3)))


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """The plan of a vehicle under a mode: P projects `(P, T)`, nominal, positive magnitudes.

    `numbers (P,)`: the projects' positions in the scenario. `touched (F, P)`: which factor acts on which project.
    `state_capital (P, T)`: grants and equity of the public side. Debt is split by who owes it, and by currency.
    Books of the vehicle `(T,)`: `tax_rate`, `cash`, `paid_in`; covenant `dscr`, in which cash counts where
    `counts_cash`. `opex` holds large repairs. As planned in every state `(T,)`, None = nothing: `set_aside`, what is
    saved for repairs before their year and what customers owe more than the year before; `tax_base`, what tax counts
    beyond revenue less operating cost, depreciation and interest. A public work keeps no books: `is_public`.
    """

    vehicle: VehicleId
    mode: str
    is_public: bool
    projects: tuple[ProjectId, ...]
    numbers: tuple[int, ...]
    touched: Booleans
    capital: Floats
    revenue: Floats
    availability: Floats
    opex: Floats
    depreciation: Floats
    state_capital: Floats
    debt: DebtLines
    foreign_debt: DebtLines
    public_debt: DebtLines
    foreign_public_debt: DebtLines
    tax_rate: Floats
    cash: Floats
    paid_in: Floats
    dscr: float = 1.0
    counts_cash: bool = True
    set_aside: Floats | None = None
    tax_base: Floats | None = None

    def __post_init__(self) -> None:
        shape = (len(self.projects), len(self.tax_rate))
        for name in ("capital", "revenue", "availability", "opex", "depreciation", "state_capital"):
            found = getattr(self, name)
            if found.shape != shape:
                raise FinanceError(f"{name}: shape {shape} is expected, found {found.shape}")
            if not np.isfinite(found).all():
                raise FinanceError(f"{name}: finite amounts are expected")

    @property
    def owed(self) -> Booleans:
        """Years in which the vehicle serves debt `(T,)`."""
        service = (self.debt.service + self.foreign_debt.service).sum(axis=0)
        return np.asarray(service > 1e-9 * max(float(service.max()), 1e-300))


Shocks = Mapping[Channel, Floats]
"""Changes by channel `(n, P)`; a channel that is not there changes nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What becomes of a vehicle in n states.

    `flow (n, P, T)`: revenue + availability - opex - capital cost. `fiscal_pv (n,)`: what the public side spends.
    `lowest_cover (n,)` of debt service by cash flow after tax, and cash where it counts, and `is_breached (n,)`; None
    without debt.
    """

    flow: Floats
    fiscal_pv: Floats
    lowest_cover: Floats | None
    is_breached: Booleans | None


def delayed(lines: Floats, years: Floats) -> Floats:
    """Amounts `(P, T)` that come `years (n, P)` later, 0 or more: `(n, P, T)`.

    A delay of `k + f` years, f below 1, leaves the share `1 - f` of an amount k years later and the share f one year
    after that. Always: what falls inside the years and what falls beyond them add up to what there was.

    >>> delayed(np.array([[8.0, 4.0, 0.0, 0.0]]), np.array([[1.25]])).tolist()
    [[[0.0, 6.0, 5.0, 1.0]]]
    """
    count, horizon = lines.shape
    late = np.minimum(years, float(horizon))
    whole = late.astype(np.int64)
    table = np.zeros((horizon + 2, count, horizon))
    for k in range(horizon):
        table[k, :, k:] = lines[:, : horizon - k]
    row = whole * count + np.arange(count)
    # in place: these arrays are most of the memory and of the time of a simulation
    moved: Floats = table.reshape(-1, horizon).take(row, axis=0)
    later = np.diff(table, axis=0).reshape(-1, horizon).take(row, axis=0)
    later *= (late - whole)[:, :, None]
    moved += later
    return moved


def outcome(exposure: Exposure, shocks: Shocks, discount: Floats) -> Outcome:
    """What becomes of a vehicle under `shocks`; `discount (T,)` are discount factors.

    With the changes c, d, p, i, e of cost, demand, price, rate and currency, and operation delayed:
    revenue `(1 + d) R`, opex `(1 + p) O`, capital cost and depreciation `(1 + c)` times as planned, debt service
    `S + i B + (1 + e) (S_foreign + i B_foreign)` with B the balance, interest alike.
    """
    n = len(next(iter(shocks.values())))
    nothing = np.zeros((n, len(exposure.projects)))
    cost, demand, price, rate, currency = (
        shocks.get(channel, nothing)
        for channel in (Channel.COST, Channel.DEMAND, Channel.PRICE, Channel.RATE, Channel.CURRENCY)
    )
    years = shocks.get(Channel.TIME)
    operating = _operating(exposure.revenue, years, 1.0 + demand)
    operating -= _operating(exposure.opex, years, 1.0 + price)
    availability = np.zeros((1, *exposure.capital.shape))
    if exposure.availability.any():
        availability = _operating(exposure.availability, years, 1.0 + nothing)
        operating += availability
    flow = (1.0 + cost)[:, :, None] * -exposure.capital
    flow += operating

    public = _served(exposure.public_debt, exposure.foreign_public_debt, rate, currency)
    spent = exposure.state_capital.sum(axis=0) + public
    if exposure.is_public:
        spent = spent - operating.sum(axis=1) + cost @ exposure.capital
    spent = spent + availability.sum(axis=1)
    fiscal_pv = np.broadcast_to(spent, (n, len(discount))) @ discount
    if exposure.is_public or not exposure.owed.any():
        return Outcome(flow, fiscal_pv, None, None)

    service = _served(exposure.debt, exposure.foreign_debt, rate, currency)
    profit = _together(operating)
    tax = np.zeros_like(profit)
    if exposure.tax_rate.any():
        written_off = _together(_operating(exposure.depreciation, years, 1.0 + cost))
        interest = _served(exposure.debt, exposure.foreign_debt, rate, currency, "interest")
        taxed = profit - written_off - interest
        if exposure.tax_base is not None:
            taxed = taxed + exposure.tax_base
        tax = exposure.tax_rate * np.maximum(taxed, 0.0)
    cfads = profit - tax if exposure.set_aside is None else profit - tax - exposure.set_aside
    return Outcome(flow, fiscal_pv, *_covered(exposure, cfads, service))


def _together(lines: Floats) -> Floats:
    """Sum over projects, `(n, P, T)` to `(n, T)`."""
    return np.asarray(lines[:, 0] if lines.shape[1] == 1 else lines.sum(axis=1), dtype=np.float64)


def _operating(lines: Floats, years: Floats | None, times: Floats) -> Floats:
    """A line of operation, delayed and multiplied `(n, P, T)`."""
    if years is None or not lines.any():
        return lines * times[:, :, None]
    moved = delayed(lines, years)
    moved *= times[:, :, None]
    return moved


def _served(
    home: DebtLines, foreign: DebtLines, rate: Floats, currency: Floats, line: str = "service"
) -> Floats:
    """Service or interest `(n, T)` of debt in both currencies."""
    total = np.broadcast_to(getattr(home, line).sum(axis=0), (len(rate), home.service.shape[1]))
    if home.per_rate.any() and rate.any():
        total = total + rate @ home.per_rate
    if foreign.service.any():
        dearer = 1.0 + currency
        total = total + dearer @ getattr(foreign, line) + (dearer * rate) @ foreign.per_rate
    return total


def _covered(exposure: Exposure, cfads: Floats, service: Floats) -> tuple[Floats, Booleans]:
    """Lowest cover `(cfads + cash of the year before, where it counts) / service`, and whether the covenant is broken:
    cover below `dscr` in some year.

    Cash: at most what the plan keeps, so that every surplus is paid out, and at least nothing.
    """
    owed = exposure.owed
    allowed = KEPT * float((exposure.debt.service + exposure.foreign_debt.service).sum(axis=0).max())
    lowest, is_breached = np.full(len(cfads), np.inf), np.zeros(len(cfads), dtype=bool)
    cash = np.zeros(len(cfads))
    # a year's states side by side in memory: the loop runs over years
    flows, services = np.ascontiguousarray(cfads.T), np.ascontiguousarray(service.T)
    for t, (flow, due) in enumerate(zip(flows, services, strict=True)):
        if owed[t]:
            available = flow + cash if exposure.counts_cash else flow
            # a fall of rates may take a whole service away: then there is nothing to cover
            ratio = np.divide(available, due, out=np.full_like(cash, np.inf), where=due > 0.0)
            np.minimum(lowest, ratio, out=lowest)
            is_breached |= exposure.dscr * due - available > allowed
        if exposure.cash[t] > 0.0:
            cash = np.clip(cash + flow + exposure.paid_in[t] - due, 0.0, exposure.cash[t])
        else:
            cash = np.zeros(len(cfads))
    return lowest, is_breached
