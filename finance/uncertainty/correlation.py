"""Correlations stated pair by pair: whether draws can have them all, and normals that do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import number

Pair = tuple[int, int]

SINGULAR = 1e-10
"""An eigenvalue above minus this is rounding: quantities may move together fully."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Correlations that cannot hold together. `pair`: the one at fault; `low`, `high`: between them it would do beside
    the others, None where no value does.
    """

    pair: Pair
    low: float | None
    high: float | None


class ImpossibleCorrelations(FinanceError):
    """The stated correlations cannot hold together. `conflict` names the pair."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        first, second = conflict.pair
        allowed = (
            "no value of it alone would do"
            if conflict.low is None
            else f"{conflict.low:.3g} to {conflict.high:.3g} is expected beside the others"
        )
        super().__init__(f"correlations: {first} with {second} contradicts the others; {allowed}")


def correlation_matrix(count: int, pairs: Mapping[Pair, float]) -> Floats:
    """The matrix `(count, count)`: 1 on the diagonal, the stated pairs both ways, 0 elsewhere.

    Raises FinanceError for a correlation outside -1 .. 1 or of a quantity with itself, ImpossibleCorrelations where the
    matrix is not positive semidefinite. The nearest possible one is never taken in its place.

    >>> correlation_matrix(2, {(0, 1): 0.5}).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    matrix = np.eye(count)
    for (first, second), value in pairs.items():
        if first == second or not -1.0 <= number(value, f"correlation of {first} with {second}") <= 1.0:
            raise FinanceError(
                f"correlation of {first} with {second}: from -1 to 1 between two of them is expected, found {value:g}"
            )
        matrix[first, second] = matrix[second, first] = value
    if _lowest(matrix) < -SINGULAR:
        raise ImpossibleCorrelations(_conflict(matrix, list(pairs)))
    return matrix


def root_of(matrix: Floats) -> Floats:
    """The lower triangle L with `L @ L.T = matrix`; quantities that are wholly given by those before have a 0 on the
    diagonal.
    """
    count = len(matrix)
    root = np.zeros((count, count))
    for j in range(count):
        left = float(matrix[j, j] - root[j, :j] @ root[j, :j])
        if left > SINGULAR:
            root[j:, j] = (matrix[j:, j] - root[j:, :j] @ root[j, :j]) / np.sqrt(left)
    return root


def _lowest(matrix: Floats) -> float:
    return float(np.linalg.eigvalsh(matrix)[0])


def _conflict(matrix: Floats, pairs: Sequence[Pair]) -> Conflict:
    """The last pair that could be mended alone; else the one that weighs most in what is impossible."""
    for pair in reversed(pairs):
        low, high = _possible(matrix, pair)
        if low is not None:
            return Conflict(pair, low, high)
    worst = np.linalg.eigh(matrix)[1][:, 0]
    weights = [float(matrix[i, j] * worst[i] * worst[j]) for i, j in pairs]
    return Conflict(pairs[int(np.argmin(weights))], None, None)


def _possible(matrix: Floats, pair: Pair) -> tuple[float | None, float | None]:
    """Between which values a pair would do: the lowest eigenvalue is concave in it, so they are an interval."""
    trial = matrix.copy()

    def lowest(value: float) -> float:
        trial[pair] = trial[pair[::-1]] = value
        return _lowest(trial)

    low, high = -1.0, 1.0
    while high - low > 1e-9:
        third = (high - low) / 3.0
        if lowest(low + third) < lowest(high - third):
            low += third
        else:
            high -= third
    best = 0.5 * (low + high)
    if lowest(best) < -SINGULAR:
        return None, None
    ends = []
    for outer in (-1.0, 1.0):
        inside, outside = best, outer
        while abs(outside - inside) > 1e-9 and lowest(outside) < -SINGULAR:
            middle = 0.5 * (inside + outside)
            inside, outside = (middle, outside) if lowest(middle) >= -SINGULAR else (inside, middle)
        ends.append(outer if lowest(outer) >= -SINGULAR else inside)
    return ends[0], ends[1]
