"""legality.csv: what the law says to the scenario and its plan, only where the scenario names a policy pack.

Key: rule (in the order of the report), subject, parameter. `found` and `allowed` in the parameter's unit.
"""

from collections.abc import Sequence

from scenarios.language import Language
from scenarios.law.findings import Finding
from scenarios.table import ColumnKind, Row, Table

COLUMNS = {
    "rule": ColumnKind.TEXT,
    "subject": ColumnKind.TEXT,
    "parameter": ColumnKind.TEXT,
    "verdict": ColumnKind.TEXT,
    "year": ColumnKind.YEAR_OR_NONE,
    "found": ColumnKind.AMOUNT,
    "allowed": ColumnKind.AMOUNT,
    "unit": ColumnKind.TEXT,
    "reference": ColumnKind.TEXT,
    "in_force_from": ColumnKind.TEXT,
    "in_force_to": ColumnKind.TEXT,
    "confidence": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}


def legality(findings: Sequence[Finding], first_year: int, language: Language) -> Table:
    """One row a finding, in the order of the findings."""
    rows: list[Row] = [
        (
            finding.rule.value,
            finding.subject,
            finding.parameter.id,
            finding.verdict.value,
            None if finding.year is None else first_year + finding.year,
            finding.found,
            finding.allowed,
            finding.parameter.unit.spoken(language),
            finding.value.reference.spoken(language),
            finding.value.start.isoformat(),
            None if finding.value.end is None else finding.value.end.isoformat(),
            finding.value.confidence,
            finding.said(language),
        )
        for finding in findings
    ]
    return Table(COLUMNS, tuple(rows))
