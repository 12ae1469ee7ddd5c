"""Viability gap: the smallest grant at which a vehicle pays its lenders, its taxes and the return of its owners.

The covenants are those of the plan (`finance.delivery.DeliveryMode`), what tax makes of grants and of interest before
operation apart. Grant, equity and debt pay for the works side
by side: each gives the same part of every year's capital cost, unless equity has years of its own. Amounts are nominal,
yearly `(T,)`, at year end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from finance.delivery import DeliveryMode
from finance.errors import FinanceError
from finance.horizon import Floats, discount_factors
from finance.inputs import amounts
from finance.lending.schedule import schedule
from finance.source import DebtTerms
from finance.yearly_lines import at_least_zero, magnitudes, same_years, share

ROUNDS = 200
"""Tangents drawn at most; a vehicle of T years has a few per year."""

ROUNDING = 1e-12
"""Relative: amounts closer than this are the same."""

SUM = 1e-9
"""How far shares may miss 1 in their sum."""


class NoGrantHelps(FinanceError):
    """Operation loses money at the return that owners require, and a grant pays for works only."""


class Binding(StrEnum):
    """What keeps the grant from being smaller.

    nothing: there is none. covenant: cover of debt service. equity_share: owners' part of funding. most_debt: no more
    may be borrowed. equity_return: owners give what their return allows, and more debt would leave them less.
    """

    NOTHING = "nothing"
    COVENANT = "covenant"
    EQUITY_SHARE = "equity_share"
    MOST_DEBT = "most_debt"
    EQUITY_RETURN = "equity_return"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle's years before any money is raised `(T,)`.

    `capital`: works. `ebitda`: revenue and availability payments less operating cost, may be negative.
    `depreciation`: what tax deducts beside operating cost and interest. `service`, `interest`: of one unit of debt in
    all, as `unit_debt` gives. `fee`: share of debt that does not reach the works. Owners may pay in for losses in the
    first `paid_in_years` (None = while works are paid for). `most_debt`: largest debt in all, None = as much as
    covenants allow. `equity_years`: in which years equity for works comes, as shares that sum to 1; None = in step
    with works. `set_aside`: cash of operation that is kept for repairs or owed by customers, below 0 where it is freed;
    None = nothing.
    """

    capital: Floats
    ebitda: Floats
    depreciation: Floats
    service: Floats
    interest: Floats
    fee: float = 0.0
    paid_in_years: int | None = None
    most_debt: float | None = None
    equity_years: Floats | None = None
    set_aside: Floats | None = None


@dataclass(frozen=True, slots=True)
class ViabilityGap:
    """The smallest `grant` that makes the vehicle bankable, with the money beside it, and what `binds`.

    `grant + equity + (1 - fee) * debt = Σ capital`; `equity` pays for works, `paid_in (T,)` for losses and
    reserves on top. `tax`, `cash`, `dividend (T,)`: the books. `state_share`: the grant as a share of capital.
    """

    grant: float
    equity: float
    debt: float
    state_share: float
    paid_in: Floats
    tax: Floats
    cash: Floats
    dividend: Floats
    binds: Binding


def unit_debt(terms: DebtTerms, capital: Floats) -> tuple[Floats, Floats]:
    """Service and interest by year `(T,)` of one unit of debt drawn in step with `capital (T,)`.

    Formula: `service[t] = Σ_u capital[u] / Σ capital * payment[t - u]`, interest likewise.

    Raises FinanceError where a draw is not repaid within the years given.

    >>> service, interest = unit_debt(DebtTerms(0.1, 1), np.array([50.0, 50.0, 0.0]))
    >>> service.round(6).tolist(), interest.round(6).tolist()
    ([0.0, 0.55, 0.55], [0.0, 0.05, 0.05])
    """
    works, unit = magnitudes(capital, "capital"), schedule(terms)
    spent = np.flatnonzero(works)
    if not spent.size:
        raise FinanceError("capital: works that cost something are expected, found none")
    needed = int(spent[-1]) + terms.tenor + 1
    if needed > len(works):
        raise FinanceError(
            f"capital: debt of tenor {terms.tenor} drawn in year index {spent[-1]} is repaid after the "
            f"{len(works)} years given: give {needed} years, or a shorter tenor"
        )
    profile = works / works.sum()
    return np.convolve(profile, unit.payment)[: len(works)], np.convolve(profile, unit.interest)[: len(works)]


