"""What must agree among the rules of a vehicle's books, and between a work's repairs and its life."""

from collections.abc import Mapping
from typing import Any

from finance.delivery import Depreciation
from scenarios.faults import say
from scenarios.file.reading import Reading

Document = Mapping[str, Any]


def check_books(reading: Reading, document: Document) -> None:
    """Notes rules that say nothing without another, and repairs that would never fall."""
    for mode, rules in document.get("delivery", {}).items():
        if isinstance(rules, Mapping):
            stated = reading.root["delivery"][mode] or {}
            _check_pairs(reading, rules, stated, ("delivery", mode))
    for index, project in enumerate(document.get("projects", ())):
        _check_overhaul(reading, project, ("projects", index))


def _check_pairs(reading: Reading, rules: Document, stated: Document, keys: tuple[Any, ...]) -> None:
    """A preferential rate has years, years have a rate; a factor belongs to declining balance. What the file states
    and was refused already counts as there: one slip has one message.
    """
    refused = stated.keys() - rules.keys()
    rate, years = "preferential_tax_rate" in rules, rules.get("preferential_years", 0) > 0
    if rate and not years and "preferential_years" not in refused:
        reading.fault_at(
            (*keys, "preferential_tax_rate"),
            say("a preferential tax rate for no years"),
            say("preferential_years beside it"),
        )
    if years and not rate and "preferential_tax_rate" not in refused:
        reading.fault_at(
            (*keys, "preferential_years"),
            say("preferential years without a rate"),
            say("preferential_tax_rate beside it"),
        )
    method = rules.get("depreciation", Depreciation.STRAIGHT_LINE.value)
    is_straight = method == Depreciation.STRAIGHT_LINE.value and "depreciation" not in refused
    if "depreciation_factor" in rules and is_straight:
        reading.fault_at(
            (*keys, "depreciation_factor"),
            say("a factor for straight-line depreciation, which has none"),
            say("depreciation: declining_balance beside it"),
        )


def _check_overhaul(reading: Reading, project: Document, keys: tuple[Any, ...]) -> None:
    """The first repair falls while the work operates."""
    every, life = project.get("overhaul", {}).get("every"), project.get("life")
    if every is not None and life is not None and every >= life:
        found = say(
            "a large repair every {every} years of a work that operates {life} years", every=every, life=life
        )
        reading.fault_at((*keys, "overhaul", "every"), found, say("fewer years than the life"))
