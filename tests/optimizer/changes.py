"""Problems changed in ways whose effect on the optimum is known beforehand."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from random import Random
from typing import Any

from finance.delivery import ConstructionInterest
from finance.horizon import Yearly
from finance.project import Project
from finance.source import FundingSource
from optimizer.problem import Limits, Measure, Problem, Target

NOMINAL = {"investment", "funding"}
DISCOUNTED = {"public_outlay", "public_money", "private_money", "financial_npv", "cost_of_funds"}


def divisible(problem: Problem) -> Problem:
    """The linear relaxation: every work in shares of any size."""
    return replace(
        problem, projects=tuple(replace(p, indivisible=False, min_scale=None) for p in problem.projects)
    )


def reordered(problem: Problem, dice: Random) -> Problem:
    """The same nouns in another order."""

    def shuffled(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dice.sample(items, len(items)))

    return replace(
        problem,
        projects=shuffled(tuple(replace(p, options=shuffled(p.options)) for p in problem.projects)),
        sources=shuffled(problem.sources),
        clusters=shuffled(tuple(replace(c, demand=shuffled(c.demand)) for c in problem.clusters)),
        targets=shuffled(problem.targets),
    )


def more_money(problem: Problem, dice: Random) -> Problem:
    """Some ceilings raised, some years more than others."""

    def raised(ceiling: Yearly | None) -> Yearly | None:
        return (
            None if ceiling is None else tuple(amount + dice.choice([0.0, 3.0, 40.0]) for amount in ceiling)
        )

    return replace(
        problem,
        sources=tuple(
            replace(
                s,
                tranches=tuple(replace(t, ceiling=raised(t.ceiling)) for t in s.tranches),
                total=None if s.total is None else s.total + dice.choice([0.0, 20.0]),
            )
            for s in problem.sources
        ),
    )


def _times(amounts: Yearly | None, factor: float) -> Yearly | None:
    return None if amounts is None else tuple(amount * factor for amount in amounts)


def _dearer_source(s: FundingSource, k: float) -> FundingSource:
    return replace(
        s,
        tranches=tuple(replace(t, ceiling=_times(t.ceiling, k)) for t in s.tranches),
        total=None if s.total is None else s.total * k,
        floor=None if s.floor is None else s.floor * k,
    )


def _target(target: Target, factor: float) -> Target:
    """A target's own amount times a factor; a share of another metric stays a share."""
    if target.of is not None:
        return target
    least = None if target.at_least is None else target.at_least * factor
    most = None if target.at_most is None else target.at_most * factor
    return replace(target, at_least=least, at_most=most)


def in_another_unit(problem: Problem, k: float) -> Problem:
    """All money times k: the same plan told in another unit of money."""

    def work(p: Project) -> Project:
        land = p.land
        if land is not None:
            land = replace(land, price=None if land.price is None else land.price * k, fee=land.fee * k)
        options = tuple(replace(o, availability=o.availability * k) for o in p.options)
        repairs = None if p.overhaul is None else replace(p.overhaul, cost=p.overhaul.cost * k)
        return replace(
            p,
            capex=p.capex * k,
            opex=p.opex * k,
            revenue=p.revenue * k,
            benefit=p.benefit * k,
            land=land,
            options=options,
            overhaul=repairs,
        )

    clusters = tuple(
        replace(
            c,
            demand=tuple(
                replace(g, price=g.price * k, benefit_per_ha=g.benefit_per_ha * k) for g in c.demand
            ),
        )
        for c in problem.clusters
    )
    limits = problem.limits
    return replace(
        problem,
        projects=tuple(work(p) for p in problem.projects),
        sources=tuple(_dearer_source(s, k) for s in problem.sources),
        clusters=clusters,
        limits=replace(
            limits, recurrent=_times(limits.recurrent, k), public_debt=_times(limits.public_debt, k)
        ),
        targets=tuple(
            _target(t, k if t.measure.metric in NOMINAL | DISCOUNTED else 1.0) for t in problem.targets
        ),
    )


