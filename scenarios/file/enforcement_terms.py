"""How environmental rules are enforced, from a checked document and the law in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from finance.enforcement import Enforcement
from scenarios.faults import say
from scenarios.file.reading import Reading
from scenarios.law.pack import LegalValue, Pack

MILLION = 1e6


@dataclass(frozen=True, slots=True)
class EnforcementTerms:
    """How a breach is enforced, and the life of a plant [years]. `law`: of the fine where the file states none."""

    enforcement: Enforcement
    plant_life: int
    law: LegalValue | None


def enforcement_terms(document: Mapping[str, Any], pack: Pack | None, day: date) -> EnforcementTerms | None:
    """The terms that a checked document states; None where it states none."""
    entry = document.get("enforcement")
    if entry is None:
        return None
    stop = entry.get("suspension", {})
    law = None if pack is None else pack.value("fine_no_treatment", day)
    months = None if pack is None else pack.value("suspension_months", day)
    unit = float(document.get("unit", 1))
    fine = entry.get("fine")
    if fine is None:
        # the check of the file has seen to it that one of the two is there
        assert law is not None
        fine = law.number * MILLION / unit
    return EnforcementTerms(
        Enforcement(
            inspections=float(entry.get("inspections", 0.0)),
            detection=float(entry.get("detection", 1.0)),
            fine=float(fine),
            suspension=float(stop.get("chance", 0.0)),
            months=float(stop.get("months", 0.0 if months is None else months.number)),
            loss_per_month=float(stop.get("loss_per_month", 0.0)),
        ),
        int(entry.get("plant_life", 20)),
        law if "fine" not in entry else None,
    )


def check_enforcement(reading: Reading, document: Mapping[str, Any]) -> None:
    """A fine must come from somewhere: the file, or a policy pack."""
    entry = document.get("enforcement")
    if entry is not None and "fine" not in entry and "policy" not in document:
        reading.fault_at(
            ("enforcement", "fine"), say("nothing stated"), say("a fine, or a policy pack that knows it")
        )
