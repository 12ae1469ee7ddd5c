"""affordability.csv: recurrent commitments and debt against own revenue, only where the scenario states a purse.

Key: project (empty: the whole plan), measure, year. `unit` says what `amount` counts: money or share of own revenue.
"""

from scenarios.partnership.affordability import Finding
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.wording import Wording

COLUMNS = {
    "project": ColumnKind.TEXT,
    "measure": ColumnKind.TEXT,
    "year": ColumnKind.YEAR_OR_NONE,
    "unit": ColumnKind.TEXT,
    "amount": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}

MEASURES = (
    "recurrent_peak",
    "recurrent_mean",
    "debt_peak",
    "contingent_peak",
    "debt_above_ceiling",
    "recurrent_above_ceiling",
    "recurrent_own_peak",
    "recurrent_peak_without",
    "recurrent_mean_without",
    "debt_peak_without",
    "contingent_peak_without",
    "tips_ceiling",
)
"""What is told: of the whole plan up to `recurrent_above_ceiling`, of each project the rest."""


def affordability(found: tuple[Finding, ...], words: Wording) -> Table:
    """All findings; a ceiling that is broken carries a sentence."""
    start = words.problem.horizon.start
    rows: list[Row] = []
    for each in found:
        year = None if each.year is None else start + each.year
        rows.append((each.project, each.measure, year, each.unit, each.value, _sentence(each, year, words)))
    return table(COLUMNS, rows, key=3)


def _sentence(each: Finding, year: int | None, words: Wording) -> str | None:
    language = words.language
    amount, limit = words.amount(each.value, "money"), words.amount(each.limit or 0.0, "money")
    if each.measure == "debt_above_ceiling":
        said = language(
            "Public debt at the end of {year} exceeds its ceiling of {limit} by {amount}.",
            year=year,
            limit=limit,
            amount=amount,
        )
        return said if each.rule is None else f"{said} ({each.rule.spoken(language)})"
    if each.measure == "recurrent_above_ceiling":
        return language(
            "Recurrent commitments of {year} exceed their ceiling of {limit} by {amount}.",
            year=year,
            limit=limit,
            amount=amount,
        )
    if each.measure == "tips_ceiling":
        return language(
            "Without {project} every ceiling holds in {year}.",
            project=words.project(each.project or ""),
            year=year,
        )
    return None
