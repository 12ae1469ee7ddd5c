"""Curves of cumulative take-up, fitted to a history of hectares by year.

Every curve starts from the last year of the history: what it says of later years is that year's amount plus what the
curve grows by from there, so that no forecast begins with a jump. Land that is let stays let: no forecast falls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from finance.horizon import Floats


class Curve(StrEnum):
    """The curves, the simplest first: of equal errors the simpler one is chosen."""

    DAMPED_TREND = "damped_trend"
    LOGISTIC = "logistic"
    BASS = "bass"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Cumulative hectares let `(n,)` at the end of each of `years (n,)`, ascending. `capacity`: land there is."""

    years: Floats
    hectares: Floats
    capacity: float

    def until(self, count: int) -> "History":
        """The first `count` years."""
        return History(self.years[:count], self.hectares[:count], self.capacity)


Forecaster = Callable[[Floats], Floats]
"""Cumulative hectares at years `(m,)` after the history."""


def fitted(curve: Curve, history: History) -> Forecaster:
    """The curve that lies nearest to the history, least squares."""
    return {Curve.LOGISTIC: _logistic, Curve.BASS: _bass, Curve.DAMPED_TREND: _damped_trend}[curve](history)


def naive(history: History) -> Forecaster:
    """Nothing more is let: what every forecast must beat."""
    last = float(history.hectares[-1])
    return lambda years: np.full(len(years), last)


def _logistic(history: History) -> Forecaster:
    """`K / (1 + exp(-r * (year - m)))`, K the capacity."""
    first, last = float(history.years[0]), float(history.years[-1])
    span = max(1.0, last - first)

    def curve(values: Floats, years: Floats) -> Floats:
        middle, rate = values
        grown: Floats = history.capacity / (1.0 + np.exp(np.clip(-rate * (years - middle), -50.0, 50.0)))
        return grown

    bounds = ([first - 5.0 * span - 20.0, 0.005], [last + 5.0 * span + 60.0, 3.0])
    return _anchored(curve, history, [0.5 * (first + last) + span, 0.4], bounds)


def _bass(history: History) -> Forecaster:
    """Bass diffusion from the year before the first: `K * (1 - e) / (1 + q / p * e)`, `e = exp(-(p + q) * age)`."""
    origin = float(history.years[0]) - 1.0

    def curve(values: Floats, years: Floats) -> Floats:
        innovation, imitation = values
        decay = np.exp(-(innovation + imitation) * np.maximum(years - origin, 0.0))
        grown: Floats = history.capacity * (1.0 - decay) / (1.0 + imitation / innovation * decay)
        return grown

    return _anchored(curve, history, [0.02, 0.2], ([1e-5, 0.0], [0.9, 2.0]))


def _anchored(
    curve: Callable[[Floats, Floats], Floats],
    history: History,
    start: list[float],
    bounds: tuple[list[float], list[float]],
) -> Forecaster:
    """Fit, then move the curve to where the history ends; it never leaves the capacity."""
    from scipy.optimize import (
        least_squares,  # here, because most scenarios fit nothing and loading it takes long
    )

    scale = max(1e-9, history.capacity)
    found = least_squares(
        lambda values: (curve(values, history.years) - history.hectares) / scale, start, bounds=bounds
    ).x
    last_year, last = history.years[-1:], float(history.hectares[-1])
    there = float(curve(found, last_year)[0])

    def forecast(years: Floats) -> Floats:
        more = np.maximum(curve(found, years) - there, 0.0)
        # what is left of the land shrinks as the curve's own rest does
        rest = history.capacity - there
        share = more / rest if rest > 1e-9 * scale else np.zeros(len(years))
        return np.asarray(last + share * max(0.0, history.capacity - last), dtype=np.float64)

    return forecast


DAMPING = (0.6, 0.7, 0.8, 0.9, 0.98)
SMOOTHING = (0.1, 0.3, 0.5, 0.7, 0.9)


def _damped_trend(history: History) -> Forecaster:
    """Holt's method with a damped trend (Gardner and McKenzie): `last + trend * (φ + φ² + … + φ^h)`.

    Smoothing and damping are those of a grid with the least squared error one year ahead.
    """
    steps = np.diff(history.hectares) / np.maximum(np.diff(history.years), 1e-9)
    best = (np.inf, 0.0, DAMPING[0])
    for smoothing in SMOOTHING:
        for damping in DAMPING:
            trend, error = float(steps[0]) if len(steps) else 0.0, 0.0
            for step in steps[1:]:
                error += (float(step) - damping * trend) ** 2
                trend = smoothing * float(step) + (1.0 - smoothing) * damping * trend
            best = min(best, (error, trend, damping))
    _, trend, damping = best
    last_year, last = float(history.years[-1]), float(history.hectares[-1])

    def forecast(years: Floats) -> Floats:
        ahead = years - last_year
        grown = max(0.0, trend) * damping * (1.0 - damping**ahead) / (1.0 - damping)
        return np.minimum(last + grown, max(history.capacity, last))

    return forecast


FEWEST = 4
"""Years of history below which a curve is not fitted: two parameters and two years to tell whether they hold."""

FARTHEST = 3
"""Years ahead that a rolling origin is judged by."""


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """Errors of one method from every origin with enough history: mean absolute error [ha], and each error with how
    many years ahead it was made.
    """

    error: float
    errors: Floats
    ahead: Floats


def backtest(method: Callable[[History], Forecaster], history: History) -> Backtest:
    """Forecast again and again from the first `FEWEST` years on, up to `FARTHEST` years ahead; forecast - actual."""
    errors: list[float] = []
    ahead: list[float] = []
    for count in range(FEWEST, len(history.years)):
        later = slice(count, min(count + FARTHEST, len(history.years)))
        said = method(history.until(count))(history.years[later])
        errors += list(said - history.hectares[later])
        ahead += list(history.years[later] - history.years[count - 1])
    found = np.array(errors)
    return Backtest(float(np.mean(np.abs(found))) if len(found) else np.inf, found, np.array(ahead))


def backtests(history: History) -> Mapping[str, Backtest]:
    """The naive method and every curve, by name; empty where the history is too short to judge."""
    if len(history.years) <= FEWEST:
        return {}
    found = {"naive": backtest(naive, history)}
    for curve in Curve:
        found[curve.value] = backtest(lambda past, curve=curve: fitted(curve, past), history)  # type: ignore[misc]
    return found
