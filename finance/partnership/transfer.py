"""Risks that a contract may move: three-point estimates, who bears them, what they cost at a confidence level."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import number
from finance.yearly_lines import magnitudes, present_value, share

CELLS = 4096
"""Steps of the grid on which risks are added up: the step is the largest possible sum over this number."""


NOTHING = 1e-12
"""An amount below this, or below this part of the others, adds nothing to a sum of risks."""


@dataclass(frozen=True, slots=True)
class ThreePoint:
    """A triangular distribution: lowest, most likely and highest value, 0 or more.

    A certain amount has three equal points. Shares of what the risk bears on: 0.2 = a fifth more.
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        for name in ("low", "likely", "high"):
            number(getattr(self, name), name)
        if not 0.0 <= self.low <= self.likely <= self.high:
            raise FinanceError(
                "three points: 0 <= low <= likely <= high is expected, "
                f"found {self.low:g}, {self.likely:g}, {self.high:g}"
            )

    @property
    def mean(self) -> float:
        """`(low + likely + high) / 3`.

        >>> ThreePoint(0.0, 0.1, 0.5).mean
        0.19999999999999998
        """
        return (self.low + self.likely + self.high) / 3.0

    def at(self, confidence: float) -> float:
        """The value that is not exceeded with this probability.

        With `width = high - low` and `c` the confidence: `low + sqrt(c * width * (likely - low))` up to the
        likely value, `high - sqrt((1 - c) * width * (high - likely))` above it.

        >>> ThreePoint(0.0, 0.0, 1.0).at(0.75)
        0.5
        """
        chance, width = share(confidence, "confidence"), self.high - self.low
        if chance * width <= self.likely - self.low:
            value = self.low + sqrt(chance * width * (self.likely - self.low))
        else:
            value = self.high - sqrt((1.0 - chance) * width * (self.high - self.likely))
        return min(max(value, self.low), self.high)

    def cumulated(self, values: Floats) -> Floats:
        """Probability of each value or less, same shape; a step where the three points are one."""
        below = np.clip(values - self.low, 0.0, self.high - self.low)
        above = np.clip(self.high - values, 0.0, self.high - self.low)
        width = self.high - self.low
        if width == 0.0:
            return np.where(values >= self.low, 1.0, 0.0)
        rise, fall = self.likely - self.low, self.high - self.likely
        up = below / width * (np.minimum(below, rise) / rise) if rise > 0.0 else np.zeros_like(below)
        down = 1.0 - above / width * (np.minimum(above, fall) / fall) if fall > 0.0 else np.ones_like(above)
        at_most: Floats = np.where(values < self.likely, up, down)
        return np.where(values >= self.high, 1.0, at_most)


@dataclass(frozen=True, slots=True)
class Risk:
    """An event that makes a line dearer: with `probability`, by a three-point `overrun` of the line `exposure`.

    `exposure`: the amounts it bears on by year `(T,)`, positive magnitudes, nominal. `transferred`: the share of
    its cost that the private partner bears under the contract; the rest stays with the public side.
    """

    name: str
    exposure: tuple[float, ...]
    overrun: ThreePoint
    probability: float = 1.0
    transferred: float = 0.0

    def __post_init__(self) -> None:
        magnitudes(self.exposure, f"{self.name}: exposure")
        share(self.probability, f"{self.name}: probability")
        share(self.transferred, f"{self.name}: transferred")

    def exposed_pv(self, rate: float) -> float:
        """Present value of the line it bears on."""
        return present_value(np.asarray(self.exposure, dtype=np.float64), rate)

    def expected_pv(self, rate: float) -> float:
        """`probability * mean overrun * exposed_pv`."""
        return self.probability * self.overrun.mean * self.exposed_pv(rate)


@dataclass(frozen=True, slots=True)
class RiskCost:
    """What risks cost, in present values: on average, and the cost not exceeded with `confidence`."""

    expected_pv: float
    confident_pv: float
    confidence: float


@dataclass(frozen=True, slots=True)
class RiskAllocation:
    """The risks of a work by who bears them under the contract.

    Expected values add up: `retained + transferable = total`. Costs at a confidence level do not, for not
    everything goes wrong at once.
    """

    retained: RiskCost
    transferable: RiskCost
    total: RiskCost


def allocate(risks: Sequence[Risk], rate: float, confidence: float = 0.95) -> RiskAllocation:
    """Retained and transferable risk as present values at the public `rate`.

    Formula: each risk's expected cost `probability * mean * Σ exposure[t] / (1 + rate) ** t`, of which the share
    `transferred` is transferable. At `confidence`: the quantile of the sum of independent risks.
    """
    expected = [risk.expected_pv(rate) for risk in risks]
    moved = [risk.transferred for risk in risks]

    def cost(weights: Sequence[float]) -> RiskCost:
        scales = [w * risk.exposed_pv(rate) for w, risk in zip(weights, risks, strict=True)]
        mean = sum(w * value for w, value in zip(weights, expected, strict=True))
        return RiskCost(mean, _quantile_of_sum(risks, scales, confidence), confidence)

    return RiskAllocation(cost([1.0 - w for w in moved]), cost(moved), cost([1.0] * len(risks)))


def _quantile_of_sum(risks: Sequence[Risk], scales: ArrayLike, confidence: float) -> float:
    """Smallest sum of independent costs that is not exceeded with probability `confidence`.

    The masses of each risk on a grid of `CELLS` steps are convolved; each mass lies at the upper end of its
    step, so the answer errs by less than one step per risk, upwards.
    """
    chance, factors = share(confidence, "confidence"), np.asarray(scales, dtype=np.float64)
    highest = [float(f) * r.overrun.high * (r.probability > 0.0) for r, f in zip(risks, factors, strict=True)]
    worst = sum(highest)
    if worst < NOTHING:
        return worst
    total = np.ones(1)
    for risk, top in zip(risks, highest, strict=True):
        if top <= NOTHING * worst:
            continue
        steps = CELLS * top / worst
        part = np.minimum(np.arange(int(np.ceil(steps)) + 1) / steps, 1.0)
        below = np.where(part >= 1.0, 1.0, risk.overrun.cumulated(part * risk.overrun.high))
        mass = np.diff(below, prepend=0.0) * risk.probability
        mass[0] += 1.0 - risk.probability
        total = np.convolve(total, mass)
    # a sum of masses that is a rounding short of the level still counts; at level 0, the least possible sum
    return float(np.searchsorted(np.cumsum(total), max(chance - 1e-12, 1e-300))) * worst / CELLS
