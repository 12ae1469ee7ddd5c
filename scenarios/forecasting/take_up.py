"""Take-up of land by year: low, base and high, from history, from a pipeline of tenants, or from reference classes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from finance.horizon import Floats
from scenarios.forecasting.curves import FEWEST, Backtest, Curve, History, backtests, fitted, naive
from scenarios.law.pack import Bilingual

QUANTILE = 1.2815515655446004
"""Of the normal distribution at 90 %: low and high bound the middle 80 %."""


class Case(StrEnum):
    """Which line of the forecast a plan is made for. `STATED`: the take-up that the scenario states itself."""

    STATED = "stated"
    LOW = "low"
    BASE = "base"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """Yearly take-up of other clusters, shares of industrial land a year, and who found it."""

    low: float
    base: float
    high: float
    source: Bilingual


CLASSES: Mapping[str, ReferenceClass] = {
    "lao_cai_actual": ReferenceClass(
        0.0119, 0.0385, 0.093,
        Bilingual(
            "16 commune clusters of Lào Cai to 10/2026: lowest, mean and highest of land let by year of age",
            "16 cụm công nghiệp cấp xã của Lào Cai đến 10/2026: thấp nhất, bình quân và cao nhất theo số năm hoạt động",
        ),
    ),
    "planners_prior": ReferenceClass(
        0.08, 0.12, 0.20,
        Bilingual(
            "planner's prior, background knowledge: 60% let in about five years",
            "giả định của người lập kế hoạch, chưa kiểm chứng: lấp đầy 60% sau khoảng năm năm",
        ),
    ),
}  # fmt: skip
"""Reference classes, the one that was observed first."""


@dataclass(frozen=True, slots=True, eq=False)
class TakeUp:
    """Cumulative hectares by year `(T,)`: `low <= base <= high`, none falls, none exceeds the land there is.

    `before`: what of them was let before the first year, which no plan can let again. `method`: how they came about.
    `errors`: mean absolute error [ha] of each method that was tried, the naive one
    among them; empty where there was nothing to judge by. `history`: what was known, by calendar year.
    """

    low: Floats
    base: Floats
    high: Floats
    before: float
    method: str
    errors: Mapping[str, float]
    history: Mapping[int, float]

    def line(self, case: Case) -> Floats:
        """One of the three."""
        return {Case.LOW: self.low, Case.BASE: self.base, Case.HIGH: self.high}[case]


def take_up(entry: Mapping[str, Any], years: Floats) -> TakeUp:
    """The forecast that a segment of the file asks for, at calendar `years (T,)`.

    `method: auto` takes the history where it is long enough to judge a curve by, else the pipeline, else a class.
    """
    method = entry.get("method", "auto")
    history = _history(entry)
    if method == "auto":
        if history is not None and len(history.years) > FEWEST:
            return _from_history(history, None, years)
        return _from_pipeline(entry, years) if "tenants" in entry else _from_class(entry, years)
    if method == "pipeline":
        return _from_pipeline(entry, years)
    if method == "reference":
        return _from_class(entry, years)
    assert history is not None
    return _from_history(history, Curve(method), years)


def _history(entry: Mapping[str, Any]) -> History | None:
    points = sorted((float(point["year"]), float(point["hectares"])) for point in entry.get("history", ()))
    if not points:
        return None
    years, hectares = np.array(points).T
    return History(years, hectares, float(entry["capacity"]))


def _from_history(history: History, curve: Curve | None, years: Floats) -> TakeUp:
    """The curve with the least error from rolling origins; its band widens with the square root of the years ahead."""
    tests = backtests(history)
    chosen = curve
    if chosen is None:
        chosen = min(Curve, key=lambda each: round(tests[each.value].error, 9))
    forecast = fitted(chosen, history)
    name = chosen.value
    if curve is None and tests["naive"].error < tests[chosen.value].error:
        # honest: where nothing beats "nothing more is let", nothing else is claimed
        forecast, name = naive(history), "naive"
    base = _known_first(history, years, forecast)
    spread = _deviation(tests.get(name)) if tests else float(np.std(np.diff(history.hectares), ddof=0))
    ahead = np.sqrt(np.maximum(0.0, years - history.years[-1]))
    band = QUANTILE * spread * ahead
    last = float(history.hectares[-1])
    low = np.where(ahead > 0.0, np.maximum(base - band, np.minimum(last, base)), base)
    high = np.minimum(base + band, max(history.capacity, last))
    return TakeUp(
        _rising(low), _rising(base), _rising(np.maximum(high, base)), _before(history, years), name,
        {each: test.error for each, test in tests.items()}, _points(history),
    )  # fmt: skip


def _before(history: History, years: Floats) -> float:
    """Land let at the end of the last known year before the first of `years`; none where all is later."""
    known = history.hectares[history.years < years[0]]
    return float(known[-1]) if len(known) else 0.0


def _deviation(test: Backtest | None) -> float:
    """Root mean square error of a year ahead, errors further ahead scaled back by the square root of their years."""
    if test is None or not len(test.errors):
        return 0.0
    return float(np.sqrt(np.mean(test.errors**2 / np.maximum(test.ahead, 1e-9))))


def _known_first(history: History, years: Floats, forecast: Callable[[Floats], Floats]) -> Floats:
    """What is known where it is known (straight between), the forecast after the last year of it."""
    known = np.interp(years, history.years, history.hectares, left=0.0)
    is_later = years > history.years[-1]
    if is_later.any():
        known[is_later] = forecast(years[is_later])
    return known


def _from_pipeline(entry: Mapping[str, Any], years: Floats) -> TakeUp:
    """Tenants who may come: `Σ chance * area` of those due by the year, `±` the spread of independent chances."""
    capacity, already = float(entry["capacity"]), float(entry.get("already", 0.0))
    area, due, chance = (
        np.array([float(tenant.get(name, 1.0)) for tenant in entry["tenants"]])
        for name in ("area", "year", "chance")
    )
    is_due = years[:, None] >= due
    expected = already + is_due @ (area * chance)
    spread = QUANTILE * np.sqrt(is_due @ (area**2 * chance * (1.0 - chance)))
    least = already + is_due @ (area * (chance == 1.0))
    most = already + is_due @ (area * (chance > 0.0))
    low, high = np.maximum(expected - spread, least), np.minimum(expected + spread, most)
    cap = max(capacity, already)
    low, expected, high = (_rising(np.minimum(line, cap)) for line in (low, expected, high))
    return TakeUp(low, expected, high, already, "pipeline", {}, _points(_history(entry)))


def _from_class(entry: Mapping[str, Any], years: Floats) -> TakeUp:
    """A share of the land a year from `from` on, as other clusters have seen it, on top of what is let already."""
    found = CLASSES[entry.get("class", "lao_cai_actual")]
    capacity, already = float(entry["capacity"]), float(entry.get("already", 0.0))
    age = np.maximum(0.0, years - float(entry.get("from", years[0])) + 1.0)
    low, base, high = (
        np.minimum(already + share * capacity * age, max(capacity, already))
        for share in (found.low, found.base, found.high)
    )
    return TakeUp(low, base, high, already, "reference", {}, _points(_history(entry)))


def _points(history: History | None) -> dict[int, float]:
    if history is None:
        return {}
    return {int(year): float(amount) for year, amount in zip(history.years, history.hectares, strict=True)}


def _rising(line: Floats) -> Floats:
    return np.maximum.accumulate(line)
