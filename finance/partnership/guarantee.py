"""A minimum revenue guarantee: what the public side pays when users pay too little."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finance.horizon import Floats, discount_factors
from finance.inputs import rate_above_minus_one
from finance.yearly_lines import at_least_zero, draws, magnitudes, same_years, share


@dataclass(frozen=True, slots=True)
class Guarantee:
    """The public side makes up a `cover` share of what falls short of `floor` times planned revenue.

    `yearly_cap` [file's unit]: at most this a year, None = no cap.
    """

    floor: float
    cover: float = 1.0
    yearly_cap: float | None = None

    def __post_init__(self) -> None:
        share(self.floor, "floor")
        share(self.cover, "cover")
        if self.yearly_cap is not None:
            at_least_zero(self.yearly_cap, "yearly_cap")


@dataclass(frozen=True, slots=True)
class GuaranteeCost:
    """What a guarantee costs over many draws of revenue.

    By year `(T,)`, nominal: `expected`, `confident` (not exceeded with `confidence` in that year alone),
    `chance_called`. Present values at the public rate: `expected_pv`, `confident_pv` (of the whole contract).
    The years' confident amounts do not add up: bad years do not all come together.
    """

    expected: Floats
    confident: Floats
    chance_called: Floats
    expected_pv: float
    confident_pv: float
    confidence: float


def guarantee_payments(guarantee: Guarantee, planned: ArrayLike, actual: ArrayLike) -> Floats:
    """Yearly payments: `min(yearly_cap, cover * max(0, floor * planned - actual))`, at year end.

    `planned (T,)`, `actual (T,)` or `(n, T)` of draws, nominal; the payments have the shape of `actual`.

    Always: 0 where revenue reaches the floor; revenue and payment together never exceed the floor there.

    >>> guarantee_payments(Guarantee(0.8, cover=0.5), [100.0, 100.0], [[90.0, 70.0]]).tolist()
    [[0.0, 5.0]]
    """
    plan, found = magnitudes(planned, "planned"), draws(actual, "actual")
    same_years({"planned": plan, "actual": found[0]})
    short = guarantee.cover * np.maximum(0.0, guarantee.floor * plan - found)
    cap = np.inf if guarantee.yearly_cap is None else guarantee.yearly_cap
    return np.minimum(cap, short).reshape(np.shape(actual))


def guarantee_cost(payments: ArrayLike, rate: float, confidence: float = 0.95) -> GuaranteeCost:
    """Expected cost and cost at a confidence level of payments over n draws `(n, T)`.

    Formula: `pv[i] = Σ_t payments[i, t] / (1 + rate) ** t`; mean and quantile over the draws. The quantile is the
    smallest amount found that at least a share `confidence` of the draws does not exceed: never an average of two.

    Always: the expected present value is that of the expected yearly payments.

    >>> cost = guarantee_cost([[0.0, 11.0], [0.0, 0.0]], 0.1)
    >>> cost.expected.tolist(), round(cost.expected_pv, 6), round(cost.confident_pv, 6)
    ([0.0, 5.5], 5.0, 10.0)
    """
    paid = draws(payments, "payments")
    chance = share(confidence, "confidence")
    worth = paid @ discount_factors(rate_above_minus_one(rate), paid.shape[1])
    return GuaranteeCost(
        expected=paid.mean(axis=0),
        confident=np.quantile(paid, chance, axis=0, method="inverted_cdf"),
        chance_called=(paid > 0.0).mean(axis=0),
        expected_pv=float(worth.mean()),
        confident_pv=float(np.quantile(worth, chance, method="inverted_cdf")),
        confidence=chance,
    )
