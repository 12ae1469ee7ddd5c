"""Funding sources: what money can be mobilised, at which price, under which conditions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from finance.delivery import Mode
from finance.horizon import Yearly

SourceId = NewType("SourceId", str)
TrancheId = NewType("TrancheId", str)


class Sector(StrEnum):
    """Whose money it is."""

    PUBLIC = "public"
    PRIVATE = "private"
    PPP = "ppp"


class Instrument(StrEnum):
    """What kind of money it is."""

    GRANT = "grant"
    EQUITY = "equity"
    LOAN = "loan"
    BOND = "bond"
    PREPAYMENT = "prepayment"

    @property
    def is_debt(self) -> bool:
        """Whether a draw must be paid back by a schedule."""
        return self in (Instrument.LOAN, Instrument.BOND, Instrument.PREPAYMENT)


class Repayment(StrEnum):
    """How the principal of a draw comes back."""

    ANNUITY = "annuity"
    EQUAL_PRINCIPAL = "equal_principal"
    BULLET = "bullet"


class Obligor(StrEnum):
    """Who owes a loan: the project's vehicle, or the public side."""

    PROJECT = "project"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class DebtTerms:
    """Terms of one drawn unit: `rate` a year, `tenor` and `grace` in years (grace inside the tenor)."""

    rate: float
    tenor: int
    grace: int = 0
    repayment: Repayment = Repayment.ANNUITY
    fx_depreciation: float = 0.0


@dataclass(frozen=True, slots=True)
class Tranche:
    """One step of a source's mobilisation curve: a ceiling by year at a price.

    `ceiling` None = no yearly limit. `carry_over`: share of the unused ceiling kept for the next year.
    `fee`: share of each draw that does not reach the project. `premium`: states the cost of funds outright.
    `terms` None for grants, and for equity whose owners ask just the discount rate.
    """

    id: TrancheId
    ceiling: Yearly | None
    terms: DebtTerms | None = None
    carry_over: float = 0.0
    fee: float = 0.0
    premium: float | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a source may pay for: every named list must contain the project's own; `None` = everything."""

    projects: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    classes: frozenset[str] | None = None
    clusters: frozenset[str] | None = None
    modes: frozenset[Mode] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Matching: money of the sources `partners` is at least `at_least` times the draw."""

    partners: tuple[SourceId, ...]
    at_least: float
    per_project: bool


@dataclass(frozen=True, slots=True)
class FundingSource:
    """A source of capital. A source without steps has one tranche that carries the source's own id.

    `total`, `floor`, `max_share`, `min_share` and `match` bind the sum of the tranches. Shares are of the
    project's nominal capital cost. `ids` of tranches are `id.1, id.2 …` where the curve has steps.
    """

    id: SourceId
    name: str
    sector: Sector
    instrument: Instrument
    tranches: tuple[Tranche, ...]
    total: float | None = None
    floor: float | None = None
    obligor: Obligor = Obligor.PROJECT
    eligible: Eligibility = Eligibility()
    max_share: float | None = None
    min_share: float | None = None
    match: Match | None = None

    @property
    def is_state_capital(self) -> bool:
        """Grants and equity of the public sector."""
        return self.sector is Sector.PUBLIC and self.instrument in (Instrument.GRANT, Instrument.EQUITY)

    def owed_publicly(self, mode: Mode) -> bool:
        """Whether the public side owes a draw of this source for a project delivered in `mode`."""
        return self.instrument.is_debt and (mode is Mode.PUBLIC or self.obligor is Obligor.PUBLIC)
