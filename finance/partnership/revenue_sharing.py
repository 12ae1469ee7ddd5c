"""Sharing the difference between a contract's actual and planned revenue between operator and public side.

The band in which the parties may negotiate is law, so it comes in as a value with its article and is never known
here: the policy files hold it by date.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from finance.errors import FinanceError
from finance.horizon import Floats
from finance.inputs import number
from finance.yearly_lines import draws, magnitudes, same_years, share


class Reference(StrEnum):
    """From where the shared difference is measured, once a trigger is passed: the plan, or the trigger itself."""

    PLAN = "plan"
    TRIGGER = "trigger"


@dataclass(frozen=True, slots=True)
class SharingRule:
    """What a contract says, as shares of planned revenue (1.2 = a fifth above the plan).

    Above `upper_trigger` the operator pays `public_gain_share` of the surplus to the public side, below
    `lower_trigger` the public side pays `public_loss_share` of the shortfall; both are measured from `reference`.
    """

    upper_trigger: float
    lower_trigger: float
    public_gain_share: float
    public_loss_share: float
    reference: Reference

    def __post_init__(self) -> None:
        upper, lower = (
            number(self.upper_trigger, "upper_trigger"),
            number(self.lower_trigger, "lower_trigger"),
        )
        if upper < 1.0:
            raise FinanceError(f"upper_trigger: 1 (the plan) or more is expected, found {upper:g}")
        if not 0.0 <= lower <= 1.0:
            raise FinanceError(f"lower_trigger: from 0 to 1 (the plan) is expected, found {lower:g}")
        share(self.public_gain_share, "public_gain_share")
        share(self.public_loss_share, "public_loss_share")


@dataclass(frozen=True, slots=True)
class LegalBand:
    """What the law lets the parties agree on: triggers between two ends each, the share and the reference.

    `article`: where it stands, named by every refusal. A law that fixes a trigger has equal ends.
    """

    upper_from: float
    upper_to: float
    lower_from: float
    lower_to: float
    public_share: float
    reference: Reference
    article: str


class OutsideBand(FinanceError):
    """A sharing rule that the law does not allow.

    `name`: the part that breaks it, `found` its value, `low` and `high` what is allowed (equal where only one value
    is), `article` where that stands.
    """

    def __init__(
        self,
        name: str,
        found: float | Reference,
        low: float | Reference,
        high: float | Reference,
        article: str,
    ) -> None:
        self.name, self.found, self.low, self.high, self.article = name, found, low, high, article
        if isinstance(found, Reference):
            what = f"reference: the difference is measured from the {low}, found {found}"
        else:
            allowed = f"{low:g}" if low == high else f"from {low:g} to {high:g}"
            of = " of planned revenue" if name.endswith("trigger") else ""
            what = f"{name}: {allowed}{of} is allowed, found {found:g}"
        super().__init__(f"{what} ({article})")


@dataclass(frozen=True, slots=True)
class SharedRevenue:
    """Yearly payments `(T,)` or, over draws, `(n, T)`; positive magnitudes, never both in one year.

    `to_public`: from the operator; `to_operator`: from the public side.
    """

    to_public: Floats
    to_operator: Floats


def breaches(rule: SharingRule, band: LegalBand) -> tuple[OutsideBand, ...]:
    """Everything in a rule that the law does not allow: triggers outside their ends, a share or a reference that
    differs from the law's.
    """
    found = [
        OutsideBand(name, value, low, high, band.article)
        for name, value, low, high in (
            ("upper_trigger", rule.upper_trigger, band.upper_from, band.upper_to),
            ("lower_trigger", rule.lower_trigger, band.lower_from, band.lower_to),
            ("public_gain_share", rule.public_gain_share, band.public_share, band.public_share),
            ("public_loss_share", rule.public_loss_share, band.public_share, band.public_share),
        )
        if not low <= value <= high
    ]
    if rule.reference is not band.reference:
        found.append(OutsideBand("reference", rule.reference, band.reference, band.reference, band.article))
    return tuple(found)


def agreed(rule: SharingRule, band: LegalBand) -> SharingRule:
    """The rule, if the law allows it; else the first of its breaches is raised, with the article.

    >>> law = LegalBand(1.10, 1.25, 0.75, 0.90, 0.5, Reference.PLAN, "law")
    >>> agreed(SharingRule(1.30, 0.80, 0.5, 0.5, Reference.PLAN), law)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    OutsideBand: upper_trigger: from 1.1 to 1.25 of planned revenue is allowed, found 1.3 (law)
    """
    for breach in breaches(rule, band):
        raise breach
    return rule


def shared_revenue(rule: SharingRule, planned: ArrayLike, actual: ArrayLike) -> SharedRevenue:
    """Payments between the parties by year.

    With `upper = upper_trigger * planned`, `lower = lower_trigger * planned` and `from` = `planned`, or the
    trigger's amount where the rule measures from the trigger:
    `to_public = public_gain_share * (actual - from)` where `actual > upper`;
    `to_operator = public_loss_share * (from - actual)` where `actual < lower`; else nothing.

    `planned (T,)`, `actual (T,)` or `(n, T)` of draws, nominal. Measured from the plan, the payment jumps at the
    trigger: the operator may keep less at 121 % than at 119 %.

    Always: between the triggers nothing is paid; no payment exceeds the difference to the plan.

    >>> rule = SharingRule(1.25, 0.75, 0.5, 0.5, Reference.TRIGGER)
    >>> paid = shared_revenue(rule, [100.0, 100.0, 100.0], [135.0, 100.0, 65.0])
    >>> paid.to_public.tolist(), paid.to_operator.tolist()
    ([5.0, 0.0, 0.0], [0.0, 0.0, 5.0])
    """
    plan, found = magnitudes(planned, "planned"), draws(actual, "actual")
    same_years({"planned": plan, "actual": found[0]})
    upper, lower = rule.upper_trigger * plan, rule.lower_trigger * plan
    by_trigger = rule.reference is Reference.TRIGGER
    above, below = (upper, lower) if by_trigger else (plan, plan)
    gain = np.where(found > upper, rule.public_gain_share * (found - above), 0.0)
    loss = np.where(found < lower, rule.public_loss_share * (below - found), 0.0)
    shape = np.shape(actual)
    return SharedRevenue(gain.reshape(shape), loss.reshape(shape))
