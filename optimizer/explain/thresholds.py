"""The smallest single change that brings a project into the plan, or pushes it out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from finance.source import TrancheId
from optimizer.build import build
from optimizer.columns import Decision
from optimizer.explain.asking import Asking, Found, Unanswered
from optimizer.explain.case import IN_PLAN, Case
from optimizer.explain.changes import (
    ceiling_of,
    with_cost,
    with_money,
    with_start,
    with_worth,
    worth_field,
    worth_of,
)
from optimizer.explain.prices import Walk, first_piece, next_end
from optimizer.plan import Family
from optimizer.problem import Problem
from optimizer.resolve import Range

PIECES = 40
"""Tangents after which the search for a figure gives up."""

BENDS = 10
"""Bends of a source's ceiling that are walked through one by one."""

LATER = (1, 2, 3, -1)
"""Years by which another start is tried: the nearest first."""

YEARS = 4
"""Years of a source that are tried for a project."""

DEAREST = 16.0
"""Up to how many times its cost a project is made dearer."""


class Kind(StrEnum):
    """What is changed."""

    WORTH = "worth"
    COST = "cost"
    YEAR = "year"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A single change that brings a project in (`comes_in`), or pushes it out, and the least of it that does.

    `amount`: WORTH: new figure of `field` less the old; COST: new cost over old, less 1; YEAR: years; MONEY: money of
    `source` in `year`; less is negative. None: no such change does it. Beyond `amount`, by however little, the
    change does it. `share`: of the project in the plan just beyond. `is_exact`: whole works are decided within
    a gap, and then `amount` errs on the side that surely does it. `years`: those in which the source's money
    was tried.
    """

    kind: Kind
    comes_in: bool
    amount: float | None
    base: float = 0.0
    share: float = 0.0
    field: str | None = None
    source: TrancheId | None = None
    year: int | None = None
    years: tuple[int, ...] = ()
    is_exact: bool = True


@dataclass
class Search:
    """The thresholds of one project. `base`: the plan's optimum; `out`: the best plan without the project (None: none
    exists); `most`: the best plan with it, for a project left out.
    """

    asking: Asking
    project: int
    base: Found
    out: Found | None
    most: Found | None

    @property
    def case(self) -> Case:
        """The case."""
        return self.asking.case

    @property
    def held(self) -> dict[int, Range]:
        """The condition under which a project with whole works is valued: that it is in. A linear programme
        needs none.
        """
        return {} if self.case.is_linear else {self.case.start_row(self.project): (1.0, 1.0)}

    @property
    def is_in(self) -> bool:
        """Whether the plan holds the project."""
        return self.case.shares[self.case.problem.projects[self.project].id] > IN_PLAN

    def share(self, found: Found | None) -> float:
        """Share of the project in a solution, of this problem or of one with other columns."""
        if found is None:
            return 0.0
        columns = found.lp.columns
        own = columns.option_project[columns.start_option] == self.project
        return float(found.values[columns.block(Decision.START)[own]].sum())

    def holds(self, found: Found | None) -> bool:
        """Whether a plan with the project is surely better than the best one without it; for a project that is
        to leave, whether it may still be. What lies within rounding is nothing.
        """
        if found is None or self.out is None:
            return False
        gain = found.bound - self.out.worth if self.is_in else found.worth - self.out.bound
        return gain > 1e-7 * max(1.0, abs(self.out.worth))


def by_worth(search: Search) -> Threshold | None:
    """How much more a project must earn to come in, or how much less to leave; None where the goal counts no
    figure of its own.

    The optimum is convex in that figure, and level where the project is not in. A tangent meets that level at
    or beyond the threshold (Newton): a few solves end exactly there.
    """
    problem, goal = search.case.problem, search.case.lp.goals[0]
    field = worth_field(problem)
    if field is None:
        return None
    noun = problem.projects[search.project]
    base = worth_of(noun, field)
    none = Threshold(Kind.WORTH, not search.is_in, None, base, field=field)
    found = search.base if search.is_in else search.most
    if found is None or search.out is None:
        return none
    one = build(with_worth(problem, noun.id, field, base + 1.0))
    if abs(one.matrix - search.case.lp.matrix).max() > 0.0:
        return _halved_worth(search, none)
    more = one.goals[0] - goal
    amount, worth = 0.0, found.worth
    touched, slope = found, float(more @ found.values)
    for _ in range(PIECES):
        if slope <= 1e-12:
            return none
        amount -= (worth - search.out.worth) / slope
        answer = search.asking.best(rows=search.held, costs=goal + amount * more)
        if answer is None or not search.holds(answer):
            break
        worth, touched, slope = answer.worth, answer, float(more @ answer.values)
    # whole works are decided within a gap: beyond it nothing is open
    undecided = (touched.bound - touched.worth) + (search.out.bound - search.out.worth)
    amount += (-1.0 if search.is_in else 1.0) * undecided / slope
    if search.is_in and base + amount < 0.0:
        return none
    return replace(none, amount=amount, share=search.share(touched), is_exact=search.case.is_linear)


def _halved_worth(search: Search, none: Threshold) -> Threshold:
    """The same where that figure stands in limits, too: found by halving."""
    problem, id_ = search.case.problem, search.case.problem.projects[search.project].id
    field, base = none.field or "", none.base
    size = max(base, 1e-3 * max(search.case.problem.projects[search.project].capex, 1.0))

    def at(step: float) -> Problem:
        return with_worth(problem, id_, field, base + (-step if search.is_in else step))

    far = [base] if search.is_in else [size * 4.0**n for n in range(6)]
    found = _halved(search, at, far)
    if found is None:
        return none
    step, share = found
    return replace(none, amount=-step if search.is_in else step, share=share, is_exact=search.case.is_linear)


def by_cost(search: Search) -> Threshold:
    """How much cheaper a project must be to come in, or how much dearer to leave, as a share of its capital cost."""
    problem = search.case.problem
    noun = problem.projects[search.project]
    none = Threshold(Kind.COST, not search.is_in, None, noun.capex)
    if search.out is None or noun.capex <= 0.0:
        return none

    def at(step: float) -> Problem:
        return with_cost(problem, noun.id, 1.0 + step if search.is_in else 1.0 - step)

    far = [0.5, 2.0, DEAREST] if search.is_in else [1.0 - 1e-6]
    found = _halved(search, at, far)
    if found is None:
        return none
    step, share = found
    amount = step if search.is_in else -step
    return replace(none, amount=amount, share=share, is_exact=search.case.is_linear)


def _halved(
    search: Search, at: Callable[[float], Problem], far: Sequence[float]
) -> tuple[float, float] | None:
    """The least step at which the project changes sides, and its share on the side where it is in, just there.

    `far`: steps of which one goes far enough; None where none does. The step that comes back surely does it; one a
    thousandth of a hundred smaller does not (with whole works: a fiftieth).
    """

    def is_in(step: float) -> tuple[bool, float]:
        answer = search.asking.best(at(step), rows=search.held)
        return search.holds(answer), search.share(answer)

    low, share = 0.0, search.share(search.base)
    for high in far:
        inside, share_there = is_in(high)
        share = share_there if inside else share
        if inside != search.is_in:
            break
        low = high
    else:
        return None
    finest = 1e-5 if search.case.is_linear else 0.02
    while high - low > finest * high:
        middle = 0.5 * (low + high)
        inside, share_there = is_in(middle)
        share = share_there if inside else share
        if inside != search.is_in:
            high = middle
        else:
            low = middle
    return high, share


def by_year(search: Search) -> Threshold:
    """By how many years another start brings a project in."""
    problem = search.case.problem
    noun = problem.projects[search.project]
    for years in LATER:
        changed = with_start(problem, noun.id, years)
        if changed is None:
            continue
        found = search.asking.best(changed)
        is_sure = not search.case.is_linear or search.holds(found)  # of whole works the plan found counts
        if found is not None and is_sure and search.share(found) > IN_PLAN:
            exact = search.case.is_linear
            share = search.share(found)
            return Threshold(Kind.YEAR, comes_in=True, amount=float(years), share=share, is_exact=exact)
    return Threshold(Kind.YEAR, comes_in=True, amount=None)


def by_money(search: Search, source: TrancheId, year: int) -> Threshold:
    """How much more of a source in a year brings a project in, or how much less pushes it out."""
    none = Threshold(Kind.MONEY, not search.is_in, None, source=source, year=year)
    if search.is_in and search.out is None:
        return none
    if not search.case.is_linear:
        return _money_of_whole(search, none)
    problem, sign = search.case.problem, -1.0 if search.is_in else 1.0
    rows = {
        number: sign
        for key, number in search.case.rows.items()
        if key == (Family.SOURCE_YEAR, source, year)
        or (key[0] is Family.SOURCE_TOTAL and key[1:] == (source_of(problem, source),))
    }
    ceiling = ceiling_of(problem, source, year)
    walk = Walk(search.case, rows, max(ceiling, 1e-2 * problem.projects[search.project].capex))
    found = first_piece(walk)
    for _ in range(BENDS):
        search.asking.left()
        if found is None or found[1] is None or found[1].next is None:
            return none
        end, following = found[1], found[1].next
        if search.is_in and end.at > ceiling + 1e-9 * max(1.0, ceiling):
            return none
        just_beyond = walk.point(end.at + 1e-4 * max(following.at - end.at, 1e-6 * walk.size))
        if just_beyond is None:
            return none
        share = float(search.case.shares_in(just_beyond.values)[search.project])
        if (share > IN_PLAN) is not search.is_in:
            return replace(none, amount=sign * end.at, share=share)
        if not search.is_in and just_beyond.slope <= 1e-9:
            return none
        found = just_beyond, next_end(walk, just_beyond)
    return _probed(search, none, walk, ceiling)


def _probed(search: Search, none: Threshold, walk: Walk, ceiling: float) -> Threshold:
    """The same where a ceiling has more bends than can be walked: the nearest of a few steps that does it,
    then halving.

    Raises Unanswered where none of these steps does it, which proves nothing.
    """
    sign = -1.0 if search.is_in else 1.0
    need = float(
        search.case.lp.columns.flows.capital[search.case.start_project == search.project]
        .sum(axis=1)
        .max(initial=0.0)
    )
    far = ceiling if search.is_in else 2.0 * need

    def moves(step: float) -> tuple[bool, float]:
        search.asking.left()
        found = walk.point(step)
        share = 0.0 if found is None else float(search.case.shares_in(found.values)[search.project])
        return found is not None and (share > IN_PLAN) is not search.is_in, share

    low, share = 0.0, 0.0
    for high in far * np.array([0.05, 0.1, 0.2, 0.4, 0.7, 1.0]):
        does, share = moves(high)
        if does:
            break
        low = high
    else:
        raise Unanswered("no step did it, and there are too many bends to look at all")
    while high - low > 1e-5 * high:
        middle = 0.5 * (low + high)
        does, there = moves(middle)
        low, high, share = (low, middle, there) if does else (middle, high, share)
    return replace(none, amount=sign * float(high), share=share)


def _money_of_whole(search: Search, none: Threshold) -> Threshold:
    """The same with whole works, by halving between nothing and all that the project could need, or all there is.

    Raises Unanswered where that much does not do it: less, or more, might.
    """
    problem, case = search.case.problem, search.case
    if none.source is None or none.year is None:
        raise ValueError("money comes from a source in a year")
    source, year = none.source, none.year
    own = case.start_project == search.project
    most = float(case.lp.columns.flows.capital[own].sum(axis=1).max(initial=0.0))
    most = ceiling_of(problem, source, year) if search.is_in else most

    def does(step: float) -> tuple[bool, float]:
        answer = search.asking.best(with_money(problem, source, year, -step if search.is_in else step))
        share = search.share(answer)
        return answer is not None and (share > IN_PLAN) is not search.is_in, share

    moved, share = does(most)
    if not moved:
        raise Unanswered("the largest step that was tried does not do it")
    low, high = 0.0, most
    while high - low > 0.02 * most:
        middle = 0.5 * (low + high)
        moved, there = does(middle)
        low, high, share = (low, middle, there) if moved else (middle, high, share)
    return replace(none, amount=-high if search.is_in else high, share=share, is_exact=False)


def source_of(problem: Problem, tranche: TrancheId) -> str:
    """The source that a tranche belongs to."""
    return next(source.id for source in problem.sources for step in source.tranches if step.id == tranche)


def scarce_money(search: Search) -> dict[TrancheId, list[int]]:
    """Sources with yearly ceilings, each with the years in which the project draws from it, or would in the
    best plan with it; of a project left out only years in which the source is scarce. Dearest first, at most
    `YEARS` a source.
    """
    case, columns = search.case, search.case.lp.columns
    found = search.base if search.is_in else search.most
    if found is None:
        return {}
    drawn = found.values[columns.block(Decision.FUND)]
    drawn = drawn * (columns.option_project[columns.draw_option] == search.project)
    prices = case.prices.row if case.is_linear and not search.is_in else None
    weights: dict[TrancheId, dict[int, float]] = {}
    for i in np.flatnonzero(drawn > 1e-9):
        tranche, year = columns.tranches[columns.draw_tranche[i]], int(columns.draw_year[i])
        if tranche.ceiling is not None:
            row = case.rows[Family.SOURCE_YEAR, tranche.id, year]
            weight = float(drawn[i]) * (1.0 if prices is None else float(prices[row]))
            if weight > 1e-9:
                of_years = weights.setdefault(tranche.id, {})
                of_years[year] = of_years.get(year, 0.0) + weight
    return {
        tranche: sorted(of_years, key=lambda year: -of_years[year])[: YEARS if case.is_linear else 1]
        for tranche, of_years in sorted(weights.items(), key=lambda item: (-max(item[1].values()), item[0]))
    }


def least_money(search: Search, source: TrancheId, years: Sequence[int]) -> Threshold:
    """The least of a source in any one of some years that brings the project in, or pushes it out."""
    tried = [by_money(search, source, year) for year in years]
    possible = [threshold for threshold in tried if threshold.amount is not None]
    best = min(possible, key=lambda threshold: abs(threshold.amount or 0.0)) if possible else tried[0]
    return replace(best, years=tuple(sorted(years)))
