"""How an uncertain quantity is spread: each distribution turns standard normals into its own values.

`of_normal(z)` is increasing in z, so that a correlation of the normals becomes one of the values (a Gaussian copula),
and `of_normal(normal_quantile(p))` is the quantile of p.
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp, expm1, log, log1p, sqrt
from typing import Protocol

import numpy as np

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import number
from finance.uncertainty.normal import normal_chance, normal_quantile

Z90 = float(normal_quantile(0.9))
"""The standard normal exceeds it once in ten times."""

STRAIGHT = 1e-9
"""Three points whose steps differ by less than this share lie on a normal."""

PERT_CELLS = 4096
"""Cells of the table from which a PERT quantile is read, each exact at its ends: an error below 1e-6 of the width."""


class Distribution(Protocol):
    """What all distributions can do."""

    @property
    def mean(self) -> float:
        """The expected value."""

    @property
    def deviation(self) -> float:
        """The standard deviation."""

    def of_normal(self, z: Floats) -> Floats:
        """Values for standard normals, same shape, increasing."""


def quantile(distribution: Distribution, chance: float) -> float:
    """The value not exceeded with probability `chance`, between 0 and 1 without the ends.

    >>> quantile(Uniform(0.0, 2.0), 0.25)
    0.5
    """
    chance = number(chance, "chance")
    if not 0.0 < chance < 1.0:
        raise FinanceError(f"chance: a probability between 0 and 1 is expected, found {chance:g}")
    return float(distribution.of_normal(normal_quantile([chance]))[0])


def _finite(noun: object, *names: str) -> None:
    for name in names:
        number(getattr(noun, name), f"{type(noun).__name__.lower()}: {name}")


def _ordered(noun: object, *names: str) -> None:
    """The named values never fall, and the last is above the first."""
    _finite(noun, *names)
    values = [float(getattr(noun, name)) for name in names]
    if values != sorted(values) or values[0] == values[-1]:
        listed = ", ".join(f"{value:g}" for value in values)
        raise FinanceError(
            f"{type(noun).__name__.lower()}: {' <= '.join(names)} with {names[0]} < {names[-1]} is expected, "
            f"found {listed}"
        )


def _positive(noun: object, name: str) -> None:
    if getattr(noun, name) <= 0.0:
        raise FinanceError(
            f"{type(noun).__name__.lower()}: a {name} above 0 is expected, found {getattr(noun, name):g}"
        )


@dataclass(frozen=True, slots=True)
class Normal:
    """Symmetric around `mean`, without ends."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        _finite(self, "mean", "deviation")
        _positive(self, "deviation")

    def of_normal(self, z: Floats) -> Floats:
        """`mean + deviation * z`."""
        return self.mean + self.deviation * z


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Above `low`, skewed upwards; `mean` and `deviation` are those of the value itself.

    With `m = mean - low`: `s = sqrt(log(1 + (deviation / m) ** 2))`, value `= low + m * exp(s * z - s * s / 2)`.
    """

    mean: float
    deviation: float
    low: float = 0.0

    def __post_init__(self) -> None:
        _finite(self, "mean", "deviation", "low")
        _positive(self, "deviation")
        if self.mean <= self.low:
            raise FinanceError(
                f"lognormal: a mean above the low of {self.low:g} is expected, found {self.mean:g}"
            )

    def of_normal(self, z: Floats) -> Floats:
        """The value of each standard normal."""
        above = self.mean - self.low
        s = sqrt(log1p((self.deviation / above) ** 2))
        return np.asarray(self.low + above * np.exp(s * z - 0.5 * s * s), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value between the ends alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _ordered(self, "low", "high")

    @property
    def mean(self) -> float:
        """`(low + high) / 2`."""
        return 0.5 * (self.low + self.high)

    @property
    def deviation(self) -> float:
        """`(high - low) / sqrt(12)`."""
        return (self.high - self.low) / sqrt(12.0)

    def of_normal(self, z: Floats) -> Floats:
        """`low + (high - low) * chance(z)`."""
        return self.low + (self.high - self.low) * normal_chance(z)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Straight up from `low` to `likely` and straight down to `high`."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        _ordered(self, "low", "likely", "high")

    @property
    def mean(self) -> float:
        """`(low + likely + high) / 3`."""
        return (self.low + self.likely + self.high) / 3.0

    @property
    def deviation(self) -> float:
        """`sqrt((low² + likely² + high² - low likely - low high - likely high) / 18)`."""
        up, width = self.likely - self.low, self.high - self.low
        return sqrt((width * width - width * up + up * up) / 18.0)

    def of_normal(self, z: Floats) -> Floats:
        """With p the chance of z: `low + sqrt(p * width * (likely - low))`, above the likely value
        `high - sqrt((1 - p) * width * (high - likely))`.
        """
        width, below, above = self.high - self.low, normal_chance(z), normal_chance(-z)
        rising = self.low + np.sqrt(below * width * (self.likely - self.low))
        falling = self.high - np.sqrt(above * width * (self.high - self.likely))
        return np.where(below * width <= self.likely - self.low, rising, falling)


@dataclass(frozen=True)
class Pert:
    """A beta distribution around the likely value, as planners of works use it: ends count little.

    `value = low + width * Beta(1 + 4 (likely - low) / width, 1 + 4 (high - likely) / width)`.
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        _ordered(self, "low", "likely", "high")

    @property
    def mean(self) -> float:
        """`(low + 4 likely + high) / 6`."""
        return (self.low + 4.0 * self.likely + self.high) / 6.0

    @property
    def deviation(self) -> float:
        """`sqrt((mean - low) * (high - mean) / 7)`."""
        return sqrt((self.mean - self.low) * (self.high - self.mean) / 7.0)

    @cached_property
    def _table(self) -> tuple[Floats, Floats]:
        """Probabilities of places in the width, dense at both ends: the density over `x = sin(a / 2) ** 2`,
        added up by a rule of eight points a cell.
        """
        width = self.high - self.low
        up, down = 4.0 * (self.likely - self.low) / width, 4.0 * (self.high - self.likely) / width
        edges = np.linspace(0.0, np.pi, PERT_CELLS + 1)
        nodes, weights = np.polynomial.legendre.leggauss(8)
        half = 0.5 * (edges[1] - edges[0])
        angle = (edges[:-1] + half)[:, None] + half * nodes
        low, high = np.sin(0.5 * angle), np.cos(0.5 * angle)
        # x ** up * (1 - x) ** down dx, with dx = sin(a / 2) cos(a / 2) da
        mass = (low ** (2.0 * up + 1.0) * high ** (2.0 * down + 1.0)) @ weights
        chance = np.concatenate([[0.0], np.cumsum(mass)])
        return chance / chance[-1], np.sin(0.5 * edges) ** 2

    def of_normal(self, z: Floats) -> Floats:
        """The value of each standard normal, read from the table of probabilities."""
        chance, place = self._table
        return self.low + (self.high - self.low) * np.interp(normal_chance(z), chance, place)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The curve through three estimates: exceeded nine times in ten, every second time, once in ten times.

    With `r = (p90 - p50) / (p50 - p10)` and `k = log(r) / z90`: value `= p50 + (p90 - p50) * (exp(k z) - 1) / (r - 1)`;
    for equal steps a normal. It is a lognormal, shifted and perhaps turned round (Myerson's generalised lognormal).
    """

    p10: float
    p50: float
    p90: float

    def __post_init__(self) -> None:
        _finite(self, "p10", "p50", "p90")
        if not self.p10 < self.p50 < self.p90:
            raise FinanceError(
                f"quantiles: p10 < p50 < p90 is expected, found {self.p10:g}, {self.p50:g}, {self.p90:g}"
            )

    @property
    def _power(self) -> float:
        """K above; 0 where the steps are equal."""
        ratio = (self.p90 - self.p50) / (self.p50 - self.p10)
        return 0.0 if abs(ratio - 1.0) < STRAIGHT else log(ratio) / Z90

    @property
    def mean(self) -> float:
        """`p50 + (p90 - p50) * (exp(k² / 2) - 1) / (r - 1)`."""
        k = self._power
        return self.p50 if k == 0.0 else self.p50 + self._scale * expm1(0.5 * k * k)

    @property
    def deviation(self) -> float:
        """`|p90 - p50| / |r - 1| * sqrt(exp(k²) * (exp(k²) - 1))`."""
        k = self._power
        if k == 0.0:
            return (self.p90 - self.p50) / Z90
        return abs(self._scale) * sqrt(exp(k * k) * expm1(k * k))

    @property
    def _scale(self) -> float:
        return (self.p90 - self.p50) / expm1(self._power * Z90)

    def of_normal(self, z: Floats) -> Floats:
        """The value of each standard normal."""
        k = self._power
        if k == 0.0:
            return self.p50 + (self.p90 - self.p50) / Z90 * z
        return np.asarray(self.p50 + self._scale * np.expm1(k * z), dtype=np.float64)
