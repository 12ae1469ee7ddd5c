"""Dated rules of the public side: the band of PPP revenue sharing, and the ceilings of local public debt.

They stand in `policies/public_finance/`, apart from the packs that fill fields of a scenario.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from finance.partnership.revenue_sharing import LegalBand, Reference
from scenarios.faults import Fault, ScenarioError, say
from scenarios.file.kinds import REQUIRED, Choice, Day, Field, ListOf, Number, Record, Text
from scenarios.file.reading import BAD, Reading
from scenarios.file.tree import Origin, Place
from scenarios.file.yaml_text import decoded, read_yaml
from scenarios.partnership.terms import Province
from scenarios.policy import CONFIDENCE, PACKS
from scenarios.scenario import InputFile

FOLDER = PACKS / "public_finance"


_DATED = (
    Field("from", Day(), say("first day in force"), default=REQUIRED),
    Field("to", Day(), say("last day in force; not stated: still in force")),
    Field("reference", Text(500), say("law and article"), default=REQUIRED),
    Field("confidence", Choice(CONFIDENCE), say("how well it is attested"), default=REQUIRED),
    Field("note", Text(1000), say("what to know before relying on it")),
)
_BAND = Record(
    (
        Field("upper_from", Number(1.0, 3.0), say("the value"), default=REQUIRED),
        Field("upper_to", Number(1.0, 3.0), say("the value"), default=REQUIRED),
        Field("lower_from", Number(0.0, 1.0), say("the value"), default=REQUIRED),
        Field("lower_to", Number(0.0, 1.0), say("the value"), default=REQUIRED),
        Field("public_share", Number(0.0, 1.0), say("the value"), default=REQUIRED),
        Field("reference_point", Choice(tuple(Reference)), say("the value"), default=REQUIRED),
        *_DATED,
    )
)
_CEILING = Record(
    (
        Field("applies_to", Choice(tuple(Province)), say("the value"), default=REQUIRED),
        Field("share", Number(0.0, 5.0), say("the value"), default=REQUIRED),
        *_DATED,
    )
)
_RULES = Record(
    (
        Field("revenue_sharing", ListOf(_BAND, 1), say("dated parameters"), default=REQUIRED),
        Field("debt_ceilings", ListOf(_CEILING, 1), say("dated parameters"), default=REQUIRED),
    )
)


@dataclass(frozen=True, slots=True)
class InForce:
    """The days in which a rule holds, both ends included, and how well it is attested."""

    start: date
    end: date | None
    confidence: str

    def on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class DebtCeiling:
    """Public debt at most as a `share` of own revenue, for one kind of province. `reference`: law and article."""

    province: Province
    share: float
    reference: str


@dataclass(frozen=True, slots=True)
class PublicRules:
    """All dated rules of one country, and the file they were read from."""

    bands: tuple[tuple[InForce, LegalBand], ...]
    ceilings: tuple[tuple[InForce, DebtCeiling], ...]
    file: InputFile

    def band(self, day: date) -> LegalBand | None:
        """The band of revenue sharing for a contract signed on `day`; None where no law is known."""
        found = self.band_in_force(day)
        return None if found is None else found[1]

    def band_in_force(self, day: date) -> tuple[InForce, LegalBand] | None:
        """The same with the days in which it holds."""
        return next(((force, band) for force, band in self.bands if force.on(day)), None)

    def debt_ceiling(self, day: date, province: Province) -> DebtCeiling | None:
        """The debt ceiling of a kind of province on `day`; None where no law is known."""
        return next(
            (rule for force, rule in self.ceilings if force.on(day) and rule.province is province), None
        )

    def confidence_of(self, ceiling: DebtCeiling) -> str:
        """How well a debt ceiling of these rules is attested."""
        return next(force.confidence for force, rule in self.ceilings if rule is ceiling)


def rules_of(policy: str | None) -> PublicRules | None:
    """The dated rules that come with a policy pack; None without a pack, or where it has none."""
    if policy is None or not (FOLDER / f"{policy}.yaml").is_file():
        return None
    return public_rules(policy)


@cache
def public_rules(name: str = "vietnam") -> PublicRules:
    """The rules of that name, checked like any other file."""
    path = FOLDER / f"{name}.yaml"
    origin = Origin(f"policies/{FOLDER.name}/{path.name}")
    data = path.read_bytes()
    faults: list[Fault] = []
    tree = read_yaml(decoded(data, origin), origin, faults)
    entry = Reading(tree, Place(origin), faults).read(_RULES, tree)
    if faults or entry is BAD:
        raise ScenarioError(faults)
    return PublicRules(
        tuple((_force(each), _band(each)) for each in entry["revenue_sharing"]),
        tuple((_force(each), _ceiling(each)) for each in entry["debt_ceilings"]),
        InputFile(origin.name, hashlib.sha256(data).hexdigest()),
    )


def _force(entry: Mapping[str, Any]) -> InForce:
    end = date.fromisoformat(entry["to"]) if "to" in entry else None
    return InForce(date.fromisoformat(entry["from"]), end, entry["confidence"])


def _band(entry: Mapping[str, Any]) -> LegalBand:
    return LegalBand(
        upper_from=float(entry["upper_from"]),
        upper_to=float(entry["upper_to"]),
        lower_from=float(entry["lower_from"]),
        lower_to=float(entry["lower_to"]),
        public_share=float(entry["public_share"]),
        reference=Reference(entry["reference_point"]),
        article=entry["reference"],
    )


def _ceiling(entry: Mapping[str, Any]) -> DebtCeiling:
    return DebtCeiling(Province(entry["applies_to"]), float(entry["share"]), entry["reference"])
