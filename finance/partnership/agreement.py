"""What a contract with a private partner says beside the payments of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from finance.partnership.guarantee import Guarantee
from finance.partnership.revenue_sharing import SharingRule
from finance.partnership.termination import Cause, TerminationTerms
from finance.yearly_lines import at_least_zero, share


@dataclass(frozen=True, slots=True)
class EarlyEnd:
    """What the public side pays where the contract ends early.

    `terms`: shares by cause. `breakage_costs` [file's unit, nominal]: what ending it costs, in whatever year.
    `equity_return`: yearly return at which equity counts as not yet returned.
    """

    terms: Mapping[Cause, TerminationTerms]
    breakage_costs: float = 0.0
    equity_return: float = 0.0

    def __post_init__(self) -> None:
        at_least_zero(self.breakage_costs, "breakage_costs")
        share(self.equity_return, "equity_return")


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms of one contract; None: it does not say. Amounts are those of the whole project.

    `monitoring`: yearly cost of watching over it, base-year prices. `revenue_deviation`: standard deviation of
    revenue as a share of the plan, None where the scenario's risk factors say how it spreads.
    """

    guarantee: Guarantee | None = None
    sharing: SharingRule | None = None
    early_end: EarlyEnd | None = None
    monitoring: float = 0.0
    revenue_deviation: float | None = None

    def __post_init__(self) -> None:
        at_least_zero(self.monitoring, "monitoring")
        if self.revenue_deviation is not None:
            at_least_zero(self.revenue_deviation, "revenue_deviation")

    @property
    def needs_draws(self) -> bool:
        """Whether what it costs depends on how revenue turns out."""
        return self.guarantee is not None or self.sharing is not None
