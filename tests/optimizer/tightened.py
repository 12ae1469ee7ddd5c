"""Problems made to ask for too much, in every way in which a scenario can."""

from dataclasses import replace
from random import Random

from finance.horizon import Yearly
from finance.source import FundingSource
from optimizer.problem import Measure, Problem, Target

AMENITY = {"class": frozenset({"amenity"})}


def tightened(problem: Problem, dice: Random) -> Problem:
    """Less money, more commitments, stricter rules and higher targets, some of each by chance."""
    projects = tuple(
        replace(
            p, committed=p.committed or dice.random() < 0.5, latest=min(p.latest, dice.choice([0, 1, 99]))
        )
        for p in problem.projects
    )
    delivery = {
        mode: replace(
            rules,
            state_share=dice.choice([rules.state_share, 0.1]),
            equity_share=dice.choice([rules.equity_share, 0.6]),
            dscr=dice.choice([rules.dscr, 2.0]),
            dsra=dice.choice([rules.dsra, 1.0]),
            equity_return=dice.choice([rules.equity_return, 0.3]),
        )
        for mode, rules in problem.delivery.items()
    }
    limits = problem.limits
    targets = (
        Target("much", Measure(dice.choice(["jobs", "hectares", "investment"])), at_least=dice.uniform(5.0, 400.0)),
        Target("share", Measure("investment", AMENITY), at_least=0.4, of=Measure("investment")),
        Target("little", Measure("public_outlay"), at_most=dice.uniform(0.0, 60.0)),
    )  # fmt: skip
    return replace(
        problem,
        projects=projects,
        sources=tuple(_tighter(s, dice) for s in problem.sources),
        delivery=delivery,
        limits=replace(
            limits,
            recurrent=_times(limits.recurrent, dice),
            public_debt=_times(limits.public_debt, dice),
            admin_capacity=_times(limits.admin_capacity, dice),
        ),
        targets=(*problem.targets, *(target for target in targets if dice.random() < 0.3)),
    )


def _times(amounts: Yearly | None, dice: Random) -> Yearly | None:
    factor = dice.choice([0.2, 1.0])
    return None if amounts is None else tuple(amount * factor for amount in amounts)


def _tighter(source: FundingSource, dice: Random) -> FundingSource:
    match = source.match
    return replace(
        source,
        tranches=tuple(replace(step, ceiling=_times(step.ceiling, dice)) for step in source.tranches),
        floor=dice.choice([source.floor, None, dice.uniform(10.0, 120.0)]),
        max_share=dice.choice([source.max_share, 0.3]),
        min_share=dice.choice([source.min_share, None, None, 0.5]),
        match=None if match is None else replace(match, at_least=dice.choice([match.at_least, 2.0])),
    )