@dataclass(frozen=True, slots=True)
class _Books:
    """The vehicle's best years at a given debt, each amount with its slope per unit of debt `(2,)`, `(2, T)`.

    `worth`: dividends less what owners pay in, discounted at the return they require. `cover`: the smallest
    margin of a DSCR, or of the lock-up of dividends, that no cash may mend; infinite where there is none.
    """

    worth: Floats
    cover: Floats
    paid_in: Floats
    tax: Floats
    cash: Floats
    dividend: Floats


def _years(vehicle: Vehicle, rules: DeliveryMode, debt: float) -> tuple[Floats, Floats, Floats]:
    """Tax, cash after debt service, and margin over the DSCR at a debt, with slopes `(2, T)`."""
    at, rate = np.array([[debt], [1.0]]), np.asarray(rules.tax_rate, dtype=np.float64)
    taxable = rate * (
        np.array([[1.0], [0.0]]) * (vehicle.ebitda - vehicle.depreciation) - at * vehicle.interest
    )
    tax = np.where(taxable[0] > 0.0, taxable, 0.0)
    aside = 0.0 if vehicle.set_aside is None else vehicle.set_aside
    available = np.array([[1.0], [0.0]]) * (vehicle.ebitda - aside) - tax
    return tax, available - at * vehicle.service, available - rules.dscr * at * vehicle.service


def _books(vehicle: Vehicle, rules: DeliveryMode, debt: float, paid_in_years: int) -> _Books:
    """Pay out as early as covenants allow, pay in as late as they allow: no other books are worth more.

    Cash that must lie at the end of a year, backwards from the last:
    `floor[t] = max(0, dsra * service[t+1], reserve * (dscr * service[t+1] - cfads[t+1]))`;
    `need[t] = max(floor[t], need[t+1] - cfads[t+1] + service[t+1])`, the latter where owners no longer pay in.
    """
    tax, free, margin = _years(vehicle, rules, debt)
    years, at = free.shape[1], np.array([debt, 1.0])
    need = np.zeros((2, years))
    owing = vehicle.service > 0.0
    for t in range(years - 2, -1, -1):
        asked = [np.zeros(2), rules.dsra * vehicle.service[t + 1] * at]
        if rules.reserve and owing[t + 1]:
            asked.append(-margin[:, t + 1])
        if t + 1 >= paid_in_years:
            asked.append(need[:, t + 1] - free[:, t + 1])
        need[:, t] = max(asked, key=lambda amount: float(amount[0]))
    paid_in, dividend = np.zeros((2, years)), np.zeros((2, years))
    cash = np.zeros(2)
    for t in range(years):
        left = cash + free[:, t] - need[:, t]
        if left[0] < 0.0 and t < paid_in_years:
            paid_in[:, t] = -left
        else:
            # later on `need` has left enough; a rounding below zero is zero
            dividend[:, t] = max(left[0], 0.0), left[1]
        cash = need[:, t]
    factor = discount_factors(rules.equity_return, years)
    level = max(-np.inf if rules.reserve else rules.dscr, -np.inf if rules.lock_up is None else rules.lock_up)
    cover = np.array([np.inf, 0.0])
    if np.isfinite(level) and owing.any():
        above = free + (1.0 - level) * at[:, None] * vehicle.service
        cover = above[:, owing][:, np.argmin(above[0, owing])]
    return _Books((dividend - paid_in) @ factor, cover, paid_in, tax, need, dividend)


