"""Standard normals for many draws: one column per uncertain quantity, the same for the same seed on every machine."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.uncertainty.normal import normal_quantile
from finance.uncertainty.sobol import BITS, DIMENSIONS, sobol

LEAST_DRAWS, MOST_DRAWS = 2, 1 << 20


class Sampling(StrEnum):
    """How draws are chosen: evenly over the cube, or in pairs that mirror each other."""

    SOBOL = "sobol"
    ANTITHETIC = "antithetic"


@dataclass(frozen=True, slots=True)
class Sampler:
    """Columns of standard normals. A column is made when it is asked for, and is the same each time.

    sobol: scrambled by one random shift per column; columns beyond the direction numbers are stratified, one draw in
    each of `draws` equal strata in random order. antithetic: each normal is followed, half of the draws later, by its
    negative, so that the mean of anything linear is exact; `draws` must be even.
    """

    draws: int
    seed: int
    sampling: Sampling = Sampling.SOBOL

    def __post_init__(self) -> None:
        if not LEAST_DRAWS <= self.draws <= MOST_DRAWS:
            raise FinanceError(f"draws: from {LEAST_DRAWS} to {MOST_DRAWS} are expected, found {self.draws}")
        if self.seed < 0:
            raise FinanceError(f"seed: a whole number of 0 or more is expected, found {self.seed}")
        if self.sampling is Sampling.ANTITHETIC and self.draws % 2:
            raise FinanceError(f"draws: antithetic draws come in pairs, found {self.draws}")

    def normals(self, column: int) -> Floats:
        """Standard normals of a column (0, 1, …) `(draws,)`.

        >>> pair = Sampler(2, 7, Sampling.ANTITHETIC).normals(0)
        >>> float(pair[0] + pair[1])
        0.0
        """
        # raw words of PCG64 never change between versions of numpy, what it makes of them may
        source = np.random.PCG64(np.random.SeedSequence([self.seed, column]))
        if self.sampling is Sampling.ANTITHETIC:
            half = normal_quantile(_uniform(source, self.draws // 2))
            return np.concatenate([half, -half])
        if column < DIMENSIONS:
            shift = np.uint64(source.random_raw()) >> np.uint64(64 - BITS)
            return normal_quantile(((sobol(column, self.draws) ^ shift) + 0.5) / 2.0**BITS)
        order = np.argsort(source.random_raw(self.draws), kind="stable")
        return normal_quantile((order + _uniform(source, self.draws)) / self.draws)


def _uniform(source: np.random.PCG64, count: int) -> Floats:
    """Numbers between 0 and 1 without the ends, from the upper 52 bits of raw words."""
    words = np.asarray(source.random_raw(count), dtype=np.uint64)
    return ((words >> np.uint64(12)).astype(np.float64) + 0.5) / 2.0**52
