"""A vehicle when things turn out otherwise: every channel by hand, and what always holds of a delay."""

from dataclasses import replace

import numpy as np
import pytest
from exposures import YEARS, public_road, road, row
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from finance.errors import FinanceError
from finance.horizon import Floats, discount_factors
from finance.uncertainty.exposure import DebtLines, Exposure, Outcome, delayed, outcome
from finance.uncertainty.risk import Channel

D = discount_factors(0.1, YEARS)


def after(exposure: Exposure, **changes: float) -> Outcome:
    """One state with these changes."""
    width = len(exposure.projects)
    shocks = {Channel(name): np.full((1, width), change) for name, change in changes.items()}
    return outcome(exposure, shocks or {Channel.COST: np.zeros((1, width))}, D)


@given(
    arrays(np.float64, (2, YEARS), elements=st.floats(0.0, 1e6)),
    arrays(np.float64, (3, 2), elements=st.floats(0.0, 20.0)),
)
def test_a_delay_conserves_money(lines: Floats, years: Floats) -> None:
    # with room behind the last year nothing falls beyond it
    roomy = np.concatenate([lines, np.zeros((2, 25))], axis=1)
    moved = delayed(roomy, years)
    assert moved.sum(axis=2) == pytest.approx(np.broadcast_to(lines.sum(axis=1), (3, 2)), rel=1e-12, abs=1e-9)
    assert delayed(lines, years) == pytest.approx(moved[:, :, :YEARS], rel=1e-12, abs=1e-9)
    assert (moved >= 0.0).all()


@given(arrays(np.float64, (1, YEARS), elements=st.floats(0.0, 1e6)), st.floats(0.0, 6.0))
def test_a_delay_moves_the_mean_year_by_itself(lines: Floats, years: float) -> None:
    roomy = np.concatenate([lines, np.zeros((1, 10))], axis=1)
    year, total = np.arange(roomy.shape[1]), lines.sum()
    moved = delayed(roomy, np.array([[years]]))[0]
    assert float((moved @ year)[0]) == pytest.approx(
        float((roomy @ year)[0] + total * years), rel=1e-9, abs=1e-6
    )


def test_whole_years_are_a_shift_and_none_is_nothing() -> None:
    lines = np.arange(1.0, 1.0 + YEARS)[None]
    moved = delayed(lines, np.array([[0.0], [2.0], [50.0]]))
    assert moved[0].tolist() == lines.tolist()
    assert moved[1].tolist() == [[0.0, 0.0, *lines[0, :-2]]]
    assert not moved[2].any()


def test_nothing_changes_nothing() -> None:
    found = after(road())
    assert found.flow[0].tolist() == [[-100.0, *(30.0,) * 7]]
    assert found.fiscal_pv.tolist() == [0.0]
    assert found.lowest_cover is not None
    assert found.lowest_cover[0] == pytest.approx(30.0 / 28.6)
    assert found.is_breached is not None
    assert not found.is_breached[0]


@pytest.mark.parametrize(
    ("changes", "flow"),
    [
        ({"cost": 0.2}, [-120.0, 30.0, 30.0]),
        ({"demand": -0.1}, [-100.0, 26.0, 26.0]),
        ({"price": 0.5}, [-100.0, 25.0, 25.0]),
        ({"time": 1.0}, [-100.0, 0.0, 30.0]),
        ({"time": 0.25}, [-100.0, 22.5, 30.0]),
        ({"rate": 0.05}, [-100.0, 30.0, 30.0]),
        ({"time": 1.0, "demand": 0.1, "cost": -0.5}, [-50.0, 0.0, 34.0]),
    ],
)
def test_channels_move_their_lines(changes: dict[str, float], flow: list[float]) -> None:
    assert after(road(), **changes).flow[0, 0, :3] == pytest.approx(flow)


