"""Several lines of amounts over the same years: read, checked against each other, and worth what today."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats, discount_factors
from finance.inputs import amounts, as_numbers, number, rate_above_minus_one


def magnitudes(given: ArrayLike, name: str) -> Floats:
    """One row of amounts of 0 or more `(T,)`; a negative one is refused with its year index."""
    row = amounts(given, name)
    if row.min() < 0.0:
        t = int(np.argmin(row))
        raise FinanceError(f"{name}[{t}]: an amount of 0 or more is expected, found {row[t]:g}")
    return row


def draws(given: ArrayLike, name: str) -> Floats:
    """Amounts of 0 or more by draw and year `(n, T)`; a single row is one draw."""
    array = as_numbers(given, name).astype(np.float64)
    if array.ndim <= 1:
        return magnitudes(array, name)[None, :]
    if array.ndim != 2 or array.size == 0:
        raise FinanceError(f"{name}: draws by years (n, T) are expected, found shape {array.shape}")
    wrong = np.argwhere(~np.isfinite(array) | (array < 0.0))
    if wrong.size:
        i, t = wrong[0]
        raise FinanceError(f"{name}[{i}, {t}]: an amount of 0 or more is expected, found {array[i, t]:g}")
    return array


def same_years(lines: Mapping[str, Floats]) -> int:
    """T, the years of all lines; a line of another length is refused by name.

    >>> same_years({"capital": np.zeros(3), "operating": np.zeros(3)})
    3
    """
    (first, head), *others = lines.items()
    for name, row in others:
        if len(row) != len(head):
            raise FinanceError(f"{name}: {len(head)} years are expected, as {first} has, found {len(row)}")
    return len(head)


def share(given: float, name: str) -> float:
    """A number from 0 to 1."""
    value = number(given, name)
    if not 0.0 <= value <= 1.0:
        raise FinanceError(f"{name}: a share from 0 to 1 is expected, found {value:g}")
    return value


def at_least_zero(given: float, name: str) -> float:
    """A number of 0 or more."""
    value = number(given, name)
    if value < 0.0:
        raise FinanceError(f"{name}: 0 or more is expected, found {value:g}")
    return value


def present_value(line: Floats, rate: float) -> float:
    """`Σ_t line[t] / (1 + rate) ** t`: year 0 is not discounted.

    >>> present_value(np.array([1.0, 2.0]), 1.0)
    2.0
    """
    return float(line @ discount_factors(rate_above_minus_one(rate), len(line)))
