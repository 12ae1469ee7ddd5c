"""Whether it pays to keep an environmental rule: what complying costs a year against what breaking it may cost.

All amounts are a year's, at base-year prices, positive magnitudes.
"""

from dataclasses import dataclass
from math import inf

from finance.errors import FinanceError
from finance.inputs import number
from finance.lending.schedule import annuity_factor
from finance.yearly_lines import at_least_zero, share


@dataclass(frozen=True, slots=True)
class Enforcement:
    """How a rule is enforced.

    `inspections` a year, each of which finds a breach with probability `detection`. A finding costs `fine`, and with
    probability `suspension` stops operation for `months`, each of which loses `loss_per_month`.
    """

    inspections: float
    detection: float
    fine: float
    suspension: float = 0.0
    months: float = 0.0
    loss_per_month: float = 0.0

    def __post_init__(self) -> None:
        for name in ("inspections", "fine", "months", "loss_per_month"):
            at_least_zero(getattr(self, name), name)
        for name in ("detection", "suspension"):
            share(getattr(self, name), name)

    @property
    def per_finding(self) -> float:
        """`fine + suspension * months * loss_per_month`."""
        return self.fine + self.suspension * self.months * self.loss_per_month

    @property
    def expected(self) -> float:
        """Expected cost of breaking the rule, a year: `inspections * detection * per_finding`."""
        return self.inspections * self.detection * self.per_finding


@dataclass(frozen=True, slots=True)
class Deterrence:
    """Complying against breaking the rule, a year.

    `inspections_needed`: a year, at which complying begins to pay, infinite where a finding costs nothing;
    `fine_needed`: the same by the fine at the inspections there are, 0 where suspension alone is enough, infinite where
    nobody looks.
    """

    complying: float
    breaking: float
    inspections_needed: float
    fine_needed: float

    @property
    def pays(self) -> bool:
        """Whether complying costs no more than breaking the rule is expected to."""
        return self.complying <= self.breaking


def yearly_cost(capital: float, opex: float, revenue: float, rate: float, life: int) -> float:
    """What a treatment plant costs a year: `capital * annuity_factor(rate, life) + opex - revenue`, at least 0.

    `rate` real, a year; `life` in years. Raises FinanceError for negative amounts and no life.
    """
    if life < 1:
        raise FinanceError(f"life: at least 1 year is expected, found {life}")
    paid = at_least_zero(capital, "capital") * annuity_factor(number(rate, "rate"), life)
    return max(0.0, paid + at_least_zero(opex, "opex") - at_least_zero(revenue, "revenue"))


def deterrence(complying: float, enforcement: Enforcement) -> Deterrence:
    """Compare the yearly cost of complying with the expected cost of breaking the rule.

    At `inspections_needed` inspections, and at a fine of `fine_needed`, both are equal.

    >>> found = deterrence(6.0, Enforcement(inspections=1.0, detection=0.5, fine=1.0))
    >>> found.breaking, found.pays, found.inspections_needed, found.fine_needed
    (0.5, False, 12.0, 12.0)
    """
    cost = at_least_zero(complying, "complying")
    found_once = enforcement.detection * enforcement.per_finding
    looked = enforcement.inspections * enforcement.detection
    beside = enforcement.per_finding - enforcement.fine
    if cost == 0.0:
        return Deterrence(0.0, enforcement.expected, 0.0, 0.0)
    return Deterrence(
        complying=cost,
        breaking=enforcement.expected,
        inspections_needed=cost / found_once if found_once > 0.0 else inf,
        fine_needed=max(0.0, cost / looked - beside) if looked > 0.0 else inf,
    )
