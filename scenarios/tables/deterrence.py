"""deterrence.csv: whether it pays to treat wastewater, only where the scenario says how the rule is enforced.

Key: project. Amounts a year at base-year prices. `inspections_needed` a year and `fine_needed` are those at which
treating begins to pay; empty where none would do.
"""

from math import isfinite

from scenarios.enforcement import PlantDeterrence
from scenarios.file.enforcement_terms import EnforcementTerms
from scenarios.language import Language
from scenarios.scenario import Scenario
from scenarios.table import ColumnKind, Row, Table, table

COLUMNS = {
    "project": ColumnKind.TEXT,
    "name": ColumnKind.TEXT,
    "cluster": ColumnKind.TEXT,
    "complying": ColumnKind.AMOUNT,
    "breaking": ColumnKind.AMOUNT,
    "fine": ColumnKind.AMOUNT,
    "inspections": ColumnKind.AMOUNT,
    "inspections_needed": ColumnKind.AMOUNT,
    "fine_needed": ColumnKind.AMOUNT,
    "pays": ColumnKind.FLAG,
    "reference": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}


def deterrence(
    plants: tuple[PlantDeterrence, ...], terms: EnforcementTerms, scenario: Scenario, language: Language
) -> Table:
    """One row a plant."""
    reference = None if terms.law is None else terms.law.reference.spoken(language)
    rule = terms.enforcement
    rows: list[Row] = [
        (
            plant.project.id, plant.project.name, plant.project.cluster, plant.found.complying, plant.found.breaking,
            rule.fine, rule.inspections, _finite(plant.found.inspections_needed), _finite(plant.found.fine_needed),
            plant.found.pays, reference, _sentence(plant, terms, scenario, language),
        )
        for plant in plants
    ]  # fmt: skip
    return table(COLUMNS, rows, key=1)


def _sentence(plant: PlantDeterrence, terms: EnforcementTerms, scenario: Scenario, language: Language) -> str:
    found = plant.found
    values = {
        "project": plant.project.name,
        "complying": language.money(found.complying, scenario.currency, scenario.unit, 2),
        "breaking": language.money(found.breaking, scenario.currency, scenario.unit, 2),
    }
    if found.pays:
        return language(
            "{project}: treating costs {complying} a year, not treating {breaking} as it is enforced: treating pays.",
            **values,
        )
    text = language(
        "{project}: treating costs {complying} a year, not treating {breaking} as it is enforced: not treating pays.",
        **values,
    )
    ways = []
    if isfinite(found.inspections_needed):
        ways.append(
            language(
                "It would take {count} inspections a year in place of {now}",
                count=language.number(found.inspections_needed, 1),
                now=language.number(terms.enforcement.inspections, 1, fixed=False),
            )
        )
    if isfinite(found.fine_needed):
        ways.append(
            language(
                "a fine of {needed} in place of {now}",
                needed=language.money(found.fine_needed, scenario.currency, scenario.unit, 1),
                now=language.money(terms.enforcement.fine, scenario.currency, scenario.unit, 1),
            )
        )
    if not ways:
        return text + " " + language("Where no inspection finds a breach no fine changes that.")
    return text + " " + language(", or ").join(ways) + "."


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None