@pytest.mark.parametrize(
    ("changes", "cover"),
    [
        # what grace keeps waiting falls due with the first service: (60 + 66) * 1 %
        ({"rate": 0.01}, 30.0 / (28.6 + 1.26)),
        ({"demand": -0.1}, 26.0 / 28.6),
        ({"time": 2.0}, 0.0),
        ({"time": 1.5}, 15.0 / 28.6),
        ({"currency": 0.5}, 30.0 / 28.6),
    ],
)
def test_cover_falls_by_hand(changes: dict[str, float], cover: float) -> None:
    found = after(road(), **changes)
    assert found.lowest_cover is not None
    assert found.is_breached is not None
    assert found.lowest_cover[0] == pytest.approx(cover)
    assert found.is_breached[0] == (cover < 1.0)


def test_debt_that_falling_rates_take_away_has_no_cover_and_no_breach() -> None:
    found = after(road(), rate=-2.0)
    assert found.lowest_cover is not None
    assert found.is_breached is not None
    assert found.lowest_cover[0] == np.inf
    assert not found.is_breached[0]


def test_a_dearer_currency_makes_foreign_debt_dearer() -> None:
    home = road()
    abroad = replace(home, debt=DebtLines.none(1, YEARS), foreign_debt=home.debt)
    found = after(abroad, currency=0.25, rate=0.01)
    assert found.lowest_cover is not None
    assert found.lowest_cover[0] == pytest.approx(30.0 / (1.25 * (28.6 + 1.26)))


def test_cash_kept_in_the_plan_saves_the_covenant() -> None:
    saving = replace(road(), cash=row(0.0, 10.0)[0])
    # 26 of cash flow and 10 kept from year 1 cover 28.6 in year 2; year 3 has 26 for 26.4
    kept = replace(saving, cash=row(0.0, 10.0, 10.0, 10.0)[0])
    breached = [
        bool(after(plan, demand=-0.1).is_breached[0])  # type: ignore[index]
        for plan in (road(), saving, kept, replace(kept, counts_cash=False))
    ]
    assert breached == [True, True, False, True]
    found = after(kept, demand=-0.1)
    assert found.lowest_cover is not None
    # year 2 is lowest: year 3 has 26 and 7.4 left of the cash for 26.4
    assert found.lowest_cover[0] == pytest.approx((26.0 + 10.0) / 28.6)


def test_tax_follows_profit() -> None:
    taxed = replace(road(), tax_rate=np.full(YEARS, 0.2))
    found = after(taxed, demand=0.1)
    assert found.lowest_cover is not None
    # year 2: 34 less depreciation 20 and interest 6.6, taxed at 20 %
    assert found.lowest_cover[0] == pytest.approx((34.0 - 0.2 * 7.4) / 28.6)


def test_the_public_side_bears_what_its_works_cost_more() -> None:
    planned = 50.0 + float(public_road().foreign_public_debt.service[0] @ D) - 30.0 * D[1:].sum()
    assert after(public_road()).fiscal_pv[0] == pytest.approx(planned)
    assert after(public_road(), cost=0.2).fiscal_pv[0] == pytest.approx(planned + 20.0)
    assert after(public_road(), demand=-0.1).fiscal_pv[0] == pytest.approx(planned + 4.0 * D[1:].sum())
    dearer = 0.1 * float(public_road().foreign_public_debt.service[0] @ D)
    assert after(public_road(), currency=0.1).fiscal_pv[0] == pytest.approx(planned + dearer)
    assert after(road(), cost=0.2, demand=-0.5).fiscal_pv[0] == 0.0


def test_availability_is_paid_from_when_works_are_ready() -> None:
    paid = replace(road(), availability=row(0.0, *(5.0,) * 7), state_capital=row(7.0))
    assert after(paid).fiscal_pv[0] == pytest.approx(7.0 + 5.0 * D[1:].sum())
    assert after(paid, time=1.0).fiscal_pv[0] == pytest.approx(7.0 + 5.0 * D[2:].sum())
    assert after(paid, time=1.0).flow[0, 0, :3] == pytest.approx([-100.0, 0.0, 35.0])


def test_lines_of_another_shape_or_without_numbers_are_refused() -> None:
    with pytest.raises(FinanceError, match=r"opex: shape \(1, 8\) is expected, found \(1, 2\)"):
        replace(road(), opex=np.zeros((1, 2)))
    with pytest.raises(FinanceError, match="capital: finite amounts are expected"):
        replace(road(), capital=row(float("nan")))
