"""The standard normal distribution on arrays, exact to rounding."""

import numpy as np
from numpy.typing import ArrayLike

from finance.horizon import Floats

_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080),
    (5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
     5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0),
)  # fmt: skip
_SHOULDER = (
    (7.74545014278341407640e-4, 0.0227238449892691845833, 0.241780725177450611770, 1.27045825245236838258,
     3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 0.0151986665636164571966, 0.148103976427480074590,
     0.689767334985100004550, 1.67638483018380384940, 2.05319162663775882187, 1.0),
)  # fmt: skip
_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.00124266094738807843860, 0.0265321895265761230930,
     0.296560571828504891230, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     0.0148753612908506148525, 0.136929880922735805310, 0.599832206555887937690, 1.0),
)  # fmt: skip
"""Numerators and denominators of Wichura's algorithm AS 241 (Applied Statistics 37, 1988)."""

_HART = (
    (3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
     221.213596169931, 220.206867912376),
    (8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
     637.333633378831, 793.826512519948, 440.413735824752),
)  # fmt: skip
"""Hart's rational function for the tail, as in West (Wilmott, 2005)."""


def _ratio(parts: tuple[tuple[float, ...], tuple[float, ...]], r: Floats) -> Floats:
    return np.asarray(np.polyval(parts[0], r) / np.polyval(parts[1], r), dtype=np.float64)


def normal_quantile(chance: ArrayLike) -> Floats:
    """The value that a standard normal does not exceed with probability `chance`, between 0 and 1 without the ends.

    >>> normal_quantile([0.5, 0.9]).round(6).tolist()
    [0.0, 1.281552]
    """
    p = np.atleast_1d(np.asarray(chance, dtype=np.float64))
    q = p - 0.5
    out = q * _ratio(_CENTRE, 0.180625 - q * q)
    far = np.abs(q) > 0.425
    if far.any():
        r = np.sqrt(-np.log(np.minimum(p[far], 1.0 - p[far])))
        out[far] = np.copysign(np.where(r <= 5.0, _ratio(_SHOULDER, r - 1.6), _ratio(_TAIL, r - 5.0)), q[far])
    return out.reshape(np.shape(chance))


def normal_chance(value: ArrayLike) -> Floats:
    """The probability that a standard normal does not exceed `value`.

    >>> normal_chance([0.0, 1.281552]).round(6).tolist()
    [0.5, 0.9]
    """
    z = np.asarray(value, dtype=np.float64)
    size = np.minimum(np.abs(z), 38.0)
    tail = size + 0.65
    for k in (4.0, 3.0, 2.0, 1.0):
        tail = size + k / tail
    above = np.exp(-0.5 * size * size) * np.where(
        size < 7.07106781186547, _ratio(_HART, size), 1.0 / (tail * 2.506628274631)
    )
    return np.where(z > 0.0, 1.0 - above, above)
