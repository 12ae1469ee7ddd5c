"""The public purse: projects add up, taking one away takes away its lines alone, ceilings are told year by year."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from finance.errors import FinanceError
from finance.fiscal import (
    LINES,
    RECURRENT,
    Commitments,
    Purse,
    affordability,
    debt_limit,
    fiscal_view,
    with_and_without,
)

YEARS = 4
AMOUNTS = st.floats(0.0, 1000.0)


@st.composite
def commitments(draw: st.DrawFn) -> Commitments:
    count = draw(st.integers(1, 4))
    names = tuple(draw(st.sampled_from("abc")) for _ in range(count))
    lines = {name: draw(arrays(np.float64, (count, YEARS), elements=AMOUNTS)) for name in LINES}
    lines["operation_net"] = lines["operation_net"] - 500.0
    return Commitments(names, **lines)


@st.composite
def purses(draw: st.DrawFn) -> Purse:
    line = st.lists(AMOUNTS, min_size=YEARS, max_size=YEARS)
    return Purse(
        np.array(draw(line)) + 1.0, draw(st.sampled_from([0.8, 1.2])),
        draw(st.one_of(st.none(), st.floats(0.0, 1.0))),
        draw(st.one_of(st.none(), line)), draw(st.one_of(st.none(), line)),
    )  # fmt: skip


@given(commitments())
def test_a_project_and_the_rest_add_up_to_the_whole(every: Commitments) -> None:
    project = every.projects[0]
    own, rest = every.of(project), every.without(project)
    assert set(own.projects) == {project}
    assert project not in rest.projects
    for name in LINES:
        both = getattr(own, name).sum(axis=0) + getattr(rest, name).sum(axis=0)
        assert both == pytest.approx(getattr(every, name).sum(axis=0))


@given(commitments(), purses())
def test_the_view_follows_its_formulas(every: Commitments, purse: Purse) -> None:
    view = fiscal_view(every, purse)
    revenue = np.asarray(purse.own_revenue)
    service = 0.0 if purse.service_before is None else np.array(purse.service_before)
    stock = 0.0 if purse.debt_before is None else np.array(purse.debt_before)
    recurrent = sum(getattr(every, name).sum(axis=0) for name in RECURRENT) + service
    assert view.recurrent == pytest.approx(recurrent)
    assert view.committed == pytest.approx(every.capital.sum(axis=0) + recurrent)
    assert view.debt_stock == pytest.approx(every.debt_stock.sum(axis=0) + stock)
    assert view.debt_share * revenue == pytest.approx(view.debt_stock, abs=1e-9)
    assert view.debt_room == pytest.approx(purse.debt_ceiling * revenue - view.debt_stock, abs=1e-9)
    assert view.committed_share * revenue == pytest.approx(view.committed, abs=1e-9)
    assert view.contingent_share * revenue == pytest.approx(every.contingent.sum(axis=0), abs=1e-9)
    if purse.recurrent_ceiling is None:
        assert view.broken_recurrent_years == ()


@given(commitments(), purses())
def test_with_less_without_is_the_project(every: Commitments, purse: Purse) -> None:
    project = every.projects[-1]
    found = with_and_without(every, purse, project)
    own = every.of(project)
    for line in ("capital", "debt_stock", "contingent"):
        difference = getattr(found.with_project, line) - getattr(found.without_project, line)
        assert difference == pytest.approx(getattr(own, line).sum(axis=0), abs=1e-9)
    recurrent = found.with_project.recurrent - found.without_project.recurrent
    assert recurrent == pytest.approx(sum(getattr(own, name).sum(axis=0) for name in RECURRENT), abs=1e-9)
    for year in found.tipped_years:
        assert found.without_project.debt_room[year] >= -1e-6
        assert min(found.with_project.debt_room[year], found.with_project.recurrent_room[year]) < 0.0


def _two(years: int = 3) -> Commitments:
    """A plant paid by availability, and a road built with a public loan."""
    zero = np.zeros((2, years))
    plant, road = [1.0, 0.0], [0.0, 1.0]
    return Commitments(
        ("plant", "road"), capital=zero, availability=np.outer(plant, [0.0, 20.0, 20.0]), guarantees=zero,
        operation_net=np.outer(road, [0.0, 5.0, 5.0]), debt_service=np.outer(road, [0.0, 30.0, 30.0]),
        debt_stock=np.outer(road, [70.0, 45.0, 0.0]), contingent=np.outer(plant, [60.0, 40.0, 0.0]),
    )  # fmt: skip


def test_fiscal_view_by_hand() -> None:
    # own revenue 100 a year; 20 of debt from before stay; ceiling 80 %, half of revenue for what recurs
    purse = Purse([100.0] * 3, 0.8, 0.5, debt_before=[20.0] * 3, service_before=[1.0] * 3)
    view = fiscal_view(_two(), purse)
    assert view.recurrent.tolist() == [1.0, 56.0, 56.0]
    assert view.debt_share.tolist() == [0.9, 0.65, 0.2]
    assert (view.broken_debt_years, view.broken_recurrent_years) == ((0,), (1, 2))
    found = affordability(view)
    assert (found.peak_share, found.peak_year, found.broken_years) == (0.56, 1, (0, 1, 2))
    assert found.mean_share == pytest.approx(113 / 300)
    assert not found.is_affordable
    assert with_and_without(_two(), purse, "road").tipped_years == (0, 1, 2)
    assert with_and_without(_two(), purse, "plant").tipped_years == (1, 2)


def test_a_ceiling_that_is_just_met_is_kept() -> None:
    # 0.1 + 0.2 is not 0.3 in binary
    zero = np.zeros((2, 1))
    lines = dict.fromkeys(LINES, zero) | {"debt_stock": np.array([[0.1], [0.2]])}
    view = fiscal_view(Commitments(("a", "b"), **lines), Purse([0.3], 1.0))
    assert view.broken_debt_years == ()


def test_the_higher_ceiling_is_that_of_provinces_without_transfers() -> None:
    assert debt_limit([100.0], 1.2)[0] == pytest.approx(120.0)
    assert fiscal_view(_two(), Purse([60.0] * 3, 0.8)).broken_debt_years == (0,)
    assert fiscal_view(_two(), Purse([60.0] * 3, 1.2)).broken_debt_years == ()


def test_years_not_looked_at_are_refused() -> None:
    view = fiscal_view(_two(), Purse([100.0] * 3, 0.8))
    assert affordability(view, 2).peak_year == 1
    with pytest.raises(FinanceError, match="years: from 1 to 3 are expected, found 30: model more years"):
        affordability(view, 30)


def test_what_makes_no_sense_is_refused_by_name() -> None:
    with pytest.raises(FinanceError, match="project: one of plant, road is expected, found 'rode'"):
        _two().without("rode")
    with pytest.raises(FinanceError, match=r"own_revenue\[1\]: an amount above 0 is expected"):
        fiscal_view(_two(), Purse([100.0, 0.0, 100.0], 0.8))
    with pytest.raises(FinanceError, match="own_revenue: 3 years are expected, found 2"):
        fiscal_view(_two(), Purse([100.0, 100.0], 0.8))
    lines = dict.fromkeys(LINES, np.zeros((1, 2)))
    with pytest.raises(
        FinanceError, match=r"availability\[a, 1\]: an amount of 0 or more is expected, found -3"
    ):
        Commitments(("a",), **lines | {"availability": np.array([[0.0, -3.0]])})
    with pytest.raises(
        FinanceError, match=r"guarantees: 1 projects by 2 years are expected, found shape \(2, 2\)"
    ):
        Commitments(("a",), **lines | {"guarantees": np.zeros((2, 2))})
