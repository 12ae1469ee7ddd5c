"""The unit a file counts in, and money that only goes round, must not change what a plan says."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from finance.delivery import DeliveryMode, Mode
from finance.horizon import Horizon
from finance.project import CLASS_OF_KIND, Option, Project, ProjectId
from finance.source import FundingSource, Instrument, Sector, SourceId, Tranche, TrancheId
from optimizer.build import build
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.scaling import scaling
from optimizer.solve import solve
from optimizer.verify import verify

VALUE = ((("value", 1.0),),)


def _work(name: str, capex: float, mode: Mode = Mode.PUBLIC) -> Project:
    return Project(
        ProjectId(name), name, "road", CLASS_OF_KIND["road"], capex, (Option(mode),), 0, 0,
        value=100.0, revenue=0.2 * capex,
    )  # fmt: skip


def _purse(instrument: Instrument, sector: Sector, ceiling: float) -> FundingSource:
    return FundingSource(
        SourceId("purse"), "purse", sector, instrument, (Tranche(TrancheId("purse"), (ceiling,) * 8),)
    )


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6, 1e9, 1e12])
def test_a_small_work_beside_a_large_one_is_not_overlooked(unit: float) -> None:
    problem = Problem(
        Horizon(2027, 8, 4),
        (_purse(Instrument.GRANT, Sector.PUBLIC, 100.0 * unit),),
        (_work("large", 100.0 * unit), _work("small", 1e-4 * unit)),
        goals=VALUE,
    )
    plan = solve(replace(problem, sources=(_purse(Instrument.GRANT, Sector.PUBLIC, 101.0 * unit),)))
    assert isinstance(plan, Plan)
    assert plan.objective == pytest.approx(200.0)
    assert all(check.passed for check in verify(plan))
    # a unit more is worth nothing where both are built, and a unit of the large one's value where it is short
    short = solve(replace(problem, sources=(_purse(Instrument.GRANT, Sector.PUBLIC, 50.0 * unit),)))
    assert isinstance(short, Plan)
    price = next(row.price for row in short.limits if row.key[0] == "source_year")
    assert price == pytest.approx(1.0 / unit)


def test_the_solver_sees_the_same_numbers_whatever_the_unit() -> None:
    for unit in (2.0**-20, 1.0, 2.0**40):
        problem = Problem(
            Horizon(2027, 8, 4),
            (_purse(Instrument.GRANT, Sector.PUBLIC, 100.0 * unit),),
            (_work("a", 64.0 * unit), _work("b", 8.0 * unit)),
            goals=((("financial_npv", 1.0),),),
        )
        lp = build(problem)
        scale = scaling(lp)
        seen = scale.matrix(lp.matrix)
        if unit == 2.0**-20:
            first = seen
        assert np.array_equal(seen.toarray(), first.toarray())
        assert np.log2(scale.rows) == pytest.approx(np.round(np.log2(scale.rows)))


def test_equity_does_not_go_round_in_circles() -> None:
    """Equity may be paid in and paid out again at no cost to any goal: of such plans the plainest is told."""
    problem = Problem(
        Horizon(2027, 8, 4),
        (_purse(Instrument.EQUITY, Sector.PRIVATE, 1000.0),),
        (_work("road", 100.0, Mode.PRIVATE),),
        delivery={Mode.PRIVATE: DeliveryMode(Mode.PRIVATE, (0.2,) * 8)},
        goals=VALUE,
    )
    plan = solve(problem)
    assert isinstance(plan, Plan)
    assert plan.objective == pytest.approx(100.0)
    assert sum(draw.amount for draw in plan.draws) == pytest.approx(100.0)
    assert plan.paid_in == ()
    assert plan.bound < inf
