"""What a scenario says about the public side, beside the plan's own problem: it changes no decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finance.delivery import Mode
from finance.fiscal import Purse
from finance.partnership.agreement import Agreement
from finance.partnership.transfer import ThreePoint
from finance.project import Project, ProjectId
from scenarios.law.pack import Bilingual


class Province(StrEnum):
    """How a province balances its budget: by its own means, or with a transfer from the central budget."""

    OWN_MEANS = "own_means"
    BALANCING_TRANSFER = "balancing_transfer"


class Line(StrEnum):
    """The line of public delivery on which a risk bears."""

    CAPITAL = "capital"
    OPERATING = "operating"
    REVENUE = "revenue"


@dataclass(frozen=True, slots=True)
class BorneRisk:
    """A risk of public delivery: with `probability`, an `overrun` of a line, as a share of it.

    `transferred`: the share that the private partner bears. `projects`, `kinds`: None = all.
    """

    name: str
    bears_on: Line
    overrun: ThreePoint
    probability: float = 1.0
    transferred: float = 0.0
    projects: frozenset[str] | None = None
    kinds: frozenset[str] | None = None

    def touches(self, project: Project) -> bool:
        """Whether a project is among those it bears on."""
        return (self.projects is None or project.id in self.projects) and (
            self.kinds is None or project.kind in self.kinds
        )


@dataclass(frozen=True, slots=True)
class ValueTerms:
    """How public and private delivery are compared.

    `discount_rate`: nominal, of the public side. `confidence`: level of the costs told beside expected ones.
    `income_tax`: whether the vehicle's tax counts for the comparator. `insurance`: share of capital cost a year of
    operation. Factors of public delivery: None = those of the project's public mode, else 1.
    """

    discount_rate: float
    confidence: float = 0.95
    income_tax: bool = True
    insurance: float = 0.0
    public_capex_factor: float | None = None
    public_opex_factor: float | None = None
    risks: tuple[BorneRisk, ...] = ()


@dataclass(frozen=True)
class PublicSide:
    """The purse, the contracts by project and mode, and the comparator's terms; None or empty: not stated.

    `debt_rule`: law and article of the debt ceiling, where a law gave it.
    """

    purse: Purse | None = None
    debt_rule: Bilingual | None = None
    value: ValueTerms | None = None
    contracts: Mapping[tuple[ProjectId, Mode], Agreement] = field(default_factory=dict)

    @property
    def is_stated(self) -> bool:
        """Whether the scenario says anything about the public side."""
        return self.purse is not None or self.value is not None or bool(self.contracts)