def viability_gap(vehicle: Vehicle, rules: DeliveryMode) -> ViabilityGap:
    """The smallest grant at which the covenants of `rules` hold.

    With debt `L`, the owners' books are worth `worth(L)` at the return they require; so they can give
    `equity(L) = worth(L) / Σ_t equity_years[t] * (1 + equity_return) ** -t`, and
    `grant = min_L Σ capital - (1 - fee) * L - equity(L)`, not below 0,
    for all L at which the DSCR holds, `worth(L) >= 0` and `(1 - equity_share) * equity(L) >= equity_share * L`.
    `worth` is concave and made of straight pieces (it is the optimum of a linear programme in L), so tangents
    find the minimum and the largest debt exactly, in as many steps as there are pieces.

    `state_share` of the rules is not applied: compare it with the answer's. The equity share counts equity that
    pays for works; what owners pay in for losses comes on top.

    Raises NoGrantHelps where none does: a grant pays for works and never for losses of operation.

    Always: no covenant is broken; a higher DSCR or equity share never lowers the grant, nor does a higher return
    where owners pay in only while works are built.

    >>> from finance.delivery import Mode
    >>> rules = DeliveryMode(Mode.PPP, (0.0,) * 3, dscr=1.25, reserve=False, equity_return=0.25)
    >>> capital = np.array([100.0, 0.0, 0.0])
    >>> service, interest = unit_debt(DebtTerms(0.0, 2), capital)
    >>> gap = viability_gap(Vehicle(capital, np.array([0.0, 25, 25]), 0 * capital, service, interest), rules)
    >>> round(gap.grant, 6), round(gap.debt, 6), round(gap.equity, 6)
    (52.8, 40.0, 7.2)
    """
    vehicle, paid_in_years = _checked(vehicle, rules)
    capital = float(vehicle.capital.sum())
    reaches = 1.0 - vehicle.fee
    comes = vehicle.capital / capital if vehicle.equity_years is None else vehicle.equity_years
    drawn = float(comes @ discount_factors(rules.equity_return, len(comes)))
    own = rules.equity_share or 0.0

    def raised(debt: float) -> Floats:
        """Money for works that debt and equity give, with its slope."""
        books = _books(vehicle, rules, debt, paid_in_years)
        money: Floats = reaches * np.array([debt, 1.0]) + books.worth / drawn
        return money

    def margin(debt: float) -> Floats:
        """The tightest covenant's margin, with its slope."""
        books = _books(vehicle, rules, debt, paid_in_years)
        structure = (1.0 - own) * books.worth / drawn - own * np.array([debt, 1.0])
        return min(books.worth, books.cover, structure, key=lambda amount: float(amount[0]))

    if _books(vehicle, rules, 0.0, paid_in_years).worth[0] < -ROUNDING * capital:
        raise NoGrantHelps(
            "ebitda: operation loses money at the return that owners require, and a grant pays for works only: "
            "raise revenue or the availability payment, or lower operating cost"
        )
    top = capital / reaches if vehicle.most_debt is None else min(vehicle.most_debt, capital / reaches)
    most = _largest_debt(margin, top, capital)
    debt = _best_debt(raised, most, capital)
    if raised(debt)[0] > capital:
        debt = _least_debt(raised, capital)
    books = _books(vehicle, rules, debt, paid_in_years)
    equity = max(0.0, min(float(books.worth[0]) / drawn, capital - reaches * debt))
    grant = capital - reaches * debt - equity
    grant = 0.0 if grant <= ROUNDING * capital else grant
    return ViabilityGap(
        grant, equity, debt, grant / capital,
        books.paid_in[0], books.tax[0], books.cash[0], books.dividend[0], binds=_binding(grant, debt, most, top, {
            Binding.COVENANT: books.cover[0], Binding.EQUITY_RETURN: books.worth[0],
            Binding.EQUITY_SHARE: (1.0 - own) * books.worth[0] / drawn - own * debt,
        }),
    )  # fmt: skip


def _binding(grant: float, debt: float, most: float, top: float, margins: Mapping[Binding, float]) -> Binding:
    """What keeps the grant from being smaller; `margins`: how far each covenant is from breaking."""
    if grant == 0.0:
        return Binding.NOTHING
    if debt < most:
        return Binding.EQUITY_RETURN
    return Binding.MOST_DEBT if most == top else min(margins, key=lambda name: margins[name])


Line = Callable[[float], Floats]
"""Of a debt: an amount and its slope `(2,)`; concave."""


