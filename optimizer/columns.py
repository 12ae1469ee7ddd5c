"""The columns of the programme: every decision that can be taken.

One block of columns per decision; a position in an index array is a column of its block and `first[decision]` is
where the block begins. Nothing here knows a limit.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np

from finance.economics import Indices
from optimizer.axes import Mask, Money, Tenants, Works, ints, money, tenants, works
from optimizer.problem import Problem

__all__ = ["Columns", "Decision", "Mask", "lay_out"]


class Decision(StrEnum):
    """The decisions of the plan, then sums that keep rows short: each stands in many rows, its parts in one."""

    START = "start"
    FUND = "fund"
    LEASE = "lease"
    WORKING_CAPITAL = "working_capital"
    TAX = "tax"
    CASH = "cash"
    DIVIDEND = "dividend"
    CARRY = "carry"
    SCALE = "scale"
    LEASED = "leased"
    EBITDA = "ebitda"
    DEBT_SERVICE = "debt_service"
    SET_ASIDE = "set_aside"
    BORROWED = "borrowed"


@dataclass(frozen=True)
class Columns(Works, Money, Tenants):
    """The index arrays of works, money and tenants, and the columns that stand on them.

    Blocks of books (tax, cash, dividend, ebitda, debt service, set aside) are dense over `book_count` vehicles and T
    years; the last is left out where no vehicle has anything to set aside.
    """

    problem: Problem
    paid_option: Indices
    paid_year: Indices
    carry_tranche: Indices
    carry_year: Indices
    scale_project: Indices
    borrowed_tranche: Indices
    borrowed_year: Indices
    first: dict[Decision, int]
    count: int

    @property
    def years(self) -> int:
        """T, the years modelled."""
        return self.problem.horizon.years

    def block(self, decision: Decision, position: Indices | slice = slice(None)) -> Indices:
        """Column numbers of positions in a block."""
        if isinstance(position, slice):
            return np.arange(self.first[decision], self.first[decision] + self.size(decision))[position]
        return self.first[decision] + position

    def size(self, decision: Decision) -> int:
        """Number of columns of a block."""
        order = list(Decision)
        after = order.index(decision) + 1
        return (self.first[order[after]] if after < len(order) else self.count) - self.first[decision]

    def key(self, column: int) -> tuple[str | int, ...]:
        """Key of a column: the decision's word, then ids, then the year index."""
        decision = next(d for d in reversed(Decision) if self.first[d] <= column)
        i, years = column - self.first[decision], self.years
        match decision:
            case Decision.START:
                return (decision, *self._option(self.start_option[i]), int(self.start_year[i]))
            case Decision.FUND:
                tranche = self.tranches[self.draw_tranche[i]].id
                return (decision, *self._option(self.draw_option[i]), tranche, int(self.draw_year[i]))
            case Decision.LEASE | Decision.LEASED:
                pair = self.lease_pair[i]
                segment = self.segments[self.pair_segment[pair]].id
                return (decision, *self._option(self.pair_option[pair]), segment, int(self.lease_year[i]))
            case Decision.WORKING_CAPITAL:
                return (decision, *self._option(self.paid_option[i]), int(self.paid_year[i]))
            case Decision.CARRY:
                return (decision, self.tranches[self.carry_tranche[i]].id, int(self.carry_year[i]))
            case Decision.BORROWED:
                return (decision, self.tranches[self.borrowed_tranche[i]].id, int(self.borrowed_year[i]))
            case Decision.SCALE:
                return (decision, self.problem.projects[self.scale_project[i]].id)
            case _:
                vehicle, mode = self.vehicles[i // years]
                return (decision, vehicle, mode.value, i % years)

    def _option(self, option: int) -> tuple[str, str]:
        return self.problem.projects[self.option_project[option]].id, self.options[option].mode.value


def _arrays(room: Works | Money | Tenants) -> dict[str, Any]:
    return {field.name: getattr(room, field.name) for field in fields(room)}


def lay_out(problem: Problem) -> Columns:
    """All columns of a problem, in the order of `Decision`.

    Columns that every limit would hold at zero are left out: starts that cannot finish inside the investment
    years, draws where no spending is possible, leases before land can be ready.
    """
    by_work = works(problem)
    by_source, by_tenant = money(problem, by_work), tenants(problem, by_work)
    invest = problem.horizon.invest_years
    paid = np.broadcast_to(by_work.can_cover[:, None], (len(by_work.options), invest))
    keeps = np.array([t.carry_over > 0.0 and t.ceiling is not None for t in by_source.tranches], dtype=bool)
    kept = np.broadcast_to(keeps[:, None], (len(keeps), max(invest - 1, 0)))
    paid_option, paid_year = (a.astype(np.int64) for a in np.nonzero(paid))
    carry_tranche, carry_year = (a.astype(np.int64) for a in np.nonzero(kept))
    scale = ints([i for i, p in enumerate(problem.projects) if p.min_scale is not None and not p.indivisible])

    owed = (
        by_source.draw_tranche[by_source.owed_publicly] * invest
        + by_source.draw_year[by_source.owed_publicly]
    )
    borrowed_tranche, borrowed_year = np.divmod(np.unique(owed), invest)

    books = by_work.book_count * problem.horizon.years
    size = dict.fromkeys(Decision, books) | {
        Decision.START: len(by_work.start_year),
        Decision.FUND: len(by_source.draw_year),
        Decision.LEASE: len(by_tenant.lease_year),
        Decision.LEASED: len(by_tenant.lease_year),
        Decision.WORKING_CAPITAL: len(paid_year),
        Decision.CARRY: len(carry_year),
        Decision.SCALE: len(scale),
        Decision.SET_ASIDE: books if by_work.sets_aside else 0,
        Decision.BORROWED: len(borrowed_year),
    }
    ends = np.cumsum([size[d] for d in Decision])
    return Columns(
        **_arrays(by_work), **_arrays(by_source), **_arrays(by_tenant),
        problem=problem, paid_option=paid_option, paid_year=paid_year, carry_tranche=carry_tranche,
        carry_year=carry_year, scale_project=scale, borrowed_tranche=borrowed_tranche,
        borrowed_year=borrowed_year, count=int(ends[-1]),
        first={d: int(end) - size[d] for d, end in zip(Decision, ends, strict=True)},
    )  # fmt: skip
