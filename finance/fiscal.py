"""The public purse over the years: what projects commit it to, against its own revenue and its ceilings.

All amounts are nominal, by project and year `(P, T)` or by year `(T,)`, at year end. The ceilings are parameters: the
law's values, with their dates and articles, live in the policy files.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import number
from finance.yearly_lines import at_least_zero, magnitudes

RECURRENT = ("availability", "guarantees", "operation_net", "debt_service")
"""The lines that come back every year and together are the recurrent commitment."""


@dataclass(frozen=True, slots=True)
class Commitments:
    """What each project asks of the public purse: rows `projects`, every line `(P, T)`.

    Positive magnitudes: `capital` (grants and public equity paid), `availability` payments, `guarantees` (expected
    payments), `debt_service` and year-end `debt_stock` of public debt, `contingent` (year-end amount that may fall
    due, such as debt that a contract's early end would bring). `operation_net`: operating cost less revenue of
    public works, and what watching over contracts costs less the revenue that they share; negative where that earns
    money. A project may own several rows (one per delivery mode).
    """

    projects: tuple[str, ...]
    capital: Floats
    availability: Floats
    guarantees: Floats
    operation_net: Floats
    debt_service: Floats
    debt_stock: Floats
    contingent: Floats

    def __post_init__(self) -> None:
        for name in LINES:
            table = np.asarray(getattr(self, name))
            if table.ndim != 2 or table.shape != np.shape(self.capital) or len(table) != len(self.projects):
                raise FinanceError(
                    f"{name}: {len(self.projects)} projects by {np.shape(self.capital)[-1]} years are expected, "
                    f"found shape {table.shape}"
                )
            wrong = np.argwhere(~np.isfinite(table) | ((table < 0.0) & (name != "operation_net")))
            if wrong.size:
                p, t = wrong[0]
                raise FinanceError(
                    f"{name}[{self.projects[p]}, {t}]: an amount of 0 or more is expected, found {table[p, t]:g}"
                )

    @property
    def years(self) -> int:
        """T."""
        return int(self.capital.shape[1])

    def kept(self, rows: Sequence[bool]) -> "Commitments":
        """The rows where `rows` holds."""
        mask = np.asarray(rows, dtype=bool)
        projects = tuple(name for name, is_kept in zip(self.projects, mask, strict=True) if is_kept)
        return Commitments(projects, **{name: getattr(self, name)[mask] for name in LINES})

    def without(self, project: str) -> "Commitments":
        """All rows but those of a project; refused where it owns none.

        Always: what is left and `of(project)` add up to the whole, line by line.
        """
        self._known(project)
        return self.kept([name != project for name in self.projects])

    def of(self, project: str) -> "Commitments":
        """The rows of a project; refused where it owns none."""
        self._known(project)
        return self.kept([name == project for name in self.projects])

    def _known(self, project: str) -> None:
        if project not in self.projects:
            listed = ", ".join(dict.fromkeys(self.projects)) or "none"
            raise FinanceError(f"project: one of {listed} is expected, found {project!r}")


LINES = tuple(field.name for field in fields(Commitments) if field.name != "projects")
"""Names of the lines of `Commitments`, in order."""


@dataclass(frozen=True, slots=True)
class Purse:
    """What the public side has and may.

    `own_revenue (T,)`: revenue it keeps by law. `debt_ceiling`: debt stock as a share of own revenue, at most (0.8:
    80 %). `recurrent_ceiling`: the part of own revenue that recurrent commitments may take. None = not limited.
    `debt_before`, `service_before (T,)`: stock and service of debt from before, None = nothing.
    """

    own_revenue: ArrayLike
    debt_ceiling: float | None = None
    recurrent_ceiling: float | None = None
    debt_before: ArrayLike | None = None
    service_before: ArrayLike | None = None


@dataclass(frozen=True, slots=True)
class FiscalView:
    """The purse's years `(T,)`.

    `recurrent = availability + guarantees + operation_net + debt service, that of debt from before too`;
    `committed = capital + recurrent`; `debt_stock` with debt from before; `room` under a ceiling: ceiling less
    amount, negative where it is broken, infinite where there is none. Shares are of own revenue.
    """

    capital: Floats
    recurrent: Floats
    committed: Floats
    debt_stock: Floats
    contingent: Floats
    recurrent_share: Floats
    committed_share: Floats
    debt_share: Floats
    contingent_share: Floats
    debt_room: Floats
    recurrent_room: Floats

    @property
    def broken_debt_years(self) -> tuple[int, ...]:
        """Year indices in which the debt stock exceeds its ceiling."""
        return _broken(self.debt_room)

    @property
    def broken_recurrent_years(self) -> tuple[int, ...]:
        """Year indices in which recurrent commitments exceed their ceiling."""
        return _broken(self.recurrent_room)


def fiscal_view(commitments: Commitments, purse: Purse) -> FiscalView:
    """All projects together against the purse.

    Formulas: `debt_room = debt_ceiling * own_revenue - debt_stock`, `recurrent_room = recurrent_ceiling *
    own_revenue - recurrent`, shares divided by `own_revenue`. A ceiling that leaves no room to the last rounding is
    kept.

    Always: linear in the projects: the view of all is that of each added up, but for debt from before.

    Raises FinanceError where own revenue is 0 in some year, or a line has other years.
    """
    years = commitments.years
    revenue = _by_year(purse.own_revenue, "own_revenue", years)
    if revenue.min() == 0.0:
        t = int(np.argmin(revenue))
        raise FinanceError(f"own_revenue[{t}]: an amount above 0 is expected, for shares of it are asked")
    total = {name: getattr(commitments, name).sum(axis=0) for name in LINES}
    total["debt_service"] = total["debt_service"] + _by_year(purse.service_before, "service_before", years)
    stock = total["debt_stock"] + _by_year(purse.debt_before, "debt_before", years)
    recurrent: Floats = np.sum([total[name] for name in RECURRENT], axis=0)
    return FiscalView(
        capital=total["capital"],
        recurrent=recurrent,
        committed=total["capital"] + recurrent,
        debt_stock=stock,
        contingent=total["contingent"],
        recurrent_share=recurrent / revenue,
        committed_share=(total["capital"] + recurrent) / revenue,
        debt_share=stock / revenue,
        contingent_share=total["contingent"] / revenue,
        debt_room=_ceiling(purse.debt_ceiling, "debt_ceiling", revenue) - stock,
        recurrent_room=_ceiling(purse.recurrent_ceiling, "recurrent_ceiling", revenue) - recurrent,
    )


@dataclass(frozen=True, slots=True)
class Affordability:
    """How heavy recurrent commitments weigh over a span of years, as shares of own revenue.

    `peak_share` in `peak_year` (index, the first of equals), `mean_share` over the span, `broken_years`: where a
    ceiling, on recurrent commitments or on debt, is broken.
    """

    peak_share: float
    peak_year: int
    mean_share: float
    broken_years: tuple[int, ...]

    @property
    def is_affordable(self) -> bool:
        """Whether every ceiling holds in every year of the span."""
        return not self.broken_years


def affordability(view: FiscalView, years: int | None = None) -> Affordability:
    """Recurrent affordability over the first `years` (None = all): a contract binds budgets for 20 to 30 of them.

    Raises FinanceError where more years are asked for than the view has: years not looked at are not affordable.
    """
    span = len(view.recurrent) if years is None else years
    if not 1 <= span <= len(view.recurrent):
        raise FinanceError(
            f"years: from 1 to {len(view.recurrent)} are expected, found {span}: model more years first"
        )
    weight = view.recurrent_share[:span]
    broken = sorted({*view.broken_debt_years, *view.broken_recurrent_years})
    peak = int(np.argmax(weight))
    return Affordability(
        float(weight[peak]), peak, float(weight.mean()), tuple(year for year in broken if year < span)
    )


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """The purse with a project, without it, and the ceilings that the project alone tips over.

    `tipped_years`: indices of years that keep all ceilings without the project and break one with it.
    """

    with_project: FiscalView
    without_project: FiscalView
    tipped_years: tuple[int, ...]


def with_and_without(commitments: Commitments, purse: Purse, project: str) -> WithAndWithout:
    """What one project means for the purse.

    Always: the difference of the two views' lines is the project's own lines; a project that only costs tips over
    no fewer years than none.
    """
    both = fiscal_view(commitments, purse), fiscal_view(commitments.without(project), purse)
    broken = [{*view.broken_debt_years, *view.broken_recurrent_years} for view in both]
    return WithAndWithout(*both, tuple(sorted(broken[0] - broken[1])))


def debt_limit(own_revenue: ArrayLike, debt_ceiling: float) -> Floats:
    """Largest debt stock by year: `debt_ceiling * own_revenue`, to be set as a plan's limit on public debt.

    >>> debt_limit([100.0, 110.0], 0.8).tolist()
    [80.0, 88.0]
    """
    limit: Floats = at_least_zero(debt_ceiling, "debt_ceiling") * magnitudes(own_revenue, "own_revenue")
    return limit


def _by_year(line: ArrayLike | None, name: str, years: int) -> Floats:
    """A line of the purse, nothing where it is not stated."""
    if line is None:
        return np.zeros(years)
    row = magnitudes(line, name)
    if len(row) != years:
        raise FinanceError(f"{name}: {years} years are expected, found {len(row)}")
    return row


def _ceiling(share: float | None, name: str, revenue: Floats) -> Floats:
    """The ceiling as amounts `(T,)`, infinite where there is none."""
    return np.full(len(revenue), np.inf) if share is None else debt_limit(revenue, at_least_zero(share, name))


def _broken(room: Floats) -> tuple[int, ...]:
    """Years with less than no room, a rounding apart."""
    size = number(float(np.abs(room[np.isfinite(room)]).max(initial=1.0)), "room")
    return tuple(int(t) for t in np.flatnonzero(room < -1e-9 * size))
