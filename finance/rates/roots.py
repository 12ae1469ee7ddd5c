"""All real roots of a sum of exponentials: the mathematics behind every internal rate of return."""

from itertools import pairwise

import numpy as np

from finance.horizon import Floats

TOUCHING = 1e-13
"""A turning point whose value is below this share of its terms' sizes touches zero: a double root."""

NEAR = 0.1
"""Where the search for a root begins if nothing speaks against it: most rates of return are not far."""


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
    # signs and logarithms of sizes: the factors of hundreds of derivatives would not fit into a number
    return _roots(np.sign(sums[kept]), np.log(np.abs(sums[kept])), when[kept])


def sign_changes(amounts: Floats) -> int:
    """How often the sign changes along `amounts`, zeros left out.

    >>> sign_changes(np.array([-1.0, 0.0, 2.0, -1.0]))
    2
    """
    signs = np.sign(amounts[amounts != 0.0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _roots(signs: Floats, size: Floats, times: Floats) -> list[float]:
    changes = np.flatnonzero(signs[1:] != signs[:-1])
    if len(changes) == 0:
        return []
    turning: list[float] = []
    if len(changes) > 1:
        middle = changes[len(changes) // 2]
        ahead = 0.5 * (times[middle] + times[middle + 1]) - times
        turning = _roots(signs * np.sign(ahead), size + np.log(np.abs(ahead)), times)
    lowest, highest = _bounds(size, times)
    edges = [lowest, *(z for z in turning if lowest < z < highest), highest]
    values = [_value(z, signs, size, times) for z in edges]
    found = []
    for i, (left, right) in enumerate(pairwise(edges)):
        if (
            i and values[i] == 0.0 and values[i - 1] != 0.0
        ):  # side by side they are one root, of third order or more
            found.append(left)
        if values[i] * values[i + 1] < 0.0:
            found.append(_between(left, right, values[i] > 0.0, signs, size, times))
    return found


def _bounds(size: Floats, times: Floats) -> tuple[float, float]:
    """Beyond these the first or the last term outweighs all others together."""
    total = float(np.logaddexp.reduce(size)) + 1e-9
    highest = (total - size[0]) / (times[1] - times[0])
    lowest = -(total - size[-1]) / (times[-1] - times[-2])
    return float(lowest), float(highest)


def _terms(z: float, signs: Floats, size: Floats, times: Floats) -> Floats:
    """The terms at z as shares of the largest, so that nothing overflows."""
    exponent = size - times * z
    terms: Floats = signs * np.exp(exponent - exponent.max())
    return terms


def _value(z: float, signs: Floats, size: Floats, times: Floats) -> float:
    """The sum at z as a share of its terms' sizes; 0 where it only just touches."""
    terms = _terms(z, signs, size, times)
    share = float(terms.sum() / np.abs(terms).sum())
    return 0.0 if abs(share) < TOUCHING else share


def _between(
    left: float, right: float, is_positive_left: bool, signs: Floats, size: Floats, times: Floats
) -> float:
    """The one root between: Newton's steps, and a halving wherever they leave the bracket or shrink too slowly."""
    z = NEAR if left < NEAR < right else 0.5 * (left + right)
    before = right - left
    while True:
        terms = _terms(z, signs, size, times)
        value, fall = float(terms.sum()), float(terms @ times)
        if value == 0.0:
            return z
        if (value > 0.0) == is_positive_left:
            left = z
        else:
            right = z
        step = value / fall if fall else np.inf
        if not (left < z + step < right and abs(step) < 0.5 * before):
            step = 0.5 * (left + right) - z
        if abs(step) <= 1e-17 + 2e-16 * abs(z) or z + step == z:
            return z + step
        z, before = z + step, abs(step)
