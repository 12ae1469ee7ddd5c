"""Distributions against their closed forms, and against scipy's where there is no shorter one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from finance.errors import FinanceError
from finance.uncertainty.distributions import (
    Distribution,
    Lognormal,
    Normal,
    Pert,
    Quantiles,
    Triangular,
    Uniform,
    quantile,
)
from finance.uncertainty.normal import normal_chance, normal_quantile

NORMALS = np.linspace(-15.0, 15.0, 300_001)
WEIGHTS = np.exp(-0.5 * NORMALS**2) * (NORMALS[1] - NORMALS[0]) / np.sqrt(2.0 * np.pi)
EVERY: tuple[Distribution, ...] = (
    Normal(0.1, 0.3),
    Lognormal(0.2, 0.5),
    Lognormal(0.1, 0.2, -1.0),
    Uniform(-0.2, 0.4),
    Triangular(-0.1, 0.1, 0.9),
    Triangular(0.0, 0.0, 1.0),
    Triangular(0.0, 1.0, 1.0),
    Pert(-0.1, 0.1, 0.9),
    Pert(0.0, 0.0, 2.0),
    Quantiles(-0.1, 0.05, 0.5),
    Quantiles(-0.5, 0.05, 0.1),
    Quantiles(-0.1, 0.0, 0.1),
)


def test_normal_quantiles_are_exact() -> None:
    chance = np.concatenate([np.linspace(1e-9, 1.0 - 1e-9, 20_001), 10.0 ** -np.arange(1.0, 300.0)])
    assert np.abs(normal_quantile(chance) - stats.norm.ppf(chance)).max() < 1e-13


def test_normal_chances_are_exact() -> None:
    z = np.linspace(-37.0, 37.0, 20_001)
    assert np.abs(normal_chance(z) - stats.norm.cdf(z)).max() < 1e-15


@given(st.floats(-8.0, 4.0))
def test_chance_and_quantile_undo_each_other(z: float) -> None:
    assert float(normal_quantile(normal_chance([z]))[0]) == pytest.approx(z, abs=2e-8)


@pytest.mark.parametrize("spread", EVERY, ids=str)
def test_mean_and_deviation_are_those_of_the_values(spread: Distribution) -> None:
    values = spread.of_normal(NORMALS)
    mean = WEIGHTS @ values
    assert mean == pytest.approx(spread.mean, abs=1e-7)
    assert np.sqrt(WEIGHTS @ (values - mean) ** 2) == pytest.approx(spread.deviation, rel=1e-6)


@pytest.mark.parametrize("spread", EVERY, ids=str)
def test_values_rise_with_the_normals(spread: Distribution) -> None:
    values = spread.of_normal(np.linspace(-6.0, 6.0, 2001))
    assert (np.diff(values) >= 0.0).all()
    assert np.isfinite(values).all()


@pytest.mark.parametrize(
    ("spread", "known"),
    [
        (Normal(0.1, 0.3), stats.norm(0.1, 0.3)),
        (Uniform(-0.2, 0.4), stats.uniform(-0.2, 0.6)),
        (Triangular(-0.1, 0.1, 0.9), stats.triang(0.2, -0.1, 1.0)),
        (Pert(-0.1, 0.1, 0.9), stats.beta(1.8, 4.2, -0.1, 1.0)),
        (Pert(0.0, 0.0, 2.0), stats.beta(1.0, 5.0, 0.0, 2.0)),
        (Lognormal(2.0, 1.0), stats.lognorm(np.sqrt(np.log(1.25)), 0.0, 2.0 / np.sqrt(1.25))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_quantiles_are_the_closed_ones(spread: Distribution, known: object) -> None:
    for chance in (0.001, 0.1, 0.5, 0.9, 0.999):
        assert quantile(spread, chance) == pytest.approx(known.ppf(chance), abs=1e-6)  # type: ignore[attr-defined]


@given(st.floats(-5.0, 5.0), st.floats(0.001, 5.0), st.floats(0.001, 5.0))
def test_three_points_are_met(p50: float, down: float, up: float) -> None:
    fitted = Quantiles(p50 - down, p50, p50 + up)
    for chance, point in ((0.1, p50 - down), (0.5, p50), (0.9, p50 + up)):
        assert quantile(fitted, chance) == pytest.approx(point, abs=1e-9 * (1.0 + down + up))


def test_three_points_at_equal_steps_are_a_normal_and_nearly_equal_ones_nearly() -> None:
    z = np.linspace(-4.0, 4.0, 101)
    straight = Quantiles(-0.1, 0.0, 0.1).of_normal(z)
    assert straight == pytest.approx(Normal(0.0, 0.1 / 1.2815515655446004).of_normal(z))
    assert Quantiles(-0.1, 0.0, 0.1 + 1e-7).of_normal(z) == pytest.approx(straight, abs=1e-5)


def test_a_triangle_is_what_value_for_money_takes_it_for() -> None:
    from finance.partnership.transfer import ThreePoint

    ours, theirs = Triangular(0.0, 0.1, 0.5), ThreePoint(0.0, 0.1, 0.5)
    assert ours.mean == pytest.approx(theirs.mean)
    assert quantile(ours, 0.95) == pytest.approx(theirs.at(0.95))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Normal(0.0, 0.0), "normal: a deviation above 0 is expected, found 0"),
        (lambda: Normal(float("nan"), 1.0), "normal: mean: a finite number is expected, found nan"),
        (lambda: Lognormal(0.0, 0.1), "lognormal: a mean above the low of 0 is expected, found 0"),
        (lambda: Uniform(1.0, 1.0), "uniform: low <= high with low < high is expected, found 1, 1"),
        (
            lambda: Pert(0.0, 2.0, 1.0),
            "pert: low <= likely <= high with low < high is expected, found 0, 2, 1",
        ),
        (lambda: Quantiles(0.0, 0.0, 1.0), "quantiles: p10 < p50 < p90 is expected, found 0, 0, 1"),
        (
            lambda: quantile(Uniform(0.0, 1.0), 1.0),
            "chance: a probability between 0 and 1 is expected, found 1",
        ),
    ],
)
def test_numbers_that_make_no_distribution_are_refused(make: object, words: str) -> None:
    with pytest.raises(FinanceError) as refused:
        make()  # type: ignore[operator]
    assert str(refused.value) == words
