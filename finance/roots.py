"""All real roots of a sum of exponentials: the mathematics behind every internal rate of return."""

import numpy as np

from finance.horizon import Floats

TOUCHING = 1e-13
"""A turning point whose value is below this share of its terms' sizes touches zero: a double root."""


def exponential_roots(amounts: Floats, times: Floats) -> list[float]:
    """Every real z with `Σ_k amounts[k] * exp(-times[k] * z) = 0`, ascending.

    Rolle's theorem, used downwards: multiply by `exp(a z)` with `a` between the times of a sign change and
    differentiate. The derivative `Σ amounts[k] (a - times[k]) exp((a - times[k]) z)` has one sign change less, and
    between two of its neighbouring roots the sum has at most one root. With no sign change left there is none.

    `amounts (n,)` are finite; equal times are added up. Always: at most as many roots as sign changes.
    """
    when, group = np.unique(times, return_inverse=True)
    sums = np.zeros(len(when))
    np.add.at(sums, group, amounts)
    kept = sums != 0.0
    return _roots(sums[kept], when[kept])


def sign_changes(amounts: Floats) -> int:
    """How often the sign changes along `amounts`, zeros left out.

    >>> sign_changes(np.array([-1.0, 0.0, 2.0, -1.0]))
    2
    """
    signs = np.sign(amounts[amounts != 0.0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _roots(amounts: Floats, times: Floats) -> list[float]:
    changes = np.flatnonzero(np.sign(amounts[1:]) != np.sign(amounts[:-1]))
    if len(changes) == 0:
        return []
    middle = changes[len(changes) // 2]
    pivot = 0.5 * (times[middle] + times[middle + 1])
    size = np.log(np.abs(amounts))
    turning = _roots(amounts * (pivot - times), times) if len(changes) > 1 else []
    found = []
    lowest, highest = _bounds(size, times)
    edges = [lowest, *(z for z in turning if lowest < z < highest), highest]
    values = [_value(z, amounts, size, times) for z in edges]
    for i, (left, right) in enumerate(zip(edges, edges[1:], strict=False)):
        if i and values[i] == 0.0:
            found.append(left)
        if values[i] * values[i + 1] < 0.0:
            found.append(_bisect(left, right, values[i], amounts, size, times))
    return found


def _bounds(size: Floats, times: Floats) -> tuple[float, float]:
    """Beyond these the first or the last term outweighs all others together."""
    total = float(np.logaddexp.reduce(size)) + 1e-9
    highest = (total - size[0]) / (times[1] - times[0])
    lowest = -(total - size[-1]) / (times[-1] - times[-2])
    return float(lowest), float(highest)


def _value(z: float, amounts: Floats, size: Floats, times: Floats) -> float:
    """The sum at z as a share of its terms' sizes, so that nothing overflows; 0 where it only just touches."""
    exponent = size - times * z
    weight = np.exp(exponent - exponent.max())
    share = float(np.sum(np.sign(amounts) * weight) / np.sum(weight))
    return 0.0 if abs(share) < TOUCHING else share


def _bisect(left: float, right: float, at_left: float, amounts: Floats, size: Floats, times: Floats) -> float:
    """The one root between, halved down to neighbouring numbers."""
    while True:
        middle = 0.5 * (left + right)
        if middle in (left, right):
            return middle
        exponent = size - times * middle
        value = float(np.sum(np.sign(amounts) * np.exp(exponent - exponent.max())))
        if value == 0.0:
            return middle
        if (value > 0.0) == (at_left > 0.0):
            left = middle
        else:
            right = middle
