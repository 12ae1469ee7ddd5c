"""What the law says to a scenario and to its plan: one finding a rule and subject."""

from dataclasses import dataclass
from enum import StrEnum

from scenarios.faults import Phrase, say
from scenarios.language import Language
from scenarios.law.pack import LegalParameter, LegalValue
from scenarios.wording import KINDS


class Verdict(StrEnum):
    """How a rule came out. `UNKNOWN`: the scenario does not state what the rule asks about."""

    PASSED = "passed"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Rule(StrEnum):
    """The rules that are checked, in the order of the report."""

    CLUSTER_AREA = "cluster_area"
    SERVICE_LAND = "service_land"
    DEVELOPER = "developer"
    NEW_CLUSTER = "new_cluster"
    ENLARGED_CLUSTER = "enlarged_cluster"
    SERVICES_BEFORE_ENLARGING = "services_before_enlarging"
    WASTEWATER_BEFORE_TENANTS = "wastewater_before_tenants"
    TENANTS_AFTER_INFRASTRUCTURE = "tenants_after_infrastructure"
    AMENITIES_OUTSIDE = "amenities_outside"
    SUPPORT_ELIGIBILITY = "support_eligibility"
    STATE_SHARE = "state_share"
    CAPS_NOT_ADDED = "caps_not_added"
    EQUITY = "equity"
    PROJECT_GROUP = "project_group"
    ALLOCATION_YEARS = "allocation_years"
    DEBT_CEILING = "debt_ceiling"
    OVERRIDE = "override"


RULES: dict[Rule, Phrase] = {
    Rule.CLUSTER_AREA: say("Area of a cluster"),
    Rule.SERVICE_LAND: say("Land for direct services"),
    Rule.DEVELOPER: say("Who may be developer"),
    Rule.NEW_CLUSTER: say("Occupancy before a new cluster"),
    Rule.ENLARGED_CLUSTER: say("Occupancy before a cluster is enlarged"),
    Rule.SERVICES_BEFORE_ENLARGING: say("Infrastructure before a cluster is enlarged"),
    Rule.WASTEWATER_BEFORE_TENANTS: say("Wastewater treatment before tenants"),
    Rule.TENANTS_AFTER_INFRASTRUCTURE: say("Shared infrastructure before tenants operate"),
    Rule.AMENITIES_OUTSIDE: say("Housing and amenities outside the fence"),
    Rule.SUPPORT_ELIGIBILITY: say("State support for technical infrastructure only"),
    Rule.STATE_SHARE: say("Share of state capital"),
    Rule.CAPS_NOT_ADDED: say("Caps of state capital not added up"),
    Rule.EQUITY: say("Investors' own money"),
    Rule.PROJECT_GROUP: say("Group of public investment"),
    Rule.ALLOCATION_YEARS: say("Years over which capital is allocated"),
    Rule.DEBT_CEILING: say("Debt of the province"),
    Rule.OVERRIDE: say("Stated in place of the law"),
}
"""What each rule is called."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is said in the language of the reader; `is_share`: as percent."""

    number: float
    is_share: bool = False

    def spoken(self, language: Language) -> str:
        """The number as people write it."""
        if self.is_share:
            return language.number(100.0 * self.number, 1, fixed=False) + "%"
        return language.number(self.number, 2, fixed=False)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of works that are said by name."""

    kinds: tuple[str, ...]

    def spoken(self, language: Language) -> str:
        """Their names in a row."""
        return ", ".join(language(KINDS.get(kind, kind)).lower() for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about a subject (a cluster, a project, a vehicle, a field of the scenario).

    `found`, `allowed`: the numbers compared, None where the rule compares none. `value` of `parameter` is the law in
    force. `sentence`: the verdict in words, without the article.
    """

    rule: Rule
    subject: str
    verdict: Verdict
    parameter: LegalParameter
    value: LegalValue
    sentence: Phrase
    found: float | None = None
    allowed: float | None = None
    year: int | None = None

    def said(self, language: Language) -> str:
        """The sentence with the article it rests on, and a warning where the value is not confirmed."""
        text = language(
            "{sentence} ({reference}).",
            sentence=self.sentence.spoken(language),
            reference=self.value.reference.spoken(language),
        )
        if not self.value.is_confirmed:
            text += " " + language("The value is not confirmed: have it checked before relying on it.")
        return text