def one_year_later(problem: Problem) -> Problem:
    """Everything happens a year later, all prices with one inflation: nominal amounts grow by it.

    The goal's weights undo what a year costs: `economic_npv` shrinks by the social discount rate, nominal values
    shrink by the discount rate and grow by inflation.
    """
    rates = problem.assumptions
    inflation = rates.inflation_capex
    assert rates.inflation_opex == rates.inflation_revenue == inflation
    price, real = 1.0 + inflation, 1.0 + rates.social_discount_rate
    nominal = (1.0 + rates.discount_rate) / price

    def later(amounts: Yearly | None, first: float, factor: float = 1.0) -> Yearly | None:
        return None if amounts is None else (first, *(amount * factor for amount in amounts))

    def source(s: FundingSource) -> FundingSource:
        steps = tuple(replace(t, ceiling=later(t.ceiling, 0.0, price)) for t in s.tranches)
        return replace(_dearer_source(s, price), tranches=steps)

    def measure(m: Measure) -> Measure:
        return replace(m, by=None if m.by is None else m.by + 1)

    def target(t: Target) -> Target:
        factor = {True: price, False: 1.0}[t.measure.metric in NOMINAL]
        if t.measure.metric in DISCOUNTED:
            factor = 1.0 / nominal
        moved = replace(t, measure=measure(t.measure), of=None if t.of is None else measure(t.of))
        return _target(moved, factor)

    horizon, limits = problem.horizon, problem.limits
    return replace(
        problem,
        horizon=replace(horizon, years=horizon.years + 1, invest_years=horizon.invest_years + 1),
        projects=tuple(
            replace(
                p, earliest=p.earliest + 1, latest=p.latest + 1, capex=p.capex * (price if p.is_nominal else 1.0),
                options=tuple(replace(o, availability=o.availability * price) for o in p.options),
            )
            for p in problem.projects
        ),
        sources=tuple(source(s) for s in problem.sources),
        clusters=tuple(
            replace(c, demand=tuple(replace(g, take_up=(0.0, *g.take_up)) for g in c.demand))
            for c in problem.clusters
        ),
        delivery={
            mode: replace(rule, tax_rate=(0.0, *rule.tax_rate)) for mode, rule in problem.delivery.items()
        },
        limits=Limits(
            recurrent=later(limits.recurrent, inf, price),
            public_debt=later(limits.public_debt, inf, price),
            admin_capacity=later(limits.admin_capacity, inf),
        ),
        targets=tuple(target(t) for t in problem.targets),
        goals=((("economic_npv", real), ("cost_of_funds", -nominal)),),
    )  # fmt: skip


Loosening = Callable[[Problem], Problem]


def _of_sources(**change: object) -> Loosening:
    return lambda p: replace(p, sources=tuple(replace(s, **change) for s in p.sources))  # type: ignore[arg-type]


def _of_projects(**change: object) -> Loosening:
    return lambda p: replace(p, projects=tuple(replace(w, **change) for w in p.projects))  # type: ignore[arg-type]


def _of_rules(**change: object) -> Loosening:
    return lambda p: replace(
        p, delivery={m: replace(r, **change) for m, r in p.delivery.items()}  # type: ignore[arg-type]
    )  # fmt: skip


LOOSENINGS: dict[str, Loosening] = {
    "recurrent": lambda p: replace(p, limits=replace(p.limits, recurrent=None)),
    "public_debt": lambda p: replace(p, limits=replace(p.limits, public_debt=None)),
    "admin_capacity": lambda p: replace(p, limits=replace(p.limits, admin_capacity=None)),
    "targets": lambda p: replace(p, targets=()),
    "total": _of_sources(total=None),
    "floor": _of_sources(floor=None),
    "max_share": _of_sources(max_share=None),
    "min_share": _of_sources(min_share=None),
    "match": _of_sources(match=None),
    "requires": _of_projects(requires=()),
    "exclusive": _of_projects(exclusive=None),
    "committed": _of_projects(committed=False),
    "min_scale": _of_projects(min_scale=None),
    "state_share": _of_rules(state_share=None),
    "equity_share": _of_rules(equity_share=None),
    "dscr": _of_rules(dscr=0.0),
    "dsra": _of_rules(dsra=0.0),
    "lock_up": _of_rules(lock_up=None),
    "grants_reduce_depreciation": _of_rules(grants_reduce_depreciation=False),
    "interest_during_construction": _of_rules(interest_during_construction=ConstructionInterest.EXPENSED),
}
"""What can be taken out of a problem without making anything worse."""
