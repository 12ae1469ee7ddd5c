"""When it pays to keep an environmental rule."""

from math import inf, isinf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.enforcement import Enforcement, deterrence, yearly_cost
from finance.errors import FinanceError

AMOUNT = st.floats(0.0, 1e6)
CHANCE = st.floats(0.0, 1.0)
ENFORCED = st.builds(Enforcement, st.floats(0.0, 50.0), CHANCE, AMOUNT, CHANCE, st.floats(0.0, 24.0), AMOUNT)


@given(st.floats(0.01, 1e6), ENFORCED)
def test_both_sides_are_equal_at_the_inspections_and_at_the_fine_needed(
    cost: float, rule: Enforcement
) -> None:
    found = deterrence(cost, rule)
    if not isinf(found.inspections_needed) and found.inspections_needed < 1e12:
        more = Enforcement(
            found.inspections_needed,
            rule.detection,
            rule.fine,
            rule.suspension,
            rule.months,
            rule.loss_per_month,
        )
        assert more.expected == pytest.approx(cost, rel=1e-9)
    if 0.0 < found.fine_needed < 1e12:
        dearer = Enforcement(
            rule.inspections,
            rule.detection,
            found.fine_needed,
            rule.suspension,
            rule.months,
            rule.loss_per_month,
        )
        assert dearer.expected == pytest.approx(cost, rel=1e-6)


@given(st.floats(0.0, 1e6), ENFORCED)
def test_complying_pays_just_where_there_are_inspections_enough(cost: float, rule: Enforcement) -> None:
    found = deterrence(cost, rule)
    if abs(found.breaking - cost) > 1e-6 * max(1.0, cost):
        assert found.pays == (rule.inspections > found.inspections_needed or cost == 0.0)


def test_a_plant_of_2000_cubic_metres_against_the_highest_fine() -> None:
    """Decree 45/2022: at most 1 billion dong; a plant of 2,000 m3 a day costs 54 billion by the norm."""
    cost = yearly_cost(54.3, 2.0, 0.0, 0.1, 20)
    assert cost == pytest.approx(54.3 * 0.1 / (1.0 - 1.1**-20) + 2.0)
    found = deterrence(cost, Enforcement(inspections=1.0, detection=1.0, fine=1.0))
    assert not found.pays
    assert found.inspections_needed == pytest.approx(cost)


def test_without_a_look_no_fine_deters() -> None:
    assert deterrence(1.0, Enforcement(0.0, 1.0, 5.0)).fine_needed == inf
    assert deterrence(1.0, Enforcement(1.0, 0.0, 5.0)).inspections_needed == inf
    assert deterrence(0.0, Enforcement(0.0, 0.0, 0.0)).pays


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: yearly_cost(-1.0, 0.0, 0.0, 0.1, 20), "capital"),
        (lambda: yearly_cost(1.0, 0.0, 0.0, 0.1, 0), "life: at least 1 year"),
        (lambda: Enforcement(1.0, 1.5, 1.0), "detection"),
        (lambda: Enforcement(float("nan"), 0.5, 1.0), "inspections"),
        (lambda: deterrence(-1.0, Enforcement(1.0, 1.0, 1.0)), "complying"),
    ],
)
def test_wrong_figures_are_refused_by_name(call: object, said: str) -> None:
    with pytest.raises(FinanceError, match=said):
        call()  # type: ignore[operator]