def _largest_debt(margin: Line, top: float, size: float) -> float:
    """The largest debt up to `top` at which the margin is not negative; 0 where none is.

    Tangents of a concave line run above it, so their zeros come from the right and never pass the answer.
    """
    debt = top
    for _ in range(ROUNDS):
        value, slope = margin(debt)
        if value >= -ROUNDING * size:
            return debt
        if slope >= 0.0 or debt - value / slope <= 0.0:
            return 0.0
        debt = float(debt - value / slope)
    raise FinanceError(
        f"service: the largest debt was not found in {ROUNDS} tangents; amounts differ too much in size"
    )


def _best_debt(raised: Line, most: float, size: float) -> float:
    """The debt up to `most` at which most money is raised: where two tangents meet on the line itself."""
    (left_value, left_slope), (right_value, right_slope) = raised(0.0), raised(most)
    if left_slope <= 0.0:
        return 0.0
    if right_slope >= 0.0:
        return most
    left, right = 0.0, most
    for _ in range(ROUNDS):
        meet = float(
            (right_value - left_value + left_slope * left - right_slope * right) / (left_slope - right_slope)
        )
        value, slope = raised(meet)
        if value >= left_value + left_slope * (meet - left) - ROUNDING * size or not left < meet < right:
            return meet
        if slope > 0.0:
            left, left_value, left_slope = meet, value, slope
        else:
            right, right_value, right_slope = meet, value, slope
    raise FinanceError(
        f"service: the best debt was not found in {ROUNDS} tangents; amounts differ too much in size"
    )


def _least_debt(raised: Line, wanted: float) -> float:
    """The least debt at which `wanted` is raised, where some debt raises it: tangents from the left."""
    debt = 0.0
    for _ in range(ROUNDS):
        value, slope = raised(debt)
        if value >= wanted * (1.0 - ROUNDING):
            return debt
        debt = float(debt + (wanted - value) / slope)
    raise FinanceError(
        f"service: the least debt was not found in {ROUNDS} tangents; amounts differ too much in size"
    )


def _checked(vehicle: Vehicle, rules: DeliveryMode) -> tuple[Vehicle, int]:
    """The vehicle with its lines as arrays, and the years in which owners may pay in."""
    lines = {
        name: magnitudes(getattr(vehicle, name), name)
        for name in ("capital", "depreciation", "service", "interest")
    }
    lines |= {"ebitda": amounts(vehicle.ebitda, "ebitda"), "tax_rate": magnitudes(rules.tax_rate, "tax_rate")}
    if vehicle.set_aside is not None:
        lines["set_aside"] = amounts(vehicle.set_aside, "set_aside")
    years = same_years(lines)
    if lines["capital"].sum() == 0.0:
        raise FinanceError("capital: works that cost something are expected, found none")
    for name in ("dscr", "dsra", "equity_return"):
        at_least_zero(getattr(rules, name), name)
    share(rules.equity_share or 0.0, "equity_share")
    fee = share(vehicle.fee, "fee")
    if fee == 1.0:
        raise FinanceError(
            "fee: a share below 1 is expected, found 1: nothing of the debt would reach the works"
        )
    last = int(np.flatnonzero(lines["capital"])[-1]) + 1
    paid_in_years = last if vehicle.paid_in_years is None else vehicle.paid_in_years
    if not last <= paid_in_years <= years:
        raise FinanceError(f"paid_in_years: from {last} to {years} are expected, found {paid_in_years}")
    if vehicle.most_debt is not None:
        at_least_zero(vehicle.most_debt, "most_debt")
    if vehicle.equity_years is not None:
        lines["equity_years"] = magnitudes(vehicle.equity_years, "equity_years")
        same_years(lines)
        if abs(lines["equity_years"].sum() - 1.0) > SUM:
            raise FinanceError(
                f"equity_years: shares that sum to 1 are expected, found {lines['equity_years'].sum():g}"
            )
    read = replace(
        vehicle, capital=lines["capital"], ebitda=lines["ebitda"], depreciation=lines["depreciation"],
        service=lines["service"], interest=lines["interest"], fee=fee, equity_years=lines.get("equity_years"),
        set_aside=lines.get("set_aside"),
    )  # fmt: skip
    return read, paid_in_years
